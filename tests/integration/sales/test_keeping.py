"""What was agreed of an order holds while it is changed, and a confirmed one departs no further."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from core import ledger
from core.access.actor import Actor
from core.approvals.deciding import decide
from core.approvals.queries import approval_state, inbox
from core.approvals.statuses import ApprovalStatus, Verdict
from core.kernel.clock import FixedClock
from core.kernel.money import Money
from core.pricing.operations import NewPrice, register_prices
from core.sales.closing import Cancelled, cancel_lines
from core.sales.confirming import reserve_early
from core.sales.errors import NothingLeft, OrderDeparts, OrderDeviates
from core.sales.models import CustomerOrder
from core.sales.order_approval import ask_order, confirm_order
from core.sales.order_lines import stored_lines
from core.sales.order_sources import order_from
from core.sales.orders import NewOrder, OrderChanges, create_order, save_order, set_actions
from core.sales.quotation_queries import quotation_card
from core.sales.statuses import OrderStatus, Priority, SupplyAction
from core.sales.supply_rules import FillOptions
from core.sales.supplying import apply_supply, propose_action, propose_supply
from tests.integration.sales.offers import Offers, build
from tests.integration.sales.trade import BOSS


@pytest.fixture
def offers(session: Session, clock: FixedClock) -> Offers:
    """A company that a test may change."""
    return build(session, clock)


def taken(session: Session, offers: Offers, text: str, percent: int = 0) -> int:
    """Return an order by olga under the agreement, *percent* off its first line by hand."""
    new: NewOrder = replace(
        offers.trade.new(text), agreement_id=offers.agreement, ship_date=date(2026, 11, 30)
    )
    first, *rest = new.lines
    new = replace(new, lines=(replace(first, manual_percent=percent * 100), *rest))
    return create_order(session, offers.people["olga"], new, clock=offers.clock).id


def change(session: Session, offers: Offers, order: int, actor: Actor, **changes: object) -> None:
    """Save an order with other header fields, or with its first line changed."""
    line = changes.pop("line", None)
    lines = stored_lines(session, order)
    if isinstance(line, dict):
        lines = (replace(lines[0], **line), *lines[1:])
    given = OrderChanges(header=changes, lines=lines)
    version = session.get_one(CustomerOrder, order).version
    save_order(session, actor, order, version, given, clock=offers.clock)


def asked(session: Session, offers: Offers, order: int) -> None:
    """Send an order to approval, as olga does."""
    ask_order(session, offers.people["olga"], order, due=None, text="", clock=offers.clock)


def fill(session: Session, offers: Offers, order: int) -> None:
    proposed = propose_supply(session, offers.people["olga"], order, FillOptions(ship=False))
    apply_supply(session, offers.people["olga"], proposed, clock=offers.clock)


def hold(session: Session, offers: Offers, order: int) -> None:
    reserve_early(session, offers.people["olga"], order, clock=offers.clock)


def act(session: Session, offers: Offers, order: int) -> None:
    version = session.get_one(CustomerOrder, order).version
    actions = {1: SupplyAction.DEMAND}
    set_actions(session, offers.people["olga"], order, version, actions, clock=offers.clock)


def note(session: Session, offers: Offers, order: int) -> None:
    olga = offers.people["olga"]
    change(session, offers, order, olga, comment="звонить", priority=Priority.HIGH)


@pytest.mark.parametrize("do", [fill, hold, act, note])
def test_goods_are_seen_to_while_approvers_are_asked(
    session: Session, offers: Offers, do: Callable[[Session, Offers, int], None]
) -> None:
    """What is asked stays before the approver, and his yes is a yes to the order as it is."""
    zoe = offers.people["zoe"]
    order = taken(session, offers, "TENT 8 demand", 9)
    asked(session, offers, order)
    do(session, offers, order)
    (task,) = inbox(session, zoe)
    decide(session, zoe, task.id, Verdict.APPROVE, clock=offers.clock)
    assert session.get_one(CustomerOrder, order).status == OrderStatus.TO_FULFIL
    assert ledger.verify(session) == []


def test_an_approved_order_waits_for_goods_and_needs_no_second_yes(
    session: Session, offers: Offers
) -> None:
    """8 tents are to ship and 5 are there: it is approved, waits, is filled and confirmed."""
    olga, zoe = offers.people["olga"], offers.people["zoe"]
    order = taken(session, offers, "TENT 8", 9)
    asked(session, offers, order)
    decide(session, zoe, inbox(session, zoe)[0].id, Verdict.APPROVE, clock=offers.clock)
    assert session.get_one(CustomerOrder, order).status == OrderStatus.AGREEING
    fill(session, offers, order)
    assert [line.quantity for line in stored_lines(session, order)] == [5_000, 3_000]
    assert approval_state(session, order).status is ApprovalStatus.APPROVED
    assert confirm_order(session, olga, order, clock=offers.clock).status == OrderStatus.TO_FULFIL


def test_what_approvers_were_asked_about_is_asked_about_anew(
    session: Session, offers: Offers
) -> None:
    """Another quantity, another day, a line given up: nobody has agreed on that."""
    olga, zoe = offers.people["olga"], offers.people["zoe"]
    for at, touched in enumerate(
        (
            lambda key: change(session, offers, key, olga, line={"quantity": 3_000}),
            lambda key: change(session, offers, key, olga, ship_date=date(2026, 12, 1)),
            lambda key: cancel_lines(
                session, olga, key, [Cancelled(2, reason="нет")], clock=offers.clock
            ),
        ),
        start=1,
    ):
        order = taken(session, offers, "MASK 2, GLOVES 1", 9)
        asked(session, offers, order)
        assert len(inbox(session, zoe)) == 1
        touched(order)
        assert inbox(session, zoe) == (), at
        with pytest.raises(OrderDeviates):
            confirm_order(session, olga, order, clock=offers.clock)


def test_a_confirmed_order_departs_no_further(session: Session, offers: Offers) -> None:
    """Olga gave 5 %, which she may; 9 % she may not, nor a day too soon. Boss may."""
    olga = offers.people["olga"]
    order = taken(session, offers, "GLOVES 2, MASK 1", 5)
    confirm_order(session, olga, order, clock=offers.clock)
    before = session.get_one(CustomerOrder, order).total_minor
    for changes, line in (
        ({"line": {"manual_percent": 900}}, 1),
        ({"ship_date": date(2026, 11, 20)}, 0),
    ):
        with pytest.raises(OrderDeparts) as refusal, session.begin_nested():
            change(session, offers, order, olga, **changes)
        session.expire_all()
        assert (refusal.value.facts["count"], refusal.value.facts["line"]) == (1, line)
        assert session.get_one(CustomerOrder, order).total_minor == before
    change(session, offers, order, olga, line={"quantity": 3_000}, comment="ещё одни")
    change(session, offers, order, offers.people["boss"], line={"manual_percent": 900})
    assert session.get_one(CustomerOrder, order).total_minor == 273_00 + 10_00
    # What it departs in already, it may keep.
    change(session, offers, order, olga, line={"manual_percent": 900}, comment="по-прежнему")
    assert session.get_one(CustomerOrder, order).comment == "по-прежнему"


def test_an_offered_price_is_no_departure_when_the_list_has_risen(
    session: Session, offers: Offers
) -> None:
    """Offered on the 20th at 100, ordered on the 23rd when gloves are 150."""
    olga, items = offers.people["olga"], offers.trade.items
    key = offers.quote(session, "GLOVES 10")
    dearer = NewPrice(items["GLOVES"], Money.parse("150").minor)
    register_prices(session, BOSS, offers.trade.price_type_id, date(2026, 11, 22), [dearer])
    later = FixedClock(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    made = order_from(session, olga, key, clock=later)
    assert made.total_minor == 1000_00
    more = OrderChanges(
        lines=tuple(replace(one, quantity=11_000) for one in stored_lines(session, made.id))
    )
    with session.begin_nested() as tried:
        save_order(session, olga, made.id, made.version, more, clock=later)
        with pytest.raises(OrderDeviates):  # one more than was offered
            confirm_order(session, olga, made.id, clock=later)
        tried.rollback()
    session.expire_all()
    assert confirm_order(session, olga, made.id, clock=later).status == OrderStatus.TO_FULFIL


def test_a_line_that_was_cut_is_still_of_the_offer(session: Session, offers: Offers) -> None:
    """8 tents offered at 5 % off: 5 reserved and 3 demanded are all 8, at the price offered."""
    olga = offers.people["olga"]
    key = offers.quote(session, "TENT 8 -5")
    made = order_from(session, olga, key, clock=offers.clock)
    fill(session, offers, made.id)
    (line,) = quotation_card(session, olga, key).lines
    assert line.left == 0
    with pytest.raises(NothingLeft):
        order_from(session, olga, key, clock=offers.clock)
    change(session, offers, made.id, olga, comment="ещё раз")
    stored = session.get_one(CustomerOrder, made.id)
    assert (stored.total_minor, stored.discount_minor) == (7603_80, 400_20)
    cut = propose_action(session, olga, made.id, [2], SupplyAction.NONE, quantity=1_000)
    apply_supply(session, olga, cut, clock=offers.clock)
    (line,) = quotation_card(session, olga, key).lines
    assert line.left == 0
