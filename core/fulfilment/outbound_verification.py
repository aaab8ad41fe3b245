"""What `klad verify` recomputes of expense orders: table B from A, postings from A."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.ledger import Difference, verification

_TABLES = text(
    """
WITH a AS (
  SELECT document_id, item_id, variant_id, sum(quantity)::bigint AS quantity
  FROM outbound_disposition_line GROUP BY document_id, item_id, variant_id
), b AS (
  SELECT document_id, item_id, variant_id, sum(quantity)::bigint AS quantity
  FROM outbound_goods_line WHERE action <> 'keep' GROUP BY document_id, item_id, variant_id
)
SELECT d.number_text, item_id, variant_id, coalesce(b.quantity, 0), coalesce(a.quantity, 0)
FROM a FULL JOIN b USING (document_id, item_id, variant_id) JOIN document d ON d.id = document_id
WHERE coalesce(a.quantity, 0) <> coalesce(b.quantity, 0)
ORDER BY d.id, item_id, variant_id
"""
)

_POSTED = text(
    """
WITH said AS (
  SELECT l.document_id, l.disposition_line_id, sum(l.quantity)::bigint AS ordered,
    sum(CASE WHEN d.status = 'shipped' THEN l.quantity ELSE 0 END)::bigint AS shipped
  FROM outbound_disposition_line l JOIN document d ON d.id = l.document_id AND d.posted
  GROUP BY l.document_id, l.disposition_line_id
), posted AS (
  SELECT e.document_id, e.disposition_line_id, sum(e.ordered)::bigint AS ordered,
    sum(e.shipped)::bigint AS shipped
  FROM dispositions_entry e JOIN outbound_order o ON o.document_id = e.document_id
  GROUP BY e.document_id, e.disposition_line_id
)
SELECT d.number_text, disposition_line_id,
  coalesce(p.ordered, 0), coalesce(p.shipped, 0), coalesce(s.ordered, 0), coalesce(s.shipped, 0)
FROM said s FULL JOIN posted p USING (document_id, disposition_line_id)
JOIN document d ON d.id = document_id
WHERE coalesce(p.ordered, 0) <> coalesce(s.ordered, 0)
  OR coalesce(p.shipped, 0) <> coalesce(s.shipped, 0)
ORDER BY d.id, disposition_line_id
"""
)


@verification("tables of expense orders")
def outbound_tables(session: Session) -> list[Difference]:
    """Return the things of which table B is not table A (domain §10.2-1)."""
    return [
        Difference(
            "expense order tables", {"order": number, "item": item, "variant": variant}, goods, why
        )
        for number, item, variant, goods, why in session.execute(_TABLES)
    ]


@verification("postings of expense orders")
def outbound_postings(session: Session) -> list[Difference]:
    """Return the dispositions of which an order posted something else than its table A says."""
    return [
        Difference(
            "expense order posting",
            {"order": number, "disposition_line": line},
            {"ordered": posted_ordered, "shipped": posted_shipped},
            {"ordered": ordered, "shipped": shipped},
        )
        for number, line, posted_ordered, posted_shipped, ordered, shipped in session.execute(
            _POSTED
        )
    ]
