"""A discount is run over what was really sold before anybody gets it: the wind tunnel."""

from __future__ import annotations

from core.discounts.editing import set_standing
from core.discounts.kinds import Standing
from core.discounts.sold import SalesAsked
from core.discounts.trials import try_node
from core.discounts.tunnel_tally import TunnelReport
from core.discounts.wind_tunnel import WindTunnel
from tests.scenarios.vocabulary import Firm, day, roubles


def test_a_discount_is_tried_changed_and_enabled(firm: Firm) -> None:
    """15 % would displace the autumn discount everywhere; what it costs is known before."""
    firm.sells_at("boris", "Опт", "GLOVES 100, MASK 10")
    autumn = firm.discounts("boris", "Осень 5 %", 5)
    for _ in range(2):
        order = firm.takes_order("olga", "GLOVES 5, MASK 10")
        outbound = firm.prepares("ivan", order)
        firm.ships("ivan", outbound)
        firm.invoices("nina", outbound)
        assert firm.total(order) == "570.00"

    draft = firm.discounts("boris", "Зима 15 %", 15, standing=Standing.RESTRICTED)
    found = blown(firm, draft)
    assert (found.sales, found.lines, found.touched_lines) == (2, 4, 4)
    told = [found.charged_minor, found.before_minor, found.after_minor]
    assert [roubles(one) for one in told] == ["1140.00", "1140.00", "1020.00"]
    lost = {one.discount_id: roubles(one.lost_minor) for one in found.discounts}
    assert lost[autumn] == "60.00"  # all of it: displaced on every line

    # 8 % costs the firm 36 more than autumn does.
    found = blown(firm, draft, value=8_00)
    assert roubles(-found.effect_minor) == "36.00"

    # So far nobody was given anything; orders of today still cost what they cost.
    assert firm.total(firm.takes_order("olga", "GLOVES 1")) == "95.00"
    set_standing(firm.session, firm.people["boris"], draft, Standing.IN_FORCE, clock=firm.clock)
    assert firm.total(firm.takes_order("olga", "GLOVES 1")) == "85.00"


def blown(firm: Firm, discount: int, *, value: int | None = None) -> TunnelReport:
    """Run a discount over the sales of the month."""
    actor = firm.people["boris"]
    run = WindTunnel(
        try_node(firm.session, actor, discount, value=value),
        SalesAsked(since=day(1), until=day(30)),
    )
    progress = run.chunk(firm.session, actor)
    while not progress.finished:
        progress = run.chunk(firm.session, actor)
    return progress.report
