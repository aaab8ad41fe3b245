"""Short picks: closed with a reason, counted later, fetched from other cells now."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.fulfilment import picking
from core.fulfilment.pick_outcomes import Replanned, plain
from core.fulfilment.task_errors import AlreadyHandled, LineClosed, NothingMissing, OverPick
from core.fulfilment.task_models import CountRequest, PickEvent
from core.fulfilment.task_queries import next_line
from core.fulfilment.task_statuses import CountReason, CountState, ShortReason
from core.kernel.clock import FixedClock
from core.kernel.errors import BadValue
from core.ledger import verify
from tests.integration.picking.house import build, scan, storekeeper


def test_the_rest_is_fetched_from_a_near_cell_next(session: Session, clock: FixedClock) -> None:
    """Six of ten found; four come from the next cell of the section, before the route goes on."""
    house = build(session, clock, "A-01 A-02 A-03", "A-01 GLOVES 10, A-02 GLOVES 30, A-03 MASK 5")
    ivan = storekeeper(session, "ivan")
    task = house.taken(session, ivan, "GLOVES 10, MASK 5")
    line = next_line(session, ivan, task)
    assert line is not None

    shorted = picking.short(
        session,
        ivan,
        task,
        line.id,
        6000,
        ShortReason.NOT_FOUND,
        replan=True,
        scan_id=scan(),
        clock=clock,
    )

    new = house.line_ids(session, task)[1]
    assert shorted.replanned == (Replanned(new, house.cells["A-02"], "A-02", 4000, near=True),)
    assert (shorted.picked, shorted.planned, shorted.missing) == (6000, 10000, 0)
    assert house.lines(session, task) == [
        ("A-01", 10, 6, "short"),
        ("A-02", 4, 0, "open"),
        ("A-03", 5, 0, "open"),
    ]
    assert house.in_cell(session, "A-01") == 4000
    assert house.in_cell(session, "SHIP") == 6000
    request = session.scalars(select(CountRequest)).one()
    assert (request.cell_id, request.item_id) == (house.cells["A-01"], house.items["GLOVES"])
    assert (request.reason, request.short_reason) == (CountReason.SHORT, ShortReason.NOT_FOUND)
    assert (request.missing, request.state) == (4000, CountState.OPEN)
    following = next_line(session, ivan, task)
    assert following is not None
    assert (following.id, following.position) == (new, 2)
    assert verify(session) == []


def test_a_far_cell_waits_for_the_end_of_the_route(session: Session, clock: FixedClock) -> None:
    """Nothing found here; the only other cell is in another section: it comes last."""
    house = build(session, clock, "A-01/2 A-02 B-09", "A-01 GLOVES 10, A-02 MASK 5, B-09 GLOVES 7")
    ivan = storekeeper(session, "ivan")
    task = house.taken(session, ivan, "GLOVES 10, MASK 5")
    line = house.line_ids(session, task)[0]

    shorted = picking.short(
        session,
        ivan,
        task,
        line,
        0,
        ShortReason.DAMAGED,
        replan=True,
        scan_id=scan(),
        clock=clock,
    )

    assert [(found.cell_code, found.quantity, found.near) for found in shorted.replanned] == [
        ("B-09", 7000, False)
    ]
    assert shorted.missing == 3000
    assert house.lines(session, task) == [
        ("A-01", 10, 0, "short"),
        ("A-02", 5, 0, "open"),
        ("B-09", 7, 0, "open"),
    ]
    assert house.in_cell(session, "A-01") == 10000


def test_without_replan_the_rest_is_missing(session: Session, clock: FixedClock) -> None:
    """The storekeeper says no: no new line, and the outcome names what is missing."""
    house = build(session, clock, "A-01 A-02", "A-01 GLOVES 10, A-02 GLOVES 30")
    ivan = storekeeper(session, "ivan")
    task = house.taken(session, ivan, "GLOVES 10")
    line = house.line_ids(session, task)[0]

    shorted = picking.short(
        session,
        ivan,
        task,
        line,
        0,
        ShortReason.OUT_OF_STOCK,
        replan=False,
        scan_id=scan(),
        clock=clock,
    )

    assert (shorted.replanned, shorted.missing) == ((), 10000)
    assert house.lines(session, task) == [("A-01", 10, 0, "short")]


def test_what_others_plan_on_is_not_fetched(session: Session, clock: FixedClock) -> None:
    """Of the 30 in the other cell 25 are planned for another order: only five are offered."""
    house = build(session, clock, "A-01 A-02", "A-01 GLOVES 10, A-02 GLOVES 30")
    ivan = storekeeper(session, "ivan")
    task = house.taken(session, ivan, "GLOVES 10")
    house.task(session, "GLOVES 25")
    line = house.line_ids(session, task)[0]

    shorted = picking.short(
        session,
        ivan,
        task,
        line,
        0,
        ShortReason.NOT_FOUND,
        replan=True,
        scan_id=scan(),
        clock=clock,
    )

    assert [found.quantity for found in shorted.replanned] == [5000]
    assert shorted.missing == 5000


def test_a_cell_reported_short_is_the_last_choice_until_counted(
    session: Session, clock: FixedClock
) -> None:
    """The next order is sent elsewhere first although the short cell is nearer."""
    house = build(session, clock, "A-01 A-02", "A-01 GLOVES 20, A-02 GLOVES 30")
    ivan = storekeeper(session, "ivan")
    task = house.taken(session, ivan, "GLOVES 10")
    line = house.line_ids(session, task)[0]
    picking.short(
        session,
        ivan,
        task,
        line,
        0,
        ShortReason.NOT_FOUND,
        replan=False,
        scan_id=scan(),
        clock=clock,
    )

    other = house.task(session, "GLOVES 35")

    assert house.lines(session, other) == [("A-01", 5, 0, "open"), ("A-02", 30, 0, "open")]


@pytest.mark.parametrize(
    ("found", "error"),
    [(10000, NothingMissing), (11000, OverPick), (-1, BadValue)],
)
def test_a_shortage_that_is_none_is_refused(
    session: Session, clock: FixedClock, found: int, error: type[Exception]
) -> None:
    """Everything found is a pick; more is too much; less than none cannot be."""
    house = build(session, clock, "A-01", "A-01 GLOVES 30")
    ivan = storekeeper(session, "ivan")
    task = house.taken(session, ivan, "GLOVES 10")
    line = house.line_ids(session, task)[0]
    before = house.stock(session)

    with pytest.raises(error):
        picking.short(
            session,
            ivan,
            task,
            line,
            found,
            ShortReason.NOT_FOUND,
            replan=True,
            scan_id=scan(),
            clock=clock,
        )

    assert house.stock(session) == before
    assert house.lines(session, task) == [("A-01", 10, 0, "open")]
    assert session.scalar(select(func.count()).select_from(CountRequest)) == 0
    assert session.scalar(select(func.count()).select_from(PickEvent)) == 0


def test_short_twice_by_one_scan_is_one_shortage(session: Session, clock: FixedClock) -> None:
    """The repeated scan gets the recorded outcome; a new one finds the line closed."""
    house = build(session, clock, "A-01 A-02", "A-01 GLOVES 10, A-02 GLOVES 30")
    ivan = storekeeper(session, "ivan")
    task = house.taken(session, ivan, "GLOVES 10")
    line = house.line_ids(session, task)[0]
    same = scan()
    asked = {"replan": True, "clock": clock}
    first = picking.short(
        session, ivan, task, line, 0, ShortReason.NOT_FOUND, scan_id=same, **asked
    )

    with pytest.raises(AlreadyHandled) as seen:
        picking.short(session, ivan, task, line, 0, ShortReason.NOT_FOUND, scan_id=same, **asked)
    with pytest.raises(LineClosed):
        picking.short(session, ivan, task, line, 0, ShortReason.NOT_FOUND, scan_id=scan(), **asked)

    assert seen.value.facts["outcome"] == plain(first)
    assert house.lines(session, task) == [("A-01", 10, 0, "short"), ("A-02", 10, 0, "open")]
    assert session.scalar(select(func.count()).select_from(CountRequest)) == 1
