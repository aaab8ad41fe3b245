"""Files of `klad price try` with something wrong in them: priced, or refused with the place."""

from __future__ import annotations

import copy
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.kernel.errors import DomainError
from tui.error_text import explain
from tui.flows.price_try import tried_plain, tried_text, try_prices

EXAMPLES = sorted((Path(__file__).parents[2] / "docs" / "examples").iterdir())

NASTY: list[Any] = [
    None,
    True,
    "",
    "кошка",
    "1" * 5000,
    "[retail",
    "25:99",
    "2026-13-45",
    "\u202e\x00",
    -1,
    0,
    1.123456789,
    10**15,
    -(10**18),
    10**30,
    1e308,
    float("inf"),
    float("nan"),
    [],
    [[]],
    [1],
    {},
    {"a": 1},
]


def places(of: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to everything a document holds."""
    pairs = of.items() if isinstance(of, dict) else enumerate(of) if isinstance(of, list) else ()
    for key, value in pairs:
        yield (*above, key)
        yield from places(value, (*above, key))


def read(path: Path) -> dict[str, Any]:
    """Return what an example says."""
    text = path.read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    return found


CASES = [(example, place) for example in EXAMPLES for place in places(read(example))]


@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.sampled_from(CASES), st.sampled_from(NASTY))
def test_whatever_stands_somewhere_the_answer_is_a_price_or_a_place(
    tmp_path: Path, case: tuple[Path, tuple[Any, ...]], value: Any
) -> None:
    example, way = case
    document: Any = copy.deepcopy(read(example))
    inner = document
    for key in way[:-1]:
        inner = inner[key]
    inner[way[-1]] = value
    file = tmp_path / "cart.json"
    file.write_text(json.dumps(document, default=str, ensure_ascii=False), encoding="utf-8")
    try:
        tried = try_prices(file)
    except DomainError as refusal:
        words = explain(refusal)
    else:
        words = None
        assert tried_text(tried, None, 80)
        assert json.dumps(tried_plain(tried, None), default=str)
    assert words is None or (words.title and words.body)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.name)
@pytest.mark.parametrize("how", ["byte order mark", "carriage returns"])
def test_what_editors_of_windows_add_changes_nothing(
    tmp_path: Path, example: Path, how: str
) -> None:
    plain = example.read_bytes()
    file = tmp_path / example.name
    changed = b"\xef\xbb\xbf" + plain if how == "byte order mark" else plain.replace(b"\n", b"\r\n")
    file.write_bytes(changed)
    assert tried_plain(try_prices(file), None) == tried_plain(try_prices(example), None)
