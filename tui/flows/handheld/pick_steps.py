"""Picking, prompt by prompt: cell → item → lot → quantity → destination, short, skip, undo."""

from __future__ import annotations

from dataclasses import replace

from devices.scanner.codes import Code
from tui.flows.handheld import answers
from tui.flows.handheld import effects as do
from tui.flows.handheld.moves import (
    amount,
    go,
    not_here,
    read_quantity,
    refuse,
    same_code,
    say,
    stay,
)
from tui.flows.handheld.outcome import Step
from tui.flows.handheld.profile import Confirm
from tui.flows.handheld.state import At, Level, Message, State, Work
from tui.flows.handheld.values import Hit, Line, Task

REASONS = ("not_found", "damaged", "expired", "other_place", "out_of_stock")
"""Values of `ShortReason`, in the order of their digits."""

REASON_CODES = {"NF": 0, "DMG": 1, "EXP": 2, "OTH": 3, "OUT": 4}
"""Arguments of the command barcode ~W:REASON."""

PROMPTS = frozenset(
    {
        At.CELL,
        At.ITEM,
        At.WHICH,
        At.LOT,
        At.QUANTITY,
        At.DESTINATION,
        At.FOUND,
        At.REASON,
        At.REPLAN,
        At.EMPTY,
        At.CONTAINER,
        At.FINISH,
    }
)
_IN_CELL = PROMPTS - {At.CELL, At.CONTAINER, At.FINISH}
"""Prompts at which he has said which cell he stands at."""

_ASIDE = frozenset({At.INFO, At.HELP, At.PARKED})
"""Detours during which the line at hand stays as it was."""

_TRIES = 2
_MIN_LOT_TAIL = 3


def at_line(
    state: State, task: Task, line: Line | None, told: Message | None = None, *, jump: bool = False
) -> Step:
    """Stand before *line*, or before the end of the task.

    Args:
        jump: the route goes on elsewhere: the storekeeper must say again where he stands.
    """
    if line is None:
        return go(state, At.FINISH, task=task, line=None, work=Work(), message=told, shipment=None)
    stands_there = (
        not jump
        and state.at in _IN_CELL
        and state.line is not None
        and state.line.cell_id == line.cell_id
    )
    first = At.CELL if line.cell_id and not stands_there else At.ITEM
    return go(state, first, task=task, line=line, work=Work(), message=told, shipment=None)


# --- answers by scan -------------------------------------------------------------------------


def scan_cell(state: State, code: Code, *, typed: bool) -> Step:
    """Is this the cell the line is in?"""
    line = state.line
    if line is None:
        return not_here(state)
    scanned = same_code(code, line.cell_barcode)
    tired = state.work.wrong_cells >= _TRIES
    by_hand = state.profile.typed_cells and not (typed and tired and line.cell_barcode)
    named = by_hand and same_code(code, line.cell_code)
    digits = by_hand and typed and bool(line.check_digits) and code.text == line.check_digits
    if scanned or named or digits:
        return go(state, At.ITEM, work=replace(state.work, wrong_cells=0))
    wrong = state.work.wrong_cells + 1
    counted = replace(state, work=replace(state.work, wrong_cells=wrong), entry="")
    if typed and wrong >= _TRIES and line.cell_barcode:
        return refuse(counted, "handheld-label-only", Level.BLOCKED, cell=line.cell_code)
    return refuse(counted, "handheld-wrong-cell", expected=line.cell_code, came=code.shown)


def scan_item(state: State, code: Code) -> Step:
    """Ask what the code means: only the catalogue can tell."""
    if state.line is not None and same_code(code, state.line.cell_barcode):  # shot twice
        return say(stay(state), "handheld-cell-again", Level.INFO, cell=state.line.cell_code)
    return stay(state, identify(code))


def scan_lot(state: State, code: Code, *, typed: bool) -> Step:
    """Is this the lot, or may it be another one?"""
    line = state.line
    if line is None:
        return not_here(state)
    said = code.lot or code.text
    tail = typed and len(said) >= _MIN_LOT_TAIL and line.lot_code.endswith(said)
    if line.lot_code and (tail or same_code(code, line.lot_code) or said == line.lot_code):
        return to_quantity(
            state, replace(state.work, lot_id=line.lot_id, lot_code=line.lot_code), line
        )
    if code.lot or state.work.other_lot or not line.lot_id:
        return stay(state, do.FindLot(line.item_id, said), work=_with_lot(state, said))
    return refuse(state, "handheld-wrong-lot", expected=line.lot_code, came=code.shown)


