"""What the things of a day are called, and loads as bars; rows of the dispatcher's tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from routing.parts import FOREVER
from tui.desk.dispatch.names import (
    DayNames,
    dimension_words,
    load_bar,
    short_number,
    time_bar,
    trip_id,
    trip_of_id,
)
from tui.desk.dispatch.rows import (
    cubic_metres,
    fullness,
    kilograms,
    kilometres,
    problem_words,
    span,
    trip_columns,
    window,
)
from tui.desk.dispatch.told import overload_words
from tui.flows.desk.dispatch.views import Load, PoolRow
from tui.locale import use_language
from tui.widgets.loadbar import Bar


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Begin in English, whatever the machine speaks."""
    use_language("en")
    yield
    use_language("en")


def test_what_a_trip_is_called_leads_back_to_it() -> None:
    assert trip_of_id(trip_id("V:1", 2)) == ("V:1", 2)


def test_a_limit_nobody_knows_is_none() -> None:
    assert (
        load_bar("kg", 5, FOREVER) == load_bar("kg", 5, None) == Bar("Weight", 5, None, "5\xa0kg")
    )
    assert load_bar("boxes", 5, 7) == Bar("boxes", 5, 7, "5 / 7")


def test_loads_are_told_in_units_of_people() -> None:
    assert load_bar("kg", 266, 1500).figures == "266 / 1\xa0500\xa0kg"
    assert load_bar("dm3", 1230, 9500).figures == "1.3 / 9.5\xa0m³"
    assert load_bar("pallets", 41, 30).figures == "4.1 / 3.0\xa0pl."
    assert time_bar(200, 7200).figures == "0:04 / 2:00\xa0h"


def test_figures_are_rounded_up_and_nothing_is_blank() -> None:
    assert [kilograms(n) for n in (0, 1, 1000, 1001)] == ["", "1", "1", "2"]
    assert [cubic_metres(n) for n in (0, 1, 100_000, 1_250_000)] == ["", "0.1", "0.1", "1.3"]
    assert [kilometres(n) for n in (0, 1, 12_000)] == ["", "1", "12"]
    assert [span(n) for n in (0, 1, 3_600, 5_400)] == ["0:00", "0:01", "1:00", "1:30"]


def test_how_full_a_vehicle_is_is_never_cut_however_much_it_carries() -> None:
    shares = (0, 7, 100, 101, 999, 1000, 1525, 9999, 10_000, 2_000_000)
    said = [fullness(share, over=share > 100) for share in shares]
    assert said == ["", "7", "100", "!101", "!999", "!10×", "!15×", "!99×", ">99×", ">99×"]
    assert fullness(80, over=True) == "!80"
    (column,) = (column for column in trip_columns() if column.id == "full")
    assert column.right  # such a column keeps its width on every screen
    assert max(map(len, said)) == column.width


def test_a_window_of_the_whole_day_is_blank() -> None:
    assert window(0, 86_400) == ""
    assert window(36_000, 86_400) == "10:00–24:00"
    assert window(36_000, 43_200) == "10:00–12:00"


@pytest.mark.parametrize(
    ("problem", "facts", "said"),
    [
        ("", (), ""),
        ("no-address", (("text", "Lenina"),), "no address is known: “Lenina”"),
        ("no-address", (("text", ""),), "without an address"),
        ("no-address", (("text", " "),), "without an address"),
        (
            "no-vehicle",
            (("skills", ""), ("max_size", 0)),
            "no vehicle of the day will do; needed: —",
        ),
        (
            "no-vehicle",
            (("skills", "cold, кран"), ("max_size", 2)),
            "no vehicle of the day will do; needed: a cold body, кран, a vehicle of size 2 at most",
        ),
        (
            "window-past",
            (("until", 43_200), ("now", 50_000)),
            "the agreed time is over: it was until 12:00",
        ),
    ],
)
def test_why_a_part_cannot_be_planned_is_said_in_words(
    problem: str, facts: tuple[tuple[str, object], ...], said: str
) -> None:
    row = PoolRow(
        part="O1",
        document_id=1,
        number="КЛ-1",
        partner="",
        address="",
        zone="",
        lat_e6=None,
        lon_e6=None,
        window_from=0,
        window_to=0,
        ready_at=0,
        weight_grams=0,
        volume_cm3=0,
        pallets_tenths=0,
        places=0,
        amount_minor=0,
        collect_minor=0,
        priority=0,
        inbound=False,
        overdue=False,
        problem=problem,
        facts=facts,
        task="",
        note="",
    )
    assert problem_words(row) == said


def test_an_order_is_called_by_its_short_number_and_whose_it_is() -> None:
    numbers = ("КЛ-000017", "КЛ26-000100", "ПЭ-7", "000012")
    assert [short_number(number) for number in numbers] == ["КЛ-17", "КЛ26-100", "ПЭ-7", "12"]
    names = DayNames(stops={"O1": "Ромашка", "O2": "Лютик"}, orders={"O1": "КЛ-17 Ромашка"})
    assert [names.order(key) for key in ("O1", "O2", "O3")] == ["КЛ-17 Ромашка", "Лютик", "O3"]


@dataclass(frozen=True)
class Loaded:
    """As much of a trip as an overload is told by."""

    kg: Load
    dm3: Load
    pallets: Load


def test_an_overload_is_told_by_how_much_of_what() -> None:
    fits = Loaded(Load(500, 500), Load(900, 0), Load(0, 40))
    assert overload_words(fits) == ""  # type: ignore[arg-type]
    over = Loaded(Load(14_563, 500), Load(4_000, 2_500), Load(105, 40))
    for language, said in (
        ("en", "! Overloaded: weight by 14 063 kg, volume by 1.5 m³, pallets by 6.5 pl."),
        ("ru", "! Перегруз: вес на 14 063 кг, объём на 1,5 м³, паллеты на 6,5 пал."),
    ):
        use_language(language)
        assert overload_words(over).replace("\xa0", " ") == said  # type: ignore[arg-type]


def test_amounts_of_a_load_are_called_by_what_they_count() -> None:
    assert [dimension_words(name) for name in ("kg", "dm3", "pallets", "barrels")] == [
        "kilograms",
        "litres",
        "tenths of pallets",
        "barrels",
    ]
