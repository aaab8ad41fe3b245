"""Importing prices: only what differs from the price that holds is registered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import Actor
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
    rows: dict[tuple[int, date], list[NewPrice]] = defaultdict(list)
    for record in work.records:
        price_type = types.get(record.values["price_type"].lower())
        if price_type is None:
            desk.refuse(record, "price_type", Fault.UNKNOWN, "price_type")
        item = find_item(desk, record, items)
        variant = None if item is None else belonging(desk, record, "variant", item, variants)
        if price_type is None or item is None or variant is None:
            continue
        since = record.values.get("since", today)
        rows[price_type, since].append(NewPrice(item.id, record.values["price"], variant))
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


def _types_named(work: Work) -> dict[str, int]:
    rows = work.session.execute(
        select(PriceType.id, PriceType.code, PriceType.name).where(PriceType.retired.is_(False))
    ).all()
    return {row.name.lower(): row.id for row in rows} | {row.code.lower(): row.id for row in rows}
