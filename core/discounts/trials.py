"""Trials for the wind tunnel: a draft of the tree, read out of a savepoint that is rolled back.

What is tried acts as if it were in force for everybody on every day; what is stored never changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from enum import StrEnum
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.discounts.kinds import Assignment, JoinRule, Standing
from core.discounts.loading import load_rules
from core.discounts.models import DiscountNode
from core.discounts.rulebook import Discount, Group, Node, RuleBook
from core.discounts.tunnel import Trial, leaves_below
from core.kernel.errors import NotFound


class Against(StrEnum):
    """What a discount is compared with."""

    AS_IT_ACTS = "as_it_acts"
    """The tree as it acts now."""
    WITHOUT = "without"
    """The tree without it."""


def try_node(
    session: Session,
    actor: Actor,
    node_id: int,
    *,
    against: Against = Against.AS_IT_ACTS,
    value: int | None = None,
    rule: JoinRule | None = None,
) -> Trial:
    """Return the trial of a discount, or of all discounts of a group, in use or not.

    Args:
        value: instead of the general value of a discount; None: as it is stored.
        rule: how a group joins its children, instead of as it is stored.

    Raises:
        Forbidden: the actor may not see discounts.
        NotFound: there is no such discount.
    """
    actor.require(Permission.DISCOUNT_READ, what="discount", key=node_id)
    way = _way(session, node_id)
    if not way:
        raise NotFound(what="discount", key=node_id)
    plain = load_rules(session)
    used = frozenset(leaf.id for leaf in plain.leaves())
    changes = {name: one for name, one in (("value", value), ("rule", rule)) if one is not None}

    def change(tried: Session) -> None:
        if changes:
            tried.execute(
                update(DiscountNode.__table__)  # type: ignore[arg-type]  # a table, as declared
                .where(DiscountNode.id == node_id)
                .values(**changes)
            )

    draft = tried_rules(session, change, keep=frozenset(way))
    ids = leaves_below(draft.root, node_id)
    after = RuleBook(_only(draft.root, used | ids, ids), draft.version)
    before = plain
    if against is Against.WITHOUT:
        before = RuleBook(_only(plain.root, used - ids, frozenset()), plain.version)
    return Trial(before, after, ids, name=_name(session, node_id))


def tried_rules(
    session: Session,
    change: Callable[[Session], object],
    *,
    keep: frozenset[int] = frozenset(),
) -> RuleBook:
    """Return the rules as they would be after *change*, which is rolled back.

    Args:
        keep: nodes that are read although they are out of use.
    """
    savepoint = session.begin_nested()
    try:
        change(session)
        return load_rules(session, keep=keep)
    finally:
        savepoint.rollback()


def _way(session: Session, node_id: int) -> tuple[int, ...]:
    """Return a node and every group above it; empty: there is no such node."""
    node = DiscountNode.__table__.c
    walk = select(node.id, node.parent_id).where(node.id == node_id).cte(recursive=True)
    walk = walk.union(select(node.id, node.parent_id).where(node.id == walk.c.parent_id))
    return tuple(session.scalars(select(walk.c.id)))


def _name(session: Session, node_id: int) -> str:
    return session.scalar(select(DiscountNode.name).where(DiscountNode.id == node_id)) or ""


def _only(group: Group, kept: Iterable[int], acting: frozenset[int]) -> Group:
    """Return a tree of the discounts *kept*, with those *acting* in force for everybody."""
    wanted = frozenset(kept)

    def node(one: Node) -> Node | None:
        if isinstance(one, Group):
            return _only(one, wanted, acting)
        if one.id not in wanted:
            return None
        return _in_force(one) if one.id in acting else one

    children: list[Any] = [node(child) for child in group.children]
    return replace(group, children=tuple(child for child in children if child is not None))


def _in_force(discount: Discount) -> Discount:
    return replace(
        discount,
        standing=Standing.IN_FORCE,
        assignment=Assignment.AUTOMATIC,
        starts=None,
        ends=None,
    )
