"""The SQL of searching: words of a text, the words of a row, and the triggers that keep them true.

Written out per table like the ledgers: PostgreSQL then keeps plans and statistics of each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from core.search.rules import CAPITALS, LONGEST_WORD, SEPARATORS, SMALL

LENT = "|"
"""Stands in the text of a row between its own words and those lent to it: no word is like it."""

START = 60
"""Characters of a row's text that the order by name looks at."""


class Part(Protocol):
    """A table whose rows lend their words."""

    @property
    def table(self) -> str: ...
    @property
    def owner(self) -> str: ...
    @property
    def names(self) -> tuple[str, ...]: ...
    @property
    def codes(self) -> tuple[str, ...]: ...


class Shape(Protocol):
    """What the SQL of a searched table is written from."""

    table: str
    names: tuple[str, ...]
    codes: tuple[str, ...]

    @property
    def owned(self) -> Sequence[Part]: ...


_CLASS = "[" + "".join(f"\\u{ord(each):04x}" for each in SEPARATORS) + "]+"
"""The separators as a bracket expression, which no setting or locale reads otherwise."""

_LOWER = f"""CASE WHEN lower('Ж') = 'ж' THEN lower(given)
    ELSE translate(lower(given), '{CAPITALS}', '{SMALL}') END"""
"""The first condition is a constant: a locale that knows its letters costs no second pass."""

FUNCTIONS = {
    "search_words": f"""
CREATE OR REPLACE FUNCTION search_words(given text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace(
    replace({_LOWER}, 'ё', 'е'),
    '{_CLASS}', ' ', 'g'),
    '([0-9])([^0-9 ])', '\\1 \\2', 'g'),
    '([^0-9 ])([0-9])', '\\1 \\2', 'g'),
    '([^ ]{{{LONGEST_WORD}}})[^ ]+', '\\1', 'g')
$$""".strip(),
    "search_code": f"""
CREATE OR REPLACE FUNCTION search_code(given text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT left(replace(search_words(given), ' ', ''), {LONGEST_WORD})
$$""".strip(),
}
"""`search_words`: as `rules.words`, joined by spaces. `search_code`: as `rules.compact`."""


def document_function(of: Shape) -> str:
    """Return the function that computes the text and the codes of rows from what is stored."""
    parts = [f"search_words(t.{name})" for name in of.names]
    parts += [f"search_words(t.{name}), search_code(t.{name})" for name in of.codes]
    if of.owned:
        parts.append(f"'{LENT}'")
    for owned in of.owned:
        lent = [f"search_words(o.{name})" for name in owned.names]
        lent += [f"search_words(o.{name}), search_code(o.{name})" for name in owned.codes]
        parts.append(
            f"(SELECT string_agg(concat_ws(' ', {', '.join(lent)}), ' ' ORDER BY o.id)"
            f" FROM {owned.table} o WHERE o.{owned.owner} = t.id)"
        )
    said = ",\n      ".join(parts)
    codes = ", ".join(["''", *(f"search_code(t.{name})" for name in of.codes), "''"])
    return f"""
CREATE OR REPLACE FUNCTION {of.table}_search_document(ids bigint[])
RETURNS TABLE (row_id bigint, said text, coded text) LANGUAGE sql STABLE AS $$
  SELECT * FROM (
    SELECT t.id, regexp_replace(' ' || concat_ws(' ',
      {said}) || ' ', ' +', ' ', 'g') AS said, concat_ws(' ', {codes})
    FROM (SELECT DISTINCT unnest(ids) AS id) k JOIN {of.table} t ON t.id = k.id
  ) d WHERE said <> ' '
$$""".strip()


