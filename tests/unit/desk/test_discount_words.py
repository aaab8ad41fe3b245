"""Discounts as people read and type them: values, places, hours, parameters of plug-ins."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.discounts.kinds import Compare, DiscountKind, JoinRule, Place
from core.documents.reference import Field, FieldKind
from core.kernel.errors import BadValue
from tui.flows.desk.condition_words import read_hours, read_minutes
from tui.flows.desk.discount_words import (
    read_parameters,
    running_places,
    value_words,
    write_parameters,
)
from tui.flows.desk.entry import read, write
from tui.formatting import percent
from tui.locale import use_language

PERCENT = Field("value", "Percent", FieldKind.PERCENT)


@pytest.fixture(autouse=True)
def english() -> None:
    """Numbers with points."""
    use_language("en")


def said(**facts: Any) -> str:
    """Return the words for a node, with plain blanks."""
    row = SimpleNamespace(**{"is_group": False, "value": 0, **facts})
    return value_words(row).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (DiscountKind.PERCENT, 1250, "12.5 %"),
        (DiscountKind.PERCENT, -300, "3 % on top"),
        (DiscountKind.SUM_LINE, 7000, "70.00 off every line"),
        (DiscountKind.SUM_DOCUMENT, -7000, "70.00 added to the document"),
        (DiscountKind.ROUNDING, 100, "document rounded to 1.00"),
        (DiscountKind.BONUS_PERCENT, 500, "5 % in points"),
        (DiscountKind.BONUS_SUM, 5000, "50.00 points"),
        (DiscountKind.GIFT, 2000, "2 for nothing"),
    ],
)
def test_a_discount_says_what_it_gives(kind: DiscountKind, value: int, words: str) -> None:
    assert said(kind=kind, value=value) == words


def test_a_group_says_how_its_children_meet_and_where_they_are_compared() -> None:
    best = {"is_group": True, "rule": JoinRule.MAX}
    assert said(**best, compare=Compare.LINE) == "Greatest"
    assert said(**best, compare=Compare.DOCUMENT) == "Greatest, over the document"
    assert said(is_group=True, rule=JoinRule.SUM, compare=Compare.DOCUMENT) == "Addition"


def test_the_latest_switching_of_every_place_counts() -> None:
    def switched(place: Place, ref: int, day: int, *, running: bool) -> SimpleNamespace:
        since = dt.date(2026, 11, day)
        return SimpleNamespace(place=place, ref_id=ref, since=since, running=running)

    told = [
        switched(Place.WAREHOUSE, 1, 1, running=True),
        switched(Place.WAREHOUSE, 2, 1, running=True),
        switched(Place.AGREEMENT, 1, 5, running=True),
        switched(Place.WAREHOUSE, 1, 10, running=False),
        switched(Place.WAREHOUSE, 2, 30, running=False),
    ]
    found = running_places(told, dt.date(2026, 11, 20))
    assert [(one.place, one.ref_id) for one in found] == [
        (Place.WAREHOUSE, 2),
        (Place.AGREEMENT, 1),
    ]


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("9:30", 570), ("0930", 570), ("930", 570), ("9", 540), ("24:00", 1440), ("9.05", 545)],
)
def test_a_time_is_typed_as_people_do(text: str, minutes: int) -> None:
    assert read_minutes(text) == minutes


@pytest.mark.parametrize("text", ["", "25:00", "9:60", "24:01", "noon", "9:²", "-1"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(BadValue) as caught:
        read_minutes(text)
    assert caught.value.facts["expected"] == "09:30"


def test_a_line_of_hours_says_its_weekdays() -> None:
    hours = read_hours({"day_0": True, "day_5": True, "begin": "22:00", "end": "2"})
    assert (hours.weekdays, hours.begin, hours.end) == (frozenset({0, 5}), 1320, 120)


def test_parameters_of_a_plug_in_are_numbers_flags_and_texts() -> None:
    assert read_parameters("nth=2 odd=true off=false name='two words' none=") == {
        "nth": 2,
        "odd": True,
        "off": False,
        "name": "two words",
        "none": "",
    }


@pytest.mark.parametrize("text", ["nth", "=2", "name='open", "a b=1"])
def test_parameters_without_a_name_are_refused(text: str) -> None:
    with pytest.raises(BadValue) as caught:
        read_parameters(text)
    assert caught.value.facts["expected"] == "name=value"


values = st.one_of(st.integers(-(10**14), 10**14), st.booleans(), st.just("two 'words' = \"ok\""))


@given(st.dictionaries(st.from_regex(r"[a-z_]{1,9}", fullmatch=True), values, max_size=4))
def test_parameters_are_read_back_as_they_were(parameters: dict[str, Any]) -> None:
    assert read_parameters(write_parameters(parameters)) == parameters


@given(st.integers(-9_999_999, 9_999_999))
def test_a_percentage_may_be_negative_and_is_read_back(hundredths: int) -> None:
    assert read(PERCENT, write(PERCENT, hundredths), dt.date(2026, 11, 20)) == hundredths


def test_a_negative_percentage_keeps_its_fraction() -> None:
    assert percent(-50) == "-0.5\u00a0%"
    assert percent(-1250) == "-12.5\u00a0%"
