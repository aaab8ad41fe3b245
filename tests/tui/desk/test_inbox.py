"""The inbox: tasks answered by keys, a counter that follows what others do."""

from __future__ import annotations

import datetime as dt
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from core.access.actor import SYSTEM
from core.approvals.deciding import decide
from core.approvals.queries import approval_state, inbox
from core.approvals.statuses import ApprovalStatus, Verdict
from core.db import embedded
from core.db.engine import Database, connect
from core.db.unit_of_work import transaction
from core.kernel.clock import FixedClock
from core.schema import create_schema
from core.terms.queries import agreement_card
from core.terms.statuses import AgreementStatus
from tests.places import server_folder
from tests.tui.desk.hands import Hands
from tests.tui.desk.scene import Scene, build
from tests.tui.desk.terms import actor, asked, staff, standard
from tui.app import Station, WorkstationApp
from tui.flows.desk.watching import inbox_watch
from tui.locale import use_language

LATE = dt.date(2026, 11, 18)


@pytest.fixture
def shop(fresh_database: Database, clock: FixedClock) -> Scene:
    """The company with a standard agreement and approvers."""
    scene = build(fresh_database, clock)
    staff(scene)
    scene.ids["standard"] = standard(scene)
    return scene


@pytest.fixture
def desk(shop: Scene, tmp_path: Path) -> WorkstationApp:
    """A workstation of the company."""
    return WorkstationApp(
        Station(shop.database, shop.clock, tmp_path, workplace="desk", language_told=True)
    )


def answer(scene: Scene, login: str, verdict: Verdict, remark: str = "") -> None:
    """Answer the first task of somebody, from another connection."""
    who = actor(scene, login)
    with transaction(scene.database.sessions) as session:
        task = inbox(session, who)[0]
        decide(session, who, task.id, verdict, remark, clock=scene.clock)


async def test_the_counter_follows_what_others_do_without_a_key(
    shop: Scene, desk: WorkstationApp
) -> None:
    async with Hands(desk) as hands:
        await hands.sign_in("approver")
        await hands.sees("My tasks")
        assert "task ·" not in hands.lines[0]
        asked(shop, shop.ids["standard"])
        screen = await hands.sees("1 task · Approver")
        assert any("My tasks" in line and line.rstrip().endswith("1") for line in hands.lines)
        asked(shop, shop.ids["standard"])
        await hands.sees("2 tasks · Approver")
        await hands.open("my tasks", "СГ-000003")
        answer(shop, "pricer", Verdict.APPROVE)
        screen = await hands.sees("1 task · Approver", "1 row")
        assert "СГ-000002" not in screen


async def test_a_task_is_approved_by_keys_and_the_agreement_is_in_force(
    shop: Scene, desk: WorkstationApp
) -> None:
    key = asked(shop, shop.ids["standard"], due=LATE, text="Клиент ждёт с прошлой недели")
    async with Hands(desk) as hands:
        await hands.sign_in("pricer")
        await hands.open("my tasks", "! 2026-11-18")
        await hands.press("enter")
        await hands.sees(
            "Approval · СГ-000002 · [Waiting]",
            "Клиент ждёт с прошлой недели",
            "Discount by hand: 15 %; in the standard without limit.",
        )
        await hands.press("enter")
        await hands.sees(
            "Agreement with customers · СГ-000002", "being approved: Commercial, until"
        )
        await hands.press("escape")
        await hands.sees("Approval · СГ-000002")
        await hands.press("f10", "1")
        await hands.sees("СГ-000002 is approved by everybody and has moved on.", "[Approved]")
        await hands.press("escape")
        await hands.sees("My tasks", "0 rows")
    with transaction(shop.database.sessions) as session:
        assert agreement_card(session, SYSTEM, key).status is AgreementStatus.IN_FORCE


async def test_a_refusal_takes_its_reason_and_the_author_reads_it(
    shop: Scene, desk: WorkstationApp
) -> None:
    key = asked(shop, shop.ids["standard"])
    async with Hands(desk) as hands:
        await hands.sign_in("pricer")
        await hands.open("my tasks", "СГ-000002")
        await hands.press("f10", "3", "ctrl+s")
        await hands.sees("!Reason")
        await hands.type("nizhe zakupki")
        await hands.press("enter")
        await hands.sees("СГ-000002 is not approved; its author is told why.", "0 rows")
        await hands.press("f12")
        await hands.sees("klad · sign in")
        await hands.press("up", "ctrl+u")
        await hands.sign_in("seller")
        await hands.sees("1 task · Seller")
        await hands.open("my tasks", "Read the results")
        await hands.press("enter")
        await hands.sees("Commercial terms: not approved by Pricer", "zakupki")
        await hands.press("f10", "1")
        await hands.sees("СГ-000002: read.")
        await hands.press("escape", "escape", "escape")
        await hands.open("asked", "Not approved")
        await hands.press("enter")
        await hands.sees("Asked for approval · СГ-000002", "Pricer", "nizhe zakupki")
    with transaction(shop.database.sessions) as session:
        assert agreement_card(session, SYSTEM, key).status is AgreementStatus.NOT_AGREED
        assert approval_state(session, key).reason == "nizhe zakupki"


