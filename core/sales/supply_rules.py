"""What can be promised to which day, and which action each line should take (domain §3.6).

Pure: a flow shows what is proposed, a person decides, a verb writes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from core.sales.statuses import SupplyAction

Place = tuple[int, int, int]
"""(warehouse id, item id, variant id)."""


@dataclass(frozen=True, slots=True)
class Source:
    """Part of an expected receipt that nobody claims yet."""

    source_line_id: int
    warehouse_id: int
    item_id: int
    variant_id: int
    unclaimed: int
    """Thousandths."""
    expected_on: date
    document: str
    """Number of the supplier order."""

    @property
    def place(self) -> Place:
        """Where and what."""
        return (self.warehouse_id, self.item_id, self.variant_id)


@dataclass(frozen=True, slots=True)
class Supply:
    """What there is and what comes, of the items asked for."""

    free: Mapping[Place, int]
    """Thousandths; places never seen are absent."""
    sources: tuple[Source, ...] = ()
    """Earliest first."""

    def promised_by(self, place: Place, until: date) -> int:
        """Return what can be promised to *until*: free now and unclaimed receipts until then."""
        coming = sum(
            source.unclaimed
            for source in self.sources
            if source.place == place and source.expected_on <= until
        )
        return max(self.free.get(place, 0), 0) + coming

    def released(self, lines: Sequence[LineNeed]) -> Supply:
        """Return the supply as it would be if *lines* held nothing."""
        free = dict(self.free)
        claimed: dict[int, int] = {}
        for line in lines:
            free[line.place] = free.get(line.place, 0) + line.held
            if line.claimed:
                claimed[line.source_line_id] = claimed.get(line.source_line_id, 0) + line.claimed
        sources = tuple(
            replace(source, unclaimed=source.unclaimed + claimed.get(source.source_line_id, 0))
            for source in self.sources
        )
        return Supply(free, sources)


@dataclass(frozen=True, slots=True)
class LineNeed:
    """What a line of an order needs, and what it holds already."""

    line_no: int
    warehouse_id: int
    item_id: int
    variant_id: int
    quantity: int
    service: bool = False
    fixed: bool = False
    """Something of it is under way, or it ships already: it stays as it is."""
    held: int = 0
    """Free stock it holds now."""
    claimed: int = 0
    """What it claims of `source_line_id`."""
    source_line_id: int = 0
    earmarked: int = 0
    """Goods bought for the order that wait for this line."""

    @property
    def place(self) -> Place:
        """Where and what."""
        return (self.warehouse_id, self.item_id, self.variant_id)


@dataclass(frozen=True, slots=True)
class FillOptions:
    """How supply is filled; the last choice of a person is remembered."""

    ship: bool = True
    """What is in stock may leave at once, where payments allow it; else it is reserved."""
    to_date: bool = True
    """Claim expected receipts."""
    separately: bool = False
    """What must be bought is bought for this order."""
    split: bool = True
    """A line may be split; else it takes the first action that covers all of it."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Part of a line and what it should do."""

    line_no: int
    quantity: int
    action: SupplyAction
    source_line_id: int = 0
    available_on: date | None = None
    """None: in stock, or nobody can tell."""


def fill_supply(
    needs: Sequence[LineNeed],
    supply: Supply,
    options: FillOptions,
    *,
    wanted_on: date | None,
    may_ship: bool,
    may_supply: bool = True,
) -> tuple[Proposal, ...]:
    """Return what each line should do; lines above are served first.

    In stock and paid: ship; in stock: reserve; expected until the day wanted: claim it; else:
    demand. What is left of goods after a line is there for the next.

    Args:
        supply: without what *needs* hold themselves (`Supply.released`).
        wanted_on: None: as soon as possible, so any expected receipt will do.
        may_ship: payments let the order go.
        may_supply: payments let it be supplied; else every line waits with action `none`.
    """
    left = _Left(supply)
    found: list[Proposal] = []
    for need in needs:
        if need.fixed:
            continue
        if not may_supply:
            found.append(Proposal(need.line_no, need.quantity, SupplyAction.NONE))
        elif need.service:
            action = SupplyAction.SHIP if may_ship and options.ship else SupplyAction.NONE
            found.append(Proposal(need.line_no, need.quantity, action))
        else:
            goes = may_ship and options.ship
            found += _joined(_of_line(need, left, options, wanted_on=wanted_on, goes=goes))
    return tuple(found)


class _Left:
    """What lines above have left."""

    def __init__(self, supply: Supply) -> None:
        self.free = {place: max(free, 0) for place, free in supply.free.items()}
        self.sources = list(supply.sources)
        self.unclaimed = {source.source_line_id: source.unclaimed for source in supply.sources}

    def coming(self, place: Place, wanted_on: date | None) -> Iterator[Source]:
        for source in self.sources:
            soon = wanted_on is None or source.expected_on <= wanted_on
            if source.place == place and soon and self.unclaimed[source.source_line_id] > 0:
                yield source


def _of_line(
    need: LineNeed, left: _Left, options: FillOptions, *, wanted_on: date | None, goes: bool
) -> Iterator[Proposal]:
    rest = need.quantity
    own = min(rest, need.earmarked)
    if own and (options.split or own == rest):
        action = SupplyAction.SHIP_EARMARKED if goes else SupplyAction.DEMAND_EARMARKED
        yield Proposal(need.line_no, own, action)
        rest -= own
    here = min(rest, left.free.get(need.place, 0))
    if here and (options.split or here == rest):
        action = SupplyAction.SHIP if goes else SupplyAction.RESERVE
        left.free[need.place] -= here
        yield Proposal(need.line_no, here, action)
        rest -= here
    if options.to_date:
        for source in left.coming(need.place, wanted_on):
            part = min(rest, left.unclaimed[source.source_line_id])
            if not part or not (options.split or part == rest):
                continue
            left.unclaimed[source.source_line_id] -= part
            yield Proposal(
                need.line_no,
                part,
                SupplyAction.RESERVE_TO_DATE,
                source.source_line_id,
                source.expected_on,
            )
            rest -= part
    if rest:
        separate = options.separately
        action = SupplyAction.DEMAND_EARMARKED if separate else SupplyAction.DEMAND
        yield Proposal(need.line_no, rest, action)


def _joined(parts: Iterator[Proposal]) -> list[Proposal]:
    """Return the parts of a line, those that do the same put together."""
    found: list[Proposal] = []
    for part in parts:
        same = found and (found[-1].action, found[-1].source_line_id) == (
            part.action,
            part.source_line_id,
        )
        if same:
            found[-1] = replace(found[-1], quantity=found[-1].quantity + part.quantity)
        else:
            found.append(part)
    return found
