"""The outbox of paper: a row written in the business transaction, spooled after it, never twice.

A verb or a person asks; the row commits or vanishes with what it belongs to. A spooler then claims
rows one by one under a lease, so that two of them, or one that dies, print nothing twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Identity, Index, UniqueConstraint, false, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.access.actor import Actor
from core.access.roles import Permission
from core.db.base import Base
from core.documents.models import Document
from core.documents.queries import require_visible
from core.documents.reference import book, require_row
from core.documents.rows import document_rows
from core.kernel.clock import Clock
from core.kernel.errors import NotFound

LEASE = dt.timedelta(minutes=2)
"""How long a claimed job is left alone: longer than any printer is waited for."""

ATTEMPTS = 8
"""Tries before a job is given up as failed; pauses double from 5 seconds."""

FIRST_PAUSE = dt.timedelta(seconds=5)


class PrintStatus(StrEnum):
    """Where a print job is."""

    WAITING = "waiting"
    """To be printed, for the first time or again."""
    SENDING = "sending"
    """Claimed by a spooler until `next_at`."""
    PRINTED = "printed"
    FAILED = "failed"
    """Given up; a person may ask again."""


class PrintJob(Base):
    """One form of one document, or of a row of a reference book, for one printer."""

    __tablename__ = "print_job"
    __table_args__ = (
        UniqueConstraint("job_key", name="uq_print_job_job_key"),
        Index("ix_print_job_status", "status", "next_at"),
        Index("ix_print_job_document_id", "document_id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    job_key: Mapped[str]
    """What makes it the same job: asking twice with one key prints once."""
    document_id: Mapped[int]
    """Or the id of a row; the form tells of which."""
    form: Mapped[str]
    """Name of the printed form: "pick_list", "torg12"; "waybill:45" is a part of one."""
    printer: Mapped[str]
    """Name of the printer in the settings; "" is the one for the form, or the default one."""
    language: Mapped[str]
    copies: Mapped[int]
    duplicate: Mapped[bool] = mapped_column(server_default=false(), default=False)
    """Whether the paper says it is a duplicate: it was printed before."""
    status: Mapped[PrintStatus]
    attempts: Mapped[int]
    next_at: Mapped[dt.datetime]
    """Not before this instant; while sending, when the lease ends."""
    problem: Mapped[str]
    """Code of the last failure; "" when there was none."""
    user_id: Mapped[int]
    asked_at: Mapped[dt.datetime]
    printed_at: Mapped[dt.datetime | None]


@dataclass(frozen=True, slots=True)
class PrintAsked:
    """What became of a request."""

    id: int
    new: bool
    """False: this very job had been asked for before; nothing more will be printed."""
    duplicate: bool


@dataclass(frozen=True, slots=True)
class ClaimedJob:
    """A job this spooler holds until its lease ends."""

    id: int
    job_key: str
    document_id: int
    form: str
    printer: str
    language: str
    copies: int
    duplicate: bool
    attempts: int
    """Including this one."""


def ask_print(  # noqa: PLR0913 - what is printed, where, how often
    session: Session,
    actor: Actor,
    document_id: int,
    form: str,
    *,
    clock: Clock,
    job_key: str,
    printer: str = "",
    language: str = "ru",
    copies: int = 1,
    permission: Permission | None = None,
    of_book: str = "",
) -> PrintAsked:
    """Put a form of a document into the outbox, in the caller's transaction.

    Args:
        of_book: the reference book, where *document_id* is the id of a row of it.
        job_key: of the step that asks, e.g. "ship:4711"; a person asking anew gives a fresh one.
        permission: what the calling verb has required; None requires the type's `read`.

    Raises:
        Forbidden: no right to print, or to read documents of the type.
        NotFound: there is no such document, or row rights hide it.
    """
    actor.require(Permission.PRINT_RUN, what=form, key=document_id)
    session.flush()  # a document made by the same verb is to be found
    if not of_book:
        require_visible(session, actor, document_id, permission)
    elif require_row(session, actor, book(of_book), document_id) is None:
        raise NotFound(what=of_book, key=document_id)
    now = clock.now()
    before = select(PrintJob.id).where(
        PrintJob.document_id == document_id,
        _same_paper(form),
        PrintJob.job_key != job_key,
        PrintJob.status != PrintStatus.FAILED,
    )
    duplicate = session.execute(before.limit(1)).first() is not None
    made = session.execute(
        insert(PrintJob)
        .values(
            job_key=job_key,
            document_id=document_id,
            form=form,
            printer=printer,
            language=language,
            copies=copies,
            duplicate=duplicate,
            status=PrintStatus.WAITING,
            attempts=0,
            next_at=now,
            problem="",
            user_id=actor.user_id,
            asked_at=now,
        )
        .on_conflict_do_nothing(index_elements=["job_key"])
        .returning(PrintJob.id)
    ).scalar_one_or_none()
    if made is not None:
        return PrintAsked(made, new=True, duplicate=duplicate)
    known = session.execute(
        select(PrintJob.id, PrintJob.duplicate).where(PrintJob.job_key == job_key)
    ).one()
    return PrintAsked(known.id, new=False, duplicate=known.duplicate)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One paper of many that are asked for together."""

    document_id: int
    form: str
    copies: int = 1
    own_printer: bool = False
    """It goes to the printer for its form, whichever the others go to."""


