"""The tables of the dispatcher's desk: what waits, and trips unfolded to their stops. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from core.delivery.planning.costing import Cost
from core.delivery.planning.day_shape import Unplannable
from core.delivery.statuses import TripStatus
from core.delivery.trips.documents import TRIP
from tui.desk.dispatch.names import trip_id
from tui.flows.desk.dispatch.views import PoolRow, StopRow, TripRow
from tui.formatting import decimal_sign, money
from tui.locale import _
from tui.texts.delivery_planning import SKILLS, UNPLANNABLE, WITHOUT_ADDRESS
from tui.widgets.grid import GridCell, GridColumn
from tui.widgets.timeline_rows import DAY, HOUR, clock

OPEN, FOLDED, HOME = "▾", "▸", "·"
LOCKED, MARKED, WRONG, FETCH = "¤", "*", "!", "←"
ROUGH = "≈"
"""Before a sum that is reckoned, because nobody knows what the carrier takes."""

Cells = tuple[GridCell, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table of trips: a trip, or a stop of it."""

    trip: TripRow
    stop: StopRow | None = None
    number: int = 0
    """Of the stop, from 1; 0: a trip."""

    @property
    def key(self) -> str:
        """What it is called through changes of the plan."""
        if self.stop is not None:
            return self.stop.parts[0]
        if self.trip.trip < 0 and self.trip.trip_id:
            return empty_key(self.trip.trip_id)
        return trip_id(self.trip.vehicle, self.trip.trip)

    @property
    def parts(self) -> tuple[str, ...]:
        """Everything that is on it."""
        if self.stop is not None:
            return self.stop.parts
        return tuple(part for stop in self.trip.stops for part in stop.parts)


def empty_key(trip: int) -> str:
    """Return what a stored trip is called that carries nothing yet, by its id."""
    return f"empty {trip}"


def trip_lines(trips: Iterable[TripRow], folded: Collection[str]) -> Iterator[Row]:
    """Yield trips, each with its stops unless it is folded."""
    for trip in trips:
        yield Row(trip)
        if trip_id(trip.vehicle, trip.trip) not in folded:
            for number, stop in enumerate(trip.stops, start=1):
                yield Row(trip, stop, number)


def runs_of(trips: Iterable[TripRow]) -> Counter[str]:
    """Return vehicle → how many runs it has."""
    return Counter(trip.vehicle for trip in trips if trip.trip >= 0)


def trip_name(trip: TripRow, runs: Counter[str]) -> str:
    """Return how people call a run: the vehicle, and which run where there are several."""
    run = f"·{trip.trip + 1}" if runs[trip.vehicle] > 1 and trip.trip >= 0 else ""
    plate = f" {trip.plate}" if trip.plate and trip.plate not in trip.name else ""
    return f"{trip.name}{run}{plate}"


# What waits


def pool_columns() -> tuple[GridColumn, ...]:
    """Return the columns of what waits, the most needed first."""
    return (
        GridColumn("number", _("Number"), 12),
        GridColumn("partner", _("Partner"), 18),
        GridColumn("kg", _("kg"), 6, right=True),
        GridColumn("window", _("Window"), 11, flexible=False),
        GridColumn("m3", _("m³"), 5, right=True),
        GridColumn("places", _("Places"), 6, right=True),
        GridColumn("zone", _("Zone"), 12),
        GridColumn("sum", _("Sum"), 11, right=True),
        GridColumn("address", _("Address"), 30),
    )


def pool_cells(row: PoolRow, *, marked: bool) -> Cells:
    """Return a part that waits."""
    sign = WRONG if row.problem or row.overdue else FETCH if row.inbound else " "
    tone = "bad" if row.problem else "work" if row.overdue or row.priority > 0 else "plain"
    part = f"/{row.part.partition('/')[2]}" if "/" in row.part else ""
    return (
        GridCell(f"{MARKED if marked else sign}{row.number}{part}", tone),
        GridCell(row.partner or row.task or row.note),
        GridCell(kilograms(row.weight_grams)),
        GridCell(window(row.window_from, row.window_to), "faint"),
        GridCell(cubic_metres(row.volume_cm3)),
        GridCell(str(row.places or "")),
        GridCell(row.zone),
        GridCell(money(row.amount_minor)),
        GridCell(row.address, "faint"),
    )


