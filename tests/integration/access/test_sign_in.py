"""Signing in: who may, who may not, who is locked out, and what the trail says of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import passwords
from core.access.actor import Actor
from core.access.errors import BadBadge, BadPassword
from core.access.models import AppUser, SignInGuard
from core.access.passwords import badge_hash, hash_password, new_badge, set_cost, verify_password
from core.access.roles import ROLES, Role
from core.access.sign_in import (
    LockOut,
    RefusalReason,
    SignedIn,
    SignInRefused,
    sign_in,
    sign_in_badge,
)
from core.access.users import create_user, set_retired, unlock
from core.audit.models import AuditEntry
from core.kernel.clock import FixedClock
from core.kernel.errors import BadValue

PASSWORD = "сезам, откройся"
BADGE = "7HXQ2M4KP9ZT3VWN"
MOMENT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def keeper(session: Session, admin: Actor, clock: FixedClock) -> int:
    return create_user(
        session,
        admin,
        login="Ivanov",
        name="Иванов П. С.",
        password=PASSWORD,
        badge=BADGE,
        roles=[Role.STOREKEEPER],
        warehouses=[3, 1],
        companies=[],
        language="ru",
        clock=clock,
    ).id


def trail(session: Session) -> list[tuple[str, str, int]]:
    """Return (action, reason, subject) of every sign-in, oldest first."""
    rows = session.execute(
        select(AuditEntry.action, AuditEntry.facts, AuditEntry.subject_id)
        .where(AuditEntry.action.startswith("sign-in"))
        .order_by(AuditEntry.id)
    )
    return [(action, facts.get("reason", ""), subject) for action, facts, subject in rows]


def test_the_right_password_signs_in_with_the_rights_of_the_roles(
    session: Session, keeper: int, clock: FixedClock
) -> None:
    outcome = sign_in(session, " IVANOV ", PASSWORD, clock=clock, terminal="tty1")

    assert isinstance(outcome, SignedIn)
    actor = outcome.actor
    assert (actor.user_id, actor.login, actor.name) == (keeper, "ivanov", "Иванов П. С.")
    assert actor.permissions == ROLES[Role.STOREKEEPER]
    assert (actor.warehouses, actor.companies) == (frozenset({1, 3}), frozenset())
    assert actor.language == "ru"
    assert trail(session) == [("sign-in.succeeded", "", keeper)]
    assert session.scalar(select(AppUser.signed_in_at)) == clock.now()


def test_a_badge_signs_in_and_only_its_hash_is_stored(
    session: Session, keeper: int, clock: FixedClock
) -> None:
    outcome = sign_in_badge(session, BADGE, clock=clock)

    assert isinstance(outcome, SignedIn)
    assert outcome.actor.user_id == keeper
    stored = session.execute(select(AppUser.badge_hash, AppUser.password_hash)).one()
    assert BADGE not in str(stored)
    assert PASSWORD not in str(stored)
    assert stored.password_hash.startswith("$argon2id$")


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("ivanov", "wrong password"),
        ("ivanov", ""),
        ("nobody", PASSWORD),
        ("", ""),
        ("a" * 500, "b"),
    ],
)
def test_a_wrong_password_and_an_unknown_login_are_refused_alike(
    session: Session, keeper: int, clock: FixedClock, login: str, password: str
) -> None:
    outcome = sign_in(session, login, password, clock=clock)

    assert outcome == SignInRefused(RefusalReason.WRONG, None, 4)
    assert [action for action, _, _ in trail(session)] == ["sign-in.refused"]


@pytest.mark.parametrize("badge", ["", "short", "UNKNOWN-BADGE-0001", BADGE.lower()])
def test_an_unknown_badge_is_refused_and_its_code_is_not_in_the_trail(
    session: Session, keeper: int, clock: FixedClock, badge: str
) -> None:
    assert sign_in_badge(session, badge, clock=clock) == SignInRefused(RefusalReason.WRONG)

    assert trail(session) == [("sign-in.refused", "wrong", 0)]
    facts = session.scalars(select(AuditEntry.facts)).all()
    assert not badge or badge not in str(facts)


@pytest.mark.parametrize("login", ["ivanov", "nobody"])
def test_five_failures_lock_a_login_for_a_quarter_of_an_hour_whether_it_exists_or_not(
    session: Session, keeper: int, clock: FixedClock, login: str
) -> None:
    for left in (4, 3, 2, 1):
        outcome = sign_in(session, login, "wrong", clock=clock)
        assert outcome == SignInRefused(RefusalReason.WRONG, None, left)
    until = MOMENT + timedelta(minutes=15)

    fifth = sign_in(session, login, "wrong", clock=clock)
    right = sign_in(session, login, PASSWORD, clock=clock)

    assert fifth == SignInRefused(RefusalReason.LOCKED, until, 0)
    assert right == SignInRefused(RefusalReason.LOCKED, until)
    assert [action for action, _, _ in trail(session)] == [
        *["sign-in.refused"] * 4,
        "sign-in.locked",
        "sign-in.refused",
    ]

    clock.instant = until - timedelta(seconds=1)
    assert isinstance(sign_in(session, login, PASSWORD, clock=clock), SignInRefused)
    clock.instant = until
    assert isinstance(sign_in(session, login, PASSWORD, clock=clock), SignedIn) is (
        login == "ivanov"
    )


def test_a_lock_holds_for_the_badge_too_and_an_administrator_lifts_it(
    session: Session, keeper: int, admin: Actor, clock: FixedClock
) -> None:
    for _ in range(5):
        sign_in(session, "ivanov", "wrong", clock=clock)

    locked = sign_in_badge(session, BADGE, clock=clock)
    unlock(session, admin, "Ivanov", clock=clock)

    assert locked == SignInRefused(RefusalReason.LOCKED, MOMENT + timedelta(minutes=15))
    assert isinstance(sign_in_badge(session, BADGE, clock=clock), SignedIn)
    assert isinstance(sign_in(session, "ivanov", PASSWORD, clock=clock), SignedIn)


def test_success_forgets_earlier_failures(session: Session, keeper: int, clock: FixedClock) -> None:
    for _ in range(4):
        sign_in(session, "ivanov", "wrong", clock=clock)
    sign_in(session, "ivanov", PASSWORD, clock=clock)

    assert sign_in(session, "ivanov", "wrong", clock=clock) == SignInRefused(
        RefusalReason.WRONG, None, 4
    )


def test_attempts_and_minutes_are_settings(
    session: Session, keeper: int, clock: FixedClock
) -> None:
    strict = LockOut(attempts=1, minutes=60)

    assert sign_in(session, "ivanov", "wrong", clock=clock, lock_out=strict) == SignInRefused(
        RefusalReason.LOCKED, MOMENT + timedelta(hours=1), 0
    )
    with pytest.raises(BadValue):
        LockOut(attempts=0)


def test_a_retired_user_is_refused_and_told_so_only_with_the_right_secret(
    session: Session, keeper: int, admin: Actor, clock: FixedClock
) -> None:
    set_retired(session, admin, keeper, retired=True, clock=clock)

    assert sign_in(session, "ivanov", PASSWORD, clock=clock) == SignInRefused(RefusalReason.RETIRED)
    assert sign_in_badge(session, BADGE, clock=clock) == SignInRefused(RefusalReason.RETIRED)
    wrong = sign_in(session, "ivanov", "wrong", clock=clock)
    assert wrong == SignInRefused(RefusalReason.WRONG, None, 4)

    set_retired(session, admin, keeper, retired=False, clock=clock)
    assert isinstance(sign_in_badge(session, BADGE, clock=clock), SignedIn)


def test_unknown_logins_cost_the_same_verification(
    session: Session, keeper: int, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified: list[str] = []
    hasher = passwords._cost().hasher

    class Counting:
        def verify(self, stored: str, given: str) -> bool:
            verified.append(stored.split("$")[3])
            return hasher.verify(stored, given)

    monkeypatch.setattr(passwords._cost(), "hasher", Counting())
    sign_in(session, "nobody", PASSWORD, clock=clock)
    sign_in(session, "ivanov", "wrong", clock=clock)
    sign_in(session, "ivanov", "x" * 10_000, clock=clock)

    assert len(verified) == 3
    assert len(set(verified)) == 1


def test_a_hash_of_another_cost_is_renewed_at_sign_in(
    session: Session, keeper: int, clock: FixedClock
) -> None:
    set_cost(time=2, memory_kib=16)

    assert isinstance(sign_in(session, "ivanov", PASSWORD, clock=clock), SignedIn)

    stored = session.scalar(select(AppUser.password_hash)) or ""
    assert "m=16,t=2" in stored
    assert isinstance(sign_in(session, "ivanov", PASSWORD, clock=clock), SignedIn)


def test_guards_of_successful_logins_do_not_pile_up(
    session: Session, keeper: int, clock: FixedClock
) -> None:
    sign_in(session, "ivanov", "wrong", clock=clock)
    sign_in(session, "ivanov", PASSWORD, clock=clock)

    assert session.scalars(select(SignInGuard.login)).all() == []


@pytest.mark.parametrize("password", ["", "short", "x" * 257, "Storekeeper"])
def test_passwords_too_short_too_long_or_equal_to_the_login_are_refused(password: str) -> None:
    with pytest.raises(BadPassword):
        hash_password(password, "storekeeper")


def test_a_password_is_verified_and_a_broken_hash_lets_nobody_in() -> None:
    assert verify_password(hash_password(PASSWORD), PASSWORD)
    assert not verify_password(hash_password(PASSWORD), PASSWORD + " ")
    assert not verify_password("not a hash", PASSWORD)
    assert not verify_password(None, PASSWORD)


def test_badges_are_long_random_and_short_ones_refused() -> None:
    badges = {new_badge() for _ in range(100)}
    assert len(badges) == 100
    assert all(len(badge) == 26 and badge.isalnum() and badge.isascii() for badge in badges)
    with pytest.raises(BadBadge):
        badge_hash("12345678901")


@given(badge=st.text(min_size=12).filter(lambda text: len(text.strip()) >= 12))
def test_a_badge_is_found_whatever_blanks_the_scanner_adds(badge: str) -> None:
    assert badge_hash(f" {badge}\r\n") == badge_hash(badge)
    assert badge.strip() not in badge_hash(badge)


@pytest.mark.parametrize("typed", ["\x00", "a\x1b[2Jb", "\udcff", "\ud800" * 70, "ß" * 100])
def test_what_a_broken_terminal_sends_is_a_wrong_login_password_or_badge(
    session: Session, clock: FixedClock, typed: str
) -> None:
    """Half letters and control characters are refused like anything else, and do not break in."""
    for outcome in (
        sign_in(session, typed, PASSWORD, clock=clock),
        sign_in(session, "ivanov", typed, clock=clock),
        sign_in_badge(session, typed * 12, clock=clock),
    ):
        assert isinstance(outcome, SignInRefused)
        assert outcome.reason is RefusalReason.WRONG
    assert verify_password(hash_password(typed + PASSWORD), typed + PASSWORD)
