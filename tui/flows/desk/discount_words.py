"""Discounts in few words: values, items, conditions, where they act."""

from __future__ import annotations

import datetime as dt
import re
import shlex
from collections.abc import Mapping, Sequence
from typing import Any

from core.discounts.books import COMPARES
from core.discounts.kinds import Assignment, Compare, DiscountKind, JoinRule, ScopeKind, Standing
from core.discounts.listings import DISCOUNT_KINDS, JOIN_RULES
from core.discounts.stored import Stored
from core.kernel.errors import BadValue
from core.kernel.i18n import N_
from tui.formatting import day, money, percent, quantity
from tui.locale import _, ngettext

PERCENTS = frozenset({DiscountKind.PERCENT, DiscountKind.BONUS_PERCENT})
SUMS = frozenset(
    {
        DiscountKind.SUM_DOCUMENT,
        DiscountKind.SUM_LINE,
        DiscountKind.BONUS_SUM,
        DiscountKind.ROUNDING,
    }
)

_WORDS: Mapping[DiscountKind, str] = {
    DiscountKind.SUM_DOCUMENT: N_("{value} off the document"),
    DiscountKind.SUM_LINE: N_("{value} off every line"),
    DiscountKind.ROUNDING: N_("document rounded to {value}"),
    DiscountKind.BONUS_PERCENT: N_("{value} in points"),
    DiscountKind.BONUS_SUM: N_("{value} points"),
}
_MARKUPS: Mapping[DiscountKind, str] = {
    DiscountKind.PERCENT: N_("{value} on top"),
    DiscountKind.SUM_DOCUMENT: N_("{value} added to the document"),
    DiscountKind.SUM_LINE: N_("{value} added to every line"),
}


def value_words(row: Any) -> str:  # noqa: ANN401 - a row of `Stored.nodes`
    """Return what a discount gives, or how a group joins its children."""
    if row.is_group:
        words = _(JOIN_RULES[row.rule])
        if row.compare is Compare.DOCUMENT and row.rule in _COMPARING:
            words = f"{words}, {_(COMPARES[row.compare]).lower()}"
        return words
    kind: DiscountKind = row.kind
    if kind in PERCENTS or kind in SUMS:
        write = percent if kind in PERCENTS else money
        if row.value < 0 and kind in _MARKUPS:
            return _(_MARKUPS[kind]).format(value=write(-row.value))
        text = write(row.value)
        return _(_WORDS[kind]).format(value=text) if kind in _WORDS else text
    match kind:
        case DiscountKind.QUANTITY:
            text = _("of every {every} free {value}")
            return text.format(every=quantity(row.every), value=quantity(row.value))
        case DiscountKind.GIFT:
            return _("{value} for nothing").format(value=quantity(row.value))
        case DiscountKind.SPECIAL_PRICE:
            return _("price “{title}”").format(title=row.title)
        case DiscountKind.ISSUE_CARD:
            return _("card “{title}”").format(title=row.title)
        case DiscountKind.MESSAGE:
            return f"“{row.message}”"
        case _:
            return _("plug-in {name}").format(name=row.plugin)


_COMPARING = frozenset({JoinRule.MIN, JoinRule.MAX, JoinRule.DISPLACE})


def acts_words(row: Any, stored: Stored, on: dt.date) -> str:  # noqa: ANN401 - a row of `Stored.nodes`
    """Return where and when a discount acts."""
    if row.is_group:
        return ""
    if row.ends is not None and row.ends < on:
        return _("is over")
    if row.starts is not None and row.starts > on:
        return _("from {date}").format(date=day(row.starts))
    if row.standing is Standing.IN_FORCE:
        words = _("everybody")
    else:
        count = len(running_places(stored.activities[row.id], on))
        if not count:
            return _("nowhere")
        words = ngettext("{count} place", "{count} places", count).format(count=count)
    if row.assignment is Assignment.CHOSEN:
        words = _("{where}, by hand").format(where=words)
    return words


def running_places(activities: Sequence[Any], on: dt.date) -> list[Any]:
    """Return where a discount is switched on; *activities* are in the order of their days."""
    latest: dict[tuple[str, int], Any] = {}
    for activity in activities:
        if activity.since <= on:
            latest[activity.place, activity.ref_id] = activity
    return [activity for activity in latest.values() if activity.running]


def about_words(row: Any, stored: Stored, names: Mapping[int, str]) -> str:  # noqa: ANN401 - a row of `Stored.nodes`
    """Return everything else about a discount in one paragraph.

    Args:
        names: condition → its name.
    """
    if row.is_group:
        return ""
    parts = [_(DISCOUNT_KINDS[row.kind])]
    conditions = [names[one.condition_id] for one in stored.when[row.id]]
    if conditions:
        parts.append(_("when: {conditions}").format(conditions="; ".join(conditions)))
    parts.append(scope_words(row, stored))
    values = len(stored.values[row.id])
    if values:
        text = ngettext("{count} price group apart", "{count} price groups apart", values)
        parts.append(text.format(count=values))
    if row.multiple:
        parts.append(_("per multiple"))
    if row.starts is not None or row.ends is not None:
        starts, ends = (day(one) if one is not None else "…" for one in (row.starts, row.ends))
        parts.append(f"{starts} – {ends}")
    return " · ".join(part for part in parts if part)


def scope_words(row: Any, stored: Stored) -> str:  # noqa: ANN401 - a row of `Stored.nodes`
    """Return which items a discount is about; "" for all."""
    match row.scope:
        case ScopeKind.LIST:
            count = len(stored.items[row.id])
            return ngettext("{count} item", "{count} items", count).format(count=count)
        case ScopeKind.SEGMENT:
            count = len(stored.segments[row.id])
            return ngettext("{count} segment", "{count} segments", count).format(count=count)
        case ScopeKind.NOT_SEGMENT:
            count = len(stored.segments[row.id])
            text = ngettext("all but {count} segment", "all but {count} segments", count)
            return text.format(count=count)
        case ScopeKind.FILTER:
            return _("by a filter")
        case _:
            return ""


_PAIR = re.compile(r"(\w+)=(.*)", re.DOTALL)


def read_parameters(text: str) -> dict[str, Any]:
    """Read "nth=2 odd=true name='two words'" as the parameters of a plug-in.

    Raises:
        BadValue: a part is no name with a value.
    """
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise BadValue(what="parameters", value=text, expected="name=value") from error
    found: dict[str, Any] = {}
    for word in words:
        match = _PAIR.fullmatch(word)
        if match is None:
            raise BadValue(what="parameters", value=word, expected="name=value")
        value = match[2]
        if re.fullmatch(r"-?\d{1,15}", value):
            found[match[1]] = int(value)
        else:
            found[match[1]] = {"true": True, "false": False}.get(value, value)
    return found


def write_parameters(parameters: Mapping[str, Any]) -> str:
    """Return the text that `read_parameters` takes back."""
    parts = []
    for name, value in parameters.items():
        text = str(value).lower() if isinstance(value, bool) else str(value)
        parts.append(f"{name}={shlex.quote(text)}")
    return " ".join(parts)
