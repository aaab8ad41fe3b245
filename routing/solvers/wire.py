"""What an engine in a process of its own tells: lines of JSON, so that garbage is only garbage."""

from __future__ import annotations

import json
from dataclasses import dataclass

from routing.errors import BadPlan
from routing.plan import Plan, Route, Trip

ALIVE = "alive"
PLAN = "plan"
DONE = "done"
ERROR = "error"


@dataclass(frozen=True, slots=True)
class Word:
    """One message of an engine."""

    what: str
    """ALIVE, PLAN, DONE (with or without a last plan) or ERROR."""
    plan: Plan | None = None
    text: str = ""


def encode(word: Word) -> bytes:
    """Return a message as one line."""
    told: dict[str, object] = {"what": word.what, "text": word.text}
    if word.plan is not None:
        told["routes"] = [
            [route.vehicle, [[trip.depot, list(trip.stops)] for trip in route.trips]]
            for route in word.plan.routes
        ]
        told["unserved"] = list(word.plan.unserved)
    return json.dumps(told).encode() + b"\n"


_LAST = tuple(f'{{"what": "{word}"'.encode() for word in (DONE, ERROR))


def is_last(line: bytes) -> bool:
    """Tell whether nothing more is said of a task."""
    return line.startswith(_LAST)


def decode(line: bytes) -> Word:
    """Return the message of one line.

    Raises:
        BadPlan: it is no message.
    """
    try:
        told = json.loads(line)
        plan = None
        if "routes" in told:
            routes = tuple(
                Route(str(vehicle), tuple(_trip(depot, stops) for depot, stops in trips))
                for vehicle, trips in told["routes"]
            )
            plan = Plan(routes, tuple(str(stop) for stop in told["unserved"]))
        return Word(str(told["what"]), plan, str(told.get("text", "")))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise BadPlan(what="message", key=line[:80].decode(errors="replace")) from error


def _trip(depot: object, stops: object) -> Trip:
    if not isinstance(depot, int) or not isinstance(stops, list):
        raise TypeError(depot)
    return Trip(depot, tuple(str(stop) for stop in stops))


__all__ = ["ALIVE", "DONE", "ERROR", "PLAN", "Word", "decode", "encode", "is_last"]
