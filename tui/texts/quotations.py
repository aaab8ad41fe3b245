"""Errors of quotations, and of orders and quotations made on the basis of something."""

from __future__ import annotations

from core.kernel.i18n import N_
from tui.texts.form import ErrorText, Severity

TEXTS: dict[str, ErrorText] = {
    "quotation-fixed": ErrorText(
        N_("The quotation is not changed any more"),
        N_("{document} is in force or cancelled: the customer may hold it in his hands."),
        N_("Make a new version of it (F10), and change that."),
        short=N_("Make a new version"),
    ),
    "quotation-expired": ErrorText(
        N_("The quotation has expired"),
        N_("{document} held until {valid_until:day}; today is {date:day}."),
        N_("Make a new version with a later date (F10), then order of that."),
        Severity.STOP,
        N_("Held until {valid_until:day}"),
    ),
    "quotation-validity": ErrorText(
        N_("The quotation would never hold"),
        N_("It is of {date:day}, but valid until {valid_until:day}."),
        N_("Put a later date into “Valid until”."),
        short=N_("Later date needed"),
    ),
    "quotation-not-in-force": ErrorText(
        N_("The quotation is not in force"),
        N_("{document}: orders, choices and new versions are made of what is in force."),
        N_("Put it in force first (F10); a draft is simply changed."),
        short=N_("Not in force"),
    ),
    "quotation-empty": ErrorText(
        N_("The quotation offers nothing"),
        N_("{document}: no line of it is chosen."),
        N_("Add a line (Ins), or mark one as chosen."),
        short=N_("No line is chosen"),
    ),
    "quotation-deviates": ErrorText(
        N_("The quotation departs from its terms"),
        N_("{document}: departures from the agreement: {count}; others have to approve them."),
        N_("Send it to approval (F10), or correct it: the tab Departures names each."),
        Severity.WARN,
        N_("To be approved first"),
    ),
    "delivery-untold": ErrorText(
        N_("The delivery term is not told"),
        N_("Line {line}: it is told in days without days, or by a date without one."),
        N_("Type the days or the date, or choose “not important”."),
        short=N_("Line {line}: delivery"),
    ),
    "unknown-request": ErrorText(
        N_("There is no such requested line"),
        N_("Line {line} answers line {request} of the request, which is not there."),
        N_("Type the number of a line of the tab Request, or leave it empty."),
        short=N_("No request {request}"),
    ),
    "request-unsaid": ErrorText(
        N_("A requested line says nothing"),
        N_("Line {line} of the request needs words and a quantity above 0."),
        N_("Fill it in, or remove it (Del)."),
        short=N_("Request line {line}"),
    ),
    "all-or-nothing": ErrorText(
        N_("The prices hold only for everything"),
        N_("{document}: lines left out or taken in part: {count}, the first is line {line}."),
        N_("Take all lines whole, or make a new version without that condition."),
        Severity.STOP,
        N_("All or nothing"),
    ),
    "quotation-ordered": ErrorText(
        N_("So much is not left of the quotation"),
        N_("{document}, line {line}, {item}: wanted {asked:quantity}, left {left:quantity}."),
        N_("Order what is left; more is added in the order itself."),
        Severity.STOP,
        N_("Left: {left:quantity}"),
    ),
    "quotation-line-ordered": ErrorText(
        N_("The line is ordered already"),
        N_("{document}, line {line}: the customer has taken it, it stands in an order."),
        N_("Cancel it in the order first (F10), then leave it out here."),
        Severity.STOP,
        N_("Ordered already"),
    ),
    "quotation-nothing-left": ErrorText(
        N_("Everything is ordered already"),
        N_("{document}: nothing that is chosen is left to order."),
        N_("See its orders under linked documents (F11)."),
        short=N_("Nothing is left"),
    ),
    "nobody-to-sell": ErrorText(
        N_("The customer is no partner yet"),
        N_("{document} names him only in words."),
        N_("Add him to the partners, choose him in {document}, and try again."),
        short=N_("No partner"),
    ),
}
