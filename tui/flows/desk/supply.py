"""The forms of supplier orders and of receipts of goods."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.catalog.queries import item_card
from core.documents.listing import Filter
from core.kernel.clock import Clock
from core.kernel.errors import BadValue
from core.kernel.i18n import N_
from core.partners.queries import companies
from core.stock.queries import warehouses
from core.supply.ordering import (
    NewSupplierOrder,
    SupplierLine,
    close_supplier_order,
    confirm_supplier_order,
    create_supplier_order,
    reopen_supplier_order,
    save_supplier_order,
    withdraw_supplier_order,
)
from core.supply.queries import supplier_lines
from core.supply.receiving import Came, receive, unpost_receipt
from core.supply.statuses import SupplierOrderStatus
from core.terms.statuses import DeliveryMethod
from tui.flows.desk.delivery_sheet import (
    FIXED,
    delivery_changed,
    delivery_sheet,
    delivery_values,
    read_delivery,
    save_delivery,
)
from tui.flows.desk.documents import DocumentForm, plain_lines, without_prices
from tui.flows.desk.naming import shown_lines, shown_values
from tui.flows.desk.shapes import (
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

LINES = Lines(
    "lines",
    N_("Lines"),
    (
        Field("item_id", N_("Item"), FieldKind.ROW, required=True, of="item", width=40),
        Field("quantity", N_("Quantity"), FieldKind.QUANTITY, required=True, width=10),
        Field("unit", N_("Unit"), width=4),
        Field("expected_on", N_("Expected on"), FieldKind.DATE, width=10),
        Field("price_minor", N_("Price"), FieldKind.MONEY, width=10),
        Field("expected", N_("To come"), FieldKind.QUANTITY, width=9),
        Field("claimed", N_("Promised"), FieldKind.QUANTITY, width=9),
        Field("for_order_id", N_("For order"), FieldKind.ROW, of="customer_orders", width=12),
    ),
    editable=True,
    picks="item_id",
    entry="quantity",
    readonly=frozenset({"unit", "expected", "claimed"}),
)


def _in(*statuses: SupplierOrderStatus) -> Any:  # noqa: ANN401 - a test of a card
    return lambda card: card.id is not None and card.status in statuses


def _verb(verb: Any, message: str) -> Any:  # noqa: ANN401 - a verb and the command made of it
    def run(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
        del given
        saved = verb(session, actor, card.id or 0, clock=clock)
        return Done(message, {"number": saved.number})

    return run


def take_in(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Receive everything that is still to come, or so much of the line under the cursor."""
    lines = card.lines["lines"]
    values, given = given.values, given.on("lines")
    if values.get("all") or given.line is None:
        came = [
            Came(line["line_no"], line["expected"], cell_id=values.get("cell_id") or 0)
            for line in lines
            if line["expected"]
        ]
    else:
        line = lines[given.line]
        quantity = values.get("quantity") or line["expected"]
        came = [
            Came(
                line["line_no"],
                quantity,
                lot_id=values.get("lot_id") or 0,
                cell_id=values.get("cell_id") or 0,
            )
        ]
    done = receive(session, actor, card.id or 0, came, clock=clock)
    return Done(
        N_("{number} is on stock; customer orders served: {count}."),
        {"number": done.number, "count": len(done.orders)},
    )


