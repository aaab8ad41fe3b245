"""What an order comes to and where it stands: pure arithmetic over frozen facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.kernel.money import divide_half_up, line_amount, vat_inside
from core.sales.statuses import OrderState, OrderStatus

STANDARD_VAT = 2200
"""22 % from 2026-01-01, hundredths of a percent."""


@dataclass(frozen=True, slots=True)
class LineAmounts:
    """What a line costs, minor units."""

    amount: int
    """With VAT."""
    vat: int
    """The VAT within the amount."""


def line_amounts(
    price: int, quantity: int, vat_rate: int | None, *, includes_vat: bool
) -> LineAmounts:
    """Return amount and VAT of a line, each rounded once (forms.md §1.3).

    Args:
        price: minor units per base unit.
        quantity: thousandths of the base unit.
        vat_rate: hundredths of a percent; None = without VAT.
        includes_vat: True, the price holds the VAT; False, VAT comes on top.
    """
    gross = line_amount(price, quantity)
    if vat_rate is None:
        return LineAmounts(gross, 0)
    if includes_vat:
        return LineAmounts(gross, vat_inside(gross, vat_rate))
    vat = divide_half_up(gross * vat_rate, 10_000)
    return LineAmounts(gross + vat, vat)


def total(lines: Iterable[LineAmounts]) -> LineAmounts:
    """Return the sum of rounded lines: a document is never recomputed from its total."""
    amount = vat = 0
    for line in lines:
        amount += line.amount
        vat += line.vat
    return LineAmounts(amount, vat)


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What the state of an order follows from; lines count unless cancelled."""

    status: OrderStatus
    idle: int
    """Lines not yet invoiced or shipped that demand nothing (action `none`)."""
    awaiting: int
    """Lines demanded but not available yet, such as those reserved to a date."""
    unshipped: int
    """Lines that have not left whole."""
    started: int
    """Lines with something in expense orders or invoices."""
    paid_minor: int = 0
    advance_minor: int = 0
    """Due before supply; 0 without such a stage."""
    prepayment_minor: int = 0
    """Due before shipping."""
    credit_minor: int = 0
    """Due after shipping."""


def order_state(facts: OrderFacts) -> OrderState:
    """Return the state, first match of domain §3.5; paying never moves it back."""
    if facts.status is OrderStatus.CLOSED:
        return OrderState.CLOSED
    if facts.status is OrderStatus.AGREEING:
        return OrderState.AWAITING_APPROVAL
    if facts.paid_minor < facts.advance_minor:
        return OrderState.AWAITING_ADVANCE
    if facts.idle:
        return OrderState.READY_TO_SUPPLY
    before_shipping = facts.advance_minor + facts.prepayment_minor
    if facts.unshipped and not facts.awaiting and facts.paid_minor < before_shipping:
        return OrderState.AWAITING_PREPAYMENT
    if facts.awaiting:
        return OrderState.AWAITING_SUPPLY
    if facts.unshipped:
        return OrderState.SHIPPING if facts.started else OrderState.READY_TO_SHIP
    if facts.paid_minor < before_shipping + facts.credit_minor:
        return OrderState.AWAITING_PAYMENT
    return OrderState.READY_TO_CLOSE
