"""The driver of a handheld: raw bytes straight to the tape, changed cells straight to the terminal.

A stock driver asks the terminal for mouse, keyboard and synchronisation protocols, which strict
VT220 clients print as rubbish; this one asks nothing. Its input thread assembles scans itself, so
that a burst of three hundred codes costs the event loop nothing. It ends with the connection:
hang-up, end of file and a terminal that went away all lead to `on_hangup`.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import sys
import termios
import threading
import time
import tty
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from textual import events
from textual.app import App
from textual.driver import Driver
from textual.geometry import Size

from tui.scan.keys import KeyStream
from tui.scan.strokes import Stroke
from tui.terminal.profiles import Profile

_CHUNK = 65_536
_FALLBACK_SIZE = (80, 24)


@dataclass(frozen=True, slots=True)
class Line:
    """The two ends of a terminal line and what belongs to it."""

    profile: Profile
    keys: KeyStream
    on_strokes: Callable[[list[Stroke]], None]
    """Called from the input thread."""

    on_hangup: Callable[[], None]
    """Called once, from any thread or from a signal handler; must not block."""

    input_fd: int = 0
    output_fd: int = 1
    encoding: str = "utf-8"


class HandheldDriver(Driver):
    """No mouse, no queries, no bracketed paste, no suspend."""

    def __init__(
        self,
        app: App[Any],
        *,
        line: Line,
        debug: bool = False,
        mouse: bool = False,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._line = line
        self._before: list[Any] | None = None
        self._input: threading.Thread | None = None
        self._wake_read, self._wake_write = os.pipe()
        self._ended = threading.Event()
        self._broken = False

    def write(self, data: str) -> None:
        """Send *data* now; a terminal that went away swallows it and ends the session."""
        rest = data.encode(self._line.encoding, "replace")
        try:
            while rest and not self._broken:
                rest = rest[os.write(self._line.output_fd, rest) :]
        except OSError:
            self._broken = True
            self._hang_up()

    def measure(self) -> tuple[int, int]:
        """Return width and height of the terminal in cells."""
        for fd in (self._line.output_fd, self._line.input_fd):
            with contextlib.suppress(OSError):
                size = os.get_terminal_size(fd)
                if size.columns and size.lines:
                    return size.columns, size.lines
        return _FALLBACK_SIZE

    def start_application_mode(self) -> None:
        """Take the terminal over and begin to read."""
        with contextlib.suppress(termios.error):
            self._before = termios.tcgetattr(self._line.input_fd)
            termios.tcsetattr(self._line.input_fd, termios.TCSANOW, _raw(self._before))
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGWINCH, lambda *_: self._resized())
            for ending in (signal.SIGHUP, signal.SIGTERM):
                signal.signal(ending, lambda *_: self._hang_up())
            for ignored in (signal.SIGTSTP, signal.SIGINT, signal.SIGQUIT, signal.SIGTTOU):
                signal.signal(ignored, signal.SIG_IGN)
        self.write(self._line.profile.start)
        self._resized()
        self._input = threading.Thread(target=self._read_all, name="terminal-input", daemon=True)
        self._input.start()

    def disable_input(self) -> None:
        """Stop reading; what was typed after the end is thrown away."""
        if self._ended.is_set():
            return
        self._ended.set()
        os.write(self._wake_write, b"x")
        if self._input is not None and self._input is not threading.current_thread():
            self._input.join(timeout=1)
        with contextlib.suppress(termios.error):
            termios.tcflush(self._line.input_fd, termios.TCIFLUSH)

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was."""
        self.disable_input()
        self.write(self._line.profile.stop)
        if self._before is not None:
            with contextlib.suppress(termios.error):
                termios.tcsetattr(self._line.input_fd, termios.TCSANOW, self._before)

    def _resized(self) -> None:
        size = Size(*self.measure())
        self.send_message(events.Resize(size, size))

    def _hang_up(self) -> None:
        if not self._ended.is_set():
            self._line.on_hangup()

    def _read_all(self) -> None:
        """Run in the input thread: read, assemble, hand over, until the line ends."""
        fd, keys = self._line.input_fd, self._line.keys
        with selectors.DefaultSelector() as selector:
            with contextlib.suppress(OSError, ValueError):  # epoll refuses a plain file
                selector.register(fd, selectors.EVENT_READ)
            selector.register(self._wake_read, selectors.EVENT_READ)
            while not self._ended.is_set():
                due = keys.due
                wait = None if due is None else max(0.0, due - time.monotonic())
                ready = selector.select(wait)
                if any(key.fd == self._wake_read for key, _ in ready):
                    return
                if not ready:
                    self._hand_over(keys.tick(time.monotonic()))
                    continue
                try:
                    data = os.read(fd, _CHUNK)
                except OSError:
                    data = b""
                if not data:
                    self._hang_up()
                    return
                self._hand_over(keys.feed(data, time.monotonic()))

    def _hand_over(self, strokes: list[Stroke]) -> None:
        if strokes:
            self._line.on_strokes(strokes)


def terminal_encoding() -> str:
    """Return the encoding of the terminal: what the locale says, UTF-8 when it says nothing.

    A Cyrillic VT220 client may speak KOI8-R or CP866.
    """
    import codecs  # noqa: PLC0415 - needed once
    import locale  # noqa: PLC0415

    said = locale.getencoding() if sys.flags.utf8_mode == 0 else "utf-8"
    try:
        name = codecs.lookup(said).name
    except LookupError:
        return "utf-8"
    return "utf-8" if name == "ascii" else name


def _raw(attributes: list[Any]) -> list[Any]:
    """Return *attributes* with bytes passed as they are: no echo, no signals, no translation."""
    changed = [*attributes[:6], list(attributes[6])]
    changed[tty.IFLAG] &= ~(
        termios.IXON
        | termios.IXOFF
        | termios.ICRNL
        | termios.INLCR
        | termios.IGNCR
        | termios.ISTRIP
        | termios.BRKINT
    )
    changed[tty.OFLAG] &= ~termios.OPOST
    changed[tty.LFLAG] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
    changed[tty.CC][termios.VMIN] = 1
    changed[tty.CC][termios.VTIME] = 0
    return changed
