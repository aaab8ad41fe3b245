"""Reading the trail of one subject. Who may is checked by the caller: access lies above."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.audit.models import AuditEntry


@dataclass(frozen=True, slots=True)
class Trace:
    """One line of the trail."""

    at: datetime
    user_id: int
    who: str
    action: str
    subject: str
    subject_id: int
    facts: Mapping[str, object]


def traces(session: Session, subject: str, subject_id: int, limit: int = 1000) -> list[Trace]:
    """Return what was done to one subject, oldest first."""
    rows = session.execute(
        select(
            AuditEntry.at,
            AuditEntry.user_id,
            AuditEntry.who,
            AuditEntry.action,
            AuditEntry.subject,
            AuditEntry.subject_id,
            AuditEntry.facts,
        )
        .where(AuditEntry.subject == subject, AuditEntry.subject_id == subject_id)
        .order_by(AuditEntry.id)
        .limit(limit)
    )
    return [Trace(*row) for row in rows]
