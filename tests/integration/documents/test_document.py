"""A type with nothing but a declaration is numbered, guarded, remembered and posted."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import ledger
from core.access.actor import Actor
from core.access.errors import Forbidden
from core.access.roles import Permission
from core.audit.acting import acting
from core.audit.queries import traces
from core.db.numbering import last_number
from core.documents.errors import HasDependants, NoSuchField, NotPosted
from core.documents.lines import save_lines
from core.documents.models import Document, FieldChange
from core.documents.operations import (
    advance,
    base_on,
    create,
    create_many,
    edit,
    locked,
    post,
    unpost,
)
from core.documents.queries import based_on, history, movements, standing_on
from core.kernel.clock import FixedClock
from core.kernel.errors import (
    Conflict,
    IllegalTransition,
    NotEnough,
    NotFound,
    PeriodClosed,
)
from core.ledger import close_period
from core.partners.models import Company
from core.stock.books import WAREHOUSE
from core.stock.ledgers import ON_HAND
from tests.integration.documents.conftest import add_company, add_warehouse, person
from tests.integration.documents.trial import Trial, TrialLine, TrialStatus, counted

ENTER = Permission.STOCK_ENTER


def line(number: int, item: int, quantity: int) -> dict[str, object]:
    return {"line_no": number, "item_id": item, "quantity": quantity}


def on_hand(session: Session, warehouse: int) -> dict[int, int]:
    rows = ledger.balance(session, ON_HAND, warehouse_id=warehouse)
    return {row.item_id: row.quantity for row in rows if row.quantity}


def test_a_new_document_gets_number_date_author_status_and_version(
    trial: Session, company: int, admin: Actor, clock: FixedClock
) -> None:
    made = create(trial, admin, "trial", clock=clock, company_id=company, place="Тверь")

    assert made.number_text == "КЛ-000001"
    assert (made.series, made.year, made.number) == ("ПР", 2026, 1)
    assert made.date == dt.date(2026, 11, 20)
    assert (made.status, made.version, made.posted) == ("draft", 1, False)
    assert made.author_id == admin.user_id
    assert made.created_at == clock.now()
    (trace,) = traces(trial, "trial", made.id)
    assert (trace.action, trace.facts) == ("document.created", {"number": "КЛ-000001"})


def test_numbers_run_by_company_and_year(
    trial: Session, company: int, admin: Actor, clock: FixedClock
) -> None:
    other = add_company(trial, "К2", "ДР")

    def number(of: int, on: dt.date) -> str:
        made = create(trial, admin, "trial", clock=clock, company_id=of, date=on)
        return made.number_text

    assert number(company, dt.date(2026, 1, 1)) == "КЛ-000001"
    assert number(company, dt.date(2026, 12, 31)) == "КЛ-000002"
    assert number(other, dt.date(2026, 12, 31)) == "ДР-000001"
    assert number(company, dt.date(2027, 1, 1)) == "КЛ-000001"


def test_many_are_made_as_one_is_numbered_in_their_order(
    trial: Session, company: int, admin: Actor, clock: FixedClock
) -> None:
    create(trial, admin, "trial", clock=clock, company_id=company)
    places = ["Тверь", "Клин", "Ржев"]

    def made(names: list[str]) -> int:
        with counted(trial.connection()) as sent:
            documents = create_many(
                trial,
                admin,
                "trial",
                [{"place": name} for name in names],
                clock=clock,
                company_id=company,
            )
        found.extend((one.number_text, one.place) for one in documents if isinstance(one, Trial))
        for one in documents:
            (trace,) = traces(trial, "trial", one.id)
            assert trace.facts == {"number": one.number_text}
        return len(sent)

    found: list[tuple[str, str]] = []
    assert made(places) == made(["Чехов"])
    assert found == [
        ("КЛ-000002", "Тверь"),
        ("КЛ-000003", "Клин"),
        ("КЛ-000004", "Ржев"),
        ("КЛ-000005", "Чехов"),
    ]


def test_of_many_with_one_bad_field_none_is_made_and_no_number_taken(
    trial: Session, company: int, admin: Actor, clock: FixedClock
) -> None:
    with pytest.raises(NoSuchField):
        create_many(
            trial,
            admin,
            "trial",
            [{"place": "Тверь"}, {"status": "done"}],
            clock=clock,
            company_id=company,
        )
    assert trial.scalar(select(func.count()).select_from(Trial)) == 0
    assert create(trial, admin, "trial", clock=clock, company_id=company).number == 1


def test_without_company_the_type_numbers(trial: Session, admin: Actor, clock: FixedClock) -> None:
    assert create(trial, admin, "trial", clock=clock).number_text == "ПР-000001"


def test_create_is_denied_without_the_right_and_takes_no_number(
    trial: Session, company: int, clock: FixedClock
) -> None:
    reader = person("Reader", Permission.STOCK_READ)

    with pytest.raises(Forbidden) as refusal:
        create(trial, reader, "trial", clock=clock, company_id=company)

    assert refusal.value.facts["permission"] == "stock.enter"
    assert last_number(trial, company, "ПР", 2026) == 0
    assert trial.scalar(select(func.count()).select_from(Document)) == 0


def test_create_is_denied_for_another_company_or_warehouse(
    trial: Session, company: int, warehouse: int, clock: FixedClock
) -> None:
    of_company = person("A", ENTER, companies=[company + 1])
    of_warehouse = person("B", ENTER, warehouses=[])

    with pytest.raises(Forbidden):
        create(trial, of_company, "trial", clock=clock, company_id=company)
    with pytest.raises(Forbidden):
        create(trial, of_warehouse, "trial", clock=clock, warehouse_id=warehouse)

    assert trial.scalar(select(func.count()).select_from(Document)) == 0


def test_a_field_that_only_verbs_set_is_refused(
    trial: Session, admin: Actor, clock: FixedClock
) -> None:
    made = create(trial, admin, "trial", clock=clock)

    for field in ("number", "status", "posted", "author_id", "colour"):
        with pytest.raises(NoSuchField):
            edit(trial, admin, made.id, made.version, clock=clock, **{field: 5})
    with pytest.raises(NoSuchField):
        create(trial, admin, "trial", clock=clock, colour="red")

    assert made.version == 1


def test_editing_raises_the_version_and_remembers_old_and_new(
    trial: Session, admin: Actor, clock: FixedClock
) -> None:
    made = create(trial, admin, "trial", clock=clock, place="Тверь")
    anna = person("Анна", ENTER, Permission.STOCK_READ)
    clock.wait(60)

    edit(trial, anna, made.id, 1, clock=clock, place="Клин", date=dt.date(2026, 11, 21), comment="")

    assert made.version == 2
    assert made.changed_at == clock.now()
    changes = history(trial, anna, "trial", made.id)
    assert [(c.who, c.line, c.field, c.old, c.new) for c in changes] == [
        (admin.name, None, "", None, "ПР-000001"),
        ("Анна", None, "date", "2026-11-20", "2026-11-21"),
        ("Анна", None, "place", "Тверь", "Клин"),
    ]
    assert changes[1].at == clock.now()


def test_saving_the_same_again_changes_nothing(
    trial: Session, admin: Actor, clock: FixedClock
) -> None:
    made = create(trial, admin, "trial", clock=clock, place="Тверь")
    save_lines(trial, admin, made, TrialLine, [line(1, 5, 1000)], clock=clock)
    version = made.version

    edit(trial, admin, made.id, version, clock=clock, place="Тверь")
    saved = save_lines(trial, admin, made, TrialLine, [line(1, 5, 1000)], clock=clock)

    assert not saved
    assert made.version == version


def test_the_loser_of_a_concurrent_edit_is_told_who_changed_what(
    trial: Session, admin: Actor, clock: FixedClock
) -> None:
    made = create(trial, admin, "trial", clock=clock, place="Тверь")
    winner = person("Анна", ENTER)
    edit(trial, winner, made.id, 1, clock=clock, place="Клин")
    save_lines(trial, winner, made, TrialLine, [line(1, 5, 1000)], clock=clock)

    with pytest.raises(Conflict) as conflict:
        edit(trial, person("Олег", ENTER), made.id, 1, clock=clock, place="Ржев")

    assert conflict.value.facts["who"] == "Анна"
    assert conflict.value.facts["changed"] == "place, 1"
    assert conflict.value.facts["key"] == "ПР-000001"
    assert made.place == "Клин"  # type: ignore[attr-defined]
    assert trial.scalar(select(func.count()).select_from(FieldChange)) == 3


def test_a_status_moves_only_along_its_table(
    trial: Session, admin: Actor, clock: FixedClock
) -> None:
    made = create(trial, admin, "trial", clock=clock)

    with pytest.raises(IllegalTransition):
        advance(trial, admin, made, TrialStatus.DONE, clock=clock)
    assert (made.status, made.version) == ("draft", 1)

    advance(trial, admin, made, TrialStatus.AGREED, clock=clock)
    assert (made.status, made.version) == ("agreed", 2)
    assert history(trial, admin, "trial", made.id)[-1].new == "agreed"
    assert traces(trial, "trial", made.id)[-1].facts == {
        "number": "ПР-000001",
        "old": "draft",
        "new": "agreed",
    }


def test_a_step_may_need_a_right_of_its_own(
    trial: Session, admin: Actor, clock: FixedClock
) -> None:
    made = create(trial, admin, "trial", clock=clock)
    advance(trial, admin, made, TrialStatus.AGREED, clock=clock)

    with pytest.raises(Forbidden):
        advance(trial, person("Олег", ENTER), made, TrialStatus.DONE, clock=clock)
    assert made.status == "agreed"

    advance(trial, person("Анна", Permission.PERIOD_CLOSE), made, TrialStatus.DONE, clock=clock)
    assert made.status == "done"


def test_posting_writes_the_ledger_and_unposting_takes_it_back(
    trial: Session, warehouse: int, admin: Actor, clock: FixedClock
) -> None:
    made = create(trial, admin, "trial", clock=clock, warehouse_id=warehouse)
    save_lines(trial, admin, made, TrialLine, [line(1, 5, 1000), line(2, 6, 500)], clock=clock)

    post(trial, admin, made, clock=clock)
    assert made.posted
    assert on_hand(trial, warehouse) == {5: 1000, 6: 500}
    assert len(movements(trial, admin, made.id)) > 0

    save_lines(trial, admin, made, TrialLine, [line(1, 5, 700)], clock=clock)
    post(trial, admin, made, clock=clock)
    assert on_hand(trial, warehouse) == {5: 700}

    unpost(trial, admin, made, clock=clock)
    assert not made.posted
    assert on_hand(trial, warehouse) == {}
    assert [found.action for found in traces(trial, "trial", made.id)] == [
        "document.created",
        "document.posted",
        "document.posted",
        "document.unposted",
    ]
    with pytest.raises(NotPosted):
        unpost(trial, admin, made, clock=clock)


def test_a_refused_posting_leaves_no_balance(
    trial: Session, warehouse: int, admin: Actor, clock: FixedClock
) -> None:
    made = create(trial, admin, "trial", clock=clock, warehouse_id=warehouse)
    save_lines(trial, admin, made, TrialLine, [line(1, 5, 1000), line(2, 6, -1)], clock=clock)

    with pytest.raises(NotEnough), trial.begin_nested():
        post(trial, admin, made, clock=clock)

    assert on_hand(trial, warehouse) == {}
    assert trial.scalar(select(Document.posted).where(Document.id == made.id)) is False


def test_a_closed_period_refuses_posting_and_unposting(
    trial: Session, warehouse: int, admin: Actor, clock: FixedClock
) -> None:
    early = dt.date(2026, 10, 31)
    made = create(trial, admin, "trial", clock=clock, warehouse_id=warehouse, date=early)
    save_lines(trial, admin, made, TrialLine, [line(1, 5, 1000)], clock=clock)
    post(trial, admin, made, clock=clock)
    close_period(trial, admin, early)

    with pytest.raises(PeriodClosed), trial.begin_nested():
        unpost(trial, admin, made, clock=clock)

    assert on_hand(trial, warehouse) == {5: 1000}


def test_unposting_is_refused_with_the_chain_of_posted_dependants(
    trial: Session, warehouse: int, admin: Actor, clock: FixedClock
) -> None:
    def made(basis: Document | None = None) -> Document:
        found = create(
            trial,
            admin,
            "trial",
            clock=clock,
            warehouse_id=warehouse,
            basis_id=basis and basis.id,
        )
        post(trial, admin, found, clock=clock)
        return found

    order, other = made(), made()
    outbound = made(order)
    base_on(trial, outbound, [other.id])
    base_on(trial, outbound, [other.id])
    invoice = made(outbound)

    assert [(found.id, found.depth) for found in standing_on(trial, other.id)] == [
        (outbound.id, 1),
        (invoice.id, 2),
    ]
    assert [found.id for found in based_on(trial, invoice.id)] == [outbound.id, order.id, other.id]
    with pytest.raises(HasDependants) as refusal:
        unpost(trial, admin, other, clock=clock)
    assert refusal.value.facts["count"] == 2
    assert refusal.value.facts["dependants"] == "ПР-000003, ПР-000004"
    assert refusal.value.facts["chain"] == (
        ("trial", outbound.id, "ПР-000003", 1),
        ("trial", invoice.id, "ПР-000004", 2),
    )
    assert other.posted

    unpost(trial, admin, invoice, clock=clock)
    unpost(trial, admin, outbound, clock=clock)
    unpost(trial, admin, other, clock=clock)
    assert not other.posted


def test_a_circle_of_bases_ends(trial: Session, admin: Actor, clock: FixedClock) -> None:
    first = create(trial, admin, "trial", clock=clock)
    second = create(trial, admin, "trial", clock=clock, basis_id=first.id)
    base_on(trial, first, [second.id])

    assert [found.id for found in standing_on(trial, first.id)] == [second.id]


def test_a_document_outside_ones_rows_is_neither_edited_nor_read(
    trial: Session, warehouse: int, admin: Actor, clock: FixedClock
) -> None:
    made = create(trial, admin, "trial", clock=clock, warehouse_id=warehouse, place="Тверь")
    stranger = person("Олег", ENTER, Permission.STOCK_READ, warehouses=[warehouse + 1])

    with pytest.raises(NotFound):
        edit(trial, stranger, made.id, 1, clock=clock, place="Клин")
    with pytest.raises(NotFound):
        history(trial, stranger, "trial", made.id)
    with pytest.raises(NotFound):
        movements(trial, stranger, made.id)
    with pytest.raises(Forbidden):
        post(trial, stranger, made, clock=clock)

    assert made.place == "Тверь"  # type: ignore[attr-defined]
    assert not made.posted


def test_a_document_cannot_be_moved_to_a_warehouse_outside_ones_rows(
    trial: Session, warehouse: int, clock: FixedClock
) -> None:
    other = add_warehouse(trial, "С2")
    keeper = person("Олег", ENTER, warehouses=[warehouse])
    made = create(trial, keeper, "trial", clock=clock, warehouse_id=warehouse)

    with pytest.raises(Forbidden):
        edit(trial, keeper, made.id, 1, clock=clock, warehouse_id=other)

    assert made.warehouse_id == warehouse


def test_locked_tells_the_type_apart(trial: Session, admin: Actor, clock: FixedClock) -> None:
    with pytest.raises(NotFound):
        locked(trial, Document, 404)
    made = create(trial, admin, "trial", clock=clock)
    assert locked(trial, type(made), made.id) is made


def test_reference_rows_keep_a_history_too(
    trial: Session, company: int, admin: Actor, clock: FixedClock
) -> None:
    acting(trial, admin, clock)
    found = trial.get_one(Company, company)
    found.name = "Новое имя"
    trial.flush()

    last = history(trial, admin, "company", company)[-1]
    assert (last.who, last.field, last.old, last.new) == (
        admin.name,
        "name",
        "Компания К1",
        "Новое имя",
    )


def test_the_history_of_a_book_is_shown_to_those_who_may_read_the_row(
    trial: Session, warehouse: int, admin: Actor
) -> None:
    """The right and the rows are those of the book, not of books in general."""
    stranger = person("Олег", Permission.REFERENCE_READ, warehouses=[warehouse + 1])
    unknown = person("Олег", Permission.REFERENCE_READ)
    assert history(trial, admin, WAREHOUSE.name, warehouse)
    with pytest.raises(NotFound):
        history(trial, stranger, WAREHOUSE.name, warehouse)
    with pytest.raises(Forbidden):
        history(trial, unknown, "something else", 1)


def test_linked_documents_outside_ones_rows_are_left_out(
    trial: Session, warehouse: int, admin: Actor, clock: FixedClock
) -> None:
    other = add_warehouse(trial, "С2")
    first = create(trial, admin, "trial", clock=clock, warehouse_id=warehouse)
    second = create(trial, admin, "trial", clock=clock, warehouse_id=other, basis_id=first.id)
    keeper = person("Олег", Permission.STOCK_READ, warehouses=[warehouse])
    nobody = person("Никто", warehouses=[warehouse, other])
    assert [found.id for found in standing_on(trial, first.id)] == [second.id]
    assert standing_on(trial, first.id, keeper) == []
    assert [found.id for found in based_on(trial, second.id, keeper)] == [first.id]
    assert based_on(trial, second.id, nobody) == []
