"""Hearing of other dispatchers as soon as they have taken a plan: a thread that listens."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator

from core.db.engine import Database
from core.db.notices import Notice, listen
from core.delivery.planning.taking import CHANNEL
from core.kernel.errors import DomainError

PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds before each further attempt to hear of other dispatchers again."""


class DayWatch:
    """Hears when anybody takes a plan of the same day, until it is stopped."""

    def __init__(self, database: Database, word: str, told: Callable[[], None]) -> None:
        self._database, self._word, self._told = database, word, told
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work, name="dispatch", daemon=True)
        self._alarm, self._bell = socket.socketpair()

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End at once, without waiting for it: nothing is told any more."""
        self._over.set()
        self._bell.close()

    def ended(self, patience: float) -> bool:
        """Tell whether it has ended, waiting for *patience* seconds at most."""
        self._thread.join(patience)
        return not self._thread.is_alive()

    def _going(self) -> bool:
        return not self._over.is_set()

    def _work(self) -> None:
        failures = 0
        with self._alarm:
            while self._going():
                try:
                    for notice in self._notices():
                        failures = 0
                        if notice is not None and notice.payload == self._word and self._going():
                            self._told()
                except DomainError:  # away or restarting: it may come back
                    self._over.wait(PAUSES[min(failures, len(PAUSES) - 1)])
                    failures += 1

    def _notices(self) -> Iterator[Notice | None]:
        return listen(self._database.url, (CHANNEL,), going=self._going, alarm=self._alarm)
