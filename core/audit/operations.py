"""Writing the trail."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy.orm import Session

from core.audit.acting import Who, moment
from core.audit.models import AuditEntry
from core.audit.plain import plain

_INSERT = f"""
INSERT INTO {AuditEntry.__tablename__} (at, user_id, who, action, subject, subject_id, facts)
SELECT %(at)s, %(user)s, %(who)s, %(action)s, %(subject)s, subject_id, facts
FROM json_to_recordset(%(rows)s::json) AS given(subject_id bigint, facts jsonb)
"""  # noqa: S608 - built from a constant
"""Written in every transaction, so by hand: building costs more than running."""


def record(
    session: Session, actor: Who, action: str, subject: str, subject_id: int, **facts: object
) -> None:
    """Add one line to the trail, in the transaction of what it tells: one statement.

    Args:
        action: noun.participle, such as "document.posted".
        subject_id: 0 when the action is about nothing stored.
        facts: plain values, dates and enums; never a password, a badge or its hash.
    """
    record_each(session, actor, action, subject, {subject_id: facts})


def record_each(
    session: Session,
    actor: Who,
    action: str,
    subject: str,
    facts: Mapping[int, Mapping[str, object]],
) -> None:
    """Add a line to the trail for each of many subjects: one statement, none for none.

    Args:
        action: as of `record`.
        facts: by id of the subject.
    """
    rows = [{"subject_id": key, "facts": plain(told)} for key, told in facts.items()]
    if rows:
        session.connection().exec_driver_sql(
            _INSERT,
            {
                "at": moment(session),
                "user": actor.user_id,
                "who": actor.login,
                "action": action,
                "subject": subject,
                "rows": json.dumps(rows, ensure_ascii=False),
            },
        )
