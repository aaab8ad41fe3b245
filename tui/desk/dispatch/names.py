"""What the things of a day are called, and how loads are told as bars. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.kernel.i18n import N_
from routing.outcome import GIVEN
from routing.parts import FOREVER
from tui.formatting import NBSP, decimal_sign
from tui.locale import _
from tui.widgets.loadbar import Bar


@dataclass(frozen=True, slots=True)
class DayNames:
    """What people call the things of a problem; what has no name is called by its id."""

    stops: Mapping[str, str] = field(default_factory=dict)
    vehicles: Mapping[str, str] = field(default_factory=dict)
    depots: Mapping[str, str] = field(default_factory=dict)
    orders: Mapping[str, str] = field(default_factory=dict)
    """Stop → number of its order, short, and whose it is; "": it has no number."""

    def order(self, key: str) -> str:
        """Return the short number of the order of a stop, and its name; the name alone without."""
        return self.orders.get(key) or self.stop(key)

    def stop(self, key: str) -> str:
        """Return the name of a stop."""
        return self.stops.get(key) or key

    def vehicle(self, key: str) -> str:
        """Return the name of a vehicle."""
        return self.vehicles.get(key) or key

    def depot(self, key: str) -> str:
        """Return the name of a depot."""
        return self.depots.get(key) or key


@dataclass(frozen=True, slots=True)
class Measure:
    """How a dimension of load is told."""

    title: str
    """A msgid."""
    unit: str
    """A msgid."""
    parts: int = 1
    """Units of the problem in one that is shown; a power of ten."""


MEASURES: Mapping[str, Measure] = {
    "kg": Measure(N_("Weight"), N_("kg")),
    "dm3": Measure(N_("Volume"), N_("m³"), 1000),
    "pallets": Measure(N_("Pallets"), N_("pl."), 10),
}
"""Dimensions of klad's own days; another one is called by its name."""


EXACT: Mapping[str, str] = {
    "kg": N_("kilograms"),
    "dm3": N_("litres"),
    "pallets": N_("tenths of pallets"),
}
"""Dimension → what an amount of it counts, in a sentence."""


FINDERS: Mapping[str, str] = {
    GIVEN: N_("the plan as it was"),
    "insertion": N_("plain insertion"),
    "savings": N_("plain savings"),
    "parts": N_("PyVRP, part by part"),
    "duties": N_("trips shared out anew"),
    "trips-first": N_("trips first, then vehicles"),
    "pyvrp": "PyVRP",
    "pyvrp-gentle": "PyVRP (2)",
    "pyvrp-third": "PyVRP (3)",
    "ortools": "OR-Tools",
    "ortools-finish": "OR-Tools",
}
"""Who has found a plan, as `routing` calls it → a msgid, or a name that is the same everywhere."""


def finder_words(name: str) -> str:
    """Return who has found a plan; one that is not known is called as `routing` calls it."""
    known = FINDERS.get(name, name)
    return _(known) if known else known


def dimension_words(name: str) -> str:
    """Return what an amount of a dimension counts; another is called by its name."""
    return _(EXACT[name]) if name in EXACT else name


def short_number(number: str) -> str:
    """Return the number of a document without the noughts it is filled up with: "КЛ-17"."""
    return re.sub(r"\b0+(?=\d)", "", number)


def trip_id(vehicle: str, trip: int) -> str:
    """Return what a trip is called on the map.

    Args:
        vehicle: its id.
        trip: index, from 0.
    """
    return f"{vehicle}:{trip}"


def trip_of_id(key: str) -> tuple[str, int]:
    """Return vehicle and index of a trip, from what it is called on the map."""
    vehicle, _colon, trip = key.rpartition(":")
    return vehicle, int(trip)


def load_bar(name: str, used: int, limit: int | None) -> Bar:
    """Return the bar of a dimension of load.

    Args:
        name: of the dimension, see `MEASURES`.
        used: in units of the dimension.
        limit: the same; None, or one that is never reached: nobody knows it.
    """
    measure = MEASURES.get(name, Measure(name, ""))
    unit = f"{NBSP}{_(measure.unit)}" if measure.unit else ""
    known = None if limit is None or limit >= FOREVER else limit
    figures = f"{_number(used, measure.parts)}{unit}"
    if known is not None:
        figures = f"{_number(used, measure.parts)} / {_number(known, measure.parts)}{unit}"
    return Bar(_(measure.title), used, known, figures)


def amount_words(name: str, value: int) -> str:
    """Return an amount of a dimension with its unit.

    Args:
        name: of the dimension, one of `MEASURES`.
        value: in units of the dimension.
    """
    measure = MEASURES[name]
    return f"{_number(value, measure.parts)}{NBSP}{_(measure.unit)}"


def time_bar(used: int, limit: int) -> Bar:
    """Return the bar of a day, of its seconds."""
    hours = _("h")
    return Bar(_("Time"), used, limit, f"{_span(used)} / {_span(limit)}{NBSP}{hours}")


def _number(value: int, parts: int) -> str:
    """Write a number of units with at most one decimal, thousands apart."""
    tenths = -(-value * 10 // parts) if parts > 1 else value * 10
    whole, rest = divmod(tenths, 10)
    text = f"{whole:,}".replace(",", NBSP)
    return f"{text}{decimal_sign()}{rest}" if parts > 1 else text


def _span(seconds: int) -> str:
    minutes = -(-seconds // 60)
    return f"{minutes // 60}:{minutes % 60:02d}"
