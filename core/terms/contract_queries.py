"""Reading contracts: what holds with a partner on a date, and the card of the form."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.documents.rows import document_rows
from core.kernel.errors import NotFound
from core.partners.models import LegalEntity
from core.terms.models import Contract
from core.terms.rules import ContractTerms, ScheduleStage
from core.terms.schedules import schedule_stages
from core.terms.statuses import ContractStatus


@dataclass(frozen=True, slots=True)
class ContractRow:
    """A contract in force, to choose for an order."""

    id: int
    number: str
    """Its own, as written on it."""
    company_id: int
    legal_entity_id: int
    currency: str
    valid_until: dt.date | None


@dataclass(frozen=True, slots=True)
class ContractCard:
    """A contract as a form shows it."""

    id: int
    number: str
    """Of the document."""
    date: dt.date
    version: int
    comment: str
    name: str
    own_number: str
    own_date: dt.date | None
    schedule_id: int
    legal_entity: str
    terms: ContractTerms


def contracts_for(
    session: Session,
    actor: Actor,
    partner_id: int,
    on: dt.date,
    *,
    company_id: int | None = None,
    legal_entity_id: int | None = None,
) -> tuple[ContractRow, ...]:
    """Return the contracts in force with a partner on a date, the newest first; one statement.

    Args:
        company_id: only those of this company of ours.
        legal_entity_id: only those with this counterparty.

    Raises:
        Forbidden: no right to read agreements.
    """
    actor.require(Permission.AGREEMENT_READ, what="contract")
    statement = (
        select(
            Contract.id,
            contract_number(),
            Contract.company_id,
            Contract.legal_entity_id,
            Contract.currency,
            Contract.valid_until,
        )
        .where(
            Contract.status == ContractStatus.IN_FORCE.value,
            Contract.partner_id == partner_id,
            *valid_on(Contract, on),
            *document_rows(actor),
        )
        .order_by(Contract.date.desc(), Contract.id.desc())
    )
    if company_id is not None:
        statement = statement.where(Contract.company_id == company_id)
    if legal_entity_id is not None:
        statement = statement.where(Contract.legal_entity_id == legal_entity_id)
    rows: list[list[Any]] = [list(row) for row in session.execute(statement)]
    return tuple(ContractRow(*row) for row in rows)


def contract_terms(session: Session, contract_id: int) -> ContractTerms:
    """Return what a contract says; at most two statements.

    Raises:
        NotFound: there is none. Who may know is checked by the caller.
    """
    found = session.get(Contract, contract_id)
    if found is None:
        raise NotFound(what="contract", key=contract_id)
    return _contract_terms(session, found)


def contract_card(session: Session, actor: Actor, contract_id: int) -> ContractCard:
    """Return a contract for a form.

    Raises:
        Forbidden: no right to read contracts.
        NotFound: there is none, or row rights hide it.
    """
    actor.require(Permission.AGREEMENT_READ, what="contract", key=contract_id)
    row = session.execute(
        select(Contract, LegalEntity.name)
        .join(LegalEntity, LegalEntity.id == Contract.legal_entity_id)
        .where(Contract.id == contract_id, *document_rows(actor))
    ).one_or_none()
    if row is None:
        raise NotFound(what="contract", key=contract_id)
    found, legal_entity = row
    return ContractCard(
        id=found.id,
        number=found.number_text,
        date=found.date,
        version=found.version,
        comment=found.comment,
        name=found.name,
        own_number=found.own_number,
        own_date=found.own_date,
        schedule_id=found.schedule_id or 0,
        legal_entity=legal_entity,
        terms=_contract_terms(session, found),
    )


def contract_title(session: Session, contract_id: int | None) -> str:
    """Return the own number of a contract; "" for none. Who may know is not checked."""
    if not contract_id:
        return ""
    return session.scalar(select(contract_number()).where(Contract.id == contract_id)) or ""


def contract_number() -> ColumnElement[str]:
    """Return the number written on a contract, or else that of the document."""
    return func.coalesce(func.nullif(Contract.own_number, ""), Contract.number_text)


def valid_on(model: Any, on: dt.date) -> tuple[ColumnElement[bool], ...]:  # noqa: ANN401 - an agreement or a contract
    """Return the conditions that *model* is valid on a date."""
    return (
        or_(model.valid_from.is_(None), model.valid_from <= on),
        or_(model.valid_until.is_(None), model.valid_until >= on),
    )


def _contract_terms(session: Session, found: Contract) -> ContractTerms:
    stages: tuple[ScheduleStage, ...] = ()
    if found.schedule_id is not None:
        stages = schedule_stages(session, [found.schedule_id]).get(found.schedule_id, ())
    return ContractTerms(
        id=found.id,
        number=found.own_number or found.number_text,
        status=ContractStatus(found.status),
        company_id=found.company_id or 0,
        partner_id=found.partner_id or 0,
        legal_entity_id=found.legal_entity_id,
        calculation_order=found.calculation_order,
        currency=found.currency,
        rate_variant=found.rate_variant,
        rate=found.rate,
        credit_limit=found.credit_limit_minor,
        forbid_overdue=found.forbid_overdue,
        sum_minor=found.sum_minor,
        stages=stages,
        valid_from=found.valid_from,
        valid_until=found.valid_until,
    )
