"""What a file holds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from routing.plan import Plan
from routing.problem import Problem


class FileKind(StrEnum):
    """How a problem was written."""

    VRPLIB = "vrplib"
    SOLOMON = "solomon"
    ALKAID = "alkaid"
    DAY = "klad-day"


@dataclass(frozen=True, slots=True)
class Instance:
    """A problem out of a file."""

    problem: Problem
    kind: FileKind
    plan: Plan | None = None
    """The plan that stood beside it in a day of klad."""
