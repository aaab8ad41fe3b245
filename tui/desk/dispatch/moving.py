"""What a dispatcher does to the plan of a day: marks, moves, undoing, saving."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial

from core.delivery.planning import moves
from core.delivery.planning.errors import PlanStale
from routing.plan import Plan
from tui.desk.dispatch.rows import Row, fixed
from tui.desk.dispatch.sitting import Shown, Sitting
from tui.desk.keys import DeskScreen
from tui.flows.desk.dispatch.session import Move, Preview
from tui.flows.desk.dispatch.views import PoolRow, TripRow
from tui.formatting import day
from tui.locale import _, ngettext
from tui.texts.form import Severity
from tui.widgets.grid import Grid


class Moving(DeskScreen):
    """The plan under the hands; the screen itself shows it."""

    pool_grid: Grid
    trip_grid: Grid
    may_plan: bool
    day: dt.date

    def __init__(self) -> None:
        super().__init__()
        self.sitting: Sitting | None = None
        self.marked: set[str] = set()
        """Parts."""
        self.folded: set[str] = set()
        """Trips shown without their stops."""
        self.rows: tuple[Row, ...] = ()
        self.pool: tuple[PoolRow, ...] = ()
        self.look_again = False
        """Something may have been written while another screen was on top."""
        self.goes_to = ""
        """Key of the row the cursor of trips goes to when they are shown anew."""
        self.priced: Preview | None = None
        """What moving what is marked to the trip under the cursor would do; None: unknown."""

    def draw(self) -> None:
        """Show the day as it is."""
        raise NotImplementedError

    # What is under the cursors

    @property
    def shown(self) -> Shown | None:
        """The day as it was read, and planned, last."""
        return self.sitting.shown if self.sitting is not None else None

    @property
    def row(self) -> Row | None:
        """The line under the cursor of trips."""
        at = self.trip_grid.cursor
        return self.rows[at] if at < len(self.rows) else None

    @property
    def pool_row(self) -> PoolRow | None:
        """The part under the cursor of what waits."""
        at = self.pool_grid.cursor
        return self.pool[at] if at < len(self.pool) else None

    def may(self, verb: str) -> bool:
        """Tell whether *verb* makes sense."""
        shown = self.shown
        if verb in {"put", "take", "remove", "mark", "new", "copy"}:
            return self.may_plan and shown is not None
        if verb in {"plan", "insert", "fix", "shift"}:
            return self.may_plan and shown is not None
        if verb in {"map", "hours", "why"}:
            return shown is not None
        if verb == "undo":
            return shown is not None and shown.view.can_undo
        if verb == "redo":
            return shown is not None and shown.view.can_redo
        if verb == "save":
            return self.may_plan and shown is not None and shown.view.unsaved > 0
        return super().may(verb)

    # Marks

    def do_mark(self) -> None:
        """Mark, or take the mark off, and go on."""
        self.action_mark()

    def action_mark(self) -> None:
        """Mark, or take the mark off, and go on; on a trip, all its stops."""
        grid = self.pool_grid if self.pool_grid.has_focus else self.trip_grid
        parts = self.here()
        if not self.may_plan or not parts:
            return
        self.hush()
        if parts <= self.marked:
            self.marked -= parts
        else:
            self.marked |= parts
        self.draw()
        grid.action_move(1)

    def here(self) -> set[str]:
        """Return the parts under the cursor of the table one is in."""
        if self.pool_grid.has_focus:
            return {self.pool_row.part} if self.pool_row is not None else set()
        return set(self.row.parts) if self.row is not None else set()

    # Moves

    def do_put(self) -> None:
        """Put what is marked, or the part under the cursor of what waits, on a trip."""
        row, shown = self.row, self.shown
        parts = self.wanted()
        if row is None or shown is None:
            return
        if not parts:
            self.say(_("Mark what is to be moved first, with Space."), Severity.WARN)
        elif self.movable(parts, row.trip):
            first = parts[0]
            self.perform(self.make, self._put(parts, row), first)

    def do_take(self) -> None:
        """Take what is marked, or what the cursor of trips is on, off its trips."""
        shown = self.shown
        if shown is None:
            return
        planned = {part for route in shown.plan.routes for part in route.stops}
        parts = self.marked & planned
        if not parts and self.trip_grid.has_focus:
            parts = self.here()
        if not parts:
            self.say(_("Nothing of a trip is marked."), Severity.WARN)
        elif self.movable(sorted(parts), None):
            self.perform(self.make, lambda plan: moves.to_pool(plan, parts))

    def do_remove(self) -> None:
        """Take off the trip."""
        self.do_take()

    def action_shift(self, by: int) -> None:
        """Visit the stop under the cursor sooner or later."""
        row = self.row
        if row is None or row.stop is None or not self.may_plan:
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
        self.perform(self.make, move, row.key)

    def do_shift(self) -> None:
        """Visit the stop under the cursor later."""
        self.action_shift(1)

    def do_undo(self) -> None:
        """Take the last change back."""
        self.perform(self._again, "undo")

    def do_redo(self) -> None:
        """Make it again."""
        self.perform(self._again, "redo")

    async def _again(self, which: str) -> None:
        if self.sitting is not None:
            await self.sitting.call(getattr(self.sitting.session, which))
            self.hush()
            self.draw()

    async def make(self, move: Move, goes_to: str = "") -> None:
        """Make a move, and go to what was moved."""
        if self.sitting is None:
            return
        await self.sitting.call(self.sitting.session.do, move)
        self.marked.clear()
        self.goes_to = goes_to
        self.hush()
        self.draw()

    def wanted(self) -> list[str]:
        """Return what is to be moved, in the order of the tables."""
        order = [row.part for row in self.pool]
        order += [part for row in self.rows if row.stop is None for part in row.parts]
        if self.marked:
            return [part for part in order if part in self.marked]
        here = self.here() if self.pool_grid.has_focus else set()
        return [part for part in order if part in here]

    def _put(self, parts: Sequence[str], row: Row) -> Move:
        """Return the move: behind the stop under the cursor; on a trip, where each fits best."""
        assert self.shown is not None  # noqa: S101 - there is a row, so there is a day
        trip, problem = row.trip, self.shown.problem
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
        assert self.shown is not None  # noqa: S101 - there are parts, so there is a day
        if not self.may_plan:
            self.say(_("Your rights do not allow it."), Severity.WARN)
            return False
        moved = set(parts)
        sources = [
            trip
            for trip in self.shown.view.trips
            if any(moved & set(stop.parts) for stop in trip.stops)
        ]
        for trip in (*sources, *((target,) if target is not None else ())):
            if trip.fixed or fixed(trip.status):
                said = _("{trip} is locked, or loaded already: nothing moves on or off it.")
                self.say(said.format(trip=trip.number or trip.name), Severity.WARN)
                return False
        homeless = [part for part in parts if self.shown.day.part_by_id[part].place is None]
        if homeless and target is not None:
            number = self.shown.day.part_by_id[homeless[0]].number
            said = _("{number} has no address: open it with F2 and give it one.")
            self.say(said.format(number=number), Severity.WARN)
            return False
        return True

    # What it would do

    def price(self) -> None:
        """Reckon what the move of what is marked to the trip under the cursor would do."""
        self.priced = None
        row = self.row
        if self.marked and row is not None and not row.trip.fixed and self.may_plan:
            self.perform(self._price, row, group="price", exclusive=True)

    async def _price(self, row: Row) -> None:
        parts = self.wanted()
        if self.sitting is None or not parts:
            return
        move = self._put(parts, row)
        priced = await self.sitting.call(self.sitting.session.preview, move)
        if self.marked and self.row is not None and self.row.key == row.key:
            self.priced = priced
            self.tell_price()

    def tell_price(self) -> None:
        """Show what the move would do."""
        raise NotImplementedError

    # Storing

    def do_save(self) -> None:
        """Store the plan."""
        self.perform(self.store)

    async def store(self) -> bool:
        """Store the plan; tells whether it was."""
        sitting = self.sitting
        if sitting is None or sitting.shown is None:
            return False
        wanted = self.places()
        try:
            taken = await sitting.call(sitting.session.commit)
        except PlanStale as error:
            self.keep_lost(wanted)
            self.tell(error)
            return False
        self.draw()
        count = len(taken.made) + len(taken.changed)
        said = ngettext("Saved: {count} trip.", "Saved: {count} trips.", count)
        self.say(said.format(count=count))
        return True

    def places(self) -> dict[str, str]:
        """Return part → the vehicle it is planned for."""
        plan = self.shown.plan if self.shown is not None else Plan((), ())
        return {part: route.vehicle for route in plan.routes for part in route.stops}

    def keep_lost(self, wanted: dict[str, str]) -> None:
        """Mark what lost its place by what others wrote, and stand on the trip it was for.

        The move stays before one's eyes as a preview: one key makes it again.
        """
        now = self.places()
        lost = [part for part, vehicle in wanted.items() if now.get(part) != vehicle]
        known = self.shown.day.part_by_id if self.shown is not None else {}
        self.marked = {part for part in lost if part in known}
        self.draw()
        vehicle = next((wanted[part] for part in lost if part in known), "")
        at = next((n for n, row in enumerate(self.rows) if row.trip.vehicle == vehicle), None)
        if at is not None:
            self.trip_grid.go_to(at)

    @property
    def day_text(self) -> str:
        """The day, as people write it."""
        return day(self.day)

    def listen(self) -> None:
        """Hear of other dispatchers."""

    def deafen(self) -> None:
        """Hear of them no more."""

    def follow(self) -> None:
        """Let the panels look at what the cursor is on."""
