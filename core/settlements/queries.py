"""Reading payments, refunds, offsets and adjustments as frozen cards."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from core.access.actor import Actor
from core.access.roles import Permission
from core.documents.models import Document
from core.documents.rows import document_rows
from core.kernel.errors import NotFound
from core.partners.models import Company, LegalEntity, Partner
from core.settlements.bank_models import BankStatement
from core.settlements.kinds import AdjustedSide, EntryStatus, PaymentKind, StatementStatus
from core.settlements.models import (
    CustomerRefund,
    DebtAdjustment,
    DebtAdjustmentLine,
    DebtOffset,
    DebtOffsetLine,
    IncomingPayment,
    SettlementLine,
)


@dataclass(frozen=True, slots=True)
class Head:
    """What every document of settlements says of itself."""

    id: int
    number: str
    date: dt.date
    version: int
    status: EntryStatus
    posted: bool
    company_id: int
    company: str
    partner_id: int | None
    partner: str
    currency: str
    comment: str


@dataclass(frozen=True, slots=True)
class PaidRow:
    """A line of a payment or a refund."""

    line_no: int
    object_id: int
    type: str
    object: str
    """Number of the document."""
    date: dt.date
    amount_minor: int


@dataclass(frozen=True, slots=True)
class PaymentCard:
    """A payment or a refund."""

    head: Head
    legal_entity_id: int | None
    legal_entity: str
    kind: PaymentKind
    amount_minor: int
    purpose: str
    their_number: str
    their_date: dt.date | None
    from_bank: bool
    """Whether a bank statement brought it."""
    lines: tuple[PaidRow, ...]

    @property
    def left_minor(self) -> int:
        """What no line names."""
        return self.amount_minor - sum(line.amount_minor for line in self.lines)


@dataclass(frozen=True, slots=True)
class OffsetCardRow:
    """A line of an offset."""

    line_no: int
    advance_id: int
    advance: str
    debt_id: int
    debt: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class OffsetCard:
    """An offset."""

    head: Head
    total_minor: int
    lines: tuple[OffsetCardRow, ...]


@dataclass(frozen=True, slots=True)
class AdjustmentRow:
    """A line of an adjustment."""

    line_no: int
    object_id: int
    """0: the adjustment itself."""
    object: str
    side: AdjustedSide
    amount_minor: int
    due_on: dt.date | None


@dataclass(frozen=True, slots=True)
class AdjustmentCard:
    """A debt adjustment."""

    head: Head
    legal_entity_id: int | None
    legal_entity: str
    reason: str
    lines: tuple[AdjustmentRow, ...]


@dataclass(frozen=True, slots=True)
class BankStatementCard:
    """The head of a bank statement; its lines: `bank.statement_lines`."""

    id: int
    number: str
    date: dt.date
    version: int
    status: StatementStatus
    company_id: int
    company: str
    file: str
    account: str
    since: dt.date | None
    until: dt.date | None
    currency: str


_HEAD = 12
"""Columns of `_head`."""


def payment_card(
    session: Session, actor: Actor, payment_id: int, *, refund: bool = False
) -> PaymentCard:
    """Return a payment, or a refund, with its lines; two statements.

    Raises:
        Forbidden: the actor may not read payments.
        NotFound: there is none, or his rights hide it.
    """
    model: Any = CustomerRefund if refund else IncomingPayment
    bank_key = func.coalesce(model.bank_key, "") if not refund else func.coalesce("", "")
    row = _one(
        session,
        actor,
        model,
        payment_id,
        model.legal_entity_id,
        func.coalesce(LegalEntity.name, ""),
        model.kind,
        model.amount_minor,
        model.purpose,
        model.their_number,
        model.their_date,
        bank_key != "",
        entity=model.legal_entity_id,
    )
    of = aliased(Document)
    line = SettlementLine
    lines = session.execute(
        select(line.line_no, line.object_id, of.type, of.number_text, of.date, line.amount_minor)
        .join(of, of.id == line.object_id)
        .where(line.document_id == payment_id)
        .order_by(line.line_no)
    )
    told = tuple(PaidRow(*tuple[Any, ...](one)) for one in lines)
    values = [_told(row), *row[_HEAD:], told]
    return PaymentCard(*values)


def offset_card(session: Session, actor: Actor, offset_id: int) -> OffsetCard:
    """Return an offset with its lines; two statements.

    Raises:
        Forbidden, NotFound: rights hide it.
    """
    row = _one(session, actor, DebtOffset, offset_id, DebtOffset.total_minor)
    line, advance, debt = DebtOffsetLine, aliased(Document), aliased(Document)
    lines = session.execute(
        select(
            line.line_no,
            line.advance_id,
            advance.number_text,
            line.debt_id,
            debt.number_text,
            line.amount_minor,
        )
        .join(advance, advance.id == line.advance_id)
        .join(debt, debt.id == line.debt_id)
        .where(line.document_id == offset_id)
        .order_by(line.line_no)
    )
    told = tuple(OffsetCardRow(*tuple[Any, ...](one)) for one in lines)
    return OffsetCard(_told(row), row[_HEAD], told)


def adjustment_card(session: Session, actor: Actor, adjustment_id: int) -> AdjustmentCard:
    """Return an adjustment with its lines; two statements.

    Raises:
        Forbidden, NotFound: rights hide it.
    """
    model = DebtAdjustment
    row = _one(
        session,
        actor,
        model,
        adjustment_id,
        model.legal_entity_id,
        func.coalesce(LegalEntity.name, ""),
        model.reason,
        entity=model.legal_entity_id,
    )
    line, of = DebtAdjustmentLine, aliased(Document)
    lines = session.execute(
        select(
            line.line_no,
            line.object_id,
            func.coalesce(of.number_text, ""),
            line.side,
            line.amount_minor,
            line.due_on,
        )
        .outerjoin(of, of.id == line.object_id)
        .where(line.document_id == adjustment_id)
        .order_by(line.line_no)
    )
    told = tuple(AdjustmentRow(*tuple[Any, ...](one)) for one in lines)
    values = [_told(row), *row[_HEAD:], told]
    return AdjustmentCard(*values)


def bank_statement_card(session: Session, actor: Actor, statement_id: int) -> BankStatementCard:
    """Return the head of a bank statement.

    Raises:
        Forbidden, NotFound: rights hide it.
    """
    actor.require(Permission.PAYMENT_READ, what="bank_statement", key=statement_id)
    model = BankStatement
    row = session.execute(
        select(
            model.id,
            model.number_text,
            model.date,
            model.version,
            model.status,
            Company.id,
            Company.name,
            model.file,
            model.account,
            model.since,
            model.until,
            model.currency,
        )
        .join(Company, Company.id == model.company_id)
        .where(model.id == statement_id, *document_rows(actor))
    ).one_or_none()
    if row is None:
        raise NotFound(what="bank_statement", key=statement_id)
    values: list[Any] = list(row)
    values[4] = StatementStatus(values[4])
    return BankStatementCard(*values)


def _one(
    session: Session,
    actor: Actor,
    model: Any,  # noqa: ANN401 - any of the mapped types
    document_id: int,
    *columns: Any,  # noqa: ANN401
    entity: Any = None,  # noqa: ANN401
) -> list[Any]:
    actor.require(Permission.PAYMENT_READ, what=model.__tablename__, key=document_id)
    statement = (
        select(
            model.id,
            model.number_text,
            model.date,
            model.version,
            model.status,
            model.posted,
            Company.id,
            Company.name,
            model.partner_id,
            func.coalesce(Partner.name, ""),
            model.currency,
            model.comment,
            *columns,
        )
        .join(Company, Company.id == model.company_id)
        .outerjoin(Partner, Partner.id == model.partner_id)
        .where(model.id == document_id, *document_rows(actor))
    )
    if entity is not None:
        statement = statement.outerjoin(LegalEntity, LegalEntity.id == entity)
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound(what=model.__tablename__, key=document_id)
    return list(row)


def _told(row: list[Any]) -> Head:
    values = list(row[:_HEAD])
    values[4] = EntryStatus(values[4])
    return Head(*values)
