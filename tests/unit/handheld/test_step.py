"""The reducer as a whole: total, pure, resumable, and drawable on every terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.handheld.guesses import (
    CHECK,
    CHECK_LINE,
    DRIVE,
    DRIVER,
    LINE,
    LOT_LINE,
    NO_CELL,
    PLACES,
    SHIPMENT,
    STROKES,
    TASK,
    USER,
    guessed,
)
from tui.flows.handheld import drive_steps
from tui.flows.handheld.commands import shown
from tui.flows.handheld.effects import SignOut
from tui.flows.handheld.outcome import Step
from tui.flows.handheld.state import At, State, load, save
from tui.flows.handheld.step import step
from tui.flows.handheld.values import Paper
from tui.flows.handheld.view import view
from tui.handheld.layout import Link, draw
from tui.locale import use_language

SIZES = [(20, 4), (20, 16), (21, 8), (26, 20), (40, 8), (80, 24), (132, 43), (1, 1), (7, 2)]

_KNOWN = State(user=USER, warehouse=PLACES[0], warehouses=PLACES)
BEGINNINGS = [
    State(),
    replace(_KNOWN, at=At.MENU),
    replace(_KNOWN, at=At.TASKS),
    replace(_KNOWN, at=At.SHIPMENTS),
    replace(_KNOWN, at=At.SHIPPING, shipment=SHIPMENT),
    replace(_KNOWN, at=At.DONE, paper=Paper(31, "РО-000042"), after=At.SHIPMENTS),
    replace(_KNOWN, at=At.CHECK, check=CHECK, check_lines=(CHECK_LINE,)),
    *(
        replace(_KNOWN, at=at, user=DRIVER, warehouse=None, drive=DRIVE)
        for at in sorted(drive_steps.PROMPTS)
    ),
    *(
        replace(_KNOWN, at=at, task=TASK, line=line)
        for at in (At.CELL, At.ITEM, At.QUANTITY, At.REASON, At.EMPTY, At.FINISH)
        for line in (LINE, LOT_LINE, NO_CELL)
    ),
]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("en")


def live(data: st.DataObject, strokes: int) -> Iterator[Step]:
    """Live through *strokes* random strokes, with a random house; yield every step."""
    state = data.draw(st.sampled_from(BEGINNINGS))
    for _ in range(strokes):
        current = step(state, data.draw(STROKES))
        yield current
        for _round in range(8):
            if current.effect is None or isinstance(current.effect, SignOut):
                break
            if type(current.effect).__name__ == "Play":
                break
            current = step(current.state, data.draw(guessed(current.state, current.effect)))
            yield current
        state = current.state


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_nothing_that_may_happen_breaks_a_step(data: st.DataObject) -> None:
    """Any strokes and any answers lead to a state that can be saved, resumed, said and drawn."""
    languages = data.draw(st.sampled_from(["en", "ru"]))
    size = data.draw(st.sampled_from(SIZES))
    use_language(languages)
    for done in live(data, 25):
        kept = json.loads(json.dumps(save(done.state)))
        resumed = load(kept)
        expected = replace(done.state, login="")
        if done.state.at in {At.LOGIN, At.PASSWORD, At.LOCKED}:
            expected = replace(expected, entry="")
        assert resumed == expected
        said = view(done.state)
        picture = draw(said, Link(), *size)
        assert [len(line) for line in picture.lines()] == [size[0]] * size[1]
        if size[0] >= 20 and size[1] >= 4 and not said.rows:
            for detail in said.details:
                told = (detail.value.split() or [""])[0]  # a second word may be on the next line
                assert not detail.key or told[:10] in "\n".join(picture.lines())
        assert 0 <= done.sound <= 4


@given(st.data())
@settings(max_examples=20, deadline=None)
def test_a_step_depends_on_nothing_but_its_arguments(data: st.DataObject) -> None:
    """The same state and the same stroke give the same step, twice."""
    for done in live(data, 12):
        stroke = data.draw(STROKES)
        assert step(done.state, stroke) == step(done.state, stroke)


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("at", list(At))
def test_every_prompt_and_key_fits_the_smallest_gun(at: At, language: str) -> None:
    """On 20 columns no prompt, title or key is cut, in either language."""
    use_language(language)
    said = view(State(at=at))

    assert len(said.prompt) <= 19
    assert len(said.title) <= 16
    for action in shown(at):
        assert action.label
    for press, label in said.keys:
        assert len(press) + len(label) <= 20
    for row in said.rows:
        assert len(row.text) + (len(row.aside) + 1 if row.aside else 0) <= 18


@pytest.mark.parametrize(
    "plain", [{}, {"version": 0}, {"version": 1}, {"version": 1, "at": "mars"}]
)
def test_a_damaged_or_foreign_state_is_not_resumed(plain: dict[str, object]) -> None:
    """What cannot be read starts from the menu instead of breaking."""
    found = load(plain)

    assert found is None or found == State()
