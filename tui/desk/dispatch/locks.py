"""What planning leaves as it is: locked stops and trips, orders that ride on one vehicle only."""

from __future__ import annotations

from tui.desk.dialogs import Choice, Menu
from tui.desk.dispatch.board import Board
from tui.desk.dispatch.days import Days
from tui.desk.dispatch.moving import Moving
from tui.desk.dispatch.rows import Row
from tui.desk.dispatch.trips import Trips
from tui.flows.desk.dispatch.room import pinned, stop_locked, trip_locked
from tui.locale import _


class Locks:
    """Locks of a day; they are stored at once."""

    def __init__(self, board: Board, moving: Moving, days: Days, trips: Trips) -> None:
        self._board, self._tables = board, board.tables
        self._moving, self._days, self._trips = moving, days, trips

    def turn(self) -> None:
        """Lock what the cursor is on, or open it."""
        if self._board.shown is not None:
            self._board.perform(self._turn)

    async def _turn(self) -> None:
        row = self._tables.row
        if self._tables.in_pool or row is None:
            await self._pin()
            return
        row = await self._moving.stored(row)
        if row is None:
            return
        choices = []
        if row.stop is not None:
            stop = _("Unlock the stop") if row.stop.locked else _("Lock it and those before it")
            choices.append(Choice("stop", stop))
            choices.append(Choice("pin", _("Let its order ride on this vehicle only")))
        trip = _("Unlock the trip") if row.trip.locked else _("Lock the whole trip")
        choices.append(Choice("trip", trip))
        match await self._board.ask(Menu(_("Locks"), choices)):
            case "pin":
                await self._pin()
            case "trip":
                locked = not row.trip.locked
                await self._board.flow(trip_locked, trip_id=row.trip.trip_id, locked=locked)
                await self._days.reread()
            case "stop":
                await self._turn_stop(row)

    async def _turn_stop(self, row: Row) -> None:
        stop, shown = row.stop, self._board.shown
        if stop is None or shown is None:
            return
        stops = shown.day.trip_by_id[row.trip.trip_id].stops
        key = next((one.id for one in stops if stop.parts[0] in one.parts), 0)
        await self._board.flow(
            stop_locked, trip_id=row.trip.trip_id, stop_id=key, locked=not stop.locked
        )
        await self._days.reread()

    async def _pin(self) -> None:
        part, shown = await self._trips.one_part(), self._board.shown
        if part is None or shown is None:
            return
        demand = shown.day.part_by_id[part].demand
        vehicles = [one for one in shown.day.vehicles if one.vehicle_id is not None]
        choices = [Choice(0, _("Any vehicle"))]
        choices += [Choice(one.vehicle_id, one.name, one.plate) for one in vehicles]
        keys = [choice.value for choice in choices]
        row = self._tables.row
        here = row.trip.vehicle if row is not None and not self._tables.in_pool else ""
        wanted = demand.vehicle_id or next((v.vehicle_id for v in vehicles if v.id == here), 0)
        at = keys.index(wanted) if wanted in keys else 0
        title = _("{number} rides only on:").format(number=demand.number)
        chosen = await self._board.ask(Menu(title, choices, at=at))
        if chosen is None:
            return
        await self._board.flow(pinned, document_id=demand.document_id, vehicle_id=chosen or None)
        await self._days.reread()
