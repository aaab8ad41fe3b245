"""The wind tunnel over posted invoices: effects, conflicts, rights, and that nothing is stored."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from core.access.errors import Forbidden
from core.access.roles import Permission
from core.discounts.cards import NewCard, add_card
from core.discounts.cart import Accumulation, CardFacts, Manual
from core.discounts.condition_editing import save_condition
from core.discounts.drafts import ConditionDraft, DiscountDraft, GroupDraft
from core.discounts.editing import retire_node, save_discount, save_group
from core.discounts.kinds import (
    Accumulates,
    Assignment,
    ConditionKind,
    Criterion,
    DiscountKind,
    JoinRule,
    Period,
    Standing,
)
from core.discounts.loading import load_rules
from core.discounts.loyalty_models import CardKind
from core.discounts.models import DiscountNode, ManualLimit
from core.discounts.parts import store_parts
from core.discounts.sold import SalesAsked
from core.discounts.trials import Against, try_node
from core.discounts.tunnel import Trial
from core.discounts.wind_tunnel import TunnelProgress, WindTunnel
from core.documents.operations import create
from core.kernel.clock import Clock
from core.kernel.errors import BadValue, NotFound
from core.pricing.kinds import SourceKind
from core.pricing.operations import NewPrice, create_price_type, register_prices
from core.pricing.sources import NewSourcePrice, register_source_prices
from core.sales.order_approval import confirm_order
from core.sales.orders import create_order
from core.shipments.invoicing import invoice_from_order, unpost_invoice
from core.shipments.past_sales import INVOICES_SOLD
from core.terms.statuses import AgreementKind, PaymentForm
from tests.integration.sales.trade import BOSS, Trade, build

GOODS = "GLOVES 0 @100.00, MASK 0 @50.00"


@pytest.fixture
def trade(session: Session, clock: Clock) -> Trade:
    """Make a shop that sells without expense orders, with plenty in stock."""
    made = build(session, clock, GOODS)
    made.put(session, "GLOVES 100, MASK 100", "shop")
    return made


def sold(session: Session, trade: Trade, what: str, partner: str = "ROSE") -> int:
    """Sell: return the posted invoice."""
    order = trade.order(session, what, warehouse="shop", partner=partner)
    (made,) = invoice_from_order(session, BOSS, order, clock=trade.clock)
    return made


def percent(session: Session, clock: Clock, value: int, name: str, **facts: object) -> int:
    """Store a percentage that acts nowhere yet, unless told otherwise."""
    into = facts.pop("into", None)
    draft = DiscountDraft(
        code=name,
        name=name,
        kind=DiscountKind.PERCENT,
        value=value,
        **facts,  # type: ignore[arg-type]  # fields of the draft
    )
    return save_discount(session, BOSS, draft, clock=clock, parent_id=into).id  # type: ignore[arg-type]


def asked(clock: Clock, **facts: int) -> SalesAsked:
    """Return that the last month is asked for."""
    today = clock.business_date()
    return SalesAsked(since=today - dt.timedelta(days=30), until=today, **facts)  # type: ignore[arg-type]


def blown(session: Session, trial: Trial, of: SalesAsked, limit: int = 2) -> TunnelProgress:
    """Run to the end in small chunks."""
    run = WindTunnel(trial, of)
    progress = run.chunk(session, BOSS, limit)
    while not progress.finished:
        progress = run.chunk(session, BOSS, limit)
    return progress


def everything(session: Session) -> dict[str, object]:
    """Return a digest of every table, to assert that nothing changed."""
    tables = session.scalars(
        text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1")
    ).all()
    digest = "SELECT count(*), coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM"
    return {table: tuple(session.execute(text(f'{digest} "{table}" t')).one()) for table in tables}


def test_a_draft_is_run_over_posted_invoices_and_nothing_is_stored(
    session: Session, clock: Clock, trade: Trade
) -> None:
    for number in range(5):
        sold(session, trade, f"GLOVES {number + 1}, MASK 1")
    back = sold(session, trade, "GLOVES 9")
    unpost_invoice(session, BOSS, back, clock=clock)
    draft = percent(session, clock, 1000, "Draft")
    session.flush()
    before = everything(session)
    rules = load_rules(session)
    progress = blown(session, try_node(session, BOSS, draft, value=2000), asked(clock))
    found = progress.report
    assert (progress.done, progress.total, progress.finished) == (5, 5, True)
    assert (found.sales, found.lines, found.touched_sales, found.touched_lines) == (5, 10, 5, 10)
    assert (found.charged_minor, found.before_minor) == (175000, 175000)
    assert (found.after_minor, found.given_minor) == (140000, 35000)
    assert everything(session) == before
    assert load_rules(session) == rules
    assert session.get_one(DiscountNode, draft).value == 1000


def test_a_past_sale_tells_agreement_payment_form_card_and_what_was_given_by_hand(
    session: Session, clock: Clock, trade: Trade
) -> None:
    """Nothing is guessed: conditions on cards and payment are tried as they were."""
    kind = CardKind(code="K", name="Club")
    session.add(kind)
    session.flush()
    new = NewCard(kind_id=kind.id, barcode="2990001", owner="Rose", birthday=dt.date(1990, 5, 1))
    card = add_card(session, BOSS, new, clock=clock, activate=True).id
    agreement = create(
        session,
        BOSS,
        "agreement",
        clock=clock,
        partner_id=trade.partners["ROSE"],
        kind=AgreementKind.INDIVIDUAL,
        name="Rose",
        price_type_id=trade.price_type_id,
    )
    order = replace(
        trade.new("MASK 1", warehouse="shop"),
        agreement_id=agreement.id,
        payment_form=PaymentForm.CASH,
        card_id=card,
        lines=(replace(trade.line("GLOVES 2"), manual_percent=500), trade.line("MASK 1")),
    )
    made = create_order(session, BOSS, order, clock=clock)
    confirm_order(session, BOSS, made.id, clock=clock)
    (invoice,) = invoice_from_order(session, BOSS, made.id, clock=clock)
    sale = INVOICES_SOLD.one(session, BOSS, invoice)
    assert sale is not None
    assert (sale.agreement_id, sale.payment_form) == (agreement.id, "cash")
    assert sale.card == CardFacts(card, kind.id, dt.date(1990, 5, 1))
    assert sale.manual == (Manual(1, percent=500),)
    by_card = Accumulation(by=Accumulates.CARD, period=Period.ALL)
    bought = INVOICES_SOLD.bought(session, by_card, [card], asked(clock))
    assert list(bought) == [(card, clock.business_date(), 240_00)]


def test_progress_is_told_chunk_by_chunk(session: Session, clock: Clock, trade: Trade) -> None:
    for _ in range(5):
        sold(session, trade, "MASK 1")
    draft = percent(session, clock, 1000, "Draft")
    run = WindTunnel(try_node(session, BOSS, draft), asked(clock))
    told = [run.chunk(session, BOSS, 2) for _ in range(3)]
    assert [(one.done, one.total, one.finished) for one in told] == [
        (2, 5, False),
        (4, 5, False),
        (5, 5, True),
    ]
    assert [one.report.sales for one in told] == [2, 4, 5]


def test_a_draft_out_of_use_and_out_of_its_dates_is_tried_as_if_in_force(
    session: Session, clock: Clock, trade: Trade
) -> None:
    sold(session, trade, "GLOVES 1")
    group = save_group(
        session, BOSS, GroupDraft(code="G", name="G", rule=JoinRule.SUM), clock=clock
    ).id
    beside = percent(session, clock, 500, "Beside", into=group, standing=Standing.IN_FORCE)
    draft = percent(
        session,
        clock,
        1000,
        "Draft",
        into=group,
        assignment=Assignment.CHOSEN,
        starts=dt.date(2030, 1, 1),
    )
    retire_node(session, BOSS, draft, clock=clock)
    retire_node(session, BOSS, group, clock=clock)
    found = blown(session, try_node(session, BOSS, draft), asked(clock)).report
    assert (found.effect_minor, found.given_minor) == (-1000, 1000)
    assert [one.discount_id for one in found.discounts] == [draft]
    assert beside not in {one.discount_id for one in found.discounts}


def test_a_discount_in_force_is_weighed_against_the_tree_without_it(
    session: Session, clock: Clock, trade: Trade
) -> None:
    sold(session, trade, "GLOVES 2")
    acting = percent(session, clock, 1000, "Acting", standing=Standing.IN_FORCE)
    weaker = percent(session, clock, 500, "Weaker", standing=Standing.IN_FORCE)
    assert blown(session, try_node(session, BOSS, acting), asked(clock)).report.effect_minor == 0
    without = try_node(session, BOSS, acting, against=Against.WITHOUT)
    found = blown(session, without, asked(clock)).report
    assert (found.before_minor, found.after_minor) == (19000, 18000)
    rows = {one.discount_id: one for one in found.discounts}
    assert (rows[weaker].before_minor, rows[weaker].after_minor) == (1000, 0)
    assert (rows[weaker].lost_minor, rows[weaker].displaced_lines) == (1000, 1)
    assert (rows[acting].after_minor, rows[acting].tried) == (2000, True)


def test_another_rule_of_a_group_is_tried_without_being_stored(
    session: Session, clock: Clock, trade: Trade
) -> None:
    sold(session, trade, "GLOVES 1")
    group = save_group(
        session, BOSS, GroupDraft(code="G", name="G", rule=JoinRule.MAX), clock=clock
    ).id
    for name, value in (("Ten", 1000), ("Five", 500)):
        percent(session, clock, value, name, into=group, standing=Standing.IN_FORCE)
    trial = try_node(session, BOSS, group, rule=JoinRule.SUM)
    assert blown(session, trial, asked(clock)).report.effect_minor == -500
    assert session.get_one(DiscountNode, group).rule is JoinRule.MAX


def test_costs_of_the_day_tell_what_is_sold_below_them(
    session: Session, clock: Clock, trade: Trade
) -> None:
    sold(session, trade, "GLOVES 2, MASK 1")
    day = clock.business_date() - dt.timedelta(days=10)
    cost = NewSourcePrice(item_id=trade.items["GLOVES"], price_minor=95_00)
    register_source_prices(session, BOSS, SourceKind.COST, day, [cost])
    draft = percent(session, clock, 1000, "Draft")
    found = blown(session, try_node(session, BOSS, draft), asked(clock)).report
    assert (found.cost_minor, found.uncosted_lines) == (19000, 1)
    assert (found.margin_before_minor, found.margin_after_minor) == (1000, -1000)
    assert (found.below_cost_sales, found.below_cost_lines) == (1, 1)
    assert found.worst_lines[0].item == "Gloves"


def test_purchases_before_the_sale_count_as_the_conditions_say(
    session: Session, clock: Clock, trade: Trade
) -> None:
    """The first invoice stands a day earlier; only the later one is of a client who has bought."""
    first = sold(session, trade, "GLOVES 3")
    session.execute(text("UPDATE document SET date = date - 1 WHERE id = :id"), {"id": first})
    sold(session, trade, "GLOVES 1")
    sold(session, trade, "GLOVES 1", partner="LILY")
    condition = save_condition(
        session,
        BOSS,
        ConditionDraft(
            code="A",
            name="Bought for 300",
            kind=ConditionKind.ACCUMULATED,
            accumulates=Accumulates.PARTNER,
            period=Period.DAYS,
            days=10,
            wanted=300_00,
        ),
        clock=clock,
    ).id
    draft = percent(session, clock, 1000, "Draft", conditions=(condition,))
    found = blown(session, try_node(session, BOSS, draft), asked(clock)).report
    assert (found.touched_sales, found.effect_minor) == (1, -1000)


def test_what_a_person_picked_then_is_picked_now(
    session: Session, clock: Clock, trade: Trade
) -> None:
    one, _other = sold(session, trade, "GLOVES 1"), sold(session, trade, "GLOVES 1")
    chosen = percent(
        session, clock, 500, "Picked", assignment=Assignment.CHOSEN, standing=Standing.IN_FORCE
    )
    store_parts(session, one, [(1, chosen, 500)])
    draft = percent(session, clock, 100, "Draft")
    found = blown(session, try_node(session, BOSS, draft), asked(clock)).report
    assert (found.before_minor, found.after_minor) == (19500, 19400)
    assert [(one.name, one.lines, one.worth_minor) for one in found.winners] == [("Picked", 1, 100)]


def test_special_prices_are_those_of_the_day(session: Session, clock: Clock, trade: Trade) -> None:
    sold(session, trade, "GLOVES 1")
    club = create_price_type(session, BOSS, code="club", name="Club")
    today, gloves = clock.business_date(), trade.items["GLOVES"]
    register_prices(session, BOSS, club, today - dt.timedelta(days=5), [NewPrice(gloves, 80_00)])
    register_prices(session, BOSS, club, today + dt.timedelta(days=5), [NewPrice(gloves, 10_00)])
    draft = DiscountDraft(
        code="C", name="Club price", kind=DiscountKind.SPECIAL_PRICE, price_type_id=club
    )
    made = save_discount(session, BOSS, draft, clock=clock).id
    found = blown(session, try_node(session, BOSS, made), asked(clock)).report
    assert (found.after_minor, found.given_minor) == (8000, 2000)


def test_limits_of_discounts_by_hand_are_compared(
    session: Session, clock: Clock, trade: Trade
) -> None:
    sold(session, trade, "GLOVES 1, MASK 1")
    session.execute(
        text("UPDATE price_type SET max_discount = 500 WHERE id = :id"),
        {"id": trade.price_type_id},
    )
    draft = percent(session, clock, 1000, "Draft")
    found = blown(session, try_node(session, BOSS, draft), asked(clock)).report
    assert (found.over_limit_sales, found.over_limit_lines) == (1, 2)


def test_only_the_warehouse_the_client_and_the_days_asked_for_are_read(
    session: Session, clock: Clock, trade: Trade
) -> None:
    old = sold(session, trade, "GLOVES 1")
    session.execute(text("UPDATE document SET date = date - 40 WHERE id = :id"), {"id": old})
    sold(session, trade, "GLOVES 1")
    sold(session, trade, "MASK 1", partner="LILY")
    draft = percent(session, clock, 1000, "Draft")
    trial = try_node(session, BOSS, draft)

    def lines(**facts: int) -> tuple[int, int]:
        report = blown(session, trial, asked(clock, **facts)).report
        return report.sales, report.before_minor

    assert lines() == (2, 15000)
    assert lines(partner_id=trade.partners["LILY"]) == (1, 5000)
    assert lines(warehouse_id=trade.warehouses["plain"]) == (0, 0)
    with pytest.raises(BadValue):
        WindTunnel(trial, SalesAsked(since=dt.date(2026, 2, 1), until=dt.date(2026, 1, 1)))


def test_rights_hide_sales_and_refuse_those_who_may_not_see_them(
    session: Session, clock: Clock, trade: Trade
) -> None:
    made = sold(session, trade, "GLOVES 1")
    draft = percent(session, clock, 1000, "Draft")
    run = WindTunnel(try_node(session, BOSS, draft), asked(clock))
    elsewhere = replace(BOSS, warehouses=frozenset({trade.warehouses["plain"]}))
    assert run.chunk(session, elsewhere).report.sales == 0
    with pytest.raises(NotFound):
        run.again(session, elsewhere, "sales_invoice", made)
    for right in (Permission.DISCOUNT_READ, Permission.PRICE_READ, Permission.INVOICE_READ):
        fewer = replace(BOSS, permissions=BOSS.permissions - {right})
        with pytest.raises(Forbidden):
            WindTunnel(run.trial, asked(clock)).chunk(session, fewer)
        with pytest.raises(Forbidden):
            run.again(session, fewer, "sales_invoice", made)
    nobody = replace(BOSS, permissions=frozenset())
    with pytest.raises(Forbidden):
        try_node(session, nobody, draft)
    with pytest.raises(NotFound):
        try_node(session, BOSS, 999_999)


def test_a_document_is_shown_by_both_trees(session: Session, clock: Clock, trade: Trade) -> None:
    made = sold(session, trade, "GLOVES 1")
    draft = percent(session, clock, 1000, "Draft")
    run = WindTunnel(try_node(session, BOSS, draft), asked(clock))
    sale, (before, after) = run.again(session, BOSS, INVOICES_SOLD.name, made)
    assert (sale.document_id, sale.partner, sale.price_type_id) == (
        made,
        "Rose",
        trade.price_type_id,
    )
    assert (before.charged, after.charged) == ([10000], [9000])


def test_the_number_of_statements_does_not_grow_with_sales(
    session: Session, clock: Clock, trade: Trade
) -> None:
    draft = percent(session, clock, 1000, "Draft")
    trial = try_node(session, BOSS, draft)
    counts = []
    for more in (1, 6):
        for _ in range(more):
            sold(session, trade, "GLOVES 1, MASK 2")
        session.flush()
        counts.append(_statements(session, trial, asked(clock)))
    assert counts[0] == counts[1]


def _statements(session: Session, trial: Trial, of: SalesAsked) -> int:
    from sqlalchemy import event  # noqa: PLC0415 - only here

    seen: list[str] = []
    connection = session.connection()

    def count(*args: object) -> None:
        seen.append(str(args[2]))

    event.listen(connection, "before_cursor_execute", count)
    try:
        WindTunnel(trial, of).chunk(session, BOSS)
    finally:
        event.remove(connection, "before_cursor_execute", count)
    return len(seen)


def test_volume_conditions_look_at_the_whole_document(
    session: Session, clock: Clock, trade: Trade
) -> None:
    sold(session, trade, "GLOVES 3, MASK 2")
    sold(session, trade, "GLOVES 3")
    condition = save_condition(
        session,
        BOSS,
        ConditionDraft(
            code="V",
            name="From 5",
            kind=ConditionKind.VOLUME,
            criterion=Criterion.QUANTITY,
            wanted=5000,
        ),
        clock=clock,
    ).id
    draft = percent(session, clock, 1000, "Draft", conditions=(condition,))
    found = blown(session, try_node(session, BOSS, draft), asked(clock)).report
    assert (found.touched_sales, found.effect_minor) == (1, -4000)


def test_limits_of_an_agreement_do_not_exist_where_no_agreement_does(
    session: Session, clock: Clock, trade: Trade
) -> None:
    sold(session, trade, "GLOVES 1")
    session.add(ManualLimit(agreement_id=7, max_discount=100, max_markup=0))
    draft = percent(session, clock, 1000, "Draft")
    found = blown(session, try_node(session, BOSS, draft), asked(clock)).report
    assert found.over_limit_lines == 0
