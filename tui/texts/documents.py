"""Errors of documents, lists, access and users."""

from __future__ import annotations

from core.kernel.i18n import N_
from tui.texts.form import ErrorText, Severity

_ACCESS: dict[str, ErrorText] = {
    "forbidden": ErrorText(
        N_("You may not do this"),
        N_("It takes the right to {permission}; {who} does not have it."),
        N_("Ask the shift lead or the administrator; nothing was changed."),
        short=N_("No right to do this"),
    ),
    "bad-password": ErrorText(
        N_("This password will not do"),
        N_("{minimum} to {maximum} characters are needed, and not the login itself."),
        N_("Think of another one: a few words are easy to remember."),
        short=N_("Password will not do"),
    ),
    "wrong-password": ErrorText(
        N_("The present password is wrong"),
        "",
        N_("Type the password you sign in with now; it was not changed."),
        short=N_("Wrong password"),
    ),
    "bad-badge": ErrorText(
        N_("The badge code is too short"),
        N_("At least {minimum} characters are needed, so that nobody can guess it."),
        N_("Let klad make the code and print a new badge."),
        short=N_("Badge code too short"),
    ),
    "badge-taken": ErrorText(
        N_("Another user carries this badge"),
        "",
        N_("Print a new badge, or take it from the other user first."),
        short=N_("Badge is taken"),
    ),
    "bad-login": ErrorText(
        N_("This login will not do"),
        N_("“{login}”: 1 to 64 letters, digits and the signs . _ - @ are possible."),
        N_("Type another login."),
        short=N_("Login will not do"),
    ),
    "login-taken": ErrorText(
        N_("The login is taken"),
        N_("There is a user “{login}” already."),
        N_("Choose another login, or change that user."),
        short=N_("Login is taken"),
    ),
    "last-administrator": ErrorText(
        N_("Somebody must administer klad"),
        N_("{login} is the last user with the role of administrator."),
        N_("Make another user administrator first."),
        short=N_("Last administrator"),
    ),
}

_DOCUMENTS: dict[str, ErrorText] = {
    "has-dependants": ErrorText(
        N_("Other documents stand on this one"),
        N_("On the basis of {document} were posted: {dependants}."),
        N_("Unpost those first, beginning with the last; nothing was changed."),
        short=N_("Has dependants"),
    ),
    "not-posted": ErrorText(
        N_("The document is not posted"),
        N_("{document} has written nothing that could be taken back."),
        N_("Refresh the list: somebody may have unposted it."),
        short=N_("Not posted"),
    ),
    "no-such-field": ErrorText(
        N_("No such field"),
        N_("“{what}” has no field “{field}” that may be changed like this."),
        N_("Check the name of the column; nothing was changed."),
    ),
    "company-numbered": ErrorText(
        N_("The company stays as it is"),
        N_("{document} has its number from the company; another one would leave a gap."),
        N_("Copy the document for the other company and close this one; nothing was changed."),
        short=N_("Company is fixed"),
    ),
    "bad-lines": ErrorText(
        N_("The lines are numbered wrongly"),
        N_("{document}: line number {line} is missing or stands twice."),
        N_("Open the document anew and enter the lines again; nothing was changed."),
        short=N_("Bad line numbers"),
    ),
    "bad-query": ErrorText(
        N_("The list cannot be shown like this"),
        N_("List “{listing}”: {what} “{value}” is not possible here."),
        N_("Clear the filter and the sorting and try again."),
        Severity.WARN,
        N_("Clear the filter"),
    ),
}

TEXTS: dict[str, ErrorText] = {**_ACCESS, **_DOCUMENTS}