def scan_at_quantity(state: State, code: Code) -> Step:
    """Another unit of the same, or already the place it is put."""
    task = state.task
    if task is not None and _is_destination(code, task) and _wanted(state) is not None:
        confirmed = confirm_quantity(state)
        if confirmed.state.at is At.DESTINATION:
            return scan_destination(confirmed.state, code)
        return confirmed
    return stay(state, identify(code))


def scan_destination(state: State, code: Code) -> Step:
    """Put it there."""
    task = state.task
    if task is None:
        return not_here(state)
    if _is_destination(code, task):
        return _pick(state, None)
    if state.profile.containers and not code.gtin and not code.problem:
        if not task.container:
            return _pick(state, code.text)
        expected = task.container
    else:
        expected = task.destination
    return refuse(state, "handheld-wrong-destination", expected=expected, came=code.shown)


def scan_container(state: State, code: Code) -> Step:
    """Go on into a new container."""
    if state.task is not None and same_code(code, state.task.container):
        return refuse(state, "handheld-same-container", came=code.shown)
    return stay(state, do.NewContainer(code.text))


def scan_at_finish(state: State, code: Code) -> Step:
    """Everything is picked: the shipping cell's label ends the task."""
    task = state.task
    if task is None:
        return not_here(state)
    if same_code(code, task.destination, task.destination_barcode, task.container):
        return stay(state, do.Finish())
    expected = task.destination or task.number
    return refuse(state, "handheld-wrong-destination", expected=expected, came=code.shown)


def finish(state: State) -> Step:
    """Post the task, unless the place must be scanned first."""
    if state.profile.destination is Confirm.TASK:
        return refuse(state, "handheld-scan-destination", Level.ATTENTION)
    return stay(state, do.Finish())


# --- answers by keys -------------------------------------------------------------------------


def confirm_quantity(state: State) -> Step:
    """Take the quantity as it stands and ask for the destination, if it must be confirmed."""
    line, task = state.line, state.task
    if line is None or task is None:
        return not_here(state)
    quantity = _wanted(state)
    if quantity is None:
        if state.entry:
            return refuse(state, "handheld-not-a-quantity", came=state.entry)
        return refuse(state, "handheld-count-first", Level.ATTENTION)
    if quantity > line.left:
        label = Code(state.entry, state.entry)
        if state.entry and _is_destination(label, task):  # a label of digits, shot in one go
            return scan_at_quantity(replace(state, entry=""), label)
        return refuse(
            state,
            "handheld-too-many",
            asked=amount(quantity),
            left=amount(line.left),
            unit=line.unit,
        )
    if quantity == 0:
        return begin_short(state)
    work = replace(state.work, quantity=quantity)
    if state.profile.destination is Confirm.LINE and (task.destination or task.container):
        return go(state, At.DESTINATION, work=work)
    return _pick(replace(state, work=work), None)


def begin_short(state: State) -> Step:
    """Less is there than asked: how much?"""
    if state.line is None or state.at not in {
        At.CELL,
        At.ITEM,
        At.WHICH,
        At.LOT,
        At.QUANTITY,
        At.DESTINATION,
    }:
        return not_here(state)
    return go(state, At.FOUND)


def enter_found(state: State) -> Step:
    """Enter at "how much is there": nothing typed means none."""
    line = state.line
    if line is None:
        return not_here(state)
    found = read_quantity(state.entry) if state.entry else 0
    if found is None:
        return refuse(state, "handheld-not-a-quantity", came=state.entry)
    if found >= line.left:
        return refuse(
            state, "handheld-not-short", left=amount(line.left), unit=line.unit, found=amount(found)
        )
    return go(state, At.REASON, work=replace(state.work, quantity=found))


def choose_reason(state: State, index: int) -> Step:
    """Why is it short?"""
    if not 0 <= index < len(REASONS):
        return refuse(state, "handheld-no-such-row", Level.ATTENTION, highest=len(REASONS))
    return go(state, At.REPLAN, work=replace(state.work, reason=REASONS[index]))


