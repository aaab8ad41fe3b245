"""How far orders are paid, by the calculation order of their contracts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from core.settlements.charging import day_of
from core.settlements.contracts import contracts
from core.settlements.kinds import DEBT
from core.settlements.ledgers import PAYMENT_PLAN, SETTLEMENTS
from core.settlements.objects import ObjectFacts, object_facts
from core.settlements.rules import Due, OrderPayment, order_payment, paid_by_contract
from core.settlements.standing import big, debts_by_due, due_day, ids, standing, standings

_held = SETTLEMENTS.balance.c
_planned = PAYMENT_PLAN.balance.c


def paid_of_orders(session: Session, order_ids: Iterable[int], on: date) -> dict[int, OrderPayment]:
    """Return order → how far it is paid; the number of statements does not depend on the orders.

    By order: what was paid on the order, and on the invoices of it. By contract: what was paid
    under the contract covers the stages of all its orders, the oldest due first. By invoice: what
    was paid on its invoices.

    Args:
        on: the business date that "due now" and "overdue" are told for.
    """
    facts = object_facts(session, set(order_ids))
    terms = contracts(session, {found.contract_id for found in facts.values()})
    shared = {
        found.id: found.contract_id
        for found in facts.values()
        if found.contract_id and paid_by_contract(terms[found.contract_id].calculation)
    }
    debts = _debts_of(session, facts)
    parts = _shares_of_contracts(session, shared)
    own = standings(session, set(facts))
    stages = _stages_of(session, facts)
    found: dict[int, OrderPayment] = {}
    for key, order in facts.items():
        if key in shared:
            paid = parts.get(key, 0)
        else:
            on_itself = own.get((key, order.currency))
            paid = on_itself.paid if on_itself is not None else 0
            paid += sum(part for object_id, _, part in debts[key] if object_id != key)
        shown = [(due, part) for _, due, part in debts[key]]
        found[key] = order_payment(stages[key], shown, paid, on)
    return found


def _debts_of(
    session: Session, orders: Collection[int]
) -> Mapping[int, list[tuple[int, Due, int]]]:
    """Return order → (object, due, what is paid of it) of what was shipped for it."""
    touched = (
        select(_planned.object_id)
        .where(_planned.order_id == ids(orders), _planned.kind == DEBT, _planned.due > 0)
        .distinct()
    )
    stands = standing(_held.object_id.in_(touched)).subquery("stands")
    of = debts_by_due(stands).subquery("dues")
    rows = session.execute(
        select(of.c.order_id, of.c.object_id, of.c.due_on, of.c.due, of.c.due - of.c.unpaid)
        .where(of.c.order_id == ids(orders))
        .order_by(of.c.order_id, of.c.due_on, of.c.plan_id)
    )
    found: dict[int, list[tuple[int, Due, int]]] = defaultdict(list)
    for order_id, object_id, due_on, due, paid in rows:
        found[order_id].append((object_id, Due(due, due_on), paid))
    return found


def _stages_of(session: Session, orders: Mapping[int, ObjectFacts]) -> Mapping[int, list[Due]]:
    """Return order → the stages it posted, in its currency."""
    rows = session.execute(
        select(_planned.plan_id, _planned.due, _planned.due_on, _planned.currency)
        .where(_planned.plan_id == ids(orders), _planned.kind != DEBT, _planned.due > 0)
        .order_by(_planned.plan_id, _planned.stage_no)
    )
    found: dict[int, list[Due]] = defaultdict(list)
    for plan_id, due, due_on, currency in rows:
        if currency == orders[plan_id].currency:
            found[plan_id].append(Due(due, day_of(due_on)))
    return found


def _shares_of_contracts(session: Session, shared: Mapping[int, int]) -> Mapping[int, int]:
    """Return order → its share of what was paid under its contract, the oldest stage first.

    Args:
        shared: order → its contract.
    """
    if not shared:
        return {}
    wanted = ids(set(shared.values()))
    paid = (
        select(
            _planned.object_id,
            _planned.currency,
            big(
                select(func.sum(_held.paid))
                .where(
                    or_(
                        _held.contract_id == _planned.object_id,
                        _held.object_id == _planned.object_id,
                    ),
                    _held.currency == _planned.currency,
                )
                .scalar_subquery()
            ).label("paid"),
        )
        .where(_planned.object_id == wanted)
        .group_by(_planned.object_id, _planned.currency)
        .subquery("paid")
    )
    upto = func.sum(_planned.due).over(
        partition_by=(_planned.object_id, _planned.currency),
        order_by=(
            due_day(_planned.due_on).nulls_last(),
            _planned.plan_id,
            _planned.stage_no,
        ),
        rows=(None, 0),
    )
    part: Any = func.least(_planned.due, func.greatest(paid.c.paid - (upto - _planned.due), 0))
    rows = (
        select(_planned.plan_id, part.label("part"))
        .join(
            paid,
            (paid.c.object_id == _planned.object_id) & (paid.c.currency == _planned.currency),
        )
        .where(_planned.kind != DEBT, _planned.due > 0)
        .subquery("parts")
    )
    statement = (
        select(rows.c.plan_id, big(func.sum(rows.c.part)))
        .where(rows.c.plan_id == ids(shared))
        .group_by(rows.c.plan_id)
    )
    return {row[0]: row[1] for row in session.execute(statement)}
