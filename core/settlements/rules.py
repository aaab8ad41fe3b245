"""Debts, advances, offset, allocation, overdue: pure arithmetic over frozen values.

All sums are minor units of one currency; dates are business dates.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.kernel.money import Money
from core.partners.calculation import CalculationOrder
from core.settlements.kinds import StageKind


@dataclass(frozen=True, slots=True)
class Net:
    """What stands between us and a customer about one object; at most one of them is not 0."""

    debt: int
    """He owes us."""
    advance: int
    """He has paid ahead."""


def net(charged: int, paid: int) -> Net:
    """Return debt and advance of an object: what both cover is offset."""
    return Net(max(charged - paid, 0), max(paid - charged, 0))


_WHOLE_CONTRACT = frozenset({CalculationOrder.BY_CONTRACT, CalculationOrder.ADVANCE_BY_CONTRACT})
_BY_ORDER = frozenset({CalculationOrder.BY_ORDER, CalculationOrder.ADVANCE_BY_ORDER})


def debt_object(
    calculation: CalculationOrder, *, contract_id: int, order_id: int, document_id: int
) -> int:
    """Return what a debt is of (domain §3.2).

    Args:
        order_id: the order that was shipped; 0: goods left without one, so the document itself
            stands for it.
        document_id: the invoice that charges.
    """
    match calculation:
        case CalculationOrder.BY_CONTRACT:
            return contract_id or document_id
        case CalculationOrder.BY_ORDER:
            return order_id or document_id
        case _:
            return document_id


def advance_object(
    calculation: CalculationOrder, *, contract_id: int, order_id: int, document_id: int
) -> int:
    """Return what an advance is of: the contract, the order, or else the payment itself.

    Args:
        document_id: the payment.
    """
    if calculation in _WHOLE_CONTRACT:
        return contract_id or document_id
    if calculation in _BY_ORDER:
        return order_id or document_id
    return document_id


def paid_by_contract(calculation: CalculationOrder) -> bool:
    """Tell whether orders of a contract share what was paid ahead."""
    return calculation in _WHOLE_CONTRACT


class ObjectRole(StrEnum):
    """What a document that money can be for is to its contract."""

    CONTRACT = "contract"
    ORDER = "order"
    INVOICE = "invoice"
    ITSELF = "itself"
    """A payment nobody has assigned yet, a debt from before klad."""


class Target(StrEnum):
    """Under what the ledger keeps what a person names in a line."""

    PICKED = "picked"
    """The document named."""
    CONTRACT = "contract"
    """Its contract."""
    ORDERS = "orders"
    """The orders it was shipped for."""
    RECORDER = "recorder"
    """The payment itself, until somebody says more."""
    NAME_INVOICE = "name_invoice"
    """Refused: the contract settles by invoices."""
    NAME_ORDER = "name_order"
    """Refused: the contract settles by orders."""


def paid_under(role: ObjectRole, calculation: CalculationOrder) -> Target:
    """Return where money goes that a person pays to a document of this role."""
    if role is ObjectRole.ITSELF:
        return Target.PICKED
    if role is ObjectRole.CONTRACT:
        return Target.CONTRACT if calculation in _WHOLE_CONTRACT else Target.RECORDER
    if role is ObjectRole.ORDER:
        if calculation is CalculationOrder.BY_INVOICE:
            return Target.NAME_INVOICE
        return Target.PICKED if calculation in _BY_ORDER else Target.CONTRACT
    return _of_invoice(calculation)


def charged_under(role: ObjectRole, calculation: CalculationOrder) -> Target:
    """Return where a debt goes that a person adds to, or takes off, a document of this role."""
    if role is ObjectRole.ITSELF:
        return Target.PICKED
    if role is ObjectRole.INVOICE:
        return _of_invoice(calculation)
    if calculation is CalculationOrder.BY_CONTRACT:
        return Target.CONTRACT
    if calculation is not CalculationOrder.BY_ORDER:
        return Target.NAME_INVOICE
    return Target.PICKED if role is ObjectRole.ORDER else Target.NAME_ORDER


def _of_invoice(calculation: CalculationOrder) -> Target:
    match calculation:
        case CalculationOrder.BY_CONTRACT:
            return Target.CONTRACT
        case CalculationOrder.BY_ORDER:
            return Target.ORDERS
        case _:
            return Target.PICKED


@dataclass(frozen=True, slots=True)
class Due:
    """So much is to be paid by a day."""

    minor: int
    on: date | None
    """None: the day is not known yet, so it comes after all others."""


def allocated(dues: Sequence[Due], paid: int) -> tuple[int, ...]:
    """Return what is paid of each due, the oldest first; equal days in the order given.

    Args:
        paid: everything paid; what is left over all dues is in none of them.
    """
    found = [0] * len(dues)
    left = max(paid, 0)
    for place in oldest_first(dues):
        found[place] = min(dues[place].minor, left)
        left -= found[place]
    return tuple(found)


def oldest_first(dues: Sequence[Due]) -> list[int]:
    """Return the places of *dues* in the order they are paid."""
    return sorted(range(len(dues)), key=lambda place: (dues[place].on or date.max, place))


@dataclass(frozen=True, slots=True)
class Credit:
    """So much of one advance goes to one debt."""

    debt: int
    """Its place among the debts."""
    advance: int
    """Its place among the advances."""
    minor: int


def offset(debts: Sequence[Due], advances: Sequence[Due]) -> tuple[Credit, ...]:
    """Return which advance pays which debt, first in first out on both sides.

    Everything that can be offset is: either all debts are covered or no advance is left.
    """
    found: list[Credit] = []
    queue = [(place, advances[place].minor) for place in oldest_first(advances)]
    for debt in oldest_first(debts):
        open_debt = debts[debt].minor
        while open_debt > 0 and queue:
            advance, left = queue[0]
            taken = min(open_debt, left)
            if taken > 0:
                found.append(Credit(debt, advance, taken))
            open_debt -= taken
            if taken == left:
                queue.pop(0)
            else:
                queue[0] = (advance, left - taken)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Overdue:
    """What should have been paid before today."""

    minor: int
    since: date | None
    """The oldest day that passed unpaid; None: nothing is overdue."""
    days: int
    """Since that day; 0: nothing is overdue."""


def overdue(dues: Sequence[Due], paid: int, on: date) -> Overdue:
    """Return what is overdue at the end of *on*: a debt due today is not."""
    minor, since = 0, None
    for due, part in zip(dues, allocated(dues, paid), strict=True):
        late = due.on is not None and due.on < on
        if late and part < due.minor:
            minor += due.minor - part
            since = due.on if since is None else min(since, due.on)  # type: ignore[type-var]
    return Overdue(minor, since, 0 if since is None else (on - since).days)


AGES = (30, 60, 90)
"""Days of overdue at which a debt moves to the next column; the last column is open."""


@dataclass(frozen=True, slots=True)
class Aging:
    """A debt by age (Задолженность по срокам)."""

    not_due: int
    by_age: tuple[int, int, int, int]
    """Overdue 1–30 days, 31–60, 61–90, longer."""

    @property
    def overdue(self) -> int:
        """All that is overdue."""
        return sum(self.by_age)


def aging(dues: Sequence[Due], paid: int, on: date) -> Aging:
    """Return the unpaid part of *dues* by days of overdue at the end of *on*."""
    not_due = 0
    ages = [0] * (len(AGES) + 1)
    for due, part in zip(dues, allocated(dues, paid), strict=True):
        days = (on - due.on).days if due.on is not None else 0
        if days <= 0:
            not_due += due.minor - part
        else:
            ages[sum(days > age for age in AGES)] += due.minor - part
    return Aging(not_due, (ages[0], ages[1], ages[2], ages[3]))


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of an order's payment."""

    kind: StageKind
    due: Due


