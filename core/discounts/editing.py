"""Changing the tree of discounts: add, change, move, nest, take out of use.

A discount is written together with what hangs on it: values of price groups, items or segments,
conditions. All of it shares the version and the history of the discount.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import acting
from core.audit.operations import record
from core.catalog.models import Item, ItemSegment, PriceGroup
from core.discounts.books import DISCOUNT
from core.discounts.drafts import DiscountDraft, GroupDraft
from core.discounts.errors import GroupInItself, NotAGroup, RootStays
from core.discounts.hanging import Hanging, replace_hanging
from core.discounts.kinds import JoinRule, ScopeKind, Standing
from core.discounts.models import (
    DiscountCondition,
    DiscountItem,
    DiscountNode,
    DiscountSegment,
    DiscountValue,
    DiscountWhen,
)
from core.documents.reference import RowSaved, create_row, edit_row, retire_row
from core.documents.rowsets import rows_of
from core.kernel.clock import Clock
from core.kernel.errors import BadValue, NotFound

ROOT = "root"
"""Code of the root."""


def root_id(session: Session) -> int | None:
    """Return the root of the tree; None while there is no tree."""
    return session.scalar(select(DiscountNode.id).where(DiscountNode.parent_id.is_(None)))


def ensure_root(session: Session, actor: Actor, *, clock: Clock) -> int:
    """Return the root, made if need be: of several discounts the greatest is given.

    Raises:
        Forbidden: the actor may not edit discounts.
    """
    actor.require(Permission.DISCOUNT_EDIT, what=DISCOUNT.name)
    found = root_id(session)
    if found is not None:
        return found
    # There is no row to lock yet; whoever waited here finds the root that the other one made.
    session.execute(text("LOCK TABLE discount IN SHARE ROW EXCLUSIVE MODE"))
    found = root_id(session)
    if found is not None:
        return found
    made = create_row(
        session,
        actor,
        DISCOUNT.name,
        clock=clock,
        code=ROOT,
        name="",
        is_group=True,
        rule=JoinRule.MAX,
    )
    return made.id


def save_group(
    session: Session,
    actor: Actor,
    draft: GroupDraft,
    *,
    clock: Clock,
    node_id: int | None = None,
    version: int = 0,
    parent_id: int | None = None,
) -> RowSaved:
    """Add a group, last in its parent, or change one that was loaded at *version*.

    Args:
        node_id: None adds.
        parent_id: where a new one stands; None is the root. Moving is `move_node`.

    Raises:
        Forbidden: the actor may not edit discounts.
        Conflict: somebody changed it since.
        NotAGroup: *parent_id* is a discount.
    """
    values: dict[str, Any] = {
        "code": draft.code,
        "name": draft.name,
        "rule": draft.rule,
        "compare": draft.compare,
    }
    if node_id is None:
        place = _new_place(session, actor, parent_id, clock)
        return create_row(
            session, actor, DISCOUNT.name, clock=clock, is_group=True, **values, **place
        )
    return edit_row(session, actor, DISCOUNT.name, node_id, version, clock=clock, **values)


def save_discount(
    session: Session,
    actor: Actor,
    draft: DiscountDraft,
    *,
    clock: Clock,
    node_id: int | None = None,
    version: int = 0,
    parent_id: int | None = None,
) -> RowSaved:
    """Add a discount, last in its group, or change one that was loaded at *version*.

    Args:
        node_id: None adds.
        parent_id: where a new one stands; None is the root. Moving is `move_node`.

    Raises:
        BadValue: something the engine could not use; nothing is written.
        Forbidden: the actor may not edit discounts.
        Conflict: somebody changed it since.
        NotAGroup: *parent_id* is a discount.
    """
    actor.require(Permission.DISCOUNT_EDIT, what=DISCOUNT.name, key=node_id or "")
    draft.check()
    values = draft.columns()
    if node_id is None:
        place = _new_place(session, actor, parent_id, clock)
        saved = create_row(session, actor, DISCOUNT.name, clock=clock, **values, **place)
    else:
        saved = edit_row(session, actor, DISCOUNT.name, node_id, version, clock=clock, **values)
    node = session.get_one(DiscountNode, saved.id)
    replace_hanging(session, node, _hanging(draft), noted=node_id is not None)
    return RowSaved(node.id, node.version)


def _hanging(draft: DiscountDraft) -> tuple[Hanging, ...]:
    scope = draft.scope
    segments = scope.kind in {ScopeKind.SEGMENT, ScopeKind.NOT_SEGMENT}
    return (
        Hanging(
            DiscountValue,
            "discount_id",
            "by_group",
            [{"price_group_id": key, "value": value} for key, value in draft.by_group.items()],
            PriceGroup.name,
        ),
        Hanging(
            DiscountItem,
            "discount_id",
            "items",
            [{"item_id": key} for key in scope.items] if scope.kind is ScopeKind.LIST else [],
            Item.code,
        ),
        Hanging(
            DiscountSegment,
            "discount_id",
            "segments",
            [{"segment_id": key} for key in scope.segments] if segments else [],
            ItemSegment.name,
        ),
        Hanging(
            DiscountWhen,
            "discount_id",
            "conditions",
            [
                {"condition_id": key, "position": place}
                for place, key in enumerate(dict.fromkeys(draft.conditions))
            ],
            DiscountCondition.name,
        ),
    )


def move_node(
    session: Session,
    actor: Actor,
    node_id: int,
    parent_id: int,
    *,
    clock: Clock,
    before_id: int | None = None,
) -> None:
    """Put a group or discount into another group, or elsewhere among its siblings.

    Args:
        before_id: the sibling it shall stand before; None puts it last.

    Raises:
        GroupInItself: *parent_id* is the group itself or lies below it; nothing is moved.
        NotAGroup: *parent_id* is a discount.
        RootStays: the root cannot be moved.
        Forbidden, NotFound.
    """
    actor.require(Permission.DISCOUNT_EDIT, what=DISCOUNT.name, key=node_id)
    acting(session, actor, clock)
    lock_tree(session)
    node = _node(session, node_id)
    if node.parent_id is None:
        raise RootStays
    parent = _group(session, parent_id)
    _refuse_cycle(session, node, parent)
    siblings = [key for key in _children(session, parent_id) if key != node_id]
    place = siblings.index(before_id) if before_id in siblings else len(siblings)
    siblings.insert(place, node_id)
    if node.parent_id != parent_id:
        node.parent_id = parent_id
        session.flush()  # the history knows the move before positions are written set-wise
    _renumber(session, siblings)
    record(
        session,
        actor,
        "discount.moved",
        DISCOUNT.name,
        node_id,
        group=parent.code,
        position=place,
    )


def retire_node(
    session: Session, actor: Actor, node_id: int, *, clock: Clock, retired: bool = True
) -> RowSaved:
    """Take a discount, or a group with everything below it, out of use, or back into it.

    Raises:
        RootStays: the root cannot be taken out of use.
        Forbidden, NotFound.
    """
    actor.require(Permission.DISCOUNT_EDIT, what=DISCOUNT.name, key=node_id)
    if _node(session, node_id).parent_id is None:
        raise RootStays
    return retire_row(session, actor, DISCOUNT.name, node_id, retired=retired, clock=clock)


def set_standing(
    session: Session, actor: Actor, node_id: int, standing: Standing, *, clock: Clock
) -> RowSaved:
    """Put a discount into force for everybody, or only where it is switched on.

    Raises:
        NotAGroup: groups have no standing of their own.
        Forbidden, NotFound.
    """
    actor.require(Permission.DISCOUNT_EDIT, what=DISCOUNT.name, key=node_id)
    node = _node(session, node_id)
    if node.is_group:
        raise BadValue(what="standing", value=node.name, expected="discount")
    return edit_row(
        session, actor, DISCOUNT.name, node_id, node.version, clock=clock, standing=standing
    )


def lock_tree(session: Session) -> None:
    """Let nobody else change the shape of the tree until the transaction ends."""
    session.execute(
        select(DiscountNode.id).where(DiscountNode.parent_id.is_(None)).with_for_update()
    )


def _new_place(
    session: Session, actor: Actor, parent_id: int | None, clock: Clock
) -> dict[str, int]:
    root = ensure_root(session, actor, clock=clock)
    lock_tree(session)
    parent = root if parent_id is None else parent_id
    _group(session, parent)
    last = session.scalar(
        select(func.max(DiscountNode.position)).where(DiscountNode.parent_id == parent)
    )
    return {"parent_id": parent, "position": 0 if last is None else last + 1}


def _node(session: Session, node_id: int) -> DiscountNode:
    found = session.get(DiscountNode, node_id)
    if found is None:
        raise NotFound(what=DISCOUNT.name, key=node_id)
    return found


def _group(session: Session, node_id: int) -> DiscountNode:
    found = _node(session, node_id)
    if not found.is_group:
        raise NotAGroup(discount=found.name)
    return found


def _refuse_cycle(session: Session, node: DiscountNode, parent: DiscountNode) -> None:
    """Refuse to put a group below itself."""
    above: DiscountNode | None = parent
    while above is not None:
        if above.id == node.id:
            raise GroupInItself(group=node.name, into=parent.name)
        above = None if above.parent_id is None else _node(session, above.parent_id)


def _children(session: Session, parent_id: int) -> list[int]:
    return list(
        session.scalars(
            select(DiscountNode.id)
            .where(DiscountNode.parent_id == parent_id)
            .order_by(DiscountNode.position, DiscountNode.id)
        )
    )


def _renumber(session: Session, ordered: Sequence[int]) -> None:
    """Give siblings their positions: one statement."""
    table: Any = DiscountNode.__table__
    given = rows_of(
        table, ["id", "position"], [{"id": key, "position": at} for at, key in enumerate(ordered)]
    )
    session.execute(
        update(table)
        .where(table.c.id == given.c.id, table.c.position != given.c.position)
        .values(position=given.c.position)
    )
    for kept in session.identity_map.values():
        if isinstance(kept, DiscountNode):
            session.expire(kept, ["position"])
