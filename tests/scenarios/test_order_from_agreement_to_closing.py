"""How ROSE bought gloves, masks and a tent: from the agreement to the closing of the order.

One story, told chapter by chapter; the order passes through all ten of its states, and each is
asserted where it comes about.
"""

from __future__ import annotations

from core.access.actor import SYSTEM
from core.approvals.statuses import TaskKind, Verdict
from core.discounts.condition_editing import save_condition
from core.discounts.drafts import ConditionDraft
from core.discounts.kinds import ConditionKind, Criterion, JoinRule
from core.documents.preferences import put
from core.partners.calculation import CalculationOrder
from core.sales.board import board
from core.sales.closing import Cancelled, cancel_lines, close_order
from core.sales.errors import (
    AdvanceUnpaid,
    OrderDeviates,
    OrderNotProcessed,
    OrderPartlyPaid,
    PrepaymentUnpaid,
)
from core.sales.moves import Holder, Move
from core.sales.order_sources import order_from
from core.sales.quotation_queries import quotation_card
from core.sales.quotation_statuses import QuotationStatus
from core.sales.quotation_steps import enforce_quotation, new_version
from core.sales.quotations import QuotationChanges, save_quotation
from core.sales.reallocating import preview, reallocate
from core.sales.settings import KEEP_PARTLY_PAID
from core.sales.statuses import HolderKind, OrderState, OrderStatus, ReallocationKind, SupplyAction
from core.sales.xray import order_xray
from core.settlements.bills import NewBill, bill_card, issue_bill
from core.shipments.queries import invoice_card
from core.supply.receiving import Came, receive
from core.terms.rules import ScheduleStage
from core.terms.statuses import StageKind
from tests.scenarios.vocabulary import Firm, bank_file, day, minor, roubles
from tui.flows.papers import preview as paper


def test_an_order_passes_through_all_ten_states(firm: Firm) -> None:
    """The story, chapter by chapter."""
    agreement, contract = what_was_agreed(firm)
    quotation = how_the_offer_was_refused_and_then_accepted(firm, agreement, contract)
    order = how_too_great_a_discount_was_approved(firm, quotation)
    how_the_advance_came_from_the_bank(firm, order)
    expected, lily = how_the_goods_were_found(firm, order)
    how_reserves_were_moved(firm, order, lily)
    how_less_was_needed(firm, order, expected)
    how_it_was_shipped(firm, order)
    how_it_was_paid_and_closed(firm, order)
    assert set(firm.seen) == set(OrderState)


def what_was_agreed(firm: Firm) -> tuple[int, int]:
    """Prices follow what we pay; wholesale customers pay 30 % ahead, 20 % before shipping."""
    firm.has_price_type("boris", "Закупка")
    firm.has_price_type("boris", "Опт", "[Закупка] * 1.25")
    firm.rounds(
        "boris",
        "Опт",
        ("0", "0.50", "up", "0"),
        ("100", "5", "arithmetic", "0.10"),
        ("1000", "10", "arithmetic", "1"),
        ("10000", "10", "arithmetic", "8"),
    )
    bought = "GLOVES 987.65, MASK 69.12, TENT 8400.09"
    firm.sets_prices("boris", "Закупка", bought, computed="Опт")
    listed = [firm.price("Опт", item) for item in ("GLOVES", "MASK", "TENT")]
    assert listed == ["1229.00", "86.50", "10492.00"]  # of 1234.5625, 86.40 and 10500.1125

    agreement = firm.agrees(
        "boris",
        "Опт, с отсрочкой",
        price_type_id=firm.price_types["Опт"],
        max_discount=5_00,
        requires_contract=True,
        stages=(
            ScheduleStage(StageKind.ADVANCE, 30_00),
            ScheduleStage(StageKind.PREPAYMENT, 20_00),
            ScheduleStage(StageKind.CREDIT, 50_00, shift_days=14),
        ),
    )
    contract = firm.signs(
        "nina", "ROSE", calculation_order=CalculationOrder.BY_ORDER, own_number="17/К"
    )

    # Whoever buys for 20 000 gets 3 %, and of what is left 5 % in autumn: 7.85 % together, which
    # beats the sale of 7 %.
    large = ConditionDraft(
        code="20K",
        name="От 20 000",
        kind=ConditionKind.VOLUME,
        criterion=Criterion.SUM,
        wanted=minor("20000"),
    )
    large_order = save_condition(firm.session, firm.people["boris"], large, clock=firm.clock).id
    wholesale = firm.groups_discounts("boris", "Оптовикам", JoinRule.MULTIPLY)
    firm.discounts("boris", "Объём 3 %", 3, group=wholesale, conditions=(large_order,))
    firm.discounts("boris", "Осень 5 %", 5, group=wholesale)
    firm.discounts("boris", "Распродажа 7 %", 7)
    return agreement, contract


