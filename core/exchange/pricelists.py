"""Importing prices: only what differs from the price that holds is registered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.catalog.models import ItemSegmentMember
from core.exchange.faults import Fault
from core.exchange.lookups import belonging, find_item, items_named, variants_named
from core.exchange.upserting import Upserted
from core.exchange.work import Work, Write
from core.pricing.models import PriceType
from core.pricing.operations import NewPrice, register_prices
from core.pricing.queries import prices


def import_prices(work: Work) -> Write:
    """Check and write prices; without a date they hold from today's business date on."""
    session, desk = work.session, work.desk
    types = _types_named(work)
    items = items_named(session, (record.values["item"] for record in work.records))
    variants = variants_named(session, {f.id for several in items.values() for f in several})
    today = work.clock.business_date()
    inside = _inside(session, types.values())
    rows: dict[tuple[int, date], list[NewPrice]] = defaultdict(list)
    for record in work.records:
        price_type = types.get(record.values["price_type"].lower())
        if price_type is None:
            desk.refuse(record, "price_type", Fault.UNKNOWN, "price_type")
        elif price_type.auxiliary:
            desk.refuse(record, "price_type", Fault.MISFIT, "auxiliary-type")
            continue
        item = find_item(desk, record, items)
        variant = None if item is None else belonging(desk, record, "variant", item, variants)
        if price_type is None or item is None or variant is None:
            continue
        members = inside.get(price_type.id)
        if members is not None and item.id not in members:
            desk.refuse(record, "item", Fault.MISFIT, "outside-segment")
            continue
        since = record.values.get("since", today)
        rows[price_type.id, since].append(NewPrice(item.id, record.values["price"], variant))
    return lambda: {"item_price": write_prices(session, work.actor, rows)}


def write_prices(
    session: Session, actor: Actor, rows: Mapping[tuple[int, date], list[NewPrice]]
) -> Upserted:
    """Register what differs from the price that holds on the day.

    Args:
        rows: (price type id, since) → prices.
    """
    done = Upserted()
    for (price_type, since), wanted in sorted(rows.items(), key=lambda entry: entry[0]):
        held = prices(session, price_type, [row.item_id for row in wanted], since)
        added = [row for row in wanted if (row.item_id, row.variant_id) not in held]
        changed = [
            row
            for row in wanted
            if held.get((row.item_id, row.variant_id), row.price_minor) != row.price_minor
        ]
        if added or changed:
            register_prices(session, actor, price_type, since, added + changed)
        done.added += len(added)
        done.changed += len(changed)
        done.unchanged += len(wanted) - len(added) - len(changed)
    return done


@dataclass(frozen=True, slots=True)
class _Type:
    """A price type that a file may name."""

    id: int
    auxiliary: bool
    segment_id: int | None
    """Items outside get no price; None: all may."""


def _types_named(work: Work) -> dict[str, _Type]:
    found: dict[str, _Type] = {}
    rows = work.session.execute(
        select(
            PriceType.id,
            PriceType.code,
            PriceType.name,
            PriceType.auxiliary,
            PriceType.forbid_outside,
            PriceType.item_segment_id,
        ).where(PriceType.retired.is_(False))
    ).all()
    made = {
        row.id: _Type(row.id, row.auxiliary, row.item_segment_id if row.forbid_outside else None)
        for row in rows
    }
    found |= {row.name.lower(): made[row.id] for row in rows}
    return found | {row.code.lower(): made[row.id] for row in rows}


def _inside(session: Session, types: Iterable[_Type]) -> dict[int, frozenset[int]]:
    """Return price type → items it may price, for the types that forbid others."""
    strict = {one.id: one.segment_id for one in types if one.segment_id is not None}
    if not strict:
        return {}
    member = ItemSegmentMember
    members: dict[int, set[int]] = defaultdict(set)
    rows = session.execute(
        select(member.segment_id, member.item_id).where(
            member.segment_id.in_(sorted(set(strict.values())))
        )
    )
    for segment, item in rows:
        members[segment].add(item)
    return {one: frozenset(members[segment]) for one, segment in strict.items()}
