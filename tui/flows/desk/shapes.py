"""What a form is made of. Frozen values only: a screen draws them, a flow computes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.documents.listing import Filter
from core.documents.reference import Field, FieldKind
from core.kernel.clock import Clock
from core.kernel.money import Money

__all__ = [
    "Card",
    "Command",
    "Done",
    "Field",
    "FieldKind",
    "Form",
    "Given",
    "ItemScope",
    "Lines",
    "Picked",
    "Printout",
    "RowsCommand",
    "Sheet",
]

Values = Mapping[str, Any]

SHOWN = "__shown"
"""`<field>__shown` in a line is the text of a row's id."""

ITEM_NAME = "__item"
"""In a line with a variant: the name of the item without it."""

ABOUT = "__about"
"""Key of a line whose value is told whole below the card while the cursor is on it."""

OPENS = "__opens"
"""In a line: (form, id) of the card that Enter on the line opens."""


@dataclass(frozen=True, slots=True)
class Lines:
    """A table of lines inside a form (Табличная часть)."""

    name: str
    title: str
    """A msgid."""
    fields: tuple[Field, ...]
    editable: bool = False
    grows: bool = True
    """Whether a person adds and removes lines, where it is editable."""
    picks: str = ""
    """Name of the field that a new line starts from, such as "item_id"; "" for none."""
    entry: str = ""
    """Name of the field that is typed first in a new line, such as "quantity"; "" for none."""
    readonly: frozenset[str] = frozenset()
    """Names of fields that are computed."""
    marks: bool = False
    """Whether lines are marked, to do something with several."""

    def field(self, name: str) -> Field:
        """Return the field called *name*; KeyError when there is none."""
        for found in self.fields:
            if found.name == name:
                return found
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Fields of a card that stand on a tab of their own; their values are among the card's."""

    name: str
    title: str
    """A msgid."""
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One document or row as a form shows it."""

    id: int | None
    """None: not saved yet."""
    version: int
    heading: str
    """"КЛ-000123": data."""
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
    facts: tuple[tuple[str, str | Money], ...] = ()
    """(msgid, text, msgid or sum): totals and states below the form."""
    editable: bool = True
    retired: bool = False
    warehouse_id: int | None = None
    choices: Mapping[str, Mapping[Any, str]] = field(default_factory=dict)
    """Field name → value → text, where what can be chosen is read when the card is."""

    def with_values(self, **changes: Any) -> Card:  # noqa: ANN401 - any field
        """Return a card with other values."""
        return replace(self, values={**self.values, **changes})

    def with_shown(self, **texts: str) -> Card:
        """Return a card with other texts of rows."""
        return replace(self, shown={**self.shown, **texts})

    def with_lines(self, table: str, lines: Sequence[Values]) -> Card:
        """Return a card with other lines in one table."""
        return replace(self, lines={**self.lines, table: tuple(lines)})

    def same_input(self, other: Card) -> bool:
        """Tell whether both hold the same input, whatever is computed from it."""
        return dict(self.values) == dict(other.values) and dict(self.lines) == dict(other.lines)


@dataclass(frozen=True, slots=True)
class Picked:
    """A row that was picked, and what was told of it besides."""

    key: int
    text: str
    variant_id: int = 0
    """0: the item as such."""
    variant: str = ""
    packaging_id: int = 0
    """0: in base units."""
    packaging: str = ""
    quantity: int = 0
    """Thousandths of the base unit in that packaging; 0: nothing was told."""


@dataclass(frozen=True, slots=True)
class ItemScope:
    """Of what prices and stock are shown while an item is picked, and which items are offered."""

    warehouse_id: int = 0
    price_type_id: int = 0
    on: dt.date | None = None
    """The date of the prices; None: the newest ones."""
    segment_id: int = 0
    """0: all items."""
    partner_id: int = 0
    """Whose individual prices go before those of the type; 0: nobody's."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a command did, for the message line."""

    message: str
    """A msgid with `{fact}` places."""
    facts: Mapping[str, object] = field(default_factory=dict)
    open: tuple[str, int] | None = None
    """(form, id) to show next; None stays where we are."""
    show: tuple[str, int | str] | None = None
    """(screen, id) of a screen of its own to show next, see `tui.desk.tools`."""
    listed: tuple[str, tuple[Filter, ...]] | None = None
    """(list, conditions) to show next."""
    told: Callable[[int], Sequence[str]] | None = None
    """Lines of so many columns to be read under the message, such as an explanation."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a person gave together with a command."""

    values: Values = field(default_factory=dict)
    """Answers to `Command.asks`."""
    table: str = ""
    """The table on screen."""
    line: int | None = None
    """Index of the line under the cursor; None: there is none."""
    today: dt.date | None = None
    """The business date; None where nobody has told."""
    marked: tuple[int, ...] = ()
    """Indexes of marked lines; empty: none is marked."""

    def on(self, table: str) -> Given:
        """Return what was given as far as it is about lines of *table*, and no others."""
        return self if self.table == table else replace(self, line=None, marked=())

    def chosen(self, lines: Sequence[Values]) -> list[Values]:
        """Return the marked lines of *lines*, or else the one under the cursor."""
        at = self.marked or ((self.line,) if self.line is not None else ())
        return [lines[index] for index in at if index < len(lines)]


