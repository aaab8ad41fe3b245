"""Filling supply: proposing an action for every line, and writing what was decided."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM, Actor
from core.access.roles import Permission
from core.documents.operations import check_version
from core.documents.usual import kept, remember
from core.kernel.clock import Clock
from core.sales.availability import supply_of
from core.sales.effects import OrderSaved, opened_order, require_open, settle
from core.sales.gates import ALL_OPEN, Gates, gates_of
from core.sales.keeping import keep_asked
from core.sales.ledgers import RESERVES
from core.sales.models import CustomerOrder
from core.sales.order_rows import Row, next_number, order_rows, save_rows, split_row
from core.sales.posting import CLAIMING, OrderLineFacts, posted_lines, takes_effect
from core.sales.statuses import SHIPPING_ACTIONS, ReserveKind, SupplyAction
from core.sales.supply_rules import FillOptions, LineNeed, Place, Proposal, Supply, fill_supply
from core.sales.types import CUSTOMER_ORDER

_held = RESERVES.balance.c

_EARMARKED = (
    select(_held.warehouse_id, _held.item_id, _held.variant_id, func.sum(_held.quantity))
    .where(_held.order_id == bindparam("order"), _held.kind == ReserveKind.EARMARK.value)
    .group_by(_held.warehouse_id, _held.item_id, _held.variant_id)
)


@dataclass(frozen=True, slots=True)
class SupplyProposed:
    """What filling supply would do with an order."""

    order_id: int
    version: int
    """Of the order it was computed for."""
    parts: tuple[Proposal, ...]
    """Lines that stay as they are are absent."""
    gates: Gates = ALL_OPEN
    """What payments let the order do; what they forbid is not among the parts."""


_NO, _YES = 1, 2
"""How a remembered choice is stored: 0 would mean that nothing was chosen."""


def usual_options(session: Session, actor: Actor) -> FillOptions:
    """Return how *actor* filled supply last; the usual way when he never did."""
    names = {f"fill_{field.name}": field.name for field in fields(FillOptions)}
    found = kept(session, actor, CUSTOMER_ORDER.name, list(names))
    return FillOptions(**{names[name]: value == _YES for name, value in found.items()})


def remember_options(session: Session, actor: Actor, options: FillOptions) -> None:
    """Keep how *actor* fills supply."""
    chosen = {
        f"fill_{field.name}": _YES if getattr(options, field.name) else _NO
        for field in fields(FillOptions)
    }
    remember(session, actor, CUSTOMER_ORDER.name, chosen)


def propose_action(
    session: Session,
    actor: Actor,
    order_id: int,
    line_nos: Collection[int],
    action: SupplyAction,
    *,
    quantity: int | None = None,
) -> SupplyProposed:
    """Return what lines would do if *action* were set on them; nothing is written.

    A reserve to a date claims the earliest receipts; what they do not cover is demanded.

    Args:
        line_nos: cancelled lines among them stay as they are.
        quantity: thousandths of each line, above 0, when only a part of it is to do so; the rest
            goes on as it does. None, or all of the line and more: the whole line.

    Raises:
        Forbidden, NotFound: rights hide the order or its stock.
    """
    actor.require(Permission.ORDER_READ, what="customer_order", key=order_id)
    order = session.get_one(CustomerOrder, order_id)
    actor.require_company(order.company_id)
    actor.require_warehouse(order.warehouse_id)
    lines = [
        line
        for line in posted_lines(session, order_id)
        if line.line_no in line_nos and not line.cancelled
    ]
    wanted = {line.line_no: min(quantity or line.quantity, line.quantity) for line in lines}
    parts: list[Proposal] = [
        Proposal(line.line_no, wanted[line.line_no], action)
        for line in lines
        if action is not SupplyAction.RESERVE_TO_DATE
    ]
    if action is SupplyAction.RESERVE_TO_DATE:
        needs = _needs(order, lines, {})
        supply = _supply(session, needs).released(needs)
        asked = [replace(need, quantity=wanted[need.line_no], fixed=False) for need in needs]
        only_coming = Supply({}, supply.sources)
        parts += fill_supply(asked, only_coming, FillOptions(), wanted_on=None, may_ship=False)
    parts += [
        Proposal(line.line_no, line.quantity - wanted[line.line_no], line.action, source)
        for line in lines
        if line.quantity > wanted[line.line_no]
        for source in (line.source_line_id,)
    ]
    return SupplyProposed(order_id, order.version, tuple(parts))


def propose_supply(
    session: Session, actor: Actor, order_id: int, options: FillOptions
) -> SupplyProposed:
    """Return what each line should do; nothing is written.

    Before its prepayment is paid an order reserves what it would ship; before its advance is paid
    nothing begins to be supplied, and what has begun goes on.

    Raises:
        Forbidden, NotFound: rights hide the order or its stock.
    """
    actor.require(Permission.ORDER_READ, what="customer_order", key=order_id)
    order = session.get_one(CustomerOrder, order_id)
    actor.require_company(order.company_id)
    actor.require_warehouse(order.warehouse_id)
    gates = gates_of(session, order)
    parts = _parts(session, order, posted_lines(session, order_id), options, gates)
    return SupplyProposed(order_id, order.version, parts, gates)


def apply_supply(
    session: Session, actor: Actor, proposed: SupplyProposed, *, clock: Clock
) -> OrderSaved:
    """Write what was proposed, line by line; lines are split where it says so.

    Raises:
        Conflict: the order was changed since it was proposed.
        NotEnoughForLines: somebody was faster to the goods; nothing was changed.
        OrderClosed, OverDisposed, Forbidden, NotFound.
    """
    order = opened_order(session, actor, proposed.order_id, Permission.ORDER_EDIT, clock)
    check_version(session, order, proposed.version)
    require_open(order)
    before = posted_lines(session, order.id)
    by_line: dict[int, list[tuple[int, Row]]] = {}
    for part in proposed.parts:
        changes: Row = {"action": part.action, "source_line_id": part.source_line_id}
        by_line.setdefault(part.line_no, []).append((part.quantity, changes))
    rows = _split(order_rows(session, order.id), by_line, includes_vat=order.includes_vat)
    save_rows(session, actor, order, rows, clock)
    saved = settle(session, actor, order, before, clock=clock)
    keep_asked(session, order, proposed.version)
    return saved


def _split(
    rows: Sequence[Row], by_line: Mapping[int, list[tuple[int, Row]]], *, includes_vat: bool
) -> list[Row]:
    found: list[Row] = []
    next_no = next_number(rows)
    for row in rows:
        parts = by_line.get(row["line_no"])
        if parts is None:
            found.append(row)
            continue
        found += split_row(row, parts, next_no, includes_vat=includes_vat)
        next_no += len(parts) - 1
    return found


def _parts(
    session: Session,
    order: CustomerOrder,
    lines: Sequence[OrderLineFacts],
    options: FillOptions,
    gates: Gates,
) -> tuple[Proposal, ...]:
    earmarked = {
        (row[0], row[1], row[2]): int(row[3])
        for row in session.execute(_EARMARKED, {"order": order.id})
    }
    if not gates.may_supply:
        lines = [line for line in lines if not takes_effect(order, line.action)]
    needs = _needs(order, lines, earmarked)
    supply = _supply(session, needs)
    return fill_supply(
        needs,
        supply.released(needs),
        options,
        wanted_on=order.ship_date,
        may_ship=gates.may_ship,
        may_supply=gates.may_supply,
    )


def _supply(session: Session, needs: Sequence[LineNeed]) -> Supply:
    return supply_of(
        session,
        SYSTEM,  # what is free is asked for the order's own warehouses
        {need.warehouse_id for need in needs},
        {need.item_id for need in needs},
    )


def _needs(
    order: CustomerOrder, lines: Sequence[OrderLineFacts], earmarked: Mapping[Place, int]
) -> list[LineNeed]:
    left = dict(earmarked)
    found = []
    for line in lines:
        if line.cancelled:
            continue
        place = (line.warehouse_id, line.item_id, line.variant_id)
        acts = takes_effect(order, line.action)
        fixed = bool(line.ordered or line.invoiced)
        own = 0 if fixed else min(left.get(place, 0), line.quantity)
        left[place] = left.get(place, 0) - own
        found.append(
            LineNeed(
                line.line_no,
                *place,
                line.quantity,
                service=line.service,
                fixed=fixed or (acts and line.action in SHIPPING_ACTIONS),
                held=line.quantity if acts and line.action in CLAIMING else 0,
                claimed=line.quantity
                if acts and line.action is SupplyAction.RESERVE_TO_DATE
                else 0,
                source_line_id=line.source_line_id,
                earmarked=own,
            )
        )
    return found
