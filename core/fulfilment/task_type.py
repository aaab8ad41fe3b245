"""Pick tasks as documents: number, statuses, rights."""

from __future__ import annotations

from core.access.roles import Permission
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
