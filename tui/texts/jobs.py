"""Errors of background work."""

from __future__ import annotations

from core.kernel.i18n import N_
from tui.texts.form import ErrorText

TEXTS: dict[str, ErrorText] = {
    "job-settled": ErrorText(
        N_("This work has ended already"),
        N_("Background work {job} is “{state}”."),
        N_("Ask for it anew if it is needed again."),
    ),
    "lease-lost": ErrorText(
        N_("Another worker went on with it"),
        N_("Background work {job} is held by another worker now."),
        N_("Nothing is to be done: nothing was lost."),
    ),
    "job-died": ErrorText(
        N_("The worker died of it"),
        N_("Its worker ended five times in the same step."),
        N_("Look into the log of the worker; then have it gone on with."),
        short=N_("Worker died"),
    ),
    "job-broken": ErrorText(
        N_("Something went wrong inside klad"),
        N_("The step was taken back. Incident {incident} is in the log: {what}."),
        N_("Tell whoever runs klad; then have it gone on with."),
        short=N_("Broken"),
    ),
}
