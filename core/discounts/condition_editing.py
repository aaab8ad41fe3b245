"""Changing the catalogue of conditions: a condition with the hours and items that hang on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.catalog.models import Item, ItemSegment
from core.discounts.books import DISCOUNT_CONDITION
from core.discounts.conditions import Hours
from core.discounts.editing import ScopeDraft
from core.discounts.errors import ConditionUsed
from core.discounts.hanging import Hanging, replace_hanging
from core.discounts.kinds import (
    Accumulates,
    Comparison,
    ConditionKind,
    Criterion,
    Period,
    ScopeKind,
    Within,
)
from core.discounts.making import CheckFacts, make_check
from core.discounts.models import (
    ConditionHours,
    ConditionItem,
    ConditionSegment,
    DiscountCondition,
    DiscountNode,
    DiscountWhen,
)
from core.documents.reference import RowSaved, create_row, edit_row, retire_row
from core.kernel.clock import Clock
from core.kernel.errors import NotFound

WEEK = range(7)


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


def save_condition(
    session: Session,
    actor: Actor,
    draft: ConditionDraft,
    *,
    clock: Clock,
    condition_id: int | None = None,
    version: int = 0,
) -> RowSaved:
    """Add a condition to the catalogue, or change one that was loaded at *version*.

    Raises:
        BadValue: something the engine could not use; nothing is written.
        Forbidden: the actor may not edit discounts.
        Conflict: somebody changed it since.
    """
    name = DISCOUNT_CONDITION.name
    actor.require(Permission.DISCOUNT_EDIT, what=name, key=condition_id or "")
    draft.check()
    values = draft.columns()
    if condition_id is None:
        saved = create_row(session, actor, name, clock=clock, **values)
    else:
        saved = edit_row(session, actor, name, condition_id, version, clock=clock, **values)
    row = session.get_one(DiscountCondition, saved.id)
    replace_hanging(session, row, _hanging(draft), noted=condition_id is not None)
    return RowSaved(row.id, row.version)


def retire_condition(
    session: Session, actor: Actor, condition_id: int, *, clock: Clock, retired: bool = True
) -> RowSaved:
    """Take a condition out of use, or back into it.

    Raises:
        ConditionUsed: a discount in use needs it: without it, it would be given to everybody.
        Forbidden, NotFound.
    """
    name = DISCOUNT_CONDITION.name
    actor.require(Permission.DISCOUNT_EDIT, what=name, key=condition_id)
    row = session.get(DiscountCondition, condition_id)
    if row is None:
        raise NotFound(what=name, key=condition_id)
    users = session.scalars(
        select(DiscountNode.name)
        .join(DiscountWhen, DiscountWhen.discount_id == DiscountNode.id)
        .where(DiscountWhen.condition_id == condition_id, DiscountNode.retired.is_(False))
        .order_by(DiscountNode.name)
    ).all()
    if retired and users:
        raise ConditionUsed(condition=row.name, discounts=", ".join(users))
    return retire_row(session, actor, name, condition_id, retired=retired, clock=clock)


def _hanging(draft: ConditionDraft) -> tuple[Hanging, ...]:
    scope = draft.scope
    segments = scope.kind in {ScopeKind.SEGMENT, ScopeKind.NOT_SEGMENT}
    return (
        Hanging(
            ConditionHours,
            "condition_id",
            "hours",
            [
                {
                    "line_no": number,
                    "weekdays": mask_of(each.weekdays),
                    "begin_minute": each.begin,
                    "end_minute": each.end,
                }
                for number, each in enumerate(draft.hours, start=1)
            ],
        ),
        Hanging(
            ConditionItem,
            "condition_id",
            "items",
            [{"item_id": key} for key in scope.items] if scope.kind is ScopeKind.LIST else [],
            Item.code,
        ),
        Hanging(
            ConditionSegment,
            "condition_id",
            "segments",
            [{"segment_id": key} for key in scope.segments] if segments else [],
            ItemSegment.name,
        ),
    )


def mask_of(weekdays: frozenset[int]) -> int:
    """Return weekdays as bits, Monday the lowest."""
    return sum(1 << day for day in weekdays)


def weekdays_of(mask: int) -> frozenset[int]:
    """Return the weekdays of a mask."""
    return frozenset(day for day in WEEK if mask >> day & 1)
