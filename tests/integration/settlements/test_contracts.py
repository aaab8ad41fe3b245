"""The five calculation orders of a contract, its credit stop, and offsets by hand."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from core import ledger
from core.fulfilment.outbound import create_outbound, picks_finished, release, ship
from core.kernel.clock import Clock
from core.partners.calculation import CalculationOrder
from core.sales.closing import Cancelled, cancel_lines
from core.sales.models import CustomerOrder
from core.sales.statuses import OrderState
from core.settlements.charging import (
    Charging,
    credit_rows,
    planned_debts,
    settlement_rows,
)
from core.settlements.credit import require_credit
from core.settlements.errors import (
    CreditStop,
    OffsetExceeds,
    OverdueStop,
    SameObject,
    SettledByInvoices,
    SettledByOrders,
)
from core.settlements.kinds import AdjustedSide, StageKind
from core.settlements.ledgers import PAYMENT_PLAN, SETTLEMENTS
from core.settlements.offsets import (
    AdjustmentLine,
    EntryChanges,
    NewEntry,
    OffsetLine,
    annul_entry,
    enter_adjustment,
    enter_offset,
    post_entry,
    save_entry,
    unpost_entry,
)
from core.settlements.order_payments import paid_of_orders
from core.settlements.payments import enter_payment, post_payment
from core.settlements.rules import Due, OrderPayment
from core.shipments.invoicing import invoice_from_order
from tests.integration.sales.trade import BOSS, Trade, balances, build
from tests.integration.settlements.money import (
    contract,
    kopecks,
    new_payment,
    owed,
    paid,
    shipped,
    staged,
)

C = CalculationOrder
TODAY = date(2026, 11, 20)


def test_by_contract_everything_is_one_account(session: Session, clock: Clock) -> None:
    """Two orders, one payment that names one of them: the contract owes the rest."""
    trade = build(session, clock, "GLOVES 100 @10")
    key = contract(session, trade, C.BY_CONTRACT)
    one, two = trade.order(session, "GLOVES 30"), trade.order(session, "GLOVES 20")
    shipped(session, trade, one, two)
    assert owed(session, key) == ("500", "0")
    paid(session, trade, "350", {one: "350"})
    assert (owed(session, key), owed(session, one)) == (("150", "0"), ("0", "0"))
    paid(session, trade, "200", {key: "200"})
    assert owed(session, key) == ("0", "50")
    assert ledger.verify(session) == []


def test_by_invoice_nothing_is_paid_on_an_order(session: Session, clock: Clock) -> None:
    """Money ahead waits on the payment itself until it is credited by hand."""
    trade = build(session, clock, "GLOVES 100 @10")
    key = contract(session, trade, C.BY_INVOICE)
    order = trade.order(session, "GLOVES 30")
    point = session.begin_nested()
    with pytest.raises(SettledByInvoices):
        enter_payment(session, BOSS, new_payment(trade, "100", {order: "100"}), clock=clock)
    point.rollback()
    ahead = paid(session, trade, "100", {key: "100"})
    invoice = shipped(session, trade, order)
    assert (owed(session, invoice), owed(session, ahead.id)) == (("300", "0"), ("0", "100"))
    offset = enter_offset(
        session,
        BOSS,
        NewEntry(company_id=trade.companies["КЛ"], partner_id=trade.partners["ROSE"]),
        [OffsetLine(ahead.id, invoice, kopecks("100"))],
        clock=clock,
    )
    post_entry(session, BOSS, offset.id, clock=clock)
    assert (owed(session, invoice), owed(session, ahead.id)) == (("200", "0"), ("0", "0"))
    paid(session, trade, "50", {invoice: "50"})
    assert paid_of_orders(session, [order], TODAY)[order] == OrderPayment(
        paid_minor=150_00, due_now_minor=0, overdue_minor=0, next_due=date(2026, 11, 25)
    )
    unpost_entry(session, BOSS, offset.id, clock=clock)
    assert (owed(session, invoice), owed(session, ahead.id)) == (("250", "0"), ("0", "100"))
    assert ledger.verify(session) == []


def test_advances_by_contract_are_credited_to_invoices_by_hand(
    session: Session, clock: Clock
) -> None:
    trade = build(session, clock, "GLOVES 100 @10")
    key = contract(session, trade, C.ADVANCE_BY_CONTRACT)
    one, two = trade.order(session, "GLOVES 30"), trade.order(session, "GLOVES 20")
    paid(session, trade, "400", {one: "400"})
    assert owed(session, key) == ("0", "400")
    first = shipped(session, trade, one)
    second = shipped(session, trade, two)
    assert [owed(session, found) for found in (key, first, second)] == [
        ("0", "400"),
        ("300", "0"),
        ("200", "0"),
    ]
    header = NewEntry(company_id=trade.companies["КЛ"], partner_id=trade.partners["ROSE"])
    offset = enter_offset(
        session,
        BOSS,
        header,
        [OffsetLine(key, first, kopecks("300")), OffsetLine(key, second, kopecks("100"))],
        clock=clock,
    )
    post_entry(session, BOSS, offset.id, clock=clock)
    assert [owed(session, found) for found in (key, first, second)] == [
        ("0", "0"),
        ("0", "0"),
        ("100", "0"),
    ]
    assert ledger.verify(session) == []


def test_advances_by_order_count_for_the_order_wherever_they_were_credited(
    session: Session, clock: Clock
) -> None:
    trade = build(session, clock, "GLOVES 100 @10")
    contract(session, trade, C.ADVANCE_BY_ORDER)
    order = trade.order(session, "GLOVES 30")
    staged(
        session,
        trade,
        order,
        (StageKind.ADVANCE, "100", date(2026, 11, 10)),
        (StageKind.CREDIT, "200", date(2026, 12, 20)),
    )
    paid(session, trade, "100", {order: "100"})
    invoice = shipped(session, trade, order)
    assert (owed(session, order), owed(session, invoice)) == (("0", "100"), ("300", "0"))
    assert paid_of_orders(session, [order], TODAY)[order] == OrderPayment(
        100_00, 0, 0, date(2026, 12, 20)
    )
    offset = enter_offset(
        session,
        BOSS,
        NewEntry(company_id=trade.companies["КЛ"], partner_id=trade.partners["ROSE"]),
        [OffsetLine(order, invoice, kopecks("100"))],
        clock=clock,
    )
    post_entry(session, BOSS, offset.id, clock=clock)
    assert (owed(session, order), owed(session, invoice)) == (("0", "0"), ("200", "0"))
    assert paid_of_orders(session, [order], TODAY)[order].paid_minor == 100_00


def test_an_invoice_settled_by_orders_is_paid_on_its_order(session: Session, clock: Clock) -> None:
    """One order: the money goes there; two: a person says which."""
    trade = build(session, clock, "GLOVES 100 @10")
    one, two, three = (trade.order(session, f"GLOVES {n}") for n in (30, 20, 10))
    alone, both = shipped(session, trade, one), shipped(session, trade, two, three)
    paid(session, trade, "120", {alone: "120"})
    assert owed(session, one) == ("180", "0")
    point = session.begin_nested()
    with pytest.raises(SettledByOrders) as refused:
        enter_payment(session, BOSS, new_payment(trade, "10", {both: "10"}), clock=clock)
    point.rollback()
    assert refused.value.facts["count"] == 2
    assert (owed(session, two), owed(session, three)) == (("200", "0"), ("100", "0"))


def test_what_was_paid_under_a_contract_covers_its_orders_oldest_first(
    session: Session, clock: Clock
) -> None:
    """Domain §3.7: the gates of each order open in the order of their days."""
    trade = build(session, clock, "GLOVES 100 @10")
    key = contract(session, trade, C.BY_CONTRACT)
    one, two = trade.order(session, "GLOVES 30"), trade.order(session, "GLOVES 20")
    day = date(2026, 11, 10)
    staged(
        session,
        trade,
        one,
        (StageKind.ADVANCE, "100", day),
        (StageKind.CREDIT, "200", date(2026, 12, 1)),
    )
    staged(session, trade, two, (StageKind.PREPAYMENT, "200", date(2026, 11, 15)))
    paid(session, trade, "250", {key: "250"})
    found = paid_of_orders(session, [one, two], TODAY)
    assert found[one] == OrderPayment(99_99, 0, 0, date(2026, 12, 1))
    assert found[two] == OrderPayment(150_01, 49_99, 0, date(2026, 11, 15))
    paid(session, trade, "150", {two: "150"})
    found = paid_of_orders(session, [one, two], TODAY)
    assert (found[one].paid_minor, found[two].paid_minor) == (200_00, 200_00)
    assert ledger.verify(session) == []


def test_the_credit_stop_binds_everybody(session: Session, clock: Clock) -> None:
    """Limit 350: an invoice of 300 passes, one of 200 more does not; prepaid goods always do."""
    trade = build(session, clock, "GLOVES 100 @10")
    key = contract(session, trade, C.BY_ORDER, limit="350")
    one, two, three = (trade.order(session, f"GLOVES {n}") for n in (30, 20, 10))
    shipped(session, trade, one)
    require_credit(session, key, 50_00, TODAY)
    with pytest.raises(CreditStop) as refused:
        require_credit(session, key, 50_01, TODAY)
    assert {
        name: refused.value.facts[name] for name in ("contract", "limit", "debt", "extra", "over")
    } == {"contract": "Д-1", "limit": 350_00, "debt": 300_00, "extra": 50_01, "over": 1}
    point = session.begin_nested()
    with pytest.raises(CreditStop):
        shipped(session, trade, two)
    point.rollback()
    assert owed(session, two) == ("0", "0")
    paid(session, trade, "100", {three: "100"})
    shipped(session, trade, three)
    require_credit(session, key, 0, TODAY, by_object={one: 50_00})
    paid(session, trade, "300", {one: "300"})
    shipped(session, trade, two)


def _ready(session: Session, trade: Trade, order: int) -> int:
    """Bring an order of the plain warehouse to the door; return its expense order."""
    (made,) = create_outbound(
        session, BOSS, trade.warehouses["plain"], clock=trade.clock, order_ids=[order]
    )
    release(session, BOSS, made.id, clock=trade.clock)
    picks_finished(session, BOSS, made.id, clock=trade.clock)
    return made.id


@pytest.mark.parametrize("calculation", list(C))
def test_beyond_the_limit_nothing_leaves_the_warehouse(
    session: Session, clock: Clock, calculation: CalculationOrder
) -> None:
    """Limit 350, owed 300: the storekeeper is stopped before 200 more are billed."""
    trade = build(session, clock, "GLOVES 100 @10")
    contract(session, trade, calculation, limit="350")
    shipped(session, trade, trade.order(session, "GLOVES 30"))
    waits = _ready(session, trade, trade.order(session, "GLOVES 20"))
    before = balances(session)
    point = session.begin_nested()
    with pytest.raises(CreditStop) as refused:
        ship(session, BOSS, waits, clock=clock)
    point.rollback()
    facts = refused.value.facts
    assert (facts["debt"], facts["extra"], facts["over"]) == (300_00, 200_00, 150_00)
    assert balances(session) == before


def test_overdue_debt_stops_shipping_where_the_contract_says_so(
    session: Session, clock: Clock
) -> None:
    """Due on the 20th and not paid on the 21st: no limit, and yet nothing more leaves."""
    trade = build(session, clock, "GLOVES 100 @10")
    contract(session, trade, C.BY_ORDER, forbid_overdue=True)
    one = trade.order(session, "GLOVES 30")
    shipped(session, trade, one)
    waits = _ready(session, trade, trade.order(session, "GLOVES 20"))
    trade.clock.wait(86_400)
    before = balances(session)
    point = session.begin_nested()
    with pytest.raises(OverdueStop) as refused:
        ship(session, BOSS, waits, clock=clock)
    point.rollback()
    assert refused.value.facts == {
        "contract": "Д-1",
        "overdue": 300_00,
        "since": TODAY,
        "debt": 300_00,
        "extra": 200_00,
    }
    assert balances(session) == before
    paid(session, trade, "300", {one: "300"})
    ship(session, BOSS, waits, clock=clock)
    assert trade.free(session, "GLOVES") == (50, 0, 0)


def test_overdue_debt_stops_an_invoice_that_moves_the_goods(session: Session, clock: Clock) -> None:
    trade = build(session, clock, "GLOVES 100 @10")
    trade.put(session, "GLOVES 50", "shop")
    contract(session, trade, C.BY_CONTRACT, forbid_overdue=True)
    shipped(session, trade, trade.order(session, "GLOVES 30"))
    order = trade.order(session, "GLOVES 20", warehouse="shop")
    trade.clock.wait(86_400)
    before = balances(session)
    point = session.begin_nested()
    with pytest.raises(OverdueStop):
        invoice_from_order(session, BOSS, order, clock=clock)
    point.rollback()
    assert balances(session) == before
    assert ledger.verify(session) == []


def test_overdue_debt_is_no_stop_where_the_contract_does_not_say_so(
    session: Session, clock: Clock
) -> None:
    trade = build(session, clock, "GLOVES 100 @10")
    contract(session, trade, C.BY_ORDER, limit="500")
    shipped(session, trade, trade.order(session, "GLOVES 30"))
    trade.clock.wait(86_400)
    shipped(session, trade, trade.order(session, "GLOVES 20"))
    assert trade.free(session, "GLOVES") == (50, 0, 0)


def test_without_a_contract_or_a_limit_there_is_no_stop(session: Session, clock: Clock) -> None:
    trade = build(session, clock, "GLOVES 100 @10")
    key = contract(session, trade, C.BY_CONTRACT)
    require_credit(session, 0, 10**12, TODAY)
    require_credit(session, key, 10**12, TODAY)


def test_an_offset_moves_no_more_than_there_is(session: Session, clock: Clock) -> None:
    trade = build(session, clock, "GLOVES 100 @10")
    one, two = trade.order(session, "GLOVES 30"), trade.order(session, "GLOVES 20")
    paid(session, trade, "100", {one: "100"})
    shipped(session, trade, two)
    header = NewEntry(company_id=trade.companies["КЛ"], partner_id=trade.partners["ROSE"])

    def offset(roubles: str, advance: int, debt: int) -> int:
        line = OffsetLine(advance, debt, kopecks(roubles))
        return enter_offset(session, BOSS, header, [line], clock=clock).id

    for roubles, advance, debt, side, available in (
        ("100.01", one, two, "advance", 100_00),
        ("50", two, one, "advance", 0),
    ):
        made = offset(roubles, advance, debt)
        point = session.begin_nested()
        with pytest.raises(OffsetExceeds) as refused:
            post_entry(session, BOSS, made, clock=clock)
        point.rollback()
        assert (refused.value.facts["side"], refused.value.facts["available"]) == (side, available)
    with pytest.raises(SameObject):
        offset("1", one, one)
    assert (owed(session, one), owed(session, two)) == (("0", "100"), ("200", "0"))
    good = offset("60", one, two)
    posted = post_entry(session, BOSS, good, clock=clock)
    assert (owed(session, one), owed(session, two)) == (("0", "40"), ("140", "0"))
    changes = EntryChanges(lines=(OffsetLine(one, two, kopecks("100")),))
    save_entry(session, BOSS, good, posted.version, changes, clock=clock)
    assert (owed(session, one), owed(session, two)) == (("0", "0"), ("100", "0"))
    unpost_entry(session, BOSS, good, clock=clock)
    annul_entry(session, BOSS, good, clock=clock)
    assert (owed(session, one), owed(session, two)) == (("0", "100"), ("200", "0"))
    assert ledger.verify(session) == []


def test_debts_from_before_klad_are_entered_paid_and_written_off(
    session: Session, clock: Clock
) -> None:
    trade = build(session, clock, "GLOVES 100 @10")
    header = NewEntry(
        company_id=trade.companies["КЛ"], partner_id=trade.partners["ROSE"], reason="Остатки"
    )
    old = enter_adjustment(
        session,
        BOSS,
        header,
        [
            AdjustmentLine(0, AdjustedSide.CHARGED, 500_00, date(2026, 10, 1)),
            AdjustmentLine(0, AdjustedSide.CHARGED, 200_00, date(2026, 12, 1)),
        ],
        clock=clock,
    )
    post_entry(session, BOSS, old.id, clock=clock)
    assert owed(session, old.id) == ("700", "0")
    paid(session, trade, "100", {old.id: "100"})
    order = trade.order(session, "GLOVES 30")
    shipped(session, trade, order)
    off = enter_adjustment(
        session,
        BOSS,
        header,
        [
            AdjustmentLine(old.id, AdjustedSide.CHARGED, -600_00),
            AdjustmentLine(order, AdjustedSide.PAID, 50_00),
        ],
        clock=clock,
    )
    post_entry(session, BOSS, off.id, clock=clock)
    assert (owed(session, old.id), owed(session, order)) == (("0", "0"), ("250", "0"))
    assert [row.due for row in planned_debts(session, old.id)] == [Due(100_00, date(2026, 12, 1))]
    assert ledger.verify(session) == []
    unpost_entry(session, BOSS, off.id, clock=clock)
    assert owed(session, old.id) == ("600", "0")
    assert ledger.verify(session) == []


def test_a_correction_takes_off_what_falls_due_last(session: Session, clock: Clock) -> None:
    """An invoice with two stages becomes smaller by 150: the later stage shrinks first."""
    trade = build(session, clock, "GLOVES 100 @10")
    order = trade.order(session, "GLOVES 30")
    invoice_id = shipped(session, trade, order)
    of = Charging(document_id=invoice_id, company_id=trade.companies["КЛ"])
    stages = [Due(200_00, TODAY), Due(100_00, date(2026, 12, 20))]
    rows = settlement_rows(of, {order: 300_00}, stages, TODAY)
    assert [row["due"] for row in rows[PAYMENT_PLAN]] == [200_00, 100_00]
    found = planned_debts(session, invoice_id)
    credit = credit_rows(of, invoice_id, found, {order: 150_00})
    assert [row["due"] for row in credit[PAYMENT_PLAN]] == [-150_00]
    assert [(row["object_id"], row["charged"]) for row in credit[SETTLEMENTS]] == [(order, -150_00)]


def test_a_contract_named_where_orders_are_settled_keeps_the_money_on_the_payment(
    session: Session, clock: Clock
) -> None:
    """It is an advance under the contract; nobody has said of which order."""
    trade = build(session, clock, "GLOVES 100 @10")
    key = contract(session, trade, C.BY_ORDER)
    entered = enter_payment(session, BOSS, new_payment(trade, "100", {key: "100"}), clock=clock)
    post_payment(session, BOSS, entered.id, clock=clock)
    assert (owed(session, entered.id), owed(session, key)) == (("0", "100"), ("0", "0"))
    (row,) = ledger.balance(session, SETTLEMENTS, object_id=entered.id)
    assert row.contract_id == key


def test_an_order_that_comes_or_goes_moves_the_states_of_those_that_share_its_contract(
    session: Session, clock: Clock
) -> None:
    """200 are paid under the contract; whichever order is to be paid first has them."""
    trade = build(session, clock, "GLOVES 100 @10")
    key = contract(session, trade, C.BY_CONTRACT)

    def states(*orders: int) -> list[OrderState]:
        session.expire_all()
        return [session.get_one(CustomerOrder, order).state for order in orders]

    one = trade.order(session, "GLOVES 20 reserve")
    staged(session, trade, one, (StageKind.PREPAYMENT, "200", date(2026, 12, 10)))
    assert states(one) == [OrderState.AWAITING_PREPAYMENT]
    paid(session, trade, "200", {key: "200"})
    assert states(one) == [OrderState.READY_TO_SHIP]
    two = trade.order(session, "GLOVES 20 reserve")
    staged(session, trade, two, (StageKind.PREPAYMENT, "200", date(2026, 12, 5)))
    assert states(one, two) == [OrderState.AWAITING_PREPAYMENT, OrderState.READY_TO_SHIP]
    assert ledger.verify(session) == []
    cancel_lines(session, BOSS, two, [Cancelled(1, reason="not wanted")], clock=clock)
    assert states(one) == [OrderState.READY_TO_SHIP]
    assert ledger.verify(session) == []
