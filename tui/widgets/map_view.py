"""The map: depots, stops and routes in the terminal, near and far, gone through by keys."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.formatting import decimal_sign
from tui.locale import _
from tui.terminal.safety import safe
from tui.widgets.braille import Run
from tui.widgets.map_scene import (
    BLANK,
    CHOSEN,
    CHOSEN_STOP,
    DEPOT,
    HOUSE,
    HUES,
    LABEL,
    LEFT_OUT,
    NOBODY,
    OUTLINE,
    ROUTE,
    STOP,
    MapScene,
    Painter,
    View,
    fitting,
    hue_of,
    letter_of,
    scale_bar,
    streets_of,
)
from tui.widgets.telling import Retold, cut

STEP = 1.5
"""How much nearer or farther one press of a key goes."""

FAR = 0.25
"""Of the width and the height that one press moves the map by."""

REACH = 3
"""Cells around a click in which a stop is looked for."""

_PARTS = {
    OUTLINE: "outline",
    CHOSEN: "chosen",
    DEPOT: "depot",
    LEFT_OUT: "left-out",
    STOP: "stop",
    CHOSEN_STOP: "chosen-stop",
    LABEL: "label",
    **{ROUTE + hue: f"route-{hue}" for hue in range(HUES)},
}


DWARFED = 2.0
"""Stops that are left out and would make the rest so many times smaller are not shown at first."""


class MapView(Widget, Retold, can_focus=True):
    """The map with a legend below. It holds which trip and which stop are looked at."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"mapview--{part}" for part in _PARTS.values()}
    DEFAULT_CSS = """
    MapView { height: 1fr; width: 1fr; min-height: 4; }
    MapView > .mapview--outline { color: $foreground 35%; }
    MapView > .mapview--route-0 { color: #4fb3d9; }
    MapView > .mapview--route-1 { color: #7fc97f; }
    MapView > .mapview--route-2 { color: #e0b040; }
    MapView > .mapview--route-3 { color: #c98fe0; }
    MapView > .mapview--route-4 { color: #7f9ff0; }
    MapView > .mapview--route-5 { color: #e09060; }
    MapView > .mapview--chosen { color: $foreground; text-style: bold; }
    MapView > .mapview--chosen-stop { color: $foreground; background: $accent; text-style: bold; }
    MapView:focus > .mapview--chosen-stop { text-style: bold reverse; }
    MapView > .mapview--depot { color: $foreground; text-style: bold; }
    MapView > .mapview--left-out { color: $error; text-style: bold; }
    MapView > .mapview--label { color: $foreground; }
    MapView > .mapview--stop { color: $foreground 80%; }
    MapView:ansi > .mapview--outline { color: ansi_default; text-style: dim; }
    MapView:ansi > .mapview--route-0 { color: ansi_cyan; }
    MapView:ansi > .mapview--route-1 { color: ansi_green; }
    MapView:ansi > .mapview--route-2 { color: ansi_yellow; }
    MapView:ansi > .mapview--route-3 { color: ansi_magenta; }
    MapView:ansi > .mapview--route-4 { color: ansi_bright_blue; }
    MapView:ansi > .mapview--route-5 { color: ansi_bright_green; }
    MapView:ansi > .mapview--chosen { color: ansi_default; text-style: bold; }
    MapView:ansi > .mapview--chosen-stop { color: ansi_black; background: ansi_cyan; }
    MapView:ansi > .mapview--depot { color: ansi_default; text-style: bold; }
    MapView:ansi > .mapview--left-out { color: ansi_red; text-style: bold; }
    MapView:ansi > .mapview--label { color: ansi_default; }
    MapView:ansi > .mapview--stop { color: ansi_default; }
    MapView:nocolor > .mapview--chosen-stop { text-style: reverse; }
    MapView:nocolor > .mapview--left-out { text-style: bold reverse; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("plus,equals_sign", "zoom(1)", show=False),
        Binding("minus,underscore", "zoom(-1)", show=False),
        Binding("shift+left,ctrl+left", "pan(-1, 0)", show=False),
        Binding("shift+right,ctrl+right", "pan(1, 0)", show=False),
        Binding("shift+up,ctrl+up", "pan(0, -1)", show=False),
        Binding("shift+down,ctrl+down", "pan(0, 1)", show=False),
        Binding("home", "fit", show=False),
        Binding("end", "fit_trip", show=False),
        Binding("left", "next_stop(-1)", show=False),
        Binding("right", "next_stop(1)", show=False),
        Binding("up", "next_trip(-1)", show=False),
        Binding("down", "next_trip(1)", show=False),
        Binding("space", "alone", show=False),
        Binding("enter", "choose", show=False),
    ]

    class Moved(Message):
        """Another trip or another stop is looked at."""

        def __init__(self, view: MapView) -> None:
            super().__init__()
            self.view = view

        @property
        def control(self) -> MapView:
            return self.view

    class Chosen(Moved):
        """Enter, or a second click on a stop."""

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.scene = MapScene()
        self.trip = ""
        """Id of the trip that is looked at; "": none, or those left out."""
        self.stop = ""
        """Id of the stop that is looked at; "": none."""
        self.view = View()
        self.alone = False
        """Whether only the way of the trip that is looked at is drawn."""
        self._seen_whole = True
        """Whether all of the scene is shown, and stays so when the size or the scene changes."""
        self._everything = False
        """Whether somebody asked for the stops that are left out, however far away they are."""
        self._painter = Painter()
        self._rows: list[tuple[Run, ...]] = []
        self._inks: dict[int, Style] = {}

    # What whoever shows the map tells it

    def show(self, scene: MapScene) -> None:
        """Show another scene; trip, stop and view stay where they still make sense."""
        self.scene = scene
        if self.trip not in scene.trip_by_id:
            self.trip = ""
        if self.stop not in scene.stop_by_id:
            self.stop = ""
        elif self.trip:
            self.trip = scene.trip_of.get(self.stop, "")
        if self._seen_whole:
            self.view = self._fitting()
        self._draw()

    def select(self, *, trip: str = "", stop: str = "") -> None:
        """Look at a trip and a stop, without telling anybody; the stop comes into sight.

        Args:
            trip: id; "", or one that is not on the map: that of the stop.
            stop: id; "", or one that is not on the map: none.
        """
        self.trip = trip if trip in self.scene.trip_by_id else self.scene.trip_of.get(stop, "")
        self.stop = stop if stop in self.scene.stop_by_id else ""
        self._follow()
        self._draw()

    def retell(self) -> None:
        self.refresh()

    @staticmethod
    def hint() -> str:
        """Return what keys do here, for the line below."""
        return _("←→ stops  ↑↓ trips  +- zoom  Shift+←→ move  Home all  End trip  Space alone")

    # What a person does

    def action_zoom(self, by: int) -> None:
        """Come nearer to the stop that is looked at, or to the middle; or go away from it."""
        spot = self.scene.spots.get(self.stop)
        view = self.view.zoomed(STEP**by)
        if spot is not None and view.scale != self.view.scale:
            part = self.view.scale / view.scale
            x, y = spot
            view = View(x + (self.view.x - x) * part, y + (self.view.y - y) * part, view.scale)
        self._look(view)

    def action_pan(self, across: int, down: int) -> None:
        """Move the map by a quarter of what is seen."""
        width, height = self._room
        self._look(self.view.moved(across * max(1, width * FAR), down * max(1, height * FAR)))

    def action_fit(self) -> None:
        """Show everything."""
        self._seen_whole = self._everything = True
        self.view = self._fitting()
        self._draw()

    def action_fit_trip(self) -> None:
        """Show the trip that is looked at, all of it and nothing more."""
        way = self.scene.ways.get(self.trip)
        if way:
            self._look(fitting(way, *self._room))

    def action_next_stop(self, by: int) -> None:
        """Look at the next stop of the trip, or of those left out."""
        stops = self._stops(self.trip)
        if not stops:
            self.action_next_trip(by)
            return
        at = stops.index(self.stop) + by if self.stop in stops else min(by, 0)
        self._go_to(self.trip, stops[at % len(stops)])

    def action_next_trip(self, by: int) -> None:
        """Look at the next trip; behind the last one come the stops that are left out."""
        ids = [trip.id for trip in self.scene.trips]
        if self.scene.left_out:
            ids.append("")
        if not ids:
            return
        looks = self.trip if self.trip or self.stop else None
        at = ids.index(looks) + by if looks in ids else min(by, 0)
        trip = ids[at % len(ids)]
        self._go_to(trip, next(iter(self._stops(trip)), ""))

    def action_alone(self) -> None:
        """Draw only the way of the trip that is looked at, or all of them again."""
        self.alone = not self.alone
        self._draw()

    def action_choose(self) -> None:
        """Take the stop that is looked at."""
        if self.stop or self.trip:
            self.post_message(self.Chosen(self))

    def on_click(self, event: events.Click) -> None:
        """Look at the stop nearest to the click; a second click takes it."""
        width, height = self._room
        found = []
        for stop, at in self.scene.spots.items():
            column, row = self.view.cell(at, width, height)
            away = abs(column - event.x) + 2 * abs(row - event.y)
            if away <= REACH:
                found.append((away, stop))
        if not found:
            return
        stop = min(found)[1]
        if stop == self.stop:
            self.action_choose()
        else:
            self._go_to(self.scene.trip_of.get(stop, ""), stop)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Come nearer."""
        event.stop()
        self.action_zoom(1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Go farther away."""
        event.stop()
        self.action_zoom(-1)

    def on_resize(self) -> None:
        """Show as much as before."""
        if self._seen_whole:
            self.view = self._fitting()
        self._draw()

    def _stops(self, trip: str) -> tuple[str, ...]:
        if trip:
            return self.scene.trip_by_id[trip].stops
        return self.scene.left_out

    def _go_to(self, trip: str, stop: str) -> None:
        self.trip, self.stop = trip, stop
        self._follow()
        self._draw()
        self.post_message(self.Moved(self))

    def _look(self, view: View) -> None:
        self._seen_whole = False
        self.view = view
        self._draw()

    def _follow(self) -> None:
        """Bring the stop that is looked at into sight."""
        spot = self.scene.spots.get(self.stop)
        width, height = self._room
        if spot is None or not width or not height:
            return
        column, row = self.view.cell(spot, width, height)
        if not (0 <= column < width and 0 <= row < height):
            self._seen_whole = False
            self.view = View(*spot, self.view.scale)

    # Drawing

    @property
    def _room(self) -> tuple[int, int]:
        """Columns and rows of the map without its legend."""
        return self.size.width, max(0, self.size.height - 1)

    def _fitting(self) -> View:
        scene = self.scene
        houses = [at for at, _ in scene.houses]
        points = [*scene.spots.values(), *houses]
        planned = [scene.spots[stop] for stop in scene.trip_of if stop in scene.spots]
        if planned and not self._everything:
            near = fitting([*planned, *houses], *self._room)
            if near.scale > DWARFED * fitting(points, *self._room).scale:
                return near
        if not points:
            points = [at for _, way in streets_of(self.scene.outlines) for at in way]
        return fitting(points, *self._room)

    def _draw(self) -> None:
        """Draw the picture anew; only rows that differ go to the screen."""
        if not self.size.width:
            return
        canvas = self._painter.paint(
            self.scene, self.view, self._room, self.trip, self.stop, alone=self.alone
        )
        rows = canvas.rows()
        for y, row in enumerate(rows):
            if y >= len(self._rows) or self._rows[y] != row:
                self.refresh(Region(0, y, self.size.width, 1))
        self._rows = rows
        self.refresh(Region(0, self.size.height - 1, self.size.width, 1))

    def notify_style_update(self) -> None:
        """Colours have changed."""
        super().notify_style_update()
        self._inks = {}

    def _style(self, ink: int) -> Style:
        if ink not in self._inks:
            self._inks[ink] = (
                self.rich_style
                if ink == BLANK
                else self.get_component_rich_style(f"mapview--{_PARTS[ink]}")
            )
        return self._inks[ink]

    def render_line(self, y: int) -> Strip:
        """Draw a row of the map, or the legend below it."""
        width = self.size.width
        if y == self.size.height - 1:
            return self._legend(width)
        if y >= len(self._rows):
            return Strip.blank(width, self._style(BLANK))
        return Strip([Segment(text, self._style(ink)) for text, ink in self._rows[y]], width)

    def _legend(self, width: int) -> Strip:
        """Tell signs and letters, as many as fit; the scale stands at the right."""
        scale = self._scale(min(16, width // 5))
        room = width - len(scale) - 1
        plain = self._style(LABEL)
        segments: list[Segment] = []
        used = 0
        for sign, ink, text in self._signs():
            needed = len(sign) + len(text) + 3
            if used + needed > room:
                break
            segments += [Segment(f" {sign}", self._style(ink)), Segment(f" {text} ", plain)]
            used += needed
        segments.append(Segment(cut("", max(0, width - len(scale) - used)) + scale, plain))
        return Strip(segments).crop(0, width)

    def _signs(self) -> list[tuple[str, int, str]]:
        """Return sign, ink and meaning of all that is shown; what is looked at comes first."""
        scene = self.scene
        found = []
        if scene.left_out:
            left_out = _("left out: {count}").format(count=len(scene.left_out))
            found.append((NOBODY, LEFT_OUT, left_out))
        if scene.nowhere:
            found.append(("!", LEFT_OUT, _("not on the map: {count}").format(count=scene.nowhere)))
        trips = [(trip, number) for number, trip in enumerate(scene.trips)]
        trips.sort(key=lambda pair: pair[0].id != self.trip)
        for trip, number in trips:
            chosen = trip.id == self.trip
            ink = CHOSEN if chosen else hue_of(number)
            found.insert(0 if chosen else len(found), (letter_of(number), ink, safe(trip.name)))
        if scene.depots:
            found.insert(1 if self.trip else 0, (HOUSE, DEPOT, _("Depot")))
        return found

    def _scale(self, most: int) -> str:
        length, cells = scale_bar(self.view, max(2, most))
        kilometres = f"{length / 1000:g}".replace(".", decimal_sign())
        return f"├{'─' * max(0, cells - 2)}┤ " + _("{length} km").format(length=kilometres)
