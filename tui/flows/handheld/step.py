"""The reducer: `step(state, event)` is pure and total; everything a handheld does goes through it.

A scan, a key or an answer of the house leads to a new state and perhaps one effect. Whoever runs
the effect feeds its answer back, until none is left; then the transaction commits and the screen
paints. Nothing here raises, whatever comes.
"""

from __future__ import annotations

from dataclasses import replace

from core.delivery.errors import TripMovedOn
from core.kernel.errors import IllegalTransition
from devices.scanner.codes import ProblemKind, parse_code
from devices.scanner.framing import RAPID_LENGTH
from devices.settings import ScannerSettings
from tui.flows.handheld import (
    answers,
    check_steps,
    drive_answers,
    drive_steps,
    entry_steps,
    pick_steps,
    ship_steps,
)
from tui.flows.handheld import drive_effects as drive_do
from tui.flows.handheld import effects as do
from tui.flows.handheld.detours import refreshed
from tui.flows.handheld.key_steps import commanded, pressed, typed
from tui.flows.handheld.moves import ENTRY_LENGTH, go, ignore, refuse, say, stay
from tui.flows.handheld.outcome import Event, Step
from tui.flows.handheld.scan_steps import answer_with
from tui.flows.handheld.state import At, Level, Parked, State
from tui.scan.strokes import Idle, Noticed, Pressed, Scan, Typed

GUN = ScannerSettings()
"""How the gun of the terminal's own key stream speaks, unless told otherwise."""

_HOPELESS = frozenset(
    {
        ProblemKind.INCOMPLETE,
        ProblemKind.OVERLONG,
        ProblemKind.NOISE,
        ProblemKind.NO_PREFIX,
        ProblemKind.CONTROL_CHARACTERS,
        ProblemKind.BAD_COMMAND,
        ProblemKind.BAD_GS1,
        ProblemKind.LOST_SEPARATOR,
    }
)
"""Faults after which the text means nothing; a wrong check digit may still be somebody's number."""


def step(state: State, event: Event, gun: ScannerSettings = GUN) -> Step:
    """Return what *event* leads to."""
    match event:
        case Scan():
            return _scanned(state, event, gun)
        case Typed(text=text):
            return typed(state, text)
        case Pressed(key=key):
            return pressed(state, key, gun)
        case Noticed():
            return say(stay(state), event.code, Level.ATTENTION, **dict(event.facts))
        case Idle():
            return refreshed(state)
        case _:
            return _answered(state, event)


def park(state: State, scans: list[Scan]) -> State:
    """Return *state* with *scans* set aside, in their order."""
    return replace(
        state, parked=(*state.parked, *(Parked(str(scan.id), scan.text) for scan in scans))
    )


# --- scans -----------------------------------------------------------------------------------


def _scanned(state: State, scan: Scan, gun: ScannerSettings) -> Step:
    if state.at in {At.LOGIN, At.PASSWORD}:
        return _scanned_at_the_door(state, scan, gun)
    return _scanned_inside(state, scan, gun)


def _scanned_at_the_door(state: State, scan: Scan, gun: ScannerSettings) -> Step:
    """A badge, or what was pasted, or typed over a link that delivers it in one go.

    What the gun itself marks as a code is a badge. At the password everything else is the
    password, unless it is a badge; a login that short is nobody's badge.
    """
    code = parse_code(scan.text, gun)
    if code.command is not None:
        return commanded(state, code.command, gun)
    if code.aim and scan.fault is None:
        return entry_steps.scan_badge(replace(state, entry=""), code)
    typed_on = replace(state, entry=(state.entry + scan.text)[:ENTRY_LENGTH])
    if state.at is At.PASSWORD:
        return entry_steps.enter_password(typed_on, scan.text)
    if len(scan.text) < RAPID_LENGTH and scan.fault is None:
        return entry_steps.enter_login(typed_on)
    return _scanned_inside(state, scan, gun)


