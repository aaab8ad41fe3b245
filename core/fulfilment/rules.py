"""Expense orders as arithmetic: tables A and B, lots, packages, states. Pure.

Quantities are thousandths of the base unit; a *thing* is (item id, variant id).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from core.fulfilment.statuses import LineAction, OutboundStatus

Thing = tuple[int, int]
"""(item id, variant id or 0)."""


@dataclass(frozen=True, slots=True)
class WhyRow:
    """A line of table A: why it ships."""

    disposition_document_id: int
    disposition_line_id: int
    company_id: int
    item_id: int
    variant_id: int
    quantity: int

    @property
    def thing(self) -> Thing:
        """What the invariant is kept per."""
        return (self.item_id, self.variant_id)


@dataclass(frozen=True, slots=True)
class GoodsRow:
    """A line of table B: what leaves."""

    item_id: int
    variant_id: int
    packaging_id: int
    lot_id: int
    quantity: int
    action: LineAction
    package_no: int = 0

    @property
    def thing(self) -> Thing:
        """What the invariant is kept per."""
        return (self.item_id, self.variant_id)


@dataclass(frozen=True, slots=True)
class StockRow:
    """Goods of one lot, or goods picked: something to draw from."""

    item_id: int
    variant_id: int
    packaging_id: int
    lot_id: int
    quantity: int
    expires: date | None = None
    """None: never, or nobody knows."""
    package_no: int = 0
    """The package it was put into; 0: loose."""

    @property
    def thing(self) -> Thing:
        """Item and variant."""
        return (self.item_id, self.variant_id)


@dataclass(frozen=True, slots=True)
class Pack:
    """A packaging goods may be split into."""

    packaging_id: int
    quantity: int
    """Thousandths of the base unit inside."""


@dataclass(frozen=True, slots=True)
class ThingDifference:
    """Two sums of one thing that should be equal."""

    item_id: int
    variant_id: int
    expected: int
    """What table A, or the order, says."""
    found: int
    """What table B, or the picks, say."""


def leaving(goods: Iterable[GoodsRow]) -> dict[Thing, int]:
    """Return what leaves, or is to be picked to leave; lines to keep are outside."""
    sums: dict[Thing, int] = defaultdict(int)
    for row in goods:
        if row.action is not LineAction.KEEP:
            sums[row.thing] += row.quantity
    return dict(sums)


def promised(why: Iterable[WhyRow]) -> dict[Thing, int]:
    """Return the sums of table A."""
    sums: dict[Thing, int] = defaultdict(int)
    for row in why:
        sums[row.thing] += row.quantity
    return dict(sums)


def differences(expected: Mapping[Thing, int], found: Mapping[Thing, int]) -> list[ThingDifference]:
    """Return the things whose sums differ, in order of item and variant."""
    return [
        ThingDifference(*thing, expected.get(thing, 0), found.get(thing, 0))
        for thing in sorted(expected.keys() | found.keys())
        if expected.get(thing, 0) != found.get(thing, 0)
    ]


def check_tables(why: Iterable[WhyRow], goods: Iterable[GoodsRow]) -> list[ThingDifference]:
    """Return where Σ B (pick + ship) ≠ Σ A; empty when the order is in order (domain §1.2)."""
    return differences(promised(why), leaving(goods))


def goods_from(why: Iterable[WhyRow], *, action: LineAction = LineAction.PICK) -> list[GoodsRow]:
    """Return table B made anew from table A: one line per thing, in the order of A."""
    return [
        GoodsRow(item, variant, packaging_id=0, lot_id=0, quantity=quantity, action=action)
        for (item, variant), quantity in promised(why).items()
    ]


def reasons_from(
    why: Sequence[WhyRow], wanted: Mapping[Thing, int], room: Mapping[int, int]
) -> tuple[list[WhyRow], list[ThingDifference]]:
    """Return table A whose sums are *wanted*, and what no disposition allows.

    Quantities are cut from the last dispositions first and added to the first ones that have room.

    Args:
        room: disposition line → how much more it could give beyond the row in *why*.
    """
    rows = list(why)
    over = dict(wanted)
    for thing, quantity in promised(why).items():
        over[thing] = over.get(thing, 0) - quantity
    for index in reversed(range(len(rows))):
        excess = -over.get(rows[index].thing, 0)
        if excess > 0:
            cut = min(excess, rows[index].quantity)
            over[rows[index].thing] += cut
            rows[index] = replace(rows[index], quantity=rows[index].quantity - cut)
    for index, row in enumerate(rows):
        lacking = over.get(row.thing, 0)
        if lacking > 0:
            added = min(lacking, room.get(row.disposition_line_id, 0))
            over[row.thing] -= added
            rows[index] = replace(row, quantity=row.quantity + added)
    refused = [
        ThingDifference(*thing, wanted.get(thing, 0) - lacking, wanted.get(thing, 0))
        for thing, lacking in sorted(over.items())
        if lacking > 0
    ]
    return [row for row in rows if row.quantity], refused


def reduce_goods(goods: Sequence[GoodsRow], wanted: Mapping[Thing, int]) -> list[GoodsRow]:
    """Return table B cut down to *wanted* per thing, from the last lines up; kept lines stay."""
    over = leaving(goods)
    over = {thing: quantity - wanted.get(thing, 0) for thing, quantity in over.items()}
    rows: list[GoodsRow] = []
    for row in reversed(goods):
        excess = over.get(row.thing, 0)
        if row.action is LineAction.KEEP or excess <= 0:
            rows.append(row)
            continue
        cut = min(excess, row.quantity)
        over[row.thing] -= cut
        if row.quantity > cut:
            rows.append(replace(row, quantity=row.quantity - cut))
    return rows[::-1]


def draw(
    goods: Sequence[GoodsRow], stock: Sequence[StockRow]
) -> tuple[list[tuple[int, StockRow, int]], list[ThingDifference]]:
    """Return from which stock each line, by its index, is taken, and what is lacking.

    A line with a lot takes that lot only; one without takes first what expires first. Its own
    packaging is preferred, then the rest in the order given.
    """
    left = [row.quantity for row in stock]
    by_thing: dict[Thing, list[int]] = defaultdict(list)
    for index, row in enumerate(stock):
        by_thing[row.thing].append(index)
    for indexes in by_thing.values():
        indexes.sort(key=lambda index: (stock[index].expires or date.max, stock[index].lot_id))
    taken: list[tuple[int, StockRow, int]] = []
    lacking: list[ThingDifference] = []
    # Lines that insist on a lot choose first, else a careless line would take it from them.
    for at in sorted(range(len(goods)), key=lambda at: goods[at].lot_id == 0):
        line = goods[at]
        wanted = line.quantity
        indexes = by_thing.get(line.thing, [])
        for index in sorted(indexes, key=lambda i: _preference(line, stock[i])):
            if line.lot_id and stock[index].lot_id != line.lot_id:
                continue
            quantity = min(wanted, left[index])
            if quantity:
                left[index] -= quantity
                wanted -= quantity
                taken.append((at, stock[index], quantity))
        if wanted:
            lacking.append(ThingDifference(*line.thing, line.quantity, line.quantity - wanted))
    return taken, lacking


def _preference(line: GoodsRow, row: StockRow) -> tuple[date, bool]:
    return (row.expires or date.max, row.packaging_id != line.packaging_id)


def with_lots(
    goods: Sequence[GoodsRow], stock: Sequence[StockRow]
) -> tuple[list[GoodsRow], list[ThingDifference]]:
    """Return table B with the lots of *stock* written in, lines split where a lot ends.

    What *stock* lacks keeps its line without a lot and is named in the second value.
    """
    taken, lacking = draw(goods, stock)
    drawn: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for at, source, quantity in taken:
        drawn[at].append((source.lot_id, quantity))
    rows: list[GoodsRow] = []
    for at, line in enumerate(goods):
        by_lot: dict[int, int] = defaultdict(int)
        for lot, quantity in drawn[at]:
            by_lot[lot] += quantity
        rest = line.quantity - sum(by_lot.values())
        if rest:
            by_lot[line.lot_id] += rest
        rows += [replace(line, lot_id=lot, quantity=q) for lot, q in by_lot.items()]
    return rows, lacking


def after_picking(goods: Sequence[GoodsRow], picked: Sequence[StockRow]) -> list[GoodsRow]:
    """Return table B after picking: lots and packages as picked, action `ship`.

    What was not picked stays as it was, to be picked; lines to keep stay.
    """
    going = [row for row in goods if row.action is not LineAction.KEEP]
    # The lot really taken counts, whatever was planned.
    taken, _ = draw([replace(row, lot_id=0) for row in going], picked)
    rest = [row.quantity for row in going]
    found: dict[tuple[int, int, int], int] = defaultdict(int)
    for at, source, quantity in taken:
        rest[at] -= quantity
        found[(at, source.lot_id, source.package_no or going[at].package_no)] += quantity
    rows: list[GoodsRow] = []
    for at, line in enumerate(going):
        rows += [
            replace(line, lot_id=lot, quantity=q, action=LineAction.SHIP, package_no=package)
            for (index, lot, package), q in sorted(found.items())
            if index == at
        ]
        if rest[at]:
            rows.append(replace(line, quantity=rest[at], action=LineAction.PICK))
    return [*rows, *(row for row in goods if row.action is LineAction.KEEP)]


def split_into_packs(
    goods: Sequence[GoodsRow], packs: Mapping[int, Sequence[Pack]]
) -> list[GoodsRow]:
    """Return table B split into packagings, the largest first; the rest in base units.

    120 boxes with a pallet of 100 become 1 pallet and 20 boxes. Kept lines stay as they are.

    Args:
        packs: item → its packagings.
    """
    rows: list[GoodsRow] = []
    for line in goods:
        if line.action is LineAction.KEEP:
            rows.append(line)
            continue
        rest = line.quantity
        for pack in sorted(
            packs.get(line.item_id, ()), key=lambda p: (-p.quantity, p.packaging_id)
        ):
            whole = rest // pack.quantity * pack.quantity
            if whole:
                rows.append(replace(line, packaging_id=pack.packaging_id, quantity=whole))
                rest -= whole
        if rest:
            rows.append(replace(line, packaging_id=0, quantity=rest))
    return rows


class DispositionState(StrEnum):
    """Состояние распоряжения in the shipping workplace (domain §1.3); first match wins."""

    AWAITING_PICK = "awaiting_pick"
    """Ожидается отбор: some positions have no expense order, or nobody was told to pick."""
    PICKING = "picking"
    """В процессе отбора."""
    AWAITING_SHIPMENT = "awaiting_shipment"
    """Ожидается отгрузка: everything stands in the shipping zone."""
    AWAITING_INVOICE = "awaiting_invoice"
    """Ожидается оформление накладных."""
    DONE = "done"
    """Left and billed: no longer in the list."""


@dataclass(frozen=True, slots=True)
class DispositionFacts:
    """What became of a disposition, or of one item of it."""

    disposed: int
    by_status: Mapping[OutboundStatus, int]
    """In expense orders, by their status; absent is 0."""
    invoiced: int

    @property
    def ordered(self) -> int:
        """In expense orders of any status."""
        return sum(self.by_status.values())

    @property
    def shipped(self) -> int:
        """In shipped expense orders."""
        return self.by_status.get(OutboundStatus.SHIPPED, 0)


@dataclass(frozen=True, slots=True)
class Execution:
    """Columns of «Выполнение сборки и отгрузки»; the first three sum to what has not left."""

    to_assemble: int
    """Собрать: no expense order yet."""
    assembling: int
    """Собирается: in expense orders that do not stand in the shipping zone."""
    assembled: int
    """Собрано: stands in the shipping zone."""
    to_invoice: int
    """К оформлению: shipped without an invoice."""


def execution(facts: DispositionFacts) -> Execution:
    """Return the report's columns."""
    standing = facts.by_status.get(OutboundStatus.TO_SHIP, 0)
    return Execution(
        to_assemble=facts.disposed - facts.ordered,
        assembling=facts.ordered - standing - facts.shipped,
        assembled=standing,
        to_invoice=max(facts.shipped - facts.invoiced, 0),
    )


