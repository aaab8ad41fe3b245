"""Bank statements: what each line becomes, naming a payer, making payments of the lines.

A statement is kept as it was loaded, so that nothing of it is lost and nothing of it counts twice:
a document of the bank is told from all others by number, date, sum and both accounts.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session, aliased

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import acting
from core.documents.lines import save_lines
from core.documents.models import Document
from core.documents.operations import advance, create, locked
from core.kernel.clock import Clock
from core.kernel.errors import NotFound
from core.partners.models import LegalEntity
from core.settlements.bank_judging import Judged, payers_of
from core.settlements.bank_models import BankStatement, BankStatementLine
from core.settlements.errors import ForeignStatement, LineDecided, LinesWait, StatementTaken
from core.settlements.kinds import LineFate, PaymentKind, StatementStatus
from core.settlements.models import IncomingPayment, SettlementLine
from core.settlements.payments import (
    NewPayment,
    PaymentSaved,
    enter_payment,
    post_payment,
)
from core.settlements.proposals import Asked, Proposal, propose
from core.settlements.types import BANK_STATEMENT


@dataclass(frozen=True, slots=True)
class StatementFacts:
    """The head of a statement."""

    file: str
    account: str
    since: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class StatementLoaded:
    """A statement as it was kept."""

    id: int
    number: str
    company_id: int
    lines: int
    payments: int
    """Lines that become payments."""
    waiting: int
    """Lines whose payer nobody knows."""


@dataclass(frozen=True, slots=True)
class PaymentMade:
    """A payment made of a line."""

    line_no: int
    payment: PaymentSaved
    proposal: Proposal


def load_statement(
    session: Session,
    actor: Actor,
    facts: StatementFacts,
    judged: Sequence[Judged],
    *,
    clock: Clock,
) -> list[StatementLoaded]:
    """Keep a statement, one document per company whose account is in it; makes no payments yet.

    Raises:
        Forbidden: no right to enter payments, or to a company.
        ForeignStatement: no account of the file is one of ours.
        StatementTaken: every line is in an earlier statement.
    """
    actor.require(Permission.PAYMENT_EDIT, what=BANK_STATEMENT.name, key=facts.file)
    acting(session, actor, clock)
    by_company: dict[int, list[Judged]] = defaultdict(list)
    for one in judged:
        by_company[one.company_id].append(one)
    strangers = by_company.pop(0, [])
    if not by_company:
        raise ForeignStatement(file=facts.file, account=facts.account)
    if all(one.fate is LineFate.TAKEN for one in judged):
        raise StatementTaken(file=facts.file, count=len(judged))
    made = []
    for company_id, lines in sorted(by_company.items()):
        statement = create(
            session,
            actor,
            BANK_STATEMENT.name,
            clock=clock,
            company_id=company_id,
            file=facts.file,
            account=facts.account,
            since=facts.since,
            until=facts.until,
        )
        kept = sorted([*lines, *strangers], key=lambda one: one.document.row)
        strangers = []
        rows = [_row(number, one) for number, one in enumerate(kept, start=1)]
        save_lines(session, actor, statement, BankStatementLine, rows, clock=clock)
        fates = [one.fate for one in kept]
        made.append(
            StatementLoaded(
                id=statement.id,
                number=statement.number_text,
                company_id=company_id,
                lines=len(kept),
                payments=fates.count(LineFate.PAYMENT),
                waiting=sum(fate.waits for fate in fates),
            )
        )
    return made


def name_payer(
    session: Session,
    actor: Actor,
    statement_id: int,
    payers: Mapping[int, int | None],
    *,
    clock: Clock,
) -> int:
    """Say who paid the lines of a statement, by their number; None: the line is no payment.

    Returns:
        The version of the statement.

    Raises:
        NotFound: no such line or counterparty.
        LineDecided: the line is a payment already.
        Forbidden.
    """
    statement = _opened(session, actor, statement_id, clock)
    lines = {line.line_no: line for line in statement_lines(session, statement_id)}
    entities = set(
        session.scalars(
            select(LegalEntity.id).where(LegalEntity.id.in_([p for p in payers.values() if p]))
        )
    )
    rows = []
    for number, entity in payers.items():
        line = lines.get(number)
        if line is None:
            raise NotFound(what="statement line", key=number)
        if line.payment_id is not None:
            raise LineDecided(line=number, payment=line.payment)
        if entity is not None and entity not in entities:
            raise NotFound(what="legal_entity", key=entity)
        fate = LineFate.SKIPPED if entity is None else LineFate.PAYMENT
        rows.append({"line_no": number, "legal_entity_id": entity, "fate": fate})
    _change(session, actor, statement, rows, clock)
    return statement.version


def make_payments(
    session: Session, actor: Actor, statement_id: int, *, clock: Clock
) -> list[PaymentMade]:
    """Make and post a payment of every line whose payer is known, each with what it pays.

    Payers are looked for once more: a counterparty may have been entered since the statement was
    loaded. A payment sees what the one before has paid. When no line waits any more the statement
    is done.

    Raises:
        LinesWait: there is nothing to make: every line left waits for its payer.
        PeriodClosed: the bank moved the money in a closed period.
        Forbidden, NotFound.
    """
    statement = _opened(session, actor, statement_id, clock)
    lines = _looked_again(session, statement_id)
    partners = partners_of(
        session, [line.legal_entity_id for line in lines if line.legal_entity_id]
    )
    made: list[PaymentMade] = []
    rows: list[dict[str, Any]] = []
    for line in lines:
        if line.fate is not LineFate.PAYMENT or line.payment_id is not None:
            continue
        entity = line.legal_entity_id or 0
        payment, proposal = _pay(session, actor, statement, line, partners[entity], clock)
        made.append(PaymentMade(line.line_no, payment, proposal))
        rows.append(
            {
                "line_no": line.line_no,
                "fate": line.fate,
                "legal_entity_id": line.legal_entity_id,
                "payment_id": payment.id,
            }
        )
    waiting = sum(line.fate.waits for line in lines)
    if not made and waiting:
        raise LinesWait(document=statement.number_text, count=waiting)
    _change(session, actor, statement, rows, clock)
    if not waiting and statement.status == StatementStatus.LOADED:
        advance(session, actor, statement, StatementStatus.DONE, clock=clock)
    return made


def _looked_again(session: Session, statement_id: int) -> list[StatementLine]:
    """Return the lines of a statement, with the payers that are known by now."""
    lines = statement_lines(session, statement_id)
    waiting = [line for line in lines if line.fate.waits]
    found = payers_of(session, waiting)
    anew = {line.line_no: payer for line, payer in zip(waiting, found, strict=True)}
    return [
        replace(line, fate=anew[line.line_no][0], legal_entity_id=anew[line.line_no][1])
        if line.line_no in anew
        else line
        for line in lines
    ]


def _pay(
    session: Session,
    actor: Actor,
    statement: BankStatement,
    line: StatementLine,
    partner_id: int,
    clock: Clock,
) -> tuple[PaymentSaved, Proposal]:
    company_id = statement.company_id or 0
    proposal = propose(
        session,
        actor,
        Asked(
            company_id=company_id,
            partner_id=partner_id,
            amount_minor=line.amount_minor,
            currency=statement.currency,
            purpose=line.purpose,
            on=line.booked_on,
        ),
    )
    entered = enter_payment(
        session,
        actor,
        NewPayment(
            company_id=company_id,
            partner_id=partner_id,
            legal_entity_id=line.legal_entity_id,
            kind=PaymentKind.CASHLESS,
            amount_minor=line.amount_minor,
            currency=statement.currency,
            purpose=line.purpose,
            their_number=line.number,
            their_date=line.date,
            date=line.booked_on,
            lines=tuple(one.paid for one in proposal.lines),
            bank_key=line.bank_key,
        ),
        clock=clock,
    )
    return post_payment(session, actor, entered.id, clock=clock), proposal


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A line of a statement as a form shows it."""

    statement_id: int
    line_no: int
    number: str
    date: dt.date
    booked_on: dt.date
    amount_minor: int
    payer: str
    payer_inn: str
    payer_kpp: str
    payer_account: str
    payee: str
    payee_account: str
    purpose: str
    bank_key: str
    fate: LineFate
    legal_entity_id: int | None
    legal_entity: str
    payment_id: int | None
    payment: str
    """Its number; "": none is made."""
    paid: str
    """Numbers of what the payment pays, in its order; "": nothing, or there is no payment."""
    left_minor: int
    """What of the payment stays an advance; 0 where there is no payment."""


