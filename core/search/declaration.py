"""What is searched of a table, and the three tables and the triggers that keep its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, Column, Index, Table, Text

from core.db.base import Base, declare_sql
from core.kernel.errors import NotFound
from core.search.ddl import (
    FUNCTIONS,
    document_function,
    refresh_function,
    touch_function,
    touch_triggers,
)

__all__ = ["Owned", "Searched", "searched", "searched_subjects"]


@dataclass(frozen=True, slots=True)
class Owned:
    """A table whose rows lend their words to the row they belong to: the variants of an item."""

    table: str
    owner: str
    """Its column that holds the id of the row they belong to."""
    names: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


_DECLARED: dict[str, Searched] = {}

for _name, _statement in FUNCTIONS.items():
    declare_sql(_name, _statement)


class Searched:
    """A table that is searched: `<table>_search_text`, `…_word` and `…_gram` follow from it.

    `text`: per row, all its words, those of its names first. `word`: which row has which word, for
    beginnings of words. `gram`: the trigrams of every word that was ever used, for slips.
    """

    def __init__(
        self,
        table: str,
        *,
        names: Sequence[str],
        codes: Sequence[str] = (),
        owned: Sequence[Owned] = (),
    ) -> None:
        """Declare the tables on the shared metadata.

        Args:
            names: text columns whose words are searched, in the order they are read.
            codes: text columns that are also found without what separates their parts.
        """
        self.table = table
        self.names = tuple(names)
        self.codes = tuple(codes)
        self.owned = tuple(owned)
        self.text = self._text_table()
        self.word = self._word_table()
        self.gram = self._gram_table()
        declare_sql(f"{table}_search_document", document_function(self))
        declare_sql(f"{table}_search_refresh", refresh_function(table))
        sources = [(table, "id", (*self.names, *self.codes))]
        sources += [(one.table, one.owner, (*one.names, *one.codes)) for one in self.owned]
        for source, key, columns in sources:
            declare_sql(f"{source}_search_touch", touch_function(table, source, key, columns))
            for name, statement in touch_triggers(source):
                declare_sql(name, statement)
        _DECLARED[table] = self

    def __repr__(self) -> str:
        return f"Searched({self.table})"

    def _text_table(self) -> Table:
        name = f"{self.table}_search_text"
        return Table(
            name,
            Base.metadata,
            Column("row_id", BigInteger, primary_key=True, autoincrement=False),
            Column("text", Text, nullable=False, comment="its words, a space around each"),
            Column("start", Text(collation="C"), nullable=False, comment="of the text"),
            Column("codes", Text, nullable=False, comment="its own codes, a space around each"),
            Index(f"ix_{name}_start", "start"),
        )

    def _word_table(self) -> Table:
        return Table(
            f"{self.table}_search_word",
            Base.metadata,
            Column("word", Text(collation="C"), primary_key=True),
            Column("row_id", BigInteger, primary_key=True, autoincrement=False),
        )

    def _gram_table(self) -> Table:
        name = f"{self.table}_search_gram"
        return Table(
            name,
            Base.metadata,
            Column("gram", Text(collation="C"), nullable=False),
            Column("word", Text(collation="C"), nullable=False),
            # Not unique: two that add a word at once would wait for each other.
            Index(f"ix_{name}_gram", "gram", "word"),
        )


def searched(table: str) -> Searched:
    """Return what is declared of *table*.

    Raises:
        NotFound: it is not searched.
    """
    found = _DECLARED.get(table)
    if found is None:
        raise NotFound(what="search", key=table)
    return found


def searched_subjects() -> tuple[Searched, ...]:
    """Return everything that is searched, by table."""
    return tuple(_DECLARED[name] for name in sorted(_DECLARED))
