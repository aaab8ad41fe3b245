"""Errors of the papers of trips."""

from __future__ import annotations

from core.kernel.i18n import N_
from tui.texts.form import ErrorText

TEXTS: dict[str, ErrorText] = {
    "printed-once-per-trip": ErrorText(
        N_("This form is printed once for the whole trip, whoever its clients are"),
        "",
        N_("Leave client and company empty, or choose a form that is printed for each client."),
        short=N_("One for the trip"),
    ),
}
