"""Which day is on the dispatcher's board, and what other dispatchers write of it meanwhile."""

from __future__ import annotations

import asyncio
import datetime as dt

from core.delivery.planning.errors import NoTravel
from core.delivery.planning.settings import WaysFrom
from core.kernel.i18n import N_
from tui.desk.asking import Ask
from tui.desk.dispatch.board import Board
from tui.desk.dispatch.moving import Moving
from tui.desk.dispatch.sitting import Sitting
from tui.desk.keys import LEAVING, waiting
from tui.error_text import explain
from tui.flows.desk.dispatch.room import News, Yard, copied, news, yards
from tui.flows.desk.dispatch.session import PlanningSession
from tui.flows.desk.hearing import Hearing
from tui.flows.desk.shapes import Field, FieldKind
from tui.locale import _
from tui.texts.form import Severity


class Days:
    """Beginning a sitting, ending it, and reading its day again."""

    def __init__(self, board: Board, moving: Moving) -> None:
        self._board, self._moving = board, moving
        self._watch: Hearing | None = None

    # Beginning and ending

    async def begin(self) -> None:
        """Read the day of the warehouse; the first one he may plan for, where none was chosen."""
        board = self._board
        if board.yard is None:
            found = await board.flow(yards)
            if not found:
                board.warn(_("There is no warehouse you may plan for."))
                return
            board.yard = found[0]
        self.leave()
        desk = board.desk
        session = PlanningSession(
            desk.database, desk.actor, board.day, board.yard.id, clock=desk.clock
        )
        board.sitting = Sitting(session)
        board.tables.begin()
        board.reading = True
        board.begun()
        try:
            await self._read(session)
        finally:
            board.reading = False
            board.begun()
        if board.shown is not None:
            board.draw()
            self._listen()

    async def _read(self, session: PlanningSession) -> None:
        """Read the day; as the crow flies, where who should tell ways does not and he agrees."""
        board = self._board
        try:
            await board.call(PlanningSession.load)
        except NoTravel as error:
            board.screen.tell(error)
            told = explain(error)
            question = _("Plan this day as the crow flies?")
            question = f"{told.title}. {told.body}\n\n{question}"
            if not await board.agreed(question, _("Yes")):
                return
            session.ways_from = WaysFrom.GREAT_CIRCLE
            await board.call(PlanningSession.load)

    def leave(self) -> None:
        """End the sitting there is."""
        self._deafen()
        if self._board.sitting is not None:
            self._board.sitting.close()
            self._board.sitting = None

    async def left(self) -> None:
        """End the sitting, and wait for it: who closes the database next closes every call."""
        ending = [one for one in (self._watch, self._board.sitting) if one is not None]
        self.leave()
        for one in ending:
            await waiting(one.ended, LEAVING)

    # Other days

    def before(self) -> None:
        """Go to the day before."""
        self._board.perform(self._go, self._board.day - dt.timedelta(days=1), self._board.yard)

    def after(self) -> None:
        """Go to the day after."""
        self._board.perform(self._go, self._board.day + dt.timedelta(days=1), self._board.yard)

    def choose(self) -> None:
        """Choose the day and the warehouse."""
        self._board.perform(self._choose)

    async def _choose(self) -> None:
        board = self._board
        found = await board.flow(yards)
        fields = (
            Field("day", N_("Day"), FieldKind.DATE, required=True, width=10),
            Field(
                "yard",
                N_("Warehouse"),
                FieldKind.CHOICE,
                choices={str(one.id): one.name for one in found},
                required=True,
                width=24,
            ),
        )
        values = {"day": board.day, "yard": str(board.yard.id) if board.yard is not None else None}
        dialog = Ask(board.desk, lambda: _("Day and warehouse"), fields, values)
        asked = await board.ask(dialog)
        if asked is not None:
            yard = next((one for one in found if str(one.id) == asked["yard"]), board.yard)
            await self._go(asked["day"], yard)

    async def _go(self, to: dt.date, yard: Yard | None) -> None:
        if self._board.unsaved and not await self.forgotten():
            return
        self._board.day, self._board.yard = to, yard
        await self.begin()

    async def forgotten(self) -> bool:
        """Tell whether what is not saved may be forgotten."""
        question = _("Leave without saving the plan? What was moved is forgotten.")
        return await self._board.agreed(question, _("Leave"))

    def copy(self) -> None:
        """Begin the day with the vehicles of the last day that had trips."""
        if self._board.shown is not None:
            self._board.perform(self._copy)

    async def _copy(self) -> None:
        board = self._board
        if board.yard is None:
            return
        made = await board.flow(copied, day=board.day, warehouse_id=board.yard.id)
        if not made:
            board.warn(_("There is no earlier day with other vehicles."))
            return
        await self.reread()
        said = _("Trips made for the vehicles of the last day: {count}.")
        board.say(said.format(count=len(made)))

    # Others

    def _listen(self) -> None:
        self._deafen()
        if self._board.sitting is not None:
            loop = asyncio.get_running_loop()

            def told() -> None:
                loop.call_soon_threadsafe(self._told_of)

            self._watch = self._board.sitting.session.watch(told)

    def _deafen(self) -> None:
        if self._watch is not None:
            self._watch.stop()
            self._watch = None

    def _told_of(self) -> None:
        """Somebody has written trips of this day."""
        screen = self._board.screen
        if not screen.is_mounted or self._board.sitting is None:
            return
        if screen.is_current:
            self._board.perform(self.reread, group="news")
        else:
            self._board.look_again = True

    def seen_again(self) -> None:
        """A card on top may have been changed, or others may have written meanwhile."""
        board = self._board
        if board.shown is not None and board.screen.shell.desk is not None and board.look_again:
            board.look_again = False
            board.perform(self.reread, group="news")

    def refresh(self) -> None:
        """Read the day again; what is planned stays. One that could not be read is begun anew."""
        if self._board.shown is not None:
            self._board.perform(self.reread)
        elif not self._board.reading:
            self._board.perform(self.begin, group="sitting")

    async def reread(self) -> None:
        """Read the day again and put what is planned on it; tell what others have written."""
        board, sitting = self._board, self._board.sitting
        if sitting is None or sitting.shown is None:
            return
        wanted = self._moving.places()
        before, found, now = await sitting.call(sitting.reread)
        if found.lost:
            self._moving.keep_lost(wanted)
        else:
            board.draw()
        told = await board.flow(news, before=before, now=now)
        if told is not None:
            self._say_news(told, lost=bool(found.lost))

    def _say_news(self, told: News, *, lost: bool) -> None:
        facts = {"who": told.who or "—", "trips": told.numbers}
        if not lost:
            self._board.say(_("{who} changed {trips}.").format(**facts), Severity.INFO)
            return
        text = _("{who} changed {trips}: your move there is not made. It is marked; > makes it.")
        self._board.warn(text.format(**facts))
