"""What engines and reckoning do for a dispatcher: plan, insert a late order, say what blocks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from core.delivery.planning.costing import cost_of_change, cost_of_plan
from core.delivery.planning.day_shape import Unplannable
from core.delivery.planning.effort import Effort, Engine, cores_here
from core.delivery.planning.problems import COST_UNIT
from core.kernel.i18n import N_
from routing.diff import PlanDiff, Weighed, diff
from routing.files import FileKind, Instance
from routing.outcome import GIVEN
from routing.verdict import Change
from tui.desk.asking import Ask
from tui.desk.dialogs import Notice
from tui.desk.dispatch.board import Board
from tui.desk.dispatch.dialogs import Engines
from tui.desk.dispatch.diff import PlanDiffScreen
from tui.desk.dispatch.moving import Moving
from tui.desk.dispatch.rows import problem_words
from tui.desk.dispatch.told import head_of_plan, named, names_of, priced_words
from tui.flows.desk.dispatch.engines import Solving, State
from tui.flows.desk.dispatch.proposals import Unserved
from tui.flows.desk.dispatch.room import effort_chosen, usual_effort
from tui.flows.desk.dispatch.session import PlanningSession
from tui.flows.desk.shapes import Field, FieldKind
from tui.flows.route_reasons import reason_lines
from tui.locale import _
from tui.texts.form import Severity

ENGINES: Mapping[Engine, str] = {
    Engine.BEST: N_("the best for the day"),
    Engine.PYVRP: N_("PyVRP: quick, knows most rules"),
    Engine.ORTOOLS: N_("OR-Tools: slower, knows all rules"),
    Engine.SAVINGS: N_("savings: at once, roughly"),
}
"""Engine → what it is, a msgid."""

TOLD = 6
"""How many parts that are left out are explained at once."""


class Planning:
    """Planning by engines."""

    def __init__(self, board: Board, moving: Moving) -> None:
        self._board, self._tables, self._moving = board, board.tables, moving

    def plan(self) -> None:
        """Let engines plan what is not locked."""
        if self._board.shown is not None:
            self._board.perform(self._plan)

    def insert(self) -> None:
        """Put the part under the cursor where it disturbs least."""
        if self._board.shown is not None:
            self._board.perform(self._insert)

    def why(self) -> None:
        """Say why parts are left out."""
        if self._board.shown is not None:
            self._board.perform(self._why)

    # Engines

    async def _plan(self) -> None:
        board = self._board
        effort = await self._effort()
        if effort is None:
            return
        solving = await board.call(
            lambda session: session.solve(
                effort.seconds, cores=effort.cores, engine=effort.engine.name_in_routing
            )
        )
        said = partial(head_of_plan, board.shown)
        found = await board.ask(Engines(solving, effort.seconds, said))
        if found is None:
            board.say(_("Planning was stopped; the plan is as it was."))
        elif not found:
            self._say_nothing_better(solving)
        else:
            await self._compare(solving)

    async def _effort(self) -> Effort | None:
        """Ask how hard engines shall try, and keep the answer for the next time."""
        board, most = self._board, cores_here()
        usual = await board.flow(usual_effort)
        fields = (
            Field("seconds", N_("Seconds"), FieldKind.NUMBER, required=True, width=5),
            Field("cores", N_("Processor cores"), FieldKind.NUMBER, required=True, width=5),
            Field("engine", N_("Engine"), FieldKind.CHOICE, choices=ENGINES, width=34),
        )
        values = {"seconds": usual.seconds, "cores": usual.cores, "engine": usual.engine}

        def title() -> str:
            return _("Plan what is not locked. Cores here: {count}.").format(count=most)

        asked = await board.ask(Ask(board.desk, title, fields, values))
        if asked is None:
            return None
        engine = Engine(asked["engine"] or Engine.BEST)
        chosen = Effort(asked["seconds"], asked["cores"], engine).within(most)
        await board.flow(effort_chosen, chosen=chosen)
        return chosen

    def _say_nothing_better(self, solving: Solving) -> None:
        try:
            outcome = solving.outcome
            failures = outcome.failures if outcome is not None else ()
            failed = any(one.engine != GIVEN for one in failures)
        except OSError:  # no processes to be had, no memory
            failed = True
        if failed:
            self._board.warn(_("Engines failed; the plan is as it was."))
        else:
            self._board.say(_("No better plan was found: the plan is good as it is."))

    async def _compare(self, solving: Solving) -> None:
        def compared(session: PlanningSession) -> tuple[State, PlanDiff]:
            now = session.moment

            def reckon(change: Change) -> int:
                return cost_of_change(now.day, change).minor * COST_UNIT

            after = session.proposed(solving)
            found = diff(now.problem, now.plan, after, verdict=now.verdict, reckon=reckon)
            return now, found

        moment, found = await self._board.call(compared)
        shown = self._board.shown
        if shown is None:
            return
        accepted = partial(self._accepted, moment)
        screen = PlanDiffScreen(
            moment.problem,
            found,
            names_of(shown),
            accepted,
            title=self._board.day_text,
            rough=cost_of_plan(moment.day, found.final).rough or shown.view.cost.rough,
        )
        self._board.screen.shell.push_screen(screen)

    async def _accepted(self, moment: State, weighed: Weighed) -> None:
        board, plan = self._board, weighed.plan
        lost = await board.call(lambda session: session.take_over(moment, plan))
        self._tables.marked.clear()
        board.hush()
        if not lost:
            board.draw()
            board.say(_("The plan is taken over; ^S saves it, ^Z takes it back."))
            return
        self._moving.keep_lost(
            {part: route.vehicle for route in plan.routes for part in route.stops}
        )
        board.warn(
            _("Others have stored trips meanwhile, and theirs stand. What met them is marked.")
        )

    # A late order

    async def _insert(self) -> None:
        board, row = self._board, self._tables.pool_row
        if row is None or not self._tables.in_pool:
            board.warn(_("Stand on an order that waits."))
            return
        if row.problem in {Unplannable.NO_ADDRESS, Unplannable.NO_COORDINATES}:
            board.warn(problem_words(row))
            return
        found = await board.call(lambda session: session.insert(row.part))
        if found is None:
            said = _("{number} fits nowhere without breaking a rule; W says which.")
            board.warn(said.format(number=row.number))
            return
        self._tables.marked.clear()
        self._tables.goes_to = row.part
        board.hush()
        board.draw()
        if board.shown is not None:
            said = _("{number} stands where it disturbs least: {price}.")
            board.say(said.format(number=row.number, price=priced_words(found, board.shown)))

    # Why

    async def _why(self) -> None:
        board, row = self._board, self._tables.pool_row
        here = row.part if row is not None and self._tables.in_pool else ""
        board.say(_("Looking at every vehicle for what would help …"), Severity.INFO)
        told = await board.call(lambda session: session.explain(here, TOLD))
        board.hush()
        if not told:
            board.say(_("Everything is on a trip."))
            return
        text = "\n\n".join(self._because(one) for one in told[:TOLD])
        more = len(told) - TOLD
        if more > 0:
            text += "\n\n" + _("Stops left out and not explained: {count}.").format(count=more)
        shown = board.shown
        hired = shown is not None and any(one.carrier_id for one in shown.day.vehicles)
        if hired and any(one.told is not None for one in told):
            text += "\n\n" + _("Costs here are as engines reckon, not by tariffs of carriers.")
        await board.ask(Notice(_("Why it waits"), text))

    def _because(self, one: Unserved) -> str:
        shown = self._board.shown
        row = next((row for row in self._tables.pool if row.part == one.part), None)
        about = one.partner or (row.task if row is not None else "")
        head = f"{one.number} {about}".rstrip()
        if row is not None and row.problem:
            return f"{head}: {problem_words(row)}"
        if one.told is None or shown is None:
            return head
        instance = Instance(shown.problem, FileKind.DAY)
        lines = [named(line, shown) for line in reason_lines(instance, one.told)]
        return f"{head}\n" + "\n".join(lines)
