"""Signing in by password or badge, with lock-out. Every attempt leaves a trace.

A refusal is returned, not raised: the caller commits, and so the failed attempt counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM, Actor
from core.access.errors import BadBadge
from core.access.models import AppUser, SignInGuard
from core.access.passwords import badge_hash, hash_password, outdated, verify_password
from core.access.users import SUBJECT, actor_from
from core.audit.acting import acting
from core.audit.operations import record
from core.kernel.clock import Clock
from core.kernel.errors import BadValue

_LONGEST_LOGIN = 64


class RefusalReason(StrEnum):
    """Why one may not come in."""

    WRONG = "wrong"
    """Unknown login or badge, or wrong password: which of these is not told."""
    LOCKED = "locked"
    """Too many failures in a row; also told of logins that do not exist."""
    RETIRED = "retired"
    """The right password or badge of a retired user."""


@dataclass(frozen=True, slots=True)
class LockOut:
    """How many failures in a row lock a login, and for how long."""

    attempts: int = 5
    """At least 1."""
    minutes: int = 15
    """At least 1."""

    def __post_init__(self) -> None:
        for name in ("attempts", "minutes"):
            if getattr(self, name) < 1:
                raise BadValue(what=f"lock_out.{name}", value=getattr(self, name), expected=">= 1")


LOCK_OUT = LockOut()


@dataclass(frozen=True, slots=True)
class SignedIn:
    """He is who he says."""

    actor: Actor


@dataclass(frozen=True, slots=True)
class SignInRefused:
    """He may not come in."""

    reason: RefusalReason
    locked_until: datetime | None = None
    """None unless locked."""
    attempts_left: int | None = None
    """Failures that remain before the lock; None when it is not about that."""


def sign_in(
    session: Session,
    login: str,
    password: str,
    *,
    clock: Clock,
    lock_out: LockOut = LOCK_OUT,
    terminal: str = "",
) -> SignedIn | SignInRefused:
    """Let a user in by password. Takes the same work whether the login exists or not.

    Args:
        terminal: where he sits, for the trail.
    """
    typed = _storable(login.strip().casefold()[:_LONGEST_LOGIN])
    acting(session, SYSTEM, clock)
    guard = _guard(session, typed)
    user = session.scalars(
        select(AppUser).where(AppUser.login == typed).execution_options(populate_existing=True)
    ).one_or_none()
    right = verify_password(user.password_hash if user else None, password)
    attempt = _Attempt(session, clock.now(), typed, "password", terminal, user)
    if guard.locked_until is not None and guard.locked_until > attempt.at:
        return attempt.refuse(RefusalReason.LOCKED, locked_until=guard.locked_until)
    if user is None or not right:
        return _count_failure(attempt, guard, lock_out)
    session.execute(delete(SignInGuard).where(SignInGuard.login == typed))
    if user.retired:
        return attempt.refuse(RefusalReason.RETIRED)
    if user.password_hash is not None and outdated(user.password_hash):
        user.password_hash = hash_password(password)
        session.flush()  # before the statement below, which does not go through the ORM
    return attempt.succeed(user)


def sign_in_badge(
    session: Session, badge: str, *, clock: Clock, terminal: str = ""
) -> SignedIn | SignInRefused:
    """Let a user in by the code of his badge; not while his login is locked.

    Unknown badges lock nothing: there is no login to lock, and the codes are beyond guessing.
    """
    acting(session, SYSTEM, clock)
    user = _bearer(session, badge)
    attempt = _Attempt(session, clock.now(), user.login if user else "", "badge", terminal, user)
    if user is None:
        return attempt.refuse(RefusalReason.WRONG)
    locked_until = session.scalar(
        select(SignInGuard.locked_until).where(SignInGuard.login == user.login)
    )
    if locked_until is not None and locked_until > attempt.at:
        return attempt.refuse(RefusalReason.LOCKED, locked_until=locked_until)
    if user.retired:
        return attempt.refuse(RefusalReason.RETIRED)
    return attempt.succeed(user)


@dataclass(frozen=True, slots=True)
class _Attempt:
    """One attempt and the trace it leaves."""

    session: Session
    at: datetime
    login: str
    by: str
    terminal: str
    user: AppUser | None

    def refuse(
        self,
        reason: RefusalReason,
        *,
        locked_until: datetime | None = None,
        attempts_left: int | None = None,
    ) -> SignInRefused:
        self._trace("sign-in.refused", SYSTEM, reason=reason)
        return SignInRefused(reason, locked_until, attempts_left)

    def lock(self, until: datetime) -> SignInRefused:
        self._trace("sign-in.locked", SYSTEM, locked_until=until)
        return SignInRefused(RefusalReason.LOCKED, until, 0)

    def succeed(self, user: AppUser) -> SignedIn:
        actor = actor_from(user)
        # Not through the ORM: signing in is no change of the user, his version stays.
        self.session.execute(
            update(AppUser).where(AppUser.id == user.id).values(signed_in_at=self.at)
        )
        acting(self.session, actor)
        self._trace("sign-in.succeeded", actor)
        return SignedIn(actor)

    def _trace(self, action: str, actor: Actor, **facts: object) -> None:
        subject_id = self.user.id if self.user else 0
        record(
            self.session,
            actor,
            action,
            SUBJECT,
            subject_id,
            login=self.login,
            by=self.by,
            terminal=self.terminal,
            **facts,
        )


def _guard(session: Session, login: str) -> SignInGuard:
    """Return the counter of *login*, locked: attempts under one login go one after another."""
    statement = insert(SignInGuard).values(login=login, failed=0, locked_until=None)
    return session.scalars(
        statement.on_conflict_do_update(
            index_elements=["login"], set_={"failed": SignInGuard.failed}
        )
        .returning(SignInGuard)
        .execution_options(populate_existing=True)
    ).one()


def _count_failure(attempt: _Attempt, guard: SignInGuard, lock_out: LockOut) -> SignInRefused:
    failed = guard.failed + 1
    until = None
    if failed >= lock_out.attempts:
        failed, until = 0, attempt.at + timedelta(minutes=lock_out.minutes)
    attempt.session.execute(
        update(SignInGuard)
        .where(SignInGuard.login == attempt.login)
        .values(failed=failed, locked_until=until)
    )
    if until is not None:
        return attempt.lock(until)
    return attempt.refuse(RefusalReason.WRONG, attempts_left=lock_out.attempts - failed)


def _storable(login: str) -> str:
    """Return *login* with a mark for every letter that no login has and no database stores."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in login)


def _bearer(session: Session, badge: str) -> AppUser | None:
    try:
        hashed = badge_hash(badge)
    except BadBadge:
        return None
    return session.scalars(
        select(AppUser)
        .where(AppUser.badge_hash == hashed)
        .execution_options(populate_existing=True)
    ).one_or_none()
