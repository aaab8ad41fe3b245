"""What is stored about deals, customer needs, visits, and the books they choose from."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base
from core.deals.statuses import StageKind
from core.documents.models import Document, Historied

_TIME = "~ '^(([01][0-9]|2[0-3]):[0-5][0-9])?$'"
"""A time of day as stored: "09:30", or "" for none."""


class DealStage(Historied, Base):
    """A step on the way of a deal (Этап сделки)."""

    __tablename__ = "deal_stage"
    not_historied: ClassVar[frozenset[str]] = frozenset({"id", "version"})
    __table_args__ = (
        UniqueConstraint("code"),
        CheckConstraint("probability BETWEEN 0 AND 10000", name="probability"),
        CheckConstraint(
            "kind = 'open' OR probability = CASE kind WHEN 'won' THEN 10000 ELSE 0 END",
            name="certain_at_the_end",
        ),
        CheckConstraint("char_length(marker) <= 2", name="marker_is_short"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    """Stages follow one another by this; ties by id."""
    marker: Mapped[str] = mapped_column(default="", server_default="")
    """One or two characters that tell the stage at a glance, without colour."""
    probability: Mapped[int] = mapped_column(default=0, server_default="0")
    """Hundredths of a percent: how many of such deals are won. 10 000 when won, 0 when lost."""
    kind: Mapped[StageKind] = mapped_column(
        default=StageKind.OPEN, server_default=StageKind.OPEN.value
    )
    retired: Mapped[bool] = mapped_column(default=False, server_default="false")
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it


class _Word(Historied):
    """A row that is nothing but a name."""

    not_historied: ClassVar[frozenset[str]] = frozenset({"id", "version"})

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    retired: Mapped[bool] = mapped_column(default=False, server_default="false")


class LostReason(_Word, Base):
    """Why a deal is lost (Причина проигрыша сделки)."""

    __tablename__ = "lost_reason"
    __table_args__ = (UniqueConstraint("code"),)


class NeedReason(_Word, Base):
    """Why a customer did not get what he asked for (Причина неудовлетворения потребности)."""

    __tablename__ = "need_reason"
    __table_args__ = (UniqueConstraint("code"),)


class DealSource(_Word, Base):
    """How a customer found us (Источник сделки)."""

    __tablename__ = "deal_source"
    __table_args__ = (UniqueConstraint("code"),)


class Deal(Document):
    """Сделка. Partner, company and comment stand in the document header."""

    __tablename__ = "deal"
    __mapper_args__ = {"polymorphic_identity": "deal"}  # noqa: RUF012 - SQLAlchemy reads it
    __table_args__ = (  # type: ignore[assignment]  # of its own table
        CheckConstraint("expected_minor >= 0", name="expected_not_negative"),
        Index(None, "responsible_id"),
        Index(None, "stage_id"),
    )

    not_historied: ClassVar[frozenset[str]] = Document.not_historied | {"stage_since", "closed_on"}

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    name: Mapped[str]
    responsible_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    stage_id: Mapped[int] = mapped_column(ForeignKey("deal_stage.id"))
    stage_since: Mapped[date]
    """The business date on which it came to this stage."""
    expected_minor: Mapped[int] = mapped_column(default=0, server_default="0")
    """Kopecks the deal may bring, VAT included; 0 is not known."""
    close_on: Mapped[date | None]
    """When it is expected to be won; None: nobody can tell."""
    closed_on: Mapped[date | None]
    """When it was won or lost; None while it is open."""
    source_id: Mapped[int | None] = mapped_column(ForeignKey("deal_source.id"))
    competitor: Mapped[str] = mapped_column(default="", server_default="")
    lost_reason_id: Mapped[int | None] = mapped_column(ForeignKey("lost_reason.id"))
    """None unless it is lost."""
    lost_text: Mapped[str] = mapped_column(default="", server_default="")
    """In words, beside the reason."""


class CustomerNeed(Document):
    """Потребность клиента: what was asked for and not sold. Its order, if any, is its basis."""

    __tablename__ = "customer_need"
    __table_args__ = (  # type: ignore[assignment]  # of its own table
        Index(None, "manager_id"),
        Index(None, "satisfied_by_id"),
    )

    not_historied: ClassVar[frozenset[str]] = Document.not_historied | {"lost_minor", "closed_on"}

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    manager_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    partner_text: Mapped[str] = mapped_column(default="", server_default="")
    """Who asked, where he is no partner of ours."""
    lost_minor: Mapped[int] = mapped_column(default=0, server_default="0")
    """Σ of the lines, kopecks."""
    satisfied_by_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    """The order or quotation that gave it to him; None unless it is satisfied."""
    drop_text: Mapped[str] = mapped_column(default="", server_default="")
    """Why it is dropped, in words; "" unless it is."""
    closed_on: Mapped[date | None]
    """When it was satisfied or dropped."""

    __mapper_args__ = {  # noqa: RUF012 - SQLAlchemy reads it
        "polymorphic_identity": "customer_need",
        "inherit_condition": document_id == Document.id,
    }


class CustomerNeedLine(Base):
    """One thing that was asked for."""

    __tablename__ = "customer_need_line"
    __table_args__ = (
        UniqueConstraint("document_id", "line_no"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("wanted_minor >= 0 AND offered_minor >= 0", name="price_not_negative"),
        CheckConstraint("item_id IS NOT NULL OR item_text <> ''", name="says_what"),
        Index(None, "item_id"),
        Index(None, "reason_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("customer_need.document_id"))
    line_no: Mapped[int]
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    """None: we do not carry it; `item_text` says what it is."""
    variant_id: Mapped[int] = mapped_column(default=0, server_default="0")
    item_text: Mapped[str] = mapped_column(default="", server_default="")
    quantity: Mapped[int]
    """Thousandths of the base unit, or of whatever the customer counts in."""
    wanted_minor: Mapped[int | None]
    """What he would have paid for one unit, kopecks; None: he did not say."""
    offered_minor: Mapped[int | None]
    """What we asked for one unit, kopecks; None: nothing was offered."""
    lost_minor: Mapped[int] = mapped_column(default=0, server_default="0")
    """What we did not earn: `rules.lost_sum`."""
    reason_id: Mapped[int] = mapped_column(ForeignKey("need_reason.id"))
    would_sell: Mapped[str] = mapped_column(default="", server_default="")
    """What would have sold, in words."""


class VisitTask(Document):
    """Задание торговому представителю. Partner, company, warehouse stand in the header."""

    __tablename__ = "visit_task"
    __mapper_args__ = {"polymorphic_identity": "visit_task"}  # noqa: RUF012 - SQLAlchemy reads it
    __table_args__ = (  # type: ignore[assignment]  # of its own table
        CheckConstraint(f"time_from {_TIME}", name="time_from"),
        CheckConstraint(f"time_until {_TIME}", name="time_until"),
        CheckConstraint(
            "time_from = '' OR time_until = '' OR time_from <= time_until", name="window"
        ),
        Index(None, "representative_id", "planned_on"),
    )

    not_historied: ClassVar[frozenset[str]] = Document.not_historied | {"started_at", "ended_at"}

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    representative_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    address: Mapped[str] = mapped_column(default="", server_default="")
    planned_on: Mapped[date]
    time_from: Mapped[str] = mapped_column(default="", server_default="")
    """"09:30" by the company's clock; "" is any time."""
    time_until: Mapped[str] = mapped_column(default="", server_default="")
    purpose: Mapped[str] = mapped_column(default="", server_default="")
    result: Mapped[str] = mapped_column(default="", server_default="")
    """What came of it; "" until it is done."""
    next_visit_on: Mapped[date | None]
    cancel_text: Mapped[str] = mapped_column(default="", server_default="")
    """Why it is cancelled, in words; "" unless it is."""
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    """When it was done or cancelled."""


class VisitTaskLine(Base):
    """One thing to offer, and how much of it the customer will take."""

    __tablename__ = "visit_task_line"
    __table_args__ = (
        UniqueConstraint("document_id", "line_no"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("agreed >= 0", name="agreed_not_negative"),
        CheckConstraint("price_minor >= 0", name="price_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("visit_task.document_id"))
    line_no: Mapped[int]
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    variant_id: Mapped[int] = mapped_column(default=0, server_default="0")
    quantity: Mapped[int]
    """To offer: thousandths of the base unit."""
    price_minor: Mapped[int | None]
    """A hint, kopecks per base unit; None: by the price list."""
    agreed: Mapped[int | None]
    """What he will take, thousandths; None: not asked yet, 0: he wants none."""
