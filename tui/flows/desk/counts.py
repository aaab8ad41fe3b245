"""Requests to count: what short picks and zero checks asked for, and saying that it is done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.fulfilment.counts import (
    COUNT_REASONS,
    COUNT_STATES,
    SHORT_REASONS,
    SUBJECT,
    CountWanted,
    close_count_request,
    count_wanted,
)
from core.fulfilment.task_statuses import CountState
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from core.stock.queries import cell_contents, item_stock
from tui.flows.desk.shapes import (
    OPENS,
    SHOWN,
    Card,
    Command,
    Done,
    Field,
    FieldKind,
    Form,
    Given,
    Lines,
    RowsCommand,
    Values,
)
from tui.formatting import moment

BOOKS = Lines(
    "books",
    N_("By the books"),
    (
        Field("item_id", N_("Item"), FieldKind.ROW, of="item", width=40),
        Field("quantity", N_("Quantity"), FieldKind.QUANTITY, width=10),
        Field("unit", N_("Unit"), width=4),
        Field("lot", N_("Lot"), width=12),
        Field("expires", N_("Expires"), FieldKind.DATE, width=10),
    ),
)


def close_all(session: Session, actor: Actor, keys: Sequence[Any], clock: Clock) -> Done:
    """Close requests, all of them or none."""
    for key in keys:
        close_count_request(session, actor, key, clock=clock)
    return Done(N_("Requests done: {count}."), {"count": len(keys)})


def close(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Close the request on the screen."""
    del given
    return close_all(session, actor, [card.id], clock)


class CountForm(Form):
    """Заявка на пересчёт."""

    name = "count_requests"
    subject = SUBJECT
    one = N_("Request to count")
    edit = Permission.STOCK_ENTER
    has_history = False
    fields = (
        Field("cell", N_("Cell"), width=10),
        Field("warehouse", N_("Warehouse"), width=16),
        Field("item", N_("Item"), width=41),
        Field("reason", N_("Reason"), FieldKind.CHOICE, choices=COUNT_REASONS, width=20),
        Field("short_reason", N_("Why"), FieldKind.CHOICE, choices=SHORT_REASONS, width=16),
        Field("missing", N_("Missing"), FieldKind.QUANTITY, width=8),
        Field("lot", N_("Lot"), width=12),
        Field("asked_by", N_("Asked by"), width=16),
        Field("asked_at", N_("Asked"), width=16),
        Field("closed_by", N_("Done by"), width=16),
        Field("closed_at", N_("Done at"), width=16),
        Field("task", N_("Pick task"), width=12),
    )
    tables = (BOOKS,)
    rows_commands = (RowsCommand("close", N_("Mark as done"), Permission.STOCK_ENTER, close_all),)
    commands = (
        Command(
            "close",
            N_("Mark as done"),
            Permission.STOCK_ENTER,
            close,
            lambda card: card.status == CountState.OPEN,
        ),
    )

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return the request with what the books say of the place."""
        found = count_wanted(session, actor, key)
        names = [field.name for field in self.fields if hasattr(found, field.name)]
        values = {name: getattr(found, name) for name in names}
        return Card(
            id=key,
            version=0,
            heading=f"{found.cell_code} {found.item_name}".strip(),
            status=found.state,
            status_title=COUNT_STATES[found.state],
            values={
                **values,
                "cell": found.cell_code,
                "item": found.item_name,
                "lot": found.lot_code,
                "asked_at": moment(found.asked_at),
                "closed_at": moment(found.closed_at) if found.closed_at else "",
            },
            lines={"books": _by_the_books(session, actor, found)},
            editable=False,
            warehouse_id=found.warehouse_id,
        )


def _by_the_books(session: Session, actor: Actor, found: CountWanted) -> tuple[Values, ...]:
    """Return what lies in the cell; without cells, how much of the item the warehouse has."""
    if found.cell_id:
        return tuple(
            {
                "item_id": row.item_id,
                "item_id" + SHOWN: f"{row.item_name} {row.variant}".strip(),
                "quantity": row.quantity,
                "unit": row.unit,
                "lot": row.lot_code,
                "expires": row.expires,
                OPENS: ("items", row.item_id),
            }
            for row in cell_contents(session, actor, found.cell_id)
        )
    return tuple(
        {
            "item_id": found.item_id,
            "item_id" + SHOWN: found.item_name,
            "quantity": row.quantity,
            "unit": found.unit,
            "lot": row.lot_code,
            "expires": row.expires,
            OPENS: ("items", found.item_id),
        }
        for row in item_stock(session, actor, found.item_id).warehouses
        if row.warehouse_id == found.warehouse_id
    )
