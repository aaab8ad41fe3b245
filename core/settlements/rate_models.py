"""Currencies and what one unit of them cost in roubles since a day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Identity, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base
from core.documents.models import Historied

OWN = frozenset({"id", "version"})


class Currency(Historied, Base):
    """Валюта; documents and price types name it by its letter code."""

    __tablename__ = "currency"
    not_historied = OWN
    __table_args__ = (
        UniqueConstraint("code"),
        CheckConstraint("code ~ '^[A-Z]{3}$'", name="code"),
        CheckConstraint("number ~ '^([0-9]{3})?$'", name="number"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    code: Mapped[str]
    """ISO 4217 letters: "USD"."""
    number: Mapped[str] = mapped_column(default="")
    """ISO 4217 digits: "840"; "": not known."""
    name: Mapped[str]
    retired: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy


class CurrencyRate(Historied, Base):
    """What one unit costs in roubles from a day on, until a later row replaces it."""

    __tablename__ = "currency_rate"
    not_historied = OWN
    __table_args__ = (
        UniqueConstraint("currency", "since"),
        CheckConstraint("rate > 0", name="rate_positive"),
        CheckConstraint("currency <> 'RUB'", name="not_roubles"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    currency: Mapped[str] = mapped_column(ForeignKey("currency.code"))
    since: Mapped[date]
    """First business date on which the rate holds."""
    rate: Mapped[Decimal]
    """Roubles for one unit, exact."""
