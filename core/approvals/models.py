"""What is stored of approvals: rounds, and in each a task per kind of terms."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.approvals.statuses import RoundState, TaskKind, TaskState
from core.db.base import Base


class ApprovalRound(Base):
    """One asking: a document at a version, put to everybody whose yes it needs."""

    __tablename__ = "approval_round"
    __table_args__ = (
        Index(None, "document_id", "id"),
        Index(
            "uq_approval_round_pending",
            "document_id",
            unique=True,
            postgresql_where="state = 'pending'",
        ),
        Index(None, "asked_by", "id"),
        CheckConstraint("(state = 'pending') = (closed_at IS NULL)", name="closed"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    version: Mapped[int]
    """Of the document it speaks of; follows changes that touch nothing approved."""
    state: Mapped[RoundState] = mapped_column(default=RoundState.PENDING)
    asked_by: Mapped[int]
    """`app_user.id`; 0 is the system."""
    asked_by_name: Mapped[str]
    """As it was then."""
    asked_at: Mapped[datetime]
    due: Mapped[date | None]
    """The last day to answer."""
    text: Mapped[str] = mapped_column(default="")
    """What whoever asks has to say."""
    closed_at: Mapped[datetime | None]


class ApprovalTask(Base):
    """What somebody is asked in a round."""

    __tablename__ = "approval_task"
    __table_args__ = (
        Index("uq_approval_task_kind", "round_id", "kind", unique=True),
        Index("ix_approval_task_open", "kind", "round_id", postgresql_where="state = 'open'"),
        CheckConstraint("(kind = 'results') = (addressee_id IS NOT NULL)", name="addressee"),
        CheckConstraint("(state IN ('open', 'dropped')) = (decided_at IS NULL)", name="decided"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("approval_round.id"))
    kind: Mapped[TaskKind]
    addressee_id: Mapped[int | None]
    """For results: who is to read them. None: everybody with the right of the kind."""
    state: Mapped[TaskState] = mapped_column(default=TaskState.OPEN)
    reasons: Mapped[list[Any]] = mapped_column(default=list)
    """`{"code": …, "facts": {…}}` each."""
    remark: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[int | None]
    decided_by_name: Mapped[str] = mapped_column(default="")
    """As it was then."""
    decided_at: Mapped[datetime | None]
