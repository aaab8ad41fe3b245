"""Picking: goods move from cell to shipping cell, exactly as much as was scanned."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from core.fulfilment import picking
from core.fulfilment.pick_outcomes import Picked
from core.fulfilment.task_errors import (
    AlreadyHandled,
    CellBlocked,
    CellShort,
    LineClosed,
    LotExpired,
    LotRequired,
    NotOnTask,
    OverPick,
    TakenByOther,
    TaskNotTaken,
    WrongLot,
)
from core.fulfilment.task_models import CellBlock, PickEvent, PickTaskLine
from core.fulfilment.task_queries import next_line, picked_goods
from core.fulfilment.task_statuses import BlockKind
from core.kernel.clock import FixedClock
from core.kernel.errors import BadValue, DomainError
from core.ledger import verify
from tests.integration.picking.house import House, build, scan, storekeeper


def first(house: House, session: Session, task_id: int) -> int:
    return house.line_ids(session, task_id)[0]


def untouched(session: Session, house: House, before: dict[tuple[int, ...], int]) -> None:
    """Nothing moved and nothing was written down."""
    assert house.stock(session) == before
    assert session.scalar(select(func.count()).select_from(PickEvent)) == 0
    assert session.scalar(select(func.sum(PickTaskLine.picked))) == 0
    assert verify(session) == []


def test_a_pick_moves_goods_to_the_shipping_cell(session: Session, clock: FixedClock) -> None:
    """Six of ten leave the cell and stand in the shipping cell; the line waits for the rest."""
    house = build(session, clock, "A-01", "A-01 GLOVES 24")
    ivan = storekeeper(session, "ivan")
    task = house.taken(session, ivan, "GLOVES 10")
    line = first(house, session, task)

    picked = picking.pick(session, ivan, task, line, 6000, scan_id=scan(), clock=clock)

    assert picked == Picked(
        line=line,
        quantity=6000,
        picked=6000,
        planned=10000,
        complete=False,
        lot_id=0,
        lot_changed=False,
        expected_cell_empty=False,
        container="",
    )
    assert house.in_cell(session, "A-01") == 18000
    assert house.in_cell(session, "SHIP") == 6000
    assert house.lines(session, task) == [("A-01", 10, 6, "open")]
    assert verify(session) == []


def test_partial_picks_add_up_and_the_last_closes_the_line(
    session: Session, clock: FixedClock
) -> None:
    """6 + 4 of 10: done, the emptied cell is to be checked, the facts tell both containers."""
    house = build(session, clock, "A-01", "A-01 GLOVES 10")
    ivan = storekeeper(session, "ivan")
    task = house.taken(session, ivan, "GLOVES 10")
    line = first(house, session, task)

    picking.pick(session, ivan, task, line, 6000, container="B1", scan_id=scan(), clock=clock)
    last = picking.pick(
        session, ivan, task, line, 4000, container="B2", scan_id=scan(), clock=clock
    )

    assert last.complete
    assert last.expected_cell_empty
    assert house.lines(session, task) == [("A-01", 10, 10, "done")]
    outbound_id = picking.take_task(session, ivan, task, clock=clock).outbound_id
    assert [(row.container, row.quantity) for row in picked_goods(session, outbound_id)] == [
        ("B1", 6000),
        ("B2", 4000),
    ]
    assert next_line(session, ivan, task) is None


def test_the_same_scan_twice_counts_once(session: Session, clock: FixedClock) -> None:
    """The second answer is the first one's outcome; nothing moves again."""
    house = build(session, clock, "A-01", "A-01 GLOVES 10")
    ivan = storekeeper(session, "ivan")
    task = house.taken(session, ivan, "GLOVES 10")
    line = first(house, session, task)
    same = scan()
    picking.pick(session, ivan, task, line, 6000, scan_id=same, clock=clock)

    with pytest.raises(AlreadyHandled) as seen:
        picking.pick(session, ivan, task, line, 6000, scan_id=same, clock=clock)

    assert seen.value.facts["scan"] == str(same)
    assert seen.value.facts["outcome"] == {
        "outcome": "Picked",
        "line": line,
        "quantity": 6000,
        "picked": 6000,
        "planned": 10000,
        "complete": False,
        "lot_id": 0,
        "lot_changed": False,
        "expected_cell_empty": False,
        "container": "",
    }
    assert house.in_cell(session, "SHIP") == 6000


