"""What expected goods do for orders when they come: claims become reserves, in order of turn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, bindparam, case, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import acting
from core.documents.operations import locked
from core.kernel.clock import Clock
from core.sales.effects import refreshed, settle
from core.sales.ledgers import RESERVES
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.sales.order_rows import Row, next_number, order_rows, save_rows, split_row
from core.sales.posting import posted_lines
from core.sales.states import lock_orders
from core.sales.statuses import Priority, ReserveKind, SupplyAction

_held = RESERVES.balance.c
_TURN = case({Priority.HIGH: 0, Priority.MEDIUM: 1}, value=CustomerOrder.priority, else_=2)

_CLAIMS = (
    select(
        _held.order_id,
        CustomerOrderLine.line_no,
        _held.source_line_id,
        _held.quantity,
    )
    .select_from(RESERVES.balance)
    .join(CustomerOrder, CustomerOrder.id == _held.order_id)
    .join(CustomerOrderLine, CustomerOrderLine.id == _held.order_line_id)
    .where(
        _held.source_line_id == func.any(bindparam("sources", type_=ARRAY(BigInteger))),
        _held.kind == ReserveKind.TO_DATE.value,
        _held.quantity > 0,
    )
    .order_by(
        _TURN,
        CustomerOrder.ship_date.nulls_last(),
        CustomerOrder.date,
        CustomerOrder.id,
        CustomerOrderLine.line_no,
    )
)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a line of an order claims of an expected receipt."""

    order_id: int
    line_no: int
    source_line_id: int
    quantity: int


def claims_on(session: Session, source_line_ids: Sequence[int]) -> list[Claim]:
    """Return who claims what of these expected receipts, whose turn it is first.

    High priority before low, then the day wanted, then the order's own date.
    """
    rows = session.execute(_CLAIMS, {"sources": sorted(set(source_line_ids))})
    return [Claim(*tuple(row)) for row in rows]


def goods_arrived(
    session: Session, actor: Actor, arrived: Mapping[int, int], *, clock: Clock
) -> tuple[int, ...]:
    """Turn claims on what has arrived into reserves of goods that are there.

    The caller has put the goods on stock and locks nothing of orders; it takes them off what is
    expected afterwards.

    Args:
        arrived: line of the supplier order → thousandths that came.

    Returns:
        The orders that got something, by id.
    """
    wanted = {claim.order_id for claim in claims_on(session, list(arrived))}
    lock_orders(session, wanted)
    left = dict(arrived)
    parts: dict[int, dict[int, int]] = defaultdict(dict)
    for claim in claims_on(session, list(arrived)):
        taken = min(claim.quantity, left[claim.source_line_id])
        if taken:
            left[claim.source_line_id] -= taken
            parts[claim.order_id][claim.line_no] = taken
    acting(session, actor, clock)
    lent = actor.lent(Permission.ORDER_EDIT)
    for order_id in sorted(parts):
        _convert(session, lent, order_id, parts[order_id], clock)
    return tuple(sorted(parts))


def dates_moved(session: Session, source_line_ids: Sequence[int], *, clock: Clock) -> int:
    """Compute anew when orders can leave that claim these receipts; return how many there are."""
    orders = sorted({claim.order_id for claim in claims_on(session, source_line_ids)})
    lock_orders(session, orders)
    for order_id in orders:
        refreshed(session, locked(session, CustomerOrder, order_id), clock)
    return len(orders)


def _convert(
    session: Session, actor: Actor, order_id: int, arrived: Mapping[int, int], clock: Clock
) -> None:
    """Let lines of one order hold goods instead of a claim."""
    order = locked(session, CustomerOrder, order_id)
    before = posted_lines(session, order_id)
    rows = order_rows(session, order_id)
    next_no = next_number(rows)
    changed: list[Row] = []
    here: Row = {"action": SupplyAction.RESERVE, "source_line_id": 0}
    for row in rows:
        came = arrived.get(row["line_no"], 0)
        rest = row["quantity"] - came
        if not came:
            changed.append(row)
        elif not rest:
            changed.append(row | here)
        else:
            parts: list[tuple[int, Row]] = [(came, here), (rest, {})]
            changed += split_row(row, parts, next_no, includes_vat=order.includes_vat)
            next_no += 1
    save_rows(session, actor, order, changed, clock)
    settle(session, actor, order, before, clock=clock)
