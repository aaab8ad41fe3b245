"""Planning of routes: what is wrong with files, problems and plans, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.kernel.i18n import N_
from tui.texts.form import ErrorText

TEXTS: dict[str, ErrorText] = {
    "routing": ErrorText(
        N_("Routes cannot be planned"),
        "",
        N_("Look at the orders and vehicles of the day, then try again."),
    ),
    "routing-file": ErrorText(
        N_("The file of routes cannot be read"),
        N_("{file}, line {line}: “{found}” stands there, expected: {wanted}."),
        N_("Correct that line; docs/guide/routing.md tells the formats."),
        short=N_("File: line {line}"),
    ),
    "routing-day-file": ErrorText(
        N_("The day cannot be read"),
        N_("{file}, {place}: “{found}” stands there, expected: {wanted}."),
        N_("Correct that place; docs/guide/routing.md tells the format."),
        short=N_("File: {place}"),
    ),
    "routing-file-unreadable": ErrorText(
        N_("The file of routes cannot be opened"),
        N_("{file}: {detail}."),
        N_("Check the name and the rights of the file; it must be text in UTF-8."),
        short=N_("File not readable"),
    ),
    "bad-problem": ErrorText(
        N_("The day contradicts itself"),
        N_("{what} {key}: {reason}."),
        N_("Correct it and plan again. Nothing was planned."),
        short=N_("Contradiction"),
    ),
    "bad-plan": ErrorText(
        N_("The plan is not of this day"),
        N_("{what} {key} is not in it."),
        N_("Name the plan that belongs to it, or plan anew."),
        short=N_("Foreign plan"),
    ),
    "no-capacity": ErrorText(
        N_("The order does not fit on the vehicles"),
        N_("Order {order}: even cut into parts, not all of it finds room."),
        N_("Add a vehicle, or leave a part of the order for another day."),
        short=N_("No room for it"),
    ),
    "unit-too-big": ErrorText(
        N_("One unit is bigger than any vehicle"),
        N_("Order {order}, line {line}."),
        N_("Check the weight and the volume of the item, or add a bigger vehicle."),
        short=N_("Unit too big"),
    ),
    "unknown-engine": ErrorText(
        N_("No such engine"),
        N_("“{engine}” is not among: {known}."),
        N_("Name one of these, or none: klad chooses by the problem."),
    ),
    "matrix-unavailable": ErrorText(
        N_("Travel between the addresses cannot be told"),
        N_("{provider}: {reason} ({detail})."),
        N_("Check the source of travel in the settings; great-circle is always there."),
        short=N_("No travel times"),
    ),
}


@dataclass(frozen=True, slots=True)
class BreachText:
    """One rule that a plan breaks, as msgids with `{fact}` places."""

    said: str
    """What is broken, by what."""
    mend: str
    """What to do now."""


BREACHES: Mapping[str, BreachText] = {
    "unknown-stop": BreachText(
        N_("Vehicle {vehicle}, trip {trip}: the day has no stop {stop}."),
        N_("Take it off the trip."),
    ),
    "unknown-vehicle": BreachText(
        N_("The day has no vehicle {vehicle}."),
        N_("Give its trips to a vehicle of the day."),
    ),
    "unknown-depot": BreachText(
        N_("Vehicle {vehicle}, trip {trip}: the day has no such depot to load at."),
        N_("Choose a depot of the day for the trip."),
    ),
    "stop-twice": BreachText(
        N_("Stop {stop} is visited twice, again by {vehicle}."),
        N_("Take it off one of the trips."),
    ),
    "vehicle-twice": BreachText(
        N_("Vehicle {vehicle} has two routes."),
        N_("Join them into one."),
    ),
    "load": BreachText(
        N_("Vehicle {vehicle}, trip {trip}: overloaded, {dimension} over by {amount}."),
        N_("Take a stop off the trip, or give the trip to a bigger vehicle."),
    ),
    "late": BreachText(
        N_("Vehicle {vehicle}, trip {trip}: stop {stop} is late by {amount}."),
        N_("Visit it earlier, move it to another trip, or agree on a later time."),
    ),
    "depot-closed": BreachText(
        N_("Vehicle {vehicle}, trip {trip}: the depot is closed, late by {amount}."),
        N_("Take a stop off the trip, or let it begin earlier."),
    ),
    "shift": BreachText(
        N_("Vehicle {vehicle}: the day ends after the shift, late by {amount}."),
        N_("Take a stop or a trip off the vehicle."),
    ),
    "duration": BreachText(
        N_("Vehicle {vehicle}: the day is too long by {amount}, overtime counted in."),
        N_("Take a stop or a trip off the vehicle."),
    ),
    "trip-duration": BreachText(
        N_("Vehicle {vehicle}, trip {trip}: too long by {amount}."),
        N_("Take a stop off the trip."),
    ),
    "distance": BreachText(
        N_("Vehicle {vehicle}: it drives too far, by {amount}."),
        N_("Take a far stop off the vehicle."),
    ),
    "stops": BreachText(
        N_("Vehicle {vehicle}, trip {trip}: stops over the limit: {amount}."),
        N_("Take stops off the trip."),
    ),
    "trips": BreachText(
        N_("Vehicle {vehicle}: trips over the limit: {amount}."),
        N_("Give a trip to another vehicle."),
    ),
    "break": BreachText(
        N_("Vehicle {vehicle}: the driver rests too late, by {amount}."),
        N_("Move the long leg or the stop before the rest."),
    ),
    "unreachable": BreachText(
        N_("Vehicle {vehicle}, trip {trip}: no way leads to stop {stop}."),
        N_("Check the coordinates of the address."),
    ),
    "skill": BreachText(
        N_("Vehicle {vehicle}, trip {trip}: stop {stop} needs what the vehicle lacks: {other}."),
        N_("Give the stop to a vehicle that has it."),
    ),
    "size": BreachText(
        N_("Vehicle {vehicle}, trip {trip}: the vehicle is too big for stop {stop}."),
        N_("Give the stop to a smaller vehicle."),
    ),
    "pin": BreachText(
        N_("Vehicle {vehicle}, trip {trip}: stop {stop} is pinned to {other}."),
        N_("Give the stop to that vehicle, or take the pin off."),
    ),
    "source": BreachText(
        N_("Vehicle {vehicle}, trip {trip}: depot {other} has no goods for stop {stop}."),
        N_("Load the trip at a depot that has them."),
    ),
    "depot": BreachText(
        N_("Vehicle {vehicle}, trip {trip}: the vehicle does not load at this depot."),
        N_("Choose a depot the vehicle loads at."),
    ),
    "goods": BreachText(
        N_("Vehicle {vehicle}, trip {trip}: goods of {stop} must not ride with those of {other}."),
        N_("Put one of the two on another trip."),
    ),
    "together": BreachText(
        N_("Stops {stop} and {other} must ride on one vehicle."),
        N_("Put both on one vehicle."),
    ),
    "group": BreachText(
        N_("Stop {stop} is left out, while {other} of the same whole is served."),
        N_("Serve all stops of the whole, or none."),
    ),
    "lock": BreachText(
        N_("Vehicle {vehicle}, trip {trip}: it is locked, and {stop} is not as locked."),
        N_("Put the trip back as it was, or take the lock off."),
    ),
    "departed": BreachText(
        N_("Vehicle {vehicle}, trip {trip}: it cannot have left when it is said to have left."),
        N_("Correct the time of leaving, or what was on board."),
    ),
    "run": BreachText(
        N_("Vehicle {vehicle}, trip {trip}: stop {stop} does not follow {other}, as it must."),
        N_("Put the two one behind the other."),
    ),
    "unserved": BreachText(
        N_("Stop {stop} must be served, and is on no trip."),
        N_("Put it on a trip, or say what leaving it out may cost."),
    ),
}
"""`routing.verdict.Kind` → how it is told."""

TROUBLES: Mapping[str, str] = {
    "died": N_("it died"),
    "hung": N_("it hung and was ended"),
    "garbage": N_("its answer could not be read"),
    "refused": N_("its plan broke rules and was refused"),
}
"""`routing.outcome.Trouble` → how it is told."""
