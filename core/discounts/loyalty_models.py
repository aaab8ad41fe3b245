"""What is stored about loyalty: kinds of cards, cards, bonus programmes, entries of points."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base
from core.documents.models import Document, Historied
from core.kernel.states import Transitions

OWN = frozenset({"id", "version"})
"""Columns whose changes are no news."""


class CardCarrier(StrEnum):
    """What a card is read by."""

    BARCODE = "barcode"
    """Штрихкод."""
    MAGNETIC = "magnetic"
    """Магнитный код."""
    BOTH = "both"


class CardStatus(StrEnum):
    """Where a card is in its life (domain §4.4)."""

    INACTIVE = "inactive"
    """Не действует: printed, not given to anybody yet."""
    ACTIVE = "active"
    """Действует."""
    ANNULLED = "annulled"
    """Аннулирована: lost or taken back, for good."""


CARD_TRANSITIONS: Transitions[CardStatus] = Transitions(
    "loyalty_card",
    {
        CardStatus.INACTIVE: (CardStatus.ACTIVE, CardStatus.ANNULLED),
        CardStatus.ACTIVE: (CardStatus.INACTIVE, CardStatus.ANNULLED),
        CardStatus.ANNULLED: (),
    },
)


class PointsKind(StrEnum):
    """What an entry of points does."""

    ACCRUAL = "accrual"
    """Начисление."""
    REDEMPTION = "redemption"
    """Списание: paid with."""
    EXPIRY = "expiry"
    """Сгорание: their time is over."""
    REVERSAL = "reversal"
    """Сторно: takes an earlier entry back."""


class PointsStatus(StrEnum):
    """An entry of points is posted as soon as it is made."""

    ENTERED = "entered"


class BonusProgramme(Historied, Base):
    """Бонусная программа: what a point is worth, when and how much of a sale it pays."""

    __tablename__ = "bonus_programme"
    not_historied = OWN
    __table_args__ = (
        UniqueConstraint("code"),
        CheckConstraint("rate_minor > 0", name="rate"),
        CheckConstraint("delay_days >= 0 AND life_days >= 0", name="days"),
        CheckConstraint("max_share BETWEEN 0 AND 10000", name="share"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    rate_minor: Mapped[int] = mapped_column(default=100)
    """Minor units that one point pays (Курс конвертации)."""
    delay_days: Mapped[int] = mapped_column(default=0)
    """Days after the sale before points can be spent."""
    life_days: Mapped[int] = mapped_column(default=0)
    """Days they can be spent, from the first; 0: for ever."""
    max_share: Mapped[int] = mapped_column(default=10_000)
    """The most of a sale that points may pay, in hundredths of a percent."""
    retired: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy


class CardKind(Historied, Base):
    """Вид карты лояльности."""

    __tablename__ = "card_kind"
    not_historied = OWN
    __table_args__ = (UniqueConstraint("code"),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    named: Mapped[bool] = mapped_column(default=True)
    """Именная: an active card has an owner; else it is anonymous."""
    carrier: Mapped[CardCarrier] = mapped_column(default=CardCarrier.BARCODE)
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("bonus_programme.id"))
    """None: these cards hold no points."""
    retired: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy


class LoyaltyCard(Historied, Base):
    """Карта лояльности."""

    __tablename__ = "loyalty_card"
    not_historied = OWN
    __table_args__ = (
        UniqueConstraint("barcode"),
        UniqueConstraint("magnetic_code"),
        CheckConstraint("barcode IS NOT NULL OR magnetic_code IS NOT NULL", name="code"),
        Index(None, "kind_id"),
        Index(None, "partner_id"),
        Index(None, "owner"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    kind_id: Mapped[int] = mapped_column(ForeignKey("card_kind.id"))
    barcode: Mapped[str | None]
    magnetic_code: Mapped[str | None]
    """What the stripe says, without the sentinels of the track."""
    status: Mapped[CardStatus] = mapped_column(default=CardStatus.INACTIVE)
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"))
    legal_entity_id: Mapped[int | None] = mapped_column(ForeignKey("legal_entity.id"))
    owner: Mapped[str] = mapped_column(default="")
    """Name of the person."""
    birthday: Mapped[dt.date | None]
    phone: Mapped[str] = mapped_column(default="")
    issued_on: Mapped[dt.date | None]
    """When it became active first."""
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy

    @property
    def code(self) -> str:
        """What people call it by: the barcode, or the magnetic code where there is none."""
        return self.barcode or self.magnetic_code or ""


class PointsEntry(Document):
    """Начисление и списание бонусных баллов."""

    __tablename__ = "points_entry"
    not_historied: ClassVar[frozenset[str]] = Document.not_historied

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    kind: Mapped[PointsKind]
    object_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)
    """The order that the points pay a part of; None: they pay for nothing that klad knows of."""
    amount_minor: Mapped[int] = mapped_column(default=0, server_default="0")
    """What they pay of it, minor units; negative takes that back."""

    __mapper_args__ = {  # noqa: RUF012 - SQLAlchemy reads it
        "polymorphic_identity": "points_entry",
        "inherit_condition": document_id == Document.id,
    }


class PointsEntryLine(Base):
    """So many points onto a card or off it, of one lot."""

    __tablename__ = "points_entry_line"
    __table_args__ = (
        UniqueConstraint("document_id", "line_no"),
        CheckConstraint("points <> 0", name="points"),
        Index(None, "card_id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("points_entry.document_id"))
    line_no: Mapped[int]
    card_id: Mapped[int] = mapped_column(ForeignKey("loyalty_card.id"))
    programme_id: Mapped[int] = mapped_column(ForeignKey("bonus_programme.id"))
    starts: Mapped[str]
    """First day they can be spent, as ISO text: the ledger tells lots apart by it."""
    expires: Mapped[str]
    """Last day they can be spent; "" is never."""
    points: Mapped[int]
    """Hundredths of a point; negative takes them off."""


class BonusPart(Base):
    """Points that a line of a document brings to the card: orders keep, invoices accrue them."""

    __tablename__ = "bonus_part"
    __table_args__ = (CheckConstraint("points > 0", name="points"), Index(None, "programme_id"))

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    line_no: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("bonus_programme.id"), primary_key=True)
    points: Mapped[int]
    """Hundredths of a point."""
