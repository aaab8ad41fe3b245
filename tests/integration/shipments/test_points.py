"""Points of orders and invoices: brought by the bill, gone with it, paid with; never twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from core import ledger
from core.discounts.cards import NewCard, add_card, points_of
from core.discounts.drafts import DiscountDraft
from core.discounts.editing import save_discount
from core.discounts.errors import NotEnoughPoints, PointsSpent, ShareExceeded
from core.discounts.kinds import DiscountKind, Standing
from core.discounts.loyalty_models import BonusProgramme, CardKind
from core.discounts.points import accrue_points, redeem_points, reverse_points
from core.documents.linking import concerning
from core.kernel.clock import Clock
from core.partners.models import LegalEntity
from core.sales.closing import Cancelled, cancel_lines
from core.sales.errors import NoCard, NothingForPoints, PointsForPersons, PrepaymentUnpaid
from core.sales.models import CustomerOrder
from core.sales.order_approval import confirm_order
from core.sales.orders import OrderChanges, create_order, save_order, set_actions
from core.sales.points_paying import pay_by_points, points_offer
from core.sales.staging import TypedStage
from core.sales.statuses import OrderState, SupplyAction
from core.settlements.errors import RefundOfPoints
from core.settlements.offsets import NewEntry, OffsetLine, enter_offset, post_entry
from core.settlements.payments import enter_refund, post_payment
from core.settlements.proposals import Asked, refundable
from core.settlements.standing import standings
from core.shipments.invoicing import invoice_from_order, post_invoice, unpost_invoice
from core.terms.statuses import StageKind
from tests.integration.sales.trade import BOSS, Trade, balances, build
from tests.integration.settlements.money import new_payment, paid

TODAY = date(2026, 11, 20)


class Club:
    """A shop with cards that bring 5 % of what is charged.

    Usable after two days for 30 days, at most 40 % of a sale; a point pays a rouble.
    """

    def __init__(self, session: Session, clock: Clock, *, person: bool = True) -> None:
        self.session, self.clock = session, clock
        self.trade: Trade = build(session, clock, "GLOVES 0 @100.00, MASK 0 @50.00")
        self.trade.put(session, "GLOVES 100, MASK 100", "shop")
        programme = BonusProgramme(
            code="P", name="Club", rate_minor=100, delay_days=2, life_days=30, max_share=4_000
        )
        session.add(programme)
        session.flush()
        kind = CardKind(code="K", name="Club card", programme_id=programme.id)
        session.add(kind)
        session.flush()
        new = NewCard(kind_id=kind.id, barcode="2990001", owner="Rose")
        self.card = add_card(session, BOSS, new, clock=clock, activate=True).id
        save_discount(
            session,
            BOSS,
            DiscountDraft(
                code="B",
                name="5 % in points",
                kind=DiscountKind.BONUS_PERCENT,
                value=500,
                programme_id=programme.id,
                standing=Standing.IN_FORCE,
            ),
            clock=clock,
        )
        if person:
            session.execute(update(LegalEntity).values(inn="500100732259"))

    def order(self, text: str = "GLOVES 3, MASK 1", *, card: bool = True) -> int:
        new = self.trade.new(text, warehouse="shop")
        if card:
            new = replace(new, card_id=self.card)
        made = create_order(self.session, BOSS, new, clock=self.clock)
        confirm_order(self.session, BOSS, made.id, clock=self.clock)
        return made.id

    def bill(self, order: int) -> int:
        (made,) = invoice_from_order(self.session, BOSS, order, clock=self.clock)
        return made

    def points(self, on: date) -> tuple[int, int, int]:
        """Return (can be spent, not yet, over) in hundredths."""
        found = points_of(self.session, BOSS, self.card, on)
        return found.available, found.pending, found.expired

    def owes(self, order: int) -> tuple[int, int]:
        """Return (charged, paid) of an order in kopecks."""
        found = standings(self.session, [order]).get((order, "RUB"))
        return (found.charged, found.paid) if found is not None else (0, 0)


def test_an_invoice_brings_points_with_delay_and_expiry(session: Session, clock: Clock) -> None:
    """5 % of 350 is 17.50; usable from the 22nd through the 21st of December."""
    club = Club(session, clock)
    order = club.order()
    assert club.points(TODAY) == (0, 0, 0)
    club.bill(order)
    assert club.points(TODAY + timedelta(days=1)) == (0, 17_50, 0)
    assert club.points(TODAY + timedelta(days=2)) == (17_50, 0, 0)
    assert club.points(TODAY + timedelta(days=31)) == (17_50, 0, 0)
    assert club.points(TODAY + timedelta(days=32)) == (0, 0, 17_50)
    assert ledger.verify(session) == []


def test_points_go_with_the_invoice_and_never_come_twice(session: Session, clock: Clock) -> None:
    club = Club(session, clock)
    invoice = club.bill(club.order())
    for _ in range(2):
        unpost_invoice(session, BOSS, invoice, clock=clock)
        assert club.points(TODAY) == (0, 0, 0)
        post_invoice(session, BOSS, invoice, clock=clock)
        assert club.points(TODAY) == (0, 17_50, 0)
    assert ledger.verify(session) == []


def test_without_a_card_nothing_comes(session: Session, clock: Clock) -> None:
    club = Club(session, clock)
    club.bill(club.order(card=False))
    assert club.points(TODAY) == (0, 0, 0)


def test_an_order_billed_in_parts_brings_exactly_the_whole(session: Session, clock: Clock) -> None:
    """One line is cut, a part is cancelled: only what is billed brings points."""
    club = Club(session, clock)
    order = club.order("GLOVES 7")
    cancel_lines(session, BOSS, order, [Cancelled(1, 4_000, reason="less")], clock=clock)
    club.bill(order)
    assert club.points(TODAY) == (0, 15_00, 0)


def test_an_invoice_whose_points_were_spent_cannot_be_taken_back(
    session: Session, clock: Clock
) -> None:
    club = Club(session, clock)
    invoice = club.bill(club.order())
    clock.wait(2 * 86_400)
    redeem_points(session, BOSS, club.card, 10_00, clock=clock)
    before = balances(session)
    point = session.begin_nested()
    with pytest.raises(PointsSpent) as refused:
        unpost_invoice(session, BOSS, invoice, clock=clock)
    point.rollback()
    assert {key: refused.value.facts[key] for key in ("card", "asked", "available")} == {
        "card": "2990001",
        "asked": 17_50,
        "available": 7_50,
    }
    assert balances(session) == before
    assert club.points(clock.business_date()) == (7_50, 0, 0)


def test_points_pay_their_share_of_an_order_and_open_its_gate(
    session: Session, clock: Clock
) -> None:
    """40 % of 350 is 140; with prepayment 40 % the goods may leave then."""
    club = Club(session, clock)
    order = club.order("GLOVES 3 none, MASK 1 none")
    stored = session.get_one(CustomerOrder, order)
    stages = (TypedStage(StageKind.PREPAYMENT, 4_000), TypedStage(StageKind.CREDIT, 6_000))
    save_order(session, BOSS, order, stored.version, OrderChanges(stages=stages), clock=clock)
    accrue_points(session, BOSS, club.card, 200_00, clock=clock, on=TODAY - timedelta(days=2))
    ships = {1: SupplyAction.SHIP, 2: SupplyAction.SHIP}
    point = session.begin_nested()
    with pytest.raises(PrepaymentUnpaid):
        set_actions(session, BOSS, order, stored.version, ships, clock=clock)
    point.rollback()
    offer = points_offer(session, BOSS, order, clock=clock)
    assert (offer.available, offer.worth_minor, offer.most_minor) == (200_00, 200_00, 140_00)
    done = pay_by_points(session, BOSS, order, None, clock=clock)
    assert (done.points, club.points(TODAY)) == (-140_00, (60_00, 0, 0))
    assert club.owes(order) == (0, 140_00)
    assert [one.id for one in concerning(session, order, BOSS)] == [done.id]
    session.refresh(stored)
    set_actions(session, BOSS, order, stored.version, ships, clock=clock)
    club.bill(order)
    assert club.owes(order) == (350_00, 140_00)
    session.expire_all()
    assert session.get_one(CustomerOrder, order).state is OrderState.AWAITING_PAYMENT
    assert ledger.verify(session) == []


def test_points_beyond_the_share_are_refused_and_nothing_changes(
    session: Session, clock: Clock
) -> None:
    club = Club(session, clock)
    order = club.order()
    accrue_points(session, BOSS, club.card, 200_00, clock=clock, on=TODAY - timedelta(days=2))
    pay_by_points(session, BOSS, order, 100_00, clock=clock)
    with pytest.raises(ShareExceeded) as refused:
        pay_by_points(session, BOSS, order, 40_01, clock=clock)
    assert (refused.value.facts["asked"], refused.value.facts["allowed"]) == (40_01, 40_00)
    assert (club.owes(order), club.points(TODAY)) == ((0, 100_00), (100_00, 0, 0))
    pay_by_points(session, BOSS, order, 40_00, clock=clock)
    with pytest.raises(NothingForPoints):
        pay_by_points(session, BOSS, order, None, clock=clock)
    assert (club.owes(order), club.points(TODAY)) == ((0, 140_00), (60_00, 0, 0))


def test_fewer_points_than_asked_are_refused_and_nothing_changes(
    session: Session, clock: Clock
) -> None:
    club = Club(session, clock)
    order = club.order()
    accrue_points(session, BOSS, club.card, 30_00, clock=clock, on=TODAY - timedelta(days=2))
    point = session.begin_nested()
    with pytest.raises(NotEnoughPoints) as refused:
        pay_by_points(session, BOSS, order, 50_00, clock=clock)
    point.rollback()
    assert refused.value.facts["available"] == 30_00
    assert (club.owes(order), club.points(TODAY)) == ((0, 0), (30_00, 0, 0))


def test_paying_with_points_can_be_taken_back(session: Session, clock: Clock) -> None:
    club = Club(session, clock)
    order = club.order()
    accrue_points(session, BOSS, club.card, 30_00, clock=clock, on=TODAY - timedelta(days=2))
    done = pay_by_points(session, BOSS, order, None, clock=clock)
    assert club.owes(order) == (0, 30_00)
    reverse_points(session, BOSS, done.id, clock=clock)
    assert (club.owes(order), club.points(TODAY)) == ((0, 0), (30_00, 0, 0))
    assert points_offer(session, BOSS, order, clock=clock).most_minor == 30_00
    assert ledger.verify(session) == []


def test_points_pay_only_orders_of_individuals_with_a_card(session: Session, clock: Clock) -> None:
    club = Club(session, clock, person=False)
    accrue_points(session, BOSS, club.card, 30_00, clock=clock, on=TODAY - timedelta(days=2))
    with pytest.raises(PointsForPersons):
        pay_by_points(session, BOSS, club.order(), None, clock=clock)
    with pytest.raises(NoCard):
        pay_by_points(session, BOSS, club.order(card=False), None, clock=clock)
    assert club.points(TODAY) == (30_00, 0, 0)


def test_points_never_go_back_as_money(session: Session, clock: Clock) -> None:
    """50 paid with points and 20 in money: 20 can be refunded, the points go back to the card."""
    club = Club(session, clock)
    order = club.order()
    accrue_points(session, BOSS, club.card, 200_00, clock=clock, on=TODAY - timedelta(days=2))
    by_points = pay_by_points(session, BOSS, order, 50_00, clock=clock)
    paid(session, club.trade, "20", {order: "20"})
    asked = Asked(
        company_id=club.trade.companies["КЛ"],
        partner_id=club.trade.partners["ROSE"],
        amount_minor=70_00,
        on=TODAY,
    )
    assert refundable(session, BOSS, asked) == [(order, 20_00)]
    refund = enter_refund(
        session, BOSS, new_payment(club.trade, "20.01", {order: "20.01"}), clock=clock
    )
    point = session.begin_nested()
    with pytest.raises(RefundOfPoints) as refused:
        post_payment(session, BOSS, refund.id, clock=clock)
    point.rollback()
    assert {key: refused.value.facts[key] for key in ("asked", "available", "moneyless")} == {
        "asked": 20_01,
        "available": 20_00,
        "moneyless": 50_00,
    }
    assert club.owes(order) == (0, 70_00)
    rest = enter_refund(session, BOSS, new_payment(club.trade, "20", {order: "20"}), clock=clock)
    post_payment(session, BOSS, rest.id, clock=clock)
    reverse_points(session, BOSS, by_points.id, clock=clock)
    assert (club.owes(order), club.points(TODAY)) == ((0, 0), (200_00, 0, 0))
    assert ledger.verify(session) == []


def test_points_offset_to_another_order_do_not_become_money_there(
    session: Session, clock: Clock
) -> None:
    """What covered the debt of the second order comes free when its bill is taken back."""
    club = Club(session, clock)
    first, second = club.order(), club.order(card=False)
    accrue_points(session, BOSS, club.card, 200_00, clock=clock, on=TODAY - timedelta(days=2))
    pay_by_points(session, BOSS, first, 50_00, clock=clock)
    bill = club.bill(second)
    new = NewEntry(
        company_id=club.trade.companies["КЛ"],
        partner_id=club.trade.partners["ROSE"],
    )
    offset = enter_offset(session, BOSS, new, [OffsetLine(first, second, 50_00)], clock=clock)
    post_entry(session, BOSS, offset.id, clock=clock)
    unpost_invoice(session, BOSS, bill, clock=clock)
    assert (club.owes(first), club.owes(second)) == ((0, 0), (0, 50_00))
    refund = enter_refund(session, BOSS, new_payment(club.trade, "1", {second: "1"}), clock=clock)
    point = session.begin_nested()
    with pytest.raises(RefundOfPoints):
        post_payment(session, BOSS, refund.id, clock=clock)
    point.rollback()
    assert club.owes(second) == (0, 50_00)


@pytest.mark.parametrize("billed_first", [False, True])
def test_what_points_pay_brings_no_points(
    session: Session, clock: Clock, billed_first: bool
) -> None:
    """5 % of 350 is 17.50; points pay 140 of it, so 5 % of 210, 10.50, is brought."""
    club = Club(session, clock)
    order = club.order()
    accrue_points(session, BOSS, club.card, 140_00, clock=clock, on=TODAY - timedelta(days=2))
    if billed_first:
        bill = club.bill(order)
        assert club.points(TODAY) == (140_00, 17_50, 0)
        done = pay_by_points(session, BOSS, order, None, clock=clock)
    else:
        done = pay_by_points(session, BOSS, order, None, clock=clock)
        bill = club.bill(order)
    assert (done.points, club.points(TODAY)) == (-140_00, (0, 10_50, 0))
    reverse_points(session, BOSS, done.id, clock=clock)
    assert club.points(TODAY) == (140_00, 17_50, 0)
    unpost_invoice(session, BOSS, bill, clock=clock)
    assert club.points(TODAY) == (140_00, 0, 0)
    assert ledger.verify(session) == []
