"""What `klad verify` recomputes of trips (domain.md §10.2-7)."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.delivery.trips.carried import CARRIED, GIVEN
from core.ledger import Difference, verification

_OVER = text(
    CARRIED.replace(
        GIVEN,
        """
  SELECT DISTINCT t.disposition_document_id AS document_id, t.disposition_line_id AS line_id
  FROM trip_line t JOIN document d ON d.id = t.document_id
  WHERE d.status = 'to_load' AND t.disposition_line_id <> 0
""",
    ).replace("d.status IN ('forming', 'to_load')", "d.status = 'to_load'")
)
"""Trips that are formed are judged when they are released: their documents may still change. What
is fetched may have been received while its trip is still out."""

_SHIPPED = text(
    """
WITH aboard AS (
  SELECT t.document_id, t.disposition_line_id, sum(t.quantity)::bigint AS quantity
  FROM trip_line t JOIN document d ON d.id = t.document_id AND d.status IN ('departed', 'closed')
  JOIN trip r ON r.document_id = t.document_id AND r.direction = 'out'
  JOIN warehouse w ON w.id = d.warehouse_id AND w.ordered_shipping
  JOIN customer_order_line l ON l.document_id = t.disposition_document_id
    AND l.id = t.disposition_line_id
  GROUP BY t.document_id, t.disposition_line_id
), shipped AS (
  SELECT o.trip_id AS document_id, a.disposition_line_id, sum(a.quantity)::bigint AS quantity
  FROM outbound_order o JOIN document d ON d.id = o.document_id AND d.status = 'shipped'
  JOIN document t ON t.id = o.trip_id AND t.status IN ('departed', 'closed')
  JOIN outbound_disposition_line a ON a.document_id = o.document_id
  GROUP BY o.trip_id, a.disposition_line_id
)
SELECT d.number_text, disposition_line_id, coalesce(b.quantity, 0), coalesce(s.quantity, 0)
FROM aboard b FULL JOIN shipped s USING (document_id, disposition_line_id)
JOIN document d ON d.id = document_id
WHERE coalesce(b.quantity, 0) <> coalesce(s.quantity, 0)
ORDER BY d.id, disposition_line_id
"""
)

_RETURNED = text(
    """
WITH undelivered AS (
  SELECT t.document_id, t.id AS line_id,
    CASE WHEN d.status = 'closed' THEN t.quantity - t.delivered ELSE 0 END AS quantity
  FROM trip_line t JOIN document d ON d.id = t.document_id
  JOIN trip r ON r.document_id = t.document_id AND r.direction = 'out'
  JOIN warehouse w ON w.id = d.warehouse_id AND w.ordered_shipping
  JOIN customer_order_line l ON l.document_id = t.disposition_document_id
    AND l.id = t.disposition_line_id
), returned AS (
  SELECT b.trip_id AS document_id, l.trip_line_id AS line_id, sum(l.quantity)::bigint AS quantity
  FROM trip_return b JOIN document d ON d.id = b.document_id AND d.posted
  JOIN trip_return_line l ON l.document_id = b.document_id
  GROUP BY b.trip_id, l.trip_line_id
)
SELECT d.number_text, line_id, coalesce(r.quantity, 0), coalesce(u.quantity, 0)
FROM undelivered u FULL JOIN returned r USING (document_id, line_id)
JOIN document d ON d.id = document_id
WHERE coalesce(r.quantity, 0) <> coalesce(u.quantity, 0)
ORDER BY d.id, line_id
"""
)

_POSTED = text(
    """
