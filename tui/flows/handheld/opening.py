"""Opening a terminal: what is known before anything is loaded, and how the rest is reached.

The database and the mapped classes are imported on the writer's thread, while the first screen is
already there and takes scans.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.kernel.clock import Clock
from core.kernel.ids import uuid7
from devices.settings import ScannerSettings
from tui.flows.handheld.profile import STANDARD, Profile
from tui.scan.strokes import Scan, Source, Stroke

if TYPE_CHECKING:
    from tui.flows.handheld.work import Verdict, Work

GUN = ScannerSettings(name="keys")


@dataclass(frozen=True, slots=True)
class Opening:
    """Everything a handheld was told at its start."""

    clock: Clock
    language: str
    """"ru" or "en": until a user who prefers another signs in."""

    database_url: str | None
    """None: the embedded PostgreSQL in *data_dir*."""

    data_dir: Path
    gun: ScannerSettings = GUN
    """How the gun that imitates the keyboard speaks."""

    scanners: tuple[Mapping[str, object], ...] = ()
    login: str = ""
    """A user whom the way here has proved already; empty: he signs in."""

    warehouse: str = ""
    """Code of the only warehouse; empty: the user chooses."""

    profile: Profile = STANDARD
    """How strictly picks are confirmed at this terminal."""

    idle_minutes: int = 0
    """Minutes without a stroke before the screen locks; 0: never."""

    prints: bool = False
    """Whether the settings name a printer."""

    attempts: int = 5
    lock_minutes: int = 15

    def begin(self, waiting: Callable[[], list[Scan]]) -> tuple[Work, Verdict | None]:
        """Open the database and the work; on the writer's thread.

        Args:
            waiting: takes every waiting scan off the tape, to park it.

        Raises:
            Unavailable: the database is away; to be tried again.
        """
        from core.access.sign_in import LockOut  # noqa: PLC0415 - see the module's docstring
        from core.db.engine import open_database  # noqa: PLC0415
        from core.schema import whole_metadata  # noqa: PLC0415
        from tui.flows.handheld.shift import Shift  # noqa: PLC0415
        from tui.flows.handheld.state import State  # noqa: PLC0415
        from tui.flows.handheld.work import Work  # noqa: PLC0415

        whole_metadata()  # foreign keys reach into contexts that no verb of picking imports
        terminal = f"{socket.gethostname()} {uuid7().hex[-6:]}"
        database = open_database(
            self.database_url, data_dir=self.data_dir, application_name=f"klad handheld {terminal}"
        )
        shift = Shift(
            self.clock,
            terminal,
            lock_out=LockOut(self.attempts, self.lock_minutes),
            warehouse_code=self.warehouse,
            profiles=lambda _code: self.profile,
            prints=self.prints,
        )
        work = Work(
            database.sessions,
            shift,
            state=State(language=self.language),
            gun=self.gun,
            waiting=waiting,
            close=database.close,
            idle_limit=self.idle_minutes * 60,
        )
        try:
            return work, work.admit(self.login) if self.login else work.greet()
        except Exception:
            database.close()
            raise

    def listen(self, put: Callable[[list[Stroke]], None]) -> Callable[[], None]:
        """Start the serial and TCP scanners; return what stops them."""
        if not self.scanners:
            return lambda: None
        from tui.flows.handheld.guns import listen  # noqa: PLC0415 - only where there are some

        return listen(self.scanners, put, self.clock)

    def replayed(self, texts: tuple[str, ...]) -> list[Stroke]:
        """Return parked scans as new ones."""
        return [Scan(uuid7(), text, self.clock.now(), Source.REPLAY) for text in texts]