Run = Callable[[Session, Actor, Card, Clock, Given], Done]


@dataclass(frozen=True, slots=True)
class Command:
    """Something a form offers in its menu of actions."""

    id: str
    title: str
    """A msgid."""
    permission: Permission | None
    """None: whoever sees the card."""
    run: Run
    when: Callable[[Card], bool] = lambda _card: True
    """Whether it makes sense for the card; the verb decides for good."""
    confirm: str = ""
    """A msgid naming the consequence, with `{heading}`; "" asks nothing."""
    asks: tuple[Field, ...] = ()
    """What has to be told first."""
    prepare: Callable[[Session, Actor, Card], tuple[Field, ...]] | None = None
    """Computes what is asked where choices depend on what is stored; replaces `asks`."""
    initial: Callable[[Card, Given], Values] = lambda _card, _given: {}
    """What stands in the fields of `asks` before anybody types."""
    line_of: str = ""
    """The table whose line under the cursor it is about; "": it is about the card.

    It is offered only where that line is seen: not from a list, nor from another tab.
    """


@dataclass(frozen=True, slots=True)
class RowsCommand:
    """Something a list offers for the rows that are marked, or for the one under the cursor."""

    id: str
    title: str
    """A msgid."""
    permission: Permission
    run: Callable[..., Done]
    """Gets session, actor, the keys of the rows, the clock, and `Given` where it asks."""
    confirm: str = ""
    """A msgid naming the consequence, with `{count}`; "" asks nothing."""
    marked_only: bool = False
    """Offered for marked rows only: the card of a single row offers the same."""
    asks: tuple[Field, ...] = ()
    """What it has to be told first."""


@dataclass(frozen=True, slots=True)
class Printout:
    """A printed form that a document offers."""

    name: str
    title: str
    """A msgid."""
    wide: bool = False
    """Whether its text needs more columns than most screens have."""


