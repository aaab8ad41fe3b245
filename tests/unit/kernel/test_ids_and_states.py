"""Ids keep the order of birth; status tables refuse what they do not hold."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum

import pytest

from core.kernel.errors import IllegalTransition
from core.kernel.ids import uuid7
from core.kernel.states import Transitions


def test_ids_of_one_process_increase_strictly() -> None:
    made = [uuid7() for _ in range(20_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_ids_are_version_7_of_the_rfc() -> None:
    made = uuid7()
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"


def test_ids_of_several_threads_never_meet() -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: uuid7(), range(4_000)))
    assert len(set(made)) == 4_000


class Lamp(StrEnum):
    """A machine of two states."""

    OFF = "off"
    ON = "on"


LAMP = Transitions("lamp", {Lamp.OFF: [Lamp.ON]})


def test_a_listed_step_is_taken() -> None:
    assert LAMP.check(Lamp.OFF, Lamp.ON) is Lamp.ON


@pytest.mark.parametrize(("current", "target"), [(Lamp.ON, Lamp.OFF), (Lamp.OFF, Lamp.OFF)])
def test_any_other_step_raises_with_both_states(current: Lamp, target: Lamp) -> None:
    with pytest.raises(IllegalTransition) as refusal:
        LAMP.check(current, target)
    assert refusal.value.facts == {
        "machine": "lamp",
        "current": current.value,
        "target": target.value,
    }
