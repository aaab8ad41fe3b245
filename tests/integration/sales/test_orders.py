"""Customer orders: made, changed, confirmed, closed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import ledger
from core.access.actor import Actor
from core.access.errors import Forbidden
from core.access.roles import ROLES, Role
from core.documents.queries import history
from core.documents.reference import create_row
from core.fulfilment.outbound import create_outbound
from core.kernel.clock import Clock
from core.kernel.errors import BadLine, BadValue, Conflict, IllegalTransition, NotFound
from core.kernel.money import Money
from core.ledger import balance
from core.sales.closing import Cancelled, cancel_lines, close_order, close_orders
from core.sales.confirming import reopen_order, withdraw_order
from core.sales.errors import (
    NoPrice,
    NotEnoughForLines,
    NothingToConfirm,
    OrderNotProcessed,
    OrderUnderWay,
    OverDisposed,
    UnknownItem,
)
from core.sales.ledgers import RESERVES
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.sales.order_approval import confirm_order
from core.sales.order_lines import OrderLine
from core.sales.orders import OrderChanges, create_order, save_order, set_actions
from core.sales.statuses import OrderState, OrderStatus, SupplyAction
from core.shipments.invoicing import invoice_from_order
from core.stock.models import Warehouse
from tests.integration.sales.trade import BOSS, balances, build


def _lines(session: Session, order_id: int) -> list[tuple[object, ...]]:
    line = CustomerOrderLine
    rows = session.execute(
        select(line.line_no, line.quantity, line.price_minor, line.amount_minor, line.vat_minor)
        .where(line.document_id == order_id)
        .order_by(line.line_no)
    )
    return [tuple(row) for row in rows]


def test_a_new_order_takes_prices_and_vat_and_moves_nothing(session: Session, clock: Clock) -> None:
    """Totals are sums of rounded lines, VAT is inside the price, the number is the company's."""
    trade = build(session, clock, "GLOVES 10 @99.99, MASK 5 @12.00")
    made = create_order(session, BOSS, trade.new("GLOVES 3, MASK 0.5"), clock=clock)
    assert made.number == "КЛ-000001"
    assert (made.status, made.state) == (OrderStatus.AGREEING, OrderState.AWAITING_APPROVAL)
    assert _lines(session, made.id) == [
        (1, 3000, 9999, 29997, 5409),
        (2, 500, 1200, 600, 108),
    ]
    assert (made.total_minor, made.vat_minor) == (30597, 5517)
    assert trade.free(session, "GLOVES") == (10, 0, 0)


def test_a_company_that_pays_no_vat_sells_without_it(session: Session, clock: Clock) -> None:
    """The item's rate does not matter then."""
    trade = build(session, clock, "GLOVES 10 @99.99")
    made = create_order(session, BOSS, trade.new("GLOVES 3", company="УП"), clock=clock)
    rate = session.scalar(
        select(CustomerOrderLine.vat_rate).where(CustomerOrderLine.document_id == made.id)
    )
    assert (made.number, made.vat_minor, rate) == ("УП-000001", 0, None)


def test_confirming_reserves_and_disposes(session: Session, clock: Clock) -> None:
    """Lines to ship become dispositions, lines to reserve hold stock, idle lines nothing."""
    trade = build(session, clock, "GLOVES 10 @1, MASK 5 @1, CAP 7 @1")
    order = trade.order(session, "GLOVES 4, MASK 2 reserve, CAP 1 none")
    assert trade.free(session, "GLOVES") == (10, 0, 4)
    assert trade.free(session, "MASK") == (5, 2, 0)
    assert trade.free(session, "CAP") == (7, 0, 0)
    assert trade.disposition(session, "GLOVES") == (4, 0, 0, 0)
    assert [row.quantity for row in balance(session, RESERVES)] == [2000]
    found = session.get_one(CustomerOrder, order)
    assert (found.status, found.state) == ("to_fulfil", OrderState.READY_TO_SUPPLY)
    assert ledger.verify(session) == []


