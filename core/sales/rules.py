"""What an order comes to and where it stands: pure arithmetic over frozen facts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

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
    return charged(price, quantity, vat_rate, includes_vat=includes_vat)


def charged(
    price: int, quantity: int, vat_rate: int | None, *, includes_vat: bool, discount: int = 0
) -> LineAmounts:
    """Return amount and VAT of a line after its discount.

    Args:
        discount: minor units off price × quantity, before VAT is added where prices are without
            it; negative is a markup. VAT is that of what is charged.
    """
    net = line_amount(price, quantity) - discount
    if vat_rate is None:
        return LineAmounts(net, 0)
    if includes_vat:
        return LineAmounts(net, vat_inside(net, vat_rate))
    vat = divide_half_up(net * vat_rate, 10_000)
    return LineAmounts(net + vat, vat)


def part_of(amount: int, done: int, quantity: int, whole: int) -> int:
    """Return what *quantity* of a line bears of an amount of the line.

    Reckoned from the beginning of the line, so that parts sum to the whole exactly, however the
    line is cut.

    Args:
        amount: of the whole line; may be negative.
        done: thousandths that earlier parts took.
        quantity: thousandths of this part.
        whole: thousandths of the line, above 0.
    """
    return divide_half_up(amount * (done + quantity), whole) - divide_half_up(amount * done, whole)


def total(lines: Iterable[LineAmounts]) -> LineAmounts:
    """Return the sum of rounded lines: a document is never recomputed from its total."""
    amount = vat = 0
    for line in lines:
        amount += line.amount
        vat += line.vat
    return LineAmounts(amount, vat)


@dataclass(frozen=True, slots=True)
class LinePromise:
    """When the goods of a line will be there."""

    line_no: int
    available_on: date | None
    """None: nobody can tell yet."""


def ship_dates(
    lines: Sequence[LinePromise],
    *,
    earliest: date,
    desired: date | None,
    term_days: int = 0,
    one_date: bool = False,
    working_days: frozenset[int] = frozenset(range(7)),
) -> dict[int, date | None]:
    """Return line → when it can leave (domain §3.6); None where nobody can tell.

    In stock on the 10th with a term of 2 days is the 12th; never before the day the customer wants,
    always on a working day of the warehouse.

    Args:
        earliest: nothing leaves before, such as today.
        term_days: days from having the goods to letting them go, by the agreement.
        one_date: all leave with the last of them.
        working_days: 0 is Monday; empty means every day.
    """
    found: dict[int, date | None] = {}
    for line in lines:
        on = line.available_on
        if on is not None:
            on = max(on, earliest) + timedelta(days=term_days)
            on = _working(max(on, desired) if desired else on, working_days)
        found[line.line_no] = on
    if one_date and found:
        known = [on for on in found.values() if on is not None]
        last = max(known) if len(known) == len(found) else None
        return dict.fromkeys(found, last)
    return found


def _working(on: date, working_days: frozenset[int]) -> date:
    while working_days and on.weekday() not in working_days:
        on += timedelta(days=1)
    return on


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
    billed_only: bool = False
    """The order is used as a bill: it is paid, never supplied."""


def order_state(facts: OrderFacts) -> OrderState:
    """Return the state, first match of domain §3.5; paying never moves it back."""
    if facts.status is OrderStatus.CLOSED:
        return OrderState.CLOSED
    due = facts.advance_minor + facts.prepayment_minor + facts.credit_minor
    if facts.billed_only:
        paid = facts.paid_minor >= due
        return OrderState.READY_TO_CLOSE if paid else OrderState.AWAITING_PAYMENT
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
    if facts.paid_minor < due:
        return OrderState.AWAITING_PAYMENT
    return OrderState.READY_TO_CLOSE
