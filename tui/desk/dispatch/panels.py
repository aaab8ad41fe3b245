"""Map and timeline, beside the tables or instead of them: what one looks at, the other follows."""

from __future__ import annotations

from collections.abc import Callable

from tui.desk.dispatch.board import Board
from tui.desk.dispatch.names import trip_id, trip_of_id
from tui.desk.dispatch.pictures import map_of, timeline_of
from tui.desk.keys import waiting
from tui.flows.desk.dispatch.outlines import configured_outlines, read_outlines
from tui.widgets.map_scene import Outline
from tui.widgets.map_view import MapView
from tui.widgets.timeline import Timeline

LISTS, MAP, TIMELINE = "lists", "map", "timeline"

PANELS = (LISTS, MAP, TIMELINE)

BESIDE = 150
"""Columns of screen from which a panel stands beside both tables."""

TWO = 100
"""Columns of screen from which a panel takes the place of what waits only."""


class Panels:
    """The map, the timeline, and which of them is shown."""

    def __init__(self, board: Board, moved: Callable[[], None]) -> None:
        """Begin with neither.

        Args:
            moved: tells of what the cursor is on.
        """
        self._board, self._tables, self._moved = board, board.tables, moved
        self.map_view = MapView(classes="panel")
        self.timeline = Timeline(classes="panel")
        self.name = LISTS
        """Which one is shown."""
        self._outlines: tuple[Outline, ...] = ()

    @property
    def looks_at_pool(self) -> bool:
        """Whether one is on the map, at something that waits."""
        return self.map_view.has_focus and bool(self.map_view.stop) and not self.map_view.trip

    @property
    def hint(self) -> str:
        """What keys do on the panel one is on; "" where one is on neither."""
        if self.map_view.has_focus:
            return self.map_view.hint()
        return self.timeline.hint() if self.timeline.has_focus else ""

    def go_on(self) -> None:
        """Go on to the next panel: tables, map, timeline."""
        self.show(PANELS[(PANELS.index(self.name) + 1) % len(PANELS)])

    def map(self) -> None:
        """Show the map, or only the tables again."""
        self.show(LISTS if self.name == MAP else MAP)

    def hours(self) -> None:
        """Show the timeline, or only the tables again."""
        self.show(LISTS if self.name == TIMELINE else TIMELINE)

    def show(self, name: str) -> None:
        """Show a panel."""
        self.name = name
        self.lay_out()
        self._board.draw()
        screen = self._board.screen
        if name != LISTS and screen.size.width < TWO:
            (self.map_view if name == MAP else self.timeline).focus()
        elif screen.focused in {None, self.map_view, self.timeline} or not screen.focused.display:
            self._tables.trips.focus()
        screen.call_after_refresh(self._moved)

    def lay_out(self) -> None:
        """Show what there is room for."""
        screen = self._board.screen
        width, panel = screen.size.width, self.name != LISTS
        self.map_view.display = self.name == MAP
        self.timeline.display = self.name == TIMELINE
        screen.set_class(panel, "-panel")
        wide = width >= BESIDE and self.name != TIMELINE
        alone = panel and width < TWO
        screen.query_one(".tables").display = not (alone and self.name == TIMELINE)
        self._tables.trips.display = not alone
        self._tables.waits.display = not panel or wide
        screen.set_class(panel and not wide, "-first")

    def draw(self) -> None:
        """Show the plan on the panel there is."""
        shown = self._board.shown
        if shown is None:
            return
        if self.name == MAP:
            self.map_view.show(map_of(shown, self._outlines))
        elif self.name == TIMELINE:
            self.timeline.show(timeline_of(shown), now=shown.day.now)

    def follow(self) -> None:
        """Let the panel look at what the cursor is on."""
        row, waits = self._tables.row, self._tables.pool_row
        stop = row.stop.parts[0] if row is not None and row.stop is not None else ""
        if self.name == MAP and not self.map_view.has_focus:
            if self._tables.in_pool and waits is not None:
                self.map_view.select(stop=waits.part)
            elif row is not None:
                self.map_view.select(trip=trip_id(row.trip.vehicle, row.trip.trip), stop=stop)
        elif self.name == TIMELINE and row is not None and not self.timeline.has_focus:
            self.timeline.select(vehicle=row.trip.vehicle, stop=stop)

    def stand_on_map(self) -> None:
        """Stand in the tables on what is looked at on the map."""
        vehicle, trip = trip_of_id(self.map_view.trip) if self.map_view.trip else ("", 0)
        self._stand(self.map_view.stop, vehicle, trip)

    def stand_on_hours(self) -> None:
        """Stand in the tables on what is looked at on the timeline."""
        self._stand(self.timeline.stop, self.timeline.vehicle, 0)

    def _stand(self, stop: str, vehicle: str, trip: int) -> None:
        if not self._tables.stand_on_part(stop):
            self._tables.stand_on(stop, trip_id(vehicle, trip))

    def read_outlines(self) -> None:
        """Read the streets below the map, where a file of them is configured."""
        self._board.perform(self._read, group="outlines")

    async def _read(self) -> None:
        path = await self._board.flow(configured_outlines)
        if path is not None:
            self._outlines = await waiting(read_outlines, path)
            self.draw()
