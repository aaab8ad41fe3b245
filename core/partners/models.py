"""Companies of ours, partners of theirs, and the legal entities behind partners."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base
from core.documents.models import Historied
from core.documents.segments import SegmentKind
from core.kernel.vat import TaxSystem

OWN = frozenset({"id", "version"})
"""Columns whose changes are no news."""


class Requisites:
    """What a printed form says of a legal entity; empty text is "not known"."""

    full_name: Mapped[str] = mapped_column(default="")
    inn: Mapped[str] = mapped_column(default="")
    """10 digits of a company, 12 of an entrepreneur."""
    kpp: Mapped[str] = mapped_column(default="")
    """9 digits; an entrepreneur has none."""
    ogrn: Mapped[str] = mapped_column(default="")
    """13 digits, or 15 (ОГРНИП) of an entrepreneur."""
    okpo: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    bank_account: Mapped[str] = mapped_column(default="")
    """20 digits."""
    bank_name: Mapped[str] = mapped_column(default="")
    bik: Mapped[str] = mapped_column(default="")
    corr_account: Mapped[str] = mapped_column(default="")


class Company(Requisites, Historied, Base):
    """A legal entity of our own (Организация)."""

    __tablename__ = "company"
    not_historied = OWN
    __table_args__ = (UniqueConstraint("code"), UniqueConstraint("prefix"))

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    prefix: Mapped[str]
    """Starts the document numbers of this company: "КЛ" gives КЛ-000123."""
    director: Mapped[str] = mapped_column(default="")
    """Surname and initials, as under a signature."""
    accountant: Mapped[str] = mapped_column(default="")
    retired: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy


class CompanyTax(Historied, Base):
    """How a company is taxed from a date on; without such a row by the general system."""

    __tablename__ = "company_tax"
    not_historied = OWN
    __table_args__ = (UniqueConstraint("company_id", "since"),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"))
    since: Mapped[date]
    system: Mapped[TaxSystem] = mapped_column(default=TaxSystem.GENERAL)


class Partner(Historied, Base):
    """Whom we deal with in the trade (Партнёр): a firm, a chain, a person."""

    __tablename__ = "partner"
    not_historied = OWN
    __table_args__ = (UniqueConstraint("code"), Index("ix_partner_name", "name", "id"))

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    client: Mapped[bool] = mapped_column(default=True)
    supplier: Mapped[bool] = mapped_column(default=False)
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    delivery_address: Mapped[str] = mapped_column(default="")
    """Where goods usually go; a new order starts with it."""
    comment: Mapped[str] = mapped_column(default="")
    retired: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy


class LegalEntity(Requisites, Historied, Base):
    """In whose name a partner signs (Контрагент); a partner may have several."""

    __tablename__ = "legal_entity"
    not_historied = OWN
    __table_args__ = (
        UniqueConstraint("code"),
        Index(None, "partner_id"),
        Index(None, "inn"),
        CheckConstraint("inn ~ '^([0-9]{10}|[0-9]{12})?$'", name="inn"),
        CheckConstraint("kpp ~ '^([0-9]{4}[0-9A-Z]{2}[0-9]{3})?$'", name="kpp"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    code: Mapped[str]
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id"))
    name: Mapped[str]
    retired: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy


class Contact(Historied, Base):
    """A person at a partner's (Контактное лицо)."""

    __tablename__ = "contact"
    not_historied = OWN
    __table_args__ = (Index(None, "partner_id"),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id"))
    name: Mapped[str]
    position: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    retired: Mapped[bool] = mapped_column(default=False)


class PartnerSegment(Historied, Base):
    """Partners taken together for agreements and discounts (Сегмент партнёров)."""

    __tablename__ = "partner_segment"
    not_historied = OWN | {"refreshed_at"}
    __table_args__ = (UniqueConstraint("code"),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    kind: Mapped[SegmentKind] = mapped_column(default=SegmentKind.FIXED)
    rule: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """For `rule`: filters of the list of partners, as `core.documents.listing` takes them."""
    refreshed_at: Mapped[datetime | None]
    """When members were last listed or found; None: never."""
    retired: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy


class PartnerSegmentMember(Base):
    """A partner of a segment. For rule segments too: whoever reads membership reads this."""

    __tablename__ = "partner_segment_member"
    __table_args__ = (Index(None, "partner_id"),)

    segment_id: Mapped[int] = mapped_column(ForeignKey("partner_segment.id"), primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id"), primary_key=True)
