"""The writer's unit of work: one stroke, one transaction, one verdict.

The journal row comes first, then the effects, then the state: all of it commits or none does, and
only then is anything told. Runs on the writer's thread; nothing here knows a screen.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from core.access.actor import Actor
from core.access.models import AppUser
from core.access.users import actor_of, fold_login
from core.audit.acting import acting
from core.db.unit_of_work import run, transaction
from core.fulfilment.journal import ScanRow, answered, journal, load_state, save_state
from core.fulfilment.task_errors import AlreadyHandled, StateTakenOver
from core.kernel.errors import Conflict, DomainError, NotFound, Unavailable
from devices.settings import ScannerSettings
from tui.error_text import explain
from tui.flows.handheld import answers
from tui.flows.handheld import effects as do
from tui.flows.handheld.effects import WRITES, Effect
from tui.flows.handheld.key_steps import CLOSED, act
from tui.flows.handheld.moves import message
from tui.flows.handheld.outcome import Step
from tui.flows.handheld.perform import admit, perform
from tui.flows.handheld.shift import Dismissed, Shift
from tui.flows.handheld.state import At, Level, State, load, save
from tui.flows.handheld.step import GUN, park, step
from tui.scan.strokes import Idle, Pressed, Scan, Stroke
from tui.scan.writer import IDLE_SECONDS

_MOST_ROUNDS = 8
"""Effects one stroke may lead to, one after another; more would be a loop."""

_SECRET = frozenset({At.LOGIN, At.PASSWORD, At.LOCKED})
"""Prompts whose scans are badges: never journalled."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a stroke, after the commit."""

    state: State
    sound: int = 0
    play: tuple[str, ...] = ()
    """Parked scans to be played again."""

    ended: bool = False
    """The person left: the process ends."""


