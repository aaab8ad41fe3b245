"""Small moves every step is made of: go to a prompt, refuse, say, compare codes."""

from __future__ import annotations

from dataclasses import replace

from core.kernel.errors import BadValue
from core.kernel.quantity import format_quantity, parse_quantity
from devices.scanner.codes import Code
from tui.flows.handheld.effects import Effect
from tui.flows.handheld.outcome import Step
from tui.flows.handheld.state import PAGE, READING, At, Fact, Level, Message, State

ENTRY_LENGTH = 64
"""Characters a field takes; the rest is not typed."""

_BEEPS = {Level.INFO: 0, Level.OK: 0, Level.ATTENTION: 1, Level.WRONG: 2, Level.BLOCKED: 3}


def go(state: State, at: At, effect: Effect | None = None, **changes: object) -> Step:
    """Ask the next question: field empty, message gone, cursor at the top."""
    fresh: dict[str, object] = {"entry": "", "message": None, "cursor": 0}
    return Step(replace(state, at=at, **(fresh | changes)), effect)  # type: ignore[arg-type]


def stay(state: State, effect: Effect | None = None, **changes: object) -> Step:
    """Keep the question, change a detail."""
    return Step(replace(state, **changes), effect)  # type: ignore[arg-type]


def message(code: str, level: Level = Level.WRONG, **facts: Fact) -> Message:
    """Return what is to be told."""
    return Message(code, tuple(facts.items()), level)


def say(step: Step, code: str, level: Level = Level.INFO, **facts: Fact) -> Step:
    """Add something to tell to *step*, with the sound of its level."""
    told = message(code, level, **facts)
    return replace(step, state=replace(step.state, message=told), sound=_BEEPS[level])


def refuse(state: State, code: str, level: Level = Level.WRONG, **facts: Fact) -> Step:
    """Say no: the question and what is typed stay, scans that wait are set aside."""
    told = message(code, level, **facts)
    return Step(replace(state, message=told), sound=_BEEPS[level], park=level.is_alarm)


def ignore(state: State) -> Step:
    """Do nothing: a key that means nothing here."""
    return Step(state)


def not_here(state: State) -> Step:
    """Refuse a command that has no meaning at this prompt."""
    return refuse(state, "handheld-not-here", Level.ATTENTION)


def same_code(code: Code, *wanted: str) -> bool:
    """Tell whether the scan says one of *wanted*: case and keyboard layout do not matter."""
    said = {code.text.casefold(), code.raw.strip().casefold()}
    if code.alternative:
        said.add(code.alternative.casefold())
    return any(each.casefold() in said for each in wanted if each)


def read_quantity(text: str) -> int | None:
    """Return thousandths of "12", "0,5" or "3x12" (three packs of twelve); None: unreadable."""
    factors = text.lower().replace("*", "x").replace("х", "x").split("x")
    total = 1000
    for factor in factors:
        try:
            value = parse_quantity(factor)
        except BadValue:
            return None
        exact, rest = divmod(total * value, 1000)
        if rest:
            return None
        total = exact
    return total if total < 10**15 else None


def amount(thousandths: int) -> str:
    """Return a quantity as a fact of a message."""
    return format_quantity(thousandths)


def turned_page(state: State, rows: int, by: int) -> Step:
    """Move the cursor of a list of *rows* by a page; turn over what is read."""
    if state.at in READING:
        return stay(state, cursor=state.cursor + by)
    top = state.cursor // PAGE * PAGE + by * PAGE
    return stay(state, cursor=top if 0 <= top < rows else state.cursor)


def moved(state: State, rows: int, by: int) -> Step:
    """Move the cursor of a list of *rows* by one; what is read is turned over by pages."""
    if state.at in READING:
        return turned_page(state, rows, by)
    return stay(state, cursor=max(0, min(rows - 1, state.cursor + by)))
