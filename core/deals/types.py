"""Deals, customer needs and visits as document types: statuses, rights, whose rows."""

from __future__ import annotations

from core.access.roles import Permission
from core.deals.models import CustomerNeed, CustomerNeedLine, Deal, VisitTask, VisitTaskLine
from core.deals.rights import own_or_all
from core.deals.statuses import (
    DEAL_TRANSITIONS,
    NEED_TRANSITIONS,
    VISIT_TRANSITIONS,
    DealStatus,
    NeedStatus,
    VisitStatus,
)
from core.documents.types import DocumentType, register
from core.kernel.i18n import N_

DEAL = register(
    DocumentType(
        name="deal",
        model=Deal,
        statuses=DealStatus,
        initial=DealStatus.OPEN,
        transitions=DEAL_TRANSITIONS,
        title=N_("Deal"),
        status_titles={
            DealStatus.OPEN: N_("In progress"),
            DealStatus.LOST: N_("Lost"),
            DealStatus.WON: N_("Won"),
        },
        prefix="СД",
        read=Permission.DEAL_READ,
        edit=Permission.DEAL_EDIT,
        post=Permission.DEAL_EDIT,
        numbered_by_company=False,
        field_titles={
            "name": N_("Name"),
            "responsible_id": N_("Responsible"),
            "stage_id": N_("Stage"),
            "expected_minor": N_("Expected sum"),
            "close_on": N_("Close by"),
            "source_id": N_("Source"),
            "competitor": N_("Competitor"),
            "lost_reason_id": N_("Reason of loss"),
            "lost_text": N_("In words"),
        },
        rows=own_or_all(Deal.responsible_id),
        void=frozenset({DealStatus.LOST}),
    )
)
"""Сделка: its company may change, so it is not numbered by it."""

CUSTOMER_NEED = register(
    DocumentType(
        name="customer_need",
        model=CustomerNeed,
        statuses=NeedStatus,
        initial=NeedStatus.RECORDED,
        transitions=NEED_TRANSITIONS,
        title=N_("Customer need"),
        status_titles={
            NeedStatus.RECORDED: N_("Recorded"),
            NeedStatus.DROPPED: N_("Dropped"),
            NeedStatus.SATISFIED: N_("Satisfied"),
        },
        prefix="ПК",
        read=Permission.DEAL_READ,
        edit=Permission.DEAL_EDIT,
        post=Permission.DEAL_EDIT,
        numbered_by_company=False,
        line_models=(CustomerNeedLine,),
        field_titles={
            "manager_id": N_("Manager"),
            "partner_text": N_("Who, in words"),
            "satisfied_by_id": N_("Satisfied by"),
            "drop_text": N_("Why dropped"),
        },
        rows=own_or_all(CustomerNeed.manager_id),
        void=frozenset({NeedStatus.DROPPED}),
    )
)
"""Потребность клиента."""

VISIT_TASK = register(
    DocumentType(
        name="visit_task",
        model=VisitTask,
        statuses=VisitStatus,
        initial=VisitStatus.PLANNED,
        transitions=VISIT_TRANSITIONS,
        title=N_("Visit"),
        status_titles={
            VisitStatus.PLANNED: N_("Scheduled"),
            VisitStatus.IN_WORK: N_("In work"),
            VisitStatus.CANCELLED: N_("Cancelled"),
            VisitStatus.DONE: N_("Done"),
        },
        prefix="ТП",
        read=Permission.DEAL_READ,
        edit=Permission.DEAL_EDIT,
        post=Permission.DEAL_EDIT,
        numbered_by_company=False,
        line_models=(VisitTaskLine,),
        field_titles={
            "representative_id": N_("Representative"),
            "address": N_("Address"),
            "planned_on": N_("Visit on"),
            "time_from": N_("Time from"),
            "time_until": N_("Time until"),
            "purpose": N_("Purpose of the visit"),
            "result": N_("Result"),
            "next_visit_on": N_("Next visit"),
            "cancel_text": N_("Why cancelled"),
        },
        rows=own_or_all(VisitTask.representative_id),
        void=frozenset({VisitStatus.CANCELLED}),
    )
)
"""Задание торговому представителю."""
