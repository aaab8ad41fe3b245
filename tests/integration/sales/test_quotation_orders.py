"""Orders of quotations, and orders and quotations of deals, needs and visits."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from core import ledger
from core.access.errors import Forbidden
from core.approvals.deciding import decide
from core.approvals.queries import inbox
from core.approvals.statuses import Verdict
from core.db.engine import Database
from core.db.unit_of_work import run, transaction
from core.deals.books import add_usual_books
from core.deals.dealing import NewDeal, create_deal, lose_deal
from core.deals.errors import NoBasis
from core.deals.linked_sums import linked_sums
from core.deals.models import CustomerNeed, LostReason, NeedReason
from core.deals.needs import NeedLine, NewNeed, record_need
from core.deals.statuses import NeedStatus
from core.deals.visits import NewVisit, VisitLine, plan_visit
from core.documents.queries import based_on, standing_on
from core.kernel.clock import FixedClock
from core.kernel.errors import IllegalTransition, NotFound
from core.kernel.money import Money
from core.pricing.operations import NewPrice, register_prices
from core.sales.closing import Cancelled, cancel_lines
from core.sales.errors import (
    AllOrNothing,
    LineOrdered,
    NobodyToSell,
    NoPrice,
    NothingLeft,
    OrderDeviates,
    QuotationExpired,
    QuotationNotInForce,
    QuotationOrdered,
)
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.sales.order_approval import confirm_order
from core.sales.order_lines import stored_lines
from core.sales.order_sources import order_from, quotation_from
from core.sales.orders import OrderChanges, save_order
from core.sales.quotation_orders import order_from_quotation
from core.sales.quotation_queries import quotation_card
from core.sales.quotation_statuses import QuotationStatus
from core.sales.quotation_steps import (
    ask_quotation,
    cancel_quotation,
    choose_lines,
    enforce_quotation,
    new_version,
)
from core.terms.statuses import PaymentForm
from tests.integration.sales.offers import Offers, build
from tests.integration.sales.offers import stored as stored_quotation
from tests.integration.sales.trade import BOSS


@pytest.fixture
def offers(session: Session, clock: FixedClock) -> Offers:
    """A company that a test may change."""
    return build(session, clock)


def lines_of(session: Session, order_id: int) -> list[tuple[object, ...]]:
    """Return (item, thousandths, price, by hand, amount) of an order's lines."""
    line = CustomerOrderLine
    rows = session.execute(
        select(
            line.item_id, line.quantity, line.price_minor, line.manual_percent, line.amount_minor
        )
        .where(line.document_id == order_id)
        .order_by(line.line_no)
    )
    return [tuple(row) for row in rows]


def orders(session: Session) -> list[int]:
    """Return the ids of all orders."""
    return list(session.scalars(select(CustomerOrder.id).order_by(CustomerOrder.id)))


