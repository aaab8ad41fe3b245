"""The workstation: from sign-in to sign-out, and what happens when klad itself is at fault."""

from __future__ import annotations

import logging
import os
import traceback
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, ClassVar

from textual import events
from textual.binding import BindingType
from textual.css.query import NoMatches
from textual.message import Message
from textual.reactive import Reactive
from textual.theme import Theme

from core.access.actor import Actor
from core.access.roles import Permission
from core.access.sign_in import LockOut
from core.db.engine import Database
from core.kernel.clock import Clock
from tui.actions import Action
from tui.desk.dialogs import Confirm, Help, Notice
from tui.desk.form_screen import FormScreen
from tui.desk.home import Home
from tui.desk.keys import LEAVING, DeskScreen, begun, waiting
from tui.desk.sign_in import SignIn, workplace_menu
from tui.desk.typeahead import TypeAhead
from tui.flows.desk.desk import Desk
from tui.flows.desk.entrance import DESK, Entrance, Remembered, workplaces
from tui.flows.desk.hearing import Hearing
from tui.flows.desk.news import WorkNews
from tui.flows.desk.shapes import Card, Form
from tui.flows.desk.watching import inbox_watch
from tui.flows.lookout import Lookout
from tui.formatting import day
from tui.locale import _, current_language, ngettext, use_language
from tui.theme import CSS, RICH, SIXTEEN, theme_for
from tui.widgets.telling import retell

log = logging.getLogger("klad")


@dataclass(frozen=True, slots=True)
class Station:
    """What a workstation runs on."""

    database: Database
    clock: Clock
    folder: Path
    """Where it keeps its log and what it remembers."""
    lock_out: LockOut = field(default_factory=LockOut)
    workplace: str = ""
    """Opened after sign-in; "" offers those the role has."""
    hints: Sequence[Callable[[], str]] = ()
    """Say lines on the sign-in screen, for the demo."""
    idle_minutes: int = 0
    """Minutes without a key before signing out; 0 never."""
    language_told: bool = False
    """Whether the settings name the language, so that what is remembered does not matter."""
    lookout: Lookout | None = None
    """Who sees to background work; None: nobody here."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The person chose a workplace that is a program of its own."""

    workplace: str
    login: str


class InboxCounted(Message):
    """Another number of tasks waits for whoever is signed in."""

    def __init__(self, actor: Actor, count: int) -> None:
        super().__init__()
        self.actor, self.count = actor, count


