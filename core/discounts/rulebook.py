"""The tree of groups and discounts, frozen: what `load_rules` reads and the engine applies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from core.discounts.benefits import Benefit, SpecialPrice
from core.discounts.cart import Accumulation, Cart
from core.discounts.conditions import Accumulated, Condition
from core.discounts.kinds import (
    Assignment,
    Channel,
    Compare,
    DiscountKind,
    JoinRule,
    Place,
    Standing,
)
from core.discounts.rewards import Notice
from core.discounts.scopes import ANYTHING, Scope


@dataclass(frozen=True, slots=True)
class Activity:
    """A restricted discount switched on or off somewhere, since a date."""

    place: Place
    ref_id: int
    """Warehouse, agreement or card kind."""
    since: dt.date
    running: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Discount:
    """A leaf of the tree: what is given, on what, when, to whom."""

    id: int
    """Positive; unique in the tree."""
    name: str
    kind: DiscountKind
    benefit: Benefit | Notice
    code: str = ""
    scope: Scope = ANYTHING
    """For gifts: what may be given."""
    conditions: tuple[Condition, ...] = ()
    """All of them must hold."""
    multiple: bool = False
    """Кратно выполнению условий: given as many times over as the conditions are satisfied."""
    assignment: Assignment = Assignment.AUTOMATIC
    standing: Standing = Standing.IN_FORCE
    activities: tuple[Activity, ...] = ()
    """Where a restricted one was switched on and off."""
    starts: dt.date | None = None
    """First day; None: always has been."""
    ends: dt.date | None = None
    """Last day; None: until further notice."""

    @property
    def channel(self) -> Channel:
        """What it is counted in."""
        return self.kind.channel

    def in_dates(self, on: dt.date) -> bool:
        """Tell whether *on* lies within its dates."""
        return (self.starts is None or self.starts <= on) and (self.ends is None or on <= self.ends)

    def acts_in(self, cart: Cart) -> bool:
        """Tell whether it is in force where the cart is sold: for everybody, or switched on."""
        if self.standing is Standing.IN_FORCE:
            return True
        card = cart.card.kind_id if cart.card is not None else 0
        places = {
            (Place.WAREHOUSE, cart.warehouse_id),
            (Place.AGREEMENT, cart.agreement_id),
            (Place.CARD_KIND, card),
        }
        latest: dict[tuple[Place, int], Activity] = {}
        for activity in self.activities:
            where = (activity.place, activity.ref_id)
            if where in places and activity.since <= cart.on:
                former = latest.get(where)
                if former is None or former.since <= activity.since:
                    latest[where] = activity
        return any(activity.running for activity in latest.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A branch of the tree: how its children meet."""

    id: int
    name: str
    rule: JoinRule
    compare: Compare = Compare.LINE
    """For minimum, maximum and displacement."""
    children: tuple[Node, ...] = ()
    """In the order of their priority."""

    def leaves(self) -> Iterator[Discount]:
        """Yield every discount below, in order."""
        for child in self.children:
            if isinstance(child, Group):
                yield from child.leaves()
            else:
                yield child


Node = Group | Discount


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All discounts of the company."""

    root: Group
    version: int = 0
    """Of what is stored: the same number means the same rules."""
    channels: frozenset[Channel] = field(init=False)

    def __post_init__(self) -> None:
        found = frozenset(leaf.channel for leaf in self.root.leaves())
        object.__setattr__(self, "channels", found)

    def leaves(self) -> Iterator[Discount]:
        """Yield every discount in the order of the tree."""
        return self.root.leaves()

    def find(self, discount_id: int) -> Discount | None:
        """Return the discount with this id; None when there is none."""
        return next((leaf for leaf in self.leaves() if leaf.id == discount_id), None)

    def price_types(self) -> frozenset[int]:
        """Return the price types whose prices the lines of a cart should carry."""
        return frozenset(
            leaf.benefit.price_type_id
            for leaf in self.leaves()
            if isinstance(leaf.benefit, SpecialPrice)
        )

    def accumulations(self) -> tuple[Accumulation, ...]:
        """Return the sums of past purchases that a cart should carry, each once."""
        found = (
            condition.check.of
            for leaf in self.leaves()
            for condition in leaf.conditions
            if isinstance(condition.check, Accumulated)
        )
        return tuple(dict.fromkeys(found))


NO_RULES = RuleBook(Group(id=0, name="", rule=JoinRule.SUM))
"""No discounts at all."""
