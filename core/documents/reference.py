"""Reference books (Справочники): make, change and retire a row, whatever the book.

A book says which fields it has, who may read and change it, and what its rows must satisfy. Lists,
forms, history, row rights and the refusal of lost updates then come from here, as documents get
theirs from `operations`.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import acting
from core.audit.operations import record
from core.db.base import Base
from core.documents.changes import changes_since
from core.documents.errors import NoSuchField
from core.kernel.clock import Clock
from core.kernel.errors import Conflict, NotFound, NotGiven


class FieldKind(StrEnum):
    """How a field is shown and typed."""

    TEXT = "text"
    FORMULA = "formula"
    """A formula of price types, which a screen helps to build."""
    QUERY = "query"
    """A query of the database's own language, in several lines."""
    NUMBER = "number"
    """A whole number."""
    QUANTITY = "quantity"
    """Thousandths of the base unit."""
    MONEY = "money"
    """Kopecks."""
    PRICE = "price"
    """Minor units; None is "no price", which is not the price of 0."""
    WEIGHT = "weight"
    """Grams, shown in kilograms."""
    TENTHS = "tenths"
    """Tenths of a unit, such as of a pallet."""
    TIME = "time"
    """Seconds from midnight, or as long as that; shown as "09:30"."""
    WORDS = "words"
    """A list of words or phrases, commas between."""
    DECIMAL = "decimal"
    """An exact number with as many decimals as it has, such as a rate; None: not told."""
    PERCENT = "percent"
    """Hundredths of a percent; None is "without"."""
    FLAG = "flag"
    DATE = "date"
    CHOICE = "choice"
    """One of `choices`."""
    ROW = "row"
    """The id of a row of another book; 0 or None is "none"."""
    FILE = "file"
    """The path of a file on this machine."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a book, in the order of the form."""

    name: str
    """Attribute of the mapped class."""
    title: str
    """Marked with N_."""
    kind: FieldKind = FieldKind.TEXT
    required: bool = False
    """An empty text or no row is refused."""
    fixed: bool = False
    """Set when the row is made, never changed."""
    choices: Mapping[Any, str] | None = None
    """Member of a StrEnum → title marked with N_."""
    of: str = ""
    """For a row: the book it is picked from."""
    width: int = 20
    """Columns that a typical value takes."""
    permission: Permission | None = None
    """What giving the field another value takes, besides the right to edit the book."""
    initial: Any = None
    """What a new row begins with; None: what is empty of its kind."""


Check = Callable[[Session, Any], None]
"""Raises what is wrong with a row about to be written."""

Written = Callable[[Session, Any], None]
"""Makes other rows follow one that was written, flushed."""


@dataclass(frozen=True)
class Book:
    """What a reference book says about itself."""

    name: str
    """The table; the subject in trail and history."""
    model: type[Base]
    title: str
    """Marked with N_."""
    fields: tuple[Field, ...]
    read: Permission = Permission.REFERENCE_READ
    edit: Permission = Permission.REFERENCE_EDIT
    listing: str = ""
    """Name of its list; empty: rows are shown inside their owner's card only."""
    owner: str = ""
    """The field that names the owner's row, such as the item of a packaging."""
    warehouse: str = ""
    """The attribute that row rights by warehouse look at."""
    company: str = ""
    """The attribute that row rights by company look at."""
    check: Check | None = None
    written: Written | None = None
    """Told of every row that was made, changed, retired or restored."""
    called: tuple[str, ...] = ()
    """Attributes a row is called by, the first that says anything; empty: its name or its code."""

    def field(self, name: str) -> Field:
        """Return the field called *name*.

        Raises:
            NoSuchField: the book has none.
        """
        for found in self.fields:
            if found.name == name:
                return found
        raise NoSuchField(what=self.name, field=name)


@dataclass(frozen=True, slots=True)
class RowSaved:
    """A row as it is after the verb."""

    id: int
    version: int
    """0 for books whose rows have no version."""


