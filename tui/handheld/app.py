"""The handheld on the screen: strokes go to the writer, its verdicts are painted after the commit.

Textual gives the event loop, the driver and the size; the picture is drawn as a grid of cells and
only changed cells are sent. There are no timers, no animation, no cursor that blinks, and nothing a
restricted user could leave klad by.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from textual import events
from textual.app import App, SystemCommand
from textual.driver import Driver
from textual.geometry import Size
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from core.kernel.clock import Clock
from tui.flows.handheld.opening import Opening
from tui.flows.handheld.state import State
from tui.flows.handheld.view import view
from tui.handheld.latency import Latency
from tui.handheld.layout import Link, draw
from tui.locale import use_language
from tui.scan.keys import KeyStream
from tui.scan.strokes import Scan, Stroke
from tui.scan.tape import Tape
from tui.scan.writer import Reports, Writer
from tui.terminal.driver import HandheldDriver, Line
from tui.terminal.painter import Painter, Picture
from tui.terminal.profiles import Profile
from tui.terminal.strips import strip

BEEP_SPACING = 0.13
"""Seconds between beeps: closer ones are heard as one."""

NEVER_MUTED = 3
"""Beeps from which a mute does not silence: the work is blocked."""

EXIT_PATIENCE = 6.0
"""Seconds after a hang-up until the process ends whatever is still going on."""


class Glass(Widget):
    """The whole screen for drivers that compose widgets: tests and pictures for the manual."""

    DEFAULT_CSS = "Glass { width: 100%; height: 100%; }"
    can_focus = False
    picture: Picture | None = None

    def render_line(self, y: int) -> Strip:
        """Return a row of the picture."""
        return strip(self.picture, y, self.size.width)


class HandheldApp(App[int], inherit_bindings=False):
    """One storekeeper's terminal."""

    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = None
    CSS = "Screen { overflow: hidden; }"

    def __init__(
        self, opening: Opening, profile: Profile, *, encoding: str, beep: bool = True
    ) -> None:
        self._line: Line | None = None
        super().__init__(driver_class=HandheldDriver)
        self.animation_level = "none"
        self._opening = opening
        self._profile = profile
        self._encoding = encoding
        self._beep = beep
        self._clock: Clock = opening.clock
        self._tape = Tape()
        self._keys = KeyStream(opening.gun, self._clock.now, encoding=encoding)
        self._painter = Painter(profile, encoding=encoding)
        self._state = State(language=opening.language)
        self._link = Link(starting=True)
        self._latency = Latency()
        self._shown = Picture(0, 0)
        self._cells = Size(0, 0)
        """Measured: columns and rows."""

        self._glass = Glass()
        self._writer = Writer(
            self._tape,
            lambda: opening.begin(self._tape.take_scans),
            Reports(self._on_verdict, self._on_link, self._on_over),
        )
        self._guard = threading.Lock()
        self._told: list[tuple[State, int, datetime | None]] = []
        """Verdicts not painted yet; one painting shows them all."""

        self._hung_up = threading.Event()
        self._devices: Callable[[], None] = lambda: None
        self._beeps_until = 0.0
        self.failure: Exception | None = None
        """Why the terminal ended, when it was not the person's wish."""

    # --- Textual's side ----------------------------------------------------------------------

    def _build_driver(
        self, headless: bool, inline: bool, mouse: bool, size: tuple[int, int] | None
    ) -> Driver:
        if headless:
            return super()._build_driver(headless, inline, mouse, size)
        del inline, mouse
        line = Line(
            self._profile,
            self._keys,
            on_strokes=self._take,
            on_hangup=self._on_hangup,
            encoding=self._encoding,
        )
        self._driver = HandheldDriver(self, line=line, size=size)
        return self._driver

    @property
    def screen_text(self) -> str:
        """What is on the screen, as text."""
        return "\n".join(self._shown.lines())

    def compose(self) -> Iterator[Widget]:
        """One widget: the screen."""
        yield self._glass

    def on_mount(self) -> None:
        """Remember the loop that other threads talk to."""
        self._loop_of_screen = asyncio.get_running_loop()

    def on_unmount(self) -> None:
        """Let devices and database go."""
        self._devices()
        self._tape.close()
        if self._writer.ident is not None:
            self._writer.join(EXIT_PATIENCE)

    def on_resize(self, event: events.Resize) -> None:
        """Lay the same prompt out anew."""
        self._cells = event.size
        self._painter.forget()
        self._paint()
        if self._writer.ident is None:
            # Only now: what the writer loads must not hold up the first screen.
            self._writer.start()
            self._devices = self._opening.listen(self._take)

    def on_event(self, event: events.Event) -> Any:  # noqa: ANN401 - as the base class
        """Take keys of a driver that is not ours: a pilot in a test."""
        if isinstance(event, events.Key):
            now = self._loop_of_screen.time()
            text = event.character or ""
            named = {"enter": "\r", "tab": "\t", "escape": "\x1b", "backspace": "\x7f"}
            self._tape.put(self._keys.feed((named.get(event.key) or text).encode(), now))
            self.set_timer(0.06, self._tick)
            return _nothing()
        return super().on_event(event)

    def _tick(self) -> None:
        self._tape.put(self._keys.tick(self._loop_of_screen.time()))

    def _display(self, screen: Screen[Any], renderable: Any) -> None:  # noqa: ANN401
        """Send our own cells instead of what the compositor made."""
        if self.is_headless:
            super()._display(screen, renderable)
        else:
            self.post_display_hook()

    def get_system_commands(self, screen: Screen[Any]) -> Iterator[SystemCommand]:
        """Offer none."""
        del screen
        yield from ()

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Open nothing: a storekeeper's terminal has no browser."""
        del url, new_tab

    def action_suspend_process(self) -> None:
        """Stay: there is no shell to go to."""

    def _set_pointer_shape(self, shape: str) -> None:
        """Send no such sequence: strict clients print what they do not know, and its end rings."""
        del shape

    def _handle_exception(self, error: Exception) -> None:
        """End with the error in the log, not on the storekeeper's screen."""
        self.failure = error
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()

    # --- from other threads ------------------------------------------------------------------

    def _take(self, strokes: list[Stroke]) -> None:
        """Put strokes on the tape; while the link is down nothing else would tell of them."""
        self._tape.put(strokes)
        if not self._link.up and any(isinstance(stroke, Scan) for stroke in strokes):
            self._later(partial(self._show_link, up=False))

    def _on_verdict(self, verdict: Any, scan: Stroke | None) -> None:  # noqa: ANN401 - of flows
        if verdict.play:
            self._tape.put_back(self._opening.replayed(verdict.play))
        born = scan.at if isinstance(scan, Scan) else None
        with self._guard:
            first = not self._told
            self._told.append((verdict.state, verdict.sound, born))
        if verdict.ended:
            self._tape.close()
        if first:
            self._later(self._show)

    def _on_link(self, up: bool) -> None:
        self._later(partial(self._show_link, up=up))

    def _on_over(self, failure: Exception | None) -> None:
        self.failure = self.failure or failure
        self._later(partial(self.exit, 0))

    def _on_hangup(self) -> None:
        """The connection is gone: finish what was taken, then end, whatever happens."""
        if not self._hung_up.is_set():
            self._hung_up.set()
            threading.Thread(target=self._end_surely, name="hang-up", daemon=True).start()

    def _end_surely(self) -> None:
        self._tape.close()
        if self._writer.ident is not None:
            self._writer.join(EXIT_PATIENCE)
        self._later(partial(self.exit, 0))
        threading.Event().wait(1.0)
        os._exit(0)  # the loop may hang in a write to a terminal that went away

    def _later(self, act: Callable[[], None]) -> None:
        try:
            self._loop_of_screen.call_soon_threadsafe(act)
        except RuntimeError:
            return  # the loop is closed: nobody looks any more

    # --- on the loop -------------------------------------------------------------------------

    def _show(self) -> None:
        with self._guard:
            told, self._told = self._told, []
        self._state = told[-1][0]
        self._link = Link(True, self._tape.depth, self._latency.p95_ms)
        self._paint()
        now = self._clock.now()
        for _, _, born in told:
            if born is not None:
                self._latency.add((now - born).total_seconds())
        loudest = max(sound for _, sound, _ in told)
        if loudest and self._beep and (not self._state.mute or loudest >= NEVER_MUTED):
            self._sound(loudest)

    def _show_link(self, *, up: bool) -> None:
        waiting = self._tape.depth if up else self._writer.waiting
        self._link = Link(up, waiting, self._latency.p95_ms)
        self._paint()

    def _paint(self) -> None:
        use_language(self._state.language or self._opening.language)
        picture = self._shown = draw(view(self._state), self._link, *self._cells)
        if self.is_headless:
            self._glass.picture = picture
            self._glass.refresh()
        elif self._driver is not None:
            data = self._painter.paint(picture)
            if data:
                self._driver.write(data)

    def _sound(self, count: int) -> None:
        loop = self._loop_of_screen
        start = max(loop.time(), self._beeps_until)
        for index in range(count):
            loop.call_at(start + index * BEEP_SPACING, self._beep_once)
        self._beeps_until = start + count * BEEP_SPACING

    def _beep_once(self) -> None:
        if self._driver is not None and not self.is_headless:
            self._driver.write("\a")


async def _nothing() -> None:
    """Do nothing, awaitably."""
