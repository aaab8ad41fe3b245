"""The calls a screen of the desk makes. Each is one transaction; none knows of a screen.

They may wait for the database, so screens call them from a worker thread.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import acting
from core.catalog.queries import item_card, resolve_barcode
from core.catalog.search import ItemHit, search_items
from core.db.engine import Database
from core.db.integrity import TookTooLong
from core.db.unit_of_work import transaction
from core.documents.columns import Column
from core.documents.linking import concerning
from core.documents.listing import (
    Filter,
    Listing,
    ListQuery,
    Page,
    Row,
    count,
    listing,
    page,
    totals,
)
from core.documents.print_jobs import PrintAsked
from core.documents.queries import Change, based_on, history, movements, standing_on
from core.documents.reference import Field, books
from core.documents.types import document_types
from core.kernel.clock import Clock
from core.kernel.errors import DomainError
from core.kernel.ids import uuid7
from core.pricing.hits import priced_for
from printing.errors import PrintError
from routing.errors import RoutingError
from tui.flows.desk.codes import plain_code
from tui.flows.desk.naming import USER, book_of, dimension_text, is_no_document, names_of
from tui.flows.desk.registry import (
    BEGINS,
    Section,
    arranged,
    form,
    form_of_type,
    menu_title,
    sections,
)
from tui.flows.desk.shapes import (
    SHOWN,
    Card,
    Command,
    Done,
    Form,
    Given,
    ItemScope,
    Picked,
    RowsCommand,
)

T = TypeVar("T")

TELLABLE: tuple[type[Exception], ...] = (DomainError, PrintError, RoutingError)
"""Errors that have something to say to a person."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What is said around a list."""

    count: int | None
    """Capped: `CAP` means that many or more. None: counting them would take too long."""
    totals: dict[str, int]
    """Empty for `CAP` rows and more: nobody adds up a million orders to look at the first ten."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A movement of a document in a ledger, net."""

    title: str
    """A msgid: the ledger."""
    line: int
    where: tuple[str, ...]
    """What it is of: names of rows and words, without those that are "none"."""
    measures: tuple[tuple[str, int, bool], ...]
    """(measure, thousandths or kopecks, whether it is kopecks), without zeroes."""


@dataclass(frozen=True, slots=True)
class Linked:
    """A document in the chain that ours stands in."""

    form: str
    """Name of its list; "" when it has none."""
    title: str
    """A msgid: what kind of document."""
    id: int
    number: str
    date: dt.date
    status: str
    """A msgid."""
    depth: int
    """Negative: ours stands on it; positive: it stands on ours."""


CAP = 10_000

SELLERS = "salespeople"
"""The list that users are picked from: those who sell."""
SUMMARY_MS = 2_000
"""How long a list is counted; what takes longer is not worth waiting for."""


