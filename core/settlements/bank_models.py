"""A bank statement as it was loaded: the file's documents and what became of each."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base
from core.documents.models import Document
from core.settlements.kinds import LineFate


class BankStatement(Document):
    """Банковская выписка. The company whose account it is of stands in the header."""

    __tablename__ = "bank_statement"
    __mapper_args__ = {"polymorphic_identity": "bank_statement"}  # noqa: RUF012 - SQLAlchemy reads it

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    file: Mapped[str]
    """Name of the file without folders."""
    account: Mapped[str] = mapped_column(default="", server_default="")
    """The account the statement is of."""
    since: Mapped[dt.date | None]
    until: Mapped[dt.date | None]
    currency: Mapped[str] = mapped_column(default="RUB", server_default="RUB")


class BankStatementLine(Base):
    """One document of the bank."""

    __tablename__ = "bank_statement_line"
    __table_args__ = (
        UniqueConstraint("document_id", "line_no"),
        Index(None, "payment_id"),
        Index(None, "bank_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("bank_statement.document_id"))
    line_no: Mapped[int]
    row: Mapped[int] = mapped_column(default=0, server_default="0")
    """The line of the file where it begins."""
    number: Mapped[str]
    date: Mapped[dt.date]
    """Of the payment order."""
    booked_on: Mapped[dt.date]
    """When the bank moved the money."""
    amount_minor: Mapped[int]
    payer: Mapped[str] = mapped_column(default="", server_default="")
    payer_inn: Mapped[str] = mapped_column(default="", server_default="")
    payer_kpp: Mapped[str] = mapped_column(default="", server_default="")
    payer_account: Mapped[str] = mapped_column(default="", server_default="")
    payee: Mapped[str] = mapped_column(default="", server_default="")
    payee_account: Mapped[str] = mapped_column(default="", server_default="")
    purpose: Mapped[str] = mapped_column(default="", server_default="")
    bank_key: Mapped[str]
    """See `IncomingPayment.bank_key`."""
    fate: Mapped[LineFate]
    legal_entity_id: Mapped[int | None] = mapped_column(ForeignKey("legal_entity.id"))
    """Who paid; found by INN and account, or named by a person."""
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("incoming_payment.document_id"))
    """None: no payment is made of it, or not yet."""
