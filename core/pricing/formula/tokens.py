"""A formula as words and signs, each with the place it stands at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from core.pricing.errors import (
    BadCharacter,
    FormulaEmpty,
    FormulaTooLong,
    NameUnclosed,
    NumberTooLong,
)

MOST_TOKENS = 250
"""A longer formula is refused: nobody could check it, and nesting stays shallow."""

MOST_FIGURES = 30
"""Digits of one number, decimals too: beyond any price, and quick to compute with."""


class Sort(StrEnum):
    """What kind of token it is."""

    NUMBER = "number"
    NAME = "name"
    """A price type in brackets; the text is what stands between them."""
    WORD = "word"
    """A function or a logical operator."""
    SIGN = "sign"
    SEPARATOR = "separator"
    """`;` or `,` between arguments."""
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """One word or sign."""

    sort: Sort
    text: str
    """As typed, but the name without its brackets and a number with a decimal point."""
    offset: int
    length: int
    """As typed, brackets included."""


_SHAPES = re.compile(
    r"""
      (?P<blank>\s+)
    | (?P<number>[0-9]+(?:[.,][0-9]+)?)
    | \[(?P<name>[^\[\]\r\n]*)\]
    | (?P<word>[^\W\d]\w*)
    | (?P<sign><=|>=|<>|[-+*/()=<>?])
    | (?P<separator>[;,])
    """,
    re.VERBOSE,
)
"""A comma between two digits belongs to the number; any other comma parts arguments."""


def tokens(text: str) -> list[Token]:
    """Return the tokens of a formula, the last of which is its end.

    Raises:
        FormulaEmpty, FormulaTooLong, NumberTooLong, BadCharacter, NameUnclosed: with the position.
    """
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _SHAPES.match(text, at)
        if match is None:
            raise _stray(text, at)
        sort = match.lastgroup or "blank"
        if sort != "blank":
            found.append(_token(Sort(sort), match))
        at = match.end()
    if not found:
        raise FormulaEmpty(offset=0, length=0)
    if len(found) > MOST_TOKENS:
        raise FormulaTooLong(offset=found[MOST_TOKENS].offset, most=MOST_TOKENS)
    return [*found, Token(Sort.END, "", len(text.rstrip()), 0)]


def _token(sort: Sort, match: re.Match[str]) -> Token:
    text = match[sort.value]
    if sort is Sort.NUMBER:
        text = text.replace(",", ".")
        if len(text.replace(".", "")) > MOST_FIGURES:
            length = match.end() - match.start()
            raise NumberTooLong(offset=match.start(), length=length, most=MOST_FIGURES)
    return Token(sort, text.strip(), match.start(), match.end() - match.start())


def _stray(text: str, at: int) -> NameUnclosed | BadCharacter:
    if text[at] == "[":
        return NameUnclosed(offset=at, length=len(text) - at)
    return BadCharacter(offset=at, came=text[at])
