"""Companies, partners and their legal entities as frozen rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, case, func, or_, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.rows import within
from core.kernel.errors import NotFound
from core.kernel.vat import TaxSystem
from core.partners.models import Company, CompanyTax, Contact, LegalEntity, Partner


@dataclass(frozen=True, slots=True)
class RequisitesRow:
    """What a printed form says of a legal entity; empty text is "not known"."""

    name: str
    full_name: str
    inn: str
    kpp: str
    ogrn: str
    okpo: str
    address: str
    phone: str
    bank_account: str
    bank_name: str
    bik: str
    corr_account: str


@dataclass(frozen=True, slots=True)
class CompanyRow:
    """A company of ours."""

    id: int
    code: str
    prefix: str
    director: str
    accountant: str
    requisites: RequisitesRow


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """A partner in a list to pick from."""

    id: int
    code: str
    name: str
    client: bool
    supplier: bool
    phone: str
    email: str
    delivery_address: str


@dataclass(frozen=True, slots=True)
class LegalEntityRow:
    """A legal entity of a partner."""

    id: int
    code: str
    partner_id: int
    requisites: RequisitesRow


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A person at a partner's."""

    id: int
    name: str
    position: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class PartnerCard:
    """Everything known of one partner."""

    row: PartnerRow
    comment: str
    retired: bool
    version: int
    legal_entities: tuple[LegalEntityRow, ...]
    contacts: tuple[ContactRow, ...]


_PARTNER = (
    Partner.id,
    Partner.code,
    Partner.name,
    Partner.client,
    Partner.supplier,
    Partner.phone,
    Partner.email,
    Partner.delivery_address,
)


def companies(session: Session, actor: Actor) -> list[CompanyRow]:
    """Return the companies in use that *actor* may see, by name."""
    statement = (
        select(Company)
        .where(Company.retired.is_(False), within(Company.id, actor.companies))
        .order_by(Company.name)
    )
    return [_company(row) for row in session.scalars(statement)]


def company(session: Session, actor: Actor, company_id: int) -> CompanyRow:
    """Return one company.

    Raises:
        NotFound: there is none, or the actor may not see it.
    """
    statement = select(Company).where(Company.id == company_id, within(Company.id, actor.companies))
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound(what="company", key=company_id)
    return _company(found)


def tax_system_on(company_id: SQLColumnExpression[int], on: date) -> ColumnElement[TaxSystem]:
    """Return how a company is taxed on a date, as an expression for other queries."""
    return func.coalesce(
        select(CompanyTax.system)
        .where(CompanyTax.company_id == company_id, CompanyTax.since <= on)
        .order_by(CompanyTax.since.desc())
        .limit(1)
        .scalar_subquery(),
        TaxSystem.GENERAL,
    )


def tax_system(session: Session, company_id: int, on: date) -> TaxSystem:
    """Return how a company is taxed on a date; one of which nothing is said: generally."""
    asked = select(tax_system_on(Company.id, on)).where(Company.id == company_id)
    return session.scalar(asked) or TaxSystem.GENERAL


def find_partners(
    session: Session, text: str, limit: int = 20, *, clients_only: bool = False
) -> list[PartnerRow]:
    """Return partners in use by code, INN, or a part of the name; empty text gives the first.

    Args:
        clients_only: leave out those we only buy from.
    """
    by_inn = select(LegalEntity.partner_id).where(LegalEntity.inn == text)
    exact = or_(Partner.code == text, Partner.id.in_(by_inn))
    statement = (
        select(*_PARTNER)
        .where(
            Partner.retired.is_(False),
            or_(exact, Partner.name.icontains(text, autoescape=True)),
        )
        .order_by(case((exact, 0), else_=1), Partner.name, Partner.code)
        .limit(limit)
    )
    if clients_only:
        statement = statement.where(Partner.client)
    return [PartnerRow(*row) for row in session.execute(statement)]


def partner_card(session: Session, partner_id: int) -> PartnerCard:
    """Return one partner with its legal entities and contacts.

    Raises:
        NotFound: no such partner.
    """
    statement = select(*_PARTNER, Partner.comment, Partner.retired, Partner.version).where(
        Partner.id == partner_id
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound(what="partner", key=partner_id)
    *plain, comment, retired, version = tuple[Any, ...](row)
    people = (
        select(Contact.id, Contact.name, Contact.position, Contact.phone, Contact.email)
        .where(Contact.partner_id == partner_id, Contact.retired.is_(False))
        .order_by(Contact.name)
    )
    return PartnerCard(
        row=PartnerRow(*plain),
        comment=comment,
        retired=retired,
        version=version,
        legal_entities=tuple(legal_entities(session, partner_id)),
        contacts=tuple(ContactRow(*person) for person in session.execute(people)),
    )


def legal_entities(session: Session, partner_id: int) -> list[LegalEntityRow]:
    """Return the legal entities in use of a partner, the oldest first: it is the usual one."""
    statement = (
        select(LegalEntity)
        .where(LegalEntity.partner_id == partner_id, LegalEntity.retired.is_(False))
        .order_by(LegalEntity.id)
    )
    return [_legal_entity(found) for found in session.scalars(statement)]


def legal_entity(session: Session, legal_entity_id: int) -> LegalEntityRow:
    """Return one legal entity, retired or not.

    Raises:
        NotFound: no such legal entity.
    """
    found = session.get(LegalEntity, legal_entity_id)
    if found is None:
        raise NotFound(what="legal_entity", key=legal_entity_id)
    return _legal_entity(found)


def _requisites(found: Company | LegalEntity) -> RequisitesRow:
    return RequisitesRow(
        name=found.name,
        full_name=found.full_name or found.name,
        inn=found.inn,
        kpp=found.kpp,
        ogrn=found.ogrn,
        okpo=found.okpo,
        address=found.address,
        phone=found.phone,
        bank_account=found.bank_account,
        bank_name=found.bank_name,
        bik=found.bik,
        corr_account=found.corr_account,
    )


def _company(found: Company) -> CompanyRow:
    return CompanyRow(
        id=found.id,
        code=found.code,
        prefix=found.prefix,
        director=found.director,
        accountant=found.accountant,
        requisites=_requisites(found),
    )


def _legal_entity(found: LegalEntity) -> LegalEntityRow:
    return LegalEntityRow(found.id, found.code, found.partner_id, _requisites(found))
