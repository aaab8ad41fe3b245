"""A sitting of a dispatcher over one day: what he plans, undoes, is told by engines, and takes.

    sitting = PlanningSession(database, actor, day, warehouse_id, clock=clock)
    sitting.load()
    told = sitting.preview(lambda plan: moves.put(plan, ["O12"], "V3", 0))
    sitting.do(lambda plan: moves.put(plan, ["O12"], "V3", 0))
    sitting.view.trips, sitting.view.pool
    sitting.commit()

Nothing is stored before `commit`. All of it is called from one thread but for what engines and
notices of other dispatchers tell: those only leave word, which the next call reads.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from core.access.actor import Actor
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.delivery.planning import moves
from core.delivery.planning.day import load_day
from core.delivery.planning.day_shape import DeliveryDay
from core.delivery.planning.errors import DayMoved, NoFleet, PlanStale
from core.delivery.planning.parts import Goods, merge_parts, retime_parts, split_part
from core.delivery.planning.problems import places_of, plan_of, problem_of
from core.delivery.planning.rebasing import Rebased, rebased
from core.delivery.planning.settings import WaysFrom
from core.delivery.planning.taking import Taken, take_plan
from core.delivery.planning.travelling import Travelled, travel_between
from core.kernel.clock import Clock
from routing.check import judge
from routing.outcome import Incumbent, Options
from routing.plan import Plan
from routing.problem import Problem
from routing.verdict import Verdict
from tui.flows.desk.dispatch.engines import Solving, State
from tui.flows.desk.dispatch.previews import Preview, preview_of
from tui.flows.desk.dispatch.proposals import Unserved, asked_of, explained, proposal_of, put_on
from tui.flows.desk.dispatch.views import DayView, day_view, unsaved_of
from tui.flows.desk.dispatch.watch import day_watch
from tui.flows.desk.hearing import Hearing

Move = Callable[[Plan], Plan]
"""A plan as it is → as it shall be, such as those of `core.delivery.planning.moves`."""


class PlanningSession:
    """One sitting over one day of one warehouse."""

    def __init__(
        self,
        database: Database,
        actor: Actor,
        day: dt.date,
        warehouse_id: int,
        *,
        clock: Clock,
        ways_from: WaysFrom | None = None,
    ) -> None:
        """Prepare; nothing is read yet.

        Args:
            ways_from: who tells ways; None: as the settings say.
        """
        self._database, self._actor, self._clock = database, actor, clock
        self._day, self._warehouse_id = day, warehouse_id
        self.ways_from = ways_from
        self._base: DeliveryDay | None = None
        self._state: State | None = None
        self._travelled: Travelled | None = None
        self._places: tuple[Any, ...] = ()
        self._undo: list[State] = []
        self._redo: list[State] = []
        self._view: DayView | None = None

    def load(self) -> DayView:
        """Read the day anew and forget what was not taken.

        Raises:
            NoDepot: nobody knows where the warehouse is.
            NoTravel: who should tell ways does not; set `ways_from` to the great circle to go on.
            Forbidden, NotFound.
        """
        day = self._read()
        self._base = day
        self._undo.clear()
        self._redo.clear()
        self._become(self._judged(day, plan_of(day)))
        return self.view

    @property
    def loaded(self) -> bool:
        """Whether the day has been read."""
        return self._state is not None

    @property
    def base(self) -> DeliveryDay:
        """The day as it was read last."""
        return self._loaded

    @property
    def day(self) -> DeliveryDay:
        """The day with parts cut by hand."""
        return self._now.day

    @property
    def plan(self) -> Plan:
        """What is planned now."""
        return self._now.plan

    @property
    def problem(self) -> Problem:
        """The day as engines and the checker see it."""
        return self._now.problem

    @property
    def verdict(self) -> Verdict:
        """What the checker says of the plan."""
        return self._now.verdict

    @property
    def travelled(self) -> Travelled:
        """Whose word the ways are, and how old."""
        if self._travelled is None:
            raise RuntimeError
        return self._travelled

    @property
    def view(self) -> DayView:
        """The day as it is painted; made once after each change."""
        if self._view is None:
            self._view = day_view(
                self._now,
                can_undo=bool(self._undo),
                can_redo=bool(self._redo),
                provider=self.travelled.provider,
            )
        return self._view

    @property
    def changed(self) -> bool:
        """Whether something is planned that is not stored."""
        return unsaved_of(self._now) > 0

    def preview(self, move: Move) -> Preview:
        """Tell what a move would do, without doing it.

        Raises:
            DayMoved: it is about what others have changed meanwhile.
        """
        return preview_of(self._now, self._after(move))

    def insertion(self, part: str) -> Preview | None:
        """Tell where a late order disturbs least; None: nowhere without breaking something."""
        plan = moves.cheapest(self.problem, self.verdict, self.plan, part)
        return self.preview(lambda _: plan) if plan is not None else None

    def insert(self, part: str) -> Preview | None:
        """Put a late order where it disturbs least, and tell what that did; None: as above."""
        found = self.insertion(part)
        if found is not None:
            self.do(lambda _: found.plan)
        return found

    def do(self, move: Move) -> DayView:
        """Make a move.

        Raises:
            DayMoved: it is about what others have changed meanwhile.
        """
        now = self._now
        plan = self._after(move)
        if plan != now.plan:
            verdict = moves.priced(now.problem, now.verdict, now.plan, plan).verdict
            self._go(replace(now, plan=plan, verdict=verdict))
        return self.view

    def split(self, part: str, taken: Goods) -> str:
        """Cut goods off a part; return the part they are now, which waits in the pool.

        Raises:
            NotSplit: that cannot be cut so.
            DayMoved: others have taken it away meanwhile.
        """
        self._require(part)
        day, new = split_part(self.day, part, taken)
        plan = replace(self.plan, unserved=(*self.plan.unserved, new))
        self._go(self._judged(day, plan))
        return new

    def merge(self, part: str, other: str) -> DayView:
        """Join two parts of one document into the first.

        Raises:
            NotOnePart: they cannot be.
            DayMoved: others have taken one away meanwhile.
        """
        self._require(part, other)
        day = merge_parts(self.day, part, other)
        plan = moves.to_pool(self.plan, [other])
        left = tuple(one for one in plan.unserved if one != other)
        self._go(self._judged(day, replace(plan, unserved=left)))
        return self.view

    def retime(self, parts: Sequence[str], window_from: int, window_to: int) -> DayView:
        """Visit parts of one trip at another time, as a stop of their own, where that fits best.

        Args:
            window_from: seconds from midnight.
            window_to: the same.

        Raises:
            BadValue: it ends before it begins.
            TripFixed: one is locked, or its trip is.
            DayMoved: others have taken one away meanwhile.
        """
        self._require(*parts)
        day = retime_parts(self.day, parts, window_from, window_to)
        now = self._judged(day, self.plan)
        host = next((r for r in now.plan.routes if {*r.stops} & {*parts}), None)
        if host is not None:
            trip = next(at for at, one in enumerate(host.trips) if {*one.stops} & {*parts})
            if not {*host.trips[trip].stops} <= {*parts}:
                off = moves.to_pool(now.plan, parts)
                plan = moves.fitted(now.problem, off, parts, host.vehicle, trip)
                now = replace(now, plan=plan, verdict=judge(now.problem, plan))
        self._go(now)
        return self.view

    def undo(self) -> DayView:
        """Take the last change back; nothing where there is none."""
        if self._undo:
            self._redo.append(self._now)
            self._become(self._undo.pop())
        return self.view

    def redo(self) -> DayView:
        """Make the change again that was taken back last; nothing where there is none."""
        if self._redo:
            self._undo.append(self._now)
            self._become(self._redo.pop())
        return self.view

    def reload(self) -> Rebased:
        """Read the day as it is by now and put what is planned on it, undoing included.

        What another dispatcher has written stands; parts that lose their place by it are told.
        """
        base, state = self._loaded, self._now
        now = self._read()
        found = rebased(base, state.day, state.plan, now)
        self._base = now
        self._undo = [self._moved(base, one, now) for one in self._undo]
        self._redo = [self._moved(base, one, now) for one in self._redo]
        self._become(self._judged(found.day, found.plan))
        return found

    def commit(self) -> Taken:
        """Write what is planned, in one transaction, and go on from what is stored.

        Where others have written meanwhile what this plan does not touch, it is put on that and
        taken all the same.

        Raises:
            PlanStale: others changed what it touches: the sitting shows the day as it is now, with
                what could be kept of the plan. Nothing was written.
            TripFixed, NotToTake: it asks for what may not be. Nothing was written.
        """
        try:
            taken = self._take()
        except PlanStale:
            if not self.reload().disjoint:
                raise
            taken = self._take()
        self.load()
        return taken

    def solve(
        self,
        seconds: int,
        on_incumbent: Callable[[Incumbent], None] | None = None,
        *,
        cores: int = 1,
        engine: str = "",
        iterations: int | None = None,
    ) -> Solving:
        """Let engines plan what is not locked; returns at once, they work in a thread.

        Args:
            seconds: how long they may.
            on_incumbent: told of every better plan, on that thread.
            cores: how many engines at a time.
            engine: the only one to use; "": chosen by the rules of the day and the cores.
            iterations: of every engine, for the same plan every time; None: as time allows.

        Raises:
            NoFleet: no vehicle works that day.
        """
        if not self.day.vehicles:
            raise NoFleet(day=self._day, warehouse=self.day.warehouse)
        problem, warm = asked_of(self._now)
        options = Options(
            seconds=seconds, cores=cores, engine=engine, warm=warm, iterations=iterations
        )
        solving = Solving(self._now, problem, options, on_incumbent)
        solving.start()
        return solving

    @property
    def moment(self) -> State:
        """The day, its plan and what the checker says of it, as they are now."""
        return self._now

    def proposed(self, solving: Solving) -> Plan:
        """Return the best plan engines have found by now, on the day as it is now."""
        return put_on(self._now, solving.began, proposal_of(solving)).plan

    def take_over(self, moment: State, plan: Plan) -> tuple[str, ...]:
        """Take a plan that was made of the day as it was at some moment, as one change.

        What others have written since stands.

        Returns:
            Parts that are not where the plan has them, for others have written there.
        """
        found = put_on(self._now, moment, plan)
        self._go(self._judged(found.day, found.plan))
        return found.lost

    def explain(self, first: str = "", most: int | None = None) -> tuple[Unserved, ...]:
        """Tell of every part that is left out why it is; the most urgent first.

        Args:
            first: a part that goes before the others; "": none.
            most: of how many it is found out: it takes time on a full day; None: of all.
        """
        return explained(self._now, self.view.pool, first, most)

    def watch(self, told: Callable[[], None]) -> Hearing:
        """Listen for other dispatchers: *told* is called on a thread of its own."""
        watch = day_watch(self._database, f"{self._warehouse_id}:{self._day:%Y-%m-%d}", told)
        watch.start()
        return watch

    @property
    def _now(self) -> State:
        if self._state is None:
            raise RuntimeError
        return self._state

    @property
    def _loaded(self) -> DeliveryDay:
        if self._base is None:
            raise RuntimeError
        return self._base

    def _after(self, move: Move) -> Plan:
        """Return the plan after a move.

        Raises:
            DayMoved: it is about trips or parts that are not there any more.
        """
        try:
            plan = move(self.plan)
        except (LookupError, StopIteration, ValueError) as error:
            raise DayMoved from error
        self._require(*(part for route in plan.routes for part in route.stops))
        return plan

    def _require(self, *parts: str) -> None:
        """Do nothing when these parts are there.

        Raises:
            DayMoved: one is not.
        """
        if not self.day.part_by_id.keys() >= {*parts}:
            raise DayMoved

    def _read(self) -> DeliveryDay:
        with transaction(self._database.sessions) as session:
            day = load_day(session, self._actor, self._day, self._warehouse_id, clock=self._clock)
        places = places_of(day)
        if self._travelled is None or places != self._places:
            self._travelled = travel_between(
                self._database.sessions, places, clock=self._clock, by=self.ways_from
            )
            self._places = places
        return day

    def _judged(self, day: DeliveryDay, plan: Plan) -> State:
        problem = problem_of(day, self.travelled.travel)
        return State(self._loaded, day, plan, problem, judge(problem, plan))

    def _moved(self, base: DeliveryDay, state: State, now: DeliveryDay) -> State:
        found = rebased(base, state.day, state.plan, now)
        return self._judged(found.day, found.plan)

    def _take(self) -> Taken:
        with transaction(self._database.sessions) as session:
            return take_plan(
                session,
                self._actor,
                self.day,
                self.plan,
                clock=self._clock,
                travel=self.travelled.travel,
            )

    def _go(self, state: State) -> None:
        self._undo.append(self._now)
        self._redo.clear()
        self._become(state)

    def _become(self, state: State) -> None:
        self._state = state
        self._view = None


__all__ = ["Move", "PlanningSession"]
