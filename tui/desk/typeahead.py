"""Typing ahead: keys are taken in their order, each after what the one before it led to.

A person who knows the forms types faster than a screen opens, and a slow line delivers his keys in
bursts. A key that leads elsewhere, such as Enter, therefore holds the ones behind it until the
screen, the dialog or the field it leads to is there to receive them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

from textual import events
from textual.dom import DOMNode
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input
from textual.worker import Worker, WorkerState

from tui.desk.context import DeskApp
from tui.desk.gun import Gun
from tui.desk.keys import begun

LONGEST = 10.0
"""Seconds after which the next key is let through whatever happens: the database may be away."""

WAITED = frozenset({"work", "fields", "enter", "choose", "quit"})
"""Groups of workers that belong to what a person does; reading ahead is not one of them."""

_PLAIN = frozenset({"left", "right", "up", "down", "home", "end", "backspace", "delete", "space"})

_STEP = 0.004
"""Seconds between two looks."""


def leads_on(event: events.Key, focused: Widget | None) -> bool:
    """Tell whether a key may move the focus or open something: letters do not where one types."""
    if event.key in _PLAIN:
        return False
    return not (event.is_printable and isinstance(focused, Input))


class TypeAhead(DeskApp):
    """An application that takes keys one after another."""

    def __init__(self, **named: Any) -> None:  # noqa: ANN401 - Textual's own
        super().__init__(**named)
        self._gun = Gun()
        self._keys: asyncio.Queue[events.Key] = asyncio.Queue()
        self._taker: Worker[None] | None = None

    async def on_event(self, event: events.Event) -> None:
        """Queue keys; everything else goes its way at once."""
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
            return
        read = self._gun.read(event)
        if read is None:
            return
        self._keys.put_nowait(read)
        if self._taker is None or self._taker.is_finished:
            self._taker = self.run_worker(begun(self._take), group="keys")

    async def _take(self) -> None:
        while not self._keys.empty():
            event = self._keys.get_nowait()
            before = self.screen
            leads = leads_on(event, self.focused) and not self._means_nothing(event)
            await super().on_event(event)
            if leads:
                await self._settled(before)

    def _means_nothing(self, event: events.Key) -> bool:
        """Tell whether a letter is typed where a dialog has no place and no use for it."""
        screen = self.screen
        if not (event.is_printable and isinstance(screen, ModalScreen)):
            return False
        return not screen.query(Input) and event.key not in screen.active_bindings

    async def _settled(self, before: DOMNode) -> None:
        """Wait until what a key led to is there, and nothing it began is under way."""
        end = asyncio.get_running_loop().time() + LONGEST
        await self._drained(self.focused or before, end)
        while self._busy(before):
            await until(lambda: not self._busy(before), end)
            # What has ended may have left messages that begin something else.
            await until(lambda: self.screen.is_mounted, end)
            if not await self._drained(self.focused or self.screen, end):
                return
        await until(lambda: self.screen.is_mounted, end)
        await self._drained(self.focused or self.screen, end)

    async def _drained(self, node: DOMNode, end: float) -> bool:
        """Wait until *node* and all above it have handled what was sent to them so far.

        Returns False when there is no more time.
        """
        for each in node.ancestors_with_self:
            if each is self or not each.is_attached or not each.is_running:
                continue
            done = asyncio.Event()
            each.call_later(done.set)
            await until(partial(_handled, done, each), end)
        return asyncio.get_running_loop().time() < end

    def _busy(self, before: DOMNode) -> bool:
        """Tell whether something a person asked for on the screen of now is under way.

        What waits for the answer of a dialog lies under it; what the shell does counts until it
        has shown another screen than *before*.
        """
        going = {WorkerState.PENDING, WorkerState.RUNNING}
        now = self.screen
        return any(
            worker.state in going
            and worker.group in WAITED
            and (now is before if worker.node is self else now in worker.node.ancestors_with_self)
            for worker in self.workers
        )


async def until(good: Callable[[], bool], end: float) -> None:
    """Return when *good* says so, or at the time *end* of the loop."""
    loop = asyncio.get_running_loop()
    while not good() and loop.time() < end:  # noqa: ASYNC110 - workers end without a word
        await asyncio.sleep(_STEP)


def _handled(done: asyncio.Event, node: DOMNode) -> bool:
    """Tell whether *node* has come to our mark in its queue, or is gone."""
    return done.is_set() or not node.is_running
