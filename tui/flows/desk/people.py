"""The form of users: login, roles, the warehouses and companies they see, password and badge."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.passwords import new_badge
from core.access.roles import ROLE_TITLES, Permission
from core.access.users import (
    SUBJECT,
    change_password,
    create_user,
    set_badge,
    set_retired,
    set_roles,
    set_rows,
    unlock,
    user_row,
)
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from tui.flows.desk.naming import shown_lines
from tui.flows.desk.shapes import Card, Command, Done, Field, FieldKind, Form, Given, Lines

ROLES = ROLE_TITLES
"""Every role there is: one that were missing here would be taken from a user saved at the desk."""
LANGUAGES = {"": N_("of the terminal"), "ru": N_("Russian"), "en": N_("English")}


def _key(card: Card) -> int:
    return card.id or 0


def _password(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    change_password(session, actor, _key(card), str(given.values["password"]), clock=clock)
    return Done(N_("{login} has another password."), {"login": card.heading})


def _badge(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    code = str(given.values.get("badge") or "") or new_badge()
    set_badge(session, actor, _key(card), code, clock=clock)
    return Done(
        N_("Print this code on the badge of {login}; it is shown only now: {code}"),
        {"login": card.heading, "code": code},
    )


def _no_badge(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    del given
    set_badge(session, actor, _key(card), None, clock=clock)
    return Done(N_("{login} has no badge any more."), {"login": card.heading})


def _unlock(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    del given
    unlock(session, actor, card.heading, clock=clock)
    return Done(N_("{login} may try again at once."), {"login": card.heading})


def _retire(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    del given
    set_retired(session, actor, _key(card), retired=not card.retired, clock=clock)
    message = N_("{login} may sign in again.") if card.retired else N_("{login} is barred.")
    return Done(message, {"login": card.heading})


def _rows(name: str, title: str, of: str) -> Lines:
    fields = (Field("row_id", title, FieldKind.ROW, required=True, of=of, width=30),)
    return Lines(name, title, fields, editable=True, picks="row_id")


class UserForm(Form):
    """Пользователь."""

    name = "users"
    subject = SUBJECT
    one = N_("User")
    edit = Permission.USER_EDIT
    makes = True
    fields = (
        Field("login", N_("Login"), required=True, fixed=True, width=16),
        Field("name", N_("Name"), required=True, fixed=True, width=28),
        Field("password", N_("Password"), fixed=True, width=16),
        Field(
            "language", N_("Language"), FieldKind.CHOICE, fixed=True, choices=LANGUAGES, width=12
        ),
        *(
            Field(f"role_{role.value}", title, FieldKind.FLAG, width=3)
            for role, title in ROLES.items()
        ),
        Field("all_warehouses", N_("All warehouses"), FieldKind.FLAG, width=3),
        Field("all_companies", N_("All companies"), FieldKind.FLAG, width=3),
    )
    tables = (
        _rows("warehouses", N_("Warehouses"), "warehouse"),
        _rows("companies", N_("Companies"), "company"),
    )
    commands = (
        Command(
            "password",
            N_("Set a password"),
            Permission.USER_EDIT,
            _password,
            asks=(Field("password", N_("Password"), required=True, width=24),),
        ),
        Command(
            "badge",
            N_("Give a badge"),
            Permission.USER_EDIT,
            _badge,
            asks=(Field("badge", N_("Code; empty makes one"), width=28),),
        ),
        Command("no_badge", N_("Take the badge away"), Permission.USER_EDIT, _no_badge),
        Command("unlock", N_("Unlock after wrong passwords"), Permission.USER_EDIT, _unlock),
        Command(
            "retire",
            N_("Bar from signing in"),
            Permission.USER_EDIT,
            _retire,
            lambda card: not card.retired,
            N_("Bar {heading} from signing in? What is open on his terminals goes on until then."),
        ),
        Command(
            "restore",
            N_("Let in again"),
            Permission.USER_EDIT,
            _retire,
            lambda card: card.retired,
        ),
    )

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return a user; no secret is in it."""
        found = user_row(session, actor, key)
        values: dict[str, Any] = {
            "login": found.login,
            "name": found.name,
            "password": "••••••" if found.has_password else "",
            "language": found.language or "",
            "all_warehouses": found.warehouses is None,
            "all_companies": found.companies is None,
        }
        values |= {f"role_{role.value}": role in found.roles for role in ROLES}
        allowed = {"warehouses": found.warehouses, "companies": found.companies}
        lines = {
            table.name: shown_lines(
                session,
                table.fields,
                [{"__id": one, "row_id": one} for one in sorted(allowed[table.name] or ())],
            )
            for table in self.tables
        }
        badge = N_("yes") if found.has_badge else N_("no")
        return Card(
            id=key,
            version=0,
            heading=found.login,
            values=values,
            lines=lines,
            facts=((N_("Badge"), badge),),
            editable=actor.may(self.edit),
            retired=found.retired,
        )

    def new(self, session: Session, actor: Actor, clock: Clock) -> Card | None:
        """Return a user without roles who would see everything his roles let him."""
        del session, clock
        if not actor.may(self.edit):
            return None
        values: dict[str, Any] = {"login": "", "name": "", "password": "", "language": ""}
        values |= {f"role_{role.value}": False for role in ROLES}
        values |= {"all_warehouses": True, "all_companies": True}
        return Card(None, 0, "", values=values, lines={"warehouses": (), "companies": ()})

    def save(self, session: Session, actor: Actor, card: Card, clock: Clock) -> int:
        """Add the user, or set his roles and the rows he sees."""
        values = card.values
        roles = [role for role in ROLES if values.get(f"role_{role.value}")]
        rows: dict[str, Any] = {
            name: None
            if values.get(f"all_{name}")
            else [line["row_id"] for line in card.lines[name] if line.get("row_id")]
            for name in ("warehouses", "companies")
        }
        if card.id is None:
            return create_user(
                session,
                actor,
                login=values["login"],
                name=values["name"],
                password=values["password"] or None,
                roles=roles,
                language=values["language"] or None,
                clock=clock,
                **rows,
            ).id
        set_roles(session, actor, card.id, roles, clock=clock)
        set_rows(session, actor, card.id, clock=clock, **rows)
        return card.id

    def line(
        self, session: Session, actor: Actor, card: Card, table: str, picked: int
    ) -> dict[str, Any]:
        """Return a row he may see."""
        del actor, card
        return shown_lines(session, self.table(table).fields, [{"row_id": picked}])[0]

    def copied(self, card: Card, fresh: Card) -> Card:
        """Return a user with the same roles and rows, and nothing else."""
        made = super().copied(card, fresh)
        return replace(made, values={**made.values, "login": "", "name": "", "password": ""})
