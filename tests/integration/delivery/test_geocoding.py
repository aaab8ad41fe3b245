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
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM
from core.access.errors import Forbidden
from core.access.roles import Permission
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.delivery.places.addresses import make_address
from core.delivery.places.errors import (
    AddressUnknown,
    GeocoderFailed,
    GeocoderOff,
    PlaceByPerson,
)
from core.delivery.places.geocoding import GEOCODER_URL, HttpGeocoder, geocode_address
from core.delivery.places.geocoding_all import GEOCODER_PAUSE, ask_geocoding
from core.delivery.places.models import Address
from core.delivery.statuses import PlaceSource
from core.documents.background import JobState, job_row
from core.documents.background_work import LEASE, take_job, take_step
from core.documents.preferences import put
from core.documents.reference import create_row, edit_row
from core.jobs.kinds import load_kinds
from core.jobs.running import work_one
from core.kernel.clock import FixedClock, SystemClock
from tests.conftest import NOON
from tui.flows.geocoding import Geocoded, geocode_all

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


@pytest.fixture
def town(fresh_database: Database) -> Database:
    """A database of its own with four addresses nobody knows coordinates of, one retired."""
    with transaction(fresh_database.sessions) as session:
        for name in ("Москва, 1", "Китеж, 2", "Москва, 3", "Москва, 4"):
            make_address(session, None, name)
        last = session.scalars(select(Address).where(Address.name == "Москва, 4")).one()
        last.retired = True
    return fresh_database


class Town:
    """A geocoder that knows Moscow only, and remembers what it was asked, when."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.at: list[float] = []
        self.away = False
        self.told: Callable[[], None] = lambda: None

    def __call__(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer."""
        self.at.append(time.monotonic())
        self.asked.append(parse_qs(urlsplit(handler.path).query)["q"][0])
        self.told()
        if self.away:
            says(b"[]", 503)(handler)
        else:
            places(MOSCOW if "Москва" in self.asked[-1] else [])(handler)


def _named(database: Database, url: str, pause: int) -> None:
    with transaction(database.sessions) as session:
        put(session, BOSS, GEOCODER_URL, url, clock=CLOCK)
        put(session, BOSS, GEOCODER_PAUSE, pause, clock=CLOCK)


def _sources(database: Database) -> list[str]:
    with transaction(database.sessions) as session:
        return [row.value for row in session.scalars(select(Address.source).order_by(Address.id))]


def _all(database: Database, over: threading.Event | None = None, **how: bool) -> Geocoded:
    seen: list[tuple[int, int]] = []
    done = geocode_all(
        database,
        SystemClock(),
        told=lambda job: seen.append((job.done, job.total)),
        over=over or threading.Event(),
        **how,
    )
    assert seen == sorted(seen)
    return done


def test_all_addresses_are_asked_about_once_and_what_is_not_found_is_listed(
    town: Database,
) -> None:
    geocoder = Town()
    with served(geocoder) as url:
        _named(town, url, 150)
        done = _all(town)
        assert (done.job.state, done.job.done, done.job.total) == (JobState.DONE, 3, 3)
        assert (done.left, done.unknown) == (0, ("Китеж, 2",))
        assert geocoder.asked == ["Москва, 1", "Китеж, 2", "Москва, 3"]
        assert min(b - a for a, b in pairwise(geocoder.at)) >= 0.15
        assert _sources(town) == ["geocoded", "not_found", "geocoded", "none"]
        assert _all(town).job.done == 0
        assert len(geocoder.asked) == 3
        assert _all(town, again=True).job.done == 1
        assert geocoder.asked[3:] == ["Китеж, 2"]


def test_an_address_written_in_another_way_is_asked_about_anew(town: Database) -> None:
    geocoder = Town()
    with served(geocoder) as url:
        _named(town, url, 0)
        _all(town)
        with transaction(town.sessions) as session:
            row = session.scalars(select(Address).where(Address.name == "Китеж, 2")).one()
            edit_row(session, BOSS, "address", row.id, row.version, clock=CLOCK, name="Москва, 2")
        assert _all(town).unknown == ()
    assert geocoder.asked[3:] == ["Москва, 2"]


def test_stopped_in_the_middle_it_goes_on_with_what_is_left(town: Database) -> None:
    geocoder, over = Town(), threading.Event()
    geocoder.told = over.set
    with served(geocoder) as url:
        _named(town, url, 0)
        stopped = _all(town, over)
        assert (stopped.job.state, stopped.left) == (JobState.CANCELLED, 2)
        geocoder.told = lambda: None
        assert _all(town).left == 0
    assert geocoder.asked == ["Москва, 1", "Китеж, 2", "Москва, 3"]


def test_a_worker_that_died_is_gone_on_for_and_nothing_is_asked_twice(town: Database) -> None:
    geocoder = Town()
    load_kinds()
    with served(geocoder) as url:
        _named(town, url, 0)
        with transaction(town.sessions) as session:
            ask_geocoding(session, BOSS, clock=CLOCK)
        with transaction(town.sessions) as session:
            held = take_job(session, "one", clock=CLOCK)
            assert held is not None
        with transaction(town.sessions) as session:
            take_step(session, held, clock=CLOCK)
        later = FixedClock(NOON + LEASE * 2)
        assert work_one(town, "two", clock=later, going=lambda: True) is JobState.DONE
    assert geocoder.asked == ["Москва, 1", "Китеж, 2", "Москва, 3"]


def test_a_geocoder_that_is_away_is_asked_later_and_nothing_is_marked(town: Database) -> None:
    geocoder = Town()
    load_kinds()
    with served(geocoder) as url:
        _named(town, url, 0)
        with transaction(town.sessions) as session:
            key = ask_geocoding(session, BOSS, clock=CLOCK).job_id
        geocoder.away = True
        assert work_one(town, "one", clock=CLOCK, going=lambda: True) is JobState.QUEUED
        with transaction(town.sessions) as session:
            job = job_row(session, BOSS, key)
            assert (job.error, job.error_facts["reason"]) == ("geocoder-away", "refused")
            assert job.due_at > CLOCK.now()
        assert _sources(town) == ["none"] * 4
        geocoder.away = False
        later = FixedClock(job.due_at)
        assert work_one(town, "one", clock=later, going=lambda: True) is JobState.DONE
    assert _sources(town)[:3] == ["geocoded", "not_found", "geocoded"]


def test_all_are_asked_about_by_whoever_may_change_addresses_when_a_geocoder_is_named(
    session: Session,
) -> None:
    reader = replace(BOSS, permissions=frozenset({Permission.REFERENCE_READ}))
    with pytest.raises(Forbidden):
        ask_geocoding(session, reader, clock=CLOCK)
    with pytest.raises(GeocoderOff):
        ask_geocoding(session, BOSS, clock=CLOCK)


def test_asking_takes_the_right_to_change_addresses(session: Session) -> None:
    address = make_address(session, None, "Москва")
    reader = replace(BOSS, permissions=frozenset({Permission.REFERENCE_READ}))
    with pytest.raises(Forbidden):
        geocode_address(session, reader, address, asked=HttpGeocoder("x"), clock=CLOCK)