class WorkstationApp(TypeAhead):
    """klad on a terminal of a desk."""

    CSS = CSS
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = []
    TITLE = "klad"

    theme: Reactive[str] = Reactive(lambda: theme_for(os.environ).name)
    """Known before the first style is read: changing it later reads all of them again."""

    def __init__(self, station: Station, **named: Any) -> None:  # noqa: ANN401 - Textual's own
        super().__init__(**named)
        self.station = station
        self.desk: Desk | None = None
        self._entrance = Entrance(
            station.database, station.clock, station.lock_out, os.environ.get("SSH_TTY", "desk")
        )
        self._watch: Hearing | None = None
        self._stopped: list[Hearing] = []
        """Watches that may still be at their last count."""
        self._remembered = Remembered.load(station.folder)
        self._incidents = 0
        self._work = WorkNews()
        self._last_key = station.clock.now()

    def on_mount(self) -> None:
        """Open the door."""
        if self._remembered.language and not self.station.language_told:
            use_language(self._remembered.language)
        if self.station.idle_minutes:
            self.set_interval(IDLE_LOOK, self.sign_out_idle)
        if self.station.lookout is not None:
            self.set_interval(WORK_LOOK, self._tell_work)
        self._show_door()

    @property
    def available_themes(self) -> dict[str, Theme]:
        """Those of klad."""
        return {theme.name: theme for theme in (RICH, SIXTEEN)}

    # Coming and going

    def on_sign_in_entered(self, event: SignIn.Entered) -> None:
        """Somebody is in: remember him, speak his language, ask where he works."""
        self.run_worker(begun(self._enter, event.actor), group="enter")

    async def _enter(self, actor: Actor) -> None:
        if actor.language and actor.language != current_language():
            use_language(actor.language)
            self._retell()
        self._remember(login=actor.login)
        places = workplaces(actor)
        names = [place.name for place in places]
        if not places:
            self._top_say(_("Your roles open no workplace here. Ask an administrator."))
            return
        chosen: str | None = self.station.workplace
        if chosen not in names:
            chosen = names[0]
            if len(places) > 1:
                chosen = await self.push_screen_wait(workplace_menu(places))
        if chosen is None:
            return
        if chosen != DESK:
            self.exit(Elsewhere(chosen, actor.login))
            return
        self.desk = Desk(self.station.database, actor, self.station.clock)
        self._watch_inbox(actor)
        self._work = WorkNews()
        self._watch_work(actor.user_id)
        self.switch_screen(Home(self.desk))

    def sign_out(self) -> None:
        """Close everything and open the door again."""
        self._stop_watching()
        self.desk = None
        self._watch_work(0)
        while len(self.screen_stack) > 2:  # noqa: PLR2004 - the base and what lies on it
            self.pop_screen()
        self.switch_screen(SignIn(self._entrance, self._remembered.login, self.station.hints))

    async def on_event(self, event: events.Event) -> None:
        """Note when a key was pressed last."""
        if isinstance(event, events.Key):
            self._last_key = self.station.clock.now()
        await super().on_event(event)

    def sign_out_idle(self) -> None:
        """Sign out whoever has left; not while something typed would be lost."""
        idle = self.station.clock.now() - self._last_key
        limit = timedelta(minutes=self.station.idle_minutes)
        if self.desk is not None and idle >= limit and not self._unsaved():
            self.sign_out()

    async def ask_sign_out(self) -> None:
        """Ask, when something is not saved, then sign out."""
        question = _("Sign out? What is not saved is lost.")
        if self._unsaved():
            sure = await self.push_screen_wait(Confirm(question, yes=_("Sign out")))
            if not sure:
                return
        self.sign_out()

    async def ask_quit(self) -> None:
        """Ask, then leave klad."""
        question = _("Leave klad? What is not saved is lost.") if self._unsaved() else ""
        if await self.push_screen_wait(Confirm(question or _("Leave klad?"), yes=_("Leave"))):
            self.exit()

    async def action_quit(self) -> None:
        """Leave klad, after asking."""
        self.run_worker(begun(self.ask_quit), group="quit", exclusive=True)

    def action_help_quit(self) -> None:
        """Ctrl+C copies where there is something to copy; it never ends the work."""

    def action_suspend_process(self) -> None:
        """No shell behind the workstation."""

    # What waits

    def _watch_inbox(self, actor: Actor) -> None:
        """Hear of tasks that come and go, as long as somebody who has such is signed in."""
        self._stop_watching()
        if not actor.may(Permission.APPROVAL_READ):
            return

        def told(count: int) -> None:
            try:
                self.post_message(InboxCounted(actor, count))
            except RuntimeError:
                return  # the loop has ended, and with it whoever would read it

        self._watch = inbox_watch(self.station.database, actor, told)
        self._watch.start()

    def _stop_watching(self) -> None:
        if self._watch is not None:
            self._watch.stop()
            self._stopped = [one for one in self._stopped if not one.ended(0)] + [self._watch]
        self._watch, self.inbox = None, 0

    def on_inbox_counted(self, event: InboxCounted) -> None:
        """Show another number, unless it is that of somebody who has left."""
        if self.desk is not None and self.desk.actor is event.actor:
            self.inbox = event.count
            for screen in self.screen_stack:
                if isinstance(screen, DeskScreen):
                    screen.inbox_changed()

    async def on_unmount(self) -> None:
        """Leave no thread behind: who closes the database next closes every connection."""
        self._stop_watching()
        for watch in self._stopped:
            await waiting(watch.ended, LEAVING)

    def what_waits(self) -> str:
        """Return how many tasks wait for the user; "" for none."""
        if not self.inbox:
            return ""
        return ngettext("{count} task", "{count} tasks", self.inbox).format(count=self.inbox)

    # What every screen asks for

    def switch_language(self) -> None:
        """Switch between Russian and English; everything on screen follows."""
        use_language("en" if current_language() == "ru" else "ru")
        self._remember(language=current_language())
        self._retell()

    def who_and_when(self) -> str:
        """Return the user and the business date."""
        today = day(self.station.clock.business_date())
        if self.desk is None:
            return today
        parts = [self._work.note, self.desk.actor.name, today]
        return " · ".join(part for part in parts if part)

    def _watch_work(self, user_id: int) -> None:
        """Say whose background work is looked at."""
        if self.station.lookout is not None:
            self.station.lookout.watch(user_id)

    def _tell_work(self) -> None:
        """Tell how far the work that the person asked for is, and what has become of it."""
        lookout, screen = self.station.lookout, self.screen
        if lookout is None or self.desk is None:
            return
        before = self._work.note
        for told in self._work.take(lookout.seen):
            if isinstance(screen, DeskScreen):
                screen.say(told.text, told.severity)
        if self._work.note != before and isinstance(screen, DeskScreen):
            screen.refresh_title()

    def show_help(self, actions: Sequence[Action]) -> None:
        """Show what these actions do."""
        self.push_screen(Help(actions))

    def show_card(self, of: Form, card: Card, said: str = "") -> None:
        """Open a card on a screen of its own."""
        if self.desk is not None:
            self.push_screen(FormScreen(self.desk, of.for_card(card), card, said))

    # When klad is at fault

    def _handle_exception(self, error: Exception) -> None:
        """Log it, say so calmly, and go on from the menu where that can be done."""
        incident = uuid.uuid4().hex[:8]
        cause = getattr(error, "error", error)
        self._write_down(incident, cause)
        if self.is_headless:
            # A test that drives the application has to hear of it.
            super()._handle_exception(error)
            return
        self._incidents += 1
        title = _("Something went wrong inside klad")
        text = _(
            "Nothing was half-written: what was not confirmed is not recorded. Incident {incident}"
            " is in the log: {log}. Tell whoever runs klad."
        ).format(incident=incident, log=self.station.folder / LOG)
        if not self.is_running or self._incidents > MOST_INCIDENTS:
            self.exit(return_code=1, message=f"{title}.\n{text}")
            return
        try:
            self.push_screen(Notice(title, text))
        except (NoMatches, RuntimeError):
            self.exit(return_code=1, message=f"{title}.\n{text}")

    def _write_down(self, incident: str, error: BaseException) -> None:
        lines = "".join(traceback.format_exception(error))
        open_log(self.station.folder).error("incident %s\n%s", incident, lines)

    def _show_door(self) -> None:
        self.push_screen(SignIn(self._entrance, self._remembered.login, self.station.hints))

    def _remember(self, *, login: str = "", language: str = "") -> None:
        self._remembered = Remembered(
            login or self._remembered.login, language or self._remembered.language
        )
        self._remembered.store(self.station.folder)

    def _retell(self) -> None:
        for screen in self.screen_stack:
            retell(screen)

    def _unsaved(self) -> bool:
        return any(isinstance(s, FormScreen) and s.unsaved for s in self.screen_stack)

    def _top_say(self, text: str) -> None:
        screen = self.screen
        if isinstance(screen, SignIn):
            screen.say(text)


WORK_LOOK = 1.0
"""Seconds between two looks at what the lookout has seen."""

IDLE_LOOK = 10
"""Seconds between two looks whether anybody is there."""

MOST_INCIDENTS = 5
"""Beyond so many klad gives up rather than show them for ever."""

LOG = "klad.log"


def open_log(folder: Path) -> logging.Logger:
    """Return the log of the workstation; a folder that cannot be written to costs the log only."""
    if not any(isinstance(handler, RotatingFileHandler) for handler in log.handlers):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handler: logging.Handler = RotatingFileHandler(
                folder / LOG, maxBytes=1_000_000, backupCount=3, encoding="utf-8"
            )
        except OSError:
            handler = logging.NullHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        log.addHandler(handler)
        log.propagate = False
    return log
