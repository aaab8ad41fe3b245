"""Typing ahead: keys are taken in their order, each after what the one before it led to.

A person who knows the forms types faster than a screen opens, and a slow line delivers his keys in
bursts. A key that leads elsewhere, such as Enter, therefore holds the ones behind it until the
screen, the dialog or the field it leads to is there to receive them; and it waits itself until
what was typed before it stands where it belongs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

from textual import events
from textual.dom import DOMNode
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input
from textual.worker import Worker

from tui.actions import Workplace, actions
from tui.desk.context import DeskApp
from tui.desk.gun import Gun
from tui.desk.keys import begun
from tui.widgets.grid import Grid

LONGEST = 10.0
"""Seconds after which the next key is let through whatever happens: the database may be away."""

WAITED = frozenset({"work", "fields", "enter", "choose", "quit"})
"""Groups of workers that belong to what a person does; reading is not one of them."""

READING = "read"
"""The group of workers that read what is to be shown. A node with rows says by `reading` whether
those it is to show now are still to come: what it reads beyond them holds nobody up."""

_WITHOUT_ROWS = frozenset({"desk.back", "desk.quit", "desk.lock", "desk.help", "desk.language"})
ANYWAY = frozenset({"escape"}).union(
    *(
        {action.key, f"ctrl+{action.letter}"}
        for action in actions(Workplace.DESK)
        if action.id in _WITHOUT_ROWS
    )
)
"""Keys that mean the same whatever rows are about to be shown: a slow search can be left."""

_IN_TEXT = frozenset({"left", "right", "home", "end", "backspace", "delete", "space"})
_IN_ROWS = frozenset({"left", "right", "up", "down", "home", "end", "pageup", "pagedown"})

_STEP = 0.004
"""Seconds between two looks."""

_CALM = 2
"""Rounds in a row without anything new after which nothing more follows from a key."""

Typed = events.Key | events.Paste
"""What is taken in order."""


def leads_on(event: Typed, focused: Widget | None) -> bool:
    """Tell whether a key may move the focus or open something: typing and moving about do not."""
    if isinstance(event, events.Paste):
        return not isinstance(focused, Input)
    if isinstance(focused, Input):
        return not event.is_printable and event.key not in _IN_TEXT
    return not (isinstance(focused, Grid) and event.key in _IN_ROWS)


def _about_rows(event: Typed, focused: Widget | None) -> bool:
    """Tell whether it matters to a key which rows are shown; a search waits for them itself."""
    if isinstance(event, events.Paste):
        return not isinstance(focused, Input)
    if isinstance(focused, Input) and (event.key == "enter" or not leads_on(event, focused)):
        return False
    return event.key not in ANYWAY


class TypeAhead(DeskApp):
    """An application that takes keys one after another."""

    def __init__(self, **named: Any) -> None:  # noqa: ANN401 - Textual's own
        super().__init__(**named)
        self._gun = Gun()
        self._keys: asyncio.Queue[Typed] = asyncio.Queue()
        self._taker: Worker[None] | None = None
        self._under_way = False
        """Whether keys were passed on that may not have arrived yet."""

    @property
    def taking(self) -> bool:
        """Whether a key is not taken yet, or what it leads to is not there."""
        return not self._keys.empty() or (self._taker is not None and not self._taker.is_finished)

    async def on_event(self, event: events.Event) -> None:
        """Queue what is typed; everything else goes its way at once."""
        if not isinstance(event, Typed) or event.is_forwarded:
            await super().on_event(event)
            return
        read = self._gun.read(event) if isinstance(event, events.Key) else event
        if read is None:
            return
        self._keys.put_nowait(read)
        if self._taker is None or self._taker.is_finished:
            self._taker = self.run_worker(begun(self._take), group="keys")

    async def _take(self) -> None:
        while not self._keys.empty():
            event = self._keys.get_nowait()
            if self._under_way and leads_on(event, self.focused):
                # A key of the whole screen must not overtake what is on its way to a field.
                await self.settled()
            if _about_rows(event, self.focused):
                await until(lambda: not self._reading(), self._end())
            leads = leads_on(event, self.focused)
            self._under_way = True
            await super().on_event(event)
            if leads:
                await self.settled()

    async def settled(self) -> None:
        """Wait until what was typed has arrived, what it led to is there and nothing goes on."""
        end = self._end()
        await self._calm(end)
        while not self._there() and not _late(end):
            await until(self._there, end)
            # What has ended may have left messages that begin something else.
            await self._calm(end)
        self._under_way = False

    @staticmethod
    def _end() -> float:
        return asyncio.get_running_loop().time() + LONGEST

    def _there(self) -> bool:
        return self.screen.is_mounted and not self._busy()

    async def _calm(self, end: float) -> None:
        """Wait until messages lead to no further ones."""
        calm = 0
        while calm < _CALM and not _late(end):
            before = self.screen, self.focused, self._busy()
            await self._round(end)
            same = before == (self.screen, self.focused, self._busy())
            calm = calm + 1 if same and not self._waiting() else 0

    def _waiting(self) -> list[DOMNode]:
        """Return who has messages that he has not come to; the innermost first."""
        nodes: list[DOMNode] = [*self.screen.walk_children(with_self=True, reverse=True), self]
        return [node for node in nodes if node.message_queue_size]

    async def _round(self, end: float) -> None:
        """Wait until everybody concerned has handled what was sent to him so far.

        That is whoever has the focus, all around it, whoever has messages, and the application:
        a key that only a binding takes comes to it in the end.
        """
        around = set((self.focused or self.screen).ancestors_with_self)
        inside = self.screen.walk_children(with_self=True, reverse=True)
        for node in inside:
            if node in around or node.message_queue_size:
                await self._handled(node, end)
        await self._handled(self, end)

    async def _handled(self, node: DOMNode, end: float) -> None:
        """Wait until *node* has come to a mark in its queue, or is gone."""
        mark = asyncio.get_running_loop().create_future()
        if not (node.is_running and node.call_later(_set, mark)):
            return
        while not mark.done() and node.is_running and not _late(end):
            await asyncio.wait([mark], timeout=_STEP)

    def _busy(self) -> bool:
        """Tell whether something a person asked for on the screen of now is under way.

        What waits for the answer of a dialog lies under it.
        """
        asking = isinstance(self.screen, ModalScreen)
        return any(
            worker.group in WAITED and (worker.node is not self or not asking)
            for worker in self._at_work()
        )

    def _reading(self) -> bool:
        """Tell whether what is to be shown on the screen of now is still to come."""
        return any(
            worker.group == READING and getattr(worker.node, "reading", True)
            for worker in self._at_work()
        )

    def _at_work(self) -> Iterator[Worker[Any]]:
        """Yield the workers of the screen of now and of the application that have not ended."""
        now = self.screen
        for worker in self.workers:
            here = worker.node is self or now in worker.node.ancestors_with_self
            if here and not worker.is_finished:
                yield worker


async def until(good: Callable[[], bool], end: float) -> None:
    """Return when *good* says so, or at the time *end* of the loop."""
    while not good() and not _late(end):  # noqa: ASYNC110 - workers end without a word
        await asyncio.sleep(_STEP)


def _late(end: float) -> bool:
    return asyncio.get_running_loop().time() >= end


def _set(mark: asyncio.Future[None]) -> None:
    if not mark.done():
        mark.set_result(None)
