"""What becomes of orders when money comes, goes back, or is offset: their states follow."""

from __future__ import annotations

from sqlalchemy.orm import Session

from core.documents.followers import Follower, follow
from core.documents.models import Document
from core.sales.models import CustomerOrder
from core.sales.states import lock_orders, refresh_stale
from core.settlements.locking import register_lock

PAYING = (
    "incoming_payment",
    "customer_refund",
    "debt_offset",
    "debt_adjustment",
    "points_entry",
)
"""Types of documents that change how far orders are paid."""


def refresh_paid(session: Session, partner_id: int) -> tuple[int, ...]:
    """Bring the states of a partner's open orders up to date after a payment.

    Only orders whose state changes are locked.

    Returns:
        Those orders, by id.
    """
    session.flush()  # facts are read back from the database
    return refresh_stale(session, CustomerOrder.partner_id == partner_id)


def _paid(session: Session, document: Document) -> None:
    if document.partner_id:
        refresh_paid(session, document.partner_id)


# An order that is named is locked before the ledgers, as verbs of orders do.
register_lock("orders", lock_orders)

for _type in PAYING:
    follow(_type, Follower("states of orders", _paid, _paid))
