"""What went wrong inside a plug-in while a cart was priced: a value beside the prices."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PluginFault:
    """A plug-in failed: what rests on it was left out, everything else is priced as ever."""

    plugin: str
    """Its name, as the discount or the condition calls it."""
    where: str
    """Name of the discount or the condition."""
    error: str
    """What it said; "" when it is not installed."""