WITH said AS (
  SELECT l.document_id, t.disposition_line_id, sum(l.quantity)::bigint AS quantity
  FROM trip_return_line l JOIN document d ON d.id = l.document_id AND d.posted
  JOIN trip_line t ON t.id = l.trip_line_id
  GROUP BY l.document_id, t.disposition_line_id
), posted AS (
  SELECT e.document_id, e.disposition_line_id, -sum(e.shipped)::bigint AS quantity
  FROM dispositions_entry e JOIN trip_return b ON b.document_id = e.document_id
  GROUP BY e.document_id, e.disposition_line_id
)
SELECT d.number_text, disposition_line_id, coalesce(p.quantity, 0), coalesce(s.quantity, 0)
FROM said s FULL JOIN posted p USING (document_id, disposition_line_id)
JOIN document d ON d.id = document_id
WHERE coalesce(p.quantity, 0) <> coalesce(s.quantity, 0)
ORDER BY d.id, disposition_line_id
"""
)

_CASH = text(
    """
WITH collected AS (
  SELECT s.document_id,
    sum(CASE WHEN d.status = 'closed' THEN s.collected_minor ELSE 0 END)::bigint AS amount
  FROM trip_stop s JOIN document d ON d.id = s.document_id
  GROUP BY s.document_id
), paid AS (
  SELECT b.basis_id AS document_id, sum(p.amount_minor)::bigint AS amount
  FROM incoming_payment p JOIN document d ON d.id = p.document_id AND d.status = 'posted'
  JOIN document_basis b ON b.document_id = p.document_id
  JOIN trip t ON t.document_id = b.basis_id
  GROUP BY b.basis_id
)
SELECT d.number_text, coalesce(p.amount, 0), coalesce(c.amount, 0)
FROM collected c FULL JOIN paid p USING (document_id) JOIN document d ON d.id = document_id
WHERE coalesce(p.amount, 0) <> coalesce(c.amount, 0)
ORDER BY d.id
"""
)

_OWED = text(
    """
SELECT d.number_text, r.accrued_minor, coalesce(a.amount_minor, 0), a.trip_id IS NOT NULL
FROM trip r JOIN document d ON d.id = r.document_id
LEFT JOIN carrier_accrual a ON a.trip_id = r.document_id
WHERE r.accrued_minor <> coalesce(a.amount_minor, 0)
   OR (a.trip_id IS NOT NULL) <> (d.status = 'closed' AND r.carrier_id IS NOT NULL
     AND (r.direction = 'in' OR r.left_at IS NOT NULL))
ORDER BY d.id
"""
)


@verification("goods on trips")
def trips_carry_what_is_let_go(session: Session) -> list[Difference]:
    """Return the lines of which trips to load carry more than their document lets go."""
    return [
        Difference("goods on trips", {"disposition_line": row.line_id}, row.planned, row.allowed)
        for row in session.execute(_OVER)
        if not row.fetched and row.planned > row.allowed
    ]


@verification("departed trips")
def departed_is_shipped(session: Session) -> list[Difference]:
    """Return the lines of which trips carried something else than their expense orders shipped."""
    return [
        Difference("on board", {"trip": number, "disposition_line": line}, aboard, shipped)
        for number, line, aboard, shipped in session.execute(_SHIPPED)
    ]


@verification("returns from trips")
def undelivered_came_back_once(session: Session) -> list[Difference]:
    """Return what came back otherwise than closed trips say, or was posted otherwise."""
    found = [
        Difference("came back", {"trip": number, "line": line}, returned, undelivered)
        for number, line, returned, undelivered in session.execute(_RETURNED)
    ]
    found += [
        Difference("return posting", {"return": number, "disposition_line": line}, posted, said)
        for number, line, posted, said in session.execute(_POSTED)
    ]
    return found


@verification("cash of trips")
def cash_was_paid_in_once(session: Session) -> list[Difference]:
    """Return the trips whose payments are not what they collected."""
    return [
        Difference("cash of a trip", {"trip": number}, paid, collected)
        for number, paid, collected in session.execute(_CASH)
    ]


@verification("carriers")
def carriers_are_owed_once(session: Session) -> list[Difference]:
    """Return the trips whose accrual is not theirs, or stands without being closed."""
    return [
        Difference("owed to a carrier", {"trip": number, "accrued": stands}, stored, accrued)
        for number, stored, accrued, stands in session.execute(_OWED)
    ]
