"""The form of reallocations: what was moved, from whom, to whom. They are made by the chess."""

from __future__ import annotations

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from core.sales.reservation_listings import OPERATIONS
from core.sales.statuses import HolderKind
from core.sales.supply_queries import MovedRow, moved_rows
from tui.flows.desk.documents import DocumentForm
from tui.flows.desk.naming import names_of
from tui.flows.desk.shapes import (
    OPENS,
    SHOWN,
    Card,
    Command,
    Done,
    Field,
    FieldKind,
    Given,
    Lines,
    Values,
)
from tui.flows.desk.supply_words import ACTIONS
from tui.locale import _


def _holder(kind: HolderKind, order: str, line: int) -> str:
    """Return who has, or gets, goods."""
    if kind is HolderKind.FREE:
        return _("Nobody's")
    if kind is HolderKind.EARMARK:
        return _("{order}, its own").format(order=order)
    return f"{order}/{line}"


def _line(row: MovedRow) -> Values:
    given = row.from_kind is HolderKind.LINE
    return {
        "line_no": row.line_no,
        "item_id": row.item_id,
        "item_id" + SHOWN: " · ".join(part for part in (row.item, row.variant) if part),
        "variant_id": row.variant_id,
        "quantity": row.quantity,
        "unit": row.unit,
        "taken_from": _holder(row.from_kind, row.from_order, row.from_line_no),
        "given_to": _holder(row.to_kind, row.to_order, row.to_line_no),
        "source": row.source,
        "instead": row.instead if given else None,
        OPENS: ("customer_orders", row.to_order_id or row.from_order_id),
    }


def open_board(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Show the board of the item under the cursor as it stands now."""
    del session, actor, clock
    line = card.lines["lines"][given.line or 0]
    key = f"{card.warehouse_id}:{line['item_id']}:{line['variant_id']}"
    return Done(N_("The board as it stands now."), show=("reservation_chess", key))


class ReallocationForm(DocumentForm):
    """Корректировка назначения товаров."""

    name = "reallocations"
    subject = "reallocation"
    edit = Permission.RESERVE_MOVE
    fields = (
        Field("operation", N_("Operation"), FieldKind.CHOICE, choices=OPERATIONS, width=32),
        Field("warehouse_id", N_("Warehouse"), FieldKind.ROW, of="warehouse", width=16),
        Field("date", N_("Date"), FieldKind.DATE, width=10),
        Field("author", N_("Author"), width=20),
        Field("comment", N_("Comment"), width=60),
    )
    tables = (
        Lines(
            "lines",
            N_("Lines"),
            (
                Field("item_id", N_("Item"), FieldKind.ROW, of="item", width=20),
                Field("quantity", N_("Quantity"), FieldKind.QUANTITY, width=8),
                Field("taken_from", N_("From whom"), width=20),
                Field("given_to", N_("To whom"), width=20),
                Field("unit", N_("Unit"), width=4),
                Field("source", N_("Receipt"), width=12),
                Field("instead", N_("Instead"), FieldKind.CHOICE, choices=ACTIONS),
            ),
        ),
    )
    commands = (
        Command(
            "board",
            N_("Reservation chess"),
            Permission.ORDER_READ,
            open_board,
            lambda card: bool(card.lines.get("lines")),
            line_of="lines",
        ),
    )

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return the document with its moves."""
        found = self.stored(session, actor, key)
        rows = moved_rows(session, actor, key)
        names = names_of(
            session, [("warehouse", found.warehouse_id), ("app_user", found.author_id)]
        )
        return Card(
            id=key,
            version=found.version,
            heading=found.number_text,
            status=found.status,
            status_title=self.status_title(found.status),
            values={
                "operation": found.operation,
                "warehouse_id": found.warehouse_id,
                "date": found.date,
                "author": names.get(("app_user", found.author_id or 0), ""),
                "comment": found.comment,
            },
            shown={"warehouse_id": names.get(("warehouse", found.warehouse_id or 0), "")},
            lines={"lines": tuple(_line(row) for row in rows)},
            editable=False,
            warehouse_id=found.warehouse_id,
        )
