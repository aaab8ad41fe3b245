"""Posting, appending, reversing: balances follow entries, and the database refuses oversell."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from core import ledger
from core.access.actor import SYSTEM, Actor
from core.access.errors import Forbidden
from core.access.roles import ROLES, Role
from core.audit.queries import traces
from core.db.engine import Database
from core.db.integrity import ValueNotStored
from core.db.unit_of_work import transaction
from core.kernel.errors import BadValue, NotEnough, PeriodClosed
from core.stock.ledgers import FREE_STOCK, IN_CELLS, ON_HAND
from tests.ledgers import goods, ledger_faults, recorder

TODAY = date(2026, 11, 20)


OVERSELL = (
    "INSERT INTO on_hand_entry (document_id, line, date, warehouse_id, item_id, quantity)"
    " SELECT id, 1, now(), 1, 7, -5001 FROM document LIMIT 1"
)


def on_hand(session: Session, item: int, **where: object) -> int:
    return sum(row.quantity for row in ledger.balance(session, ON_HAND, item_id=item, **where))


def entries(session: Session) -> int:
    return int(session.execute(text("SELECT count(*) FROM on_hand_entry")).scalar_one())


def test_a_posting_is_the_balance(session: Session) -> None:
    document = recorder(session)
    ledger.post(session, document, TODAY, {ON_HAND: [goods(7, 5000), goods(8, 2500, line=2)]})
    assert on_hand(session, 7) == 5000
    assert on_hand(session, 8) == 2500


def test_posting_the_same_again_adds_no_entry(session: Session) -> None:
    document = recorder(session)
    for _ in range(3):
        ledger.post(session, document, TODAY, {ON_HAND: [goods(7, 5000)]})
    assert entries(session) == 1
    assert on_hand(session, 7) == 5000


def test_posting_something_else_replaces_what_was_said(session: Session) -> None:
    document = recorder(session)
    ledger.post(session, document, TODAY, {ON_HAND: [goods(7, 5000)]})
    ledger.post(session, document, TODAY, {ON_HAND: [goods(7, 3000), goods(9, 1000)]})
    assert on_hand(session, 7) == 3000
    assert on_hand(session, 9) == 1000


def test_a_ledger_not_named_when_posting_again_is_emptied(session: Session) -> None:
    document = recorder(session)
    ledger.post(
        session,
        document,
        TODAY,
        {ON_HAND: [goods(7, 5000)], IN_CELLS: [{"cell_id": 3, "item_id": 7, "quantity": 5000}]},
    )
    ledger.post(session, document, TODAY, {ON_HAND: [goods(7, 5000)]})
    assert [row.quantity for row in ledger.balance(session, IN_CELLS, item_id=7)] == [0]


def test_moving_the_date_reverses_at_the_old_date(session: Session) -> None:
    document = recorder(session)
    ledger.post(session, document, date(2026, 11, 1), {ON_HAND: [goods(7, 5000)]})
    ledger.post(session, document, TODAY, {ON_HAND: [goods(7, 5000)]})
    early = ledger.balance(session, ON_HAND, at=date(2026, 11, 10), item_id=7)
    assert list(early) == []
    assert on_hand(session, 7) == 5000


def test_reversing_brings_every_balance_back(session: Session) -> None:
    first, second = recorder(session), recorder(session)
    ledger.post(session, first, TODAY, {ON_HAND: [goods(7, 5000)]})
    ledger.post(session, second, TODAY, {ON_HAND: [goods(7, -2000)]})
    ledger.reverse(session, second)
    assert on_hand(session, 7) == 5000
    assert ledger.movements(session, second) == {}
    ledger.reverse(session, second)
    assert on_hand(session, 7) == 5000


def test_appending_adds_to_what_was_posted(session: Session) -> None:
    document = recorder(session)
    for quantity in (1000, 2000, -500):
        ledger.append(session, document, TODAY, {ON_HAND: [goods(7, quantity)]})
    assert on_hand(session, 7) == 2500
    assert entries(session) == 3


def test_too_much_is_refused_with_every_shortage_and_its_figures(session: Session) -> None:
    document = recorder(session)
    ledger.post(session, document, TODAY, {ON_HAND: [goods(7, 5000), goods(8, 1000)]})
    second = recorder(session)
    with pytest.raises(NotEnough) as refusal, session.begin_nested():
        ledger.post(
            session, second, TODAY, {ON_HAND: [goods(7, -6000), goods(8, -1000), goods(9, -1)]}
        )
    shortages = refusal.value.facts["shortages"]
    assert isinstance(shortages, tuple)
    found = {(short.where["item_id"], short.asked, short.available) for short in shortages}
    assert found == {(7, 6000, 5000), (9, 1, 0)}
    assert refusal.value.facts["ledger"] == "on_hand"
    assert (on_hand(session, 7), on_hand(session, 8)) == (5000, 1000)
    assert entries(session) == 2


def test_promising_more_than_is_free_is_refused_by_the_sum_of_measures(session: Session) -> None:
    document = recorder(session)
    key = {"warehouse_id": 1, "item_id": 7}
    ledger.post(session, document, TODAY, {FREE_STOCK: [{**key, "on_hand": 10, "reserved": 6}]})
    with pytest.raises(NotEnough) as refusal, session.begin_nested():
        ledger.post(session, recorder(session), TODAY, {FREE_STOCK: [{**key, "to_ship": 5}]})
    assert refusal.value.facts["measure"] == "free"
    assert refusal.value.facts["asked"] == 5
    assert refusal.value.facts["available"] == 4


def test_the_check_sleeps_where_control_is_off(session: Session) -> None:
    document = recorder(session)
    key = {"warehouse_id": 1, "item_id": 7}
    ledger.post(session, document, TODAY, {FREE_STOCK: [{**key, "on_hand": 10}]})
    session.execute(text("UPDATE free_stock_balance SET controlled = false"))
    ledger.post(session, recorder(session), TODAY, {FREE_STOCK: [{**key, "reserved": 50}]})
    with pytest.raises(IntegrityError, match="ck_free_stock_balance_free"), session.begin_nested():
        session.execute(text("UPDATE free_stock_balance SET controlled = true"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE on_hand_balance SET quantity = quantity - 5001",
        OVERSELL,
        "UPDATE on_hand_entry SET quantity = 1",
        "DELETE FROM on_hand_entry",
        "TRUNCATE on_hand_entry",
    ],
)
def test_hand_written_sql_can_neither_oversell_nor_rewrite(
    session: Session, statement: str
) -> None:
    document = recorder(session)
    ledger.post(session, document, TODAY, {ON_HAND: [goods(7, 5000)]})
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(text(statement))
    assert on_hand(session, 7) == 5000


def test_hand_written_entries_keep_the_balance_true(session: Session) -> None:
    document = recorder(session)
    ledger.post(session, document, TODAY, {ON_HAND: [goods(7, 5000)]})
    session.execute(
        text(
            "INSERT INTO on_hand_entry (document_id, line, date, warehouse_id, item_id, quantity)"
            f" VALUES ({document}, 1, now(), 1, 7, -1000)"
        )
    )
    assert on_hand(session, 7) == 4000
    assert ledger_faults(session) == []


def test_a_closed_period_refuses_and_keeps_everything(session: Session) -> None:
    document = recorder(session)
    ledger.post(session, document, date(2026, 10, 15), {ON_HAND: [goods(7, 5000)]})
    ledger.close_period(session, SYSTEM, date(2026, 10, 31))
    assert ledger.closed_through(session) == date(2026, 10, 31)
    with pytest.raises(PeriodClosed) as refusal, session.begin_nested():
        ledger.post(session, recorder(session), date(2026, 10, 31), {ON_HAND: [goods(7, 1)]})
    assert refusal.value.facts == {
        "date": date(2026, 10, 31),
        "closed_through": date(2026, 10, 31),
    }
    with pytest.raises(PeriodClosed), session.begin_nested():
        ledger.reverse(session, document)
    ledger.post(session, recorder(session), date(2026, 11, 1), {ON_HAND: [goods(7, 1)]})
    assert on_hand(session, 7) == 5001


def test_the_number_of_statements_does_not_depend_on_the_lines(session: Session) -> None:
    counts = []
    for lines in (10, 200):
        document = recorder(session)
        seen: list[str] = []

        def remember(
            _c: object, _cur: object, statement: str, *_: object, into: list[str] = seen
        ) -> None:
            into.append(statement)

        connection = session.connection()
        event.listen(connection, "before_cursor_execute", remember)
        rows = [goods(item, 1000, line=item) for item in range(1, lines + 1)]
        ledger.post(session, document, TODAY, {ON_HAND: rows}, first_time=True)
        event.remove(connection, "before_cursor_execute", remember)
        counts.append(len(seen))
    assert counts == [1, 1]


def test_balance_of_an_unknown_dimension_is_refused(session: Session) -> None:
    with pytest.raises(BadValue):
        ledger.balance(session, ON_HAND, colour=1)


def test_turnover_of_a_period_by_item(session: Session) -> None:
    first, second = recorder(session), recorder(session)
    ledger.post(session, first, date(2026, 11, 1), {ON_HAND: [goods(7, 5000), goods(8, 100)]})
    ledger.post(session, second, TODAY, {ON_HAND: [goods(7, -2000)]})
    rows = ledger.turnover(session, ON_HAND, date(2026, 11, 1), TODAY, by=("item_id",))
    assert [tuple(row) for row in rows] == [(7, 5000, 2000, 3000), (8, 100, 0, 100)]
    rows = ledger.turnover(session, ON_HAND, TODAY, TODAY, item_id=[7, 8])
    assert [tuple(row) for row in rows] == [(0, 2000, -2000)]


def test_balance_as_of_a_date_and_as_known_at_an_instant(session: Session) -> None:
    ledger.post(session, recorder(session), date(2026, 11, 1), {ON_HAND: [goods(7, 5000)]})
    between = session.execute(text("SELECT clock_timestamp()")).scalar_one()
    ledger.post(session, recorder(session), TODAY, {ON_HAND: [goods(7, -2000)]})
    past = ledger.balance(session, ON_HAND, at=date(2026, 11, 19), item_id=7)
    assert [row.quantity for row in past] == [5000]
    known = ledger.balance(session, ON_HAND, at=between, item_id=7)
    assert [row.quantity for row in known] == [5000]
    assert on_hand(session, 7) == 3000


def test_verification_names_a_balance_that_was_tampered_with(session: Session) -> None:
    ledger.post(session, recorder(session), TODAY, {ON_HAND: [goods(7, 5000)]})
    session.execute(text("UPDATE on_hand_balance SET quantity = 4000 WHERE item_id = 7"))
    found = [d for d in ledger.verify(session) if d.what == "ledger on_hand"]
    assert len(found) == 1
    assert found[0].where["item_id"] == 7
    assert (found[0].stored, found[0].computed) == ({"quantity": 4000}, {"quantity": 5000})


@pytest.mark.parametrize("name", ["warehose_id", "quantty"])
def test_a_misspelt_dimension_or_measure_is_refused(session: Session, name: str) -> None:
    """It would otherwise count as "none" or as zero, and nobody would ever know."""
    document = recorder(session)
    with pytest.raises(BadValue) as refused:
        ledger.post(session, document, TODAY, {ON_HAND: [goods(1, 1000) | {name: 1}]})
    assert refused.value.facts["value"] == name
    assert ledger.movements(session, document) == {}


def test_sums_are_whole_numbers_in_every_reading(session: Session) -> None:
    document = recorder(session)
    ledger.post(session, document, TODAY, {ON_HAND: [goods(3, 5000), goods(3, 1, line=2)]})
    now = ledger.balance(session, ON_HAND, item_id=3)[0].quantity
    past = ledger.balance(session, ON_HAND, at=TODAY, item_id=3)[0].quantity
    turned = ledger.turnover(session, ON_HAND, TODAY, TODAY, item_id=3)[0]
    moved = ledger.movements(session, document)[ON_HAND][0].quantity
    figures = (now, past, turned.quantity_in, turned.quantity_out, turned.quantity_net, moved)
    assert figures == (5001, 5001, 5001, 0, 5001, 5000)
    assert {type(figure) for figure in figures} == {int}


def test_a_balance_beyond_the_largest_number_is_refused_by_name(database: Database) -> None:
    """9 223 372 036 854 775 807 thousandths is the most one balance holds."""
    most = (1 << 63) - 1
    with transaction(database.sessions) as session:
        ledger.post(session, recorder(session), TODAY, {ON_HAND: [goods(9, most)]})
    for one_too_many in ([goods(9, 1)], [goods(8, most), goods(8, 1, line=2)], [goods(8, 1 << 64)]):
        with pytest.raises(ValueNotStored), transaction(database.sessions) as session:
            ledger.post(session, recorder(session), TODAY, {ON_HAND: one_too_many})
    with transaction(database.sessions) as session:
        assert [row.quantity for row in ledger.balance(session, ON_HAND, item_id=[8, 9])] == [most]


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_first_and_the_last_day_there_is_can_be_posted_on(session: Session, day: date) -> None:
    document = recorder(session, day)
    ledger.post(session, document, day, {ON_HAND: [goods(6, 1000)]})
    assert ledger.movements(session, document)[ON_HAND][0].date == day
    ledger.reverse(session, document)
    assert on_hand(session, 6) == 0


def test_posting_nothing_at_all_is_a_posting(session: Session) -> None:
    """No entries, first and again, and emptying what was said."""
    document = recorder(session)
    ledger.post(session, document, TODAY, {}, first_time=True)
    ledger.post(session, document, TODAY, {ON_HAND: []})
    ledger.append(session, document, TODAY, {ON_HAND: []})
    ledger.reverse(session, document)
    assert ledger.movements(session, document) == {}


def test_closing_a_period_needs_the_right_and_leaves_a_trace(session: Session) -> None:
    lead = Actor(5, "lead", "Lead", frozenset({Role.SHIFT_LEAD}), ROLES[Role.SHIFT_LEAD])
    with pytest.raises(Forbidden):
        ledger.close_period(session, lead, date(2026, 10, 31))
    assert ledger.closed_through(session) is None
    ledger.close_period(session, SYSTEM, date(2026, 10, 31))
    ledger.close_period(session, SYSTEM, date(2026, 9, 30))
    assert ledger.closed_through(session) == date(2026, 9, 30)
    assert [trace.facts for trace in traces(session, "closed_period", 1)] == [
        {"old": None, "new": "2026-10-31"},
        {"old": "2026-10-31", "new": "2026-09-30"},
    ]
