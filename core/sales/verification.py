"""What `klad verify` recomputes of orders: states from facts, totals from lines, postings."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.ledger import Difference, verification
from core.sales.states import stored_states

__all__ = ["order_promises", "order_totals", "stored_states"]

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
WITH said AS (
  SELECT l.id, l.document_id, l.line_no,
    CASE WHEN d.posted AND NOT l.cancelled AND l.action = 'ship' THEN l.quantity ELSE 0 END
      AS disposed,
    CASE WHEN d.posted AND NOT l.cancelled AND l.action = 'reserve' AND NOT i.service
      THEN l.quantity ELSE 0 END AS reserved
  FROM customer_order_line l JOIN document d ON d.id = l.document_id
  JOIN item i ON i.id = l.item_id
), kept AS (
  SELECT s.*, coalesce((SELECT sum(b.disposed) FROM dispositions_balance b
                        WHERE b.disposition_line_id = s.id), 0)::bigint AS kept_disposed,
    coalesce((SELECT sum(r.quantity) FROM reserves_balance r
              WHERE r.order_line_id = s.id), 0)::bigint AS kept_reserved
  FROM said s
)
SELECT d.number_text, k.line_no, k.kept_disposed, k.kept_reserved, k.disposed, k.reserved
FROM kept k JOIN document d ON d.id = k.document_id
WHERE k.kept_disposed <> k.disposed OR k.kept_reserved <> k.reserved
ORDER BY d.id, k.line_no
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
            {"disposed": kept_disposed, "reserved": kept_reserved},
            {"disposed": disposed, "reserved": reserved},
        )
        for number, line_no, kept_disposed, kept_reserved, disposed, reserved in session.execute(
            _PROMISES
        )
    ]
