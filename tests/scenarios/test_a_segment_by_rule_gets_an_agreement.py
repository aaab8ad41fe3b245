"""Customers of a phone code form a segment by a rule; an agreement is for whoever belongs to it."""

from __future__ import annotations

from core.documents.segments import Rule, SegmentKind, members_of, refresh_segment, save_segment
from core.partners.models import Partner
from core.sales.errors import OrderDeviates
from core.sales.statuses import OrderState
from core.terms.queries import agreements_for
from tests.scenarios.vocabulary import Firm, day

BOOK = "partner_segment"


def test_who_satisfies_the_rule_buys_by_the_agreement(firm: Firm) -> None:
    """ROSE is of Moscow, LILY becomes so later; each gets the agreement when the rule finds her."""
    session, boris = firm.session, firm.people["boris"]
    firm.sells_at("boris", "Опт", "GLOVES 100, MASK 10")
    rose, lily = (session.get_one(Partner, firm.trade.partners[code]) for code in ("ROSE", "LILY"))
    rose.phone = "495 123-45-67"
    session.flush()
    moscow = save_segment(
        session,
        boris,
        BOOK,
        None,
        0,
        code="MSK",
        title="Москва",
        kind=SegmentKind.RULE,
        rule=Rule(search="495"),
        clock=firm.clock,
    ).id
    assert members_of(session, BOOK, moscow) == {rose.id}
    agreement = firm.agrees(
        "boris", "Москва", price_type_id=firm.price_types["Опт"], segment_id=moscow
    )

    def offered(partner: Partner) -> list[int]:
        rows = agreements_for(session, firm.people["olga"], partner.id, day(20))
        return [row.id for row in rows]

    assert (offered(rose), offered(lily)) == ([agreement], [])
    order = firm.takes_order("olga", "GLOVES 2", agreement_id=agreement)
    firm.stands(order, OrderState.READY_TO_SHIP)
    with firm.refused(OrderDeviates):
        firm.takes_order("olga", "GLOVES 2", partner="LILY", agreement_id=agreement)

    lily.phone = "495 765-43-21"
    session.flush()
    done = refresh_segment(session, boris, BOOK, moscow, clock=firm.clock)
    assert (done.added, done.removed, done.members) == (1, 0, 2)
    assert offered(lily) == [agreement]
    order = firm.takes_order("olga", "GLOVES 2", partner="LILY", agreement_id=agreement)
    firm.stands(order, OrderState.READY_TO_SHIP)
