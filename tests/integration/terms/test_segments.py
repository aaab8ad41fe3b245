"""Segments: listed by hand or found by a rule; membership is what readers read."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from core.access.errors import Forbidden
from core.catalog.models import Item
from core.documents.errors import BadQuery, EmptyRule, SegmentByRule
from core.documents.listing import Filter, ListQuery, page
from core.documents.queries import history
from core.documents.reference import row_card
from core.documents.segments import (
    Rule,
    SegmentKind,
    members_of,
    read_rule,
    refresh_segment,
    refresh_segments,
    rule_segments,
    save_segment,
    segments_of,
    set_members,
    write_rule,
)
from core.kernel.errors import BadValue, Conflict
from core.partners.models import Partner, PartnerSegment
from tests.integration.documents.trial import counted
from tests.integration.terms.house import BOSS, House

CLIENTS = Rule(filters=(Filter("client", "eq", True),))
BOOK = "partner_segment"


def test_members_listed_by_hand_are_kept_with_their_names_in_the_history(
    session: Session, house: House
) -> None:
    key = house.segment(session, "VIP", ["ROSE", "LILY"])
    assert members_of(session, BOOK, key) == {house.partners["ROSE"], house.partners["LILY"]}
    version = row_card(session, BOSS, BOOK, key).version
    saved = set_members(
        session,
        BOSS,
        BOOK,
        key,
        version,
        [house.partners["LILY"], house.partners["FERN"]],
        clock=house.clock,
    )
    assert (saved.members, saved.version) == (2, version + 1)
    told = history(session, BOSS, BOOK, key)[-1]
    assert (told.field, told.old, told.new) == ("members", ["Rose"], ["Fern"])
    assert segments_of(session, BOOK, house.partners["FERN"]) == {key}
    with pytest.raises(Conflict):
        set_members(session, BOSS, BOOK, key, version, [], clock=house.clock)
    assert len(members_of(session, BOOK, key)) == 2


def test_a_rule_finds_whoever_satisfies_it_and_leaves_out_who_is_out_of_use(
    session: Session, house: House
) -> None:
    session.get_one(Partner, house.partners["FERN"]).retired = True
    session.flush()
    key = house.rule_segment(session, "ALL", CLIENTS)
    assert members_of(session, BOOK, key) == {house.partners["ROSE"], house.partners["LILY"]}
    by_word = house.rule_segment(session, "R", Rule(search="rose 495"))
    assert members_of(session, BOOK, by_word) == {house.partners["ROSE"]}
    retired = house.rule_segment(session, "OFF", Rule(filters=(Filter("retired", "eq", True),)))
    assert members_of(session, BOOK, retired) == {house.partners["FERN"]}


def test_refreshing_tells_who_came_and_who_went_and_does_not_touch_the_version(
    session: Session, house: House
) -> None:
    key = house.rule_segment(session, "ALL", CLIENTS)
    before = row_card(session, BOSS, BOOK, key).version
    session.get_one(Partner, house.partners["ROSE"]).client = False
    session.add(Partner(code="NEW", name="New"))
    session.flush()
    done = refresh_segment(session, BOSS, BOOK, key, clock=house.clock)
    assert (done.added, done.removed, done.members) == (1, 1, 3)
    again = refresh_segment(session, BOSS, BOOK, key, clock=house.clock)
    assert (again.added, again.removed, again.members) == (0, 0, 3)
    assert row_card(session, BOSS, BOOK, key).version == before


def test_refreshing_takes_the_same_statements_for_three_partners_and_for_thousands(
    session: Session, house: House
) -> None:
    key = house.rule_segment(session, "ALL", CLIENTS)
    counts = []
    for more in (1, 3_000):
        session.execute(
            insert(Partner),
            [
                {"code": f"{more}-{number}", "name": "Оптовик", "client": True}
                for number in range(more)
            ],
        )
        with counted(session.connection()) as sent:
            done = refresh_segment(session, BOSS, BOOK, key, clock=house.clock)
        assert done.added == more
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_all_rules_are_refreshed_and_fixed_segments_stay_as_they_are(
    session: Session, house: House
) -> None:
    fixed = house.segment(session, "VIP", ["ROSE"])
    ruled = house.rule_segment(session, "ALL", CLIENTS)
    items = save_segment(
        session,
        BOSS,
        "item_segment",
        None,
        0,
        code="TEA",
        title="Чай",
        kind=SegmentKind.RULE,
        rule=Rule(search="tea"),
        clock=house.clock,
    )
    assert members_of(session, "item_segment", items.id) == {house.items["TEA"]}
    off = house.rule_segment(session, "OFF", CLIENTS)
    session.get_one(PartnerSegment, off).retired = True
    session.get_one(Item, house.items["TEA"]).name = "Кофе"
    session.get_one(Item, house.items["TEA"]).code = "COFFEE"
    session.flush()
    assert rule_segments(session) == (("item_segment", items.id), (BOOK, ruled))
    done = refresh_segments(session, BOSS, clock=house.clock)
    assert [(one.added, one.removed, one.members) for one in done] == [(0, 1, 0), (0, 0, 3)]
    assert refresh_segment(session, BOSS, BOOK, fixed, clock=house.clock).members == 1


def test_a_rule_taken_away_leaves_the_members_it_found(session: Session, house: House) -> None:
    key = house.rule_segment(session, "ALL", CLIENTS)
    card = row_card(session, BOSS, BOOK, key)
    with pytest.raises(SegmentByRule):
        set_members(session, BOSS, BOOK, key, card.version, [], clock=house.clock)
    saved = save_segment(
        session,
        BOSS,
        BOOK,
        key,
        card.version,
        code="ALL",
        title="Все",
        kind=SegmentKind.FIXED,
        clock=house.clock,
    )
    assert saved.members == 3
    assert read_rule(row_card(session, BOSS, BOOK, key).values["rule"]) == Rule()


@pytest.mark.parametrize(
    ("rule", "error"),
    [
        (Rule(), EmptyRule),
        (Rule(search="  "), EmptyRule),
        (Rule(filters=(Filter("salary", "gt", 5),)), BadQuery),
        (Rule(filters=(Filter("client", "gt", "вчера"),)), BadQuery),
        (Rule(filters=(Filter("name", "like", "%"),)), BadQuery),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_and_nothing_is_written(
    session: Session, house: House, rule: Rule, error: type[Exception]
) -> None:
    with pytest.raises(error):
        house.rule_segment(session, "BAD", rule)
    assert session.scalars(select(PartnerSegment)).all() == []


def test_a_rule_is_stored_as_plain_values_and_read_back() -> None:
    rule = Rule("чай", (Filter("client", "eq", True), Filter("name", "in", ["а", "б"])))
    assert read_rule(write_rule(rule)) == rule
    assert read_rule({}) == Rule()
    for broken in ({"filters": [{"op": "eq"}]}, {"filters": 5}):
        with pytest.raises(BadValue):
            read_rule(broken)


def test_managers_read_segments_and_change_none(session: Session, house: House) -> None:
    key = house.segment(session, "VIP", ["ROSE"])
    manager = house.people["manager"]
    row = page(session, manager, "partner_segments", ListQuery()).rows[0]
    assert row.values[:4] == ("VIP", "Сегмент VIP", "fixed", 1)
    for refused in (
        lambda: set_members(session, manager, BOOK, key, 1, [], clock=house.clock),
        lambda: refresh_segment(session, manager, BOOK, key, clock=house.clock),
        lambda: refresh_segments(session, manager, clock=house.clock),
    ):
        with pytest.raises(Forbidden):
            refused()
    assert len(members_of(session, BOOK, key)) == 1
