"""Writing the trail."""

from __future__ import annotations

from sqlalchemy import insert
from sqlalchemy.orm import Session

from core.audit.acting import Who, moment
from core.audit.models import AuditEntry
from core.audit.plain import plain


def record(
    session: Session, actor: Who, action: str, subject: str, subject_id: int, **facts: object
) -> None:
    """Add one line to the trail, in the transaction of what it tells: one statement.

    Args:
        action: noun.participle, such as "document.posted".
        subject_id: 0 when the action is about nothing stored.
        facts: plain values, dates and enums; never a password, a badge or its hash.
    """
    session.execute(
        insert(AuditEntry).values(
            at=moment(session),
            user_id=actor.user_id,
            who=actor.login,
            action=action,
            subject=subject,
            subject_id=subject_id,
            facts=plain(facts),
        )
    )
