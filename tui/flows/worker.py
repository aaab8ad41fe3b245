"""A crew of threads that do background work: it sleeps until a job is asked for or becomes due."""

from __future__ import annotations

import logging
import os
import socket
import threading
import uuid
from contextlib import suppress

from core.db.engine import Database
from core.db.notices import listen
from core.db.unit_of_work import transaction
from core.documents.background import CHANNEL
from core.jobs.kinds import load_kinds
from core.jobs.running import work_one
from core.jobs.scheduling import schedule
from core.jobs.workers import release_all, seen, sign_off
from core.kernel.clock import Clock
from core.kernel.errors import DomainError, Unavailable

log = logging.getLogger("klad")

BEAT = 10.0
"""Seconds between two signs of life; a lease lasts three of them."""

PATIENCE = 5.0
"""Seconds without a notice after which a worker looks by itself: for what has become due."""


class Crew:
    """Some threads that do background work."""

    def __init__(self, database: Database, clock: Clock, *, concurrency: int = 1) -> None:
        load_kinds()
        self.name = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:6]}"
        self._database, self._clock = database, clock
        self._concurrency = concurrency
        self._over = threading.Event()
        self._woken = threading.Condition()

    def stop(self) -> None:
        """End after the steps under way; may be called from anywhere, a signal handler too."""
        self._over.set()

    @property
    def going(self) -> bool:
        """Whether nobody has asked it to stop."""
        return not self._over.is_set()

    def run(self, *, once: bool = False) -> None:
        """Work until stopped, or with *once* until nothing is due.

        Raises:
            Unavailable: the database is away at the beginning.
        """
        self._sign_on()
        workers = [
            threading.Thread(target=self._work, args=(once,), name=f"worker {n}", daemon=True)
            for n in range(self._concurrency)
        ]
        helpers = [threading.Thread(target=self._beat, name="beat", daemon=True)]
        if not once:
            helpers.append(threading.Thread(target=self._listen, name="listener", daemon=True))
        for thread in (*workers, *helpers):
            thread.start()
        try:
            for thread in workers:
                while thread.is_alive():
                    # In slices, so that a signal is handled while we wait.
                    thread.join(0.2)
        finally:
            self.stop()
            for thread in (*workers, *helpers):
                thread.join()
            self._sign_off()

    def _sign_on(self) -> None:
        with transaction(self._database.sessions) as session:
            seen(session, self.name, clock=self._clock)
            schedule(session, clock=self._clock)

    def _sign_off(self) -> None:
        with suppress(DomainError), transaction(self._database.sessions) as session:
            release_all(session, self.name)
            sign_off(session, self.name)

    def _work(self, once: bool) -> None:
        while self.going:
            try:
                state = work_one(
                    self._database, self.name, clock=self._clock, going=lambda: self.going
                )
            except DomainError:
                state = None  # the database is away or contended: the work waits with it
            except Exception:  # whatever it was, there is other work to do
                log.exception("a worker stumbled")
                state = None
            if state is not None:
                continue
            if once:
                return
            with self._woken:
                self._woken.wait(PATIENCE)

    def _beat(self) -> None:
        while not self._over.wait(BEAT):
            with suppress(DomainError), transaction(self._database.sessions) as session:
                seen(session, self.name, clock=self._clock)

    def _listen(self) -> None:
        while self.going:
            try:
                for notice in listen(self._database.url, (CHANNEL,), going=lambda: self.going):
                    if notice is not None:
                        with self._woken:
                            self._woken.notify_all()
            except Unavailable:
                self._over.wait(PATIENCE)
