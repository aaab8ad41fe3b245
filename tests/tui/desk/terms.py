"""Agreements and approvals beside the small company of the desk's tests."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from core.access.actor import SYSTEM, Actor
from core.access.models import AppUser
from core.access.roles import Role
from core.access.users import actor_of, create_user
from core.db.unit_of_work import transaction
from core.terms.agreement_steps import ask_agreement, enforce_agreement
from core.terms.agreements import (
    AgreementInput,
    create_agreement,
    individual_from,
    save_agreement,
)
from core.terms.statuses import AgreementKind
from tests.tui.desk.scene import PASSWORD, Scene


def staff(scene: Scene) -> None:
    """Add an approver of prices and one of everything; adding them again changes nothing."""
    with transaction(scene.database.sessions) as session:
        for login, role in (
            ("pricer", Role.PRICE_APPROVER),
            ("approver", Role.APPROVER),
            ("seller", Role.SALES_MANAGER),
        ):
            if session.scalar(select(AppUser.id).where(AppUser.login == login)) is None:
                create_user(
                    session,
                    SYSTEM,
                    login=login,
                    name=login.title(),
                    password=PASSWORD,
                    roles=[role],
                )


def actor(scene: Scene, login: str) -> Actor:
    """Return somebody who may sign in."""
    with transaction(scene.database.sessions) as session:
        key = session.scalars(select(AppUser.id).where(AppUser.login == login)).one()
        return actor_of(session, key)


def standard(scene: Scene, name: str = "Опт", **header: object) -> int:
    """Make a standard agreement in force."""
    with transaction(scene.database.sessions) as session:
        made = create_agreement(
            session,
            SYSTEM,
            AgreementKind.STANDARD,
            AgreementInput(
                header={"name": name, "price_type_id": scene.ids["price_type"], **header}
            ),
            clock=scene.clock,
        )
        enforce_agreement(session, SYSTEM, made.id, clock=scene.clock)
    return made.id


def asked(
    scene: Scene, base: int, *, due: dt.date | None = None, text: str = "", **header: object
) -> int:
    """Make an individual agreement of Ромашка that departs, and ask about it as the seller."""
    seller = actor(scene, "seller")
    with transaction(scene.database.sessions) as session:
        made = individual_from(session, seller, base, scene.ids["partner"], clock=scene.clock)
        save_agreement(
            session,
            seller,
            made.id,
            made.version,
            AgreementInput(header=header or {"max_discount": 1_500}),
            clock=scene.clock,
        )
        ask_agreement(session, seller, made.id, due=due, text=text, clock=scene.clock)
    return made.id
