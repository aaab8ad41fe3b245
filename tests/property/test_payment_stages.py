"""Payment stages over generated schedules: no kopeck lost, no date moved, weaker is weaker."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.kernel.money import divide_half_up
from core.terms.payment_rules import due_by, stages_fault, stages_for, weaker
from core.terms.rules import WHOLE, ScheduleStage
from core.terms.statuses import PaymentForm, StageKind, StageMode

ORDERED = date(2026, 11, 20)

_ORDER = list(StageKind)


@st.composite
def schedules(draw: st.DrawFn, most: int = 5) -> tuple[ScheduleStage, ...]:
    """Stages in their order that come to 100 %."""
    cuts = sorted(draw(st.sets(st.integers(1, WHOLE - 1), max_size=most - 1)))
    edges = [0, *cuts, WHOLE]
    kinds = sorted((draw(st.sampled_from(_ORDER)) for _ in edges[1:]), key=_ORDER.index)
    return tuple(
        ScheduleStage(
            kind, high - low, draw(st.integers(0, 90)), draw(st.sampled_from(PaymentForm))
        )
        for kind, low, high in zip(kinds, edges, edges[1:], strict=False)
    )


totals = st.integers(-(10**12), 10**12)
ship_days = st.none() | st.integers(0, 60)


def shipped(days: int | None) -> date | None:
    return None if days is None else ORDERED + timedelta(days=days)


@given(schedules(), totals, ship_days)
def test_amounts_sum_to_the_total_and_none_has_the_wrong_sign(
    schedule: tuple[ScheduleStage, ...], total: int, days: int | None
) -> None:
    stages = stages_for(schedule, total, ORDERED, shipped(days))
    assert sum(stage.amount_minor for stage in stages) == total
    assert all(stage.amount_minor * total >= 0 for stage in stages)
    assert [stage.percent for stage in stages] == [stage.percent for stage in schedule]


@given(schedules(), st.integers(0, 10**12))
def test_every_stage_but_the_last_is_its_share_rounded_half_up_while_anything_is_left(
    schedule: tuple[ScheduleStage, ...], total: int
) -> None:
    stages = stages_for(schedule, total, ORDERED, None)
    left = total
    for stage in stages[:-1]:
        share = divide_half_up(total * stage.percent, WHOLE)
        assert stage.amount_minor == min(share, left)
        left -= stage.amount_minor
    assert stages[-1].amount_minor == left


@given(schedules(), totals, ship_days)
def test_a_credit_is_due_after_shipping_and_a_prepayment_not_after_it(
    schedule: tuple[ScheduleStage, ...], total: int, days: int | None
) -> None:
    on = shipped(days) or ORDERED
    for planned, stage in zip(schedule, stages_for(schedule, total, ORDERED, on), strict=True):
        shift = timedelta(days=planned.shift_days)
        match stage.kind:
            case StageKind.CREDIT:
                assert stage.due_date == on + shift
            case StageKind.PREPAYMENT:
                assert stage.due_date == min(ORDERED + shift, on)
            case StageKind.ADVANCE:
                assert stage.due_date == ORDERED + shift


@given(totals)
def test_without_a_schedule_all_is_one_credit_due_when_shipped(total: int) -> None:
    (stage,) = stages_for((), total, ORDERED, ORDERED + timedelta(days=3))
    assert (stage.kind, stage.percent, stage.amount_minor) == (StageKind.CREDIT, WHOLE, total)
    assert stage.due_date == ORDERED + timedelta(days=3)


@given(schedules())
def test_generated_schedules_make_sense_and_one_hundredth_less_does_not(
    schedule: tuple[ScheduleStage, ...],
) -> None:
    assert stages_fault(schedule, StageMode.ARBITRARY) is None
    last = schedule[-1]
    less = (*schedule[:-1], ScheduleStage(last.kind, last.percent - 1, last.shift_days))
    found = stages_fault(less, StageMode.ARBITRARY)
    assert found is not None
    assert found.fault == ("sum" if last.percent > 1 else "percent")


@given(schedules())
def test_two_fixed_stages_are_at_most_a_prepayment_and_a_credit(
    schedule: tuple[ScheduleStage, ...],
) -> None:
    kinds = [stage.kind for stage in schedule]
    allowed = StageKind.ADVANCE not in kinds and len(set(kinds)) == len(kinds)
    assert (stages_fault(schedule, StageMode.TWO) is None) is allowed


@given(schedules())
def test_no_schedule_is_weaker_than_itself(schedule: tuple[ScheduleStage, ...]) -> None:
    assert weaker(schedule, schedule) is None


@given(schedules(), schedules(), schedules())
def test_not_weaker_is_transitive(
    one: tuple[ScheduleStage, ...],
    two: tuple[ScheduleStage, ...],
    three: tuple[ScheduleStage, ...],
) -> None:
    if weaker(one, two) is None and weaker(two, three) is None:
        assert weaker(one, three) is None


@given(schedules(), schedules())
def test_a_schedule_is_weaker_exactly_where_less_is_due_on_some_day(
    agreed: tuple[ScheduleStage, ...], offered: tuple[ScheduleStage, ...]
) -> None:
    less = any(
        due_by(offered, kind, day) < due_by(agreed, kind, day)
        for kind in StageKind
        for day in (*range(91), 10_000)
        # Before a gate only what stands before it is due on no particular day.
        if any(stage.kind is kind and stage.shift_days <= day for stage in agreed)
        or (day == 10_000 and kind is not StageKind.CREDIT)
    )
    assert (weaker(agreed, offered) is not None) is less


@given(schedules(), st.data())
def test_paying_a_stage_earlier_never_weakens(
    schedule: tuple[ScheduleStage, ...], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(schedule) - 1))
    stage = schedule[at]
    sooner = ScheduleStage(stage.kind, stage.percent, data.draw(st.integers(0, stage.shift_days)))
    assert weaker(schedule, (*schedule[:at], sooner, *schedule[at + 1 :])) is None
