"""The form of customer orders: who buys what, at which prices, and what the warehouse may do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.catalog.queries import item_card, items_by_id
from core.documents.listing import Filter
from core.documents.usual import remember, usual
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from core.kernel.money import Money
from core.kernel.vat import vat_rate
from core.partners.queries import companies, legal_entities, partner_card, tax_system
from core.pricing.queries import price_type, price_types, prices, usual_price_type
from core.sales.listings import ORDER_STATES
from core.sales.order_lines import OrderLine
from core.sales.orders import NewOrder, OrderChanges, create_order, save_order
from core.sales.queries import OrderCard, order_card
from core.sales.rules import LineAmounts, line_amounts, total
from core.sales.statuses import OrderStatus, SupplyAction
from core.stock.queries import availability, warehouses
from tui.flows.desk.documents import DocumentForm, plain_lines, without_prices
from tui.flows.desk.order_commands import COMMANDS
from tui.flows.desk.order_supply import (
    COMPUTED,
    FIELDS,
    about_supply,
    coming_of,
    moved_elsewhere,
    receipts_of,
    supply_changed,
    with_supply,
)
from tui.flows.desk.shapes import SHOWN, Card, Field, FieldKind, Lines, Values
from tui.flows.desk.supply_words import ACTIONS
from tui.formatting import day, money, quantity
from tui.locale import _

LINES = Lines(
    "lines",
    N_("Lines"),
    (
        Field("item_id", N_("Item"), FieldKind.ROW, required=True, of="item", width=30),
        Field("quantity", N_("Quantity"), FieldKind.QUANTITY, required=True, width=8),
        Field("unit", N_("Unit"), width=4),
        Field("price_minor", N_("Price"), FieldKind.MONEY, width=10),
        Field("amount_minor", N_("Amount"), FieldKind.MONEY, width=12),
        Field("action", N_("Action"), FieldKind.CHOICE, choices=ACTIONS, width=14),
        Field("free", N_("Free"), FieldKind.QUANTITY, width=7),
        *FIELDS,
        Field("packaging_id", N_("Packaging"), FieldKind.ROW, of="packaging", width=12),
        Field("vat_rate", N_("VAT"), FieldKind.PERCENT, width=5),
        Field("vat_minor", N_("VAT amount"), FieldKind.MONEY, width=10),
        Field("ordered", N_("Ordered"), FieldKind.QUANTITY, width=8),
        Field("shipped", N_("Shipped"), FieldKind.QUANTITY, width=8),
        Field("invoiced", N_("Invoiced"), FieldKind.QUANTITY, width=8),
        Field("cancel_reason", N_("Reason"), width=16),
    ),
    editable=True,
    picks="item_id",
    entry="quantity",
    readonly=frozenset(
        {
            "unit",
            "amount_minor",
            "free",
            "vat_rate",
            "vat_minor",
            "ordered",
            "shipped",
            "invoiced",
            "cancel_reason",
        }
    )
    | COMPUTED,
    marks=True,
)

_USUAL = ("company_id", "warehouse_id", "price_type_id")
"""Fields in which a new order begins with what its author used last."""

_AMOUNT_FIELDS = frozenset({"quantity", "price_minor", "item_id", ""})


class OrderForm(DocumentForm):
    """Заказ клиента."""

    name = "customer_orders"
    subject = "customer_order"
    edit = Permission.ORDER_EDIT
    makes = True
    fields = (
        Field("partner_id", N_("Partner"), FieldKind.ROW, required=True, of="partner", width=32),
        Field("company_id", N_("Company"), FieldKind.ROW, required=True, of="company", width=24),
        Field("legal_entity_id", N_("Counterparty"), FieldKind.ROW, of="legal_entity", width=32),
        Field(
            "warehouse_id", N_("Warehouse"), FieldKind.ROW, required=True, of="warehouse", width=16
        ),
        Field("price_type_id", N_("Price type"), FieldKind.ROW, required=True, of="price_type"),
        Field("ship_date", N_("Ship on"), FieldKind.DATE, width=10),
        Field("date", N_("Date"), FieldKind.DATE, fixed=True, width=10),
        Field("comment", N_("Comment"), width=30),
        Field("delivery_address", N_("Delivery address"), width=60),
    )
    tables = (LINES,)
    commands = COMMANDS

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return the order with prices and availability."""
        found = order_card(session, actor, key)
        free = _free(session, actor, found.warehouse_id, [line.item_id for line in found.lines])
        lines = plain_lines(found.lines, {"item_id": "item", "packaging_id": "packaging"})
        for line in lines:
            line["free"] = free.get((line["item_id"], line["variant_id"]), 0)
        card = Card(
            id=found.id,
            version=found.version,
            heading=found.number,
            status=found.status,
            status_title=self.status_title(found.status),
            values=_header(found),
            shown={
                "partner_id": found.partner,
                "company_id": found.company,
                "legal_entity_id": found.legal_entity,
                "warehouse_id": found.warehouse,
                "price_type_id": found.price_type,
            },
            lines={"lines": without_prices(actor, lines)},
            facts=_facts(found, actor),
            editable=found.status != OrderStatus.CLOSED and actor.may(self.edit),
            warehouse_id=found.warehouse_id,
        )
        return with_supply(session, actor, card)

    def new(self, session: Session, actor: Actor, clock: Clock) -> Card | None:
        """Return an empty order with the usual company, warehouse and prices."""
        if not actor.may(self.edit):
            return None
        values: dict[str, Any] = dict.fromkeys(field.name for field in self.fields)
        values |= {"date": clock.business_date(), "comment": "", "delivery_address": ""}
        names = {
            "company_id": {row.id: row.requisites.name for row in companies(session, actor)},
            "warehouse_id": {row.id: row.name for row in warehouses(session, actor)},
            "price_type_id": {row.id: row.name for row in price_types(session, actor)},
        }
        among = {field: list(rows) for field, rows in names.items()}
        first = usual_price_type(session, actor)
        if first is not None:
            among["price_type_id"].sort(key=lambda key: key != first.id)
        found = usual(session, actor, self.subject, among)
        values |= found
        shown = {field: names[field][value] for field, value in found.items()}
        return Card(None, 0, "", values=values, shown=shown, lines={"lines": ()})

    def save(self, session: Session, actor: Actor, card: Card, clock: Clock) -> int:
        """Write the order; one that is confirmed posts anew at once."""
        values = card.values
        lines = tuple(_asked(line) for line in card.lines["lines"])
        header: dict[str, Any] = {
            "legal_entity_id": values["legal_entity_id"] or None,
            "ship_date": values["ship_date"],
            "delivery_address": values["delivery_address"] or "",
            "comment": values["comment"] or "",
        }
        ids: dict[str, Any] = {
            name: values[name] or 0
            for name in ("company_id", "partner_id", "warehouse_id", "price_type_id")
        }
        if card.id is None:
            new = NewOrder(**ids, **header, lines=lines, date=values["date"])
            made = create_order(session, actor, new, clock=clock).id
            remember(session, actor, self.subject, {name: ids[name] for name in _USUAL})
            return made
        changes = OrderChanges(header={**ids, **header}, lines=lines)
        return save_order(session, actor, card.id, card.version, changes, clock=clock).id

    def line(
        self, session: Session, actor: Actor, card: Card, table: str, picked: int
    ) -> dict[str, Any]:
        """Return a line of one base unit of the item, with its price and what is free of it."""
        del table
        item = item_card(session, picked)
        found = _priced(session, card, [picked])
        return {
            "item_id": picked,
            "item_id" + SHOWN: item.row.name,
            "variant_id": 0,
            "packaging_id": 0,
            "packaging_id" + SHOWN: "",
            "quantity": 1000,
            "unit": item.row.unit,
            "price_minor": found.get((picked, 0)),
            "vat_rate": None,
            "action": SupplyAction.SHIP,
            "free": _free(session, actor, card.values["warehouse_id"], [picked]).get(
                (picked, 0), 0
            ),
            "cancelled": False,
            "cancel_reason": "",
            "ordered": 0,
            "shipped": 0,
            "invoiced": 0,
        }

    def changed(
        self, session: Session, actor: Actor, card: Card, table: str, line: int, name: str
    ) -> Card:
        """Follow a partner's habits, another price list, another quantity."""
        if table and name == "item_id":
            lines = list(card.lines["lines"])
            kept = {k: lines[line][k] for k in ("quantity", "action") if k in lines[line]}
            fresh = self.line(session, actor, card, table, lines[line]["item_id"])
            number = {k: lines[line][k] for k in ("id", "line_no") if k in lines[line]}
            lines[line] = {**fresh, **kept, **number}
            card = card.with_lines("lines", lines)
        if table and name in {"item_id", "action", "source_line_id", "warehouse_id"}:
            card = supply_changed(session, actor, card, line, name)
        elif name == "partner_id" and card.values["partner_id"]:
            card = _of_partner(session, card)
        elif name == "price_type_id" and card.values["price_type_id"]:
            card = _repriced(session, card)
        elif name == "warehouse_id" and card.values["warehouse_id"]:
            card = moved_elsewhere(session, actor, card)
        if (table and name in _AMOUNT_FIELDS) or name in {"price_type_id", "company_id"}:
            card = _summed(session, card)
        return card

    def narrow(self, card: Card, table: str, line: int, name: str) -> tuple[Filter, ...]:
        """Show a partner's counterparties, an item's packagings, clients only."""
        if name == "legal_entity_id":
            return (Filter("partner", "eq", card.shown.get("partner_id", "")),)
        if name == "partner_id":
            return (Filter("client", "eq", True),)
        if table and name == "source_line_id":
            return receipts_of(card, line)
        if table and name == "packaging_id":
            return (Filter("item", "eq", card.lines[table][line].get("item_id" + SHOWN)),)
        return ()

    def about(self, session: Session, actor: Actor, card: Card, table: str, key: int) -> str:
        """Return price and free stock of an item that is being picked."""
        del table
        free = _free(session, actor, card.values.get("warehouse_id"), [key])
        price = _priced(session, card, [key]).get((key, 0))
        said = money(price) if price is not None else _("no price")
        told = _("Price {price} · free {free}").format(
            price=said, free=quantity(free.get((key, 0), 0))
        )
        coming = coming_of(session, actor, card.values.get("warehouse_id"), key)
        if coming.first_on is None:
            return told
        more = _("{quantity} more from {day}")
        more = more.format(quantity=quantity(coming.quantity), day=day(coming.first_on))
        return f"{told} · {more}"

    def about_line(self, card: Card, table: str, line: int) -> str:
        """Return what can be promised of the line's item, and when the line leaves."""
        lines = card.lines.get(table, ())
        return about_supply(card, lines[line]) if line < len(lines) else ""


