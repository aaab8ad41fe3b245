"""Leaving the prompt for a moment: help, look-up, lock, parked scans; and the way back."""

from __future__ import annotations

from dataclasses import replace

from tui.flows.handheld import effects as do
from tui.flows.handheld.drive_effects import LoadTrips, OpenTrip
from tui.flows.handheld.moves import go, ignore, refuse, say, stay
from tui.flows.handheld.outcome import Step
from tui.flows.handheld.state import At, Level, State


def detour(state: State, at: At) -> Step:
    """Leave the prompt for a moment, with everything typed and counted kept."""
    if state.at is at:
        return Step(back_from_detour(state))
    inside = state.at in {At.INFO, At.HELP, At.PARKED, At.LOCKED, At.CONTAINER}
    after = state.after if inside else state.at
    return go(state, at, after=after, facts=(), entry=state.entry)


def back_from_detour(state: State) -> State:
    """Return to the prompt the detour interrupted, everything typed and counted kept."""
    return replace(state, at=state.after or At.MENU, after=None, message=None, facts=(), cursor=0)


def choose_parked(state: State, index: int) -> Step:
    """Scans set aside: 1 plays them, 2 drops them."""
    back = replace(back_from_detour(state), parked=())
    if index == 0:
        return Step(back, do.Play(tuple(scan.text for scan in state.parked)))
    if index == 1:
        return say(Step(back), "handheld-dropped", Level.INFO, count=len(state.parked))
    return refuse(state, "handheld-no-such-row", Level.ATTENTION, highest=2)


def refreshed(state: State) -> Step:
    """Read what the screen shows anew, where it may have changed by itself."""
    match state.at:
        case At.MENU:
            return stay(state, do.LoadCounts())
        case At.TASKS:
            return stay(state, do.LoadTasks(state.mine))
        case At.CHECKS:
            return stay(state, do.LoadChecks())
        case At.SHIPMENTS:
            return stay(state, do.LoadShipments())
        case At.TRIPS:
            return stay(state, LoadTrips())
        case At.STOPS if state.drive.trip is not None:
            return stay(state, OpenTrip(state.drive.trip.id))
        case _:
            return ignore(state)
