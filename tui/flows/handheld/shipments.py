"""Effects of handing over done: the list, the order, the goods out of the books, the paper."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.roles import Permission
from core.documents.models import Document
from core.documents.print_jobs import ask_print
from core.documents.rows import document_rows
from core.documents.types import document_type
from core.fulfilment import outbound, task_queries
from core.fulfilment.models import OutboundOrder
from core.fulfilment.pick_list import pick_list_card
from core.fulfilment.queries import outbound_card
from core.fulfilment.statuses import LineAction, OutboundStatus
from core.fulfilment.task_statuses import PickTaskStatus
from core.fulfilment.trip_words import trip_words, turn
from core.kernel.errors import NotFound
from core.stock.queries import cell, warehouse
from tui.flows.handheld import answers, checks, driving
from tui.flows.handheld import effects as do
from tui.flows.handheld.drive_effects import OpenTrip
from tui.flows.handheld.rows import whom
from tui.flows.handheld.shift import Shift, leaving, place, waiting
from tui.flows.handheld.state import Level, State
from tui.flows.handheld.taking import take
from tui.flows.handheld.values import Job, Paper, Shipment
from tui.locale import _, current_language

_MOST = 200
_PAPER = "pick_list"


def listed(
    session: Session, shift: Shift, state: State, _effect: do.LoadShipments
) -> answers.Answer:
    """Answer `LoadShipments`: what stands ready first, then by turn."""
    actor = shift.actor
    actor.require(Permission.OUTBOUND_SHIP)
    actor.require_warehouse(place(state))
    found = session.execute(
        select(
            OutboundOrder.id,
            OutboundOrder.number_text,
            OutboundOrder.recipient,
            trip_words(OutboundOrder.trip_id),
        )
        .where(
            OutboundOrder.warehouse_id == place(state),
            OutboundOrder.status.in_(leaving(actor)),
        )
        .order_by(
            (OutboundOrder.status == OutboundStatus.CHECKED),
            *turn(OutboundOrder),
            OutboundOrder.id,
        )
        .limit(_MOST)
    )
    return answers.Listed(
        tuple(Job(key, number, "", about, 0, 0, trip) for key, number, about, trip in found)
    )


def opened(
    session: Session, shift: Shift, _state: State, effect: do.OpenShipment
) -> answers.Answer:
    """Answer `OpenShipment`."""
    shift.actor.require(Permission.OUTBOUND_SHIP)
    return _look(session, shift, effect.order_id)


def handed_over(session: Session, shift: Shift, state: State, _effect: do.Ship) -> answers.Answer:
    """Answer `Ship`; confirmed twice, or at two terminals, it leaves once."""
    order_id = _shipment(state).id
    card = outbound_card(session, shift.actor, order_id)
    if card.status not in leaving(shift.actor):
        return _look(session, shift, order_id)
    if card.status is OutboundStatus.CHECKED:
        outbound.ready_to_ship(session, shift.actor, order_id, clock=shift.clock)
    gone = outbound.ship(session, shift.actor, order_id, clock=shift.clock)
    return answers.HandedOver(
        gone.number, gone.lines, waiting(session, shift, state), paper(shift, order_id, gone.number)
    )


def printing(session: Session, shift: Shift, state: State, effect: do.Print) -> answers.Answer:
    """Answer `Print`: the job commits with the keystroke that asked for it."""
    asked = ask_print(
        session,
        shift.actor,
        effect.document_id,
        _PAPER,
        clock=shift.clock,
        job_key=f"handheld:{shift.scan_id or f'{shift.actor.user_id}-{shift.version}'}",
        language=state.language or current_language(),
    )
    return answers.Printing(effect.number, asked.duplicate)


def paper(shift: Shift, order_id: int, number: str) -> Paper | None:
    """Return what may be printed after the order was worked on; None: nothing, or not by him."""
    if not shift.prints or not shift.actor.may(Permission.PRINT_RUN):
        return None
    return Paper(order_id, number)


# --- whatever a printed barcode names --------------------------------------------------------


def opened_document(
    session: Session, shift: Shift, state: State, effect: do.OpenDocument
) -> answers.Answer:
    """Answer `OpenDocument`: the work it stands for, or what it is and who can help."""
    found = session.execute(
        select(Document.type, Document.number_text, Document.status, Document.warehouse_id).where(
            Document.id == effect.document_id, *document_rows(shift.actor)
        )
    ).one_or_none()
    kind = document_type(found.type) if found is not None else None
    if found is None or kind is None or not shift.actor.may(kind.read):
        raise NotFound(what="document", key=effect.document_id)
    if found.type == "trip" and shift.actor.may(Permission.TRIP_DRIVE):
        return driving.opened(session, shift, state, OpenTrip(effect.document_id))
    if found.type not in {"pick_task", "outbound_order"}:
        told = (
            ("kind", _(kind.title)),
            ("number", found.number_text),
            ("status", _(kind.status_title(found.status))),
        )
        return answers.Refused("handheld-paper-of-desk", told, Level.ATTENTION)
    if found.warehouse_id != place(state):
        elsewhere = warehouse(session, shift.actor, found.warehouse_id).name
        where = (("number", found.number_text), ("warehouse", elsewhere))
        return answers.Refused("handheld-paper-elsewhere", where, Level.ATTENTION)
    if found.type == "pick_task":
        return take(session, shift, effect.document_id)
    return _opened_order(session, shift, state, effect.document_id, found.number_text, found.status)


def _opened_order(
    session: Session, shift: Shift, state: State, order_id: int, number: str, status: str
) -> answers.Answer:
    match OutboundStatus(status):
        case OutboundStatus.TO_PICK:
            return _picked_next(session, shift, order_id, number)
        case OutboundStatus.TO_CHECK | OutboundStatus.CHECKING:
            return checks.opened(session, shift, state, do.OpenCheck(order_id))
        case OutboundStatus.CHECKED | OutboundStatus.TO_SHIP:
            return opened(session, shift, state, do.OpenShipment(order_id))
        case OutboundStatus.SHIPPED:
            code = "handheld-paper-shipped"
        case _:
            code = "handheld-paper-prepared"
    return answers.Refused(code, (("order", number),), Level.ATTENTION)


def _picked_next(session: Session, shift: Shift, order_id: int, number: str) -> answers.Answer:
    """Take the task of the order that is mine, else one that is nobody's."""
    me = shift.actor.user_id
    tasks = [
        task
        for task in task_queries.tasks_of(session, shift.actor, order_id)
        if task.status in {PickTaskStatus.PREPARED, PickTaskStatus.IN_WORK}
    ]
    free = [task for task in tasks if task.executor_id in {None, me}]
    if free:
        chosen = min(free, key=lambda task: (task.executor_id != me, task.id))
        return take(session, shift, chosen.id)
    if tasks:
        who = ", ".join(dict.fromkeys(task.executor for task in tasks))
        told = (("order", number), ("who", who))
        return answers.Refused("handheld-paper-of-other", told, Level.ATTENTION)
    return answers.Refused("handheld-paper-unplanned", (("order", number),), Level.ATTENTION)


# --- small parts -----------------------------------------------------------------------------


def _look(session: Session, shift: Shift, order_id: int) -> answers.Answer:
    card = pick_list_card(session, shift.actor, order_id)
    if card.status not in leaving(shift.actor):
        code = "handheld-shipped-before"
        if card.status is not OutboundStatus.SHIPPED:
            code = "handheld-not-to-ship"
        return answers.ShipmentGone(card.number, code)
    order = outbound_card(session, shift.actor, order_id)
    zone = cell(session, order.shipping_cell_id) if order.shipping_cell_id else None
    return answers.ShipmentAt(
        Shipment(
            id=order.id,
            number=order.number,
            recipient=whom(order.trip, order.recipient),
            lines=sum(line.action is not LineAction.KEEP for line in order.goods),
            packages=order.packages,
            weight_grams=card.weight_grams,
            zone=zone.code if zone else "",
            zone_barcode=zone.barcode if zone else "",
            checked=order.status is OutboundStatus.CHECKED,
            paper=paper(shift, order.id, order.number) is not None,
        )
    )


def _shipment(state: State) -> Shipment:
    if state.shipment is None:
        raise NotFound(what="outbound_order", key="")
    return state.shipment
