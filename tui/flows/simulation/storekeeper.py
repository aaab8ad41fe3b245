"""The storekeeper: a handheld without a terminal, strokes in, states out.

He answers the prompt on his screen: mostly right, sometimes with a wrong or torn code, a number
that is too big, an undo. Now and then his terminal dies, even between the commit and the verdict,
and a new one must show the same prompt and count nothing twice.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import select

from core.catalog.models import Barcode
from tui.flows.handheld.shift import Shift
from tui.flows.handheld.state import PAGE, At, State, save
from tui.flows.handheld.work import Verdict, Work
from tui.flows.simulation.person import Person
from tui.scan.strokes import Idle, Pressed, Scan, Source, Stroke, Typed

PIECE = 1_000
_SECRET = frozenset({At.LOGIN, At.PASSWORD, At.LOCKED})
_LINE = frozenset({At.CELL, At.ITEM, At.LOT, At.QUANTITY, At.DESTINATION})
_NONSENSE = (
    "",
    "4600000000000000000000000000000000000000000000000000000000000000000000000000000000",
    "4601234567890",
    "\x1b[2J",
    "[red]не код[/]",
    "]C10104601234567893",
    "'; DROP TABLE item; --",
    "~W:NOTHING",
)
_MOST_AHEAD = 3
"""Scans given while an earlier one is still being answered."""


@dataclass
class Storekeeper(Person):
    """Picks and checks."""

    work: Work | None = None
    queue: list[Scan] = field(default_factory=list)
    """Scanned ahead, not answered yet."""
    rests: int = 0

    def act(self) -> bool:
        """Answer the prompt; False: nothing waits for him."""
        work = self.work or self._open()
        if self.queue:
            self._give(work, self.queue.pop(0))
        elif self.chance(2):
            self._die(work)
        else:
            state = work.state
            if state.message is not None and state.message.level.is_alarm:
                self._press(work, "escape" if state.entry else "enter")
            else:
                self._answer(work, state)
        return self._is_at_work()

    def _is_at_work(self) -> bool:
        if self.work is None:
            return False
        state = self.work.state
        in_hand = state.task is not None or state.check is not None
        waits = state.counts.picking or state.counts.checking
        return in_hand or bool(self.queue) or (state.at is At.MENU and bool(waits))

    # --- terminals ---------------------------------------------------------------------------

    def _open(self) -> Work:
        shift = Shift(self.clock, f"simulated {self.actor.login}")
        work = Work(self.sessions, shift, waiting=self._waiting)
        work.admit(self.actor.login)
        self.work = work
        return work

    def _waiting(self) -> list[Scan]:
        taken, self.queue = self.queue, []
        for scan in taken:
            self.tally.answered(scan.id)
        return taken

    def _die(self, work: Work) -> None:
        """Lose the terminal; the next one must go on at the same prompt."""
        self.queue.clear()
        kept = self.chance(50)
        if kept:
            work.save()
        before = work.state
        again = self._open()
        self.tally.count("terminals lost")
        if kept and before.at not in _SECRET | {At.WAREHOUSE, At.BYE}:
            self._compare(before, again.state)

    def _compare(self, before: State, after: State) -> None:
        """Refuse another prompt than the one left, unless the task was taken away meanwhile."""
        if after.task != before.task or after.line != before.line or after.check != before.check:
            return
        aside = before.at in {At.LOCKED, At.LEAVING}
        at = before.after or At.MENU if aside else before.at
        if after.at is not at:
            self.tally.fault("resumed prompt", after.at.value, at.value, who=self.actor.login)

    # --- strokes -----------------------------------------------------------------------------

    def _scan(self, work: Work, text: str) -> None:
        """Scan; at times the same event reaches the house twice, the second time unanswered."""
        scan = Scan(self._new_id(), text, self.clock.now())
        self._give(work, scan)
        if self.chance(3):
            self._twice(work, scan)

    def _give(self, work: Work, stroke: Stroke) -> None:
        watched = isinstance(stroke, Scan) and self._is_journalled(work.state, stroke)
        verdict = work.handle(stroke)
        self.tally.count("scans" if isinstance(stroke, Scan) else "keys")
        if isinstance(stroke, Scan) and watched:
            self.tally.answered(stroke.id)
        self._after(verdict)

    def _after(self, verdict: Verdict) -> None:
        told = verdict.state.message
        if told is not None and told.level.is_alarm and verdict.sound:
            self.tally.refuse(told.code)
        self.queue += [
            Scan(self._new_id(), text, self.clock.now(), Source.REPLAY) for text in verdict.play
        ]
        if verdict.ended:
            self.work = None

    def _twice(self, work: Work, scan: Scan) -> None:
        """The terminal dies after the commit, before the verdict: the scan comes once more."""
        if work.state.at in _SECRET or self.work is not work:
            return
        self.queue.clear()
        again = self._open()
        before = save(again.state)
        again.handle(scan)
        after = save(again.state)
        for told in (before, after):
            told.pop("message")
        self.tally.count("scans delivered twice")
        if before["task"] == after["task"] and before != after:
            changed = sorted(name for name in before if before[name] != after[name])
            self.tally.fault("scan counted twice", changed, [], scan=str(scan.id), text=scan.text)

    def _press(self, work: Work, key: str) -> None:
        self._give(work, Pressed(key, self._new_id(), self.clock.now()))

    def _type(self, work: Work, text: str, *, enter: bool = True) -> None:
        self._give(work, Typed(text))
        if enter and self.work is work:
            self._press(work, "enter")

    def _new_id(self) -> uuid.UUID:
        return uuid.UUID(int=self.dice.getrandbits(128), version=4)

    @staticmethod
    def _is_journalled(state: State, scan: Scan) -> bool:
        return (
            state.user is not None
            and state.at not in _SECRET
            and not scan.text.startswith("~W:USER")
        )

    # --- what to do --------------------------------------------------------------------------

    def _answer(self, work: Work, state: State) -> None:
        if state.at in _LINE and self._stray(work, state):
            return
        match state.at:
            case At.WAREHOUSE:
                self._type(work, str(self.dice.randint(1, len(state.warehouses))), enter=False)
            case At.MENU:
                self._choose_work(work)
            case At.TASKS | At.CHECKS:
                self._choose_job(work, state)
            case At.CHECK | At.CHECK_END:
                self._check(work, state)
            case At.PARKED:
                self._type(work, self.dice.choice("12"), enter=False)
            case At.WHICH | At.REASON | At.REPLAN | At.EMPTY | At.LEAVING:
                self._choose(work, state)
            case At.INFO | At.HELP:
                self._scan(work, self._some_code()) if self.chance(30) else self._press(
                    work, "escape"
                )
            case _:
                self._pick(work, state)

    def _choose_work(self, work: Work) -> None:
        """Pick what waits, check what waits; with nothing to do look around."""
        self._give(work, Idle())
        state = work.state
        if state.counts.picking and (not state.counts.checking or self.chance(70)):
            self._type(work, "1", enter=False)
        elif state.counts.checking:
            self._type(work, "2", enter=False)
        else:
            self.rests += 1
            if self.rests % 5 == 0:
                self._press(work, "escape")  # leaves; comes back in another warehouse
            return
        self.rests = 0

    def _choose_job(self, work: Work, state: State) -> None:
        if not state.jobs or self.chance(5):
            self._press(work, "escape")
        else:
            rows = list(enumerate(state.jobs[:PAGE], 1))
            free = [row for row in rows if row[1].who in {"", self.actor.name}]
            row, _ = self.dice.choice(rows if self.chance(10) or not free else free)
            self._type(work, str(row), enter=False)

    def _stray(self, work: Work, state: State) -> bool:
        """Do something else than was asked."""
        strays: dict[int, Callable[[], None]] = {
            2: lambda: self._scan(work, self.dice.choice(_NONSENSE)),
            4: lambda: self._scan(work, self._some_code()),
            5: lambda: self._torn(work),
            6: lambda: self._scan(work, "~W:SKIP"),
            8: lambda: self._scan(work, "~W:UNDO"),
            9: lambda: self._scan(work, "~W:REDO"),
            11: lambda: self._press(work, "f2"),
            12: lambda: self._press(work, "f6"),
            13: lambda: self._press(work, "f11"),
            14: lambda: self._press(work, self.dice.choice(["f1", "f3", "f4", "f5", "f10", "up"])),
            16: lambda: self._ahead(work, state),
        }
        thrown = self.dice.randrange(100)
        found = next((act for most, act in strays.items() if thrown < most), None)
        if found is None:
            return False
        found()
        return True

    def _torn(self, work: Work) -> None:
        """Half a code: the link broke it."""
        scan = Scan(self._new_id(), "46000", self.clock.now(), fault="incomplete")
        self._give(work, scan)

    def _ahead(self, work: Work, state: State) -> None:
        """Scan what comes next before the first verdict is seen, as a quick hand does."""
        line, task = state.line, state.task
        if line is None or task is None:
            return
        texts = [line.cell_barcode or line.cell_code, line.code, task.destination_barcode]
        if self.chance(30):
            texts[0] = self._some_code()
        self.queue = [
            Scan(self._new_id(), text, self.clock.now()) for text in texts[:_MOST_AHEAD] if text
        ]
        if self.queue:
            self._give(work, self.queue.pop(0))

    def _pick(self, work: Work, state: State) -> None:
        line, task = state.line, state.task
        match state.at:
            case At.CELL if line is not None:
                self._scan(work, line.cell_barcode or line.cell_code)
            case At.ITEM if line is not None:
                self._scan(work, line.code or self._code(line.item_id) or line.article)
            case At.LOT if line is not None:
                self._scan(work, line.lot_code or "L-1")
            case At.QUANTITY if line is not None:
                self._quantity(work, line.left)
            case At.FOUND if line is not None:
                pieces = line.left // PIECE
                self._type(work, str(self.dice.randrange(pieces + self.chance(5)) if pieces else 0))
            case At.DESTINATION | At.FINISH if task is not None:
                self._destination(work, state)
            case At.CONTAINER:
                self._scan(work, f"BOX-{self.dice.randrange(1000):03d}")
            case At.LOGIN | At.BYE:
                self._open()
            case _:
                self._press(work, "escape")

    def _quantity(self, work: Work, left: int) -> None:
        pieces = left // PIECE
        if self.chance(75) or not pieces or left % PIECE:
            self._press(work, "enter")
            if work.state.at is At.QUANTITY and not self.chance(20):
                self._type(work, _said(left))
            return
        most = pieces * 3 if self.chance(5) else pieces
        self._type(work, str(self.dice.randint(1, most)))

    def _destination(self, work: Work, state: State) -> None:
        task = state.task
        assert task is not None  # noqa: S101 - the caller asked
        if state.at is At.FINISH and self.chance(5):
            self._scan(work, "~W:UNDO")
        elif task.destination_barcode or task.destination:
            self._scan(work, task.destination_barcode or task.destination)
        else:
            self._press(work, "enter")

    def _choose(self, work: Work, state: State) -> None:
        match state.at:
            case At.WHICH:
                wanted = state.line.item_id if state.line else 0
                rows = [at for at, hit in enumerate(state.hits, 1) if hit.item_id == wanted]
                self._type(work, str(rows[0] if rows else 1), enter=False)
            case At.REASON:
                self._type(work, str(self.dice.randint(1, 5)), enter=False)
            case _:
                self._type(work, self.dice.choice("110"), enter=False)

    def _check(self, work: Work, state: State) -> None:
        """Scan what is not counted yet, mostly; decide about what differs."""
        if state.at is At.CHECK_END:
            self._type(work, self.dice.choice("1123"), enter=False)
            return
        missing = [line for line in state.check_lines if line.scanned < line.expected]
        if not missing or self.chance(4):
            self._scan(work, "~W:UNDO") if self.chance(5) else self._press(work, "enter")
            return
        line = self.dice.choice(missing)
        code = self._code(line.item_id)
        if not code:
            self._press(work, "enter")
            return
        self._scan(work, code)
        counted = work.state.check_line
        if self.work is work and counted is not None and counted.item_id == line.item_id:
            left = counted.expected - counted.scanned
            if left > 0 and self.chance(70):
                self._type(work, _said(left))

    def _some_code(self) -> str:
        known = [*self.house.labels, *self.house.codes.values()] or ["4600000000008"]
        return self.dice.choice(known)

    def _code(self, item_id: int) -> str:
        """Return a barcode of one piece of an item, from memory or from its label."""
        known = self.house.codes.get(item_id)
        if known is None:
            known = self.ask(
                lambda session: session.scalars(
                    select(Barcode.code).where(
                        Barcode.item_id == item_id, Barcode.packaging_id == 0
                    )
                ).first()
            )
        return known or ""


def _said(thousandths: int) -> str:
    """Return a quantity as it is typed."""
    whole, rest = divmod(thousandths, PIECE)
    return f"{whole}.{rest:03d}" if rest else str(whole)


def dice_of(seed: int, number: int) -> random.Random:
    """Return the mind of person *number* on the day *seed*."""
    return random.Random(f"{seed}-{number}")  # noqa: S311 - a simulated mind, not a secret
