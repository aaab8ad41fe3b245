"""Payment stages: what is due when, which schedules make sense, which of two is weaker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from core.kernel.money import divide_half_up
from core.terms.rules import NO_SCHEDULE, WHOLE, ScheduleStage
from core.terms.statuses import PaymentForm, StageKind, StageMode

LONGEST_SHIFT = 3_650
"""Days; a longer one is a slip of the finger."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A payment stage of one document."""

    kind: StageKind
    percent: int
    """Hundredths of a percent, as the schedule says."""
    amount_minor: int
    due_date: date
    """The last day on which it is paid in time."""
    payment_form: PaymentForm = PaymentForm.ANY


def stages_for(
    schedule: Sequence[ScheduleStage], total_minor: int, order_date: date, ship_date: date | None
) -> tuple[Stage, ...]:
    """Return what is due when; the amounts sum to the total exactly, the last one absorbs rounding.

    Every other amount is rounded half up, but no more than is left, so that none has the wrong
    sign however small the total. A prepayment is due on the day of shipping at the latest, for
    without it nothing is shipped. No schedule is one credit stage of 100 % (domain §3.7).

    Args:
        total_minor: of the document; below zero for a correction.
        ship_date: None, while it is not known: the order's date stands for it.
    """
    shipped = ship_date or order_date
    sign = -1 if total_minor < 0 else 1
    left = abs(total_minor)
    found = []
    planned = tuple(schedule) or NO_SCHEDULE
    for at, stage in enumerate(planned, start=1):
        share = divide_half_up(abs(total_minor) * stage.percent, WHOLE)
        amount = left if at == len(planned) else min(share, left)
        left -= amount
        due = (shipped if stage.kind is StageKind.CREDIT else order_date) + timedelta(
            days=stage.shift_days
        )
        if stage.kind is StageKind.PREPAYMENT:
            due = min(due, max(shipped, order_date))
        found.append(Stage(stage.kind, stage.percent, sign * amount, due, stage.payment_form))
    return tuple(found)


class StageFault(StrEnum):
    """What is wrong with stages."""

    PERCENT = "percent"
    """A stage is of nothing, or of more than everything."""
    SHIFT = "shift"
    """A shift below 0 or beyond `LONGEST_SHIFT`."""
    SUM = "sum"
    """Together they are not 100 %."""
    ORDER = "order"
    """A stage stands before one that comes earlier: advance, prepayment, credit."""
    MODE = "mode"
    """The settings allow one prepayment and one credit only."""


@dataclass(frozen=True, slots=True)
class StagesWrong:
    """The first thing that is wrong with stages."""

    fault: StageFault
    line: int
    """From 1; 0: all of them together."""
    percent: int = 0
    """For `SUM`: what they come to, in hundredths of a percent."""


_ORDER = {kind: place for place, kind in enumerate(StageKind)}


def stages_fault(stages: Sequence[ScheduleStage], mode: StageMode) -> StagesWrong | None:
    """Return the first thing that is wrong; None when they make sense, as no stages at all do."""
    for line, stage in enumerate(stages, start=1):
        if not 0 < stage.percent <= WHOLE:
            return StagesWrong(StageFault.PERCENT, line)
        if not 0 <= stage.shift_days <= LONGEST_SHIFT:
            return StagesWrong(StageFault.SHIFT, line)
    for line, (before, stage) in enumerate(pairwise(stages), start=2):
        if _ORDER[stage.kind] < _ORDER[before.kind]:
            return StagesWrong(StageFault.ORDER, line)
    if mode is StageMode.TWO:
        kinds = [stage.kind for stage in stages]
        for line, kind in enumerate(kinds, start=1):
            if kind is StageKind.ADVANCE or kind in kinds[: line - 1]:
                return StagesWrong(StageFault.MODE, line)
    whole = sum(stage.percent for stage in stages)
    if stages and whole != WHOLE:
        return StagesWrong(StageFault.SUM, 0, whole)
    return None


@dataclass(frozen=True, slots=True)
class Weaker:
    """Where a schedule first asks for less than the agreed one."""

    kind: StageKind
    """The gate, or the credit."""
    days: int
    """Days after which less is due."""
    agreed: int
    """Hundredths of a percent due by then, all that comes before included."""
    offered: int


def weaker(agreed: Sequence[ScheduleStage], offered: Sequence[ScheduleStage]) -> Weaker | None:
    """Return where *offered* asks for less, or later, than *agreed*; None when it nowhere does.

    Stages are put end to end: what is paid before supply, before shipping, after it. At every gate,
    and on every day after the order or after shipping on which something is agreed to be due, as
    much must be due as was agreed.
    """
    ours, theirs = tuple(agreed) or NO_SCHEDULE, tuple(offered) or NO_SCHEDULE
    for kind in StageKind:
        days = sorted({stage.shift_days for stage in ours if stage.kind is kind})
        gate = [] if kind is StageKind.CREDIT else [LONGEST_SHIFT]
        for day in (*gate, *days):
            wanted, given = due_by(ours, kind, day), due_by(theirs, kind, day)
            if given < wanted:
                return Weaker(kind, 0 if day == LONGEST_SHIFT else day, wanted, given)
    return None


def due_by(stages: Sequence[ScheduleStage], kind: StageKind, days: int) -> int:
    """Return the hundredths of a percent due after *days* of *kind*, all before it included."""
    return sum(
        stage.percent
        for stage in stages
        if _ORDER[stage.kind] < _ORDER[kind] or (stage.kind is kind and stage.shift_days <= days)
    )