def test_shortages_name_every_line_and_promise_nothing(session: Session, clock: Clock) -> None:
    """Two lines of one item share what there is: the first is covered, the second is not."""
    trade = build(session, clock, "GLOVES 10 @1, MASK 5 @1, CAP 7 @1")
    order = trade.order(session, "GLOVES 6, GLOVES 6, MASK 6, CAP 7", confirm=False)
    before = balances(session)
    with pytest.raises(NotEnoughForLines) as refused, session.begin_nested():
        confirm_order(session, BOSS, order, clock=clock)
    assert refused.value.facts["count"] == 2
    short = refused.value.facts["lines"]
    assert [(one.line, one.item, one.asked, one.available) for one in short] == [
        (2, "Gloves", 6000, 4000),
        (3, "Mask", 6000, 5000),
    ]
    assert balances(session) == before


def test_supply_is_watched_where_free_stock_is_not(session: Session, clock: Clock) -> None:
    """The switch of the warehouse refuses a confirmation even when the ledger would not."""
    trade = build(session, clock, "GLOVES 0 @1")
    house = session.get_one(Warehouse, trade.warehouses["plain"])
    house.control_free_stock = False
    session.flush()
    trade.put(session, "GLOVES 3", "plain")
    order = trade.order(session, "GLOVES 4", confirm=False)
    with pytest.raises(NotEnoughForLines), session.begin_nested():
        confirm_order(session, BOSS, order, clock=clock)
    house.control_supply = False
    session.flush()
    confirm_order(session, BOSS, order, clock=clock)
    assert trade.free(session, "GLOVES") == (3, 0, 4)


def test_what_makes_no_sense_is_refused(session: Session, clock: Clock) -> None:
    """No price, no item, no quantity, no lines."""
    trade = build(session, clock, "GLOVES 10 @1, FREE 5")
    with pytest.raises(NoPrice):
        create_order(session, BOSS, trade.new("FREE 1"), clock=clock)
    nobody = replace(trade.new("GLOVES 1"), lines=(OrderLine(item_id=999_999, quantity=1000),))
    with pytest.raises(UnknownItem):
        create_order(session, BOSS, nobody, clock=clock)
    with pytest.raises(BadLine) as nothing:
        create_order(session, BOSS, trade.new("GLOVES 1, GLOVES 0"), clock=clock)
    facts = nothing.value.facts
    assert (facts["what"], facts["value"], facts["line"]) == ("quantity", "0", 2)
    below = replace(trade.new("GLOVES 1"), lines=(replace(trade.line("GLOVES 1"), price_minor=-5),))
    with pytest.raises(BadLine) as price:
        create_order(session, BOSS, below, clock=clock)
    facts = price.value.facts
    assert (facts["what"], facts["value"], facts["line"]) == ("price_minor", Money(-5), 1)
    assert session.scalars(select(CustomerOrder.id)).all() == []
    empty = create_order(session, BOSS, replace(trade.new("GLOVES 1"), lines=()), clock=clock)
    with pytest.raises(NothingToConfirm):
        confirm_order(session, BOSS, empty.id, clock=clock)
    priced = create_order(session, BOSS, trade.new("FREE 1 @5.00"), clock=clock)
    assert priced.total_minor == 500


def test_a_confirmed_order_posts_its_changes(session: Session, clock: Clock) -> None:
    """Editing lines re-posts the difference; beyond free stock nothing changes."""
    trade = build(session, clock, "GLOVES 10 @1, MASK 5 @1")
    order = trade.order(session, "GLOVES 4, MASK 2")
    version = session.get_one(CustomerOrder, order).version
    lines = (
        replace(trade.line("GLOVES 9"), line_no=1),
        trade.line("MASK 1 reserve"),
    )
    saved = save_order(session, BOSS, order, version, OrderChanges(lines=lines), clock=clock)
    assert saved.total_minor == 1000
    assert trade.free(session, "GLOVES") == (10, 0, 9)
    assert trade.free(session, "MASK") == (5, 1, 0)
    too_many = OrderChanges(lines=(replace(trade.line("GLOVES 11"), line_no=1),))
    with pytest.raises(NotEnoughForLines) as refused, session.begin_nested():
        save_order(session, BOSS, order, saved.version, too_many, clock=clock)
    assert (refused.value.facts["asked"], refused.value.facts["available"]) == (11000, 10000)
    assert trade.free(session, "GLOVES") == (10, 0, 9)
    with pytest.raises(Conflict):
        save_order(
            session, BOSS, order, version, OrderChanges(header={"comment": "x"}), clock=clock
        )
    fields = {
        (change.line, change.field) for change in history(session, BOSS, "customer_order", order)
    }
    assert (1, "quantity") in fields


