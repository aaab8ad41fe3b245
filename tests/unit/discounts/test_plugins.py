"""Plug-ins: a package with entry points adds conditions and kinds; its faults stay its own."""

from __future__ import annotations

import re
import shutil
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.discounts.conditions import Condition
from core.discounts.engine import price_cart
from core.discounts.explaining import explain_line
from core.discounts.kinds import DiscountKind
from core.discounts.plugins import PluginBenefit, PluginCheck, installed
from core.discounts.rulebook import Discount
from tests.discount_trees import book, cart, group, leaf, off, percent, price

PLUGINS = Path(__file__).parents[2] / "plugins"
GUIDE = Path(__file__).parents[3] / "docs" / "guide"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Path]:
    """A folder on the path where plug-ins are installed, empty yet."""
    info = tmp_path / "klad_weather-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: klad-weather\nVersion: 1.0\n")
    sys.path.insert(0, str(tmp_path))
    installed.cache_clear()
    yield tmp_path
    sys.path.remove(str(tmp_path))
    for name in [name for name in sys.modules if name.startswith("klad_weather")]:
        del sys.modules[name]
    installed.cache_clear()


@pytest.fixture
def weather(site: Path) -> Path:
    """Install the example plug-in."""
    shutil.copytree(PLUGINS / "klad_weather", site / "klad_weather")
    points = site / "klad_weather-1.0.dist-info" / "entry_points.txt"
    shutil.copy(PLUGINS / "klad_weather.entry_points.txt", points)
    return site


@pytest.mark.parametrize("page", ["discount-plugins.md", "discount-plugins.ru.md"])
def test_the_example_of_the_guide_works_as_it_stands_there(site: Path, page: str) -> None:
    text = (GUIDE / page).read_text(encoding="utf-8")
    (_, project), (_, module), (_, used) = re.findall(r"```(\w+)\n(.*?)```", text, re.DOTALL)
    (site / "klad_weather.py").write_text(module, encoding="utf-8")
    points = tomllib.loads(project)["project"]["entry-points"]
    lines = [
        line
        for group_name, entries in points.items()
        for line in (f"[{group_name}]", *(f"{name} = {at}" for name, at in entries.items()))
    ]
    (site / "klad_weather-1.0.dist-info" / "entry_points.txt").write_text("\n".join(lines))
    written = tomllib.loads(used)
    assert not installed().broken
    tenth = kind(written["plugin"], **written["parameters"])
    assert off("1 x 100, 1 x 200, 1 x 300, 1 x 400", tenth) == [0, 20_00, 0, 40_00]
    assert off("1 x 100", percent(10, when=[when("even-day")])) == [10_00]


def when(plugin: str, **parameters: Any) -> Condition:
    """Return a condition that a plug-in decides."""
    return Condition(1, "ours", PluginCheck(plugin, "ours", parameters))


def kind(plugin: str, **parameters: Any) -> Discount:
    """Return a discount that a plug-in computes."""
    benefit = PluginBenefit(plugin, "theirs", parameters)
    return leaf(DiscountKind.PLUGIN, benefit, name="theirs")


@pytest.mark.usefixtures("weather")
def test_an_installed_package_adds_a_condition() -> None:
    assert off("1 x 100", percent(10, when=[when("even-day")])) == [10_00]
    assert off("1 x 100", percent(10, when=[when("even-day", odd=True)])) == [0]


@pytest.mark.usefixtures("weather")
def test_a_condition_may_hold_for_some_lines_only() -> None:
    assert off("1 x 100, 9 x 10", percent(10, when=[when("long-line", pieces=5)])) == [0, 9_00]
    assert off("6 x 100, 9 x 10", percent(10, when=[when("long-line", pieces=5)])) == [60_00, 9_00]
    assert off("1 x 100", percent(10, when=[when("long-line", pieces=5)])) == [0]


@pytest.mark.usefixtures("weather")
def test_an_installed_package_adds_a_kind_that_joins_like_any_other() -> None:
    second = kind("nth-line", nth=2, percent=50)
    text = "1 x 100, 1 x 100, 1 x 100"
    assert off(text, second) == [0, 50_00, 0]
    assert off(text, group("max", percent(10), second)) == [10_00, 50_00, 10_00]
    assert off(text, group("multiply", percent(10), second)) == [10_00, 55_00, 10_00]


