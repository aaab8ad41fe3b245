"""What is stored of the papers of trips: how many copies of which form for whom."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Identity, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base
from core.delivery.papers.set_rules import TripForm
from core.documents.models import Historied

OWN = frozenset({"id", "version"})
"""Columns whose changes are no news."""


class TripPrintRule(Historied, Base):
    """So many copies of a form of a trip (Комплект документов рейса)."""

    __tablename__ = "trip_print_rule"
    not_historied = OWN
    __table_args__ = (
        UniqueConstraint("code"),
        UniqueConstraint(
            "form", "company_id", "partner_id", "carrier_id", postgresql_nulls_not_distinct=True
        ),
        CheckConstraint("copies BETWEEN 0 AND 20", name="copies"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    code: Mapped[str]
    form: Mapped[TripForm]
    copies: Mapped[int] = mapped_column(default=1)
    """0: not printed."""
    company_id: Mapped[int | None] = mapped_column(ForeignKey("company.id"))
    """None: of any company."""
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"))
    """The client; None: for any."""
    carrier_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"))
    """None: whoever carries, we ourselves too."""
    retired: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy
