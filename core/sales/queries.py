"""Reading orders as frozen cards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.catalog.models import Item, ItemVariant, Packaging, Unit
from core.documents.rows import document_rows
from core.kernel.errors import NotFound
from core.kernel.quantity import ONE
from core.partners.models import Company, LegalEntity, Partner
from core.pricing.models import PriceType
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.sales.statuses import OrderState, OrderStatus, SupplyAction
from core.stock.ledgers import DISPOSITIONS
from core.stock.models import Warehouse
from core.terms.statuses import PaymentForm


@dataclass(frozen=True, slots=True)
class OrderLineRow:
    """A line of an order; quantities in thousandths of the base unit, money in minor units."""

    id: int
    line_no: int
    item_id: int
    item_code: str
    article: str
    item: str
    unit: str
    variant_id: int
    variant: str
    packaging_id: int
    packaging: str
    pack_quantity: int
    """Thousandths of the base unit in one pack; 1000 without packaging."""
    quantity: int
    price_minor: int
    """Before discounts."""
    price_typed: bool
    manual_percent: int
    discount_minor: int
    vat_rate: int | None
    """Hundredths of a percent; None = without VAT."""
    amount_minor: int
    vat_minor: int
    action: SupplyAction
    cancelled: bool
    cancel_reason: str
    ordered: int
    """In expense orders of any status."""
    shipped: int
    invoiced: int


@dataclass(frozen=True, slots=True)
class OrderCard:
    """An order as a form shows it."""

    id: int
    number: str
    date: dt.date
    version: int
    status: OrderStatus
    state: OrderState
    posted: bool
    company_id: int
    company: str
    partner_id: int
    partner: str
    legal_entity_id: int | None
    legal_entity: str
    warehouse_id: int
    warehouse: str
    agreement_id: int | None
    contract_id: int | None
    payment_form: PaymentForm
    card_id: int | None
    chosen_discounts: tuple[int, ...]
    price_type_id: int
    price_type: str
    includes_vat: bool
    currency: str
    ship_date: dt.date | None
    delivery_address: str
    comment: str
    total_minor: int
    vat_minor: int
    discount_minor: int
    lines: tuple[OrderLineRow, ...]

    @property
    def shipped_percent(self) -> int:
        """Whole percents of the value of its lines that have left; 0 for an empty order."""
        return _percent(
            (line.amount_minor, line.shipped, line.quantity)
            for line in self.lines
            if not line.cancelled
        )

    @property
    def invoiced_percent(self) -> int:
        """Whole percents of the value of its lines that are billed; 0 for an empty order."""
        return _percent(
            (line.amount_minor, line.invoiced, line.quantity)
            for line in self.lines
            if not line.cancelled
        )

    @property
    def all_shipped(self) -> bool:
        """Whether nothing that is not cancelled is left to leave; also for an empty order."""
        return all(line.cancelled or line.shipped >= line.quantity for line in self.lines)

    @property
    def all_invoiced(self) -> bool:
        """Whether nothing that is not cancelled is left to be billed; also for an empty order."""
        return all(line.cancelled or line.invoiced >= line.quantity for line in self.lines)


def order_card(session: Session, actor: Actor, order_id: int) -> OrderCard:
    """Return an order with its lines; two statements.

    Raises:
        Forbidden: the actor may not read orders.
        NotFound: there is none, or his rights hide it.
    """
    actor.require(Permission.ORDER_READ, what="customer_order", key=order_id)
    row = session.execute(
        select(
            CustomerOrder.id,
            CustomerOrder.number_text,
            CustomerOrder.date,
            CustomerOrder.version,
            CustomerOrder.status,
            CustomerOrder.state,
            CustomerOrder.posted,
            Company.id,
            Company.name,
            Partner.id,
            Partner.name,
            CustomerOrder.legal_entity_id,
            func.coalesce(LegalEntity.name, ""),
            Warehouse.id,
            Warehouse.name,
            CustomerOrder.agreement_id,
            CustomerOrder.contract_id,
            CustomerOrder.payment_form,
            CustomerOrder.card_id,
            CustomerOrder.chosen_discounts,
            PriceType.id,
            PriceType.name,
            CustomerOrder.includes_vat,
            CustomerOrder.currency,
            CustomerOrder.ship_date,
            CustomerOrder.delivery_address,
            CustomerOrder.comment,
            CustomerOrder.total_minor,
            CustomerOrder.vat_minor,
            CustomerOrder.discount_minor,
        )
        .join(Company, Company.id == CustomerOrder.company_id)
        .join(Partner, Partner.id == CustomerOrder.partner_id)
        .join(Warehouse, Warehouse.id == CustomerOrder.warehouse_id)
        .join(PriceType, PriceType.id == CustomerOrder.price_type_id)
        .outerjoin(LegalEntity, LegalEntity.id == CustomerOrder.legal_entity_id)
        .where(CustomerOrder.id == order_id, *document_rows(actor))
    ).one_or_none()
    if row is None:
        raise NotFound(what="customer_order", key=order_id)
    values: list[Any] = list(row)
    values[4] = OrderStatus(values[4])
    chosen = [field.name for field in fields(OrderCard)].index("chosen_discounts")
    values[chosen] = tuple(values[chosen])
    values.append(order_lines(session, order_id))
    return OrderCard(*values)


def order_lines(session: Session, order_id: int) -> tuple[OrderLineRow, ...]:
    """Return the lines of an order with what became of them, by number."""
    line, gone = CustomerOrderLine, DISPOSITIONS.balance.c
    rows = session.execute(
        select(
            line.id,
            line.line_no,
            line.item_id,
            Item.code,
            Item.article,
            Item.name,
            Unit.symbol,
            line.variant_id,
            func.coalesce(ItemVariant.name, ""),
            line.packaging_id,
            func.coalesce(Packaging.name, ""),
            func.coalesce(Packaging.quantity, int(ONE)),
            line.quantity,
            line.price_minor,
            line.price_typed,
            line.manual_percent,
            line.discount_minor,
            line.vat_rate,
            line.amount_minor,
            line.vat_minor,
            line.action,
            line.cancelled,
            line.cancel_reason,
            func.coalesce(gone.ordered, 0),
            func.coalesce(gone.shipped, 0),
            func.coalesce(gone.invoiced, 0),
        )
        .join(Item, Item.id == line.item_id)
        .join(Unit, Unit.id == Item.unit_id)
        .outerjoin(ItemVariant, and_(line.variant_id != 0, ItemVariant.id == line.variant_id))
        .outerjoin(Packaging, and_(line.packaging_id != 0, Packaging.id == line.packaging_id))
        .outerjoin(
            DISPOSITIONS.balance,
            and_(
                gone.disposition_line_id == line.id,
                gone.item_id == line.item_id,
                gone.variant_id == line.variant_id,
            ),
        )
        .where(line.document_id == order_id)
        .order_by(line.line_no)
    )
    return tuple(OrderLineRow(*tuple[Any, ...](row)) for row in rows)


def _percent(parts: Iterable[tuple[int, int, int]]) -> int:
    whole = done = 0
    for amount, quantity, of in parts:
        whole += amount
        done += amount * min(quantity, of) // of
    return done * 100 // whole if whole else 0
