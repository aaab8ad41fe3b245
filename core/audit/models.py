"""The trail as stored."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db.append_only import append_only
from core.db.base import Base


class AuditEntry(Base):
    """Somebody did something to something."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_subject", "subject", "subject_id", "id"),
        Index("ix_audit_entry_user_id", "user_id", "id"),
        Index("ix_audit_entry_at", "at"),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    at: Mapped[datetime]
    user_id: Mapped[int]
    """0 for the system, and for a sign-in that named nobody known."""
    who: Mapped[str]
    """The login as it was then: the trail outlives a user's renaming."""
    action: Mapped[str]
    """noun.participle: "document.posted", "sign-in.refused"."""
    subject: Mapped[str]
    """A document type or the table of a reference book."""
    subject_id: Mapped[int]
    """0 when the action is about nothing stored."""
    facts: Mapped[dict[str, Any]]


append_only("audit_entry")