def statement_lines(session: Session, statement_id: int) -> list[StatementLine]:
    """Return the lines of a statement by number; one statement."""
    line, of = BankStatementLine, aliased(Document)
    settled = (
        select(
            SettlementLine.document_id,
            func.string_agg(
                of.number_text, aggregate_order_by(literal(", "), SettlementLine.line_no)
            ).label("paid"),
            func.sum(SettlementLine.amount_minor).label("amount"),
        )
        .join(of, of.id == SettlementLine.object_id)
        .join(line, line.payment_id == SettlementLine.document_id)
        .where(line.document_id == statement_id)
        .group_by(SettlementLine.document_id)
        .subquery()
    )
    rows = session.execute(
        select(
            line.document_id,
            line.line_no,
            line.number,
            line.date,
            line.booked_on,
            line.amount_minor,
            line.payer,
            line.payer_inn,
            line.payer_kpp,
            line.payer_account,
            line.payee,
            line.payee_account,
            line.purpose,
            line.bank_key,
            line.fate,
            line.legal_entity_id,
            func.coalesce(LegalEntity.name, ""),
            line.payment_id,
            func.coalesce(IncomingPayment.number_text, ""),
            func.coalesce(settled.c.paid, ""),
            func.coalesce(IncomingPayment.amount_minor - func.coalesce(settled.c.amount, 0), 0),
        )
        .outerjoin(LegalEntity, LegalEntity.id == line.legal_entity_id)
        .outerjoin(IncomingPayment, IncomingPayment.id == line.payment_id)
        .outerjoin(settled, settled.c.document_id == line.payment_id)
        .where(line.document_id == statement_id)
        .order_by(line.line_no)
    )
    return [StatementLine(*tuple[Any, ...](row)) for row in rows]


