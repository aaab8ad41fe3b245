"""The day itself: everybody in a thread of his own until the orders are through."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import text

from core import ledger
from core.access.actor import Actor
from core.access.roles import Role
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.kernel.clock import Clock
from core.ledger import Difference
from tui.flows.simulation.conservation import differences, goods
from tui.flows.simulation.house import House, hire, look_around
from tui.flows.simulation.lead import Lead
from tui.flows.simulation.manager import Manager
from tui.flows.simulation.person import Person
from tui.flows.simulation.storekeeper import Storekeeper, dice_of
from tui.flows.simulation.tally import Tally

PAUSE = 0.02
"""Seconds a person waits who found nothing to do."""
QUIET = 12
"""Pauses in a row without work, of everybody, after which the day is over."""
STALL = timedelta(seconds=90)
"""Without a single success for so long the day is given up as unfinished."""
MOVEMENTS = frozenset({"keys", "scans", "scans delivered twice", "terminals lost"})
"""Counted, but no sign that the work goes on."""

Progress = Callable[[Tally], None]


@dataclass(frozen=True, slots=True)
class Day:
    """How a day went."""

    seed: int
    users: int
    orders: int
    done: Mapping[str, int]
    refused: Mapping[str, int]
    """By code; refusals are right answers."""
    unfinished: int
    """Expense orders of this and earlier days that have not left."""
    differences: tuple[Difference, ...]
    """Empty: every balance, state and promise holds."""

    @property
    def clean(self) -> bool:
        """Tell whether everything holds."""
        return not self.differences


def simulate(
    database: Database,
    *,
    users: int,
    orders: int,
    seed: int,
    clock: Clock,
    limit: timedelta | None = None,
    progress: Progress = lambda _tally: None,
) -> Day | None:
    """Let *users* people work through *orders* orders; None: there is nothing to sell.

    Everybody's choices follow from *seed*; who comes first is up to the machine, as in life.

    Args:
        limit: stop after so long, whatever is unfinished; None: until the work is done.

    Raises:
        Unavailable: the database went away.
    """
    with transaction(database.sessions) as session:
        session.execute(text("SET LOCAL statement_timeout = 0"))
        house = look_around(session)
        if house is None:
            return None
        staff = hire(session, users, house, clock)
        before = goods(session)
    tally = Tally(orders)
    people = [
        person
        for number, actor in enumerate(staff)
        for person in _roles(actor, house, database, clock, tally, seed, number)
    ]
    _work(people, tally, clock, limit, progress)
    with transaction(database.sessions) as session:
        session.execute(text("SET LOCAL statement_timeout = 0"))
        found = [
            *tally.faults,
            *ledger.verify(session),
            *differences(session, before, frozenset(tally.scans)),
        ]
        unfinished = session.execute(
            text(
                "SELECT count(*) FROM document WHERE type = 'outbound_order' AND posted"
                " AND status <> 'shipped'"
            )
        ).scalar_one()
    return Day(
        seed,
        users,
        orders,
        dict(sorted(tally.done.items())),
        dict(tally.refused.most_common()),
        unfinished,
        tuple(found),
    )


def _roles(
    actor: Actor,
    house: House,
    database: Database,
    clock: Clock,
    tally: Tally,
    seed: int,
    number: int,
) -> list[Person]:
    """Return what a user is at work; one thread each, so one who is everything is three."""
    kinds: dict[Role, type[Person]] = {
        Role.SALES_MANAGER: Manager,
        Role.SHIFT_LEAD: Lead,
        Role.STOREKEEPER: Storekeeper,
    }
    return [
        kind(actor, house, database.sessions, clock, tally, dice_of(seed, number * 10 + place))
        for place, (role, kind) in enumerate(kinds.items())
        if role in actor.roles
    ]


class _Bell:
    """Tells everybody when the day is over."""

    def __init__(self, people: int, tally: Tally, clock: Clock, limit: timedelta | None) -> None:
        self._idle = [0] * people
        self._guard = threading.Lock()
        self._tally = tally
        self._clock = clock
        self._end = None if limit is None else clock.now() + limit
        self._successes = 0
        self._since = clock.now()
        self.over = threading.Event()

    def report(self, number: int, *, busy: bool) -> None:
        """Take note of whether person *number* found something to do."""
        with self._guard:
            self._idle[number] = 0 if busy else self._idle[number] + 1
            now = self._clock.now()
            successes = sum(
                times for what, times in self._tally.done.items() if what not in MOVEMENTS
            )
            if successes != self._successes:
                self._successes, self._since = successes, now
            done = self._tally.all_begun and min(self._idle) >= QUIET
            late = self._end is not None and now >= self._end
            if done or late or now - self._since > STALL:
                self.over.set()


def _work(
    people: list[Person],
    tally: Tally,
    clock: Clock,
    limit: timedelta | None,
    progress: Progress,
) -> None:
    """Run everybody until the day is over.

    Raises:
        Unavailable: and anything else that stopped somebody; the others are stopped first.
    """
    bell = _Bell(len(people), tally, clock, limit)

    def live(number: int) -> None:
        person = people[number]
        while not bell.over.is_set():
            busy = person.act()
            bell.report(number, busy=busy)
            if not busy:
                bell.over.wait(PAUSE)

    with ThreadPoolExecutor(len(people), thread_name_prefix="simulated") as pool:
        lives = [pool.submit(live, number) for number in range(len(people))]
        try:
            waiting = set(lives)
            while waiting:
                ended, waiting = wait(waiting, timeout=0.2, return_when=FIRST_EXCEPTION)
                progress(tally)
                for one in ended:
                    one.result()
        finally:
            bell.over.set()
