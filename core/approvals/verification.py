"""What `klad verify` recomputes of approvals: a round follows from the answers in it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.ledger import Difference, verification

_ROUNDS = """
SELECT r.id, d.number_text, r.state,
  CASE WHEN count(*) FILTER (WHERE t.state = 'refused') > 0 THEN 'refused'
       WHEN count(*) FILTER (WHERE t.state = 'open') > 0 THEN 'pending'
       WHEN count(*) FILTER (WHERE t.state = 'dropped') > 0 THEN 'closed'
       ELSE 'approved' END AS found
FROM approval_round r
JOIN document d ON d.id = r.document_id
JOIN approval_task t ON t.round_id = r.id AND t.kind <> 'results'
GROUP BY r.id, d.number_text
"""

_CLOSED = frozenset({"withdrawn", "replaced", "edited"})


@verification("approvals")
def rounds_follow_from_answers(session: Session) -> Iterable[Difference]:
    """A round is open while somebody is asked, refused by one no, approved by nothing but yes."""
    for round_id, number, state, found in session.execute(text(_ROUNDS)):
        stored = "closed" if state in _CLOSED else state
        if stored != found:
            yield Difference(
                "approval",
                {"document": number, "round": round_id},
                {"state": state},
                {"state": found},
            )