def disposition_state(facts: DispositionFacts) -> DispositionState:
    """Return the computed state of a disposition."""
    columns = execution(facts)
    if columns.to_assemble > 0 or facts.by_status.get(OutboundStatus.PREPARED, 0):
        return DispositionState.AWAITING_PICK
    if columns.assembling:
        return DispositionState.PICKING
    if columns.assembled:
        return DispositionState.AWAITING_SHIPMENT
    if facts.invoiced < facts.disposed:
        return DispositionState.AWAITING_INVOICE
    return DispositionState.DONE


def by_rooms(
    why: Sequence[WhyRow], rooms: Mapping[int, Mapping[Thing, int]]
) -> dict[int, list[WhyRow]]:
    """Return the rows to ship from each room; one room that can ship everything ships alone.

    What no room has stays with the first room: the shortage shows when it is picked.

    Args:
        rooms: room → thing → stock; empty: the warehouse keeps no stock of these things.
    """
    wanted = promised(why)
    for room, stock in rooms.items():
        if all(stock.get(thing, 0) >= quantity for thing, quantity in wanted.items()):
            return {room: list(why)}
    left = {room: dict(stock) for room, stock in rooms.items()}
    found: dict[int, list[WhyRow]] = defaultdict(list)
    for row in why:
        rest = row.quantity
        for room, stock in left.items():
            taken = min(rest, stock.get(row.thing, 0))
            if taken:
                stock[row.thing] -= taken
                rest -= taken
                found[room].append(replace(row, quantity=taken))
        if rest:
            first = next(iter(found), next(iter(rooms), 0))
            found[first].append(replace(row, quantity=rest))
    return dict(found)


