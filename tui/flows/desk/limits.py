"""The card of a limit of discounts by hand: of a user, a role, or an agreement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import SYSTEM, Actor
from core.access.roles import Permission
from core.discounts.books import MANUAL_LIMIT
from core.discounts.listings import ROLE_WORDS
from core.documents.listing import Filter, ListQuery, page
from core.documents.reference import create_row, edit_row, retire_row, row_card
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from tui.flows.desk.naming import shown_values
from tui.flows.desk.shapes import Card, Command, Done, FieldKind, Form, Given, Values
from tui.locale import _

_ROWS = ("agreement_id", "price_group_id")


def _users(session: Session) -> dict[int, str]:
    """Return the users in use; whoever sets limits need not be let to read the list of users."""
    query = ListQuery(filters=(Filter("retired", "eq", False),), limit=1000)
    found = page(session, SYSTEM, "users", query)
    names = [column.id for column in found.columns]
    at = names.index("name")
    return {0: N_("—"), **{int(row.key): str(row.values[at]) for row in found.rows}}


def _whose(values: Values, users: Mapping[int, str], shown: Mapping[str, str]) -> str:
    """Return whom a limit holds to."""
    if values["user_id"]:
        return users[values["user_id"]]
    if values["role"]:
        role = str(values["role"])
        return _(ROLE_WORDS.get(role, role))
    return shown.get("agreement_id") or f"№ {values['agreement_id']}"


def _remove(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    del given
    retire_row(session, actor, MANUAL_LIMIT.name, card.id or 0, clock=clock)
    return Done(N_("The limit is no more."), open=None)


class LimitForm(Form):
    """Ограничение ручных скидок."""

    name = "manual_limits"
    subject = MANUAL_LIMIT.name
    one = N_("Limit of discounts by hand")
    edit = Permission.DISCOUNT_EDIT
    makes = True
    fields = MANUAL_LIMIT.fields

    def for_card(self, card: Card) -> Form:
        """Return the form with the users of today to choose from."""
        made = LimitForm()
        made.fields = tuple(
            replace(field, kind=FieldKind.CHOICE, choices=card.choices["user_id"])
            if field.name == "user_id"
            else field
            for field in MANUAL_LIMIT.fields
        )
        return made

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return a limit."""
        found = row_card(session, actor, MANUAL_LIMIT.name, key)
        values = dict(found.values)
        users = _users(session)
        users.setdefault(values["user_id"], f"№ {values['user_id']}")
        shown = shown_values(session, MANUAL_LIMIT.fields, values)
        return Card(
            id=key,
            version=found.version,
            heading=_whose(values, users, shown),
            values=values,
            shown=shown,
            choices={"user_id": users},
            editable=actor.may(self.edit),
        )

    def new(self, session: Session, actor: Actor, clock: Clock) -> Card | None:
        """Return an empty limit."""
        del clock
        if not actor.may(self.edit):
            return None
        values: dict[str, Any] = {
            "user_id": 0,
            "role": "",
            "agreement_id": None,
            "price_group_id": None,
            "max_discount": 0,
            "max_markup": 0,
        }
        return Card(None, 0, "", values=values, choices={"user_id": _users(session)})

    def save(self, session: Session, actor: Actor, card: Card, clock: Clock) -> int:
        """Write the limit."""
        values = {field.name: card.values.get(field.name) for field in MANUAL_LIMIT.fields}
        values |= {name: values[name] or 0 for name in (*_ROWS, "max_discount", "max_markup")}
        name = MANUAL_LIMIT.name
        if card.id is None:
            return create_row(session, actor, name, clock=clock, **values).id
        return edit_row(session, actor, name, card.id, card.version, clock=clock, **values).id


LimitForm.commands = (
    Command(
        "remove",
        N_("Remove the limit"),
        Permission.DISCOUNT_EDIT,
        _remove,
        lambda card: card.id is not None,
        N_("Remove the limit of {heading}? Nobody is held to it any more."),
    ),
)
