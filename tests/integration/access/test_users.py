"""Users are changed by those who may, with a trace, and somebody who may always remains."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, literal, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM, Actor
from core.access.errors import (
    BadgeTaken,
    BadLogin,
    Forbidden,
    LastAdministrator,
    LoginTaken,
    WrongPassword,
)
from core.access.models import AppUser
from core.access.roles import ROLES, Permission, Role, permissions_of
from core.access.rows import within, within_or_none
from core.access.sign_in import SignedIn, sign_in
from core.access.users import (
    UserRow,
    actor_of,
    change_password,
    create_user,
    set_badge,
    set_retired,
    set_roles,
    set_rows,
    unlock,
    user_row,
)
from core.audit.acting import acting
from core.audit.queries import traces
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.documents.listing import ListQuery, page
from core.kernel.clock import FixedClock
from core.kernel.errors import NotFound

PASSWORD = "correct horse"
BADGE = "7HXQ2M4KP9ZT3VWN"


def user(session: Session, actor: Actor, login: str, *roles: Role) -> UserRow:
    return create_user(
        session, actor, login=login, name=login.title(), password=PASSWORD, roles=roles
    )


def test_deny_by_default_every_role_may_only_what_the_table_says() -> None:
    assert set(ROLES) == set(Role)
    assert permissions_of(frozenset()) == frozenset()
    assert ROLES[Role.ADMIN] == frozenset(Permission)
    for role in set(Role) - {Role.ADMIN}:
        assert Permission.USER_EDIT not in ROLES[role]
        assert Permission.AUDIT_READ not in ROLES[role]
        assert Permission.IMPORT_RUN not in ROLES[role]
    for role in (Role.STOREKEEPER, Role.SHIFT_LEAD):
        assert Permission.PRICE_READ not in ROLES[role]
        assert Permission.ORDER_READ not in ROLES[role]
    assert ROLES[Role.STOREKEEPER] < ROLES[Role.SHIFT_LEAD]
    assert ROLES[Role.CLIENT] == frozenset()


@pytest.mark.parametrize("permission", list(Permission))
def test_an_actor_without_roles_may_nothing(permission: Permission) -> None:
    nobody = Actor(5, "nobody", "Nobody", frozenset(), frozenset())

    with pytest.raises(Forbidden) as refusal:
        nobody.require(permission, what="thing")

    assert refusal.value.facts == {
        "permission": permission.value,
        "what": "thing",
        "key": "",
        "who": "nobody",
    }
    SYSTEM.require(permission)


def test_rows_are_denied_unless_named_and_none_means_all() -> None:
    nobody = Actor(5, "nobody", "Nobody", frozenset(), frozenset())
    keeper = replace(nobody, warehouses=frozenset({1}), companies=None)

    with pytest.raises(Forbidden):
        nobody.require_warehouse(1)
    with pytest.raises(Forbidden):
        nobody.require_company(1)
    with pytest.raises(Forbidden):
        keeper.require_warehouse(2)
    keeper.require_warehouse(1)
    keeper.require_warehouse(None)
    keeper.require_company(99)


@pytest.mark.parametrize(
    ("allowed", "value", "seen", "seen_or_none"),
    [
        (None, 1, True, True),
        (None, None, True, True),
        ({1, 2}, 1, True, True),
        ({1, 2}, 3, False, False),
        ({1, 2}, None, None, True),
        (set(), 1, False, False),
    ],
)
def test_row_conditions(
    session: Session,
    allowed: set[int] | None,
    value: int | None,
    seen: bool | None,
    seen_or_none: bool,
) -> None:
    column = literal(value, AppUser.id.type)

    assert session.scalar(select(within(column, allowed))) is seen
    assert session.scalar(select(within_or_none(column, allowed))) is seen_or_none


def test_creating_needs_the_right_and_leaves_a_trace_without_secrets(
    session: Session, admin: Actor, clock: FixedClock
) -> None:
    clerk = replace(admin, permissions=frozenset(Permission) - {Permission.USER_EDIT})
    with pytest.raises(Forbidden):
        user(session, clerk, "petrov")
    assert session.scalar(select(func.count()).select_from(AppUser)) == 0

    made = create_user(
        session,
        admin,
        login=" Петров ",
        name="Петров",
        password=PASSWORD,
        badge=BADGE,
        roles=[Role.CASHIER],
        warehouses=[],
        clock=clock,
    )

    assert (made.login, made.roles) == ("петров", {Role.CASHIER})
    assert (made.warehouses, made.companies) == (frozenset(), None)
    (trace,) = traces(session, "app_user", made.id)
    assert (trace.who, trace.at) == ("admin", clock.now())
    assert trace.facts == {
        "login": "петров",
        "roles": ["cashier"],
        "warehouses": [],
        "companies": None,
    }


@pytest.mark.parametrize("login", ["", " ", "a b", "-a", "a" * 65, "a\x1bb", "a/b", "a'b"])
def test_odd_logins_are_refused(session: Session, admin: Actor, login: str) -> None:
    with pytest.raises(BadLogin):
        user(session, admin, login)


def test_a_taken_login_or_badge_is_named(database: Database, admin: Actor) -> None:
    with transaction(database.sessions) as session:
        first = user(session, admin, "petrov")
        set_badge(session, admin, first.id, BADGE)

    with pytest.raises(LoginTaken) as refusal, transaction(database.sessions) as session:
        user(session, admin, "PETROV")
    assert refusal.value.facts == {"login": "petrov"}
    with pytest.raises(BadgeTaken) as secret, transaction(database.sessions) as session:
        set_badge(session, admin, user(session, admin, "sidorov").id, BADGE)
    assert secret.value.facts == {}

    with database.sessions() as session:
        assert session.scalars(select(AppUser.login)).all() == ["petrov"]


def test_one_changes_ones_own_password_only_by_the_present_one(
    session: Session, admin: Actor, clock: FixedClock
) -> None:
    keeper = user(session, admin, "ivanov", Role.STOREKEEPER)
    other = user(session, admin, "petrov", Role.STOREKEEPER)
    actor = actor_of(session, keeper.id)

    with pytest.raises(WrongPassword):
        change_password(session, actor, keeper.id, "new password")
    with pytest.raises(WrongPassword):
        change_password(session, actor, keeper.id, "new password", current="guess")
    with pytest.raises(Forbidden):
        change_password(session, actor, other.id, "new password", current=PASSWORD)
    assert isinstance(sign_in(session, "ivanov", PASSWORD, clock=clock), SignedIn)

    change_password(session, actor, keeper.id, "new password", current=PASSWORD)
    change_password(session, admin, other.id, "set by admin")

    assert isinstance(sign_in(session, "ivanov", "new password", clock=clock), SignedIn)
    assert isinstance(sign_in(session, "petrov", "set by admin", clock=clock), SignedIn)
    assert not isinstance(sign_in(session, "petrov", PASSWORD, clock=clock), SignedIn)


def test_roles_and_rows_change_what_the_next_actor_may(session: Session, admin: Actor) -> None:
    made = user(session, admin, "ivanov", Role.STOREKEEPER)
    set_roles(session, admin, made.id, [Role.DRIVER, Role.SHIFT_LEAD, Role.SHIFT_LEAD])
    set_rows(session, admin, made.id, warehouses=[2, 1, 2], companies=None)

    actor = actor_of(session, made.id)

    assert actor.permissions == ROLES[Role.SHIFT_LEAD] | ROLES[Role.DRIVER]
    assert (actor.warehouses, actor.companies) == (frozenset({1, 2}), None)
    roles, rows = traces(session, "app_user", made.id)[1:]
    assert (roles.facts["old"], roles.facts["new"]) == (["storekeeper"], ["driver", "shift_lead"])
    assert rows.facts["new"] == {"warehouses": [1, 2], "companies": None}


def test_the_last_administrator_stays_one(session: Session, admin: Actor) -> None:
    first = user(session, admin, "anna", Role.ADMIN)
    user(session, admin, "oleg", Role.STOREKEEPER)

    for work in (
        lambda: set_roles(session, admin, first.id, [Role.STOREKEEPER]),
        lambda: set_retired(session, admin, first.id, retired=True),
    ):
        with pytest.raises(LastAdministrator), session.begin_nested():
            work()
    second = user(session, admin, "pavel", Role.ADMIN)
    set_retired(session, admin, second.id, retired=True)
    with pytest.raises(LastAdministrator), session.begin_nested():
        set_roles(session, admin, first.id, [])
    set_retired(session, admin, second.id, retired=False)
    assert set_retired(session, admin, first.id, retired=True).retired


def test_a_retired_or_missing_user_has_no_rights(session: Session, admin: Actor) -> None:
    made = user(session, admin, "ivanov", Role.STOREKEEPER)
    set_retired(session, admin, made.id, retired=True)

    with pytest.raises(NotFound):
        actor_of(session, made.id)
    with pytest.raises(NotFound):
        actor_of(session, 404)
    with pytest.raises(NotFound):
        set_roles(session, admin, 404, [])
    assert user_row(session, admin, made.id).retired


def test_every_verb_on_users_is_denied_without_the_right(session: Session, admin: Actor) -> None:
    made = user(session, admin, "ivanov", Role.STOREKEEPER)
    keeper = actor_of(session, made.id)
    before = traces(session, "app_user", made.id)

    for work in (
        lambda: set_badge(session, keeper, made.id, BADGE),
        lambda: set_roles(session, keeper, made.id, [Role.ADMIN]),
        lambda: set_rows(session, keeper, made.id, warehouses=None, companies=None),
        lambda: set_retired(session, keeper, made.id, retired=True),
        lambda: unlock(session, keeper, "ivanov"),
        lambda: user_row(session, keeper, made.id),
        lambda: page(session, keeper, "users", ListQuery()),
        lambda: page(session, keeper, "audit", ListQuery()),
    ):
        with pytest.raises(Forbidden):
            work()

    assert user_row(session, admin, made.id) == made
    assert traces(session, "app_user", made.id) == before


def test_users_and_trail_are_lists(session: Session, admin: Actor, clock: FixedClock) -> None:
    acting(session, admin, clock)
    made = user(session, admin, "ivanov", Role.STOREKEEPER, Role.DRIVER)
    sign_in(session, "ivanov", PASSWORD, clock=clock)

    (row,) = page(session, admin, "users", ListQuery(search="IVAN")).rows
    shown = page(session, admin, "audit", ListQuery())

    assert row.key == made.id
    assert row.values[:3] == ("ivanov", "Ivanov", "driver, storekeeper")
    titles = [column.id for column in shown.columns]
    assert [found.values[titles.index("action")] for found in shown.rows] == [
        "sign-in.succeeded",
        "user.created",
    ]


def test_the_database_holds_one_user_per_login(session: Session, admin: Actor) -> None:
    user(session, admin, "ivanov")
    with pytest.raises(IntegrityError), session.begin_nested():
        user(session, admin, "IVANOV")
