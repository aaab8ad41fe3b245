"""Sales invoices: from the facts of shipping, by payer, with everything a ТОРГ-12 prints."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from core import ledger
from core.documents.listing import ListQuery, page
from core.fulfilment.errors import InvoicedAlready
from core.fulfilment.listings import DISPOSITIONS_LIST, OUTBOUND_ORDERS
from core.fulfilment.outbound import create_outbound, picks_finished, release, ship, unship
from core.fulfilment.pick_list import pick_list_card
from core.fulfilment.queries import outbound_card
from core.fulfilment.rules import DispositionState
from core.kernel.clock import Clock
from core.kernel.errors import NotEnough
from core.sales.closing import close_order
from core.sales.listings import CUSTOMER_ORDERS
from core.sales.models import CustomerOrder
from core.sales.queries import order_card
from core.sales.statuses import OrderState, OrderStatus
from core.shipments.errors import NothingToInvoice, NotShippedYet, ShippedByOrders
from core.shipments.invoicing import (
    invoice_from_order,
    invoice_from_shipped,
    post_invoice,
    unpost_invoice,
)
from core.shipments.listings import SALES_INVOICES
from core.shipments.queries import invoice_card, mismatch_rows
from core.shipments.rules import Mismatch
from tests.integration.sales.trade import BOSS, Trade, build


def _shipped(session: Session, trade: Trade, *orders: int) -> int:
    (made,) = create_outbound(
        session, BOSS, trade.warehouses["plain"], clock=trade.clock, order_ids=orders
    )
    release(session, BOSS, made.id, clock=trade.clock)
    picks_finished(session, BOSS, made.id, clock=trade.clock)
    ship(session, BOSS, made.id, clock=trade.clock)
    return made.id


def test_what_was_shipped_is_billed_once(session: Session, clock: Clock) -> None:
    """Prices are the order's, totals sums of rounded lines, the order may close afterwards."""
    trade = build(session, clock, "GLOVES 10 @99.99, MASK 5 @12.00")
    order = trade.order(session, "GLOVES 3, MASK 0.5")
    outbound = _shipped(session, trade, order)
    (made,) = invoice_from_shipped(session, BOSS, outbound, clock=clock)
    card = invoice_card(session, BOSS, made)
    assert (card.number, card.partner, card.buyer.inn) == ("КЛ-000001", "Rose", "7707083893")
    assert [basis.number for basis in card.orders] == ["КЛ-000001"]
    assert [basis.type for basis in card.expense_orders] == ["outbound_order"]
    line = card.lines[0]
    assert (line.okei, line.unit, line.article, line.order) == (
        "796",
        "шт",
        "A-GLOVES",
        "КЛ-000001",
    )
    assert (line.quantity, line.net_minor, line.net_price_minor) == (3000, 24588, 8196)
    assert (line.amount_minor, line.vat_minor, line.vat_rate) == (29997, 5409, 2200)
    assert line.gross_grams == 750
    assert (card.total_minor, card.vat_minor, card.net_minor) == (30597, 5517, 25080)
    with pytest.raises(NothingToInvoice):
        invoice_from_shipped(session, BOSS, outbound, clock=clock)
    closed = close_order(session, BOSS, order, clock=clock)
    assert closed.status is OrderStatus.CLOSED
    assert ledger.verify(session) == []


def test_each_payer_gets_an_invoice_of_his_company(session: Session, clock: Clock) -> None:
    """Two orders of one customer share an invoice, another company makes its own."""
    trade = build(session, clock, "GLOVES 10 @1, MASK 5 @1")
    one = trade.order(session, "GLOVES 1")
    two = trade.order(session, "MASK 2")
    other = trade.order(session, "GLOVES 3", company="УП", partner="LILY")
    outbound = _shipped(session, trade, one, two, other)
    cards = [
        invoice_card(session, BOSS, found)
        for found in invoice_from_shipped(session, BOSS, outbound, clock=clock)
    ]
    assert [(card.company.name, card.partner, len(card.lines)) for card in cards] == [
        ("ООО КЛ", "Rose", 2),
        ("ООО УП", "Lily", 1),
    ]
    assert cards[1].lines[0].vat_rate is None
    assert cards[1].vat_minor == 0
    assert len(cards[0].orders) == 2


