"""What a form is made of. Frozen values only: a screen draws them, a flow computes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.documents.reference import Field, FieldKind
from core.kernel.clock import Clock

__all__ = ["Card", "Command", "Done", "Field", "FieldKind", "Form", "Lines", "Printout"]

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Lines:
    """A table of lines inside a form (Табличная часть)."""

    name: str
    title: str
    """A msgid."""
    fields: tuple[Field, ...]
    editable: bool = False
    picks: str = ""
    """Name of the field that a new line starts from, such as "item_id"; "" for none."""


@dataclass(frozen=True, slots=True)
class Card:
    """One document or row as a form shows it."""

    id: int | None
    """None: not saved yet."""
    version: int
    heading: str
    """"Order КЛ-000123 of 20.11.2026": data, already in the reader's language."""
    status: str = ""
    """Stored status of a document; "" for reference rows."""
    status_title: str = ""
    """A msgid."""
    values: Values = field(default_factory=dict)
    """Field name → stored value."""
    shown: Mapping[str, str] = field(default_factory=dict)
    """Field name → text, for rows of other books."""
    lines: Mapping[str, tuple[Values, ...]] = field(default_factory=dict)
    """Table name → lines; a line may hold `<field>__shown` beside a row's id."""
    facts: tuple[tuple[str, str], ...] = ()
    """(msgid, text): totals and states below the form."""
    editable: bool = True
    retired: bool = False
    warehouse_id: int | None = None

    def with_values(self, **changes: Any) -> Card:  # noqa: ANN401 - any field
        """Return a card with other values."""
        return replace(self, values={**self.values, **changes})


@dataclass(frozen=True, slots=True)
class Done:
    """What a command did, for the message line."""

    message: str
    """A msgid with `{fact}` places."""
    facts: Mapping[str, object] = field(default_factory=dict)
    open: tuple[str, int] | None = None
    """(form, id) to show next; None stays where we are."""


@dataclass(frozen=True, slots=True)
class Command:
    """Something a form offers in its menu of actions."""

    id: str
    title: str
    """A msgid."""
    permission: Permission
    run: Callable[[Session, Actor, Card, Clock], Done]
    when: Callable[[Card], bool] = lambda _card: True
    """Whether it makes sense for the card; the verb decides for good."""
    confirm: str = ""
    """A msgid naming the consequence, with `{heading}`; "" asks nothing."""


@dataclass(frozen=True, slots=True)
class Printout:
    """A printed form that a document offers."""

    name: str
    title: str
    """A msgid."""


class Form(Protocol):
    """A form of the desk."""

    name: str
    """Name of the list it belongs to."""
    subject: str
    """What history and trail call it."""
    one: str
    """A msgid: "Customer order"."""
    fields: tuple[Field, ...]
    tables: tuple[Lines, ...]
    commands: tuple[Command, ...]
    printouts: tuple[Printout, ...]
    edit: Permission

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return the card of *key*; NotFound when rights hide it."""
        ...

    def new(self, session: Session, actor: Actor, clock: Clock) -> Card | None:
        """Return an empty card; None when this form cannot make anything."""
        ...

    def save(self, session: Session, actor: Actor, card: Card, clock: Clock) -> int:
        """Write the card and return its id; DomainError when it will not do."""
        ...

    def line(
        self, session: Session, actor: Actor, card: Card, table: str, picked: int
    ) -> dict[str, Any]:
        """Return a new line of *table* that starts from the picked row."""
        ...
