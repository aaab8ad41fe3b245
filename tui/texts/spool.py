"""Errors of bringing paper out."""

from __future__ import annotations

from core.kernel.i18n import N_
from tui.texts.form import ErrorText

TEXTS: dict[str, ErrorText] = {
    "no-printer": ErrorText(
        N_("No such printer"),
        N_("The settings know no printer “{printer}”; known: {known}."),
        N_("Add a [[printer]] of this name to klad.toml, or choose another one."),
        short=N_("No printer"),
    ),
    "no-paper": ErrorText(
        N_("No such printed form"),
        N_("{document} cannot be printed as “{form}”."),
        N_("Choose a form from the print menu of the document."),
        short=N_("No such form"),
    ),
}
