"""Hearing of other dispatchers as soon as they have taken a plan."""

from __future__ import annotations

from collections.abc import Callable

from core.db.engine import Database
from core.delivery.planning.taking import CHANNEL
from tui.flows.desk.hearing import Hearing, Notices


def day_watch(database: Database, word: str, told: Callable[[], None]) -> Hearing:
    """Return a hearing that tells when anybody has taken a plan of the same day.

    Args:
        word: of the day and its warehouse, as `taking` sends it.
        told: called on the thread of the hearing.
    """

    def heard(hearing: Hearing, notices: Notices) -> None:
        for notice in notices:
            if notice is not None and notice.payload == word and hearing.going():
                told()

    return Hearing(database, CHANNEL, heard)
