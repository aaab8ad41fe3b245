"""Users: adding, changing, retiring, unlocking. Each verb needs `user.edit` and leaves a trace."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.errors import BadLogin, LastAdministrator, WrongPassword
from core.access.models import AppUser, SignInGuard
from core.access.passwords import badge_hash, hash_password, verify_password
from core.access.roles import Permission, Role, permissions_of
from core.audit.acting import acting, moment
from core.audit.operations import record
from core.kernel.clock import Clock
from core.kernel.errors import NotFound

SUBJECT = "app_user"

_LOGIN = re.compile(r"[^\W_](?:[\w.@-]{0,62}\w)?")


@dataclass(frozen=True, slots=True)
class UserRow:
    """A user as an administrator sees him; no secret in it."""

    id: int
    login: str
    name: str
    roles: frozenset[Role]
    warehouses: frozenset[int] | None
    """None: all."""
    companies: frozenset[int] | None
    """None: all."""
    language: str | None
    has_password: bool
    has_badge: bool
    retired: bool


def create_user(  # noqa: PLR0913 - a user's fields, named
    session: Session,
    actor: Actor,
    *,
    login: str,
    name: str,
    password: str | None,
    roles: Iterable[Role],
    badge: str | None = None,
    warehouses: Iterable[int] | None = None,
    companies: Iterable[int] | None = None,
    language: str | None = None,
    clock: Clock | None = None,
) -> UserRow:
    """Add a user.

    Args:
        password: None for one who signs in by badge only.
        warehouses: ids he may see; None for all, empty for none.
        companies: ids he may see; None for all, empty for none.

    Raises:
        Forbidden: no `user.edit`.
        BadLogin, BadPassword, BadBadge: not acceptable.
        LoginTaken, BadgeTaken: another user has it (from the unit of work).
    """
    _enter(session, actor, clock)
    folded = fold_login(login)
    user = AppUser(
        login=folded,
        name=name.strip() or folded,
        password_hash=None if password is None else hash_password(password, folded),
        badge_hash=None if badge is None else badge_hash(badge),
        roles=_stored(roles),
        warehouses=_ids(warehouses),
        companies=_ids(companies),
        language=language,
        created_at=moment(session),
    )
    session.add(user)
    session.flush()  # the trail needs the id
    _trace(
        session,
        actor,
        "user.created",
        user,
        roles=user.roles,
        warehouses=user.warehouses,
        companies=user.companies,
    )
    return _row(user)


def change_password(
    session: Session,
    actor: Actor,
    user_id: int,
    password: str,
    *,
    current: str | None = None,
    clock: Clock | None = None,
) -> None:
    """Set a password: one's own by giving the *current* one, anybody's with `user.edit`.

    Raises:
        Forbidden: another's, without `user.edit`.
        WrongPassword: one's own, and *current* is not it.
        BadPassword: not acceptable.
    """
    own = actor.user_id == user_id and not actor.may(Permission.USER_EDIT)
    if own:
        acting(session, actor, clock)
    else:
        _enter(session, actor, clock)
    user = _locked(session, user_id)
    if own and not verify_password(user.password_hash, current or ""):
        raise WrongPassword
    user.password_hash = hash_password(password, user.login)
    _trace(session, actor, "user.password-changed", user)


def set_badge(
    session: Session, actor: Actor, user_id: int, badge: str | None, *, clock: Clock | None = None
) -> UserRow:
    """Give a user a badge, or take it away with None.

    Raises:
        Forbidden, NotFound, BadBadge; BadgeTaken from the unit of work.
    """
    _enter(session, actor, clock)
    user = _locked(session, user_id)
    user.badge_hash = None if badge is None else badge_hash(badge)
    _trace(session, actor, "user.badge-changed", user, given=badge is not None)
    return _row(user)


def set_roles(
    session: Session,
    actor: Actor,
    user_id: int,
    roles: Iterable[Role],
    *,
    clock: Clock | None = None,
) -> UserRow:
    """Give a user exactly these roles, from his next signing in.

    Raises:
        LastAdministrator: nobody else could change users any more.
        Forbidden, NotFound.
    """
    _enter(session, actor, clock)
    user = _locked(session, user_id)
    former, user.roles = user.roles, _stored(roles)
    if Role.ADMIN.value not in user.roles:
        _require_another_administrator(session, user, was=former)
    _trace(session, actor, "user.roles-changed", user, old=former, new=user.roles)
    return _row(user)


def set_rows(
    session: Session,
    actor: Actor,
    user_id: int,
    *,
    warehouses: Iterable[int] | None,
    companies: Iterable[int] | None,
    clock: Clock | None = None,
) -> UserRow:
    """Give a user exactly these warehouses and companies; None means all.

    Raises:
        Forbidden, NotFound.
    """
    _enter(session, actor, clock)
    user = _locked(session, user_id)
    former = {"warehouses": user.warehouses, "companies": user.companies}
    user.warehouses, user.companies = _ids(warehouses), _ids(companies)
    now = {"warehouses": user.warehouses, "companies": user.companies}
    _trace(session, actor, "user.rows-changed", user, old=former, new=now)
    return _row(user)


def set_retired(
    session: Session, actor: Actor, user_id: int, *, retired: bool, clock: Clock | None = None
) -> UserRow:
    """Bar a user from signing in, or let him in again.

    Raises:
        LastAdministrator: nobody else could change users any more.
        Forbidden, NotFound.
    """
    _enter(session, actor, clock)
    user = _locked(session, user_id)
    if retired and not user.retired:
        _require_another_administrator(session, user, was=user.roles)
    user.retired = retired
    _trace(session, actor, "user.retired" if retired else "user.restored", user)
    return _row(user)


def unlock(session: Session, actor: Actor, login: str, *, clock: Clock | None = None) -> None:
    """Forget the failed attempts under *login*, so that he may try again at once.

    Raises:
        Forbidden: no `user.edit`.
    """
    _enter(session, actor, clock)
    folded = login.strip().casefold()
    session.execute(delete(SignInGuard).where(SignInGuard.login == folded))
    user_id = session.scalar(select(AppUser.id).where(AppUser.login == folded))
    record(session, actor, "user.unlocked", SUBJECT, user_id or 0, login=folded)


def user_row(session: Session, actor: Actor, user_id: int) -> UserRow:
    """Return one user.

    Raises:
        Forbidden: no `user.read`.
        NotFound: no such user.
    """
    actor.require(Permission.USER_READ, what=SUBJECT)
    user = session.get(AppUser, user_id)
    if user is None:
        raise NotFound(what=SUBJECT, key=user_id)
    return _row(user)


def actor_of(session: Session, user_id: int) -> Actor:
    """Return the rights a user has now, for a process that has been running for long.

    Raises:
        NotFound: no such user, or he is retired.
    """
    user = session.get(AppUser, user_id, populate_existing=True)
    if user is None or user.retired:
        raise NotFound(what=SUBJECT, key=user_id)
    return actor_from(user)


def actor_from(user: AppUser) -> Actor:
    """Return what *user* may do."""
    row = _row(user)
    return Actor(
        user_id=row.id,
        login=row.login,
        name=row.name,
        roles=row.roles,
        permissions=permissions_of(row.roles),
        warehouses=row.warehouses,
        companies=row.companies,
        language=row.language,
    )


def fold_login(login: str) -> str:
    """Return *login* as stored: trimmed and case-folded.

    Raises:
        BadLogin: empty, over 64 characters, or with anything but letters, digits and `. _ - @`.
    """
    folded = login.strip().casefold()
    if not _LOGIN.fullmatch(folded):
        raise BadLogin(login=login[:64])
    return folded


def _enter(session: Session, actor: Actor, clock: Clock | None) -> None:
    actor.require(Permission.USER_EDIT, what=SUBJECT)
    acting(session, actor, clock)


def _locked(session: Session, user_id: int) -> AppUser:
    user = session.get(AppUser, user_id, with_for_update=True, populate_existing=True)
    if user is None:
        raise NotFound(what=SUBJECT, key=user_id)
    return user


def _require_another_administrator(session: Session, user: AppUser, *, was: list[str]) -> None:
    if Role.ADMIN.value not in was:
        return
    # All administrators are locked in order, so two who retire each other cannot both succeed.
    others = session.scalars(
        select(AppUser.id)
        .where(AppUser.roles.contains([Role.ADMIN.value]), AppUser.retired.is_(False))
        .order_by(AppUser.id)
        .with_for_update()
    ).all()
    if not set(others) - {user.id}:
        raise LastAdministrator(login=user.login)


def _trace(session: Session, actor: Actor, action: str, user: AppUser, **facts: object) -> None:
    session.flush()  # a refusal by the database must come before the trace
    record(session, actor, action, SUBJECT, user.id, login=user.login, **facts)


def _stored(roles: Iterable[Role]) -> list[str]:
    return sorted({Role(role).value for role in roles})


def _ids(allowed: Iterable[int] | None) -> list[int] | None:
    return None if allowed is None else sorted(set(allowed))


def _row(user: AppUser) -> UserRow:
    return UserRow(
        id=user.id,
        login=user.login,
        name=user.name,
        roles=frozenset(Role(role) for role in user.roles),
        warehouses=None if user.warehouses is None else frozenset(user.warehouses),
        companies=None if user.companies is None else frozenset(user.companies),
        language=user.language,
        has_password=user.password_hash is not None,
        has_badge=user.badge_hash is not None,
        retired=user.retired,
    )
