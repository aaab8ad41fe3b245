"""Errors of the kernel, the database and the ledgers."""

from __future__ import annotations

from core.kernel.i18n import N_
from tui.texts.form import ErrorText, Severity

TEXTS: dict[str, ErrorText] = {
    "domain": ErrorText(
        N_("Something unforeseen happened"),
        N_("klad has no words for it ({code})."),
        N_("Nothing was changed. Tell whoever runs klad."),
        Severity.STOP,
        N_("Unforeseen error"),
    ),
    "refused": ErrorText(
        N_("The rules do not allow this"),
        "",
        N_("Nothing was changed."),
    ),
    "not-found": ErrorText(
        N_("Not found: {what}"),
        N_("There is no {what} “{key}”, or your rights do not show it."),
        N_("Check what was typed or scanned, or ask the shift lead."),
        short=N_("Not found"),
    ),
    "illegal-transition": ErrorText(
        N_("This step is not possible now"),
        N_("{machine}: “{current}” cannot become “{target}”."),
        N_("Refresh the list: somebody may have moved it on."),
        short=N_("Not possible now"),
    ),
    "bad-value": ErrorText(
        N_("Cannot read: {what}"),
        N_("“{value}” came, expected: {expected}."),
        N_("Correct it and try again; nothing was changed."),
        short=N_("Cannot read"),
    ),
    "bad-line": ErrorText(
        N_("Line {line}: {what}"),
        N_("“{value}” came, expected: {expected}."),
        N_("Correct it and try again; nothing was changed."),
        short=N_("Line {line}: {what}"),
    ),
    "not-given": ErrorText(
        N_("Not filled in: {expected}"),
        "",
        N_("Fill it in; nothing was changed."),
        short=N_("Fill it in"),
    ),
    "not-enough": ErrorText(
        N_("Not enough goods"),
        N_("Asked for {asked:quantity}, available {available:quantity}."),
        N_("Reduce the quantity or free the goods elsewhere; nothing was changed."),
        short=N_("Only {available:quantity} left"),
    ),
    "period-closed": ErrorText(
        N_("The period is closed"),
        N_("{date:day} lies in a period closed through {closed_through:day}."),
        N_("Use a later date or ask the accountant to open the period."),
        short=N_("Period closed"),
    ),
    "conflict": ErrorText(
        N_("Somebody was faster"),
        N_("{what} {key} was changed meanwhile. {who}: {changed}"),
        N_("Look at the new state and decide again; nothing was changed by you."),
        Severity.WARN,
        N_("Changed by another"),
    ),
    "unavailable": ErrorText(
        N_("The database is away"),
        N_("{reason}"),
        N_("Try again when it answers; workplaces do by themselves. What was confirmed is safe."),
        Severity.STOP,
        N_("Database away"),
    ),
    "outcome-unknown": ErrorText(
        N_("The database went away at the last moment"),
        N_("It may have been recorded, or not: {reason}"),
        N_("Look whether it is there before doing it again."),
        Severity.STOP,
        N_("Recorded? Look first"),
    ),
    "outdated": ErrorText(
        N_("Somebody was faster"),
        N_("What you see was changed or removed meanwhile."),
        N_("Look at the new state and decide again; nothing was changed by you."),
        Severity.WARN,
        N_("Changed by another"),
    ),
    "busy": ErrorText(
        N_("Others are working on the same goods or documents"),
        N_("They did not finish within a few seconds."),
        N_("Try again in a moment; nothing was changed."),
        Severity.WARN,
        N_("Busy: try again"),
    ),
    "value-not-stored": ErrorText(
        N_("A value is too large or cannot be stored"),
        N_("The database said: {reason}"),
        N_("Check the quantities, sums and texts; nothing was changed."),
        short=N_("Value too large"),
    ),
    "schema-outdated": ErrorText(
        N_("The database was made by another version of klad, or is empty"),
        N_("The database said: {reason}"),
        N_("Run: klad db upgrade. Nothing was changed."),
        Severity.STOP,
        N_("Upgrade needed"),
    ),
    "schema-unknown": ErrorText(
        N_("The database is of another klad"),
        N_("Its schema is {revision}; this klad knows {newest} and no way to it from there."),
        N_(
            "Use the klad that made it, or begin anew in another data folder; a demo company is "
            "made anew by: klad demo --fresh. Nothing was changed."
        ),
        Severity.STOP,
        N_("Another klad's"),
    ),
    "took-too-long": ErrorText(
        N_("This took too long and was stopped"),
        N_("The database said: {reason}"),
        N_("Ask for less, such as a shorter period, or try later; nothing was changed."),
        Severity.WARN,
        N_("Took too long"),
    ),
    "already-exists": ErrorText(
        N_("Already exists"),
        N_("{table}: {columns} = {values} is taken."),
        N_("Use another value or open the existing row."),
    ),
    "still-used": ErrorText(
        N_("Still in use"),
        N_("{table}: {columns} = {values} is referred to elsewhere, or refers to nothing."),
        N_("Retire it instead of deleting."),
    ),
    "rule-broken": ErrorText(
        N_("The database refused"),
        N_("Rule {constraint} of {table} does not allow it."),
        N_("Nothing was changed. Tell whoever runs klad if you think it should."),
    ),
}
