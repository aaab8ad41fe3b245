"""Keeping the computed state of orders true to the facts.

Whoever changes facts of an order (its lines, expense orders, invoices) has locked the order row and
calls `refresh_states` in the same transaction; `klad verify` recomputes every state.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    String,
    Table,
    and_,
    bindparam,
    case,
    column,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from core.ledger import Difference, verification
from core.sales.gates import NOTHING_DUE, stage_sums
from core.sales.ledgers import RESERVES
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.sales.rules import OrderFacts, order_state
from core.sales.statuses import (
    WAITING_ACTIONS,
    OrderState,
    OrderStatus,
    OrderStrategy,
    ReserveKind,
    SupplyAction,
)
from core.settlements.contracts import contracts
from core.settlements.rules import paid_by_contract
from core.stock.ledgers import DISPOSITIONS

_gone = DISPOSITIONS.balance.c
_line = CustomerOrderLine.__table__.c
_ORDERS = cast(Table, CustomerOrder.__table__)
_order = _ORDERS.c


def _lines_where(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((and_(_line.cancelled.is_(False), condition), 1)))


def _not_come() -> ColumnElement[bool]:
    """Return whether less came for the order of the line's item than all its lines wait for."""
    held, same = RESERVES.balance.c, CustomerOrderLine.__table__.alias("same").c
    came = (
        select(func.coalesce(func.sum(held.quantity), 0))
        .where(
            held.order_id == _line.document_id,
            held.kind == ReserveKind.EARMARK.value,
            held.warehouse_id == _line.warehouse_id,
            held.item_id == _line.item_id,
            held.variant_id == _line.variant_id,
        )
        .scalar_subquery()
    )
    awaited = (
        select(func.sum(same.quantity))
        .where(
            same.document_id == _line.document_id,
            same.action == SupplyAction.DEMAND_EARMARKED,
            same.cancelled.is_(False),
            same.warehouse_id == _line.warehouse_id,
            same.item_id == _line.item_id,
            same.variant_id == _line.variant_id,
        )
        .scalar_subquery()
    )
    return came < awaited


def _facts() -> Select[int, str, OrderState, OrderStrategy, int, int, int, int]:
    shipped = func.coalesce(_gone.shipped, 0)
    moving = or_(_gone.ordered > 0, _gone.invoiced > 0)
    return (
        select(
            CustomerOrder.id,
            CustomerOrder.status,
            CustomerOrder.state,
            CustomerOrder.strategy,
            _lines_where(
                or_(
                    _line.action.in_(WAITING_ACTIONS - {SupplyAction.DEMAND_EARMARKED}),
                    and_(_line.action == SupplyAction.DEMAND_EARMARKED, _not_come()),
                )
            ),
            _lines_where(
                and_(
                    _line.action == SupplyAction.NONE,
                    func.coalesce(_gone.invoiced, 0) < _line.quantity,
                )
            ),
            _lines_where(shipped < _line.quantity),
            _lines_where(moving),
        )
        .outerjoin(CustomerOrderLine, _line.document_id == CustomerOrder.id)
        .outerjoin(
            DISPOSITIONS.balance,
            and_(
                _gone.disposition_line_id == _line.id,
                _gone.item_id == _line.item_id,
                _gone.variant_id == _line.variant_id,
            ),
        )
        .group_by(CustomerOrder.id, _order.document_id)
    )


_FACTS = _facts()
_FACTS_OF = _FACTS.where(CustomerOrder.id == func.any(bindparam("orders", type_=ARRAY(BigInteger))))
"""Asked by every verb that touches an order, so they are built once."""


def order_facts(
    session: Session, order_ids: Iterable[int] | None = None
) -> Iterator[tuple[int, OrderState, OrderFacts]]:
    """Return (order, stored state, facts) of the orders given, or of all.

    A constant number of statements.
    """
    statement, values = _FACTS, {}
    if order_ids is not None:
        order_ids = sorted(set(order_ids))
        statement, values = _FACTS_OF, {"orders": order_ids}
    sums = stage_sums(session, order_ids)
    for row in session.execute(statement, values):
        order_id, status, state, strategy, awaiting, idle, unshipped, started = row
        paid = sums.get(order_id, NOTHING_DUE)
        facts = OrderFacts(
            status=OrderStatus(status),
            idle=idle,
            awaiting=awaiting,
            billed_only=strategy is OrderStrategy.BILL,
            unshipped=unshipped,
            started=started,
            paid_minor=paid.paid,
            advance_minor=paid.advance,
            prepayment_minor=paid.prepayment,
            credit_minor=paid.credit,
        )
        yield order_id, state, facts