def problem_words(row: PoolRow) -> str:
    """Say why a part cannot be planned; "" when it can."""
    if not row.problem:
        return ""
    if row.problem == Unplannable.NO_ADDRESS and not str(dict(row.facts).get("text") or "").strip():
        return _(WITHOUT_ADDRESS)
    facts = {name: _fact(name, value) for name, value in row.facts}
    size = dict(row.facts).get("max_size")
    if size:
        small = _("a vehicle of size {size} at most").format(size=size)
        facts["skills"] = small if facts["skills"] == "—" else f"{facts['skills']}, {small}"
    return _(UNPLANNABLE[row.problem]).format(**facts)


def _fact(name: str, value: object) -> object:
    if name in {"until", "now"} and isinstance(value, int):
        return clock(value) if value < DAY * HOUR else _("the end of the day")
    if name == "weight_grams" and isinstance(value, int):
        return kilograms(value)
    if name == "volume_cm3" and isinstance(value, int):
        return cubic_metres(value)
    if name == "skills":
        return skill_words(str(value))
    return value or "—"


def skill_words(codes: str) -> str:
    """Return what a place needs of a vehicle in words; several are parted by commas."""
    known = [code.strip() for code in codes.split(",") if code.strip()]
    return ", ".join(_(SKILLS[code]) if code in SKILLS else code for code in known) or "—"


# Trips


def trip_columns() -> tuple[GridColumn, ...]:
    """Return the columns of trips, the most needed first."""
    return (
        GridColumn("what", _("Trip, stop"), 22),
        GridColumn("eta", _("ETA"), 5, flexible=False),
        GridColumn("window", _("Window"), 11, flexible=False),
        GridColumn("late", _("Late"), 6, right=True),
        GridColumn("kg", _("kg"), 6, right=True),
        GridColumn("full", "%", 4, right=True),
        GridColumn("km", _("km"), 5, right=True),
        GridColumn("waits", _("Waits"), 5, right=True),
        GridColumn("sum", _("Sum"), 10, right=True),
        GridColumn("status", _("Status"), 12),
        GridColumn("address", _("Address"), 30),
    )


def trip_cells(row: Row, runs: Counter[str], *, folded: bool, marked: bool) -> Cells:
    """Return a trip, or a stop of it."""
    if row.stop is not None:
        return _stop_cells(row.stop, row.number, marked=marked)
    return _head_cells(row.trip, trip_name(row.trip, runs), folded=folded)


def _head_cells(trip: TripRow, name: str, *, folded: bool) -> Cells:
    if trip.trip < 0:
        shift = f"{clock(trip.shift_from)}–{clock(trip.shift_to)}"
        blank = GridCell("")
        said = GridCell(_(TRIP.status_titles[trip.status]) if trip.status else _("free"), "faint")
        return (
            GridCell(f"{HOME} {name}", "faint"), blank, GridCell(shift, "faint"),
            *[blank] * 6, said, GridCell(trip.driver, "faint"),
        )  # fmt: skip
    fullest = max((bar for bar in (trip.kg, trip.dm3, trip.pallets)), key=lambda bar: bar.share)
    over = any(bar.over for bar in (trip.kg, trip.dm3, trip.pallets, trip.time))
    sign = LOCKED if trip.locked else FOLDED if folded else OPEN
    status = _(TRIP.status_titles[trip.status]) if trip.status else _("not saved")
    return (
        GridCell(f"{sign} {name}", "bad" if trip.breaches else "good"),
        GridCell(clock(trip.departs_at)),
        GridCell(f"{clock(trip.starts_at)}–{clock(trip.ends_at)}"),
        GridCell(f"{WRONG}{span(trip.late)}" if trip.late else "", "bad"),
        GridCell(str(trip.kg.value), "bad" if trip.kg.over else "plain"),
        GridCell(fullness(fullest.share, over=over), "bad" if over else "good"),
        GridCell(kilometres(trip.metres)),
        GridCell(waits(trip.waiting), "work"),
        GridCell(cost_text(trip.cost)),
        GridCell(status, "work" if not trip.status else "plain"),
        GridCell(" · ".join(filter(None, (trip.number, trip.driver, trip.carrier))), "faint"),
    )


