"""Checking what was picked: scan everything, see what differs, decide."""

from __future__ import annotations

from dataclasses import replace

from devices.scanner.codes import Code
from tui.flows.handheld import answers
from tui.flows.handheld import effects as do
from tui.flows.handheld.moves import amount, go, not_here, read_quantity, refuse, say, stay
from tui.flows.handheld.outcome import Step
from tui.flows.handheld.pick_steps import identify, unknown
from tui.flows.handheld.state import At, Level, State
from tui.flows.handheld.values import Hit

PROMPTS = frozenset({At.CHECK, At.CHECK_QUANTITY, At.CHECK_END})

AGREE = "agree"
DECISIONS = ("pick", "reduce", "cancel")
"""What may be done about a difference, in the order of their digits."""


def scan(state: State, code: Code) -> Step:
    """Count what is in the hand: ask the catalogue what it is."""
    return stay(state, identify(code))


def identified(state: State, answer: answers.Identified) -> Step:
    """The catalogue told what the code means."""
    if not answer.hits:
        return unknown(state, answer, "")
    if len(answer.hits) > 1:
        asks = go(state, At.WHICH, hits=answer.hits, after=At.CHECK)
        return say(asks, "handheld-ambiguous", Level.ATTENTION, came=answer.asked.text)
    return count(state, answer.hits[0], answer.asked.count)


def choose_hit(state: State, index: int) -> Step:
    """Which of the things with this code is in the hand?"""
    if not 0 <= index < len(state.hits):
        return refuse(state, "handheld-no-such-row", Level.ATTENTION, highest=len(state.hits))
    chosen = state.hits[index]
    return count(replace(state, at=At.CHECK, hits=(), after=None), chosen, 1)


def count(state: State, hit: Hit, packs: int) -> Step:
    """Add one scan of *hit*."""
    quantity = hit.pack_quantity * max(1, packs)
    return stay(state, do.CheckScan(hit.item_id, hit.variant_id, quantity), entry="")


def counted(state: State, answer: answers.CheckAt) -> Step:
    """The house counted it, or opened the check."""
    line = answer.line
    deciding = state.at is At.CHECK_END and line is None and bool(answer.differences)
    step = go(
        state,
        At.CHECK_END if deciding else At.CHECK,  # read anew after a break: the same prompt
        check=answer.check,
        check_line=line,
        check_lines=answer.differences,
        after=None,
        shipment=None,
        paper=None,
    )
    if line is not None and line.scanned > line.expected:
        return say(
            step,
            "handheld-surplus",
            Level.ATTENTION,
            item=line.name,
            surplus=amount(line.scanned - line.expected),
            unit=line.unit,
        )
    return step


def enter(state: State) -> Step:
    """Enter with a number: so many more of the last scanned thing."""
    line = state.check_line
    if not state.entry:
        return end(state)
    quantity = read_quantity(state.entry)
    if quantity is None:
        return refuse(state, "handheld-not-a-quantity", came=state.entry)
    if line is None:
        return refuse(state, "handheld-scan-first", Level.ATTENTION)
    return stay(state, do.CheckScan(line.item_id, line.variant_id, quantity), entry="")


def end(state: State) -> Step:
    """Nothing more to scan: show what differs, or finish at once."""
    if state.check is None:
        return not_here(state)
    if not state.check_lines:
        return stay(state, do.EndCheck(AGREE))
    return go(state, At.CHECK_END)


def decide(state: State, index: int) -> Step:
    """What to do about the differences?"""
    if not 0 <= index < len(DECISIONS):
        return refuse(state, "handheld-no-such-row", Level.ATTENTION, highest=len(DECISIONS))
    return stay(state, do.EndCheck(DECISIONS[index]))
