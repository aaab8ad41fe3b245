"""Two storekeepers at once, on real connections: exactly one wins, nothing is lost or doubled."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.db.engine import Database
from core.db.unit_of_work import run, transaction
from core.fulfilment import picking
from core.fulfilment.models import OutboundOrder
from core.fulfilment.task_errors import (
    AlreadyHandled,
    CellShort,
    NothingToPick,
    TakenByOther,
    TaskNotTaken,
)
from core.fulfilment.task_models import PickEvent, PickTask, PickTaskLine
from core.kernel.clock import FixedClock
from core.kernel.errors import DomainError
from core.ledger import append, verify
from core.stock.ledgers import IN_CELLS
from tests.integration.picking.house import House, build, scan, storekeeper

Work = Callable[[Session], object]


@pytest.fixture
def race(fresh_database: Database) -> Iterator[Callable[..., list[object]]]:
    """Run works at the same moment, each in a thread and transaction of its own.

    Returns what each returned, or the domain error it raised.
    """

    def together(*works: Work) -> list[object]:
        start = threading.Barrier(len(works))

        def one(work: Work) -> object:
            start.wait(timeout=60)
            try:
                return run(fresh_database.sessions, work)
            except DomainError as error:
                return error

        with ThreadPoolExecutor(len(works)) as threads:
            return list(threads.map(one, works))

    yield together
    with transaction(fresh_database.sessions) as session:
        assert verify(session) == []


def made(
    database: Database, clock: FixedClock, cells: str, stock: str
) -> tuple[House, Actor, Actor]:
    """Build the house and two storekeepers, committed."""
    with transaction(database.sessions) as session:
        house = build(session, clock, cells, stock)
        return house, storekeeper(session, "ivan"), storekeeper(session, "olga")


def errors(results: list[object]) -> list[type]:
    return [type(result) for result in results if isinstance(result, DomainError)]


def test_two_take_one_task_and_one_gets_it(
    fresh_database: Database, clock: FixedClock, race: Callable[..., list[object]]
) -> None:
    """The other is told who has it."""
    house, ivan, olga = made(fresh_database, clock, "A-01", "A-01 GLOVES 10")
    with transaction(fresh_database.sessions) as session:
        task = house.task(session, "GLOVES 10")

    results = race(
        lambda session: picking.take_task(session, ivan, task, clock=clock),
        lambda session: picking.take_task(session, olga, task, clock=clock),
    )

    assert errors(results) == [TakenByOther]
    with transaction(fresh_database.sessions) as session:
        header = session.get_one(PickTask, task)
        winner = ivan if isinstance(results[1], DomainError) else olga
        assert (header.status, header.executor_id) == ("in_work", winner.user_id)


def test_two_never_pick_one_line(
    fresh_database: Database, clock: FixedClock, race: Callable[..., list[object]]
) -> None:
    """Only the executor's pick counts, however close the other one is."""
    house, ivan, olga = made(fresh_database, clock, "A-01", "A-01 GLOVES 10")
    with transaction(fresh_database.sessions) as session:
        task = house.taken(session, ivan, "GLOVES 10")
        (line,) = house.line_ids(session, task)

    results = race(
        *(
            lambda session, who=who: picking.pick(
                session, who, task, line, 6000, scan_id=scan(), clock=clock
            )
            for who in (ivan, olga)
        )
    )

    assert errors(results) == [TakenByOther]
    with transaction(fresh_database.sessions) as session:
        assert house.in_cell(session, "SHIP") == 6000


def test_one_scan_sent_by_two_connections_counts_once(
    fresh_database: Database, clock: FixedClock, race: Callable[..., list[object]]
) -> None:
    """A resent scan that overtakes its own first sending is handled once."""
    house, ivan, _ = made(fresh_database, clock, "A-01", "A-01 GLOVES 10")
    with transaction(fresh_database.sessions) as session:
        task = house.taken(session, ivan, "GLOVES 10")
        (line,) = house.line_ids(session, task)
    same = uuid.uuid4()

    results = race(
        *(
            lambda session: picking.pick(session, ivan, task, line, 2000, scan_id=same, clock=clock)
            for _ in range(4)
        )
    )

    assert errors(results) == [AlreadyHandled] * 3
    with transaction(fresh_database.sessions) as session:
        assert house.in_cell(session, "SHIP") == 2000
        assert session.scalar(select(func.count()).select_from(PickEvent)) == 1


def test_eight_picks_of_one_executor_are_all_kept(
    fresh_database: Database, clock: FixedClock, race: Callable[..., list[object]]
) -> None:
    """Read, add, write under one lock: no update is lost."""
    house, ivan, _ = made(fresh_database, clock, "A-01", "A-01 GLOVES 10")
    with transaction(fresh_database.sessions) as session:
        task = house.taken(session, ivan, "GLOVES 10")
        (line,) = house.line_ids(session, task)

    results = race(
        *(
            lambda session: picking.pick(
                session, ivan, task, line, 1000, scan_id=scan(), clock=clock
            )
            for _ in range(8)
        )
    )

    assert errors(results) == []
    with transaction(fresh_database.sessions) as session:
        assert house.lines(session, task) == [("A-01", 10, 8, "open")]
        assert house.in_cell(session, "SHIP") == 8000


