"""Keys, digits, Enter and command barcodes: what each does at each prompt."""

from __future__ import annotations

from dataclasses import replace

from devices.scanner.codes import Code, CodeProblem, Command, ProblemKind, parse_code
from devices.settings import ScannerSettings
from tui.flows.handheld import (
    check_steps,
    commands,
    drive_steps,
    entry_steps,
    pick_steps,
    ship_steps,
)
from tui.flows.handheld import effects as do
from tui.flows.handheld.detours import back_from_detour, choose_parked, detour, refreshed
from tui.flows.handheld.moves import (
    ENTRY_LENGTH,
    go,
    ignore,
    moved,
    not_here,
    read_quantity,
    refuse,
    stay,
    turned_page,
)
from tui.flows.handheld.outcome import Step
from tui.flows.handheld.scan_steps import answer_with
from tui.flows.handheld.state import PAGE, READING, At, Level, State

CLOSED = frozenset({At.LOGIN, At.PASSWORD, At.LOCKED, At.WAREHOUSE, At.LEAVING, At.BYE})
"""Prompts before the work, and after it."""

_BURST = 3
"""Characters in one go that nobody types so fast."""

_CODE_DIGITS = 8
"""A number this long in a quantity is a scanned code, whoever typed it."""

_YES = frozenset("1yYдД")
_NO = frozenset("0nNнН")


def typed(state: State, text: str) -> Step:
    """Take characters one by one until one of them asks for something."""
    told = state.message
    if len(text) >= _BURST and state.entry and told is not None and told.level.is_alarm:
        state = replace(state, entry="")  # shot again after a refusal: never "CS01CS01"
    current = Step(state)
    for character in text:
        current = _character(current.state, character)
        if current.effect is not None or current.state.at is not state.at:
            return current
    return current


def _character(state: State, character: str) -> Step:
    if state.entry == "." and character.isdigit():
        verb = commands.by_digit(character)
        cleared = replace(state, entry="")
        return act(cleared, verb) if verb else not_here(cleared)
    if state.at in commands.CHOICES and not state.entry and character != ".":
        return _chosen(state, character)
    if state.at in READING and character in "+-" and (state.at is At.HELP or not state.entry):
        return turned_page(state, 0, 1 if character == "+" else -1)
    if state.at in {At.HELP, At.BYE} or len(state.entry) >= ENTRY_LENGTH:
        return ignore(state)
    return stay(state, entry=state.entry + character)


