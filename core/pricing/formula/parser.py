"""Reading a formula: recursive descent, and a fault always says where and what came instead."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from core.pricing.errors import (
    BracketExpected,
    BracketMissing,
    FormulaFault,
    OperandExpected,
    OperandMissing,
    OperatorExpected,
    UnknownFunction,
)
from core.pricing.formula.tokens import Sort, Token, tokens
from core.pricing.formula.tree import (
    WORDS,
    Binary,
    Call,
    Choice,
    Comparison,
    Function,
    Joined,
    Logic,
    Negative,
    Node,
    Not,
    Number,
    Operand,
)

_NOT = "not"

_WORDS: Mapping[str, Function | Logic | str] = MappingProxyType(
    {
        text.casefold(): meaning
        for words in WORDS.values()
        for meaning, text in words.items()
        if meaning != "."
    }
)
"""What a word means, in either language and any case."""

_COMPARISONS = frozenset({"=", "<>", "<", "<=", ">", ">="})


def parse(text: str) -> Node:
    """Return the tree of a formula; whether its operands exist is not asked.

    Raises:
        FormulaFault: it cannot be read; the subclass says what was expected, with the position.
    """
    return _Reader(tokens(text)).whole()


class _Reader:
    """The tokens and the place between them."""

    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._at = 0

    def whole(self) -> Node:
        node = self._either()
        if self._next.sort is not Sort.END:
            raise self._wrong(OperatorExpected)
        return node

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _sign(self, *wanted: str) -> Token | None:
        """Take the next token if it is one of the signs; else None."""
        if self._next.sort is Sort.SIGN and self._next.text in wanted:
            return self._take()
        return None

    def _word(self, wanted: Logic | str) -> Token | None:
        """Take the next token if it is a word of that meaning; else None."""
        if self._next.sort is Sort.WORD and _WORDS.get(self._next.text.casefold()) == wanted:
            return self._take()
        return None

    def _either(self) -> Node:
        left = self._both()
        while (word := self._word(Logic.OR)) is not None:
            left = Joined(Logic.OR, left, self._both(), word.offset)
        return left

    def _both(self) -> Node:
        left = self._denied()
        while (word := self._word(Logic.AND)) is not None:
            left = Joined(Logic.AND, left, self._denied(), word.offset)
        return left

    def _denied(self) -> Node:
        word = self._word(_NOT)
        return self._compared() if word is None else Not(self._denied(), word.offset)

    def _compared(self) -> Node:
        left = self._sum()
        sign = self._sign(*_COMPARISONS)
        return left if sign is None else Comparison(sign.text, left, self._sum(), sign.offset)

    def _sum(self) -> Node:
        left = self._product()
        while (sign := self._sign("+", "-")) is not None:
            left = Binary(sign.text, left, self._product(), sign.offset)
        return left

    def _product(self) -> Node:
        left = self._signed()
        while (sign := self._sign("*", "/")) is not None:
            left = Binary(sign.text, left, self._signed(), sign.offset)
        return left

    def _signed(self) -> Node:
        if self._sign("+") is not None:
            return self._signed()
        sign = self._sign("-")
        return self._atom() if sign is None else Negative(self._signed(), sign.offset)

    def _atom(self) -> Node:
        token = self._next
        if token.sort is Sort.NUMBER:
            self._take()
            return Number(Decimal(token.text), token.offset)
        if token.sort is Sort.NAME and token.text:
            self._take()
            return Operand(token.text, token.offset)
        if (opened := self._sign("(")) is not None:
            inner = self._either()
            self._close(opened)
            return inner
        if (mark := self._sign("?")) is not None:
            return self._choice(mark)
        if token.sort is Sort.WORD:
            return self._call(token)
        if token.sort is Sort.END:
            raise OperandMissing(offset=token.offset, length=0)
        raise self._wrong(OperandExpected)

    def _choice(self, mark: Token) -> Node:
        opened = self._open()
        condition = self._either()
        self._part(opened)
        then = self._either()
        self._part(opened)
        otherwise = self._either()
        self._close(opened)
        return Choice(condition, then, otherwise, mark.offset)

    def _call(self, word: Token) -> Node:
        meaning = _WORDS.get(word.text.casefold())
        if meaning is not None and not isinstance(meaning, Function):
            raise self._wrong(OperandExpected)
        if meaning is None:
            known = tuple(WORDS["ru"][function] for function in Function)
            raise self._wrong(UnknownFunction, suggestions=known)
        self._take()
        opened = self._open()
        arguments = [self._either()]
        while self._next.sort is Sort.SEPARATOR:
            self._take()
            arguments.append(self._either())
        self._close(opened)
        return Call(meaning, tuple(arguments), word.offset)

    def _open(self) -> Token:
        opened = self._sign("(")
        if opened is None:
            raise self._unclosed(self._next.offset, "(")
        return opened

    def _close(self, opened: Token) -> None:
        if self._sign(")") is None:
            raise self._unclosed(opened.offset, ")")

    def _part(self, opened: Token) -> None:
        if self._next.sort is not Sort.SEPARATOR:
            raise self._unclosed(opened.offset, ";")
        self._take()

    def _unclosed(self, opened: int, expected: str) -> FormulaFault:
        token = self._next
        if token.sort is Sort.END:
            return BracketMissing(
                offset=token.offset, length=0, expected=expected, opened=opened + 1
            )
        if token.sort in {Sort.NUMBER, Sort.NAME, Sort.WORD} and expected != "(":
            return self._wrong(OperatorExpected)
        return self._wrong(BracketExpected, expected=expected, opened=opened + 1)

    def _wrong(self, kind: type[FormulaFault], **facts: object) -> FormulaFault:
        """Return a fault at the next token."""
        token = self._next
        came = f"[{token.text}]" if token.sort is Sort.NAME else token.text
        return kind(offset=token.offset, length=token.length, came=came, **facts)