def _scanned_inside(state: State, scan: Scan, gun: ScannerSettings) -> Step:
    if scan.fault is not None:
        return refuse(state, "handheld-half-scan", came=scan.text)
    code = parse_code(scan.text, gun)
    if code.problem is not None and code.problem.kind in _HOPELESS:
        return refuse(state, "handheld-bad-scan", came=code.shown, problem=code.problem.kind.value)
    if code.command is not None:
        return commanded(state, code.command, gun)
    return answer_with(state, code, typed=False)


# --- answers of the house --------------------------------------------------------------------


def _answered(state: State, answer: Event) -> Step:
    match answer:
        case answers.SignedIn():
            return entry_steps.signed_in(state, answer)
        case answers.Entered():
            return entry_steps.entered(state, answer)
        case answers.Counted(counts=counts):
            return stay(state, counts=counts)
        case answers.Listed(jobs=jobs):
            return stay(state, jobs=jobs, cursor=max(0, min(state.cursor, len(jobs) - 1)))
        case answers.AtLine():
            return pick_steps.stands_at(state, answer)
        case drive_do.TripsAt() | drive_do.TripAt() | drive_do.StopAt():
            return drive_answers.answered(state, answer)
        case answers.Identified() if state.at in drive_steps.PROMPTS:
            return drive_steps.identified(state, answer)
        case answers.Identified() if state.check is not None:
            return check_steps.identified(state, answer)
        case answers.Identified():
            return pick_steps.identified(state, answer)
        case answers.LotFound():
            return pick_steps.lot_found(state, answer)
        case answers.Taken():
            return pick_steps.taken(state, answer)
        case answers.Finished():
            return _finished(state, answer)
        case answers.Left():
            cleared = replace(
                state, task=None, line=None, counts=answer.counts, after=None, hits=()
            )
            return go(cleared, At.TASKS, do.LoadTasks(state.mine), message=answer.message)
        case answers.CheckAt():
            return check_steps.counted(state, answer)
        case answers.CheckEnded():
            cleared = replace(state, check=None, check_line=None, check_lines=(), after=None)
            step = go(cleared, At.MENU, counts=answer.counts)
            code = f"handheld-check-{answer.status}"
            return replace(say(step, code, Level.OK, order=answer.number), sound=4)
        case (
            answers.ShipmentAt()
            | answers.ShipmentGone()
            | answers.HandedOver()
            | answers.Printing()
        ):
            return ship_steps.answered(state, answer)
        case answers.LookedUp(facts=()):
            return refuse(state, "handheld-unknown-code", came=answer.text, expected="")
        case answers.LookedUp():
            return stay(state, facts=answer.facts, message=None, cursor=0)
        case answers.Refused():
            return _refused(state, answer)
        case _:
            return ignore(state)


def _finished(state: State, answer: answers.Finished) -> Step:
    cleared = replace(state, task=None, line=None, counts=answer.counts, after=None, hits=())
    code = "handheld-task-short" if answer.with_errors else "handheld-task-done"
    at = At.MENU if answer.paper is None else At.DONE
    step = go(cleared, at, paper=answer.paper)
    told = say(step, code, Level.OK, task=answer.number, place=answer.destination)
    return replace(told, sound=4)


def _refused(state: State, answer: answers.Refused) -> Step:
    if state.at is At.PASSWORD:
        state = replace(state, at=At.LOGIN, login="", entry="")
    step = refuse(state, answer.code, answer.level, **dict(answer.facts))
    moved_on = answer.reload or answer.code in {IllegalTransition.code, TripMovedOn.code}
    if moved_on and state.at in drive_steps.PROMPTS:
        return replace(step, effect=entry_steps.reading(state))
    if answer.reload and state.task is not None and state.at in pick_steps.PROMPTS:
        return replace(step, effect=do.Reload())
    if answer.reload and state.shipment is not None and state.at is At.SHIPPING:
        return replace(step, effect=do.OpenShipment(state.shipment.id))
    return step
