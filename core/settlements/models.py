"""What is stored of settlements: payments, refunds, offsets, adjustments, bills, stages."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from core.db.base import Base
from core.documents.models import Document
from core.settlements.kinds import AdjustedSide, PaymentKind, StageKind

_ID = "document.id"


class MoneyMoved:
    """What an incoming payment and a refund have in common; company and partner: the header."""

    @declared_attr
    def legal_entity_id(cls) -> Mapped[int | None]:  # noqa: N805 - how mixins are written
        """The counterparty who paid, or is paid; None: not told."""
        return mapped_column(ForeignKey("legal_entity.id"))

    kind: Mapped[PaymentKind] = mapped_column(default=PaymentKind.CASHLESS)
    amount_minor: Mapped[int]
    """Minor units of `currency`, above 0 before it is posted."""
    currency: Mapped[str] = mapped_column(default="RUB", server_default="RUB")
    purpose: Mapped[str] = mapped_column(default="", server_default="")
    """Назначение платежа, as it came."""
    their_number: Mapped[str] = mapped_column(default="", server_default="")
    """Number of the payment order, the cash order or the slip."""
    their_date: Mapped[date | None]


class IncomingPayment(MoneyMoved, Document):
    """Поступление денежных средств."""

    __tablename__ = "incoming_payment"
    __table_args__: Any = (
        CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
        UniqueConstraint("bank_key"),
    )
    __mapper_args__ = {"polymorphic_identity": "incoming_payment"}  # noqa: RUF012 - SQLAlchemy reads it

    document_id: Mapped[int] = mapped_column(ForeignKey(_ID), primary_key=True)
    bank_key: Mapped[str | None]
    """What tells a document of the bank from all others: number, date, sum, both accounts; None:
    the payment was entered by hand."""


class CustomerRefund(MoneyMoved, Document):
    """Возврат денежных средств клиенту."""

    __tablename__ = "customer_refund"
    __table_args__: Any = (CheckConstraint("amount_minor >= 0", name="amount_not_negative"),)
    __mapper_args__ = {"polymorphic_identity": "customer_refund"}  # noqa: RUF012 - SQLAlchemy reads it

    document_id: Mapped[int] = mapped_column(ForeignKey(_ID), primary_key=True)


class SettlementLine(Base):
    """So much of a payment, or of a refund, for one document."""

    __tablename__ = "settlement_line"
    __table_args__ = (
        UniqueConstraint("document_id", "line_no"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey(_ID))
    line_no: Mapped[int]
    object_id: Mapped[int] = mapped_column(ForeignKey(_ID), index=True)
    """The order, invoice or contract that is paid; the contract's calculation order says under what
    the ledger keeps it."""
    amount_minor: Mapped[int]


class DebtOffset(Document):
    """Зачёт аванса: what was paid for one document counts for another."""

    __tablename__ = "debt_offset"
    __mapper_args__ = {"polymorphic_identity": "debt_offset"}  # noqa: RUF012 - SQLAlchemy reads it

    document_id: Mapped[int] = mapped_column(ForeignKey(_ID), primary_key=True)
    currency: Mapped[str] = mapped_column(default="RUB", server_default="RUB")
    total_minor: Mapped[int] = mapped_column(default=0, server_default="0")
    """Σ of the lines."""


class DebtOffsetLine(Base):
    """So much of the advance of one document covers the debt of another."""

    __tablename__ = "debt_offset_line"
    __table_args__ = (
        UniqueConstraint("document_id", "line_no"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("advance_id <> debt_id", name="two_objects"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("debt_offset.document_id"))
    line_no: Mapped[int]
    advance_id: Mapped[int] = mapped_column(ForeignKey(_ID))
    debt_id: Mapped[int] = mapped_column(ForeignKey(_ID))
    amount_minor: Mapped[int]


class DebtAdjustment(Document):
    """Корректировка задолженности: opening debts, write-offs, corrections of what was entered."""

    __tablename__ = "debt_adjustment"
    __mapper_args__ = {"polymorphic_identity": "debt_adjustment"}  # noqa: RUF012 - SQLAlchemy reads it

    document_id: Mapped[int] = mapped_column(ForeignKey(_ID), primary_key=True)
    legal_entity_id: Mapped[int | None] = mapped_column(ForeignKey("legal_entity.id"))
    currency: Mapped[str] = mapped_column(default="RUB", server_default="RUB")
    reason: Mapped[str] = mapped_column(default="", server_default="")


class DebtAdjustmentLine(Base):
    """So much more, or less, charged or paid for one document."""

    __tablename__ = "debt_adjustment_line"
    __table_args__ = (
        UniqueConstraint("document_id", "line_no"),
        CheckConstraint("amount_minor <> 0", name="amount_not_zero"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("debt_adjustment.document_id"))
    line_no: Mapped[int]
    object_id: Mapped[int] = mapped_column(default=0, server_default="0")
    """The document it is about; 0: the adjustment itself, such as a debt from before klad."""
    side: Mapped[AdjustedSide] = mapped_column(default=AdjustedSide.CHARGED)
    amount_minor: Mapped[int]
    """Below 0: less than before."""
    due_on: Mapped[date | None]
    """When a debt that is added is due; None: at once."""


class Bill(Document):
    """Счёт на оплату: asks for money, moves nothing."""

    __tablename__ = "bill"
    __table_args__: Any = (
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        Index(None, "object_id"),
    )

    document_id: Mapped[int] = mapped_column(ForeignKey(_ID), primary_key=True)
    object_id: Mapped[int] = mapped_column(ForeignKey(_ID))
    """The order, invoice or contract it asks money for."""
    stage_no: Mapped[int] = mapped_column(default=0, server_default="0")
    """The stage of its payment; 0: no one stage."""
    legal_entity_id: Mapped[int | None] = mapped_column(ForeignKey("legal_entity.id"))
    currency: Mapped[str] = mapped_column(default="RUB", server_default="RUB")
    amount_minor: Mapped[int]
    due_on: Mapped[date | None]
    """Pay until; None: not told."""
    purpose: Mapped[str] = mapped_column(default="", server_default="")
    """What the customer writes into his payment order."""

    __mapper_args__ = {  # noqa: RUF012 - SQLAlchemy reads it
        "polymorphic_identity": "bill",
        "inherit_condition": document_id == Document.id,
    }


class PaymentStage(Base):
    """A stage of payment of an order or an invoice (Этап графика оплаты)."""

    __tablename__ = "payment_stage"
    __table_args__ = (
        UniqueConstraint("document_id", "line_no"),
        CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
        CheckConstraint("percent BETWEEN 0 AND 10000", name="percent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey(_ID))
    line_no: Mapped[int]
    kind: Mapped[StageKind] = mapped_column(default=StageKind.CREDIT)
    percent: Mapped[int]
    """Of the document's total, hundredths of a percent."""
    amount_minor: Mapped[int]
    due_on: Mapped[date | None]
    """None: not known yet."""
