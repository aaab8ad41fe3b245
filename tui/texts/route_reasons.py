"""Why stops are left out of a plan of routes, and what would serve them, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.kernel.i18n import N_


@dataclass(frozen=True, slots=True)
class ReasonText:
    """Why a stop is left out, as msgids with `{fact}` places."""

    never: str
    """It fits on no vehicle, even one that has nothing else to do."""
    full: str = ""
    """It would fit on some vehicle, but not into this plan; "": that cannot be, or sounds alike."""


LEFT_OUT: Mapping[str, ReasonText] = {
    "pin": ReasonText(
        N_("Stop {stop} is pinned to a vehicle that cannot take it."),
    ),
    "skill": ReasonText(
        N_("No vehicle that could take stop {stop} has what it needs: {needs}."),
    ),
    "size": ReasonText(
        N_("Every vehicle that could take stop {stop} is too big to get there."),
    ),
    "source": ReasonText(
        N_("No vehicle that could take stop {stop} loads where its goods are."),
        N_("Trips that could take stop {stop} are loaded where its goods are not."),
    ),
    "load": ReasonText(
        N_("Stop {stop} is more than any vehicle that may go there carries."),
        N_("Vehicles that could take stop {stop} are full."),
    ),
    "unreachable": ReasonText(
        N_("No way leads to stop {stop}. Check the coordinates of its address."),
    ),
    "trips": ReasonText(
        N_("Vehicles that could take stop {stop} may make no trip."),
        N_("Vehicles that could take stop {stop} make as many trips as they may."),
    ),
    "stops": ReasonText(
        N_("Trips that could take stop {stop} have as many stops as they may."),
    ),
    "goods": ReasonText(
        N_("Trips that could take stop {stop} carry goods that must not ride with its own."),
    ),
    "late": ReasonText(
        N_("Stop {stop} closes before any vehicle can be there."),
        N_("No vehicle comes by stop {stop} in time, or those behind it would wait too long."),
    ),
    "depot-closed": ReasonText(
        N_("The depot closes before any vehicle is back from stop {stop}."),
        N_("With stop {stop} on the way vehicles would find the depot closed."),
    ),
    "shift": ReasonText(
        N_("Every shift is too short for the way to stop {stop} and back."),
        N_("With stop {stop} on the way days would end after the shift."),
    ),
    "duration": ReasonText(
        N_("A working day is too short for the way to stop {stop} and back, even with overtime."),
        N_("With stop {stop} on the way working days would be too long, even with overtime."),
    ),
    "trip-duration": ReasonText(
        N_("The way to stop {stop} and back takes longer than a trip may."),
        N_("With stop {stop} on the way trips would take longer than they may."),
    ),
    "distance": ReasonText(
        N_("The way to stop {stop} and back is farther than any vehicle may drive."),
        N_("With stop {stop} on the way vehicles would drive farther than they may."),
    ),
    "break": ReasonText(
        N_("Stop {stop} leaves the driver no time to rest when he must."),
    ),
    "together": ReasonText(
        N_("Stop {stop} rides on one vehicle with others, and that vehicle cannot take it."),
    ),
    "group": ReasonText(
        N_("Stop {stop} is served only with all of its group, and not all of it fits."),
    ),
    "departed": ReasonText(
        N_("Vehicles that could take stop {stop} have left without its goods."),
    ),
    "lock": ReasonText(
        N_("Trips that could take stop {stop} are locked."),
    ),
    "run": ReasonText(
        N_("Stop {stop} goes in a row with others, and there is no room for all of them."),
    ),
    "depot": ReasonText(
        N_("Vehicles that could take stop {stop} do not load at such a depot."),
    ),
    "release": ReasonText(
        N_("The goods of stop {stop} are ready too late for any vehicle: at {release}."),
    ),
    "no-vehicle": ReasonText(
        N_("The day has no vehicles; stop {stop} stays."),
    ),
    "dear": ReasonText(
        N_("Stop {stop} would fit, but serving it costs {cost} more than leaving it out."),
    ),
    "fits": ReasonText(
        N_("Stop {stop} would fit; the time did not suffice to find that. Plan on."),
    ),
}
"""`routing.explain.Explanation.code` → how it is told."""

RULES: Mapping[str, str] = {
    "unknown-stop": N_("no such stop"),
    "unknown-vehicle": N_("no such vehicle"),
    "unknown-depot": N_("no such depot"),
    "stop-twice": N_("stop visited twice"),
    "vehicle-twice": N_("two routes of a vehicle"),
    "load": N_("overload"),
    "late": N_("lateness"),
    "depot-closed": N_("depot closed"),
    "shift": N_("end of the shift"),
    "duration": N_("length of the day"),
    "trip-duration": N_("length of the trip"),
    "distance": N_("distance of the day"),
    "stops": N_("number of stops"),
    "trips": N_("number of trips"),
    "break": N_("rest of the driver"),
    "unreachable": N_("no way there"),
    "skill": N_("equipment"),
    "size": N_("size of the vehicle"),
    "pin": N_("pinned to another vehicle"),
    "source": N_("goods at another depot"),
    "depot": N_("depot of loading"),
    "goods": N_("incompatible goods"),
    "together": N_("rides with another stop"),
    "group": N_("all or none"),
    "lock": N_("lock of the trip"),
    "departed": N_("vehicle has left"),
    "run": N_("order of stops"),
    "unserved": N_("must be served"),
}
"""`routing.verdict.Kind` → the rule in a word or two, for counts and columns."""

STEPS: Mapping[str, str] = {
    "late": N_("Stop {stop} is open until {after} instead of {before}."),
    "release": N_("The goods of stop {stop} are ready at {after} instead of {before}."),
    "size": N_("Vehicles of size {after} may go to stop {stop}, not only of size {before}."),
    "pin": N_("Stop {stop} is not pinned to vehicle {vehicle}."),
    "depot-closed": N_("Depot {depot} is open until {after} instead of {before}."),
    "source": N_("The goods of stop {stop} are at depot {depot}."),
    "goods": N_("The goods of stops {stop} and {other} may ride on one trip."),
    "together": N_("Stop {stop} may ride on another vehicle than stop {other}."),
    "skill": N_("Vehicle {vehicle} has what it lacks: {skill}."),
    "load": N_("Vehicle {vehicle} carries {after} instead of {before}: {dimension}."),
    "shift": N_("The shift of vehicle {vehicle} lasts until {after} instead of {before}."),
    "duration": N_("The day of vehicle {vehicle} may take {after} instead of {before}."),
    "trip-duration": N_("A trip of vehicle {vehicle} may take {after} instead of {before}."),
    "distance": N_("Vehicle {vehicle} may drive {after} in a day instead of {before}."),
    "stops": N_("Stops of a trip of vehicle {vehicle}: up to {after} instead of {before}."),
    "trips": N_("Trips of vehicle {vehicle}: up to {after} instead of {before}."),
}
"""What gives way (`routing.relaxing.Step`) → how it is told."""
