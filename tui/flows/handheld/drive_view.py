"""A driver's prompts in words."""

from __future__ import annotations

from datetime import date

from core.delivery.statuses import Outcome
from tui.flows.handheld.drive_steps import OUTCOMES
from tui.flows.handheld.drive_values import Drop, Stop, StopRow, TripRow
from tui.flows.handheld.receipt_steps import suggested
from tui.flows.handheld.state import At, State
from tui.flows.handheld.view_parts import Detail
from tui.formatting import money, quantity, short_day
from tui.locale import _, pgettext

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_MARKS = {
    Outcome.PENDING: "",
    Outcome.DELIVERED: "+",
    Outcome.PARTLY: "+-",
    Outcome.REFUSED: "-",
    Outcome.ABSENT: "-",
}
"""What became of a stop or a line, for the edge of a row: the same in every language."""


def title(state: State) -> str:
    """Return what is being done."""
    match state.at:
        case At.TRIPS:
            return _("TRIPS")
        case At.STOPS:
            return _("STOPS")
        case At.TRIP_END:
            return _("TO UNLOAD") if _fetches(state) else _("TO HAND OVER")
        case _:
            return _("STOP")


def progress(state: State) -> str:
    """Return how far the list, the trip or the stop is."""
    drive = state.drive
    match state.at:
        case At.TRIPS:
            return str(len(drive.trips))
        case At.STOPS | At.TRIP_END:
            told = sum(row.outcome is not Outcome.PENDING for row in drive.stops)
            return f"{told}/{len(drive.stops)}"
        case _ if drive.stop is not None:
            return f"{drive.stop.number}/{len(drive.stops)}"
        case _:
            return ""


def prompt(state: State) -> str:
    """Return the question."""
    stop, line = state.drive.stop, state.drive.line
    match state.at:
        case At.TRIPS if not state.drive.trips:
            return _("No trips, Enter")
        case At.TRIPS | At.STOPS:
            return _("Choose or scan")
        case At.STOP if stop is not None and stop.arrived:
            return _("Enter: the goods")
        case At.STOP:
            return _("Arrived? Enter")
        case At.GOODS:
            return _("SCAN ITEM OR STOP")
        case At.HANDED:
            if line and not line.quantity:
                return _("Done? Enter")
            return _("COLLECTED") if _fetches(state) else _("HANDED OVER")
        case At.OUTCOME:
            return _("What happened?")
        case At.WHY | At.WORDS:
            return _("Why?")
        case At.RECEIVED:
            return _("Who gave it out?") if _fetches(state) else _("Who received?")
        case At.CASH:
            return _("CASH TAKEN")
        case _:
            return _("Enter: back")


def details(state: State) -> tuple[Detail, ...]:
    """Return what is to be known at the prompt, most important first."""
    drive = state.drive
    stop, line = drive.stop, drive.line
    match state.at:
        case At.TRIPS if not drive.trips:
            return (Detail("", _("Nothing waits here.")),)
        case At.TRIP_END:
            return _to_hand_over(state)
        case At.STOP if stop is not None:
            return _stop(state, stop)
        case At.ABOUT if stop is not None:
            return _about(stop)
        case At.HANDED | At.WHY | At.WORDS if line is not None:
            return _line(state, line)
        case At.GOODS | At.OUTCOME | At.WHY | At.WORDS if stop is not None:
            return (Detail("", stop.client or stop.address, rank=1),)
        case At.RECEIVED | At.CASH if stop is not None:
            return _receipt(state, stop)
        case _:
            return ()


def rows(state: State) -> list[tuple[str, ...]]:
    """Return text, right edge and brief text of each row; a row may leave the later ones out."""
    drive = state.drive
    match state.at:
        case At.TRIPS:
            return [_trip_row(state, row) for row in drive.trips]
        case At.STOPS:
            return [_stop_row(row) for row in drive.stops]
        case At.GOODS if drive.stop is not None:
            everything = (_("Everything left"), str(len(drive.stop.waiting)))
            return [everything, *(_line_row(line) for line in drive.stop.lines)]
        case At.OUTCOME:
            no = _("Not given out") if _fetches(state) else _("They refuse it")
            texts = {Outcome.REFUSED: no, Outcome.ABSENT: _("Nobody is there")}
            return [(texts[outcome], "") for outcome in OUTCOMES]
        case At.WHY:
            return [*((reason.name, "") for reason in drive.reasons), (_("Another reason"), "")]
        case _:
            return []


def worded(state: State, code: str) -> str:
    """Return the code of the text that says the same of a trip that fetches."""
    return FETCHED.get(code, code) if _fetches(state) else code


FETCHED = {
    "handheld-arrive-first": "handheld-fetch-arrive-first",
    "handheld-place-elsewhere": "handheld-fetch-place-elsewhere",
    "handheld-not-for-stop": "handheld-fetch-not-for-stop",
    "handheld-for-other-stop": "handheld-fetch-for-other-stop",
    "handheld-more-than-brought": "handheld-fetch-more",
    "handheld-goods-not-told": "handheld-fetch-goods-not-told",
    "handheld-say-why": "handheld-fetch-say-why",
    "handheld-trip-told": "handheld-fetch-told",
}
"""What a driver is told where he hands over → where he collects."""


def _fetches(state: State) -> bool:
    """Tell whether goods are collected: at the stop at hand, else on the whole trip."""
    drive = state.drive
    if drive.stop is not None:
        return drive.stop.fetches
    return drive.trip is not None and drive.trip.fetches


# --- parts -----------------------------------------------------------------------------------


