"""Expense orders as a document type: statuses, rights, numbering."""

from __future__ import annotations

from core.access.roles import Permission
from core.documents.types import DocumentType, register
from core.fulfilment.models import OutboundDispositionLine, OutboundGoodsLine, OutboundOrder
from core.fulfilment.statuses import OUTBOUND_TRANSITIONS, OutboundStatus
from core.kernel.i18n import N_

OUTBOUND_ORDER = register(
    DocumentType(
        name="outbound_order",
        model=OutboundOrder,
        statuses=OutboundStatus,
        initial=OutboundStatus.PREPARED,
        transitions=OUTBOUND_TRANSITIONS,
        title=N_("Expense order"),
        status_titles={
            OutboundStatus.PREPARED: N_("Prepared"),
            OutboundStatus.TO_PICK: N_("To pick"),
            OutboundStatus.TO_CHECK: N_("To check"),
            OutboundStatus.CHECKING: N_("Checking"),
            OutboundStatus.CHECKED: N_("Checked"),
            OutboundStatus.TO_SHIP: N_("To ship"),
            OutboundStatus.SHIPPED: N_("Shipped"),
        },
        prefix="РО",
        read=Permission.OUTBOUND_READ,
        edit=Permission.OUTBOUND_CREATE,
        post=Permission.OUTBOUND_SHIP,
        numbered_by_company=False,
        line_models=(OutboundDispositionLine, OutboundGoodsLine),
        steps={
            OutboundStatus.TO_PICK: Permission.OUTBOUND_RELEASE,
            OutboundStatus.TO_CHECK: Permission.PICK_WORK,
            OutboundStatus.CHECKING: Permission.OUTBOUND_CHECK,
            OutboundStatus.CHECKED: Permission.OUTBOUND_CHECK,
            OutboundStatus.TO_SHIP: Permission.OUTBOUND_CHECK,
            OutboundStatus.SHIPPED: Permission.OUTBOUND_SHIP,
        },
    )
)
"""Расходный ордер. It posts by its own verbs: what it orders when it is made, what left when it is
shipped; the generic `post` adds nothing."""