@dataclass(frozen=True, slots=True)
class RowCard:
    """A row for a form."""

    id: int
    version: int
    retired: bool
    values: Mapping[str, Any]
    """Field name → stored value."""


_BOOKS: dict[str, Book] = {}


def register_book(book: Book) -> Book:
    """Make *book* known under its name; registering the same name anew replaces it."""
    _BOOKS[book.name] = book
    return book


def book(name: str) -> Book:
    """Return the book called *name*.

    Raises:
        NotFound: nothing is registered under it.
    """
    found = _BOOKS.get(name)
    if found is None:
        raise NotFound(what="reference book", key=name)
    return found


def books() -> tuple[Book, ...]:
    """Return every registered book, by name."""
    return tuple(_BOOKS[name] for name in sorted(_BOOKS))


def create_row(
    session: Session, actor: Actor, name: str, /, *, clock: Clock | None = None, **values: object
) -> RowSaved:
    """Add a row; flushed, in the history and the trail.

    Raises:
        Forbidden: no right to the book, to a field, or to the row's warehouse or company.
        NoSuchField: *values* names no field.
        NotGiven: a required field is empty.
        AlreadyExists: on flush outside `transaction`, as IntegrityError: a unique value is taken.
    """
    found = _enter(session, actor, name, clock)
    for field in found.fields:
        if field.required and _empty(values.get(field.name)):
            raise NotGiven(what=field.name, value="", expected=field.title)
    for given, value in values.items():
        field = found.field(given)
        if field.permission is not None and not _empty(value):
            actor.require(field.permission, what=found.name)
    row = found.model(**values)
    _check(session, actor, found, row)
    session.add(row)
    session.flush()  # the caller needs the id, and the trail names it
    record(session, actor, f"{found.name}.created", found.name, _id(row))
    _written(session, found, row)
    return RowSaved(_id(row), _version(row))


def edit_row(
    session: Session,
    actor: Actor,
    name: str,
    row_id: int,
    version: int,
    /,
    *,
    clock: Clock | None = None,
    **changes: object,
) -> RowSaved:
    """Change fields of a row that was loaded at *version*; locks it, flushed.

    Args:
        version: 0 for books whose rows have none.

    Raises:
        Conflict: somebody changed it since: with who and which fields.
        NotFound, Forbidden: rights hide the row, the book or the field.
        NoSuchField: a change names no field, or one that is set once.
        NotGiven: a required field would become empty.
    """
    found = _enter(session, actor, name, clock)
    row = locked_row(session, actor, found, row_id)
    check_row_version(session, found, row, version)
    for given, value in changes.items():
        field = found.field(given)
        if field.fixed and getattr(row, given) != value:
            raise NoSuchField(what=found.name, field=given)
        if field.required and _empty(value):
            raise NotGiven(what=given, value="", expected=field.title)
    altered = {given: new for given, new in changes.items() if getattr(row, given) != new}
    for given, new in altered.items():
        needed = found.field(given).permission
        if needed is not None:
            actor.require(needed, what=found.name, key=row_id)
        setattr(row, given, new)
    if altered:
        _check(session, actor, found, row)
        session.flush()  # the version must be the new one for whoever reads it next
        record(session, actor, f"{found.name}.changed", found.name, row_id, fields=sorted(altered))
        _written(session, found, row)
    return RowSaved(row_id, _version(row))


def retire_row(
    session: Session,
    actor: Actor,
    name: str,
    row_id: int,
    *,
    retired: bool = True,
    clock: Clock | None = None,
) -> RowSaved:
    """Take a row out of use, or back into it; what refers to it stays as it is.

    A row of a book without such a mark, such as a barcode, is removed.

    Raises:
        NotFound, Forbidden: rights hide the row or the book.
    """
    found = _enter(session, actor, name, clock)
    row: Any = locked_row(session, actor, found, row_id)
    action = "retired" if retired else "restored"
    if not hasattr(row, "retired"):
        action = "removed"
        session.delete(row)
    elif row.retired != retired:
        row.retired = retired
    else:
        return RowSaved(row_id, _version(row))
    session.flush()  # the version must be the new one for whoever reads it next
    record(session, actor, f"{found.name}.{action}", found.name, row_id)
    _written(session, found, row)
    return RowSaved(row_id, _version(row))


