"""The closed period: entries dated on or before it are refused by the ledgers' triggers."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base


class ClosedPeriod(Base):
    """At most one row."""

    __tablename__ = "closed_period"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    closed_through: Mapped[date]
    """The last closed business date."""
