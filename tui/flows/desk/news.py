"""What is told to a person about the background work he asked for."""

from __future__ import annotations

from collections.abc import Iterator

from core.documents.background import OPEN, JobRow, JobState
from core.kernel.i18n import N_
from tui.error_text import Told, tell, texts
from tui.flows.lookout import OwnWork
from tui.locale import _
from tui.texts.form import Severity

ENDED = {
    JobState.DONE: (N_("Background work is done: {work}."), Severity.OK),
    JobState.CANCELLED: (N_("Background work was cancelled: {work}."), Severity.WARN),
    JobState.FAILED: (N_("Background work failed: {work}."), Severity.WRONG),
}
"""How work has ended → what is said."""


class WorkNews:
    """What was told already, and the note of how far the rest is."""

    def __init__(self) -> None:
        self.note = ""
        """"[45%]" while something is under way; "" for nothing."""
        self._told: set[int] | None = None
        """Ids of ended work that needs no telling; None: nothing was looked at yet."""

    def take(self, seen: OwnWork | None) -> Iterator[Told]:
        """Yield what is news: work that has ended since the first look.

        Args:
            seen: None: nothing was seen yet.
        """
        if seen is None:
            return
        self.note = " ".join(_note(job) for job in seen.jobs if job.state in OPEN)
        ended = [job for job in seen.jobs if job.state not in OPEN]
        if self._told is None:
            self._told = {job.id for job in ended}
        for job in ended:
            if job.id not in self._told:
                self._told.add(job.id)
                yield _ended(job)


def work_title(job: JobRow) -> str:
    """Return what is done, and to what."""
    about = ", ".join(str(value) for value in job.facts.values())
    return f"{_(job.title)}, {about}" if about else _(job.title)


def _note(job: JobRow) -> str:
    if job.state is JobState.QUEUED:
        return "[…]"
    return f"[{min(job.done * 100 // job.total, 100)}%]" if job.total else f"[{job.done}]"


def _ended(job: JobRow) -> Told:
    text, severity = ENDED[job.state]
    told = _(text).format(work=work_title(job))
    if job.state is JobState.FAILED and job.error in texts():
        told = f"{told} {tell(job.error, job.error_facts).text}"
    return Told(job.error or "job", told, "", "", told, severity)
