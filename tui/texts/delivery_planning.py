"""Planning of a day of delivery: what it refuses, and why something cannot be planned."""

from __future__ import annotations

from collections.abc import Mapping

from core.kernel.i18n import N_
from tui.texts.form import ErrorText, Severity

TEXTS: dict[str, ErrorText] = {
    "plan-stale": ErrorText(
        N_("The plan is out of date"),
        N_("Changed since you read the day: {changed}. By whom: {who}."),
        N_("Look at the day as it is now and take the plan again. Nothing was written."),
        Severity.STOP,
        N_("Plan out of date"),
    ),
    "day-moved": ErrorText(
        N_("Others have changed the day meanwhile"),
        "",
        N_("Look at it as it is now and make the move again. Nothing was changed."),
        Severity.WARN,
        N_("Day has changed"),
    ),
    "trip-fixed": ErrorText(
        N_("This trip may not be changed"),
        N_("Trip {trip} is locked, being loaded, or gone."),
        N_("Take the lock off, or recall the trip from loading first. Nothing was written."),
        short=N_("Trip is fixed"),
    ),
    "plan-not-to-take": ErrorText(
        N_("The plan cannot be taken"),
        N_("{document} {part}: {reason}."),
        N_("Move it by hand, or plan anew. Nothing was written."),
        short=N_("Plan not taken"),
    ),
    "part-not-split": ErrorText(
        N_("The goods cannot be divided so"),
        N_("{document}: take off more than nothing and less than all of what is there."),
        N_("Change the quantities; a locked stop is unlocked first."),
        short=N_("Not divided"),
    ),
    "parts-not-joined": ErrorText(
        N_("These goods cannot be joined"),
        N_("{part} and {other} belong to two documents, or one of them is locked."),
        N_("Choose two parts of one order."),
        short=N_("Not joined"),
    ),
    "no-depot": ErrorText(
        N_("Nobody knows where the warehouse is"),
        N_("{warehouse} has no address with coordinates, so no trip can begin there."),
        N_("Open the address of the warehouse in the address book and give its coordinates."),
        short=N_("Warehouse not on the map"),
    ),
    "no-fleet": ErrorText(
        N_("No vehicle works that day"),
        N_("{warehouse}, {day}: there is nothing to plan with."),
        N_("Add vehicles to the list of vehicles, or make a trip for a type of vehicle."),
        short=N_("No vehicles"),
    ),
    "no-travel": ErrorText(
        N_("Ways between the addresses are not to be had"),
        N_("{provider}: {reason} ({detail})."),
        N_("Plan as the crow flies for now, or mend the source of ways in the settings."),
        short=N_("No ways"),
    ),
}

UNPLANNABLE: Mapping[str, str] = {
    "no-address": N_("no address is known: “{text}”"),
    "no-terminal": N_("no terminal of the carrier is named; say it on the tab Delivery"),
    "no-coordinates": N_("the address has no coordinates: {address}"),
    "window-past": N_("the agreed time is over: it was until {until}"),
    "too-big": N_("one unit is more than any vehicle takes: {item}"),
    "no-vehicle": N_("no vehicle of the day will do; needed: {skills}"),
}
"""`core.delivery.planning.day_shape.Unplannable` → why, with its facts; times are clock times."""

WITHOUT_ADDRESS = N_("without an address")
"""Why, instead of `no-address`, where no address was written at all."""

SKILLS: Mapping[str, str] = {
    "cold": N_("a cold body"),
    "tail_lift": N_("a tail lift"),
}
"""What a vehicle has or a place needs → in words; a word of the company's own stands for itself."""

NOT_TO_TAKE: Mapping[str, str] = {
    "twice": N_("it is on two trips"),
    "unknown": N_("it is no longer there"),
    "no-address": N_("it has no address"),
    "vehicle": N_("that vehicle is not there"),
    "pinned": N_("it rides on another vehicle only"),
}
"""Reason of `core.delivery.planning.errors.NotToTake` → in words."""
