"""A code, scanned or typed, as the answer to the prompt on the screen."""

from __future__ import annotations

from core.documents.codes import read_document_code
from devices.scanner.codes import Code, ProblemKind
from tui.flows.handheld import check_steps, drive_steps, entry_steps, pick_steps, ship_steps
from tui.flows.handheld import effects as do
from tui.flows.handheld.detours import back_from_detour
from tui.flows.handheld.moves import refuse, stay
from tui.flows.handheld.outcome import Step
from tui.flows.handheld.state import At, State


def answer_with(state: State, code: Code, *, typed: bool) -> Step:
    """Answer the prompt with a code, scanned or typed."""
    if state.at in drive_steps.WRITTEN:
        return drive_steps.written(state, code)
    if not typed and code.problem is not None and code.problem.kind is ProblemKind.TOO_SHORT:
        return refuse(state, "handheld-half-scan", came=code.shown)
    if state.at in {At.LOGIN, At.LOCKED}:
        return entry_steps.scan_badge(state, code)
    document = read_document_code(code.text) or read_document_code(code.alternative or "")
    if document is not None and state.at is not At.HELP:
        return ship_steps.scan_document(state, document, code)
    if state.at in drive_steps.PROMPTS:
        return drive_steps.scan(state, code)
    match state.at:
        case At.MENU if state.user is not None and not state.user.works:
            return refuse(state, "handheld-choose-trip", came=code.shown)
        case At.SHIPPING:
            return ship_steps.scan(state, code)
        case At.MENU | At.TASKS:
            return stay(state, do.OpenTask(number=code.text))
        case At.CELL:
            return pick_steps.scan_cell(state, code, typed=typed)
        case At.ITEM:
            return pick_steps.scan_item(state, code)
        case At.LOT:
            return pick_steps.scan_lot(state, code, typed=typed)
        case At.QUANTITY:
            return pick_steps.scan_at_quantity(state, code)
        case At.DESTINATION:
            return pick_steps.scan_destination(state, code)
        case At.CONTAINER:
            return pick_steps.scan_container(state, code)
        case At.FINISH:
            return pick_steps.scan_at_finish(state, code)
        case At.CHECK:
            return check_steps.scan(state, code)
        case At.INFO:
            return stay(state, do.LookUp(code.text, code.gtin, code.alternative))
        case At.HELP:
            return answer_with(back_from_detour(state), code, typed=typed)
        case _:
            return refuse(state, "handheld-answer-first", came=code.shown)
