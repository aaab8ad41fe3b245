"""What `klad verify` recomputes of orders: states from facts, totals from lines, postings."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.ledger import Difference, verification
from core.sales.states import stored_states

__all__ = ["order_claims", "order_promises", "order_totals", "stored_states"]

_TOTALS = text(
    """
SELECT d.number_text, o.total_minor, o.vat_minor, coalesce(l.total, 0), coalesce(l.vat, 0)
FROM customer_order o JOIN document d ON d.id = o.document_id
LEFT JOIN (
  SELECT document_id, sum(amount_minor)::bigint AS total, sum(vat_minor)::bigint AS vat
  FROM customer_order_line WHERE NOT cancelled GROUP BY document_id
) l ON l.document_id = o.document_id
WHERE o.total_minor <> coalesce(l.total, 0) OR o.vat_minor <> coalesce(l.vat, 0)
ORDER BY d.id
"""
)

_PROMISES = text(
    """
WITH line AS (
  SELECT l.*, d.posted, d.status, o.reserve_early, o.strategy, i.service
  FROM customer_order_line l JOIN document d ON d.id = l.document_id
  JOIN customer_order o ON o.document_id = l.document_id JOIN item i ON i.id = l.item_id
), said AS (
  SELECT id, document_id, line_no,
    CASE WHEN takes AND action IN ('ship', 'ship_earmarked') AND status <> 'reserved'
      THEN quantity ELSE 0 END AS disposed,
    CASE WHEN takes AND action IN ('reserve', 'reserve_to_date') AND NOT service
      THEN quantity ELSE 0 END AS reserved,
    CASE WHEN takes AND action IN ('demand', 'demand_earmarked') AND NOT service
      THEN quantity ELSE 0 END AS demanded
  FROM (SELECT *, posted AND NOT cancelled AND (status <> 'agreeing' OR reserve_early
          AND action IN ('reserve', 'reserve_to_date')) AS takes FROM line) l
), kept AS (
  SELECT s.*, coalesce((SELECT sum(b.disposed) FROM dispositions_balance b
                        WHERE b.disposition_line_id = s.id), 0)::bigint AS kept_disposed,
    coalesce((SELECT sum(r.quantity) FROM reserves_balance r
              WHERE r.order_id = s.document_id AND r.order_line_id = s.id), 0)::bigint
      AS kept_reserved,
    coalesce((SELECT sum(m.quantity) FROM demand_balance m
              WHERE m.order_line_id = s.id), 0)::bigint AS kept_demanded
  FROM said s
)
SELECT d.number_text, k.line_no, k.kept_disposed, k.kept_reserved, k.kept_demanded,
  k.disposed, k.reserved, k.demanded
FROM kept k JOIN document d ON d.id = k.document_id
WHERE k.kept_disposed <> k.disposed OR k.kept_reserved <> k.reserved
  OR k.kept_demanded <> k.demanded
ORDER BY d.id, k.line_no
"""
)

_CLAIMS = text(
    """
SELECT e.source_line_id, e.warehouse_id, e.item_id, e.claimed, coalesce(r.quantity, 0)
FROM expected_balance e LEFT JOIN (
  SELECT source_line_id, warehouse_id, item_id, variant_id, sum(quantity)::bigint AS quantity
  FROM reserves_balance WHERE source_line_id <> 0 GROUP BY 1, 2, 3, 4
) r USING (source_line_id, warehouse_id, item_id, variant_id)
WHERE e.claimed <> coalesce(r.quantity, 0)
ORDER BY 1, 2, 3
"""
)


@verification("totals of orders")
def order_totals(session: Session) -> list[Difference]:
    """Return the orders whose stored total is not the sum of their lines."""
    return [
        Difference("order total", {"order": number}, (total, vat), (line_total, line_vat))
        for number, total, vat, line_total, line_vat in session.execute(_TOTALS)
    ]


@verification("promises of orders")
def order_promises(session: Session) -> list[Difference]:
    """Return the lines that hold more or less than their action says."""
    return [
        Difference(
            "order promise",
            {"order": number, "line": line_no},
            dict(zip(_HELD, kept, strict=True)),
            dict(zip(_HELD, said, strict=True)),
        )
        for number, line_no, *kept_and_said in session.execute(_PROMISES)
        for kept, said in [(kept_and_said[:3], kept_and_said[3:])]
    ]


_HELD = ("disposed", "reserved", "demanded")


@verification("claims on expected receipts")
def order_claims(session: Session) -> list[Difference]:
    """Return the expected receipts of which more or less is claimed than orders reserve."""
    return [
        Difference("claims", {"line": source, "warehouse": house, "item": item}, claimed, reserved)
        for source, house, item, claimed, reserved in session.execute(_CLAIMS)
    ]