class Work:
    """One storekeeper's session with the house. Used by one thread only."""

    def __init__(
        self,
        sessions: sessionmaker[Session],
        shift: Shift,
        *,
        state: State | None = None,
        gun: ScannerSettings = GUN,
        waiting: Callable[[], list[Scan]] = list,
        close: Callable[[], None] = lambda: None,
        idle_limit: int = 0,
    ) -> None:
        """Begin with nobody signed in.

        Args:
            waiting: takes every waiting scan off the tape, to park it.
            close: lets the database go.
            idle_limit: seconds without a stroke before the screen locks; 0: never.
        """
        self._sessions = sessions
        self._shift = shift
        self._gun = gun
        self._waiting = waiting
        self._idle_limit = idle_limit
        self._idle = 0.0
        self._counted: Stroke | None = None
        """The idle stroke counted last."""

        self.close = close
        self._session_id = uuid.uuid4()
        self._parked: list[Scan] = []
        """Taken off the tape, not yet committed as parked."""

        self.state = state or State()
        self.dirty = False
        """The state changed by typing alone and is not saved yet."""

    def handle(self, stroke: Stroke) -> Verdict:
        """Do what *stroke* asks for.

        Raises:
            Unavailable: the database is away; nothing was recorded, the same stroke may be
                handed over again.
        """
        first = self._locked() if self._is_left(stroke) else step(self.state, stroke, self._gun)
        if isinstance(stroke, Idle) and first.state == self.state and first.effect is None:
            self._ping()
            return Verdict(self.state)
        if first.effect is None and not isinstance(stroke, Scan) and not first.park:
            self.dirty = self.dirty or first.state != self.state
            self.state = first.state
            return Verdict(self.state, first.sound)
        return self._commit(stroke, first)

    def admit(self, login: str) -> Verdict:
        """Let a user in whom the way here has already proved: the SSH key of a forced command.

        Raises:
            NotFound: there is no such user, or he is retired.
            Unavailable: the database is away.
        """

        def work(session: Session) -> Step:
            acting(session, self._shift.actor, self._shift.clock)
            answer = admit(session, self._shift, user_called(session, login))
            return self._rounds(session, step(self.state, answer, self._gun))

        return self._told(run(self._sessions, work))

    def greet(self) -> Verdict:
        """Find out that the database answers, before the first stroke.

        Raises:
            Unavailable: it does not.
        """
        self._ping()
        return Verdict(self.state)

    def save(self) -> None:
        """Keep what was typed since the last commit.

        Raises:
            Unavailable: the database is away; it stays to be saved.
        """
        if self.dirty and self.state.user is not None:
            with transaction(self._sessions) as session:
                version = self._keep(session, self.state)
            self._shift.version = version
        self.dirty = False

    def broke(self, incident: str) -> Verdict:
        """Tell that a bug stopped the stroke: its transaction was undone, the state stands."""
        told = message("handheld-incident", Level.BLOCKED, incident=incident)
        self.state = park(replace(self.state, message=told), self._waiting())
        return Verdict(self.state, sound=3)

    # --- one transaction ---------------------------------------------------------------------

    def _commit(self, stroke: Stroke, first: Step) -> Verdict:
        try:
            return self._told(run(self._sessions, partial(self._try, stroke=stroke, first=first)))
        except Unavailable:
            raise
        except (StateTakenOver, AlreadyHandled, Dismissed) as error:
            return self._overtaken(error)
        except DomainError as error:
            return self._refuse(stroke, first, error)

    def _refuse(self, stroke: Stroke, first: Step, error: DomainError) -> Verdict:
        """The house said no and everything was undone: write that down instead."""
        before = replace(first.state, entry=self.state.entry)
        told = step(before, refused(error), self._gun)
        for attempt in (told, replace(told, effect=None)):
            try:
                return self._told(
                    run(self._sessions, partial(self._try, stroke=stroke, first=attempt))
                )
            except Unavailable:
                raise
            except (StateTakenOver, AlreadyHandled, Dismissed) as late:
                return self._overtaken(late)
            except DomainError:
                continue  # reading anew was refused as well: tell the first refusal alone
        return self._overtaken(error)

    def _try(self, session: Session, *, stroke: Stroke, first: Step) -> Step:
        """Journal, do, save: one attempt."""
        self._shift.candidate = None
        self._shift.scan_id = stroke.id if isinstance(stroke, Scan | Pressed) else None
        acting(session, self._shift.actor, self._shift.clock)
        counted = self._is_journalled(stroke, first.effect)
        if counted and not self._journal(session, stroke):
            return self._as_saved(session)
        scan_id = stroke.id if counted and isinstance(stroke, Scan | Pressed) else None
        return self._rounds(session, first, scan_id)

    def _rounds(self, session: Session, first: Step, scan_id: uuid.UUID | None = None) -> Step:
        """Do effects until none is left, park what must wait, save the state and the answer."""
        current, sound, parks = first, first.sound, first.park
        play: tuple[str, ...] = ()
        for _round in range(_MOST_ROUNDS):
            effect = current.effect
            if effect is None or isinstance(effect, do.SignOut):
                break
            if isinstance(effect, do.Play):
                play = effect.texts
                break
            answer = perform(session, self._shift, current.state, effect)
            current = step(current.state, answer, self._gun)
            sound, parks = max(sound, current.sound), parks or current.park
        state = self._park(session, current.state) if parks else current.state
        last = Step(state, do.Play(play) if play else current.effect, sound)
        outcome = (scan_id, _outcome(last)) if scan_id is not None else None
        if state.user is not None:
            self._shift.version = self._keep(session, state, outcome)
        elif outcome is not None:
            answered(session, *outcome)
        return last

    def _keep(
        self,
        session: Session,
        state: State,
        outcome: tuple[uuid.UUID, dict[str, object]] | None = None,
    ) -> int:
        assert state.user is not None  # noqa: S101 - the callers asked
        return save_state(
            session,
            state.user.id,
            save(state),
            version=self._shift.version,
            terminal=self._shift.terminal,
            warehouse_id=state.warehouse.id if state.warehouse else 0,
            clock=self._shift.clock,
            answers=outcome,
        )

    def _journal(self, session: Session, stroke: Stroke, outcome: str = "") -> bool:
        assert isinstance(stroke, Scan | Pressed)  # noqa: S101 - the callers asked
        row = ScanRow(
            id=stroke.id,
            session_id=self._session_id,
            raw=stroke.text if isinstance(stroke, Scan) else self._pressed(stroke),
            at=stroke.at,
            source=stroke.source.value if isinstance(stroke, Scan) else "typed",
            task_id=_task_of(self.state),
            outcome={"code": outcome} if outcome else {},
        )
        return journal(session, self._shift.actor, row, clock=self._shift.clock)

    def _pressed(self, stroke: Pressed) -> str:
        return f"{self.state.entry}<{stroke.key}>"

    def _is_journalled(self, stroke: Stroke, effect: Effect | None) -> bool:
        if self.state.at in _SECRET or self.state.user is None:
            return False
        if isinstance(stroke, Scan):
            return not stroke.text.upper().startswith("~W:USER")
        return isinstance(stroke, Pressed) and isinstance(effect, WRITES)

    def _park(self, session: Session, state: State) -> State:
        """Set aside every scan that waits; each is journalled, so a kill loses none."""
        self._parked.extend(self._waiting())
        for scan in self._parked:
            if state.user is not None and state.at not in _SECRET:
                self._journal(session, scan, outcome="parked")
        return park(state, self._parked)

    def _as_saved(self, session: Session) -> Step:
        """This scan is in the journal already: its commit was not heard of. Take its state."""
        user = self.state.user
        kept = load_state(session, user.id) if user else None
        found = load(kept.state) if kept else None
        if kept is not None and found is not None:
            self._shift.version = kept.version
            return Step(found)
        return Step(self.state)

    # --- after the transaction ---------------------------------------------------------------

    def _told(self, last: Step) -> Verdict:
        """The transaction is committed: what it led to is true now."""
        self._parked.clear()
        self.dirty = False
        self.state = last.state
        candidate, user = self._shift.candidate, last.state.user
        if candidate is not None and user is not None and candidate.user_id == user.id:
            self._shift.signed_in = candidate
        self._shift.candidate = None
        play = last.effect.texts if isinstance(last.effect, do.Play) else ()
        return Verdict(self.state, last.sound, play, ended=isinstance(last.effect, do.SignOut))

    def _overtaken(self, error: DomainError) -> Verdict:
        """Another session of the same person went on: this one ends, changing nothing."""
        told = refused(error)
        notice = message(told.code, Level.BLOCKED, **dict(told.facts))
        self.state = replace(self.state, at=At.BYE, message=notice, user=None, entry="")
        self.dirty = False
        return Verdict(self.state, sound=3)

    def _is_left(self, stroke: Stroke) -> bool:
        """Count the time nobody touched the terminal; tell when it is too long."""
        if not isinstance(stroke, Idle):
            self._idle = 0.0
        elif stroke is not self._counted:  # handed over again while the database is away
            self._idle += IDLE_SECONDS
            self._counted = stroke
        return bool(self._idle_limit) and self._idle >= self._idle_limit

    def _locked(self) -> Step:
        return act(self.state, "lock") if self.state.at not in CLOSED else Step(self.state)

    def _ping(self) -> None:
        """Find out whether the database is there.

        Raises:
            Unavailable: it is not.
        """
        with transaction(self._sessions) as session:
            session.execute(text("SELECT 1"))


def user_called(session: Session, login: str) -> Actor:
    """Return the user with this login.

    Raises:
        NotFound: there is none, or he is retired.
    """
    wanted = fold_login(login)
    found = session.scalar(select(AppUser.id).where(AppUser.login == wanted))
    if found is None:
        raise NotFound(what="app_user", key=login)
    return actor_of(session, found)


def refused(error: DomainError) -> answers.Refused:
    """Return *error* as the answer a step understands."""
    told = explain(error)
    facts = tuple((name, _fact(value)) for name, value in error.facts.items())
    return answers.Refused(
        told.code, facts, Level(told.severity.value), reload=isinstance(error, Conflict)
    )


def _fact(value: object) -> str | int | None:
    if value is None or isinstance(value, int | str):
        return value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return ", ".join(str(_fact(each)) for each in value)
    return str(value)


def _task_of(state: State) -> int:
    """Return the document a scan belongs to in the journal; 0: none."""
    if state.task is not None:
        return state.task.id
    return state.drive.trip.id if state.drive.trip is not None else 0


def _outcome(last: Step) -> dict[str, object]:
    told = last.state.message
    return {
        "at": last.state.at.value,
        "code": told.code if told else "",
        "sound": last.sound,
    }
