"""Reservation chess: whose every unit of an item is and where it comes from; moved by keys."""

from __future__ import annotations

from functools import partial
from typing import Any

from textual.app import ComposeResult

from core.sales.chessboard import (
    Instead,
    Origin,
    Rank,
    movable,
    release,
    shifted,
    stands,
    wanted,
)
from core.sales.moves import Move
from tui.desk.chess_cells import row_cells, total_cells
from tui.desk.chess_move import Decided, MoveDialog
from tui.desk.dialogs import Choice, Confirm, Menu
from tui.desk.keys import DeskScreen, waiting
from tui.desk.opening import open_card
from tui.desk.picking import Pick
from tui.flows.desk.chess import (
    Chess,
    Place,
    about_rank,
    about_square,
    carry_out,
    named,
    place_of,
    read_chess,
)
from tui.flows.desk.desk import Desk
from tui.formatting import quantity
from tui.locale import _, ngettext
from tui.texts.form import Severity
from tui.widgets.grid import Grid, GridColumn
from tui.widgets.telling import Line

FIRST = 3
"""Columns before those of the board: who, wanted, leaves."""

WIDE = 110
"""Columns of screen from which receipts are called by their numbers too."""

RELEASE, OPEN, CARRY, DROP = "release", "open", "carry", "drop"