def _header(found: OrderCard) -> Values:
    return {
        "partner_id": found.partner_id,
        "company_id": found.company_id,
        "legal_entity_id": found.legal_entity_id,
        "warehouse_id": found.warehouse_id,
        "price_type_id": found.price_type_id,
        "ship_date": found.ship_date,
        "date": found.date,
        "comment": found.comment,
        "delivery_address": found.delivery_address,
    }


def _facts(found: OrderCard, actor: Actor) -> tuple[tuple[str, str | Money], ...]:
    facts: list[tuple[str, str | Money]] = [(N_("State"), ORDER_STATES[found.state])]
    if actor.may(Permission.PRICE_READ):
        facts += _sums(found.total_minor, found.vat_minor)
    facts += [
        (N_("Shipped"), f"{found.shipped_percent}%"),
        (N_("Invoiced"), f"{found.invoiced_percent}%"),
    ]
    return tuple(facts)


def _sums(amount: int, vat: int) -> list[tuple[str, str | Money]]:
    return [(N_("Total"), Money(amount)), (N_("VAT"), Money(vat))]


def _asked(line: Values) -> OrderLine:
    return OrderLine(
        item_id=line["item_id"],
        quantity=line.get("quantity") or 0,
        variant_id=line.get("variant_id") or 0,
        packaging_id=line.get("packaging_id") or 0,
        price_minor=line.get("price_minor"),
        action=SupplyAction(line.get("action") or SupplyAction.SHIP),
        line_no=line.get("line_no"),
        cancelled=bool(line.get("cancelled")),
        cancel_reason=line.get("cancel_reason") or "",
        cancel_reason_id=line.get("cancel_reason_id"),
        warehouse_id=line.get("warehouse_id") or 0,
        source_line_id=line.get("source_line_id") or 0,
    )


