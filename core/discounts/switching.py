"""Switching restricted discounts on and off: for a warehouse, an agreement, a kind of card."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import acting
from core.audit.operations import record
from core.discounts.kinds import Place
from core.discounts.models import DiscountActivity, DiscountNode
from core.kernel.clock import Clock
from core.kernel.errors import BadValue, NotFound


def switch(
    session: Session,
    actor: Actor,
    discount_id: int,
    place: Place,
    ref_id: int,
    *,
    running: bool,
    clock: Clock,
    since: dt.date | None = None,
) -> None:
    """Switch a discount on or off somewhere from a day on; a switch of that day is replaced.

    Where it was switched on it acts until it is switched off; what was sold before stays as it is.

    Args:
        ref_id: a warehouse, an agreement or a kind of card, as *place* says.
        since: None is the clock's business date.

    Raises:
        Forbidden: the actor may not edit discounts, or not work in the warehouse.
        NotFound: no such discount.
        BadValue: nothing was named to switch it on for.
    """
    actor.require(Permission.DISCOUNT_EDIT, what="discount", key=discount_id)
    if place is Place.WAREHOUSE:
        actor.require_warehouse(ref_id)
    if not ref_id:
        raise BadValue(what="ref_id", value="", expected=place.value)
    acting(session, actor, clock)
    node = session.get(DiscountNode, discount_id)
    if node is None or node.is_group:
        raise NotFound(what="discount", key=discount_id)
    day = since or clock.business_date()
    statement = insert(DiscountActivity).values(
        discount_id=discount_id, place=place, ref_id=ref_id, since=day, running=running
    )
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["discount_id", "place", "ref_id", "since"], set_={"running": running}
        )
    )
    record(
        session,
        actor,
        "discount.switched_on" if running else "discount.switched_off",
        "discount",
        discount_id,
        place=place,
        ref=ref_id,
        since=day,
    )
