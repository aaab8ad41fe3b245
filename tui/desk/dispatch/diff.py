"""The difference of two plans on a screen: accepted or not, hunk by hunk, then taken over."""

from __future__ import annotations

from collections.abc import Callable, Collection, Coroutine
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from routing.diff import PlanDiff, Weighed, retimed, weigh
from routing.hunks import WHOLE
from routing.problem import Problem
from tui.desk.dialogs import Choice, Confirm, Menu
from tui.desk.dispatch.diff_rows import (
    WHERE,
    Row,
    breach_words,
    cells,
    columns,
    cost_change,
    departures,
    km_change,
    late_change,
    left_out_words,
    needs_words,
    rows,
)
from tui.desk.dispatch.names import DayNames
from tui.desk.dispatch.rows import ROUGH
from tui.desk.keys import DeskScreen
from tui.locale import _
from tui.texts.form import Severity
from tui.widgets.grid import Grid
from tui.widgets.telling import Line

Take = Callable[[Weighed], Coroutine[Any, Any, object]]
"""Takes a plan over; what it refuses is told, and the screen stays."""

ALL, NONE, CHEAPER, WITHOUT_BREACHES = "all", "none", "cheaper", "without-breaches"


class PlanDiffScreen(DeskScreen):
    """Hunks of a difference, what each changes, and what the accepted ones come to."""

    OFFERS = (*("help", "mark", "do", "save", "back", "lock", "language", "quit"),)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "turn", show=False),
        Binding("y,Y,д,Д", "decide(True)", show=False),
        Binding("n,N,н,Н", "decide(False)", show=False),
        Binding("plus", "all(True)", show=False),
        Binding("minus", "all(False)", show=False),
    ]
    DEFAULT_CSS = """
    PlanDiffScreen Grid { height: 1fr; }
    PlanDiffScreen .about { height: auto; min-height: 2; max-height: 4; width: 1fr; }
    PlanDiffScreen .sum { height: auto; max-height: 2; width: 1fr; }
    PlanDiffScreen .hint { height: 1; width: 1fr; }
    """

    def __init__(
        self,
        problem: Problem,
        found: PlanDiff,
        names: DayNames,
        take: Take,
        *,
        title: str = "",
        accepted: Collection[str] | None = None,
        rough: bool = False,
    ) -> None:
        """Show a difference.

        Args:
            problem: what is planned.
            found: the difference.
            names: what to call things.
            take: takes the plan over; then the screen closes.
            title: what is compared, in the reader's language.
            accepted: hunks accepted at first; None: all.
            rough: what some trips cost is not known, but reckoned.
        """
        super().__init__()
        self._problem, self._found, self._names, self._take = problem, found, names, take
        self._title_text, self._rough = title, rough
        self._weighed = weigh(problem, found, found.whole if accepted is None else accepted)
        self._rows: tuple[Row, ...] = ()
        self._grid = Grid()
        self._about = Line(self._about_text, classes="about")
        self._sum = Line(self._sum_text, classes="sum facts")
        self._hint = Line(self._hint_text, classes="hint")

    @property
    def accepted(self) -> frozenset[str]:
        """Ids of the accepted hunks."""
        return self._weighed.accepted

    def body(self) -> ComposeResult:
        """The hunks, what the cursor is on, the sum, what to do."""
        yield self._grid
        yield self._about
        yield self._sum
        yield self._hint

    def on_mount(self) -> None:
        """Stand on the first hunk."""
        super().on_mount()
        self._grid.empty = _("The plans are the same.")
        self._draw()
        self._grid.focus()

    def heading(self) -> str:
        """Return what is compared."""
        return " · ".join(part for part in (_("Changes of the plan"), self._title_text) if part)

    def may(self, verb: str) -> bool:
        """Tell whether *verb* makes sense."""
        if verb in {"mark", "do"}:
            return bool(self._found.hunks)
        if verb == "save":
            return bool(self.accepted)
        return super().may(verb)

    def retell(self) -> None:
        if self.is_mounted:
            self._draw()

    # What a person does

    @property
    def row(self) -> Row | None:
        """The line under the cursor."""
        at = self._grid.cursor
        return self._rows[at] if at < len(self._rows) else None

    def on_grid_moved(self, event: Grid.Moved) -> None:
        """Tell about the hunk under the cursor."""
        event.stop()
        self._about.retell()

    def on_grid_chosen(self, event: Grid.Chosen) -> None:
        """Enter accepts, or not."""
        event.stop()
        self.action_turn()

    def action_turn(self) -> None:
        """Accept what the cursor is on, with what it needs; or do not, with what needs it."""
        row = self.row
        if row is None or not row.ids:
            return
        self._decide(row, accept=not set(row.ids) <= self.accepted)

    def action_decide(self, accept: bool) -> None:
        """Accept or not, and go on to the next hunk."""
        row = self.row
        if row is not None and row.ids:
            self._decide(row, accept=accept)
        at = self._grid.cursor + 1
        while at < len(self._rows) and not (self._rows[at].ids and self._rows[at].first):
            at += 1
        if at < len(self._rows):
            self._grid.go_to(at)

    def action_all(self, accept: bool) -> None:
        """Accept all hunks, or none."""
        self._accept(self._found.whole if accept else frozenset())

    def do_mark(self) -> None:
        """Accept what the cursor is on, or not."""
        self.action_turn()

    def do_do(self) -> None:
        """Accept many at once."""
        self.perform(self._do)

    def do_save(self) -> None:
        """Take the plan with what is accepted."""
        self.perform(self._save)

    def on_resize(self) -> None:
        """Tell places as the width allows."""
        if self._rows:
            self._draw()

    def do_back(self) -> None:
        """Leave the plan as it is."""
        self.shell.pop_screen()

    def _decide(self, row: Row, *, accept: bool) -> None:
        if accept:
            self._accept(self._found.needed(self.accepted | set(row.ids)))
        else:
            self._accept(self._found.without(self.accepted, row.ids))

    def _accept(self, ids: Collection[str]) -> None:
        self.hush()
        self._weighed = weigh(self._problem, self._found, ids)
        self._draw()

    async def _do(self) -> None:
        choices = [
            Choice(ALL, _("Accept all")),
            Choice(NONE, _("Accept none")),
            Choice(CHEAPER, _("Accept what serves more, or is cheaper by itself")),
            Choice(WITHOUT_BREACHES, _("Do not accept what breaks rules by itself")),
        ]
        match await self.shell.push_screen_wait(Menu(_("What to do"), choices)):
            case "all":
                self.action_all(True)
            case "none":
                self.action_all(False)
            case "cheaper":
                hunks = self._found.hunks
                self._accept({hunk.id for hunk in hunks if hunk.delta.total < 0})
            case "without-breaches":
                broken = {hunk.id for hunk in self._found.hunks if hunk.delta.breaches}
                self._accept(self._found.without(self.accepted, broken))

    async def _save(self) -> None:
        if not self.accepted:
            self.say(_("Nothing is accepted: there is nothing to take over."), Severity.WARN)
            return
        broken = self._weighed.delta.breaches
        if broken:
            said = _("The plan would break rules: {count}. Take it over all the same?")
            question = said.format(count=len(broken))
            if not await self.shell.push_screen_wait(Confirm(question, yes=_("Take over"))):
                return
        await self._take(self._weighed)
        if self.is_current:
            self.shell.pop_screen()

    # Showing

    def _draw(self) -> None:
        changes = retimed(self._found.verdict, self._weighed.change.verdict)
        self._rows = (
            *rows(self._problem, self._found, self._names),
            *departures(changes, self._names),
        )
        shown = [cells(self._problem, row, self.accepted) for row in self._rows]
        laid_out = columns(self.size.width, shown)
        room = next(column.width for column in laid_out if column.id == WHERE)
        shown = [cells(self._problem, row, self.accepted, room) for row in self._rows]
        self._grid.show(laid_out, shown)
        for line in (self._about, self._sum, self._hint):
            line.retell()
        self.refresh_keys()

    def _about_text(self) -> str:
        """Return what there is to know of the hunk under the cursor: needs, and rules it breaks."""
        row = self.row
        if row is None or row.hunk is None:
            return ""
        said = [needs_words(self._found, row.hunk, self._names)]
        broken = row.hunk.delta.breaches
        said += [f"! {breach_words(self._problem, one, self._names)}" for one in broken[:2]]
        if len(broken) > 2:  # noqa: PLR2004 - two are told whole
            said.append(_("More rules it breaks: {count}.").format(count=len(broken) - 2))
        said.append(left_out_words(self._problem, row.hunk.delta))
        return "\n".join(f" {text}" for text in said if text)

    def _sum_text(self) -> str:
        delta = self._weighed.delta
        single = [hunk.id for hunk in self._found.hunks if hunk.kind not in WHOLE]
        said = _(" Accepted {count}/{total} · cost {cost} · km {km} · late {late}").format(
            count=sum(key in self.accepted for key in single),
            total=len(single),
            cost=f"{ROUGH if self._rough else ''}{cost_change(self._problem, delta.cost)}",
            km=km_change(delta.distance),
            late=late_change(delta.late),
        )
        broken = ""
        if delta.breaches:
            broken = _(" · ! rules broken: {count}").format(count=len(delta.breaches))
        left = left_out_words(self._problem, delta)
        return f"{said}\n {left}{broken}" if left else f"{said}{broken}"

    def _hint_text(self) -> str:
        return _(" Space accepts or not, y and n go on to the next, + all, - none; ^S takes over.")
