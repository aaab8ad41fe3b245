"""Stages of payment of a document: an order, an invoice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.documents.lines import LinesSaved, save_lines
from core.documents.models import Document
from core.kernel.clock import Clock
from core.settlements.kinds import StageKind
from core.settlements.models import PaymentStage


@dataclass(frozen=True, slots=True)
class NewStage:
    """A stage as terms of payment make it."""

    kind: StageKind
    percent: int
    """Of the document's total, hundredths of a percent."""
    amount_minor: int
    due_on: dt.date | None


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage of payment of a document."""

    stage_no: int
    kind: str
    percent: int
    """Hundredths of a percent."""
    amount_minor: int
    due_on: dt.date | None


def stages_of(session: Session, document_id: int) -> dict[int, StageRow]:
    """Return the stages of payment of a document by number."""
    stage = PaymentStage
    rows = session.execute(
        select(stage.line_no, stage.kind, stage.percent, stage.amount_minor, stage.due_on)
        .where(stage.document_id == document_id)
        .order_by(stage.line_no)
    )
    return {row.line_no: StageRow(*row) for row in rows}


def save_stages(
    session: Session,
    actor: Actor,
    document: Document,
    stages: Sequence[NewStage],
    *,
    clock: Clock,
    permission: Permission | None = None,
) -> LinesSaved:
    """Make *stages* the whole of the payment stages of *document*, which the caller has locked.

    Args:
        permission: what the calling verb has required; None requires the type's `edit`.

    Raises:
        Forbidden: no right to edit the type or the row.
    """
    rows = [
        {
            "line_no": number,
            "kind": stage.kind,
            "percent": stage.percent,
            "amount_minor": stage.amount_minor,
            "due_on": stage.due_on,
        }
        for number, stage in enumerate(stages, start=1)
    ]
    return save_lines(
        session, actor, document, PaymentStage, rows, clock=clock, permission=permission
    )