def test_actions_of_lines_may_change(session: Session, clock: Clock) -> None:
    """A reserved line is let go later."""
    trade = build(session, clock, "GLOVES 10 @1")
    order = trade.order(session, "GLOVES 4 reserve")
    version = session.get_one(CustomerOrder, order).version
    saved = set_actions(session, BOSS, order, version, {1: SupplyAction.SHIP}, clock=clock)
    assert saved.state is OrderState.READY_TO_SHIP
    assert trade.free(session, "GLOVES") == (10, 0, 4)
    assert [row.quantity for row in balance(session, RESERVES) if row.quantity] == []


def test_cancelled_lines_free_what_they_held(session: Session, clock: Clock) -> None:
    """The total follows."""
    trade = build(session, clock, "GLOVES 10 @1, MASK 5 @2")
    order = trade.order(session, "GLOVES 4, MASK 2")
    saved = cancel_lines(session, BOSS, order, [Cancelled(2, reason="не нужно")], clock=clock)
    assert (saved.total_minor, trade.free(session, "MASK")) == (400, (5, 0, 0))


def test_part_of_a_line_is_cancelled_with_a_reason(session: Session, clock: Clock) -> None:
    """The rest goes on; what is under way cannot be cancelled."""
    trade = build(session, clock, "GLOVES 10 @1")
    reason = create_row(session, BOSS, "cancel_reason", code="01", name="Передумали").id
    order = trade.order(session, "GLOVES 6")
    part = Cancelled(1, 2000, reason_id=reason)
    saved = cancel_lines(session, BOSS, order, [part], clock=clock)
    rows = session.execute(
        select(
            CustomerOrderLine.line_no,
            CustomerOrderLine.quantity,
            CustomerOrderLine.cancelled,
            CustomerOrderLine.cancel_reason,
        ).order_by(CustomerOrderLine.line_no)
    ).all()
    assert [tuple(row) for row in rows] == [
        (1, 4000, False, ""),
        (2, 2000, True, "Передумали"),
    ]
    assert (saved.total_minor, trade.free(session, "GLOVES")) == (400, (10, 0, 4))
    create_outbound(session, BOSS, trade.warehouses["plain"], clock=clock, order_ids=[order])
    for wrong in (Cancelled(1, 0), Cancelled(1, 5000)):
        with pytest.raises(BadValue), session.begin_nested():
            cancel_lines(session, BOSS, order, [wrong], clock=clock)
    with pytest.raises(OverDisposed), session.begin_nested():
        cancel_lines(session, BOSS, order, [Cancelled(1, 1000)], clock=clock)
    with pytest.raises(NotFound), session.begin_nested():
        cancel_lines(session, BOSS, order, [Cancelled(1, 1000, reason_id=99)], clock=clock)
    assert trade.free(session, "GLOVES") == (10, 0, 4)


def test_orders_close_reopen_and_go_back(session: Session, clock: Clock) -> None:
    """An unfinished order closes only by cancelling the rest."""
    trade = build(session, clock, "GLOVES 10 @1")
    order = trade.order(session, "GLOVES 4")
    with pytest.raises(OrderNotProcessed):
        close_order(session, BOSS, order, clock=clock)
    closed = close_order(
        session, BOSS, order, clock=clock, cancel_unprocessed=True, reason="передумали"
    )
    assert (closed.status, closed.state) == (OrderStatus.CLOSED, OrderState.CLOSED)
    assert (closed.total_minor, trade.free(session, "GLOVES")) == (0, (10, 0, 0))
    reopened = reopen_order(session, BOSS, order, clock=clock)
    assert reopened.status is OrderStatus.TO_FULFIL
    other = trade.order(session, "GLOVES 4")
    withdrawn = withdraw_order(session, BOSS, other, clock=clock)
    assert (withdrawn.status, trade.free(session, "GLOVES")) == (OrderStatus.AGREEING, (10, 0, 0))
    with pytest.raises(IllegalTransition):
        reopen_order(session, BOSS, other, clock=clock)
    assert ledger.verify(session) == []