@pytest.mark.parametrize(
    ("quantity", "error", "facts"),
    [
        (11000, OverPick, {"item": "Gloves", "asked": 11000, "left": 10000, "unit": "шт"}),
        (0, BadValue, {"what": "quantity", "value": "0", "expected": "> 0"}),
        (-1, BadValue, {"what": "quantity", "value": "-0,001", "expected": "> 0"}),
    ],
)
def test_a_quantity_that_cannot_be_is_refused(
    session: Session,
    clock: FixedClock,
    quantity: int,
    error: type[DomainError],
    facts: dict[str, object],
) -> None:
    """More than is left, none, or less than none: refused, nothing changes."""
    house = build(session, clock, "A-01", "A-01 GLOVES 24")
    ivan = storekeeper(session, "ivan")
    task = house.taken(session, ivan, "GLOVES 10")
    before = house.stock(session)

    with pytest.raises(error) as refused:
        picking.pick(
            session, ivan, task, first(house, session, task), quantity, scan_id=scan(), clock=clock
        )

    assert refused.value.facts == facts
    untouched(session, house, before)


def test_a_task_must_be_taken_and_is_anothers_alone(session: Session, clock: FixedClock) -> None:
    """Nobody's task refuses picks; a taken one refuses everybody but its executor."""
    house = build(session, clock, "A-01", "A-01 GLOVES 24")
    ivan, olga = storekeeper(session, "ivan"), storekeeper(session, "olga")
    task = house.task(session, "GLOVES 10")
    line = first(house, session, task)
    before = house.stock(session)

    with pytest.raises(TaskNotTaken):
        picking.pick(session, ivan, task, line, 1000, scan_id=scan(), clock=clock)
    picking.take_task(session, ivan, task, clock=clock)
    with pytest.raises(TakenByOther) as taken:
        picking.pick(session, olga, task, line, 1000, scan_id=scan(), clock=clock)
    with pytest.raises(TakenByOther):
        picking.take_task(session, olga, task, clock=clock)

    assert taken.value.facts["who"] == "Ivan"
    untouched(session, house, before)


def test_a_line_of_another_task_is_refused(session: Session, clock: FixedClock) -> None:
    """A line id of one task with the number of another is nobody's line."""
    house = build(session, clock, "A-01", "A-01 GLOVES 24")
    ivan = storekeeper(session, "ivan")
    one = house.taken(session, ivan, "GLOVES 10")
    two = house.taken(session, ivan, "GLOVES 5")
    before = house.stock(session)

    with pytest.raises(NotOnTask):
        picking.pick(
            session, ivan, one, first(house, session, two), 1000, scan_id=scan(), clock=clock
        )

    untouched(session, house, before)


def test_a_done_line_takes_no_more(session: Session, clock: FixedClock) -> None:
    """After the plan is met the line is closed."""
    house = build(session, clock, "A-01", "A-01 GLOVES 24")
    ivan = storekeeper(session, "ivan")
    task = house.taken(session, ivan, "GLOVES 10")
    line = first(house, session, task)
    picking.pick(session, ivan, task, line, 10000, scan_id=scan(), clock=clock)

    with pytest.raises(LineClosed) as refused:
        picking.pick(session, ivan, task, line, 1000, scan_id=scan(), clock=clock)

    assert refused.value.facts == {"item": "Gloves", "cell": "A-01", "state": "done"}
    assert house.in_cell(session, "SHIP") == 10000


LOTS = "L1 MILK 2026-12-01, L2 MILK 2027-02-01, OLD MILK 2026-11-19, TODAY MILK 2026-11-20"


@pytest.fixture
def dairy(session: Session, clock: FixedClock) -> House:
    return build(
        session,
        clock,
        "A-01",
        "A-01 MILK 10 @L1, A-01 MILK 10 @L2, A-01 MILK 10 @OLD, A-01 GLOVES 5",
        items="MILK:expiry",
        lots=LOTS + ", G1 GLOVES -",
    )


def test_another_lot_of_the_cell_may_be_taken(
    session: Session, clock: FixedClock, dairy: House
) -> None:
    """The lot in the hand is the lot that leaves; the answer says it is not the planned one."""
    ivan = storekeeper(session, "ivan")
    task = dairy.taken(session, ivan, "MILK 4")
    line = first(dairy, session, task)

    picked = picking.pick(
        session, ivan, task, line, 4000, lot_id=dairy.lots["L2"], scan_id=scan(), clock=clock
    )

    assert picked.lot_changed
    lots = {
        key[3]: left for key, left in dairy.stock(session).items() if key[0] == dairy.cells["SHIP"]
    }
    assert lots == {dairy.lots["L2"]: 4000}
    assert verify(session) == []


