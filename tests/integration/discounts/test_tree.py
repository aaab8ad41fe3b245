"""The stored tree: written, moved, switched on, and read back as the rules that price a cart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select, text
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM, Actor
from core.access.errors import Forbidden
from core.discounts.cart import Accumulation, Cart
from core.discounts.condition_editing import retire_condition, save_condition
from core.discounts.conditions import Hours
from core.discounts.drafts import ConditionDraft, DiscountDraft, GroupDraft, ScopeDraft
from core.discounts.editing import (
    ensure_root,
    move_node,
    retire_node,
    save_discount,
    save_group,
    set_standing,
)
from core.discounts.engine import price_cart
from core.discounts.errors import ConditionUsed, GroupInItself, NotAGroup, RootStays
from core.discounts.filling import Asked, fill_lines, partner_segments
from core.discounts.kinds import (
    Accumulates,
    Assignment,
    ConditionKind,
    Criterion,
    DiscountKind,
    JoinRule,
    Period,
    Place,
    RoundingMode,
    ScopeKind,
    Standing,
    Within,
)
from core.discounts.loading import RuleCache, load_rules, rules_version
from core.discounts.loyalty_models import BonusProgramme, CardKind
from core.discounts.models import DiscountNode, DiscountValue
from core.discounts.rulebook import Group
from core.discounts.switching import switch
from core.discounts.verification import tree_differences
from core.documents.changes import changes_of
from core.kernel.clock import FixedClock
from core.kernel.errors import BadValue, Conflict, NotFound
from tests.integration.discounts.conftest import Shop

NOBODY = Actor(user_id=9, login="x", name="X", roles=frozenset(), permissions=frozenset())


def percent(name: str = "10 %", value: int = 1000, **facts: Any) -> DiscountDraft:
    """Return a percentage for everybody."""
    facts.setdefault("standing", Standing.IN_FORCE)
    facts.setdefault("code", name)
    return DiscountDraft(name=name, kind=DiscountKind.PERCENT, value=value, **facts)


def add(session: Session, clock: FixedClock, draft: DiscountDraft, into: int | None = None) -> int:
    """Store a discount; return its id."""
    return save_discount(session, SYSTEM, draft, clock=clock, parent_id=into).id


def group(session: Session, clock: FixedClock, rule: str, into: int | None = None) -> int:
    """Store a group; return its id."""
    count = session.scalar(select(func.count()).select_from(DiscountNode))
    draft = GroupDraft(code=f"G{count}", name=f"{rule} {count}", rule=JoinRule(rule))
    return save_group(session, SYSTEM, draft, clock=clock, parent_id=into).id


def cart(session: Session, shop: Shop, clock: FixedClock, **facts: Any) -> Cart:
    """Return two milks and a bread for the client."""
    rules = load_rules(session)
    lines = fill_lines(
        session,
        [Asked(1, shop.milk, 2000, 100_00), Asked(2, shop.bread, 1000, 50_00)],
        rules,
        clock.business_date(),
    )
    facts.setdefault("partner_segments", partner_segments(session, shop.client))
    return Cart(
        lines=lines,
        on=clock.business_date(),
        now=clock.now().astimezone(clock.zone),
        partner_id=shop.client,
        **facts,
    )


def off(session: Session, shop: Shop, clock: FixedClock, **facts: Any) -> list[int]:
    """Return what the stored rules take off both lines."""
    priced = price_cart(cart(session, shop, clock, **facts), load_rules(session))
    return [line.automatic_minor for line in priced.lines]


def names(root: Group) -> list[Any]:
    """Return the tree as nested names."""
    return [
        [child.name, names(child)] if isinstance(child, Group) else child.name
        for child in root.children
    ]


def test_an_empty_database_has_no_discounts(session: Session) -> None:
    rules = load_rules(session)
    assert (rules.root.children, rules.version) == ((), 0)


def test_a_stored_tree_prices_a_cart(session: Session, shop: Shop, clock: FixedClock) -> None:
    both = group(session, clock, "multiply")
    add(session, clock, percent("A", 1000), both)
    add(session, clock, percent("B", 500), both)
    add(session, clock, percent("C", 1200))
    assert off(session, shop, clock) == [29_00, 7_25]
    root = ensure_root(session, SYSTEM, clock=clock)
    draft = GroupDraft(code="root", name="", rule=JoinRule.MIN)
    version = session.get_one(DiscountNode, root).version
    save_group(session, SYSTEM, draft, clock=clock, node_id=root, version=version)
    assert off(session, shop, clock) == [24_00, 6_00]


def test_every_kind_survives_being_stored(session: Session, shop: Shop, clock: FixedClock) -> None:
    programme = BonusProgramme(code="B", name="Баллы")
    kind = CardKind(code="K", name="Золото")
    session.add_all([programme, kind])
    session.flush()
    drafts = [
        percent("percent", 1000, by_group={shop.fresh: 500}),
        DiscountDraft(
            code="sd", name="sd", kind=DiscountKind.SUM_DOCUMENT, value=100, multiple=True
        ),
        DiscountDraft(code="sl", name="sl", kind=DiscountKind.SUM_LINE, value=100),
        DiscountDraft(code="q", name="q", kind=DiscountKind.QUANTITY, value=1000, every=5000),
        DiscountDraft(code="g", name="g", kind=DiscountKind.GIFT, value=1000),
        DiscountDraft(
            code="sp", name="sp", kind=DiscountKind.SPECIAL_PRICE, price_type_id=shop.club
        ),
        DiscountDraft(code="m", name="m", kind=DiscountKind.MESSAGE, message="Пакет?"),
        DiscountDraft(code="ic", name="ic", kind=DiscountKind.ISSUE_CARD, card_kind_id=kind.id),
        DiscountDraft(
            code="r", name="r", kind=DiscountKind.ROUNDING, value=100, mode=RoundingMode.NEAREST
        ),
        DiscountDraft(
            code="bp",
            name="bp",
            kind=DiscountKind.BONUS_PERCENT,
            value=300,
            programme_id=programme.id,
        ),
        DiscountDraft(
            code="bs", name="bs", kind=DiscountKind.BONUS_SUM, value=300, programme_id=programme.id
        ),
        DiscountDraft(
            code="p", name="p", kind=DiscountKind.PLUGIN, plugin="x", parameters={"nth": 2}
        ),
    ]
    for draft in drafts:
        add(session, clock, draft)
    found = {leaf.name: leaf for leaf in load_rules(session).leaves()}
    assert [leaf.kind for leaf in found.values()] == [draft.kind for draft in drafts]
    assert list(found) == [draft.name for draft in drafts]
    assert repr(found["percent"].benefit) == (
        f"Percent(percent=Refined(general=1000, by_group={{{shop.fresh}: 500}}))"
    )
    assert found["sd"].multiple
    assert repr(found["q"].benefit) == "FreeUnits(every=5000, free=1000)"
    assert repr(found["sp"].benefit) == f"SpecialPrice(price_type_id={shop.club}, title='Клубная')"
    assert repr(found["ic"].benefit) == f"IssueCard(card_kind_id={kind.id}, title='Золото')"
    assert "nearest" in repr(found["r"].benefit)
    assert load_rules(session).price_types() == {shop.club}
    assert off(session, shop, clock) == [10_00, 5_00]


def test_every_condition_survives_being_stored(
    session: Session, shop: Shop, clock: FixedClock
) -> None:
    kind = CardKind(code="K", name="Золото")
    session.add(kind)
    session.flush()
    hours = (Hours(frozenset({0, 4}), 540, 1080), Hours(frozenset({6}), 1320, 120))
    drafts = [
        ConditionDraft(
            code="v",
            name="v",
            kind=ConditionKind.VOLUME,
            criterion=Criterion.SUM,
            within=Within.LINE,
            wanted=100_00,
            scope=ScopeDraft(kind=ScopeKind.SEGMENT, segments=(shop.dairy,)),
        ),
        ConditionDraft(
            code="a",
            name="a",
            kind=ConditionKind.ACCUMULATED,
            wanted=5,
            accumulates=Accumulates.CARD,
            period=Period.DAYS,
            days=30,
            segment_id=shop.dairy,
        ),
        ConditionDraft(code="t", name="t", kind=ConditionKind.TIME, hours=hours),
        ConditionDraft(code="f", name="f", kind=ConditionKind.PAYMENT_FORM, payment_form="cash"),
        ConditionDraft(code="s", name="s", kind=ConditionKind.SCHEDULE, schedule_id=3),
        ConditionDraft(code="n", name="n", kind=ConditionKind.NO_CARD),
        ConditionDraft(code="h", name="h", kind=ConditionKind.HAS_CARD, card_kind_id=kind.id),
        ConditionDraft(code="u", name="u", kind=ConditionKind.USER_GROUP, user_group="cashier"),
        ConditionDraft(
            code="c", name="c", kind=ConditionKind.CLIENT_SEGMENT, client_segment_id=shop.regulars
        ),
        ConditionDraft(code="b", name="b", kind=ConditionKind.BIRTHDAY, before=3, after=4),
        ConditionDraft(
            code="p", name="p", kind=ConditionKind.PLUGIN, plugin="x", parameters={"odd": True}
        ),
    ]
    ids = tuple(save_condition(session, SYSTEM, draft, clock=clock).id for draft in drafts)
    add(session, clock, percent(conditions=ids))
    (leaf,) = load_rules(session).leaves()
    checks = {condition.name: condition.check for condition in leaf.conditions}
    assert list(checks) == [draft.name for draft in drafts]
    assert checks["v"].scope.ids == {shop.dairy}  # type: ignore[attr-defined]
    assert checks["t"].hours == hours  # type: ignore[attr-defined]
    assert checks["c"].title == "Постоянные"  # type: ignore[attr-defined]
    assert checks["h"].title == "Золото"  # type: ignore[attr-defined]
    of = Accumulation(Accumulates.CARD, Period.DAYS, 30, shop.dairy)
    assert load_rules(session).accumulations() == (of,)


def test_scopes_of_every_kind_are_stored(session: Session, shop: Shop, clock: FixedClock) -> None:
    scopes = {
        "segment": (ScopeDraft(kind=ScopeKind.SEGMENT, segments=(shop.dairy,)), [20_00, 0]),
        "not": (ScopeDraft(kind=ScopeKind.NOT_SEGMENT, segments=(shop.dairy,)), [0, 5_00]),
        "list": (ScopeDraft(kind=ScopeKind.LIST, items=(shop.bread,)), [0, 5_00]),
        "filter": (
            ScopeDraft(kind=ScopeKind.FILTER, filter={"item_group": [shop.food]}),
            [20_00, 5_00],
        ),
        "priced": (
            ScopeDraft(kind=ScopeKind.FILTER, filter={"price_group": [shop.fresh]}),
            [20_00, 0],
        ),
    }
    for name, (scope, expected) in scopes.items():
        node = save_discount(session, SYSTEM, percent(name, scope=scope), clock=clock)
        assert off(session, shop, clock) == expected, name
        retire_node(session, SYSTEM, node.id, clock=clock)
    assert off(session, shop, clock) == [0, 0]


def test_a_value_of_a_price_group_a_client_and_a_special_price_reach_the_cart(
    session: Session, shop: Shop, clock: FixedClock
) -> None:
    regular = ConditionDraft(
        code="R",
        name="Постоянный",
        kind=ConditionKind.CLIENT_SEGMENT,
        client_segment_id=shop.regulars,
    )
    when = save_condition(session, SYSTEM, regular, clock=clock).id
    add(session, clock, percent(by_group={shop.fresh: 200}, conditions=(when,)))
    assert off(session, shop, clock) == [4_00, 5_00]
    assert off(session, shop, clock, partner_segments=frozenset()) == [0, 0]
    club = DiscountDraft(
        code="S",
        name="Клуб",
        kind=DiscountKind.SPECIAL_PRICE,
        price_type_id=shop.club,
        standing=Standing.IN_FORCE,
    )
    add(session, clock, club)
    assert off(session, shop, clock) == [20_00, 5_00]


def test_a_new_discount_acts_nowhere_until_it_is_switched_on(
    session: Session, shop: Shop, clock: FixedClock
) -> None:
    promo = add(session, clock, percent(standing=Standing.RESTRICTED))
    assert off(session, shop, clock, warehouse_id=shop.warehouse) == [0, 0]
    on = clock.business_date()
    switch(session, SYSTEM, promo, Place.WAREHOUSE, shop.warehouse, running=True, clock=clock)
    assert off(session, shop, clock, warehouse_id=shop.warehouse) == [20_00, 5_00]
    assert off(session, shop, clock) == [0, 0]
    tomorrow = on + dt.timedelta(days=1)
    switch(
        session,
        SYSTEM,
        promo,
        Place.WAREHOUSE,
        shop.warehouse,
        running=False,
        clock=clock,
        since=tomorrow,
    )
    assert off(session, shop, clock, warehouse_id=shop.warehouse) == [20_00, 5_00]
    switch(session, SYSTEM, promo, Place.WAREHOUSE, shop.warehouse, running=False, clock=clock)
    assert off(session, shop, clock, warehouse_id=shop.warehouse) == [0, 0]
    set_standing(session, SYSTEM, promo, Standing.IN_FORCE, clock=clock)
    assert off(session, shop, clock) == [20_00, 5_00]


def test_nodes_are_moved_among_siblings_and_between_groups(
    session: Session, clock: FixedClock
) -> None:
    into = group(session, clock, "sum")
    a, b, c = (add(session, clock, percent(name)) for name in "ABC")
    root = ensure_root(session, SYSTEM, clock=clock)
    move_node(session, SYSTEM, c, root, before_id=a, clock=clock)
    assert names(load_rules(session).root) == [["sum 0", []], "C", "A", "B"]
    move_node(session, SYSTEM, a, into, clock=clock)
    move_node(session, SYSTEM, b, into, before_id=a, clock=clock)
    assert names(load_rules(session).root) == [["sum 0", ["B", "A"]], "C"]
    move_node(session, SYSTEM, into, root, clock=clock)
    assert names(load_rules(session).root) == ["C", ["sum 0", ["B", "A"]]]


def test_a_group_cannot_stand_in_itself_or_below_itself(
    session: Session, clock: FixedClock
) -> None:
    outer = group(session, clock, "sum")
    inner = group(session, clock, "max", outer)
    before = names(load_rules(session).root)
    for into in (outer, inner):
        with pytest.raises(GroupInItself) as caught:
            move_node(session, SYSTEM, outer, into, clock=clock)
        assert caught.value.facts["group"] == "sum 0"
    assert names(load_rules(session).root) == before


def test_a_discount_holds_nothing_and_the_root_stays(session: Session, clock: FixedClock) -> None:
    one = add(session, clock, percent("A"))
    other = add(session, clock, percent("B"))
    root = ensure_root(session, SYSTEM, clock=clock)
    with pytest.raises(NotAGroup):
        move_node(session, SYSTEM, one, other, clock=clock)
    with pytest.raises(NotAGroup):
        save_discount(session, SYSTEM, percent("C"), clock=clock, parent_id=one)
    with pytest.raises(RootStays):
        move_node(session, SYSTEM, root, root, clock=clock)
    with pytest.raises(RootStays):
        retire_node(session, SYSTEM, root, clock=clock)
    assert names(load_rules(session).root) == ["A", "B"]


def test_a_group_out_of_use_takes_what_is_below_with_it(
    session: Session, shop: Shop, clock: FixedClock
) -> None:
    into = group(session, clock, "sum")
    inside = add(session, clock, percent(), into)
    retire_node(session, SYSTEM, into, clock=clock)
    assert off(session, shop, clock) == [0, 0]
    assert [leaf.id for leaf in load_rules(session, keep=frozenset({into})).leaves()] == [inside]
    retire_node(session, SYSTEM, into, clock=clock, retired=False)
    assert off(session, shop, clock) == [20_00, 5_00]


@pytest.mark.parametrize(
    ("draft", "what"),
    [
        (percent(value=10_001), "value"),
        (percent(by_group={1: 20_000}), "value"),
        (percent(multiple=True), "multiple"),
        (percent(starts=dt.date(2026, 2, 2), ends=dt.date(2026, 2, 1)), "ends"),
        (percent(scope=ScopeDraft(kind=ScopeKind.LIST)), "items"),
        (percent(scope=ScopeDraft(kind=ScopeKind.NOT_SEGMENT)), "segments"),
        (percent(scope=ScopeDraft(kind=ScopeKind.FILTER, filter={"colour": 1})), "filter"),
        (DiscountDraft(code="x", name="x", kind=DiscountKind.QUANTITY, value=1), "every"),
        (
            DiscountDraft(code="x", name="x", kind=DiscountKind.QUANTITY, value=9, every=5),
            "value",
        ),
        (DiscountDraft(code="x", name="x", kind=DiscountKind.GIFT), "value"),
        (DiscountDraft(code="x", name="x", kind=DiscountKind.SPECIAL_PRICE), "price_type_id"),
        (DiscountDraft(code="x", name="x", kind=DiscountKind.MESSAGE, message=" "), "text"),
        (DiscountDraft(code="x", name="x", kind=DiscountKind.ISSUE_CARD), "card_kind_id"),
        (DiscountDraft(code="x", name="x", kind=DiscountKind.ROUNDING), "value"),
        (DiscountDraft(code="x", name="x", kind=DiscountKind.BONUS_SUM, value=5), "programme_id"),
        (DiscountDraft(code="x", name="x", kind=DiscountKind.PLUGIN), "plugin"),
        (
            DiscountDraft(code="x", name="x", kind=DiscountKind.GIFT, value=1, by_group={1: 1}),
            "by_group",
        ),
    ],
)
def test_a_discount_that_makes_no_sense_is_refused_at_its_field(
    session: Session, clock: FixedClock, draft: DiscountDraft, what: str
) -> None:
    with pytest.raises(BadValue) as caught:
        add(session, clock, draft)
    assert caught.value.facts["what"] == what
    assert session.scalar(select(func.count()).select_from(DiscountNode)) == 0


@pytest.mark.parametrize(
    ("draft", "what"),
    [
        (ConditionDraft(code="x", name="x", kind=ConditionKind.VOLUME, wanted=-1), "wanted"),
        (ConditionDraft(code="x", name="x", kind=ConditionKind.TIME), "hours"),
        (
            ConditionDraft(
                code="x",
                name="x",
                kind=ConditionKind.TIME,
                hours=(Hours(frozenset({1}), 2000, 60),),
            ),
            "begin",
        ),
        (
            ConditionDraft(
                code="x", name="x", kind=ConditionKind.TIME, hours=(Hours(frozenset(), 0, 60),)
            ),
            "weekdays",
        ),
        (ConditionDraft(code="x", name="x", kind=ConditionKind.PAYMENT_FORM), "payment_form"),
        (ConditionDraft(code="x", name="x", kind=ConditionKind.SCHEDULE), "schedule_id"),
        (ConditionDraft(code="x", name="x", kind=ConditionKind.USER_GROUP), "user_group"),
        (
            ConditionDraft(code="x", name="x", kind=ConditionKind.CLIENT_SEGMENT),
            "client_segment_id",
        ),
        (ConditionDraft(code="x", name="x", kind=ConditionKind.BIRTHDAY, before=999), "before"),
        (
            ConditionDraft(code="x", name="x", kind=ConditionKind.ACCUMULATED, period=Period.DAYS),
            "days",
        ),
        (ConditionDraft(code="x", name="x", kind=ConditionKind.PLUGIN), "plugin"),
    ],
)
def test_a_condition_that_makes_no_sense_is_refused_at_its_field(
    session: Session, clock: FixedClock, draft: ConditionDraft, what: str
) -> None:
    with pytest.raises(BadValue) as caught:
        save_condition(session, SYSTEM, draft, clock=clock)
    assert caught.value.facts["what"] == what


def test_a_condition_that_a_discount_needs_stays_in_use(
    session: Session, clock: FixedClock
) -> None:
    draft = ConditionDraft(code="n", name="n", kind=ConditionKind.NO_CARD)
    when = save_condition(session, SYSTEM, draft, clock=clock).id
    promo = add(session, clock, percent(conditions=(when,)))
    with pytest.raises(ConditionUsed) as caught:
        retire_condition(session, SYSTEM, when, clock=clock)
    assert caught.value.facts == {"condition": "n", "discounts": "10 %"}
    retire_node(session, SYSTEM, promo, clock=clock)
    retire_condition(session, SYSTEM, when, clock=clock)
    with pytest.raises(NotFound):
        retire_condition(session, SYSTEM, 10**9, clock=clock)


def test_a_change_is_in_the_history_with_what_hangs_on_the_discount(
    session: Session, shop: Shop, clock: FixedClock
) -> None:
    draft = ConditionDraft(code="n", name="Без карты", kind=ConditionKind.NO_CARD)
    when = save_condition(session, SYSTEM, draft, clock=clock).id
    promo = save_discount(session, SYSTEM, percent(), clock=clock)
    wanted = percent(
        value=700,
        conditions=(when,),
        by_group={shop.fresh: 250},
        scope=ScopeDraft(kind=ScopeKind.LIST, items=(shop.milk,)),
    )
    saved = save_discount(
        session, SYSTEM, wanted, clock=clock, node_id=promo.id, version=promo.version
    )
    told = {
        change.field: (change.old, change.new)
        for change in changes_of(session, "discount", promo.id)
        if change.field
    }
    assert told == {
        "value": (1000, 700),
        "scope": ("any", "list"),
        "by_group": ([], ["Свежее: 2.5"]),
        "items": ([], ["MILK"]),
        "conditions": ([], ["Без карты"]),
    }
    same = save_discount(
        session, SYSTEM, wanted, clock=clock, node_id=promo.id, version=saved.version
    )
    assert same.version == saved.version


def test_two_people_changing_one_discount_the_second_is_told(
    session: Session, shop: Shop, clock: FixedClock
) -> None:
    promo = save_discount(session, SYSTEM, percent(), clock=clock)
    only_group = percent(by_group={shop.fresh: 1})
    save_discount(session, SYSTEM, only_group, clock=clock, node_id=promo.id, version=promo.version)
    with pytest.raises(Conflict) as caught:
        save_discount(
            session,
            SYSTEM,
            percent(value=1),
            clock=clock,
            node_id=promo.id,
            version=promo.version,
        )
    assert caught.value.facts["changed"] == "by_group"
    assert session.scalars(select(DiscountValue.value)).all() == [1]


def test_who_has_no_right_changes_nothing(session: Session, clock: FixedClock) -> None:
    root = ensure_root(session, SYSTEM, clock=clock)
    draft = GroupDraft(code="g", name="g", rule=JoinRule.SUM)
    condition = ConditionDraft(code="n", name="n", kind=ConditionKind.NO_CARD)
    refused: list[Callable[[], object]] = [
        lambda: save_discount(session, NOBODY, percent(), clock=clock),
        lambda: save_group(session, NOBODY, draft, clock=clock),
        lambda: save_condition(session, NOBODY, condition, clock=clock),
        lambda: move_node(session, NOBODY, root, root, clock=clock),
        lambda: retire_node(session, NOBODY, root, clock=clock),
        lambda: set_standing(session, NOBODY, root, Standing.IN_FORCE, clock=clock),
        lambda: switch(session, NOBODY, root, Place.WAREHOUSE, 1, running=True, clock=clock),
    ]
    for attempt in refused:
        with pytest.raises(Forbidden):
            attempt()
    assert session.scalar(select(func.count()).select_from(DiscountNode)) == 1


def test_a_discount_is_switched_on_only_in_one_s_own_warehouse(
    session: Session, shop: Shop, clock: FixedClock
) -> None:
    promo = add(session, clock, percent(standing=Standing.RESTRICTED))
    elsewhere = replace(SYSTEM, warehouses=frozenset({shop.warehouse + 1}))
    with pytest.raises(Forbidden):
        switch(
            session, elsewhere, promo, Place.WAREHOUSE, shop.warehouse, running=True, clock=clock
        )
    with pytest.raises(BadValue):
        switch(session, SYSTEM, promo, Place.AGREEMENT, 0, running=True, clock=clock)
    assert off(session, shop, clock, warehouse_id=shop.warehouse) == [0, 0]


def test_a_discount_picked_from_a_list_is_stored_as_such(
    session: Session, shop: Shop, clock: FixedClock
) -> None:
    promo = add(session, clock, percent(assignment=Assignment.CHOSEN))
    assert off(session, shop, clock) == [0, 0]
    assert off(session, shop, clock, chosen=frozenset({promo})) == [20_00, 5_00]


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Yield the statements sent since."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_rules_are_read_in_as_many_statements_however_many_there_are(
    session: Session, shared_engine: Engine, shop: Shop, clock: FixedClock
) -> None:
    add(session, clock, percent("0"))
    with counted(shared_engine) as few:
        load_rules(session)
    for number in range(1, 30):
        into = group(session, clock, "sum")
        scope = ScopeDraft(kind=ScopeKind.LIST, items=(shop.milk, shop.bread))
        add(session, clock, percent(str(number), scope=scope, by_group={shop.fresh: 1}), into)
    with counted(shared_engine) as many:
        load_rules(session)
    assert len(few) == len(many) == 11


def test_a_cart_is_filled_in_as_many_statements_however_many_lines_it_has(
    session: Session, shared_engine: Engine, shop: Shop, clock: FixedClock
) -> None:
    rules = load_rules(session)
    counts = []
    for lines in (1, 50):
        asked = [Asked(line, shop.milk, 1000, 100) for line in range(1, lines + 1)]
        with counted(shared_engine) as sent:
            fill_lines(session, asked, rules, clock.business_date())
        counts.append(len(sent))
    assert counts == [3, 3]


def test_kept_rules_are_read_anew_when_anybody_changes_them_even_by_sql(
    session: Session, shared_engine: Engine, shop: Shop, clock: FixedClock
) -> None:
    cache = RuleCache()
    promo = add(session, clock, percent())
    first = cache.rules(session)
    with counted(shared_engine) as sent:
        assert cache.rules(session) is first
    assert len(sent) == 1
    session.execute(text("UPDATE discount SET value = 500 WHERE id = :id"), {"id": promo})
    second = cache.rules(session)
    assert first.version < second.version == rules_version(session)
    assert price_cart(cart(session, shop, clock), second).lines[0].automatic_minor == 10_00


def test_verify_names_a_group_that_sql_put_into_itself(session: Session, clock: FixedClock) -> None:
    outer = group(session, clock, "sum")
    inner = group(session, clock, "max", outer)
    assert list(tree_differences(session)) == []
    session.execute(
        text("UPDATE discount SET parent_id = :inner WHERE id = :outer"),
        {"inner": inner, "outer": outer},
    )
    found = list(tree_differences(session))
    assert [one.where["code"] for one in found] == ["G0", "G2"]
    assert names(load_rules(session).root) == []
