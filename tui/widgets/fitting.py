"""Which columns of a table fit a width, and how wide each becomes. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

GAP = 1
"""Blank columns between two columns of a table."""

_FLEXIBLE_MINIMUM = 12

_NAME_SHARE = (3, 16)
"""Of the width, for the first flexible column: what a row is called by is cut last, on a wide
screen, and further columns wait for a wider one."""


@dataclass(frozen=True, slots=True)
class Need:
    """What a column asks for, in character cells."""

    title: int
    """Width of its title, which is shown whole."""
    preferred: int
    """Width of a typical value."""
    flexible: bool
    """A text that may be cut, and that takes what is left over."""

    @property
    def least(self) -> int:
        """The width below which the column is left out."""
        value = (
            min(self.preferred, max(_FLEXIBLE_MINIMUM, self.preferred // 2))
            if self.flexible
            else self.preferred
        )
        return max(self.title, value)

    @property
    def wish(self) -> int:
        """The width at which nothing typical is cut."""
        return max(self.title, self.preferred)


def fit(needs: Sequence[Need], width: int) -> dict[int, int]:
    """Return index → width of the columns shown in *width* cells, in order.

    The first column is always there, cut if need be; further ones as long as they fit whole. What
    is left over goes to flexible columns that are still cut, then to the widest flexible one.
    """
    if not needs or width <= 0:
        return {}
    least = [need.least for need in needs]
    named = next((index for index, need in enumerate(needs) if need.flexible), None)
    if named is not None:
        share, of = _NAME_SHARE
        least[named] = max(least[named], min(needs[named].wish, width * share // of))
    shown = {0: min(least[0], width)}
    used = shown[0]
    for index in range(1, len(needs)):
        if used + GAP + least[index] <= width:
            shown[index] = least[index]
            used += GAP + least[index]
    left = width - used
    for index, had in list(shown.items()):
        if needs[index].flexible:
            grow = min(left, max(0, needs[index].wish - had))
            shown[index] = had + grow
            left -= grow
    flexible = [index for index in shown if needs[index].flexible]
    if left and flexible:
        shown[max(flexible, key=lambda index: (shown[index], -index))] += left
    return shown