def _trip_row(state: State, row: TripRow) -> tuple[str, str]:
    name = state.user.name if state.user is not None else ""
    whose = row.driver if row.driver != name else ""
    day = short_day(date.fromisoformat(row.on)) if row.on else ""
    text = " ".join(part for part in (row.number, day, row.vehicle, whose) if part)
    return text, f"{row.told}/{row.stops}" if row.left else _("not left")


def _stop_row(row: StopRow) -> tuple[str, str, str]:
    brief = f"{row.number}. {row.client or row.address}"
    whole = f"{brief}, {row.address}" if row.client and row.address else brief
    return whole, _MARKS[row.outcome] or window(row.opens, row.closes), brief


def _line_row(line: Drop) -> tuple[str, str]:
    if line.outcome is Outcome.PENDING:
        return line.name, quantity(line.quantity) if line.quantity else ""
    if not line.quantity:
        return line.name, _MARKS[line.outcome]
    return line.name, f"{quantity(line.delivered)}/{quantity(line.quantity)}"


def _stop(state: State, stop: Stop) -> tuple[Detail, ...]:
    """Return the way there: whom to call stands out, then who and where."""
    told = (
        Detail("", stop.phone, key=True, rank=0, link=telephone(stop.phone)),
        Detail("", stop.client, rank=1),
        Detail("", stop.address, rank=1),
        Detail(_("WHEN"), window(stop.opens, stop.closes), rank=2),
        Detail(_("COLLECT"), money(stop.collect) if stop.collect else "", rank=2),
        Detail(_("NOTE"), stop.note, rank=3),
        Detail(_("TOLD"), _outcome(state, stop), rank=3),
        Detail("", stop.contact if stop.contact != stop.client else "", rank=4),
        Detail(_("ORD"), stop.documents, rank=5),
    )
    return tuple(detail for detail in told if detail.value)


def _about(stop: Stop) -> tuple[Detail, ...]:
    """Return everything, to be read page by page."""
    told = (
        ("", stop.client),
        ("", stop.address),
        (_("NOTE"), stop.note),
        ("", stop.contact),
        (_("PHONE"), stop.phone),
        (_("WHEN"), window(stop.opens, stop.closes)),
        (_("COLLECT"), money(stop.collect) if stop.collect else ""),
        (_("PLACES"), str(stop.places) if stop.places else ""),
        (_("ORD"), stop.documents),
    )
    return tuple(Detail(label, value) for label, value in told if value)


def _line(state: State, line: Drop) -> tuple[Detail, ...]:
    drive = state.drive
    shown = _("{n} of {all}")
    match state.at:
        case At.HANDED if drive.counting:
            text = shown.format(n=quantity(drive.counted), all=quantity(line.quantity))
        case At.HANDED:
            text = quantity(line.quantity)
        case _:
            text = shown.format(n=quantity(drive.quantity), all=quantity(line.quantity))
    amount = (Detail(_("QTY"), f"{text} {line.unit}", key=True, rank=0),) if line.quantity else ()
    return (Detail("", line.name, rank=1), *amount)


def _receipt(state: State, stop: Stop) -> tuple[Detail, ...]:
    due = money(stop.collect) if stop.collect else ""
    known = suggested(stop)
    told = [
        Detail(_("COLLECT"), due, key=state.at is At.CASH, rank=0),
        Detail("", stop.client, rank=2),
        Detail("", _outcome(state, stop), rank=2),
    ]
    if state.at is At.RECEIVED:
        known_name = stop.received
        told.append(Detail(_("ENTER"), known_name, rank=1))
    elif known is not None:
        told.append(Detail(_("ENTER"), money(known), rank=1))
    return tuple(detail for detail in told if detail.value)


def _to_hand_over(state: State) -> tuple[Detail, ...]:
    trip = state.drive.trip
    if trip is None:
        return ()
    cash = Detail(_("CASH"), money(trip.cash) if trip.cash or not trip.fetches else "", rank=0)
    if not trip.back:
        nothing = _("Nothing was collected.") if trip.fetches else _("No goods come back.")
        return (cash, Detail("", nothing, rank=1)) if cash.value else (Detail("", nothing, rank=0),)
    goods = (Detail(f"{quantity(one.quantity)} {one.unit}", one.name, rank=1) for one in trip.back)
    return (cash, *goods) if cash.value else tuple(goods)


def _outcome(state: State, stop: Stop) -> str:
    if _fetches(state):
        return {
            Outcome.PENDING: "",
            Outcome.DELIVERED: pgettext("outcome", "collected"),
            Outcome.PARTLY: pgettext("outcome", "partly"),
            Outcome.REFUSED: pgettext("outcome", "not given"),
            Outcome.ABSENT: pgettext("outcome", "nobody there"),
        }[stop.outcome]
    return {
        Outcome.PENDING: "",
        Outcome.DELIVERED: pgettext("outcome", "delivered"),
        Outcome.PARTLY: pgettext("outcome", "partly"),
        Outcome.REFUSED: pgettext("outcome", "refused"),
        Outcome.ABSENT: pgettext("outcome", "nobody there"),
    }[stop.outcome]


def window(opens: int, closes: int) -> str:
    """Return "9:00-12:00"; empty when any time of the day will do."""
    if opens <= 0 and closes >= _DAY:
        return ""
    return f"{_time(opens)}-{_time(closes)}"


def _time(seconds: int) -> str:
    hours, rest = divmod(seconds, _HOUR)
    return f"{hours}:{rest // _MINUTE:02d}"


def telephone(phone: str) -> str:
    """Return the `tel:` URI of the first number in *phone* (RFC 3966); empty when there is none."""
    digits = ""
    for sign in phone:
        if sign.isascii() and (sign.isdigit() or (sign == "+" and not digits)):
            digits += sign
        elif digits.lstrip("+") and sign not in " -()\xa0.":
            break
    return f"tel:{digits}" if digits.lstrip("+") else ""
