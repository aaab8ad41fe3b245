"""How much of each disposition rides already, and how much more may ride (domain.md §10.2-7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import BigInteger, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from core.delivery.errors import CarriesTooMuch

CARRIED = """
WITH lines AS (
  SELECT l.id AS line_id, w.ordered_shipping AS ordered, b.disposed, b.shipped
  FROM customer_order_line l
  JOIN dispositions_balance b ON b.disposition_line_id = l.id
  JOIN warehouse w ON w.id = l.warehouse_id
  WHERE l.id = ANY(:lines)
), ride AS (
  SELECT t.disposition_line_id AS line_id,
    coalesce(sum(t.quantity) FILTER (WHERE d.status IN ('forming', 'to_load')), 0)::bigint
      AS planned,
    coalesce(sum(t.quantity) FILTER (WHERE d.status = 'departed'), 0)::bigint
      + coalesce(sum(t.delivered) FILTER (WHERE d.status = 'closed'), 0)::bigint AS gone
  FROM trip_line t JOIN document d ON d.id = t.document_id
  WHERE t.disposition_line_id = ANY(:lines) AND d.id <> ALL(:without)
  GROUP BY t.disposition_line_id
), loaded AS (
  SELECT a.disposition_line_id AS line_id, sum(a.quantity)::bigint AS quantity
  FROM outbound_disposition_line a
  JOIN outbound_order o ON o.document_id = a.document_id
  JOIN document od ON od.id = o.document_id AND od.status = 'shipped'
  JOIN document td ON td.id = o.trip_id AND td.status = 'to_load'
  WHERE a.disposition_line_id = ANY(:lines)
  GROUP BY a.disposition_line_id
)
SELECT line_id, coalesce(r.planned, 0) AS planned,
  CASE WHEN ordered THEN disposed - shipped + coalesce(g.quantity, 0)
       ELSE disposed - coalesce(r.gone, 0) END::bigint AS allowed
FROM lines LEFT JOIN ride r USING (line_id) LEFT JOIN loaded g USING (line_id)
"""
"""Where expense orders ship, what has left is told by the ledger; a trip that is being loaded may
have shipped some of its goods already. Where invoices ship, trips themselves tell what has left."""

_ASKED = text(CARRIED).bindparams(
    bindparam("lines", type_=ARRAY(BigInteger)), bindparam("without", type_=ARRAY(BigInteger))
)

_NAMED = text(
    "SELECT d.number_text, i.name FROM customer_order_line l JOIN document d ON d.id ="
    " l.document_id JOIN item i ON i.id = l.item_id WHERE l.id = :line"
)


@dataclass(frozen=True, slots=True)
class Carried:
    """A disposition line and the trips; thousandths of the base unit."""

    planned: int
    """On trips that have not left."""
    allowed: int
    """What may be on trips that have not left."""

    @property
    def room(self) -> int:
        """What may still be put on a trip; below 0 when the document was reduced meanwhile."""
        return self.allowed - self.planned


def carried(
    session: Session, line_ids: Iterable[int], *, without: Iterable[int] = ()
) -> dict[int, Carried]:
    """Return disposition line → what rides and may ride; lines that let nothing go are absent.

    One statement.

    Args:
        without: trips that are left out of the count, such as those about to be planned anew.
    """
    asked = sorted({found for found in line_ids if found})
    if not asked:
        return {}
    session.flush()  # lines are read back from the database
    rows = session.execute(_ASKED, {"lines": asked, "without": sorted(set(without))})
    return {row.line_id: Carried(int(row.planned), int(row.allowed)) for row in rows}


def require_carried(session: Session, line_ids: Iterable[int]) -> None:
    """Do nothing when no line rides more than its document lets go.

    Raises:
        CarriesTooMuch: one does.
    """
    asked = sorted({found for found in line_ids if found})
    found = carried(session, asked)
    nothing = Carried(0, 0)
    over = [key for key in asked if found.get(key, nothing).room < 0]
    over += [key for key in asked if key not in found]
    if not over:
        return
    first = over[0]
    named = session.execute(_NAMED, {"line": first}).one_or_none()
    rides = found.get(first, nothing)
    raise CarriesTooMuch(
        document=named[0] if named else "",
        item=named[1] if named else "",
        asked=rides.planned,
        available=rides.allowed,
        count=len(over),
    )
