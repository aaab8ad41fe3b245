"""Asking a geocoder where an address is: a service of one's own, answering as Nominatim does.

It is asked `URL?q=…&format=jsonv2&limit=1` and answers a list of places with `lat` and `lon`.
Nothing is asked until the company's settings name one, and coordinates that a person typed or
corrected are never asked for.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from types import MappingProxyType
from typing import Protocol, cast
from urllib.parse import SplitResult, urlencode, urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import acting
from core.audit.operations import record
from core.delivery.places.addresses import ADDRESS, prepare
from core.delivery.places.errors import (
    AddressUnknown,
    GeocoderFailed,
    GeocoderOff,
    PlaceByPerson,
)
from core.delivery.places.models import Address
from core.delivery.places.rules import ANTIMERIDIAN, POLE, Point, millionths
from core.delivery.statuses import PlaceSource
from core.documents.preferences import Preference, declare, get
from core.documents.reference import FieldKind, locked_row
from core.kernel.clock import Clock
from core.kernel.errors import NotFound
from core.kernel.i18n import N_

GEOCODER_URL = declare(
    Preference("geocoder_url", N_("Geocoder address (empty: none)"), "", FieldKind.TEXT)
)
GEOCODER_SECONDS = declare(
    Preference(
        "geocoder_seconds", N_("Wait for the geocoder, s"), 5, FieldKind.NUMBER, least=1, most=30
    )
)

LARGEST = 2**20
"""Bytes of an answer; more is garbage."""

BY_PERSON = frozenset({PlaceSource.TYPED, PlaceSource.CORRECTED})
"""Coordinates that no machine overwrites."""


class Trouble(StrEnum):
    """What went wrong with a geocoder; shells have words for each."""

    UNREACHED = "unreached"
    """Nobody answers there."""
    SLOW = "slow"
    """No whole answer in time."""
    REFUSED = "refused"
    """It says that it cannot answer."""
    GARBAGE = "garbage"
    """The answer is no list of places."""


TROUBLES: Mapping[Trouble, str] = MappingProxyType(
    {
        Trouble.UNREACHED: N_("nobody answers there"),
        Trouble.SLOW: N_("no answer in time"),
        Trouble.REFUSED: N_("it refuses to answer"),
        Trouble.GARBAGE: N_("the answer is not one of a geocoder"),
    }
)
"""What went wrong → msgid."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where a geocoder says that an address is."""

    point: Point
    name: str
    """As the geocoder calls it; "" where it does not say."""
    kind: str
    """What it is there, such as "building"; "" where it does not say."""


class Geocoder(Protocol):
    """Whatever can tell where an address is."""

    def find(self, text: str) -> Found | None:
        """Return where *text* is; None: it knows no such place.

        Raises:
            GeocoderFailed: it cannot be asked, or its answer makes no sense.
        """
        ...


class HttpGeocoder:
    """A geocoder over HTTP."""

    def __init__(self, url: str, *, seconds: int = 5) -> None:
        """Remember where it is; nothing is asked yet.

        Args:
            url: "http://maps:8080/search"; what stands behind a question mark is sent along.
            seconds: for one whole answer, and to connect.
        """
        self._url = urlsplit(url if "//" in url else f"http://{url}")
        self._seconds = seconds

    def find(self, text: str) -> Found | None:
        """Return the first place it names; None: it knows no such place.

        Raises:
            GeocoderFailed: it cannot be reached, is too slow, refuses or answers garbage.
        """
        given = urlencode({"q": text, "format": "jsonv2", "limit": 1})
        query = f"{self._url.query}&{given}" if self._url.query else given
        connection = self._connection(self._url)
        try:
            connection.request(
                "GET",
                f"{self._url.path or '/'}?{query}",
                headers={"Accept": "application/json", "User-Agent": "klad"},
            )
            with connection.getresponse() as response:
                said = self._whole(response)
        except TimeoutError as error:
            raise self._failed(Trouble.SLOW, f"{self._seconds} s") from error
        except HTTPException as error:
            raise self._failed(Trouble.GARBAGE, type(error).__name__) from error
        except OSError as error:
            raise self._failed(Trouble.UNREACHED, error.strerror or str(error)) from error
        finally:
            connection.close()
        if response.status != HTTPStatus.OK:
            raise self._failed(Trouble.REFUSED, f"HTTP {response.status}")
        return self._place(said)

    def _connection(self, url: SplitResult) -> HTTPConnection:
        try:
            port = url.port
        except ValueError as error:
            raise self._failed(Trouble.UNREACHED, url.netloc) from error
        kind = HTTPSConnection if url.scheme == "https" else HTTPConnection
        return kind(url.hostname or "", port, timeout=self._seconds)

    def _whole(self, response: HTTPResponse) -> bytes:
        """Return the body, in the time one answer may take: a trickle is no answer."""
        until = time.monotonic() + self._seconds
        body = b""
        while part := response.read1(2**16):
            body += part
            if time.monotonic() > until:
                raise TimeoutError
            if len(body) > LARGEST:
                raise self._failed(Trouble.GARBAGE, f"> {LARGEST} B")
        return body

    def _place(self, said: bytes) -> Found | None:
        try:
            places = json.loads(said, parse_float=Decimal, parse_constant=str)
            if places == []:
                return None
            place = places[0]
            latitude, longitude = (millionths(str(place[name])) for name in ("lat", "lon"))
            if abs(latitude) > POLE or abs(longitude) > ANTIMERIDIAN:
                raise self._failed(Trouble.GARBAGE, f"{place['lat']}, {place['lon']}")
            kind = place.get("type") or place.get("category") or place.get("class") or ""
            return Found((latitude, longitude), str(place.get("display_name") or ""), str(kind))
        except (
            *(ValueError, TypeError, LookupError, AttributeError),
            *(InvalidOperation, OverflowError, RecursionError),
        ) as error:
            raise self._failed(Trouble.GARBAGE, type(error).__name__) from error

    def _failed(self, reason: Trouble, detail: str) -> GeocoderFailed:
        address = self._url.netloc.rpartition("@")[2]
        return GeocoderFailed(reason=reason, server=address, detail=detail, kind=TROUBLES[reason])


