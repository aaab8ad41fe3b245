"""A real process on a real pseudo-terminal: raw bytes in, what a person would see out."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Self

import pyte

PATIENCE = 30.0
"""Seconds a screen may take on a slow, busy machine before the test gives up."""


_TAKE_TERMINAL = (
    "import fcntl, os, signal, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
    " signal.signal(signal.SIGHUP, signal.SIG_DFL);"
    " os.execvp(sys.argv[1], sys.argv[1:])"
)
"""Makes the pty the controlling terminal, as sshd does, so that a hang-up is a signal; one that is
not ignored, though the tests themselves may run under nohup, which programs inherit."""


class NotShown(AssertionError):
    """The screen never said what was waited for; carries what it said instead."""


class PtyTerminal:
    """Runs a command on a pty and keeps its screen."""

    def __init__(
        self,
        argv: Sequence[str],
        size: tuple[int, int] = (26, 20),
        env: Mapping[str, str] | None = None,
    ) -> None:
        """Start *argv* on a terminal of *size*: columns and rows."""
        self.columns, self.rows = size
        self.screen = pyte.Screen(self.columns, self.rows)
        self._stream = pyte.ByteStream(self.screen)
        self.received = bytearray()
        """Every byte the process sent."""

        self._lines: list[str] | None = None

        self._master, slave = os.openpty()
        self.resize(self.columns, self.rows, settle=False)
        self._spawn(argv, slave, env or {})
        os.close(slave)

    def _spawn(self, argv: Sequence[str], slave: int, env: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _TAKE_TERMINAL, *argv],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            env={**os.environ, **env},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def lines(self) -> list[str]:
        """The rows of the screen, without trailing spaces; put together once per arrival."""
        if self._lines is None:
            self._lines = [line.rstrip() for line in self.screen.display]
        return self._lines

    @property
    def text(self) -> str:
        """The whole screen."""
        return "\n".join(self.lines)

    def feed(self, data: bytes | str) -> None:
        """Send bytes as they are, in one write."""
        rest = data.encode() if isinstance(data, str) else data
        while rest:
            rest = rest[os.write(self._master, rest) :]

    def read(self, seconds: float = 0.05) -> bytes:
        """Take what came within *seconds*; the screen follows."""
        came = bytearray()
        deadline = time.monotonic() + seconds
        while True:
            left = deadline - time.monotonic()
            ready, _, _ = select.select([self._master], [], [], max(0.0, left))
            if not ready:
                break
            try:
                data = os.read(self._master, 65536)
            except OSError:
                break
            if not data:
                break
            came += data
            self._stream.feed(data)
            self._lines = None
        self.received += came
        return bytes(came)

    def wait_until(
        self, seen: Callable[[str], bool], what: str = "", patience: float = PATIENCE
    ) -> str:
        """Read until the screen satisfies *seen*; return it."""
        deadline = time.monotonic() + patience
        while not seen(self.text):
            if time.monotonic() > deadline:
                raise NotShown(f"waited for {what}, the screen says:\n{self.text}")
            came = self.read(0.02)
            if not came and self.has_ended():
                self.read(0.05)
                if seen(self.text):
                    break
                raise NotShown(f"ended with {self.status}; the screen said:\n{self.text}")
        return self.text

    def wait_for(self, wanted: str, patience: float = PATIENCE) -> str:
        """Read until *wanted*, a regular expression, is on the screen, wrapped or not."""
        pattern = re.compile(wanted)

        def seen(text: str) -> bool:
            return bool(pattern.search(text) or pattern.search(" ".join(text.split())))

        return self.wait_until(seen, wanted, patience)

    def settle(self, quiet: float = 0.15) -> str:
        """Read until nothing comes for *quiet* seconds."""
        while self.read(quiet):
            pass
        return self.text

    def resize(self, columns: int, rows: int, *, settle: bool = True) -> None:
        """Change the size, as a window that is dragged."""
        self.columns, self.rows = columns, rows
        self.screen.resize(rows, columns)
        self._lines = None
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        if settle:
            self.settle()

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        """Send a signal to the process."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, how)

    def hang_up(self) -> None:
        """Close our end: the connection is gone."""
        if self._master >= 0:
            os.close(self._master)
            self._master = -1

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    @property
    def status(self) -> int | None:
        """Exit code, negative for a signal; None while it runs."""
        return self._process.poll()

    def has_ended(self) -> bool:
        """Tell whether the process is over."""
        return self.status is not None

    def wait_end(self, patience: float = PATIENCE) -> int:
        """Wait for the process; return its exit code, negative for a signal."""
        deadline = time.monotonic() + patience
        while not self.has_ended():
            if time.monotonic() > deadline:
                raise NotShown(f"still runs; the screen says:\n{self.text}")
            if self._master >= 0:
                self.read(0.02)
            else:
                time.sleep(0.02)
        assert self.status is not None
        return self.status

    def close(self) -> None:
        """End the process and give the pty back."""
        if not self.has_ended():
            self.kill()
            self.wait_end()
        self.hang_up()
