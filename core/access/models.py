"""Users as stored."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Identity, Text, UniqueConstraint, false
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from core.access.errors import BadgeTaken, LoginTaken
from core.db.base import Base
from core.db.integrity import name_constraint


class AppUser(Base):
    """Somebody who may sign in."""

    __tablename__ = "app_user"
    __table_args__ = (
        UniqueConstraint("login", name="uq_app_user_login"),
        UniqueConstraint("badge_hash", name="uq_app_user_badge_hash"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    login: Mapped[str]
    """Case-folded."""
    name: Mapped[str]
    password_hash: Mapped[str | None]
    """Argon2id in PHC format; None: he signs in by badge only."""
    badge_hash: Mapped[str | None]
    """SHA-256 of the badge code, hexadecimal; see `core.access.passwords.badge_hash`."""
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    warehouses: Mapped[list[int] | None] = mapped_column(ARRAY(BigInteger))
    """Row rights; NULL means all, empty none."""
    companies: Mapped[list[int] | None] = mapped_column(ARRAY(BigInteger))
    """Row rights; NULL means all, empty none."""
    language: Mapped[str | None]
    retired: Mapped[bool] = mapped_column(server_default=false(), default=False)
    """May no longer sign in; the row stays because documents name it as author."""
    created_at: Mapped[datetime]
    signed_in_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's way


class SignInGuard(Base):
    """Failed attempts under one login, whether such a user exists or not.

    Kept by the text that was typed, so that an unknown login locks exactly as a known one and
    nobody learns from the lock which logins exist.
    """

    __tablename__ = "sign_in_guard"

    login: Mapped[str] = mapped_column(primary_key=True)
    failed: Mapped[int]
    """Failures in a row since the last success or lock."""
    locked_until: Mapped[datetime | None]


name_constraint("uq_app_user_login", lambda facts: LoginTaken(login=facts["values"]))
name_constraint("uq_app_user_badge_hash", lambda _facts: BadgeTaken())
