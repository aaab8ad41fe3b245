"""Coming in: sign-in by password or badge, the workplaces a person may open, what is remembered."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from core.access.actor import Actor
from core.access.roles import Permission
from core.access.sign_in import (
    LockOut,
    RefusalReason,
    SignedIn,
    SignInRefused,
    sign_in,
    sign_in_badge,
)
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from tui.formatting import moment

__all__ = ["DESK", "HANDHELD", "Entrance", "RefusalReason", "Remembered", "SignedIn", "Workplace"]

DESK = "desk"
HANDHELD = "handheld"


@dataclass(frozen=True, slots=True)
class Workplace:
    """Somewhere to work."""

    name: str
    """As on the command line."""
    title: str
    """A msgid."""
    help: str
    """One sentence, a msgid."""


WORKPLACES = (
    Workplace(DESK, N_("Desk"), N_("Orders, warehouse, reference books, users")),
    Workplace(HANDHELD, N_("Handheld terminal"), N_("Pick, check and look up with a scanner")),
)


@dataclass(frozen=True, slots=True)
class Said:
    """Why one may not come in, for the message line."""

    message: str
    """A msgid with `{fact}` places."""
    facts: dict[str, object]


class Entrance:
    """The door of a workstation."""

    def __init__(
        self, database: Database, clock: Clock, lock_out: LockOut, terminal: str = ""
    ) -> None:
        self.database = database
        self.clock = clock
        self._lock_out = lock_out
        self._terminal = terminal

    def by_password(self, login: str, password: str) -> Actor | Said:
        """Let a person in, or say why not; a refused attempt is recorded too."""
        with transaction(self.database.sessions) as session:
            found = sign_in(
                session,
                login,
                password,
                clock=self.clock,
                lock_out=self._lock_out,
                terminal=self._terminal,
            )
        return found.actor if isinstance(found, SignedIn) else said(found)

    def by_badge(self, badge: str) -> Actor | Said:
        """Let the bearer of a badge in, or say why not."""
        with transaction(self.database.sessions) as session:
            found = sign_in_badge(session, badge, clock=self.clock, terminal=self._terminal)
        return found.actor if isinstance(found, SignedIn) else said(found)


def said(refused: SignInRefused) -> Said:
    """Return a refusal as a message."""
    if refused.reason is RefusalReason.LOCKED and refused.locked_until is not None:
        until = {"until": moment(refused.locked_until)}
        return Said(
            N_("Too many wrong passwords: locked until {until}. Wait, or ask an administrator."),
            dict(until),
        )
    if refused.reason is RefusalReason.RETIRED:
        return Said(N_("This user is retired. Ask an administrator."), {})
    if refused.attempts_left is not None:
        return Said(
            N_("Login and password do not fit. Try again; attempts left: {left}."),
            {"left": refused.attempts_left},
        )
    return Said(N_("Nobody has this badge. Sign in by password, or ask an administrator."), {})


def workplaces(actor: Actor) -> tuple[Workplace, ...]:
    """Return where *actor* may work, the one that suits his role first."""
    drives = actor.may(Permission.TRIP_DRIVE) and not actor.may(Permission.TRIP_PLAN)
    floor = drives or actor.may(Permission.PICK_WORK) or actor.may(Permission.OUTBOUND_CHECK)
    desk = bool(actor.permissions)
    found = tuple(place for place, open_ in zip(WORKPLACES, (desk, floor), strict=True) if open_)
    only_floor = floor and not actor.may(Permission.OUTBOUND_CREATE)
    return tuple(reversed(found)) if only_floor else found


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a workstation keeps from one day to the next."""

    login: str = ""
    language: str = ""

    @classmethod
    def load(cls, folder: Path) -> Remembered:
        """Read it; whatever cannot be read is simply not remembered."""
        try:
            kept = json.loads((folder / _FILE).read_text(encoding="utf-8"))
            return cls(str(kept.get("login", ""))[:64], str(kept.get("language", "")))
        except (OSError, ValueError, AttributeError):
            return cls()

    @classmethod
    def forget(cls, folder: Path) -> None:
        """Keep nothing any more."""
        (folder / _FILE).unlink(missing_ok=True)

    def store(self, folder: Path) -> None:
        """Write it; a read-only disk only costs the convenience."""
        text = json.dumps({"login": self.login, "language": self.language}, ensure_ascii=False)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / _FILE).write_text(text, encoding="utf-8")
        except OSError:
            return


_FILE = "workstation.json"
