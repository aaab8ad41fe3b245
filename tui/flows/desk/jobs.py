"""Background work at the desk: how far it is, what stopped it, stopping it and going on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.documents.background import (
    JOB_STATES,
    OPEN,
    SUBJECT,
    JobRow,
    JobState,
    cancel_job,
    job_row,
    retry_job,
)
from core.documents.background_listing import BACKGROUND_JOBS
from core.documents.listing import register_listing
from core.jobs.kinds import load_kinds
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from tui.error_text import tell, texts
from tui.flows.desk.cells import progress_bar
from tui.flows.desk.shapes import Card, Command, Done, Field, Form, Given, RowsCommand
from tui.formatting import moment
from tui.locale import _


class _Problems(Mapping[Any, str]):
    """Error code → msgid of what happened."""

    def __getitem__(self, code: object) -> str:
        return texts()[str(code)].title if code else ""

    def __iter__(self) -> Iterator[str]:
        return iter(("", *texts()))

    def __len__(self) -> int:
        return len(texts()) + 1


load_kinds()

register_listing(
    replace(
        BACKGROUND_JOBS,
        columns=tuple(
            replace(column, titles=_Problems(), filterable=False)
            if column.id == "problem"
            else column
            for column in BACKGROUND_JOBS.columns
        ),
    )
)
"""The list of the core with problems told in words."""


def _cancel(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    del given
    return _cancelled(session, actor, [card.id], clock)


def _cancelled(session: Session, actor: Actor, keys: Sequence[Any], clock: Clock) -> Done:
    states = [cancel_job(session, actor, key, clock=clock) for key in keys]
    if JobState.RUNNING in states:
        return Done(N_("It stops after the step under way."))
    return Done(N_("Cancelled; what was done so far stays done."))


def _retry(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    del given
    retry_job(session, actor, card.id or 0, clock=clock)
    return Done(N_("It goes on from where it stopped."))


def _is_open(card: Card) -> bool:
    return card.values["stored_state"] in OPEN


def _has_stopped(card: Card) -> bool:
    return card.values["stored_state"] in {JobState.FAILED, JobState.CANCELLED}


class JobForm(Form):
    """Фоновое задание."""

    name = "background_jobs"
    subject = SUBJECT
    one = N_("Background work")
    edit = Permission.JOB_RUN
    live = True
    has_history = False
    fields = (
        Field("kind", N_("Work"), width=40),
        Field("state", N_("State"), width=14),
        Field("progress", N_("Done"), width=18),
        Field("counts", N_("Of the whole"), width=20),
        Field("about", N_("About"), width=60),
        Field("asked_by", N_("Started by"), width=20),
        Field("asked_at", N_("Asked at"), width=16),
        Field("due_at", N_("Not before"), width=16),
        Field("started_at", N_("Begun at"), width=16),
        Field("finished_at", N_("Finished"), width=16),
    )
    commands = (
        Command(
            "cancel",
            N_("Cancel"),
            None,  # who sees a job may run background work, or has asked for it himself
            _cancel,
            _is_open,
            N_("Stop it after the step under way? What was done stays done."),
        ),
        Command("retry", N_("Go on with it"), Permission.JOB_RUN, _retry, _has_stopped),
    )
    rows_commands = (
        RowsCommand(
            "cancel",
            N_("Cancel"),
            Permission.JOB_RUN,
            _cancelled,
            N_("Stop after the step under way? What was done stays done. Jobs: {count}."),
        ),
    )

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return how a job stands."""
        found = job_row(session, actor, key)
        facts: tuple[tuple[str, str], ...] = ()
        if found.error in texts():
            facts = ((N_("Problem"), tell(found.error, found.error_facts).text),)
        elif found.error:
            facts = ((N_("Problem"), found.error),)
        return Card(
            id=key,
            version=0,
            heading=f"№ {key}",
            values=_values(found),
            facts=facts,
            editable=False,
        )


def _values(found: JobRow) -> dict[str, Any]:
    share = found.done * 1000 // found.total if found.total else 0
    share = 1000 if found.state is JobState.DONE else min(share, 1000)
    known = found.total or found.state is JobState.DONE
    state = _("Stopping") if found.stopping else _(JOB_STATES[found.state])
    instants = {
        name: moment(at) if (at := getattr(found, name)) is not None else ""
        for name in ("asked_at", "due_at", "started_at", "finished_at")
    }
    return {
        "kind": _(found.title),
        "state": state,
        "progress": progress_bar(share) if known else "",
        "counts": f"{found.done} / {found.total}" if found.total else str(found.done),
        "about": ", ".join(str(value) for value in found.facts.values()),
        "asked_by": found.who,
        "stored_state": found.state,
        **instants,
    }