def test_the_last_pieces_of_a_cell_go_to_one_of_two_tasks(
    fresh_database: Database, clock: FixedClock, race: Callable[..., list[object]]
) -> None:
    """Half of it was carried to another cell: one picks, the other is told what the books say."""
    house, ivan, olga = made(fresh_database, clock, "A-01 A-02", "A-01 GLOVES 10")
    with transaction(fresh_database.sessions) as session:
        one = house.taken(session, ivan, "GLOVES 5")
        two = house.taken(session, olga, "GLOVES 5")
        lines = [house.line_ids(session, task)[0] for task in (one, two)]
        carried = [
            {"cell_id": house.cells[cell], "item_id": house.items["GLOVES"], "quantity": quantity}
            for cell, quantity in (("A-01", -5000), ("A-02", 5000))
        ]
        append(session, house.entry_id, clock.business_date(), {IN_CELLS: carried})

    results = race(
        lambda session: picking.pick(
            session, ivan, one, lines[0], 5000, scan_id=scan(), clock=clock
        ),
        lambda session: picking.pick(
            session, olga, two, lines[1], 5000, scan_id=scan(), clock=clock
        ),
    )

    (loser,) = [result for result in results if isinstance(result, DomainError)]
    assert isinstance(loser, CellShort)
    assert loser.facts == {
        "cell": "A-01",
        "item": "Gloves",
        "lot": "",
        "asked": 5000,
        "available": 0,
    }
    with transaction(fresh_database.sessions) as session:
        assert house.in_cell(session, "A-01") == 0
        assert house.in_cell(session, "SHIP") == 5000
        picked = select(PickTaskLine.picked).order_by(PickTaskLine.picked)
        assert list(session.scalars(picked)) == [0, 5000]


def test_two_orders_never_plan_the_same_pieces(
    fresh_database: Database, clock: FixedClock, race: Callable[..., list[object]]
) -> None:
    """Ten pieces, two orders of ten planned at once: one gets them all, the other none."""
    house, _, _ = made(fresh_database, clock, "A-01", "A-01 GLOVES 10")
    with transaction(fresh_database.sessions) as session:
        orders = [house.order(session, "GLOVES 10") for _ in range(2)]

    results = race(*(lambda session, order=order: house.plan(session, order) for order in orders))

    assert errors(results) == [NothingToPick]
    with transaction(fresh_database.sessions) as session:
        assert session.scalar(select(func.sum(PickTaskLine.planned))) == 10000


def test_of_two_last_tasks_finished_at_once_one_moves_the_order_on(
    fresh_database: Database, clock: FixedClock, race: Callable[..., list[object]]
) -> None:
    """Neither waits for ever nor is the order left behind."""
    house, ivan, olga = made(fresh_database, clock, "A-01 B-01", "A-01 GLOVES 10, B-01 MASK 5")
    with transaction(fresh_database.sessions) as session:
        order = house.order(session, "GLOVES 10, MASK 5")
        one, two = (planned.id for planned in house.plan(session, order))
        for actor, task in ((ivan, one), (olga, two)):
            picking.take_task(session, actor, task, clock=clock)
            picking.take_all_as_planned(session, actor, task, finish=False, clock=clock)

    results = race(
        lambda session: picking.finish_task(session, ivan, one, clock=clock),
        lambda session: picking.finish_task(session, olga, two, clock=clock),
    )

    assert errors(results) == []
    assert sorted(result.order_picked for result in results) == [False, True]  # type: ignore[attr-defined]
    with transaction(fresh_database.sessions) as session:
        assert session.get_one(OutboundOrder, order).status == "to_ship"


def test_a_pick_and_a_hand_back_at_once_leave_no_half(
    fresh_database: Database, clock: FixedClock, race: Callable[..., list[object]]
) -> None:
    """Either the pick came first and stays, or the task was gone and nothing moved."""
    house, ivan, _ = made(fresh_database, clock, "A-01", "A-01 GLOVES 10")
    with transaction(fresh_database.sessions) as session:
        task = house.taken(session, ivan, "GLOVES 10")
        (line,) = house.line_ids(session, task)

    results = race(
        lambda session: picking.pick(session, ivan, task, line, 6000, scan_id=scan(), clock=clock),
        lambda session: picking.release_task(session, ivan, task, clock=clock),
    )

    assert errors(results) in ([], [TaskNotTaken])
    with transaction(fresh_database.sessions) as session:
        moved = house.in_cell(session, "SHIP")
        assert moved == (0 if isinstance(results[0], DomainError) else 6000)
        assert house.lines(session, task) == [("A-01", 10, moved // 1000, "open")]