def geocoder(session: Session) -> Geocoder:
    """Return the geocoder that the settings name.

    Raises:
        GeocoderOff: they name none.
    """
    url = get(session, GEOCODER_URL).strip()
    if not url:
        raise GeocoderOff
    return HttpGeocoder(url, seconds=get(session, GEOCODER_SECONDS))


def geocode_address(
    session: Session,
    actor: Actor,
    address_id: int,
    *,
    asked: Geocoder | None = None,
    clock: Clock,
) -> Found:
    """Ask where an address is, and keep the answer with its zone; flushed, in history and trail.

    No row is locked while the geocoder is waited for.

    Args:
        asked: whom to ask; None: whom the settings name.

    Raises:
        Forbidden: no right to change addresses.
        NotFound: no such address.
        PlaceByPerson: a person said where it is; nothing is asked.
        GeocoderOff, GeocoderFailed, AddressUnknown: nothing is changed.
    """
    name, found = _asked_about(session, actor, address_id, asked, clock)
    if found is None:
        raise AddressUnknown(address=name)
    _keep(session, actor, address_id, found)
    return found


def seek_address(
    session: Session, actor: Actor, address_id: int, *, asked: Geocoder, clock: Clock
) -> bool:
    """Do as `geocode_address`, but keep that an address is not known; tell whether it is.

    Coordinates, or another text, that a person gave meanwhile stay.

    Raises:
        Forbidden, NotFound, GeocoderFailed: nothing is changed.
    """
    try:
        name, found = _asked_about(session, actor, address_id, asked, clock)
        if found is not None:
            _keep(session, actor, address_id, found)
            return True
    except PlaceByPerson:
        return True
    row = cast(Address, locked_row(session, actor, ADDRESS, address_id))
    if row.lat_e6 is None and row.name == name:
        row.source = PlaceSource.NOT_FOUND
        session.flush()  # the version must be the new one for whoever reads it next
        record(session, actor, "address.not-found", ADDRESS.name, address_id)
    return False


def _asked_about(
    session: Session, actor: Actor, address_id: int, asked: Geocoder | None, clock: Clock
) -> tuple[str, Found | None]:
    """Return the text of an address and where the geocoder says that it is; nothing is locked."""
    actor.require(Permission.FLEET_EDIT, what=ADDRESS.name, key=address_id)
    acting(session, actor, clock)
    seen = session.execute(
        select(Address.name, Address.source).where(Address.id == address_id)
    ).one_or_none()
    if seen is None:
        raise NotFound(what=ADDRESS.name, key=address_id)
    _require_machine(seen.name, seen.source)
    return seen.name, (asked or geocoder(session)).find(seen.name)


def _keep(session: Session, actor: Actor, address_id: int, found: Found) -> None:
    row = cast(Address, locked_row(session, actor, ADDRESS, address_id))
    _require_machine(row.name, row.source)
    row.lat_e6, row.lon_e6 = found.point
    row.source = PlaceSource.GEOCODED
    prepare(session, row)
    session.flush()  # the version must be the new one for whoever reads it next
    record(session, actor, "address.geocoded", ADDRESS.name, address_id, place=row.place)


def _require_machine(name: str, source: PlaceSource) -> None:
    if source in BY_PERSON:
        raise PlaceByPerson(address=name)
