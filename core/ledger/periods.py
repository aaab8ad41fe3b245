"""Closing the past."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import acting
from core.audit.operations import record
from core.kernel.clock import Clock
from core.ledger.declaration import declared
from core.ledger.models import ClosedPeriod


def closed_through(session: Session) -> date | None:
    """Return the last closed business date; None when nothing was ever closed."""
    return session.scalars(select(ClosedPeriod.closed_through)).one_or_none()


def close_period(
    session: Session, actor: Actor, through: date, *, clock: Clock | None = None
) -> None:
    """Refuse entries dated on or before *through* from now on; an earlier date reopens.

    Waits for postings under way: a posting that began before must not slip in behind.

    Raises:
        Forbidden: no right to close periods.
    """
    actor.require(Permission.PERIOD_CLOSE, what="closed_period")
    acting(session, actor, clock)
    former = closed_through(session)
    tables = ", ".join(found.entry.name for found in declared())
    session.execute(text(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE"))
    statement = insert(ClosedPeriod).values(id=1, closed_through=through)
    session.execute(
        statement.on_conflict_do_update(index_elements=["id"], set_={"closed_through": through})
    )
    record(session, actor, "period.closed", "closed_period", 1, old=former, new=through)
