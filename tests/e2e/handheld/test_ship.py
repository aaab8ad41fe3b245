"""Handing over on the gun: the list, one confirmation, the papers that open what they stand for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, func, select, update

from core.access.actor import SYSTEM
from core.access.models import AppUser
from core.access.roles import Role
from core.access.users import create_user
from core.catalog.models import Barcode
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.documents.codes import document_code
from core.documents.models import Document
from core.documents.print_jobs import PrintJob
from core.fulfilment.outbound import create_outbound, picks_finished, release
from core.fulfilment.task_models import HandheldState
from core.kernel.clock import FixedClock
from tests.e2e.handheld.test_work import pressed, scanned, shoot
from tests.integration.sales.trade import BOSS, Trade, build
from tui.flows.handheld.shift import Shift
from tui.flows.handheld.state import At, State
from tui.flows.handheld.work import Work
from tui.scan.strokes import Typed

BADGE = "BADGE-IVAN-0001"
MENU_SHIPPING = "3"


@dataclass
class Dock:
    """A company with orders to hand over."""

    database: Database
    trade: Trade
    user_id: int

    def order(self, text: str, warehouse: str = "plain") -> int:
        """Make an expense order, released to picking; return its id."""
        with transaction(self.database.sessions) as session:
            of = self.trade.order(session, text, warehouse=warehouse)
            places, clock = self.trade.warehouses, self.trade.clock
            (made,) = create_outbound(session, BOSS, places[warehouse], clock=clock, order_ids=[of])
            release(session, BOSS, made.id, clock=clock)
            return made.id

    def to_ship(self, text: str) -> int:
        """Make an expense order that stands ready; return its id."""
        order = self.order(text)
        with transaction(self.database.sessions) as session:
            picks_finished(session, BOSS, order, clock=self.trade.clock)
        return order

    def work(self, warehouse: str = "plain", *, prints: bool = False) -> Work:
        """Return Ivan's work at the menu."""
        shift = Shift(self.trade.clock, "test", warehouse_code=warehouse, prints=prints)
        work = Work(self.database.sessions, shift)
        work.admit("ivan")
        return work

    def status(self, document: int) -> str:
        """Return where a document stands."""
        with transaction(self.database.sessions) as session:
            found = session.scalar(select(Document.status).where(Document.id == document))
        assert found is not None
        return found

    def on_hand(self, item: str, warehouse: str = "plain") -> int:
        """Return pieces in a warehouse by the books."""
        with transaction(self.database.sessions) as session:
            return self.trade.free(session, item, warehouse)[0]

    def printed(self) -> int:
        """Return how many papers were asked for."""
        with transaction(self.database.sessions) as session:
            return session.scalars(select(func.count()).select_from(PrintJob)).one()

    def set_user(self, **values: object) -> None:
        """Change Ivan behind his back."""
        with transaction(self.database.sessions) as session:
            session.execute(update(AppUser).where(AppUser.id == self.user_id).values(**values))


@pytest.fixture(scope="module")
def built(database: Database) -> Dock:
    """Gloves and masks, a warehouse without cells and one with."""
    clock = FixedClock(datetime(2026, 11, 20, 9, tzinfo=UTC))
    with transaction(database.sessions) as session:
        trade = build(session, clock, "GLOVES 500 @10, MASK 500 @5")
        trade.put(session, "A-01 GLOVES 50", "cells")
        session.add(Barcode(code="CODE-GLOVES", item_id=trade.items["GLOVES"]))
        user = create_user(
            session,
            SYSTEM,
            login="ivan",
            name="Ivan",
            password="correct horse 42",
            roles=[Role.STOREKEEPER],
            badge=BADGE,
            warehouses=None,
            companies=None,
        )
        return Dock(database, trade, user.id)


@pytest.fixture
def dock(built: Dock) -> Dock:
    """The same, with nobody at work and nothing ready from an earlier test."""
    built.set_user(retired=False, roles=["storekeeper"])
    with transaction(built.database.sessions) as session:
        session.execute(delete(HandheldState))
        session.execute(
            update(Document)
            .where(Document.type == "outbound_order", Document.status != "shipped")
            .values(status="shipped")
        )
    return built


def code_of(state: State) -> str:
    """Return the code of what is told; empty when nothing is."""
    return state.message.code if state.message else ""


def test_an_order_is_handed_over_from_the_list(dock: Dock) -> None:
    """Menu, list, order, Enter: the goods leave, the next order is offered."""
    first, second = dock.to_ship("GLOVES 3, MASK 1"), dock.to_ship("MASK 2")
    before = dock.on_hand("GLOVES")
    work = dock.work()
    assert work.state.counts.shipping == 2
    work.handle(Typed(MENU_SHIPPING))
    assert [job.id for job in work.state.jobs] == [first, second]
    work.handle(Typed("1"))
    assert work.state.at is At.SHIPPING
    assert work.state.shipment is not None
    assert (work.state.shipment.recipient, work.state.shipment.lines) == ("Rose", 2)
    assert work.state.shipment.weight_grams == 1000

    verdict = work.handle(pressed("enter"))

    assert (code_of(verdict.state), verdict.sound) == ("handheld-shipped", 4)
    assert dict(verdict.state.message.facts)["count"] == 2  # type: ignore[union-attr]
    assert [job.id for job in verdict.state.jobs] == [second]
    assert dock.status(first) == "shipped"
    assert dock.on_hand("GLOVES") == before - 3


