"""How strictly one warehouse wants picks confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Confirm(StrEnum):
    """When the place goods are put must be confirmed."""

    LINE = "line"
    """After every pick."""

    TASK = "task"
    """Once, when everything is picked."""

    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Profile:
    """What is asked while picking."""

    destination: Confirm = Confirm.LINE
    containers: bool = True
    """A code that is not the shipping cell names the container goods are put into."""

    count_by_scan: bool = False
    """No quantity is suggested: each unit or pack is scanned, or the number is typed."""

    zero_check: bool = True
    """Ask whether the cell is empty when the books say so."""

    typed_cells: bool = True
    """Check digits or the address may be typed instead of scanning the label."""


STANDARD = Profile()
