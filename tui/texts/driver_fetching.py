"""What a driver is told at stops where he collects goods instead of handing them over."""

from __future__ import annotations

from core.kernel.i18n import N_
from tui.texts.form import ErrorText, Severity

_OK, _WARN = Severity.OK, Severity.WARN

TEXTS: dict[str, ErrorText] = {
    "handheld-fetch-arrive-first": ErrorText(
        N_("Have you arrived?"),
        N_("{came} is scanned when the goods are collected."),
        N_("Press Enter, or scan the stop on the route sheet, when you stand there."),
        short=N_("Arrived? Enter first"),
    ),
    "handheld-fetch-place-elsewhere": ErrorText(
        N_("Not of this stop."),
        N_("The box is not asked for at stop {here}."),
        N_("Leave it here and scan another one."),
        short=N_("Not of stop {here}"),
    ),
    "handheld-fetch-not-for-stop": ErrorText(
        N_("Not of this stop."),
        N_("{item} is asked for neither at stop {here} nor at another stop of the trip."),
        N_("Leave it here and scan another one."),
        short=N_("Not of stop {here}"),
    ),
    "handheld-fetch-for-other-stop": ErrorText(
        N_("Not of this stop."),
        N_("{item} is to be collected at stop {number}, {client}; this is stop {here}."),
        N_("Leave it here and scan another one."),
        short=N_("It is of stop {number}"),
    ),
    "handheld-fetch-more": ErrorText(
        N_("More than is asked for."),
        N_("{item}: {came}, but {all} {unit} are to be collected here."),
        N_("Leave the rest here and type what you take."),
        short=N_("{came} of {all}: too many"),
    ),
    "handheld-fetch-goods-not-told": ErrorText(
        N_("Not everything is told."),
        N_("Lines nobody told of: {lines}."),
        N_("Scan them, or press Short for what is not collected."),
        _WARN,
        N_("Lines left: {lines}"),
    ),
    "handheld-fetch-say-why": ErrorText(
        N_("A reason is needed."),
        N_("The goods stay here, and the office will ask why."),
        N_("Type it in a few words, then Enter."),
        _WARN,
        N_("Type the reason"),
    ),
    "handheld-fetch-delivered": ErrorText(
        N_("Stop {number} is done."),
        N_("{client}: everything was collected."),
        "",
        _OK,
        N_("Stop {number} is done"),
    ),
    "handheld-fetch-partly": ErrorText(
        N_("Stop {number} is done."),
        N_("{client}: a part was collected."),
        "",
        _OK,
        N_("Stop {number}: a part"),
    ),
    "handheld-fetch-refused": ErrorText(
        N_("Stop {number} is told."),
        N_("{client}: nothing was given."),
        "",
        _OK,
        N_("Stop {number}: nothing"),
    ),
    "handheld-fetch-absent": ErrorText(
        N_("Stop {number} is told."),
        N_("{client}: nobody was there."),
        "",
        _OK,
        N_("Stop {number}: nobody"),
    ),
    "handheld-fetch-told": ErrorText(
        N_("Every stop of {trip} is told."),
        "",
        N_("Bring the goods to the warehouse."),
        _OK,
        N_("All stops told"),
    ),
}
