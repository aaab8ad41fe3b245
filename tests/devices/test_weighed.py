"""Codes of the scales are read by the shop's own table."""

from __future__ import annotations

import pytest
from biip.checksums import gs1_price_weight_check_digit
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.errors import BadDeviceSetting, WeighedCodeRefused
from devices.scanner.digits import inner_check_digit
from devices.scanner.weighed import COMMON, Measure, Weighed, WeighedLayout, WeighedTable

LAYOUTS = [
    WeighedLayout("PP CCCCC WWWWW K", 20, 29),
    WeighedLayout("P CCCCCC WWWWW K", 2, 2),
    WeighedLayout("PP CCCCCC WWWW K", 20, 29, unit=10),
    WeighedLayout("PP CCCCC SSSSS K", 23, 23),
    WeighedLayout("PPD CCCC WWWWW K", 20, 29),
    WeighedLayout("PP CCCC V WWWWW K", 20, 29),
    WeighedLayout("PP CCCCC NNNNN K", 21, 21),
]


def test_the_scales_label_of_the_field_is_1234_grams_of_item_123() -> None:
    assert COMMON.read("2200123012340") == Weighed("00123", Measure.GRAMS, 1234, prefix=22)


@settings(derandomize=True, max_examples=300, deadline=None)
@given(layout=st.sampled_from(LAYOUTS), data=st.data())
def test_what_is_formatted_is_read_back(layout: WeighedLayout, data: st.DataObject) -> None:
    digits = layout.pattern.count("C")
    letter = next(each for each in "WSN" if each in layout.pattern)
    weighed = Weighed(
        item_code=f"{data.draw(st.integers(0, 10**digits - 1)):0{digits}}",
        measure=layout.measure,
        amount=data.draw(st.integers(0, 10 ** layout.pattern.count(letter) - 1)) * layout.unit,
        prefix=data.draw(st.integers(layout.first_prefix, layout.last_prefix)),
        scales=data.draw(st.integers(0, 9)) if "D" in layout.pattern else None,
    )
    assert layout.parse(layout.format(weighed)) == weighed


@settings(derandomize=True, max_examples=200, deadline=None)
@given(measure=st.from_regex(r"[0-9]{4,5}", fullmatch=True))
def test_the_verifier_agrees_with_an_independent_library(measure: str) -> None:
    assert inner_check_digit(measure) == gs1_price_weight_check_digit(measure)


def test_a_wrong_check_digit_is_refused_and_not_read_as_something_else() -> None:
    with pytest.raises(WeighedCodeRefused) as refused:
        COMMON.read("2200123012347")
    assert refused.value.facts == {
        "what": "check-digit",
        "text": "2200123012347",
        "found": "7",
        "expected": "0",
    }


def test_a_wrong_verifier_is_refused_although_the_check_digit_holds() -> None:
    layout = WeighedLayout("PP CCCC V WWWWW K", 22, 22)
    good = layout.format(Weighed("0123", Measure.GRAMS, 1234, prefix=22))
    other = f"{(int(good[6]) + 1) % 10}"
    forged = WeighedLayout("PP CCCCC WWWWW K", 22, 22).format(
        Weighed("0123" + other, Measure.GRAMS, 1234, prefix=22)
    )
    with pytest.raises(WeighedCodeRefused) as refused:
        layout.parse(forged)
    assert (refused.value.facts["what"], refused.value.facts["expected"]) == ("verifier", good[6])


@pytest.mark.parametrize("text", ["4600439931256", "2300123012344", "22001230123", "22ABC"])
def test_what_no_layout_covers_is_left_alone(text: str) -> None:
    assert COMMON.read(text) is None


def test_an_amount_that_does_not_fit_is_refused() -> None:
    layout = WeighedLayout("PP CCCCCC WWWW K", 22, 22, unit=10)
    for amount in (15, 100_000):
        with pytest.raises(WeighedCodeRefused):
            layout.format(Weighed("1", Measure.GRAMS, amount, prefix=22))


@pytest.mark.parametrize(
    ("pattern", "first", "last"),
    [
        ("PP CCCCC WWWW K", 22, 22),
        ("PP CCCCC WWWSS K", 22, 22),
        ("PP CCCCC WWWWW C", 22, 22),
        ("PP CCCCC WWWWW K", 19, 22),
        ("PP CCCCC WWWWW K", 24, 22),
        ("P CCCCCC WWWWW K", 20, 20),
    ],
)
def test_a_layout_that_makes_no_sense_is_refused_at_birth(
    pattern: str, first: int, last: int
) -> None:
    with pytest.raises(BadDeviceSetting):
        WeighedLayout(pattern, first, last)


def test_two_layouts_may_not_claim_one_prefix() -> None:
    with pytest.raises(BadDeviceSetting):
        WeighedTable(
            (WeighedLayout("P CCCCCC WWWWW K", 2, 2), WeighedLayout("PP CCCCC NNNNN K", 21, 21))
        )
