"""A process on a real pty, its bytes counted and painted by a terminal emulator."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pyte


class Terminal:
    """Runs a program at a given size and shows what a person would see."""

    def __init__(
        self, argv: Sequence[str], columns: int, rows: int, environment: Mapping[str, str]
    ) -> None:
        """Start the program; it leads a session of its own on the new pty."""
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.received = 0
        self.sent_at = 0.0
        self.started = time.perf_counter()
        self.pid, self._master = pty.fork()
        if self.pid == 0:
            size = struct.pack("HHHH", rows, columns, 0, 0)
            fcntl.ioctl(0, termios.TIOCSWINSZ, size)
            os.execvpe(argv[0], list(argv), dict(environment))  # noqa: S606 - the program measured
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def send(self, data: bytes) -> None:
        """Type *data* at once; `sent_at` is the moment before."""
        self.sent_at = time.perf_counter()
        sent = 0
        while sent < len(data):
            sent += os.write(self._master, data[sent:])
            self.pump(0)

    def pump(self, seconds: float) -> bool:
        """Paint what comes within *seconds*; return whether anything came."""
        ready, _, _ = select.select([self._master], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self._master, 65536)
        except OSError:
            return False
        self.received += len(data)
        self._stream.feed(data)
        return bool(data)

    def text(self) -> str:
        """Return the screen as text."""
        return "\n".join(self.screen.display)

    def wait(self, seen: Callable[[str], bool], seconds: float = 30) -> float:
        """Paint until *seen* is content; return when that was, by `time.perf_counter`.

        Raises:
            TimeoutError: with the screen, when it never was.
        """
        deadline = time.perf_counter() + seconds
        while not seen(self.text()):
            left = deadline - time.perf_counter()
            if left <= 0:
                raise TimeoutError(self.text())
            self.pump(left)
        return time.perf_counter()

    def settle(self, quiet: float = 0.15) -> None:
        """Paint until nothing came for *quiet* seconds."""
        while self.pump(quiet):
            pass

    def proportional_memory_mb(self) -> float:
        """Return the proportional set size of the program in MiB; 0 where the system has none."""
        rollup = Path(f"/proc/{self.pid}/smaps_rollup")
        if not rollup.exists():
            return 0.0
        rows = rollup.read_text(encoding="utf-8").splitlines()
        return sum(int(row.split()[1]) for row in rows if row.startswith("Pss:")) / 1024

    def processor_seconds(self) -> float:
        """Return the processor time the program used so far; 0 where the system does not tell."""
        stat = Path(f"/proc/{self.pid}/stat")
        if not stat.exists():
            return 0.0
        fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        """End the program."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._master)
