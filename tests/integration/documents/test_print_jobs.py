"""The outbox of paper: with its transaction or not at all, once, again after a failure."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.errors import Forbidden
from core.access.roles import ROLES, Permission, Role
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.documents.print_jobs import (
    ATTEMPTS,
    LEASE,
    PrintJob,
    PrintStatus,
    Wanted,
    ask_print,
    ask_prints,
    claim_print,
    not_printed,
    printed,
    waiting_prints,
)
from core.kernel.clock import FixedClock
from core.kernel.errors import NotFound
from tests.integration.documents.conftest import add_warehouse, person


def paper(session: Session, kind: str = "sales_invoice", warehouse_id: int | None = None) -> int:
    """Insert the header of a document of *kind*; return its id."""
    return int(
        session.execute(
            text(
                "INSERT INTO document (type, series, year, number, number_text, date, author_id,"
                " status, version, posted, created_at, changed_at, warehouse_id)"
                " VALUES (:kind, 'T', 2026, nextval(pg_get_serial_sequence('document', 'id')), 'T',"
                " '2026-11-20', 0, 'done', 1, true, now(), now(), :warehouse) RETURNING id"
            ),
            {"kind": kind, "warehouse": warehouse_id},
        ).scalar_one()
    )


def test_asking_twice_with_one_key_prints_once(
    session: Session, admin: Actor, clock: FixedClock
) -> None:
    document = paper(session)
    first = ask_print(session, admin, document, "torg12", clock=clock, job_key="ship:7")
    again = ask_print(session, admin, document, "torg12", clock=clock, job_key="ship:7")
    assert (first.new, again.new, again.id) == (True, False, first.id)
    assert waiting_prints(session) == 1


def test_a_second_print_of_the_same_form_is_a_duplicate(
    session: Session, admin: Actor, clock: FixedClock
) -> None:
    document = paper(session)
    ask_print(session, admin, document, "torg12", clock=clock, job_key="ship:7")
    assert ask_print(session, admin, document, "torg12", clock=clock, job_key="hand:1").duplicate
    assert not ask_print(
        session, admin, document, "pick_list", clock=clock, job_key="hand:2"
    ).duplicate


def test_a_job_is_claimed_by_one_spooler_and_printed_once(
    fresh_database: Database, admin: Actor, clock: FixedClock
) -> None:
    with transaction(fresh_database.sessions) as session:
        ask_print(session, admin, paper(session), "torg12", clock=clock, job_key="ship:7")
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
    ask_print(session, admin, paper(session), "torg12", clock=clock, job_key="ship:7")
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
    ask_print(session, admin, paper(session), "torg12", clock=clock, job_key="ship:7")
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
        ask_print(session, nobody, paper(session), "torg12", clock=clock, job_key="x")
    assert waiting_prints(session) == 0


def test_paper_is_denied_where_reading_is(session: Session, clock: FixedClock) -> None:
    """A storekeeper prints pick lists of his own warehouse, and nothing with prices."""
    mine, other = add_warehouse(session, "С1"), add_warehouse(session, "С2")
    keeper = person("Олег", *ROLES[Role.STOREKEEPER], warehouses=[mine])
    refused: list[tuple[int, str, type[Exception]]] = [
        (paper(session, "sales_invoice", mine), "torg12", Forbidden),
        (paper(session, "outbound_order", other), "pick_list", NotFound),
        (10**9, "pick_list", NotFound),
    ]
    for document, form, error in refused:
        with pytest.raises(error):
            ask_print(session, keeper, document, form, clock=clock, job_key=f"x{document}")
    assert waiting_prints(session) == 0
    own = paper(session, "outbound_order", mine)
    assert ask_print(session, keeper, own, "pick_list", clock=clock, job_key="y").new
    invoice = paper(session, "sales_invoice", mine)
    asked = ask_print(
        session,
        keeper,
        invoice,
        "torg12",
        clock=clock,
        job_key="ship:1",
        permission=Permission.OUTBOUND_SHIP,
    )
    assert asked.new


def test_a_job_that_kills_its_spooler_each_time_is_given_up(
    session: Session, admin: Actor, clock: FixedClock
) -> None:
    ask_print(session, admin, paper(session), "torg12", clock=clock, job_key="poison")
    healthy = ask_print(session, admin, paper(session), "torg12", clock=clock, job_key="healthy")
    for _ in range(2 * ATTEMPTS):
        session.flush()
        clock.instant += LEASE
        claimed = claim_print(session, clock=clock)
        if claimed is not None and claimed.job_key == "healthy":
            printed(session, claimed, clock=clock)
    session.flush()
    row = session.scalars(select(PrintJob).where(PrintJob.job_key == "poison")).one()
    assert (row.status, row.attempts) == (PrintStatus.FAILED, ATTEMPTS)
    assert session.get_one(PrintJob, healthy.id).status is PrintStatus.PRINTED


def test_a_spooler_whose_lease_ended_cannot_put_back_what_another_one_prints(
    session: Session, admin: Actor, clock: FixedClock
) -> None:
    ask_print(session, admin, paper(session), "torg12", clock=clock, job_key="slow")
    slow = claim_print(session, clock=clock)
    session.flush()
    clock.instant += LEASE
    quick = claim_print(session, clock=clock)
    session.flush()
    assert slow is not None
    assert quick is not None
    assert not not_printed(session, slow, "printer-unreachable", clock=clock)
    printed(session, quick, clock=clock)
    session.flush()
    assert not not_printed(session, slow, "printer-unreachable", clock=clock)
    assert session.get_one(PrintJob, quick.id).status is PrintStatus.PRINTED


@pytest.mark.parametrize(
    ("before", "now", "duplicate"),
    [
        ("waybill:1", "waybill:1", True),
        ("waybill:1", "waybill:2", False),
        ("waybill", "waybill:2", True),
        ("waybill:1", "waybill", True),
        ("waybill:1", "waybills", False),
        ("waybill_2:1", "waybill", False),
    ],
)
def test_a_part_of_a_form_is_a_duplicate_of_the_whole(
    session: Session, admin: Actor, clock: FixedClock, before: str, now: str, *, duplicate: bool
) -> None:
    document = paper(session)
    ask_print(session, admin, document, before, clock=clock, job_key="1")
    assert ask_print(session, admin, document, now, clock=clock, job_key="2").duplicate is duplicate
    wanted = [Wanted(document, now)]
    (asked,) = ask_prints(
        session, admin, wanted, clock=clock, job_key="3", permission=Permission.PRINT_RUN
    )
    assert asked.duplicate is True


def test_many_papers_come_out_in_their_order_and_once(
    session: Session, admin: Actor, clock: FixedClock
) -> None:
    one, two = paper(session), paper(session)
    wanted = [Wanted(two, "torg12", 2), Wanted(one, "torg12"), Wanted(one, "bill")]

    def ask() -> list[tuple[bool, bool]]:
        asked = ask_prints(
            session, admin, wanted, clock=clock, job_key="set", permission=Permission.PRINT_RUN
        )
        return [(job.new, job.duplicate) for job in asked]

    assert ask() == [(True, False)] * 3
    assert ask() == [(False, False)] * 3
    told = []
    for _each in wanted:
        job = claim_print(session, clock=clock)
        assert job is not None
        told.append((job.document_id, job.form, job.copies))
        session.flush()
    assert told == [(two, "torg12", 2), (one, "torg12", 1), (one, "bill", 1)]


def test_of_many_papers_one_hidden_document_refuses_all(
    session: Session, admin: Actor, clock: FixedClock
) -> None:
    wanted = [Wanted(paper(session), "torg12"), Wanted(10**9, "torg12")]
    with pytest.raises(NotFound):
        ask_prints(
            session, admin, wanted, clock=clock, job_key="set", permission=Permission.PRINT_RUN
        )
    assert waiting_prints(session) == 0
