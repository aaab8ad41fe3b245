"""What every screen and dialog of the desk shares: keys, messages, calls that may wait.

A screen offers an action of the registry by having a method `do_<verb>`; footer and help follow
from that. Calls of the desk wait for the database, so they run on a thread while the screen lives.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, ClassVar, Generic, TypeVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, Screen

from tui.actions import Action, Workplace, actions
from tui.desk.context import DeskApp
from tui.error_text import explain
from tui.flows.desk.desk import TELLABLE, Desk
from tui.locale import _
from tui.texts.form import Severity
from tui.widgets.bars import KeyBar, MessageLine, TitleBar
from tui.widgets.telling import Retold

T = TypeVar("T")

Work = Callable[..., Coroutine[Any, Any, object]]
"""Something that takes time; called when it begins."""

LEAVING = 3.0
"""Seconds to wait for what is under way on a thread when a screen, or klad, is left."""

LIVE = 1.0
"""Seconds between two looks at what changes by itself."""

_LATE = frozenset({"desk.remove"})
"""Actions whose key an entry uses itself while it is being typed into."""


def _bindings() -> list[BindingType]:
    found: list[BindingType] = [Binding("escape", "desk('back')", show=False)]
    for action in actions(Workplace.DESK):
        verb = f"desk('{action.id.removeprefix('desk.')}')"
        if action.key:
            found.append(Binding(action.key, verb, show=False, priority=action.id not in _LATE))
        if action.letter:
            found.append(Binding(f"ctrl+{action.letter}", verb, show=False, priority=True))
    return found


class _Keys(Retold):
    """The shared part; mixed into a screen."""

    OFFERS: ClassVar[tuple[str, ...]] = ()
    """Verbs in the order of the footer; the most needed first."""

    run_worker: Callable[..., Any]
    query: Callable[..., Any]
    dismiss: Callable[..., Any]

    @property
    def shell(self) -> DeskApp:
        """Return the application."""
        return cast(DeskApp, self.app)  # type: ignore[attr-defined]  # of the screen mixed in

    def offered(self) -> list[Action]:
        """Return the actions that do something here and that the user may give."""
        known = {action.id: action for action in actions(Workplace.DESK)}
        desk = self.shell.desk
        found = []
        for verb in self.OFFERS:
            action = known[f"desk.{verb}"]
            allowed = not action.permission or (
                desk is not None and action.permission in desk.actor.permissions
            )
            if allowed and self.may(verb):
                found.append(action)
        return found

    def may(self, verb: str) -> bool:
        """Tell whether *verb* makes sense now."""
        return hasattr(self, f"do_{verb}")

    def action_desk(self, verb: str) -> None:
        """Do what a key asks for; a key that does nothing here says so."""
        method = getattr(self, f"do_{verb}", None)
        if method is None or (verb in self.OFFERS and not self.may(verb)):
            label = next(a.label for a in actions(Workplace.DESK) if a.id == f"desk.{verb}")
            self.say(_("“{action}” does nothing here.").format(action=_(label)), Severity.WARN)
            return
        method()

    def on_key_bar_pressed(self, event: KeyBar.Pressed) -> None:
        """A key of the footer was clicked."""
        self.action_desk(event.action_id.removeprefix("desk."))

    def do_help(self) -> None:
        """Show what the keys do here."""
        self.shell.show_help(self.offered())

    def do_language(self) -> None:
        """Switch the language."""
        self.shell.switch_language()

    def do_quit(self) -> None:
        """Leave klad, after asking."""
        self.perform(self.shell.ask_quit)

    def retell(self) -> None:
        """Say everything again; children do it by themselves."""

    def say(self, text: str, severity: Severity = Severity.OK) -> None:
        """Put a sentence on the message line."""
        for line in self.query(MessageLine):
            line.say(text, severity)
        if severity in {Severity.WRONG, Severity.STOP}:
            self.shell.bell()

    def tell(self, error: Any) -> None:  # noqa: ANN401 - any error with code and facts
        """Put an error on the message line."""
        told = explain(error)
        self.say(told.text, told.severity)

    def hush(self) -> None:
        """Clear the message line."""
        for line in self.query(MessageLine):
            line.clear()

    def perform(
        self, work: Work, *args: object, group: str = "work", exclusive: bool = False
    ) -> None:
        """Run *work* while the screen lives on; what it refuses is told."""
        self.run_worker(begun(self._told, work, *args), group=group, exclusive=exclusive)

    async def _told(self, work: Work, *args: object) -> None:
        try:
            await work(*args)
        except TELLABLE as error:
            self.tell(error)

    @property
    def desk(self) -> Desk:
        """Return what the signed-in person can do."""
        assert self.shell.desk is not None  # noqa: S101 - screens of the desk open after sign-in
        return self.shell.desk


def begun(work: Work, *args: object, **named: object) -> Any:  # noqa: ANN401 - for `run_worker`
    """Return *work* to be begun by a worker: a worker that never begins leaves no coroutine."""
    return partial(work, *args, **named)


async def waiting(call: Callable[..., T], *args: object, **named: object) -> T:
    """Return what *call* returns, run on a thread: it may wait for the database."""
    return await asyncio.to_thread(partial(call, *args, **named))


class DeskScreen(_Keys, Screen[None]):
    """A whole screen: title, body, message, keys."""

    BINDINGS: ClassVar[list[BindingType]] = _bindings()

    def compose(self) -> ComposeResult:
        """Title above, body, message and keys below."""
        yield TitleBar(self.heading, self.shell.who_and_when, self.shell.what_waits)
        yield from self.body()
        yield MessageLine()
        yield KeyBar(())

    def body(self) -> ComposeResult:
        """Yield what stands between title and message."""
        yield from ()

    def heading(self) -> str:
        """Return where we are."""
        return "klad"

    def on_mount(self) -> None:
        """Show the keys."""
        self.refresh_keys()

    def refresh_keys(self) -> None:
        """Show the keys that do something now."""
        for bar in self.query(KeyBar):
            bar.offer(self.offered())

    def refresh_title(self) -> None:
        """Draw the title again."""
        for bar in self.query(TitleBar):
            bar.refresh()

    def inbox_changed(self) -> None:
        """Another number of tasks waits for the person."""
        self.refresh_title()

    def do_back(self) -> None:
        """One screen back."""
        self.shell.pop_screen()

    def do_lock(self) -> None:
        """Sign out."""
        self.perform(self.shell.ask_sign_out)


class DeskDialog(_Keys, ModalScreen[T | None], Generic[T]):
    """A question above the screen; its answer has a type, None is "no answer"."""

    BINDINGS: ClassVar[list[BindingType]] = _bindings()
    DEFAULT_CSS = """
    DeskDialog { align: center middle; }
    """

    def on_mount(self) -> None:
        """Show the keys."""
        for bar in self.query(KeyBar):
            bar.offer(self.offered())

    def do_back(self) -> None:
        """Answer nothing."""
        self.dismiss(None)