async def test_the_second_of_two_approvers_is_told_who_was_faster(
    shop: Scene, desk: WorkstationApp
) -> None:
    key = asked(shop, shop.ids["standard"])
    async with Hands(desk) as hands:
        await hands.sign_in("approver")
        await hands.open("my tasks", "СГ-000002")
        await hands.press("enter")
        await hands.sees("Approval · СГ-000002")
        answer(shop, "pricer", Verdict.APPROVE)
        await hands.press("f10", "1")
        await hands.sees("Approved already", "Pricer was faster")
    with transaction(shop.database.sessions) as session:
        assert approval_state(session, key).by == ("Pricer",)


async def test_marked_tasks_are_approved_together(shop: Scene, desk: WorkstationApp) -> None:
    keys = [asked(shop, shop.ids["standard"]) for _ in range(2)]
    async with Hands(desk) as hands:
        await hands.sign_in("pricer")
        await hands.open("my tasks", "2 rows")
        await hands.press("ctrl+a", "ctrl+a")
        await hands.sees("marked: 2")
        await hands.press("f10", "1")
        await hands.sees("Approve all that is marked? Tasks: 2.")
        await hands.press("y")
        await hands.sees("Tasks done: 2.", "0 rows")
    with transaction(shop.database.sessions) as session:
        states = {approval_state(session, key).status for key in keys}
    assert states == {ApprovalStatus.APPROVED}


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_a_task_with_long_reasons_is_read_whole_at_80_by_24(
    shop: Scene, desk: WorkstationApp, language: str
) -> None:
    asked(
        shop,
        shop.ids["standard"],
        max_discount=1_500,
        max_markup=2_500,
        discounts_allowed=False,
        price_type_id=0,
    )
    use_language(language)
    async with Hands(desk) as hands:
        await hands.sign_in("pricer")
        await hands.type("мои" if language == "ru" else "my tasks")
        await hands.press("enter")
        await hands.sees("СГ-000002")
        await hands.press("enter")
        screen = await hands.sees("15", "25", "“any”" if language == "en" else "«любое»")
        assert "…" not in screen


async def test_signing_out_leaves_no_thread_behind(shop: Scene, desk: WorkstationApp) -> None:
    async with Hands(desk) as hands:
        await hands.sign_in("approver")
        watch = desk._watch
        assert watch is not None
        await hands.press("f12")
        await hands.sees("klad · sign in")
        assert desk._watch is None
        assert desk.inbox == 0
    assert watch.ended(0)
    assert not [one for one in threading.enumerate() if one.name == "inbox"]


async def test_leaving_waits_for_the_count_under_way(
    shop: Scene, desk: WorkstationApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its connection goes back to the pool before whoever opened the database closes it."""
    counting, left = threading.Event(), threading.Event()

    def count(*_: object) -> int:
        counting.set()
        left.wait(60)
        return 0

    monkeypatch.setattr("tui.flows.desk.watching.inbox_count", count)
    monkeypatch.setattr("tui.app.LEAVING", 60.0)
    async with Hands(desk) as hands:
        await hands.sign_in("approver")
        await hands.until(lambda _: counting.is_set())
        threading.Timer(0.2, left.set).start()
    assert not [one for one in threading.enumerate() if one.name == "inbox"]
    assert shop.database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # of a queue


async def test_whoever_has_no_right_to_approvals_is_not_watched(
    shop: Scene, desk: WorkstationApp
) -> None:
    async with Hands(desk) as hands:
        await hands.sign_in("keeper")
        await hands.press("1")
        assert desk._watch is None


class Told:
    """Hears the numbers of a watch, and waits for one."""

    def __init__(self) -> None:
        self._heard: list[int] = []
        self._news = threading.Condition()

    def __call__(self, count: int) -> None:
        with self._news:
            self._heard.append(count)
            self._news.notify_all()

    def until(self, count: int) -> list[int]:
        """Wait for *count*; return everything heard."""
        with self._news:
            assert self._news.wait_for(lambda: self._heard[-1:] == [count], 60), self._heard
            return list(self._heard)


@pytest.fixture
def watched(shop: Scene) -> Iterator[tuple[Scene, Told]]:
    """A watch of the approver's inbox."""
    told = Told()
    watch = inbox_watch(shop.database, actor(shop, "approver"), told)
    watch.start()
    told.until(0)
    yield shop, told
    watch.stop()
    assert watch.ended(60)


def test_many_notices_at_once_are_one_number(watched: tuple[Scene, Told]) -> None:
    shop, told = watched
    for _ in range(5):
        asked(shop, shop.ids["standard"])
    assert told.until(5)[0] == 0


def test_a_broken_connection_is_made_again_and_nothing_is_missed(
    watched: tuple[Scene, Told],
) -> None:
    shop, told = watched
    with transaction(shop.database.sessions) as session:
        cut = session.execute(
            text(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE application_name = 'klad notices' AND datname = current_database()"
            )
        ).scalar_one()
    assert cut == 1
    asked(shop, shop.ids["standard"])
    told.until(1)


def test_a_restart_of_the_database_is_survived(clock: FixedClock) -> None:
    folder = server_folder("klad-watch-")
    database: Database | None = None
    try:
        database = connect(embedded.ensure_running(folder / "data"))
        create_schema(database.engine)
        scene = build(database, clock)
        staff(scene)
        base = standard(scene)
        told = Told()
        watch = inbox_watch(database, actor(scene, "approver"), told)
        watch.start()
        told.until(0)
        embedded.stop(folder / "data")
        embedded.ensure_running(folder / "data")
        asked(scene, base)
        told.until(1)
        watch.stop()
        assert watch.ended(60)
    finally:
        if database is not None:
            database.close()
        embedded.stop(folder / "data")
        shutil.rmtree(folder, ignore_errors=True)
