"""Reading the rules: the stored tree as a frozen `RuleBook`, in a constant number of statements."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from core.discounts.condition_editing import weekdays_of
from core.discounts.conditions import Condition, Hours
from core.discounts.kinds import JoinRule, ScopeKind
from core.discounts.making import BenefitFacts, CheckFacts, make_benefit, make_check
from core.discounts.models import DiscountVersion
from core.discounts.rulebook import Activity, Discount, Group, Node, RuleBook
from core.discounts.scopes import ANYTHING, Scope, composed
from core.discounts.stored import Stored, read_stored

Row = Any
"""A row of `Stored`."""


def rules_version(session: Session) -> int:
    """Return the version of the stored rules: one statement; 0 while there are none."""
    return session.scalar(select(DiscountVersion.version)) or 0


def load_rules(session: Session, *, keep: frozenset[int] = frozenset()) -> RuleBook:
    """Return all discounts in use.

    Dates and places of activity are part of the rules, so one book serves every cart until the
    stored rules change. The number of statements does not depend on how many discounts there are.

    Args:
        keep: discounts that are read although they are out of use, to try them.

    Raises:
        BadValue: something stored makes no sense; editing refuses it, so only SQL can have put it
            there.
    """
    version = rules_version(session)
    stored = read_stored(session)
    below: dict[int | None, list[Row]] = defaultdict(list)
    for node in stored.nodes:
        if not node.retired or node.id in keep:
            below[node.parent_id].append(node)
    if not below[None]:
        return RuleBook(Group(id=0, name="", rule=JoinRule.MAX), version)
    conditions = {row.id: _condition(row, stored) for row in stored.conditions}
    return RuleBook(_group(below[None][0], below, stored, conditions), version)


class RuleCache:
    """The rules of one database, read anew when they have changed; threads may share it."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._kept: RuleBook | None = None

    def rules(self, session: Session) -> RuleBook:
        """Return the rules: one statement while nothing has changed."""
        with self._guard:
            kept = self._kept
        if kept is not None and kept.version == rules_version(session):
            return kept
        fresh = load_rules(session)
        with self._guard:
            self._kept = fresh
        return fresh


_CACHES: WeakKeyDictionary[Engine, RuleCache] = WeakKeyDictionary()


def kept_rules(session: Session) -> RuleBook:
    """Return the rules of the session's database: one statement while nothing has changed.

    Safe within a transaction that changes rules and is rolled back: no version is given out twice.
    """
    engine = session.get_bind().engine
    return _CACHES.setdefault(engine, RuleCache()).rules(session)


def _group(
    row: Row,
    below: Mapping[int | None, Sequence[Row]],
    stored: Stored,
    conditions: Mapping[int, Condition],
) -> Group:
    children: list[Node] = [
        _group(child, below, stored, conditions)
        if child.is_group
        else _discount(child, stored, conditions)
        for child in below.get(row.id, ())
    ]
    return Group(
        id=row.id, name=row.name, rule=row.rule, compare=row.compare, children=tuple(children)
    )


def _discount(row: Row, stored: Stored, conditions: Mapping[int, Condition]) -> Discount:
    benefit = make_benefit(
        BenefitFacts(
            kind=row.kind,
            value=row.value,
            every=row.every,
            mode=row.mode,
            price_type_id=row.price_type_id or 0,
            card_kind_id=row.card_kind_id or 0,
            programme_id=row.programme_id or 0,
            text=row.message,
            plugin=row.plugin,
            parameters=row.parameters,
            by_group={one.price_group_id: one.value for one in stored.values[row.id]},
            name=row.name,
            title=row.title,
        )
    )
    return Discount(
        id=row.id,
        code=row.code,
        name=row.name,
        kind=row.kind,
        benefit=benefit,
        scope=_scope(row, stored.items[row.id], stored.segments[row.id]),
        conditions=tuple(conditions[one.condition_id] for one in stored.when[row.id]),
        multiple=row.multiple,
        assignment=row.assignment,
        standing=row.standing,
        activities=tuple(
            Activity(one.place, one.ref_id, one.since, one.running)
            for one in stored.activities[row.id]
        ),
        starts=row.starts,
        ends=row.ends,
    )


def _scope(row: Row, items: Iterable[Row], segments: Iterable[Row]) -> Scope:
    match row.scope:
        case ScopeKind.ANY:
            return ANYTHING
        case ScopeKind.FILTER:
            return composed(row.scope_filter)
        case ScopeKind.LIST:
            return Scope(row.scope, frozenset(one.item_id for one in items))
        case _:
            return Scope(row.scope, frozenset(one.segment_id for one in segments))


def _condition(row: Row, stored: Stored) -> Condition:
    hours = tuple(
        Hours(weekdays_of(one.weekdays), one.begin_minute, one.end_minute)
        for one in stored.hours[row.id]
    )
    check = make_check(
        CheckFacts(
            kind=row.kind,
            criterion=row.criterion,
            within=row.within,
            comparison=row.comparison,
            wanted=row.wanted,
            scope=_scope(row, stored.condition_items[row.id], stored.condition_segments[row.id]),
            accumulates=row.accumulates,
            period=row.period,
            days=row.days,
            segment_id=row.segment_id or 0,
            hours=hours,
            payment_form=row.payment_form,
            schedule_id=row.schedule_id,
            card_kind_id=row.card_kind_id or 0,
            user_group=row.user_group,
            client_segment_id=row.client_segment_id or 0,
            before=row.before,
            after=row.after,
            plugin=row.plugin,
            parameters=row.parameters,
            name=row.name,
            title=row.title,
        )
    )
    return Condition(row.id, row.name, check)