def _of_partner(session: Session, card: Card) -> Card:
    """Take over the partner's usual counterparty and address."""
    key = card.values["partner_id"]
    entities = legal_entities(session, key)
    first = entities[0] if entities else None
    card = card.with_values(
        legal_entity_id=first.id if first else None,
        delivery_address=partner_card(session, key).row.delivery_address,
    )
    return card.with_shown(legal_entity_id=first.requisites.name if first else "")


def _priced(session: Session, card: Card, items: list[int]) -> dict[tuple[int, int], int]:
    if not card.values.get("price_type_id") or not items:
        return {}
    on = card.values["date"]
    return prices(session, card.values["price_type_id"], items, on)


def _repriced(session: Session, card: Card) -> Card:
    """Take every price from the list again."""
    lines = card.lines["lines"]
    found = _priced(session, card, [line["item_id"] for line in lines])
    return card.with_lines(
        "lines",
        [
            {
                **line,
                "price_minor": found.get(
                    (line["item_id"], line.get("variant_id") or 0), found.get((line["item_id"], 0))
                ),
            }
            for line in lines
        ],
    )


def _summed(session: Session, card: Card) -> Card:
    """Count amounts and totals as saving will."""
    values = card.values
    if not (values.get("price_type_id") and values.get("company_id")):
        return card
    includes = price_type(session, values["price_type_id"]).includes_vat
    tax = tax_system(session, values["company_id"], values["date"])
    items = items_by_id(session, sorted({line["item_id"] for line in card.lines["lines"]}))
    lines, amounts = [], []
    for line in card.lines["lines"]:
        rate = vat_rate(items[line["item_id"]].vat, tax, values["date"])
        line = {**line, "vat_rate": rate}  # noqa: PLW2901 - the same line with its rate
        if line.get("price_minor") is None:
            lines.append({**line, "amount_minor": None, "vat_minor": None})
            continue
        amount = line_amounts(
            line["price_minor"], line.get("quantity") or 0, rate, includes_vat=includes
        )
        lines.append({**line, "amount_minor": amount.amount, "vat_minor": amount.vat})
        if not line.get("cancelled"):
            amounts.append(amount)
    whole: LineAmounts = total(amounts)
    kept = [fact for fact in card.facts if fact[0] not in {"Total", "VAT"}]
    facts = (*kept[:1], *_sums(whole.amount, whole.vat), *kept[1:])
    return replace(card.with_lines("lines", lines), facts=facts)


def _free(
    session: Session, actor: Actor, warehouse_id: int | None, items: list[int]
) -> dict[tuple[int, int], int]:
    if not warehouse_id or not items or not actor.may(Permission.STOCK_READ):
        return {}
    rows = availability(session, actor, warehouse_id, items)
    return {(row.item_id, row.variant_id): row.free for row in rows}
