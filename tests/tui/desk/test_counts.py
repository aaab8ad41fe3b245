"""What short picks asked to count, at the desk: seen by whoever may, marked as done, gone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.access.actor import SYSTEM
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.documents.listing import ListQuery
from core.fulfilment import picking
from core.fulfilment.counts import counts_wanted
from core.fulfilment.task_queries import next_line
from core.fulfilment.task_statuses import ShortReason
from core.kernel.clock import FixedClock
from core.kernel.errors import NotFound
from core.kernel.ids import uuid7
from tests.conftest import NOON
from tests.tui.desk.hands import Hands
from tests.tui.desk.scene import Scene, build
from tests.tui.desk.test_commands import OUT, Person
from tui.app import WorkstationApp
from tui.flows.desk.desk import Desk

LIST = "count_requests"


@pytest.fixture(scope="module")
def scene(database: Database) -> Scene:
    """A warehouse with cells where two teas of three and one loaf of two were not found."""
    clock = FixedClock(NOON)
    made = build(database, clock, cells=True)
    person = Person(made)
    for item, pieces in (("item5", 3), ("item2", 2)):
        card, _ = person.do(OUT, person.outbound((item, pieces)), "release")
        task = card.lines["tasks"][0]["__opens"][1]
        with transaction(database.sessions) as session:
            picking.take_task(session, SYSTEM, task, clock=clock)
            line = next_line(session, SYSTEM, task)
            assert line is not None
            reason, scan = ShortReason.DAMAGED, uuid7()
            picking.short(
                session,
                SYSTEM,
                task,
                line.id,
                1_000,
                reason,
                replan=False,
                scan_id=scan,
                clock=clock,
            )
    return made


def wanted(scene: Scene) -> list[tuple[str, int]]:
    """Return (item, missing) of what is still to be counted."""
    with transaction(scene.database.sessions) as session:
        found = counts_wanted(session, SYSTEM, scene.ids["house"])
    return [(one.item_name, one.missing) for one in found]


async def test_requests_are_listed_opened_and_marked_as_done(
    scene: Scene, app: WorkstationApp
) -> None:
    assert wanted(scene) == [("Чай", 2_000), ("Хлеб ржаной", 1_000)]
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("requests to count", "Чай")
        await hands.sees("A-01-1", "Less than on the books", "2 rows", "Filtered: State")
        await hands.type("чай")
        await hands.sees("1 row")
        await hands.press("enter")
        await hands.sees("Request to count · A-01-1 Чай · [To count]", "Damaged", "[By the books]")
        await hands.press("f10", "1")
        await hands.sees("[Done]", "Done by", "Boss", "Requests done: 1.")
        await hands.press("escape")
        await hands.sees("0 rows")
    assert wanted(scene) == [("Хлеб ржаной", 1_000)]


def test_only_those_of_his_warehouses_are_seen_and_only_open_ones_are_closed(scene: Scene) -> None:
    desk = Desk(scene.database, SYSTEM, scene.clock)
    rows = desk.page(LIST, ListQuery(filters=desk.begins(LIST))).rows
    (close,) = desk.rows_commands(desk.form(LIST))
    stranger = Desk(scene.database, replace(SYSTEM, warehouses=frozenset({9_999})), scene.clock)
    assert stranger.page(LIST, ListQuery()).rows == []
    with pytest.raises(NotFound):
        stranger.run_rows(close, [rows[0].key])
    keeper = replace(SYSTEM, permissions=frozenset({"stock.read"}))
    assert Desk(scene.database, keeper, scene.clock).rows_commands(desk.form(LIST)) == ()

    done = desk.run_rows(close, [row.key for row in rows])

    assert done.facts == {"count": len(rows)}
    assert wanted(scene) == []
    with pytest.raises(NotFound):
        desk.run_rows(close, [rows[0].key])
