"""A driver's day: trips, stops in their order, what is handed over, who received it, the cash."""

from __future__ import annotations

from dataclasses import replace

from core.delivery.papers.codes import read_place_code, read_stop_code
from core.delivery.statuses import Outcome
from devices.scanner.codes import Code
from tui.flows.handheld import drive_effects as do
from tui.flows.handheld import receipt_steps
from tui.flows.handheld.answers import Identified
from tui.flows.handheld.drive_answers import first_waiting, next_stop
from tui.flows.handheld.drive_values import NO_DRIVE, Drop, Scanned
from tui.flows.handheld.effects import Identify
from tui.flows.handheld.moves import (
    ENTRY_LENGTH,
    amount,
    go,
    ignore,
    not_here,
    read_quantity,
    refuse,
    say,
    stay,
)
from tui.flows.handheld.outcome import Step
from tui.flows.handheld.state import At, Level, State

PROMPTS = frozenset(
    {
        *(At.TRIPS, At.STOPS, At.STOP, At.ABOUT, At.GOODS, At.HANDED),
        *(At.OUTCOME, At.WHY, At.WORDS, At.RECEIVED, At.CASH, At.TRIP_END),
    }
)
AT_STOP = PROMPTS - {At.TRIPS, At.STOPS, At.TRIP_END}
WRITTEN = frozenset({At.RECEIVED, At.CASH, At.WORDS})
"""Prompts answered in words or figures: a scan is taken as typed in one go."""

OUTCOMES = (Outcome.REFUSED, Outcome.ABSENT)
"""What may have happened when nothing more was handed over, in the order of their digits."""


# --- lists -----------------------------------------------------------------------------------


def to_trips(state: State) -> Step:
    """The list of trips, read anew."""
    return go(state, At.TRIPS, do.LoadTrips(), drive=NO_DRIVE, after=None)


def rows(state: State) -> int:
    """Return how many rows the list on the screen has."""
    drive = state.drive
    match state.at:
        case At.TRIPS:
            return len(drive.trips)
        case At.STOPS:
            return len(drive.stops)
        case At.GOODS if drive.stop is not None:
            return len(drive.stop.lines) + 1
        case At.OUTCOME:
            return len(OUTCOMES)
        case At.WHY:
            return len(drive.reasons) + 1
        case _:
            return 0


def choose(state: State, index: int) -> Step:
    """A row of the list on the screen, from 0."""
    highest = rows(state)
    if not highest:
        return refuse(state, "handheld-list-empty", Level.ATTENTION)
    if not 0 <= index < highest:
        return refuse(state, "handheld-no-such-row", Level.ATTENTION, highest=highest)
    drive = state.drive
    match state.at:
        case At.TRIPS:
            return stay(state, do.OpenTrip(drive.trips[index].id))
        case At.STOPS:
            return stay(state, do.OpenStop(drive.stops[index].id))
        case At.GOODS if index == 0:
            return hand_all(state)
        case At.GOODS if drive.stop is not None:
            return take(state, drive.stop.lines[index - 1], 0)
        case At.OUTCOME:
            chosen = replace(drive, outcome=OUTCOMES[index], line=None)
            return _ask_why(replace(state, drive=chosen))
        case At.WHY if index == len(drive.reasons):
            return go(state, At.WORDS)
        case At.WHY:
            return _leave(state, drive.reasons[index].id, "")
        case _:
            return ignore(state)


# --- scans -----------------------------------------------------------------------------------


def scan(state: State, code: Code) -> Step:
    """A code as the answer to a driver's prompt."""
    stop_id = read_stop_code(code.text) or read_stop_code(code.alternative or "")
    if stop_id is not None:
        return _scan_stop(state, stop_id, code)
    if read_place_code(code.text) is not None:
        return _scan_place(state, code)
    match state.at:
        case At.TRIPS:
            return refuse(state, "handheld-choose-trip", came=code.shown)
        case At.STOPS | At.TRIP_END:
            return refuse(state, "handheld-choose-stop", came=code.shown)
        case At.STOP | At.ABOUT if not _may_tell(state):
            return refuse(state, "handheld-arrive-first", came=code.shown)
        case At.STOP | At.ABOUT:
            return go(state, At.GOODS, Identify(code.text, code.gtin, code.alternative))
        case At.GOODS | At.HANDED:
            found = Identify(code.text, code.gtin, code.alternative)
            return stay(state, found)
        case _:
            return refuse(state, "handheld-answer-first", came=code.shown)


def written(state: State, code: Code) -> Step:
    """What came in one go at a prompt for words: pasted, or typed over a slow link."""
    if not receipt_steps.is_written(state.at, code):
        return refuse(state, "handheld-answer-first", came=code.shown)
    return enter(replace(state, entry=(state.entry + code.raw.strip())[:ENTRY_LENGTH]))