def refresh_function(table: str) -> str:
    """Return the function that makes what is kept of rows say what is stored of them.

    It locks what is kept in the order of ids and reads what is stored after that, so that of two
    who change one row at once the later sees both.
    """
    return f"""
CREATE OR REPLACE FUNCTION {table}_search_refresh(ids bigint[]) RETURNS void
LANGUAGE plpgsql SET work_mem = '64MB' AS $$
BEGIN
  PERFORM 1 FROM {table}_search_text WHERE row_id = ANY (ids) ORDER BY row_id FOR UPDATE;
  WITH changed AS MATERIALIZED (
    SELECT k.row_id, f.said, f.coded, s.text AS was FROM (SELECT DISTINCT unnest(ids) AS row_id) k
    LEFT JOIN {table}_search_document(ids) f ON f.row_id = k.row_id
    LEFT JOIN {table}_search_text s ON s.row_id = k.row_id
    WHERE (s.text, s.codes) IS DISTINCT FROM (f.said, f.coded)
  ), added AS MATERIALIZED (
    SELECT DISTINCT w.word COLLATE "C" AS word, c.row_id
    FROM changed c, string_to_table(c.said, ' ') AS w(word)
    WHERE w.word NOT IN ('', '{LENT}')
      AND (c.was IS NULL OR strpos(c.was, ' ' || w.word || ' ') = 0)
  ), kept AS (
    INSERT INTO {table}_search_word (word, row_id)
    SELECT word, row_id FROM added ORDER BY 1, 2
  ), dropped AS (
    DELETE FROM {table}_search_word k USING (
      SELECT c.row_id, w.word FROM changed c, string_to_table(c.was, ' ') AS w(word)
      WHERE w.word NOT IN ('', '{LENT}')
        AND (c.said IS NULL OR strpos(c.said, ' ' || w.word || ' ') = 0)
    ) d
    WHERE k.word = d.word AND k.row_id = d.row_id
  ), learned AS (
    INSERT INTO {table}_search_gram (gram, word)
    SELECT DISTINCT substr('  ' || n.word || ' ', at, 3), n.word
    FROM (SELECT DISTINCT word FROM added) n, generate_series(1, length(n.word) + 1) AS at
    WHERE n.word !~ '[0-9]' AND length(n.word) > 2 AND NOT EXISTS (
      SELECT 1 FROM {table}_search_gram g
      WHERE g.gram = '  ' || left(n.word, 1) AND g.word = n.word)
  ), gone AS (
    DELETE FROM {table}_search_text s USING changed c
    WHERE s.row_id = c.row_id AND c.said IS NULL
  )
  INSERT INTO {table}_search_text (row_id, text, start, codes)
  SELECT row_id, said, left(said, {START}), coded
  FROM changed WHERE said IS NOT NULL ORDER BY row_id
  ON CONFLICT (row_id) DO UPDATE
    SET text = EXCLUDED.text, start = EXCLUDED.start, codes = EXCLUDED.codes;
END $$""".strip()


def touch_function(table: str, source: str, key: str, columns: Sequence[str]) -> str:
    """Return the trigger function of *source* that refreshes the rows a statement touched."""
    new = ", ".join(f"n.{column}" for column in (key, *columns))
    old = ", ".join(f"o.{column}" for column in (key, *columns))
    some = " OR ".join(f"n.{column} <> ''" for column in columns)
    return f"""
CREATE OR REPLACE FUNCTION {source}_search_touch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  touched bigint[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT array_agg(DISTINCT n.{key}) INTO touched FROM fresh n WHERE {some};
  ELSIF TG_OP = 'DELETE' THEN
    SELECT array_agg(DISTINCT o.{key}) INTO touched FROM gone o;
  ELSE
    SELECT array_agg(DISTINCT t.row_id) INTO touched
    FROM fresh n JOIN gone o USING (id), unnest(ARRAY[n.{key}, o.{key}]) AS t(row_id)
    WHERE ({new}) IS DISTINCT FROM ({old});
  END IF;
  IF touched IS NOT NULL THEN
    PERFORM {table}_search_refresh(touched);
  END IF;
  RETURN NULL;
END $$""".strip()


def touch_triggers(source: str) -> Iterator[tuple[str, str]]:
    """Yield (name, statement) of the triggers of *source*: one per kind of change."""
    seen = {
        "insert": "NEW TABLE AS fresh",
        "update": "OLD TABLE AS gone NEW TABLE AS fresh",
        "delete": "OLD TABLE AS gone",
    }
    for change, tables in seen.items():
        name = f"{source}_search_{change}"
        statement = (
            f"CREATE OR REPLACE TRIGGER {name} AFTER {change.upper()} ON {source}"
            f" REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION {source}_search_touch()"
        )
        yield name, statement
