"""The tab of payment stages of an order: what is due when, and what is paid of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from core.kernel.i18n import N_
from core.sales.staging import TypedStage
from core.settlements.rules import Due, allocated
from core.settlements.stages import stages_of
from core.terms.statuses import STAGE_KINDS, StageKind
from tui.flows.desk.shapes import Card, Field, FieldKind, Lines, Values

STAGES = Lines(
    "stages",
    N_("Payment"),
    (
        Field("kind", N_("Stage"), FieldKind.CHOICE, choices=STAGE_KINDS, width=27),
        Field("percent", N_("Percent"), FieldKind.PERCENT, required=True, width=8),
        Field("due_on", N_("Due on"), FieldKind.DATE, width=10),
        Field("stage_minor", N_("Amount"), FieldKind.MONEY, width=13),
        Field("paid_minor", N_("Paid"), FieldKind.MONEY, width=13),
    ),
    editable=True,
    entry="percent",
    readonly=frozenset({"stage_minor", "paid_minor"}),
)
"""Deleting every line follows the agreement again."""


def order_stage_lines(session: Session, order_id: int, paid: int) -> tuple[dict[str, Any], ...]:
    """Return the stages of an order.

    Args:
        paid: minor units paid for it; the oldest stage is paid first.
    """
    stages = stages_of(session, order_id)
    dues = [Due(one.amount_minor, one.due_on) for one in stages.values()]
    return tuple(
        {
            "line_no": number,
            "kind": StageKind(one.kind),
            "percent": one.percent,
            "due_on": one.due_on,
            "stage_minor": one.amount_minor,
            "paid_minor": part,
        }
        for (number, one), part in zip(stages.items(), allocated(dues, paid), strict=True)
    )


def new_order_stage(lines: Sequence[Values]) -> dict[str, Any]:
    """Return one more stage: a credit of whatever is left."""
    left = 10_000 - sum(line.get("percent") or 0 for line in lines)
    return {
        "kind": StageKind.CREDIT,
        "percent": max(0, left),
        "due_on": None,
        "stage_minor": None,
        "paid_minor": None,
    }


def typed_stages(card: Card) -> tuple[TypedStage, ...] | None:
    """Return the stages that a person typed into a card; None: they were left as they are."""
    typed = tuple(
        TypedStage(
            StageKind(str(line.get("kind") or StageKind.CREDIT)),
            line.get("percent") or 0,
            line.get("due_on"),
        )
        for line in card.lines.get(STAGES.name, ())
    )
    if typed == card.values.get("stages_as_read"):
        return None
    return typed


def as_read(lines: Sequence[Values]) -> tuple[TypedStage, ...]:
    """Return stages as they were read, to tell later whether somebody typed others."""
    return tuple(
        TypedStage(StageKind(line["kind"]), line["percent"], line["due_on"]) for line in lines
    )