def _scan_stop(state: State, stop_id: int, code: Code) -> Step:
    drive = state.drive
    if state.at is At.TRIPS or drive.trip is None:
        return refuse(state, "handheld-choose-trip", came=code.shown)
    row = next((one for one in drive.stops if one.id == stop_id), None)
    if row is None:
        return refuse(state, "handheld-stop-of-other-trip", trip=drive.trip.number)
    if state.at in {At.STOPS, At.TRIP_END}:
        return stay(state, do.OpenStop(stop_id))
    if drive.stop is None or drive.stop.id != stop_id:
        here = drive.stop.number if drive.stop is not None else 0
        return refuse(state, "handheld-other-stop", number=row.number, client=row.client, here=here)
    match state.at:
        case At.STOP | At.ABOUT:
            return arrive(state)
        case At.GOODS:
            return hand_all(state)
        case _:
            return refuse(state, "handheld-answer-first", came=code.shown)


def _scan_place(state: State, code: Code) -> Step:
    """The label of a place: is it for here? Nothing is told by it: a place is not its goods."""
    place, drive = read_place_code(code.text), state.drive
    if place is None or drive.stop is None or state.at not in AT_STOP:
        return refuse(state, "handheld-choose-stop", came=code.shown)
    right = drive.trip is not None and drive.trip.id == place.trip_id
    if not right or place.document_id not in drive.stop.document_ids:
        return refuse(state, "handheld-place-elsewhere", here=drive.stop.number)
    return say(stay(state), "handheld-place-here", Level.OK, number=place.place_no)


def identified(state: State, answer: Identified) -> Step:
    """The catalogue told what is in the hand: is it for here?"""
    drive = state.drive
    if not answer.hits or drive.stop is None:
        return refuse(state, "handheld-unknown-code", came=answer.asked.text, expected="")
    fits = [
        (line, hit.pack_quantity)
        for line in sorted(drive.stop.lines, key=lambda one: one.outcome is not Outcome.PENDING)
        for hit in answer.hits
        if line.item_id == hit.item_id and hit.variant_id in {0, line.variant_id}
    ]
    if not fits:
        return _not_for_here(state, answer)
    line, pack = next((one for one in fits if drive.line and one[0].id == drive.line.id), fits[0])
    if state.at is not At.HANDED or drive.line is None:
        return take(state, line, pack)
    if line.id == drive.line.id:
        return _count(state, line, pack)
    if drive.counting or state.entry:
        return refuse(state, "handheld-confirm-first", Level.ATTENTION, item=drive.line.name)
    whole = do.HandOver(drive.line.id, drive.line.quantity, then=_asked(answer))
    return stay(state, whole)


def _asked(answer: Identified) -> Scanned:
    return Scanned(answer.asked.text, answer.asked.gtin, answer.asked.alternative)


def _not_for_here(state: State, answer: Identified) -> Step:
    hit, drive = answer.hits[0], state.drive
    other = next((row for row in drive.stops if hit.item_id in row.items), None)
    here = drive.stop.number if drive.stop is not None else 0
    if other is None or other.number == here:
        return refuse(state, "handheld-not-for-stop", item=hit.name, here=here)
    return refuse(
        state,
        "handheld-for-other-stop",
        item=hit.name,
        here=here,
        number=other.number,
        client=other.client,
    )


# --- the stop --------------------------------------------------------------------------------


def arrive(state: State) -> Step:
    """He stands there: told once, then only shown."""
    drive = state.drive
    if drive.trip is None or drive.stop is None:
        return not_here(state)
    if not drive.trip.open:
        return refuse(state, "handheld-trip-not-left", Level.ATTENTION, trip=drive.trip.number)
    return stay(state, do.Arrive())


def _may_tell(state: State) -> bool:
    """Tell whether he stands there already: then a scan of the goods is no mistake."""
    drive = state.drive
    return bool(drive.trip and drive.trip.open and drive.stop and drive.stop.arrived)


def take(state: State, line: Drop, pack: int) -> Step:
    """A line is in hand: how much of it? *pack* is what one scan of it stands for; 0: chosen."""
    if pack > line.quantity:
        return _too_many(state, line, pack)
    held = replace(state.drive, line=line, counted=pack, counting=False)
    return go(state, At.HANDED, drive=held)


def _count(state: State, line: Drop, pack: int) -> Step:
    """The same thing again: he counts by scanning."""
    drive = state.drive
    counted = drive.counted + pack
    if counted > line.quantity:
        return _too_many(state, line, counted)
    return stay(state, drive=replace(drive, counted=counted, counting=True), entry="", message=None)


def _too_many(state: State, line: Drop, came: int) -> Step:
    return refuse(
        state,
        "handheld-more-than-brought",
        item=line.name,
        came=amount(came),
        all=amount(line.quantity),
        unit=line.unit,
    )


def hand_all(state: State) -> Step:
    """Everything that is left was handed over; told already: on to who received it."""
    if state.drive.stop is None:
        return not_here(state)
    return stay(state, do.HandAll()) if state.drive.stop.waiting else receipt_steps.finish(state)


