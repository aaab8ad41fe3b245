"""What a dispatcher does to the plan of a day by hand: moves, their prices, undoing, saving."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from core.delivery.planning import moves
from core.delivery.planning.errors import PlanStale
from routing.plan import Plan
from tui.desk.dispatch.board import Board
from tui.desk.dispatch.rows import Row, fixed
from tui.flows.desk.dispatch.previews import Preview
from tui.flows.desk.dispatch.session import Move, PlanningSession
from tui.flows.desk.dispatch.views import TripRow
from tui.locale import _, ngettext


class Moving:
    """The plan under the hands."""

    def __init__(self, board: Board, priced: Callable[[], None]) -> None:
        """Begin.

        Args:
            priced: told when it is known what a move would do.
        """
        self._board, self._tables, self._tell = board, board.tables, priced
        self.priced: Preview | None = None
        """What moving what is marked to the trip under the cursor would do; None: unknown."""

    # Marks

    def mark(self) -> None:
        """Mark, or take the mark off, and go on; on a trip, all its stops."""
        grid = self._tables.waits if self._tables.in_pool else self._tables.trips
        parts = self._tables.here()
        if not self._board.may_plan or not parts:
            return
        self._board.hush()
        self._tables.turn(parts)
        self._board.draw()
        grid.action_move(1)

    def mark_stop(self, stop: str) -> None:
        """Mark a stop that is called by its first part, or take its mark off."""
        parts = self._tables.parts_of(stop)
        if self._board.may_plan and parts:
            self._tables.turn(parts)
            self._board.draw()

    # Moves

    def put(self) -> None:
        """Put what is marked, or the part under the cursor of what waits, on a trip."""
        row, parts = self._tables.row, self._tables.wanted()
        if row is None:
            return
        if not parts:
            self._board.warn(_("Mark what is to be moved first, with Space."))
        elif self.movable(parts, row.trip):
            self._board.perform(self.make, self._put(parts, row), parts[0])

    def take(self) -> None:
        """Take what is marked, or what the cursor of trips is on, off its trips."""
        shown = self._board.shown
        if shown is None:
            return
        planned = {part for route in shown.plan.routes for part in route.stops}
        parts = self._tables.marked & planned
        if not parts and self._tables.trips.has_focus:
            parts = self._tables.here()
        if not parts:
            self._board.warn(_("Nothing of a trip is marked."))
        elif self.movable(sorted(parts), None):
            self._board.perform(self.make, lambda plan: moves.to_pool(plan, parts))

    def shift(self, by: int = 1) -> None:
        """Visit the stop under the cursor later, or sooner."""
        row = self._tables.row
        if row is None or row.stop is None or not self._board.may_plan:
            return
        if not self.movable(row.parts, row.trip):
            return
        stops = [stop.parts for stop in row.trip.stops]
        at = row.number - 1
        if not 0 <= at + by < len(stops):
            return
        stops[at], stops[at + by] = stops[at + by], stops[at]
        order = [part for stop in stops for part in stop]
        move = partial(moves.reorder, vehicle=row.trip.vehicle, trip=row.trip.trip, parts=order)
        self._board.perform(self.make, move, row.key)

    def undo(self) -> None:
        """Take the last change back."""
        self._board.perform(self._again, PlanningSession.undo)

    def redo(self) -> None:
        """Make it again."""
        self._board.perform(self._again, PlanningSession.redo)

    async def _again(self, which: Callable[[PlanningSession], object]) -> None:
        if self._board.shown is not None:
            await self._board.call(which)
            self._board.hush()
            self._board.draw()

    async def make(self, move: Move, goes_to: str = "") -> None:
        """Make a move, and go to what was moved."""
        if self._board.shown is None:
            return
        await self._board.call(lambda session: session.do(move))
        self._tables.marked.clear()
        self._tables.goes_to = goes_to
        self._board.hush()
        self._board.draw()

    def _put(self, parts: Sequence[str], row: Row) -> Move:
        """Return the move: behind the stop under the cursor; on a trip, where each fits best."""
        assert self._board.shown is not None  # noqa: S101 - there is a row, so there is a day
        trip, problem = row.trip, self._board.shown.problem
        if row.stop is not None and row.stop.parts[-1] not in parts:
            behind = row.stop.parts[-1]

            def after(plan: Plan) -> Plan:
                stops = next(
                    r.trips[trip.trip].stops for r in plan.routes if r.vehicle == trip.vehicle
                )
                at = stops.index(behind) + 1
                return moves.put(plan, parts, trip.vehicle, trip.trip, at)

            return after
        return lambda plan: moves.fitted(problem, plan, parts, trip.vehicle, trip.trip)

    def movable(self, parts: Sequence[str], target: TripRow | None) -> bool:
        """Tell whether parts may leave where they are for *target*; say why not."""
        shown = self._board.shown
        assert shown is not None  # noqa: S101 - there are parts, so there is a day
        moved = set(parts)
        sources = [
            trip for trip in shown.view.trips if any(moved & set(stop.parts) for stop in trip.stops)
        ]
        for trip in (*sources, *((target,) if target is not None else ())):
            if trip.fixed or fixed(trip.status):
                said = _("{trip} is locked, or loaded already: nothing moves on or off it.")
                self._board.warn(said.format(trip=trip.number or trip.name))
                return False
        known = [shown.day.part_by_id[part] for part in parts if part in shown.day.part_by_id]
        homeless = [part for part in known if part.place is None]
        if homeless and target is not None:
            number = homeless[0].number
            said = _("{number} has no address: open it with F2 and give it one.")
            self._board.warn(said.format(number=number))
            return False
        return True

    # What it would do

    def price(self) -> None:
        """Reckon what the move of what is marked to the trip under the cursor would do."""
        self.priced = None
        row = self._tables.row
        if self._tables.marked and row is not None and not row.trip.fixed:
            self._board.perform(self._price, row, group="price", lone=True)

    async def _price(self, row: Row) -> None:
        parts = self._tables.wanted()
        if self._board.shown is None or not parts:
            return
        move = self._put(parts, row)
        priced = await self._board.call(lambda session: session.preview(move))
        now = self._tables.row
        if self._tables.marked and now is not None and now.key == row.key:
            self.priced = priced
            self._tell()

    # Storing

    def save(self) -> None:
        """Store the plan."""
        self._board.perform(self.store)

    async def store(self) -> bool:
        """Store the plan; tells whether it was."""
        if self._board.shown is None:
            return False
        wanted = self.places()
        try:
            taken = await self._board.call(PlanningSession.commit)
        except PlanStale as error:
            self.keep_lost(wanted)
            self._board.screen.tell(error)
            return False
        self._board.draw()
        count = len(taken.made) + len(taken.changed)
        said = ngettext("Saved: {count} trip.", "Saved: {count} trips.", count)
        self._board.say(said.format(count=count))
        return True

    async def stored(self, row: Row) -> Row | None:
        """Return the row under the cursor once its trip is stored as it is shown.

        Asks to store the plan first where it is not; None: he would rather not.
        """
        if self._board.shown is None or row.trip.trip < 0:
            return None
        if self._board.unsaved:
            question = _("The plan is not saved yet. Save it first?")
            if not await self._board.agreed(question, _("Save")) or not await self.store():
                return None
        now = self._tables.row
        return now if now is not None and now.trip.trip_id else None

    def places(self) -> dict[str, str]:
        """Return part → the vehicle it is planned for."""
        shown = self._board.shown
        plan = shown.plan if shown is not None else Plan((), ())
        return {part: route.vehicle for route in plan.routes for part in route.stops}

    def keep_lost(self, wanted: dict[str, str]) -> None:
        """Mark what lost its place by what others wrote, and stand on the trip it was for.

        The move stays before one's eyes as a preview: one key makes it again.
        """
        now, shown = self.places(), self._board.shown
        known = shown.day.part_by_id if shown is not None else {}
        lost = [part for part in wanted if now.get(part) != wanted[part] and part in known]
        self._tables.marked = set(lost)
        self._board.draw()
        if lost:
            self._tables.stand_on_vehicle(wanted[lost[0]])
