"""Signing in: login and password, or a badge; then the workplace."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.containers import Center, Vertical
from textual.message import Message

from core.access.actor import Actor
from core.kernel.i18n import N_
from tui.desk.dialogs import Choice, Menu
from tui.desk.keys import DeskScreen, waiting
from tui.flows.desk.entrance import Entrance, Said, Workplace
from tui.formatting import fill
from tui.locale import _
from tui.texts.form import Severity
from tui.widgets.entry import EntryField
from tui.widgets.telling import Line

_LOGIN = N_("Login")
_PASSWORD = N_("Password")

BADGE = 12
"""Characters from which a login without a password is taken for a badge."""


class SignIn(DeskScreen):
    """The door."""

    OFFERS = ("help", "language", "quit")
    DEFAULT_CSS = """
    SignIn Center { height: 1fr; align: center middle; }
    SignIn .door { width: 60; max-width: 96%; height: auto; border: round $primary; padding: 1 2; }
    SignIn .name { text-style: bold; width: 1fr; margin-bottom: 1; }
    SignIn .hint { width: 1fr; margin-top: 1; color: $text-muted; height: auto; }
    """

    class Entered(Message):
        """Somebody is in."""

        def __init__(self, actor: Actor) -> None:
            super().__init__()
            self.actor = actor

    def __init__(
        self, entrance: Entrance, login: str, hints: Sequence[Callable[[], str]] = ()
    ) -> None:
        super().__init__()
        self._entrance = entrance
        self._hints = tuple(hints)
        self._login = EntryField("login", _LOGIN, login, label_width=8)
        self._password = EntryField("password", _PASSWORD, "", password=True, label_width=8)
        self._trying = False

    def body(self) -> ComposeResult:
        """Two fields."""
        with Center(), Vertical(classes="door"):
            yield Line(lambda: _("klad · sign in"), classes="name")
            yield self._login
            yield self._password
            yield Line(lambda: _("Or scan your badge in the field of the login."), classes="hint")
            for hint in self._hints:
                yield Line(hint, classes="hint demo")

    def on_mount(self) -> None:
        """Begin where something is missing."""
        super().on_mount()
        (self._password if self._login.current else self._login).entry.focus()

    def heading(self) -> str:
        """Return the name of the program."""
        return "klad"

    def retell(self) -> None:
        """Labels are as wide as the longer one."""
        width = max(len(_(_LOGIN)), len(_(_PASSWORD)))
        self._login.widen_label(width)
        self._password.widen_label(width)

    def on_entry_field_committed(self, event: EntryField.Committed) -> None:
        """Enter goes on to the password, and then in."""
        event.stop()
        event.field.taken = event.field.current
        if not event.onward or self._trying:
            return
        login, password = str(self._login.current), str(self._password.current)
        if event.field is self._login and not _is_badge(login, password):
            self._password.entry.focus()
            return
        self._trying = True
        self.perform(self._enter, login.strip(), password)

    def do_back(self) -> None:
        """Leave klad, after asking."""
        self.do_quit()

    def do_lock(self) -> None:
        """Nobody is in: nothing to lock."""

    async def _enter(self, login: str, password: str) -> None:
        try:
            if _is_badge(login, password):
                found = await waiting(self._entrance.by_badge, login)
            else:
                found = await waiting(self._entrance.by_password, login, password)
        finally:
            self._trying = False
        self._password.put("")
        if isinstance(found, Said):
            self.say(fill(_(found.message), found.facts), Severity.WRONG)
            (self._login if _is_badge(login, password) else self._password).entry.focus()
            if _is_badge(login, password):
                self._login.put("")
            return
        self.post_message(self.Entered(found))


def _is_badge(login: str, password: str) -> bool:
    return not password and len(login.strip()) >= BADGE and login.strip().isupper()


def workplace_menu(places: Sequence[Workplace]) -> Menu:
    """Return the question where to work."""
    choices = [Choice(place.name, _(place.title), _(place.help)) for place in places]
    return Menu(_("Where do you work now?"), choices)