class ReservationChess(DeskScreen):
    """The board of one item in one warehouse."""

    OFFERS = (
        "help",
        "open",
        "pick",
        "do",
        "save",
        "remove",
        "mark",
        "refresh",
        "back",
        "lock",
        "language",
        "quit",
    )
    DEFAULT_CSS = """
    ReservationChess Grid { height: 1fr; }
    ReservationChess .about { height: auto; max-height: 3; width: 1fr; }
    ReservationChess .hint { height: auto; max-height: 2; width: 1fr; }
    """

    def __init__(self, desk: Desk, key: str) -> None:
        super().__init__()
        del desk
        self._place: Place = place_of(key)
        self._chess: Chess | None = None
        self._taken: tuple[int, Origin] | None = None
        """(order, column) of the square whose goods are in hand."""
        self._pending: tuple[Move, ...] = ()
        self._marked: set[int] = set()
        """Orders."""
        self._grid = Grid(cells=True, frozen=1)
        self._about = Line(self._about_text, classes="about facts")
        self._hint = Line(self._hint_text, classes="hint")

    def body(self) -> ComposeResult:
        """The board, what the cursor is on, what to do."""
        yield self._grid
        yield self._about
        yield self._hint

    def on_mount(self) -> None:
        """Read the board and stand on the first square."""
        super().on_mount()
        self._grid.focus()
        self.do_refresh()

    def on_screen_resume(self) -> None:
        """An order on top may have been changed."""
        if self._chess is not None and self.shell.desk is not None:
            self.do_refresh()

    def heading(self) -> str:
        """Return of what the board is."""
        if self._chess is None:
            return _("Reservation chess")
        return f"{self._chess.item} · {self._chess.warehouse}"

    def may(self, verb: str) -> bool:
        """Tell whether *verb* makes sense."""
        chess = self._chess
        if verb in {"remove", "mark"}:
            return chess is not None and chess.may_move
        if verb == "save":
            return bool(self._pending)
        return super().may(verb)

    def retell(self) -> None:
        if self.is_mounted and self._chess is not None:
            self._draw()

    # What stands under the cursor

    @property
    def rank(self) -> Rank | None:
        """The row under the cursor; None on the totals, and before the board is read."""
        at = self._grid.cursor
        ranks = self._chess.ranks if self._chess is not None else ()
        return ranks[at] if at < len(ranks) else None

    @property
    def origin(self) -> Origin | None:
        """The column under the cursor; None on those before the board."""
        at = self._grid.column - FIRST
        found = self._chess.origins if self._chess is not None else ()
        return found[at] if 0 <= at < len(found) else None

    # What a person does

    def on_grid_moved(self, event: Grid.Moved) -> None:
        """Tell about the square under the cursor."""
        event.stop()
        self._about.retell()

    def on_grid_chosen(self, event: Grid.Chosen) -> None:
        """Enter takes, or puts."""
        event.stop()
        self.action_take_or_put()

    def on_grid_typed(self, event: Grid.Typed) -> None:
        """Space takes, or puts; letters mean nothing here."""
        event.stop()
        if event.text == " ":
            self.action_take_or_put()

    def action_take_or_put(self) -> None:
        """Take the goods of a square into the hand, or give them to the row under the cursor."""
        self.hush()
        if self._taken is None:
            self._take()
        else:
            self.perform(self._put)

    def on_resize(self) -> None:
        """Call the columns as the width allows."""
        self._draw()

    def do_back(self) -> None:
        """Put back what is in hand; then leave, after asking about collected moves."""
        if self._taken is not None:
            self._taken = None
            self.hush()
            self._draw()
        elif self._pending:
            self.perform(self._leave)
        else:
            super().do_back()

    def do_refresh(self) -> None:
        """Read the board again."""
        self.perform(self._read, group="read", exclusive=True)

    def do_open(self) -> None:
        """Open the order under the cursor."""
        rank, of = self.rank, self.desk.form("customer_orders")
        if rank is not None and rank.order_id and of is not None:
            self.perform(open_card, self, of, rank.order_id)

    def do_pick(self) -> None:
        """Go to the board of another item."""
        self.perform(self._pick)

    def do_mark(self) -> None:
        """Mark the order, to release what several hold at once."""
        rank = self.rank
        if rank is not None and rank.order_id:
            self._marked ^= {rank.order_id}
            self._draw()
            self._grid.action_move(1)

    def do_remove(self) -> None:
        """Release what the cursor is on."""
        self.perform(self._release_square)

    def do_save(self) -> None:
        """Carry out the collected moves."""
        self.perform(self._carry, self._pending)

    def do_do(self) -> None:
        """Everything that can be done here."""
        self.perform(self._do)

    def _take(self) -> None:
        chess, rank, origin = self._chess, self.rank, self.origin
        if chess is None or rank is None:
            return
        if origin is None:  # on the name of a row: what there is to take, if that is clear
            held = [one for one in chess.origins if movable(rank, one, self._pending) > 0]
            origin = held[0] if len(held) == 1 else None
        if not chess.may_move:
            self.say(_("Your rights do not allow it."), Severity.WARN)
        elif origin is None or movable(rank, origin, self._pending) <= 0:
            self.say(_("There is nothing here that may be taken."), Severity.WARN)
        else:
            self._taken = (rank.order_id, origin)
            self._draw()

    async def _put(self) -> None:
        chess, to = self._chess, self.rank
        if chess is None or to is None or self._taken is None:
            return
        giver, origin = chess.rank(self._taken[0]), self._taken[1]
        if giver is None or giver.order_id == to.order_id:
            self._taken = None
            self._draw()
            return
        if wanted(to, origin, self._pending) <= 0:
            said = _("{order} waits for nothing; choose somebody who does.")
            self.say(said.format(order=named(to)), Severity.WARN)
            return
        await self._decide((giver, origin), to)

    async def _decide(self, taken: tuple[Rank, Origin], to: Rank) -> None:
        assert self._chess is not None  # noqa: S101 - there is a rank, so there is a board
        dialog = MoveDialog(self.desk, self._chess, taken, to, self._pending)
        decided: Decided | None = await self.shell.push_screen_wait(dialog)
        if decided is None:
            return
        self._taken = None
        moves = (*self._pending, *decided.moves)
        if decided.collect:
            self._pending = moves
            self._draw()
        else:
            await self._carry(moves)

    async def _carry(self, moves: tuple[Move, ...]) -> None:
        """Make the moves; the board and what was collected stay as they are if it is refused."""
        done = await waiting(self.desk.ask, partial(carry_out, place=self._place, moves=moves))
        self._pending, self._taken, self._marked = (), None, set()
        await self._read()
        self.say(_("{number}: carried out.").format(number=done.number))

    async def _release_square(self) -> None:
        chess, rank, origin = self._chess, self.rank, self.origin
        if chess is None or rank is None or origin is None or not rank.order_id:
            return
        if movable(rank, origin, self._pending) <= 0:
            self.say(_("There is nothing here that may be taken."), Severity.WARN)
            return
        await self._decide((rank, origin), chess.ranks[0])

    async def _release(self, orders: set[int]) -> None:
        """Release everything that orders hold, after asking."""
        if self._chess is None:
            return
        moves = release(self._chess.place[1:], self._chess.ranks, orders, Instead())
        if not moves:
            self.say(_("They hold nothing that may be taken."), Severity.WARN)
            return
        held = sum(move.quantity for move in moves)
        said = ngettext(
            "Release {held} {unit} that {count} order holds? They are demanded anew.",
            "Release {held} {unit} that {count} orders hold? They are demanded anew.",
            len(orders),
        )
        question = said.format(held=quantity(held), unit=self._chess.unit, count=len(orders))
        if await self.shell.push_screen_wait(Confirm(question, yes=_("Release"))):
            await self._carry(moves)

    async def _do(self) -> None:
        rank, chess = self.rank, self._chess
        if chess is None:
            return
        orders = set(self._marked) or ({rank.order_id} if rank and rank.order_id else set())
        choices = []
        if chess.may_move and orders:
            title = _("Release all that marked orders hold")
            choices.append(
                Choice(RELEASE, title if self._marked else _("Release all that the order holds"))
            )
        if rank is not None and rank.order_id:
            choices.append(Choice(OPEN, _("Open the order")))
        if self._pending:
            choices.append(Choice(CARRY, _("Carry out the collected moves")))
            choices.append(Choice(DROP, _("Drop the collected moves")))
        if not choices:
            self.say(_("Nothing can be done with it now, or your rights do not allow it."))
            return
        menu: Menu = Menu(_("What to do"), choices)
        match await self.shell.push_screen_wait(menu):
            case "release":
                await self._release(orders)
            case "open":
                self.do_open()
            case "carry":
                await self._carry(self._pending)
            case "drop":
                self._pending = ()
                self._draw()

    async def _pick(self) -> None:
        dialog: Any = Pick(self.desk, self.desk.listing("reservations"))
        picked = await self.shell.push_screen_wait(dialog)
        if picked is not None:
            self._place = place_of(str(picked.key))
            self._taken, self._pending, self._marked = None, (), set()
            await self._read()
            self._grid.go_to(0, FIRST)

    async def _leave(self) -> None:
        question = _("Leave? The collected moves are dropped; nothing was moved.")
        if await self.shell.push_screen_wait(Confirm(question, yes=_("Leave"))):
            self.shell.pop_screen()

    # Showing

    async def _read(self) -> None:
        found = await waiting(self.desk.ask, partial(read_chess, place=self._place))
        self._chess = found
        if not stands(found.ranks, self._pending):
            self._pending = ()
            self.say(_("Somebody was faster; the collected moves are dropped."), Severity.WARN)
        self._draw()
        self.refresh_title()

    def _draw(self) -> None:
        chess = self._chess
        if chess is None:
            return
        seen = shifted(chess.ranks, self._pending)
        wide = self.size.width >= WIDE
        columns = [
            GridColumn("who", _("Whose"), 30),
            GridColumn("wanted", _("Needed"), 6, flexible=False),
            GridColumn("leaves", _("Leaves"), 6, flexible=False),
            *(
                GridColumn(f"{at}", chess.title(origin, wide=wide), 12 if wide else 7, right=True)
                for at, origin in enumerate(chess.origins)
            ),
        ]
        rows = [
            row_cells(chess, before, after, self._taken)
            for before, after in zip(chess.ranks, seen, strict=True)
        ]
        rows.append(total_cells(chess))
        self._grid.marked = [
            at for at, rank in enumerate(chess.ranks) if rank.order_id in self._marked
        ]
        begins = not self._grid.columns
        self._grid.show(columns, rows)
        if begins:
            self._grid.go_to(0, FIRST)
        self._about.retell()
        self._hint.retell()
        self.refresh_keys()

    def _about_text(self) -> str:
        chess, rank, origin = self._chess, self.rank, self.origin
        if chess is None or rank is None:
            return ""
        said = about_square(chess, rank, origin) if origin is not None else ""
        return f" {about_rank(chess, rank)}" + (f"\n {said}" if said else "")

    def _hint_text(self) -> str:
        chess = self._chess
        if chess is None or not chess.may_move:
            return ""
        if self._taken is not None:
            giver = chess.rank(self._taken[0])
            return _(
                " In hand: {origin} of {who}. ↑↓ to who gets it, Enter; Esc puts it back."
            ).format(origin=chess.title(self._taken[1]), who=named(giver) if giver else "")
        if self._pending:
            said = ngettext(
                " {count} move collected: ^S carries it out.",
                " {count} moves collected: ^S carries them out.",
                len(self._pending),
            )
            return said.format(count=len(self._pending))
        return _(" Enter takes what the cursor is on, Enter again gives it; Del releases.")
