"""A geocoder that answers, knows nothing, is slow, refuses, babbles or is away: over real HTTP."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM
from core.access.errors import Forbidden
from core.access.roles import Permission
from core.delivery.places.addresses import make_address
from core.delivery.places.errors import (
    AddressUnknown,
    GeocoderFailed,
    GeocoderOff,
    PlaceByPerson,
)
from core.delivery.places.geocoding import GEOCODER_URL, HttpGeocoder, geocode_address
from core.delivery.places.models import Address
from core.delivery.statuses import PlaceSource
from core.documents.preferences import put
from core.documents.reference import create_row, edit_row
from core.kernel.clock import FixedClock
from tests.conftest import NOON

BOSS = replace(SYSTEM, login="boss", name="Boss")
CLOCK = FixedClock(NOON)
MOSCOW = [{"lat": "55.7558264", "lon": "37.6173", "type": "house", "display_name": "Москва"}]

Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def served(answer: Answer) -> Iterator[str]:
    """Serve *answer* to every question, on a port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def log_message(self, *_args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/search?key=7"
    finally:
        server.shutdown()
        server.server_close()


def says(body: bytes, status: int = 200) -> Answer:
    """Return a server that answers *body*."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def places(found: object) -> Answer:
    """Return a server that answers *found* as JSON."""
    return says(json.dumps(found).encode())


def _stored(session: Session, key: int) -> Any:
    columns = (Address.lat_e6, Address.lon_e6, Address.source, Address.version)
    return session.execute(select(*columns).where(Address.id == key)).one()


def test_an_address_is_found_with_its_zone_and_kept(session: Session) -> None:
    corners = "55.7,37.5; 55.8,37.5; 55.8,37.7; 55.7,37.7"
    zone = {"code": "Ц", "name": "Центр", "kind": "polygon", "corners": corners}
    zone_id = create_row(session, BOSS, "delivery_zone", clock=CLOCK, **zone).id
    address = make_address(session, None, "Москва, Тверская, 1")
    with served(places(MOSCOW)) as url:
        put(session, BOSS, GEOCODER_URL, url, clock=CLOCK)
        found = geocode_address(session, BOSS, address, clock=CLOCK)
    assert (found.point, found.kind) == ((55_755_826, 37_617_300), "house")
    stored = _stored(session, address)
    assert (stored.lat_e6, stored.lon_e6) == (55_755_826, 37_617_300)
    assert stored.source is PlaceSource.GEOCODED
    assert session.scalar(select(Address.zone_id).where(Address.id == address)) == zone_id


def test_what_is_asked_is_the_text_and_what_the_url_says(session: Session) -> None:
    asked: list[dict[str, list[str]]] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        asked.append(parse_qs(urlsplit(handler.path).query))
        places([{"lat": 1, "lon": -0.5}])(handler)

    address = make_address(session, None, "ул. Ёлочная, 1 & 2")
    with served(answer) as url:
        found = geocode_address(session, BOSS, address, asked=HttpGeocoder(url), clock=CLOCK)
    assert asked == [
        {"key": ["7"], "q": ["ул. Ёлочная, 1 & 2"], "format": ["jsonv2"], "limit": ["1"]}
    ]
    assert found.point == (1_000_000, -500_000)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (says(b"<html>"), "garbage"),
        (says(b""), "garbage"),
        (places({"error": "no"}), "garbage"),
        (places([{"lat": "north", "lon": "1"}]), "garbage"),
        (places([{"lat": "91", "lon": "1"}]), "garbage"),
        (places([{"lat": "NaN", "lon": "1"}]), "garbage"),
        (says(b'[{"lat": 1e400, "lon": 1}]'), "garbage"),
        (says(b"[" * 100_000), "garbage"),
        (places([7]), "garbage"),
        (says(b"x" * (2**20 + 1)), "garbage"),
        (says(b"[]", 429), "refused"),
        (says(b"[]", 302), "refused"),
        (lambda handler: handler.wfile.write(b"SSH-2.0\r\n"), "garbage"),
    ],
)
def test_a_geocoder_that_answers_nonsense_changes_nothing(
    session: Session, answer: Answer, reason: str
) -> None:
    address = make_address(session, None, "Тула")
    before = _stored(session, address)
    with served(answer) as url, pytest.raises(GeocoderFailed) as failed:
        geocode_address(session, BOSS, address, asked=HttpGeocoder(url), clock=CLOCK)
    assert failed.value.facts["reason"] == reason
    assert _stored(session, address) == before


def test_a_geocoder_that_trickles_is_not_waited_for(session: Session) -> None:
    over = threading.Event()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not over.is_set():
            handler.wfile.write(b" ")
            time.sleep(0.05)

    address = make_address(session, None, "Тула")
    with served(answer) as url:
        asked = HttpGeocoder(url, seconds=1)
        with pytest.raises(GeocoderFailed) as failed:
            geocode_address(session, BOSS, address, asked=asked, clock=CLOCK)
        over.set()
    assert failed.value.facts["reason"] == "slow"


def test_a_geocoder_that_is_away_is_named(session: Session) -> None:
    address = make_address(session, None, "Тула")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://user:secret@127.0.0.1:{taken.getsockname()[1]}/search"
        with pytest.raises(GeocoderFailed) as failed:
            geocode_address(session, BOSS, address, asked=HttpGeocoder(url), clock=CLOCK)
    assert failed.value.facts["reason"] == "unreached"
    assert "secret" not in str(failed.value)


@pytest.mark.parametrize("url", ["http://127.0.0.1:port/", "http://", "nowhere.invalid"])
def test_an_address_of_a_geocoder_that_leads_nowhere_is_told(session: Session, url: str) -> None:
    address = make_address(session, None, "Тула")
    with pytest.raises(GeocoderFailed):
        geocode_address(session, BOSS, address, asked=HttpGeocoder(url), clock=CLOCK)


def test_an_address_it_does_not_know_stays_without_coordinates(session: Session) -> None:
    address = make_address(session, None, "Китеж")
    with served(places([])) as url, pytest.raises(AddressUnknown) as unknown:
        geocode_address(session, BOSS, address, asked=HttpGeocoder(url), clock=CLOCK)
    assert unknown.value.facts == {"address": "Китеж"}
    assert _stored(session, address).source is PlaceSource.NONE


def test_no_geocoder_is_asked_until_one_is_named(session: Session) -> None:
    address = make_address(session, None, "Тула")
    with pytest.raises(GeocoderOff):
        geocode_address(session, BOSS, address, clock=CLOCK)


def test_what_a_person_corrected_is_never_overwritten(session: Session) -> None:
    address = make_address(session, None, "Москва")
    with served(places(MOSCOW)) as url:
        asked = HttpGeocoder(url)
        geocode_address(session, BOSS, address, asked=asked, clock=CLOCK)
        version = _stored(session, address).version
        edit_row(session, BOSS, "address", address, version, clock=CLOCK, place="55.7, 37.5")
        assert _stored(session, address).source is PlaceSource.CORRECTED
        with pytest.raises(PlaceByPerson):
            geocode_address(session, BOSS, address, asked=asked, clock=CLOCK)
    assert _stored(session, address).lat_e6 == 55_700_000


def test_asking_takes_the_right_to_change_addresses(session: Session) -> None:
    address = make_address(session, None, "Москва")
    reader = replace(BOSS, permissions=frozenset({Permission.REFERENCE_READ}))
    with pytest.raises(Forbidden):
        geocode_address(session, reader, address, asked=HttpGeocoder("x"), clock=CLOCK)
