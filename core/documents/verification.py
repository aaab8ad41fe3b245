"""What `klad verify` recomputes about documents: numbers without gaps."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.ledger import Difference, verification

_GAPS = """
SELECT type, company_id, series, year, count(*) AS stored, max(number) AS last
FROM document GROUP BY 1, 2, 3, 4
HAVING count(*) <> max(number) OR min(number) <> 1
ORDER BY 1, 2, 3, 4
"""


@verification("numbers of documents")
def numbers_have_no_gaps(session: Session) -> Iterable[Difference]:
    """Each series counts 1, 2, 3 … within company and year."""
    for row in session.execute(text(_GAPS)).mappings():
        yield Difference(
            "numbers of documents",
            {name: row[name] for name in ("type", "company_id", "series", "year")},
            {"documents": row["stored"]},
            {"documents": row["last"]},
        )
