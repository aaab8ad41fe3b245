"""The dispatcher's desk: a day, what waits, trips; everything by keys, nothing stored before ^S."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container

from tui.actions import Action
from tui.desk.dialogs import Choice, Menu
from tui.desk.dispatch.board import Board
from tui.desk.dispatch.carriers import Carriers
from tui.desk.dispatch.days import Days
from tui.desk.dispatch.exchanging import Exchanging
from tui.desk.dispatch.keys import BINDINGS, CHANGES, EXTRA, OFFERS, meant
from tui.desk.dispatch.locks import Locks
from tui.desk.dispatch.moving import Moving
from tui.desk.dispatch.panels import Panels
from tui.desk.dispatch.planning import Planning
from tui.desk.dispatch.told import about_pool, about_trip, bars_of, head_of, marked_of, short_bars
from tui.desk.dispatch.trips import Trips
from tui.desk.keys import DeskScreen
from tui.flows.desk.desk import Desk
from tui.locale import _
from tui.texts.form import Severity
from tui.widgets.grid import Grid
from tui.widgets.loadbar import LoadBars
from tui.widgets.map_view import MapView
from tui.widgets.telling import Line
from tui.widgets.timeline import Timeline

SIDE_BY_SIDE = 100
"""Columns of screen from which what waits and trips stand beside one another."""

FIRST = 3
"""How many of the keys only this screen has stand before the others in the footer."""

TALL = 32
"""Rows of screen from which every measure of load has a bar of its own."""


class DispatchScreen(DeskScreen):
    """One day of one warehouse: it shows the board, and hands keys on to the parts that work it."""

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
    DispatchScreen.-narrow MapView.panel { width: 1fr; border-left: none; }
    DispatchScreen Timeline.panel { width: 1fr; height: 2fr; }
    DispatchScreen.-panel .tables { height: 3fr; }
    DispatchScreen .about { height: auto; max-height: 2; width: 1fr; }
    DispatchScreen .told { height: 1; width: 1fr; }
    DispatchScreen Grid > .grid--cursor { background: $panel; }
    DispatchScreen Grid:focus > .grid--cursor { background: $accent; }
    """

    def __init__(self, desk: Desk, day: dt.date | None = None) -> None:
        super().__init__()
        self.board = Board(self, desk, day or desk.today(), draw=self.draw, begun=self._begun)
        self.tables = self.board.tables
        self._moving = Moving(self.board, self._tell_price)
        self._exchanging = Exchanging(self.board, self._moving)
        self._days = Days(self.board, self._moving)
        self._planning = Planning(self.board, self._moving)
        self._trips = Trips(self.board, self._moving, self._days)
        self._carriers = Carriers(self.board, self._trips)
        self._locks = Locks(self.board, self._moving, self._days, self._trips)
        self._panels = Panels(self.board, self.tell_cursor)
        self._does = self._hands()
        self._head = Line(self._head_text, classes="head facts")
        self._about = Line(self._about_text, classes="about")
        self._foot = Line(self._told_text, classes="told facts")
        self._bars = LoadBars()

    def _hands(self) -> Mapping[str, Callable[[], None]]:
        """Return verb → the part that does it."""
        moving, planning, trips = self._moving, self._planning, self._trips
        return {
            "mark": moving.mark,
            "put": moving.put,
            "take": moving.take,
            "remove": moving.take,
            "shift": moving.shift,
            "exchange": self._exchanging.begin,
            "undo": moving.undo,
            "redo": moving.redo,
            "save": moving.save,
            "plan": planning.plan,
            "insert": planning.insert,
            "why": planning.why,
            "new": trips.new,
            "pick": trips.pick,
            "open": trips.open,
            "time": trips.time,
            "print": trips.print,
            "fix": self._locks.turn,
            "carrier": self._carriers.show,
            "copy": self._days.copy,
            "choose_day": self._days.choose,
            "day_before": self._days.before,
            "day_after": self._days.after,
            "refresh": self._days.refresh,
            "tab": self._panels.go_on,
            "map": self._panels.map,
            "hours": self._panels.hours,
        }

    def body(self) -> ComposeResult:
        """The day in figures, the tables, what the cursor is on, the load of its trip."""
        yield self._head
        with Container(classes="tables"):
            yield self.tables.waits
            yield self.tables.trips
            yield self._panels.map_view
        yield self._panels.timeline
        yield self._about
        yield self._foot
        yield self._bars

    def on_mount(self) -> None:
        """Read the day and stand on what waits."""
        super().on_mount()
        self.tables.waits.focus()
        self._panels.lay_out()
        self.perform(self._days.begin, group="sitting")
        self._panels.read_outlines()

    async def on_unmount(self) -> None:
        """End the sitting."""
        await self._days.left()

    def on_screen_resume(self) -> None:
        """Look what was written while another screen was on top."""
        self._days.seen_again()

    def heading(self) -> str:
        """Return which day, where."""
        where = f" · {self.board.yard.name}" if self.board.yard is not None else ""
        return f"{_('Dispatcher’s desk')} · {self.board.day_text}{where}"

    # Keys

    def may(self, verb: str) -> bool:
        """Tell whether *verb* makes sense."""
        shown = self.board.shown
        if verb in CHANGES and not self.board.may_plan:
            return False
        if verb == "undo":
            return shown is not None and shown.view.can_undo
        if verb == "redo":
            return shown is not None and shown.view.can_redo
        if verb == "save":
            return self.board.storable
        if verb in CHANGES or verb in {"map", "hours", "why", "carrier"}:
            return shown is not None
        return verb in self._does or super().may(verb)

    def offered(self) -> list[Action]:
        """Return the actions that do something here, with those only this screen has."""
        found = [meant(one) for one in super().offered()]
        extra = [action for action in EXTRA if self.may(action.id.removeprefix("desk."))]
        return [*found[:1], *extra[:FIRST], *found[1:4], *extra[FIRST:], *found[4:]]

    def action_desk(self, verb: str) -> None:
        """Let the part that does it do what a key asks for."""
        if verb in CHANGES and not self.board.may_plan:
            self.say(_("Your rights do not allow it."), Severity.WARN)
        elif verb in self._does and (verb not in OFFERS or self.may(verb)):
            self._does[verb]()
        else:
            super().action_desk(verb)

    def action_shift(self, by: int) -> None:
        """Visit the stop under the cursor sooner or later."""
        self._moving.shift(by)

    def do_back(self) -> None:
        """Take marks off; then leave, after asking about what is not saved."""
        if self.tables.marked:
            self.tables.marked.clear()
            self.draw()
        elif self.board.unsaved:
            self.perform(self._back)
        else:
            super().do_back()

    async def _back(self) -> None:
        if await self._days.forgotten():
            self.shell.pop_screen()

    def do_do(self) -> None:
        """Everything that can be done here."""
        self.perform(self._do)

    async def _do(self) -> None:
        choices = self._trips.choices()
        names = {choice.value for choice in choices}
        skipped = {"desk.help", "desk.do", "desk.lock", "desk.language", "desk.quit", "desk.back"}
        choices += [
            Choice(action.id, _(action.label), _(action.help))
            for action in self.offered()
            if action.id not in skipped
        ]
        chosen = await self.board.ask(Menu(_("What to do"), choices))
        if chosen is None:
            return
        if chosen in names:
            await self._trips.run(chosen)
        else:
            self.action_desk(chosen.removeprefix("desk."))

    def do_filter(self) -> None:
        """Show what waits of one zone only."""
        self.perform(self._filter)

    async def _filter(self) -> None:
        shown = self.board.shown
        if shown is None:
            return
        zones = sorted({row.zone for row in shown.view.pool})
        choices = [Choice((None,), _("All zones"))]
        choices += [Choice((zone,), zone or _("without a zone")) for zone in zones]
        chosen = await self.board.ask(Menu(_("Which zone?"), choices))
        if chosen is not None:
            self.tables.zone = chosen[0]
            self.draw()

    # Going about

    def action_other_table(self) -> None:
        """Go to the next of what is shown: what waits, trips, map or timeline."""
        panels = self._panels
        places = (self.tables.waits, self.tables.trips, panels.map_view, panels.timeline)
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
        row = self.tables.row
        if event.grid is self.tables.waits:
            self._moving.mark()
        elif row is not None and row.stop is None:
            self.tables.fold(row)
            self.draw()
        elif row is not None:
            self.action_desk("pick")

    def on_map_view_moved(self, event: MapView.Moved) -> None:
        """Stand on the stop that is looked at on the map."""
        event.stop()
        self._panels.stand_on_map()

    def on_map_view_chosen(self, event: MapView.Chosen) -> None:
        """Mark the stop that is looked at on the map."""
        event.stop()
        self._moving.mark_stop(event.view.stop)

    def on_timeline_moved(self, event: Timeline.Moved) -> None:
        """Stand on the stop that is looked at on the timeline."""
        event.stop()
        self._panels.stand_on_hours()

    def on_timeline_chosen(self, event: Timeline.Chosen) -> None:
        """Mark the stop that is looked at on the timeline."""
        event.stop()
        self._moving.mark_stop(event.timeline.stop)

    def on_resize(self, _event: events.Resize) -> None:
        """Lay the tables out as the width allows."""
        self.set_class(self.size.width < SIDE_BY_SIDE, "-narrow")
        self._panels.lay_out()
        self.draw()

    # Showing

    def retell(self) -> None:
        self.draw()

    def _begun(self) -> None:
        """Show which day it is; nothing of it is known yet."""
        self.refresh_title()
        self._bars.show(())
        for line in (self._head, self._about, self._foot):
            line.retell()

    def draw(self) -> None:
        """Show the day as it is; cursors stay on what they were on."""
        shown = self.board.shown
        if shown is None or not self.is_mounted:
            return
        self.tables.draw(shown)
        self._head.retell()
        self._panels.draw()
        self.tell_cursor()
        self.refresh_keys()

    def tell_cursor(self) -> None:
        """Tell of what the cursor is on."""
        self._about.retell()
        self._foot.retell()
        row = self.tables.row
        tall = self.size.height >= TALL and row is not None
        self._bars.show(bars_of(row.trip) if tall and row is not None else ())
        self._panels.follow()
        self._moving.price()

    def _tell_price(self) -> None:
        self._foot.retell()

    def _head_text(self) -> str:
        shown = self.board.shown
        return head_of(shown, self.size.width) if shown is not None else ""

    def _about_text(self) -> str:
        shown = self.board.shown
        if shown is None:
            if self.board.reading:
                return _(" The day is being read …")
            return _(" The day is not read; F5 tries again.") if self.board.sitting else ""
        if self.tables.in_pool or self._panels.looks_at_pool:
            return about_pool(self.tables.pool_row)
        return about_trip(self.tables.row, shown)

    def _told_text(self) -> str:
        shown, row = self.board.shown, self.tables.row
        if shown is None:
            return ""
        if self.tables.marked:
            return marked_of(self.tables.marked, shown, self._moving.priced)
        if self._panels.hint:
            return f" {self._panels.hint}"
        if self.size.height < TALL and row is not None:
            return short_bars(row.trip)
        if not self.board.may_plan:
            return _(" You may look at this day, not change it.")
        return _(" Space marks; > puts on the trip under the cursor, < takes off; ^S saves.")
