"""The example of the guide is a day that reads, and its plan keeps every rule."""

from __future__ import annotations

import re
from pathlib import Path

from routing.check import judge
from routing.files import read_day

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "guide" / "routing.md"


def test_the_day_of_the_guide_can_be_read_and_driven() -> None:
    found = re.search(r"```json\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    day = read_day("routing.md", found[1])
    assert day.plan is not None
    verdict = judge(day.problem, day.plan)
    assert verdict.breaches == ()
    assert verdict.distance == 5200 + 4000 + 9000