@pytest.mark.usefixtures("weather")
def test_a_plug_in_says_in_both_languages_what_it_looked_at() -> None:
    root = explain_line(cart("1 x 100"), book(percent(10, when=[when("even-day")])), 1)
    (told,) = [step for _, step in root.walk() if step.code == "condition-plugin"]
    assert (told.facts["text_en"], told.facts["text_ru"]) == ("day 20", "сегодня 20-е число")
    assert (told.facts["met"], told.facts["name"]) == (True, "ours")


@pytest.mark.usefixtures("weather")
def test_a_condition_that_raises_costs_its_discount_only_and_is_named() -> None:
    priced = price("1 x 100", group("sum", percent(10, when=[when("broken")]), percent(5)))
    assert priced.lines[0].automatic_minor == 5_00
    assert [(one.plugin, one.where, one.error) for one in priced.faults] == [
        ("broken", "ours", "KeyError: 'nowhere'")
    ]


@pytest.mark.usefixtures("weather")
@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({7: 10}, "line 7: not one of [1]"),
        ({1: 1.5}, "line 1: 1.5 is not a whole number of minor units"),
        ({1: True}, "line 1: True is not a whole number of minor units"),
        (5, "TypeError: 'int' object is not iterable"),
    ],
)
def test_a_kind_that_answers_nonsense_gives_nothing_and_is_named(answer: Any, error: str) -> None:
    priced = price("1 x 100", group("sum", kind("nonsense", answer=answer), percent(5)))
    assert priced.lines[0].automatic_minor == 5_00
    assert [(one.plugin, one.where, one.error) for one in priced.faults] == [
        ("nonsense", "theirs", error)
    ]


@pytest.mark.usefixtures("weather")
def test_a_kind_never_takes_more_than_the_line_has_left() -> None:
    greedy = kind("nonsense", answer={1: 999_00})
    assert off("1 x 100", group("multiply", percent(10), greedy)) == [100_00]


@pytest.mark.usefixtures("weather")
def test_a_plug_in_that_cannot_speak_is_quoted_in_the_explanation() -> None:
    root = explain_line(cart("1 x 100"), book(kind("nonsense", answer={1: 5})), 1)
    (told,) = [step for _, step in root.walk() if step.code == "gives-plugin"]
    assert told.facts["text_en"] == "RuntimeError: ('en', True, True)"


@pytest.mark.usefixtures("weather")
def test_a_plug_in_that_cannot_be_loaded_is_named_with_the_reason() -> None:
    found = installed()
    assert sorted(found.conditions) == ["broken", "even-day", "long-line"]
    assert found.broken["absent"] == "ModuleNotFoundError: No module named 'klad_nowhere'"
    assert found.broken["speechless"] == "klad_weather:NOT_A_PLUGIN: no holds / say"
    priced = price("1 x 100", percent(10, when=[when("absent")]))
    assert priced.total_minor == 100_00
    assert priced.faults[0].error == "ModuleNotFoundError: No module named 'klad_nowhere'"


def test_a_plug_in_that_is_not_installed_is_named() -> None:
    installed.cache_clear()
    tree = group("sum", percent(10, when=[when("even-day")]), kind("nth-line"))
    priced = price_cart(cart("1 x 100"), book(tree))
    assert priced.total_minor == 100_00
    assert [(one.plugin, one.error) for one in priced.faults] == [
        ("even-day", ""),
        ("nth-line", ""),
    ]


def test_two_packages_with_one_name_are_both_refused(weather: Path) -> None:
    info = weather / "klad_rain-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: klad-rain\nVersion: 1.0\n")
    text = "[klad.discount_conditions]\neven-day = klad_weather:LongLine\n"
    (info / "entry_points.txt").write_text(text)
    installed.cache_clear()
    assert "even-day" not in installed().conditions
    assert "installed twice" in installed().broken["even-day"]
