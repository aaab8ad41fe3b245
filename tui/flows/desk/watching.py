"""How many tasks wait for somebody, told as soon as it changes: a thread that listens.

Nothing is asked of the database while nothing happens, but for one count a minute, by which what
was missed while the connection was away, and what became overdue, is found again. A restart of the
database is waited for.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable

from core.access.actor import Actor
from core.approvals.asking import CHANNEL
from core.approvals.queries import inbox_count
from core.db.engine import Database
from core.db.notices import listen
from core.db.unit_of_work import transaction
from core.kernel.errors import DomainError
from tui.flows.desk.registry import forms

PATIENCE = 0.5
"""Seconds of silence after which what was heard is counted once, however often it was said."""

IMPATIENCE = 2.0
"""Seconds after which it is counted although notices still come."""

RECOUNT = 60.0
"""Seconds after which it is counted without any notice."""

PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds before the first, the second and every further attempt to reach the database again."""


class InboxWatch:
    """Watches the inbox of one person until it is stopped."""

    def __init__(self, database: Database, actor: Actor, told: Callable[[int], None]) -> None:
        """Prepare to watch.

        Args:
            told: gets the number of tasks, on the thread of the watch, whenever it was counted and
                differs from what was told before.
        """
        self._database, self._actor, self._told = database, actor, told
        self._over = threading.Event()
        self._last: int | None = None
        self._failures = 0
        self._thread = threading.Thread(target=self._work, name="inbox", daemon=True)
        self._alarm, self._bell = socket.socketpair()

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End at once, or after the count under way: nothing is told any more."""
        self._over.set()
        self._bell.close()

    def ended(self, patience: float) -> bool:
        """Tell whether it has ended, waiting for *patience* seconds at most."""
        self._thread.join(patience)
        return not self._thread.is_alive()

    def _going(self) -> bool:
        return not self._over.is_set()

    def _work(self) -> None:
        forms()  # a type of document that nobody has registered yet has no tasks
        with self._alarm:
            while self._going():
                try:
                    self._listen()
                except DomainError:  # away, restarting, or upgraded meanwhile: it may come back
                    self._over.wait(PAUSES[min(self._failures, len(PAUSES) - 1)])
                    self._failures += 1

    def _listen(self) -> None:
        """Count when notices have come, and now and then; returns when stopped.

        Raises:
            DomainError: the database is away.
        """
        counted = heard = None
        for notice in listen(
            self._database.url,
            (CHANNEL,),
            going=self._going,
            patience=PATIENCE,
            alarm=self._alarm,
        ):
            now = time.monotonic()
            if notice is not None and heard is None:
                heard = now
            said_enough = heard is not None and (notice is None or now - heard >= IMPATIENCE)
            if counted is None or said_enough or now - counted >= RECOUNT:
                self._count()
                counted, heard = now, None
                self._failures = 0

    def _count(self) -> None:
        with transaction(self._database.sessions) as session:
            count = inbox_count(session, self._actor)
        if count != self._last and self._going():
            self._last = count
            self._told(count)
