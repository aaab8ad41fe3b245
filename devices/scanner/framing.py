"""Cut a stream of bytes into scans.

A framer sees bytes and the moment they came; it has no clock of its own, so whoever reads the line
also calls `tick`. However the bytes are cut into pieces, the same scans come out.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from devices.settings import SUFFIX_BYTES, ScannerSettings, Suffix

MAX_LENGTH = 512
"""Bytes of one scan. The longest marking code has 127 characters; more than this is a device that
is not a scanner."""

RAPID_GAP = 0.035
RAPID_LENGTH = 6
SUFFIX_PATIENCE = 10
"""Pauses after which bytes without the promised suffix are given up as half a scan: 0.5 s on a
line, 3 s over TCP."""

_ANY_END = frozenset(b"\r\n\t")


class FrameFault(StrEnum):
    """What is wrong with a frame as such."""

    OVERLONG = "overlong"
    """More than `MAX_LENGTH` bytes without an end; the frame holds the first ones."""

    INCOMPLETE = "incomplete"
    """The line went silent or dead before the suffix, or noise stood before the prefix."""

    NO_PREFIX = "no-prefix"
    """The prefix of the settings did not come."""


@dataclass(frozen=True, slots=True)
class RawScan:
    """One frame, cut but not understood."""

    raw: bytes
    """Without prefix and suffix, otherwise as sent."""

    text: str
    """UTF-8 when the bytes are that, else Latin-1: no byte is lost."""

    started: float
    ended: float
    """Seconds of the caller's clock: first byte, last byte or suffix."""

    fault: FrameFault | None = None

    @property
    def rapid(self) -> bool:
        """True when no person types like that: at least six characters, 35 ms apart or closer."""
        length = len(self.text)
        return length >= RAPID_LENGTH and self.ended - self.started < RAPID_GAP * (length - 1)


class ScanFramer:
    """Bytes in, `RawScan`s out. Not thread-safe: one framer per line."""

    def __init__(self, settings: ScannerSettings) -> None:
        self._any = settings.suffix is Suffix.ANY
        self._suffix = SUFFIX_BYTES.get(settings.suffix, b"")
        self._prefix = settings.prefix.encode()
        silence = settings.silence
        # A promised suffix that does not come leaves half a scan: it is never taken for a whole
        # one, and gets more patience because a line may stall in the middle.
        self._limit = silence * SUFFIX_PATIENCE if silence and self._suffix else silence
        self._held = bytearray()
        self._overflowed = False
        self._started = 0.0
        self._last = 0.0

    @property
    def pending(self) -> str:
        """What came since the last scan: for a screen that shows typing."""
        return _decode(bytes(self._held))

    @property
    def due(self) -> float | None:
        """The moment `tick` must be called at, or None while nothing is pending."""
        if self._limit is None or not (self._held or self._overflowed):
            return None
        return self._last + self._limit

    def feed(self, data: bytes, at: float) -> list[RawScan]:
        """Take *data* that came at moment *at* (seconds); return the scans it completes."""
        done = self.tick(at)
        for byte in data:
            if not (self._held or self._overflowed):
                self._started = at
            self._last = at
            if self._any and byte in _ANY_END:
                done += self._finish(at)
                continue
            self._held.append(byte)
            if self._suffix and self._held.endswith(self._suffix):
                del self._held[-len(self._suffix) :]
                done += self._finish(at)
            else:
                done += self._bound(at)
        return done

    def feed_text(self, text: str, at: float) -> list[RawScan]:
        """Take characters instead of bytes: for a stream of keys."""
        return self.feed(text.encode("utf-8", "replace"), at)

    def tick(self, at: float) -> list[RawScan]:
        """Let the time be *at*: a pause may end a scan."""
        due = self.due
        if due is None or at < due:
            return []
        return self._finish(self._last, FrameFault.INCOMPLETE if self._suffix else None)

    def end(self, at: float, *, orderly: bool) -> list[RawScan]:
        """The line ended. What is pending is a scan if the other side closed in an *orderly* way.

        Where a suffix was promised, or the line broke, it is half a scan.
        """
        whole = orderly and not self._suffix
        return self._finish(at, None if whole else FrameFault.INCOMPLETE)

    def erase(self) -> None:
        """Take the last pending character back: Backspace."""
        text = self.pending
        self._held = bytearray(text[:-1].encode())

    def discard(self) -> None:
        """Forget what is pending."""
        self._held.clear()
        self._overflowed = False

    def _bound(self, at: float) -> list[RawScan]:
        """Report an endless frame once and keep only what may begin its suffix."""
        room = MAX_LENGTH + len(self._prefix) + len(self._suffix)
        if self._overflowed:
            del self._held[: -len(self._suffix) or None]
            return []
        if len(self._held) <= room:
            return []
        raw = bytes(self._held[:MAX_LENGTH])
        self._overflowed = True
        del self._held[: -len(self._suffix) or None]
        return [RawScan(raw, _decode(raw), self._started, at, FrameFault.OVERLONG)]

    def _finish(self, at: float, fault: FrameFault | None = None) -> list[RawScan]:
        raw, overflowed = bytes(self._held), self._overflowed
        self.discard()
        if overflowed or not raw:
            return []
        if not self._prefix:
            return [self._frame(raw, at, fault)]
        before, found, after = raw.partition(self._prefix)
        if not found:
            return [self._frame(raw, at, fault or FrameFault.NO_PREFIX)]
        done = [self._frame(before, at, FrameFault.INCOMPLETE)] if before else []
        return [*done, self._frame(after, at, fault)] if after else done

    def _frame(self, raw: bytes, at: float, fault: FrameFault | None) -> RawScan:
        return RawScan(raw, _decode(raw), self._started, at, fault)


def _decode(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