def answer_replan(state: State, *, yes: bool) -> Step:
    """Fetch the rest from other cells, or leave it short?"""
    work = state.work
    lot = work.lot_id or (state.line.lot_id if state.line else 0)
    return stay(state, do.Short(work.quantity, lot, work.reason, replan=yes))


def answer_empty(state: State, *, yes: bool) -> Step:
    """Is the cell empty, as the books say?"""
    if state.line is None:
        return not_here(state)
    return stay(state, do.ZeroCheck(state.line.id, empty=yes))


def choose_hit(state: State, index: int) -> Step:
    """Which of the things with this code is in the hand?"""
    if not 0 <= index < len(state.hits):
        return refuse(state, "handheld-no-such-row", Level.ATTENTION, highest=len(state.hits))
    hit = state.hits[index]
    if state.line is None or not _is_ours(hit, state.line):
        back = replace(state, at=At.ITEM, hits=())
        expected = state.line.name if state.line else ""
        return refuse(back, "handheld-wrong-item", expected=expected, came=hit.name)
    return _take_hit(replace(state, hits=()), hit, 1, state.work.code_lot)


def change_lot(state: State) -> Step:
    """Take another lot than planned."""
    line = state.line
    if line is None or not line.has_lots or state.at not in {At.ITEM, At.LOT, At.QUANTITY}:
        return not_here(state)
    return go(state, At.LOT, work=replace(state.work, other_lot=True, lot_id=0, lot_code=""))


def full_container(state: State) -> Step:
    """The container is full: which is the next?"""
    if state.task is None or state.at not in PROMPTS - {At.EMPTY, At.CONTAINER}:
        return not_here(state)
    return go(state, At.CONTAINER, after=state.at)


# --- what the house answered -----------------------------------------------------------------


def identified(state: State, answer: answers.Identified) -> Step:
    """The catalogue told what the code means."""
    line = state.line
    if line is None or state.at not in {At.ITEM, At.LOT, At.QUANTITY}:
        return go(state, state.at)
    if not answer.hits:
        return unknown(state, answer, line.name)
    ours = [hit for hit in answer.hits if _is_ours(hit, line)]
    if not ours:
        return refuse(state, "handheld-wrong-item", expected=line.name, came=answer.hits[0].name)
    if len(answer.hits) > 1:
        work = replace(state.work, code_lot=answer.asked.lot)
        return say(
            go(state, At.WHICH, hits=answer.hits, work=work),
            "handheld-ambiguous",
            Level.ATTENTION,
            came=answer.asked.text,
        )
    return _take_hit(state, ours[0], answer.asked.count, answer.asked.lot)


def unknown(state: State, answer: answers.Identified, expected: str) -> Step:
    """Nobody knows the code; a wrong check digit says that the gun misread it."""
    code = "handheld-misread" if answer.asked.suspect else "handheld-unknown-code"
    return refuse(state, code, came=answer.asked.text, expected=expected)


def lot_found(state: State, answer: answers.LotFound) -> Step:
    """The lot is known, or not."""
    line = state.line
    if line is None:
        return not_here(state)
    if not answer.id:
        asks = go(state, At.LOT).state
        return refuse(asks, "handheld-unknown-lot", came=answer.code, expected=line.lot_code)
    if line.lot_id and answer.id != line.lot_id and not state.work.other_lot:
        asks = go(state, At.LOT).state
        return refuse(asks, "handheld-wrong-lot", expected=line.lot_code, came=answer.code)
    return to_quantity(state, replace(state.work, lot_id=answer.id, lot_code=answer.code), line)


def taken(state: State, answer: answers.Taken) -> Step:
    """The pick counts."""
    if answer.complete and answer.expected_empty and state.profile.zero_check and state.line:
        return go(state, At.EMPTY, task=answer.task, line=state.line, work=Work())
    step = at_line(state, answer.task, answer.line)
    if answer.complete or answer.line is None:
        return step
    return say(
        step,
        "handheld-part-taken",
        Level.INFO,
        taken=amount(answer.quantity),
        left=amount(answer.line.left),
        unit=answer.line.unit,
    )


