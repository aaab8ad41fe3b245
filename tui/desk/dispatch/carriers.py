"""What there is between us and the carrier of a trip: papers, his trips, what he is owed."""

from __future__ import annotations

from functools import partial
from importlib import import_module

from core.documents.listing import Filter
from tui.desk.dialogs import Choice, Menu
from tui.desk.dispatch.board import Board
from tui.desk.dispatch.trips import Trips
from tui.desk.opening import open_card
from tui.locale import _

ACCRUALS, SETTLEMENTS, TRIPS = "carrier_accruals", "debts_by_partner", "trips"
"""Lists."""

BILLS = ("bill", "owe")
"""Commands of a trip's card that are about its carrier."""


class Carriers:
    """Documents for carriers."""

    def __init__(self, board: Board, trips: Trips) -> None:
        self._board, self._trips = board, trips

    def show(self) -> None:
        """Choose among the documents for the carrier of the trip under the cursor."""
        self._board.perform(self._show)

    async def _show(self) -> None:
        board, row = self._board, self._board.tables.row
        if row is None or board.shown is None:
            return
        vehicle = board.shown.day.vehicle_by_id[row.trip.vehicle]
        carrier = vehicle.carrier_id
        if carrier is None:
            said = _("{vehicle} is ours: there is no carrier to settle with.")
            board.warn(said.format(vehicle=vehicle.name))
            return
        of_carrier = (Filter("carrier", "eq", vehicle.carrier),)
        choices = []
        if row.trip.trip >= 0:
            choices.append(Choice(self._trips.paper, _("Papers of the trip …"), row.trip.number))
        choices.append(Choice(partial(self._list, TRIPS, of_carrier), _("Trips of the carrier")))
        if row.trip.trip_id:
            choices += await self._bills(row.trip.trip_id)
        if self._may(ACCRUALS):
            title = _("Owed to the carrier, trip by trip")
            choices.append(Choice(partial(self._list, ACCRUALS, of_carrier), title))
        if self._may(SETTLEMENTS):
            title = _("Settlements with the carrier")
            choices.append(Choice(partial(self._settlements, carrier), title))
        chosen = await board.ask(Menu(vehicle.carrier, choices))
        if chosen is not None:
            board.look_again = True
            await chosen()

    async def _bills(self, trip_id: int) -> list[Choice]:
        """Return what can be told of the carrier's bill; nothing before the trip is closed."""
        of = self._board.desk.form(TRIPS)
        if of is None:
            return []
        card = await self._board.opened(of, trip_id)
        return [
            Choice(partial(self._trips.run, one.id), _(one.title), card.heading)
            for one in self._board.desk.commands(of, card)
            if one.id in BILLS
        ]

    async def _list(self, name: str, filters: tuple[Filter, ...]) -> None:
        desk, screens = self._board.desk, import_module("tui.desk.list_screen")
        screen = screens.ListScreen(desk, desk.listing(name), filters=filters)
        self._board.screen.shell.push_screen(screen)

    async def _settlements(self, partner: int) -> None:
        of = self._board.desk.form(SETTLEMENTS)
        if of is not None:
            await open_card(self._board.screen, of, partner)

    def _may(self, name: str) -> bool:
        return self._board.desk.actor.may(self._board.desk.listing(name).read)
