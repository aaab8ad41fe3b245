"""How many tasks wait for somebody, told as soon as it changes.

Nothing is asked of the database while nothing happens, but for one count a minute, by which what
was missed while the connection was away, and what became overdue, is found again. A restart of the
database is waited for.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from core.access.actor import Actor
from core.approvals.asking import CHANNEL
from core.approvals.queries import inbox_count
from core.db.engine import Database
from core.db.unit_of_work import transaction
from tui.flows.desk.hearing import Hearing, Notices
from tui.flows.desk.registry import forms

PATIENCE = 0.5
"""Seconds of silence after which what was heard is counted once, however often it was said."""

IMPATIENCE = 2.0
"""Seconds after which it is counted although notices still come."""

RECOUNT = 60.0
"""Seconds after which it is counted without any notice."""


def inbox_watch(database: Database, actor: Actor, told: Callable[[int], None]) -> Hearing:
    """Return a hearing that counts the inbox of one person.

    Args:
        told: gets the number of tasks, on the thread of the hearing, whenever it was counted and
            differs from what was told before.
    """
    return Hearing(database, CHANNEL, _Counter(database, actor, told).heard, patience=PATIENCE)


class _Counter:
    """Counts after notices, and now and then."""

    def __init__(self, database: Database, actor: Actor, told: Callable[[int], None]) -> None:
        self._database, self._actor, self._told = database, actor, told
        self._last: int | None = None

    def heard(self, hearing: Hearing, notices: Notices) -> None:
        """Go through the notices of one connection.

        Raises:
            DomainError: the database is away.
        """
        forms()  # a type of document that nobody has registered yet has no tasks
        counted = heard = None
        for notice in notices:
            now = time.monotonic()
            if notice is not None and heard is None:
                heard = now
            said_enough = heard is not None and (notice is None or now - heard >= IMPATIENCE)
            if counted is None or said_enough or now - counted >= RECOUNT:
                count = self._count()
                if count != self._last and hearing.going():
                    self._last = count
                    self._told(count)
                counted, heard = now, None

    def _count(self) -> int:
        with transaction(self._database.sessions) as session:
            return inbox_count(session, self._actor)