def stands_at(state: State, answer: answers.AtLine) -> Step:
    """The task stands at a line: after opening, skip, short, undo, a new container."""
    told = answer.message
    same = _is_same(state.line, answer.line)
    aside = state.at in _ASIDE and state.after in PROMPTS
    if answer.kind is answers.Why.RELOADED and same and (state.at in PROMPTS or aside):
        return stay(state, task=answer.task, line=answer.line)
    if answer.kind is answers.Why.CONTAINER:
        step = go(state, state.after or At.ITEM, task=answer.task, message=told, after=None)
        if same and step.state.at in PROMPTS:
            return step
        return at_line(replace(state, after=None), answer.task, answer.line, told)
    jump = answer.kind is not answers.Why.NEXT
    return at_line(state, answer.task, answer.line, told, jump=jump)


def to_quantity(state: State, work: Work, line: Line) -> Step:
    """Ask for the quantity; the first scan already counts."""
    counted = min(work.pack_quantity, line.left)
    work = replace(work, counted=counted, counting=state.profile.count_by_scan)
    return go(state, At.QUANTITY, work=work)


def _is_same(one: Line | None, other: Line | None) -> bool:
    """Tell whether it is the same line with the same left to do."""
    if one is None or other is None:
        return one is other
    return (one.id, one.left) == (other.id, other.left)


def _wanted(state: State) -> int | None:
    """Return the quantity that stands now: typed, counted, or suggested."""
    if state.entry:
        return read_quantity(state.entry)
    if state.work.counting:
        return state.work.counted
    return None if state.line is None else state.line.left


def _take_hit(state: State, hit: Hit, count: int, lot_code: str) -> Step:
    """What is in the hand is ours: count it, then ask what is not known yet."""
    line = state.line
    if line is None:
        return not_here(state)
    packed = hit.pack_quantity * max(1, count)
    if state.at is At.QUANTITY:
        return _count_on(state, hit, packed)
    work = replace(state.work, pack=hit.pack, pack_quantity=packed, code_lot="")
    if packed > line.left:
        return refuse(
            replace(state, at=At.ITEM, entry=""),
            "handheld-pack-too-big",
            pack=amount(packed),
            left=amount(line.left),
            unit=line.unit,
        )
    known = replace(state, at=At.ITEM, work=work, entry="")
    if not line.has_lots:
        return to_quantity(known, work, line)
    if work.lot_id:
        return to_quantity(known, work, line)
    if hit.lot_id:
        if line.lot_id and hit.lot_id != line.lot_id and not work.other_lot:
            return refuse(known, "handheld-wrong-lot", expected=line.lot_code, came=lot_code)
        return to_quantity(known, replace(work, lot_id=hit.lot_id, lot_code=lot_code), line)
    if lot_code:
        return stay(known, do.FindLot(line.item_id, lot_code))
    return go(known, At.LOT)


def _count_on(state: State, hit: Hit, packed: int) -> Step:
    line, work = state.line, state.work
    if line is None:
        return not_here(state)
    counted = work.counted + packed
    if counted > line.left:
        return refuse(
            state,
            "handheld-too-many",
            asked=amount(counted),
            left=amount(line.left),
            unit=line.unit,
        )
    work = replace(work, counted=counted, counting=True, pack=hit.pack, pack_quantity=packed)
    return stay(state, work=work, entry="", message=None)


def _pick(state: State, container: str | None) -> Step:
    lot = state.work.lot_id
    if not lot and state.line is not None and state.line.has_lots:
        lot = state.line.lot_id
    return stay(state, do.Pick(state.work.quantity, lot, container))


def identify(code: Code) -> do.Identify:
    """Return the question what *code* means."""
    return do.Identify(
        code.text,
        code.gtin,
        code.alternative,
        lot=code.lot or "",
        count=code.count or 1,
        suspect=code.problem is not None,
    )


def _with_lot(state: State, code: str) -> Work:
    return replace(state.work, lot_code=code)


def _is_ours(hit: Hit, line: Line) -> bool:
    return hit.item_id == line.item_id and hit.variant_id in {0, line.variant_id}


def _is_destination(code: Code, task: Task) -> bool:
    return same_code(code, task.container, task.destination_barcode, task.destination)
