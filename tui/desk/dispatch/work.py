"""What a dispatcher does with trips and days: new ones, goods, locks, loading, papers."""

from __future__ import annotations

import datetime as dt
from functools import partial

from core.delivery.planning import moves
from core.delivery.statuses import TripStatus
from core.delivery.trips.forming import NewTrip
from core.kernel.i18n import N_
from tui.desk.dialogs import Choice, Confirm, Menu
from tui.desk.dispatch.dialogs import FieldsDialog
from tui.desk.dispatch.planning import Planning
from tui.desk.dispatch.rows import Row, window
from tui.desk.keys import waiting
from tui.desk.opening import open_card, print_card, run_command
from tui.flows.desk.dispatch.room import (
    Yard,
    copied,
    pinned,
    stop_locked,
    trip_locked,
    trip_made,
    yards,
)
from tui.flows.desk.registry import form_of_type
from tui.flows.desk.shapes import Field, FieldKind, Given
from tui.formatting import fill
from tui.locale import _
from tui.texts.form import Severity

TYPE_ONLY = "type"


class Working(Planning):
    """Trips and days."""

    yard: Yard | None

    async def begin(self) -> None:
        """Read the day."""
        raise NotImplementedError

    # New trips

    def do_new(self) -> None:
        """Make a new trip: choose its vehicle."""
        if self.ready():
            self.perform(self._new)

    async def _new(self) -> None:
        shown = self.shown
        if shown is None:
            return
        parts = self.wanted()
        choices = []
        for vehicle in shown.day.vehicles:
            runs = [row for row in shown.view.trips if row.vehicle == vehicle.id and row.trip >= 0]
            if len(runs) >= vehicle.max_trips > 0 and parts:
                continue
            busy = ", ".join(window(row.starts_at, row.ends_at) for row in runs) or _("free")
            room = f"{vehicle.payload_kg} {_('kg')}" if vehicle.payload_kg else ""
            told = " · ".join(filter(None, (busy, room, vehicle.driver)))
            choices.append((len(runs), Choice(vehicle.id, vehicle.name, told)))
        choices.sort(key=lambda pair: pair[0])
        menu = [choice for _runs, choice in choices]
        menu.append(Choice(TYPE_ONLY, _("Only a type, the vehicle is not known yet")))
        chosen = await self.shell.push_screen_wait(Menu(_("Which vehicle?"), menu))
        if chosen is None:
            return
        if chosen == TYPE_ONLY:
            await self._new_of_type()
        elif parts:
            if self.movable(parts, None):
                await self.make(partial(moves.new_trip, parts=parts, vehicle=chosen), parts[0])
        else:
            at = next(n for n, row in enumerate(self.rows) if row.trip.vehicle == chosen)
            self.trip_grid.go_to(at)
            self.say(_("Mark what it carries with Space, then >."))

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
        dialog = FieldsDialog(self.desk, lambda: _("A trip of a type"), fields, {})
        asked = await self.shell.push_screen_wait(dialog)
        if asked is None or self.yard is None:
            return
        new = NewTrip(
            planned_on=self.day,
            warehouse_id=self.yard.id,
            vehicle_type_id=asked["vehicle_type_id"],
        )
        done = await waiting(self.desk.ask, partial(trip_made, new=new))
        await self.reread()
        self.say(_("{number} is made.").format(number=done.number))

    def do_copy(self) -> None:
        """Begin the day with the vehicles of the last day that had trips."""
        if self.ready():
            self.perform(self._copy)

    async def _copy(self) -> None:
        if self.yard is None:
            return
        flow = partial(copied, day=self.day, warehouse_id=self.yard.id)
        made = await waiting(self.desk.ask, flow)
        if not made:
            self.say(_("There is no earlier day with other vehicles."), Severity.WARN)
            return
        await self.reread()
        self.say(_("Trips made for the vehicles of the last day: {count}.").format(count=len(made)))

    # Goods of a stop

    def do_pick(self) -> None:
        """Open the goods of a stop, or of a part that waits, to cut some off."""
        if self.shown is not None:
            self.perform(self._goods)

    async def _goods(self) -> None:
        part = await self._one_part()
        sitting, shown = self.sitting, self.shown
        if part is None or sitting is None or shown is None:
            return
        of = shown.day.part_by_id[part]
        if not of.lines or not of.lines[0].disposition_line_id:
            self.say(_("It has no goods that could be cut."), Severity.WARN)
            return
        fields = tuple(
            Field(f"line{line.disposition_line_id}", line.item, FieldKind.QUANTITY, width=10)
            for line in of.lines
        )
        values = {f"line{line.disposition_line_id}": line.quantity for line in of.lines}
        said = _("{number}: how much stays here? The rest goes back to what waits.")
        dialog = FieldsDialog(self.desk, lambda: said.format(number=of.number), fields, values)
        asked = await self.shell.push_screen_wait(dialog)
        if asked is None:
            return
        taken = {
            line.disposition_line_id: line.quantity
            - (asked[f"line{line.disposition_line_id}"] or 0)
            for line in of.lines
        }
        if not any(taken.values()) or not self.movable([part], None):
            return
        await sitting.call(sitting.session.split, part, taken)
        self.draw()
        self.say(_("{number} is cut; the rest waits.").format(number=of.number))

    async def _one_part(self) -> str | None:
        """Return the part under the cursor; of several, the one that is chosen."""
        parts = sorted(self.here())
        if len(parts) < 2 or self.shown is None:  # noqa: PLR2004 - one needs no choice
            return parts[0] if parts else None
        by_id = self.shown.day.part_by_id
        choices = [Choice(part, by_id[part].number, by_id[part].partner) for part in parts]
        found: str | None = await self.shell.push_screen_wait(Menu(_("Whose goods?"), choices))
        return found

    # Locks

    def do_fix(self) -> None:
        """Lock what the cursor is on, or open it."""
        if self.ready():
            self.perform(self._lock)

    async def _lock(self) -> None:
        row = self.row
        if self.pool_grid.has_focus or row is None:
            await self._pin()
            return
        if not await self._stored(row) or self.row is None:
            return
        row = self.row  # stored by now
        trip_id = row.trip.trip_id
        choices = []
        if row.stop is not None:
            stop = _("Unlock the stop") if row.stop.locked else _("Lock it and those before it")
            choices.append(Choice("stop", stop))
            choices.append(Choice("pin", _("Let its order ride on this vehicle only")))
        trip = _("Unlock the trip") if row.trip.locked else _("Lock the whole trip")
        choices.append(Choice("trip", trip))
        chosen = await self.shell.push_screen_wait(Menu(_("Locks"), choices))
        if chosen == "pin":
            await self._pin()
        elif chosen == "trip":
            lock = partial(trip_locked, trip_id=trip_id, locked=not row.trip.locked)
            await waiting(self.desk.ask, lock)
            await self.reread()
        elif chosen == "stop" and row.stop is not None and self.shown is not None:
            stops = self.shown.day.trip_by_id[trip_id].stops
            key = next((one.id for one in stops if row.stop.parts[0] in one.parts), 0)
            stop_lock = partial(
                stop_locked, trip_id=trip_id, stop_id=key, locked=not row.stop.locked
            )
            await waiting(self.desk.ask, stop_lock)
            await self.reread()

    async def _pin(self) -> None:
        part = await self._one_part()
        shown = self.shown
        if part is None or shown is None:
            return
        demand = shown.day.part_by_id[part].demand
        vehicles = [one for one in shown.day.vehicles if one.vehicle_id is not None]
        choices = [Choice(0, _("Any vehicle"))]
        choices += [Choice(one.vehicle_id, one.name, one.plate) for one in vehicles]
        keys = [choice.value for choice in choices]
        row = self.row
        here = row.trip.vehicle if row is not None and not self.pool_grid.has_focus else ""
        wanted = demand.vehicle_id or next((v.vehicle_id for v in vehicles if v.id == here), 0)
        at = keys.index(wanted) if wanted in keys else 0
        title = _("{number} rides only on:").format(number=demand.number)
        chosen = await self.shell.push_screen_wait(Menu(title, choices, at=at))
        if chosen is None:
            return
        flow = partial(pinned, document_id=demand.document_id, vehicle_id=chosen or None)
        await waiting(self.desk.ask, flow)
        await self.reread()

    async def _stored(self, row: Row) -> bool:
        """Tell whether a trip is stored as it is shown; store the plan first where he agrees."""
        shown = self.shown
        if shown is None or row.trip.trip < 0:
            return False
        if shown.view.unsaved:
            question = _("The plan is not saved yet. Save it first?")
            if not await self.shell.push_screen_wait(Confirm(question, yes=_("Save"))):
                return False
            if not await self.store():
                return False
            now = self.row
            return now is not None and bool(now.trip.trip_id)
        return bool(row.trip.trip_id)

    # Cards, papers, loading

    def do_open(self) -> None:
        """Open the document, or the trip, under the cursor."""
        self.perform(self._open)

    async def _open(self) -> None:
        row, shown = self.row, self.shown
        if shown is None:
            return
        if not self.pool_grid.has_focus and row is not None and row.stop is None:
            of = self.desk.form("trips")
            if of is not None and row.trip.trip_id:
                self.look_again = True
                await open_card(self, of, row.trip.trip_id)
            return
        part = await self._one_part()
        if part is None:
            return
        demand = shown.day.part_by_id[part].demand
        of = self.desk.form(form_of_type(demand.type))
        if of is not None:
            self.look_again = True
            await open_card(self, of, demand.document_id)

    def do_print(self) -> None:
        """Print papers of the trip under the cursor; the whole set comes first."""
        self.perform(self._print)

    async def _print(self) -> None:
        of, row = self.desk.form("trips"), self.row
        if of is None or row is None or not await self._stored(row) or self.row is None:
            return
        card = await waiting(self.desk.open, of, self.row.trip.trip_id)
        await print_card(self, of, card)

    async def run_trip(self, name: str) -> None:
        """Do with the trip under the cursor what its card offers: load, recall, send off."""
        of, row = self.desk.form("trips"), self.row
        if of is None or row is None or not await self._stored(row) or self.row is None:
            return
        card = await waiting(self.desk.open, of, self.row.trip.trip_id)
        command = next((one for one in self.desk.commands(of, card) if one.id == name), None)
        if command is None:
            self.say(_("That cannot be done with the trip now."), Severity.WARN)
            return
        done = await run_command(self, of, card, command, Given())
        if done is not None:
            await self.reread()
            self.say(fill(_(done.message), done.facts))

    def trip_choices(self) -> list[Choice]:
        """Return what can be done with the trip under the cursor by its status."""
        row = self.row
        if row is None or row.trip.trip < 0:
            return []
        found = {
            None: (("release", _("Give to loading")),),
            TripStatus.FORMING: (("release", _("Give to loading")),),
            TripStatus.TO_LOAD: (
                ("depart", _("Send off")),
                ("recall", _("Take back from loading")),
            ),
            TripStatus.DEPARTED: (("undepart", _("The vehicle did not leave")),),
        }
        pairs = found.get(row.trip.status, ())
        return [Choice(name, title, row.trip.name) for name, title in pairs]

    # Other days

    def do_day_before(self) -> None:
        """Go to the day before."""
        self.perform(self._go, self.day - dt.timedelta(days=1), self.yard)

    def do_day_after(self) -> None:
        """Go to the day after."""
        self.perform(self._go, self.day + dt.timedelta(days=1), self.yard)

    def do_choose_day(self) -> None:
        """Choose the day and the warehouse."""
        self.perform(self._choose_day)

    async def _choose_day(self) -> None:
        found = await waiting(self.desk.ask, yards)
        fields = (
            Field("day", N_("Day"), FieldKind.DATE, required=True, width=10),
            Field(
                "yard",
                N_("Warehouse"),
                FieldKind.CHOICE,
                choices={str(one.id): one.name for one in found},
                required=True,
                width=24,
            ),
        )
        values = {"day": self.day, "yard": str(self.yard.id) if self.yard is not None else None}
        dialog = FieldsDialog(self.desk, lambda: _("Day and warehouse"), fields, values)
        asked = await self.shell.push_screen_wait(dialog)
        if asked is not None:
            yard = next((one for one in found if str(one.id) == asked["yard"]), self.yard)
            await self._go(asked["day"], yard)

    async def _go(self, to: dt.date, yard: Yard | None) -> None:
        if self.shown is not None and self.shown.view.unsaved:
            question = _("Leave without saving the plan? What was moved is forgotten.")
            if not await self.shell.push_screen_wait(Confirm(question, yes=_("Leave"))):
                return
        self.day, self.yard = to, yard
        await self.begin()

    # Reading again

    def do_refresh(self) -> None:
        """Read the day again; what is planned stays."""
        self.perform(self.reread)

    async def reread(self) -> None:
        """Read the day again and put what is planned on it; tell what others have written."""
        raise NotImplementedError
