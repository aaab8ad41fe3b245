"""Signing in, choosing a warehouse, the menu, lists, and the way back to the work left behind."""

from __future__ import annotations

from dataclasses import replace

from devices.scanner.codes import Code
from tui.flows.handheld import effects as do
from tui.flows.handheld.effects import Step
from tui.flows.handheld.moves import go, not_here, refuse, say, stay
from tui.flows.handheld.state import At, Level, State

MENU = ("picking", "checking", "shipping", "info", "mute", "language", "lock", "leave")
"""Rows of the menu, in the order of their digits; the last one is 0 and Back as well."""


def scan_badge(state: State, code: Code) -> Step:
    """A badge at the sign-in or at a locked screen."""
    return stay(state, do.SignIn("", code.text))


def enter_login(state: State) -> Step:
    """The login is typed: ask for the password."""
    if not state.entry.strip():
        return stay(state, message=None)
    return go(state, At.PASSWORD, login=state.entry.strip())


def enter_password(state: State, burst: str = "") -> Step:
    """The password is typed.

    Args:
        burst: what came in one go: a pasted password, or a badge after all.
    """
    return stay(state, do.SignIn(state.login, state.entry, burst), entry="")


def unlock(state: State) -> Step:
    """The password of whoever locked the screen."""
    if state.user is None or not state.entry:
        return stay(state, message=None)
    return stay(state, do.SignIn(state.user.login, state.entry), entry="")


def signed_in(state: State, answer: do.SignedIn) -> Step:
    """Known now: go on where he left, or begin."""
    if state.at is At.LOCKED:
        if state.user is not None and state.user.id != answer.user.id:
            return refuse(state, "handheld-locked-by-other", who=state.user.name)
        return _back_to_work(replace(state, at=state.after or At.MENU, after=None))
    language = answer.language or state.language
    known = replace(
        state, user=answer.user, login="", language=language, warehouses=answer.warehouses
    )
    resumed = answer.resumed
    if resumed is not None and resumed.user is not None:
        known = replace(known, mute=resumed.mute, language=resumed.language or known.language)
        at = resumed.after or At.MENU if resumed.at is At.LOCKED else resumed.at
        place = next((w for w in answer.warehouses if w == resumed.warehouse), None)
        if place is not None and at not in {At.LOGIN, At.PASSWORD, At.WAREHOUSE, At.BYE}:
            back = replace(resumed, at=at, user=answer.user, warehouses=answer.warehouses, login="")
            return say(_back_to_work(back), "handheld-resumed", Level.INFO, who=answer.user.name)
    match answer.warehouses:
        case ():
            return say(go(known, At.BYE), "handheld-no-warehouse", Level.BLOCKED)
        case (only,):
            return Step(known, do.EnterWarehouse(only.id))
        case _:
            return go(known, At.WAREHOUSE)


def choose_warehouse(state: State, index: int) -> Step:
    """This is where he works."""
    if not 0 <= index < len(state.warehouses):
        return refuse(state, "handheld-no-such-row", Level.ATTENTION, highest=len(state.warehouses))
    return stay(state, do.EnterWarehouse(state.warehouses[index].id))


def entered(state: State, answer: do.Entered) -> Step:
    """The menu of a warehouse."""
    return go(
        state,
        At.MENU,
        warehouse=answer.warehouse,
        profile=answer.profile,
        counts=answer.counts,
        task=None,
        line=None,
        check=None,
        shipment=None,
    )


def choose_menu(state: State, index: int) -> Step:
    """A row of the menu."""
    if not 0 <= index < len(MENU):
        return refuse(state, "handheld-no-such-row", Level.ATTENTION, highest=len(MENU) - 1)
    match MENU[index]:
        case "picking":
            return Step(
                replace(state, at=At.TASKS, cursor=0, message=None), do.LoadTasks(state.mine)
            )
        case "checking":
            return Step(replace(state, at=At.CHECKS, cursor=0, message=None), do.LoadChecks())
        case "shipping":
            return Step(replace(state, at=At.SHIPMENTS, cursor=0, message=None), do.LoadShipments())
        case "info":
            return go(state, At.INFO, after=At.MENU, facts=())
        case "mute":
            return stay(state, mute=not state.mute)
        case "language":
            return stay(state, language="en" if state.language == "ru" else "ru")
        case "lock":
            return go(state, At.LOCKED, after=At.MENU)
        case _:
            return go(state, At.BYE, do.SignOut())


def to_menu(state: State) -> Step:
    """The menu, with counts read anew."""
    cleared = replace(state, task=None, line=None, check=None, check_line=None, check_lines=())
    cleared = replace(cleared, shipment=None, paper=None)
    return go(cleared, At.MENU, do.LoadCounts(), after=None, jobs=(), hits=())


def leave(state: State) -> Step:
    """From the task to the list it came from; what was picked stays picked."""
    if state.task is not None:
        return stay(state, do.LeaveTask())
    if state.check is not None:
        return to_menu(state)
    return not_here(state)


def _back_to_work(state: State) -> Step:
    """Go on at the prompt he left, with what he works on read anew."""
    if state.task is not None or state.check is not None:
        return Step(state, do.Reload())
    if state.shipment is not None and state.at is At.SHIPPING:
        return Step(state, do.OpenShipment(state.shipment.id))
    if state.at in {At.MENU, At.HELP}:
        return Step(state, do.LoadCounts())
    if state.at is At.TASKS:
        return Step(state, do.LoadTasks(state.mine))
    if state.at is At.CHECKS:
        return Step(state, do.LoadChecks())
    if state.at is At.SHIPMENTS:
        return Step(state, do.LoadShipments())
    return Step(state)
