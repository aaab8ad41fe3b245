"""Who works at the terminal, and small questions every effect asks."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM, Actor
from core.access.roles import Permission
from core.access.sign_in import LOCK_OUT, LockOut
from core.access.users import actor_of
from core.delivery.trips.driver_queries import trips_waiting
from core.fulfilment import task_queries
from core.fulfilment.models import OutboundOrder
from core.fulfilment.statuses import OutboundStatus
from core.kernel.clock import Clock
from core.kernel.errors import NotFound, Refused
from tui.flows.handheld import rows
from tui.flows.handheld.profile import STANDARD, Profile
from tui.flows.handheld.state import State
from tui.flows.handheld.values import Counts


class Dismissed(Refused):
    """The person at work was retired meanwhile. Facts: who."""

    code = "handheld-dismissed"


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

    prints: bool = False
    """Whether this terminal knows a printer."""

    @property
    def actor(self) -> Actor:
        """On whose behalf verbs run."""
        return self.candidate or self.signed_in


def renew(session: Session, shift: Shift) -> None:
    """Read anew what the person at work may do: rights change while he is signed in.

    Raises:
        Dismissed: he is retired.
    """
    if shift.candidate is not None or not shift.signed_in.user_id:
        return
    try:
        shift.candidate = actor_of(session, shift.signed_in.user_id)
    except NotFound as error:
        raise Dismissed(who=shift.signed_in.name) from error


def waiting(session: Session, shift: Shift, state: State) -> Counts:
    """Return what waits in the warehouse, for the menu."""
    if state.warehouse is None and state.user is not None and not state.user.works:
        return Counts(trips=_trips(session, shift))
    return counts(session, shift, place(state))


def counts(session: Session, shift: Shift, warehouse_id: int) -> Counts:
    """Return what waits in a warehouse, and on the road."""
    found = rows.counts(task_queries.my_counts(session, shift.actor, warehouse_id))
    shipping = _to_ship(session, shift.actor, warehouse_id)
    return replace(found, shipping=shipping, trips=_trips(session, shift))


def _trips(session: Session, shift: Shift) -> int:
    return trips_waiting(session, shift.actor, shift.clock.business_date())


def place(state: State) -> int:
    """Return the id of the warehouse he works in.

    Raises:
        NotFound: none is chosen yet.
    """
    if state.warehouse is None:
        raise NotFound(what="warehouse", key="")
    return state.warehouse.id


def leaving(actor: Actor) -> tuple[OutboundStatus, ...]:
    """Return the statuses an order may be handed over from by this person."""
    if actor.may(Permission.OUTBOUND_CHECK):
        return (OutboundStatus.TO_SHIP, OutboundStatus.CHECKED)
    return (OutboundStatus.TO_SHIP,)


def _to_ship(session: Session, actor: Actor, warehouse_id: int) -> int:
    """Return how many orders may be handed over; 0 to whoever may not do it."""
    if not actor.may(Permission.OUTBOUND_SHIP):
        return 0
    return session.scalars(
        select(func.count())
        .select_from(OutboundOrder)
        .where(OutboundOrder.warehouse_id == warehouse_id, OutboundOrder.status.in_(leaving(actor)))
    ).one()
