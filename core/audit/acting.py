"""Who is acting in a session, and by which clock.

The trail and the history of fields ask here, so that an ORM flush deep below a verb still knows
its author.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sqlalchemy.orm import Session

from core.kernel.clock import Clock, SystemClock


class Who(Protocol):
    """What the trail needs to know of an actor; `core.access.actor.Actor` is one."""

    @property
    def user_id(self) -> int: ...

    @property
    def login(self) -> str: ...

    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Author:
    """The name under which a change is remembered."""

    user_id: int
    """0 for the system itself: imports, seeds, jobs."""
    login: str
    name: str


NOBODY = Author(0, "system", "system")
"""Changes made outside any verb: seeds, migrations."""


def acting(session: Session, actor: Who, clock: Clock | None = None) -> None:
    """Say on whose behalf *session* works until told otherwise; every verb starts with this.

    Args:
        clock: None leaves the clock said before, or the system's.
    """
    session.info["actor"] = actor
    if clock is not None:
        session.info["clock"] = clock


def author(session: Session) -> Author:
    """Return who acts in *session*; the system when nobody said."""
    who: Who | None = session.info.get("actor")
    return NOBODY if who is None else Author(who.user_id, who.login, who.name)


def business_date(session: Session) -> date:
    """Return the business date by the clock the session works with."""
    clock: Clock = session.info.get("clock") or SystemClock()
    return clock.business_date()


def clock_of(session: Session) -> Clock:
    """Return the clock the session works with."""
    found: Clock = session.info.get("clock") or SystemClock()
    return found


def moment(session: Session) -> datetime:
    """Return the instant by the clock the session works with."""
    clock: Clock = session.info.get("clock") or SystemClock()
    return clock.now()
