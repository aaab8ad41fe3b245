"""What is agreed with one partner, in force or not: for his card."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.documents.rows import document_rows
from core.partners.models import Company, LegalEntity
from core.terms.models import Agreement, Contract
from core.terms.queries import of_partner
from core.terms.statuses import AgreementKind, AgreementStatus, ContractStatus


@dataclass(frozen=True, slots=True)
class PartnerAgreement:
    """An agreement that is, was or may come to be with a partner."""

    id: int
    number: str
    name: str
    kind: AgreementKind
    status: AgreementStatus
    valid_until: dt.date | None


@dataclass(frozen=True, slots=True)
class PartnerContract:
    """A contract with a partner."""

    id: int
    own_number: str
    company: str
    legal_entity: str
    status: ContractStatus
    valid_until: dt.date | None


def partner_agreements(
    session: Session, actor: Actor, partner_id: int
) -> tuple[PartnerAgreement, ...]:
    """Return a partner's own agreements, the newest first, then the standard ones in force for him.

    Nothing for whoever may not read agreements. One statement.
    """
    if not actor.may(Permission.AGREEMENT_READ):
        return ()
    rows = session.execute(
        select(
            Agreement.id,
            Agreement.number_text,
            Agreement.name,
            Agreement.kind,
            Agreement.status,
            Agreement.valid_until,
        )
        .where(
            Agreement.id.in_(of_partner(partner_id)),
            or_(
                Agreement.kind == AgreementKind.INDIVIDUAL,
                Agreement.status == AgreementStatus.IN_FORCE.value,
            ),
            *document_rows(actor),
        )
        .order_by(Agreement.kind, Agreement.id.desc())
    )
    found: list[list[Any]] = [[*row[:4], AgreementStatus(row[4]), row[5]] for row in rows]
    return tuple(PartnerAgreement(*row) for row in found)


def partner_contracts(
    session: Session, actor: Actor, partner_id: int
) -> tuple[PartnerContract, ...]:
    """Return the contracts with a partner, the newest first.

    Nothing for whoever may not read contracts. One statement.
    """
    if not actor.may(Permission.AGREEMENT_READ):
        return ()
    rows = session.execute(
        select(
            Contract.id,
            func.coalesce(func.nullif(Contract.own_number, ""), Contract.number_text),
            Company.name,
            LegalEntity.name,
            Contract.status,
            Contract.valid_until,
        )
        .join(Company, Company.id == Contract.company_id)
        .join(LegalEntity, LegalEntity.id == Contract.legal_entity_id)
        .where(Contract.partner_id == partner_id, *document_rows(actor))
        .order_by(Contract.id.desc())
    )
    found: list[list[Any]] = [[*row[:4], ContractStatus(row[4]), row[5]] for row in rows]
    return tuple(PartnerContract(*row) for row in found)