def _chosen(state: State, character: str) -> Step:
    """A digit, a yes or a no, a page: at a prompt with rows."""
    if state.at in commands.YES_NO:
        if character in _YES | _NO:
            return _answer(state, yes=character in _YES)
        return ignore(state)
    if character in "+-":
        return turned_page(state, _rows(state), 1 if character == "+" else -1)
    if character == "0":
        return act(state, "back")
    if not (character.isascii() and character.isdigit()):
        return ignore(state)
    return _choose(state, state.cursor // PAGE * PAGE + int(character) - 1)


def pressed(state: State, key: str, gun: ScannerSettings) -> Step:
    """Do what a key that is no character asks for."""
    match key:
        case "enter" | "tab":
            return _enter(state, gun)
        case "backspace" | "delete":
            return stay(state, entry=state.entry[:-1])
        case "escape":
            return stay(state, entry="") if state.entry else act(state, "back")
        case "up" | "down":
            return moved(state, _rows(state), 1 if key == "down" else -1)
        case "pageup" | "pagedown":
            return turned_page(state, _rows(state), 1 if key == "pagedown" else -1)
        case _:
            verb = commands.by_key(key)
            return act(state, verb) if verb else ignore(state)


def _enter(state: State, gun: ScannerSettings) -> Step:
    """Enter: clears an alarm, else sends what is typed, chosen or suggested."""
    told = state.message
    if state.at is At.BYE:
        return stay(state, do.SignOut())
    if told is not None and told.level.is_alarm and not state.entry:
        cleared = replace(state, message=None)
        if state.parked and not is_closed(state):
            return go(cleared, At.PARKED, after=state.after if state.at is At.PARKED else state.at)
        return Step(cleared)
    match state.at:
        case At.LOGIN:
            return entry_steps.enter_login(state)
        case At.PASSWORD:
            return entry_steps.enter_password(state)
        case At.LOCKED:
            return entry_steps.unlock(state)
        case At.REPLAN | At.EMPTY | At.LEAVING:
            return _answer(state, yes=True)
        case at if at in commands.CHOICES:
            return _choose(state, state.cursor) if _rows(state) else refreshed(state)
        case At.QUANTITY if not _is_long_number(state.entry):
            return pick_steps.confirm_quantity(state)
        case At.FOUND:
            return pick_steps.enter_found(state)
        case At.FINISH if not state.entry:
            return pick_steps.finish(state)
        case At.SHIPPING if not state.entry:
            return ship_steps.hand_over(state)
        case At.CHECK if not _is_long_number(state.entry) and _is_quantity(state.entry):
            return check_steps.enter(state)
        case At.HELP:
            return Step(back_from_detour(state))
        case at if at in drive_steps.PROMPTS and not _is_code(state):
            return drive_steps.enter(state)
        case _ if state.entry:
            return answer_with(replace(state, entry=""), _typed_code(state.entry, gun), typed=True)
        case _:
            return refuse(state, "handheld-scan-now", Level.ATTENTION)


def act(state: State, verb: str) -> Step:
    """Do what a key, a digit or a command barcode asks for."""
    if state.at is At.LEAVING and verb == "menu":
        return _back(state)
    if is_closed(state) and verb not in {"language", "back", "mute"}:
        return not_here(state)
    special = drive_steps.act(state, verb) if state.at in drive_steps.PROMPTS else None
    if special is not None:
        return special
    working = state.at in pick_steps.PROMPTS
    match verb:
        case "back":
            return _back(state)
        case "menu":
            return _menu(state)
        case "short":
            return pick_steps.begin_short(state)
        case "skip" if working and state.line is not None:
            return stay(state, do.Postpone())
        case "undo" if working or state.at is At.CHECK:
            return stay(state, do.Undo())
        case "redo" if working:
            return stay(state, do.Redo())
        case "lot":
            return pick_steps.change_lot(state)
        case "full":
            return pick_steps.full_container(state)
        case "list":
            return _list(state)
        case "quantity" if state.at is At.QUANTITY:
            return stay(state, entry="", work=replace(state.work, counting=False, counted=0))
        case "info":
            return detour(state, At.INFO)
        case "quantity" | "help":
            return detour(state, At.HELP)
        case "lock":
            return detour(state, At.LOCKED)
        case "print":
            return ship_steps.ask_paper(state)
        case "replay" if state.parked:
            return detour(state, At.PARKED)
        case "mute":
            return stay(state, mute=not state.mute)
        case "language":
            return stay(state, language="en" if state.language == "ru" else "ru")
        case _:
            return not_here(state)


def commanded(state: State, command: Command, gun: ScannerSettings) -> Step:
    """Do what a command barcode asks for."""
    argument = command.argument or ""
    match command.verb:
        case "QTY" if argument:
            return _enter(replace(state, entry=argument[:ENTRY_LENGTH]), gun)
        case "REASON" if state.at is At.REASON:
            index = pick_steps.REASON_CODES.get(argument.upper(), -1)
            return pick_steps.choose_reason(state, index)
        case "USER":
            badge = Code(argument, argument)
            awaited = is_closed(state) and state.at is not At.LEAVING
            return entry_steps.scan_badge(state, badge) if awaited else not_here(state)
        case "ENTER" | "OK":
            return _enter(state, gun)
        case "YES" | "NO" if state.at in commands.YES_NO:
            return _answer(state, yes=command.verb == "YES")
        case "NEXT":
            return turned_page(state, _rows(state), 1)
        case "PREV":
            return turned_page(state, _rows(state), -1)
        case verb:
            known = commands.by_barcode(verb)
            return act(state, known) if known else not_here(state)


def _choose(state: State, index: int) -> Step:
    """Take row *index*, from 0, of the list on the screen."""
    match state.at:
        case At.WAREHOUSE:
            return entry_steps.choose_warehouse(state, index)
        case At.MENU:
            return entry_steps.choose_menu(state, index)
        case At.TASKS | At.CHECKS | At.SHIPMENTS if not state.jobs:
            return refuse(state, "handheld-list-empty", Level.ATTENTION)
        case At.TASKS | At.CHECKS | At.SHIPMENTS if not 0 <= index < len(state.jobs):
            return refuse(state, "handheld-no-such-row", Level.ATTENTION, highest=len(state.jobs))
        case At.TASKS:
            return stay(state, do.OpenTask(task_id=state.jobs[index].id))
        case At.CHECKS:
            return stay(state, do.OpenCheck(state.jobs[index].id))
        case At.SHIPMENTS:
            return stay(state, do.OpenShipment(state.jobs[index].id))
        case At.DONE:
            return ship_steps.choose_next(state, index)
        case At.WHICH if state.check is not None:
            return check_steps.choose_hit(state, index)
        case At.WHICH:
            return pick_steps.choose_hit(state, index)
        case At.REASON:
            return pick_steps.choose_reason(state, index)
        case At.CHECK_END:
            return check_steps.decide(state, index)
        case At.PARKED:
            return choose_parked(state, index)
        case at if at in drive_steps.PROMPTS:
            return drive_steps.choose(state, index)
        case _:
            return ignore(state)


def _answer(state: State, *, yes: bool) -> Step:
    if state.at is At.REPLAN:
        return pick_steps.answer_replan(state, yes=yes)
    if state.at is At.LEAVING:
        return entry_steps.answer_leaving(state, yes=yes)
    return pick_steps.answer_empty(state, yes=yes)


def _back(state: State) -> Step:
    match state.at:
        case At.PASSWORD:
            return go(state, At.LOGIN, login="")
        case At.TASKS | At.CHECKS | At.SHIPMENTS | At.TRIPS:
            return entry_steps.to_menu(state)
        case At.SHIPPING:
            return ship_steps.to_list(state)
        case At.DONE:
            return ship_steps.go_on(state)
        case At.ITEM if state.line is not None and state.line.cell_id:
            return go(state, At.CELL)
        case At.CELL | At.ITEM | At.FINISH:
            return entry_steps.leave(state)
        case At.WHICH if state.check is not None:
            return go(state, At.CHECK, hits=(), after=None)
        case At.WHICH | At.LOT | At.QUANTITY:
            return go(state, At.ITEM, hits=(), work=replace(state.work, counted=0, counting=False))
        case At.DESTINATION:
            return go(state, At.QUANTITY)
        case At.FOUND:
            return go(state, At.ITEM)
        case At.REASON:
            return go(state, At.FOUND)
        case At.REPLAN:
            return go(state, At.REASON)
        case At.CHECK if not any(line.scanned for line in state.check_lines) and state.check_lines:
            return stay(state, do.EndCheck("cancel"))
        case At.CHECK:
            return entry_steps.leave(state)
        case At.CHECK_END:
            return go(state, At.CHECK)
        case At.INFO | At.HELP | At.CONTAINER | At.PARKED:
            return Step(back_from_detour(state))
        case At.MENU | At.WAREHOUSE:
            return entry_steps.ask_leaving(state)
        case At.LEAVING:
            return entry_steps.answer_leaving(state, yes=False)
        case At.LOGIN:
            return go(state, At.BYE, do.SignOut())
        case _:
            return not_here(state)


def _menu(state: State) -> Step:
    match state.at:
        case At.FINISH:
            return pick_steps.finish(state)
        case At.CHECK:
            return check_steps.end(state)
        case At.SHIPMENTS | At.SHIPPING | At.DONE | At.TRIPS | At.STOPS | At.TRIP_END:
            return entry_steps.to_menu(state)
        case At.TASKS | At.CHECKS | At.INFO | At.HELP if state.task is None and state.check is None:
            return entry_steps.to_menu(state)
        case at if at in pick_steps.PROMPTS:
            return entry_steps.leave(state)
        case _:
            return _back(state)


def _list(state: State) -> Step:
    """F4: mine or all in a list of tasks; everything about the item in hand while picking."""
    if state.at is At.TASKS:
        return stay(state, do.LoadTasks(not state.mine), mine=not state.mine)
    line = state.line
    if line is not None and state.at in {At.CELL, At.ITEM, At.LOT, At.QUANTITY}:
        asked = do.LookUp(line.code or line.article)
        return replace(detour(state, At.INFO), effect=asked)
    return not_here(state)


def _rows(state: State) -> int:
    """Return how many rows the list on the screen has."""
    match state.at:
        case At.WAREHOUSE:
            return len(state.warehouses)
        case At.MENU:
            return len(entry_steps.menu(state))
        case At.TASKS | At.CHECKS | At.SHIPMENTS:
            return len(state.jobs)
        case At.WHICH:
            return len(state.hits)
        case At.REASON:
            return len(pick_steps.REASONS)
        case At.CHECK_END:
            return len(check_steps.DECISIONS)
        case At.DONE:
            return len(ship_steps.NEXT)
        case At.PARKED | At.REPLAN | At.EMPTY | At.LEAVING:
            return 2
        case at if at in drive_steps.PROMPTS:
            return drive_steps.rows(state)
        case _:
            return 0


def is_closed(state: State) -> bool:
    """Nobody is signed in, or the screen is locked."""
    return state.at in CLOSED


def _is_long_number(entry: str) -> bool:
    return entry.isdigit() and len(entry) >= _CODE_DIGITS


def _is_code(state: State) -> bool:
    """Tell whether what a driver typed is a code: before a stop anything, a long number in hand."""
    return (state.at is At.STOP and bool(state.entry)) or (
        state.at is At.HANDED and _is_long_number(state.entry)
    )


def _is_quantity(entry: str) -> bool:
    return not entry or read_quantity(entry) is not None


def _typed_code(entry: str, gun: ScannerSettings) -> Code:
    """Read what was typed by hand; it may be as short as check digits are."""
    code = parse_code(entry, gun)
    problem: CodeProblem | None = code.problem
    if problem is not None and problem.kind is ProblemKind.TOO_SHORT:
        return replace(code, problem=None)
    return code
