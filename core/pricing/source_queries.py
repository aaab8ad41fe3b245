"""Reading registered source prices for a form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.documents.models import Document
from core.kernel.errors import NotFound
from core.pricing.kinds import SourceKind
from core.pricing.models import SourcePrice
from core.pricing.sources import NewSourcePrice


@dataclass(frozen=True, slots=True)
class SourcePriceCard:
    """One registered source price."""

    id: int
    kind: SourceKind
    date: date
    item_id: int
    variant_id: int
    partner_id: int
    price_minor: int
    extra_minor: int
    quantity: int
    """Thousandths."""
    currency: str
    derived: bool
    document: str
    """Number of what brought it; "": registered by hand, imported or averaged."""


def source_price_card(session: Session, actor: Actor, source_price_id: int) -> SourcePriceCard:
    """Return one source price.

    Raises:
        Forbidden: no right to see prices.
        NotFound: there is no such row.
    """
    actor.require(Permission.PRICE_READ, what="source_price", key=source_price_id)
    source = SourcePrice
    row = session.execute(
        select(
            source.id,
            source.kind,
            source.date,
            source.item_id,
            source.variant_id,
            source.partner_id,
            source.price_minor,
            source.extra_minor,
            source.quantity,
            source.currency,
            source.derived,
            func.coalesce(Document.number_text, ""),
        )
        .outerjoin(Document, Document.id == source.document_id)
        .where(source.id == source_price_id)
    ).one_or_none()
    if row is None:
        raise NotFound(what="source_price", key=source_price_id)
    values: tuple[Any, ...] = tuple(row)
    return SourcePriceCard(*values)


def source_price_id(session: Session, kind: SourceKind, on: date, of: NewSourcePrice) -> int:
    """Return the id of a source price that was registered by hand.

    Raises:
        NotFound: there is none.
    """
    found = session.scalar(
        select(SourcePrice.id).where(
            SourcePrice.kind == kind,
            SourcePrice.date == on,
            SourcePrice.item_id == of.item_id,
            SourcePrice.variant_id == of.variant_id,
            SourcePrice.partner_id == of.partner_id,
            SourcePrice.document_id.is_(None),
            SourcePrice.derived.is_(False),
        )
    )
    if found is None:
        raise NotFound(what="source_price", key=of.item_id)
    return found