def row_card(session: Session, actor: Actor, name: str, row_id: int) -> RowCard:
    """Return a row for a form.

    Raises:
        NotFound: there is none, or the actor's rights hide it.
        Forbidden: no right to read the book.
    """
    found = book(name)
    row = require_row(session, actor, found, row_id)
    if row is None:
        raise NotFound(what=found.name, key=row_id)
    values = {field.name: getattr(row, field.name) for field in found.fields}
    return RowCard(row_id, _version(row), bool(getattr(row, "retired", False)), values)


def require_row(session: Session, actor: Actor, found: Book, row_id: int) -> Base | None:
    """Return a row that *actor* may read; None when there is none (any more).

    Raises:
        NotFound: his row rights hide it.
        Forbidden: no right to read the book.
    """
    actor.require(found.read, what=found.name, key=row_id)
    row = session.get(found.model, row_id)
    if row is not None and not _allowed(actor, found, row):
        raise NotFound(what=found.name, key=row_id)
    return row


def _enter(session: Session, actor: Actor, name: str, clock: Clock | None) -> Book:
    found = book(name)
    actor.require(found.edit, what=found.name)
    acting(session, actor, clock)
    return found


def locked_row(session: Session, actor: Actor, found: Book, row_id: int) -> Base:
    """Return a row as it is now, locked until the transaction ends.

    Raises:
        NotFound: there is none, or row rights hide it.
    """
    session.flush()  # what this session changed must not be read back over
    model: Any = found.model
    row: Base | None = session.scalars(
        select(model)
        .where(model.id == row_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None or not _allowed(actor, found, row):
        raise NotFound(what=found.name, key=row_id)
    return row


def _allowed(actor: Actor, found: Book, row: Base) -> bool:
    """Tell whether row rights show the row."""
    for attribute, allowed in (
        (found.warehouse, actor.warehouses),
        (found.company, actor.companies),
    ):
        if attribute and allowed is not None and getattr(row, attribute) not in allowed:
            return False
    return True


def _check(session: Session, actor: Actor, found: Book, row: Base) -> None:
    """Check what a row says now.

    A new warehouse or company has no id yet, so row rights by id cannot refuse making one.
    """
    if found.warehouse and found.warehouse != "id":
        actor.require_warehouse(getattr(row, found.warehouse))
    if found.company and found.company != "id":
        actor.require_company(getattr(row, found.company))
    if found.check is not None:
        found.check(session, row)


def _written(session: Session, found: Book, row: Base) -> None:
    if found.written is not None:
        found.written(session, row)


def check_row_version(session: Session, found: Book, row: Base, version: int) -> None:
    """Do nothing when *row* is still at *version*.

    Raises:
        Conflict: it is not: with who changed which fields since.
    """
    if _version(row) == version:
        return
    changes = changes_since(session, found.name, _id(row), version)
    raise Conflict(
        what=found.name,
        key=getattr(row, "code", None) or getattr(row, "name", _id(row)),
        who=", ".join(dict.fromkeys(change.who for change in changes)),
        changed=", ".join(dict.fromkeys(change.where for change in changes)),
    )


def _empty(value: object) -> bool:
    return value is None or (
        isinstance(value, str) and not isinstance(value, enum.Enum) and not value.strip()
    )


def _id(row: Base) -> int:
    return int(inspect(row).mapper.primary_key_from_instance(row)[0])


def _version(row: Base) -> int:
    return int(getattr(row, "version", 0) or 0)
