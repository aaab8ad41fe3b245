"""Changing the catalogue of conditions: a condition with the hours and items that hang on it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.catalog.models import Item, ItemSegment
from core.discounts.books import DISCOUNT_CONDITION
from core.discounts.drafts import ConditionDraft
from core.discounts.errors import ConditionUsed
from core.discounts.hanging import Hanging, replace_hanging
from core.discounts.kinds import ScopeKind
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