def statement_numbers(session: Session, statement_ids: Collection[int]) -> tuple[str, ...]:
    """Return the numbers of statements, the oldest first."""
    rows = session.scalars(
        select(BankStatement.number_text)
        .where(BankStatement.id.in_(statement_ids))
        .order_by(BankStatement.id)
    )
    return tuple(rows)


def partners_of(session: Session, entity_ids: Sequence[int]) -> Mapping[int, int]:
    """Return counterparty → its partner."""
    rows = session.execute(
        select(LegalEntity.id, LegalEntity.partner_id).where(LegalEntity.id.in_(set(entity_ids)))
    )
    return {row.id: row.partner_id for row in rows}


def _opened(session: Session, actor: Actor, statement_id: int, clock: Clock) -> BankStatement:
    actor.require(Permission.PAYMENT_EDIT, what=BANK_STATEMENT.name, key=statement_id)
    acting(session, actor, clock)
    statement = locked(session, BankStatement, statement_id)
    actor.require_company(statement.company_id)
    return statement


def _change(
    session: Session,
    actor: Actor,
    statement: BankStatement,
    rows: Sequence[dict[str, Any]],
    clock: Clock,
) -> None:
    """Change some lines; the others stay as they are."""
    changed = {row["line_no"]: row for row in rows}
    kept = session.scalars(
        select(BankStatementLine.line_no).where(BankStatementLine.document_id == statement.id)
    )
    whole = [changed.get(number, {"line_no": number}) for number in kept]
    save_lines(session, actor, statement, BankStatementLine, whole, clock=clock)


def _row(number: int, judged: Judged) -> dict[str, Any]:
    document = judged.document
    return {
        "line_no": number,
        "row": document.row,
        "number": document.number,
        "date": document.date,
        "booked_on": document.booked_on,
        "amount_minor": document.amount_minor,
        "payer": document.payer,
        "payer_inn": document.payer_inn,
        "payer_kpp": document.payer_kpp,
        "payer_account": document.payer_account,
        "payee": document.payee,
        "payee_account": document.payee_account,
        "purpose": document.purpose,
        "bank_key": document.key,
        "fate": judged.fate,
        "legal_entity_id": judged.legal_entity_id,
        "payment_id": judged.payment_id,
    }
