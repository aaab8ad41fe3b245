"""The calls a screen of the desk makes. Each is one transaction; none knows of a screen.

They may wait for the database, so screens call them from a worker thread.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.access.actor import Actor
from core.access.roles import Permission
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.documents.listing import Listing, ListQuery, Page, count, listing, page, totals
from core.documents.print_jobs import PrintAsked, ask_print
from core.documents.queries import based_on, dependants, history, movements
from core.kernel.clock import Clock
from core.kernel.ids import uuid7
from tui.flows.desk.registry import Section, form, sections
from tui.flows.desk.shapes import Card, Command, Done, Form
from tui.flows.papers import preview
from tui.locale import current_language


@dataclass(frozen=True, slots=True)
class Listed:
    """A page with what is said around it."""

    page: Page
    count: int
    """Capped: 10 000 means that many or more."""
    totals: dict[str, int]


@dataclass(frozen=True, slots=True)
class Linked:
    """A document in the chain that ours stands in."""

    type: str
    id: int
    number: str
    depth: int
    """Negative: ours stands on it; positive: it stands on ours."""


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

    def list(self, name: str, query: ListQuery, *, counted: bool = True) -> Listed:
        """Return one page of a list; the count and totals only when asked, for the first page."""
        with transaction(self.database.sessions) as session:
            of = listing(name)
            found = page(session, self.actor, of, query)
            if not counted:
                return Listed(found, -1, {})
            return Listed(
                found,
                count(session, self.actor, of, query),
                totals(session, self.actor, of, query),
            )

    def form(self, name: str) -> Form | None:
        """Return the form of list *name*; None: its rows are only looked at."""
        return form(name)

    def open(self, of: Form, key: int) -> Card:
        """Return a card as it is now."""
        with transaction(self.database.sessions) as session:
            return of.open(session, self.actor, key)

    def new(self, of: Form) -> Card | None:
        """Return an empty card; None when the actor cannot make one."""
        with transaction(self.database.sessions) as session:
            return of.new(session, self.actor, self.clock)

    def line(self, of: Form, card: Card, table: str, picked: int) -> dict[str, Any]:
        """Return a new line that starts from the picked row."""
        with transaction(self.database.sessions) as session:
            return of.line(session, self.actor, card, table, picked)

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
            if self.actor.may(command.permission) and command.when(card)
        )

    def run(self, command: Command, card: Card) -> Done:
        """Do it."""
        with transaction(self.database.sessions) as session:
            return command.run(session, self.actor, card, self.clock)

    def history(self, of: Form, key: int) -> Sequence[Any]:
        """Return who changed which field, newest first."""
        with transaction(self.database.sessions) as session:
            return history(session, self.actor, of.subject, key)

    def movements(self, key: int) -> Sequence[Any]:
        """Return what a document moved in the ledgers."""
        with transaction(self.database.sessions) as session:
            return movements(session, self.actor, key)

    def linked(self, key: int) -> tuple[Linked, ...]:
        """Return the documents ours stands on and those that stand on it."""
        with transaction(self.database.sessions) as session:
            before = based_on(session, self.actor, key)
            after = dependants(session, self.actor, key)
        return (
            *(Linked(d.type, d.id, d.number, -d.depth) for d in before),
            *(Linked(d.type, d.id, d.number, d.depth) for d in after),
        )

    def preview(self, name: str, key: int, width: int) -> list[str]:
        """Return a printed form as lines of text at most *width* columns wide."""
        self.actor.require(Permission.PRINT_RUN, what=name, key=key)
        with transaction(self.database.sessions) as session:
            return preview(session, self.actor, name, key, width)

    def print(self, name: str, key: int, printer: str = "") -> PrintAsked:
        """Put a printed form into the outbox."""
        with transaction(self.database.sessions) as session:
            return ask_print(
                session,
                self.actor,
                key,
                name,
                clock=self.clock,
                job_key=f"desk:{uuid7()}",
                printer=printer,
                language=current_language(),
            )