def _stop_cells(stop: StopRow, number: int, *, marked: bool) -> Cells:
    sign = LOCKED if stop.locked else WRONG if stop.moved else FETCH if stop.inbound else " "
    title = stop.partner or stop.task or ", ".join(stop.numbers)
    return (
        GridCell(f"{MARKED if marked else ' '}{sign}{number:>2} {title}"),
        GridCell(clock(stop.eta)),
        GridCell(window(stop.window_from, stop.window_to), "faint"),
        GridCell(f"{WRONG}{span(stop.late)}" if stop.late else "", "bad"),
        GridCell(kilograms(stop.weight_grams)),
        GridCell(""),
        GridCell(kilometres(stop.metres), "faint"),
        GridCell(waits(stop.waiting), "work"),
        GridCell(money(stop.collect_minor) if stop.collect_minor else ""),
        GridCell(", ".join(stop.numbers)),
        GridCell(stop.address, "faint"),
    )


MINUTE = 60

TIMES_FROM, TIMES_MOST = 1000, 100
"""From so many percent on a load is told as "15×"; so many times and more are not told apart."""


# Figures


def waits(seconds: int) -> str:
    """Write how long a vehicle waits for a window to open; "" for less than a minute."""
    return span(seconds) if seconds >= MINUTE else ""


def kilograms(grams: int) -> str:
    """Write a weight in whole kilograms, rounded up; "" for nothing."""
    return str(-(-grams // 1000)) if grams else ""


def cubic_metres(cm3: int) -> str:
    """Write a volume with one decimal, rounded up; "" for nothing."""
    tenths = -(-cm3 // 100_000)
    return f"{tenths // 10}{decimal_sign()}{tenths % 10}" if tenths else ""


def fullness(share: int, *, over: bool) -> str:
    """Write how full a vehicle is in four signs at most: percent, from ten times on so many times.

    Args:
        share: percent of its room; 0, nobody knows or nothing: "".
        over: something is too much, be it this or not; marked where there is room for a mark.
    """
    if share >= TIMES_MOST * 100:
        return f">{TIMES_MOST - 1}×"
    figure = f"{share // 100}×" if share >= TIMES_FROM else str(share or "")
    return f"{WRONG if over else ''}{figure}"


def cost_text(cost: Cost) -> str:
    """Write what something costs; a sum that is only reckoned is marked."""
    return f"{ROUGH if cost.rough else ''}{money(cost.minor)}"


def kilometres(metres: int) -> str:
    """Write a way in whole kilometres, rounded up."""
    return str(-(-metres // 1000)) if metres else ""


def span(seconds: int) -> str:
    """Write a length of time as hours and minutes, rounded up."""
    minutes = -(-seconds // MINUTE)
    return f"{minutes // 60}:{minutes % 60:02d}"


def window(begin: int, end: int) -> str:
    """Write a window; "" for the whole day."""
    if begin <= 0 and end >= DAY * HOUR:
        return ""
    return f"{clock(begin)}–{clock(end) if end < DAY * HOUR else '24:00'}"


def fixed(status: TripStatus | None) -> bool:
    """Tell whether a trip is past planning."""
    return status is not None and status is not TripStatus.FORMING