def test_an_invoice_is_taken_back_and_posted_again(session: Session, clock: Clock) -> None:
    """While it stands the shipment cannot be taken back; taken back it is billed no more."""
    trade = build(session, clock, "GLOVES 10 @1")
    outbound = _shipped(session, trade, trade.order(session, "GLOVES 4"))
    (made,) = invoice_from_shipped(session, BOSS, outbound, clock=clock)
    with pytest.raises(InvoicedAlready):
        unship(session, BOSS, outbound, clock=clock)
    unpost_invoice(session, BOSS, made, clock=clock)
    assert trade.disposition(session, "GLOVES") == (4, 4, 4, 0)
    post_invoice(session, BOSS, made, clock=clock)
    assert trade.disposition(session, "GLOVES") == (4, 4, 4, 4)
    unpost_invoice(session, BOSS, made, clock=clock)
    unship(session, BOSS, outbound, clock=clock)
    with pytest.raises(NotShippedYet):
        invoice_from_shipped(session, BOSS, outbound, clock=clock)
    assert ledger.verify(session) == []


def test_without_expense_orders_the_invoice_moves_the_stock(session: Session, clock: Clock) -> None:
    """Lots are chosen by expiry; the state of the order follows."""
    trade = build(
        session,
        clock,
        "GLOVES 5 @1, MILK 0 @2 :expiry",
        lots="L1 MILK 2026-12-01, L2 MILK 2026-12-15",
    )
    trade.put(session, "GLOVES 10, MILK 3 @L1, MILK 3 @L2", "shop")
    order = trade.order(session, "GLOVES 4, MILK 4", warehouse="shop")
    (made,) = invoice_from_order(session, BOSS, order, clock=clock)
    card = invoice_card(session, BOSS, made)
    assert [(line.item, line.lot, line.quantity) for line in card.lines] == [
        ("Gloves", "", 4000),
        ("Milk", "L1", 3000),
        ("Milk", "L2", 1000),
    ]
    assert trade.free(session, "GLOVES", "shop") == (6, 0, 0)
    assert trade.disposition(session, "MILK") == (4, 4, 4, 4)
    found = session.get_one(CustomerOrder, order, populate_existing=True)
    assert found.state is OrderState.AWAITING_PAYMENT
    unpost_invoice(session, BOSS, made, clock=clock)
    assert trade.free(session, "GLOVES", "shop") == (10, 0, 4)
    with pytest.raises(NothingToInvoice):
        invoice_from_order(
            session, BOSS, trade.order(session, "GLOVES 1 none", warehouse="shop"), clock=clock
        )
    with pytest.raises(ShippedByOrders):
        invoice_from_order(session, BOSS, trade.order(session, "GLOVES 1"), clock=clock)


def test_an_invoice_ships_no_expired_lots(session: Session, clock: Clock) -> None:
    """Free stock counts them, the choice of lots does not; nothing is billed."""
    trade = build(session, clock, "MILK 0 @2 :expiry", lots="OLD MILK 2026-11-01")
    trade.put(session, "MILK 5 @OLD", "shop")
    order = trade.order(session, "MILK 4", warehouse="shop")
    with pytest.raises(NotEnough):
        invoice_from_order(session, BOSS, order, clock=clock)
    assert trade.disposition(session, "MILK") == (4, 0, 0, 0)


