"""What lines of an order or quotation cost: price list, typed prices, discounts, VAT.

One way for every document that sells: prices of the agreement's price type (individual types of the
partner included), discounts given by hand, the tree of discounts, VAT, each rounded once per line.
The number of statements does not depend on how many lines there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.catalog.queries import items_by_id
from core.discounts.accumulating import accumulated
from core.discounts.cart import CardFacts, Cart, Manual
from core.discounts.earning import PointsRow, points_of_cart
from core.discounts.engine import price_cart
from core.discounts.filling import Asked, fill_lines, partner_segments
from core.discounts.loading import kept_rules
from core.discounts.loyalty_models import CardStatus, LoyaltyCard
from core.discounts.priced import PricedCart
from core.discounts.rulebook import NO_RULES, RuleBook
from core.kernel.clock import Clock, company_zone
from core.kernel.errors import NotFound, bad_value
from core.kernel.money import divide_half_up, require_no_less
from core.kernel.quantity import require_quantity
from core.kernel.vat import TaxSystem, VatKind, vat_rate
from core.partners.models import Company
from core.partners.queries import tax_system_on
from core.pricing.models import PriceType
from core.pricing.queries import prices_for
from core.sales.errors import NoPrice, UnknownItem
from core.sales.holding import HeldDiscount, held_discounts, held_lines
from core.sales.rules import LineAmounts, charged, total
from core.terms.queries import agreement_terms
from core.terms.rules import AgreementTerms
from core.terms.statuses import PaymentForm, Taxation

MOST_OFF, MOST_ON = 10_000, 100_000
"""Hundredths of a percent: nothing is given away below nothing; a markup is no slip of the finger
up to ten times the price."""


class SoldLine(Protocol):
    """What pricing reads of a line."""

    @property
    def item_id(self) -> int: ...
    @property
    def variant_id(self) -> int: ...
    @property
    def quantity(self) -> int: ...
    @property
    def price_minor(self) -> int | None: ...
    @property
    def manual_percent(self) -> int: ...
    @property
    def line_no(self) -> int | None: ...
    @property
    def cancelled(self) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """What a document says that prices depend on. 0 and None: nothing."""

    company_id: int
    price_type_id: int
    warehouse_id: int
    """Where lines leave from that say nothing else."""
    on: date
    """The date prices are taken of."""
    partner_id: int = 0
    agreement_id: int = 0
    payment_form: PaymentForm = PaymentForm.ANY
    card_id: int = 0
    chosen: frozenset[int] = frozenset()
    """Discounts picked from the list."""


@dataclass(frozen=True, slots=True)
class SaleTerms:
    """A deal with everything that was read of it."""

    deal: Deal
    currency: str
    includes_vat: bool
    tax: TaxSystem
    """Of the company on that date."""
    agreed: AgreementTerms | None
    """None: on no agreed terms."""

    def rate(self, kind: VatKind) -> int | None:
        """Return the VAT of an item in hundredths of a percent; None is without VAT."""
        taxation = self.agreed.taxation if self.agreed is not None else Taxation.BY_COMPANY
        match taxation:
            case Taxation.EXPORT:
                return 0
            case Taxation.NOT_TAXED:
                return None
            case _:
                return vat_rate(kind, self.tax, self.deal.on)


@dataclass(frozen=True, slots=True)
class LinePrice:
    """What one line costs."""

    line_no: int
    price_minor: int
    """Per base unit, before discounts."""
    listed_minor: int | None
    """By the price list; None: it has none."""
    discount_minor: int
    vat_rate: int | None
    amounts: LineAmounts


@dataclass(frozen=True, slots=True)
class PricedSale:
    """Lines with their prices, in the order given."""

    lines: tuple[LinePrice, ...]
    total: LineAmounts
    """Of the lines that are not cancelled."""
    discount_minor: int
    """Of the same."""
    cart: PricedCart = field(repr=False)
    """Discounts by line, gifts, messages, points; without cancelled lines, by the tree alone."""
    held: Mapping[int, HeldDiscount] = field(default_factory=dict, repr=False)
    """Lines whose discounts a quotation holds: theirs are these, whatever the tree says."""

    def part_rows(self) -> Iterator[tuple[int, int, int]]:
        """Yield (line number, discount, amount) of everything that discounts gave."""
        for row in self.cart.part_rows():
            if row[0] not in self.held:
                yield row
        for number, given in self.held.items():
            for discount, amount in given.parts:
                yield number, discount, amount

    def points(self, card_id: int | None) -> list[PointsRow]:
        """Return what the lines bring to the card: held ones in proportion to their amounts."""
        found = points_of_cart(self.cart, card_id)
        if not self.held:
            return found
        by_tree = {line.line_no: (line.gross_minor, line.amount_minor) for line in self.cart.lines}
        rows = []
        for number, programme, points in found:
            if number in self.held:
                gross, amount = by_tree[number]
                charged_here = gross - self.held[number].discount_minor
                points = divide_half_up(points * charged_here, amount) if amount else 0  # noqa: PLW2901
            rows.append((number, programme, points))
        return rows


def sale_terms(session: Session, deal: Deal) -> SaleTerms:
    """Return the terms; one statement, and three for those of an agreement.

    Raises:
        NotFound: no such company, price type or agreement.
    """
    row = session.execute(
        select(
            PriceType.currency,
            PriceType.includes_vat,
            Company.id,
            tax_system_on(Company.id, deal.on),
        )
        .select_from(PriceType)
        .outerjoin(Company, Company.id == deal.company_id)
        .where(PriceType.id == deal.price_type_id)
    ).one_or_none()
    if row is None:
        raise NotFound(what="price_type", key=deal.price_type_id)
    currency, includes_vat, found, tax = row
    if found is None:
        raise NotFound(what="company", key=deal.company_id)
    agreed = agreement_terms(session, deal.agreement_id) if deal.agreement_id else None
    return SaleTerms(deal, currency, includes_vat, TaxSystem(tax), agreed)


def price_sale(
    session: Session,
    actor: Actor,
    of: SaleTerms,
    lines: Sequence[SoldLine],
    *,
    clock: Clock,
    quoted: Mapping[int, int] | None = None,
) -> PricedSale:
    """Return what the lines cost.

    Args:
        quoted: number of a line → the line of a quotation it was made of, whose discounts hold.

    Raises:
        UnknownItem: an item is not there.
        NoPrice: an item without a price of its own has none on the price list.
        BadValue: a quantity is not above 0, a price below 0, a discount more than everything.
    """
    deal = of.deal
    wanted = {line.item_id for line in lines}
    items = items_by_id(session, sorted(wanted))
    unknown = [line.item_id for line in lines if line.item_id not in items]
    if unknown:
        raise UnknownItem(item=unknown[0], count=len(unknown))
    listed = prices_for(session, deal.price_type_id, wanted, deal.on, partner_id=deal.partner_id)
    asked, missing = [], []
    for number, line in zip(numbers_of(lines), lines, strict=True):
        price = line.price_minor if line.price_minor is not None else _listed(listed, line)
        if price is None:
            missing.append(items[line.item_id].name)
            continue
        _require_sense(number, line, price)
        asked.append(Asked(number, line.item_id, line.quantity, price, line.variant_id))
    if missing:
        raise NoPrice(
            item=missing[0], price_type=deal.price_type_id, date=deal.on, count=len(missing)
        )
    cart = price_cart(*_cart(session, actor, of, lines, asked, clock))
    offered = held_discounts(session, quoted or {}, deal)
    numbered = zip(numbers_of(lines), lines, strict=True)
    held = held_lines(offered, quoted or {}, numbered) if offered else {}
    vats = {key: item.vat for key, item in items.items()}
    return _priced(of, lines, asked, _Discounts(cart, held), listed, vats)


def sale_sums(of: SaleTerms, priced: PricedSale) -> dict[str, Any]:
    """Return the fields of a header that follow from its lines and its price type."""
    return {
        "includes_vat": of.includes_vat,
        "currency": of.currency,
        "total_minor": priced.total.amount,
        "vat_minor": priced.total.vat,
        "discount_minor": priced.discount_minor,
    }


def sale_cart(
    session: Session, actor: Actor, of: SaleTerms, lines: Sequence[SoldLine], *, clock: Clock
) -> tuple[Cart, RuleBook]:
    """Return the cart and the rules that `price_sale` prices, for an explanation.

    Args:
        lines: with their prices and numbers.
    """
    asked = [
        Asked(number, line.item_id, line.quantity, line.price_minor or 0, line.variant_id)
        for number, line in zip(numbers_of(lines), lines, strict=True)
    ]
    return _cart(session, actor, of, lines, asked, clock)


def numbers_of(lines: Sequence[SoldLine]) -> list[int]:
    """Return the numbers of lines; those without one come after the others."""
    last = max((line.line_no or 0 for line in lines), default=0)
    found = []
    for line in lines:
        last += line.line_no is None
        found.append(line.line_no or last)
    return found


def _cart(
    session: Session,
    actor: Actor,
    of: SaleTerms,
    lines: Sequence[SoldLine],
    asked: Sequence[Asked],
    clock: Clock,
) -> tuple[Cart, RuleBook]:
    deal = of.deal
    rules = kept_rules(session)
    if of.agreed is not None and not of.agreed.discounts_allowed:
        rules = NO_RULES
    card = _card(session, deal.card_id)
    kept = [one for one, line in zip(asked, lines, strict=True) if not line.cancelled]
    cart = Cart(
        lines=fill_lines(session, kept, rules, deal.on),
        on=deal.on,
        now=_moment(deal.on, clock),
        warehouse_id=deal.warehouse_id,
        agreement_id=deal.agreement_id,
        price_type_id=deal.price_type_id,
        partner_id=deal.partner_id,
        partner_segments=partner_segments(session, deal.partner_id),
        payment_form="" if deal.payment_form is PaymentForm.ANY else deal.payment_form.value,
        schedule_id=of.agreed.schedule_id if of.agreed is not None else 0,
        card=card,
        user_groups=frozenset(role.value for role in actor.roles),
        accumulated=accumulated(
            session,
            rules,
            partner_id=deal.partner_id,
            card_id=card.card_id if card is not None else 0,
            on=deal.on,
        ),
        chosen=deal.chosen,
        manual=tuple(
            Manual(one.line_no, line.manual_percent)
            for one, line in zip(asked, lines, strict=True)
            if line.manual_percent and not line.cancelled
        ),
    )
    return cart, rules


@dataclass(frozen=True, slots=True)
class _Discounts:
    """What comes off the lines: by the tree, and what a quotation holds instead."""

    cart: PricedCart
    held: Mapping[int, HeldDiscount]

    def off(self) -> dict[int, int]:
        """Return line number → minor units off."""
        found = {line.line_no: line.discount_minor for line in self.cart.lines}
        return found | {number: given.discount_minor for number, given in self.held.items()}


def _priced(
    of: SaleTerms,
    lines: Sequence[SoldLine],
    asked: Sequence[Asked],
    discounts: _Discounts,
    listed: Mapping[tuple[int, int], int],
    kinds: Mapping[int, VatKind],
) -> PricedSale:
    given = discounts.off()
    found, sums, off = [], [], 0
    for one, line in zip(asked, lines, strict=True):
        rate = of.rate(kinds[line.item_id])
        discount = given.get(one.line_no, 0)
        amounts = charged(
            one.price_minor, one.quantity, rate, includes_vat=of.includes_vat, discount=discount
        )
        listed_price = _listed(listed, line)
        found.append(LinePrice(one.line_no, one.price_minor, listed_price, discount, rate, amounts))
        if not line.cancelled:
            sums.append(amounts)
            off += discount
    return PricedSale(tuple(found), total(sums), off, discounts.cart, discounts.held)


def _listed(listed: Mapping[tuple[int, int], int], line: SoldLine) -> int | None:
    own = listed.get((line.item_id, line.variant_id))
    return own if own is not None else listed.get((line.item_id, 0))


def _require_sense(number: int, line: SoldLine, price: int) -> None:
    require_quantity("quantity", line.quantity, line=number)
    require_no_less("price_minor", price, line=number)
    if not -MOST_ON <= line.manual_percent <= MOST_OFF:
        given = Decimal(line.manual_percent) / 100
        raise bad_value("manual_percent", given, "-1000 … 100 %", number)


def _card(session: Session, card_id: int) -> CardFacts | None:
    """Return the card; None for none, and for one that does not act any more."""
    if not card_id:
        return None
    row = session.execute(
        select(LoyaltyCard.kind_id, LoyaltyCard.birthday, LoyaltyCard.status).where(
            LoyaltyCard.id == card_id
        )
    ).one_or_none()
    if row is None or row.status is not CardStatus.ACTIVE:
        return None
    return CardFacts(card_id, row.kind_id, row.birthday)


def _moment(on: date, clock: Clock) -> datetime:
    """Return the moment of the sale: now, and the same hour of the document's day if another."""
    now = clock.now().astimezone(company_zone("Europe/Moscow"))
    return now if now.date() == on else now.replace(year=on.year, month=on.month, day=on.day)
