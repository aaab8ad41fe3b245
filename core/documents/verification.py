"""What `klad verify` recomputes about documents: numbers without gaps."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.ledger import Difference, verification

_GAPS = """
SELECT series, year, coalesce(held.documents, 0) AS stored, coalesce(given.last, 0) AS last
FROM (SELECT series, year, count(*) AS documents FROM document GROUP BY 1, 2) held
FULL JOIN (SELECT series, year, sum(last)::bigint AS last FROM number_counter GROUP BY 1, 2) given
  USING (series, year)
WHERE coalesce(held.documents, 0) <> coalesce(given.last, 0)
ORDER BY 1, 2
"""


@verification("numbers of documents")
def numbers_have_no_gaps(session: Session) -> Iterable[Difference]:
    """As many documents stand in a series and year as its counters gave numbers."""
    for row in session.execute(text(_GAPS)).mappings():
        yield Difference(
            "numbers of documents",
            {name: row[name] for name in ("series", "year")},
            {"documents": row["stored"]},
            {"documents": row["last"]},
        )
