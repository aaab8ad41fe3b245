"""The table of payment stages, wherever a form has one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core.kernel.i18n import N_
from core.terms.rules import ScheduleStage
from core.terms.statuses import PAYMENT_FORMS, STAGE_KINDS, PaymentForm, StageKind
from tui.flows.desk.shapes import Field, FieldKind, Lines, Values
from tui.formatting import percent
from tui.locale import _

FIELDS = (
    Field("kind", N_("Stage"), FieldKind.CHOICE, choices=STAGE_KINDS, width=27),
    Field("percent", N_("Percent"), FieldKind.PERCENT, required=True, width=8),
    Field("shift_days", N_("Days"), FieldKind.NUMBER, width=5),
    Field("payment_form", N_("Form of payment"), FieldKind.CHOICE, choices=PAYMENT_FORMS, width=12),
)

STAGES = Lines("stages", N_("Stages"), FIELDS, editable=True, entry="percent")


def stage_lines(stages: Sequence[ScheduleStage]) -> tuple[dict[str, Any], ...]:
    """Return stages as lines."""
    return tuple(
        {"line_no": number, **_line(stage)} for number, stage in enumerate(stages, start=1)
    )


def read_stages(lines: Iterable[Values]) -> tuple[ScheduleStage, ...]:
    """Return lines as stages; what is missing is 0, for the rules to refuse."""
    return tuple(
        ScheduleStage(
            StageKind(str(line.get("kind") or StageKind.CREDIT)),
            line.get("percent") or 0,
            line.get("shift_days") or 0,
            PaymentForm(str(line.get("payment_form") or PaymentForm.ANY)),
        )
        for line in lines
    )


def new_stage(lines: Sequence[Values]) -> dict[str, Any]:
    """Return one more stage: a credit of whatever is left."""
    left = 10_000 - sum(line.get("percent") or 0 for line in lines)
    return _line(ScheduleStage(StageKind.CREDIT, max(0, left)))


def _line(stage: ScheduleStage) -> dict[str, Any]:
    return {
        "kind": stage.kind,
        "percent": stage.percent,
        "shift_days": stage.shift_days,
        "payment_form": stage.payment_form,
    }


def stages_text(stored: object) -> str | None:
    """Return stages as the history keeps them, in words; None for anything else."""
    if not isinstance(stored, Sequence) or isinstance(stored, str):
        return None
    return " · ".join(_stage_text(stage) for stage in stored if isinstance(stage, Mapping))


def _stage_text(stage: Mapping[str, Any]) -> str:
    title = _(STAGE_KINDS[StageKind(str(stage["kind"]))])
    days = stage.get("shift_days")
    said = f"{title}: {percent(int(stage['percent']))}"
    return said + (_(", days: {days}").format(days=days) if days else "")
