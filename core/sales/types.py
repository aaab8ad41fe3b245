"""Customer orders as a document type: statuses, rights, what they post."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from core.access.roles import Permission
from core.documents.linking import register_links
from core.documents.types import DocumentType, register
from core.kernel.i18n import N_
from core.ledger import Ledger, Rows
from core.sales.ledgers import RESERVES
from core.sales.models import (
    CustomerOrder,
    CustomerOrderLine,
    Reallocation,
    ReallocationLine,
)
from core.sales.posting import entries, posted_lines
from core.sales.statuses import (
    ORDER_TRANSITIONS,
    REALLOCATION_TRANSITIONS,
    HolderKind,
    OrderStatus,
    ReallocationStatus,
    ReserveKind,
)
from core.settlements.charging import charging, plan_rows
from core.settlements.contracts import NO_CONTRACT
from core.settlements.kinds import StageKind
from core.settlements.models import PaymentStage
from core.settlements.objects import ObjectKind, facts_of, register_object_kind
from core.settlements.rules import Due, ObjectRole, Stage
from core.settlements.stages import stages_of
from core.stock.ledgers import FREE_STOCK


def _reallocated(session: Session, document: Reallocation) -> Mapping[Ledger, Rows]:
    """Return what earmarks moved; reserves of lines are posted by their orders."""
    table = ReallocationLine.__table__.c
    rows = session.execute(
        select(ReallocationLine.__table__).where(table.document_id == document.id)
    ).mappings()
    reserves: list[dict[str, Any]] = []
    free: list[dict[str, Any]] = []
    for row in rows:
        for side, sign in (("from", -1), ("to", 1)):
            if row[f"{side}_kind"] is not HolderKind.EARMARK:
                continue
            what = {
                "line": row["line_no"],
                "warehouse_id": document.warehouse_id,
                "item_id": row["item_id"],
                "variant_id": row["variant_id"],
            }
            held = {"order_id": row[f"{side}_order_id"], "kind": ReserveKind.EARMARK.value}
            reserves.append(what | held | {"quantity": sign * row["quantity"]})
            free.append(what | {"earmarked": sign * row["quantity"]})
    return {RESERVES: reserves, FREE_STOCK: free}


def _entries(session: Session, order: CustomerOrder) -> Mapping[Ledger, Rows]:
    moved = entries(order, posted_lines(session, order.id))
    if order.status == OrderStatus.AGREEING:
        return moved
    return {**moved, **_planned(session, order)}


def _planned(session: Session, order: CustomerOrder) -> Mapping[Ledger, Rows]:
    """Return when the order is to be paid."""
    of = charging(
        session,
        document_id=order.id,
        company_id=order.company_id,
        legal_entity_id=order.legal_entity_id,
        contract_id=order.contract_id or 0,
        currency=order.currency,
    )
    stages = [
        Stage(StageKind(one.kind), Due(one.amount_minor, one.due_on))
        for one in stages_of(session, order.id).values()
    ]
    return {**plan_rows(of, stages)}


CUSTOMER_ORDER = register(
    DocumentType(
        name="customer_order",
        model=CustomerOrder,
        statuses=OrderStatus,
        initial=OrderStatus.AGREEING,
        transitions=ORDER_TRANSITIONS,
        title=N_("Customer order"),
        status_titles={
            OrderStatus.AGREEING: N_("Agreeing"),
            OrderStatus.RESERVED: N_("Reserved"),
            OrderStatus.TO_SHIP: N_("To ship"),
            OrderStatus.TO_FULFIL: N_("To fulfil"),
            OrderStatus.CLOSED: N_("Closed"),
        },
        prefix="ЗК",
        read=Permission.ORDER_READ,
        edit=Permission.ORDER_EDIT,
        post=Permission.ORDER_CONFIRM,
        line_models=(CustomerOrderLine, PaymentStage),
        entries=_entries,
        steps={
            OrderStatus.RESERVED: Permission.ORDER_CONFIRM,
            OrderStatus.TO_SHIP: Permission.ORDER_CONFIRM,
            OrderStatus.TO_FULFIL: Permission.ORDER_CONFIRM,
            OrderStatus.CLOSED: Permission.ORDER_CLOSE,
        },
    )
)
"""Заказ клиента."""

REALLOCATION = register(
    DocumentType(
        name="reallocation",
        model=Reallocation,
        statuses=ReallocationStatus,
        initial=ReallocationStatus.DONE,
        transitions=REALLOCATION_TRANSITIONS,
        title=N_("Reallocation"),
        status_titles={ReallocationStatus.DONE: N_("Carried out")},
        prefix="КН",
        read=Permission.ORDER_READ,
        edit=Permission.RESERVE_MOVE,
        post=Permission.RESERVE_MOVE,
        numbered_by_company=False,
        line_models=(ReallocationLine,),
        entries=_reallocated,
    )
)
"""Корректировка назначения товаров."""


def _reallocations(document_id: int) -> tuple[Select[Any], ...]:
    """Return the reallocations that touch an order, and the orders that a reallocation touches."""
    line = ReallocationLine
    return (
        select(line.document_id).where(line.from_order_id == document_id),
        select(line.document_id).where(line.to_order_id == document_id),
        select(line.from_order_id).where(line.document_id == document_id),
        select(line.to_order_id).where(line.document_id == document_id),
    )


register_links(REALLOCATION.name, _reallocations)

_order = CustomerOrder.__table__.c

ORDERS_PAID = register_object_kind(
    ObjectKind(
        CUSTOMER_ORDER.name,
        ObjectRole.ORDER,
        lambda: facts_of(
            _order.document_id,
            _order.legal_entity_id,
            func.coalesce(_order.contract_id, NO_CONTRACT.id),
            _order.currency,
            _order.total_minor,
        ),
    )
)
"""Money can be for an order."""