class SupplierOrderForm(DocumentForm):
    """Заказ поставщику."""

    name = "supplier_orders"
    subject = "supplier_order"
    edit = Permission.SUPPLY_EDIT
    makes = True
    fields = (
        Field("partner_id", N_("Supplier"), FieldKind.ROW, required=True, of="partner", width=32),
        Field("company_id", N_("Company"), FieldKind.ROW, required=True, of="company", width=24),
        Field(
            "warehouse_id", N_("Warehouse"), FieldKind.ROW, required=True, of="warehouse", width=16
        ),
        Field("expected_on", N_("Expected on"), FieldKind.DATE, required=True, width=10),
        Field("date", N_("Date"), FieldKind.DATE, fixed=True, width=10),
        Field("comment", N_("Comment"), width=40),
    )
    tables = (LINES,)
    sheets = (delivery_sheet("supplier_order"),)
    commands = (
        Command(
            "confirm",
            N_("Confirm: expect the goods"),
            Permission.SUPPLY_EDIT,
            _verb(confirm_supplier_order, N_("{number}: its goods are expected.")),
            _in(SupplierOrderStatus.AGREEING),
        ),
        Command(
            "receive",
            N_("Receive goods"),
            Permission.STOCK_ENTER,
            take_in,
            _in(SupplierOrderStatus.TO_RECEIVE),
            asks=(
                Field("all", N_("All lines"), FieldKind.FLAG),
                Field("quantity", N_("Quantity"), FieldKind.QUANTITY, width=10),
                Field("lot_id", N_("Lot"), FieldKind.ROW, of="lot", width=12),
                Field("cell_id", N_("Cell"), FieldKind.ROW, of="cell", width=10),
            ),
            initial=lambda _card, _given: {"all": True},
        ),
        Command(
            "close",
            N_("Close: nothing more comes"),
            Permission.SUPPLY_EDIT,
            _verb(close_supplier_order, N_("{number} is closed.")),
            _in(SupplierOrderStatus.TO_RECEIVE),
        ),
        Command(
            "reopen",
            N_("Open it again"),
            Permission.SUPPLY_EDIT,
            _verb(reopen_supplier_order, N_("{number}: its goods are expected.")),
            _in(SupplierOrderStatus.CLOSED),
        ),
        Command(
            "withdraw",
            N_("Take back to agreeing"),
            Permission.SUPPLY_EDIT,
            _verb(withdraw_supplier_order, N_("{number} is being agreed again.")),
            _in(SupplierOrderStatus.TO_RECEIVE),
        ),
    )

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return the order with what of each line is still to come."""
        order = self.stored(session, actor, key)
        values = {field.name: getattr(order, field.name) for field in self.fields}
        lines = plain_lines(
            supplier_lines(session, key), {"item_id": "item", "for_order_id": "for_order"}
        )
        open_ = order.status != SupplierOrderStatus.CLOSED
        delivery, places = read_delivery(session, key)
        return Card(
            id=key,
            version=order.version,
            heading=order.number_text,
            status=order.status,
            status_title=self.status_title(order.status),
            values=values | delivery,
            shown=shown_values(session, self.fields, values) | places,
            lines={"lines": without_prices(actor, lines)},
            editable=open_ and actor.may(self.edit),
            warehouse_id=order.warehouse_id,
        )

    def new(self, session: Session, actor: Actor, clock: Clock) -> Card | None:
        """Return an empty order for the usual company and warehouse."""
        if not actor.may(self.edit):
            return None
        owners, houses = companies(session, actor), warehouses(session, actor)
        values: dict[str, Any] = dict.fromkeys(field.name for field in self.fields)
        values |= {
            "company_id": owners[0].id if owners else None,
            "warehouse_id": houses[0].id if houses else None,
            "date": clock.business_date(),
            "comment": "",
        }
        delivery, places = _brought()
        shown = shown_values(session, self.fields, values) | places
        return Card(None, 0, "", values=values | delivery, shown=shown, lines={"lines": ()})

    def save(self, session: Session, actor: Actor, card: Card, clock: Clock) -> int:
        """Write the order; one that is to be received is expected anew at once."""
        values = card.values
        if values.get("expected_on") is None:
            raise BadValue(what=N_("Expected on"), value="", expected="20.11.2026")
        lines = tuple(_asked(line) for line in card.lines["lines"])
        ids: dict[str, Any] = {
            name: values[name] or 0 for name in ("company_id", "partner_id", "warehouse_id")
        }
        header: dict[str, Any] = {
            "expected_on": values["expected_on"],
            "comment": values["comment"] or "",
        }
        if card.id is None:
            new = NewSupplierOrder(**ids, **header, lines=lines, date=values["date"])
            key = create_supplier_order(session, actor, new, clock=clock).id
        else:
            key = save_supplier_order(
                session, actor, card.id, card.version, clock=clock, lines=lines, **ids, **header
            ).id
        save_delivery(session, actor, key, values, clock, document_type=self.subject)
        return key

    def changed(
        self, session: Session, actor: Actor, card: Card, table: str, line: int, name: str
    ) -> Card:
        """Follow another supplier, another way of delivery, another address of the book."""
        del actor, line
        return card if table else delivery_changed(session, card, name)

    def fixed(self, card: Card) -> frozenset[str]:
        """Return what cannot be changed now; the zone of an address never is."""
        return super().fixed(card) | FIXED

    def copied(self, card: Card, fresh: Card) -> Card:
        """Return an order like *card*, brought by the supplier as a new one is."""
        values, shown = _brought()
        return super().copied(card, fresh).with_values(**values).with_shown(**shown)

    def line(
        self, session: Session, actor: Actor, card: Card, table: str, picked: int
    ) -> dict[str, Any]:
        """Return a line of one base unit, expected with the order."""
        del actor, table
        item = item_card(session, picked)
        return {
            "item_id": picked,
            "item_id" + SHOWN: item.row.name,
            "variant_id": 0,
            "packaging_id": 0,
            "quantity": 1000,
            "unit": item.row.unit,
            "expected_on": card.values.get("expected_on"),
            "price_minor": 0,
            "expected": 0,
            "claimed": 0,
            "for_order_id": 0,
            "for_order_id" + SHOWN: "",
        }

    def narrow(self, card: Card, table: str, line: int, name: str) -> tuple[Filter, ...]:
        """Show suppliers only."""
        del card, line
        return (Filter("supplier", "eq", True),) if not table and name == "partner_id" else ()


def _brought() -> tuple[dict[str, Any], dict[str, str]]:
    """Return values and texts of the delivery of an order that is still to be made."""
    values, shown = delivery_values(None)
    return values | {"delivery_method": DeliveryMethod.SUPPLIER_BRINGS}, shown


def _asked(line: Values) -> SupplierLine:
    return SupplierLine(
        item_id=line["item_id"],
        quantity=line.get("quantity") or 0,
        variant_id=line.get("variant_id") or 0,
        packaging_id=line.get("packaging_id") or 0,
        price_minor=line.get("price_minor") or 0,
        expected_on=line.get("expected_on"),
        for_order_id=line.get("for_order_id") or 0,
        line_no=line.get("line_no"),
    )


def take_back(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Take a receipt back."""
    del given
    unpost_receipt(session, actor, card.id or 0, clock=clock)
    message = N_("{number} is taken back; its goods are expected again.")
    return Done(message, {"number": card.heading})


