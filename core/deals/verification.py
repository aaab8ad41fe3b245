"""What `klad verify` recomputes of deals and needs: stages by status, sums from lines."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.deals.rules import lost_sum
from core.ledger import Difference, verification

_STAGES = text(
    """
SELECT d.number_text, d.status, s.kind, l.closed_on IS NOT NULL AS closed,
  l.lost_reason_id IS NOT NULL AS reasoned
FROM deal l JOIN document d ON d.id = l.document_id JOIN deal_stage s ON s.id = l.stage_id
WHERE d.status <> s.kind OR (d.status = 'open') = (l.closed_on IS NOT NULL)
  OR (d.status = 'lost') <> (l.lost_reason_id IS NOT NULL)
ORDER BY d.id
"""
)

_LINES = text(
    """
SELECT d.number_text, l.line_no, l.quantity, l.wanted_minor, l.offered_minor, l.lost_minor
FROM customer_need_line l JOIN document d ON d.id = l.document_id ORDER BY d.id, l.line_no
"""
)

_NEEDS = text(
    """
SELECT d.number_text, n.lost_minor, coalesce(sum(l.lost_minor), 0)::bigint AS computed
FROM customer_need n JOIN document d ON d.id = n.document_id
LEFT JOIN customer_need_line l ON l.document_id = n.document_id
GROUP BY d.id, n.lost_minor HAVING n.lost_minor <> coalesce(sum(l.lost_minor), 0)
ORDER BY d.id
"""
)


@verification("stages of deals")
def stages_follow_statuses(session: Session) -> Iterable[Difference]:
    """Deals in work stand in a stage of work; the others where their end is, with day and reason.

    A stage whose kind was changed in the book while deals stood in it is found here.
    """
    for row in session.execute(_STAGES).mappings():
        yield Difference(
            "stages of deals",
            {"document": row["number_text"]},
            {"stage": row["kind"], "closed": row["closed"], "reasoned": row["reasoned"]},
            {
                "stage": row["status"],
                "closed": row["status"] != "open",
                "reasoned": row["status"] == "lost",
            },
        )


@verification("sums of customer needs")
def lost_sums_follow_lines(session: Session) -> Iterable[Difference]:
    """What was lost follows from quantity and price of the line, and adds up to the header."""
    for row in session.execute(_LINES).mappings():
        computed = lost_sum(row["quantity"], row["wanted_minor"], row["offered_minor"])
        if computed != row["lost_minor"]:
            yield Difference(
                "sums of customer needs",
                {"document": row["number_text"], "line": row["line_no"]},
                {"lost_minor": row["lost_minor"]},
                {"lost_minor": computed},
            )
    for row in session.execute(_NEEDS).mappings():
        yield Difference(
            "sums of customer needs",
            {"document": row["number_text"]},
            {"lost_minor": row["lost_minor"]},
            {"lost_minor": row["computed"]},
        )
