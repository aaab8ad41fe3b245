"""A trip that has left, its driver and what he sees, for handhelds that really run."""

from __future__ import annotations

import atexit
import shutil
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import delete, select, update

from core.access.actor import SYSTEM
from core.access.roles import Role
from core.access.users import create_user
from core.catalog.models import Barcode
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.delivery.fleet.models import Driver
from core.delivery.models import DeliveryRequest, Trip, UndeliveredReason
from core.delivery.places.models import Address
from core.delivery.trips.queries import StopRow, trip_card
from core.delivery.trips.riding import stops_of
from core.documents.models import Document
from core.fulfilment.task_models import HandheldState, ScanEvent
from core.kernel.clock import FixedClock
from tests.e2e.terminal import PtyTerminal
from tests.integration.delivery.road import Road, pave
from tests.integration.sales.trade import build
from tui.flows.handheld.shift import Shift
from tui.flows.handheld.work import Work

BADGE = "BADGE-FEDOR-0001"
PHONE = "+7 (495) 123-45-67"
CLOCK = FixedClock(datetime(2026, 11, 20, 9, tzinfo=UTC))


@dataclass
class Truck:
    """A vehicle on its way to Rose and Lily."""

    database: Database
    road: Road
    user_id: int
    folder: Path
    trip_id: int = 0

    def leave(self, goods: str = "ROSE: 1 GLOVES 4, MASK 2; LILY: 2 GLOVES 5") -> int:
        """Let a new trip leave with *goods*; Rose is to pay 1 200,00 in cash."""
        with transaction(self.database.sessions) as session:
            self.road.orders.clear()
            self.road.order(session, "GLOVES 6, MASK 4")
            self.road.order(session, "GLOVES 5", partner="LILY")
            order = self.road.orders[0]
            wish = session.get(DeliveryRequest, order) or DeliveryRequest(document_id=order)
            wish.collect_minor = 120_000
            session.add(wish)
            self.trip_id = self.road.departed(session, goods)
        return self.trip_id

    def work(self, login: str = "fedor") -> Work:
        """Return the driver's work, signed in."""
        work = Work(self.database.sessions, Shift(CLOCK, "test"))
        work.admit(login)
        return work

    def stops(self) -> tuple[StopRow, ...]:
        """Return what is recorded of the stops."""
        with transaction(self.database.sessions) as session:
            return trip_card(session, SYSTEM, self.trip_id).stops

    def stop_ids(self) -> list[int]:
        """Return the ids of the stops in their order."""
        with transaction(self.database.sessions) as session:
            return [stop.id for stop in stops_of(session, self.trip_id)]

    def told(self) -> list[list[tuple[str, int]]]:
        """Return (outcome, pieces) of the lines of each stop."""
        return [
            [(line.outcome.value, line.delivered // 1000) for line in stop.lines]
            for stop in self.stops()
        ]

    def version(self) -> int:
        """Return the version of the trip: it stays while nothing is recorded."""
        with transaction(self.database.sessions) as session:
            found = session.scalar(select(Trip.version).where(Trip.document_id == self.trip_id))
        assert found is not None
        return found

    def clear(self) -> None:
        """Let earlier trips be closed, and nobody at work."""
        with transaction(self.database.sessions) as session:
            session.execute(delete(HandheldState))
            session.execute(delete(ScanEvent))
            session.execute(update(Document).where(Document.type == "trip").values(status="closed"))

    def journal(self) -> list[str]:
        """Return what was scanned, in the order of the journal."""
        with transaction(self.database.sessions) as session:
            return list(session.scalars(select(ScanEvent.raw).order_by(ScanEvent.seq)))

    def open(self, *arguments: str, size: tuple[int, int] = (45, 20), **env: str) -> PtyTerminal:
        """Start `klad handheld` on a pty of a telephone."""
        klad = [sys.executable, "-m", "tui", "handheld", *arguments]
        return PtyTerminal(klad, size, {**self.environment(), **env})

    def environment(self) -> dict[str, str]:
        """Return what a handheld is told."""
        return {
            "KLAD_DATABASE_URL": self.database.url.render_as_string(hide_password=False),
            "KLAD_DATA_DIR": str(self.folder),
            "KLAD_LANGUAGE": "en",
            "TERM": "xterm-256color",
        }


def fill(database: Database) -> Truck:
    """Build the company, the truck, its driver Fedor and the dispatcher Dora."""
    with transaction(database.sessions) as session:
        trade = build(session, CLOCK, "GLOVES 900 @10, MASK 900 @5", packs="BOX GLOVES 12")
        road = pave(session, trade)
        for code, item_id in trade.items.items():
            session.add(Barcode(code=f"CODE-{code}", item_id=item_id))
        session.add(
            Barcode(code="PACK-BOX", item_id=trade.items["GLOVES"], packaging_id=trade.packs["BOX"])
        )
        fedor, _dora = (
            create_user(
                session,
                SYSTEM,
                login=login,
                name=name,
                password="correct horse 42",
                roles=[role],
                badge=badge,
                warehouses=None,
                companies=None,
            )
            for login, name, role, badge in (
                ("fedor", "Fedor", Role.DRIVER, BADGE),
                ("dora", "Dora", Role.DISPATCHER, "BADGE-DORA-0001"),
            )
        )
        session.execute(update(Driver).values(user_id=fedor.id))
        session.execute(update(UndeliveredReason).values(retired=True))
        session.add_all(
            [
                UndeliveredReason(code="01", name="Wrong goods"),
                UndeliveredReason(code="02", name="No money"),
            ]
        )
        session.execute(
            update(Address).where(Address.code == "ROSE").values(phone=PHONE, note="Gate 3")
        )
    folder = Path(tempfile.mkdtemp(prefix="klad-truck-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Truck(database, road, fedor.id, folder)
