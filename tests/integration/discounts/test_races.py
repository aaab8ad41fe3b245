"""Several people at the tree of discounts at once, each with a connection of his own."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

from sqlalchemy import func, select

from core.access.actor import SYSTEM
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.discounts.drafts import DiscountDraft, GroupDraft
from core.discounts.editing import ensure_root, move_node, save_discount, save_group
from core.discounts.errors import GroupInItself
from core.discounts.kinds import DiscountKind, JoinRule, Place
from core.discounts.models import DiscountActivity, DiscountNode
from core.discounts.switching import switch
from core.discounts.verification import tree_differences
from core.kernel.clock import FixedClock
from core.kernel.errors import Conflict, DomainError
from tui.error_text import explain


def together(*works: Callable[[], str]) -> list[str]:
    """Do everything at once; return what each came to, sorted: its word or its error's code."""
    gate = threading.Barrier(len(works))
    found: list[str] = []

    def one(work: Callable[[], str]) -> None:
        gate.wait()
        try:
            found.append(work())
        except DomainError as error:
            found.append(error.code)

    threads = [threading.Thread(target=one, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found)


def percent(name: str, value: int = 1000) -> DiscountDraft:
    """Return a percentage."""
    return DiscountDraft(code=name, name=name, kind=DiscountKind.PERCENT, value=value)


def test_two_groups_are_never_moved_into_each_other(
    fresh_database: Database, clock: FixedClock
) -> None:
    """One move wins; the other is told that it would put a group into itself."""
    with transaction(fresh_database.sessions) as session:
        one, two = (
            save_group(
                session, SYSTEM, GroupDraft(code=name, name=name, rule=JoinRule.SUM), clock=clock
            ).id
            for name in ("A", "B")
        )

    def moving(node: int, into: int) -> Callable[[], str]:
        def work() -> str:
            with transaction(fresh_database.sessions) as session:
                move_node(session, SYSTEM, node, into, clock=clock)
            return "moved"

        return work

    assert together(moving(one, two), moving(two, one)) == [GroupInItself.code, "moved"]
    with transaction(fresh_database.sessions) as session:
        assert list(tree_differences(session)) == []


def test_of_many_who_change_one_discount_the_losers_are_told_who_was_faster(
    fresh_database: Database, clock: FixedClock
) -> None:
    with transaction(fresh_database.sessions) as session:
        made = save_discount(session, SYSTEM, percent("P"), clock=clock)
    told: list[str] = []

    def changing(value: int) -> Callable[[], str]:
        def work() -> str:
            try:
                with transaction(fresh_database.sessions) as session:
                    save_discount(
                        session,
                        SYSTEM,
                        percent("P", value),
                        clock=clock,
                        node_id=made.id,
                        version=made.version,
                    )
            except Conflict as conflict:
                told.append(explain(conflict).text)
                raise
            return f"saved {value}"

        return work

    outcomes = together(*(changing(value) for value in (100, 200, 300, 400)))
    winners = [one for one in outcomes if one.startswith("saved")]
    assert (len(winners), len(outcomes)) == (1, 4)
    assert all(SYSTEM.name in text for text in told)
    with transaction(fresh_database.sessions) as session:
        node = session.get_one(DiscountNode, made.id)
        assert (f"saved {node.value}", node.version) == (winners[0], made.version + 1)


def test_the_first_discounts_of_many_people_share_one_root(
    fresh_database: Database, clock: FixedClock
) -> None:
    def adding(name: str) -> Callable[[], str]:
        def work() -> str:
            with transaction(fresh_database.sessions) as session:
                save_discount(session, SYSTEM, percent(name), clock=clock)
            return "added"

        return work

    assert together(*(adding(f"P{number}") for number in range(6))) == ["added"] * 6
    with transaction(fresh_database.sessions) as session:
        root = ensure_root(session, SYSTEM, clock=clock)
        places = session.scalars(
            select(DiscountNode.position)
            .where(DiscountNode.parent_id == root)
            .order_by(DiscountNode.position)
        ).all()
        assert len(set(places)) == 6
        assert list(tree_differences(session)) == []


def test_a_place_switched_by_many_on_one_day_is_switched_once(
    fresh_database: Database, clock: FixedClock
) -> None:
    with transaction(fresh_database.sessions) as session:
        made = save_discount(session, SYSTEM, percent("P"), clock=clock).id

    def switching(running: bool) -> Callable[[], str]:
        def work() -> str:
            with transaction(fresh_database.sessions) as session:
                switch(
                    session,
                    SYSTEM,
                    made,
                    Place.AGREEMENT,
                    7,
                    running=running,
                    clock=clock,
                    since=dt.date(2026, 11, 20),
                )
            return "switched"

        return work

    assert together(*(switching(at % 2 == 0) for at in range(6))) == ["switched"] * 6
    with transaction(fresh_database.sessions) as session:
        count = select(func.count()).select_from(DiscountActivity)
        assert session.scalars(count).one() == 1
