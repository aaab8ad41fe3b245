"""Hearing notices of the database on a thread of its own, until it is stopped.

What becomes of notices is another's; here is that they come: the connection is made again when it
broke, patiently, and who stops it never waits for it.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator

from core.db.engine import Database
from core.db.notices import Notice, listen
from core.kernel.errors import DomainError

PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds before the first, the second and every further attempt to reach the database again."""

Notices = Iterator[Notice | None]
"""As `core.db.notices.listen` yields them: None after every silence, and once at the beginning."""


class Hearing:
    """A thread that hears notices of one channel."""

    def __init__(
        self,
        database: Database,
        channel: str,
        heard: Callable[[Hearing, Notices], None],
        *,
        patience: float = 1.0,
    ) -> None:
        """Prepare to hear.

        Args:
            heard: goes through the notices of one connection, on the thread of the hearing, while
                that goes on; a `DomainError` of it ends the connection, and another is made.
            patience: seconds of silence between two None.
        """
        self._database, self._channel = database, channel
        self._heard, self._patience = heard, patience
        self._over = threading.Event()
        self._failures = 0
        self._thread = threading.Thread(target=self._work, name=channel, daemon=True)
        self._alarm, self._bell = socket.socketpair()

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End at once, or after what is done of a notice now; nothing is heard any more."""
        self._over.set()
        self._bell.close()

    def ended(self, patience: float) -> bool:
        """Tell whether it has ended, waiting for *patience* seconds at most."""
        self._thread.join(patience)
        return not self._thread.is_alive()

    def going(self) -> bool:
        """Tell whether nobody has stopped it."""
        return not self._over.is_set()

    def _work(self) -> None:
        with self._alarm:
            while self.going():
                try:
                    self._heard(self, self._notices())
                except DomainError:  # away, restarting, or upgraded meanwhile: it may come back
                    self._over.wait(PAUSES[min(self._failures, len(PAUSES) - 1)])
                    self._failures += 1

    def _notices(self) -> Notices:
        for notice in listen(
            self._database.url,
            (self._channel,),
            going=self.going,
            patience=self._patience,
            alarm=self._alarm,
        ):
            yield notice
            self._failures = 0  # who asks for the next one could do something with the last


__all__ = ["Hearing", "Notices"]
