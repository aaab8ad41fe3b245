"""The dispatcher's desk: a day, what waits, trips; everything by keys, nothing stored before ^S."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container

from core.access.roles import Permission
from core.delivery.planning.errors import NoTravel
from core.delivery.planning.settings import WaysFrom
from tui.actions import Action
from tui.desk.dialogs import Choice, Confirm, Menu
from tui.desk.dispatch.keys import BINDINGS, EXTRA, OFFERS
from tui.desk.dispatch.panels import Panels
from tui.desk.dispatch.rows import (
    Row,
    pool_cells,
    pool_columns,
    runs_of,
    trip_cells,
    trip_columns,
    trip_lines,
)
from tui.desk.dispatch.sitting import Shown, Sitting
from tui.desk.dispatch.told import about_pool, about_trip, bars_of, head_of, marked_of, short_bars
from tui.desk.keys import LEAVING, waiting
from tui.flows.desk.desk import Desk
from tui.flows.desk.dispatch.room import Yard, yards
from tui.flows.desk.dispatch.session import PlanningSession
from tui.flows.desk.dispatch.views import PoolRow
from tui.locale import _
from tui.texts.form import Severity
from tui.widgets.grid import Grid
from tui.widgets.loadbar import LoadBars
from tui.widgets.telling import Line

SIDE_BY_SIDE = 100
"""Columns of screen from which what waits and trips stand beside one another."""

FIRST = 3
"""How many of the keys only this screen has stand before the others in the footer."""

TALL = 32
"""Rows of screen from which every measure of load has a bar of its own."""


class DispatchScreen(Panels):
    """One day of one warehouse."""

    OFFERS = OFFERS
    BINDINGS: ClassVar[list[BindingType]] = [
        *BINDINGS,
        Binding("tab,shift+tab", "other_table", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    DispatchScreen .head { height: auto; max-height: 2; width: 1fr; }
    DispatchScreen .tables { height: 1fr; width: 1fr; layout: horizontal; }
    DispatchScreen .pool { width: 2fr; height: 1fr; }
    DispatchScreen .trips { width: 3fr; height: 1fr; border-left: solid $panel; }
    DispatchScreen.-first .trips { border-left: none; }
    DispatchScreen.-narrow .tables { layout: vertical; }
    DispatchScreen.-narrow .pool { width: 1fr; height: 2fr; }
    DispatchScreen.-narrow .trips { width: 1fr; height: 3fr; border-left: none; }
    DispatchScreen MapView.panel { width: 3fr; height: 1fr; border-left: solid $panel; }
    DispatchScreen.-narrow MapView.panel { border-left: none; }
    DispatchScreen Timeline.panel { width: 1fr; height: 2fr; }
    DispatchScreen.-panel .tables { height: 3fr; }
    DispatchScreen .about { height: auto; max-height: 2; width: 1fr; }
    DispatchScreen .told { height: 1; width: 1fr; }
    DispatchScreen Grid > .grid--cursor { background: $panel; }
    DispatchScreen Grid:focus > .grid--cursor { background: $accent; }
    """

    def __init__(self, desk: Desk, day: dt.date | None = None, yard: Yard | None = None) -> None:
        super().__init__()
        self._of = desk
        self.day = day or desk.today()
        self.yard = yard
        self.zone: str | None = None
        """The only zone whose orders are shown among what waits; None: all of them."""
        self.may_plan = desk.actor.may(Permission.TRIP_PLAN)
        self.pool_grid = Grid(classes="pool")
        self.trip_grid = Grid(classes="trips")
        self._head = Line(self._head_text, classes="head facts")
        self._about = Line(self._about_text, classes="about")
        self._foot = Line(self._told_text, classes="told facts")
        self._bars = LoadBars()

    def body(self) -> ComposeResult:
        """The day in figures, the tables, what the cursor is on, the load of its trip."""
        yield self._head
        with Container(classes="tables"):
            yield self.pool_grid
            yield self.trip_grid
            yield self.map_view
        yield self.timeline
        yield self._about
        yield self._foot
        yield self._bars

    def on_mount(self) -> None:
        """Read the day and stand on what waits."""
        super().on_mount()
        self.pool_grid.empty = _("Nothing waits.")
        self.trip_grid.empty = _("No vehicle works that day.")
        self.pool_grid.focus()
        self.lay_out()
        self.perform(self.begin, group="sitting")
        self.read_outlines()

    async def on_unmount(self) -> None:
        """End the sitting; who closes the database next closes every connection."""
        ending = [one for one in (self._watch, self.sitting) if one is not None]
        self.leave()
        for one in ending:
            await waiting(one.ended, LEAVING)

    def heading(self) -> str:
        """Return which day, where."""
        where = f" · {self.yard.name}" if self.yard is not None else ""
        return f"{_('Dispatcher’s desk')} · {self.day_text}{where}"

    def offered(self) -> list[Action]:
        """Return the actions that do something here, with those only this screen has."""
        found = super().offered()
        extra = [action for action in EXTRA if self.may(action.id.removeprefix("desk."))]
        return [*found[:1], *extra[:FIRST], *found[1:4], *extra[FIRST:], *found[4:]]

    def retell(self) -> None:
        if self.is_mounted and self.shown is not None:
            self.draw()

    # Beginning and ending

    async def begin(self) -> None:
        """Read the day of the warehouse; the first one he may plan for, where none was chosen."""
        if self.yard is None:
            found = await waiting(self.desk.ask, yards)
            if not found:
                self.say(_("There is no warehouse you may plan for."), Severity.WARN)
                return
            self.yard = found[0]
        self.leave()
        desk = self.desk
        session = PlanningSession(
            desk.database, desk.actor, self.day, self.yard.id, clock=desk.clock
        )
        self.sitting = Sitting(session)
        self.marked.clear()
        self.folded.clear()
        self.refresh_title()
        self._show_nothing()
        try:
            await self.sitting.call(session.load)
        except NoTravel as error:
            self.tell(error)
            question = _("Plan this day as the crow flies?")
            if not await self.shell.push_screen_wait(Confirm(question)):
                return
            session.ways_from = WaysFrom.GREAT_CIRCLE
            await self.sitting.call(session.load)
        self.draw()
        self.listen()

    def _show_nothing(self) -> None:
        """Show that nothing of the day is known yet."""
        self.rows, self.pool = (), ()
        self.pool_grid.show(pool_columns(), ())
        self.trip_grid.show(trip_columns(), ())
        self._head.retell()
        self._about.retell()
        self._foot.retell()

    def leave(self) -> None:
        """End the sitting there is."""
        self.deafen()
        if self.sitting is not None:
            self.sitting.close()
            self.sitting = None

    def do_back(self) -> None:
        """Take marks off; then leave, after asking about what is not saved."""
        if self.marked:
            self.marked.clear()
            self.draw()
        elif self.shown is not None and self.shown.view.unsaved:
            self.perform(self._back)
        else:
            super().do_back()

    async def _back(self) -> None:
        question = _("Leave without saving the plan? What was moved is forgotten.")
        if await self.shell.push_screen_wait(Confirm(question, yes=_("Leave"))):
            self.shell.pop_screen()

    # Everything at once, and only some of it

    def do_do(self) -> None:
        """Everything that can be done here."""
        self.perform(self._do)

    async def _do(self) -> None:
        choices = self.trip_choices()
        names = {choice.value for choice in choices}
        skipped = {"desk.help", "desk.do", "desk.lock", "desk.language", "desk.quit", "desk.back"}
        choices += [
            Choice(action.id, _(action.label), _(action.help))
            for action in self.offered()
            if action.id not in skipped
        ]
        chosen = await self.shell.push_screen_wait(Menu(_("What to do"), choices))
        if chosen is None:
            return
        if chosen in names:
            await self.run_trip(chosen)
        else:
            self.action_desk(chosen.removeprefix("desk."))

    def do_filter(self) -> None:
        """Show what waits of one zone only."""
        self.perform(self._filter)

    async def _filter(self) -> None:
        if self.shown is None:
            return
        zones = sorted({row.zone for row in self.shown.view.pool})
        choices = [Choice((None,), _("All zones"))]
        choices += [Choice((zone,), zone or _("without a zone")) for zone in zones]
        chosen = await self.shell.push_screen_wait(Menu(_("Which zone?"), choices))
        if chosen is not None:
            self.zone = chosen[0]
            self.draw()

    # Going about

    def action_other_table(self) -> None:
        """Go to the next of what is shown: what waits, trips, map or timeline."""
        places = (self.pool_grid, self.trip_grid, self.map_view, self.timeline)
        shown = [place for place in places if place.display]
        at = next((at for at, place in enumerate(shown) if place.has_focus), -1)
        shown[(at + 1) % len(shown)].focus()
        self.tell_cursor()

    def on_grid_moved(self, event: Grid.Moved) -> None:
        """Tell of what the cursor is on; price the move of what is marked to it."""
        event.stop()
        self.tell_cursor()

    def on_grid_chosen(self, event: Grid.Chosen) -> None:
        """Enter, or a second click: fold a trip or unfold it; of what waits, mark it."""
        event.stop()
        if event.grid is self.pool_grid:
            self.action_mark()
            return
        row = self.row
        if row is not None and row.stop is None:
            self.folded ^= {row.key}
            self.draw()
        elif row is not None:
            self.do_pick()

    def on_resize(self, _event: events.Resize) -> None:
        """Lay the tables out as the width allows."""
        self.set_class(self.size.width < SIDE_BY_SIDE, "-narrow")
        self.lay_out()
        if self.shown is not None:
            self.draw()

    # Showing

    def draw(self) -> None:
        """Show the day as it is; cursors stay on what they were on."""
        shown = self.shown
        if shown is None or not self.is_mounted:
            return
        here, waits = self.row, self.pool_row
        self.marked &= set(shown.day.part_by_id)
        self.pool = tuple(row for row in shown.view.pool if self.zone in {None, row.zone})
        self.rows = tuple(trip_lines(shown.view.trips, self.folded))
        self._draw_pool(waits)
        self._draw_trips(here, shown)
        self._head.retell()
        self.draw_panels()
        self.tell_cursor()
        self.refresh_keys()

    def _draw_pool(self, waits: PoolRow | None) -> None:
        keys = [row.part for row in self.pool]
        at = keys.index(waits.part) if waits is not None and waits.part in keys else None
        cells = [pool_cells(row, marked=row.part in self.marked) for row in self.pool]
        self.pool_grid.marked = [at for at, key in enumerate(keys) if key in self.marked]
        self.pool_grid.show(pool_columns(), cells, cursor=at)

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
        self.trip_grid.marked = [at for at, mark in enumerate(marked) if mark]
        self.trip_grid.show(trip_columns(), cells, cursor=at)

    def tell_cursor(self) -> None:
        """Tell of what the cursor is on."""
        self._about.retell()
        self._foot.retell()
        row = self.row
        tall = self.size.height >= TALL and row is not None
        self._bars.show(bars_of(row.trip) if tall and row is not None else ())
        self.follow()
        self.price()

    def tell_price(self) -> None:
        """Show what the move would do."""
        self._foot.retell()

    def _head_text(self) -> str:
        return head_of(self.shown, self.size.width) if self.shown is not None else ""

    def _about_text(self) -> str:
        if self.shown is None:
            return _(" The day is being read …") if self.sitting is not None else ""
        if self.pool_grid.has_focus:
            return about_pool(self.pool_row)
        return about_trip(self.row, self.shown)

    def _told_text(self) -> str:
        shown = self.shown
        if shown is None:
            return ""
        if self.marked:
            return marked_of(self.marked, shown, self.priced)
        row = self.row
        if self.size.height < TALL and row is not None:
            return short_bars(row.trip)
        return _(" Space marks; > puts on the trip under the cursor, < takes off; ^S saves.")
