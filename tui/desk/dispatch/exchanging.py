"""Two stops of a plan change places, or two vehicles all their work."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from core.delivery.planning import moves
from tui.desk.dialogs import Choice, Menu
from tui.desk.dispatch.board import Board
from tui.desk.dispatch.moving import Moving
from tui.desk.dispatch.told import names_of, priced_words
from tui.flows.desk.dispatch.previews import Preview
from tui.flows.desk.dispatch.session import Move, PlanningSession
from tui.flows.desk.dispatch.views import TripRow
from tui.locale import _


class Exchanging:
    """Moves of two things at once."""

    def __init__(self, board: Board, moving: Moving) -> None:
        self._board, self._tables, self._moving = board, board.tables, moving

    def begin(self) -> None:
        """Let two marked stops change places; without marks, a vehicle and another one."""
        if self._board.shown is None:
            return
        stops = self._tables.stops_marked()
        here = self._tables.stop_here()
        if len(stops) == 1 and here and here != stops[0]:
            stops.append(here)
        row = self._tables.row
        if len(stops) == 2:  # noqa: PLR2004 - a pair
            self._board.perform(self._stops, *stops)
        elif not self._tables.marked and not self._tables.in_pool and row is not None and not here:
            self._board.perform(self._vehicles, row.trip)
        else:
            self._board.warn(
                _("Mark two stops with Space, or one and stand on another; or stand on a trip.")
            )

    async def _stops(self, ones: Sequence[str], others: Sequence[str]) -> None:
        parts = [*ones, *others]
        host = next((row.trip for row in self._tables.rows if {*row.parts} & {*parts}), None)
        if host is None:
            self._board.warn(_("Both wait: there is nothing to swap."))
        elif self._moving.movable(parts, host):
            move = partial(moves.swap, ones=ones, others=others)
            preview = await self._board.call(lambda session: session.preview(move))
            await self._made(move, ones[0], preview)

    async def _vehicles(self, trip: TripRow) -> None:
        shown = self._board.shown
        if shown is None:
            return
        fixed = {row.vehicle for row in shown.view.trips if row.fixed} | {trip.vehicle}
        names = [one.id for one in shown.day.vehicles if one.id not in fixed]
        priced = await self._board.call(lambda session: _priced(session, trip.vehicle, names))
        called = names_of(shown)
        choices = [
            Choice(name, called.vehicle(name), priced_words(preview, shown))
            for name, preview in sorted(zip(names, priced, strict=True), key=_burden)
            if preview.plan != shown.plan
        ]
        if not choices:
            self._board.warn(_("There is no other vehicle with work to swap."))
            return
        title = _("{vehicle}: swap all its work with which vehicle?")
        title = title.format(vehicle=called.vehicle(trip.vehicle))
        other = await self._board.ask(Menu(title, choices))
        if other is None:
            return
        rows = [row for row in shown.view.trips if row.vehicle in {trip.vehicle, other}]
        parts = [part for row in rows for stop in row.stops for part in stop.parts]
        if self._moving.movable(parts, None):
            move = partial(moves.exchanged, vehicle=trip.vehicle, other=other)
            await self._made(move, parts[0], priced[names.index(other)])

    async def _made(self, move: Move, goes_to: str, preview: Preview) -> None:
        """Make a move that was priced before, and say its price."""
        await self._moving.make(move, goes_to)
        if self._board.shown is not None:
            said = _("They have changed places: {price}.")
            self._board.say(said.format(price=priced_words(preview, self._board.shown)))


def _priced(session: PlanningSession, vehicle: str, others: Sequence[str]) -> list[Preview]:
    """Return what it would do to swap the work of a vehicle with that of each of the others."""
    return [
        session.preview(partial(moves.exchanged, vehicle=vehicle, other=other)) for other in others
    ]


def _burden(offer: tuple[str, Preview]) -> tuple[int, int, int]:
    """Return what to sort offers by: rules broken, lateness, money."""
    preview = offer[1]
    return (len(preview.broken), preview.late, preview.cost.minor)
