"""Quotations whose validity has passed are taken back by the clock, every night.

Ordering refuses them by the day anyway; this makes lists, approvals and reports say so too.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM
from core.approvals.asking import drop_approval
from core.documents.operations import advance, locked
from core.documents.periodic import register_periodic
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from core.sales.models import CustomerOrderLine
from core.sales.quotation_models import Quotation, QuotationLine, QuotationOrderLine
from core.sales.quotation_statuses import QuotationStatus

MOST = 1_000
"""How many are taken back in a night, the oldest first: one transaction of some seconds."""


def expire_quotations(session: Session, clock: Clock) -> int:
    """Cancel quotations in force whose last day has passed, without a reason of a person's.

    What was ordered whole stays in force: it has offered all it had to. Drafts stay with their
    authors, who say until when they shall hold.

    Returns:
        How many were cancelled.
    """
    keys = session.scalars(
        select(Quotation.document_id)
        .where(
            Quotation.status == QuotationStatus.IN_FORCE.value,
            Quotation.valid_until < clock.business_date(),
            _something_left(),
        )
        .order_by(Quotation.valid_until, Quotation.document_id)
        .limit(MOST)
    ).all()
    done = 0
    for key in keys:
        quotation = locked(session, Quotation, key)
        if quotation.status == QuotationStatus.IN_FORCE:
            advance(session, SYSTEM, quotation, QuotationStatus.CANCELLED, clock=clock)
            drop_approval(session, SYSTEM, quotation)
            done += 1
    return done


def _something_left() -> ColumnElement[bool]:
    """Return whether a chosen line is not ordered whole, as `quotation_lines.ordered_of` counts."""
    line, link, of = QuotationLine, QuotationOrderLine, CustomerOrderLine
    ordered = (
        select(func.coalesce(func.sum(of.quantity), 0))
        .select_from(link)
        .join(
            of,
            and_(
                of.document_id == link.order_id,
                of.line_no == link.line_no,
                of.item_id == line.item_id,
                of.variant_id == line.variant_id,
                of.cancelled.is_(False),
            ),
        )
        .where(link.quotation_line_id == line.id)
        .correlate(line)
        .scalar_subquery()
    )
    return exists(
        select(line.id).where(
            line.document_id == Quotation.document_id, line.chosen, line.quantity > ordered
        )
    )


EXPIRE = register_periodic(
    "quotations", "20 0 * * *", expire_quotations, title=N_("Take back expired quotations")
)
