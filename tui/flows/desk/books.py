"""Forms of reference books: one for all of them, from what the book says about itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.documents.listing import Filter, listing
from core.documents.reference import (
    Book,
    Field,
    FieldKind,
    book,
    books,
    create_row,
    edit_row,
    retire_row,
    row_card,
)
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from tui.flows.desk.debts import SETTLEMENTS
from tui.flows.desk.naming import PEOPLE, names_of
from tui.flows.desk.shapes import Card, Command, Done, Form, Given, Lines, Printout
from tui.flows.papers import papers_of

DEFAULTS: dict[FieldKind, Any] = {
    FieldKind.TEXT: "",
    FieldKind.FORMULA: "",
    FieldKind.QUERY: "",
    FieldKind.NUMBER: 0,
    FieldKind.QUANTITY: 0,
    FieldKind.MONEY: 0,
    FieldKind.WEIGHT: 0,
    FieldKind.TENTHS: 0,
    FieldKind.TIME: 0,
    FieldKind.FLAG: False,
}


FURTHER: Mapping[str, tuple[Command, ...]] = {"partner": (SETTLEMENTS,)}
"""Book → what else its cards offer."""


def row_text(session: Session, actor: Actor, name: str, key: int | None) -> str:
    """Return how a row of book *name* is called; "" for none, "№ 5" when nothing is known."""
    if not key:
        return ""
    if name in PEOPLE:
        return names_of(session, [(name, key)]).get((name, key), "")
    values = row_card(session, actor, name, key).values
    for attribute in ("name", "code"):
        if values.get(attribute):
            return str(values[attribute])
    return f"№ {key}"


class BookForm(Form):
    """The form of one reference book, with the books that hang on its rows as tables."""

    makes = True

    def __init__(self, of: Book) -> None:
        self.book = of
        self.name = of.listing or of.name
        self.subject = of.name
        self.one = of.title
        self.fields = of.fields
        self.edit = of.edit
        self.printouts = tuple(
            Printout(paper.name, paper.title, paper.wide) for paper in papers_of(of.name)
        )
        self.owned = tuple(
            other for other in books() if other.owner and other.field(other.owner).of == of.name
        )
        self.tables = tuple(
            Lines(
                other.name,
                other.title,
                tuple(field for field in other.fields if field.name != other.owner),
                editable=True,
            )
            for other in self.owned
        )
        self.commands = (
            Command("retire", N_("Take out of use"), of.edit, self._retire, _in_use, _RETIRE),
            Command("restore", N_("Use again"), of.edit, self._restore, lambda card: card.retired),
            *FURTHER.get(of.name, ()),
        )

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return the row with the rows that hang on it."""
        found = row_card(session, actor, self.book.name, key)
        # A row without a name is called by the first thing it says of itself.
        said = (found.values.get(field.name) for field in self.fields)
        words = next((word for word in said if isinstance(word, str) and word), key)
        name = found.values.get("name") or found.values.get("code") or words
        return Card(
            id=key,
            version=found.version,
            heading=str(name),
            values=found.values,
            shown=self._shown(session, actor, self.fields, found.values),
            lines={
                other.name: self._owned_rows(session, actor, other, key) for other in self.owned
            },
            retired=found.retired,
            editable=actor.may(self.edit),
        )

    def new(self, session: Session, actor: Actor, clock: Clock) -> Card | None:
        """Return an empty row; None without the right to add one."""
        del session, clock
        if not actor.may(self.edit):
            return None
        return Card(
            id=None,
            version=0,
            heading="",
            values={field.name: _initial(field) for field in self.fields},
            lines={table.name: () for table in self.tables},
        )

    def save(self, session: Session, actor: Actor, card: Card, clock: Clock) -> int:
        """Write the row and the rows that hang on it, in one transaction."""
        values = dict(card.values)
        if card.id is None:
            key = create_row(session, actor, self.book.name, clock=clock, **values).id
        else:
            key = card.id
            changed = {field.name: values[field.name] for field in self.fields if not field.fixed}
            edit_row(session, actor, self.book.name, key, card.version, clock=clock, **changed)
        for other in self.owned:
            self._save_owned(session, actor, other, key, card.lines.get(other.name, ()), clock)
        return key

    def copied(self, card: Card, fresh: Card) -> Card:
        """Return a row like *card*; what must be unique is left for a person to type."""
        made = super().copied(card, fresh)
        empty = dict.fromkeys(made.lines, ())
        return replace(
            made.with_values(**({"code": ""} if "code" in made.values else {})), lines=empty
        )

    def narrow(self, card: Card, table: str, line: int, name: str) -> tuple[Filter, ...]:
        """Return that a line's row belongs to the same owner, such as a packaging to the item."""
        del line
        field = book(table).field(name) if table else self._asked(name)
        if field is None:
            return ()
        of = book(field.of)
        if not of.owner or of.field(of.owner).of != self.book.name or card.id is None:
            return ()
        shown = _owner_column(of, self.book.name)
        return (Filter(shown, "eq", card.heading),) if shown else ()

    def _asked(self, name: str) -> Field | None:
        """Return a field of the header, or one that a command asks for."""
        asks = (found for command in self.commands for found in command.asks)
        return next((found for found in (*self.fields, *asks) if found.name == name), None)

    def line(
        self, session: Session, actor: Actor, card: Card, table: str, picked: int
    ) -> dict[str, Any]:
        """Return an empty row of the book *table*."""
        del session, actor, card, picked
        return {field.name: _initial(field) for field in book(table).fields}

    def _owned_rows(
        self, session: Session, actor: Actor, other: Book, key: int
    ) -> tuple[dict[str, Any], ...]:
        rows = []
        for row_id in owned_ids(session, other, key):
            found = row_card(session, actor, other.name, row_id)
            if found.retired:
                continue
            values: dict[str, Any] = dict(found.values)
            values["__id"], values["__version"] = row_id, found.version
            for name, text in self._shown(session, actor, other.fields, values).items():
                values[f"{name}__shown"] = text
            rows.append(values)
        return tuple(rows)

    def _save_owned(
        self,
        session: Session,
        actor: Actor,
        other: Book,
        key: int,
        rows: tuple[Any, ...],
        clock: Clock,
    ) -> None:
        kept = {row["__id"] for row in rows if "__id" in row}
        for row_id in owned_ids(session, other, key):
            if row_id not in kept and not row_card(session, actor, other.name, row_id).retired:
                retire_row(session, actor, other.name, row_id, clock=clock)
        for row in rows:
            values = {field.name: row.get(field.name) for field in other.fields if not field.fixed}
            if "__id" in row:
                edit_row(
                    session, actor, other.name, row["__id"], row["__version"], clock=clock, **values
                )
            else:
                fixed = {field.name: row.get(field.name) for field in other.fields if field.fixed}
                everything = {**values, **fixed, other.owner: key}
                create_row(session, actor, other.name, clock=clock, **everything)

    def _shown(
        self,
        session: Session,
        actor: Actor,
        fields: tuple[Field, ...],
        values: Any,  # noqa: ANN401
    ) -> dict[str, str]:
        return {
            field.name: row_text(session, actor, field.of, values.get(field.name))
            for field in fields
            if field.kind is FieldKind.ROW
        }

    def _retire(
        self, session: Session, actor: Actor, card: Card, clock: Clock, given: Given
    ) -> Done:
        del given
        if card.id is not None:
            retire_row(session, actor, self.book.name, card.id, clock=clock)
        return Done(N_("Taken out of use: {heading}."), {"heading": card.heading})

    def _restore(
        self, session: Session, actor: Actor, card: Card, clock: Clock, given: Given
    ) -> Done:
        del given
        if card.id is not None:
            retire_row(session, actor, self.book.name, card.id, retired=False, clock=clock)
        return Done(N_("In use again: {heading}."), {"heading": card.heading})


_RETIRE = N_("Take “{heading}” out of use? Documents that name it stay as they are.")


def _owner_column(of: Book, owner: str) -> str:
    """Return the column of *of*'s list that names the owner's row; "" when there is none."""
    if not of.listing:
        return ""
    ids = {column.id for column in listing(of.listing).columns}
    return owner if owner in ids else ""


def _in_use(card: Card) -> bool:
    return card.id is not None and not card.retired


def _initial(field: Field) -> Any:  # noqa: ANN401 - as the field holds
    if field.initial is not None:
        return field.initial
    if field.kind is FieldKind.WORDS:
        return []
    if field.kind is FieldKind.CHOICE and field.choices:
        return next(iter(field.choices))
    return DEFAULTS.get(field.kind)


def owned_ids(session: Session, other: Book, key: int) -> list[int]:
    """Return the ids of the rows of *other* that belong to row *key*, oldest first."""
    from sqlalchemy import select  # noqa: PLC0415 - the one query of the flows: over any book

    model: Any = other.model
    return list(
        session.scalars(
            select(model.id).where(getattr(model, other.owner) == key).order_by(model.id)
        )
    )
