"""State machines as data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from core.kernel.errors import IllegalTransition

S = TypeVar("S", bound=StrEnum)


class Transitions(Generic[S]):
    """Which status may follow which; the table is the documentation."""

    def __init__(self, machine: str, allowed: Mapping[S, Iterable[S]]) -> None:
        self.machine = machine
        self._allowed = {state: frozenset(following) for state, following in allowed.items()}

    def check(self, current: S, target: S) -> S:
        """Return *target*.

        Raises:
            IllegalTransition: *target* may not follow *current*. Never a silent no-op: a scan
                that did nothing must look like an error.
        """
        if target not in self._allowed.get(current, frozenset()):
            raise IllegalTransition(
                machine=self.machine, current=current.value, target=target.value
            )
        return target

    def following(self, current: S) -> frozenset[S]:
        """Return the statuses that may follow *current*; empty for a final one."""
        return self._allowed.get(current, frozenset())

    def table(self) -> dict[S, frozenset[S]]:
        """Return the whole table, for pictures and tests."""
        return dict(self._allowed)