class GoodsReceiptForm(DocumentForm):
    """Поступление товаров."""

    name = "goods_receipts"
    subject = "goods_receipt"
    edit = Permission.STOCK_ENTER
    fields = (
        Field("partner_id", N_("Supplier"), FieldKind.ROW, of="partner", width=32),
        Field("company_id", N_("Company"), FieldKind.ROW, of="company", width=24),
        Field("warehouse_id", N_("Warehouse"), FieldKind.ROW, of="warehouse", width=16),
        Field("date", N_("Date"), FieldKind.DATE, width=10),
    )
    tables = (
        Lines(
            "lines",
            N_("Lines"),
            (
                Field("item_id", N_("Item"), FieldKind.ROW, of="item", width=40),
                Field("quantity", N_("Quantity"), FieldKind.QUANTITY, width=10),
                Field("cell_id", N_("Cell"), FieldKind.ROW, of="cell", width=10),
                Field("lot_id", N_("Lot"), FieldKind.ROW, of="lot", width=12),
                Field("price_minor", N_("Price"), FieldKind.MONEY, width=10),
            ),
        ),
    )
    commands = (
        Command(
            "take_back",
            N_("Take the receipt back"),
            Permission.STOCK_ENTER,
            take_back,
            lambda card: bool(card.values.get("posted")),
            N_("Take {heading} back? Its goods leave the stock and are expected again."),
        ),
    )

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return the receipt with its lines."""
        receipt = self.stored(session, actor, key)
        values = {field.name: getattr(receipt, field.name) for field in self.fields}
        lines = without_prices(actor, self.stored_lines(session, key))
        return Card(
            id=key,
            version=receipt.version,
            heading=receipt.number_text,
            status=receipt.status,
            status_title=self.status_title(receipt.status) if receipt.posted else N_("Taken back"),
            values=values | {"posted": receipt.posted},
            shown=shown_values(session, self.fields, values),
            lines={"lines": shown_lines(session, self.tables[0].fields, lines)},
            editable=False,
            warehouse_id=receipt.warehouse_id,
        )
