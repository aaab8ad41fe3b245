"""Who works at the terminal, and small questions every effect asks."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.access.actor import SYSTEM, Actor
from core.access.sign_in import LOCK_OUT, LockOut
from core.fulfilment import task_queries
from core.kernel.clock import Clock
from core.kernel.errors import NotFound
from tui.flows.handheld import rows
from tui.flows.handheld.profile import STANDARD, Profile
from tui.flows.handheld.state import State
from tui.flows.handheld.values import Counts


@dataclass(slots=True)
class Shift:
    """What effects need besides the state: who works, from where, by which clock."""

    clock: Clock
    terminal: str
    signed_in: Actor = SYSTEM
    """The system until somebody signs in."""

    scan_id: uuid.UUID | None = None
    """Of the scan or key being handled."""

    candidate: Actor | None = None
    """Who is just signing in: what follows in the same transaction is done as he may, and he works
    here once it is committed and the prompt has let him."""

    version: int = 0
    """Of the saved state; 0: nothing is saved yet."""

    lock_out: LockOut = LOCK_OUT
    warehouse_code: str = ""
    """The only warehouse of this terminal; empty: the user chooses."""

    profiles: Callable[[str], Profile] = lambda _code: STANDARD
    """Warehouse code → how strictly picks are confirmed."""

    @property
    def actor(self) -> Actor:
        """On whose behalf verbs run."""
        return self.candidate or self.signed_in


def waiting(session: Session, shift: Shift, state: State) -> Counts:
    """Return what waits in the warehouse, for the menu."""
    return rows.counts(task_queries.my_counts(session, shift.actor, place(state)))


def place(state: State) -> int:
    """Return the id of the warehouse he works in.

    Raises:
        NotFound: none is chosen yet.
    """
    if state.warehouse is None:
        raise NotFound(what="warehouse", key="")
    return state.warehouse.id
