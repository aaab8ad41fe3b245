"""What `klad verify` recomputes of terms: payment stages come to 100 %."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.ledger import Difference, verification

_SUMS = """
SELECT 'payment schedule' AS what, s.code AS key, sum(t.percent)::bigint AS percent
FROM payment_schedule s LEFT JOIN payment_schedule_stage t ON t.schedule_id = s.id
GROUP BY s.id, s.code HAVING coalesce(sum(t.percent), 0) <> 10000
UNION ALL
SELECT 'agreement', d.number_text, sum(t.percent)::bigint
FROM agreement_stage t JOIN document d ON d.id = t.document_id
GROUP BY d.id, d.number_text HAVING sum(t.percent) <> 10000
ORDER BY 1, 2
"""


@verification("payment stages")
def stages_come_to_a_hundred(session: Session) -> Iterable[Difference]:
    """Stages of every schedule, and of every agreement that has its own, come to 100 %."""
    for what, key, percent in session.execute(text(_SUMS)):
        yield Difference(
            "payment stages", {what: key}, {"percent": percent or 0}, {"percent": 10_000}
        )