class Form:
    """A form of the desk. What differs from one to the next is overridden."""

    name: str = ""
    """Name of the list it belongs to."""
    subject: str = ""
    """What history and trail call it."""
    one: str = ""
    """A msgid: "Customer order"."""
    fields: tuple[Field, ...] = ()
    tables: tuple[Lines, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    commands: tuple[Command, ...] = ()
    rows_commands: tuple[RowsCommand, ...] = ()
    printouts: tuple[Printout, ...] = ()
    edit: Permission = Permission.REFERENCE_EDIT
    status_titles: Mapping[str, str] = {}
    """Stored status → msgid."""
    makes: bool = False
    """Whether new ones are made at the desk."""
    kinds: Mapping[str, str] = {}
    """Word → msgid: of which kind a new one is to be is asked first; empty: there is one kind."""
    is_document: bool = False
    """Whether there are linked documents to show."""
    has_history: bool = True
    """Whether there is a history of changes to show."""
    live: bool = False
    """Whether it changes while it is looked at: list and card are read again every second."""
    looks: bool = False
    """Whether its fields only say what to look at, such as a period: nothing is saved."""
    single: bool = False
    """Whether the menu opens its only card, that of key 0, instead of the list."""
    words: Mapping[str, str] = {}
    """Stored names that no field has → msgid, for the history."""

    @property
    def all_fields(self) -> tuple[Field, ...]:
        """Those of the header and those of the sheets."""
        return (*self.fields, *(found for sheet in self.sheets for found in sheet.fields))

    @property
    def moves(self) -> bool:
        """Whether there are movements in ledgers to show."""
        return self.is_document

    def may_make(self, actor: Actor) -> bool:
        """Tell whether *actor* may make new ones."""
        return self.makes and actor.may(self.edit)

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return the card of *key*; NotFound when rights hide it."""
        raise NotImplementedError

    def new(self, session: Session, actor: Actor, clock: Clock) -> Card | None:
        """Return an empty card; None when this form cannot make anything."""
        del session, actor, clock
        return None

    def new_of(self, session: Session, actor: Actor, clock: Clock, kind: str) -> Card | None:
        """Return an empty card of a kind; None when this form cannot make anything."""
        del kind
        return self.new(session, actor, clock)

    def for_card(self, card: Card) -> Form:
        """Return the form that shows *card*: the same, or one with the fields of its kind."""
        del card
        return self

    def save(self, session: Session, actor: Actor, card: Card, clock: Clock) -> int:
        """Write the card and return its id; DomainError when it will not do."""
        raise NotImplementedError

    def line(
        self, session: Session, actor: Actor, card: Card, table: str, picked: int
    ) -> dict[str, Any]:
        """Return a new line of *table* that starts from the picked row."""
        del session, actor, card, table, picked
        return {}

    def detailed(
        self, session: Session, actor: Actor, card: Card, line: Values, picked: Picked
    ) -> dict[str, Any]:
        """Return a line of a picked item with what was told besides, where the line counts it.

        That is its variant, the packaging and how much one of that is.
        """
        del session, actor, card
        found = dict(line)
        if "variant_id" in found:
            found["variant_id"] = picked.variant_id
            found.pop(ITEM_NAME, None)
            if "variant_id" + SHOWN in found:
                found["variant_id" + SHOWN] = picked.variant
            elif picked.variant:
                found |= titled(picked.text, picked.variant)
        if picked.packaging_id and "packaging_id" in found:
            found["packaging_id"] = picked.packaging_id
            found["packaging_id" + SHOWN] = picked.packaging
        if picked.quantity and "quantity" in found:
            found["quantity"] = picked.quantity
        return found

    def item_scope(self, card: Card) -> ItemScope:
        """Return what is shown of items while one is picked for *card*."""
        values = card.values
        on = values.get("date")
        return ItemScope(
            values.get("warehouse_id") or 0,
            values.get("price_type_id") or 0,
            on if isinstance(on, dt.date) else None,
            partner_id=values.get("partner_id") or 0,
        )

    def changed(
        self, session: Session, actor: Actor, card: Card, table: str, line: int, name: str
    ) -> Card:
        """Return the card after field *name* got another value: defaults, sums.

        Args:
            table: "" for the header; then *line* is 0.
        """
        del session, actor, table, line, name
        return card

    def fixed(self, card: Card) -> frozenset[str]:
        """Return the names of header fields that cannot be changed now."""
        if not card.editable:
            return frozenset(found.name for found in self.all_fields)
        if card.id is None:
            return frozenset()
        return frozenset(found.name for found in self.fields if found.fixed)

    def lines_open(self, card: Card, table: str) -> bool:
        """Tell whether the lines of *table* may be changed now, where it can be changed at all."""
        del table
        return card.editable

    def hidden(self, card: Card) -> frozenset[str]:
        """Return the names of header fields that mean nothing for the card as it is."""
        del card
        return frozenset()

    def shape(self, card: Card) -> tuple[Lines, ...]:
        """Return the tables as the card has them now; names and their order never change."""
        del card
        return self.tables

    def narrow(self, card: Card, table: str, line: int, name: str) -> tuple[Filter, ...]:
        """Return conditions on the list that field *name* is picked from."""
        del card, table, line, name
        return ()

    def told(self, name: str, value: object) -> str | None:
        """Return how a stored value reads in the history; None: as values of its kind do."""
        del name, value
        return None

    def about_line(self, card: Card, table: str, line: int) -> str:
        """Return what is said about the line under the cursor, below the card; "" for nothing."""
        del self
        lines = card.lines.get(table, ())
        return str(lines[line].get(ABOUT, "")) if 0 <= line < len(lines) else ""

    def copied(self, card: Card, fresh: Card) -> Card:
        """Return *fresh*, a new card, filled like *card*."""
        own = {"line_no", "__id", "__version", OPENS}
        lines = {
            name: tuple({k: v for k, v in row.items() if k not in own} for row in rows)
            for name, rows in card.lines.items()
        }
        return replace(fresh, values=dict(card.values), shown=dict(card.shown), lines=lines)

    def table(self, name: str) -> Lines:
        """Return the table called *name*; KeyError when there is none."""
        for found in self.tables:
            if found.name == name:
                return found
        raise KeyError(name)


def titled(item: str, variant: str) -> dict[str, str]:
    """Return how a line tells its item: with the variant, and as such for narrowing lists by it."""
    return {ITEM_NAME: item, "item_id" + SHOWN: f"{item}, {variant}" if variant else item}


def item_name(line: Values) -> str | None:
    """Return the name of a line's item as such; None: none was picked yet."""
    return line.get(ITEM_NAME) or line.get("item_id" + SHOWN)
