"""Importing the address book: found again by text, coordinates of people left alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from core.delivery.places.addresses import PREFIX
from core.delivery.places.geocoding import BY_PERSON
from core.delivery.places.models import Address
from core.delivery.places.rules import folded
from core.delivery.places.zones import rezone
from core.delivery.statuses import PlaceSource
from core.exchange.faults import Fault
from core.exchange.lookups import texts
from core.exchange.parsing import Record
from core.exchange.upserting import Upserted, upsert
from core.exchange.work import Work, Write
from core.kernel.daytime import DAY
from core.partners.models import Partner

_FIELDS = ("contact", "phone", "note", "window_from", "window_to")

_Place = tuple[int | None, str]
"""Whose it is, and its text, folded."""

_NEXT = text(
    "SELECT nextval(pg_get_serial_sequence('address', 'id')) FROM generate_series(1, :count)"
)


def import_addresses(work: Work) -> Write:
    """Check and write addresses; zones are found for them.

    An address of the book is the one of the same partner with the same text, however written.
    Coordinates that a person typed or corrected stay.
    """
    partners = _partners(work)
    good: dict[_Place, dict[str, Any]] = {}
    for record in work.records:
        named = record.values.get("partner", "")
        partner = partners.get(named.lower()) if named else None
        if named and partner is None:
            work.desk.refuse(record, "partner", Fault.UNKNOWN, "partner")
            continue
        place = (partner, folded(record.values["name"]))
        if not place[1]:
            work.desk.refuse(record, "name", Fault.EMPTY)
            continue
        if place in good:
            work.desk.refuse(record, "name", Fault.DUPLICATE, good[place]["name"])
            continue
        row = _row(record)
        if row.get("window_from", 0) > row.get("window_to", DAY):
            work.desk.refuse(record, "window_to", Fault.CHOICE, "≥")
            continue
        good[place] = row | {"partner_id": partner, "folded": place[1]}

    def write() -> Mapping[str, Upserted]:
        rows = _coded(work.session, good)
        done = upsert(work.session, Address, ["code"], rows, {"skills": []})
        rezone(work.session, sorted(done.ids.values()))
        return {"address": done}

    return write


def _row(record: Record) -> dict[str, Any]:
    row: dict[str, Any] = {name: record.values[name] for name in _FIELDS if name in record.values}
    row["name"] = record.values["name"]
    if "place" in record.values:
        row["lat_e6"], row["lon_e6"] = record.values["place"]
        row["source"] = PlaceSource.IMPORTED
    return row


def _coded(session: Session, good: Mapping[_Place, dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows with the codes of addresses that are kept already, and with new ones."""
    columns = (Address.partner_id, Address.folded, Address.code, Address.name, Address.source)
    stored = {
        (row.partner_id, row.folded): row
        for row in session.execute(
            select(*columns).where(Address.folded == texts(key for _, key in good))
        )
    }
    fresh = [place for place in good if place not in stored]
    numbers = dict(zip(fresh, session.scalars(_NEXT, {"count": len(fresh)}), strict=True))
    rows = []
    for place, given in good.items():
        row = dict(given)
        known = stored.get(place)
        if known is None:
            row["code"] = f"{PREFIX}{numbers[place]:06}"
        else:
            row["code"], row["name"] = known.code, known.name
            if known.source in BY_PERSON:
                for name in ("lat_e6", "lon_e6", "source"):
                    row.pop(name, None)
        rows.append(row)
    return rows


def _partners(work: Work) -> dict[str, int]:
    """Return lower-case code or name → partner, of those that records name; codes win."""
    named = {record.values["partner"] for record in work.records if "partner" in record.values}
    if not named:
        return {}
    wanted = texts(named)
    rows = work.session.execute(
        select(Partner.id, Partner.code, Partner.name)
        .where((Partner.code == wanted) | (Partner.name == wanted))
        .order_by(Partner.id.desc())
    ).all()
    return {row.name.lower(): row.id for row in rows} | {row.code.lower(): row.id for row in rows}
