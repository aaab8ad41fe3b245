"""Names for ids: what movements, history and lines show instead of numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access.models import AppUser
from core.documents.models import Document
from core.documents.reference import Book, Field, FieldKind, books
from tui.flows.desk.shapes import SHOWN, titled
from tui.formatting import day
from tui.locale import _
from tui.texts.names_money import DIMENSION_WORDS

DOCUMENT = "document"

DOCUMENTS = frozenset({DOCUMENT, "agreements", "contract", "contracts", "settlement_objects"})
"""Not reference books: their rows are documents, called by their numbers."""

USER = "app_user"
"""Users are no book, but have names."""

PEOPLE = frozenset({USER, "people"})
"""Users, and the list of them that everybody who names one may pick from."""

VARIANTS = "item_variant"

DIMENSIONS: Mapping[str, str] = {
    "warehouse_id": "warehouse",
    "room_id": "room",
    "item_id": "item",
    "variant_id": VARIANTS,
    "packaging_id": "packaging",
    "lot_id": "lot",
    "cell_id": "cell",
    "company_id": "company",
    "partner_id": "partner",
    "legal_entity_id": "legal_entity",
    "price_type_id": "price_type",
    "lost_reason_id": "lost_reason",
    "shipping_cell_id": "cell",
    "destination_cell_id": "cell",
    "author_id": USER,
    "checker_id": USER,
    "executor_id": USER,
    "planned_executor_id": USER,
    "contract_id": DOCUMENT,
    "object_id": DOCUMENT,
    "plan_id": DOCUMENT,
    "order_id": DOCUMENT,
    "advance_id": DOCUMENT,
    "debt_id": DOCUMENT,
    "payment_id": DOCUMENT,
}
"""Name of a column that holds an id → the book it is of."""

Names = Mapping[tuple[str, int], str]
"""(book, id) → how the row is called."""


def book_of(column: str) -> str:
    """Return the book that ids in *column* are of; "" when it is no such column."""
    return DIMENSIONS.get(column, "")


def is_no_document(column: str) -> bool:
    """Tell whether ids in *column* are of no documents: those are named first."""
    return book_of(column) not in DOCUMENTS


def dimension_text(name: str, value: object) -> str:
    """Return the value of a dimension that is no row: a word, a day, a number."""
    word = DIMENSION_WORDS.get((name, str(value)))
    if word is not None:
        return _(word)
    if name == "due_on":
        return day(dt.date.fromisoformat(str(value)))
    return str(value)


def names_of(session: Session, wanted: Iterable[tuple[str, Any]]) -> dict[tuple[str, int], str]:
    """Return the names of rows, given as (book, id); one statement per book.

    Ids that are 0, None or unknown are absent.
    """
    by_book: dict[str, set[int]] = {}
    for of, key in wanted:
        if of and isinstance(key, int) and key:
            by_book.setdefault(of, set()).add(key)
    known = {book.name: book for book in books()}
    found: dict[tuple[str, int], str] = {}
    for of in PEOPLE & by_book.keys():
        people = by_book.pop(of)
        named = session.execute(select(AppUser.id, AppUser.name).where(AppUser.id.in_(people)))
        found |= {(of, key): name for key, name in named}
    for of, keys in by_book.items():
        book = known.get(of)
        if of in DOCUMENTS:
            numbers = select(Document.id, Document.number_text).where(Document.id.in_(keys))
            found |= {(of, key): number for key, number in session.execute(numbers)}
        if book is not None:
            model: Any = book.model
            called = func.coalesce(*(getattr(model, name) for name in _attributes(book)))
            statement = select(model.id, called).where(model.id.in_(keys))
            found |= {(of, key): str(name) for key, name in session.execute(statement)}
    return found


def shown_values(
    session: Session, fields: Iterable[Field], values: Mapping[str, Any]
) -> dict[str, str]:
    """Return field name → text for the fields of a form that hold rows of books."""
    rows = [field for field in fields if field.kind is FieldKind.ROW]
    names = names_of(session, [(field.of, values.get(field.name)) for field in rows])
    return {field.name: names.get((field.of, values.get(field.name) or 0), "") for field in rows}


def shown_lines(
    session: Session, fields: Iterable[Field], lines: Iterable[Mapping[str, Any]]
) -> tuple[dict[str, Any], ...]:
    """Return lines with `<field>__shown` beside each row's id; one statement per book.

    A variant that has no field of its own is told with the item.
    """
    rows = [field for field in fields if field.kind is FieldKind.ROW]
    given = [dict(line) for line in lines]
    wanted = [(field.of, line.get(field.name)) for field in rows for line in given]
    apart = any(field.name == "variant_id" for field in rows)
    variants = [] if apart else [(VARIANTS, line.get("variant_id")) for line in given]
    names = names_of(session, [*wanted, *variants])
    for line in given:
        for field in rows:
            line[field.name + SHOWN] = names.get((field.of, line.get(field.name) or 0), "")
        variant = "" if apart else names.get((VARIANTS, line.get("variant_id") or 0), "")
        if variant:
            line.update(titled(line["item_id" + SHOWN], variant))
    return tuple(given)


def _attributes(book: Book) -> tuple[str, ...]:
    """Return what a row is called by: its code where that is how people know it, else its name."""
    attributes = [field.name for field in book.fields]
    if book.name == "unit":
        return ("symbol",)
    return book.called or (("name",) if "name" in attributes else ("code",))
