"""Handing goods over: an order, a look at it, one confirmation; and papers that open things."""

from __future__ import annotations

from dataclasses import replace

from devices.scanner.codes import Code
from tui.flows.handheld import answers
from tui.flows.handheld import effects as do
from tui.flows.handheld.entry_steps import to_menu
from tui.flows.handheld.moves import go, not_here, refuse, same_code, say, stay
from tui.flows.handheld.outcome import Step
from tui.flows.handheld.state import At, Level, State

NEXT = ("on", "print")
"""What may follow a finished task or shipment, in the order of their digits."""

_BETWEEN = frozenset(
    {
        *(At.MENU, At.TASKS, At.CHECKS, At.SHIPMENTS, At.SHIPPING, At.DONE, At.INFO),
        *(At.TRIPS, At.STOPS, At.TRIP_END),
    }
)
"""Prompts at which nothing is in work, so that a paper may open something."""


def scan(state: State, code: Code) -> Step:
    """At the order: the label of the zone, or its number, says that it is handed over."""
    shipment = state.shipment
    if shipment is None:
        return not_here(state)
    if same_code(code, shipment.zone, shipment.zone_barcode, shipment.number):
        return hand_over(state)
    expected = shipment.zone or shipment.number
    return refuse(state, "handheld-wrong-zone", expected=expected, came=code.shown)


def scan_document(state: State, document_id: int, code: Code) -> Step:
    """A printed document: opens what it stands for; its own paper confirms a shipment."""
    shipment = state.shipment
    if state.at is At.SHIPPING and shipment is not None and shipment.id == document_id:
        return hand_over(state)
    busy = state.task is not None or state.check is not None
    if busy or state.at not in _BETWEEN:
        return refuse(state, "handheld-paper-now", came=code.shown)
    return stay(state, do.OpenDocument(document_id))


def hand_over(state: State) -> Step:
    """The goods leave."""
    if state.shipment is None:
        return not_here(state)
    return stay(state, do.Ship())


def ask_paper(state: State) -> Step:
    """The pick list of the order at hand."""
    if state.at is At.SHIPPING and state.shipment is not None and state.shipment.paper:
        return stay(state, do.Print(state.shipment.id, state.shipment.number))
    if state.at is At.DONE and state.paper is not None:
        return stay(state, do.Print(state.paper.document_id, state.paper.number))
    if state.at in {At.SHIPPING, At.DONE}:
        return refuse(state, "handheld-no-printer", Level.ATTENTION)
    return not_here(state)


def choose_next(state: State, index: int) -> Step:
    """After a finished task or shipment: go on, or print it first."""
    if not 0 <= index < len(NEXT):
        return refuse(state, "handheld-no-such-row", Level.ATTENTION, highest=len(NEXT))
    return ask_paper(state) if NEXT[index] == "print" else go_on(state)


def go_on(state: State) -> Step:
    """Leave what was finished: to the next shipment if there is one, or to the menu."""
    if state.after is At.SHIPMENTS and state.counts.shipping:
        return to_list(state)
    return to_menu(state)


def to_list(state: State) -> Step:
    """The list of orders to hand over, read anew."""
    return go(
        replace(state, shipment=None, paper=None), At.SHIPMENTS, do.LoadShipments(), after=None
    )


def answered(
    state: State,
    answer: answers.ShipmentAt | answers.ShipmentGone | answers.HandedOver | answers.Printing,
) -> Step:
    """The house showed the order, shipped it, or prints it."""
    match answer:
        case answers.ShipmentAt(shipment=shipment):
            return go(state, At.SHIPPING, shipment=shipment, after=None, paper=None)
        case answers.ShipmentGone(number=number, code=code):
            return say(to_list(state), code, Level.ATTENTION, order=number)
        case answers.HandedOver():
            return _handed_over(state, answer)
        case answers.Printing(number=number, duplicate=duplicate):
            code = "handheld-printing-again" if duplicate else "handheld-printing"
            return say(stay(state), code, Level.OK, order=number)


def _handed_over(state: State, answer: answers.HandedOver) -> Step:
    """Tell it, and offer what is next: paper where it can be printed, else the next order."""
    cleared = replace(state, shipment=None, counts=answer.counts, paper=answer.paper)
    if answer.paper is not None:
        step = go(cleared, At.DONE, after=At.SHIPMENTS)
    elif answer.counts.shipping:
        step = to_list(cleared)
    else:
        step = go(cleared, At.MENU, after=None)
    told = say(step, "handheld-shipped", Level.OK, order=answer.number, count=answer.lines)
    return replace(told, sound=4)
