"""What moves a handheld on, and what it leads to. Values only."""

from __future__ import annotations

from dataclasses import dataclass

from tui.flows.handheld.answers import Answer
from tui.flows.handheld.effects import Effect
from tui.flows.handheld.state import State
from tui.scan.strokes import Stroke

Event = Stroke | Answer


@dataclass(frozen=True, slots=True)
class Step:
    """What an event leads to."""

    state: State
    effect: Effect | None = None
    sound: int = 0
    """How many beeps (handheld.md §3.5); 0: the gun's own beep is enough."""

    park: bool = False
    """Set every scan that waits aside: it answers a prompt that did not come."""
