"""What engines and reckoning do for a dispatcher: plan, insert a late order, say what blocks."""

from __future__ import annotations

from functools import partial

from core.delivery.planning.day_shape import Unplannable
from core.kernel.i18n import N_
from routing.diff import Weighed, diff
from routing.files import FileKind, Instance
from tui.desk.dialogs import Notice
from tui.desk.dispatch.dialogs import Engines, FieldsDialog
from tui.desk.dispatch.diff import PlanDiffScreen
from tui.desk.dispatch.moving import Moving
from tui.desk.dispatch.rows import problem_words
from tui.desk.dispatch.told import head_of_plan, named, names_of, priced_words
from tui.flows.desk.dispatch.engines import Solving
from tui.flows.desk.dispatch.session import Unserved
from tui.flows.desk.shapes import Field, FieldKind
from tui.flows.route_reasons import reason_lines
from tui.locale import _
from tui.texts.form import Severity

SECONDS = 20
"""How long engines plan where nobody says anything else."""

CORES = 1

TOLD = 6
"""How many parts that are left out are explained at once."""


class Planning(Moving):
    """Planning by engines."""

    planned_for = SECONDS
    """Seconds, as typed last."""

    def do_plan(self) -> None:
        """Let engines plan what is not locked."""
        if self.ready():
            self.perform(self._plan)

    def do_insert(self) -> None:
        """Put the part under the cursor where it disturbs least."""
        if self.ready():
            self.perform(self._insert)

    def do_why(self) -> None:
        """Say why parts are left out."""
        if self.shown is not None:
            self.perform(self._why)

    def ready(self) -> bool:
        """Tell whether there is a day and he may plan; say so where he may not."""
        if not self.may_plan:
            self.say(_("Your rights do not allow it."), Severity.WARN)
        return self.may_plan and self.shown is not None

    # Engines

    async def _plan(self) -> None:
        sitting = self.sitting
        if sitting is None:
            return
        asked = await self.shell.push_screen_wait(
            FieldsDialog(
                self.desk,
                lambda: _("Plan what is not locked"),
                (Field("seconds", N_("Seconds"), FieldKind.NUMBER, required=True, width=5),),
                {"seconds": self.planned_for},
            )
        )
        if asked is None:
            return
        self.planned_for = max(1, asked["seconds"])
        session = sitting.session
        solving = await sitting.call(partial(session.solve, self.planned_for, cores=CORES))
        said = partial(head_of_plan, self.shown)
        found = await self.shell.push_screen_wait(Engines(solving, self.planned_for, said))
        if found is None:
            self.say(_("Planning was stopped; the plan is as it was."))
        elif not found:
            self._say_nothing_better(solving)
        else:
            await self._compare(solving)

    def _say_nothing_better(self, solving: Solving) -> None:
        try:
            outcome = solving.outcome
            failed = outcome is not None and bool(outcome.failures)
        except OSError:  # no processes to be had, no memory
            failed = True
        if failed:
            self.say(_("Engines failed; the plan is as it was."), Severity.WARN)
        else:
            self.say(_("No better plan was found: the plan is good as it is."))

    async def _compare(self, solving: Solving) -> None:
        sitting, shown = self.sitting, self.shown
        if sitting is None or shown is None:
            return
        after = await sitting.call(sitting.session.proposed, solving)
        found = await sitting.call(
            partial(diff, verdict=shown.verdict), shown.problem, shown.plan, after
        )
        screen = PlanDiffScreen(
            shown.problem,
            found,
            names_of(shown),
            self._accepted,
            title=self.day_text,
        )
        self.shell.push_screen(screen)

    async def _accepted(self, weighed: Weighed) -> None:
        await self.make(lambda _plan: weighed.plan)
        self.say(_("The plan is taken over; ^S saves it, ^Z takes it back."))

    # A late order

    async def _insert(self) -> None:
        sitting, row = self.sitting, self.pool_row
        if sitting is None or row is None or not self.pool_grid.has_focus:
            self.say(_("Stand on an order that waits."), Severity.WARN)
            return
        if row.problem in {Unplannable.NO_ADDRESS, Unplannable.NO_COORDINATES}:
            self.say(problem_words(row), Severity.WARN)
            return
        found = await sitting.call(sitting.session.insertion, row.part)
        if found is None:
            said = _("{number} fits nowhere without breaking a rule; W says which.")
            self.say(said.format(number=row.number), Severity.WARN)
            return
        await self.make(lambda _plan: found.plan, row.part)
        if self.shown is not None:
            said = _("{number} stands where it disturbs least: {price}.")
            self.say(said.format(number=row.number, price=priced_words(found, self.shown)))

    # Why

    async def _why(self) -> None:
        sitting, row = self.sitting, self.pool_row
        if sitting is None:
            return
        told = await sitting.call(sitting.session.explain)
        if not told:
            self.say(_("Everything is on a trip."))
            return
        here = row.part if row is not None and self.pool_grid.has_focus else ""
        order = sorted(told, key=lambda one: one.part != here)
        text = "\n\n".join(self._because(one) for one in order[:TOLD])
        more = len(order) - TOLD
        if more > 0:
            text += "\n\n" + _("Stops left out and not explained: {count}.").format(count=more)
        await self.shell.push_screen_wait(Notice(_("Why it waits"), text))

    def _because(self, one: Unserved) -> str:
        head = f"{one.number} {one.partner}".rstrip()
        shown = self.shown
        row = next((row for row in self.pool if row.part == one.part), None)
        if row is not None and row.problem:
            return f"{head}: {problem_words(row)}"
        if one.told is None or shown is None:
            return head
        instance = Instance(shown.problem, FileKind.DAY)
        lines = [named(line, shown) for line in reason_lines(instance, one.told)]
        return f"{head}\n" + "\n".join(lines)
