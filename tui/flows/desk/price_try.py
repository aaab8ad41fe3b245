"""Trying discounts on a small cart that is never stored: what is charged, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.catalog.queries import item_card
from core.discounts.books import PAYMENT_FORMS
from core.discounts.cards import card_by_code
from core.discounts.cart import CardFacts, Cart, Manual
from core.discounts.engine import Evaluation, evaluate, priced
from core.discounts.errors import CardNotActive, UnknownCard
from core.discounts.explaining import explain
from core.discounts.filling import Asked, fill_lines, partner_segments
from core.discounts.loading import RuleCache
from core.discounts.priced import PricedCart
from core.discounts.readiness import offered
from core.discounts.rulebook import RuleBook
from core.kernel.clock import Clock, company_zone
from core.kernel.errors import BadValue
from core.kernel.i18n import N_
from core.kernel.trace import Trace
from core.pricing.queries import price_types, prices
from tui.error_text import explain as told
from tui.flows.desk.condition_words import read_minutes
from tui.flows.desk.naming import shown_lines
from tui.flows.desk.shapes import SHOWN, Card, Field, FieldKind, Form, Lines
from tui.formatting import money, quantity
from tui.locale import _

LINES = Lines(
    "lines",
    N_("Cart"),
    (
        Field("item_id", N_("Item"), FieldKind.ROW, required=True, of="item", width=28),
        Field("quantity", N_("Qty"), FieldKind.QUANTITY, required=True, width=7),
        Field("price_minor", N_("Price"), FieldKind.MONEY, width=10),
        Field("manual", N_("By hand"), FieldKind.PERCENT, width=7),
        Field("discount", N_("Discount"), FieldKind.MONEY, width=10),
        Field("amount", N_("Amount"), FieldKind.MONEY, width=11),
    ),
    editable=True,
    picks="item_id",
    entry="quantity",
    readonly=frozenset({"discount", "amount"}),
)

CHOSEN = Lines(
    "chosen",
    N_("Picked from the list"),
    (Field("discount_id", N_("Discount"), FieldKind.ROW, of="discount", width=40),),
    editable=True,
    picks="discount_id",
)


class TryForm(Form):
    """A cart to try discounts on."""

    name = "price_try"
    one = N_("Try discounts on a cart")
    edit = Permission.DISCOUNT_READ
    fields = (
        Field("price_type_id", N_("Price type"), FieldKind.ROW, of="price_type", width=16),
        Field("partner_id", N_("Client"), FieldKind.ROW, of="partner", width=20),
        Field("warehouse_id", N_("Warehouse"), FieldKind.ROW, of="warehouse", width=16),
        Field("agreement_id", N_("Agreement"), FieldKind.ROW, of="agreement", width=16),
        Field("date", N_("Date"), FieldKind.DATE, width=10),
        Field("time", N_("Time"), width=6),
        Field(
            "payment_form",
            N_("Paid by"),
            FieldKind.CHOICE,
            choices=PAYMENT_FORMS,
            width=16,
        ),
        Field("card", N_("Card"), width=16),
        Field("bought", N_("Bought before"), FieldKind.MONEY, width=12),
    )
    tables = (LINES, CHOSEN)

    def __init__(self) -> None:
        self._rules = RuleCache()
        self.found: Evaluation | None = None
        """The cart as it was priced last."""

    def new(self, session: Session, actor: Actor, clock: Clock) -> Card | None:
        """Return an empty cart, sold now."""
        types = price_types(session, actor)
        first = types[0] if types else None
        now = clock.now().astimezone(company_zone("Europe/Moscow"))
        values: dict[str, Any] = {field.name: None for field in self.fields}
        values |= {
            "price_type_id": first.id if first else None,
            "date": clock.business_date(),
            "time": f"{now:%H:%M}",
            "payment_form": "",
            "card": "",
            "bought": 0,
        }
        shown = {"price_type_id": first.name if first else ""}
        empty: Mapping[str, Any] = {LINES.name: (), CHOSEN.name: ()}
        card = Card(None, 0, "", values=values, shown=shown, lines=empty)
        return self._priced(session, actor, card)

    def line(
        self, session: Session, actor: Actor, card: Card, table: str, picked: int
    ) -> dict[str, Any]:
        """Return one base unit at the price of the list, or a discount that is picked."""
        del actor
        if table == CHOSEN.name:
            return shown_lines(session, CHOSEN.fields, [{"discount_id": picked}])[0]
        item = item_card(session, picked)
        return {
            "item_id": picked,
            "item_id" + SHOWN: item.row.name,
            "quantity": 1000,
            "price_minor": self._list_price(session, card, picked),
            "typed": False,
            "manual": None,
            "discount": 0,
            "amount": 0,
        }

    def changed(
        self, session: Session, actor: Actor, card: Card, table: str, line: int, name: str
    ) -> Card:
        """Price the cart anew."""
        if table == LINES.name and name == "price_minor":
            lines = [dict(one) for one in card.lines[table]]
            lines[line]["typed"] = True
            card = card.with_lines(table, lines)
        if not table and name in {"price_type_id", "date"}:
            lines = [dict(one) for one in card.lines[LINES.name]]
            for one in lines:
                if not one.get("typed"):
                    one["price_minor"] = self._list_price(session, card, one["item_id"])
            card = card.with_lines(LINES.name, lines)
        return self._priced(session, actor, card)

    def x_ray(self, line: int) -> Trace | None:
        """Return why a line costs what it costs; None where there is no such line."""
        if self.found is None or line >= self.found.columns.count:
            return None
        return explain(self.found, self.found.columns.cart.lines[line].line_no)

    def _list_price(self, session: Session, card: Card, item_id: int) -> int:
        kind, on = card.values.get("price_type_id"), card.values.get("date")
        if not kind or on is None:
            return 0
        return prices(session, kind, [item_id], on).get((item_id, 0), 0)

    def _priced(self, session: Session, actor: Actor, card: Card) -> Card:
        rules = self._rules.rules(session)
        facts: list[tuple[str, str]] = []
        shown = self._card_shown(session, actor, card, facts)
        cart = _cart(session, actor, card, rules, shown)
        found = self.found = evaluate(cart, rules)
        result = priced(found)
        lines = [
            {**line, "discount": -one.discount_minor, "amount": one.amount_minor}
            for line, one in zip(card.lines[LINES.name], result.lines, strict=True)
        ]
        facts += _facts(result, rules)
        may_pick = [leaf.name for leaf in offered(cart, rules) if leaf.id not in cart.chosen]
        if may_pick:
            facts.append((N_("May be picked"), ", ".join(may_pick)))
        return replace(card.with_lines(LINES.name, lines), facts=tuple(facts))

    def _card_shown(
        self, session: Session, actor: Actor, card: Card, facts: list[tuple[str, str]]
    ) -> CardFacts | None:
        """Return the loyalty card that was typed or scanned; why there is none goes to *facts*."""
        code = str(card.values.get("card") or "").strip()
        if not code:
            return None
        try:
            return card_by_code(session, actor, code).facts()
        except (UnknownCard, CardNotActive) as refused:
            facts.append((N_("Card"), told(refused).title))
            return None


def _cart(
    session: Session, actor: Actor, card: Card, rules: RuleBook, shown: CardFacts | None
) -> Cart:
    values = card.values
    on: dt.date = values["date"] or dt.date.min
    asked = [
        Asked(number, line["item_id"], line.get("quantity") or 0, max(0, line["price_minor"] or 0))
        for number, line in enumerate(card.lines[LINES.name], start=1)
    ]
    partner = values.get("partner_id") or 0
    bought = values.get("bought") or 0
    return Cart(
        lines=fill_lines(session, asked, rules, on),
        on=on,
        now=dt.datetime.combine(on, _time(values.get("time")), dt.UTC),
        warehouse_id=values.get("warehouse_id") or 0,
        agreement_id=values.get("agreement_id") or 0,
        price_type_id=values.get("price_type_id") or 0,
        partner_id=partner,
        partner_segments=partner_segments(session, partner) if partner else frozenset(),
        payment_form=str(values.get("payment_form") or ""),
        card=shown,
        user_groups=frozenset(role.value for role in actor.roles),
        accumulated=dict.fromkeys(rules.accumulations(), bought),
        chosen=frozenset(
            line["discount_id"] for line in card.lines[CHOSEN.name] if line.get("discount_id")
        ),
        manual=tuple(
            Manual(number, percent=line["manual"])
            for number, line in enumerate(card.lines[LINES.name], start=1)
            if line.get("manual")
        ),
    )


def _time(written: object) -> dt.time:
    """Return the time that was typed; noon where it is none."""
    try:
        minutes = read_minutes(written) % (24 * 60)
    except BadValue:
        return dt.time(12)
    return dt.time(minutes // 60, minutes % 60)


def _facts(result: PricedCart, rules: RuleBook) -> list[tuple[str, str]]:
    """Return the totals, and everything that is given besides."""
    facts = [
        (N_("Discount"), money(result.total_minor - result.gross_minor)),
        (N_("To pay"), money(result.total_minor)),
    ]
    points = sum(due.points for due in result.bonuses)
    if points:
        facts.append((N_("Points"), money(points)))
    facts += [(N_("Message"), said.text) for said in result.messages]
    facts += [(N_("Card due"), due.title) for due in result.cards]
    for gift in result.gifts:
        text = _("{name}: {missing} more").format(name=gift.name, missing=quantity(gift.missing))
        facts.append((N_("Gift due"), text))
    for fault in result.faults:
        why = fault.error or _("it is not installed")
        facts.append((N_("Plug-in failed"), f"{fault.plugin}: {why}"))
    del rules
    return facts
