"""The inbox, and what one asked others for, as lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from core.access.actor import Actor
from core.access.roles import Permission
from core.approvals.models import ApprovalRound, ApprovalTask
from core.approvals.people import inbox_rows, readable
from core.approvals.statuses import ROUND_STATES, TASK_KINDS, TaskKind, TaskState
from core.documents.columns import Column, Kind, Listing
from core.documents.document_listing import PARTNER
from core.documents.listing import register_listing
from core.documents.models import Document
from core.documents.types import document_type, document_types
from core.kernel.i18n import N_


class _TypeTitles(Mapping[str, str]):
    """Document type → msgid, of the types known when it is asked."""

    def __getitem__(self, name: str) -> str:
        return document_type(name).title

    def __iter__(self) -> Iterator[str]:
        return (kind.name for kind in document_types())

    def __len__(self) -> int:
        return len(document_types())


TYPE_TITLES: Mapping[str, str] = _TypeTitles()

_answered = (
    select(
        ApprovalTask.round_id,
        func.count().filter(ApprovalTask.state != TaskState.OPEN).label("answered"),
        func.count().label("asked"),
    )
    .where(ApprovalTask.kind != TaskKind.RESULTS)
    .group_by(ApprovalTask.round_id)
    .subquery("answered")
)


def _tasks() -> Select[Any]:
    return (
        select(ApprovalTask.id)
        .join(ApprovalRound, ApprovalRound.id == ApprovalTask.round_id)
        .join(Document, Document.id == ApprovalRound.document_id)
        .outerjoin(PARTNER, PARTNER.c.id == Document.partner_id)
    )


def _asked() -> Select[Any]:
    return (
        select(ApprovalRound.id)
        .join(Document, Document.id == ApprovalRound.document_id)
        .join(_answered, _answered.c.round_id == ApprovalRound.id)
        .outerjoin(PARTNER, PARTNER.c.id == Document.partner_id)
    )


def _asked_by(actor: Actor) -> Sequence[ColumnElement[bool]]:
    return (ApprovalRound.asked_by == actor.user_id, *readable(actor))


_DOCUMENT = (
    Column("type", N_("Document"), Document.type, Kind.WORD, 16, titles=TYPE_TITLES),
    Column("partner", N_("Partner"), PARTNER.c.name, Kind.TEXT, 24, searchable=True),
)

APPROVAL_TASKS = register_listing(
    Listing(
        name="approval_tasks",
        title=N_("My tasks"),
        columns=(
            Column("due", N_("Due"), ApprovalRound.due, Kind.DUE, 12),
            Column("number", N_("Number"), Document.number_text, Kind.TEXT, 12, searchable=True),
            Column("kind", N_("Task"), ApprovalTask.kind, Kind.WORD, 18, titles=TASK_KINDS),
            *_DOCUMENT,
            Column(
                "asked_by",
                N_("Asked by"),
                ApprovalRound.asked_by_name,
                Kind.TEXT,
                16,
                searchable=True,
            ),
            Column("asked_at", N_("Asked"), ApprovalRound.asked_at, Kind.INSTANT, 16),
            Column("text", N_("Text"), ApprovalRound.text, Kind.TEXT, 30, searchable=True),
        ),
        source=_tasks,
        key=ApprovalTask.id,
        default_sort=("due", False),
        read=Permission.APPROVAL_READ,
        restrict=inbox_rows,
    )
)
"""What waits for the actor; the overdue stand first, what has no day last."""

APPROVALS_ASKED = register_listing(
    Listing(
        name="approvals_asked",
        title=N_("Asked by me"),
        columns=(
            Column("number", N_("Number"), Document.number_text, Kind.TEXT, 12, searchable=True),
            Column("asked_at", N_("Asked"), ApprovalRound.asked_at, Kind.INSTANT, 16),
            Column("state", N_("State"), ApprovalRound.state, Kind.STATUS, 16, titles=ROUND_STATES),
            Column("due", N_("Due"), ApprovalRound.due, Kind.DATE, 10),
            Column("answered", N_("Answered"), _answered.c.answered, Kind.NUMBER, 8),
            Column("asked", N_("Asked of"), _answered.c.asked, Kind.NUMBER, 3),
            *_DOCUMENT,
            Column("text", N_("Text"), ApprovalRound.text, Kind.TEXT, 30, searchable=True),
        ),
        source=_asked,
        key=ApprovalRound.id,
        default_sort=("asked_at", True),
        read=Permission.APPROVAL_READ,
        restrict=_asked_by,
    )
)
