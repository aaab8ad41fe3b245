"""The two tables of the dispatcher's desk: what waits and trips, with marks and cursors."""

from __future__ import annotations

from collections.abc import Collection

from tui.desk.dispatch.rows import (
    Row,
    pool_cells,
    pool_columns,
    runs_of,
    trip_cells,
    trip_columns,
    trip_lines,
)
from tui.desk.dispatch.sitting import Shown
from tui.flows.desk.dispatch.views import PoolRow
from tui.locale import _
from tui.widgets.grid import Grid


class Tables:
    """Two grids, and what is chosen in them; it knows nothing of how plans change."""

    def __init__(self) -> None:
        self.waits = Grid(classes="pool")
        self.trips = Grid(classes="trips")
        self.pool: tuple[PoolRow, ...] = ()
        """Lines of what waits."""
        self.rows: tuple[Row, ...] = ()
        """Lines of trips."""
        self.marked: set[str] = set()
        """Parts."""
        self.folded: set[str] = set()
        """Keys of trips that are shown without their stops."""
        self.zone: str | None = None
        """The only zone whose orders are shown among what waits; None: all of them."""
        self.goes_to = ""
        """Key of the row the cursor of trips goes to when they are shown anew."""

    # What is chosen

    @property
    def row(self) -> Row | None:
        """The line under the cursor of trips."""
        at = self.trips.cursor
        return self.rows[at] if at < len(self.rows) else None

    @property
    def pool_row(self) -> PoolRow | None:
        """The part under the cursor of what waits."""
        at = self.waits.cursor
        return self.pool[at] if at < len(self.pool) else None

    @property
    def in_pool(self) -> bool:
        """Whether one is among what waits."""
        return self.waits.has_focus

    def here(self) -> set[str]:
        """Return the parts under the cursor of the table one is in."""
        if self.in_pool:
            return {self.pool_row.part} if self.pool_row is not None else set()
        return set(self.row.parts) if self.row is not None else set()

    def wanted(self) -> list[str]:
        """Return what is to be moved, in the order of the tables."""
        order = [row.part for row in self.pool]
        order += [part for row in self.rows if row.stop is None for part in row.parts]
        if self.marked:
            return [part for part in order if part in self.marked]
        here = self.here() if self.in_pool else set()
        return [part for part in order if part in here]

    def stops_marked(self) -> list[tuple[str, ...]]:
        """Return the stops that are marked, each with its parts; what waits is a stop by itself."""
        stops = [row.parts for row in self.rows if row.stop is not None]
        return [
            stop
            for stop in (*stops, *((row.part,) for row in self.pool))
            if self.marked.issuperset(stop)
        ]

    def stop_here(self) -> tuple[str, ...]:
        """Return the parts of the stop, or of what waits, under the cursor; () on a trip."""
        if self.in_pool:
            return (self.pool_row.part,) if self.pool_row is not None else ()
        return self.row.parts if self.row is not None and self.row.stop is not None else ()

    # Choosing

    def turn(self, parts: Collection[str]) -> None:
        """Mark parts, or take their marks off where all have one."""
        self.marked = self.marked - {*parts} if {*parts} <= self.marked else self.marked | {*parts}

    def parts_of(self, stop: str) -> set[str]:
        """Return the parts of a stop that is called by its first one."""
        row = next((row for row in self.rows if row.stop is not None and row.key == stop), None)
        return set(row.parts) if row is not None else {stop} if stop else set()

    def fold(self, row: Row) -> None:
        """Show a trip without its stops, or with them again."""
        self.folded ^= {row.key}

    def stand_on(self, *keys: str) -> None:
        """Put the cursor of trips on the first of these rows that there is."""
        known = [row.key for row in self.rows]
        at = next((known.index(key) for key in keys if key in known), None)
        if at is not None:
            self.trips.go_to(at)

    def stand_on_vehicle(self, vehicle: str) -> None:
        """Put the cursor of trips on the first trip of a vehicle."""
        at = next((n for n, row in enumerate(self.rows) if row.trip.vehicle == vehicle), None)
        if at is not None:
            self.trips.go_to(at)

    def stand_on_part(self, part: str) -> bool:
        """Put the cursor of what waits on a part; tells whether it waits."""
        waits = [row.part for row in self.pool]
        if part in waits:
            self.waits.go_to(waits.index(part))
        return part in waits

    # Showing

    def begin(self) -> None:
        """Forget what was chosen, and show that nothing of the day is known yet."""
        self.marked.clear()
        self.folded.clear()
        self.rows, self.pool = (), ()
        self.waits.empty = self.trips.empty = ""
        self.waits.show(pool_columns(), ())
        self.trips.show(trip_columns(), ())

    def tell_empty(self) -> None:
        """Say what it means that nothing is shown."""
        self.waits.empty = _("Nothing waits.")
        self.trips.empty = _("No vehicle works that day.")

    def draw(self, shown: Shown) -> None:
        """Show a day; cursors stay on what they were on, marks on what is still there."""
        self.tell_empty()
        here, waits = self.row, self.pool_row
        self.marked &= set(shown.day.part_by_id)
        self.pool = tuple(row for row in shown.view.pool if self.zone in {None, row.zone})
        self.rows = tuple(trip_lines(shown.view.trips, self.folded))
        self._draw_pool(waits)
        self._draw_trips(here, shown)

    def _draw_pool(self, waits: PoolRow | None) -> None:
        keys = [row.part for row in self.pool]
        at = keys.index(waits.part) if waits is not None and waits.part in keys else None
        cells = [pool_cells(row, marked=row.part in self.marked) for row in self.pool]
        self.waits.marked = [at for at, key in enumerate(keys) if key in self.marked]
        self.waits.show(pool_columns(), cells, cursor=at)

    def _draw_trips(self, here: Row | None, shown: Shown) -> None:
        keys = [row.key for row in self.rows]
        at = keys.index(here.key) if here is not None and here.key in keys else None
        if self.goes_to in keys:
            at, self.goes_to = keys.index(self.goes_to), ""
        runs = runs_of(shown.view.trips)
        marked = [bool(row.stop) and set(row.parts) <= self.marked for row in self.rows]
        cells = [
            trip_cells(row, runs, folded=row.key in self.folded, marked=mark)
            for row, mark in zip(self.rows, marked, strict=True)
        ]
        self.trips.marked = [at for at, mark in enumerate(marked) if mark]
        self.trips.show(trip_columns(), cells, cursor=at)
