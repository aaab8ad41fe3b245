"""Composed filters as people type them: `segment DAIRY and not group FROZEN and price >= 100`.

    filter = part { "or" part }         part  = test { "and" test }
    test   = "not" test | "(" filter ")"
           | ("item" | "segment" | "group" | "price group") code { "," code }
           | ("price" | "quantity" | "sum") (">=" | ">" | "<=" | "<" | "=") number

Words may be Russian too: товар, сегмент, группа, ценовая группа, цена, количество, сумма, и, или,
не. A code with blanks, or one that is such a word, stands in double quotes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.discounts.scopes import composed
from core.kernel.errors import BadValue
from core.kernel.money import Money
from core.kernel.quantity import format_quantity, parse_quantity

Find = Callable[[str, str], int | None]
"""(kind of thing, code) → id; None: nothing has that code."""

Name = Callable[[str, int], str]
"""(kind of thing, id) → code."""

_TOKEN = re.compile(
    r'\s*(?:"(?P<quoted>[^"]*)"|(?P<sign>>=|<=|>|<|=)|(?P<mark>[(),])|(?P<word>[^\s(),"<>=]+))'
)

_WORDS = {
    "item": "item",
    "товар": "item",
    "segment": "segment",
    "сегмент": "segment",
    "group": "item_group",
    "группа": "item_group",
    "price": "price",
    "цена": "price",
    "ценовая": "price",
    "quantity": "quantity",
    "количество": "quantity",
    "sum": "sum",
    "сумма": "sum",
    "and": "and",
    "и": "and",
    "or": "or",
    "или": "or",
    "not": "not",
    "не": "not",
}

_GROUP = ("group", "группа")
_THINGS = ("item", "segment", "item_group", "price_group")
_SAID = {"item": "item", "segment": "segment", "item_group": "group", "price_group": "price group"}
_RUSSIAN = {
    "item": "товар",
    "segment": "сегмент",
    "item_group": "группа",
    "price_group": "ценовая группа",
    "price": "цена",
    "quantity": "количество",
    "sum": "сумма",
    "and": "и",
    "or": "или",
    "not": "не",
}


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    kind: str
    """"quoted", "sign", "mark" or "word"; "end" after the last."""
    at: int

    @property
    def word(self) -> str:
        """The word of the language, "" for codes and marks."""
        return _WORDS.get(self.text.casefold(), "") if self.kind == "word" else ""


def read_filter(text: str, find: Find) -> dict[str, Any]:
    """Return the filter that *text* says; an empty text is no filter.

    Raises:
        BadValue: what stands there makes no sense; the value is the rest of the text from there.
    """
    if not text.strip():
        return {}
    parser = _Parser(text, find)
    found = parser.filter(0)
    if parser.now.kind != "end":
        raise parser.wrong("and / or")
    composed(found)
    return found


def write_filter(written: Mapping[str, Any], name: Name, *, russian: bool = False) -> str:
    """Return the text that `read_filter` takes back; "" for no filter."""
    return _written(written, name, russian, 0) if written else ""


class _Parser:
    """Recursive descent over the tokens."""

    def __init__(self, text: str, find: Find) -> None:
        self._text = text
        self._find = find
        self._tokens = _tokens(text)
        self._at = 0

    @property
    def now(self) -> _Token:
        """The token that is looked at."""
        return self._tokens[self._at]

    def wrong(self, expected: str) -> BadValue:
        """Return the error that something else was expected here."""
        rest = self._text[self.now.at :].strip()
        return BadValue(what="scope_filter", value=rest or "…", expected=expected)

    def filter(self, depth: int) -> dict[str, Any]:
        """Read alternatives."""
        return self._several("or", "any", lambda: self._part(depth), depth)

    def _part(self, depth: int) -> dict[str, Any]:
        return self._several("and", "all", lambda: self._test(depth), depth)

    def _several(
        self, joint: str, word: str, read: Callable[[], dict[str, Any]], depth: int
    ) -> dict[str, Any]:
        if depth > _DEEPEST:
            raise self.wrong(f"≤ {_DEEPEST}")
        found = [read()]
        while self.now.word == joint:
            self._at += 1
            found.append(read())
        return found[0] if len(found) == 1 else {word: found}

    def _test(self, depth: int) -> dict[str, Any]:
        token = self.now
        if token.word == "not":
            self._at += 1
            return {"not": self._test(depth + 1)}
        if token.text == "(" and token.kind == "mark":
            self._at += 1
            found = self.filter(depth + 1)
            if self.now.text != ")":
                raise self.wrong(")")
            self._at += 1
            return found
        word = token.word
        if word == "price" and self._tokens[self._at + 1].text.casefold() in _GROUP:
            self._at += 1
            word = "price_group"
        if word in _THINGS:
            self._at += 1
            return {word: self._codes(word)}
        if word in {"price", "quantity", "sum"}:
            self._at += 1
            return {word: self._measure(word)}
        raise self.wrong("item, segment, group, price group, price, quantity, sum")

    def _codes(self, kind: str) -> list[int]:
        found = []
        while True:
            token = self.now
            if token.kind not in {"quoted", "word"}:
                raise self.wrong(_SAID[kind])
            number = self._find(kind, token.text)
            if number is None:
                raise self.wrong(_SAID[kind])
            found.append(number)
            self._at += 1
            if self.now.text != ",":
                return sorted(set(found))
            self._at += 1

    def _measure(self, word: str) -> list[Any]:
        sign = self.now
        if sign.kind != "sign":
            raise self.wrong(">=, >, <=, <, =")
        self._at += 1
        start, text = self._at, self.now.text
        comma, rest = self._tokens[start + 1 : start + 3]
        if comma.text == "," and rest.at == comma.at + 1 and rest.text.isdigit():
            text += f",{rest.text}"
            start += 2
        try:
            number = parse_quantity(text) if word == "quantity" else Money.parse(text).minor
        except BadValue:
            raise self.wrong("12.5") from None
        self._at = start + 1
        return [sign.text, int(number)]


_DEEPEST = 15


def _tokens(text: str) -> Sequence[_Token]:
    found = []
    at = 0
    end = len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            raise BadValue(what="scope_filter", value=text[at:].strip(), expected='"')
        kind = str(match.lastgroup)
        found.append(_Token(match[kind], kind, match.start(kind)))
        at = match.end()
    return [*found, *[_Token("", "end", end)] * 3]


def _written(written: Mapping[str, Any], name: Name, russian: bool, level: int) -> str:
    """Write one filter; *level* 1 stands within "and", 2 behind "not"."""
    word, value = next(iter(written.items()))
    say = _RUSSIAN if russian else _SAID
    if word in {"any", "all"}:
        joint = "or" if word == "any" else "and"
        inner = 1 if word == "all" else 0
        text = f" {say.get(joint, joint)} ".join(
            _written(one, name, russian, inner) for one in value
        )
        loose = level == 2 or (level == 1 and word == "any")  # noqa: PLR2004 - see above
        return f"({text})" if loose and len(value) > 1 else text
    if word == "not":
        return f"{say.get('not', 'not')} {_written(value, name, russian, 2)}"
    if word in _THINGS:
        codes = ", ".join(_quoted(name(word, one)) for one in value)
        return f"{say[word]} {codes}"
    number = format_quantity(value[1], ".") if word == "quantity" else _amount(value[1])
    return f"{say.get(word, word)} {value[0]} {number}"


def _quoted(code: str) -> str:
    plain = re.fullmatch(r'[^\s(),"<>=]+', code) and code.casefold() not in _WORDS
    return code if plain else f'"{code}"'


def _amount(minor: int) -> str:
    whole, rest = divmod(minor, 100)
    return f"{whole}.{rest:02d}" if rest else str(whole)
