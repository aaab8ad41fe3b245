"""How much of each disposition rides already, and how much more may ride (domain.md §10.2-7)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import BigInteger, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from core.delivery.errors import CarriesTooMuch

Goods = tuple[int, int]
"""(document, line): documents of different types number their lines apart."""

GIVEN = "SELECT * FROM unnest(:documents, :lines) AS given (document_id, line_id)"

CARRIED = f"""
WITH asked AS ({GIVEN}), given AS (
  SELECT l.document_id, l.id AS line_id, false AS fetched, w.ordered_shipping AS ordered,
    b.disposed, b.shipped
  FROM asked JOIN customer_order_line l ON l.document_id = asked.document_id
    AND l.id = asked.line_id
  JOIN dispositions_balance b ON b.disposition_line_id = l.id
  JOIN warehouse w ON w.id = l.warehouse_id
  UNION ALL
  SELECT l.document_id, l.id, true, false, sum(e.expected), l.quantity - sum(e.expected)
  FROM asked JOIN supplier_order_line l ON l.document_id = asked.document_id
    AND l.id = asked.line_id
  JOIN expected_balance e ON e.source_line_id = l.id
  GROUP BY l.document_id, l.id, l.quantity
), ride AS (
  SELECT asked.document_id, asked.line_id,
    coalesce(sum(t.quantity) FILTER (WHERE d.status IN ('forming', 'to_load')), 0)::bigint
      AS planned,
    coalesce(sum(t.quantity) FILTER (WHERE d.status = 'departed'), 0)::bigint AS under_way,
    coalesce(sum(t.delivered) FILTER (WHERE d.status = 'closed'), 0)::bigint AS gone,
    coalesce(sum(CASE t.outcome WHEN 'pending' THEN t.quantity ELSE t.delivered END)
      FILTER (WHERE d.status = 'closed'), 0)::bigint AS fetched
  FROM asked JOIN trip_line t ON t.disposition_document_id = asked.document_id
    AND t.disposition_line_id = asked.line_id
  JOIN document d ON d.id = t.document_id
  GROUP BY asked.document_id, asked.line_id
), loaded AS (
  SELECT a.disposition_line_id AS line_id, sum(a.quantity)::bigint AS quantity
  FROM asked JOIN outbound_disposition_line a ON a.disposition_document_id = asked.document_id
    AND a.disposition_line_id = asked.line_id
  JOIN outbound_order o ON o.document_id = a.document_id
  JOIN document od ON od.id = o.document_id AND od.status = 'shipped'
  JOIN document td ON td.id = o.trip_id AND td.status = 'to_load'
  GROUP BY a.disposition_line_id
)
SELECT g.document_id, g.line_id, g.fetched, coalesce(r.planned, 0) AS planned,
  CASE WHEN g.fetched THEN g.disposed - coalesce(r.under_way, 0)
         - greatest(coalesce(r.fetched, 0) - g.shipped, 0)
       WHEN g.ordered THEN g.disposed - g.shipped + coalesce(l.quantity, 0)
       ELSE g.disposed - coalesce(r.under_way, 0) - coalesce(r.gone, 0) END::bigint AS allowed
FROM given g LEFT JOIN ride r USING (document_id, line_id)
LEFT JOIN loaded l ON l.line_id = g.line_id AND NOT g.fetched
"""  # noqa: S608 - built from a constant
"""Where expense orders ship, what has left is told by the ledger; a trip that is being loaded may
have shipped some of its goods already. Where invoices ship, trips themselves tell what has left. Of
what we fetch from suppliers so much may ride as is still expected, less what closed trips have
fetched and nobody has received yet: of what we fetch, `shipped` is what was received.
"""

_ASKED = text(CARRIED).bindparams(
    bindparam("documents", type_=ARRAY(BigInteger)), bindparam("lines", type_=ARRAY(BigInteger))
)

_NAMED = text(
    "SELECT d.number_text, i.name FROM document d, item i WHERE d.id = :document AND i.id = ("
    "SELECT item_id FROM customer_order_line WHERE document_id = :document AND id = :line"
    " UNION ALL"
    " SELECT item_id FROM supplier_order_line WHERE document_id = :document AND id = :line)"
)


@dataclass(frozen=True, slots=True)
class Carried:
    """A disposition line and the trips; thousandths of the base unit."""

    planned: int
    """On trips that have not left."""
    allowed: int
    """What may be on trips that have not left."""
    fetched: bool = False
    """It comes to us."""

    @property
    def room(self) -> int:
        """What may still be put on a trip; below 0 when the document was reduced meanwhile."""
        return self.allowed - self.planned


NOTHING = Carried(0, 0)


def carried(session: Session, goods: Iterable[Goods]) -> dict[Goods, Carried]:
    """Return what rides and may ride of each; lines that let nothing go are absent.

    One statement.
    """
    asked = sorted({found for found in goods if found[1]})
    if not asked:
        return {}
    session.flush()  # lines are read back from the database
    values = {"documents": [one[0] for one in asked], "lines": [one[1] for one in asked]}
    return {
        (row.document_id, row.line_id): Carried(int(row.planned), int(row.allowed), row.fetched)
        for row in session.execute(_ASKED, values)
    }


def require_carried(
    session: Session, goods: Iterable[Goods], *, kept: Collection[Goods] = ()
) -> None:
    """Do nothing when nothing rides more than its document lets go.

    Args:
        goods: lines of documents, whatever trips they are on.
        kept: of them what rode before and rides no more of now. What we fetch may have been
            received since, so of these it is not asked whether it is still to come.

    Raises:
        CarriesTooMuch: one does.
    """
    asked = sorted({found for found in goods if found[1]})
    found = carried(session, asked)
    over = [key for key in asked if _over(found.get(key), kept=key in kept)]
    if not over:
        return
    first = over[0]
    named = session.execute(_NAMED, {"document": first[0], "line": first[1]}).one_or_none()
    rides = found.get(first, NOTHING)
    raise CarriesTooMuch(
        document=named[0] if named else "",
        item=named[1] if named else "",
        asked=rides.planned,
        available=rides.allowed,
        count=len(over),
    )


def _over(rides: Carried | None, *, kept: bool) -> bool:
    if rides is None:
        return True
    return rides.room < 0 and not (kept and rides.fetched)
