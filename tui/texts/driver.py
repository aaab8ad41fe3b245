"""What a driver is told at his stops: refusals, good news, what to do now."""

from __future__ import annotations

from core.kernel.i18n import N_
from tui.texts.form import ErrorText, Severity

_OK, _WARN = Severity.OK, Severity.WARN

TEXTS: dict[str, ErrorText] = {
    "handheld-choose-trip": ErrorText(
        N_("Choose a trip first."),
        N_("{came} belongs to no trip on this screen."),
        N_("Choose the trip by its digit, or scan the top of its route sheet."),
        short=N_("Choose a trip first"),
    ),
    "handheld-choose-stop": ErrorText(
        N_("Choose a stop first."),
        N_("{came} is no code of a stop."),
        N_("Choose the stop by its digit, or scan its code on the route sheet."),
        short=N_("Choose a stop first"),
    ),
    "handheld-arrive-first": ErrorText(
        N_("Have you arrived?"),
        N_("{came} is scanned when the goods are handed over."),
        N_("Press Enter, or scan the stop on the route sheet, when you stand there."),
        short=N_("Arrived? Enter first"),
    ),
    "handheld-stop-of-other-trip": ErrorText(
        N_("A stop of another trip."),
        N_("On {trip} there is no such stop."),
        N_("Take the route sheet of this trip, or choose the other trip."),
        short=N_("Stop of another trip"),
    ),
    "handheld-other-stop": ErrorText(
        N_("Another stop."),
        N_("The code is of stop {number}, {client}; on the screen is stop {here}."),
        N_("Scan the code of stop {here}, or go back and choose stop {number}."),
        short=N_("That is stop {number}"),
    ),
    "handheld-place-elsewhere": ErrorText(
        N_("Not for this stop."),
        N_("The box is not for stop {here}."),
        N_("Put it back into the vehicle and scan another one."),
        short=N_("Not for stop {here}"),
    ),
    "handheld-place-here": ErrorText(
        N_("The box is for this stop."),
        N_("Place {number}."),
        N_("Scan the items in it, or the code of the stop for everything."),
        _OK,
        N_("For this stop"),
    ),
    "handheld-not-for-stop": ErrorText(
        N_("Not for this stop."),
        N_("{item} is not for stop {here}, nor for another stop of the trip."),
        N_("Put it back into the vehicle and scan another one."),
        short=N_("Not for stop {here}"),
    ),
    "handheld-for-other-stop": ErrorText(
        N_("Not for this stop."),
        N_("{item} is for stop {number}, {client}; this is stop {here}."),
        N_("Put it back into the vehicle and scan another one."),
        short=N_("It is for stop {number}"),
    ),
    "handheld-more-than-brought": ErrorText(
        N_("More than was brought."),
        N_("{item}: {came}, but {all} {unit} are for this stop."),
        N_("Count again and type what was handed over."),
        short=N_("{came} of {all}: too many"),
    ),
    "handheld-confirm-first": ErrorText(
        N_("Confirm what you counted."),
        N_("{item} is not confirmed yet."),
        N_("Press Enter, then scan the next thing."),
        _WARN,
        N_("First: Enter"),
    ),
    "handheld-trip-not-left": ErrorText(
        N_("The trip is not on its way."),
        N_("{trip} has not left, or is closed already."),
        N_("Ask the dispatcher."),
        _WARN,
        N_("Not on its way"),
    ),
    "handheld-goods-not-told": ErrorText(
        N_("Not everything is told."),
        N_("Lines nobody told of: {lines}."),
        N_("Scan them, or press Short for what is not handed over."),
        _WARN,
        N_("Lines left: {lines}"),
    ),
    "handheld-say-why": ErrorText(
        N_("A reason is needed."),
        N_("The goods come back, and the office will ask why."),
        N_("Type it in a few words, then Enter."),
        _WARN,
        N_("Type the reason"),
    ),
    "handheld-nothing-told": ErrorText(
        N_("Nothing to take back."),
        N_("Nothing is told of stop {number}."),
        N_("Go on."),
        _WARN,
        N_("Nothing to take back"),
    ),
    "handheld-not-a-sum": ErrorText(
        N_("Not a sum."),
        N_("“{came}” is not a sum like 1200 or 1200,50."),
        N_("Correct it."),
        short=N_("Not a sum"),
    ),
    "handheld-type-cash": ErrorText(
        N_("Type the cash."),
        N_("Not everything was handed over, so {due:money} may not be right."),
        N_("Type what you took, 0 for nothing, then Enter."),
        _WARN,
        N_("Type what you took"),
    ),
    "handheld-more-cash": ErrorText(
        N_("More than is due."),
        N_("You typed {sum:money}, due are {due:money}."),
        N_("Enter if it is right, or correct it."),
        _WARN,
        N_("More than due: Enter?"),
    ),
    "handheld-line-told": ErrorText(
        N_("Noted."),
        N_("{item}: {quantity} of {all} {unit}."),
        "",
        _OK,
        N_("{quantity} of {all} noted"),
    ),
    "handheld-line-taken-back": ErrorText(
        N_("Taken back."),
        N_("{item} is as it was before."),
        N_("Tell it anew."),
        _WARN,
        N_("Taken back"),
    ),
    "handheld-stop-taken-back": ErrorText(
        N_("Taken back."),
        N_("Nothing is told of stop {number} any more."),
        N_("Tell it anew."),
        _WARN,
        N_("Taken back"),
    ),
    "handheld-stop-delivered": ErrorText(
        N_("Stop {number} is done."),
        N_("{client}: everything was handed over."),
        "",
        _OK,
        N_("Stop {number} is done"),
    ),
    "handheld-stop-partly": ErrorText(
        N_("Stop {number} is done."),
        N_("{client}: a part was handed over."),
        N_("Keep the rest apart for the warehouse."),
        _OK,
        N_("Stop {number}: a part"),
    ),
    "handheld-stop-refused": ErrorText(
        N_("Stop {number} is told."),
        N_("{client}: nothing was handed over."),
        N_("Keep the goods apart for the warehouse."),
        _OK,
        N_("Stop {number}: refused"),
    ),
    "handheld-stop-absent": ErrorText(
        N_("Stop {number} is told."),
        N_("{client}: nobody was there."),
        N_("Keep the goods apart for the warehouse."),
        _OK,
        N_("Stop {number}: nobody"),
    ),
    "handheld-trip-told": ErrorText(
        N_("Every stop of {trip} is told."),
        "",
        N_("Hand over the cash and the goods that came back."),
        _OK,
        N_("All stops told"),
    ),
}
