"""What points pay of orders: the settlement side of an entry of points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from core.discounts.loyalty_models import PointsEntry
from core.documents.linking import register_links
from core.ledger import Ledger, Rows
from core.settlements.ledgers import SETTLEMENTS
from core.settlements.moneyless import register_moneyless
from core.settlements.objects import object_facts
from core.settlements.resolving import Header, NamedLine, paid_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidObject:
    """The order that points pay a part of."""

    object_id: int
    company_id: int
    partner_id: int
    legal_entity_id: int
    """0: not told."""
    currency: str
    amount_minor: int
    """What the points pay of it; negative takes that back."""


def paid_back(session: Session, entry: PointsEntry) -> PaidObject | None:
    """Return what taking an entry back takes off the order it paid; None: it paid none."""
    if entry.object_id is None:
        return None
    facts = object_facts(session, [entry.object_id])[entry.object_id]
    return PaidObject(
        object_id=entry.object_id,
        company_id=entry.company_id or 0,
        partner_id=entry.partner_id or 0,
        legal_entity_id=facts.legal_entity_id,
        currency=facts.currency,
        amount_minor=-entry.amount_minor,
    )


def settled(session: Session, entry: PointsEntry) -> dict[Ledger, Rows]:
    """Return what an entry posts to the settlements: paid of its order, or taken back.

    Raises:
        SettledByInvoices: the contract of the order takes no money for orders.
    """
    if entry.object_id is None or not entry.amount_minor:
        return {}
    facts = object_facts(session, [entry.object_id])[entry.object_id]
    header = Header(
        document_id=entry.id,
        company_id=entry.company_id or 0,
        partner_id=entry.partner_id or 0,
        legal_entity_id=facts.legal_entity_id,
        currency=facts.currency,
    )
    named = [NamedLine(1, entry.object_id, abs(entry.amount_minor))]
    (line,) = paid_lines(session, header, named)
    return {SETTLEMENTS: [line.key(header) | {"paid": entry.amount_minor}]}


def _links(document_id: int) -> tuple[Select[Any], ...]:
    """Return the entries of points that pay a document, and the document that an entry pays."""
    entry = PointsEntry.__table__.c
    return (
        select(entry.document_id).where(entry.object_id == document_id),
        select(entry.object_id).where(entry.document_id == document_id),
    )


register_links("points_entry", _links)
# A refund in money of what points paid would turn points into money.
register_moneyless("points_entry")
