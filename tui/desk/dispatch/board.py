"""What the parts of the dispatcher's desk share: the day, its sitting, tables, whom to tell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from core.access.roles import Permission
from tui.desk.dialogs import Confirm
from tui.desk.dispatch.sitting import Shown, Sitting
from tui.desk.dispatch.tables import Tables
from tui.desk.keys import DeskDialog, DeskScreen, Work, waiting
from tui.flows.desk.desk import Desk
from tui.flows.desk.dispatch.room import Yard
from tui.flows.desk.dispatch.session import PlanningSession
from tui.flows.desk.shapes import Card, Form
from tui.formatting import day
from tui.texts.form import Severity

T = TypeVar("T")


class Board:
    """One day of one warehouse under the hands of a dispatcher."""

    def __init__(
        self,
        screen: DeskScreen,
        desk: Desk,
        day: dt.date,
        *,
        draw: Callable[[], None],
        begun: Callable[[], None],
    ) -> None:
        """Prepare; which sitting it is, is known later.

        Args:
            screen: whom to talk through.
            draw: shows everything anew.
            begun: shows which day it is when nothing of it is known yet.
        """
        self.screen, self.desk, self.draw, self.begun = screen, desk, draw, begun
        self.tables = Tables()
        self.day = day
        self.yard: Yard | None = None
        self.sitting: Sitting | None = None
        self.reading = False
        """The day is being read for the first time."""
        self.look_again = False
        """Something may have been written while another screen was on top."""
        self.may_plan = desk.actor.may(Permission.TRIP_PLAN)

    @property
    def shown(self) -> Shown | None:
        """The day as it was read, and planned, last."""
        return self.sitting.shown if self.sitting is not None else None

    @property
    def unsaved(self) -> bool:
        """Whether something is planned that is not stored."""
        return self.shown is not None and self.shown.view.unsaved > 0

    @property
    def storable(self) -> bool:
        """Whether storing the plan would write anything."""
        return self.unsaved or (self.shown is not None and self.shown.view.renewed > 0)

    @property
    def day_text(self) -> str:
        """The day, as people write it."""
        return day(self.day)

    # Asking for what takes time

    async def call(self, what: Callable[[PlanningSession], T]) -> T:
        """Return what the sitting answers to *what*; there is one wherever a day is shown."""
        assert self.sitting is not None  # noqa: S101 - see above
        return await self.sitting.call(what, self.sitting.session)

    async def flow(self, what: Callable[..., T], **facts: object) -> T:
        """Return what a call of the flows answers, in a transaction of its own."""
        return await waiting(self.desk.ask, partial(what, **facts))

    async def opened(self, of: Form, key: int) -> Card:
        """Return a card."""
        return await waiting(self.desk.open, of, key)

    def perform(self, work: Work, *args: object, group: str = "work", lone: bool = False) -> None:
        """Run *work* while the screen lives on; what it refuses is told.

        Args:
            lone: work of the same group that is under way is given up.
        """
        self.screen.perform(work, *args, group=group, exclusive=lone)

    # Talking

    async def ask(self, dialog: DeskDialog[T]) -> T | None:
        """Return the answer to a question; None: there was none."""
        return await self.screen.shell.push_screen_wait(dialog)

    async def agreed(self, question: str, yes: str) -> bool:
        """Tell whether he agrees to what a question names."""
        answer = await self.ask(Confirm(question, yes=yes))
        return answer is True

    def say(self, text: str, severity: Severity = Severity.OK) -> None:
        """Put a sentence on the message line."""
        self.screen.say(text, severity)

    def warn(self, text: str) -> None:
        """Put a sentence on the message line that says why nothing was done."""
        self.screen.say(text, Severity.WARN)

    def hush(self) -> None:
        """Clear the message line."""
        self.screen.hush()
