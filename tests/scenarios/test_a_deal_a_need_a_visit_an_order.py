"""A deal: what was asked for in vain, the visit that followed, the order that came of it."""

from __future__ import annotations

from sqlalchemy import select

from core.deals.books import add_usual_books
from core.deals.dealing import NewDeal, create_deal, win_deal
from core.deals.linked_sums import linked_sums
from core.deals.models import CustomerNeed, NeedReason
from core.deals.needs import NeedLine, NewNeed, record_need, satisfy_need
from core.deals.queries import visit_card
from core.deals.statuses import DealStatus, NeedStatus, VisitStatus
from core.deals.visits import (
    NewVisit,
    VisitLine,
    VisitResult,
    finish_visit,
    plan_visit,
    start_visit,
)
from core.documents.queries import based_on
from core.kernel.errors import IllegalTransition
from core.sales.order_sources import order_from
from core.sales.statuses import OrderState
from tests.scenarios.vocabulary import Firm, day


def test_a_deal_leads_through_a_need_and_a_visit_to_an_order(firm: Firm) -> None:
    """ROSE wants to equip a site; 30 gloves are asked for, 12 agreed at the visit."""
    session, clock, olga = firm.session, firm.clock, firm.people["olga"]
    add_usual_books(session, firm.people["boss"], clock=clock)
    firm.sells_at("boris", "Опт", "GLOVES 100, MASK 10")
    agreement = firm.agrees(
        "boris",
        "Опт",
        price_type_id=firm.price_types["Опт"],
        company_id=firm.trade.companies["КЛ"],
        warehouse_id=firm.house,
    )
    rose, gloves, mask = (
        firm.trade.partners["ROSE"],
        firm.trade.items["GLOVES"],
        firm.trade.items["MASK"],
    )

    deal = create_deal(
        session,
        olga,
        NewDeal(name="Стройплощадка", partner_id=rose, responsible_id=olga.user_id),
        clock=clock,
    ).id

    # The customer asks for what we do not have: it is recorded, with the reason.
    reason = session.scalars(select(NeedReason.id).order_by(NeedReason.id)).first() or 0
    need = record_need(
        session,
        olga,
        NewNeed(
            partner_id=rose,
            manager_id=olga.user_id,
            lines=(NeedLine(reason_id=reason, quantity=30_000, item_id=gloves),),
            basis_id=deal,
        ),
        clock=clock,
    ).id

    # A representative goes there and agrees on what there is.
    visit = plan_visit(
        session,
        olga,
        NewVisit(
            representative_id=olga.user_id,
            partner_id=rose,
            planned_on=day(20),
            time_from="14",
            purpose="Договориться о части",
            lines=(
                VisitLine(item_id=gloves, quantity=30_000),
                VisitLine(item_id=mask, quantity=5_000),
            ),
            basis_id=deal,
        ),
        clock=clock,
    ).id
    start_visit(session, olga, visit, clock=clock)
    result = VisitResult(text="Берут 12 сейчас", agreed={1: 12_000, 2: 0})
    finish_visit(session, olga, visit, result, clock=clock)
    assert visit_card(session, olga, visit).status is VisitStatus.DONE

    # The order takes what was agreed, by the agreement in force with the customer.
    order = order_from(session, olga, visit, clock=clock).id
    stored = firm.order(order)
    assert (stored.agreement_id, stored.warehouse_id) == (agreement, firm.house)
    assert {found.id for found in based_on(session, order)} == {visit, deal}
    assert (firm.supply(order), firm.total(order)) == ([(1, 12, "ship")], "1200.00")
    firm.confirms("olga", order)
    firm.stands(order, OrderState.READY_TO_SHIP)

    # The need is satisfied by it, once; the deal knows the order and is won.
    satisfy_need(session, olga, need, order, clock=clock)
    assert session.get_one(CustomerNeed, need).status == NeedStatus.SATISFIED
    with firm.refused(IllegalTransition):
        order_from(session, olga, need, clock=clock)
    sums = linked_sums(session, olga, [deal])[deal]
    assert [(one.type, one.count, one.total_minor) for one in sums] == [
        ("customer_order", 1, 1200_00)
    ]
    assert win_deal(session, olga, deal, clock=clock).status is DealStatus.WON