def how_the_offer_was_refused_and_then_accepted(firm: Firm, agreement: int, contract: int) -> int:
    """ROSE finds the first version too dear; the second gives 2 % more on the gloves."""
    olga = firm.people["olga"]
    first = firm.offers(
        "olga",
        "GLOVES 10, MASK 30, TENT 1",
        agreement_id=agreement,
        contract_id=contract,
        price_type_id=firm.price_types["Опт"],
    )
    offered = quotation_card(firm.session, olga, first)
    assert [roubles(line.amount_minor) for line in offered.lines] == [
        "11325.23",  # 12 290.00 − 368.70 − 596.07
        "2391.29",  # 2 595.00 − 77.85 − 125.86
        "9668.38",  # 10 492.00 − 314.76 − 508.86
    ]

    second = new_version(firm.session, olga, first, clock=firm.clock, reason="дорого: перчатки")
    better = QuotationChanges(lines=firm.lines("GLOVES 10 -2, MASK 30, TENT 1"))
    save_quotation(firm.session, olga, second.id, second.version, better, clock=firm.clock)
    accepted = enforce_quotation(firm.session, olga, second.id, clock=firm.clock)
    assert (accepted.version_no, roubles(accepted.total_minor)) == (2, "23158.40")

    refused = quotation_card(firm.session, olga, first)
    assert (refused.status, refused.cancel_reason) == (
        QuotationStatus.CANCELLED,
        "дорого: перчатки",
    )
    return second.id


def how_too_great_a_discount_was_approved(firm: Firm, quotation: int) -> int:
    """Olga gives 8 % on the tent, and may give 5 %: zoe is asked, and the order goes on."""
    olga = firm.people["olga"]
    order = order_from(firm.session, olga, quotation, clock=firm.clock).id
    firm.stands(order, OrderState.AWAITING_APPROVAL)
    firm.changes("olga", order, header={"ship_date": day(30)})
    firm.waits_with_supply("olga", order)
    firm.gives_by_hand("olga", order, line=3, percent=8)
    with firm.refused(OrderDeviates) as refusal:
        firm.confirms("olga", order)
    assert refusal.value.facts["count"] == 1

    firm.asks("olga", order, "Без палатки не возьмут", due=day(23))
    (task,) = firm.inbox("zoe")
    assert (task.kind, task.text, task.due) == (
        TaskKind.COMMERCIAL,
        "Без палатки не возьмут",
        day(23),
    )
    assert [reason.facts["given"] for reason in task.reasons] == [8_00]
    firm.answers("zoe", Verdict.APPROVE)
    assert firm.order(order).status == OrderStatus.TO_FULFIL  # nobody had to confirm it
    firm.stands(order, OrderState.AWAITING_ADVANCE)

    # The X-ray of the tent says every step, and comes to what is charged to the kopeck.
    xray = order_xray(firm.session, olga, order, 3, clock=firm.clock)
    assert roubles(xray.amount or 0) == firm.amounts(order)[2]
    return order


def how_the_advance_came_from_the_bank(firm: Firm, order: int) -> None:
    """Nothing is supplied before the advance; a bill asks for it, the bank's file brings it."""
    firm.fills_supply("olga", order)
    assert {action for _, _, action in firm.supply(order)} == {"none"}
    with firm.refused(AdvanceUnpaid):
        firm.lets_go("olga", order)
    bill = issue_bill(
        firm.session, firm.people["olga"], NewBill(object_id=order, stage_no=1), clock=firm.clock
    )
    printed = "\n".join(paper(firm.session, firm.people["olga"], "bill", bill.id, 100))
    assert "[QR-код для оплаты]" in printed
    assert roubles(bill.amount_minor) == "6715.48"  # 30 % of 22 384.93
    purpose = bill_card(firm.session, firm.people["olga"], bill.id).purpose
    (made,) = firm.loads_statement("nina", bank_file(roubles(bill.amount_minor), purpose))
    assert [(paid.object_id, paid.amount_minor) for paid in made.proposal.lines] == [
        (order, bill.amount_minor)
    ]
    firm.stands(order, OrderState.READY_TO_SUPPLY)


def how_the_goods_were_found(firm: Firm, order: int) -> tuple[int, int]:
    """LILY holds 8 of the 12 gloves; 4 are reserved, 6 claimed of what FERN brings on the 28th."""
    expected = firm.expects("petr", "GLOVES", 20, on=day(28))
    lily = firm.takes_order(
        "boris", "GLOVES 8 reserve", partner="LILY", price_type_id=firm.price_types["Опт"]
    )
    firm.fills_supply("olga", order, ship=False)
    assert firm.supply(order) == [
        (1, 4, "reserve"),
        (2, 30, "reserve"),
        (3, 1, "reserve"),
        (4, 6, "reserve_to_date"),
    ]
    firm.stands(order, OrderState.AWAITING_SUPPLY)
    return expected, lily


