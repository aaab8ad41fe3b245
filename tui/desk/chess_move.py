"""A move of goods between orders before it is made: how much, and what it does to whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from textual.app import ComposeResult
from textual.containers import Vertical

from core.sales.chessboard import Instead, Origin, OriginKind, Rank, movable, plan, wanted
from core.sales.moves import Move
from tui.desk.fields import FieldsPane
from tui.desk.keys import DeskDialog, waiting
from tui.flows.desk.chess import (
    Chess,
    Touched,
    move_fields,
    named,
    read_instead,
    touched,
    try_moves,
    usual_instead,
)
from tui.flows.desk.desk import Desk
from tui.formatting import quantity
from tui.locale import _
from tui.texts.form import Severity
from tui.widgets.bars import KeyBar, MessageLine
from tui.widgets.grid import Grid, GridCell, GridColumn
from tui.widgets.telling import Line


@dataclass(frozen=True, slots=True)
class Decided:
    """The move that was decided on."""

    moves: tuple[Move, ...]
    collect: bool = False
    """It is carried out later, together with others."""


class MoveDialog(DeskDialog[Decided]):
    """How much, what the giver does instead, and the new days of everybody it touches."""

    OFFERS = ("help", "save", "new", "refresh", "back", "language")
    DEFAULT_CSS = """
    MoveDialog > Vertical {
        width: 96%; max-width: 112; height: auto; max-height: 92%;
        background: $panel; border: round $primary; padding: 0 1;
    }
    MoveDialog .title { text-style: bold; width: 1fr; height: auto; }
    MoveDialog .hint { color: $text-muted; width: 1fr; height: auto; }
    MoveDialog Grid { height: 6; margin-top: 1; }
    """

    def __init__(
        self,
        desk: Desk,
        chess: Chess,
        taken: tuple[Rank, Origin],
        to: Rank,
        pending: Sequence[Move],
    ) -> None:
        super().__init__()
        self._chess, self._taken, self._to = chess, taken, to
        self._pending = tuple(pending)
        rank, origin = taken
        self._most = min(movable(rank, origin, pending), wanted(to, origin, pending))
        from_line = bool(rank.order_id) and origin.kind is not OriginKind.OWN
        self._fields = FieldsPane(
            desk,
            move_fields(chess, origin, from_line=from_line),
            {"quantity": self._most, "instead": usual_instead(chess, origin, self._most)},
            {},
            narrow=lambda _name: (),
            columns=1,
        )
        self._asked = False
        """It was to be decided on before its outcome had been seen."""
        self._chosen = False
        """Whether what the giver does instead was chosen by hand."""
        self._grid = Grid(frozen=1)
        self._shown: tuple[Move, ...] = ()
        """The moves whose outcome stands below."""

    def compose(self) -> ComposeResult:
        """From whom to whom, what is asked, what it does."""
        with Vertical():
            yield Line(self._title, classes="title")
            yield self._fields
            yield self._grid
            yield Line(
                lambda: _("Enter on the last field, or ^S, moves; Ins puts it by for later."),
                classes="hint",
            )
            yield MessageLine()
            yield KeyBar(())

    def on_mount(self) -> None:
        """Show what the whole of it would do."""
        super().on_mount()
        self._fields.focus_first()
        self.do_refresh()

    def retell(self) -> None:
        if self.is_mounted:
            self.do_refresh()

    def on_fields_pane_changed(self, event: FieldsPane.Changed) -> None:
        """Show what it would do now; another quantity may be covered by another receipt."""
        event.stop()
        if event.name == "instead":
            self._chosen = True
        elif not self._chosen:
            values = self._fields.values
            usual = usual_instead(self._chess, self._taken[1], values.get("quantity") or 0)
            self._fields.show({**values, "instead": usual}, {})
        self.do_refresh()

    def on_fields_pane_wrong(self, event: FieldsPane.Wrong) -> None:
        """Say what is wrong."""
        event.stop()
        self.tell(event.error)

    def on_fields_pane_finished(self, event: FieldsPane.Finished) -> None:
        """Enter on the last field decides, once its outcome has been seen."""
        event.stop()
        if self._shown and self._shown == self._planned():
            self.do_save()
        else:
            self.do_refresh()

    def do_refresh(self) -> None:
        """Try it again."""
        self.perform(self._try, group="try", exclusive=True)

    def do_save(self) -> None:
        """Carry it out."""
        self.perform(self._decide, False)

    def do_new(self) -> None:
        """Collect it: several moves are carried out together."""
        self.perform(self._decide, True)

    def _title(self) -> str:
        rank, origin = self._taken
        said = _("{origin}: {giver} → {taker}. At most {most} {unit}.")
        return said.format(
            origin=self._chess.title(origin),
            giver=named(rank),
            taker=named(self._to),
            most=quantity(self._most),
            unit=self._chess.unit,
        )

    def _planned(self) -> tuple[Move, ...]:
        values = self._fields.values
        word = values.get("instead")
        return plan(
            self._chess.place[1:],
            self._taken,
            self._to,
            values.get("quantity") or 0,
            read_instead(str(word)) if word else Instead(),
            self._pending,
        )

    async def _decide(self, collect: bool) -> None:
        if await self._fields.collect() is None:
            return
        moves = self._planned()
        if not self._shown or moves != self._shown:
            self._asked = True  # what was not seen is not decided on
            await self._try()
            return
        self.dismiss(Decided(moves, collect))

    async def _try(self) -> None:
        self._shown = ()
        asked = self._fields.values.get("quantity") or 0
        if not 0 < asked <= self._most:
            self._draw([])
            said = _("Type a quantity from above zero to {most}.")
            self.say(said.format(most=quantity(self._most)), Severity.WRONG)
            return
        moves = self._planned()
        self._draw([])
        flow = partial(try_moves, place=self._chess.place, moves=(*self._pending, *moves))
        told = touched(self._chess, await waiting(self.desk.ask, flow))
        self._shown = moves
        self.hush()
        if self._asked:
            self.say(_("This is what it does; the same key again does it."), Severity.INFO)
        self._draw(told)

    def _draw(self, told: list[Touched]) -> None:
        columns = (
            GridColumn("order", _("Order"), 24),
            GridColumn("leaves", _("Leaves"), 23, flexible=False),
            GridColumn("state", _("State"), 36),
        )
        rows = [
            (
                GridCell(one.order),
                GridCell(one.leaves, "bad" if one.later else "good" if one.sooner else "plain"),
                GridCell(one.state),
            )
            for one in told
        ]
        self._grid.empty = _("Nothing is known yet.")
        self._grid.show(columns, rows)
