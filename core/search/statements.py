"""The statements of searching, built once per shape; the typed words are parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Text,
    and_,
    any_,
    bindparam,
    case,
    column,
    exists,
    func,
    literal_column,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY

from core.search.ddl import LENT
from core.search.declaration import Searched

LOOK = 6_000
"""Rows of one word that are looked at, at most."""

SIMILAR = 60
"""Words sharing trigrams that are compared letter by letter."""

AFTER_ALL = "\U0010ffff"
"""Sorts behind every letter: a word begun with "мол" lies between "мол" and "мол" + this."""

_AFTER_ALL = literal_column("U&'\\+10FFFF'", Text(collation="C"))


class Place(IntEnum):
    """Where a row was found; smaller is better."""

    NAMED = 0
    """By the caller: a barcode."""
    CODE = 1
    """What was typed is a code of it."""
    CODE_BEGUN = 2
    """A code begins with what was typed."""
    NAME_BEGUN = 3
    """Its name begins with what was typed."""
    PHRASE = 4
    """The typed words stand in it side by side."""
    WORDS = 5
    """Every typed word begins one of its words."""


@dataclass(frozen=True, eq=False, slots=True)
class Scope:
    """Which rows may be found; made once, because statements are kept by it."""

    only: Callable[[ColumnElement[int]], ColumnElement[bool]] | None = None
    """Returns the condition on a row, given the expression of its id."""
    within: Select[int] | None = None
    """Ids of the only rows wanted; where they are few, all of them are looked at."""

    def allows(self, row_id: ColumnElement[int]) -> ColumnElement[bool]:
        """Return the condition that a row may be found."""
        return true() if self.only is None else self.only(row_id)


EVERYTHING = Scope()


@dataclass(frozen=True, slots=True)
class Shape:
    """What decides how the statement of a search reads."""

    groups: int
    """Typed words."""
    coded: bool
    """Whether the whole may be a code."""
    named: bool
    """Whether the caller found some rows."""
    scope: Scope


def begins(where: ColumnElement[str], word: Any) -> ColumnElement[bool]:  # noqa: ANN401 - text or SQL
    """Return the condition that *where*, of collation C, begins with *word*."""
    end = word + AFTER_ALL if isinstance(word, str) else func.concat(word, _AFTER_ALL)
    return and_(where >= word, where < end)


def like(part: str) -> str:
    """Return the pattern of a text that holds *part*."""
    escaped = part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def fits(text: Any, groups: int) -> list[ColumnElement[bool]]:  # noqa: ANN401 - SQL of a text
    """Return the conditions that a text has every typed word: `group_0` and so on."""
    return [text.like(any_(_texts(f"group_{at}"))) for at in range(groups)]


def own_text(of: Searched) -> ColumnElement[str]:
    """Return the words of a row that are its own, not lent to it, as SQL over `of.text`."""
    return func.split_part(of.text.c.text, LENT, 1)


@cache
def known_words(of: Searched) -> Select[Any]:
    """Return those of `begun` that some row has a word beginning with."""
    given = (
        func.unnest(_texts("begun"))
        .table_valued(column("word", Text), name="given")
        .render_derived()
    )
    return select(given.c.word).where(exists().where(begins(of.word.c.word, given.c.word)))


@cache
def similar_words(of: Searched) -> Select[Any]:
    """Return words that share at least a third of `grams`, those that share most first.

    Parameters: grams; count, of them; length, of the word they are of.
    """
    kept = of.gram.c
    shared = func.count(kept.gram.distinct())
    length = bindparam("length", type_=Integer)
    return (
        select(kept.word)
        .where(kept.gram == any_(_texts("grams")))
        .group_by(kept.word)
        .having(shared * 3 >= bindparam("count", type_=Integer))
        .order_by(shared.desc(), func.abs(func.length(kept.word) - length), kept.word)
        .limit(SIMILAR)
    )


@cache
def looking(of: Searched, shape: Shape) -> Select[Any]:
    """Return the statement of a search: (row_id, place), best first.

    Parameters: most, how many; named; code, coded; beginning, near; at, begun; `group_0` and so on;
    those of the scope.
    """
    said = of.text.c
    seen = union_all(*_looks(of, shape)).cte("seen")
    best = select(seen.c.row_id, func.min(seen.c.place).label("place")).group_by(seen.c.row_id)
    found = best.subquery("found")
    is_code = said.codes.like(bindparam("coded", type_=Text))
    place = case(
        (and_(is_code, found.c.place > _number(Place.CODE)), _number(Place.CODE)),
        else_=found.c.place,
    ).label("place")
    return (
        select(said.row_id, place)
        .join(found, found.c.row_id == said.row_id)
        .order_by(place, said.text, said.row_id)
        .limit(_most())
    )


def _looks(of: Searched, shape: Shape) -> Iterable[Select[Any]]:
    """Yield the bounded looks of one search; each gives (row_id, place)."""
    said, kept, scope = of.text.c, of.word.c, shape.scope

    def allowed(row_id: ColumnElement[int]) -> ColumnElement[bool]:
        inside = true() if scope.within is None else row_id.in_(scope.within)
        return and_(scope.allows(row_id), inside)

    if shape.named:
        named = bindparam("named", type_=ARRAY(BigInteger))
        yield _looked(said.row_id, Place.NAMED).where(
            said.row_id == any_(named), allowed(said.row_id)
        )
    if not shape.groups:
        return
    if shape.coded:
        code = begins(kept.word, bindparam("code", type_=Text))
        coded = _looked(kept.row_id, Place.CODE_BEGUN).where(code, allowed(kept.row_id))
        yield _apart(coded.order_by(kept.word).limit(_most()), "coded")
    beginning = begins(said.start, bindparam("beginning", type_=Text))
    titled = _looked(said.row_id, Place.NAME_BEGUN).where(beginning, allowed(said.row_id))
    yield _apart(titled.order_by(said.start).limit(_most()), "titled")
    near = said.text.like(bindparam("near", type_=Text))
    place = case((near, _number(Place.PHRASE)), else_=_number(Place.WORDS))
    wanted = fits(said.text, shape.groups)
    driving = _driving(of, shape.groups)
    has = _looked(said.row_id, place).join(driving, driving.c.row_id == said.row_id)
    yield _apart(has.where(*wanted, allowed(said.row_id)).limit(3 * _most()), "has")
    if scope.within is not None:
        members = scope.within.limit(LOOK).cte("members")
        few = _looked(said.row_id, place).join(members, next(iter(members.c)) == said.row_id)
        yield _apart(few.where(*wanted, scope.allows(said.row_id)).limit(3 * _most()), "few")


def _looked(row_id: Any, place: Any) -> Select[Any]:  # noqa: ANN401 - columns
    if isinstance(place, Place):
        place = _number(place)
    return select(row_id.label("row_id"), place.label("place"))


def _number(place: Place) -> ColumnElement[int]:
    return literal_column(str(int(place)), Integer)


def _apart(rows: Select[Any], name: str) -> Select[Any]:
    """Return *rows* so that their LIMIT stays theirs in a union."""
    return select(rows.subquery(name))


def _driving(of: Searched, groups: int) -> FromClause:
    """Return the rows that have the rarest of the words, the first of them only."""
    kept = of.word.c
    given = (
        func.unnest(bindparam("at", type_=ARRAY(Integer)), _texts("begun"))
        .table_valued(column("at", Integer), column("word", Text), name="given")
        .render_derived()
    )
    inside = begins(kept.word, given.c.word)
    rows = (
        select(kept.row_id.label("row_id"))
        .where(inside)
        .limit(LOOK)
        .correlate(given)
        .lateral("rows")
    )
    driving = select(rows.c.row_id).select_from(given.join(rows, true()))
    if groups > 1:
        driving = driving.where(given.c.at == _rarest(of))
    return driving.subquery("driving")


def _rarest(of: Searched) -> Any:  # noqa: ANN401 - a scalar subquery
    """Return the number of the typed word that the fewest rows have."""
    given = (
        func.unnest(bindparam("at", type_=ARRAY(Integer)), _texts("begun"))
        .table_valued(column("at", Integer), column("word", Text), name="counted")
        .render_derived()
    )
    some = (
        select(literal_column("1").label("one"))
        .where(begins(of.word.c.word, given.c.word))
        .limit(LOOK)
        .correlate(given)
        .subquery("some")
    )
    counted = select(func.count().label("rows")).select_from(some).correlate(given).lateral("sized")
    return (
        select(given.c.at)
        .select_from(given.join(counted, true()))
        .group_by(given.c.at)
        .order_by(func.sum(counted.c.rows), given.c.at)
        .limit(1)
        .scalar_subquery()
    )


def _most() -> Any:  # noqa: ANN401 - a parameter
    return bindparam("most", type_=Integer)


def _texts(name: str) -> ColumnElement[Any]:
    return bindparam(name, type_=ARRAY(Text(collation="C")))