def how_reserves_were_moved(firm: Firm, order: int, lily: int) -> None:
    """Olga takes 4 gloves from LILY, who gets them on the 28th instead of the 25th."""
    olga, gloves = firm.people["olga"], firm.trade.items["GLOVES"]
    seen = board(firm.session, olga, firm.house, gloves)
    (source,) = seen.sources
    assert (seen.free, source.unclaimed) == (0, 14_000)
    move = Move(
        item_id=gloves,
        quantity=4_000,
        taken_from=Holder(HolderKind.LINE, lily, 1),
        given_to=Holder(HolderKind.LINE, order, 4),
        instead=SupplyAction.RESERVE_TO_DATE,
        instead_source_line_id=source.source_line_id,
    )
    how = ReallocationKind.RESERVE_ADJUST
    shown = {
        one.order_id: one
        for one in preview(firm.session, olga, firm.house, how, [move], clock=firm.clock)
    }
    assert (shown[lily].date_before, shown[lily].date_after) == (day(25), day(28))
    assert firm.supply(lily) == [(1, 8, "reserve")]  # seen, and nothing done yet

    done = reallocate(firm.session, olga, firm.house, how, [move], clock=firm.clock)
    assert {one.order_id: one for one in done.orders} == shown
    assert firm.supply(lily) == [(1, 4, "reserve"), (2, 4, "reserve_to_date")]
    assert firm.supply(order) == [
        (1, 4, "reserve"),
        (2, 30, "reserve"),
        (3, 1, "reserve"),
        (4, 2, "reserve_to_date"),
        (5, 4, "reserve"),
    ]
    firm.stands(order, OrderState.AWAITING_SUPPLY)


def how_less_was_needed(firm: Firm, order: int, expected: int) -> None:
    """ROSE gives up 10 masks; FERN brings the gloves; the prepayment is waited for."""
    before = firm.total(order)
    cancel_lines(
        firm.session,
        firm.people["olga"],
        order,
        [Cancelled(2, 10_000, reason="нашли дешевле")],
        clock=firm.clock,
    )
    assert (before, firm.total(order)) == ("22384.93", "21587.83")
    receive(firm.session, firm.people["ivan"], expected, [Came(1, 20_000)], clock=firm.clock)
    firm.stands(order, OrderState.AWAITING_PREPAYMENT)


def how_it_was_shipped(firm: Firm, order: int) -> None:
    """The prepayment opens the gate; ivan prepares, ships; nina bills what has left."""
    with firm.refused(PrepaymentUnpaid) as refusal:
        firm.lets_go("olga", order)
    due = roubles(int(refusal.value.facts["left"]))
    assert due == "4078.44"  # 30 % and 20 % of what is left, 10 793.92, less 6 715.48 of the bank
    firm.pays("nina", "ROSE", due, order)
    firm.stands(order, OrderState.READY_TO_SHIP)
    firm.lets_go("olga", order)
    firm.stands(order, OrderState.READY_TO_SHIP)
    outbound = firm.prepares("ivan", order)
    firm.stands(order, OrderState.SHIPPING)
    firm.ships("ivan", outbound)
    firm.stands(order, OrderState.AWAITING_PAYMENT)
    with firm.refused(OrderNotProcessed):  # shipped, but not invoiced
        close_order(firm.session, firm.people["olga"], order, clock=firm.clock)
    invoice = firm.invoices("nina", outbound)
    assert roubles(invoice_card(firm.session, firm.people["nina"], invoice).total_minor) == (
        firm.total(order)
    )


def how_it_was_paid_and_closed(firm: Firm, order: int) -> None:
    """The rest is paid in two weeks; the company keeps orders that are partly paid open."""
    put(firm.session, SYSTEM, KEEP_PARTLY_PAID, True, clock=firm.clock)
    with firm.refused(OrderPartlyPaid) as refusal:
        close_order(firm.session, firm.people["olga"], order, clock=firm.clock)
    left = int(refusal.value.facts["due"]) - int(refusal.value.facts["paid"])
    assert roubles(left) == "10793.91"
    firm.pays("nina", "ROSE", roubles(left), order)
    firm.stands(order, OrderState.READY_TO_CLOSE)
    close_order(firm.session, firm.people["olga"], order, clock=firm.clock)
    firm.stands(order, OrderState.CLOSED)
