"""Payment schedules: templates written whole, refused whole."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access.errors import Forbidden
from core.documents.listing import ListQuery, page
from core.documents.queries import history
from core.kernel.errors import Conflict, Refused
from core.ledger import verify
from core.terms.errors import (
    StagesWrongOrder,
    StagesWrongPercent,
    StagesWrongShift,
    StagesWrongSum,
)
from core.terms.models import PaymentSchedule, PaymentScheduleStage
from core.terms.rules import WHOLE, ScheduleStage
from core.terms.schedules import save_schedule, schedule_stages
from core.terms.statuses import StageKind
from tests.integration.terms.house import BOSS, House

THIRDS = (
    ScheduleStage(StageKind.ADVANCE, 3_000),
    ScheduleStage(StageKind.PREPAYMENT, 2_000, 5),
    ScheduleStage(StageKind.CREDIT, 5_000, 14),
)


def test_a_schedule_is_written_with_its_stages_and_remembers_its_changes(
    session: Session, house: House
) -> None:
    books = house.people["books"]
    made = save_schedule(session, books, None, 0, ("302050", "30/20/50"), THIRDS, clock=house.clock)
    assert schedule_stages(session, [made.id]) == {made.id: THIRDS}
    changed = save_schedule(
        session,
        books,
        made.id,
        made.version,
        ("302050", "30/20/50"),
        (ScheduleStage(StageKind.CREDIT, WHOLE, 30),),
        clock=house.clock,
    )
    assert changed.version > made.version
    told = [change.field for change in history(session, BOSS, "payment_schedule", made.id)]
    assert told.count("stages") == 2
    row = next(
        row
        for row in page(session, books, "payment_schedules", ListQuery()).rows
        if row.key == made.id
    )
    assert row.values == ("302050", "30/20/50", 1, None, None, WHOLE, 30, False)
    same = save_schedule(
        session,
        books,
        made.id,
        changed.version,
        ("302050", "30/20/50"),
        (ScheduleStage(StageKind.CREDIT, WHOLE, 30),),
        clock=house.clock,
    )
    assert same.version == changed.version, "saying the same again changes nothing"


@pytest.mark.parametrize(
    ("stages", "error"),
    [
        ((), StagesWrongSum),
        ((ScheduleStage(StageKind.CREDIT, 9_999),), StagesWrongSum),
        ((ScheduleStage(StageKind.CREDIT, 0),), StagesWrongPercent),
        ((ScheduleStage(StageKind.CREDIT, 10_001),), StagesWrongPercent),
        ((ScheduleStage(StageKind.CREDIT, WHOLE, -1),), StagesWrongShift),
        (THIRDS[::-1], StagesWrongOrder),
    ],
)
def test_stages_that_make_no_sense_are_refused_whole(
    session: Session,
    house: House,
    stages: tuple[ScheduleStage, ...],
    error: type[Refused],
) -> None:
    before = session.scalar(select(func.count()).select_from(PaymentSchedule))
    with pytest.raises(error):
        save_schedule(session, BOSS, None, 0, ("X", "Никакой"), stages, clock=house.clock)
    assert session.scalar(select(func.count()).select_from(PaymentSchedule)) == before


def test_a_manager_does_not_change_schedules_and_the_loser_of_two_is_told(
    session: Session, house: House
) -> None:
    key = house.schedules["half"]
    row = session.get_one(PaymentSchedule, key)
    before = schedule_stages(session, [key])
    with pytest.raises(Forbidden):
        save_schedule(
            session,
            house.people["manager"],
            key,
            row.version,
            ("HALF", "Иначе"),
            THIRDS,
            clock=house.clock,
        )
    with pytest.raises(Conflict):
        save_schedule(
            session, BOSS, key, row.version - 1, ("HALF", "Иначе"), THIRDS, clock=house.clock
        )
    assert schedule_stages(session, [key]) == before


def test_verify_finds_stages_that_do_not_come_to_a_hundred(session: Session, house: House) -> None:
    assert [one.what for one in verify(session) if one.what == "payment stages"] == []
    session.add(
        PaymentScheduleStage(
            schedule_id=house.schedules["half"], line_no=3, kind=StageKind.CREDIT, percent=1
        )
    )
    session.flush()
    (found,) = [one for one in verify(session) if one.what == "payment stages"]
    assert found.stored == {"percent": 10_001}
