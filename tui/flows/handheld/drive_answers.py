"""What the house answered to a driver, as the next prompt."""

from __future__ import annotations

from dataclasses import replace

from core.delivery.statuses import Outcome
from tui.flows.handheld import drive_effects as do
from tui.flows.handheld.drive_effects import Came
from tui.flows.handheld.drive_values import Drive, Stop
from tui.flows.handheld.effects import Identify
from tui.flows.handheld.moves import amount, go, say, stay
from tui.flows.handheld.outcome import Step
from tui.flows.handheld.state import At, Fact, Level, Message, State


def answered(state: State, answer: do.DriveAnswer) -> Step:
    """The list, the trip, the stop."""
    match answer:
        case do.TripsAt(trips=trips):
            cursor = max(0, min(state.cursor, len(trips) - 1))
            return stay(state, drive=replace(state.drive, trips=trips), cursor=cursor)
        case do.TripAt():
            return _trip_at(state, answer)
        case do.StopAt():
            return _stop_at(state, answer)


def _trip_at(state: State, answer: do.TripAt) -> Step:
    known = state.drive.trip
    drive = replace(state.drive, trip=answer.trip, stops=answer.stops, stop=None, line=None)
    if known is not None and known.id == answer.trip.id and state.at is At.TRIP_END:
        return stay(state, drive=drive)
    waiting = [row.outcome is Outcome.PENDING for row in answer.stops]
    cursor = waiting.index(True) if True in waiting else 0
    if state.at is At.STOPS and state.cursor < len(waiting) and state.drive.stops:
        cursor = state.cursor or cursor
    return go(state, At.STOPS, drive=drive, cursor=cursor, message=_calm(state), after=None)


def _stop_at(state: State, answer: do.StopAt) -> Step:
    drive = replace(
        state.drive,
        trip=answer.trip,
        stops=answer.stops,
        stop=answer.stop,
        reasons=answer.reasons,
    )
    match answer.came:
        case Came.OPENED:
            fresh = replace(drive, line=None, past=(), received="")
            return go(state, At.STOP, drive=fresh, message=_calm(state), after=None)
        case Came.AGAIN:
            return _again(state, drive)
        case Came.ARRIVED:
            return go(state, At.GOODS, drive=drive, cursor=first_waiting(drive.stop))
        case Came.TOLD:
            return _told(state, drive, answer)
        case Came.RECEIVED:
            return next_stop(replace(state, drive=drive))
        case Came.BACK:
            return _taken_back(state, drive)


def _again(state: State, drive: Drive) -> Step:
    """The same prompt, with what is true now; a line that changed is chosen anew."""
    trip, held = drive.trip, drive.line
    if trip is not None and not trip.open and state.at not in {At.STOP, At.ABOUT}:
        step = go(state, At.STOP, drive=replace(drive, line=None), entry="")
        return say(step, "handheld-trip-not-left", Level.ATTENTION, trip=trip.number)
    if held is not None and drive.stop is not None and held not in drive.stop.lines:
        return go(state, At.GOODS, drive=replace(drive, line=None), message=state.message)
    return stay(state, drive=drive)


def _told(state: State, drive: Drive, answer: do.StopAt) -> Step:
    """Told: the next line, or who received it, or the next stop."""
    held, stop = drive.line, answer.stop
    drive = replace(drive, line=None, counted=0, counting=False, past=(*drive.past, *answer.past))
    state = replace(state, drive=drive)
    if not stop.waiting:
        if stop.served:
            return replace(go(state, At.RECEIVED), effect=_then(answer))
        return replace(next_stop(state), sound=0)
    step = go(state, At.GOODS, _then(answer), cursor=first_waiting(stop))
    line = next((one for one in stop.lines if held is not None and one.id == held.id), None)
    if line is None:
        return step
    told: dict[str, Fact] = {
        "item": line.name,
        "quantity": amount(line.delivered),
        "all": amount(line.quantity),
        "unit": line.unit,
    }
    return say(step, "handheld-line-told", Level.OK, **told)


def _then(answer: do.StopAt) -> Identify | None:
    """Return what asks about the thing that was scanned next."""
    then = answer.then
    return Identify(then.text, then.gtin, then.alternative) if then is not None else None


def _taken_back(state: State, drive: Drive) -> Step:
    line = drive.past[-1] if drive.past else None
    drive = replace(drive, past=drive.past[:-1], line=None)
    step = go(state, At.GOODS, drive=drive, cursor=first_waiting(drive.stop))
    if line is not None:
        return say(step, "handheld-line-taken-back", Level.ATTENTION, item=line.name)
    number = drive.stop.number if drive.stop is not None else 0
    return say(step, "handheld-stop-taken-back", Level.ATTENTION, number=number)


def first_waiting(stop: Stop | None) -> int:
    """Return the row of the first line nobody told of; 0, "everything", when none waits or all do.

    Row 0 of the goods of a stop is "everything"; lines follow from row 1.
    """
    lines = stop.lines if stop is not None else ()
    waiting = [line.outcome is Outcome.PENDING for line in lines]
    return 0 if all(waiting) or not any(waiting) else waiting.index(True) + 1


def next_stop(state: State) -> Step:
    """On to the next stop that is not told of, round from here; none: what to hand over."""
    drive = state.drive
    here = drive.stop
    after = [row for row in drive.stops if here is None or row.number > here.number]
    before = [row for row in drive.stops if here is not None and row.number < here.number]
    waiting = [row for row in (*after, *before) if row.outcome is Outcome.PENDING]
    told = here is not None and here.outcome is not Outcome.PENDING
    if not waiting and (told or here is None):
        cleared = replace(drive, stop=None, line=None, past=())
        ended = go(state, At.TRIP_END, drive=cleared)
        number = drive.trip.number if drive.trip is not None else ""
        return replace(say(ended, "handheld-trip-told", Level.OK, trip=number), sound=4)
    following = waiting[0].id if waiting else (here.id if here is not None else 0)
    step = go(state, At.STOP, do.OpenStop(following), drive=replace(drive, line=None))
    if here is None or not told:
        return step
    what = here.outcome.value
    code = f"handheld-fetch-{what}" if here.fetches else f"handheld-stop-{what}"
    return say(step, code, Level.OK, number=here.number, client=here.client)


def _calm(state: State) -> Message | None:
    """Return the message, unless it asks for something that is over now."""
    told = state.message
    return told if told is not None and told.level in {Level.OK, Level.INFO} else None