def test_the_paper_opens_the_order_and_confirms_it_once(dock: Dock) -> None:
    """Shot at the menu it opens, shot again it ships, shot a third time nothing leaves twice."""
    order = dock.to_ship("GLOVES 2")
    before = dock.on_hand("GLOVES")
    paper = document_code(order)
    work = dock.work()

    assert shoot(work, paper).state.at is At.SHIPPING
    last = scanned(paper)
    assert code_of(work.handle(last).state) == "handheld-shipped"
    again = work.handle(last)
    assert code_of(again.state) == "handheld-shipped"
    assert code_of(shoot(work, paper).state) == "handheld-paper-shipped"
    assert dock.on_hand("GLOVES") == before - 2


def test_two_people_hand_over_the_same_order(dock: Dock) -> None:
    """The second is told that it has gone; nothing leaves twice."""
    order = dock.to_ship("GLOVES 2")
    before = dock.on_hand("GLOVES")
    work = dock.work()
    shoot(work, document_code(order))
    held = work.state
    assert code_of(work.handle(pressed("enter")).state) == "handheld-shipped"
    work.state = held

    told = work.handle(pressed("enter"))

    assert code_of(told.state) == "handheld-shipped-before"
    assert told.state.at is At.SHIPMENTS
    assert dock.on_hand("GLOVES") == before - 2


def test_a_wrong_label_ships_nothing(dock: Dock) -> None:
    """Any other code is refused and the order stands."""
    order = dock.to_ship("GLOVES 2")
    work = dock.work()
    told = shoot(work, document_code(order), "CELLA-01")
    assert code_of(told.state) == "handheld-wrong-zone"
    assert told.sound == 2
    assert dock.status(order) == "to_ship"


def test_a_new_connection_finds_the_order_on_the_screen(dock: Dock) -> None:
    """The prompt is kept with the scan; shipped from elsewhere meanwhile, that is told."""
    order = dock.to_ship("GLOVES 2")
    shoot(dock.work(), document_code(order))

    resumed = dock.work()

    assert resumed.state.at is At.SHIPPING
    assert code_of(resumed.handle(pressed("enter")).state) == "handheld-shipped"


def test_one_paper_leads_through_an_address_warehouse(dock: Dock) -> None:
    """The same pick list opens its task, is refused in the middle, and then ships."""
    order = dock.order("GLOVES 3", "cells")
    paper = document_code(order)
    work = dock.work("cells", prints=True)
    assert shoot(work, paper).state.at is At.CELL
    assert code_of(shoot(work, paper).state) == "handheld-paper-now"
    work.handle(pressed("enter"))
    shoot(work, "CELLA-01", "CODE-GLOVES", "CELLSHIP")
    assert work.handle(pressed("enter")).state.at is At.DONE
    asked = dock.printed()
    work.handle(pressed("ctrl+w"))
    assert code_of(work.state) == "handheld-printing"
    assert dock.printed() == asked + 1
    assert shoot(work, paper).state.at is At.SHIPPING
    assert shoot(work, "CELLSHIP").state.at is At.DONE
    work.handle(Typed("2"))
    assert code_of(work.state) == "handheld-printing-again"
    assert work.handle(Typed("1")).state.at is At.MENU
    assert dock.status(order) == "shipped"


def test_other_papers_say_what_they_are(dock: Dock) -> None:
    """An invoice or an order of the office, a paper of another warehouse, nobody's number."""
    order = dock.to_ship("GLOVES 1")
    work = dock.work("cells")
    assert code_of(shoot(work, document_code(order)).state) == "handheld-paper-elsewhere"
    work.handle(pressed("enter"))
    assert code_of(shoot(work, document_code(10**9)).state) == "not-found"
    work.handle(pressed("enter"))
    with transaction(dock.database.sessions) as session:
        entry = session.scalars(select(Document.id).where(Document.type == "stock_entry")).first()
    assert entry is not None
    assert code_of(shoot(work, document_code(entry)).state) == "handheld-paper-of-desk"


def test_rights_taken_away_count_at_once(dock: Dock) -> None:
    """A retired storekeeper is out at the next step that matters; a lost right refuses."""
    order = dock.to_ship("GLOVES 1")
    work = dock.work()
    shoot(work, document_code(order))
    dock.set_user(roles=[])
    assert code_of(work.handle(pressed("enter")).state) == "forbidden"
    assert dock.status(order) == "to_ship"
    dock.set_user(roles=["storekeeper"], retired=True)
    work.handle(pressed("enter"))

    out = work.handle(pressed("enter"))

    assert out.state.at is At.BYE
    assert code_of(out.state) == "handheld-dismissed"
    assert dock.status(order) == "to_ship"


def test_a_checked_order_is_marked_ready_and_leaves(dock: Dock) -> None:
    """Whoever may check sees checked orders too; one confirmation does both."""
    order = dock.to_ship("MASK 1")
    with transaction(dock.database.sessions) as session:
        session.execute(update(Document).where(Document.id == order).values(status="checked"))
    work = dock.work()
    shoot(work, document_code(order))
    assert work.state.shipment is not None
    assert work.state.shipment.checked
    assert code_of(work.handle(pressed("enter")).state) == "handheld-shipped"
    assert dock.status(order) == "shipped"
