"""A bank statement becomes payments: who paid, what for, once and for all."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import ledger
from core.access.errors import Forbidden
from core.documents.queries import history
from core.exchange.bank_file import BankFile, read_bank_file
from core.exchange.bank_import import import_bank, statement_facts
from core.kernel.clock import Clock
from core.kernel.errors import NotFound, PeriodClosed
from core.partners.models import Company, LegalEntity, Partner
from core.settlements.bank import (
    load_statement,
    make_payments,
    name_payer,
    statement_lines,
)
from core.settlements.bank_document import BankDocument
from core.settlements.bank_judging import judge
from core.settlements.bank_models import BankStatement
from core.settlements.errors import ForeignStatement, LineDecided, LinesWait, StatementTaken
from core.settlements.kinds import LineFate, StatementStatus
from core.settlements.models import IncomingPayment
from core.settlements.proposals import Why
from core.settlements.queries import bank_statement_card, payment_card
from tests.integration.sales.trade import BOSS, Trade, build
from tests.integration.settlements.money import owed, shipped
from tui.commands import bank_report
from tui.commands.bank_report import lines as told

FILE = Path(__file__).parents[2] / "unit" / "exchange" / "bank" / "windows_103.txt"
OURS = "40702810500000431207"


@pytest.fixture
def file() -> BankFile:
    return read_bank_file(FILE.read_bytes(), FILE.name)


@pytest.fixture
def trade(session: Session, clock: Clock) -> Trade:
    """Stock for the goods; КЛ has the account, ROSE is Стройдвор."""
    made = build(session, clock, "GLOVES 5000 @10")
    session.get_one(Company, made.companies["КЛ"]).bank_account = OURS
    entity(session, made, "ROSE").inn = "7743200004"
    session.flush()
    return made


def entity(session: Session, trade: Trade, code: str) -> LegalEntity:
    return session.scalars(
        select(LegalEntity).where(LegalEntity.partner_id == trade.partners[code])
    ).one()


def payments(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(IncomingPayment)) or 0


def statements(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(BankStatement)) or 0


def test_a_line_becomes_a_payment_of_what_its_purpose_names(
    session: Session, clock: Clock, trade: Trade, file: BankFile
) -> None:
    """12 500 for order КЛ-000001 of 10 000: the rest goes to the debt of the other order."""
    one = trade.order(session, "GLOVES 1000")
    two = trade.order(session, "GLOVES 200")
    shipped(session, trade, two)
    report = import_bank(session, BOSS, file, clock=clock)
    assert [line.fate for line in report.lines] == [
        LineFate.PAYMENT,
        LineFate.UNKNOWN_PAYER,
        LineFate.OUTGOING,
    ]
    first = report.lines[0]
    assert (first.counterparty, first.payment, first.left_minor) == (
        "ООО ROSE",
        "КЛ-000001",
        500_00,
    )
    assert [(pay.object_id, pay.amount_minor, pay.why) for pay in first.pays] == [
        (one, 10_000_00, Why.NAMED),
        (two, 2_000_00, Why.DEBT),
    ]
    assert (owed(session, one), owed(session, two)) == (("0", "10000"), ("0", "0"))
    assert (report.written, report.statements, report.waiting) == (True, ("КЛ-000001",), 1)
    payment = session.scalars(select(IncomingPayment)).one()
    card = payment_card(session, BOSS, payment.id)
    assert (card.their_number, card.their_date, card.head.date, card.from_bank) == (
        "317",
        date(2026, 11, 18),
        date(2026, 11, 19),
        True,
    )
    assert ledger.verify(session) == []


def test_the_same_file_twice_pays_once(
    session: Session, clock: Clock, trade: Trade, file: BankFile
) -> None:
    first = import_bank(session, BOSS, file, clock=clock)
    assert (payments(session), first.statements) == (1, ("КЛ-000001",))
    second = import_bank(session, BOSS, file, clock=clock)
    assert [line.fate for line in second.lines] == [
        LineFate.TAKEN,
        LineFate.UNKNOWN_PAYER,
        LineFate.TAKEN,
    ]
    assert (second.written, second.statements, second.waiting) == (False, (), 1)
    assert (payments(session), statements(session)) == (1, 1)
    with pytest.raises(StatementTaken):
        load_statement(
            session, BOSS, statement_facts(file), judge(session, file.documents), clock=clock
        )


def test_a_later_statement_takes_only_what_is_new(
    session: Session, clock: Clock, trade: Trade, file: BankFile
) -> None:
    """Two days in the first file, the same and one more in the second."""
    import_bank(session, BOSS, _with(file, file.documents[:1]), clock=clock)
    report = import_bank(session, BOSS, file, clock=clock)
    assert [line.fate for line in report.lines] == [
        LineFate.TAKEN,
        LineFate.UNKNOWN_PAYER,
        LineFate.OUTGOING,
    ]
    assert report.statements == ("КЛ-000002",)
    assert (payments(session), statements(session)) == (1, 2)


def test_a_payer_entered_meanwhile_is_found_when_the_file_comes_again(
    session: Session, clock: Clock, trade: Trade, file: BankFile
) -> None:
    import_bank(session, BOSS, file, clock=clock)
    _newcomer(session)
    again = import_bank(session, BOSS, file, clock=clock)
    assert [line.fate for line in again.lines] == [
        LineFate.TAKEN,
        LineFate.PAYMENT,
        LineFate.TAKEN,
    ]
    assert (again.lines[1].counterparty, again.lines[1].left_minor) == ("ИП Кузнецов", 2_920_50)
    assert (again.written, again.statements, again.waiting) == (True, ("КЛ-000001",), 0)
    assert (payments(session), statements(session)) == (2, 1)
    kept = session.scalars(select(BankStatement)).one()
    assert kept.status == StatementStatus.DONE
    third = import_bank(session, BOSS, file, clock=clock)
    assert (third.written, payments(session)) == (False, 2)


def test_making_payments_looks_for_payers_once_more(
    session: Session, clock: Clock, trade: Trade, file: BankFile
) -> None:
    import_bank(session, BOSS, file, clock=clock)
    kept = session.scalars(select(BankStatement)).one()
    with pytest.raises(LinesWait):
        make_payments(session, BOSS, kept.id, clock=clock)
    newcomer = _newcomer(session)
    (made,) = make_payments(session, BOSS, kept.id, clock=clock)
    line = statement_lines(session, kept.id)[made.line_no - 1]
    assert (line.fate, line.legal_entity_id, line.payment_id) == (
        LineFate.PAYMENT,
        newcomer,
        made.payment.id,
    )


def test_a_line_said_to_be_no_payment_stays_so(
    session: Session, clock: Clock, trade: Trade, file: BankFile
) -> None:
    import_bank(session, BOSS, file, clock=clock)
    kept = session.scalars(select(BankStatement)).one()
    name_payer(session, BOSS, kept.id, {2: None}, clock=clock)
    _newcomer(session)
    again = import_bank(session, BOSS, file, clock=clock)
    assert [line.fate for line in again.lines] == [LineFate.TAKEN] * 3
    assert payments(session) == 1


def test_a_document_twice_in_one_file_is_paid_once(
    session: Session, clock: Clock, trade: Trade, file: BankFile
) -> None:
    report = import_bank(session, BOSS, _with(file, file.documents[:1] * 2), clock=clock)
    assert [line.fate for line in report.lines] == [LineFate.PAYMENT, LineFate.TAKEN]
    assert payments(session) == 1


def _with(file: BankFile, documents: tuple[BankDocument, ...]) -> BankFile:
    """Return the file with other documents."""
    named = {name: getattr(file, name) for name in file.__slots__}
    return BankFile(**{**named, "documents": documents})


def _newcomer(session: Session) -> int:
    """Enter the counterparty of the second document; return its id."""
    partner = Partner(code="KUZ", name="Кузнецов")
    session.add(partner)
    session.flush()
    made = LegalEntity(partner_id=partner.id, code="KUZ", name="ИП Кузнецов", inn="504361000012")
    session.add(made)
    session.flush()
    return made.id


def test_a_dry_run_tells_everything_and_writes_nothing(
    session: Session, clock: Clock, trade: Trade, file: BankFile
) -> None:
    order = trade.order(session, "GLOVES 2000")
    report = import_bank(session, BOSS, file, clock=clock, dry_run=True)
    assert [(pay.object_id, pay.amount_minor) for pay in report.lines[0].pays] == [
        (order, 12_500_00)
    ]
    assert (report.written, report.statements, report.lines[0].payment) == (False, (), "")
    assert payments(session) == 0
    assert session.scalar(select(func.count()).select_from(BankStatement)) == 0
    assert ledger.verify(session) == []
    assert told(report, dry_run=True) == [
        "Read: 3 documents (1CClientBankExchange 1.03 cp1251).",
        "Line 20: № 317 of 2026-11-18, 12\u00a0500.00, ООО ROSE: payment.",
        "  12\u00a0500.00 for КЛ-000001 of 2026-11-20",
        (
            "Line 47: № 318 of 2026-11-20, 2\u00a0920.50, ИП Кузнецов А. П.: payer unknown. "
            "Enter a counterparty with INN 504361000012, or name one in the statement."
        ),
        "1 payment.",
        "1 document is no payment of a customer.",
        "1 document waits for its payer.",
        "A dry run: nothing was written.",
    ]
    json.dumps(bank_report.as_json(report), default=str)


def test_a_person_names_the_payer_and_the_statement_is_done(
    session: Session, clock: Clock, trade: Trade, file: BankFile
) -> None:
    import_bank(session, BOSS, file, clock=clock)
    statement = session.scalars(select(BankStatement)).one()
    lines = {line.number: line for line in statement_lines(session, statement.id)}
    with pytest.raises(LinesWait):
        make_payments(session, BOSS, statement.id, clock=clock)
    with pytest.raises(LineDecided):
        name_payer(session, BOSS, statement.id, {lines["317"].line_no: None}, clock=clock)
    with pytest.raises(NotFound):
        name_payer(session, BOSS, statement.id, {lines["318"].line_no: 0}, clock=clock)
    lily = entity(session, trade, "LILY").id
    name_payer(session, BOSS, statement.id, {lines["318"].line_no: lily}, clock=clock)
    (made,) = make_payments(session, BOSS, statement.id, clock=clock)
    assert (made.payment.amount_minor, made.payment.left_minor) == (2_920_50, 2_920_50)
    card = payment_card(session, BOSS, made.payment.id)
    assert (card.head.partner, card.purpose) == (
        "Lily",
        "За товар по накладной № 12. НДС не облагается",
    )
    head = bank_statement_card(session, BOSS, statement.id)
    assert (head.status, head.account, head.until) == (
        StatementStatus.DONE,
        OURS,
        date(2026, 11, 20),
    )
    changed = {change.field for change in history(session, BOSS, "bank_statement", statement.id)}
    assert {"fate", "legal_entity_id", "payment_id"} <= changed


def test_a_line_that_is_no_payment_is_put_aside(
    session: Session, clock: Clock, trade: Trade, file: BankFile
) -> None:
    import_bank(session, BOSS, file, clock=clock)
    statement = session.scalars(select(BankStatement)).one()
    (waiting,) = [line for line in statement_lines(session, statement.id) if line.fate.waits]
    name_payer(session, BOSS, statement.id, {waiting.line_no: None}, clock=clock)
    assert make_payments(session, BOSS, statement.id, clock=clock) == []
    assert bank_statement_card(session, BOSS, statement.id).status is StatementStatus.DONE
    assert payments(session) == 1


def test_several_counterparties_with_one_inn_are_told_by_account_else_asked(
    session: Session, clock: Clock, trade: Trade, file: BankFile
) -> None:
    other = LegalEntity(
        code="TWIN", partner_id=trade.partners["FERN"], name="Двойник", inn="7743200004"
    )
    session.add(other)
    session.flush()
    assert judge(session, file.documents)[0].fate is LineFate.SEVERAL_PAYERS
    other.bank_account = "40702810000000200000"
    session.flush()
    found = judge(session, file.documents)[0]
    assert (found.fate, found.legal_entity_id) == (LineFate.PAYMENT, other.id)
    other.retired = True
    session.flush()
    assert judge(session, file.documents)[0].legal_entity_id == entity(session, trade, "ROSE").id


def test_transfers_and_strangers_are_told_apart(
    session: Session, clock: Clock, trade: Trade, file: BankFile
) -> None:
    up = session.get_one(Company, trade.companies["УП"])
    up.bank_account = "40702810000000200000"
    session.flush()
    assert [one.fate for one in judge(session, file.documents)] == [
        LineFate.OWN_TRANSFER,
        LineFate.UNKNOWN_PAYER,
        LineFate.OUTGOING,
    ]
    up.bank_account = ""
    session.get_one(Company, trade.companies["КЛ"]).bank_account = ""
    session.flush()
    assert {one.fate for one in judge(session, file.documents)} == {LineFate.OTHER_ACCOUNT}
    point = session.begin_nested()
    with pytest.raises(ForeignStatement):
        import_bank(session, BOSS, file, clock=clock)
    point.rollback()
    assert session.scalar(select(func.count()).select_from(BankStatement)) == 0


def test_nothing_is_kept_when_the_period_is_closed(
    session: Session, clock: Clock, trade: Trade, file: BankFile
) -> None:
    ledger.close_period(session, BOSS, date(2026, 11, 19), clock=clock)
    point = session.begin_nested()
    with pytest.raises(PeriodClosed):
        import_bank(session, BOSS, file, clock=clock)
    point.rollback()
    assert payments(session) == 0


def test_only_who_may_import_does(
    session: Session, clock: Clock, trade: Trade, file: BankFile
) -> None:
    clerk = replace(BOSS, permissions=BOSS.permissions - {"import.run"})
    with pytest.raises(Forbidden):
        import_bank(session, clerk, file, clock=clock)
    assert session.scalar(select(func.count()).select_from(Partner)) == 3
