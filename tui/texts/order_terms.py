"""Errors of the terms of orders: agreements, stages, approval, closing."""

from __future__ import annotations

from collections.abc import Mapping

from core.kernel.i18n import N_
from tui.texts.form import ErrorText, Severity

TEXTS: dict[str, ErrorText] = {
    "terms-of-another": ErrorText(
        N_("The {what} is with another partner"),
        N_("“{name}” is not one of this partner's."),
        N_("Choose the {what} again, after the partner; nothing was changed."),
        short=N_("Of another partner"),
    ),
    "advance-unpaid": ErrorText(
        N_("The advance is not paid"),
        N_("{document}: {due:money} is due before supply, {paid:money} is paid."),
        N_("Register the payment of {left:money}, or let line {line} not be supplied yet."),
        Severity.STOP,
        N_("Advance not paid"),
    ),
    "prepayment-unpaid": ErrorText(
        N_("The prepayment is not paid"),
        N_("{document}: {due:money} is due before shipping, {paid:money} is paid."),
        N_("Register the payment of {left:money}, or let line {line} be reserved meanwhile."),
        Severity.STOP,
        N_("Prepayment not paid"),
    ),
    "order-without-card": ErrorText(
        N_("No loyalty card on the order"),
        N_("{document}: points are on cards, and none was shown."),
        N_("Fill in the card, save, and pay with points then."),
        short=N_("No card"),
    ),
    "points-for-persons": ErrorText(
        N_("Points pay only for individuals"),
        N_("{document} is of a firm, or not in roubles."),
        N_("Register a payment instead; no points were taken."),
        short=N_("Not an individual"),
    ),
    "nothing-for-points": ErrorText(
        N_("Points can pay nothing of this order"),
        N_("{document}: on card {card} {available:money} points can be spent."),
        N_("The rest is to be paid in money; no points were taken."),
        short=N_("Nothing for points"),
    ),
    "order-deviates": ErrorText(
        N_("The order departs from its terms"),
        N_("{document}: departures from what is agreed: {count}."),
        N_("Send it to approval (F10), or correct it: the tab Departures names each."),
        Severity.WARN,
        N_("Needs approval"),
    ),
    "order-departs": ErrorText(
        N_("The confirmed order would depart from its terms"),
        N_("{document}: departures it did not have before: {count}."),
        N_(
            "Nothing was changed. Keep to what is agreed, or take the order back to agreeing (F10) "
            "and send it to approval."
        ),
        Severity.WARN,
        N_("Departs from terms"),
    ),
    "order-partly-shipped": ErrorText(
        N_("The order is shipped in part"),
        N_("{document}: by the settings of the company such orders stay open."),
        N_("Ship or cancel the rest first."),
        short=N_("Shipped in part"),
    ),
    "order-partly-paid": ErrorText(
        N_("The order is paid in part"),
        N_("{document}: {paid:money} of {due:money} is paid; by the settings it stays open."),
        N_("Register the payment, or give the advance back first."),
        short=N_("Paid in part"),
    ),
}

REASONS: Mapping[str, str] = {
    "discount-over-user": N_(
        "Line {line}, {item}: discount by hand {given:percent}; you may give {agreed:percent}."
    ),
    "discount-over-group": N_(
        "Line {line}, {item}: discount by hand {given:percent}; under the agreement"
        " {agreed:percent} may be given."
    ),
    "discount-over-price-type": N_(
        "Line {line}, {item}: discount by hand {given:percent}; off this price type"
        " {agreed:percent} may be given."
    ),
    "markup-over-user": N_(
        "Line {line}, {item}: markup by hand {given:percent}; you may set {agreed:percent}."
    ),
    "markup-over-group": N_(
        "Line {line}, {item}: markup by hand {given:percent}; under the agreement"
        " {agreed:percent} may be set."
    ),
    "markup-over-price-type": N_(
        "Line {line}, {item}: markup by hand {given:percent}; on this price type"
        " {agreed:percent} may be set."
    ),
}
"""Code of a departure → what an approver reads; see `tui.flows.desk.reasons` for the places."""
