"""Telling other sessions that something changed: LISTEN and NOTIFY.

A notice carries no data that rights would have to guard: who is told reads anew, with his own
rights. It is sent at COMMIT, so nobody hears of what was rolled back.
"""

from __future__ import annotations

import selectors
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from sqlalchemy import URL, text
from sqlalchemy.orm import Session

from core.db.engine import LIVENESS
from core.kernel.errors import Unavailable


@dataclass(frozen=True, slots=True)
class Notice:
    """Something changed."""

    channel: str
    """"klad_approvals", "klad_jobs": lower-case letters and underscores."""
    payload: str
    """A key or a word, at most 8 000 bytes; never what rights would hide."""


def notify(session: Session, channel: str, payload: str = "") -> None:
    """Send a notice when this transaction commits; repeating it is heard once."""
    session.execute(
        text("SELECT pg_notify(:channel, :payload)"), {"channel": channel, "payload": payload}
    )


def listen(
    url: URL,
    channels: tuple[str, ...],
    *,
    going: Callable[[], bool],
    patience: float = 1.0,
    alarm: socket.socket | None = None,
) -> Iterator[Notice | None]:
    """Yield notices as they come, and None every *patience* seconds without one.

    Blocks between them, so call it from a thread of its own. Notices sent while nobody listened
    are lost: read everything once after the first None.

    Args:
        going: asked after every step; False ends.
        alarm: the silence ends at once when something can be read from it, its end included; None:
            nobody is in a hurry.

    Raises:
        Unavailable: the connection could not be made, or broke.
    """
    plain = make_conninfo(
        url.set(drivername="postgresql").render_as_string(hide_password=False),
        application_name="klad notices",
        connect_timeout=5,
        **LIVENESS,
    )
    try:
        with psycopg.connect(plain, autocommit=True) as connection:
            for channel in channels:
                connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
            yield None
            watched = [one.fileno() for one in (connection, alarm) if one is not None]
            while going():
                heard = False
                for notice in connection.notifies(timeout=0, stop_after=1):
                    heard = True
                    yield Notice(notice.channel, notice.payload)
                if not heard and not _stirs(watched, patience):
                    yield None
    except (psycopg.OperationalError, psycopg.InterfaceError) as error:
        raise Unavailable(reason=str(error).strip()) from error


def _stirs(watched: Sequence[int], patience: float) -> bool:
    """Tell whether there is something to be read from a descriptor within *patience* seconds."""
    with selectors.DefaultSelector() as selector:
        for one in watched:
            selector.register(one, selectors.EVENT_READ)
        return bool(selector.select(patience))
