"""A person at the keyboard of a workstation: types, presses, waits for what should appear."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from textual import events
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key

from tests.tui.desk.scene import PASSWORD
from tui.app import WorkstationApp

PATIENCE = 60.0
"""Seconds to wait for the screen: generous, the machine may be busy."""

STEP = 0.003
"""Seconds between two looks."""


class Hands:
    """The person."""

    def __init__(self, app: WorkstationApp, size: tuple[int, int] = (80, 24)) -> None:
        self.app = app
        self._size = size
        self._running: Any = None
        self.pilot: Any = None

    async def __aenter__(self) -> Self:
        self._running = self.app.run_test(size=self._size)
        self.pilot = await self._running.__aenter__()
        await self.settle()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._running.__aexit__(kind, error, trace)

    async def type(self, text: str) -> None:
        """Type letter by letter, as fast as keys can come."""
        self.send(*text)
        await self.settle()

    async def press(self, *keys: str) -> None:
        """Press keys, each after what the one before it led to is there."""
        for key in keys:
            self.send(key)
            await self.settle()

    def send(self, *keys: str) -> None:
        """Let keys come all at once, and wait for nothing."""
        for key in keys:
            self.app.post_message(_event(key))

    async def settle(self) -> None:
        """Wait until every key is taken and the screen that it led to is there and drawn.

        This is what holds back the keys of a person who types ahead, so that a key cannot come
        earlier in a test than it could in life.
        """
        come = asyncio.Event()
        self.app.call_later(come.set)
        while self._alive and not (come.is_set() and not self.app.taking):  # noqa: ASYNC110
            await asyncio.sleep(STEP)
        if self._alive:
            await self.app.settled()
            self.app.screen._on_timer_update()
            await self.app.settled()

    async def rest(self) -> None:
        """Let everybody else work for a moment."""
        await asyncio.sleep(STEP)

    @property
    def _alive(self) -> bool:
        return self.app.is_running and self.app._exception is None

    async def sign_in(self, login: str = "boss") -> None:
        """Come in and wait for the menu."""
        await self.type(login)
        await self.press("enter")
        await self.type(PASSWORD)
        await self.press("enter")
        await self.until(lambda _: self.app.desk is not None)

    async def open(self, name: str, wait: str) -> None:
        """Open a list from the menu by a few letters of its name, and wait for *wait*."""
        await self.type(name)
        await self.press("enter")
        await self.sees(wait)

    async def do(self, command: str) -> None:
        """Take a command of F10 by its name, wherever it stands among the others."""
        await self.press("f10")
        text = await self.sees(command)
        lines = text.splitlines()
        first = next(at for at, line in enumerate(lines) if re.search(r"│ +1 ", line))
        chosen = next(at for at, line in enumerate(lines) if at >= first and command in line)
        await self.press(*["down"] * (chosen - first), "enter")

    async def tab(self, name: str) -> None:
        """Go on with F11 until the tab *name* is open."""
        for _ in range(12):
            if f"[{name}]" in self.screen:
                return
            await self.press("f11")
        await self.sees(f"[{name}]")

    async def sees(self, *words: str) -> str:
        """Wait until the screen shows all *words*; return the screen."""
        return await self.until(lambda text: all(word in text for word in words), str(words))

    async def until(self, good: Callable[[str], bool], what: str = "") -> str:
        """Wait until the screen is *good*; return it."""
        loop = asyncio.get_running_loop()
        end = loop.time() + PATIENCE
        while True:
            if self._alive:
                self.app.screen._on_timer_update()
            text = self.screen
            if good(text):
                await self.settle()
                return text
            assert self.app._exception is None, self.app._exception
            assert loop.time() < end, f"never saw {what} on\n{text}"
            await asyncio.sleep(STEP)

    @property
    def lines(self) -> list[str]:
        """The screen, line by line."""
        width, height = self.app.size
        strips = self.app.screen._compositor.render_strips()
        lines = ["".join(segment.text for segment in strip) for strip in strips]
        return [line.ljust(width)[:width] for line in lines[:height]]

    @property
    def screen(self) -> str:
        """The screen as one text."""
        return "\n".join(line.rstrip() for line in self.lines)


def _event(key: str) -> events.Key:
    """Return a key as a terminal would send it."""
    if len(key) == 1:
        return events.Key(key if key.isalnum() else _character_to_key(key), key)
    try:
        name = _get_unicode_name_from_key(REPLACED_KEYS.get(key, key))
        return events.Key(key, unicodedata.lookup(name))
    except KeyError:
        return events.Key(key, None)
