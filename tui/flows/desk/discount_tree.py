"""The tree of discounts as a screen shows it, and moving about in it by keys."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.discounts.editing import ensure_root, move_node
from core.discounts.stored import Stored, read_stored
from core.kernel.clock import Clock
from tui.flows.desk.discount_words import about_words, acts_words, value_words
from tui.flows.desk.discounts import DiscountForm
from tui.flows.desk.shapes import Card
from tui.locale import _

UP, DOWN, IN, OUT = "up", "down", "in", "out"
"""Ways of moving a node: among its siblings, into the group above, out of its group."""


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One line of the tree."""

    id: int
    parent_id: int | None
    """None: the root."""
    depth: int
    is_group: bool
    name: str
    gives: str
    """Value of a discount, or how a group joins its children."""
    acts: str
    """Where and when; "" for groups."""
    about: str
    """Everything else, in one paragraph."""
    retired: bool


@dataclass(frozen=True, slots=True)
class Tree:
    """The whole tree, from the root down."""

    rows: tuple[TreeRow, ...]

    def at(self, key: int | None) -> int:
        """Return where a node stands; the root when it is not there."""
        return next((at for at, row in enumerate(self.rows) if row.id == key), 0)


def read_tree(session: Session, actor: Actor, clock: Clock, *, retired: bool = False) -> Tree:
    """Return the tree; an empty one gets its root from whoever may edit it.

    Args:
        retired: show what is out of use, too.

    Raises:
        Forbidden: the actor may not see discounts.
    """
    actor.require(Permission.DISCOUNT_READ, what="discount")
    if actor.may(Permission.DISCOUNT_EDIT):
        ensure_root(session, actor, clock=clock)
    stored = read_stored(session)
    names = {row.id: row.name for row in stored.conditions}
    below = _children(stored, retired=retired)
    on = clock.business_date()

    def walk(rows: Sequence[Any], depth: int) -> Iterator[TreeRow]:
        for row in rows:
            yield TreeRow(
                id=row.id,
                parent_id=row.parent_id,
                depth=depth,
                is_group=row.is_group,
                name=row.name or _("All discounts"),
                gives=value_words(row),
                acts=acts_words(row, stored, on),
                about=about_words(row, stored, names),
                retired=row.retired,
            )
            yield from walk(below.get(row.id, ()), depth + 1)

    return Tree(tuple(walk(below.get(None, ()), 0)))


def _children(stored: Stored, *, retired: bool) -> Mapping[int | None, list[Any]]:
    below: dict[int | None, list[Any]] = defaultdict(list)
    for row in stored.nodes:
        if retired or not row.retired:
            below[row.parent_id].append(row)
    return below


def shift(
    session: Session, actor: Actor, clock: Clock, *, node_id: int, way: str, retired: bool
) -> bool:
    """Move a node one step; False: there is no step that way.

    Args:
        retired: whether what is out of use is shown, and so counts as a neighbour.

    Raises:
        Forbidden, NotFound, RootStays: as `move_node`.
    """
    stored = read_stored(session)
    below = _children(stored, retired=retired)
    nodes = {row.id: row for row in stored.nodes}
    parent = nodes[node_id].parent_id if node_id in nodes else None
    if parent is None:
        return False
    siblings = [row.id for row in below[parent]]
    if node_id not in siblings:
        return False
    at = siblings.index(node_id)
    after = siblings[at + 1 :]
    into, before = parent, None
    if way == UP and at:
        before = siblings[at - 1]
    elif way == DOWN and after:
        before = after[1] if len(after) > 1 else None
    elif way == IN and at and nodes[siblings[at - 1]].is_group:
        into = siblings[at - 1]
    elif way == OUT and nodes[parent].parent_id is not None:
        into = nodes[parent].parent_id
        elders = [row.id for row in below[into]]
        later = elders[elders.index(parent) + 1 :]
        before = later[0] if later else None
    else:
        return False
    move_node(session, actor, node_id, into, before_id=before, clock=clock)
    return True


def new_node(
    session: Session, actor: Actor, clock: Clock, *, kind: str, tree: Tree, at: int
) -> Card | None:
    """Return an empty card that will stand where the cursor is: in a group, or after a discount.

    None: the actor cannot make one.
    """
    card = DiscountForm().new_of(session, actor, clock, kind)
    return None if card is None else _placed(card, tree, at)


def copied_node(
    session: Session, actor: Actor, clock: Clock, *, tree: Tree, at: int
) -> Card | None:
    """Return a new card like the one under the cursor, to stand after it; None: he cannot."""
    form = DiscountForm()
    card = form.open(session, actor, tree.rows[at].id)
    fresh = form.new_of(session, actor, clock, card.values["kind"])
    return None if fresh is None else _placed(form.copied(card, fresh), tree, at, beside=True)


def _placed(card: Card, tree: Tree, at: int, *, beside: bool = False) -> Card:
    """Say where a new card goes."""
    row = tree.rows[at]
    if row.parent_id is None or (row.is_group and not beside):
        place = {"parent_id": row.id, "before_id": None}
    else:
        siblings = [one.id for one in tree.rows if one.parent_id == row.parent_id]
        later = siblings[siblings.index(row.id) + 1 :]
        place = {"parent_id": row.parent_id, "before_id": later[0] if later else None}
    return replace(card, values={**card.values, **place})
