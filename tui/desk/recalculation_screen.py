"""Recalculating prices with a bar that moves, what could not be computed, and a stop."""

from __future__ import annotations

from textual.app import ComposeResult

from core.pricing.recalculating import RecalculationProgress
from tui.desk.dialogs import Confirm
from tui.desk.keys import DeskScreen, waiting
from tui.desk.opening import open_card
from tui.error_text import tell
from tui.flows.desk.desk import Desk
from tui.flows.desk.recalculations import Asked, ask, fault_facts, run
from tui.formatting import day
from tui.locale import _, ngettext
from tui.widgets.grid import Grid, GridCell, GridColumn
from tui.widgets.telling import Line


class RecalculationScreen(DeskScreen):
    """A run, from the question to its document."""

    OFFERS = ("help", "do", "open", "back", "lock", "language", "quit")
    DEFAULT_CSS = """
    RecalculationScreen .bar { height: 1; width: 1fr; }
    RecalculationScreen .figures { height: 5; width: 1fr; padding: 1 0; }
    RecalculationScreen Grid { height: 1fr; }
    """

    def __init__(self, desk: Desk, key: int) -> None:
        super().__init__()
        self._key = key
        self._asked: Asked | None = None
        self._progress: RecalculationProgress | None = None
        self._working = False
        self._stopping = False
        self._bar = Line(self._bar_text, classes="bar")
        self._figures = Line(self._figures_text, classes="figures")
        self._faults = Grid()
        self._at_desk = desk

    def body(self) -> ComposeResult:
        """The bar, the figures, what could not be computed."""
        yield Line(lambda: "")
        yield self._bar
        yield self._figures
        yield self._faults

    def on_mount(self) -> None:
        """Ask, then begin."""
        super().on_mount()
        self._faults.focus()
        self.perform(self._begin)

    def heading(self) -> str:
        """Return what is recalculated."""
        name = self._asked.name if self._asked is not None else ""
        return " · ".join(part for part in (_("Recalculation of prices"), name) if part)

    def may(self, verb: str) -> bool:
        """Tell whether *verb* makes sense now."""
        if verb == "do":
            return not self._working
        if verb == "open":
            return self._progress is not None and self._progress.document_id is not None
        return super().may(verb)

    def retell(self) -> None:
        self._show()

    def do_do(self) -> None:
        """Begin anew."""
        self.perform(self._begin)

    def do_open(self) -> None:
        """Open the price document of the run."""
        self.perform(self._open)

    def do_back(self) -> None:
        """Stop a run after its chunk; else leave."""
        if self._working:
            self._stopping = True
            self.say(_("Stopping after this part; what is done stays."))
        else:
            self.shell.pop_screen()

    async def _begin(self) -> None:
        if self._working:
            return
        self._asked = await waiting(ask, self.desk, self._key)
        self.refresh_title()
        on = day(self._asked.asked.on)
        question = _("Recalculate dependent prices from {date} on? They are in force at once.")
        if not await self.shell.push_screen_wait(
            Confirm(question.format(date=on), yes=_("Recalculate"))
        ):
            if self._progress is None:
                self.shell.pop_screen()
            return
        self._working, self._stopping, self._progress = True, False, None
        self.refresh_keys()
        try:
            await waiting(
                run, self._at_desk, self._asked.asked, self._told_of, lambda: not self._stopping
            )
        finally:
            self._working = False
            self.refresh_keys()
            self._show()
        self.say(_("Stopped.") if self._stopping else _("Done."))

    async def _open(self) -> None:
        of = self.desk.form("price_documents")
        if of is not None and self._progress is not None and self._progress.document_id:
            await open_card(self, of, self._progress.document_id)

    def _told_of(self, progress: RecalculationProgress) -> None:
        """Hear of a chunk, on the thread of the work."""
        self.app.call_from_thread(self._take, progress)

    def _take(self, progress: RecalculationProgress) -> None:
        self._progress = progress
        if self.is_mounted:
            self._show()

    def _show(self) -> None:
        self._bar.retell()
        self._figures.retell()
        faults = self._progress.faults if self._progress is not None else ()
        rows = []
        for fault in faults:
            told = tell(fault.code, fault_facts(fault))
            rows.append(
                (
                    GridCell(str(fault.count)),
                    GridCell(f"{told.title}. {told.body}", "bad"),
                )
            )
        columns = (
            GridColumn("count", _("Prices"), 8, right=True, flexible=False),
            GridColumn("why", _("Why they could not be computed"), 60),
        )
        self._faults.empty = ""
        self._faults.show(columns if rows else (), rows)

    def _bar_text(self) -> str:
        progress = self._progress
        width = max(10, self.size.width - 10)
        if progress is None:
            return f" {'░' * width}"
        filled = width * progress.done // progress.total if progress.total else width
        percent = 100 * progress.done // progress.total if progress.total else 100
        return f" {'█' * filled}{'░' * (width - filled)} {percent:>3} %"

    def _figures_text(self) -> str:
        progress = self._progress
        if progress is None:
            return ""
        items = ngettext("{done} of {total} item", "{done} of {total} items", progress.total)
        changed = ngettext("{count} price changed", "{count} prices changed", progress.changed)
        empty = ngettext(
            "{count} had nothing to be computed from",
            "{count} had nothing to be computed from",
            progress.empty,
        )
        parts = (
            items.format(done=progress.done, total=progress.total),
            changed.format(count=progress.changed),
            empty.format(count=progress.empty),
        )
        return "\n".join(f" {part}" for part in parts)
