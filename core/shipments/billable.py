"""What may be billed now: goods that left, or may leave, and services, by who pays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, cast

from sqlalchemy import BigInteger, ColumnElement, Select, case, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from core.catalog.models import Item, LotPolicy
from core.documents.models import Document
from core.fulfilment.models import OutboundDispositionLine, OutboundGoodsLine
from core.fulfilment.statuses import LineAction
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.stock.ledgers import DISPOSITIONS
from core.stock.models import Warehouse
from core.terms.statuses import PaymentForm

_gone = DISPOSITIONS.balance.c


@dataclass(frozen=True, slots=True)
class Billable:
    """A disposition line with what may be billed of it now, and its terms."""

    order_id: int
    order_line_id: int
    item_id: int
    variant_id: int
    packaging_id: int
    price_minor: int
    discount_minor: int
    """Of the whole order line."""
    whole: int
    """Thousandths in the whole order line."""
    billed: int
    """Thousandths of it that are billed already."""
    vat_rate: int | None
    service: bool
    lot_policy: LotPolicy
    quantity: int
    """Thousandths to bill now."""


BILLABLE = frozenset(field.name for field in fields(Billable))


@dataclass(frozen=True, slots=True)
class Payer:
    """Who is billed and how: invoices are made one per payer."""

    company_id: int
    partner_id: int | None
    legal_entity_id: int | None
    agreement_id: int | None
    contract_id: int | None
    payment_form: PaymentForm
    card_id: int | None
    currency: str
    includes_vat: bool
    delivery_address: str
    warehouse_id: int | None
    """Where the goods leave from."""


def _columns(
    quantity: ColumnElement[int], packaging: ColumnElement[int], house: ColumnElement[int]
) -> Select[*tuple[Any, ...]]:
    """Return the statement of billable lines, whatever tells how much."""
    return (
        select(
            CustomerOrder.id.label("order_id"),
            CustomerOrderLine.id.label("order_line_id"),
            CustomerOrder.company_id,
            CustomerOrder.partner_id,
            CustomerOrder.legal_entity_id,
            CustomerOrder.agreement_id,
            CustomerOrder.contract_id,
            CustomerOrder.payment_form,
            CustomerOrder.card_id,
            CustomerOrder.currency,
            CustomerOrder.includes_vat,
            CustomerOrder.delivery_address,
            house.label("warehouse_id"),
            CustomerOrderLine.item_id,
            CustomerOrderLine.variant_id,
            packaging.label("packaging_id"),
            CustomerOrderLine.price_minor,
            CustomerOrderLine.discount_minor,
            CustomerOrderLine.quantity.label("whole"),
            _gone.invoiced.label("billed"),
            CustomerOrderLine.vat_rate,
            Item.service,
            Item.lot_policy,
            quantity.label("quantity"),
        )
        .join(CustomerOrderLine, CustomerOrderLine.document_id == CustomerOrder.id)
        .join(Item, Item.id == CustomerOrderLine.item_id)
        .join(
            DISPOSITIONS.balance,
            (_gone.disposition_line_id == CustomerOrderLine.id)
            & (_gone.item_id == CustomerOrderLine.item_id)
            & (_gone.variant_id == CustomerOrderLine.variant_id),
        )
        .where(quantity > 0)
        .order_by(CustomerOrder.id, CustomerOrderLine.line_no)
    )


def shipped_unbilled(outbound_id: int, order_ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    """Return what the expense order shipped and nobody billed, and services of the same orders."""
    why = (
        select(
            OutboundDispositionLine.disposition_line_id.label("line_id"),
            func.sum(OutboundDispositionLine.quantity).label("quantity"),
        )
        .where(OutboundDispositionLine.document_id == outbound_id)
        .group_by(OutboundDispositionLine.disposition_line_id)
        .subquery()
    )
    packed = (
        select(
            OutboundGoodsLine.item_id,
            OutboundGoodsLine.variant_id,
            case(
                (
                    func.min(OutboundGoodsLine.packaging_id)
                    == func.max(OutboundGoodsLine.packaging_id),
                    func.min(OutboundGoodsLine.packaging_id),
                ),
                else_=0,
            ).label("packaging_id"),
        )
        .where(
            OutboundGoodsLine.document_id == outbound_id,
            OutboundGoodsLine.action != LineAction.KEEP,
        )
        .group_by(OutboundGoodsLine.item_id, OutboundGoodsLine.variant_id)
        .subquery()
    )
    unbilled = _gone.shipped - _gone.invoiced
    quantity = case(
        (Item.service, unbilled), else_=func.least(func.coalesce(why.c.quantity, 0), unbilled)
    )
    packaging = func.coalesce(func.nullif(packed.c.packaging_id, 0), CustomerOrderLine.packaging_id)
    wanted = literal(sorted(order_ids), ARRAY(BigInteger))
    house = select(Document.warehouse_id).where(Document.id == outbound_id).scalar_subquery()
    return (
        _columns(quantity, packaging, house)
        .outerjoin(why, why.c.line_id == CustomerOrderLine.id)
        .outerjoin(
            packed,
            (packed.c.item_id == CustomerOrderLine.item_id)
            & (packed.c.variant_id == CustomerOrderLine.variant_id),
        )
        .where(CustomerOrder.id == func.any(wanted))
    )


def disposed_unbilled(order_id: int) -> Select[*tuple[Any, ...]]:
    """Return what an order lets go where the invoice moves the goods, and nobody billed."""
    quantity: ColumnElement[int] = _gone.disposed - _gone.invoiced
    packaging = cast(ColumnElement[int], CustomerOrderLine.packaging_id)
    house = cast(ColumnElement[int], CustomerOrderLine.warehouse_id)
    return (
        _columns(quantity, packaging, house)
        .join(Warehouse, Warehouse.id == CustomerOrderLine.warehouse_id)
        .where(CustomerOrder.id == order_id, Warehouse.ordered_shipping.is_(False))
    )


def billable_by_payer(
    session: Session, statement: Select[*tuple[Any, ...]]
) -> dict[Payer, list[Billable]]:
    """Return billable lines by payer, in the order of their documents."""
    found: dict[Payer, list[Billable]] = defaultdict(list)
    known = {field.name for field in fields(Payer)}
    for row in session.execute(statement).mappings():
        payer = Payer(**{name: row[name] for name in known})
        found[payer].append(Billable(**{name: row[name] for name in row if name in BILLABLE}))
    return dict(found)
