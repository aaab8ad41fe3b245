"""What was agreed of an order holds while it is changed, or is asked about anew (domain §3.8).

As long as an order is being agreed, an approval holds through whatever it was not asked for: goods
are reserved or demanded, lines are cut for it, notes are written. Once an order is confirmed it
takes no departure that it did not have, except from whoever may deviate by right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.approvals.asking import drop_approval, keep_approval
from core.documents.preferences import get
from core.sales.carriage import delivery_method
from core.sales.conforming import Offered, OfferedLine, departures_of, telling
from core.sales.errors import OrderDeparts
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.sales.sale_lines import offered_of
from core.sales.settings import DELIVERY_ITEM
from core.sales.staging import typed_schedule
from core.sales.statuses import OrderStatus

NOTES = frozenset({"comment", "delivery_address", "legal_entity_id", "one_date", "priority"})
"""Header fields that no approver was asked about."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Where an order stood with its terms before it was changed."""

    version: int
    asked: tuple[object, ...] | None
    """What approvers are asked about; None: it is not being agreed."""
    departed: frozenset[tuple[object, ...]] | None
    """Its departures; None: more of them are allowed, or it is still being agreed."""


def offered(session: Session, order: CustomerOrder) -> Offered:
    """Return an order as far as terms are concerned; three statements."""
    line = CustomerOrderLine
    return offered_of(
        session,
        order,
        line,
        line.cancelled.is_(False),
        desired_date=order.ship_date,
        delivery_method=delivery_method(session, order.id),
        stages=typed_schedule(session, order) if order.stages_typed else (),
    )


def before_change(session: Session, actor: Actor, order: CustomerOrder) -> Kept:
    """Return where a locked order stands with its terms."""
    if order.status == OrderStatus.AGREEING:
        return Kept(order.version, _asked(session, order), None)
    if order.status == OrderStatus.CLOSED or actor.may(Permission.TERMS_DEVIATE):
        return Kept(order.version, None, None)
    found = departures_of(session, actor, offered(session, order))
    return Kept(order.version, None, frozenset(map(telling, found)))


def require_kept(session: Session, actor: Actor, order: CustomerOrder, before: Kept) -> None:
    """Refuse a change by which a confirmed order departs from its terms where it did not.

    Raises:
        OrderDeparts: with the number of such departures and the line of the first.
    """
    if before.departed is None:
        return
    session.flush()
    found = departures_of(session, actor, offered(session, order))
    more = [one for one in found if telling(one) not in before.departed]
    if more:
        line = next((one.facts["line"] for one in more if "line" in one.facts), 0)
        raise OrderDeparts(document=order.number_text, count=len(more), line=line)


def keep_or_drop(
    session: Session,
    actor: Actor,
    order: CustomerOrder,
    before: Kept,
    header: Mapping[str, tuple[object, object]],
) -> None:
    """Let what was asked or approved of a changed order hold on, or give it up.

    Args:
        header: field that a person changed → what it said before and says now.
    """
    if before.asked is None:
        return
    session.flush()
    said_else = any(was != now for name, (was, now) in header.items() if name not in NOTES)
    if said_else or _asked(session, order) != before.asked:
        drop_approval(session, actor, order)
    else:
        keep_approval(session, order, before.version)


def keep_asked(session: Session, order: CustomerOrder, version: int) -> None:
    """Let what was asked or approved of an order hold on: its terms were not touched.

    Args:
        version: of the order before the change.
    """
    if order.status == OrderStatus.AGREEING:
        session.flush()
        keep_approval(session, order, version)


def _asked(session: Session, order: CustomerOrder) -> tuple[object, ...]:
    """Return what approvers are asked about: a line that was cut is the same line to them."""
    found = offered(session, order)
    charged = get(session, DELIVERY_ITEM)
    quantities: Counter[OfferedLine] = Counter()
    for line in found.lines:
        if line.item_id != charged:
            quantities[replace(line, line_no=0, quantity=0)] += line.quantity
    return (replace(found, lines=()), frozenset(quantities.items()))
