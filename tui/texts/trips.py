"""Errors of trips: forming, loading, leaving, outcomes, closing."""

from __future__ import annotations

from core.kernel.i18n import N_
from tui.texts.form import ErrorText, Severity

TEXTS: dict[str, ErrorText] = {
    "trip-without-vehicle": ErrorText(
        N_("No vehicle is named"),
        N_("A trip needs a vehicle, or at least the type of it."),
        N_("Choose a vehicle; if nobody knows it yet, a type."),
        short=N_("Choose a vehicle"),
    ),
    "trip-wrong-direction": ErrorText(
        N_("The trip fetches goods"),
        N_("{document} goes to our warehouse: it is not loaded here."),
        N_("Close it when the vehicle is back; receipts tell of its goods."),
        short=N_("The trip fetches goods"),
    ),
    "trip-empty": ErrorText(
        N_("The trip is empty"),
        N_("Nothing rides on {document}."),
        N_("Put orders on it first, or close it if it is not needed."),
        short=N_("The trip is empty"),
    ),
    "trip-carries-too-much": ErrorText(
        N_("More rides than may leave"),
        N_(
            "{document}, {item}: {asked:quantity} ride on trips that have not left, and"
            " {available:quantity} may. Lines of that kind: {count}."
        ),
        N_("Take the rest off a trip, or have the order changed."),
        Severity.STOP,
        N_("More than the order lets go"),
    ),
    "trip-addresses-changed": ErrorText(
        N_("Addresses of the trip changed after it was planned"),
        N_(
            "{document}, stop {stop}, {address}. Changed: {changed}. Stops that are not as they"
            " were planned: {count}."
        ),
        N_(
            "Plan the trip anew at the dispatcher’s desk, or give it to loading with"
            " “Although addresses changed”."
        ),
        Severity.WARN,
        N_("Addresses changed"),
    ),
    "trip-goods-ordered": ErrorText(
        N_("The goods are in other expense orders"),
        N_("{item} for {document} stands in expense orders: {orders}."),
        N_("Ship those, or take them apart; then release the trip again."),
        short=N_("In other expense orders"),
    ),
    "trip-loading-begun": ErrorText(
        N_("Goods are picked for the trip"),
        N_("Of {document} these expense orders are picked or being picked: {orders}."),
        N_("Undo the picking, or take the trip back and leave them standing for another trip."),
        short=N_("Goods are picked already"),
    ),
    "trip-given-to-loading": ErrorText(
        N_("The trip is given to loading already"),
        N_("{document} is “{current}” by now; nothing of it was changed."),
        N_("Take it back from loading to change it, or leave it as it is."),
        short=N_("Given to loading already"),
    ),
    "trip-moved-on": ErrorText(
        N_("The trip has moved on"),
        N_("{document} is “{current}” by now; nothing of it was changed."),
        N_(
            "Leave it as it is. If the vehicle has not left after all, say so first, then take the"
            " trip back from loading."
        ),
        short=N_("The trip has moved on"),
    ),
    "trip-not-loaded": ErrorText(
        N_("Not everything is loaded"),
        N_("Expense orders of {document} that are not shipped: {orders}."),
        N_("Ship them, or let the vehicle leave without them."),
        Severity.WARN,
        N_("Not everything is loaded"),
    ),
    "trip-outcomes-told": ErrorText(
        N_("The vehicle has left"),
        N_("Stops of {document} that were told of: {count}."),
        N_("Take those outcomes back first, if the vehicle did not leave."),
        short=N_("Stops are told of"),
    ),
    "trip-told-meanwhile": ErrorText(
        N_("Told by somebody else meanwhile"),
        N_("Stop {stop} of {document} was told of at another terminal."),
        N_("See what is told now; tell it again if that is wrong."),
        short=N_("Told meanwhile"),
    ),
    "trip-outcomes-missing": ErrorText(
        N_("Stops without an outcome"),
        N_("{document}: nobody said what became of stop {stop}, {address}. All such: {count}."),
        N_("Tell the outcome of each stop, then close the trip."),
        short=N_("Outcomes are missing"),
    ),
    "trip-outcome-unclear": ErrorText(
        N_("What was delivered?"),
        N_("Stop {stop} of {document} was served in part, but no line says of what."),
        N_("Tell line by line how much was handed over."),
        Severity.WRONG,
        N_("Tell line by line"),
    ),
    "trip-reason-not-given": ErrorText(
        N_("No reason is given"),
        N_("Something was not handed over at stop {stop} of {document}."),
        N_("Choose a reason, or type it."),
        Severity.WRONG,
        N_("Give a reason"),
    ),
    "trip-return-to-closed": ErrorText(
        N_("The order is closed"),
        N_("{item} comes back from {trip} for {document}, which is closed."),
        N_("Have the order taken back into work, then close the trip."),
        short=N_("The order is closed"),
    ),
    "trip-returned-gone": ErrorText(
        N_("The returned goods are promised again"),
        N_("{item} of {document} was ordered again, or has left the warehouse."),
        N_("Take that expense order back first; until then the trip stays closed."),
        short=N_("Returned goods are taken"),
    ),
    "trip-cash-of-nobody": ErrorText(
        N_("Nobody to credit the cash to"),
        N_("Stop {stop} of {document} brought cash, but no document of a company and a partner."),
        N_("Correct the sum, or name the partner and the company in the errand."),
        short=N_("Cash of nobody"),
    ),
    "trip-carrier-billed": ErrorText(
        N_("The carrier has sent a bill"),
        N_("Bill {bill} is noted for {document}."),
        N_("Take the bill off first."),
        short=N_("The carrier has billed it"),
    ),
    "trip-nothing-accrued": ErrorText(
        N_("Nothing is owed for the trip"),
        N_("{document} is not closed, or goes with our own vehicle."),
        N_("Name the carrier and close the trip first."),
        short=N_("Nothing is owed"),
    ),
    "errand-rides": ErrorText(
        N_("The errand stands on a trip"),
        N_("{document} rides on {trip}."),
        N_("Take it off the trip first."),
        short=N_("It rides on a trip"),
    ),
    "left-on-trip": ErrorText(
        N_("The goods are on the road"),
        N_("{document} left on {trip}."),
        N_("Say that the trip did not leave, or close it with the goods refused."),
        short=N_("Left on a trip"),
    ),
}
