"""A day of klad as JSON: `{"format": "klad-day", "version": 1, "problem": {…}, "plan": {…}}`.

Keys are the fields of `routing.problem` and `routing.plan`; what stands at its default is left
out. Reading what was written gives the same problem and the same plan.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn

from routing.files.codec import Place, decode, encode
from routing.files.errors import BadRoutingFile
from routing.files.instance import FileKind, Instance
from routing.files.wanted import Wanted
from routing.plan import Plan
from routing.problem import Problem

FORMAT = "klad-day"
VERSION = 1


def write_day(problem: Problem | None, plan: Plan | None = None) -> str:
    """Return a day as text: one line, keys in a fixed order.

    Args:
        problem: None writes a plan alone, to be read beside its problem.
        plan: None writes a problem alone.
    """
    day: dict[str, Any] = {"format": FORMAT, "version": VERSION}
    if problem is not None:
        day["problem"] = encode(problem)
    if plan is not None:
        day["plan"] = encode(plan)
    return json.dumps(day, ensure_ascii=False, separators=(",", ":")) + "\n"


def read_day(file: str, text: str) -> Instance:
    """Return the problem of a day, and the plan where one stands beside it.

    Raises:
        BadRoutingFile: it is no JSON.
        BadDayFile: a place in it is not what it should be.
        BadProblem: the problem contradicts itself.
    """
    day = _document(file, text)
    place = Place(file, "")
    if "problem" not in day:
        place.within("problem").refuse("—", Wanted.VALUE)
    problem = decode(Problem, day["problem"], place.within("problem"))
    return Instance(problem, FileKind.DAY, _plan(day, place) if "plan" in day else None)


def read_day_plan(file: str, text: str) -> Plan:
    """Return the plan of a day, whether its problem stands beside it or not.

    Raises:
        BadRoutingFile: it is no JSON.
        BadDayFile: a place in it is not what it should be, or there is no plan.
    """
    day = _document(file, text)
    place = Place(file, "")
    if "plan" not in day:
        place.within("plan").refuse("—", Wanted.VALUE)
    return _plan(day, place)


def _plan(day: dict[str, Any], place: Place) -> Plan:
    plan: Plan = decode(Plan, day["plan"], place.within("plan"))
    return plan


def _document(file: str, text: str) -> dict[str, Any]:
    place = Place(file, "")

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _value in pairs]
            place.refuse(next(n for n in names if names.count(n) > 1), Wanted.ONCE)
        return found

    def no_number(word: str) -> NoReturn:
        place.refuse(word, Wanted.WHOLE)

    try:
        day = json.loads(
            text, object_pairs_hook=once, parse_constant=no_number, parse_float=no_number
        )
    except json.JSONDecodeError as error:
        found = error.doc[error.pos : error.pos + 20].split("\n")[0]
        raise BadRoutingFile(
            file=file, line=error.lineno, found=found or "—", wanted=Wanted.JSON
        ) from error
    except (RecursionError, ValueError) as error:
        # nested without end, or a number of thousands of digits
        raise BadRoutingFile(file=file, line=1, found="…", wanted=Wanted.JSON) from error
    if not isinstance(day, dict):
        place.refuse(day, Wanted.OBJECT)
    if day.get("format") != FORMAT:
        place.within("format").refuse(day.get("format"), Wanted.FORMAT)
    if day.get("version") != VERSION or type(day["version"]) is not int:
        place.within("version").refuse(day.get("version"), Wanted.VERSION)
    for key in day:
        if key not in {"format", "version", "problem", "plan"}:
            place.within(key).refuse(key, Wanted.KEY)
    return day
