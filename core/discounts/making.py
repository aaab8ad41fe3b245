"""Making benefits and checks out of plain facts, whether stored or written in a file.

Whoever has the facts, the loader of the database, the editor, the reader of files, comes through
here, so all of them refuse the same nonsense: `BadValue` names the field, the value and what was
expected.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from core.discounts.benefits import (
    WHOLE,
    Benefit,
    FreeUnits,
    Gift,
    Percent,
    Refined,
    RoundTotal,
    SpecialPrice,
    SumOnDocument,
    SumOnLine,
)
from core.discounts.cart import Accumulation
from core.discounts.conditions import (
    Accumulated,
    Birthday,
    Check,
    ClientOf,
    HasCard,
    Hours,
    NoCard,
    OfGroup,
    OnSchedule,
    PaidBy,
    SaleTime,
    Volume,
)
from core.discounts.kinds import (
    Accumulates,
    Comparison,
    ConditionKind,
    Criterion,
    DiscountKind,
    Period,
    RoundingMode,
    Within,
)
from core.discounts.plugins import PluginBenefit, PluginCheck
from core.discounts.rewards import BonusPercent, BonusSum, IssueCard, Message, Notice
from core.discounts.scopes import ANYTHING, Scope
from core.kernel.errors import BadValue
from core.kernel.money import require_no_less
from core.kernel.quantity import format_quantity, require_quantity

MOST_MARKUP = 1_000_000
"""10 000 %, in hundredths: a greater markup is a slip of the finger."""

LONGEST = 36_500
"""Days: nothing is counted further back than a century."""

REFINABLE = frozenset({DiscountKind.PERCENT, DiscountKind.SUM_LINE, DiscountKind.BONUS_PERCENT})
"""Kinds whose value may differ by price group."""

REPEATABLE = frozenset(
    {DiscountKind.SUM_DOCUMENT, DiscountKind.SUM_LINE, DiscountKind.GIFT, DiscountKind.BONUS_SUM}
)
"""Kinds that may be given several times over (Кратно выполнению условий)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitFacts:
    """What a discount gives, as plain values; each kind looks at its own."""

    kind: DiscountKind
    value: int = 0
    """Hundredths of a percent, minor units, hundredths of a point, or thousandths: what is free or
    given; for rounding the precision in minor units."""
    every: int = 0
    """`QUANTITY`: thousandths of which some are free."""
    mode: RoundingMode = RoundingMode.DOWN
    price_type_id: int = 0
    card_kind_id: int = 0
    programme_id: int = 0
    text: str = ""
    """`MESSAGE`: what is said."""
    plugin: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    by_group: Mapping[int, int] = field(default_factory=dict)
    """Price group → value instead of the general one."""
    name: str = ""
    """Of the discount."""
    title: str = ""
    """Of the price type or the card kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFacts:
    """What a condition looks at, as plain values; each kind looks at its own."""

    kind: ConditionKind
    criterion: Criterion = Criterion.QUANTITY
    within: Within = Within.DOCUMENT
    comparison: Comparison = Comparison.GE
    wanted: int = 0
    """Thousandths, minor units or a count."""
    scope: Scope = ANYTHING
    accumulates: Accumulates = Accumulates.PARTNER
    period: Period = Period.ALL
    days: int = 0
    segment_id: int = 0
    """`ACCUMULATED`: only items of this segment."""
    hours: tuple[Hours, ...] = ()
    payment_form: str = ""
    schedule_id: int = 0
    card_kind_id: int = 0
    """0: a card of any kind."""
    user_group: str = ""
    client_segment_id: int = 0
    before: int = 0
    after: int = 0
    plugin: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""
    """Of the condition."""
    title: str = ""
    """Of the card kind, the segment or the schedule."""


def make_benefit(facts: BenefitFacts) -> Benefit | Notice:
    """Return what a discount gives.

    Raises:
        BadValue: a value that makes no sense for the kind; `what` is the name of the fact.
    """
    if facts.by_group and facts.kind not in REFINABLE:
        raise BadValue(what="by_group", value=len(facts.by_group), expected="0")
    match facts.kind:
        case DiscountKind.PERCENT:
            return Percent(_rates(facts, -MOST_MARKUP))
        case DiscountKind.SUM_LINE:
            return SumOnLine(Refined(facts.value, dict(facts.by_group)))
        case DiscountKind.SUM_DOCUMENT:
            return SumOnDocument(facts.value)
        case DiscountKind.BONUS_PERCENT:
            _need("programme_id", facts.programme_id)
            return BonusPercent(facts.programme_id, _rates(facts, 0))
        case DiscountKind.BONUS_SUM:
            _need("programme_id", facts.programme_id)
            return BonusSum(facts.programme_id, _between("value", facts.value, 1))
        case _:
            return _other_benefit(facts)


def _other_benefit(facts: BenefitFacts) -> Benefit | Notice:
    match facts.kind:
        case DiscountKind.QUANTITY:
            require_quantity("every", facts.every)
            require_quantity("value", facts.value)
            if facts.value > facts.every:
                told, most = map(format_quantity, (facts.value, facts.every))
                raise BadValue(what="value", value=told, expected=f"≤ {most}")
            return FreeUnits(facts.every, facts.value)
        case DiscountKind.GIFT:
            require_quantity("value", facts.value)
            return Gift(facts.value)
        case DiscountKind.SPECIAL_PRICE:
            _need("price_type_id", facts.price_type_id)
            return SpecialPrice(facts.price_type_id, facts.title)
        case DiscountKind.MESSAGE:
            _need("text", facts.text.strip())
            return Message(facts.text)
        case DiscountKind.ISSUE_CARD:
            _need("card_kind_id", facts.card_kind_id)
            return IssueCard(facts.card_kind_id, facts.title)
        case DiscountKind.ROUNDING:
            require_no_less("value", facts.value, 1)
            return RoundTotal(facts.value, facts.mode)
        case _:
            _need("plugin", facts.plugin)
            return PluginBenefit(facts.plugin, facts.name, facts.parameters)


def make_check(facts: CheckFacts) -> Check:
    """Return what a condition looks at.

    Raises:
        BadValue: a value that makes no sense for the kind; `what` is the name of the fact.
    """
    match facts.kind:
        case ConditionKind.VOLUME:
            _require_wanted(facts)
            return Volume(
                facts.criterion, facts.comparison, facts.wanted, facts.within, facts.scope
            )
        case ConditionKind.ACCUMULATED:
            return _accumulated(facts)
        case ConditionKind.TIME:
            _need("hours", facts.hours)
            for each in facts.hours:
                _need("weekdays", each.weekdays)
                _between("begin", each.begin, 0, 24 * 60 - 1)
                _between("end", each.end, 0, 24 * 60)
            return SaleTime(facts.hours)
        case ConditionKind.PAYMENT_FORM:
            _need("payment_form", facts.payment_form)
            return PaidBy(facts.payment_form)
        case ConditionKind.SCHEDULE:
            _need("schedule_id", facts.schedule_id)
            return OnSchedule(facts.schedule_id, facts.title)
        case _:
            return _check_of_people(facts)


def _check_of_people(facts: CheckFacts) -> Check:
    match facts.kind:
        case ConditionKind.NO_CARD:
            return NoCard()
        case ConditionKind.HAS_CARD:
            return HasCard(facts.card_kind_id, facts.title)
        case ConditionKind.USER_GROUP:
            _need("user_group", facts.user_group)
            return OfGroup(facts.user_group)
        case ConditionKind.CLIENT_SEGMENT:
            _need("client_segment_id", facts.client_segment_id)
            return ClientOf(facts.client_segment_id, facts.title)
        case ConditionKind.BIRTHDAY:
            before = _between("before", facts.before, 0, 366)
            return Birthday(before, _between("after", facts.after, 0, 366))
        case _:
            _need("plugin", facts.plugin)
            return PluginCheck(facts.plugin, facts.name, facts.parameters)


def _accumulated(facts: CheckFacts) -> Check:
    days = facts.days
    if facts.period is Period.DAYS:
        _between("days", days, 1, LONGEST)
    else:
        days = 0
    of = Accumulation(facts.accumulates, facts.period, days, facts.segment_id)
    require_no_less("wanted", facts.wanted)
    return Accumulated(of, facts.comparison, facts.wanted)


def _require_wanted(facts: CheckFacts) -> None:
    if facts.criterion is Criterion.SUM:
        require_no_less("wanted", facts.wanted)
    elif facts.criterion is Criterion.ITEMS:
        _between("wanted", facts.wanted, 0)
    else:
        require_quantity("wanted", facts.wanted, 0)


def _rates(facts: BenefitFacts, least: int) -> Refined:
    for value in (facts.value, *facts.by_group.values()):
        if not least <= value <= WHOLE:
            expected = f"{least // 100} … {WHOLE // 100} %"
            raise BadValue(what="value", value=Decimal(value) / 100, expected=expected)
    return Refined(facts.value, dict(facts.by_group))


def _need(what: str, value: object) -> None:
    if not value:
        raise BadValue(what=what, value="", expected="≠ 0" if isinstance(value, int) else "…")


def _between(what: str, value: int, least: int, most: int | None = None) -> int:
    if value < least or (most is not None and value > most):
        expected = f"≥ {least}" if most is None else f"{least} … {most}"
        raise BadValue(what=what, value=value, expected=expected)
    return value
