"""How long a deal stood in which stage, read from the history of its fields."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.deals.models import Deal
from core.deals.types import DEAL
from core.documents.models import FieldChange


@dataclass(frozen=True, slots=True)
class StagePassed:
    """A stay of a deal in one stage."""

    stage_id: int
    since: dt.datetime
    until: dt.datetime | None
    """None: it stands there now."""
    who: str
    """Who put it there."""

    def days(self, now: dt.datetime) -> int:
        """Return the whole days of the stay, up to *now* if it lasts."""
        return max(0, ((self.until or now) - self.since).days)


def stages_passed(session: Session, deal: Deal) -> tuple[StagePassed, ...]:
    """Return every stay of a deal in a stage, oldest first; one statement.

    The stage it began with is the old value of its first change, or the one it stands in.
    """
    rows = session.execute(
        select(FieldChange.at, FieldChange.who, FieldChange.field, FieldChange.old, FieldChange.new)
        .where(
            FieldChange.subject == DEAL.name,
            FieldChange.subject_id == deal.id,
            FieldChange.part == "",
            FieldChange.field.in_(("", "stage_id")),
        )
        .order_by(FieldChange.id)
    ).all()
    made = next((row.who for row in rows if row.field == ""), "")
    moves = [row for row in rows if row.field == "stage_id"]
    first = int(moves[0].old) if moves else deal.stage_id
    stays = [(first, deal.created_at, made), *((int(row.new), row.at, row.who) for row in moves)]
    ends = [*(since for _, since, _ in stays[1:]), None]
    return tuple(
        StagePassed(stage, since, until, who)
        for (stage, since, who), until in zip(stays, ends, strict=True)
    )
