"""What was changed of the addresses of a trip, and of what documents ask, since it was planned.

A plan is made of addresses as they were: where they are, what they are called, when they take goods
in. The history tells what became of them since the stops of the trip were last written.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import Text

from core.delivery.errors import AddressesChanged
from core.delivery.models import Trip

OF_ADDRESS = {
    "name": "name",
    "lat_e6": "place",
    "lon_e6": "place",
    "window_from": "window_from",
    "window_to": "window_to",
}
"""Column of an address that a plan is made of → the field people know it by."""

OF_REQUEST = ("address_id", "via_address_id", "method", "window_from", "window_to")
"""What of a request sends goods elsewhere, or at another time."""

_SINCE = text(
    """
WITH planned AS (
  SELECT subject_id AS trip, max(id) AS id FROM field_change
  WHERE subject = 'trip' AND subject_id = ANY(:trips) AND field = 'stops'
  GROUP BY subject_id
), asked AS (
  SELECT DISTINCT s.document_id AS trip, s.stop_no, a.name, 'address' AS subject,
    a.id AS subject_id
  FROM trip_stop s JOIN address a ON a.id = s.address_id
  WHERE s.document_id = ANY(:trips)
  UNION
  SELECT s.document_id, s.stop_no, a.name, 'delivery_request', l.disposition_document_id
  FROM trip_stop s JOIN address a ON a.id = s.address_id JOIN trip_line l ON l.stop_id = s.id
  WHERE s.document_id = ANY(:trips)
)
SELECT q.trip, q.stop_no, q.name, q.subject, q.subject_id, c.field, c.old, c.new
FROM planned p JOIN asked q USING (trip)
JOIN field_change c ON c.subject = q.subject AND c.subject_id = q.subject_id AND c.id > p.id
WHERE c.field = ANY(CASE q.subject WHEN 'address' THEN :of_address ELSE :of_request END)
ORDER BY q.trip, q.stop_no, q.subject, q.subject_id, c.id
"""
).bindparams(
    bindparam("trips", type_=ARRAY(BigInteger)),
    bindparam("of_address", list(OF_ADDRESS), type_=ARRAY(Text)),
    bindparam("of_request", list(OF_REQUEST), type_=ARRAY(Text)),
)


@dataclass(frozen=True, slots=True)
class Readdressed:
    """A stop that is not what its trip was planned for."""

    stop: int
    """Its number."""
    address: str
    """As it is called now."""
    fields: tuple[str, ...]
    """What is different."""


def readdressed(session: Session, trip_id: int) -> list[Readdressed]:
    """Return the stops of a trip that changed since they were planned, in their order.

    What was changed and changed back has not changed. One statement.
    """
    return readdressed_of(session, [trip_id]).get(trip_id, [])


def readdressed_of(session: Session, trip_ids: Collection[int]) -> dict[int, list[Readdressed]]:
    """Return trip → its stops that changed since they were planned; other trips are absent.

    One statement.
    """
    session.flush()  # the history is read back from the database
    first: dict[tuple[int, int, str, int, str], Row[Any]] = {}
    last: dict[tuple[int, int, str, int, str], Row[Any]] = {}
    for row in session.execute(_SINCE, {"trips": sorted(trip_ids)}):
        key = (row.trip, row.stop_no, row.subject, row.subject_id, row.field)
        first.setdefault(key, row)
        last[key] = row
    stops: dict[tuple[int, int], tuple[str, dict[str, None]]] = {}
    for key, row in last.items():
        if first[key].old != row.new:
            _, fields = stops.setdefault(key[:2], (row.name, {}))
            fields[OF_ADDRESS.get(row.field, row.field)] = None
    found: dict[int, list[Readdressed]] = {}
    for (trip, number), (name, told) in stops.items():
        found.setdefault(trip, []).append(Readdressed(number, name, tuple(told)))
    return found


def require_as_planned(session: Session, trip: Trip) -> None:
    """Do nothing when the stops of a trip are still what it was planned for.

    Raises:
        AddressesChanged: one is not.
    """
    found = readdressed(session, trip.id)
    if not found:
        return
    raise AddressesChanged(
        document=trip.number_text,
        what="address",
        count=len(found),
        stop=found[0].stop,
        address=found[0].address,
        changed=", ".join(found[0].fields),
    )