def left(session: Session, quotation_id: int) -> list[int]:
    """Return what is left of each line, pieces."""
    card = quotation_card(session, BOSS, quotation_id)
    return [line.left // 1000 for line in card.lines]


def test_an_order_takes_what_was_offered_whatever_the_price_list_says_now(
    session: Session, offers: Offers
) -> None:
    olga, items = offers.people["olga"], offers.trade.items
    entity = offers.entity(session)
    key = offers.quote(
        session,
        "GLOVES 10 -5, MASK 3 @12.50, TENT 1 alt",
        legal_entity_id=entity,
        payment_form=PaymentForm.CASHLESS,
        payment_text="по счёту",
        delivery_text="до двери",
        comment="звонить Ивану",
    )
    dearer = NewPrice(items["GLOVES"], Money.parse("150").minor)
    register_prices(session, BOSS, offers.trade.price_type_id, date(2026, 11, 20), [dearer])
    made = order_from(session, olga, key, clock=offers.clock)
    assert lines_of(session, made.id) == [
        (items["GLOVES"], 10_000, 100_00, 500, 950_00),
        (items["MASK"], 3_000, 12_50, 0, 37_50),
    ]
    order = session.get_one(CustomerOrder, made.id)
    assert (order.agreement_id, order.legal_entity_id, order.payment_form) == (
        offers.agreement,
        entity,
        PaymentForm.CASHLESS,
    )
    assert order.comment == "по счёту; до двери; звонить Ивану"
    assert order.delivery_address == "ROSE street 1"
    assert [found.id for found in based_on(session, made.id)] == [key]
    assert [found.id for found in standing_on(session, key)] == [made.id]
    changed = save_order(
        session,
        olga,
        made.id,
        made.version,
        OrderChanges(lines=stored_lines(session, made.id)),
        clock=offers.clock,
    )
    assert changed.total_minor == made.total_minor == 987_50
    assert ledger.verify(session) == []


def test_a_quotation_is_ordered_in_parts_and_says_what_is_left(
    session: Session, offers: Offers
) -> None:
    olga = offers.people["olga"]
    key = offers.quote(session, "GLOVES 10, MASK 4, TENT 1 alt")
    first = order_from_quotation(session, olga, key, {1: 3_000}, clock=offers.clock)
    assert left(session, key) == [7, 4, 0]
    with pytest.raises(QuotationOrdered) as refusal:
        order_from_quotation(session, olga, key, {1: 8_000}, clock=offers.clock)
    assert (refusal.value.facts["asked"], refusal.value.facts["left"]) == (8_000, 7_000)
    with pytest.raises(NotFound):
        order_from_quotation(session, olga, key, {3: 1_000}, clock=offers.clock)
    assert (left(session, key), orders(session)) == ([7, 4, 0], [first.id])
    rest = order_from(session, olga, key, clock=offers.clock)
    assert [line[1] for line in lines_of(session, rest.id)] == [7_000, 4_000]
    assert left(session, key) == [0, 0, 0]
    with pytest.raises(NothingLeft):
        order_from(session, olga, key, clock=offers.clock)
    cancel_lines(
        session, olga, first.id, [Cancelled(1, 1_000, reason="передумал")], clock=offers.clock
    )
    assert left(session, key) == [1, 0, 0]
    assert orders(session) == [first.id, rest.id]


def test_no_order_of_what_has_expired_or_is_not_in_force(session: Session, offers: Offers) -> None:
    olga = offers.people["olga"]
    draft = offers.quote(session, "MASK 1", in_force=False)
    valid = offers.quote(session, "MASK 1", valid_until=date(2026, 11, 25))
    gone = offers.quote(session, "MASK 1")
    cancel_quotation(session, olga, gone, clock=offers.clock, reason="x")
    for key in (draft, gone):
        with pytest.raises(QuotationNotInForce):
            order_from(session, olga, key, clock=offers.clock)
    later = FixedClock(datetime(2026, 11, 26, 9, 0, tzinfo=UTC))
    with pytest.raises(QuotationExpired) as refusal:
        order_from(session, olga, valid, clock=later)
    assert refusal.value.facts["valid_until"] == date(2026, 11, 25)
    with pytest.raises(Forbidden):
        order_from(session, offers.people["zoe"], valid, clock=offers.clock)
    assert orders(session) == []


def test_prices_for_everything_need_everything(session: Session, offers: Offers) -> None:
    olga = offers.people["olga"]
    key = offers.quote(session, "GLOVES 10, MASK 4", whole_only=True)
    for part in ({1: 10_000}, {1: 10_000, 2: 3_000}):
        with pytest.raises(AllOrNothing) as refusal:
            order_from_quotation(session, olga, key, part, clock=offers.clock)
        assert (refusal.value.facts["count"], refusal.value.facts["line"]) == (1, 2)
    assert orders(session) == []
    made = order_from_quotation(session, olga, key, {1: 10_000, 2: 4_000}, clock=offers.clock)
    assert made.total_minor == 1040_00


def test_only_what_the_customer_chose_is_ordered(session: Session, offers: Offers) -> None:
    olga = offers.people["olga"]
    key = offers.quote(session, "GLOVES 10, MASK 4, TENT 1 alt")
    choose_lines(session, olga, key, {2, 3}, clock=offers.clock)
    made = order_from(session, olga, key, clock=offers.clock)
    items = offers.trade.items
    assert [line[0] for line in lines_of(session, made.id)] == [items["MASK"], items["TENT"]]


def test_what_was_approved_in_the_quotation_is_not_asked_again(
    session: Session, offers: Offers
) -> None:
    olga, zoe = offers.people["olga"], offers.people["zoe"]
    key = offers.quote(session, "GLOVES 2 -7", in_force=False)
    ask_quotation(session, olga, key, due=None, text="", clock=offers.clock)
    (task,) = inbox(session, zoe)
    decide(session, zoe, task.id, Verdict.APPROVE, clock=offers.clock)
    made = order_from(session, olga, key, clock=offers.clock)
    assert confirm_order(session, olga, made.id, clock=offers.clock).status == "to_fulfil"
    again = offers.quote(session, "GLOVES 2 -7", in_force=False)
    ask_quotation(session, olga, again, due=None, text="", clock=offers.clock)
    (task,) = inbox(session, zoe)
    decide(session, zoe, task.id, Verdict.APPROVE, clock=offers.clock)
    more = order_from(session, olga, again, clock=offers.clock)
    (line,) = stored_lines(session, more.id)
    worse = OrderChanges(
        lines=(
            type(line)(
                item_id=line.item_id,
                quantity=2000,
                line_no=1,
                price_minor=100_00,
                manual_percent=900,
            ),
        )
    )
    save_order(session, olga, more.id, more.version, worse, clock=offers.clock)
    with pytest.raises(OrderDeviates):
        confirm_order(session, olga, more.id, clock=offers.clock)


def test_making_an_order_takes_the_same_statements_for_any_number_of_lines(
    session: Session, offers: Offers
) -> None:
    def counted(text: str) -> int:
        key = offers.quote(session, text)
        count = 0

        def one(*_: object) -> None:
            nonlocal count
            count += 1

        connection = session.connection()
        event.listen(connection, "before_cursor_execute", one)
        try:
            order_from(session, BOSS, key, clock=offers.clock)
        finally:
            event.remove(connection, "before_cursor_execute", one)
        return count

    many = ", ".join(["GLOVES 1", "MASK 1", "TENT 1"] * 20)
    counted("GLOVES 1")  # the first delivery puts the address into the book
    assert counted("GLOVES 1, MASK 1, TENT 1") == counted(many)


def test_two_managers_order_what_is_left_only_once(database: Database, clock: FixedClock) -> None:
    with transaction(database.sessions) as session:
        offers = build(session, clock)
        key = offers.quote(session, "GLOVES 10")
    outcomes: Counter[str] = Counter()
    guard, together = threading.Lock(), threading.Barrier(6)

    def client() -> None:
        together.wait(30)
        try:
            run(
                database.sessions,
                lambda s: order_from_quotation(s, BOSS, key, {1: 4_000}, clock=clock),
            )
            outcome = "ordered"
        except QuotationOrdered:
            outcome = "refused"
        with guard:
            outcomes[outcome] += 1

    threads = [threading.Thread(target=client) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert outcomes == {"ordered": 2, "refused": 4}
    with transaction(database.sessions) as session:
        assert left(session, key) == [2]
        assert len(orders(session)) == 2


def need(session: Session, offers: Offers, **named: object) -> int:
    """Record that ROSE asked for three gloves at 90 and for a screw."""
    reason = session.scalars(select(NeedReason.id).order_by(NeedReason.id)).first() or 0
    lines = (
        NeedLine(
            reason_id=reason,
            quantity=3_000,
            item_id=offers.trade.items["GLOVES"],
            wanted_minor=90_00,
        ),
        NeedLine(reason_id=reason, quantity=1_000, item_text="винт М8"),
    )
    given: dict[str, object] = {"partner_id": offers.trade.partners["ROSE"]}
    new = NewNeed(lines=lines, manager_id=offers.people["olga"].user_id, **(given | named))  # type: ignore[arg-type]
    return record_need(session, offers.people["olga"], new, clock=offers.clock).id


def deal(session: Session, offers: Offers) -> int:
    """Make a deal with ROSE."""
    olga = offers.people["olga"]
    new = NewDeal(
        name="Забор", partner_id=offers.trade.partners["ROSE"], responsible_id=olga.user_id
    )
    return create_deal(session, olga, new, clock=offers.clock).id


def test_an_order_of_a_need_satisfies_it(session: Session, offers: Offers) -> None:
    olga = offers.people["olga"]
    add_usual_books(session, BOSS, clock=offers.clock)
    key = need(session, offers)
    made = order_from(session, offers.people["boss"], key, clock=offers.clock)
    gloves = offers.trade.items["GLOVES"]
    assert lines_of(session, made.id) == [(gloves, 3_000, 90_00, 0, 270_00)]
    order = session.get_one(CustomerOrder, made.id)
    assert (order.comment, order.agreement_id) == ("винт М8", offers.agreement)
    stored = session.get_one(CustomerNeed, key)
    assert (stored.status, stored.satisfied_by_id) == (NeedStatus.SATISFIED, made.id)
    with pytest.raises(IllegalTransition), session.begin_nested():
        order_from(session, olga, key, clock=offers.clock)
    assert orders(session) == [made.id]


def test_who_may_type_no_prices_sells_at_the_price_list(session: Session, offers: Offers) -> None:
    olga = offers.people["olga"]
    add_usual_books(session, BOSS, clock=offers.clock)
    made = order_from(session, olga, need(session, offers), clock=offers.clock)
    gloves = offers.trade.items["GLOVES"]
    assert lines_of(session, made.id) == [(gloves, 3_000, 100_00, 0, 300_00)]


def test_an_order_of_an_offer_satisfies_the_need_the_offer_was_made_of(
    session: Session, offers: Offers
) -> None:
    olga = offers.people["olga"]
    add_usual_books(session, BOSS, clock=offers.clock)
    key = need(session, offers)
    first = quotation_from(session, olga, key, clock=offers.clock)
    enforce_quotation(session, olga, first.id, clock=offers.clock)
    second = new_version(session, olga, first.id, clock=offers.clock, reason="просят иначе")
    enforce_quotation(session, olga, second.id, clock=offers.clock)
    assert session.get_one(CustomerNeed, key).status == NeedStatus.RECORDED
    made = order_from(session, olga, second.id, clock=offers.clock)
    stored = session.get_one(CustomerNeed, key)
    assert (stored.status, stored.satisfied_by_id) == (NeedStatus.SATISFIED, made.id)
    assert ledger.verify(session) == []


def test_a_new_version_offers_what_is_not_ordered_yet(session: Session, offers: Offers) -> None:
    olga = offers.people["olga"]
    key = offers.quote(
        session,
        "GLOVES 10 r1, MASK 4 r2, TENT 1 r2 alt",
        requests="руки 10, лицо 4",
    )
    order_from_quotation(session, olga, key, {1: 3_000, 2: 4_000}, clock=offers.clock)
    second = new_version(session, olga, key, clock=offers.clock, reason="остальное дешевле")
    card = quotation_card(session, olga, second.id)
    assert [(line.item, line.quantity, line.request_no, line.chosen) for line in card.lines] == [
        ("Gloves", 7_000, 1, True),
        ("Tent", 1_000, 0, False),
    ]
    assert [(one.item_text, one.quantity) for one in card.requests] == [("руки", 7_000)]
    assert card.warnings == ()
    enforce_quotation(session, olga, second.id, clock=offers.clock)
    order_from(session, olga, second.id, clock=offers.clock)
    with pytest.raises(NothingLeft):
        new_version(session, olga, second.id, clock=offers.clock, reason="ещё раз")
    assert quotation_card(session, olga, second.id).status == QuotationStatus.IN_FORCE


def test_what_stands_in_an_order_is_not_left_out_of_the_choice(
    session: Session, offers: Offers
) -> None:
    olga = offers.people["olga"]
    key = offers.quote(session, "GLOVES 10, MASK 4")
    made = order_from_quotation(session, olga, key, {1: 3_000}, clock=offers.clock)
    before = stored_quotation(session, key)
    with pytest.raises(LineOrdered) as refusal:
        choose_lines(session, olga, key, {2}, clock=offers.clock)
    assert refusal.value.facts["line"] == 1
    assert stored_quotation(session, key) == before
    cancel_lines(
        session, olga, made.id, [Cancelled(1, 3_000, reason="передумал")], clock=offers.clock
    )
    saved = choose_lines(session, olga, key, {2}, clock=offers.clock)
    assert saved.total_minor == 40_00


def test_an_order_keeps_what_was_approved_when_a_newer_version_replaces_the_offer(
    session: Session, offers: Offers
) -> None:
    olga, boss = offers.people["olga"], offers.people["boss"]
    key = offers.quote(session, "GLOVES 2 -7", in_force=False)
    enforce_quotation(session, boss, key, clock=offers.clock)
    made = order_from_quotation(session, olga, key, {1: 1_000}, clock=offers.clock)
    new_version(session, olga, key, clock=offers.clock, reason="просят ещё")
    assert confirm_order(session, olga, made.id, clock=offers.clock).status == "to_fulfil"


def test_nobody_can_sell_to_a_passer_by_or_for_no_price(session: Session, offers: Offers) -> None:
    olga = offers.people["olga"]
    add_usual_books(session, BOSS, clock=offers.clock)
    nobody = need(session, offers, partner_id=None, partner_text="Прохожий")
    with pytest.raises(NobodyToSell):
        order_from(session, olga, nobody, clock=offers.clock)
    visit = plan_visit(
        session,
        olga,
        NewVisit(
            representative_id=olga.user_id,
            partner_id=offers.trade.partners["ROSE"],
            planned_on=date(2026, 11, 20),
            lines=(VisitLine(item_id=offers.trade.items["GLOVES"], quantity=1_000),),
        ),
        clock=offers.clock,
    )
    before = FixedClock(datetime(2025, 11, 20, 9, 0, tzinfo=UTC))
    with pytest.raises(NoPrice):
        order_from(session, olga, visit.id, clock=before)
    assert orders(session) == []


def test_a_deal_and_a_visit_become_orders_and_quotations_that_count_for_the_deal(
    session: Session, offers: Offers
) -> None:
    olga = offers.people["olga"]
    add_usual_books(session, BOSS, clock=offers.clock)
    key = deal(session, offers)
    visit = plan_visit(
        session,
        olga,
        NewVisit(
            representative_id=olga.user_id,
            partner_id=offers.trade.partners["ROSE"],
            planned_on=date(2026, 11, 20),
            lines=(VisitLine(item_id=offers.trade.items["GLOVES"], quantity=2_000),),
            basis_id=key,
        ),
        clock=offers.clock,
    ).id
    empty = order_from(session, olga, key, clock=offers.clock)
    assert (lines_of(session, empty.id), empty.total_minor) == ([], 0)
    assert session.get_one(CustomerOrder, empty.id).comment == "Забор"
    quoted = quotation_from(session, olga, visit, clock=offers.clock)
    ordered = order_from(session, olga, visit, clock=offers.clock)
    assert quoted.total_minor == ordered.total_minor == 200_00
    sums = {
        one.type: (one.count, one.total_minor) for one in linked_sums(session, BOSS, [key])[key]
    }
    assert sums == {"customer_order": (2, 200_00), "quotation": (1, 200_00)}
    cancel_quotation(session, olga, quoted.id, clock=offers.clock, reason="x")
    assert [one.type for one in linked_sums(session, BOSS, [key])[key]] == ["customer_order"]


def test_a_lost_deal_and_another_document_are_no_basis(session: Session, offers: Offers) -> None:
    olga = offers.people["olga"]
    add_usual_books(session, BOSS, clock=offers.clock)
    key = deal(session, offers)
    reason = session.scalars(select(LostReason.id).order_by(LostReason.id)).first()
    lose_deal(session, olga, key, reason, clock=offers.clock, text="дорого")
    order = offers.trade.order(session, "MASK 1", confirm=False)
    for make in (order_from, quotation_from):
        with pytest.raises(NoBasis):
            make(session, olga, key, clock=offers.clock)
        with pytest.raises(NotFound):
            make(session, olga, order, clock=offers.clock)
    assert orders(session) == [order]
