"""What a document that charges a customer posts: the debt, and when it is due.

A sales invoice calls `settlement_rows` in its `entries`; a correction that makes a debt smaller
calls `credit_rows`. An order posts what is expected of it with `plan_rows`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.kernel.errors import BadValue
from core.kernel.money import Money
from core.ledger import Ledger
from core.partners.calculation import CalculationOrder
from core.settlements.contracts import ContractFacts, contracts
from core.settlements.kinds import DEBT, StageKind
from core.settlements.ledgers import PAYMENT_PLAN, SETTLEMENTS
from core.settlements.rates import ROUBLE
from core.settlements.rules import (
    Due,
    Stage,
    advance_object,
    debt_object,
    paid_by_contract,
    reduced,
    spread,
)

Entries = dict[Ledger, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Charging:
    """The document that charges, or promises to."""

    document_id: int
    company_id: int
    legal_entity_id: int = 0
    """0: the partner has no counterparty on record."""
    contract_id: int = 0
    """0: without a contract, by order."""
    calculation: CalculationOrder = CalculationOrder.BY_ORDER
    currency: str = ROUBLE


def charging(
    session: Session,
    *,
    document_id: int,
    company_id: int | None,
    legal_entity_id: int | None,
    contract_id: int,
    currency: str,
) -> Charging:
    """Return who charges, with the calculation order of the contract; at most one statement.

    Raises:
        NotFound: no such contract.
    """
    found: ContractFacts = contracts(session, [contract_id])[contract_id]
    return Charging(
        document_id=document_id,
        company_id=company_id or 0,
        legal_entity_id=legal_entity_id or 0,
        contract_id=contract_id,
        calculation=found.calculation,
        currency=currency,
    )


def settlement_rows(
    of: Charging, amounts: Mapping[int, int], stages: Sequence[Due], on: date
) -> Entries:
    """Return what a shipping document posts: charged to the object, due by stages.

    Args:
        amounts: order → what is charged for it, minor units; 0 stands for "without an order".
        stages: when the whole is due; empty: all of it on *on* (no schedule is one credit stage
            without delay, domain §3.7). Each order gets its part of every stage.
        on: the date of shipment.
    """
    charged: list[dict[str, Any]] = []
    due: list[dict[str, Any]] = []
    for order_id, amount in sorted(amounts.items()):
        if amount <= 0:
            continue
        object_id = debt_object(
            of.calculation,
            contract_id=of.contract_id,
            order_id=order_id,
            document_id=of.document_id,
        )
        charged.append(_settled(of, object_id) | {"charged": amount})
        for number, part in enumerate(spread(amount, stages or (Due(amount, on),)), start=1):
            if part.minor:
                planned = _planned(of, object_id, order_id, number, DEBT, part.on)
                due.append(planned | {"due": part.minor})
    return {SETTLEMENTS: charged, PAYMENT_PLAN: due}


def plan_rows(of: Charging, stages: Sequence[Stage]) -> Entries:
    """Return what an order posts: its stages, expected of the object that takes its advances.

    Where the contract settles by invoices nothing is paid ahead, so the stages stand on the order
    itself, for information.
    """
    object_id = (
        advance_object(
            of.calculation,
            contract_id=of.contract_id,
            order_id=of.document_id,
            document_id=of.document_id,
        )
        if paid_by_contract(of.calculation)
        else of.document_id
    )
    rows = [
        _planned(of, object_id, of.document_id, number, stage.kind.value, stage.due.on)
        | {"due": stage.due.minor}
        for number, stage in enumerate(stages, start=1)
        if stage.due.minor
    ]
    return {PAYMENT_PLAN: rows}


@dataclass(frozen=True, slots=True)
class PlannedDebt:
    """A row of the plan that says when a part of an invoice is due."""

    object_id: int
    order_id: int
    stage_no: int
    due: Due


def planned_debts(session: Session, plan_id: int) -> list[PlannedDebt]:
    """Return what is still due of a document that charged, the oldest first."""
    kept = PAYMENT_PLAN.balance.c
    rows = session.execute(
        select(kept.object_id, kept.order_id, kept.stage_no, kept.due, kept.due_on)
        .where(kept.plan_id == plan_id, kept.kind == DEBT, kept.due > 0)
        .order_by(kept.due_on, kept.stage_no, kept.order_id)
    )
    return [
        PlannedDebt(row.object_id, row.order_id, row.stage_no, Due(row.due, day_of(row.due_on)))
        for row in rows
    ]


def credit_rows(
    of: Charging, plan_id: int, planned: Sequence[PlannedDebt], amounts: Mapping[int, int]
) -> Entries:
    """Return what a correction posts that makes a debt smaller: what falls due last goes first.

    Args:
        of: the document that charged, as it charged.
        plan_id: that document.
        planned: see `planned_debts`.
        amounts: order → by how much its debt becomes smaller, above 0.

    Raises:
        BadValue: the document charged less than that for an order.
    """
    charged: dict[int, int] = defaultdict(int)
    due: list[dict[str, Any]] = []
    for order_id, amount in sorted(amounts.items()):
        rows = [row for row in planned if row.order_id == order_id]
        taken = reduced([row.due for row in rows], amount)
        if sum(taken) < amount:
            raise BadValue(what="amount", value=Money(amount), expected=Money(sum(taken)))
        for row, part in zip(rows, taken, strict=True):
            if part:
                charged[row.object_id] -= part
                key = _planned(of, row.object_id, order_id, row.stage_no, DEBT, row.due.on)
                due.append(key | {"plan_id": plan_id, "due": -part})
    return {
        SETTLEMENTS: [_settled(of, key) | {"charged": value} for key, value in charged.items()],
        PAYMENT_PLAN: due,
    }


def day_of(text: str) -> date | None:
    """Return the day a stored text means; None: not known."""
    return date.fromisoformat(text) if text else None


def _settled(of: Charging, object_id: int) -> dict[str, Any]:
    return {
        "company_id": of.company_id,
        "legal_entity_id": of.legal_entity_id,
        "contract_id": of.contract_id,
        "object_id": object_id,
        "currency": of.currency,
    }


def _planned(
    of: Charging,
    object_id: int,
    order_id: int,
    stage_no: int,
    kind: StageKind | str,
    on: date | None,
) -> dict[str, Any]:
    return {
        "object_id": object_id,
        "currency": of.currency,
        "plan_id": of.document_id,
        "order_id": order_id,
        "stage_no": stage_no,
        "kind": str(kind),
        "due_on": on.isoformat() if on is not None else "",
    }
