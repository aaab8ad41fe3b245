"""Which rows a typed text means: words begun, in any order; the other keyboard; slips.

What is looked at is bounded whatever is typed, so a letter costs what a word does: the rarest of
the words drives the search, and of a frequent one only the first rows are seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import Session

from core.search.declaration import Searched
from core.search.rules import (
    MOST_WORDS,
    compact,
    forgives,
    grams,
    nearest,
    other_layout,
    words,
)
from core.search.statements import (
    EVERYTHING,
    Place,
    Scope,
    Shape,
    begins,
    known_words,
    like,
    looking,
    similar_words,
)

_LIKE_TYPED = 6
"""Words that a mistyped one may mean, at most."""


@dataclass(frozen=True, slots=True)
class Found:
    """A row that the text may mean."""

    row_id: int
    place: Place


@dataclass(frozen=True, slots=True)
class Asked:
    """A typed text, read: one group per word, in each what the word may be the beginning of."""

    groups: tuple[tuple[str, ...], ...]
    whole: str = ""
    """All of it as a code is compared; "" when it is a guess."""

    @classmethod
    def read(cls, text: str) -> Asked:
        """Return what *text* says as it stands."""
        found = words(text)[:MOST_WORDS]
        return cls(tuple((word,) for word in found), compact(text))

    @property
    def code(self) -> str:
        """The beginning of a code that the whole may be; "" for what looks like a name."""
        return self.whole if any(each.isdigit() for each in self.whole) else ""

    @property
    def patterns(self) -> tuple[list[str], ...]:
        """Per group what a text, a space around each word, is LIKE one of."""
        return tuple([like(f" {word}") for word in group] for group in self.groups)


@dataclass(frozen=True, slots=True)
class Matches:
    """What was found, and what the text was read as."""

    asked: Asked
    rows: tuple[Found, ...]
    """Best first."""


def find_rows(
    session: Session,
    of: Searched,
    text: str,
    *,
    limit: int,
    named: Sequence[int] = (),
    scope: Scope = EVERYTHING,
    given: Mapping[str, object] | None = None,
) -> Matches:
    """Return rows that *text* may mean, best first: one statement when it says something as typed.

    Nothing as typed, it is read in the other keyboard layout, and slips are forgiven last.

    Args:
        named: rows found otherwise, such as by barcode; they come first.
        scope: which rows may be found.
        given: values of the parameters that *scope* names.
    """
    asked = Asked.read(text)
    if not asked.groups and not named:
        return Matches(asked, ())
    found = _matched(session, of, asked, limit, named, scope, given)
    if found:
        return Matches(asked, found)
    for guess in guesses(session, of, text):
        found = _matched(session, of, guess, limit, (), scope, given)
        if found:
            return Matches(guess, found)
    return Matches(asked, ())


def guesses(session: Session, of: Searched, text: str) -> Iterable[Asked]:
    """Yield what else *text* may say, the likelier first; for when it says nothing as typed."""
    chunks = text.split()[:MOST_WORDS]
    typed = [words(chunk) for chunk in chunks]
    turned = [words(other_layout(chunk)) for chunk in chunks]
    known = _known(session, of, {word for both in (*typed, *turned) for word in both})
    chosen = [
        there if not known.issuperset(here) and known.issuperset(there) else here
        for here, there in zip(typed, turned, strict=True)
    ]
    if chosen != typed:
        yield Asked(tuple((word,) for chunk in chosen for word in chunk))
    strange = [not known.issuperset(here) for here in chosen]
    groups: list[tuple[str, ...]] = []
    for here, there, unknown in zip(chosen, turned, strange, strict=True):
        if unknown or not any(strange):
            groups += _forgiven(session, of, here, there)
        else:
            groups += [(word,) for word in here]
    if groups and all(groups):
        yield Asked(tuple(groups))


@dataclass(frozen=True, slots=True)
class WordOf:
    """The condition that a row has a typed word, in the two ways a list may ask it."""

    row_by_row: ColumnElement[bool]
    """Looks the row up: for a few rows that are seen anyway."""
    begun: tuple[Select[int, str], ...]
    """(id, word) of the rows that have it, as alternatives; each is one range of an index."""

    @property
    def by_index(self) -> Select[int]:
        """Finds the ids of the rows that have it."""
        kept = self.begun[0].selected_columns[0]
        ranges = (found.whereclause for found in self.begun)
        return select(kept).where(or_(*(one for one in ranges if one is not None)))


def row_conditions(
    session: Session, of: Searched, text: str, row_id: ColumnElement[int]
) -> list[WordOf]:
    """Return one condition per word of *text* that the row of *row_id* has it; for lists.

    A word that no row has is read in the other layout, then forgiven its slips.
    """
    asked = Asked.read(text)
    known = _known(session, of, {word for group in asked.groups for word in group})
    if not all(known.issuperset(group) for group in asked.groups):
        asked = next(iter(guesses(session, of, text)), asked)
    kept, said = of.word.c, of.text.c
    return [
        WordOf(
            _looked_up(of, row_id, or_(*(said.text.like(like(f" {w}")) for w in group))),
            tuple(select(kept.row_id, kept.word).where(begins(kept.word, w)) for w in group),
        )
        for group in asked.groups
    ]


def word_as_typed(of: Searched, word: str, row_id: ColumnElement[int]) -> WordOf | None:
    """Return the condition that the row of *row_id* has a word, typed in either layout.

    Slips are not forgiven; None: there is nothing in it to search for.
    """
    readings = dict.fromkeys(filter(None, (words(word), words(other_layout(word)))))
    if not readings:
        return None
    kept, said = of.word.c, of.text.c

    def has(parts: Sequence[str]) -> ColumnElement[bool]:
        return and_(true(), *(said.text.like(like(f" {part}")) for part in parts))

    ways = []
    for reading in readings:
        longest = max(reading, key=len)
        way = begins(kept.word, longest)
        if len(reading) > 1:
            whole = select(said.row_id).where(said.row_id == kept.row_id, has(reading))
            way = and_(way, whole.exists())
        ways.append(way)
    return WordOf(
        _looked_up(of, row_id, or_(*map(has, readings))),
        tuple(select(kept.row_id, kept.word).where(way) for way in ways),
    )


def _looked_up(
    of: Searched, row_id: ColumnElement[int], has: ColumnElement[bool]
) -> ColumnElement[bool]:
    """Return a condition on the text of one row, as a scalar, so that it is never hashed whole."""
    kept = select(has).where(of.text.c.row_id == row_id).scalar_subquery()
    return func.coalesce(kept, false())


def _known(session: Session, of: Searched, candidates: set[str]) -> frozenset[str]:
    """Return those of *candidates* that some row has a word beginning with."""
    if not candidates:
        return frozenset()
    return frozenset(session.scalars(known_words(of), {"begun": sorted(candidates)}))


def _forgiven(
    session: Session, of: Searched, here: Sequence[str], there: Sequence[str]
) -> list[tuple[str, ...]]:
    """Return, per word, the words it may have been meant to be; () where none is like it."""
    found = [_similar(session, of, word) for word in here]
    if not all(found) and len(there) == 1:
        # Mistyped in the other layout.
        turned = _similar(session, of, there[0])
        return [turned] if turned else found
    return found


def _similar(session: Session, of: Searched, typed: str) -> tuple[str, ...]:
    """Return the words *typed* may have been meant to be, nearest first."""
    if not forgives(typed):
        return (typed,)
    wanted = sorted(grams(typed))
    asked = {"grams": wanted, "count": len(wanted), "length": len(typed)}
    return nearest(typed, session.scalars(similar_words(of), asked).all(), _LIKE_TYPED)


def _matched(
    session: Session,
    of: Searched,
    asked: Asked,
    limit: int,
    named: Sequence[int],
    scope: Scope,
    given: Mapping[str, object] | None,
) -> tuple[Found, ...]:
    statement = looking(
        of, Shape(len(asked.groups), coded=bool(asked.code), named=bool(named), scope=scope)
    )
    spans = [(at, word) for at, group in enumerate(asked.groups) for word in group]
    beginning = " " + " ".join(group[0] for group in asked.groups)
    values: dict[str, Any] = {
        "named": list(named),
        "code": asked.code,
        "coded": like(f" {asked.whole} "),
        "beginning": beginning,
        "near": like(beginning),
        "at": [at for at, _ in spans],
        "begun": [word for _, word in spans],
        "most": limit,
        **{f"group_{at}": patterns for at, patterns in enumerate(asked.patterns)},
        **(given or {}),
    }
    return tuple(Found(row_id, Place(at)) for row_id, at in session.execute(statement, values))
