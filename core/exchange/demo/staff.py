"""Who works at the demo company. Their passwords are in README: they protect nothing."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM, Actor
from core.access.models import AppUser
from core.access.passwords import hash_password
from core.access.roles import Role
from core.access.users import actor_of, create_user
from core.exchange.demo.places import Places
from core.kernel.clock import Clock

PASSWORD = "sklad2026"  # noqa: S105 - the demo's, told to everybody
"""Of every user of the demo."""


@dataclass(frozen=True, slots=True)
class DemoUser:
    """One user: README lists them in this order."""

    login: str
    name: str
    roles: tuple[Role, ...]
    badge: str
    """What the barcode on the badge says."""
    central_only: bool = False


USERS = (
    DemoUser("admin", "Администратор", (Role.ADMIN,), "KLAD-BADGE-ADMIN"),
    DemoUser("anna", "Соколова Анна", (Role.STOREKEEPER,), "KLAD-BADGE-ANNA", central_only=True),
    DemoUser("ivan", "Петров Иван", (Role.STOREKEEPER,), "KLAD-BADGE-IVAN", central_only=True),
    DemoUser("timur", "Ахметов Тимур", (Role.STOREKEEPER,), "KLAD-BADGE-TIMUR"),
    DemoUser("lead", "Зайцева Мария", (Role.SHIFT_LEAD,), "KLAD-BADGE-LEAD"),
    DemoUser("olga", "Крылова Ольга", (Role.SALES_MANAGER,), "KLAD-BADGE-OLGA"),
    DemoUser("pavel", "Тихонов Павел", (Role.SALES_REPRESENTATIVE,), "KLAD-BADGE-PAVEL"),
    DemoUser("nina", "Быстрова Нина", (Role.ACCOUNTANT,), "KLAD-BADGE-NINA"),
    DemoUser("boris", "Орехов Борис", (Role.SALES_HEAD, Role.APPROVER), "KLAD-BADGE-BORIS"),
    DemoUser("dina", "Ветрова Дина", (Role.DISPATCHER,), "KLAD-BADGE-DINA"),
    DemoUser("egor", "Савельев Егор", (Role.DRIVER,), "KLAD-BADGE-EGOR"),
)


@dataclass(frozen=True, slots=True)
class Staff:
    """Those under whose names the demo's documents are made."""

    manager: Actor
    lead: Actor
    storekeeper: Actor
    representative: Actor
    accountant: Actor
    head: Actor
    """Of sales: approves too."""


def add_staff(session: Session, places: Places, clock: Clock) -> Staff:
    """Add the users."""
    ids = {
        user.login: create_user(
            session,
            SYSTEM,
            login=user.login,
            name=user.name,
            password=None,
            roles=user.roles,
            badge=user.badge,
            warehouses=[places.central] if user.central_only else None,
            clock=clock,
        ).id
        for user in USERS
    }
    # One slow hash serves all: the password is known to everybody anyway.
    session.execute(update(AppUser).values(password_hash=hash_password(PASSWORD)))
    return Staff(
        manager=actor_of(session, ids["olga"]),
        lead=actor_of(session, ids["lead"]),
        storekeeper=actor_of(session, ids["timur"]),
        representative=actor_of(session, ids["pavel"]),
        accountant=actor_of(session, ids["nina"]),
        head=actor_of(session, ids["boris"]),
    )