@dataclass(frozen=True, slots=True)
class Gates:
    """What must still come before an order may go on; never grows when something is paid."""

    advance_left: int
    """Before anything is supplied."""
    prepayment_left: int
    """Before anything is shipped, the advance included."""


def gates(stages: Iterable[Stage], paid: int) -> Gates:
    """Return what the gates of an order still want: sums by kind, whatever the dates."""
    asked: dict[StageKind, int] = dict.fromkeys(StageKind, 0)
    for stage in stages:
        asked[stage.kind] += stage.due.minor
    advance = asked[StageKind.ADVANCE]
    return Gates(
        advance_left=max(advance - paid, 0),
        prepayment_left=max(advance + asked[StageKind.PREPAYMENT] - paid, 0),
    )


def spread(amount: int, stages: Sequence[Due]) -> tuple[Due, ...]:
    """Return *amount* spread over *stages* in the proportion of their sums, exact in total.

    For an invoice that serves several orders: each order gets its part of every stage.
    """
    weights = [stage.minor for stage in stages]
    if not any(weights):
        weights = [0] * (len(stages) - 1) + [1]
    parts = Money(amount).split(weights)
    return tuple(Due(part.minor, stage.on) for part, stage in zip(parts, stages, strict=True))


def reduced(dues: Sequence[Due], by: int) -> tuple[int, ...]:
    """Return what is taken from each due when a debt becomes less: the newest first.

    Together they give *by*, or all there is.
    """
    found = [0] * len(dues)
    left = by
    for place in reversed(oldest_first(dues)):
        found[place] = min(dues[place].minor, left)
        left -= found[place]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class OrderPayment:
    """How far an order is paid, minor units of its currency."""

    paid_minor: int
    """For this order; what came beyond its total counts too where it stands on the order itself."""
    due_now_minor: int
    """Stages due until today and not paid."""
    overdue_minor: int
    """Shipped, due before today, and not paid: actual debt only (domain §3.2)."""
    next_due: date | None
    """The oldest day with something unpaid; None: all is paid, or the day is not known."""


def order_payment(
    stages: Sequence[Due],
    debts: Sequence[tuple[Due, int]],
    paid: int,
    on: date,
) -> OrderPayment:
    """Return how far an order is paid.

    Args:
        stages: of the order itself; without any, its debts are what is to be paid.
        debts: what was shipped of it, each with what is paid of it.
        paid: for the order.
    """
    open_debts = [Due(due.minor - part, due.on) for due, part in debts if part < due.minor]
    late = sum(due.minor for due in open_debts if due.on is not None and due.on < on)
    parts = allocated(stages, paid)
    unpaid = [
        Due(stage.minor - part, stage.on)
        for stage, part in zip(stages, parts, strict=True)
        if part < stage.minor
    ]
    planned = unpaid if stages else open_debts
    due_now = sum(due.minor for due in planned if due.on is not None and due.on <= on)
    days = [due.on for due in planned if due.on is not None]
    return OrderPayment(paid, due_now, late, min(days, default=None))


def over_limit(limit: int | None, debts: Mapping[int, Net], extra: int) -> int:
    """Return by how much debts would pass the limit of a contract; 0: they would not.

    Args:
        limit: None: there is none.
        debts: of each object of the contract.
        extra: what is about to be charged beyond any advance.
    """
    if limit is None:
        return 0
    return max(sum(one.debt for one in debts.values()) + extra - limit, 0)
