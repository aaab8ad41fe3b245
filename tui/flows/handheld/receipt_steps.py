"""The end of a stop: who received the goods, and the cash."""

from __future__ import annotations

from dataclasses import replace

from core.delivery.statuses import Outcome
from devices.scanner.codes import Code
from tui.flows.handheld import drive_effects as do
from tui.flows.handheld.drive_answers import next_stop
from tui.flows.handheld.drive_values import Stop
from tui.flows.handheld.moves import go, not_here, read_quantity, refuse, stay
from tui.flows.handheld.outcome import Step
from tui.flows.handheld.state import At, Level, State

_KOPECK = 10
"""Thousandths of a rouble."""

_SHORTEST_CODE = 8
"""Digits of the shortest barcode of goods: no sum collected at a stop is as long."""


def finish(state: State) -> Step:
    """Everything is told: who received it? Nothing was handed over: the next stop."""
    stop = state.drive.stop
    if stop is None:
        return not_here(state)
    if stop.waiting:
        return refuse(state, "handheld-goods-not-told", Level.ATTENTION, lines=len(stop.waiting))
    return go(state, At.RECEIVED) if stop.served else next_stop(state)


def enter_received(state: State) -> Step:
    """The name, or nothing; then the cash, where some is to be taken."""
    drive = state.drive
    if drive.stop is None:
        return not_here(state)
    received = state.entry.strip() or drive.stop.received
    if not drive.stop.collect and not drive.stop.collected:
        return stay(state, do.Receipt(received, 0))
    return go(state, At.CASH, drive=replace(drive, received=received))


def suggested(stop: Stop) -> int | None:
    """Return the cash that Enter alone confirms, kopecks; None: it must be typed.

    All that is due where all was handed over; where less was, nobody but the driver knows.
    """
    if stop.collected:
        return stop.collected
    return stop.collect if stop.outcome is Outcome.DELIVERED else None


def enter_cash(state: State) -> Step:
    """The sum; more than is due only when it is said twice."""
    stop = state.drive.stop
    if stop is None:
        return not_here(state)
    cash = read_sum(state.entry) if state.entry else suggested(stop)
    if cash is None:
        code = "handheld-not-a-sum" if state.entry else "handheld-type-cash"
        level = Level.WRONG if state.entry else Level.ATTENTION
        return refuse(state, code, level, came=state.entry, due=stop.collect)
    told = state.message
    said = told is not None and told.code == "handheld-more-cash" and dict(told.facts)["sum"]
    if cash > stop.collect and said != cash and state.entry:
        return refuse(state, "handheld-more-cash", Level.ATTENTION, sum=cash, due=stop.collect)
    return stay(state, do.Receipt(state.drive.received, cash))


def read_sum(text: str) -> int | None:
    """Return kopecks of "1200", "1 200,50"; None: unreadable, or finer than a kopeck."""
    plain = "".join(text.split())
    figures = plain[:1].isdigit() and all(sign.isdigit() or sign in ",." for sign in plain)
    thousandths = read_quantity(plain) if figures else None
    if thousandths is None or thousandths % _KOPECK:
        return None
    return thousandths // _KOPECK


def is_written(at: At, code: Code) -> bool:
    """Tell whether what came in one go may have been typed: a code is no name and no sum."""
    text = code.raw.strip()
    if code.aim or text.startswith(("~", "]")):
        return False
    if at is At.CASH:
        return read_sum(text) is not None and len(text) < _SHORTEST_CODE
    return any(letter.isalpha() for letter in text)
