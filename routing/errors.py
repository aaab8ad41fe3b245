"""What can go wrong with planning, apart from what a plan itself breaks."""

from __future__ import annotations

from typing import ClassVar


class RoutingError(Exception):
    """Planning cannot go on. Carries a code and facts, never a sentence."""

    code: ClassVar[str] = "routing"

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code, facts)
        self.facts: dict[str, object] = facts

    def __str__(self) -> str:
        """Return code and facts for logs; never shown to a user."""
        told = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.code}({told})"


class BadProblem(RoutingError):
    """A problem contradicts itself. Facts: what, key, reason."""

    code = "bad-problem"


class BadPlan(RoutingError):
    """A plan names what the problem does not have. Facts: what, key."""

    code = "bad-plan"


class PlanTwice(RoutingError):
    """A plan has a vehicle or a stop twice. Facts: what, key."""

    code = "plan-twice"


class StaleDiff(RoutingError):
    """A difference is not of the plan that stands. Facts: hunk (that it lacks, or "")."""

    code = "stale-diff"


class UnitTooBig(RoutingError):
    """One unit of goods fits into no vehicle that may carry it. Facts: order, line."""

    code = "unit-too-big"


class NoCapacity(RoutingError):
    """All the room there is does not hold an order. Facts: order, parts (that found room)."""

    code = "no-capacity"