def ask_prints(
    session: Session,
    actor: Actor,
    wanted: Sequence[Wanted],
    *,
    clock: Clock,
    job_key: str,
    permission: Permission,
    printer: str = "",
    language: str = "ru",
) -> tuple[PrintAsked, ...]:
    """Put papers of documents into the outbox together, to come out in this order.

    Three statements, however many they are. Two people asking with one key at the same moment are
    told apart by the key itself: the later one fails and may ask again.

    Args:
        job_key: of the step that asks; each paper adds its own to it.
        permission: what the calling verb has required; it shows the documents to the actor, as
            far as his warehouses and companies go.

    Raises:
        Forbidden: no right to print.
        NotFound: there is no such document, or row rights hide it.
    """
    actor.require(Permission.PRINT_RUN, what="documents")
    actor.require(permission, what="documents")
    session.flush()
    of = sorted({one.document_id for one in wanted})
    may = select(Document.id).where(Document.id.in_(of), *document_rows(actor))
    seen = set(session.scalars(may))
    for document_id in of:
        if document_id not in seen:
            raise NotFound(what="document", key=document_id)
    papers = {f"{job_key}:{one.form}:{one.document_id}": one for one in wanted}
    known = session.scalars(select(PrintJob).where(PrintJob.document_id.in_(of))).all()
    before = [
        (job.document_id, job.form)
        for job in known
        if job.job_key not in papers and job.status is not PrintStatus.FAILED
    ]
    now = clock.now()
    jobs = {
        key: PrintJob(
            job_key=key,
            document_id=one.document_id,
            form=one.form,
            printer="" if one.own_printer else printer,
            language=language,
            copies=one.copies,
            duplicate=any(
                document == one.document_id and _overlap(form, one.form)
                for document, form in before
            ),
            status=PrintStatus.WAITING,
            attempts=0,
            next_at=now,
            problem="",
            user_id=actor.user_id,
            asked_at=now,
        )
        for key, one in papers.items()
        if key not in {job.job_key for job in known}
    }
    session.add_all(jobs.values())
    session.flush()
    every = {job.job_key: job for job in known} | jobs
    return tuple(
        PrintAsked(every[key].id, new=key in jobs, duplicate=every[key].duplicate) for key in papers
    )


def _same_paper(form: str) -> ColumnElement[bool]:
    """Return the condition that a job printed this paper: the same, a part of it, or the whole."""
    whole, _, part = form.partition(":")
    if part:
        return PrintJob.form.in_([form, whole])
    return or_(PrintJob.form == form, PrintJob.form.startswith(f"{form}:", autoescape=True))


def _overlap(one: str, other: str) -> bool:
    """Whether one paper is the other, or a part of it."""
    return one == other or one.startswith(f"{other}:") or other.startswith(f"{one}:")


def claim_print(session: Session, *, clock: Clock) -> ClaimedJob | None:
    """Take the oldest job that is due, for the length of the lease; None when there is none.

    A job whose spooler died is due again when its lease ends: whoever claims it then cannot know
    whether paper came out, so it is marked a duplicate.
    """
    now = clock.now()
    row = session.scalars(
        select(PrintJob)
        .where(
            or_(PrintJob.status == PrintStatus.WAITING, PrintJob.status == PrintStatus.SENDING),
            PrintJob.next_at <= now,
        )
        .order_by(PrintJob.next_at, PrintJob.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if row is None:
        return None
    if row.attempts >= ATTEMPTS:
        # Whoever held it died of it each time: it must not take the next spooler down too.
        row.status, row.problem = PrintStatus.FAILED, row.problem or "print-failed"
        session.flush()  # or the next look would find it again
        return claim_print(session, clock=clock)
    row.duplicate = row.duplicate or row.status is PrintStatus.SENDING
    row.status = PrintStatus.SENDING
    row.attempts += 1
    row.next_at = now + LEASE
    return ClaimedJob(
        row.id,
        row.job_key,
        row.document_id,
        row.form,
        row.printer,
        row.language,
        row.copies,
        row.duplicate,
        row.attempts,
    )


def printed(session: Session, job: ClaimedJob, *, clock: Clock) -> None:
    """Record that the paper came out, even when another spooler has claimed the job meanwhile."""
    row = session.get_one(PrintJob, job.id, with_for_update=True)
    row.status, row.printed_at, row.problem = PrintStatus.PRINTED, clock.now(), ""


def not_printed(
    session: Session, job: ClaimedJob, problem: str, *, clock: Clock, final: bool = False
) -> bool:
    """Put a job back for a later try; return whether there will be one.

    Args:
        problem: an error code.
        final: trying again cannot help: the document is gone, the printer is not set up.

    Nothing happens when the lease had ended and another spooler took the job over.
    """
    row = session.get_one(PrintJob, job.id, with_for_update=True)
    if row.status is not PrintStatus.SENDING or row.attempts != job.attempts:
        return False  # our lease ended and another spooler has it, or has printed it
    row.problem = problem
    if final or job.attempts >= ATTEMPTS:
        row.status = PrintStatus.FAILED
        return False
    row.status = PrintStatus.WAITING
    row.next_at = clock.now() + FIRST_PAUSE * 2 ** (job.attempts - 1)
    return True


def waiting_prints(session: Session) -> int:
    """Return how many jobs are still to come out."""
    waiting = (PrintStatus.WAITING, PrintStatus.SENDING)
    return session.scalars(
        select(func.count()).select_from(PrintJob).where(PrintJob.status.in_(waiting))
    ).one()
