"""What is stored of terms: schedules, agreements with their stages and limits, contracts."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base
from core.documents.models import Document, Historied
from core.partners.calculation import CalculationOrder
from core.terms.statuses import (
    AgreementKind,
    PaymentForm,
    RateVariant,
    StageKind,
    Taxation,
)


class StageColumns:
    """A payment stage, wherever it is stored."""

    kind: Mapped[StageKind]
    percent: Mapped[int]
    """Hundredths of a percent."""
    shift_days: Mapped[int] = mapped_column(default=0)
    payment_form: Mapped[PaymentForm] = mapped_column(default=PaymentForm.ANY)


def _stage_checks() -> tuple[CheckConstraint, ...]:
    return (
        CheckConstraint("percent > 0 AND percent <= 10000", name="percent"),
        CheckConstraint("shift_days >= 0", name="shift"),
    )


class PaymentSchedule(Historied, Base):
    """A template of payment stages (График оплаты)."""

    __tablename__ = "payment_schedule"
    not_historied: ClassVar[frozenset[str]] = frozenset({"id", "version", "changed_at"})
    __table_args__ = (UniqueConstraint("code"),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    changed_at: Mapped[datetime | None]
    """Of the stages; the row's version grows with them."""
    retired: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy


class PaymentScheduleStage(StageColumns, Base):
    """A stage of a template."""

    __tablename__ = "payment_schedule_stage"
    __table_args__ = _stage_checks()

    schedule_id: Mapped[int] = mapped_column(ForeignKey("payment_schedule.id"), primary_key=True)
    line_no: Mapped[int] = mapped_column(primary_key=True)


class Agreement(Document):
    """Соглашение с клиентом. Partner, company and warehouse stand in the header: None is "any"."""

    __tablename__ = "agreement"
    __mapper_args__ = {"polymorphic_identity": "agreement"}  # noqa: RUF012 - read by SQLAlchemy
    __table_args__ = (  # type: ignore[assignment]  # of its own table
        Index(None, "segment_id"),
        Index(None, "base_id"),
        Index("ix_agreement_standard", "document_id", postgresql_where="kind = 'standard'"),
        CheckConstraint("max_discount BETWEEN 0 AND 10000", name="max_discount"),
        CheckConstraint("max_markup >= 0", name="max_markup"),
        CheckConstraint("delivery_days >= 0", name="delivery_days"),
        CheckConstraint("valid_from <= valid_until", name="validity"),
        CheckConstraint("kind = 'individual' OR base_id IS NULL", name="base"),
    )

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    name: Mapped[str]
    kind: Mapped[AgreementKind]
    """Set when it is made."""
    segment_id: Mapped[int | None] = mapped_column(ForeignKey("partner_segment.id"))
    """Of a standard one: for whom; None: for everybody."""
    base_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.document_id"))
    """Of an individual one: the standard agreement it refines."""
    price_type_id: Mapped[int | None] = mapped_column(ForeignKey("price_type.id"))
    discounts_allowed: Mapped[bool] = mapped_column(default=True)
    max_discount: Mapped[int | None]
    """By hand, hundredths of a percent, of items in no group with a limit of its own."""
    max_markup: Mapped[int | None]
    currency: Mapped[str] = mapped_column(default="RUB")
    payment_form: Mapped[PaymentForm] = mapped_column(default=PaymentForm.ANY)
    schedule_id: Mapped[int | None] = mapped_column(ForeignKey("payment_schedule.id"))
    """None: the stages are its own."""
    calculation_order: Mapped[CalculationOrder] = mapped_column(default=CalculationOrder.BY_ORDER)
    taxation: Mapped[Taxation] = mapped_column(default=Taxation.BY_COMPANY)
    contract_id: Mapped[int | None] = mapped_column(ForeignKey("contract.document_id"))
    requires_contract: Mapped[bool] = mapped_column(default=False)
    delivery_days: Mapped[int | None]
    delivery_methods: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    """Values of `DeliveryMethod`; empty: any."""
    item_segment_id: Mapped[int | None] = mapped_column(ForeignKey("item_segment.id"))
    tare_return: Mapped[bool] = mapped_column(default=False)
    tare_days: Mapped[int] = mapped_column(default=0)
    external: Mapped[bool] = mapped_column(default=False)
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]


class AgreementStage(StageColumns, Base):
    """A payment stage of an agreement without schedule."""

    __tablename__ = "agreement_stage"
    __table_args__ = (UniqueConstraint("document_id", "line_no"), *_stage_checks())

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("agreement.document_id"))
    line_no: Mapped[int]


class AgreementLimit(Base):
    """How far a manager may go by hand with items of a price group."""

    __tablename__ = "agreement_limit"
    __table_args__ = (
        UniqueConstraint("document_id", "line_no"),
        UniqueConstraint("document_id", "price_group_id"),
        CheckConstraint("max_discount BETWEEN 0 AND 10000", name="max_discount"),
        CheckConstraint("max_markup >= 0", name="max_markup"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("agreement.document_id"))
    line_no: Mapped[int]
    price_group_id: Mapped[int] = mapped_column(ForeignKey("price_group.id"))
    max_discount: Mapped[int | None]
    max_markup: Mapped[int | None]


class Contract(Document):
    """Договор between one company of ours and one counterparty; both sides in the header too."""

    __tablename__ = "contract"
    __mapper_args__ = {"polymorphic_identity": "contract"}  # noqa: RUF012 - read by SQLAlchemy
    __table_args__ = (  # type: ignore[assignment]  # of its own table
        Index(None, "legal_entity_id"),
        CheckConstraint("credit_limit_minor >= 0", name="credit_limit"),
        CheckConstraint("sum_minor >= 0", name="sum"),
        CheckConstraint("valid_from <= valid_until", name="validity"),
        CheckConstraint("(rate_variant = 'fixed') = (rate IS NOT NULL)", name="rate"),
        CheckConstraint("rate > 0", name="rate_positive"),
    )

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    name: Mapped[str] = mapped_column(default="")
    own_number: Mapped[str] = mapped_column(default="")
    """As written on it; empty: the number of the document."""
    own_date: Mapped[date | None]
    """As written on it; None: the date of the document."""
    legal_entity_id: Mapped[int] = mapped_column(ForeignKey("legal_entity.id"))
    calculation_order: Mapped[CalculationOrder] = mapped_column(default=CalculationOrder.BY_ORDER)
    currency: Mapped[str] = mapped_column(default="RUB")
    rate_variant: Mapped[RateVariant] = mapped_column(default=RateVariant.FLOATING)
    rate: Mapped[Decimal | None]
    """Roubles for one unit of the currency, where it is fixed in the contract."""
    credit_limit_minor: Mapped[int | None]
    """Shipping beyond this debt is forbidden to everybody; None: no limit."""
    forbid_overdue: Mapped[bool] = mapped_column(default=False)
    """Overdue debt forbids shipping to everybody."""
    sum_minor: Mapped[int | None]
    """Fixed sum; None: none."""
    schedule_id: Mapped[int | None] = mapped_column(ForeignKey("payment_schedule.id"))
    """Its own payment schedule; None: orders and invoices say."""
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
