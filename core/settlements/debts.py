"""Who owes what since when: by object, contract and partner; the statement of a period."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    Select,
    Subquery,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.access.rows import within
from core.documents.models import Document
from core.kernel.errors import NotFound
from core.partners.models import Partner
from core.settlements.ledgers import SETTLEMENTS
from core.settlements.rules import AGES
from core.settlements.standing import big, debts_by_due, open_objects, standing

_held = SETTLEMENTS.balance.c
_entry = SETTLEMENTS.entry.c


class By(StrEnum):
    """What a line of debts is of."""

    OBJECT = "object"
    CONTRACT = "contract"
    PARTNER = "partner"


@dataclass(frozen=True, slots=True)
class DebtRow:
    """What is owed, and paid ahead, by one partner, under one contract, or of one document."""

    partner_id: int
    contract_id: int
    """0: without a contract, or several of them."""
    object_id: int
    """0: several of them."""
    company_id: int
    currency: str
    debt: int
    advance: int
    overdue: int
    since: dt.date | None
    """The oldest day that passed unpaid; None: nothing is overdue."""
    days: int
    """Since that day."""
    not_due: int
    aged: tuple[int, int, int, int]
    """Overdue 1–30 days, 31–60, 61–90, longer."""


def standing_objects(on: ColumnElement[Any], *conditions: ColumnElement[bool]) -> Subquery:
    """Return open objects with debt, advance, overdue and ages, as of a day.

    Columns: object_id, currency, company_id, contract_id, debt, advance, overdue, since, not_due,
    aged_1 … aged_4.

    Args:
        on: the business date, as an expression.
        conditions: over the balance of the ledger.
    """
    stands = standing(_held.object_id.in_(open_objects()), *conditions).subquery("stands")
    dues = debts_by_due(stands).subquery("dues")
    age = cast(on, Date) - dues.c.due_on
    late = dues.c.due_on < cast(on, Date)
    edges = (0, *AGES)
    columns: list[ColumnElement[Any]] = [
        big(func.sum(dues.c.unpaid).filter(late)).label("overdue"),
        func.min(dues.c.due_on).filter(late & (dues.c.unpaid > 0)).label("since"),
    ]
    for number, edge in enumerate(edges, start=1):
        inside: ColumnElement[bool] = age > edge
        if number <= len(AGES):
            inside &= age <= AGES[number - 1]
        columns.append(big(func.sum(dues.c.unpaid).filter(inside)).label(f"aged_{number}"))
    aged = (
        select(dues.c.object_id, dues.c.currency, *columns)
        .group_by(dues.c.object_id, dues.c.currency)
        .subquery("aged")
    )
    debt = func.greatest(stands.c.charged - stands.c.paid, 0)
    overdue = func.coalesce(aged.c.overdue, 0)
    return (
        select(
            stands.c.object_id,
            stands.c.currency,
            stands.c.company_id,
            stands.c.contract_id,
            debt.label("debt"),
            func.greatest(stands.c.paid - stands.c.charged, 0).label("advance"),
            overdue.label("overdue"),
            aged.c.since,
            cast(debt - overdue, BigInteger).label("not_due"),
            *(
                func.coalesce(aged.c[f"aged_{number}"], 0).label(f"aged_{number}")
                for number in range(1, len(edges) + 1)
            ),
        )
        .outerjoin(
            aged,
            (aged.c.object_id == stands.c.object_id) & (aged.c.currency == stands.c.currency),
        )
        .where(stands.c.charged != stands.c.paid)
        .subquery("standing")
    )


SUMS = ("debt", "advance", "overdue", "not_due", "aged_1", "aged_2", "aged_3", "aged_4")


def grouped(found: Subquery, by: By) -> Select[Any]:
    """Return rows of `standing_objects` by what is asked, one per currency and company.

    Columns: partner_id, contract_id, object_id, company_id, currency, sums, since.
    """
    partner = func.coalesce(Document.partner_id, 0)
    none = cast(0, BigInteger)
    keys: dict[str, Any] = {
        "partner_id": partner,
        "contract_id": none if by is By.PARTNER else found.c.contract_id,
        "object_id": found.c.object_id if by is By.OBJECT else none,
        "company_id": found.c.company_id,
        "currency": found.c.currency,
    }
    grouping = [value for value in keys.values() if value is not none]
    return (
        select(
            *(value.label(name) for name, value in keys.items()),
            *(big(func.sum(found.c[name])).label(name) for name in SUMS),
            func.min(found.c.since).label("since"),
        )
        .join(Document, Document.id == found.c.object_id)
        .group_by(*grouping)
    )


def debts(
    session: Session,
    actor: Actor,
    on: dt.date,
    *,
    by: By = By.OBJECT,
    partner_id: int | None = None,
    contract_id: int | None = None,
) -> list[DebtRow]:
    """Return who owes, and who has paid ahead, the greatest overdue first; one statement.

    Raises:
        Forbidden: the actor may not see debts.
    """
    actor.require(Permission.DEBT_READ, what="debts")
    conditions: list[ColumnElement[bool]] = [within(_held.company_id, actor.companies)]
    if contract_id is not None:
        conditions.append(_held.contract_id == contract_id)
    day = literal(on, Date)
    rows = grouped(standing_objects(day, *conditions), by)
    if partner_id is not None:
        rows = rows.where(Document.partner_id == partner_id)
    of = rows.subquery("rows")
    statement = select(of).order_by(of.c.overdue.desc(), of.c.debt.desc(), of.c.object_id)
    return [
        DebtRow(
            row.partner_id,
            row.contract_id,
            row.object_id,
            row.company_id,
            row.currency,
            row.debt,
            row.advance,
            row.overdue,
            row.since,
            0 if row.since is None else (on - row.since).days,
            row.not_due,
            (row.aged_1, row.aged_2, row.aged_3, row.aged_4),
        )
        for row in session.execute(statement)
    ]


@dataclass(frozen=True, slots=True)
class StatementRow:
    """What one document did to the settlements with a partner."""

    document_id: int
    type: str
    number: str
    date: dt.date
    charged: int
    paid: int
    balance: int
    """After it: above 0 they owe us."""


@dataclass(frozen=True, slots=True)
class Statement:
    """Settlements with a partner over a period (для акта сверки), in one currency."""

    partner: str
    currency: str
    since: dt.date
    until: dt.date
    opening: int
    """Before the period: above 0 they owed us."""
    rows: tuple[StatementRow, ...]

    @property
    def charged(self) -> int:
        """Of the period."""
        return sum(row.charged for row in self.rows)

    @property
    def paid(self) -> int:
        """Of the period."""
        return sum(row.paid for row in self.rows)

    @property
    def closing(self) -> int:
        """After the period."""
        return self.opening + self.charged - self.paid


def statement(
    session: Session,
    actor: Actor,
    partner_id: int,
    since: dt.date,
    until: dt.date,
    *,
    currency: str,
    company_id: int | None = None,
) -> Statement:
    """Return the settlements with a partner over a period; two statements.

    What moves between documents of one partner, as an offset does, is no news to him and is left
    out.

    Args:
        since: both days are of the period.
        company_id: None: of all our companies the actor may see.

    Raises:
        Forbidden: the actor may not see debts.
        NotFound: no such partner.
    """
    actor.require(Permission.DEBT_READ, what="partner", key=partner_id)
    name = session.scalar(select(Partner.name).where(Partner.id == partner_id))
    if name is None:
        raise NotFound(what="partner", key=partner_id)
    mine: list[ColumnElement[bool]] = [
        _entry.object_id.in_(select(Document.id).where(Document.partner_id == partner_id)),
        _entry.currency == currency,
        within(_entry.company_id, actor.companies),
    ]
    if company_id is not None:
        mine.append(_entry.company_id == company_id)
    before = session.scalar(
        select(big(func.sum(_entry.charged - _entry.paid))).where(*mine, _entry.date < since)
    )
    moved = (
        select(
            _entry.document_id,
            _entry.date,
            big(func.sum(_entry.charged)).label("charged"),
            big(func.sum(_entry.paid)).label("paid"),
        )
        .where(*mine, _entry.date.between(since, until))
        .group_by(_entry.document_id, _entry.date)
        .subquery("moved")
    )
    rows = session.execute(
        select(
            Document.id,
            Document.type,
            Document.number_text,
            moved.c.date,
            moved.c.charged,
            moved.c.paid,
        )
        .join(moved, moved.c.document_id == Document.id)
        .where((moved.c.charged != 0) | (moved.c.paid != 0))
        .order_by(moved.c.date, Document.id)
    )
    opening = int(before or 0)
    balance = opening
    told: list[StatementRow] = []
    for row in rows:
        balance += row.charged - row.paid
        values: tuple[Any, ...] = (*row, balance)
        told.append(StatementRow(*values))
    return Statement(name, currency, since, until, opening, tuple(told))


@dataclass(frozen=True, slots=True)
class DueRow:
    """A part of a debt with its day, and what is not paid of it."""

    document_id: int
    """Which document charged it."""
    type: str
    number: str
    due_on: dt.date | None
    due: int
    unpaid: int


def dues_of(session: Session, object_id: int, currency: str) -> list[DueRow]:
    """Return when what is due of an object, the oldest first; one statement."""
    stands = standing(_held.object_id == object_id, _held.currency == currency).subquery("stands")
    of = debts_by_due(stands).subquery("dues")
    rows = session.execute(
        select(
            of.c.plan_id, Document.type, Document.number_text, of.c.due_on, of.c.due, of.c.unpaid
        )
        .join(Document, Document.id == of.c.plan_id)
        .order_by(of.c.due_on.nulls_last(), of.c.plan_id)
    )
    return [DueRow(*tuple[Any, ...](row)) for row in rows]


@dataclass(frozen=True, slots=True)
class MoveRow:
    """What a document charged or paid on an object."""

    document_id: int
    type: str
    number: str
    date: dt.date
    charged: int
    paid: int


def object_moves(session: Session, object_id: int, currency: str) -> list[MoveRow]:
    """Return what moved on an object, by day; one statement."""
    charged, paid = big(func.sum(_entry.charged)), big(func.sum(_entry.paid))
    rows = session.execute(
        select(_entry.document_id, Document.type, Document.number_text, _entry.date, charged, paid)
        .join(Document, Document.id == _entry.document_id)
        .where(_entry.object_id == object_id, _entry.currency == currency)
        .group_by(_entry.document_id, Document.type, Document.number_text, _entry.date)
        .having((func.sum(_entry.charged) != 0) | (func.sum(_entry.paid) != 0))
        .order_by(_entry.date, _entry.document_id)
    )
    return [MoveRow(*tuple[Any, ...](row)) for row in rows]


def currencies_of(session: Session, actor: Actor, partner_id: int) -> list[str]:
    """Return the currencies that anything was settled in with a partner, by code.

    Raises:
        Forbidden: the actor may not see debts.
    """
    actor.require(Permission.DEBT_READ, what="partner", key=partner_id)
    mine = select(Document.id).where(Document.partner_id == partner_id)
    return list(
        session.scalars(
            select(_held.currency)
            .where(_held.object_id.in_(mine), within(_held.company_id, actor.companies))
            .distinct()
            .order_by(_held.currency)
        )
    )


def days_since(on: ColumnElement[Any], since: ColumnElement[Any]) -> ColumnElement[int]:
    """Return days of overdue as an expression; NULL when nothing is."""
    return cast(cast(on, Date) - since, Integer)
