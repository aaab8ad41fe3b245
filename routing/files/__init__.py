"""Problems and plans out of files and into them: benchmarks, and days of klad."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from routing.files.alkaid import read_alkaid
from routing.files.day import read_day, read_day_plan, write_day
from routing.files.dialects import read_vrplib
from routing.files.errors import BadDayFile, BadRoutingFile, UnreadableRoutingFile
from routing.files.instance import FileKind, Instance
from routing.files.solomon import read_solomon
from routing.files.solution import Solution, read_solution, write_solution
from routing.files.text import lines_of, read_text
from routing.files.wanted import Wanted
from routing.plan import Plan
from routing.problem import Problem


def read_instance(path: Path) -> Instance:
    """Read a problem; the kind of the file is seen from what stands in it.

    The best known cost is taken from a `.sol` of the same name in the same folder.

    Raises:
        UnreadableRoutingFile: it cannot be opened, or is no text.
        BadRoutingFile: a line is not what it should be.
        BadDayFile: a place in a day of klad is not what it should be.
        BadProblem: the problem contradicts itself.
    """
    text = read_text(path)
    instance = _read(path, text)
    beside = path.with_suffix(".sol")
    if instance.kind is FileKind.DAY or beside == path or not beside.is_file():
        return instance
    said = read_solution(beside.name, read_text(beside), instance.problem)
    if said.cost is None:
        return instance
    best = round(said.cost * instance.problem.cost_unit)
    return replace(instance, problem=replace(instance.problem, best_known=best))


def _read(path: Path, text: str) -> Instance:
    first = next(lines_of(path.name, text), None)
    if first is not None and first.words[0].startswith(("{", "[")):
        return read_day(path.name, text)
    if first is not None and all(word.isdecimal() for word in first.words):
        return read_alkaid(path.name, path.stem, text)
    if any(line.words == ("CUSTOMER",) for line in lines_of(path.name, text)):
        return read_solomon(path.name, text)
    return read_vrplib(path.name, text)


def read_plan(path: Path, problem: Problem) -> Plan:
    """Read a plan of a problem: a `.sol` file, or a day of klad that has one.

    Raises:
        UnreadableRoutingFile: it cannot be opened, or is no text.
        BadRoutingFile: a line is not what it should be.
        BadDayFile: a place in a day of klad is not what it should be.
    """
    text = read_text(path)
    if text.lstrip().startswith(("{", "[")):
        return read_day_plan(path.name, text)
    return read_solution(path.name, text, problem).plan


def shown_cost(problem: Problem, cost: int) -> Fraction:
    """Return a cost in the unit the files of its set count in; minor units for a day of klad."""
    return Fraction(cost, problem.cost_unit)


__all__ = [
    "BadDayFile",
    "BadRoutingFile",
    "FileKind",
    "Instance",
    "Solution",
    "UnreadableRoutingFile",
    "Wanted",
    "read_day",
    "read_day_plan",
    "read_instance",
    "read_plan",
    "read_solution",
    "shown_cost",
    "write_day",
    "write_solution",
]
