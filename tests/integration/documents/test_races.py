"""Several workstations at once: real connections, real commits."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.db.engine import Database
from core.db.unit_of_work import run, transaction
from core.documents.errors import HasDependants
from core.documents.lines import save_lines
from core.documents.models import Document, FieldChange
from core.documents.operations import create, edit, locked, post, unpost
from core.documents.queries import history
from core.kernel.clock import FixedClock
from core.kernel.errors import Conflict, DomainError
from tests.integration.documents.conftest import add_company, person
from tests.integration.documents.trial import Trial, TrialLine, create_tables

WRITERS = 8


class Interrupted(Exception):
    """A failure in the middle of a transaction."""


@pytest.fixture
def stored(database: Database) -> Database:
    """A database of this module with the trial's tables."""
    with database.engine.begin() as connection:
        create_tables(connection)
    return database


def test_numbers_have_no_gap_when_eight_threads_create_and_some_fail(
    stored: Database, admin: Actor, clock: FixedClock
) -> None:
    with transaction(stored.sessions) as session:
        company = add_company(session, "Гонка", "ГН")
    start = threading.Barrier(WRITERS)

    def work(writer: int) -> int:
        start.wait()
        made = 0
        for turn in range(12):
            fails = (writer + turn) % 3 == 0

            def one(session: Session, *, fails: bool = fails) -> None:
                found = create(session, admin, "trial", clock=clock, company_id=company)
                rows = [{"line_no": 1, "item_id": 1, "quantity": 1}]
                save_lines(session, admin, found, TrialLine, rows, clock=clock)
                if fails:
                    raise Interrupted

            try:
                run(stored.sessions, one, attempts=50)
            except Interrupted:
                continue
            made += 1
        return made

    with ThreadPoolExecutor(WRITERS) as pool:
        made = sum(pool.map(work, range(WRITERS)))

    with stored.sessions() as session:
        numbers = session.scalars(
            select(Document.number)
            .where(Document.company_id == company, Document.type == "trial")
            .order_by(Document.number)
        ).all()
    assert made == WRITERS * 12 * 2 // 3
    assert numbers == list(range(1, made + 1))


def test_of_two_who_edit_the_same_version_one_wins_and_the_other_changes_nothing(
    stored: Database, admin: Actor, clock: FixedClock
) -> None:
    with transaction(stored.sessions) as session:
        made = create(session, admin, "trial", clock=clock, place="Тверь").id
    start = threading.Barrier(2)

    def work(name: str) -> DomainError | None:
        editor = person(name, Permission.STOCK_ENTER)

        def save(session: Session) -> None:
            found = edit(session, editor, made, 1, clock=clock, place=name)
            rows = [{"line_no": 1, "item_id": 1, "quantity": 1, "note": name}]
            save_lines(session, editor, found, TrialLine, rows, clock=clock)

        start.wait()
        try:
            run(stored.sessions, save, attempts=50)
        except Conflict as conflict:
            return conflict
        return None

    with ThreadPoolExecutor(2) as pool:
        outcomes = dict(zip(("Анна", "Олег"), pool.map(work, ("Анна", "Олег")), strict=True))

    (winner,) = [name for name, outcome in outcomes.items() if outcome is None]
    (conflict,) = [outcome for outcome in outcomes.values() if outcome is not None]
    assert conflict.facts["who"] == winner
    assert conflict.facts["changed"] == "place, 1"
    with stored.sessions() as session:
        found = session.get_one(Trial, made)
        assert (found.place, found.version) == (winner, 3)
        assert {change.who for change in history(session, admin, "trial", made)[1:]} == {winner}


def test_a_basis_cannot_be_unposted_while_a_dependant_is_being_posted(
    stored: Database, admin: Actor, clock: FixedClock
) -> None:
    with transaction(stored.sessions) as session:
        basis = create(session, admin, "trial", clock=clock)
        post(session, admin, basis, clock=clock)
        basis_id = basis.id
    asked, outcome = threading.Event(), []

    def undo() -> None:
        def work(session: Session) -> None:
            unpost(session, admin, locked(session, Trial, basis_id), clock=clock)

        asked.set()
        try:
            run(stored.sessions, work, attempts=50)
        except HasDependants as refusal:
            outcome.append(refusal)

    with transaction(stored.sessions) as session:
        made = create(session, admin, "trial", clock=clock, basis_id=basis_id)
        other = threading.Thread(target=undo)
        other.start()
        asked.wait()
        post(session, admin, made, clock=clock)
    other.join()

    assert len(outcome) == 1
    with stored.sessions() as session:
        assert session.get_one(Trial, basis_id).posted


@pytest.mark.parametrize("table", ["field_change", "audit_entry"])
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET who = 'nobody'", "DELETE FROM {}", "TRUNCATE {}"]
)
def test_history_and_trail_are_append_only_even_for_hand_written_sql(
    stored: Database, admin: Actor, clock: FixedClock, table: str, statement: str
) -> None:
    with transaction(stored.sessions) as session:
        create(session, admin, "trial", clock=clock)

    def rows(session: Session) -> list[tuple[object, ...]]:
        found = session.execute(text(f"SELECT id, who FROM {table} ORDER BY id"))
        return [tuple(row) for row in found]

    with stored.sessions() as session:
        before = rows(session)
    assert before
    with pytest.raises(DatabaseError, match="append-only"), transaction(stored.sessions) as session:
        session.execute(text(statement.format(table)))
    with stored.sessions() as session:
        assert rows(session) == before


def test_a_rolled_back_change_leaves_no_history(
    stored: Database, admin: Actor, clock: FixedClock
) -> None:
    with transaction(stored.sessions) as session:
        made = create(session, admin, "trial", clock=clock, place="Тверь").id

    def edited_in_vain(session: Session) -> None:
        edit(session, admin, made, 1, clock=clock, place="Клин")
        raise Interrupted

    with pytest.raises(Interrupted):
        run(stored.sessions, edited_in_vain)

    with stored.sessions() as session:
        fields = session.scalars(
            select(FieldChange.field).where(
                FieldChange.subject == "trial", FieldChange.subject_id == made
            )
        ).all()
        assert fields == [""]
