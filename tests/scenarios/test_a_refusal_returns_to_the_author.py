"""A refusal changes nothing but the author's inbox: he reads why, mends, asks again."""

from __future__ import annotations

from core.approvals.deciding import read_results
from core.approvals.queries import approval_state
from core.approvals.statuses import ApprovalStatus, TaskKind, Verdict
from core.sales.errors import OrderDeviates
from core.sales.statuses import OrderState, OrderStatus
from tests.scenarios.vocabulary import Firm, day


def test_a_refusal_returns_to_the_author_with_the_reason(firm: Firm) -> None:
    """Olga gives 9 %, may give 5 %, is refused, gives 6 % and is approved."""
    olga = firm.people["olga"]
    firm.sells_at("boris", "Опт", "GLOVES 100, MASK 10")
    agreement = firm.agrees(
        "boris", "Опт", price_type_id=firm.price_types["Опт"], max_discount=5_00
    )
    order = firm.takes_order("olga", "GLOVES 10", agreement_id=agreement, confirm=False)
    firm.gives_by_hand("olga", order, line=1, percent=9)
    assert firm.total(order) == "910.00"
    firm.asks("olga", order, "Постоянный клиент", due=day(23))

    # Olga may not answer herself, and what is asked waits for zoe alone.
    assert firm.inbox("olga") == ()
    firm.answers("zoe", Verdict.REFUSE, "9 % съедят наценку, не больше 6 %")
    assert firm.inbox("zoe") == ()

    # Nothing has moved: the order is still being agreed, nothing is reserved.
    assert firm.order(order).status == OrderStatus.AGREEING
    assert firm.total(order) == "910.00"
    assert firm.trade.free(firm.session, "GLOVES") == (12, 0, 0)
    firm.stands(order, OrderState.AWAITING_APPROVAL)
    with firm.refused(OrderDeviates):
        firm.confirms("olga", order)

    # The reason lies in olga's inbox until she has read it.
    (task,) = firm.inbox("olga")
    assert (task.kind, task.document_id) == (TaskKind.RESULTS, order)
    found = approval_state(firm.session, order)
    assert (found.status, found.by, found.reason) == (
        ApprovalStatus.REFUSED,
        ("Zoe",),
        "9 % съедят наценку, не больше 6 %",
    )
    read_results(firm.session, olga, task.id, clock=firm.clock)
    assert firm.inbox("olga") == ()

    # She mends it and asks again; this time the order goes on by itself.
    firm.gives_by_hand("olga", order, line=1, percent=6)
    firm.asks("olga", order, "Шесть")
    firm.answers("zoe", Verdict.APPROVE)
    assert firm.order(order).status == OrderStatus.TO_FULFIL
    assert firm.total(order) == "940.00"
    assert firm.trade.free(firm.session, "GLOVES") == (12, 0, 10)
    firm.stands(order, OrderState.READY_TO_SHIP)
