"""Billing: sales invoices from what was shipped, or, without expense orders, from the order itself.

Lock order: the expense order's row, the customer orders by id, then the ledgers in key order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import acting
from core.catalog.models import LotPolicy
from core.documents.lines import save_lines
from core.documents.operations import advance, base_on, create, locked, post, unpost
from core.fulfilment.lots import lots_left
from core.fulfilment.models import OutboundDispositionLine, OutboundOrder
from core.fulfilment.outbound_type import OUTBOUND_ORDER
from core.fulfilment.rules import GoodsRow, draw
from core.fulfilment.site import site_of
from core.fulfilment.statuses import LineAction, OutboundStatus
from core.kernel.clock import Clock
from core.kernel.errors import NotEnough
from core.partners.models import LegalEntity
from core.sales.models import CustomerOrder
from core.sales.rules import LineAmounts, charged, part_of, total
from core.sales.states import lock_orders, refresh_states
from core.sales.statuses import SHIPPABLE
from core.shipments.billable import (
    Billable,
    Payer,
    billable_by_payer,
    disposed_unbilled,
    shipped_unbilled,
)
from core.shipments.errors import (
    InvoiceExceeds,
    NothingToInvoice,
    NotShippedYet,
    ShippedByOrders,
)
from core.shipments.models import SalesInvoice, SalesInvoiceLine
from core.shipments.points import carry_points, told_as_points
from core.shipments.posting import posted_lines
from core.shipments.settling import require_shippable, stage_invoice
from core.shipments.statuses import InvoiceStatus
from core.shipments.types import SALES_INVOICE


def invoice_from_shipped(
    session: Session, actor: Actor, outbound_id: int, *, clock: Clock
) -> list[int]:
    """Bill what an expense order shipped: one invoice per company, payer and place of delivery.

    Prices are those of the order lines. Services of the same orders come along.

    Returns:
        Ids of the invoices, posted.

    Raises:
        NotShippedYet: the goods have not left.
        NothingToInvoice: everything is billed already.
        Forbidden, NotFound, PeriodClosed.
    """
    actor.require(Permission.INVOICE_CREATE, what=SALES_INVOICE.name)
    acting(session, actor, clock)
    outbound = locked(session, OutboundOrder, outbound_id)
    actor.require_warehouse(outbound.warehouse_id)
    if outbound.status != OutboundStatus.SHIPPED:
        raise NotShippedYet(
            document=outbound.number_text, status=outbound.status, machine=OUTBOUND_ORDER.name
        )
    order_ids = sorted(_orders_of(session, outbound_id))
    lock_orders(session, order_ids)
    billable = billable_by_payer(session, shipped_unbilled(outbound_id, order_ids))
    if not billable:
        raise NothingToInvoice(document=outbound.number_text)
    made = []
    for payer, lines in billable.items():
        actor.require_company(payer.company_id)
        invoice = _make(session, actor, payer, lines, outbound=outbound, clock=clock)
        made.append(invoice.id)
    refresh_states(session, order_ids)
    return made


def invoice_from_order(session: Session, actor: Actor, order_id: int, *, clock: Clock) -> list[int]:
    """Bill what an order lets go; on a warehouse without expense orders the goods leave with it.

    Returns:
        The id of the invoice, posted, as a list of one.

    Raises:
        ShippedByOrders: the warehouse ships by expense orders; bill those.
        NothingToInvoice: nothing is let go, or everything is billed.
        NotEnough: the books do not have it; nothing was moved.
        Forbidden, NotFound, PeriodClosed.
    """
    actor.require(Permission.INVOICE_CREATE, what=SALES_INVOICE.name)
    acting(session, actor, clock)
    order = locked(session, CustomerOrder, order_id)
    actor.require_warehouse(order.warehouse_id)
    actor.require_company(order.company_id)
    billable = billable_by_payer(session, disposed_unbilled(order_id))
    site = site_of(session, order.warehouse_id or 0)
    if not billable and site.ordered:
        raise ShippedByOrders(warehouse=site.name, document=order.number_text)
    if not billable or order.status not in SHIPPABLE:
        raise NothingToInvoice(document=order.number_text)
    made = [
        _make(session, actor, payer, lines, order=order, clock=clock).id
        for payer, lines in billable.items()
    ]
    refresh_states(session, [order_id])
    return made


def unpost_invoice(
    session: Session, actor: Actor, invoice_id: int, *, clock: Clock
) -> SalesInvoice:
    """Take a posted invoice back: what it billed waits to be billed again.

    Raises:
        IllegalTransition: it is not sold.
        PointsSpent: the points it brought to a card are not there any more.
        HasDependants, PeriodClosed, Forbidden, NotFound.
    """
    invoice = _opened(session, actor, invoice_id, clock)
    order_ids = _orders_billed(session, invoice_id)
    lock_orders(session, order_ids)
    advance(session, actor, invoice, InvoiceStatus.TO_PREPAY, clock=clock)
    with told_as_points(session, invoice):
        unpost(session, actor, invoice, clock=clock)
    refresh_states(session, order_ids)
    return invoice


def post_invoice(session: Session, actor: Actor, invoice_id: int, *, clock: Clock) -> SalesInvoice:
    """Post an invoice that was taken back.

    Raises:
        IllegalTransition: it is sold already.
        InvoiceExceeds: a disposition does not let so much go any more.
        PeriodClosed, Forbidden, NotFound.
    """
    invoice = _opened(session, actor, invoice_id, clock)
    order_ids = _orders_billed(session, invoice_id)
    lock_orders(session, order_ids)
    _post(session, actor, invoice, clock)
    refresh_states(session, order_ids)
    return invoice


def _opened(session: Session, actor: Actor, invoice_id: int, clock: Clock) -> SalesInvoice:
    actor.require(Permission.INVOICE_CREATE, what=SALES_INVOICE.name, key=invoice_id)
    acting(session, actor, clock)
    invoice = locked(session, SalesInvoice, invoice_id)
    actor.require_company(invoice.company_id)
    actor.require_warehouse(invoice.warehouse_id)
    return invoice


def _orders_of(session: Session, outbound_id: int) -> list[int]:
    return list(
        session.scalars(
            select(OutboundDispositionLine.disposition_document_id)
            .where(OutboundDispositionLine.document_id == outbound_id)
            .distinct()
        )
    )


def _orders_billed(session: Session, invoice_id: int) -> list[int]:
    return list(
        session.scalars(
            select(SalesInvoiceLine.disposition_document_id)
            .where(SalesInvoiceLine.document_id == invoice_id)
            .distinct()
        )
    )


def _make(
    session: Session,
    actor: Actor,
    payer: Payer,
    lines: Sequence[Billable],
    *,
    clock: Clock,
    outbound: OutboundOrder | None = None,
    order: CustomerOrder | None = None,
) -> SalesInvoice:
    """Make and post one invoice; its bases are the expense order and the customer orders."""
    basis = outbound or order
    rows = _rows(session, payer, lines, outbound, order, clock)
    sums = total(LineAmounts(row["amount_minor"], row["vat_minor"]) for row in rows)
    order_ids = sorted({line.order_id for line in lines})
    invoice = cast(
        SalesInvoice,
        create(
            session,
            actor,
            SALES_INVOICE.name,
            clock=clock,
            company_id=payer.company_id,
            basis_id=order_ids[0] if basis is None else basis.id,
            warehouse_id=payer.warehouse_id,
            partner_id=payer.partner_id,
            legal_entity_id=payer.legal_entity_id or _only_entity(session, payer.partner_id),
            agreement_id=payer.agreement_id,
            contract_id=payer.contract_id,
            payment_form=payer.payment_form,
            card_id=payer.card_id,
            includes_vat=payer.includes_vat,
            currency=payer.currency,
            delivery_address=payer.delivery_address,
            total_minor=sums.amount,
            vat_minor=sums.vat,
            moves_stock=outbound is None,
        ),
    )
    base_on(session, invoice, [one for one in order_ids if one != invoice.basis_id])
    save_lines(session, actor, invoice, SalesInvoiceLine, rows, clock=clock)
    billed = {line.order_line_id: (line.billed, line.whole) for line in lines}
    carry_points(session, invoice, rows, billed)
    stage_invoice(session, actor, invoice, order_ids[0], clock=clock)
    _post(session, actor, invoice, clock)
    return invoice


def _post(session: Session, actor: Actor, invoice: SalesInvoice, clock: Clock) -> None:
    lines = posted_lines(session, invoice.id)
    advance(session, actor, invoice, InvoiceStatus.SHIPPED, clock=clock)
    try:
        post(session, actor, invoice, clock=clock)
        require_shippable(session, invoice)
    except NotEnough as error:
        where = error.facts.get("where")
        key = where.get("disposition_line_id") if isinstance(where, dict) else None
        line = next((one for one in lines if one.disposition_line_id == key), None)
        if line is None:
            raise
        raise InvoiceExceeds(
            **error.facts, document=invoice.number_text, item=line.item, line=line.line_no
        ) from error


def _rows(
    session: Session,
    payer: Payer,
    lines: Sequence[Billable],
    outbound: OutboundOrder | None,
    order: CustomerOrder | None,
    clock: Clock,
) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    done = {line.order_line_id: line.billed for line in lines}
    for line, lot, quantity in _by_lot(session, payer, lines, order, clock):
        before = done[line.order_line_id]
        done[line.order_line_id] += quantity
        discount = part_of(line.discount_minor, before, quantity, line.whole)
        amounts = charged(
            line.price_minor,
            quantity,
            line.vat_rate,
            includes_vat=payer.includes_vat,
            discount=discount,
        )
        rows.append(
            {
                "line_no": len(rows) + 1,
                "disposition_document_id": line.order_id,
                "disposition_line_id": line.order_line_id,
                "outbound_document_id": 0 if outbound is None else outbound.id,
                "item_id": line.item_id,
                "variant_id": line.variant_id,
                "packaging_id": line.packaging_id,
                "lot_id": lot,
                "quantity": quantity,
                "price_minor": line.price_minor,
                "discount_minor": discount,
                "vat_rate": line.vat_rate,
                "amount_minor": amounts.amount,
                "vat_minor": amounts.vat,
            }
        )
    return rows


def _by_lot(
    session: Session,
    payer: Payer,
    lines: Sequence[Billable],
    order: CustomerOrder | None,
    clock: Clock,
) -> list[tuple[Billable, int, int]]:
    """Return (line, lot, quantity): lots chosen by expiry where the invoice itself moves stock."""
    by_lots = {line.item_id for line in lines if line.lot_policy is not LotPolicy.NONE}
    if order is None or not by_lots:
        return [(line, 0, line.quantity) for line in lines]
    stock = lots_left(session, payer.warehouse_id or 0, by_lots, clock.business_date())
    found: list[tuple[Billable, int, int]] = []
    for line in lines:
        if line.item_id not in by_lots:
            found.append((line, 0, line.quantity))
            continue
        goods = GoodsRow(line.item_id, line.variant_id, 0, 0, line.quantity, LineAction.SHIP)
        taken, lacking = draw([goods], stock)
        if lacking:
            raise NotEnough(
                ledger="on_hand",
                measure="quantity",
                asked=line.quantity,
                available=lacking[0].found,
                where={"item_id": line.item_id, "variant_id": line.variant_id},
                shortages=(),
            )
        for _, source, quantity in taken:
            found.append((line, source.lot_id, quantity))
            at = stock.index(source)
            stock[at] = replace(source, quantity=source.quantity - quantity)
    return found


def _only_entity(session: Session, partner_id: int | None) -> int | None:
    """Return the counterparty of a partner who has only one; None when it must be chosen."""
    ids = session.scalars(
        select(LegalEntity.id)
        .where(LegalEntity.partner_id == partner_id, LegalEntity.retired.is_(False))
        .limit(2)
    ).all()
    return ids[0] if len(ids) == 1 else None
