"""Expected receipts, claims on them, earmarks, strategies and several warehouses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import ledger
from core.fulfilment.dispositions import open_dispositions
from core.fulfilment.outbound import create_outbound
from core.kernel.clock import Clock
from core.kernel.errors import Conflict, IllegalTransition
from core.ledger import balance
from core.sales.closing import close_order
from core.sales.confirming import (
    hold_order,
    reopen_order,
    reserve_early,
    ship_order,
    withdraw_order,
)
from core.sales.errors import NotEnoughForLines, OverDisposed
from core.sales.ledgers import DEMAND, RESERVES
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.sales.order_approval import confirm_order
from core.sales.orders import OrderChanges, create_order, save_order, set_actions
from core.sales.staging import TypedStage
from core.sales.statuses import OrderState, OrderStrategy, Priority, SupplyAction
from core.sales.supply_rules import FillOptions
from core.sales.supplying import apply_supply, propose_supply
from core.settlements.payments import NewPayment, PaidLine, enter_payment, post_payment
from core.shipments.invoicing import invoice_from_order
from core.stock.ledgers import EXPECTED
from core.supply.errors import ClaimedByOrders, NothingReceived, NotToReceive
from core.supply.models import SupplierOrder, SupplierOrderLine
from core.supply.ordering import (
    NewSupplierOrder,
    SupplierLine,
    close_supplier_order,
    confirm_supplier_order,
    create_supplier_order,
    reopen_supplier_order,
    save_supplier_order,
)
from core.supply.receiving import Came, receive, unpost_receipt
from core.terms.statuses import StageKind
from tests.integration.sales.trade import BOSS, Trade, balances, build, pieces


def expect(
    session: Session, trade: Trade, text: str, *, warehouse: str = "plain", order: int = 0
) -> int:
    """Order of a supplier "GLOVES 10 25" and confirm: so many pieces on that day of November."""
    lines = []
    for part in text.split(","):
        code, quantity, day = part.split()
        lines.append(
            SupplierLine(
                item_id=trade.items[code],
                quantity=pieces(quantity),
                expected_on=date(2026, 11, int(day)),
                price_minor=5000,
                for_order_id=order,
            )
        )
    made = create_supplier_order(
        session,
        BOSS,
        NewSupplierOrder(
            company_id=trade.companies["КЛ"],
            partner_id=trade.partners["FERN"],
            warehouse_id=trade.warehouses[warehouse],
            expected_on=date(2026, 11, 30),
            lines=tuple(lines),
        ),
        clock=trade.clock,
    )
    confirm_supplier_order(session, BOSS, made.id, clock=trade.clock)
    return made.id


def fill(session: Session, trade: Trade, order: int, **options: bool) -> None:
    """Fill supply as proposed."""
    proposed = propose_supply(session, BOSS, order, FillOptions(**options))
    apply_supply(session, BOSS, proposed, clock=trade.clock)


def lines(session: Session, order: int) -> list[tuple[int, int, str, date | None]]:
    """Return (number, pieces, action, ship date) of every line."""
    line = CustomerOrderLine
    rows = session.execute(
        select(line.line_no, line.quantity, line.action, line.ship_date)
        .where(line.document_id == order)
        .order_by(line.line_no)
    )
    return [(no, quantity // 1000, action.value, day) for no, quantity, action, day in rows]


def agreed_stages(session: Session, trade: Trade, order: int, *stages: tuple[str, int]) -> None:
    """Type the payment stages of an order: (kind, percent)."""
    stored = session.get_one(CustomerOrder, order)
    typed = tuple(TypedStage(StageKind(kind), percent * 100) for kind, percent in stages)
    save_order(session, BOSS, order, stored.version, OrderChanges(stages=typed), clock=trade.clock)


def pay(session: Session, trade: Trade, order: int, roubles: int) -> None:
    """Register a payment of an order."""
    lines = (PaidLine(order, roubles * 100),)
    new = NewPayment(
        company_id=trade.companies["КЛ"],
        partner_id=trade.partners["ROSE"],
        amount_minor=roubles * 100,
        lines=lines,
    )
    entered = enter_payment(session, BOSS, new, clock=trade.clock)
    post_payment(session, BOSS, entered.id, clock=trade.clock)


def state(session: Session, order: int) -> OrderState:
    session.expire_all()
    return session.get_one(CustomerOrder, order).state


def test_filling_proposes_no_more_than_is_paid_for(session: Session, clock: Clock) -> None:
    """Advance 30 %, prepayment 20 %: nothing, then reserve, then ship; the gates say what lacks."""
    trade = build(session, clock, "GLOVES 10 @10")
    order = trade.order(session, "GLOVES 10 none")
    agreed_stages(session, trade, order, ("advance", 30), ("prepayment", 20), ("credit", 50))
    before = balances(session)
    proposed = propose_supply(session, BOSS, order, FillOptions())
    assert [(part.quantity, part.action) for part in proposed.parts] == [
        (10_000, SupplyAction.NONE)
    ]
    sums = proposed.gates.sums
    assert (sums.advance, sums.prepayment, sums.paid) == (30_00, 20_00, 0)
    assert (proposed.gates.may_supply, proposed.gates.may_ship) == (False, False)
    apply_supply(session, BOSS, proposed, clock=clock)
    assert balances(session) == before
    pay(session, trade, order, 30)
    proposed = propose_supply(session, BOSS, order, FillOptions())
    assert [part.action for part in proposed.parts] == [SupplyAction.RESERVE]
    assert (proposed.gates.may_supply, proposed.gates.may_ship) == (True, False)
    apply_supply(session, BOSS, proposed, clock=clock)
    assert trade.free(session, "GLOVES") == (10, 10, 0)
    pay(session, trade, order, 20)
    proposed = propose_supply(session, BOSS, order, FillOptions())
    assert [part.action for part in proposed.parts] == [SupplyAction.SHIP]
    apply_supply(session, BOSS, proposed, clock=clock)
    assert trade.free(session, "GLOVES") == (10, 0, 10)


def test_filling_leaves_alone_what_has_begun_before_the_advance_was_asked(
    session: Session, clock: Clock
) -> None:
    """Paying never closes a gate, and neither does a new line: what is reserved stays so."""
    trade = build(session, clock, "GLOVES 10 @10, MASK 5 @10")
    order = trade.order(session, "GLOVES 4 reserve, MASK 5 none")
    agreed_stages(session, trade, order, ("advance", 100))
    proposed = propose_supply(session, BOSS, order, FillOptions())
    assert [(part.line_no, part.action) for part in proposed.parts] == [(2, SupplyAction.NONE)]
    apply_supply(session, BOSS, proposed, clock=clock)
    assert trade.free(session, "GLOVES") == (10, 4, 0)


def test_filling_supply_splits_lines_over_stock_receipts_and_demand(
    session: Session, clock: Clock
) -> None:
    trade = build(session, clock, "GLOVES 3 @10")
    expect(session, trade, "GLOVES 4 24, GLOVES 9 28")
    order = trade.order(session, "GLOVES 10 none")
    fill(session, trade, order, ship=False)
    assert lines(session, order) == [
        (1, 3, "reserve", date(2026, 11, 25)),
        (2, 4, "reserve_to_date", date(2026, 11, 25)),
        (3, 3, "demand", None),
    ]
    assert trade.free(session, "GLOVES") == (3, 3, 0)
    claimed = {row.source_line_id: row.claimed for row in balance(session, EXPECTED)}
    assert [claimed[key] for key in sorted(claimed)] == [4000, 0]
    assert [row.quantity for row in balance(session, DEMAND)] == [3000]
    assert state(session, order) is OrderState.AWAITING_SUPPLY
    assert ledger.verify(session) == []


def test_goods_that_come_serve_claims_in_turn(session: Session, clock: Clock) -> None:
    """High priority first; who gets a part has his line split, and nothing is lost on the way."""
    trade = build(session, clock, "GLOVES 0 @10")
    expected = expect(session, trade, "GLOVES 10 24")
    low = trade.order(session, "GLOVES 4 none")
    high = trade.order(session, "GLOVES 5 none", partner="LILY")
    session.get_one(CustomerOrder, high).priority = Priority.HIGH
    for order in (low, high):
        fill(session, trade, order)
    done = receive(session, BOSS, expected, [Came(1, pieces("7"))], clock=clock)
    assert set(done.orders) == {low, high}
    assert lines(session, high) == [(1, 5, "reserve", date(2026, 11, 25))]
    assert lines(session, low) == [
        (1, 2, "reserve", date(2026, 11, 25)),
        (2, 2, "reserve_to_date", date(2026, 11, 25)),
    ]
    assert trade.free(session, "GLOVES") == (7, 7, 0)
    assert [(row.expected, row.claimed) for row in balance(session, EXPECTED)] == [(3000, 2000)]
    assert state(session, high) is OrderState.READY_TO_SHIP
    assert state(session, low) is OrderState.AWAITING_SUPPLY
    assert ledger.verify(session) == []


def test_more_may_come_than_was_ordered(session: Session, clock: Clock) -> None:
    trade = build(session, clock, "GLOVES 0 @10")
    expected = expect(session, trade, "GLOVES 10 24")
    done = receive(session, BOSS, expected, [Came(1, pieces("12"))], clock=clock)
    assert trade.free(session, "GLOVES") == (12, 0, 0)
    assert [row.expected for row in balance(session, EXPECTED)] == [0]
    unpost_receipt(session, BOSS, done.id, clock=clock)
    assert trade.free(session, "GLOVES") == (0, 0, 0)
    assert [row.expected for row in balance(session, EXPECTED)] == [10_000]
    assert ledger.verify(session) == []


def test_a_receipt_that_makes_no_sense_is_refused(session: Session, clock: Clock) -> None:
    trade = build(session, clock, "GLOVES 0 @10")
    expected = expect(session, trade, "GLOVES 10 24")
    before = balances(session)
    with pytest.raises(NothingReceived):
        receive(session, BOSS, expected, [], clock=clock)
    with pytest.raises(NothingReceived):
        receive(session, BOSS, expected, [Came(1, 0)], clock=clock)
    close_supplier_order(session, BOSS, expected, clock=clock)
    with pytest.raises(NotToReceive):
        receive(session, BOSS, expected, [Came(1, 1000)], clock=clock)
    assert balances(session) == before


def test_what_is_claimed_cannot_be_expected_no_more(session: Session, clock: Clock) -> None:
    """Neither by closing nor by ordering less; the claim stays as it is."""
    trade = build(session, clock, "GLOVES 0 @10")
    expected = expect(session, trade, "GLOVES 10 24")
    order = trade.order(session, "GLOVES 4 none")
    fill(session, trade, order)
    with pytest.raises(ClaimedByOrders), session.begin_nested():
        close_supplier_order(session, BOSS, expected, clock=clock)
    version = session.get_one(SupplierOrder, expected).version
    less = (SupplierLine(item_id=trade.items["GLOVES"], quantity=3000, line_no=1),)
    with pytest.raises(ClaimedByOrders) as refused, session.begin_nested():
        save_supplier_order(session, BOSS, expected, version, clock=clock, lines=less)
    assert (refused.value.facts["asked"], refused.value.facts["available"]) == (7000, 6000)
    assert [row.claimed for row in balance(session, EXPECTED)] == [4000]
    assert ledger.verify(session) == []


def test_closing_leaves_what_came_and_reopening_expects_the_rest(
    session: Session, clock: Clock
) -> None:
    trade = build(session, clock, "GLOVES 0 @10")
    expected = expect(session, trade, "GLOVES 10 24")
    receive(session, BOSS, expected, [Came(1, pieces("4"))], clock=clock)
    close_supplier_order(session, BOSS, expected, clock=clock)
    assert [row.expected for row in balance(session, EXPECTED) if row.expected] == []
    reopen_supplier_order(session, BOSS, expected, clock=clock)
    assert [row.expected for row in balance(session, EXPECTED)] == [6000]


def test_orders_follow_the_day_of_what_they_claim(session: Session, clock: Clock) -> None:
    trade = build(session, clock, "GLOVES 0 @10")
    expected = expect(session, trade, "GLOVES 10 24")
    order = trade.order(session, "GLOVES 4 none")
    fill(session, trade, order)
    assert lines(session, order)[0][3] == date(2026, 11, 25)
    later = SupplierLine(
        item_id=trade.items["GLOVES"],
        quantity=10_000,
        expected_on=date(2026, 12, 3),
        line_no=1,
    )
    version = session.get_one(SupplierOrder, expected).version
    saved = save_supplier_order(session, BOSS, expected, version, clock=clock, lines=(later,))
    assert saved.orders == 1
    assert lines(session, order)[0][3] == date(2026, 12, 3)


def test_goods_bought_for_an_order_are_nobody_elses(session: Session, clock: Clock) -> None:
    """They come earmarked, other orders do not see them as free, and the order ships them."""
    trade = build(session, clock, "GLOVES 0 @10")
    order = trade.order(session, "GLOVES 5 demand_earmarked")
    expected = expect(session, trade, "GLOVES 5 24", order=order)
    receive(session, BOSS, expected, [Came(1, pieces("5"))], clock=clock)
    assert [(row.kind, row.quantity) for row in balance(session, RESERVES)] == [("earmark", 5000)]
    other = trade.order(session, "GLOVES 1", partner="LILY", confirm=False)
    with pytest.raises(NotEnoughForLines) as refused, session.begin_nested():
        confirm_order(session, BOSS, other, clock=clock)
    assert refused.value.facts["available"] == 0
    assert state(session, order) is OrderState.READY_TO_SHIP
    fill(session, trade, order)
    assert lines(session, order) == [(1, 5, "ship_earmarked", date(2026, 11, 25))]
    assert trade.free(session, "GLOVES") == (5, 0, 5)
    assert [row for row in balance(session, RESERVES) if row.quantity] == []
    assert ledger.verify(session) == []


def test_earmarked_goods_that_are_not_there_cannot_be_shipped(
    session: Session, clock: Clock
) -> None:
    trade = build(session, clock, "GLOVES 9 @10")
    order = trade.order(session, "GLOVES 5 demand_earmarked")
    version = session.get_one(CustomerOrder, order).version
    before = balances(session)
    with pytest.raises(NotEnoughForLines) as refused, session.begin_nested():
        set_actions(session, BOSS, order, version, {1: SupplyAction.SHIP_EARMARKED}, clock=clock)
    assert (refused.value.facts["line"], refused.value.facts["available"]) == (1, 0)
    assert balances(session) == before


def test_an_order_only_from_stock_is_reserved_and_shipped_as_a_whole(
    session: Session, clock: Clock
) -> None:
    trade = build(session, clock, "GLOVES 9 @10, MASK 9 @10")
    new = replace(trade.new("GLOVES 2, MASK 3 none"), strategy=OrderStrategy.FROM_STOCK)
    order = create_order(session, BOSS, new, clock=clock).id
    assert confirm_order(session, BOSS, order, clock=clock).status == "reserved"
    assert (trade.free(session, "GLOVES"), trade.free(session, "MASK")) == ((9, 2, 0), (9, 3, 0))
    assert open_dispositions(session, BOSS, trade.warehouses["plain"]) == []
    assert ship_order(session, BOSS, order, clock=clock).status == "to_ship"
    assert (trade.free(session, "GLOVES"), trade.free(session, "MASK")) == ((9, 0, 2), (9, 0, 3))
    assert len(open_dispositions(session, BOSS, trade.warehouses["plain"])) == 1
    assert hold_order(session, BOSS, order, clock=clock).status == "reserved"
    ship_order(session, BOSS, order, clock=clock)
    create_outbound(session, BOSS, trade.warehouses["plain"], clock=clock, order_ids=[order])
    with pytest.raises(OverDisposed), session.begin_nested():
        hold_order(session, BOSS, order, clock=clock)
    assert trade.free(session, "GLOVES") == (9, 0, 2)
    assert ledger.verify(session) == []


def test_an_order_used_as_a_bill_is_never_supplied(session: Session, clock: Clock) -> None:
    trade = build(session, clock, "GLOVES 9 @10")
    new = replace(trade.new("GLOVES 2"), strategy=OrderStrategy.BILL)
    made = create_order(session, BOSS, new, clock=clock)
    before = balances(session)
    for verb in (confirm_order, ship_order, reserve_early):
        with pytest.raises(IllegalTransition), session.begin_nested():
            verb(session, BOSS, made.id, clock=clock)
    assert balances(session) == before


def test_an_order_being_agreed_may_hold_goods_already(session: Session, clock: Clock) -> None:
    """Lines to reserve hold; lines to ship wait for the confirmation; letting go frees."""
    trade = build(session, clock, "GLOVES 9 @10, MASK 9 @10")
    order = trade.order(session, "GLOVES 2 reserve, MASK 3 ship", confirm=False)
    reserve_early(session, BOSS, order, clock=clock)
    assert (trade.free(session, "GLOVES"), trade.free(session, "MASK")) == ((9, 2, 0), (9, 0, 0))
    assert ledger.verify(session) == []
    reserve_early(session, BOSS, order, clock=clock, hold=False)
    assert trade.free(session, "GLOVES") == (9, 0, 0)
    reserve_early(session, BOSS, order, clock=clock)
    confirm_order(session, BOSS, order, clock=clock)
    assert (trade.free(session, "GLOVES"), trade.free(session, "MASK")) == ((9, 2, 0), (9, 0, 3))
    withdraw_order(session, BOSS, order, clock=clock)
    assert (trade.free(session, "GLOVES"), trade.free(session, "MASK")) == ((9, 0, 0), (9, 0, 0))
    assert ledger.verify(session) == []


def test_a_proposal_for_an_order_that_was_changed_is_refused(
    session: Session, clock: Clock
) -> None:
    trade = build(session, clock, "GLOVES 9 @10")
    order = trade.order(session, "GLOVES 2 none")
    proposed = propose_supply(session, BOSS, order, FillOptions())
    set_actions(session, BOSS, order, proposed.version, {1: SupplyAction.RESERVE}, clock=clock)
    with pytest.raises(Conflict), session.begin_nested():
        apply_supply(session, BOSS, proposed, clock=clock)
    assert lines(session, order)[0][2] == "reserve"


def test_one_order_leaves_from_several_warehouses(session: Session, clock: Clock) -> None:
    """Each warehouse sees its lines only; one ships by expense orders, the other by invoice."""
    trade = build(session, clock, "GLOVES 9 @10, MASK 9 @10")
    trade.put(session, "MASK 5", "shop")
    new = trade.new("GLOVES 2, MASK 3")
    there = replace(new.lines[1], warehouse_id=trade.warehouses["shop"])
    new = replace(new, lines=(new.lines[0], there))
    order = create_order(session, BOSS, new, clock=clock).id
    confirm_order(session, BOSS, order, clock=clock)
    assert trade.free(session, "MASK", "shop") == (5, 0, 3)
    assert trade.free(session, "MASK") == (9, 0, 0)
    [made] = create_outbound(
        session, BOSS, trade.warehouses["plain"], clock=clock, order_ids=[order]
    )
    assert made.lines == 1
    invoices = invoice_from_order(session, BOSS, order, clock=clock)
    assert len(invoices) == 1
    assert trade.free(session, "MASK", "shop") == (2, 0, 0)
    assert trade.free(session, "GLOVES") == (9, 0, 2)
    assert ledger.verify(session) == []


def test_a_closed_order_reopens_to_where_it_was(session: Session, clock: Clock) -> None:
    trade = build(session, clock, "GLOVES 9 @10")
    new = replace(trade.new("GLOVES 2"), strategy=OrderStrategy.FROM_STOCK)
    order = create_order(session, BOSS, new, clock=clock).id
    confirm_order(session, BOSS, order, clock=clock)
    ship_order(session, BOSS, order, clock=clock)
    close_order(session, BOSS, order, clock=clock, cancel_unprocessed=True, reason="rain")
    assert trade.free(session, "GLOVES") == (9, 0, 0)
    assert reopen_order(session, BOSS, order, clock=clock).status == "to_ship"
    assert session.scalars(select(SupplierOrderLine)).all() == []