def after_check(
    goods: Sequence[GoodsRow],
    counted: Mapping[tuple[int, int, int], int],
    *,
    pick_missing: bool,
) -> list[GoodsRow]:
    """Return table B after a check: what was found leaves, anything else in the zone is kept.

    What was not found is kept too where picks brought it, for it still stands in the books of the
    zone; with *pick_missing* it is to be picked once more. A surplus becomes a line to keep.

    Args:
        counted: (item, variant, lot) → found. A checker who scans no lots counts under lot 0.
    """
    left = dict(counted)
    rows: list[GoodsRow] = []
    missing: list[GoodsRow] = []
    for line in goods:
        if line.action is LineAction.KEEP:
            continue
        found = 0
        keys = [(*line.thing, line.lot_id), (*line.thing, 0)]
        keys += [key for key in left if key[:2] == line.thing and key not in keys]
        for key in keys:
            taken = min(line.quantity - found, left.get(key, 0))
            if taken > 0:
                left[key] -= taken
                found += taken
        if found:
            rows.append(replace(line, quantity=found, action=LineAction.SHIP))
        if found < line.quantity:
            missing.append(replace(line, quantity=line.quantity - found))
    if pick_missing:
        rows += [replace(line, lot_id=0, action=LineAction.PICK) for line in missing]
    kept = [
        replace(line, action=LineAction.KEEP) for line in missing if line.action is LineAction.SHIP
    ]
    before = [row for row in goods if row.action is LineAction.KEEP]
    for (item, variant, lot), surplus in left.items():
        # What an earlier check left standing there is counted again, not once more.
        known = sum(row.quantity for row in before if row.thing == (item, variant))
        if surplus > known:
            quantity = surplus - known
            kept.append(GoodsRow(item, variant, 0, lot, quantity, LineAction.KEEP))
    return [*rows, *kept, *before]
