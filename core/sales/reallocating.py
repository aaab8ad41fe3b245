"""Moving goods from who holds them to who needs them more (domain §5.1).

Reserves and claims belong to lines of orders: a line that gives something away is split, its part
does something else from then on, and so is the line that takes. Earmarks belong to orders: the
reallocation itself posts them. Everything is one transaction, and a preview is the same work
rolled back, so it cannot promise what the real move would not keep.

Lock order: the orders by id, the reallocation (nobody else knows it yet), ledgers: first those who
give, then those who take.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import ledger
from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import acting
from core.audit.operations import record
from core.documents.lines import save_lines
from core.documents.operations import create, locked, touch
from core.kernel.clock import Clock
from core.kernel.errors import NotEnough
from core.sales.effects import refreshed
from core.sales.errors import NotHeld
from core.sales.models import (
    CustomerOrder,
    CustomerOrderLine,
    Reallocation,
    ReallocationLine,
)
from core.sales.moves import Move, check_moves
from core.sales.reallocated_lines import LineWork
from core.sales.states import lock_orders
from core.sales.statuses import (
    HolderKind,
    OrderState,
    ReallocationKind,
)
from core.sales.types import REALLOCATION


@dataclass(frozen=True, slots=True)
class OrderMoved:
    """What a reallocation did to one order."""

    order_id: int
    number: str
    partner_id: int | None
    state_before: OrderState
    state_after: OrderState
    date_before: date | None
    """When the last of it could leave; None: nobody could tell."""
    date_after: date | None


@dataclass(frozen=True, slots=True)
class Reallocated:
    """What was moved, and whom it touched."""

    id: int
    number: str
    orders: tuple[OrderMoved, ...]


def reallocate(
    session: Session,
    actor: Actor,
    warehouse_id: int,
    operation: ReallocationKind,
    moves: Sequence[Move],
    *,
    clock: Clock,
    comment: str = "",
) -> Reallocated:
    """Move goods between orders of one warehouse, all of them or none.

    Raises:
        NothingToMove: no moves, a quantity not above 0, or from a holder to itself.
        WrongOperation: a move that the operation does not know.
        NotHeld: a holder has less than is to be taken from it.
        NotNeeded: a line does not wait for so much.
        NotEnoughForLines: free stock, or the receipt, does not cover it.
        Forbidden, NotFound.
    """
    actor.require(Permission.RESERVE_MOVE, what=REALLOCATION.name)
    actor.require_warehouse(warehouse_id)
    acting(session, actor, clock)
    check_moves(operation, moves)
    touched = sorted(
        {side.order_id for move in moves for side in (move.taken_from, move.given_to)} - {0}
    )
    lock_orders(session, touched)
    orders = {key: locked(session, CustomerOrder, key) for key in touched}
    for order in orders.values():
        actor.require_company(order.company_id)
    before = {key: _standing(session, order) for key, order in orders.items()}
    document = _write(session, actor, warehouse_id, operation, moves, clock, comment)
    work = LineWork(session, actor.lent(Permission.ORDER_EDIT), warehouse_id, orders, clock)
    work.release(moves)
    _post(session, document, moves, orders)
    work.give(moves)
    for order in orders.values():
        refreshed(session, order, clock)
    record(session, actor, "document.posted", REALLOCATION.name, document.id)
    after = {key: _standing(session, order) for key, order in orders.items()}
    found = tuple(
        OrderMoved(
            key,
            order.number_text,
            order.partner_id,
            before[key][0],
            after[key][0],
            before[key][1],
            after[key][1],
        )
        for key, order in orders.items()
    )
    return Reallocated(document.id, document.number_text, found)


def preview(
    session: Session,
    actor: Actor,
    warehouse_id: int,
    operation: ReallocationKind,
    moves: Sequence[Move],
    *,
    clock: Clock,
) -> tuple[OrderMoved, ...]:
    """Return what `reallocate` would do, having done it and taken it back.

    Raises:
        As `reallocate`.
    """
    with session.begin_nested() as inside:
        done = reallocate(session, actor, warehouse_id, operation, moves, clock=clock)
        inside.rollback()
    session.expire_all()
    return done.orders


def _standing(session: Session, order: CustomerOrder) -> tuple[OrderState, date | None]:
    """Return the state and the day on which the last line can leave."""
    days = session.scalars(
        select(CustomerOrderLine.ship_date).where(
            CustomerOrderLine.document_id == order.id, CustomerOrderLine.cancelled.is_(False)
        )
    ).all()
    known = [day for day in days if day is not None]
    return order.state, max(known, default=None) if len(known) == len(days) else None


def _write(
    session: Session,
    actor: Actor,
    warehouse_id: int,
    operation: ReallocationKind,
    moves: Sequence[Move],
    clock: Clock,
    comment: str,
) -> Reallocation:
    document = cast(
        Reallocation,
        create(
            session,
            actor,
            REALLOCATION.name,
            clock=clock,
            warehouse_id=warehouse_id,
            operation=operation,
            comment=comment,
        ),
    )
    rows = [
        {
            "line_no": at,
            "item_id": move.item_id,
            "variant_id": move.variant_id,
            "quantity": move.quantity,
            "from_kind": move.taken_from.kind,
            "from_order_id": move.taken_from.order_id,
            "from_line_no": move.taken_from.line_no,
            "to_kind": move.given_to.kind,
            "to_order_id": move.given_to.order_id,
            "to_line_no": move.given_to.line_no,
            "source_line_id": move.source_line_id,
            "instead": move.instead,
            "instead_source_line_id": move.instead_source_line_id,
        }
        for at, move in enumerate(moves, 1)
    ]
    save_lines(session, actor, document, ReallocationLine, rows, clock=clock, first_time=True)
    document.posted = True
    touch(session, document)
    return document


def _post(
    session: Session,
    document: Reallocation,
    moves: Sequence[Move],
    orders: dict[int, CustomerOrder],
) -> None:
    """Post what earmarks move.

    Raises:
        NotHeld: an order has less of its own than is to be taken from it.
    """
    assert REALLOCATION.entries is not None  # noqa: S101 - of this very type
    entries = REALLOCATION.entries(session, document)
    try:
        ledger.post(session, document.id, document.date, entries, first_time=True)
    except NotEnough as error:
        where = error.facts.get("where")
        key = int(where.get("order_id", 0)) if isinstance(where, dict) else 0
        earmarks = [move for move in moves if move.taken_from.kind is HolderKind.EARMARK]
        taken = [move for move in earmarks if key in {0, move.taken_from.order_id}]
        if error.facts.get("measure") not in {"earmarked", "quantity"} or not taken:
            raise
        raise NotHeld(
            **error.facts,
            document=orders[taken[0].taken_from.order_id].number_text,
            item=taken[0].item_id,
            line=0,
        ) from error
