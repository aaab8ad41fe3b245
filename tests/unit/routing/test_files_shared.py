"""The instances of the shared folder: every published plan reads and costs what it says."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import pytest

from routing.check import judge
from routing.files import read_instance, read_solution, shown_cost

ROOT = Path(__file__).resolve().parents[3]
FOLDER = Path(os.environ.get("KLAD_SHARED_DATA", ROOT.parent / "shared" / "data")) / "routing"
PLANS = sorted(FOLDER.rglob("*.sol"))


@pytest.mark.skipif(not PLANS, reason="no routing/: set KLAD_SHARED_DATA to the folder that has it")
@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_a_published_plan_keeps_the_rules_and_costs_what_it_says(path: Path) -> None:
    """To the last figure that is published: costs of fleets are rounded to hundredths."""
    file = next(path.with_suffix(s) for s in (".vrp", ".txt") if path.with_suffix(s).exists())
    problem = read_instance(file).problem
    said = read_solution(path.name, path.read_text(), problem)
    verdict = judge(problem, said.plan)
    assert verdict.breaches == ()
    assert verdict.feasible
    assert said.cost is not None
    decimals = 2 if problem.cost_unit > 10 else 1
    off = abs(shown_cost(problem, verdict.cost) - said.cost)
    assert off <= Fraction(1, 2 * 10**decimals)