def test_services_come_along_with_the_goods(session: Session, clock: Clock) -> None:
    """A service never waits in the warehouse and is billed with the first shipment."""
    trade = build(session, clock, "GLOVES 10 @1, HAUL 0 @500 :service")
    order = trade.order(session, "GLOVES 4, HAUL 1")
    outbound = _shipped(session, trade, order)
    (made,) = invoice_from_shipped(session, BOSS, outbound, clock=clock)
    assert [line.item for line in invoice_card(session, BOSS, made).lines] == ["Gloves", "Haul"]
    assert close_order(session, BOSS, order, clock=clock).state is OrderState.CLOSED


def test_cards_and_lists_tell_how_far_things_are(session: Session, clock: Clock) -> None:
    """Dispositions walk through their states; control names what is to be done."""
    trade = build(session, clock, "GLOVES 10 @1, MASK 5 @1")
    order = trade.order(session, "GLOVES 4, MASK 2")

    def shown() -> tuple[object, ...] | None:
        rows = page(session, BOSS, DISPOSITIONS_LIST, ListQuery()).rows
        return rows[0].values[6:] if rows else None

    def labels() -> set[Mismatch]:
        return {label for row in mismatch_rows(session, BOSS) for label in row.labels}

    assert shown() == (DispositionState.AWAITING_PICK, 6000, 0, 0, 0)
    assert labels() == {Mismatch.ASSEMBLE}
    (made,) = create_outbound(
        session, BOSS, trade.warehouses["plain"], clock=clock, order_ids=[order]
    )
    release(session, BOSS, made.id, clock=clock)
    assert shown() == (DispositionState.PICKING, 0, 6000, 0, 0)
    assert labels() == {Mismatch.ASSEMBLING}
    card = outbound_card(session, BOSS, made.id)
    assert (card.dispositions, card.recipient, len(card.why), len(card.goods)) == (
        ("КЛ-000001",),
        "Rose",
        2,
        2,
    )
    paper = pick_list_card(session, BOSS, made.id)
    assert [(line.item, line.quantity, line.cell) for line in paper.lines] == [
        ("Gloves", 4000, ""),
        ("Mask", 2000, ""),
    ]
    assert (paper.recipients, paper.weight_grams) == (("Rose",), 1500)
    picks_finished(session, BOSS, made.id, clock=clock)
    assert shown() == (DispositionState.AWAITING_SHIPMENT, 0, 0, 6000, 0)
    assert labels() == {Mismatch.ASSEMBLED}
    ship(session, BOSS, made.id, clock=clock)
    assert shown() == (DispositionState.AWAITING_INVOICE, 0, 0, 0, 6000)
    assert labels() == {Mismatch.TO_INVOICE}
    invoice_from_shipped(session, BOSS, made.id, clock=clock)
    assert (shown(), labels()) == (None, set())
    found = order_card(session, BOSS, order)
    assert (found.shipped_percent, found.invoiced_percent) == (100, 100)
    for shown_list in (CUSTOMER_ORDERS, OUTBOUND_ORDERS, SALES_INVOICES):
        assert len(page(session, BOSS, shown_list, ListQuery()).rows) == 1


def test_a_pick_list_goes_by_the_cells_of_the_tasks(session: Session, clock: Clock) -> None:
    """Cells in walk order, what is left there, and where else the goods lie."""
    trade = build(session, clock, "GLOVES 0 @1")
    trade.put(session, "A-01 GLOVES 3, A-02 GLOVES 7", "cells")
    order = trade.order(session, "GLOVES 5", warehouse="cells")
    (made,) = create_outbound(
        session,
        BOSS,
        trade.warehouses["cells"],
        clock=clock,
        order_ids=[order],
        release_now=True,
    )
    card = pick_list_card(session, BOSS, made.id)
    assert [(line.cell, line.quantity, line.left) for line in card.lines] == [
        ("A-01", 3000, 0),
        ("A-02", 2000, 5000),
    ]
    assert [(other.cell, other.quantity) for other in card.lines[0].also_there] == [("A-02", 7000)]
    assert card.lines[0].cell_barcode == "CELLA-01"
    assert card.shipping_cell == "SHIP"