def enter_handed(state: State) -> Step:
    """Enter: what is typed, else what is counted, else all of it."""
    drive = state.drive
    line = drive.line
    if line is None:
        return not_here(state)
    quantity = drive.counted if drive.counting else line.quantity
    if state.entry:
        typed = read_quantity(state.entry)
        if typed is None:
            return refuse(state, "handheld-not-a-quantity", came=state.entry)
        quantity = typed
    if quantity > line.quantity:
        return _too_many(state, line, quantity)
    if quantity < line.quantity:
        return _short(state, quantity)
    return stay(state, do.HandOver(line.id, quantity))


def _short(state: State, quantity: int) -> Step:
    short = replace(state.drive, quantity=quantity, outcome=Outcome.REFUSED)
    return _ask_why(replace(state, drive=short))


def begin_short(state: State) -> Step:
    """Not handed over: of the line in hand, or of all that is left."""
    drive = state.drive
    if drive.trip is None or not drive.trip.open:
        return not_here(state) if drive.trip is None else arrive(state)
    match state.at:
        case At.HANDED if drive.line is not None:
            return _short(state, 0)
        case At.STOP | At.GOODS:
            return go(state, At.OUTCOME, drive=replace(drive, line=None))
        case _:
            return not_here(state)


def _ask_why(state: State) -> Step:
    """Of the book by its digit; where the book is empty, in words."""
    return go(state, At.WHY if state.drive.reasons else At.WORDS)


def enter_words(state: State) -> Step:
    """The reason in his own words."""
    words = state.entry.strip()
    if not words:
        return refuse(state, "handheld-say-why", Level.ATTENTION)
    return _leave(state, 0, words)


def _leave(state: State, reason_id: int, words: str) -> Step:
    drive = state.drive
    if drive.line is None:
        return stay(state, do.LeaveGoods(drive.outcome, reason_id, words))
    told = do.HandOver(drive.line.id, drive.quantity, drive.outcome, reason_id, words)
    return stay(state, told)


def undo(state: State) -> Step:
    """Take back the last step at this stop; with none left, everything told of it."""
    drive = state.drive
    if drive.stop is None or state.at not in {At.STOP, At.GOODS, At.RECEIVED}:
        return not_here(state)
    if drive.past:
        return stay(state, do.TakeBack(drive.past[-1]))
    if drive.stop.outcome is Outcome.PENDING and len(drive.stop.waiting) == len(drive.stop.lines):
        return refuse(state, "handheld-nothing-told", Level.ATTENTION, number=drive.stop.number)
    return stay(state, do.TakeBack(None))


# --- keys ------------------------------------------------------------------------------------


def enter(state: State) -> Step:
    """Enter at a prompt that is no list."""
    match state.at:
        case At.STOP:
            return arrive(state)
        case At.HANDED:
            return enter_handed(state)
        case At.WORDS:
            return enter_words(state)
        case At.RECEIVED:
            return receipt_steps.enter_received(state)
        case At.CASH:
            return receipt_steps.enter_cash(state)
        case _:
            return back(state) or not_here(state)


def act(state: State, verb: str) -> Step | None:
    """Do what a command means at a driver's prompt; None: what it means everywhere."""
    match verb:
        case "back":
            return back(state)
        case "menu":
            return _menu(state)
        case "short":
            return begin_short(state)
        case "undo":
            return undo(state)
        case "list" if state.at is At.STOP:
            return go(state, At.ABOUT)
        case "list" if state.at is At.STOPS:
            return go(state, At.TRIP_END)
        case "skip" if state.at in {At.STOP, At.GOODS} and state.drive.stop is not None:
            return next_stop(state)
        case _:
            return None


def back(state: State) -> Step | None:
    """One prompt back; what is told stays told."""
    drive = state.drive
    match state.at:
        case At.STOPS:
            return to_trips(state)
        case At.STOP | At.TRIP_END if drive.trip is not None:
            return to_stops(state)
        case At.GOODS | At.ABOUT:
            return go(state, At.STOP)
        case At.HANDED:
            return go(state, At.GOODS, cursor=first_waiting(drive.stop))
        case At.OUTCOME:
            arrived = drive.stop is not None and drive.stop.arrived
            return go(state, At.GOODS if arrived else At.STOP)
        case At.WHY:
            return go(state, At.HANDED if drive.line is not None else At.OUTCOME)
        case At.WORDS if drive.reasons:
            return go(state, At.WHY)
        case At.WORDS:
            return go(state, At.HANDED if drive.line is not None else At.OUTCOME)
        case At.RECEIVED:
            return go(state, At.GOODS)
        case At.CASH:
            return go(state, At.RECEIVED)
        case _:
            return None


def to_stops(state: State) -> Step:
    """The stops of the trip, read anew."""
    trip = state.drive.trip
    cleared = replace(state.drive, stop=None, line=None, past=())
    return go(state, At.STOPS, do.OpenTrip(trip.id) if trip else None, drive=cleared)


def _menu(state: State) -> Step | None:
    match state.at:
        case At.STOP:
            return to_stops(state)
        case At.GOODS:
            return receipt_steps.finish(state)
        case At.TRIPS | At.STOPS | At.TRIP_END:
            return None
        case _:
            return back(state)
