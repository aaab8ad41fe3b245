"""What `klad verify` recomputes of settlements: plans, payments, objects."""

from __future__ import annotations

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from core.documents.models import Document
from core.ledger import Difference, verification
from core.settlements.kinds import DEBT
from core.settlements.ledgers import PAYMENT_PLAN
from core.settlements.objects import all_facts
from core.settlements.standing import big

_PLANNED = text(
    """
WITH charged AS (
  SELECT document_id, sum(charged)::bigint AS charged FROM settlements_entry GROUP BY 1
  HAVING sum(charged) <> 0
), due AS (
  SELECT document_id, sum(due)::bigint AS due FROM payment_plan_entry WHERE kind = 'debt'
  GROUP BY 1 HAVING sum(due) <> 0
)
SELECT d.number_text, coalesce(due.due, 0), coalesce(charged.charged, 0)
FROM charged FULL JOIN due USING (document_id) JOIN document d ON d.id = document_id
WHERE coalesce(due.due, 0) <> coalesce(charged.charged, 0)
ORDER BY d.id
"""
)

_PAID = text(
    """
WITH money AS (
  SELECT document_id, amount_minor FROM incoming_payment
  UNION ALL SELECT document_id, -amount_minor FROM customer_refund
), said AS (
  SELECT m.document_id, CASE WHEN d.posted THEN m.amount_minor ELSE 0 END AS amount
  FROM money m JOIN document d ON d.id = m.document_id
), posted AS (
  SELECT e.document_id, sum(e.paid)::bigint AS paid FROM settlements_entry e
  JOIN money m ON m.document_id = e.document_id GROUP BY 1
)
SELECT d.number_text, coalesce(posted.paid, 0), said.amount
FROM said JOIN document d ON d.id = said.document_id
LEFT JOIN posted ON posted.document_id = said.document_id
WHERE coalesce(posted.paid, 0) <> said.amount
ORDER BY d.id
"""
)

_LINES = text(
    """
SELECT d.number_text, sum(l.amount_minor)::bigint, m.amount_minor
FROM settlement_line l JOIN document d ON d.id = l.document_id
JOIN (SELECT document_id, amount_minor FROM incoming_payment
      UNION ALL SELECT document_id, amount_minor FROM customer_refund) m
  ON m.document_id = l.document_id
GROUP BY d.id, d.number_text, m.amount_minor HAVING sum(l.amount_minor) > m.amount_minor
ORDER BY d.id
"""
)

_MOVED = text(
    """
SELECT d.number_text, sum(e.paid)::bigint AS paid
FROM settlements_entry e JOIN document d ON d.id = e.document_id
WHERE d.type = 'debt_offset' GROUP BY d.id, d.number_text HAVING sum(e.paid) <> 0 ORDER BY d.id
"""
)

_OBJECTS = text(
    """
SELECT b.object_id, count(DISTINCT b.company_id) AS companies, coalesce(max(d.type), '') AS type
FROM settlements_balance b LEFT JOIN document d ON d.id = b.object_id
WHERE b.charged <> 0 OR b.paid <> 0
GROUP BY b.object_id
HAVING count(d.id) = 0 OR count(DISTINCT b.company_id) > 1
  OR bool_or(d.company_id IS DISTINCT FROM b.company_id)
ORDER BY b.object_id
"""
)


@verification("payment plan of debts")
def debts_are_planned(session: Session) -> list[Difference]:
    """Return the documents of which another sum is due than they charged."""
    return [
        Difference("payment plan", {"document": number}, due, charged)
        for number, due, charged in session.execute(_PLANNED)
    ]


@verification("payment plan of orders")
def stages_come_to_the_total(session: Session) -> list[Difference]:
    """Return the documents whose stages do not come to their total."""
    kept, of = PAYMENT_PLAN.balance.c, all_facts()
    planned = (
        select(kept.plan_id, big(func.sum(kept.due)).label("due"))
        .where(kept.kind != DEBT)
        .group_by(kept.plan_id)
        .having(func.sum(kept.due) != 0)
        .subquery("planned")
    )
    rows = session.execute(
        select(Document.number_text, planned.c.due, of.c.total_minor)
        .join(planned, planned.c.plan_id == Document.id)
        .join(of, of.c.id == Document.id)
        .where(planned.c.due != of.c.total_minor)
        .order_by(Document.id)
    )
    return [
        Difference("payment stages", {"document": number}, due, total)
        for number, due, total in rows
    ]


@verification("postings of payments")
def payments_count_whole(session: Session) -> list[Difference]:
    """Return the payments and refunds that count with another sum than their own."""
    return [
        Difference("payment", {"document": number}, paid, amount)
        for number, paid, amount in session.execute(_PAID)
    ]


@verification("lines of payments")
def lines_fit_payments(session: Session) -> list[Difference]:
    """Return the payments and refunds whose lines come to more than they do."""
    return [
        Difference("lines of a payment", {"document": number}, lines, f"<= {amount}")
        for number, lines, amount in session.execute(_LINES)
    ]


@verification("offsets of advances")
def offsets_move_only(session: Session) -> list[Difference]:
    """Return the offsets that made or lost money."""
    return [
        Difference("offset", {"document": number}, paid, 0)
        for number, paid in session.execute(_MOVED)
    ]


@verification("objects of settlement")
def objects_are_documents(session: Session) -> list[Difference]:
    """Return the objects that are no documents, or of another company than their balances."""
    return [
        Difference("settlement object", {"object": key, "type": kind}, f"{count} companies", 1)
        for key, count, kind in session.execute(_OBJECTS)
    ]
