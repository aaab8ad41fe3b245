"""What groups, discounts and conditions say, as whoever edits them hands it over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.discounts.conditions import Hours
from core.discounts.kinds import (
    Accumulates,
    Assignment,
    Compare,
    Comparison,
    ConditionKind,
    Criterion,
    DiscountKind,
    JoinRule,
    Period,
    RoundingMode,
    ScopeKind,
    Standing,
    Within,
)
from core.discounts.making import (
    REPEATABLE,
    BenefitFacts,
    CheckFacts,
    make_benefit,
    make_check,
)
from core.discounts.scopes import composed
from core.kernel.errors import BadValue


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeDraft:
    """Which items, as a person says it."""

    kind: ScopeKind = ScopeKind.ANY
    items: tuple[int, ...] = ()
    segments: tuple[int, ...] = ()
    filter: Mapping[str, Any] = field(default_factory=dict)

    def check(self) -> None:
        """Refuse a filter that makes no sense, and a list or segments without any.

        Raises:
            BadValue: what is missing or wrong.
        """
        match self.kind:
            case ScopeKind.FILTER:
                composed(self.filter)
            case ScopeKind.LIST if not self.items:
                raise BadValue(what="items", value=0, expected="≥ 1")
            case ScopeKind.SEGMENT | ScopeKind.NOT_SEGMENT if not self.segments:
                raise BadValue(what="segments", value=0, expected="≥ 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupDraft:
    """What a group says."""

    code: str
    name: str
    rule: JoinRule
    compare: Compare = Compare.LINE


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscountDraft:
    """What a discount says; each kind looks at its own values (`BenefitFacts`)."""

    code: str
    name: str
    kind: DiscountKind
    value: int = 0
    every: int = 0
    mode: RoundingMode = RoundingMode.DOWN
    price_type_id: int | None = None
    card_kind_id: int | None = None
    programme_id: int | None = None
    message: str = ""
    plugin: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    multiple: bool = False
    assignment: Assignment = Assignment.AUTOMATIC
    standing: Standing = Standing.RESTRICTED
    starts: dt.date | None = None
    ends: dt.date | None = None
    scope: ScopeDraft = field(default_factory=ScopeDraft)
    by_group: Mapping[int, int] = field(default_factory=dict)
    """Price group → value."""
    conditions: tuple[int, ...] = ()
    """All of them must hold; told in this order."""

    def check(self) -> None:
        """Refuse what the engine could not use.

        Raises:
            BadValue: the first thing wrong; `what` names the field.
        """
        make_benefit(
            BenefitFacts(
                kind=self.kind,
                value=self.value,
                every=self.every,
                mode=self.mode,
                price_type_id=self.price_type_id or 0,
                card_kind_id=self.card_kind_id or 0,
                programme_id=self.programme_id or 0,
                text=self.message,
                plugin=self.plugin,
                parameters=self.parameters,
                by_group=self.by_group,
            )
        )
        if self.multiple and self.kind not in REPEATABLE:
            raise BadValue(what="multiple", value="+", expected="—")
        if self.starts is not None and self.ends is not None and self.ends < self.starts:
            raise BadValue(what="ends", value=self.ends, expected=f"≥ {self.starts}")
        self.scope.check()

    def columns(self) -> dict[str, Any]:
        """Return what stands in the row itself."""
        return {
            "code": self.code,
            "name": self.name,
            "kind": self.kind,
            "value": self.value,
            "every": self.every,
            "mode": self.mode,
            "price_type_id": self.price_type_id or None,
            "card_kind_id": self.card_kind_id or None,
            "programme_id": self.programme_id or None,
            "message": self.message,
            "plugin": self.plugin,
            "parameters": dict(self.parameters),
            "multiple": self.multiple,
            "assignment": self.assignment,
            "standing": self.standing,
            "starts": self.starts,
            "ends": self.ends,
            "scope": self.scope.kind,
            "scope_filter": dict(self.scope.filter),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionDraft:
    """What a condition says; each kind looks at its own values (`CheckFacts`)."""

    code: str
    name: str
    kind: ConditionKind
    criterion: Criterion = Criterion.QUANTITY
    within: Within = Within.DOCUMENT
    comparison: Comparison = Comparison.GE
    wanted: int = 0
    scope: ScopeDraft = field(default_factory=ScopeDraft)
    accumulates: Accumulates = Accumulates.PARTNER
    period: Period = Period.ALL
    days: int = 0
    segment_id: int | None = None
    hours: tuple[Hours, ...] = ()
    payment_form: str = ""
    schedule_id: int = 0
    card_kind_id: int | None = None
    user_group: str = ""
    client_segment_id: int | None = None
    before: int = 0
    after: int = 0
    plugin: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def check(self) -> None:
        """Refuse what the engine could not use.

        Raises:
            BadValue: the first thing wrong; `what` names the field.
        """
        make_check(
            CheckFacts(
                kind=self.kind,
                criterion=self.criterion,
                within=self.within,
                comparison=self.comparison,
                wanted=self.wanted,
                accumulates=self.accumulates,
                period=self.period,
                days=self.days,
                segment_id=self.segment_id or 0,
                hours=self.hours,
                payment_form=self.payment_form,
                schedule_id=self.schedule_id,
                card_kind_id=self.card_kind_id or 0,
                user_group=self.user_group,
                client_segment_id=self.client_segment_id or 0,
                before=self.before,
                after=self.after,
                plugin=self.plugin,
                parameters=self.parameters,
            )
        )
        self.scope.check()

    def columns(self) -> dict[str, Any]:
        """Return what stands in the row itself."""
        return {
            "code": self.code,
            "name": self.name,
            "kind": self.kind,
            "criterion": self.criterion,
            "within": self.within,
            "comparison": self.comparison,
            "wanted": self.wanted,
            "scope": self.scope.kind,
            "scope_filter": dict(self.scope.filter),
            "accumulates": self.accumulates,
            "period": self.period,
            "days": self.days,
            "segment_id": self.segment_id or None,
            "payment_form": self.payment_form,
            "schedule_id": self.schedule_id or 0,
            "card_kind_id": self.card_kind_id or None,
            "user_group": self.user_group,
            "client_segment_id": self.client_segment_id or None,
            "before": self.before,
            "after": self.after,
            "plugin": self.plugin,
            "parameters": dict(self.parameters),
        }