class Desk:
    """What one signed-in person can do at a desk."""

    def __init__(self, database: Database, actor: Actor, clock: Clock) -> None:
        self.database = database
        self.actor = actor
        self.clock = clock

    def today(self) -> dt.date:
        """Return the business date."""
        return self.clock.business_date()

    def sections(self) -> tuple[Section, ...]:
        """Return the sections of the menu that hold anything the actor may read."""
        return sections(self.actor)

    def listing(self, name: str) -> Listing:
        """Return the list called *name*."""
        return listing(name)

    def begins(self, name: str) -> tuple[Filter, ...]:
        """Return the filters that a list opens with."""
        return BEGINS.get(name, ())

    def menu_title(self, name: str) -> str:
        """Return the msgid of an entry of the menu."""
        return menu_title(name)

    def arranged(self, name: str, columns: Sequence[Column]) -> list[int]:
        """Return the indexes of *columns* of a list in the order they are shown."""
        return arranged(name, columns)

    def page(self, name: str, query: ListQuery) -> Page:
        """Return one page of a list."""
        query = replace(query, search=plain_code(query.search))
        with transaction(self.database.sessions) as session:
            return page(session, self.actor, name, query)

    def summary(self, name: str, query: ListQuery) -> Summary:
        """Return the count and the totals over all pages, as far as they are soon told."""
        whole = replace(query, search=plain_code(query.search), after=None, before=None)
        try:
            with transaction(self.database.sessions) as session:
                session.execute(text(f"SET LOCAL statement_timeout = {SUMMARY_MS}"))
                found = count(session, self.actor, name, whole, CAP)
                if found == CAP:
                    return Summary(found, {})
                return Summary(found, totals(session, self.actor, name, whole))
        except TookTooLong:
            return Summary(None, {})

    def find(self, name: str, typed: str, narrowed: tuple[Filter, ...]) -> list[Row]:
        """Return at most two rows that *typed* may mean: one is the one meant."""
        filters = (*narrowed, *in_use(listing(name)))
        query = ListQuery(search=typed, filters=filters, limit=2)
        found = self.page(name, query)
        rows = found.rows
        while found.unfinished and len(rows) < 2:  # noqa: PLR2004 - as above
            query = replace(query, after=found.next, look=2 * query.look)
            found = self.page(name, query)
            rows = [*rows, *found.rows]
        return rows[:2]

    def scanned(self, code: str) -> list[tuple[int, int]]:
        """Return (item, thousandths of its unit) of everything in use that carries a barcode."""
        with transaction(self.database.sessions) as session:
            hits = resolve_barcode(session, plain_code(code))
        return list(dict.fromkeys((hit.item_id, hit.pack_quantity) for hit in hits))

    def item_name(self, item_id: int) -> str:
        """Return how an item is called.

        Raises:
            NotFound: there is none.
        """
        with transaction(self.database.sessions) as session:
            return item_card(session, item_id).row.name

    def form(self, name: str) -> Form | None:
        """Return the form of list *name*; None: its rows are only looked at."""
        return form(name)

    def open(self, of: Form, key: int) -> Card:
        """Return a card as it is now."""
        with transaction(self.database.sessions) as session:
            acting(session, self.actor, self.clock)  # a card may say what holds today
            return of.open(session, self.actor, key)

    def new(self, of: Form, kind: str = "") -> Card | None:
        """Return an empty card, of a kind where there are several; None: he cannot make one."""
        with transaction(self.database.sessions) as session:
            if kind:
                return of.new_of(session, self.actor, self.clock, kind)
            return of.new(session, self.actor, self.clock)

    def ask(self, flow: Callable[[Session, Actor, Clock], T]) -> T:
        """Return what a flow of a screen of its own does or reads, in one transaction."""
        with transaction(self.database.sessions) as session:
            return flow(session, self.actor, self.clock)

    def copy(self, of: Form, key: int) -> Card | None:
        """Return a new card filled like the one of *key*; None when he cannot make one."""
        with transaction(self.database.sessions) as session:
            fresh = of.new(session, self.actor, self.clock)
            return None if fresh is None else of.copied(of.open(session, self.actor, key), fresh)

    def line(self, of: Form, card: Card, table: str, picked: Picked | None) -> dict[str, Any]:
        """Return a new line that starts from what was picked; None: from nothing."""
        with transaction(self.database.sessions) as session:
            if picked is None:
                return of.line(session, self.actor, card, table, 0)
            line = of.line(session, self.actor, card, table, picked.key)
            return of.detailed(session, self.actor, card, line, picked)

    def another(self, of: Form, card: Card, table: str, line: int, picked: Picked) -> Card:
        """Return the card after the row that a line stands for was picked anew."""
        name = of.table(table).picks
        with transaction(self.database.sessions) as session:
            lines = [dict(one) for one in card.lines[table]]
            lines[line] |= {name: picked.key, name + SHOWN: picked.text}
            card = of.changed(session, self.actor, card.with_lines(table, lines), table, line, name)
            lines = [dict(one) for one in card.lines[table]]
            # How much of it is wanted was said already.
            told = replace(picked, quantity=0)
            lines[line] = of.detailed(session, self.actor, card, lines[line], told)
            return of.changed(session, self.actor, card.with_lines(table, lines), table, line, "")

    def items(self, scope: ItemScope, typed: str, limit: int) -> tuple[ItemHit, ...]:
        """Return the items that *typed* may mean, best first, with prices and free stock."""
        with transaction(self.database.sessions) as session:
            found = search_items(
                session,
                self.actor,
                plain_code(typed),
                warehouse_id=scope.warehouse_id,
                price_type_id=scope.price_type_id,
                on=scope.on,
                segment_id=scope.segment_id,
                limit=limit,
            )
            if not (
                scope.partner_id and scope.price_type_id and self.actor.may(Permission.PRICE_READ)
            ):
                return found
            on = scope.on or self.today()
            return priced_for(session, found, scope.price_type_id, on, scope.partner_id)

    def changed(self, of: Form, card: Card, table: str, line: int, name: str) -> Card:
        """Return the card after a field got another value."""
        with transaction(self.database.sessions) as session:
            acting(session, self.actor, self.clock)  # discounts look at the hour
            return of.changed(session, self.actor, card, table, line, name)

    def save(self, of: Form, card: Card) -> Card:
        """Write a card and return it as it is now."""
        with transaction(self.database.sessions) as session:
            key = of.save(session, self.actor, card, self.clock)
        return self.open(of, key)

    def commands(self, of: Form, card: Card) -> tuple[Command, ...]:
        """Return what can be done with a card now, as far as rights and status tell."""
        return tuple(
            command
            for command in of.commands
            if (command.permission is None or self.actor.may(command.permission))
            and command.when(card)
        )

    def rows_commands(self, of: Form | None) -> tuple[RowsCommand, ...]:
        """Return what can be done with several rows of a list at once."""
        found = of.rows_commands if of is not None else ()
        return tuple(command for command in found if self.actor.may(command.permission))

    def asks(self, command: Command, card: Card) -> tuple[Field, ...]:
        """Return what a command has to be told."""
        if command.prepare is None:
            return command.asks
        with transaction(self.database.sessions) as session:
            acting(session, self.actor, self.clock)  # what can be chosen may depend on the day
            return command.prepare(session, self.actor, card)

    def run(self, command: Command, card: Card, given: Given) -> Done:
        """Do it."""
        with transaction(self.database.sessions) as session:
            return command.run(session, self.actor, card, self.clock, given)

    def run_rows(
        self, command: RowsCommand, keys: Sequence[Any], given: Given | None = None
    ) -> Done:
        """Do it with several rows, all of them or none, unless the command says which stay.

        Args:
            given: answers to what the command asks.
        """
        told = (given or Given(),) if command.asks else ()
        with transaction(self.database.sessions) as session:
            return command.run(session, self.actor, keys, self.clock, *told)

    def history(self, of: Form, key: int) -> tuple[list[Change], dict[tuple[str, int], str]]:
        """Return who changed which field, newest first, and the names of the rows in it."""
        books_of = {f.name: f.of for table in of.tables for f in table.fields}
        for sheet in of.sheets:
            books_of |= {f.name.removeprefix(f"{sheet.name}_"): f.of for f in sheet.fields}
        books_of |= {field.name: field.of for field in of.all_fields}
        with transaction(self.database.sessions) as session:
            found = list(reversed(history(session, self.actor, of.subject, key)))
            names = names_of(
                session,
                [
                    (books_of.get(name) or book_of(name), value)
                    for change in found
                    for stored in (change.old, change.new)
                    for name, value in (
                        stored.items() if isinstance(stored, Mapping) else ((change.field, stored),)
                    )
                ],
            )
        return found, names

    def movements(self, key: int) -> list[Moved]:
        """Return what a document moved in the ledgers."""
        with transaction(self.database.sessions) as session:
            found = [
                (of, dict(row._mapping))  # noqa: SLF001 - the public name of a row's mapping
                for of, rows in movements(session, self.actor, key).items()
                for row in rows
            ]
            names = names_of(
                session,
                [(book_of(n), values[n]) for of, values in found for n in of.dimension_names],
            )
        return [
            Moved(
                of.title,
                values["line"],
                # One document may be several of the dimensions.
                tuple(
                    dict.fromkeys(
                        names.get((book_of(name), values[name]))
                        or dimension_text(name, values[name])
                        for name in sorted(of.dimension_names, key=is_no_document)
                        if values[name] and (book_of(name) or isinstance(values[name], str))
                    )
                ),
                tuple((m.name, values[m.name], m.money) for m in of.measures if values[m.name]),
            )
            for of, values in found
        ]

    def linked(self, key: int) -> list[Linked]:
        """Return the documents ours stands on, farthest first, and those that stand on it.

        Documents that concern it without standing on it come last.
        """
        kinds = {kind.name: kind for kind in document_types()}
        with transaction(self.database.sessions) as session:
            before = [(found, -1) for found in reversed(based_on(session, key, self.actor))]
            after = [(found, 1) for found in standing_on(session, key, self.actor)]
            chain = {found.id for found, _side in (*before, *after)}
            beside = [
                (found, 1)
                for found in concerning(session, key, self.actor)
                if found.id not in chain
            ]
        return [
            Linked(
                form_of_type(found.type),
                kinds[found.type].title,
                found.id,
                found.number,
                found.date,
                kinds[found.type].status_title(found.status),
                found.depth * side,
            )
            for found, side in (*before, *after, *beside)
        ]

    def preview(self, name: str, key: int, width: int) -> list[str]:
        """Return a printed form as lines of text at most *width* columns wide."""
        from tui.flows.papers import preview  # noqa: PLC0415 - paper is not needed at start

        self.actor.require(Permission.PRINT_RUN, what=name, key=key)
        with transaction(self.database.sessions) as session:
            return preview(session, self.actor, name, key, width)

    def print(self, name: str, key: int, printer: str = "") -> PrintAsked:
        """Put a printed form into the outbox."""
        from tui.flows.papers import ask  # noqa: PLC0415 - paper is not needed at start

        with transaction(self.database.sessions) as session:
            return ask(
                session,
                self.actor,
                name,
                key,
                clock=self.clock,
                job_key=f"desk:{uuid7()}",
                printer=printer,
            )


def in_use(of: Listing) -> tuple[Filter, ...]:
    """Return the condition that leaves out retired rows, where a list has such."""
    marked = any(column.id == "retired" for column in of.columns)
    return (Filter("retired", "eq", False),) if marked else ()


def picked_from(of: str) -> str:
    """Return the name of the list that a field of rows of *of* is picked from."""
    by_name: Mapping[str, str] = {book.name: book.listing for book in books()} | {USER: SELLERS}
    return by_name.get(of) or of
