"""Signing in, choosing a warehouse, the menu, lists, and the way back to the work left behind."""

from __future__ import annotations

from dataclasses import replace

from devices.scanner.codes import Code
from tui.flows.handheld import answers
from tui.flows.handheld import drive_effects as drive_do
from tui.flows.handheld import effects as do
from tui.flows.handheld.drive_steps import AT_STOP, PROMPTS, to_trips
from tui.flows.handheld.drive_values import NO_DRIVE
from tui.flows.handheld.moves import go, not_here, refuse, say, stay
from tui.flows.handheld.outcome import Step
from tui.flows.handheld.state import At, Level, State
from tui.flows.handheld.values import User

MENU = ("picking", "checking", "shipping", "info", "mute", "language", "lock", "leave")
"""Rows of the menu, in the order of their digits; the last one is 0 and Back as well."""

DRIVER_MENU = ("driving", "mute", "language", "lock", "leave")
"""The same for who only drives."""


def menu(state: State) -> tuple[str, ...]:
    """Return the rows of the menu of whoever is signed in."""
    user = state.user
    if user is None or not user.drives:
        return MENU
    return (*MENU[:-1], "driving", MENU[-1]) if user.works else DRIVER_MENU


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


def signed_in(state: State, answer: answers.SignedIn) -> Step:
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
        aside = resumed.at in {At.LOCKED, At.LEAVING}
        at = resumed.after or At.MENU if aside else resumed.at
        place = next((w for w in answer.warehouses if w == resumed.warehouse), None)
        if _may_go_on(at, answer.user, in_warehouse=place is not None):
            back = replace(resumed, at=at, user=answer.user, warehouses=answer.warehouses, login="")
            return say(_back_to_work(back), "handheld-resumed", Level.INFO, who=answer.user.name)
    if answer.user.drives and not answer.user.works:
        return to_trips(known)
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


def entered(state: State, answer: answers.Entered) -> Step:
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
        drive=NO_DRIVE,
    )


def choose_menu(state: State, index: int) -> Step:
    """A row of the menu."""
    offered = menu(state)
    if not 0 <= index < len(offered):
        return refuse(state, "handheld-no-such-row", Level.ATTENTION, highest=len(offered) - 1)
    match offered[index]:
        case "driving":
            return to_trips(state)
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
            return ask_leaving(state)


def ask_leaving(state: State) -> Step:
    """Sign out? The way back is one key as well: a key too many never ends the work."""
    return go(state, At.LEAVING, after=state.at)


def answer_leaving(state: State, *, yes: bool) -> Step:
    """Sign out, or go back to where it was asked."""
    if yes:
        return go(state, At.BYE, do.SignOut())
    if state.after is At.WAREHOUSE:
        return go(state, At.WAREHOUSE, after=None)
    return to_menu(state)


def to_menu(state: State) -> Step:
    """The menu, with counts read anew."""
    cleared = replace(state, task=None, line=None, check=None, check_line=None, check_lines=())
    cleared = replace(cleared, shipment=None, paper=None, drive=NO_DRIVE)
    return go(cleared, At.MENU, do.LoadCounts(), after=None, jobs=(), hits=())


def reading(state: State) -> do.Effect | None:
    """Return what reads a driver's prompt anew; None: there is nothing to read."""
    drive = state.drive
    if state.at in AT_STOP and drive.stop is not None:
        return drive_do.OpenStop(drive.stop.id, again=True)
    if state.at in {At.STOPS, At.TRIP_END} and drive.trip is not None:
        return drive_do.OpenTrip(drive.trip.id)
    return drive_do.LoadTrips() if state.at is At.TRIPS else None


def leave(state: State) -> Step:
    """From the task to the list it came from; what was picked stays picked."""
    if state.task is not None:
        return stay(state, do.LeaveTask())
    if state.check is not None:
        return to_menu(state)
    return not_here(state)


def _may_go_on(at: At, user: User, *, in_warehouse: bool) -> bool:
    """Tell whether the prompt he left is still one of his."""
    if at in PROMPTS:
        return user.drives and (in_warehouse or not user.works)
    if not user.works:
        return at is At.MENU and user.drives
    return in_warehouse and at not in {At.LOGIN, At.PASSWORD, At.WAREHOUSE, At.BYE}


def _back_to_work(state: State) -> Step:
    """Go on at the prompt he left, with what he works on read anew."""
    if state.at in PROMPTS:
        return Step(state, reading(state))
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
