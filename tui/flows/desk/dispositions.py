"""What waits to be shipped («Отгрузка»): open lines of orders, and expense orders made of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.fulfilment.dispositions import (
    disposition_of,
    open_lines,
    require_disposition,
    warehouses_of,
)
from core.fulfilment.outbound import create_outbound
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from tui.flows.desk.documents import DocumentForm
from tui.flows.desk.naming import shown_lines, shown_values
from tui.flows.desk.shapes import (
    Card,
    Command,
    Done,
    Field,
    FieldKind,
    Given,
    Lines,
    RowsCommand,
)


def assemble(session: Session, actor: Actor, keys: Sequence[Any], clock: Clock) -> Done:
    """Make expense orders of everything these documents still let go, one per warehouse."""
    return _made(session, actor, keys, clock, release_now=False)


def assemble_now(session: Session, actor: Actor, keys: Sequence[Any], clock: Clock) -> Done:
    """Make expense orders and give them to picking at once."""
    return _made(session, actor, keys, clock, release_now=True)


def _made(
    session: Session, actor: Actor, keys: Sequence[Any], clock: Clock, *, release_now: bool
) -> Done:
    by_house: dict[int, list[int]] = {}
    for key in keys:
        document, house = disposition_of(session, key)
        for one in [house] if house else warehouses_of(session, actor, document):
            by_house.setdefault(one, []).append(document)
    made = [
        one
        for house, orders in by_house.items()
        for one in create_outbound(
            session, actor, house, clock=clock, order_ids=orders, release_now=release_now
        )
    ]
    opened = ("outbound_orders", made[0].id) if len(made) == 1 else None
    return Done(
        N_("Expense orders made: {numbers}."),
        {"numbers": tuple(one.number for one in made)},
        opened,
    )


def _show_order(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    del session, actor, clock, given
    return Done(N_("The order behind it."), {}, ("customer_orders", card.id or 0))


def _one(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    del given
    return assemble(session, actor, [card.id], clock)


class DispositionForm(DocumentForm):
    """A document that lets goods go, as the warehouse sees it: no prices."""

    name = "dispositions"
    subject = "customer_order"
    edit = Permission.OUTBOUND_CREATE
    fields = (
        Field("partner_id", N_("Partner"), FieldKind.ROW, of="partner", width=32),
        Field("company_id", N_("Company"), FieldKind.ROW, of="company", width=24),
        Field("warehouse_id", N_("Warehouse"), FieldKind.ROW, of="warehouse", width=16),
        Field("ship_date", N_("Ship on"), FieldKind.DATE, width=10),
        Field("delivery_address", N_("Delivery address"), width=60),
    )
    tables = (
        Lines(
            "open",
            N_("To assemble"),
            (
                Field("item_id", N_("Item"), FieldKind.ROW, of="item", width=40),
                Field("open", N_("Quantity"), FieldKind.QUANTITY, width=10),
                Field("warehouse_id", N_("Warehouse"), FieldKind.ROW, of="warehouse", width=14),
            ),
        ),
    )
    rows_commands = (
        RowsCommand("assemble", N_("Make an expense order"), Permission.OUTBOUND_CREATE, assemble),
        RowsCommand(
            "assemble_now",
            N_("Make an expense order and release it"),
            Permission.OUTBOUND_RELEASE,
            assemble_now,
        ),
    )
    commands = (
        Command(
            "order", N_("Open the order"), Permission.ORDER_READ, _show_order, lambda _card: True
        ),
        Command(
            "assemble",
            N_("Make an expense order"),
            Permission.OUTBOUND_CREATE,
            _one,
            lambda card: bool(card.lines["open"]),
        ),
    )

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return what of the document is in no expense order yet."""
        document, house = disposition_of(session, key)
        order = self.stored_for(session, actor, document)
        houses = [house] if house else warehouses_of(session, actor, document)
        values = {field.name: getattr(order, field.name) for field in self.fields}
        if len(houses) == 1:
            values["warehouse_id"] = houses[0]
        lines = [
            {"item_id": line.item_id, "open": line.open, "warehouse_id": one}
            for one in houses
            for line in open_lines(session, [document], one)
        ]
        return Card(
            id=document,
            version=order.version,
            heading=order.number_text,
            status=order.status,
            status_title=self.status_title(order.status),
            values=values,
            shown=shown_values(session, self.fields, values),
            lines={"open": shown_lines(session, self.tables[0].fields, lines)},
            editable=False,
            warehouse_id=order.warehouse_id,
        )

    def stored_for(self, session: Session, actor: Actor, key: int) -> Any:  # noqa: ANN401 - the mapped header stays inside flows
        """Return the header for one who ships it: he need not be let to read orders."""
        require_disposition(session, actor, key)
        return session.get(self.kind.model, key)
