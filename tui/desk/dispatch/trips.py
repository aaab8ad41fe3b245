"""What a dispatcher does with trips beside moving stops: new ones, goods, papers, loading."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from core.access.roles import Permission
from core.delivery.planning import moves
from core.delivery.planning.day_shape import DAY_END
from core.delivery.statuses import TripStatus
from core.delivery.trips.forming import NewTrip
from core.kernel.daytime import time_text
from core.kernel.i18n import N_
from tui.desk.asking import Ask
from tui.desk.dialogs import Choice, Menu
from tui.desk.dispatch.board import Board
from tui.desk.dispatch.days import Days
from tui.desk.dispatch.moving import Moving
from tui.desk.dispatch.rows import empty_key, window
from tui.desk.dispatch.told import overload_words
from tui.desk.opening import open_card, print_card, run_command
from tui.flows.desk.dispatch.room import trip_made
from tui.flows.desk.registry import form_of_type
from tui.flows.desk.shapes import Card, Field, FieldKind, Form, Given
from tui.formatting import fill
from tui.locale import _

TYPE_ONLY = "type"

LIST = "trips"
"""Name of the list of trips, and so of their form."""

RELEASE = "release"

STEPS = {
    None: ((RELEASE, N_("Give to loading")),),
    TripStatus.FORMING: ((RELEASE, N_("Give to loading")),),
    TripStatus.TO_LOAD: (
        ("depart", N_("Send off")),
        ("recall", N_("Take back from loading")),
    ),
    TripStatus.DEPARTED: (("undepart", N_("The vehicle did not leave")),),
}
"""Status of a trip → commands of its card that are offered at the desk, and their titles."""


class Trips:
    """Trips as documents, and the goods on them."""

    def __init__(self, board: Board, moving: Moving, days: Days) -> None:
        self._board, self._tables = board, board.tables
        self._moving, self._days = moving, days

    # New trips

    def new(self) -> None:
        """Make a new trip: choose its vehicle."""
        if self._board.shown is not None:
            self._board.perform(self._new)

    async def _new(self) -> None:
        board = self._board
        parts = self._tables.wanted() if self._tables.marked else []
        menu = self._vehicles(carrying=bool(parts))
        menu.append(Choice(TYPE_ONLY, _("Only a type, the vehicle is not known yet")))
        chosen = await board.ask(Menu(_("Which vehicle?"), menu))
        if chosen is None:
            return
        if chosen == TYPE_ONLY:
            await self._new_of_type()
        elif not parts:
            await self._new_empty(chosen)
        elif self._moving.movable(parts, None):
            move = partial(moves.new_trip, parts=parts, vehicle=chosen)
            await self._moving.make(move, parts[0])

    def _vehicles(self, *, carrying: bool) -> list[Choice]:
        """Return the vehicles of the day, the idlest first."""
        shown, choices = self._board.shown, []
        if shown is None:
            return []
        for vehicle in shown.day.vehicles:
            runs = [row for row in shown.view.trips if row.vehicle == vehicle.id and row.trip >= 0]
            if len(runs) >= vehicle.max_trips > 0 and carrying:
                continue
            busy = ", ".join(window(row.starts_at, row.ends_at) for row in runs) or _("free")
            room = f"{vehicle.payload_kg} {_('kg')}" if vehicle.payload_kg else ""
            told = " · ".join(filter(None, (busy, room, vehicle.driver)))
            name = f"{vehicle.name} {vehicle.plate}".rstrip()
            choices.append((len(runs), Choice(vehicle.id, name, told)))
        choices.sort(key=lambda pair: pair[0])
        return [choice for _runs, choice in choices]

    async def _new_empty(self, vehicle: str) -> None:
        board, shown = self._board, self._board.shown
        if shown is None or board.yard is None:
            return
        of = shown.day.vehicle_by_id[vehicle]
        new = NewTrip(
            planned_on=board.day,
            warehouse_id=board.yard.id,
            vehicle_id=of.vehicle_id,
            vehicle_type_id=of.type_id,
        )
        done = await board.flow(trip_made, new=new)
        self._tables.goes_to = empty_key(done.id)
        await self._days.reread()
        said = _("{number} is made, for {vehicle}. Mark what it carries with Space, then >.")
        board.say(said.format(number=done.number, vehicle=f"{of.name} {of.plate}".rstrip()))

    async def _new_of_type(self) -> None:
        fields = (
            Field(
                "vehicle_type_id",
                N_("Type of vehicle"),
                FieldKind.ROW,
                of="vehicle_type",
                required=True,
                width=24,
            ),
        )
        board = self._board
        dialog = Ask(board.desk, lambda: _("A trip of a type"), fields, {})
        asked = await board.ask(dialog)
        if asked is None or board.yard is None:
            return
        new = NewTrip(
            planned_on=board.day,
            warehouse_id=board.yard.id,
            vehicle_type_id=asked["vehicle_type_id"],
        )
        done = await board.flow(trip_made, new=new)
        await self._days.reread()
        board.say(_("{number} is made.").format(number=done.number))

    # Goods

    def pick(self) -> None:
        """Open the goods of a stop, or of a part that waits, to cut some off."""
        if self._board.shown is not None:
            self._board.perform(self._goods)

    async def _goods(self) -> None:
        board = self._board
        part = await self.one_part()
        shown = board.shown
        if part is None or shown is None:
            return
        of = shown.day.part_by_id[part]
        if not of.lines or not of.lines[0].disposition_line_id:
            board.warn(_("It has no goods that could be cut."))
            return
        fields = tuple(
            Field(f"line{line.disposition_line_id}", line.item, FieldKind.QUANTITY, width=10)
            for line in of.lines
        )
        values = {f"line{line.disposition_line_id}": line.quantity for line in of.lines}
        said = _("{number}: how much stays here? The rest goes back to what waits.")
        title = said.format(number=of.number)
        asked = await board.ask(Ask(board.desk, lambda: title, fields, values))
        if asked is None:
            return
        taken = {
            line.disposition_line_id: line.quantity
            - (asked[f"line{line.disposition_line_id}"] or 0)
            for line in of.lines
        }
        if not any(taken.values()) or not self._moving.movable([part], None):
            return
        await board.call(lambda session: session.split(part, taken))
        board.draw()
        board.say(_("{number} is cut; the rest waits.").format(number=of.number))

    def time(self) -> None:
        """Give the stop under the cursor, or a document of it, another time."""
        if self._board.shown is not None:
            self._board.perform(self._time)

    async def _time(self) -> None:
        board, row, shown = self._board, self._tables.row, self._board.shown
        if shown is None or row is None or row.stop is None or self._tables.in_pool:
            board.warn(_("Stand on a stop of a trip."))
            return
        parts = await self._some_of(row.stop.parts)
        if not parts or not self._moving.movable(parts, None):
            return
        part = shown.day.part_by_id[parts[0]]
        fields = (
            Field("window_from", N_("Time from"), FieldKind.TIME, width=5),
            Field("window_to", N_("Time until"), FieldKind.TIME, width=5),
        )
        values = {"window_from": part.window_from, "window_to": part.window_to}
        numbers = ", ".join(dict.fromkeys(shown.day.part_by_id[one].number for one in parts))
        title = _("{number}: at which time on this trip?").format(number=numbers)
        asked = await board.ask(Ask(board.desk, lambda: title, fields, values))
        if asked is None:
            return
        begin, end = asked["window_from"] or 0, asked["window_to"] or DAY_END
        if (begin, end) == (part.window_from, part.window_to):
            return
        self._tables.goes_to = parts[0]
        await board.call(lambda session: session.retime(parts, begin, end))
        self._tables.marked.clear()
        board.draw()
        said = _("{number} is visited {window}, as a stop of its own; ^S saves.")
        if parts == list(row.stop.parts):
            said = _("{number} is visited {window}; ^S saves.")
        times = f"{time_text(begin)}–{time_text(end)}"
        board.say(said.format(number=numbers, window=times))

    async def _some_of(self, parts: Sequence[str]) -> list[str]:
        """Return the marked ones of the parts of a stop; without marks, those that are chosen."""
        marked = [part for part in parts if part in self._tables.marked]
        shown = self._board.shown
        if marked or len(parts) < 2 or shown is None:  # noqa: PLR2004 - one needs no choice
            return marked or list(parts)
        by_id = shown.day.part_by_id
        choices = [Choice(list(parts), _("All of the stop"))]
        choices += [Choice([part], by_id[part].number, by_id[part].partner) for part in parts]
        found: list[str] | None = await self._board.ask(Menu(_("Whose time?"), choices))
        return found or []

    async def one_part(self) -> str | None:
        """Return the part under the cursor; of several, the one that is chosen."""
        parts, shown = sorted(self._tables.here()), self._board.shown
        if len(parts) < 2 or shown is None:  # noqa: PLR2004 - one needs no choice
            return parts[0] if parts else None
        by_id = shown.day.part_by_id
        choices = [Choice(part, by_id[part].number, by_id[part].partner) for part in parts]
        found: str | None = await self._board.ask(Menu(_("Whose goods?"), choices))
        return found

    # Cards, papers, loading

    def open(self) -> None:
        """Open the document, or the trip, under the cursor."""
        self._board.perform(self._open)

    async def _open(self) -> None:
        board, row = self._board, self._tables.row
        if board.shown is None:
            return
        if not self._tables.in_pool and row is not None and row.stop is None:
            if row.trip.trip_id:
                await self._show(LIST, row.trip.trip_id)
            return
        part = await self.one_part()
        if part is not None:
            demand = board.shown.day.part_by_id[part].demand
            await self._show(form_of_type(demand.type), demand.document_id)

    async def _show(self, form: str, key: int) -> None:
        of = self._board.desk.form(form)
        if of is not None:
            self._board.look_again = True
            await open_card(self._board.screen, of, key)

    def print(self) -> None:
        """Print papers of the trip under the cursor; the whole set comes first."""
        self._board.perform(self.paper)

    async def paper(self) -> None:
        """Choose a paper of the trip under the cursor, and print it."""
        found = await self._card()
        if found is not None:
            await print_card(self._board.screen, *found)

    async def _card(self) -> tuple[Form, Card] | None:
        """Return the card of the trip under the cursor, stored as it is shown."""
        of, row = self._board.desk.form(LIST), self._tables.row
        if of is None or row is None:
            return None
        row = await self._moving.stored(row)
        if row is None:
            return None
        return of, await self._board.opened(of, row.trip.trip_id)

    def choices(self) -> list[Choice]:
        """Return what can be done with the trip under the cursor by its status."""
        row = self._tables.row
        may = self._board.desk.actor.may(Permission.TRIP_RELEASE)
        if row is None or row.trip.trip < 0 or not may:
            return []
        pairs = STEPS.get(row.trip.status, ())
        trip = row.trip
        about = " ".join(filter(None, (trip.number, trip.name, trip.plate)))
        return [Choice(name, _(title), about) for name, title in pairs]

    async def run(self, name: str) -> None:
        """Do with the trip under the cursor what its card offers: load, recall, send off."""
        board, found = self._board, await self._card()
        if found is None:
            return
        of, card = found
        command = next((one for one in board.desk.commands(of, card) if one.id == name), None)
        if command is None:
            board.warn(_("That cannot be done with the trip now."))
            return
        row = self._tables.row
        warning = overload_words(row.trip) if name == RELEASE and row is not None else ""
        done = await run_command(board.screen, of, card, command, Given(), warning=warning)
        if done is not None:
            await self._days.reread()
            board.say(fill(_(done.message), done.facts))
