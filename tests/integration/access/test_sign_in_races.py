"""Guessing from many terminals at once gains nothing."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from core.access.actor import Actor
from core.access.roles import Role
from core.access.sign_in import RefusalReason, SignInRefused, sign_in
from core.access.users import create_user
from core.audit.models import AuditEntry
from core.db.engine import Database
from core.db.unit_of_work import run, transaction
from core.kernel.clock import FixedClock

TERMINALS = 8


def test_eight_terminals_guessing_at_once_have_five_attempts_together(
    database: Database, admin: Actor, clock: FixedClock
) -> None:
    with transaction(database.sessions) as session:
        create_user(
            session, admin, login="ivanov", name="", password="right one", roles=[Role.DRIVER]
        )
    start = threading.Barrier(TERMINALS)

    def guess(_terminal: int) -> RefusalReason:
        start.wait()
        outcome = run(
            database.sessions,
            lambda session: sign_in(session, "ivanov", "wrong one", clock=clock),
            attempts=50,
        )
        assert isinstance(outcome, SignInRefused)
        return outcome.reason

    with ThreadPoolExecutor(TERMINALS) as pool:
        reasons = Counter(pool.map(guess, range(TERMINALS)))

    assert reasons == {RefusalReason.WRONG: 4, RefusalReason.LOCKED: 4}
    with database.sessions() as session:
        traced = dict(
            session.execute(
                select(AuditEntry.action, func.count())
                .where(AuditEntry.action.startswith("sign-in"))
                .group_by(AuditEntry.action)
            ).all()
        )
    assert traced == {"sign-in.refused": 7, "sign-in.locked": 1}
