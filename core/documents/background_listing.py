"""The list of background work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, case, cast, func, literal_column, select

from core.access.actor import Actor
from core.access.models import AppUser
from core.access.roles import Permission
from core.documents.background import JOB_STATES, Job, JobState, job_kind, job_kinds
from core.documents.listing import Column, Kind, Listing, register_listing
from core.kernel.i18n import N_


class _KindTitles(Mapping[Any, str]):
    """Kind → msgid, of the kinds known when it is asked."""

    def __getitem__(self, name: object) -> str:
        known = {kind.name for kind in job_kinds()}
        if name not in known:
            raise KeyError(name)
        return job_kind(str(name)).title

    def __iter__(self) -> Iterator[str]:
        return (kind.name for kind in job_kinds())

    def __len__(self) -> int:
        return len(job_kinds())


def about() -> ColumnElement[str]:
    """Return what a job is about: the values of its facts."""
    fact = func.jsonb_each_text(Job.facts).table_valued("key", "value", name="fact")
    told = select(func.string_agg(fact.c.value, literal_column("', '")))
    return func.coalesce(told.select_from(fact).scalar_subquery(), "")


def thousandths() -> ColumnElement[Any]:
    """Return how far a job is; NULL where the whole is not known."""
    share = cast(func.least(Job.done * 1000 / Job.total, 1000), Integer)
    return case((Job.state == JobState.DONE, 1000), (Job.total > 0, share), else_=None)


def _jobs() -> Select[Any]:
    return select(Job.id).outerjoin(AppUser, AppUser.id == Job.asked_by)


def _shown(actor: Actor) -> Sequence[ColumnElement[bool]]:
    return () if actor.may(Permission.JOB_RUN) else (Job.asked_by == actor.user_id,)


BACKGROUND_JOBS = register_listing(
    Listing(
        name="background_jobs",
        title=N_("Background work"),
        columns=(
            Column("kind", N_("Work"), Job.kind, Kind.TEXT, 24, titles=_KindTitles()),
            Column("about", N_("About"), about(), Kind.TEXT, 24, sortable=False, searchable=True),
            Column("state", N_("State"), Job.state, Kind.STATUS, 12, titles=JOB_STATES),
            Column("progress", N_("Done"), thousandths(), Kind.PROGRESS, 15, sortable=False),
            Column("asked_by", N_("Started by"), AppUser.name, Kind.TEXT, 16, searchable=True),
            Column("asked_at", N_("Asked at"), Job.asked_at, Kind.INSTANT, 16),
            Column("due_at", N_("Not before"), Job.due_at, Kind.INSTANT, 16),
            Column("finished_at", N_("Finished"), Job.finished_at, Kind.INSTANT, 16),
            Column("problem", N_("Problem"), Job.error, Kind.TEXT, 20),
        ),
        source=_jobs,
        key=Job.id,
        default_sort=("asked_at", True),
        read=Permission.JOB_RUN,
        restrict=_shown,
    )
)
