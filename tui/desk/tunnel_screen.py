"""The wind tunnel: a discount run over past sales, with a bar that moves and a stop."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult

from core.discounts.wind_tunnel import TunnelProgress, WindTunnel
from tui.desk.asking import Ask
from tui.desk.dialogs import Choice, Menu, Notice
from tui.desk.keys import DeskScreen, waiting
from tui.desk.opening import open_card
from tui.desk.tunnel_tables import TITLES, Table, figures, remarks, table
from tui.flows.desk.desk import Desk
from tui.flows.desk.shapes import Given
from tui.flows.desk.tunnels import form_of, prepare, question, run, x_ray
from tui.formatting import day
from tui.locale import _, ngettext
from tui.widgets.grid import Grid
from tui.widgets.tabs import Tab, TabLine
from tui.widgets.telling import Line

AGAIN, X_RAY = "again", "x-ray"


class WindTunnelScreen(DeskScreen):
    """A run, from the question to the documents it touches."""

    OFFERS = ("help", "open", "tab", "do", "back", "lock", "language", "quit")
    DEFAULT_CSS = """
    WindTunnelScreen .bar { height: 1; width: 1fr; }
    WindTunnelScreen .figures { height: 6; width: 1fr; }
    WindTunnelScreen Grid { height: 1fr; }
    """

    def __init__(self, desk: Desk, key: int) -> None:
        super().__init__()
        self._key = key
        self._at_desk = desk
        self._tunnel: WindTunnel | None = None
        self._progress: TunnelProgress | None = None
        self._working = False
        self._stopping = False
        self._shown: Table | None = None
        self._bar = Line(self._bar_text, classes="bar")
        self._figures = Line(self._figures_text, classes="figures")
        self._tabs = TabLine([Tab(name, _titled(name)) for name in TITLES])
        self._grid = Grid()

    def body(self) -> ComposeResult:
        """The bar, the figures, one table of several."""
        yield self._bar
        yield self._figures
        yield self._tabs
        yield self._grid

    def on_mount(self) -> None:
        """Ask, then begin."""
        super().on_mount()
        self._grid.focus()
        self._show()
        self.perform(self._begin)

    def heading(self) -> str:
        """Return what is run over which days."""
        parts = [_("Wind tunnel")]
        if self._tunnel is not None:
            asked = self._tunnel.asked
            parts.append(self._tunnel.trial.name or _("All discounts"))
            parts.append(f"{day(asked.since)}–{day(asked.until)}")
        return " · ".join(parts)

    def may(self, verb: str) -> bool:
        """Tell whether *verb* makes sense now."""
        if verb == "do":
            return not self._working
        if verb == "open":
            return self._row is not None
        return super().may(verb)

    def retell(self) -> None:
        self._show()

    @property
    def _row(self) -> tuple[str, int, int] | None:
        """(source, document, line or 0) under the cursor; None: the table is not of documents."""
        of = self._shown.of if self._shown is not None else ()
        return of[self._grid.cursor] if self._grid.cursor < len(of) else None

    def on_grid_chosen(self, event: Grid.Chosen) -> None:
        """Enter opens the document."""
        event.stop()
        if self._row is not None:
            self.do_open()

    def on_tab_line_turned(self, event: TabLine.Turned) -> None:
        """Show another table from its beginning."""
        event.stop()
        self._show(cursor=0)
        self._grid.focus()

    def do_tab(self) -> None:
        """Show the next table."""
        self._tabs.turn()

    def do_open(self) -> None:
        """Open the document under the cursor."""
        self.perform(self._open)

    def do_do(self) -> None:
        """Run again, or look through a document."""
        self.perform(self._do)

    def do_back(self) -> None:
        """Stop a run after its part; else leave."""
        if self._working:
            self._stopping = True
            self.say(_("Stopping after this part; what was found stays on the screen."))
        else:
            self.shell.pop_screen()

    async def _begin(self) -> None:
        if self._working:
            return
        asked = await waiting(question, self._at_desk, self._key)
        given = Given(today=self._at_desk.today())
        command = asked.command
        dialog = Ask(
            self._at_desk,
            lambda: _(command.title),
            command.asks,
            command.initial(asked.card, given),
            narrow=lambda name: asked.form.narrow(asked.card, "", 0, name),
        )
        values = await self.shell.push_screen_wait(dialog)
        if values is None:
            if self._progress is None:
                self.shell.pop_screen()
            return
        self._tunnel = await waiting(prepare, self._at_desk, asked.card, values)
        self._working, self._stopping, self._progress = True, False, None
        self.refresh_title()
        self.refresh_keys()
        self._show(cursor=0)
        try:
            await waiting(
                run, self._at_desk, self._tunnel, self._told_of, lambda: not self._stopping
            )
        finally:
            self._working = False
            self.refresh_keys()
            self._show()
        if self._stopping:
            self.say(_("Stopped: the figures are of the sales run over so far."))
        else:
            self.say(_("Run over. Nothing was stored."))

    async def _do(self) -> None:
        choices = [Choice(AGAIN, _("Run again, asked anew"))]
        if self._row is not None:
            choices.append(Choice(X_RAY, _("X-ray before and after")))
        chosen = await self.shell.push_screen_wait(Menu(_("What to do"), choices))
        if chosen == AGAIN:
            await self._begin()
        elif chosen == X_RAY:
            await self._x_ray()

    async def _x_ray(self) -> None:
        row = self._row
        if row is None or self._tunnel is None:
            return
        width = min(66, self.size.width - 10)
        lines = await waiting(x_ray, self._at_desk, self._tunnel, *row, width)
        title = self._grid.rows[self._grid.cursor][0].text
        heading = _("X-ray of {document}").format(document=title)
        self.shell.push_screen(Notice(heading, "\n".join(lines)))

    async def _open(self) -> None:
        row = self._row
        of = self.desk.form(form_of(row[0])) if row is not None else None
        if of is not None and row is not None:
            await open_card(self, of, row[1])

    def _told_of(self, progress: TunnelProgress) -> None:
        """Hear of a chunk, on the thread of the work."""
        self.app.call_from_thread(self._take, progress)

    def _take(self, progress: TunnelProgress) -> None:
        self._progress = progress
        if self.is_mounted:
            self._show()

    def _show(self, cursor: int | None = None) -> None:
        self._bar.retell()
        self._figures.retell()
        self._tabs.refresh()
        report = self._progress.report if self._progress is not None else None
        self._shown = table(self._tabs.active, report) if report is not None else None
        self._grid.empty = self._emptiness()
        at = self._grid.cursor if cursor is None else cursor
        if self._shown is None or not self._shown.rows:
            self._grid.show((), ())
        else:
            self._grid.show(
                self._shown.columns, self._shown.rows, cursor=min(at, len(self._shown.rows) - 1)
            )
        self.refresh_keys()

    def _emptiness(self) -> str:
        """Return what stands where a table has no rows."""
        if self._progress is None:
            return ""
        if self._progress.finished and not self._progress.report.touched_sales:
            return _(
                "No sale would cost otherwise: it is given in none of them, or loses to others."
            )
        return _("Nothing here.")

    def _bar_text(self) -> str:
        progress = self._progress
        width = max(10, self.size.width - 34)
        if progress is None:
            return f" {'░' * width}"
        total = max(1, progress.total)
        filled = width * progress.done // total if progress.total else width
        sales = ngettext("{done} of {total} sale", "{done} of {total} sales", progress.total)
        told = sales.format(done=progress.done, total=progress.total)
        return f" {'█' * filled}{'░' * (width - filled)}  {told}"

    def _figures_text(self) -> str:
        if self._progress is None:
            return ""
        report = self._progress.report
        rows = figures(report)
        texts = [f" {'':<14}{_('Before'):>18}{_('After'):>18}   {_('Change')}"]
        texts += [f" {what:<14}{was:>18}{now:>18}   {more}" for what, was, now, more in rows]
        return "\n".join([*texts, *(f" {text}" for text in remarks(report))])


def _titled(name: str) -> Callable[[], str]:
    return lambda: _(TITLES[name])
