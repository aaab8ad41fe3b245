"""Seeing, from a workstation, that no background work is left undone, and what became of one's own.

Where no worker is alive, a workstation does what is due: it becomes a crew of one until nothing is
left. As with paper, a small company then needs no process besides the workstation.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.documents.background import JobRow, own_jobs
from core.jobs.workers import unattended
from core.kernel.clock import Clock
from core.kernel.errors import DomainError

if TYPE_CHECKING:
    from tui.flows.worker import Crew

log = logging.getLogger("klad")

RECENT = dt.timedelta(seconds=30)
"""How long work that has ended is still told to who asked for it."""


@dataclass(frozen=True, slots=True)
class OwnWork:
    """What a signed-in person asked for in the background."""

    jobs: tuple[JobRow, ...] = ()
    """Open, or ended a moment ago; oldest first."""


class Lookout:
    """A thread that looks now and then.

    It costs a statement or two in `PAUSE` seconds, on a connection of the pool.
    """

    PAUSE = 3.0
    """Seconds between two looks."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._over = threading.Event()
        self._crew: Crew | None = None
        self._thread = threading.Thread(target=self._look, name="lookout", daemon=True)
        self._helper: threading.Thread | None = None
        self._watched = 0
        self.seen: OwnWork | None = None
        """What was seen last of the work that is watched; None: nothing yet."""

    def watch(self, user_id: int) -> None:
        """Look at what a user asked for; 0: at nobody's work."""
        self._watched, self.seen = user_id, None

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the step under way and end."""
        self._over.set()
        crew = self._crew
        if crew is not None:
            crew.stop()
        for thread in (self._thread, self._helper):
            if thread is not None and thread.is_alive():
                thread.join()

    def _look(self) -> None:
        if not self._over.wait(self.PAUSE):
            self._try(self._plan)
        while not self._over.wait(self.PAUSE):
            self._try(self._look_once)

    def _try(self, look: Callable[[], None]) -> None:
        try:
            look()
        except DomainError:
            return  # the database is away or contended: the next look will tell
        except Exception:  # whatever it was, the workstation goes on
            log.exception("the lookout of background work broke")

    def _plan(self) -> None:
        from core.jobs.kinds import load_kinds  # noqa: PLC0415 - after the first screen is there
        from core.jobs.scheduling import schedule  # noqa: PLC0415
        from core.schema import whole_metadata  # noqa: PLC0415

        whole_metadata()  # what is done here may post documents
        load_kinds()
        with transaction(self._database.sessions) as session:
            schedule(session, clock=self._clock)

    def _look_once(self) -> None:
        busy = self._helper is not None and self._helper.is_alive()
        with transaction(self._database.sessions) as session:
            left = not busy and unattended(session, clock=self._clock)
            watched = self._watched
            since = self._clock.now() - RECENT
            jobs = own_jobs(session, watched, since) if watched else []
        if watched and watched == self._watched:
            self.seen = OwnWork(tuple(jobs))
        if left:
            self._helper = threading.Thread(target=self._try, args=(self._help,), daemon=True)
            self._helper.start()

    def _help(self) -> None:
        from tui.flows.worker import Crew  # noqa: PLC0415 - only where there is work to do

        crew = Crew(self._database, self._clock)
        self._crew = crew
        try:
            if not self._over.is_set():
                crew.run(once=True)
        finally:
            self._crew = None
