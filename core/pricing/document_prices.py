"""Computing the prices of a document: its dependent types follow its own base prices.

What a document says goes before what is registered; what it does not say is taken from the
register as of its date. Nothing here is stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.catalog.models import Item
from core.pricing.calculation import Calculator, Known
from core.pricing.errors import PriceFault
from core.pricing.gathering import Gathered, Items, Thing, gather, held_prices
from core.pricing.kinds import SourceKind
from core.pricing.rounding import passes_threshold
from core.pricing.rulebook import RuleBook, load_rules

Cells = Mapping[Thing, Mapping[int, int | None]]
"""(item, variant) → price type → minor units; None: no price."""


@dataclass(frozen=True, slots=True)
class EmptyPrice:
    """A price that could not be computed because something it needs has no price."""

    item: str
    price_type: str
    missing: str
    """The price type that is empty; "" where it is no price type."""
    source: SourceKind | None = None
    """The register that has nothing of the item."""


@dataclass(frozen=True, slots=True)
class ComputedCells:
    """What the cells of a document come to."""

    cells: Mapping[Thing, dict[int, int | None]]
    empty: tuple[EmptyPrice, ...] = ()
    faults: tuple[PriceFault, ...] = ()
    """With the names of items and types."""


@dataclass(slots=True)
class _Told:
    """What is to be told of the prices that could not be computed."""

    empty: list[EmptyPrice] = field(default_factory=list)
    faults: list[PriceFault] = field(default_factory=list)


def computed_cells(
    session: Session,
    types: Sequence[int],
    cells: Cells,
    on: date,
    *,
    changed: Iterable[int] | None = None,
) -> ComputedCells:
    """Return the cells with those of computed types filled in; statements as in `gather`.

    Args:
        types: the columns of the document.
        changed: only types that are computed from these; None: all computed types of the document.

    Raises:
        PriceCycle: types are computed from each other.
        PriceQueryWrong, PriceQueryColumns: the query of a type does not do.
    """
    done = {thing: dict(found) for thing, found in cells.items()}
    book = load_rules(session)
    order = book.computed(types)
    if changed is not None:
        following = book.dependants(changed)
        order = tuple(one for one in order if one in following)
    if not order or not done:
        return ComputedCells(done)
    items = Items(sorted({item for item, _variant in done}))
    gathered = gather(session, book, order, items, on)
    calculator = book.calculator(session, on)
    names = _names(session, items)
    told = _Told()
    for thing in sorted(done):
        known = _known(gathered, done, thing)
        own = done[thing]
        for one in order:
            price = _price(book, calculator, gathered, thing, one, known, names, told)
            known[one] = price
            if one in types:
                own[one] = price
    return ComputedCells(done, tuple(told.empty), tuple(told.faults))


def present_cells(
    session: Session, types: Sequence[int], things: Iterable[Thing], on: date
) -> dict[Thing, dict[int, int | None]]:
    """Return the prices that hold on a day as cells; types without a price are None."""
    wanted = sorted(set(things))
    if not wanted:
        return {}
    held = held_prices(session, types, Items(sorted({item for item, _ in wanted})), on)
    return {thing: {one: held.get(thing, {}).get(one) for one in types} for thing in wanted}


def _known(gathered: Gathered, cells: Cells, thing: Thing) -> dict[int, int | None]:
    """Return the prices of an item from which its others are computed: the document's go first."""
    item, variant = thing
    known: dict[int, int | None] = dict(gathered.held.get((item, 0), {}))
    known.update(_with_price(cells.get((item, 0), {})))
    if variant:
        known.update(gathered.held.get(thing, {}))
        known.update(_with_price(cells[thing]))
    return known


def _with_price(found: Mapping[int, int | None]) -> dict[int, int]:
    return {one: price for one, price in found.items() if price is not None}


def _price(
    book: RuleBook,
    calculator: Calculator,
    gathered: Gathered,
    thing: Thing,
    one: int,
    known: Known,
    names: Mapping[int, str],
    told: _Told,
) -> int | None:
    """Return the price of one cell; None, with the reason told, when there is none."""
    item, variant = thing
    rule = book.rules[one]
    if not gathered.priced(rule, item):
        return None
    outcome = calculator.outcome(one, known, gathered.facts(item, variant))
    if outcome.fault is not None:
        if "item" in outcome.fault.facts:
            outcome.fault.facts["item"] = names.get(item, "")
        told.faults.append(outcome.fault)
        return None
    if outcome.price_minor is None:
        missing = outcome.missing
        source = missing if isinstance(missing, SourceKind) else None
        base = book.rules[missing].name if isinstance(missing, int) else ""
        told.empty.append(EmptyPrice(names.get(item, ""), rule.name, base, source))
        return None
    step = calculator.step(one, gathered.groups.get(item, 0))
    old = gathered.held.get(thing, {}).get(one)
    passes = rule.auxiliary or passes_threshold(old, outcome.price_minor, step.threshold)
    return outcome.price_minor if passes else old


def _names(session: Session, items: Items) -> dict[int, str]:
    rows = session.execute(select(Item.id, Item.name).where(items.among(Item.id)))
    return {row.id: row.name for row in rows}
