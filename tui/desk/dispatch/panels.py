"""Map and timeline beside, or instead of, the tables; what others do, as soon as they do it."""

from __future__ import annotations

import asyncio
from functools import partial

from tui.desk.dispatch.names import trip_id, trip_of_id
from tui.desk.dispatch.pictures import map_of, timeline_of
from tui.desk.dispatch.work import Working
from tui.desk.keys import waiting
from tui.flows.desk.dispatch.outlines import configured_outlines, read_outlines
from tui.flows.desk.dispatch.room import News, news
from tui.flows.desk.dispatch.watch import DayWatch
from tui.locale import _
from tui.texts.form import Severity
from tui.widgets.map_scene import Outline
from tui.widgets.map_view import MapView
from tui.widgets.timeline import Timeline

LISTS, MAP, TIMELINE = "lists", "map", "timeline"

PANELS = (LISTS, MAP, TIMELINE)

BESIDE = 150
"""Columns of screen from which a panel stands beside both tables."""

TWO = 100
"""Columns of screen from which a panel takes the place of what waits only."""


class Panels(Working):
    """Panels that follow the cursor, and the cursor that follows them."""

    def __init__(self) -> None:
        super().__init__()
        self.map_view = MapView(classes="panel")
        self.timeline = Timeline(classes="panel")
        self.panel = LISTS
        self.outlines: tuple[Outline, ...] = ()
        self._watch: DayWatch | None = None

    # Panels

    def do_tab(self) -> None:
        """Go on to the next panel: tables, map, timeline."""
        self.show_panel(PANELS[(PANELS.index(self.panel) + 1) % len(PANELS)])

    def do_map(self) -> None:
        """Show the map, or only the tables again."""
        self.show_panel(LISTS if self.panel == MAP else MAP)

    def do_hours(self) -> None:
        """Show the timeline, or only the tables again."""
        self.show_panel(LISTS if self.panel == TIMELINE else TIMELINE)

    def show_panel(self, name: str) -> None:
        """Show a panel."""
        self.panel = name
        self.lay_out()
        self.draw()
        if name != LISTS and self.size.width < TWO:
            (self.map_view if name == MAP else self.timeline).focus()
        elif self.focused in {None, self.map_view, self.timeline} or not self.focused.display:
            self.trip_grid.focus()
        self.call_after_refresh(self.tell_cursor)

    def tell_cursor(self) -> None:
        """Tell of what the cursor is on."""
        raise NotImplementedError

    def lay_out(self) -> None:
        """Show what there is room for."""
        width, panel = self.size.width, self.panel != LISTS
        self.map_view.display = self.panel == MAP
        self.timeline.display = self.panel == TIMELINE
        self.set_class(panel, "-panel")
        wide = width >= BESIDE and self.panel != TIMELINE
        alone = panel and width < TWO
        self.query_one(".tables").display = not (alone and self.panel == TIMELINE)
        self.trip_grid.display = not alone
        self.pool_grid.display = not panel or wide
        self.set_class(panel and not wide, "-first")

    def draw_panels(self) -> None:
        """Show the plan on the panels."""
        shown = self.shown
        if shown is None:
            return
        if self.panel == MAP:
            self.map_view.show(map_of(shown, self.outlines))
        elif self.panel == TIMELINE:
            self.timeline.show(timeline_of(shown), now=shown.day.now)

    def follow(self) -> None:
        """Let the panels look at what the cursor is on."""
        row, waits = self.row, self.pool_row
        if self.panel == MAP and self.focused is not self.map_view:
            if self.pool_grid.has_focus and waits is not None:
                self.map_view.select(stop=waits.part)
            elif row is not None:
                stop = row.stop.parts[0] if row.stop is not None else ""
                self.map_view.select(trip=trip_id(row.trip.vehicle, row.trip.trip), stop=stop)
        elif self.panel == TIMELINE and row is not None and self.focused is not self.timeline:
            stop = row.stop.parts[0] if row.stop is not None else ""
            self.timeline.select(vehicle=row.trip.vehicle, stop=stop)

    def on_map_view_moved(self, event: MapView.Moved) -> None:
        """Stand on the stop that is looked at on the map."""
        event.stop()
        self._stand(event.view.stop, *(trip_of_id(event.view.trip) if event.view.trip else ("", 0)))

    def on_map_view_chosen(self, event: MapView.Chosen) -> None:
        """Mark the stop that is looked at on the map."""
        event.stop()
        self.mark_stop(event.view.stop)

    def on_timeline_moved(self, event: Timeline.Moved) -> None:
        """Stand on the stop that is looked at on the timeline."""
        event.stop()
        self._stand(event.timeline.stop, event.timeline.vehicle, 0)

    def on_timeline_chosen(self, event: Timeline.Chosen) -> None:
        """Mark the stop that is looked at on the timeline."""
        event.stop()
        self.mark_stop(event.timeline.stop)

    def mark_stop(self, stop: str) -> None:
        """Mark a stop, or take its mark off."""
        row = next((row for row in self.rows if row.stop is not None and row.key == stop), None)
        parts = set(row.parts) if row is not None else {stop} if stop else set()
        if self.may_plan and parts:
            self.marked = self.marked - parts if parts <= self.marked else self.marked | parts
            self.draw()

    def _stand(self, stop: str, vehicle: str, trip: int) -> None:
        waits = [row.part for row in self.pool]
        if stop in waits:
            self.pool_grid.go_to(waits.index(stop))
            return
        keys = [row.key for row in self.rows]
        wanted = [stop, trip_id(vehicle, trip)]
        at = next((keys.index(key) for key in wanted if key in keys), None)
        if at is not None:
            self.trip_grid.go_to(at)

    def read_outlines(self) -> None:
        """Read the streets below the map, where a file of them is configured."""
        self.perform(self._outlines, group="outlines")

    async def _outlines(self) -> None:
        path = await waiting(self.desk.ask, configured_outlines)
        if path is not None:
            self.outlines = await waiting(read_outlines, path)
            self.draw_panels()

    # Others

    def listen(self) -> None:
        """Hear of other dispatchers."""
        self.deafen()
        if self.sitting is not None:
            loop = asyncio.get_running_loop()

            def told() -> None:
                loop.call_soon_threadsafe(self._told_of)

            self._watch = self.sitting.session.watch(told)

    def deafen(self) -> None:
        """Hear of them no more."""
        if self._watch is not None:
            self._watch.stop()
            self._watch = None

    def _told_of(self) -> None:
        """Somebody has written trips of this day."""
        if not self.is_mounted or self.sitting is None:
            return
        if self.is_current:
            self.perform(self.reread, group="news")
        else:
            self.look_again = True

    def on_screen_resume(self) -> None:
        """A card on top may have been changed, or others may have written meanwhile."""
        if self.shown is not None and self.shell.desk is not None and self.look_again:
            self.look_again = False
            self.perform(self.reread, group="news")

    async def reread(self) -> None:
        """Read the day again and put what is planned on it; tell what others have written."""
        sitting = self.sitting
        if sitting is None or sitting.shown is None:
            return
        wanted = self.places()
        before, found, now = await sitting.call(sitting.reread)
        if found.lost:
            self.keep_lost(wanted)
        else:
            self.draw()
        told = await waiting(self.desk.ask, partial(news, before=before, now=now))
        if told is not None:
            self._say_news(told, lost=bool(found.lost))

    def _say_news(self, told: News, *, lost: bool) -> None:
        facts = {"who": told.who or "—", "trips": told.numbers}
        if not lost:
            self.say(_("{who} changed {trips}.").format(**facts), Severity.INFO)
            return
        text = _("{who} changed {trips}: your move there is not made. It is marked; > makes it.")
        self.say(text.format(**facts), Severity.WARN)
