"""Cards that sell: terms of the partner followed, lines priced as they will be charged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import clock_of
from core.documents.listing import Filter
from core.kernel.errors import DomainError
from core.kernel.i18n import N_
from core.kernel.money import Money
from core.partners.models import Company
from core.pricing.queries import price_type, prices_for
from core.sales.sale_pricing import MOST_OFF, MOST_ON, Deal, PricedSale, price_sale, sale_terms
from core.stock.models import Warehouse
from core.terms.contract_queries import contract_title, contracts_for
from core.terms.queries import agreement_terms, agreement_title, agreements_for
from core.terms.rules import AgreementTerms
from core.terms.statuses import PAYMENT_FORMS, PaymentForm
from tui.flows.desk.shapes import Card, Field, FieldKind, Values
from tui.formatting import quantity
from tui.locale import _

AGREEMENT = Field("agreement_id", N_("Agreement"), FieldKind.ROW, of="agreements", width=24)
CONTRACT = Field("contract_id", N_("Contract"), FieldKind.ROW, of="contracts", width=20)
PAYMENT_FORM = Field(
    "payment_form", N_("Form of payment"), FieldKind.CHOICE, choices=PAYMENT_FORMS, width=14
)
CARD = Field("card_id", N_("Loyalty card"), FieldKind.ROW, of="loyalty_card", width=16)

TERMS = (AGREEMENT, CONTRACT, PAYMENT_FORM, CARD)
"""Fields of a header beside partner, company, warehouse and price type."""

BY_HAND = Field("manual_percent", N_("Disc. %"), FieldKind.PERCENT, width=8)
DISCOUNT = Field("discount_minor", N_("Discount"), FieldKind.MONEY, width=10)
"""Columns of a line: discounts given by hand; all of them together."""

DISCOUNT_COMPUTED = frozenset({"discount_minor"})

PRICED_BY = frozenset(
    {
        *("partner_id", "company_id", "warehouse_id", "price_type_id"),
        *("agreement_id", "payment_form", "card_id"),
    }
)
"""Fields of the header that amounts follow."""

LINE_PRICED_BY = frozenset({"item_id", "quantity", "price_minor", "manual_percent", ""})


@dataclass(frozen=True, slots=True)
class _Sold:
    """A line of a card as it is priced."""

    item_id: int
    variant_id: int
    quantity: int
    price_minor: int | None
    manual_percent: int
    line_no: int | None
    cancelled: bool


def terms_values(values: Values) -> dict[str, Any]:
    """Return the terms of a card as verbs take them."""
    return {
        "agreement_id": values.get("agreement_id") or None,
        "contract_id": values.get("contract_id") or None,
        "payment_form": values.get("payment_form") or PaymentForm.ANY,
        "card_id": values.get("card_id") or None,
    }


def deal_of(values: Values) -> Deal | None:
    """Return what prices depend on; None while company or price type is missing."""
    if not (values.get("price_type_id") and values.get("company_id")):
        return None
    return Deal(
        company_id=values["company_id"],
        price_type_id=values["price_type_id"],
        warehouse_id=values.get("warehouse_id") or 0,
        on=values["date"],
        partner_id=values.get("partner_id") or 0,
        agreement_id=values.get("agreement_id") or 0,
        payment_form=PaymentForm(values.get("payment_form") or PaymentForm.ANY),
        card_id=values.get("card_id") or 0,
        chosen=frozenset(values.get("chosen_discounts") or ()),
    )


def of_partner(session: Session, actor: Actor, card: Card) -> Card:
    """Take over the only agreement and the only contract of a partner; forget those of another."""
    card = card.with_values(agreement_id=None, contract_id=None)
    card = card.with_shown(agreement_id="", contract_id="")
    values = card.values
    if not values.get("partner_id") or not actor.may(Permission.AGREEMENT_READ):
        return card
    found = agreements_for(session, actor, values["partner_id"], values["date"])
    own = [one for one in found if one.kind.value == "individual"]
    only = own if len(own) == 1 else found
    if len(only) == 1:
        card = card.with_values(agreement_id=only[0].id)
        card = card.with_shown(agreement_id=agreement_title(session, only[0].id))
        card = of_agreement(session, actor, card)
    return _with_contract(session, actor, card)


def of_agreement(session: Session, actor: Actor, card: Card) -> Card:
    """Take over what an agreement says: prices, company, warehouse, payment, contract."""
    key = card.values.get("agreement_id")
    if not key:
        return card
    terms = agreement_terms(session, key)
    taken, shown = _agreed(session, terms)
    return _with_contract(session, actor, card.with_values(**taken).with_shown(**shown))


def _agreed(session: Session, terms: AgreementTerms) -> tuple[dict[str, Any], dict[str, str]]:
    taken: dict[str, Any] = {"payment_form": terms.payment_form}
    shown: dict[str, str] = {}
    if terms.price_type_id:
        taken["price_type_id"] = terms.price_type_id
        shown["price_type_id"] = price_type(session, terms.price_type_id).name
    if terms.company_id:
        taken["company_id"] = terms.company_id
        shown["company_id"] = session.get_one(Company, terms.company_id).name
    if terms.warehouse_id:
        taken["warehouse_id"] = terms.warehouse_id
        shown["warehouse_id"] = session.get_one(Warehouse, terms.warehouse_id).name
    if terms.contract_id:
        taken["contract_id"] = terms.contract_id
        shown["contract_id"] = contract_title(session, terms.contract_id)
    return taken, shown


def _with_contract(session: Session, actor: Actor, card: Card) -> Card:
    """Take over the only contract with the company, where none is named."""
    values = card.values
    if values.get("contract_id") or not actor.may(Permission.AGREEMENT_READ):
        return card
    found = contracts_for(
        session,
        actor,
        values.get("partner_id") or 0,
        values["date"],
        company_id=values.get("company_id") or None,
        legal_entity_id=values.get("legal_entity_id") or None,
    )
    if len(found) != 1:
        return card
    card = card.with_values(contract_id=found[0].id)
    return card.with_shown(contract_id=found[0].number)


def narrowed(card: Card, name: str) -> tuple[Filter, ...] | None:
    """Return conditions on the list that a field of the terms is picked from; None: not of them."""
    match name:
        case "agreement_id":
            return (Filter("status", "eq", "in_force"),)
        case "contract_id":
            return (
                Filter("status", "eq", "in_force"),
                Filter("partner", "eq", card.shown.get("partner_id", "")),
            )
        case "card_id":
            return (Filter("status", "eq", "active"),)
    return None


def relisted(session: Session, card: Card) -> Card:
    """Take prices that nobody typed from the list again."""
    deal = deal_of(card.values)
    if deal is None:
        return card
    lines = card.lines["lines"]
    listed = prices_for(
        session,
        deal.price_type_id,
        [line["item_id"] for line in lines if not line.get("price_typed")],
        deal.on,
        partner_id=deal.partner_id,
    )
    return card.with_lines(
        "lines",
        [
            line if line.get("price_typed") else {**line, "price_minor": _listed(listed, line)}
            for line in lines
        ],
    )


def priced(
    session: Session,
    actor: Actor,
    card: Card,
    *,
    read: Callable[[Values], Any] | None = None,
    price: Callable[..., PricedSale] = price_sale,
) -> Card:
    """Count discounts, VAT, amounts and totals as saving will; lines without a price have none.

    Args:
        read: makes a line of the card one that *price* prices; None: a line of an order.
        price: prices lines, as `price_sale` does.
    """
    deal = deal_of(card.values)
    lines = card.lines["lines"]
    able = [at for at, line in enumerate(lines) if _able(line)]
    if deal is None:
        return card
    try:
        terms = sale_terms(session, deal)
        asked = [(read or sold)(lines[at]) for at in able]
        found = price(session, actor, terms, asked, clock=clock_of(session))
    except DomainError:
        # What will not do is told when it is saved; meanwhile nothing is counted.
        return card
    costs = dict(zip(able, found.lines, strict=True))
    told = []
    for at, line in enumerate(lines):
        cost = costs.get(at)
        amounts: dict[str, Any] = dict.fromkeys(("discount_minor", "amount_minor", "vat_minor"))
        if cost is not None:
            amounts = {
                "price_minor": cost.price_minor,
                "discount_minor": cost.discount_minor,
                "vat_rate": cost.vat_rate,
                "amount_minor": cost.amounts.amount,
                "vat_minor": cost.amounts.vat,
            }
        told.append({**line, **amounts})
    return _with_sums(card.with_lines("lines", told), found)


def sold(line: Values) -> _Sold:
    """Return a line of a card as it is priced."""
    return _Sold(
        item_id=line["item_id"],
        variant_id=line.get("variant_id") or 0,
        quantity=line.get("quantity") or 0,
        price_minor=line.get("price_minor"),
        manual_percent=line.get("manual_percent") or 0,
        line_no=line.get("line_no"),
        cancelled=bool(line.get("cancelled")),
    )


def typed_price(line: Values) -> int | None:
    """Return the price that a person typed into a line; None: it follows the list."""
    return line.get("price_minor") if line.get("price_typed") else None


def sums(amount: int, vat: int, discount: int) -> list[tuple[str, str | Money]]:
    """Return the totals that stand below a card."""
    found: list[tuple[str, str | Money]] = [(N_("Total"), Money(amount)), (N_("VAT"), Money(vat))]
    if discount:
        found.append((N_("Discount"), Money(discount)))
    return found


def _with_sums(card: Card, found: PricedSale) -> Card:
    kept = [fact for fact in card.facts if fact[0] not in _COUNTED]
    told = sums(found.total.amount, found.total.vat, found.discount_minor)
    return replace(card, facts=(*kept[:1], *told, *_besides(found), *kept[1:]))


_COUNTED = frozenset({"Total", "VAT", "Discount", "Message", "Card due", "Gift due"})
"""Facts that follow the lines."""


def _besides(found: PricedSale) -> Iterator[tuple[str, str]]:
    """Yield what discounts have to say and to give besides sums: whoever sells has to act on it."""
    yield from ((N_("Message"), said.text) for said in found.cart.messages)
    yield from ((N_("Card due"), due.title) for due in found.cart.cards)
    for gift in found.cart.gifts:
        text = _("{name}: {missing} more").format(name=gift.name, missing=quantity(gift.missing))
        yield (N_("Gift due"), text)


def _able(line: Values) -> bool:
    percent = line.get("manual_percent") or 0
    return (
        line.get("price_minor") is not None
        and (line.get("quantity") or 0) > 0
        and -MOST_ON <= percent <= MOST_OFF
    )


def _listed(listed: Mapping[tuple[int, int], int], line: Values) -> int | None:
    own = listed.get((line["item_id"], line.get("variant_id") or 0))
    return own if own is not None else listed.get((line["item_id"], 0))
