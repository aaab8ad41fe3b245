"""What `klad verify` recomputes of quotations: sums follow what is chosen, versions their chain."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.ledger import Difference, verification

_SUMS = """
SELECT d.number_text, q.total_minor, q.vat_minor,
       coalesce(sum(l.amount_minor) FILTER (WHERE l.chosen), 0)::bigint,
       coalesce(sum(l.vat_minor) FILTER (WHERE l.chosen), 0)::bigint
FROM quotation q JOIN document d ON d.id = q.document_id
LEFT JOIN quotation_line l ON l.document_id = q.document_id
GROUP BY d.number_text, q.document_id, q.total_minor, q.vat_minor
HAVING q.total_minor <> coalesce(sum(l.amount_minor) FILTER (WHERE l.chosen), 0)
    OR q.vat_minor <> coalesce(sum(l.vat_minor) FILTER (WHERE l.chosen), 0)
ORDER BY 1
"""

_VERSIONS = """
SELECT d.number_text, q.version_no, f.version_no + 1 AS follows
FROM quotation q JOIN document d ON d.id = q.document_id
JOIN quotation f ON f.document_id = q.former_id
WHERE q.version_no <> f.version_no + 1
   OR q.first_id IS DISTINCT FROM coalesce(f.first_id, f.document_id)
ORDER BY 1
"""


@verification("quotation sums")
def sums_follow_what_is_chosen(session: Session) -> Iterable[Difference]:
    """The total of a quotation, and the VAT in it, are those of its chosen lines."""
    for number, total, vat, lines, lines_vat in session.execute(text(_SUMS)):
        yield Difference(
            "quotation sums",
            {"quotation": number},
            {"total_minor": total, "vat_minor": vat},
            {"total_minor": lines, "vat_minor": lines_vat},
        )


@verification("quotation versions")
def versions_follow_one_another(session: Session) -> Iterable[Difference]:
    """A version has the number after its former, and the same first version."""
    for number, stored, follows in session.execute(text(_VERSIONS)):
        yield Difference(
            "quotation versions",
            {"quotation": number},
            {"version_no": stored},
            {"version_no": follows},
        )