_LOCK = (
    select(_order.document_id)
    .where(_order.document_id == func.any(bindparam("orders", type_=ARRAY(BigInteger))))
    .order_by(_order.document_id)
    .with_for_update(key_share=True)
)


def lock_orders(session: Session, order_ids: Iterable[int]) -> None:
    """Lock orders in the order of their ids, before any ledger is posted."""
    session.execute(_LOCK, {"orders": sorted(set(order_ids))}).all()


def refresh_states(session: Session, order_ids: Sequence[int]) -> dict[int, OrderState]:
    """Recompute and store the states of orders that the caller has locked.

    A constant number of statements.

    Returns:
        Order id → state, changed or not.
    """
    session.flush()  # facts are read back from the database
    states = _recompute(session, order_ids)
    _refresh_sharing(session, states)
    return states


def refresh_stale(session: Session, among: ColumnElement[bool]) -> tuple[int, ...]:
    """Bring up to date the open orders of *among* whose state does not follow any more.

    Only these are locked.

    Returns:
        Those orders, by id.
    """
    over = [OrderStatus.AGREEING.value, OrderStatus.CLOSED.value]
    orders = select(CustomerOrder.document_id).where(among, CustomerOrder.status.not_in(over))
    asked = session.scalars(orders).all()
    found = order_facts(session, asked) if asked else ()
    stale = sorted(key for key, stored, facts in found if order_state(facts) is not stored)
    if stale:
        lock_orders(session, stale)
        _recompute(session, stale)
    return tuple(stale)


def _recompute(session: Session, order_ids: Sequence[int]) -> dict[int, OrderState]:
    states: dict[int, OrderState] = {}
    changed: dict[int, OrderState] = {}
    for order_id, stored, facts in order_facts(session, order_ids):
        states[order_id] = order_state(facts)
        if states[order_id] is not stored:
            changed[order_id] = states[order_id]
    if changed:
        _store(session, changed)
    return states


def _refresh_sharing(session: Session, order_ids: Iterable[int]) -> None:
    """Bring up to date the other open orders that money under the same contracts pays for.

    Where a contract settles as a whole its payments go to the oldest stages first, so an order
    that comes, changes or ends moves the shares of the others.
    """
    mine = sorted(order_ids)
    signed = session.scalars(
        select(_order.contract_id)
        .where(_order.document_id.in_(mine), _order.contract_id.is_not(None))
        .distinct()
    ).all()
    terms = contracts(session, signed)
    shared = [key for key, one in terms.items() if key and paid_by_contract(one.calculation)]
    if shared:
        refresh_stale(session, and_(_order.contract_id.in_(shared), CustomerOrder.id.not_in(mine)))


def _store(session: Session, changed: dict[int, OrderState]) -> None:
    ids = sorted(changed)
    given = (
        func.unnest(
            bindparam(None, ids, type_=ARRAY(BigInteger), unique=True),
            bindparam(None, [changed[i].value for i in ids], type_=ARRAY(String), unique=True),
        )
        .table_valued(column("id", BigInteger), column("state", String), name="given")
        .render_derived()
    )
    # A cache beside the header: the version does not grow, so no editor is told of a conflict.
    session.connection().execute(
        update(_ORDERS).where(_order.document_id == given.c.id).values(state=given.c.state)
    )


@verification("states of orders")
def stored_states(session: Session) -> list[Difference]:
    """Return the orders whose stored state does not follow from the facts."""
    return [
        Difference("order state", {"order": order_id}, stored.value, order_state(facts).value)
        for order_id, stored, facts in order_facts(session)
        if stored is not order_state(facts)
    ]
