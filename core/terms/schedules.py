"""Payment schedules (Графики оплаты): templates of stages that agreements and contracts name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from core.access.actor import Actor
from core.audit.acting import moment
from core.documents.history import Noted, note
from core.documents.preferences import get
from core.documents.reference import book, create_row, edit_row, locked_row
from core.kernel.clock import Clock
from core.kernel.errors import DomainError
from core.terms.errors import (
    StagesWrongMode,
    StagesWrongOrder,
    StagesWrongPercent,
    StagesWrongShift,
    StagesWrongSum,
)
from core.terms.models import PaymentScheduleStage
from core.terms.payment_rules import LONGEST_SHIFT, StageFault, StagesWrong, stages_fault
from core.terms.rules import ScheduleStage
from core.terms.settings import STAGE_MODE
from core.terms.statuses import StageMode

BOOK = "payment_schedule"


@dataclass(frozen=True, slots=True)
class ScheduleSaved:
    """A schedule as a verb left it."""

    id: int
    version: int


def save_schedule(
    session: Session,
    actor: Actor,
    schedule_id: int | None,
    version: int,
    values: tuple[str, str],
    stages: Sequence[ScheduleStage],
    *,
    clock: Clock,
) -> ScheduleSaved:
    """Write a template with all its stages; None as *schedule_id* makes a new one.

    Args:
        values: code and name.

    Raises:
        StagesWrongSum: no stages, or they do not come to 100 %.
        StagesWrongPercent, StagesWrongShift, StagesWrongOrder: a stage makes no sense.
        Conflict: somebody changed it since *version*.
        Forbidden, NotFound, BadValue: as for every book.
    """
    require_stages(stages, StageMode.TEMPLATES)
    if not stages:
        raise StagesWrongSum(percent=0, line=0)
    code, name = values
    fields: dict[str, object] = {"code": code, "name": name}
    if schedule_id is None:
        saved = create_row(session, actor, BOOK, clock=clock, **fields)
    else:
        saved = edit_row(session, actor, BOOK, schedule_id, version, clock=clock, **fields)
    row: Any = locked_row(session, actor, book(BOOK), saved.id)
    former = schedule_stages(session, [saved.id]).get(saved.id, ())
    if tuple(stages) != former:
        _write(session, saved.id, stages)
        row.changed_at = moment(session)
        flag_modified(row, "changed_at")
        session.flush()  # the version must be the new one for whoever reads it next
        change = Noted(BOOK, saved.id, row.version, "stages", written(former), written(stages))
        note(session, [change])
    return ScheduleSaved(saved.id, row.version)


def schedule_stages(
    session: Session, schedules: Iterable[int]
) -> dict[int, tuple[ScheduleStage, ...]]:
    """Return the stages of templates, by id; one statement."""
    rows = session.execute(
        select(
            PaymentScheduleStage.schedule_id,
            PaymentScheduleStage.kind,
            PaymentScheduleStage.percent,
            PaymentScheduleStage.shift_days,
            PaymentScheduleStage.payment_form,
        )
        .where(PaymentScheduleStage.schedule_id.in_(sorted(set(schedules))))
        .order_by(PaymentScheduleStage.schedule_id, PaymentScheduleStage.line_no)
    )
    found: dict[int, list[ScheduleStage]] = {}
    for key, kind, percent, shift, form in rows:
        found.setdefault(key, []).append(ScheduleStage(kind, percent, shift, form))
    return {key: tuple(stages) for key, stages in found.items()}


def require_stages(stages: Sequence[ScheduleStage], mode: StageMode) -> None:
    """Do nothing when stages make sense, as no stages at all do.

    Raises:
        StagesWrongPercent, StagesWrongShift, StagesWrongSum, StagesWrongOrder, StagesWrongMode.
    """
    wrong = stages_fault(stages, mode)
    if wrong is not None:
        raise _error(wrong)


def stage_mode(session: Session) -> StageMode:
    """Return how the company sets payment stages; one statement."""
    return get(session, STAGE_MODE)


def written(stages: Sequence[ScheduleStage]) -> list[dict[str, object]]:
    """Return stages as the history keeps them."""
    return [asdict(stage) for stage in stages]


def _error(wrong: StagesWrong) -> DomainError:
    match wrong.fault:
        case StageFault.PERCENT:
            return StagesWrongPercent(line=wrong.line)
        case StageFault.SHIFT:
            return StagesWrongShift(line=wrong.line, most=LONGEST_SHIFT)
        case StageFault.ORDER:
            return StagesWrongOrder(line=wrong.line)
        case StageFault.MODE:
            return StagesWrongMode(line=wrong.line)
    return StagesWrongSum(percent=wrong.percent, line=0)


def _write(session: Session, schedule_id: int, stages: Sequence[ScheduleStage]) -> None:
    session.execute(
        delete(PaymentScheduleStage).where(PaymentScheduleStage.schedule_id == schedule_id)
    )
    rows = [
        {"schedule_id": schedule_id, "line_no": number, **asdict(stage)}
        for number, stage in enumerate(stages, start=1)
    ]
    session.execute(insert(PaymentScheduleStage), rows)
