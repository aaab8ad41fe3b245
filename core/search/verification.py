"""What `klad verify` recomputes about searching: the words of every row."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.ledger import Difference, verification
from core.search.ddl import LENT
from core.search.declaration import Searched, searched_subjects

_TEXTS = """
SELECT coalesce(k.row_id, f.row_id) AS row_id, k.text || k.codes AS stored,
  f.said || f.coded AS computed
FROM {table}_search_text k
FULL JOIN {table}_search_document(ARRAY(SELECT id FROM {table})) f ON f.row_id = k.row_id
WHERE (k.text, k.codes) IS DISTINCT FROM (f.said, f.coded) ORDER BY 1
"""

_WORDS = """
WITH said AS (
  SELECT DISTINCT k.row_id, w.word COLLATE "C" AS word
  FROM {table}_search_text k, string_to_table(k.text, ' ') AS w(word)
  WHERE w.word NOT IN ('', '{lent}')
)
SELECT row_id, word, kept.word IS NOT NULL AS stored, said.word IS NOT NULL AS computed
FROM {table}_search_word kept FULL JOIN said USING (row_id, word)
WHERE kept.word IS NULL OR said.word IS NULL ORDER BY 1, 2
"""

_GRAMS = """
SELECT DISTINCT w.word FROM {table}_search_word w
WHERE w.word !~ '[0-9]' AND length(w.word) > 2 AND NOT EXISTS (
  SELECT 1 FROM {table}_search_gram g
  WHERE g.gram = '  ' || left(w.word, 1) AND g.word = w.word)
ORDER BY 1
"""


@verification("search")
def words_are_those_of_the_rows(session: Session) -> Iterable[Difference]:
    """What is found follows from what is stored, for every table that is searched."""
    for of in searched_subjects():
        yield from _differences(session, of)


def _differences(session: Session, of: Searched) -> Iterable[Difference]:
    what = f"search of {of.table}"
    for row in session.execute(text(_TEXTS.format(table=of.table))):
        yield Difference(what, {"row_id": row.row_id}, row.stored, row.computed)
    for row in session.execute(text(_WORDS.format(table=of.table, lent=LENT))):
        yield Difference(what, {"row_id": row.row_id, "word": row.word}, row.stored, row.computed)
    for word in session.scalars(text(_GRAMS.format(table=of.table))):
        yield Difference(what, {"word": word}, False, True)
