"""The timeline: vehicles as rows, hours across; stops are gone through by keys."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from core.kernel.i18n import N_
from tui.locale import _
from tui.widgets.telling import Retold, cut
from tui.widgets.timeline_rows import (
    OTHER,
    SIGNS,
    Doing,
    Scale,
    TimedStop,
    TimelineRow,
    clock,
    drawn,
    scale_of,
    windows_drawn,
)

NARROWEST, WIDEST = 12, 26
"""Cells for the names of vehicles."""

NOW = "▼"

LEGEND = (
    (Doing.LOADING, N_("loading")),
    (Doing.DRIVING, N_("driving")),
    (Doing.WAITING, N_("waiting")),
    (Doing.SERVING, N_("at the stop")),
    (Doing.RESTING, N_("rest")),
    (Doing.LATE, N_("late")),
)

_PARTS = {doing: doing.name.lower() for doing in Doing}


class Timeline(Widget, Retold, can_focus=True):
    """The timeline. It holds which vehicle and which stop are looked at."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"timeline--{part}" for part in _PARTS.values()),
        *("timeline--header", "timeline--name", "timeline--here", "timeline--cursor"),
        *("timeline--windows", "timeline--label"),
    }
    DEFAULT_CSS = """
    Timeline { height: 1fr; width: 1fr; min-height: 5; }
    Timeline > .timeline--header { background: $panel; color: $foreground; text-style: bold; }
    Timeline > .timeline--name { color: $foreground; }
    Timeline > .timeline--here { background: $panel; color: $foreground; text-style: bold; }
    Timeline > .timeline--cursor { background: $accent; color: $foreground; text-style: bold; }
    Timeline:focus > .timeline--cursor { text-style: bold reverse; }
    Timeline > .timeline--windows { color: $success; }
    Timeline > .timeline--label { color: $foreground; }
    Timeline > .timeline--shift { color: $foreground 40%; }
    Timeline > .timeline--driving { color: $foreground 60%; }
    Timeline > .timeline--waiting { color: $warning; }
    Timeline > .timeline--loading { color: $secondary; }
    Timeline > .timeline--resting { color: #7f9ff0; }
    Timeline > .timeline--serving { color: $success; }
    Timeline > .timeline--late { color: $foreground; background: $error; text-style: bold; }
    Timeline:ansi > .timeline--header { background: ansi_default; text-style: bold underline; }
    Timeline:ansi > .timeline--here { background: ansi_default; text-style: bold; }
    Timeline:ansi > .timeline--cursor { color: ansi_black; background: ansi_cyan; }
    Timeline:ansi > .timeline--windows { color: ansi_green; }
    Timeline:ansi > .timeline--shift { color: ansi_default; text-style: dim; }
    Timeline:ansi > .timeline--driving { color: ansi_default; }
    Timeline:ansi > .timeline--waiting { color: ansi_yellow; }
    Timeline:ansi > .timeline--loading { color: ansi_cyan; }
    Timeline:ansi > .timeline--resting { color: ansi_bright_blue; }
    Timeline:ansi > .timeline--serving { color: ansi_green; }
    Timeline:ansi > .timeline--late { color: ansi_bright_white; background: ansi_red; }
    Timeline:nocolor > .timeline--header { text-style: bold underline; }
    Timeline:nocolor > .timeline--here { text-style: bold; }
    Timeline:nocolor > .timeline--cursor { text-style: reverse; }
    Timeline:nocolor > .timeline--late { text-style: bold reverse; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "row(-1)", show=False),
        Binding("down", "row(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("ctrl+home", "row(-100000)", show=False),
        Binding("ctrl+end", "row(100000)", show=False),
        Binding("left", "stop(-1)", show=False),
        Binding("right", "stop(1)", show=False),
        Binding("home", "stop(-100000)", show=False),
        Binding("end", "stop(100000)", show=False),
        Binding("enter", "choose", show=False),
    ]

    class Moved(Message):
        """Another vehicle or another stop is looked at."""

        def __init__(self, timeline: Timeline) -> None:
            super().__init__()
            self.timeline = timeline

        @property
        def control(self) -> Timeline:
            return self.timeline

    class Chosen(Moved):
        """Enter, or a second click on a stop."""

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.rows: tuple[TimelineRow, ...] = ()
        self.cursor = 0
        """Index of the row that is looked at."""
        self.stop = ""
        """Id of the stop that is looked at; "": none, the vehicle has no stops."""
        self.now: int | None = None
        """Seconds from midnight, marked on the scale; None: another day."""
        self.top = 0
        self._scale = Scale(0, 1, 1)

    # What whoever shows the timeline tells it

    def show(self, rows: Sequence[TimelineRow], *, now: int | None = None) -> None:
        """Show other days; vehicle and stop stay where they still are."""
        vehicle = self.vehicle
        self.rows, self.now = tuple(rows), now
        self._refit()
        ids = [row.id for row in self.rows]
        if vehicle in ids:
            self.cursor = ids.index(vehicle)
        self.select(stop=self.stop)

    def select(self, *, vehicle: str = "", stop: str = "") -> None:
        """Look at a vehicle and a stop of it, without telling anybody.

        Args:
            vehicle: id; "": that of the stop, or the one looked at.
            stop: id; "": the first of the vehicle.
        """
        found = (
            index
            for index, row in enumerate(self.rows)
            if (vehicle == row.id if vehicle else any(one.id == stop for one in row.stops))
        )
        self.cursor = next(found, self.cursor)
        self.cursor = max(0, min(self.cursor, len(self.rows) - 1))
        stops = [one.id for one in self._stops]
        self.stop = stop if stop in stops else next(iter(stops), "")
        self._settle()
        self.refresh()

    @property
    def vehicle(self) -> str:
        """Id of the vehicle that is looked at; "" when there is none."""
        return self.rows[self.cursor].id if self.cursor < len(self.rows) else ""

    @property
    def timed(self) -> TimedStop | None:
        """The stop that is looked at."""
        return next((one for one in self._stops if one.id == self.stop), None)

    def retell(self) -> None:
        self.refresh()

    @staticmethod
    def hint() -> str:
        """Return what keys do here, for the line below."""
        return _("←→ stops  ↑↓ vehicles  Home End first and last stop  PgUp PgDn page")

    # What a person does

    def action_row(self, by: int) -> None:
        """Go to another vehicle, to its stop nearest in time."""
        row = max(0, min(self.cursor + by, len(self.rows) - 1))
        if row != self.cursor and self.rows:
            here = self.timed
            self.cursor = row
            nearest = sorted(
                self._stops, key=lambda one: abs(one.begin - (here.begin if here else 0))
            )
            self._tell(nearest[0].id if nearest else "")

    def action_page(self, by: int) -> None:
        """Go on by what is seen at once."""
        self.action_row(by * max(1, self._body - 1))

    def action_stop(self, by: int) -> None:
        """Go to another stop of the vehicle."""
        stops = [one.id for one in self._stops]
        if stops:
            at = stops.index(self.stop) if self.stop in stops else 0
            stop = stops[max(0, min(at + by, len(stops) - 1))]
            if stop != self.stop:
                self._tell(stop)

    def action_choose(self) -> None:
        """Take what is looked at."""
        if self.rows:
            self.post_message(self.Chosen(self))

    def on_click(self, event: events.Click) -> None:
        """Look at what was clicked; a second click takes it."""
        index = self._row_at(event.y)
        if index is None:
            return
        row, scale = self.rows[index], self._scale
        at = scale.time(event.x - self._names)
        nearest = sorted(row.stops, key=lambda one: max(one.begin - at, at - one.departure))
        stop = nearest[0].id if nearest else ""
        if index == self.cursor and stop == self.stop:
            self.action_choose()
            return
        self.cursor = index
        self._tell(stop)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Three rows on."""
        event.stop()
        self.action_row(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Three rows back."""
        event.stop()
        self.action_row(-3)

    def on_resize(self) -> None:
        """Lay the hours out anew, and keep the row in sight."""
        self._refit()
        self._settle()
        self.refresh()

    @property
    def _stops(self) -> tuple[TimedStop, ...]:
        return self.rows[self.cursor].stops if self.cursor < len(self.rows) else ()

    def _tell(self, stop: str) -> None:
        self.stop = stop
        self._settle()
        self.refresh()
        self.post_message(self.Moved(self))

    # Drawing: the scale, rows with a line of windows under the one looked at, the stop, the legend

    @property
    def _names(self) -> int:
        """Cells for the names, with the blank behind them."""
        longest = max((len(row.name) for row in self.rows), default=0) + 2
        return max(NARROWEST, min(longest, WIDEST, self.size.width // 5)) + 1

    def _refit(self) -> None:
        self._scale = scale_of(self.rows, max(1, self.size.width - self._names))

    @property
    def _body(self) -> int:
        """Rows of vehicles that are seen at once: all but scale, windows, stop and legend."""
        return max(1, self.size.height - 4)

    def _settle(self) -> None:
        """Keep the row that is looked at on screen."""
        body = self._body
        if self.cursor < self.top:
            self.top = self.cursor
        elif self.cursor >= self.top + body:
            self.top = self.cursor - body + 1
        self.top = max(0, min(self.top, len(self.rows) - body))

    def _row_at(self, y: int) -> int | None:
        """Return which row is drawn on a line; None: none, or the windows of one."""
        index = self.top + y - 1
        if y < 1 or index == self.cursor + 1 or y >= self.size.height - 2:
            return None
        index -= index > self.cursor
        return index if index < len(self.rows) else None

    def render_line(self, y: int) -> Strip:
        """Draw a line."""
        width, height = self.size.width, self.size.height
        if y == 0:
            return self._header(width)
        if y == height - 1:
            return self._legend(width)
        if y == height - 2:
            label = self.get_component_rich_style("timeline--label")
            return Strip([Segment(cut(self._about(), width), label)])
        index = self._row_at(y)
        if index is not None:
            return self._row(index, width)
        if self.rows and self.top + y - 2 == self.cursor:
            return self._windows(width)
        return Strip.blank(width, self.rich_style)

    def _header(self, width: int) -> Strip:
        style = self.get_component_rich_style("timeline--header")
        scale = self._scale
        cells = [" "] * scale.width
        for cell, label in scale.labels():
            cells[cell : cell + len(label)] = label
        more = "▲" if self.top else " "
        segments = [Segment(cut(more + _("Vehicle"), self._names), style)]
        if self.now is not None and scale.start <= self.now < scale.end:
            at = scale.cell(self.now)
            sign = NOW if cells[at] == " " else cells[at]
            cursor = self.get_component_rich_style("timeline--cursor")
            segments += [Segment("".join(cells[:at]), style), Segment(sign, cursor)]
            cells = cells[at + 1 :]
        segments.append(Segment("".join(cells), style))
        return Strip(segments).crop(0, width)

    def _row(self, index: int, width: int) -> Strip:
        row = self.rows[index]
        here = index == self.cursor
        base = self.get_component_rich_style("timeline--here") if here else self.rich_style
        below = index == self.top + self._body - 1 < len(self.rows) - 1
        mark = "!" if row.late else "▼" if below else " "
        name = "timeline--late" if row.late else "timeline--name"
        segments = [
            Segment(mark, base + self.get_component_rich_style(name, partial=True)),
            Segment(cut(row.name, self._names - 1), base),
        ]
        strip = drawn(row, self._scale, self.stop if here else "")
        cells = zip(strip.doing, strip.stops, strict=True)
        second = {stop.id for stop in row.stops[1::2]}
        for (doing, stop), run in groupby(cells):
            sign = OTHER if doing is Doing.SERVING and stop in second else SIGNS[doing]
            chosen = here and bool(stop) and stop == self.stop
            text = sign * sum(1 for _cell in run)
            segments.append(Segment(text, self._cell_style(base, doing, chosen=chosen)))
        return Strip(segments).crop(0, width)

    def _cell_style(self, base: Style, doing: Doing, *, chosen: bool) -> Style:
        if chosen:
            return self.get_component_rich_style("timeline--cursor")
        if doing is Doing.NOTHING:
            return base
        name = f"timeline--{_PARTS[doing]}"
        return base + self.get_component_rich_style(name, partial=True)

    def _windows(self, width: int) -> Strip:
        """Draw the windows of the stop under its row; the one that is kept, or missed, in words."""
        stop = self.timed
        style = self.get_component_rich_style("timeline--windows")
        if stop is None:
            return Strip.blank(width, self.rich_style)
        line = windows_drawn(stop, self._scale)
        said = _("any time")
        if stop.windows:
            kept = (one for one in stop.windows if stop.begin <= one[1])
            start, end = next(kept, stop.windows[-1])
            said = f"{clock(start)}–{clock(end)}"
        return Strip([Segment(cut(f" {said}", self._names) + line, style)]).crop(0, width)

    def _about(self) -> str:
        """Return what there is to say about the stop that is looked at."""
        stop = self.timed
        if stop is None:
            return ""
        said = [
            _("trip {number}").format(number=stop.trip + 1),
            _("arrives {time}").format(time=clock(stop.arrival)),
            _("leaves {time}").format(time=clock(stop.departure)),
        ]
        if stop.begin > stop.arrival:
            said.insert(2, _("begins {time}").format(time=clock(stop.begin)))
        if stop.late:
            said.insert(0, _("late by {minutes} min").format(minutes=-(-stop.late // 60)))
        facts = " · ".join(said)
        room = max(10, self.size.width - len(facts) - 5)
        name = stop.name if len(stop.name) <= room else cut(stop.name, room)
        return f" {name} · {facts}"

    def _legend(self, width: int) -> Strip:
        label = self.get_component_rich_style("timeline--label")
        segments: list[Segment] = []
        used = 0
        for doing, name in LEGEND:
            text = f" {_(name)} "
            if used + len(text) + 2 > width:
                break
            style = self._cell_style(self.rich_style, doing, chosen=False)
            segments += [Segment(f" {SIGNS[doing]}", style), Segment(text, label)]
            used += len(text) + 2
        segments.append(Segment(" " * max(0, width - used), label))
        return Strip(segments)
