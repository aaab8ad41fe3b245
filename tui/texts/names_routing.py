"""Names of planning routes as people say them: see `tui.texts.names`."""

from __future__ import annotations

from collections.abc import Mapping

from core.kernel.i18n import N_

THINGS: Mapping[str, str] = {
    "depot": N_("depot"),
    "lock": N_("locked trip"),
    "pin": N_("stop pinned to a vehicle"),
    "problem": N_("day to plan"),
    "run": N_("stops that follow one another"),
    "stop": N_("stop"),
    "travel": N_("table of travel"),
    "trip": N_("trip"),
    "vehicle": N_("vehicle"),
}

WANTED: Mapping[str, str] = {
    "number": N_("a number"),
    "whole": N_("a whole number"),
    "natural": N_("a whole number, nought or more"),
    "positive": N_("a whole number above nought"),
    "smaller": N_("a number below 10 000 000 000 000"),
    "fleet": N_("100 000 vehicles, or loads of one, at most"),
    "text": N_("a text in quotes"),
    "yes-no": N_("true or false"),
    "list": N_("a list"),
    "object": N_("an object in braces"),
    "key": N_("a key of the format"),
    "value": N_("a value: it may not be left out"),
    "json": "JSON",
    "format": "klad-day",
    "version": "1",
    "header": N_("“KEY : value” with a key that klad plans by, or a section"),
    "section": N_("a section that klad plans by, once"),
    "rows": N_("as many rows as DIMENSION or VEHICLES says, numbered from 1"),
    "columns": N_("as many values in the row as the section has"),
    "depots-first": N_("depots that are the first nodes, in order"),
    "stop": N_("the number of a stop there is"),
    "once": N_("a name that was not used before"),
    "kind": "TYPE : CVRP, VRPTW, PCVRPTW, MTVRPTWR, HFVRP, MDVRPTW, SDVRPTW",
    "distances": "EDGE_WEIGHT_TYPE : EUC_2D, EXPLICIT (FULL_MATRIX, LOWER_ROW)",
    "customers": N_("a depot and at least one customer"),
    "route": N_("“Route #1: 5 7” or “Cost 123”"),
}
"""What a file should have had: `routing.files.wanted.Wanted`."""

PROBLEM_REASONS: Mapping[str, str] = {
    "contradicts-lock": N_("it contradicts a locked trip"),
    "contradicts-pin": N_("it contradicts what is pinned to a vehicle"),
    "ends-before": N_("a window ends before it begins"),
    "index": N_("it points at something that is not there"),
    "length": N_("too few or too many values"),
    "missing": N_("there is none"),
    "negative": N_("a number is below nought"),
    "not-positive": N_("a number must be above nought"),
    "order": N_("they are not in the order of time"),
    "overlap": N_("its windows overlap"),
    "twice": N_("it is there twice"),
    "unknown-stop": N_("there is no such stop"),
    "unknown-vehicle": N_("there is no such vehicle"),
}
"""Why a problem is none: `routing.validity`."""

TRAVEL_REASONS: Mapping[str, str] = {
    "unreached": N_("nobody answers at the address"),
    "slow": N_("there was no whole answer in time"),
    "refused": N_("the answer was a refusal"),
    "garbage": N_("the answer is not a table of OSRM"),
    "no-point": N_("a place has no coordinates"),
    "no-pair": N_("the table of your own lacks a way"),
    "file": N_("the file cannot be used"),
    "not-installed": N_("a package is not installed"),
    "old-python": N_("this Python is too old, the map needs at least"),
}
"""Why travel cannot be told: `routing.travel.reasons.Reason`."""


def routing_words(facts: Mapping[str, object]) -> dict[str, str]:
    """Return the msgids of what errors of planning carry as codes."""
    found = {}
    if "wanted" in facts:
        found["wanted"] = WANTED.get(str(facts["wanted"]), str(facts["wanted"]))
    if "reason" in facts and {"what", "key"} <= facts.keys():
        found["reason"] = PROBLEM_REASONS.get(str(facts["reason"]), str(facts["reason"]))
        if "field" in facts:
            found["key"] = ", ".join(filter(None, (str(facts["key"]), _figure(facts))))
    if "reason" in facts and "provider" in facts:
        found["reason"] = TRAVEL_REASONS.get(str(facts["reason"]), str(facts["reason"]))
    return found


def _figure(facts: Mapping[str, object]) -> str:
    """Return which figure of a thing is wrong, as its key in a day of klad, and what it is."""
    value = facts.get("value", "")
    return f"{facts['field']} {value}".rstrip()
