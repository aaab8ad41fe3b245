"""The form of the company's settings: one card for all of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.documents.changes import changes_of
from core.documents.listing import Filter
from core.documents.preferences import (
    SETTINGS,
    SUBJECT,
    Preference,
    get,
    preferences,
    put_all,
    version_of_all,
)
from core.documents.reference import FieldKind
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from core.sales.settings import DELIVERY_ITEM
from core.schema import whole_metadata
from tui.flows.desk.naming import names_of, shown_values
from tui.flows.desk.shapes import Card, Field, Form, Lines
from tui.formatting import moment
from tui.locale import _

CHANGES = Lines(
    "changes",
    N_("History"),
    (
        Field("at", N_("Time"), width=16),
        Field("who", N_("Who"), width=16),
        Field("what", N_("Setting"), width=22),
        Field("old", N_("Before"), width=22),
        Field("new", N_("After"), width=22),
    ),
)


class SettingsForm(Form):
    """Настройки компании."""

    name = SETTINGS.name
    subject = SUBJECT
    one = N_("Settings of the company")
    edit = Permission.USER_EDIT
    single = True
    has_history = False
    tables = (CHANGES,)

    def __init__(self) -> None:
        self.fields = tuple(_field(one) for one in preferences())

    def narrow(self, card: Card, table: str, line: int, name: str) -> tuple[Filter, ...]:
        """Offer services where delivery is charged as one."""
        del card, table, line
        return (Filter("service", "eq", True),) if name == DELIVERY_ITEM.name else ()

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return every setting as it is now, and who changed which."""
        del key
        actor.require(Permission.USER_READ, what=SUBJECT)
        values = {one.name: get(session, one) for one in preferences()}
        return Card(
            id=0,
            version=version_of_all(session),
            heading="",
            values=values,
            shown=shown_values(session, self.fields, values),
            lines={CHANGES.name: _changes(session)},
            editable=actor.may(self.edit),
        )

    def save(self, session: Session, actor: Actor, card: Card, clock: Clock) -> int:
        """Set what was changed."""
        known = {one.name: one for one in preferences()}
        values = {
            name: _stored(known[name], value)
            for name, value in card.values.items()
            if name in known
        }
        put_all(session, actor, values, card.version, clock=clock)
        return 0


def _field(of: Preference[Any]) -> Field:
    return Field(of.name, of.title, of.kind, choices=of.choices, of=of.of, width=60)


def _stored(of: Preference[Any], value: object) -> object:
    if of.kind is FieldKind.FLAG:
        return bool(value)
    if of.kind is FieldKind.ROW:
        return value or 0
    if of.kind is FieldKind.CHOICE:
        return str(value)
    return value


def _changes(session: Session) -> tuple[dict[str, Any], ...]:
    table = whole_metadata().tables[SUBJECT].c
    known = {one.name: one for one in preferences()}
    found = [
        (change, name)
        for key, name in session.execute(select(table.id, table.name))
        for change in changes_of(session, SUBJECT, key)
    ]
    found.sort(key=lambda one: one[0].at, reverse=True)
    return tuple(
        {
            "line_no": number,
            "at": moment(change.at),
            "who": change.who,
            "what": _(known[name].title) if name in known else name,
            "old": _told(session, known.get(name), change.old),
            "new": _told(session, known.get(name), change.new),
        }
        for number, (change, name) in enumerate(found, start=1)
    )


def _told(session: Session, of: Preference[Any] | None, value: object) -> str:
    """Return a stored value as the form shows it."""
    if of is not None and of.kind is FieldKind.ROW and isinstance(value, int):
        return names_of(session, [(of.of, value)]).get((of.of, value), "—")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    titles = {str(word): title for word, title in (of.choices or {}).items()} if of else {}
    return _(titles[str(value)]) if str(value) in titles else str(value)
