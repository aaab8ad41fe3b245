"""The form of customer orders: who buys what, at which prices, and what the warehouse may do."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.approvals.queries import approval_state
from core.documents.listing import Filter
from core.documents.preferences import get
from core.documents.usual import remember
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from core.kernel.money import Money
from core.partners.queries import partner_card
from core.sales.gates import NOTHING_DUE, stage_sums
from core.sales.holding import quoted_of_order
from core.sales.listings import ORDER_STATES
from core.sales.order_approval import order_departures
from core.sales.order_lines import OrderLine
from core.sales.orders import NewOrder, OrderChanges, create_order, save_order
from core.sales.queries import OrderCard, order_card
from core.sales.sale_pricing import price_sale
from core.sales.settings import ORDER_STRATEGY
from core.sales.statuses import OrderStatus, SupplyAction
from core.terms.statuses import PaymentForm
from tui.flows.desk.approval_tab import APPROVAL, approval_fact, approval_lines
from tui.flows.desk.delivery_sheet import (
    FIXED,
    delivery_changed,
    delivery_hidden,
    delivery_narrowed,
    delivery_sheet,
    delivery_values,
    read_delivery,
    save_delivery,
)
from tui.flows.desk.documents import DocumentForm, plain_lines, without_prices
from tui.flows.desk.order_commands import COMMANDS, ROWS_COMMANDS
from tui.flows.desk.order_stages import (
    STAGES,
    as_read,
    new_order_stage,
    order_stage_lines,
    typed_stages,
)
from tui.flows.desk.order_supply import (
    COMPUTED,
    FIELDS,
    about_supply,
    moved_elsewhere,
    receipts_of,
    supply_changed,
    with_supply,
)
from tui.flows.desk.sale_approval import (
    DEPARTURES,
    approval_values,
    departure_lines,
    terms_shown,
)
from tui.flows.desk.sale_cards import (
    BY_HAND,
    DISCOUNT,
    DISCOUNT_COMPUTED,
    LINE_PRICED_BY,
    PRICED_BY,
    TERMS,
    narrowed,
    of_agreement,
    of_partner,
    priced,
    relisted,
    sums,
    terms_values,
    typed_price,
)
from tui.flows.desk.sale_lines import (
    USUAL,
    begun,
    free_of,
    of_variant,
    price_told,
    row_ids,
    sold_line,
    with_entity,
)
from tui.flows.desk.shapes import Card, Field, FieldKind, Lines, Picked, Values, item_name
from tui.flows.desk.supply_words import ACTIONS

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
        BY_HAND,
        DISCOUNT,
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
    | COMPUTED
    | DISCOUNT_COMPUTED,
    marks=True,
)


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
        *TERMS,
        Field("ship_date", N_("Ship on"), FieldKind.DATE, width=10),
        Field("date", N_("Date"), FieldKind.DATE, fixed=True, width=10),
        Field("comment", N_("Comment"), width=30),
        Field("delivery_address", N_("Delivery address"), width=60),
    )
    tables = (LINES, STAGES, DEPARTURES, APPROVAL)
    sheets = (delivery_sheet("customer_order"),)
    commands = COMMANDS
    rows_commands = ROWS_COMMANDS

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return the order with prices and availability."""
        found = order_card(session, actor, key)
        free = free_of(session, actor, found.warehouse_id, [line.item_id for line in found.lines])
        lines = plain_lines(found.lines, {"item_id": "item", "packaging_id": "packaging"})
        for line in lines:
            line["free"] = free.get((line["item_id"], line["variant_id"]), 0)
        paid = stage_sums(session, [found.id]).get(found.id, NOTHING_DUE).paid
        stages = order_stage_lines(session, found.id, paid)
        state = approval_state(session, found.id)
        delivery, places = read_delivery(session, found.id)
        card = Card(
            id=found.id,
            version=found.version,
            heading=found.number,
            status=found.status,
            status_title=self.status_title(found.status),
            values={
                **_header(found),
                **approval_values(session, state),
                "stages_as_read": as_read(stages),
                **delivery,
                "all_shipped": found.all_shipped,
                "all_invoiced": found.all_invoiced,
            },
            shown={
                "partner_id": found.partner,
                "company_id": found.company,
                "legal_entity_id": found.legal_entity,
                "warehouse_id": found.warehouse,
                "price_type_id": found.price_type,
                **terms_shown(session, found),
                **places,
            },
            lines={
                "lines": without_prices(actor, lines),
                STAGES.name: without_prices(actor, stages),
                DEPARTURES.name: _departures(session, actor, found),
                APPROVAL.name: approval_lines(session, actor, found.id),
            },
            facts=(*_facts(session, found, actor), approval_fact(state)),
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
        values |= {"payment_form": PaymentForm.ANY, **delivery_values(None)[0]}
        return begun(session, actor, self.subject, values, self.tables)

    def save(self, session: Session, actor: Actor, card: Card, clock: Clock) -> int:
        """Write the order; one that is confirmed posts anew at once."""
        values = card.values
        lines = tuple(_asked(line) for line in card.lines["lines"])
        header: dict[str, Any] = {
            "legal_entity_id": values["legal_entity_id"] or None,
            "ship_date": values["ship_date"],
            "delivery_address": values["delivery_address"] or "",
            "comment": values["comment"] or "",
            **terms_values(values),
        }
        stages = typed_stages(card)
        ids = row_ids(values)
        if card.id is None:
            new = NewOrder(
                **ids,
                **header,
                lines=lines,
                stages=stages or (),
                strategy=get(session, ORDER_STRATEGY),
                date=values["date"],
            )
            made = create_order(session, actor, new, clock=clock).id
            save_delivery(session, actor, made, values, clock)
            remember(session, actor, self.subject, {name: ids[name] for name in USUAL})
            return made
        changes = OrderChanges(header={**ids, **header}, lines=lines, stages=stages)
        save_order(session, actor, card.id, card.version, changes, clock=clock)
        save_delivery(session, actor, card.id, values, clock)
        return card.id

    def line(
        self, session: Session, actor: Actor, card: Card, table: str, picked: int
    ) -> dict[str, Any]:
        """Return a line of one base unit of the item, with its price and what is free of it."""
        if table == STAGES.name:
            return new_order_stage(card.lines.get(table, ()))
        return {
            **sold_line(session, actor, card, picked),
            "action": SupplyAction.SHIP,
            "cancelled": False,
            "cancel_reason": "",
            "ordered": 0,
            "shipped": 0,
            "invoiced": 0,
        }

    def changed(
        self, session: Session, actor: Actor, card: Card, table: str, line: int, name: str
    ) -> Card:
        """Follow a partner's terms, another price list, another quantity."""
        if table == STAGES.name:
            return card
        if table and name == "item_id":
            card = self._other_item(session, actor, card, line)
        if table and name == "price_minor":
            card = price_told(session, actor, card, line)
        if table and name in {"item_id", "action", "source_line_id", "warehouse_id"}:
            card = supply_changed(session, actor, card, line, name)
        elif not table:
            card = self._header_changed(session, actor, card, name)
            card = delivery_changed(session, card, name)
        if (table and name in LINE_PRICED_BY) or (not table and name in PRICED_BY):
            quoted = quoted_of_order(session, card.id) if card.id is not None else {}
            card = priced(session, actor, card, price=partial(price_sale, quoted=quoted))
        return card

    def _other_item(self, session: Session, actor: Actor, card: Card, line: int) -> Card:
        lines = list(card.lines["lines"])
        kept = {k: lines[line][k] for k in ("quantity", "action") if k in lines[line]}
        fresh = self.line(session, actor, card, "lines", lines[line]["item_id"])
        number = {k: lines[line][k] for k in ("id", "line_no") if k in lines[line]}
        lines[line] = {**fresh, **kept, **number}
        return card.with_lines("lines", lines)

    def _header_changed(self, session: Session, actor: Actor, card: Card, name: str) -> Card:
        house, list_of = card.values.get("warehouse_id"), card.values.get("price_type_id")
        if name == "partner_id" and card.values["partner_id"]:
            card = of_partner(session, actor, _of_partner(session, card))
        elif name == "agreement_id":
            card = of_agreement(session, actor, card)
        if card.values.get("warehouse_id") and (
            name == "warehouse_id" or card.values["warehouse_id"] != house
        ):
            card = moved_elsewhere(session, actor, card)
        if name in {"price_type_id", "partner_id"} or card.values.get("price_type_id") != list_of:
            card = relisted(session, card)
        return card

    def fixed(self, card: Card) -> frozenset[str]:
        """Return what cannot be changed now; the zone of an address never is."""
        return super().fixed(card) | FIXED

    def hidden(self, card: Card) -> frozenset[str]:
        """Hide what means nothing for the way the goods go."""
        return delivery_hidden(card)

    def copied(self, card: Card, fresh: Card) -> Card:
        """Return an order like *card*, delivered as a new one is."""
        made = super().copied(card, fresh)
        values, shown = delivery_values(None)
        return made.with_values(**values).with_shown(**shown)

    def narrow(self, card: Card, table: str, line: int, name: str) -> tuple[Filter, ...]:
        """Show a partner's counterparties, an item's packagings, clients only."""
        if name == "legal_entity_id":
            return (Filter("partner", "eq", card.shown.get("partner_id", "")),)
        if name == "partner_id":
            return (Filter("client", "eq", True),)
        terms = None if table else delivery_narrowed(card, name) or narrowed(card, name)
        if terms is not None:
            return terms
        if table and name == "source_line_id":
            return receipts_of(card, line)
        if table and name == "packaging_id":
            return (Filter("item", "eq", item_name(card.lines[table][line])),)
        return ()

    def detailed(
        self, session: Session, actor: Actor, card: Card, line: Values, picked: Picked
    ) -> dict[str, Any]:
        """Return a line with price and free stock of the variant, where one was told."""
        found = super().detailed(session, actor, card, line, picked)
        return of_variant(session, actor, card, found, picked)

    def about_line(self, card: Card, table: str, line: int) -> str:
        """Return what can be promised of the line's item, and when the line leaves."""
        lines = card.lines.get(table, ())
        told = about_supply(card, lines[line]) if line < len(lines) else ""
        return told or super().about_line(card, table, line)


def _header(found: OrderCard) -> Values:
    return {
        "partner_id": found.partner_id,
        "company_id": found.company_id,
        "legal_entity_id": found.legal_entity_id,
        "warehouse_id": found.warehouse_id,
        "price_type_id": found.price_type_id,
        "agreement_id": found.agreement_id,
        "contract_id": found.contract_id,
        "payment_form": found.payment_form,
        "card_id": found.card_id,
        "chosen_discounts": found.chosen_discounts,
        "ship_date": found.ship_date,
        "date": found.date,
        "comment": found.comment,
        "delivery_address": found.delivery_address,
    }


def _facts(session: Session, found: OrderCard, actor: Actor) -> tuple[tuple[str, str | Money], ...]:
    facts: list[tuple[str, str | Money]] = [(N_("State"), ORDER_STATES[found.state])]
    if actor.may(Permission.PRICE_READ):
        facts += sums(found.total_minor, found.vat_minor, found.discount_minor)
        payment = stage_sums(session, [found.id]).get(found.id)
        if payment is not None and found.total_minor > 0:
            share = min(payment.paid * 100 // found.total_minor, 100)
            facts.append((N_("Paid"), f"{share}%"))
    facts += [
        (N_("Shipped so far"), f"{found.shipped_percent}%"),
        (N_("Invoiced"), f"{found.invoiced_percent}%"),
    ]
    return tuple(facts)


def _departures(session: Session, actor: Actor, found: OrderCard) -> tuple[dict[str, Any], ...]:
    """Return what departs from the terms, while the order is being agreed."""
    if found.status != OrderStatus.AGREEING:
        return ()
    return departure_lines(session, actor, order_departures(session, actor, found.id))


def _asked(line: Values) -> OrderLine:
    return OrderLine(
        item_id=line["item_id"],
        quantity=line.get("quantity") or 0,
        variant_id=line.get("variant_id") or 0,
        packaging_id=line.get("packaging_id") or 0,
        price_minor=typed_price(line),
        manual_percent=line.get("manual_percent") or 0,
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
    address = partner_card(session, card.values["partner_id"]).row.delivery_address
    return with_entity(session, card).with_values(delivery_address=address)
