"""Effects done: each asks the core's verbs within the caller's transaction and tells the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.access.sign_in import RefusalReason, SignedIn, SignInRefused, sign_in, sign_in_badge
from core.catalog.queries import BarcodeHit, find_lot, resolve_barcode
from core.fulfilment import picking, task_queries
from core.fulfilment.journal import load_state
from core.fulfilment.pick_outcomes import Picked
from core.fulfilment.task_statuses import PickTaskStatus, ShortReason
from core.kernel.errors import NotFound
from core.stock.queries import cell_by_barcode, warehouses
from tui.flows.handheld import answers, checks, driving, look_up, rows, shipments
from tui.flows.handheld import effects as do
from tui.flows.handheld.answers import Answer, Why
from tui.flows.handheld.drive_effects import LoadTrips, OpenTrip
from tui.flows.handheld.effects import Effect
from tui.flows.handheld.moves import amount, message
from tui.flows.handheld.shift import Shift, counts, place, renew, waiting
from tui.flows.handheld.state import Level, State, load
from tui.flows.handheld.taking import at_line, take
from tui.flows.handheld.values import Line, Task, User


def perform(session: Session, shift: Shift, state: State, effect: Effect) -> Answer:
    """Do *effect*; return what came of it.

    Raises:
        DomainError: refused; the caller's transaction must not commit.
    """
    if isinstance(effect, _FRESH):
        renew(session, shift)
    return _VERBS[type(effect)](session, shift, state, effect)


# --- who and where ---------------------------------------------------------------------------


def _sign_in(session: Session, shift: Shift, _state: State, effect: do.SignIn) -> Answer:
    outcome: SignedIn | SignInRefused | None = None
    if effect.badge or not effect.login:
        badge = effect.badge or effect.secret
        outcome = sign_in_badge(session, badge, clock=shift.clock, terminal=shift.terminal)
    unknown = isinstance(outcome, SignInRefused) and outcome.reason is RefusalReason.WRONG
    if effect.login and (outcome is None or unknown):
        outcome = sign_in(
            session,
            effect.login,
            effect.secret,
            clock=shift.clock,
            lock_out=shift.lock_out,
            terminal=shift.terminal,
        )
    if isinstance(outcome, SignedIn):
        return admit(session, shift, outcome.actor)
    assert outcome is not None  # noqa: S101 - one of the two ways was gone
    return _refused_entry(outcome)


def _refused_entry(outcome: SignInRefused) -> answers.Refused:
    facts: tuple[tuple[str, str | int | None], ...] = ()
    if outcome.locked_until is not None:
        facts = (("until", outcome.locked_until.isoformat(timespec="minutes")),)
    return answers.Refused(f"handheld-sign-in-{outcome.reason.value}", facts, Level.WRONG)


def admit(session: Session, shift: Shift, actor: Actor) -> answers.SignedIn:
    """Let *actor* work at this terminal; tells where he may."""
    shift.candidate = actor
    places = [
        rows.warehouse(row)
        for row in warehouses(session, actor)
        if not shift.warehouse_code or row.code == shift.warehouse_code
    ]
    saved = load_state(session, actor.user_id)
    shift.version = saved.version if saved else 0
    works, drives = actor.may(Permission.PICK_READ), actor.may(Permission.TRIP_DRIVE)
    user = User(actor.user_id, actor.login, actor.name, works, drives)
    resumed = load(saved.state) if saved else None
    return answers.SignedIn(user, tuple(places), actor.language or "", resumed)


def _enter(session: Session, shift: Shift, state: State, effect: do.EnterWarehouse) -> Answer:
    place = next(each for each in state.warehouses if each.id == effect.warehouse_id)
    return answers.Entered(place, shift.profiles(place.code), counts(session, shift, place.id))


def _counts(session: Session, shift: Shift, state: State, _effect: do.LoadCounts) -> Answer:
    return answers.Counted(waiting(session, shift, state))


# --- pick tasks ------------------------------------------------------------------------------


def _tasks(session: Session, shift: Shift, state: State, effect: do.LoadTasks) -> Answer:
    found = task_queries.task_list(session, shift.actor, place(state), mine=effect.mine)
    return answers.Listed(tuple(rows.job(row) for row in found))


def _open(session: Session, shift: Shift, _state: State, effect: do.OpenTask) -> Answer:
    task_id = effect.task_id
    if not task_id:
        row = task_queries.find_task(session, shift.actor, effect.number)
        if row is None:
            raise NotFound(what="pick_task", key=effect.number)
        task_id = row.id
    return take(session, shift, task_id)


def _reload(session: Session, shift: Shift, state: State, _effect: do.Reload) -> Answer:
    if state.task is None and state.check is not None:
        return checks.reopened(session, shift, state)
    view = task_queries.task_view(session, shift.actor, _task(state).id)
    if view.status is not PickTaskStatus.IN_WORK or view.executor_id != shift.actor.user_id:
        gone = message("handheld-task-gone", Level.ATTENTION, task=view.number)
        return answers.Left(waiting(session, shift, state), gone)
    return at_line(session, shift, view.id, Why.RELOADED)


def _leave(session: Session, shift: Shift, state: State, _effect: do.LeaveTask) -> Answer:
    view = task_queries.task_view(session, shift.actor, _task(state).id)
    working = view.status is PickTaskStatus.IN_WORK and view.executor_id == shift.actor.user_id
    if working and all(not line.picked for line in view.lines) and not view.container:
        picking.release_task(session, shift.actor, view.id, clock=shift.clock)
    return answers.Left(waiting(session, shift, state))


def _identify(session: Session, _shift: Shift, _state: State, effect: do.Identify) -> Answer:
    return answers.Identified(effect, tuple(rows.hit(row) for row in _meanings(session, effect)))


def _meanings(session: Session, effect: do.Identify | do.LookUp) -> list[BarcodeHit]:
    found = resolve_barcode(session, effect.text, effect.gtin)
    if not found and effect.alternative:
        found = resolve_barcode(session, effect.alternative, None)
    return found


def _lot(session: Session, _shift: Shift, _state: State, effect: do.FindLot) -> Answer:
    found = find_lot(session, effect.item_id, effect.code)
    return answers.LotFound(found.id if found else 0, effect.code)


def _pick(session: Session, shift: Shift, state: State, effect: do.Pick) -> Answer:
    task, line = _task(state), _line(state)
    outcome = picking.pick(
        session,
        shift.actor,
        task.id,
        line.id,
        effect.quantity,
        lot_id=effect.lot_id,
        container=effect.container,
        scan_id=shift.scan_id,
        clock=shift.clock,
    )
    return answers.Taken(
        task=replace(task, container=outcome.container),
        line=_following(session, shift, state, outcome),
        quantity=outcome.quantity,
        complete=outcome.complete,
        expected_empty=outcome.expected_cell_empty,
        cell_code=line.cell_code,
    )


def _following(session: Session, shift: Shift, state: State, outcome: Picked) -> Line | None:
    """Return the line to work on after a pick; nothing is read when it is the same one."""
    line = _line(state)
    asks = outcome.expected_cell_empty and state.profile.zero_check
    if not outcome.complete or asks:
        return replace(line, picked=outcome.picked)
    row = task_queries.next_line(session, shift.actor, _task(state).id)
    return rows.line(row) if row else None


def _short(session: Session, shift: Shift, state: State, effect: do.Short) -> Answer:
    task, line = _task(state), _line(state)
    outcome = picking.short(
        session,
        shift.actor,
        task.id,
        line.id,
        effect.quantity,
        ShortReason(effect.reason),
        replan=effect.replan,
        lot_id=effect.lot_id if effect.quantity else 0,
        scan_id=shift.scan_id,
        clock=shift.clock,
    )
    if outcome.replanned:
        cells = ", ".join(found.cell_code for found in outcome.replanned)
        told = message("handheld-replanned", Level.ATTENTION, cells=cells)
    else:
        missing = amount(outcome.missing)
        told = message("handheld-shorted", Level.ATTENTION, missing=missing, unit=line.unit)
    return at_line(session, shift, task.id, Why.NEXT, told)


def _postpone(session: Session, shift: Shift, state: State, _effect: do.Postpone) -> Answer:
    task, line = _task(state), _line(state)
    outcome = picking.postpone(
        session, shift.actor, task.id, line.id, scan_id=shift.scan_id, clock=shift.clock
    )
    code = "handheld-only-line-left" if outcome.last else "handheld-skipped"
    return at_line(session, shift, task.id, Why.JUMP, message(code, Level.INFO, item=line.name))


def _zero_check(session: Session, shift: Shift, state: State, effect: do.ZeroCheck) -> Answer:
    task, line = _task(state), _line(state)
    picking.zero_check(
        session,
        shift.actor,
        task.id,
        effect.line_id,
        empty=effect.empty,
        scan_id=shift.scan_id,
        clock=shift.clock,
    )
    told = None
    if not effect.empty:
        told = message("handheld-count-asked", Level.INFO, cell=line.cell_code)
    return at_line(session, shift, task.id, Why.NEXT, told)


def _container(session: Session, shift: Shift, state: State, effect: do.NewContainer) -> Answer:
    task = _task(state)
    outcome = picking.full_container(
        session,
        shift.actor,
        task.id,
        effect.container,
        scan_id=shift.scan_id,
        clock=shift.clock,
    )
    told = message(
        "handheld-container-full",
        Level.OK,
        full=outcome.full,
        place=outcome.destination,
        container=outcome.container,
    )
    return at_line(session, shift, task.id, Why.CONTAINER, told)


def _undo(session: Session, shift: Shift, state: State, effect: do.Undo | do.Redo) -> Answer:
    if state.check is not None and isinstance(effect, do.Undo):
        return checks.taken_back(session, shift, state)
    task = _task(state)
    back = isinstance(effect, do.Undo)
    verb = picking.undo if back else picking.redo
    outcome = verb(session, shift.actor, task.id, scan_id=shift.scan_id, clock=shift.clock)
    if outcome.quantity:
        code = "handheld-put-back" if back else "handheld-take-again"
    else:
        code = "handheld-undone" if back else "handheld-redone"
    told = message(
        code,
        Level.ATTENTION,
        quantity=amount(outcome.quantity),
        item=outcome.item_name,
        cell=outcome.cell_code or task.destination,
        what=outcome.what.value,
    )
    return at_line(session, shift, task.id, Why.JUMP, told)


def _finish(session: Session, shift: Shift, state: State, _effect: do.Finish) -> Answer:
    view = task_queries.task_view(session, shift.actor, _task(state).id)
    outcome = picking.finish_task(
        session, shift.actor, view.id, scan_id=shift.scan_id, clock=shift.clock
    )
    return answers.Finished(
        outcome.number,
        outcome.destination,
        outcome.status is PickTaskStatus.DONE_WITH_ERRORS,
        waiting(session, shift, state),
        shipments.paper(shift, view.outbound_id, view.outbound_number),
    )


# --- information -----------------------------------------------------------------------------


def _look_up(session: Session, shift: Shift, state: State, effect: do.LookUp) -> Answer:
    cell = None
    for text in (effect.text, effect.alternative):
        cell = cell or (cell_by_barcode(session, place(state), text) if text else None)
    if cell is not None:
        return answers.LookedUp(effect.text, look_up.cell_facts(session, shift.actor, cell))
    found = _meanings(session, effect) or look_up.by_words(session, shift.actor, effect.text)
    return answers.LookedUp(effect.text, look_up.item_facts(session, shift.actor, found))


# --- small parts -----------------------------------------------------------------------------


def _task(state: State) -> Task:
    if state.task is None:
        raise NotFound(what="pick_task", key="")
    return state.task


def _line(state: State) -> Line:
    if state.line is None:
        raise NotFound(what="pick_task_line", key="")
    return state.line


_VERBS: dict[type, Callable[[Session, Shift, State, Any], Answer]] = {
    do.SignIn: _sign_in,
    do.EnterWarehouse: _enter,
    do.LoadCounts: _counts,
    do.LoadTasks: _tasks,
    do.OpenTask: _open,
    do.Reload: _reload,
    do.LeaveTask: _leave,
    do.Identify: _identify,
    do.FindLot: _lot,
    do.Pick: _pick,
    do.Short: _short,
    do.Postpone: _postpone,
    do.ZeroCheck: _zero_check,
    do.NewContainer: _container,
    do.Undo: _undo,
    do.Redo: _undo,
    do.Finish: _finish,
    do.LookUp: _look_up,
    do.LoadChecks: checks.listed,
    do.OpenCheck: checks.opened,
    do.CheckScan: checks.counted,
    do.EndCheck: checks.ended,
    do.LoadShipments: shipments.listed,
    do.OpenShipment: shipments.opened,
    do.Ship: shipments.handed_over,
    do.OpenDocument: shipments.opened_document,
    do.Print: shipments.printing,
    **driving.VERBS,
}

_FRESH = (
    do.LoadCounts
    | do.LoadTasks
    | do.LoadChecks
    | do.LoadShipments
    | do.OpenTask
    | do.OpenCheck
    | do.OpenDocument
    | do.Ship
    | LoadTrips
    | OpenTrip
)
"""Effects between pieces of work, and the one that cannot be taken back: rights are read anew."""