def test_rights_are_asked_first(session: Session, clock: Clock) -> None:
    """A storekeeper makes no orders; a manager only for his companies and warehouses."""
    trade = build(session, clock, "GLOVES 10 @1")
    order = trade.order(session, "GLOVES 4", confirm=False)
    keeper = _actor(Role.STOREKEEPER)
    with pytest.raises(Forbidden):
        create_order(session, keeper, trade.new("GLOVES 1"), clock=clock)
    elsewhere = replace(_actor(Role.SALES_MANAGER), warehouses=frozenset({-1}))
    with pytest.raises(Forbidden):
        confirm_order(session, elsewhere, order, clock=clock)
    stranger = replace(_actor(Role.SALES_MANAGER), companies=frozenset({-1}))
    with pytest.raises(Forbidden):
        create_order(session, stranger, trade.new("GLOVES 1"), clock=clock)
    assert trade.free(session, "GLOVES") == (10, 0, 0)


def _actor(role: Role) -> Actor:
    return Actor(
        user_id=7,
        login="user",
        name="User",
        roles=frozenset({role}),
        permissions=ROLES[role],
        warehouses=None,
        companies=None,
    )


def test_an_order_whose_goods_are_under_way_is_not_closed_by_cancelling_them(
    session: Session, clock: Clock
) -> None:
    """The refusal does not advise what was just tried; nothing changed."""
    trade = build(session, clock, "GLOVES 10 @1")
    order = trade.order(session, "GLOVES 4")
    plain = trade.warehouses["plain"]
    create_outbound(session, BOSS, plain, clock=clock, order_ids=[order])
    before = balances(session)
    with pytest.raises(OrderUnderWay) as told:
        close_order(session, BOSS, order, clock=clock, cancel_unprocessed=True)
    assert told.value.facts == {"document": "КЛ-000001", "count": 1, "lines": (1,), "line": 1}
    assert balances(session) == before


def test_several_orders_are_closed_together_and_those_that_cannot_be_stay_as_they_are(
    session: Session, clock: Clock
) -> None:
    """Of three one is done; then the rest is cancelled, but for what is on its way out."""
    trade = build(session, clock, "GLOVES 0 @10")
    trade.put(session, "GLOVES 50", "shop")
    done, open_, agreeing = (
        trade.order(session, "GLOVES 5", confirm=confirm, warehouse="shop")
        for confirm in (True, True, False)
    )
    invoice_from_order(session, BOSS, done, clock=clock)

    def statuses() -> list[OrderStatus]:
        session.expire_all()
        return [
            OrderStatus(session.get_one(CustomerOrder, key).status)
            for key in (done, open_, agreeing)
        ]

    before = balances(session)
    found = close_orders(session, BOSS, [agreeing, open_, done], clock=clock)
    assert found.closed == ("КЛ-000001",)
    assert found.kept == (
        ("КЛ-000002", "order-not-processed"),
        ("КЛ-000003", "order-not-processed"),
    )
    assert statuses() == [OrderStatus.CLOSED, OrderStatus.TO_FULFIL, OrderStatus.AGREEING]
    assert balances(session) == before
    found = close_orders(
        session, BOSS, [open_, agreeing], clock=clock, cancel_unprocessed=True, reason="late"
    )
    assert found.closed == ("КЛ-000002",)
    assert found.kept == (("КЛ-000003", "illegal-transition"),)
    assert statuses()[1] is OrderStatus.CLOSED
    line = session.scalars(
        select(CustomerOrderLine).where(CustomerOrderLine.document_id == open_)
    ).one()
    assert (line.cancelled, line.cancel_reason) == (True, "late")
    assert ledger.verify(session) == []
