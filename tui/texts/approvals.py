"""Errors of approvals, and what answers are called."""

from __future__ import annotations

from core.kernel.i18n import N_
from tui.texts.form import ErrorText, Severity

TEXTS: dict[str, ErrorText] = {
    "nothing-to-approve": ErrorText(
        N_("Nothing has to be approved"),
        N_("{document} departs from nothing that was agreed."),
        N_("Put it in force right away."),
        short=N_("Nothing to approve"),
    ),
    "nobody-approves": ErrorText(
        N_("Nobody can approve it"),
        N_("{document}, {kind}: nobody who may see it holds the right."),
        N_("Ask the administrator to give somebody the role; nobody was asked."),
        Severity.STOP,
        N_("No approver"),
    ),
    "not-being-approved": ErrorText(
        N_("Nobody is being asked"),
        N_("{document}: there is nothing to take back."),
        N_("Refresh: it may have been answered already."),
        short=N_("Nothing is asked"),
    ),
    "remark-missing": ErrorText(
        N_("A word is missing"),
        N_("{document}: whoever asked needs to know what is wrong."),
        N_("Type the reason, or the remarks."),
        short=N_("Type the reason"),
    ),
    "own-approval": ErrorText(
        N_("You asked for it yourself"),
        N_("{document}: others hold the right, and the settings leave it to them."),
        N_("Wait for one of them."),
        short=N_("Asked by yourself"),
    ),
    "already-approved": ErrorText(
        N_("Approved already"),
        N_("{document}: {who} was faster, {at}."),
        N_("Nothing is left to do here."),
        Severity.WARN,
        N_("Approved already"),
    ),
    "already-refused": ErrorText(
        N_("Refused already"),
        N_("{document}: {who} was faster, {at}: “{remark}”."),
        N_("Nothing is left to do here; the author reads the reason."),
        Severity.WARN,
        N_("Refused already"),
    ),
    "not-asked-any-more": ErrorText(
        N_("Nobody asks this any more"),
        N_("{document} was changed, asked about anew, or taken back."),
        N_("Go back to the list: if it is asked again, a new task stands there."),
        Severity.WARN,
        N_("Not asked any more"),
    ),
}

REASONS = {
    "said-remarks": N_("{kind}: approved by {who} with a remark: “{remark}”."),
    "said-refused": N_("{kind}: not approved by {who}: “{remark}”."),
}
"""What approvers said → what whoever asked reads."""
