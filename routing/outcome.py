"""What a solving was asked, and what it came to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from routing.plan import Plan
from routing.solvers.process import Member
from routing.verdict import Verdict

GIVEN = "warm"
"""Instead of an engine: the plan that was given to begin with."""


class Trouble(StrEnum):
    """What became of an engine that did not do its work."""

    DIED = "died"
    HUNG = "hung"
    """It did not stop in time, or said nothing for long, and was killed."""
    GARBAGE = "garbage"
    """What it wrote is no message."""
    REFUSED = "refused"
    """Its plan breaks rules: the checker refused it."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One engine that failed, and how. The best plan of the others stands."""

    engine: str
    trouble: Trouble
    seconds: float
    """Into the solving."""
    detail: str = ""
    """For logs: the exception, the exit code, the rule."""


@dataclass(frozen=True, slots=True)
class Incumbent:
    """A plan that is better than all before; judged already."""

    plan: Plan
    verdict: Verdict
    engine: str
    seconds: float
    """Into the solving."""


@dataclass(frozen=True, slots=True)
class Step:
    """One point of the way to the best plan."""

    seconds: float
    cost: int
    engine: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to solve."""

    seconds: float = 10.0
    """The limit of the whole, but for the grace of an engine that hangs. Not negative."""
    iterations: int | None = None
    """Of the search of every engine; with it the same seed gives the same plan."""
    seed: int = 1
    cores: int = 1
    """How many engines run at a time; at least 1."""
    engine: str = ""
    """Name of the only engine to use; "": chosen by problem and cores."""
    members: tuple[Member, ...] = ()
    """Engines to use instead of klad's own."""
    warm: Plan | None = None
    """A plan to begin with: yesterday's, or the dispatcher's."""

    def __post_init__(self) -> None:
        if self.seconds < 0 or self.cores < 1 or (self.iterations or 0) < 0:
            raise ValueError(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The best plan found, as the checker judges it."""

    plan: Plan
    """Feasible if `verdict` says so; else one that only leaves out what must be served."""
    cost: int
    verdict: Verdict
    engine: str
    """Whose it is; "": nobody's, nothing is served."""
    seconds: float
    first_feasible_s: float | None
    """When the first plan stood that the checker accepted; None: never."""
    failures: tuple[Failure, ...]
    trace: tuple[Step, ...]
    cancelled: bool = False


__all__ = ["GIVEN", "Failure", "Incumbent", "Options", "Outcome", "Step", "Trouble"]
