"""Comparing plans, and the pictures of a day of deliveries: what is wrong, in words."""

from __future__ import annotations

from core.kernel.i18n import N_
from tui.texts.form import ErrorText, Severity

TEXTS: dict[str, ErrorText] = {
    "plan-twice": ErrorText(
        N_("The plan has something twice"),
        N_("{what} {key} stands in it twice."),
        N_("Take one of the two out, or plan anew."),
        short=N_("Twice in the plan"),
    ),
    "stale-diff": ErrorText(
        N_("The plan is no longer the one that was compared"),
        "",
        N_("Compare anew: nothing was taken over."),
        severity=Severity.WARN,
        short=N_("Plan has changed"),
    ),
}
