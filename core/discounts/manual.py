"""Discounts given by hand, and the limits they are held to.

A manual discount is taken off before the tree of discounts has its say, first those on lines, then
those on the document, each from what the former left. Limits are checked, never applied: what was
asked for is what is charged, and whoever asked is told where it is beyond what he may give.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from operator import add, sub

from core.discounts.benefits import WHOLE, percentage
from core.discounts.cart import Cart, Manual
from core.discounts.columns import Columns
from core.kernel.money import divide_half_up, spread


class LimitSource(StrEnum):
    """Who or what sets a limit."""

    USER = "user"
    """Пользователь, or his role."""
    AGREEMENT = "agreement"
    """Соглашение с клиентом."""
    PRICE_TYPE = "price_type"
    """Вид цены × ценовая группа."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How far one may go, in hundredths of a percent of the line; None: as far as one likes."""

    discount: int | None = None
    markup: int | None = None


@dataclass(frozen=True, slots=True)
class ManualLimits:
    """Every limit that holds for a document; all of them must be kept."""

    by_source: Mapping[LimitSource, Mapping[int, Limit]] = field(default_factory=dict)
    """Source → price group → limit; group 0 is for items of groups without one of their own. A
    source that is absent sets no limit."""

    def of(self, source: LimitSource, price_group_id: int) -> Limit | None:
        """Return the limit of one source for an item of a group; None: there is none."""
        groups = self.by_source.get(source, {})
        return groups.get(price_group_id, groups.get(0))


@dataclass(frozen=True, slots=True)
class Asked:
    """What manual discounts come to on one line."""

    line_no: int
    price_group_id: int
    gross_minor: int
    amount_minor: int
    """Minor units off; negative is a markup."""


@dataclass(frozen=True, slots=True)
class OverLimit:
    """A line on which more is asked for than may be given."""

    line_no: int
    source: LimitSource
    markup: bool
    asked: int
    """Hundredths of a percent of the line, rounded half up."""
    limit: int
    """Hundredths of a percent."""
    asked_minor: int
    allowed_minor: int
    """What the limit comes to on this line."""


def manual_amounts(columns: Columns) -> list[int]:
    """Return what manual discounts take off every line of a cart; never more than it costs."""
    amounts = [0] * columns.count
    for _, step in manual_steps(columns):
        amounts = list(map(add, amounts, step))
    return amounts


def manual_steps(columns: Columns) -> Iterator[tuple[Manual, list[int]]]:
    """Yield every manual discount with what it takes off each line, in the order of the taking."""
    rests = list(columns.gross)
    places = {line.line_no: at for at, line in enumerate(columns.cart.lines)}
    for given in sorted(columns.cart.manual, key=lambda one: one.line_no is None):
        if given.line_no is None:
            amounts = _on_document(given, rests)
        else:
            amounts = [0] * columns.count
            at = places[given.line_no]
            amounts[at] = _on_line(given, rests[at])
        rests = list(map(sub, rests, amounts))
        yield given, amounts


def _on_line(given: Manual, left: int) -> int:
    if given.percent is not None:
        return min(percentage([left], given.percent)[0], left)
    return min(given.amount_minor or 0, left)


def _on_document(given: Manual, rests: Sequence[int]) -> list[int]:
    if given.percent is not None:
        return percentage(rests, min(given.percent, WHOLE))
    left = sum(rests)
    if left <= 0:
        return [0] * len(rests)
    return spread(min(given.amount_minor or 0, left), rests)


def asked_of(cart: Cart) -> tuple[Asked, ...]:
    """Return what manual discounts come to, for the lines that have any."""
    columns = Columns(cart)
    return tuple(
        Asked(line.line_no, line.price_group_id, gross, amount)
        for line, gross, amount in zip(
            cart.lines, columns.gross, manual_amounts(columns), strict=True
        )
        if amount
    )


def check_manual(limits: ManualLimits, asked: Sequence[Asked]) -> tuple[OverLimit, ...]:
    """Return every line and source whose limit is exceeded; nothing is cut or refused here.

    An amount that is the limit rounded half up to a minor unit is within it.
    """
    found = []
    for one in asked:
        for source in LimitSource:
            limit = limits.of(source, one.price_group_id)
            if limit is None:
                continue
            markup = one.amount_minor < 0
            most = limit.markup if markup else limit.discount
            if most is None:
                continue
            allowed = percentage([one.gross_minor], most)[0]
            amount = abs(one.amount_minor)
            if amount > allowed:
                share = divide_half_up(amount * WHOLE, one.gross_minor) if one.gross_minor else 0
                found.append(OverLimit(one.line_no, source, markup, share, most, amount, allowed))
    return tuple(found)