@pytest.mark.parametrize(
    ("lot", "error", "facts"),
    [
        ("", LotRequired, {"item": "Milk", "lot": "L1"}),
        ("G1", WrongLot, {"item": "Milk", "lot": "G1"}),
        (
            "OLD",
            LotExpired,
            {
                "item": "Milk",
                "lot": "OLD",
                "expires": date(2026, 11, 19),
                "today": date(2026, 11, 20),
            },
        ),
    ],
)
def test_lots_are_checked(
    session: Session,
    clock: FixedClock,
    dairy: House,
    lot: str,
    error: type[DomainError],
    facts: dict[str, object],
) -> None:
    """No lot, another item's lot, a lot past its date: refused, nothing changes."""
    ivan = storekeeper(session, "ivan")
    task = dairy.taken(session, ivan, "MILK 4")
    before = dairy.stock(session)

    with pytest.raises(error) as refused:
        picking.pick(
            session,
            ivan,
            task,
            first(dairy, session, task),
            4000,
            lot_id=dairy.lots.get(lot, 0),
            scan_id=scan(),
            clock=clock,
        )

    assert refused.value.facts == facts
    untouched(session, dairy, before)


def test_a_lot_that_is_not_in_the_cell_is_refused_by_the_books(
    session: Session, clock: FixedClock, dairy: House
) -> None:
    """The lot is good, but none of it lies here."""
    ivan = storekeeper(session, "ivan")
    task = dairy.taken(session, ivan, "MILK 4")
    line = first(dairy, session, task)
    before = dairy.stock(session)

    given = {"lot_id": dairy.lots["TODAY"], "scan_id": scan(), "clock": clock}
    with pytest.raises(CellShort) as refused, session.begin_nested():
        picking.pick(session, ivan, task, line, 4000, **given)
    assert refused.value.facts == {
        "cell": "A-01",
        "item": "Milk",
        "lot": "TODAY",
        "asked": 4000,
        "available": 0,
    }
    untouched(session, dairy, before)


def test_a_blocked_cell_gives_nothing(session: Session, clock: FixedClock) -> None:
    """A block set after planning is seen at the pick."""
    house = build(session, clock, "A-01", "A-01 GLOVES 24")
    ivan = storekeeper(session, "ivan")
    task = house.taken(session, ivan, "GLOVES 10")
    session.add(
        CellBlock(cell_id=house.cells["A-01"], kind=BlockKind.FULL, set_by=0, set_at=clock.now())
    )
    session.flush()
    before = house.stock(session)

    with pytest.raises(CellBlocked):
        picking.pick(
            session, ivan, task, first(house, session, task), 1000, scan_id=scan(), clock=clock
        )

    untouched(session, house, before)


def statements(session: Session) -> list[str]:
    """Collect what is sent to the database from now on."""
    sent: list[str] = []
    bind = session.connection()
    event.listen(
        bind,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, *_rest: sent.append(statement),
    )
    return sent


@pytest.mark.parametrize("length", [1, 60])
def test_a_pick_takes_three_statements_however_long_the_task(
    session: Session, clock: FixedClock, length: int
) -> None:
    """Lock and read; event and line; ledger."""
    goods = [f"I{number:03d}" for number in range(length)]
    house = build(session, clock, "A-01", ", ".join(f"A-01 {code} 10" for code in goods))
    ivan = storekeeper(session, "ivan")
    task = house.taken(session, ivan, ", ".join(f"{code} 5" for code in goods))
    line = first(house, session, task)
    sent = statements(session)

    picking.pick(session, ivan, task, line, 1000, scan_id=scan(), clock=clock)

    assert len(sent) == 3, sent


def test_without_cells_a_pick_moves_nothing(session: Session, clock: FixedClock) -> None:
    """Item, lot, quantity: the line is counted, balances stay until the goods are shipped."""
    house = build(session, clock, "", "GLOVES 24")
    ivan = storekeeper(session, "ivan")
    task = house.taken(session, ivan, "GLOVES 10")

    line = next_line(session, ivan, task)
    assert line is not None
    assert (line.cell_id, line.cell_code, line.destination_code) == (0, "", "")
    picked = picking.pick(session, ivan, task, line.id, 10000, scan_id=scan(), clock=clock)

    assert picked.complete
    assert not picked.expected_cell_empty
    assert house.stock(session) == {}
    assert verify(session) == []
