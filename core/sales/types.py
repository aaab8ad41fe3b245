"""Customer orders as a document type: statuses, rights, what they post."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import literal
from sqlalchemy.orm import Session

from core.access.roles import Permission
from core.documents.types import DocumentType, register
from core.kernel.i18n import N_
from core.ledger import Ledger, Rows
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.sales.posting import entries, posted_lines
from core.sales.statuses import ORDER_TRANSITIONS, OrderStatus
from core.settlements.contracts import NO_CONTRACT
from core.settlements.objects import ObjectKind, facts_of, register_object_kind
from core.settlements.rules import ObjectRole


def _entries(session: Session, order: CustomerOrder) -> Mapping[Ledger, Rows]:
    return entries(order, posted_lines(session, order.id))


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
            OrderStatus.TO_FULFIL: N_("To fulfil"),
            OrderStatus.CLOSED: N_("Closed"),
        },
        prefix="ЗК",
        read=Permission.ORDER_READ,
        edit=Permission.ORDER_EDIT,
        post=Permission.ORDER_CONFIRM,
        line_models=(CustomerOrderLine,),
        entries=_entries,
        steps={
            OrderStatus.TO_FULFIL: Permission.ORDER_CONFIRM,
            OrderStatus.CLOSED: Permission.ORDER_CLOSE,
        },
    )
)
"""Заказ клиента."""

_order = CustomerOrder.__table__.c

ORDERS_PAID = register_object_kind(
    ObjectKind(
        CUSTOMER_ORDER.name,
        ObjectRole.ORDER,
        lambda: facts_of(
            _order.document_id,
            _order.legal_entity_id,
            literal(NO_CONTRACT.id),
            _order.currency,
            _order.total_minor,
        ),
    )
)
"""Money can be for an order."""
