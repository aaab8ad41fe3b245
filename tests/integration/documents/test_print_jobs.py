"""The outbox of paper: with its transaction or not at all, once, again after a failure."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.errors import Forbidden
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.documents.print_jobs import (
    ATTEMPTS,
    LEASE,
    PrintJob,
    PrintStatus,
    ask_print,
    claim_print,
    not_printed,
    printed,
    waiting_prints,
)
from core.kernel.clock import FixedClock


def test_asking_twice_with_one_key_prints_once(
    session: Session, admin: Actor, clock: FixedClock
) -> None:
    first = ask_print(session, admin, 7, "torg12", clock=clock, job_key="ship:7")
    again = ask_print(session, admin, 7, "torg12", clock=clock, job_key="ship:7")
    assert (first.new, again.new, again.id) == (True, False, first.id)
    assert waiting_prints(session) == 1


def test_a_second_print_of_the_same_form_is_a_duplicate(
    session: Session, admin: Actor, clock: FixedClock
) -> None:
    ask_print(session, admin, 7, "torg12", clock=clock, job_key="ship:7")
    assert ask_print(session, admin, 7, "torg12", clock=clock, job_key="hand:1").duplicate
    assert not ask_print(session, admin, 7, "pick_list", clock=clock, job_key="hand:2").duplicate


def test_a_job_is_claimed_by_one_spooler_and_printed_once(
    fresh_database: Database, admin: Actor, clock: FixedClock
) -> None:
    with transaction(fresh_database.sessions) as session:
        ask_print(session, admin, 7, "torg12", clock=clock, job_key="ship:7")
    with (
        transaction(fresh_database.sessions) as one,
        transaction(fresh_database.sessions) as other,
    ):
        mine = claim_print(one, clock=clock)
        assert mine is not None
        assert claim_print(other, clock=clock) is None
    with transaction(fresh_database.sessions) as session:
        assert claim_print(session, clock=clock) is None
        printed(session, mine, clock=clock)
    clock.instant += LEASE * 2
    with transaction(fresh_database.sessions) as session:
        assert claim_print(session, clock=clock) is None
        assert waiting_prints(session) == 0


def test_a_job_whose_spooler_died_comes_again_as_a_duplicate(
    session: Session, admin: Actor, clock: FixedClock
) -> None:
    ask_print(session, admin, 7, "torg12", clock=clock, job_key="ship:7")
    first = claim_print(session, clock=clock)
    session.flush()
    clock.instant += LEASE
    second = claim_print(session, clock=clock)
    assert first is not None
    assert second is not None
    assert (first.duplicate, second.duplicate) == (False, True)
    assert (second.id, second.attempts) == (first.id, 2)


def test_failures_are_tried_again_later_and_given_up_in_the_end(
    session: Session, admin: Actor, clock: FixedClock
) -> None:
    ask_print(session, admin, 7, "torg12", clock=clock, job_key="ship:7")
    for attempt in range(1, ATTEMPTS + 1):
        job = claim_print(session, clock=clock)
        assert job is not None
        assert job.attempts == attempt
        again = not_printed(session, job, "print-failed", clock=clock)
        session.flush()
        assert again is (attempt < ATTEMPTS)
        assert claim_print(session, clock=clock) is None
        clock.instant += timedelta(hours=1)
    row = session.get_one(PrintJob, job.id)
    assert (row.status, row.problem) == (PrintStatus.FAILED, "print-failed")


def test_without_the_right_nothing_is_asked(
    session: Session, admin: Actor, clock: FixedClock
) -> None:
    nobody = Actor(5, "nobody", "Nobody", frozenset(), frozenset())
    with pytest.raises(Forbidden):
        ask_print(session, nobody, 7, "torg12", clock=clock, job_key="x")
    assert waiting_prints(session) == 0
