"""What an offer lacks of a request, what is left to order, what changed between versions: pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.kernel.money import line_amount
from core.sales.quotation_statuses import DeliveryTerm


@dataclass(frozen=True, slots=True)
class Requested:
    """What the customer asked for."""

    line_no: int
    item_text: str
    quantity: int
    """Thousandths."""
    max_price_minor: int | None
    """For one; None: he did not say."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An offered line, as far as a request is concerned."""

    line_no: int
    request_no: int
    """0: it answers nothing."""
    quantity: int
    net_minor: int
    """Price × quantity less the discount, as the prices of the quotation are."""
    chosen: bool


class WarningKind(StrEnum):
    """What an offer lacks."""

    NOT_OFFERED = "not_offered"
    """Nothing that is chosen answers the requested line."""
    LESS = "less"
    """Less is offered than was asked for."""
    DEARER = "dearer"
    """One costs more than the customer would pay."""


@dataclass(frozen=True, slots=True)
class RequestWarning:
    """One thing to look at before the offer leaves."""

    kind: WarningKind
    request_no: int
    item_text: str
    line_no: int
    """The offered line; 0 where it is the request as a whole."""
    asked: int
    """Thousandths, or minor units for one."""
    given: int


def request_warnings(
    requests: Iterable[Requested], answers: Sequence[Answer]
) -> tuple[RequestWarning, ...]:
    """Return what lacks, in the order of the request.

    Chosen lines that answer one requested line are taken together: half of one kind and half of
    another may well make the whole. Prices are held against the maximum line by line, alternatives
    among them.
    """
    found: list[RequestWarning] = []
    for asked in requests:
        own = [one for one in answers if one.request_no == asked.line_no]
        offered = sum(one.quantity for one in own if one.chosen)
        about = (asked.line_no, asked.item_text)
        if not offered:
            found.append(RequestWarning(WarningKind.NOT_OFFERED, *about, 0, asked.quantity, 0))
        elif offered < asked.quantity:
            found.append(RequestWarning(WarningKind.LESS, *about, 0, asked.quantity, offered))
        most = asked.max_price_minor
        if most is None:
            continue
        found += [
            RequestWarning(
                WarningKind.DEARER, *about, one.line_no, most, _for_one(one.net_minor, one.quantity)
            )
            for one in own
            if one.net_minor > line_amount(most, one.quantity)
        ]
    return tuple(found)


def _for_one(net_minor: int, quantity: int) -> int:
    """Return what one costs, rounded up: what is dearer must not look equal."""
    return -(-net_minor * 1000 // quantity)


def desired_date(
    terms: Iterable[tuple[DeliveryTerm, int | None, dt.date | None]], on: dt.date
) -> dt.date | None:
    """Return the earliest day that any line promises, if it is ordered on *on*; None: no line does.

    Args:
        terms: (how it is told, days, date) of lines.
    """
    days = [
        on + dt.timedelta(days=count or 0) if kind is DeliveryTerm.DAYS else by
        for kind, count, by in terms
        if kind is not DeliveryTerm.ANY
    ]
    return min((day for day in days if day is not None), default=None)


@dataclass(frozen=True, slots=True)
class Compared:
    """A line, as far as two versions are compared."""

    item_id: int
    variant_id: int
    quantity: int
    price_minor: int
    discount_minor: int
    amount_minor: int
    chosen: bool
    delivery: tuple[DeliveryTerm, int | None, dt.date | None]


class ChangeKind(StrEnum):
    """How a line differs from the former version."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class LineChange:
    """An item that is offered otherwise than before."""

    kind: ChangeKind
    before: Compared | None
    after: Compared | None

    @property
    def item_id(self) -> int:
        """The item it is about."""
        return (self.after or self.before).item_id  # type: ignore[union-attr]  # never both None


def line_changes(before: Iterable[Compared], after: Iterable[Compared]) -> tuple[LineChange, ...]:
    """Return what is offered otherwise: removed first, then as the newer version goes.

    The same item with the same characteristic is the same line, whatever its number; where it
    stands twice, the first is compared with the first.
    """
    waiting: dict[tuple[int, int], list[Compared]] = {}
    for line in before:
        waiting.setdefault((line.item_id, line.variant_id), []).append(line)
    found: list[LineChange] = []
    for line in after:
        was = waiting.get((line.item_id, line.variant_id))
        former = was.pop(0) if was else None
        if former is None:
            found.append(LineChange(ChangeKind.ADDED, None, line))
        elif former != line:
            found.append(LineChange(ChangeKind.CHANGED, former, line))
    removed = [
        LineChange(ChangeKind.REMOVED, line, None) for rest in waiting.values() for line in rest
    ]
    return (*removed, *found)


def left_to_order(quantity: int, ordered: int) -> int:
    """Return how much of an offered line can still be ordered; never below 0, thousandths."""
    return max(0, quantity - ordered)


def left_out(chosen: Mapping[int, int], wanted: Mapping[int, int]) -> tuple[int, ...]:
    """Return the numbers of chosen lines that an order does not take whole.

    Args:
        chosen: number of a chosen line → what is offered, thousandths.
        wanted: number → what is to be ordered.
    """
    return tuple(sorted(no for no, quantity in chosen.items() if wanted.get(no, 0) != quantity))
