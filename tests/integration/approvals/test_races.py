"""Two who answer at once, and an answer against an edit: one wins, the other is told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Role
from core.approvals.deciding import decide
from core.approvals.errors import AlreadyApproved, NotAskedAnyMore
from core.approvals.queries import approval_state, inbox, inbox_count
from core.approvals.statuses import ApprovalStatus, Verdict
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.kernel.clock import FixedClock
from core.kernel.errors import Conflict, DomainError
from core.terms.agreement_steps import ask_agreement
from core.terms.agreements import AgreementInput, individual_from, save_agreement
from core.terms.queries import agreement_card
from core.terms.statuses import AgreementStatus
from tests.integration.terms.house import House, build, person

Work = Callable[[Session], object]


@pytest.fixture(scope="module")
def shop(database: Database) -> House:
    """A company with two approvers of prices, committed."""
    clock = FixedClock(datetime(2026, 11, 20, 9, 0, tzinfo=UTC))
    with transaction(database.sessions) as session:
        house = build(session, clock)
        house.people["second"] = person(session, "second", Role.PRICE_APPROVER)
        house.schedules["standard"] = house.standard(session).id
    return house


def asked(database: Database, shop: House, **header: object) -> tuple[int, int]:
    """Make an individual agreement that departs, and ask about it; return id and version."""
    manager = shop.people["manager"]
    with transaction(database.sessions) as session:
        made = individual_from(
            session, manager, shop.schedules["standard"], shop.partners["ROSE"], clock=shop.clock
        )
        saved = save_agreement(
            session, manager, made.id, made.version, AgreementInput(header=header), clock=shop.clock
        )
        ask_agreement(session, manager, made.id, due=None, text="", clock=shop.clock)
    return saved.id, saved.version


def task_of(database: Database, actor: Actor, agreement: int) -> int:
    """Return the task about an agreement in an inbox."""
    with transaction(database.sessions) as session:
        return next(one.id for one in inbox(session, actor) if one.document_id == agreement)


def at_once(database: Database, *works: Work) -> list[DomainError | None]:
    """Do everything at the same moment, each in a transaction of its own; return what was told."""
    start = threading.Barrier(len(works))
    told: list[DomainError | None] = [None] * len(works)

    def go(at: int, work: Work) -> None:
        start.wait(30)
        try:
            with transaction(database.sessions) as session:
                work(session)
        except DomainError as error:
            told[at] = error

    threads = [threading.Thread(target=go, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return told


def test_of_two_who_decide_one_task_one_wins_and_the_other_is_told_who_was_faster(
    database: Database, shop: House
) -> None:
    for _ in range(5):
        agreement, _version = asked(database, shop, max_discount=5_000)
        people = [shop.people["pricer"], shop.people["second"]]
        task = task_of(database, people[0], agreement)

        def answer(actor: Actor, task: int = task) -> Work:
            return lambda session: decide(session, actor, task, Verdict.APPROVE, clock=shop.clock)

        told = at_once(database, *(answer(actor) for actor in people))
        lost = [error for error in told if error is not None]
        assert len(lost) == 1
        assert isinstance(lost[0], AlreadyApproved)
        winner = people[0 if told[0] is None else 1]
        assert lost[0].facts["who"] == winner.name
        with transaction(database.sessions) as session:
            assert approval_state(session, agreement).by == (winner.name,)
            card = agreement_card(session, winner, agreement)
            assert card.status is AgreementStatus.IN_FORCE
            assert [inbox_count(session, one) for one in people] == [0, 0]


def test_the_last_two_answers_of_different_kinds_put_it_in_force_once(
    database: Database, shop: House
) -> None:
    for _ in range(5):
        agreement, version = asked(database, shop, max_discount=5_000, delivery_days=1)
        pricer, mover = shop.people["pricer"], shop.people["mover"]
        tasks = {one: task_of(database, one, agreement) for one in (pricer, mover)}

        def answer(actor: Actor, tasks: dict[Actor, int] = tasks) -> Work:
            return lambda session: decide(
                session, actor, tasks[actor], Verdict.APPROVE, clock=shop.clock
            )

        assert at_once(database, answer(pricer), answer(mover)) == [None, None]
        with transaction(database.sessions) as session:
            card = agreement_card(session, pricer, agreement)
            assert (card.status, card.version) == (AgreementStatus.IN_FORCE, version + 1)


def test_an_answer_and_an_edit_at_once_never_approve_what_nobody_has_seen(
    database: Database, shop: House
) -> None:
    for _ in range(5):
        agreement, version = asked(database, shop, max_discount=1_000)
        pricer = shop.people["pricer"]
        task = task_of(database, pricer, agreement)
        given = AgreementInput(header={"max_discount": 9_000})
        told = at_once(
            database,
            lambda session: decide(session, pricer, task, Verdict.APPROVE, clock=shop.clock),  # noqa: B023 - runs before the loop goes on
            lambda session: save_agreement(
                session,
                shop.people["manager"],
                agreement,  # noqa: B023 - the same
                version,  # noqa: B023 - the same
                given,  # noqa: B023 - the same
                clock=shop.clock,
            ),
        )
        with transaction(database.sessions) as session:
            card = agreement_card(session, pricer, agreement)
            state = approval_state(session, agreement).status
        limit = card.terms.limits[0].max_discount
        if told[0] is None:
            assert isinstance(told[1], Conflict), "the editor is told that it went on"
            assert (card.status, limit) == (AgreementStatus.IN_FORCE, 1_000)
        else:
            assert isinstance(told[0], NotAskedAnyMore)
            assert (card.status, limit) == (AgreementStatus.NOT_AGREED, 9_000)
            assert state is ApprovalStatus.OUTDATED
