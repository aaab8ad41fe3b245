"""A thread that reads one scanner for as long as the workstation lives.

It opens the source, cuts and understands what comes, hands readings over one by one in order, and
when the link is lost says so and tries again, less and less often.
"""

from __future__ import annotations

import logging
import random
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from devices.errors import LinkReason, NotConnected
from devices.scanner.codes import Code, read_code
from devices.scanner.framing import RawScan, ScanFramer
from devices.settings import ScannerSettings
from devices.transport import ByteSource, Chunk

log = logging.getLogger(__name__)

STOP_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class ScanRead:
    """One scan, or one thing that wanted to be a scan: then `code.problem` says what is wrong."""

    id: uuid.UUID
    """Born here, so that a scan handed over twice is still one scan."""

    code: Code
    raw: bytes
    at: datetime
    """The moment the end of the scan was read, by the caller's clock."""

    source: str
    """The name of the scanner and the origin: `gate tcp://10.0.0.7:52114`."""


@dataclass(frozen=True, slots=True)
class PortLost:
    """The link is gone; told once, not at every attempt."""

    source: str
    error: NotConnected
    at: datetime

    @property
    def reason(self) -> LinkReason:
        return self.error.reason


@dataclass(frozen=True, slots=True)
class PortBack:
    """The link is there: for the first time or again."""

    source: str
    address: str
    """What was opened: with the port number the system chose where 0 was asked for."""

    at: datetime


Reading = ScanRead | PortLost | PortBack


@dataclass(frozen=True, slots=True)
class Backoff:
    """How long to wait before attempt *n*, seconds: doubling, capped, with a spread.

    The spread keeps fifty handhelds from knocking at one server in the same instant.
    """

    first: float = 0.25
    cap: float = 10.0
    spread: float = 0.2

    def wait(self, attempt: int, chance: float) -> float:
        """Return the pause after failed attempt number *attempt*, from 0; *chance* is 0..1."""
        pause = min(self.cap, self.first * 2.0 ** min(attempt, 32))
        return min(self.cap, pause * (1 + self.spread * (2 * chance - 1)))


class ScannerSupervisor:
    """Owns the thread of one scanner.

    `on_reading` is called from that thread, one reading at a time, in order. It should only put the
    reading into a queue; if it raises, that is logged and the next readings still come.
    """

    def __init__(
        self,
        open_source: Callable[[], ByteSource],
        settings: ScannerSettings,
        on_reading: Callable[[Reading], None],
        *,
        id_factory: Callable[[], uuid.UUID],
        now: Callable[[], datetime],
        monotonic: Callable[[], float] = time.monotonic,
        backoff: Backoff | None = None,
    ) -> None:
        self._open = open_source
        self._settings = settings
        self._on_reading = on_reading
        self._id_factory = id_factory
        self._now = now
        self._monotonic = monotonic
        self._backoff = backoff or Backoff()
        self._chance = random.Random()  # noqa: S311 - spreads attempts, guards nothing
        self._stopping = threading.Event()
        self._source: ByteSource | None = None
        self._framers: dict[str, ScanFramer] = {}
        self._outbox: deque[Reading] = deque()
        self._lost = False
        self._attempt = 0
        self._thread = threading.Thread(
            target=self._run, name=f"scanner-{settings.name}", daemon=True
        )

    def start(self) -> None:
        """Begin to read; once."""
        self._thread.start()

    def stop(self, seconds: float = STOP_SECONDS) -> bool:
        """Stop reading and wait for the thread; return False when it did not end in time."""
        self._stopping.set()
        source = self._source
        if source is not None:
            source.wake()
        if self._thread.ident is not None:
            self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        failed = False
        while not self._stopping.is_set():
            if failed and self._stopping.wait(self._pause()):
                break
            error = self._survive(self._session)
            if isinstance(error, NotConnected):
                self._say_lost(error)
            elif error is not None:
                log.error("scanner %s", self._settings.name, exc_info=error)
                detail = repr(error)
                self._say_lost(
                    NotConnected.because(LinkReason.FAILED, url=self._settings.url, detail=detail)
                )
            self._deliver()
            failed = True

    def _survive(self, work: Callable[[], None]) -> Exception | None:
        """Do *work*; return what went wrong: a supervisor outlives whatever happens inside it."""
        try:
            work()
        except Exception as error:  # noqa: BLE001 - the one place of this library
            return error
        return None

    def _pause(self) -> float:
        pause = self._backoff.wait(self._attempt, self._chance.random())
        self._attempt += 1
        return pause

    def _session(self) -> None:
        source = self._source = self._open()
        try:
            self._lost, self._attempt = False, 0
            self._put(PortBack(self._settings.name, source.address, self._now()))
            self._deliver()
            while not self._stopping.is_set():
                for chunk in source.read(self._patience()):
                    self._take(chunk)
                self._tick()
                self._deliver()
        finally:
            self._source = None
            self._give_up_halves()
            source.close()

    def _patience(self) -> float | None:
        """Return the seconds until the first pending scan is due; None when none is pending."""
        due = [framer.due for framer in self._framers.values() if framer.due is not None]
        return max(0.001, min(due) - self._monotonic()) if due else None

    def _take(self, chunk: Chunk) -> None:
        framer = self._framers.get(chunk.origin)
        if framer is None:
            framer = self._framers[chunk.origin] = ScanFramer(self._settings)
        at = self._monotonic()
        self._understand(framer.feed(chunk.data, at), chunk.origin)
        if chunk.closed:
            self._understand(framer.end(at, orderly=not chunk.broken), chunk.origin)
            del self._framers[chunk.origin]

    def _tick(self) -> None:
        for origin, framer in self._framers.items():
            self._understand(framer.tick(self._monotonic()), origin)

    def _give_up_halves(self) -> None:
        for origin, framer in self._framers.items():
            self._understand(framer.end(self._monotonic(), orderly=False), origin)
        self._framers.clear()

    def _understand(self, scans: list[RawScan], origin: str) -> None:
        for scan in scans:
            code = read_code(scan, self._settings)
            source = f"{self._settings.name} {origin}"
            self._put(ScanRead(self._id_factory(), code, scan.raw, self._now(), source))

    def _say_lost(self, error: NotConnected) -> None:
        if not self._lost and not self._stopping.is_set():
            self._lost = True
            self._put(PortLost(self._settings.name, error, self._now()))

    def _put(self, reading: Reading) -> None:
        self._outbox.append(reading)

    def _deliver(self) -> None:
        while self._outbox:
            error = self._survive(partial(self._on_reading, self._outbox.popleft()))
            if error is not None:
                log.error("taking a reading of %s", self._settings.name, exc_info=error)
