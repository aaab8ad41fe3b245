"""Conditions of discounts in few words, and their hours as people type them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.access.roles import ROLE_TITLES
from core.discounts.books import ACCUMULATES, COMPARISONS, CRITERIA, PAYMENT_FORMS, PERIODS, WITHINS
from core.discounts.condition_editing import weekdays_of
from core.discounts.conditions import Hours, clock_time
from core.discounts.kinds import ConditionKind, Criterion, Period
from core.discounts.listings import CONDITION_KINDS
from core.kernel.errors import BadValue
from core.kernel.i18n import N_
from tui.formatting import money, quantity
from tui.locale import _
from tui.texts.traces_discounts import WEEKDAYS

MONEY_CRITERIA = frozenset({Criterion.SUM})


def condition_words(row: Any, hours: Sequence[Any]) -> str:  # noqa: ANN401 - a row of `Stored.conditions`
    """Return what a condition asks for."""
    match row.kind:
        case ConditionKind.VOLUME:
            return _("{measured} {where}: {comparison} {wanted}").format(
                measured=_(CRITERIA[row.criterion]),
                where=_(WITHINS[row.within]).lower(),
                comparison=_(COMPARISONS[row.comparison]),
                wanted=wanted_text(row.criterion, row.wanted),
            )
        case ConditionKind.ACCUMULATED:
            period = _(PERIODS[row.period]).lower()
            if row.period is Period.DAYS:
                period = _("{days} days").format(days=row.days)
            return _("{whose}, {period}: {comparison} {wanted}").format(
                whose=_(ACCUMULATES[row.accumulates]),
                period=period,
                comparison=_(COMPARISONS[row.comparison]),
                wanted=money(row.wanted),
            )
        case ConditionKind.TIME:
            return "; ".join(hours_words(each) for each in hours)
        case ConditionKind.PAYMENT_FORM:
            return _(PAYMENT_FORMS.get(row.payment_form, row.payment_form))
        case ConditionKind.USER_GROUP:
            titles = {role.value: title for role, title in ROLE_TITLES.items()}
            return _(titles.get(row.user_group, row.user_group))
        case ConditionKind.BIRTHDAY:
            text = _("{before} days before to {after} days after")
            return text.format(before=row.before, after=row.after)
        case ConditionKind.PLUGIN:
            return _("plug-in {name}").format(name=row.plugin)
        case ConditionKind.HAS_CARD if not row.title:
            return _("of any kind")
        case ConditionKind.NO_CARD:
            return _(CONDITION_KINDS[row.kind])
        case _:
            return str(row.title)


def wanted_text(criterion: Criterion, wanted: int) -> str:
    """Write how much of something is wanted."""
    if criterion is Criterion.SUM:
        return money(wanted)
    return str(wanted) if criterion is Criterion.ITEMS else quantity(wanted)


def hours_words(row: Any) -> str:  # noqa: ANN401 - a row of `Stored.hours`
    """Return hours as "Mon Tue 09:00-18:00"."""
    days = " ".join(_(WEEKDAYS[str(day)]) for day in sorted(weekdays_of(row.weekdays)))
    return f"{days} {clock_time(row.begin_minute)}-{clock_time(row.end_minute)}"


DAY_FIELDS: Mapping[str, str] = {
    "day_0": N_("Mo"),
    "day_1": N_("Tu"),
    "day_2": N_("We"),
    "day_3": N_("Th"),
    "day_4": N_("Fr"),
    "day_5": N_("Sa"),
    "day_6": N_("Su"),
}
"""Field of the table of hours → its short title."""


def hours_line(row: Any) -> dict[str, Any]:  # noqa: ANN401 - a row of `Stored.hours`
    """Return stored hours as a line of the table."""
    days = weekdays_of(row.weekdays)
    line: dict[str, Any] = {name: int(name[-1]) in days for name in DAY_FIELDS}
    line["begin"] = clock_time(row.begin_minute)
    line["end"] = clock_time(row.end_minute)
    return line


def read_hours(line: Mapping[str, Any]) -> Hours:
    """Return what a line of the table says.

    Raises:
        BadValue: a time that is none.
    """
    days = frozenset(int(name[-1]) for name in DAY_FIELDS if line.get(name))
    return Hours(days, read_minutes(line.get("begin")), read_minutes(line.get("end")))


def read_minutes(text: object) -> int:
    """Read "9:30" or "0930" as minutes after midnight; "24:00" is the end of the day.

    Raises:
        BadValue: no such time.
    """
    written = str(text or "").strip().replace(".", ":")
    hour, mark, minute = written.partition(":")
    if not mark:
        hour, minute = (written[:-2], written[-2:]) if len(written) > 2 else (written, "0")  # noqa: PLR2004 - "9" is nine o'clock
    if hour.isdecimal() and minute.isdecimal() and int(minute) < 60:  # noqa: PLR2004 - minutes of an hour
        minutes = int(hour) * 60 + int(minute)
        if minutes <= 24 * 60:
            return minutes
    raise BadValue(what=N_("Hours"), value=written, expected="09:30")
