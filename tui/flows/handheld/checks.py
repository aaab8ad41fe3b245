"""Effects of checking done: the list of orders to check, the count, the decision."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.models import AppUser
from core.access.roles import Permission
from core.catalog.queries import items_by_id
from core.fulfilment import checking
from core.fulfilment.models import OutboundOrder
from core.fulfilment.statuses import OutboundStatus
from core.fulfilment.trip_words import trip_words, turn
from core.kernel.errors import NotFound
from tui.flows.handheld import answers
from tui.flows.handheld import effects as do
from tui.flows.handheld.check_steps import AGREE
from tui.flows.handheld.shift import Shift, place, waiting
from tui.flows.handheld.state import State
from tui.flows.handheld.values import Check, CheckLine, Job

_WAITING = (OutboundStatus.TO_CHECK, OutboundStatus.CHECKING)
_MOST = 200


def jobs(session: Session, actor: Actor, warehouse_id: int) -> tuple[Job, ...]:
    """Return the expense orders that wait for a check or are being checked, by turn."""
    actor.require(Permission.OUTBOUND_CHECK)
    actor.require_warehouse(warehouse_id)
    rows = session.execute(
        select(
            OutboundOrder.id,
            OutboundOrder.number_text,
            func.coalesce(AppUser.name, ""),
            OutboundOrder.recipient,
            trip_words(OutboundOrder.trip_id),
        )
        .outerjoin(AppUser, AppUser.id == OutboundOrder.checker_id)
        .where(OutboundOrder.warehouse_id == warehouse_id, OutboundOrder.status.in_(_WAITING))
        .order_by(*turn(OutboundOrder), OutboundOrder.id)
        .limit(_MOST)
    )
    return tuple(Job(key, number, who, about, 0, 0, trip) for key, number, who, about, trip in rows)


def listed(session: Session, shift: Shift, state: State, _effect: do.LoadChecks) -> answers.Answer:
    """Answer `LoadChecks`."""
    return answers.Listed(jobs(session, shift.actor, place(state)))


def opened(session: Session, shift: Shift, _state: State, effect: do.OpenCheck) -> answers.Answer:
    """Answer `OpenCheck`."""
    card = checking.start_check(session, shift.actor, effect.order_id, clock=shift.clock)
    return _at(session, card, None)


def reopened(session: Session, shift: Shift, state: State) -> answers.Answer:
    """Read the check at hand anew: after a break."""
    return opened(session, shift, state, do.OpenCheck(_check(state).id))


def counted(session: Session, shift: Shift, state: State, effect: do.CheckScan) -> answers.Answer:
    """Answer `CheckScan`."""
    order = _check(state)
    found = checking.Found(effect.item_id, effect.quantity, effect.variant_id)
    outcome = checking.check_scan(
        session, shift.actor, order.id, found, clock=shift.clock, scan_id=shift.scan_id
    )
    header = session.get_one(OutboundOrder, order.id)
    return _at(session, checking.check_card(session, header), outcome.line)


def taken_back(session: Session, shift: Shift, state: State) -> answers.Answer:
    """Take back the last counted scan."""
    order = _check(state)
    outcome = checking.take_back(session, shift.actor, order.id, clock=shift.clock)
    header = session.get_one(OutboundOrder, order.id)
    return _at(session, checking.check_card(session, header), outcome.line)


def ended(session: Session, shift: Shift, state: State, effect: do.EndCheck) -> answers.Answer:
    """Answer `EndCheck`."""
    order = _check(state)
    if effect.decision == "cancel":
        checking.cancel_check(session, shift.actor, order.id, clock=shift.clock, discard=True)
        return answers.CheckEnded(order.number, "cancel", waiting(session, shift, state))
    shortage = {
        AGREE: None,
        "pick": checking.Shortage.PICK_MISSING,
        "reduce": checking.Shortage.REDUCE,
    }[effect.decision]
    outcome = checking.finish_check(
        session, shift.actor, order.id, clock=shift.clock, shortage=shortage
    )
    decided = effect.decision if outcome.short else AGREE
    return answers.CheckEnded(order.number, decided, waiting(session, shift, state))


def _at(session: Session, card: checking.Check, line: checking.CheckLine | None) -> answers.CheckAt:
    header = session.get_one(OutboundOrder, card.id)
    differing = tuple(each for each in card.lines if each.counted != each.expected)
    expected = [each for each in card.lines if each.expected]
    whole = sum(each.counted >= each.expected for each in expected)
    check = Check(card.id, card.number, header.recipient, whole, len(expected))
    shown = [*differing, *([line] if line is not None else [])]
    items = items_by_id(session, sorted({row.item_id for row in shown}))

    def told(row: checking.CheckLine) -> CheckLine:
        unit = items[row.item_id].unit
        return CheckLine(row.item_id, row.variant_id, row.item, unit, row.expected, row.counted)

    return answers.CheckAt(check, told(line) if line else None, tuple(map(told, differing)))


def _check(state: State) -> Check:
    if state.check is None:
        raise NotFound(what="outbound_order", key="")
    return state.check
