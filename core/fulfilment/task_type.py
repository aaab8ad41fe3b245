"""Pick tasks as documents: number, statuses, rights, and their list."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import aliased

from core.access.models import AppUser
from core.access.roles import Permission
from core.documents.columns import Column, Kind
from core.documents.document_listing import document_listing
from core.documents.listing import register_listing
from core.documents.models import Document
from core.documents.types import DocumentType, register
from core.fulfilment.task_models import PickTask
from core.fulfilment.task_statuses import PICK_TASK_TRANSITIONS, PickTaskStatus
from core.kernel.i18n import N_

PICK_TASK = register(
    DocumentType(
        name="pick_task",
        model=PickTask,
        statuses=PickTaskStatus,
        initial=PickTaskStatus.PREPARED,
        transitions=PICK_TASK_TRANSITIONS,
        title=N_("Pick task"),
        status_titles={
            PickTaskStatus.PREPARED: N_("Prepared"),
            PickTaskStatus.IN_WORK: N_("In work"),
            PickTaskStatus.DONE: N_("Done without errors"),
            PickTaskStatus.DONE_WITH_ERRORS: N_("Done with errors"),
            PickTaskStatus.WITHDRAWN: N_("Withdrawn"),
        },
        prefix="ОТ",
        read=Permission.PICK_READ,
        edit=Permission.PICK_WORK,
        post=Permission.PICK_WORK,
        numbered_by_company=False,
    )
)
"""Its ledger entries are appended pick by pick, so posting computes none."""

_EXECUTOR = aliased(AppUser, name="executor")
_ORDER = Document.__table__.alias("outbound_document")


def _joined(rows: Select[Any]) -> Select[Any]:
    return rows.outerjoin(_EXECUTOR, _EXECUTOR.id == PickTask.executor_id).join(
        _ORDER, _ORDER.c.id == PickTask.outbound_id
    )


PICK_TASKS = register_listing(
    document_listing(
        PICK_TASK,
        name="pick_tasks",
        title=N_("Pick tasks"),
        extra=(
            Column(
                "order", N_("Expense order"), _ORDER.c.number_text, Kind.TEXT, 12, searchable=True
            ),
            Column("section", N_("Section"), PickTask.section, Kind.TEXT, 8, searchable=True),
            Column("executor", N_("Executor"), _EXECUTOR.name, Kind.TEXT, 16, searchable=True),
        ),
        without=("company", "posted", "author"),
        source=_joined,
    )
)
