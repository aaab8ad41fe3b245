"""What `klad verify` recomputes of invoices: totals and postings from their lines."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.ledger import Difference, verification

_TOTALS = text(
    """
SELECT d.number_text, o.total_minor, o.vat_minor, coalesce(l.total, 0), coalesce(l.vat, 0)
FROM sales_invoice o JOIN document d ON d.id = o.document_id
LEFT JOIN (
  SELECT document_id, sum(amount_minor)::bigint AS total, sum(vat_minor)::bigint AS vat
  FROM sales_invoice_line GROUP BY document_id
) l ON l.document_id = o.document_id
WHERE o.total_minor <> coalesce(l.total, 0) OR o.vat_minor <> coalesce(l.vat, 0)
ORDER BY d.id
"""
)

_POSTED = text(
    """
WITH said AS (
  SELECT l.document_id, l.disposition_line_id, sum(l.quantity)::bigint AS invoiced
  FROM sales_invoice_line l JOIN document d ON d.id = l.document_id AND d.posted
  GROUP BY l.document_id, l.disposition_line_id
), posted AS (
  SELECT e.document_id, e.disposition_line_id, sum(e.invoiced)::bigint AS invoiced
  FROM dispositions_entry e JOIN sales_invoice i ON i.document_id = e.document_id
  GROUP BY e.document_id, e.disposition_line_id
)
SELECT d.number_text, disposition_line_id, coalesce(p.invoiced, 0), coalesce(s.invoiced, 0)
FROM said s FULL JOIN posted p USING (document_id, disposition_line_id)
JOIN document d ON d.id = document_id
WHERE coalesce(p.invoiced, 0) <> coalesce(s.invoiced, 0)
ORDER BY d.id, disposition_line_id
"""
)


@verification("totals of invoices")
def invoice_totals(session: Session) -> list[Difference]:
    """Return the invoices whose stored total is not the sum of their lines."""
    return [
        Difference("invoice total", {"invoice": number}, (total, vat), (line_total, line_vat))
        for number, total, vat, line_total, line_vat in session.execute(_TOTALS)
    ]


@verification("postings of invoices")
def invoice_postings(session: Session) -> list[Difference]:
    """Return the dispositions of which an invoice posted something else than it bills."""
    return [
        Difference("invoice posting", {"invoice": number, "disposition_line": line}, posted, said)
        for number, line, posted, said in session.execute(_POSTED)
    ]
