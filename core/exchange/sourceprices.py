"""Importing source prices: what suppliers and competitors ask, what goods cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from core.exchange.faults import Fault
from core.exchange.lookups import belonging, find_item, items_named, texts, variants_named
from core.exchange.parsing import Record
from core.exchange.upserting import Upserted
from core.exchange.work import Work, Write
from core.partners.models import Partner
from core.pricing.kinds import SourceKind
from core.pricing.sources import NewSourcePrice, register_source_prices


def import_source_prices(work: Work) -> Write:
    """Check and write source prices; without a date they are known from today on."""
    session, desk = work.session, work.desk
    items = items_named(session, (record.values["item"] for record in work.records))
    variants = variants_named(session, {f.id for several in items.values() for f in several})
    partners = _partners_named(work)
    today = work.clock.business_date()
    rows: dict[tuple[SourceKind, date], list[NewSourcePrice]] = defaultdict(list)
    for record in work.records:
        item = find_item(desk, record, items)
        partner = _partner(work, record, partners)
        variant = None if item is None else belonging(desk, record, "variant", item, variants)
        if item is None or variant is None or partner is None:
            continue
        values = record.values
        rows[values["kind"], values.get("date", today)].append(
            NewSourcePrice(
                item_id=item.id,
                price_minor=values["price"],
                variant_id=variant,
                partner_id=partner,
                quantity=values.get("quantity", 0),
                extra_minor=values.get("extra", 0),
                currency=values.get("currency", "RUB"),
            )
        )

    def write() -> Mapping[str, Upserted]:
        done = Upserted()
        for (kind, on), wanted in sorted(rows.items()):
            register_source_prices(session, work.actor, kind, on, wanted)
            done.added += len(wanted)
        return {"source_price": done}

    return write


def _partner(work: Work, record: Record, partners: Mapping[str, int]) -> int | None:
    """Return the partner a record names, 0 for nobody; None puts it aside."""
    name = record.values.get("partner")
    if name is None:
        return 0
    found = partners.get(name.lower())
    if found is None:
        work.desk.refuse(record, "partner", Fault.UNKNOWN, "partner")
    return found


def _partners_named(work: Work) -> dict[str, int]:
    named = (record.values["partner"] for record in work.records if "partner" in record.values)
    wanted = texts(named)
    rows = work.session.execute(
        select(Partner.id, Partner.code, Partner.name).where(
            (Partner.code == wanted) | (Partner.name == wanted)
        )
    ).all()
    return {row.name.lower(): row.id for row in rows} | {row.code.lower(): row.id for row in rows}
