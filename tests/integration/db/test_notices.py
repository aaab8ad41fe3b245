"""Notices reach who listens at COMMIT, and only then."""

from __future__ import annotations

import threading

import pytest

from core.db.engine import Database
from core.db.notices import Notice, listen, notify
from core.db.unit_of_work import transaction
from core.kernel.errors import Unavailable


def test_a_notice_is_heard_after_the_commit_and_not_after_a_rollback(database: Database) -> None:
    heard: list[Notice] = []
    ready, came = threading.Event(), threading.Event()

    def hear() -> None:
        for notice in listen(
            database.url, ("klad_test",), going=lambda: not came.is_set(), patience=0.05
        ):
            ready.set()
            if notice is not None:
                heard.append(notice)
                came.set()

    listener = threading.Thread(target=hear)
    listener.start()
    assert ready.wait(30)
    with pytest.raises(ZeroDivisionError):
        _say_and_fail(database)
    with transaction(database.sessions) as session:
        notify(session, "klad_test", "said")
        notify(session, "klad_test", "said")
    listener.join(30)
    assert heard == [Notice("klad_test", "said")]


def _say_and_fail(database: Database) -> None:
    with transaction(database.sessions) as session:
        notify(session, "klad_test", "taken back")
        raise ZeroDivisionError


def test_a_database_that_is_away_is_told(database: Database) -> None:
    away = database.url.update_query_dict({"host": "/nowhere"})
    with pytest.raises(Unavailable):
        next(listen(away, ("klad_test",), going=lambda: True))
