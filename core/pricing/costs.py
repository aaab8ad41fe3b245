"""Costs per base unit (Себестоимость): the moving weighted average of what came in priced.

The definition, `core.pricing.rules.moving_average`: on every day with priced arrivals (receipts and
opening stock) they are averaged, by quantity, with what was on hand before at the cost it had
before; goods that leave take their cost with them and change nothing. On hand is the whole
company's, over all warehouses, as the ledger tells it. Costs are kept in roubles, rounded half up
to kopecks once per day; arrivals in other currencies are taken at the rate of their day. A cost
registered by hand holds from its day on and is what later arrivals are averaged with.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from core.documents.rowsets import array_of, rows_of
from core.kernel.money import divide_half_up
from core.pricing.currencies import ROUBLE, RatesOn
from core.pricing.kinds import SourceKind
from core.pricing.models import SourcePrice
from core.pricing.rules import Movement, moving_average
from core.stock.ledgers import ON_HAND

ARRIVALS = frozenset({SourceKind.RECEIPT, SourceKind.OPENING})
COSTS = frozenset({SourceKind.COST, SourceKind.COST_FULL})
AVERAGED = ARRIVALS | COSTS
"""Kinds after whose change the costs are averaged anew."""

_Thing = tuple[int, int]
"""(item id, variant id)"""


def refresh_costs(session: Session, item_ids: Collection[int]) -> None:
    """Bring the averaged costs of items up to date; at most five statements.

    Only days whose cost is another than before are written.

    Raises:
        NoRate: something came in in a currency that has no rate on its day.
    """
    if not item_ids:
        return
    items = sorted(set(item_ids))
    stored = _stored(session, items)
    if not any(row["kind"] in ARRIVALS or row["derived"] for row in stored):
        return
    moved = _moved(session, items)
    rates: dict[date, RatesOn] = {}
    wanted: dict[tuple[SourceKind, _Thing, date], int] = {}
    for kind in COSTS:
        for thing, movements in _movements(session, kind, stored, moved, rates).items():
            for day, cost in moving_average(movements):
                amount = divide_half_up(cost.numerator, cost.denominator)
                wanted[kind, thing, day] = amount
    _write(session, stored, wanted)


def _stored(session: Session, items: list[int]) -> list[Any]:
    source = SourcePrice
    column: Any = source.__table__.c.item_id
    rows = session.execute(
        select(
            source.id,
            source.kind,
            source.item_id,
            source.variant_id,
            source.date,
            source.price_minor,
            source.extra_minor,
            source.quantity,
            source.currency,
            source.derived,
        )
        .where(
            source.item_id == func.any(array_of(column, items)),
            source.kind.in_(sorted(AVERAGED)),
        )
        .order_by(source.date, source.id)
    )
    return list(rows.mappings())


def _moved(session: Session, items: list[int]) -> dict[tuple[_Thing, date], int]:
    """Return what the ledger says came in less what left, per day."""
    entry: Any = ON_HAND.entry.c
    rows = session.execute(
        select(entry.item_id, entry.variant_id, entry.date, func.sum(entry.quantity))
        .where(entry.item_id == func.any(array_of(entry.item_id, items)))
        .group_by(entry.item_id, entry.variant_id, entry.date)
    )
    return {((item, variant), day): int(quantity) for item, variant, day, quantity in rows}


def _movements(
    session: Session,
    kind: SourceKind,
    stored: Iterable[Any],
    moved: dict[tuple[_Thing, date], int],
    rates: dict[date, RatesOn],
) -> dict[_Thing, list[Movement]]:
    """Return what `moving_average` is computed of, so that stock is what the ledger says."""
    found: dict[_Thing, list[Movement]] = defaultdict(list)
    priced: dict[tuple[_Thing, date], int] = defaultdict(int)
    for row in stored:
        thing, day = (row["item_id"], row["variant_id"]), row["date"]
        extra = row["extra_minor"] if kind is SourceKind.COST_FULL else 0
        price = Fraction(row["price_minor"] + extra)
        if row["currency"] != ROUBLE:
            price *= rates.setdefault(day, RatesOn(session, day))[row["currency"]]
        if row["kind"] in ARRIVALS:
            found[thing].append(Movement(day, row["quantity"], price))
            priced[thing, day] += row["quantity"]
        elif row["kind"] == kind and not row["derived"]:
            found[thing].append(Movement(day, 0, price, fixed=True))
    for (thing, day), quantity in moved.items():
        if thing in found:
            found[thing].append(Movement(day, quantity - priced.pop((thing, day), 0)))
    for (thing, day), quantity in priced.items():
        found[thing].append(Movement(day, -quantity))
    return found


def _write(
    session: Session,
    stored: Iterable[Any],
    wanted: dict[tuple[SourceKind, _Thing, date], int],
) -> None:
    held: dict[tuple[SourceKind, _Thing, date], tuple[int, int]] = {}
    fixed: set[tuple[SourceKind, _Thing, date]] = set()
    for row in stored:
        key = (row["kind"], (row["item_id"], row["variant_id"]), row["date"])
        if row["derived"]:
            held[key] = (row["id"], row["price_minor"])
        elif row["kind"] in COSTS:
            fixed.add(key)
    fresh = {key: cost for key, cost in wanted.items() if key not in fixed}
    gone = [one for key, (one, cost) in held.items() if fresh.get(key) != cost]
    added = [
        {
            "kind": kind,
            "item_id": item,
            "variant_id": variant,
            "date": day,
            "price_minor": cost,
            "currency": ROUBLE,
            "derived": True,
        }
        for (kind, (item, variant), day), cost in fresh.items()
        if held.get((kind, (item, variant), day), (0, None))[1] != cost
    ]
    table: Any = SourcePrice.__table__
    if gone:
        session.execute(
            delete(SourcePrice).where(SourcePrice.id == func.any(array_of(table.c.id, gone)))
        )
    if added:
        given = rows_of(table, list(added[0]), added)
        session.execute(
            insert(SourcePrice).from_select(
                list(added[0]), select(*given.c), include_defaults=False
            )
        )
