"""What an order or a quotation made on the basis of a deal, a need or a visit begins with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.deals.errors import NoBasis
from core.deals.models import (
    CustomerNeed,
    CustomerNeedLine,
    Deal,
    VisitTask,
    VisitTaskLine,
)
from core.deals.statuses import VisitStatus
from core.documents.models import Document
from core.documents.queries import require_visible
from core.documents.types import document_type
from core.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class BasisLine:
    """One item to order."""

    item_id: int
    variant_id: int
    quantity: int
    """Thousandths of the base unit, above 0."""
    price_minor: int | None
    """Kopecks for one base unit; None: by the price list."""


@dataclass(frozen=True, slots=True)
class OrderBasis:
    """The values a new order takes over; 0 is "not known"."""

    partner_id: int
    company_id: int
    warehouse_id: int
    lines: tuple[BasisLine, ...]
    comment: str


def basis_for_order(session: Session, actor: Actor, document_id: int) -> OrderBasis:
    """Return what an order on the basis of a deal, a customer need or a visit begins with.

    A deal gives whom and for whom, no lines. A need gives the items we carry, at the price the
    customer wanted; what we do not carry is named in the comment. A visit that is done gives what
    was agreed, one that is not, what was to be offered.

    Raises:
        NoBasis: the deal is lost, the need dropped, the visit cancelled.
        NotFound: rights hide it, or it is a document of another type.
        Forbidden: no right to read deals.
    """
    actor.require(Permission.DEAL_READ, what="deal", key=document_id)
    require_visible(session, actor, document_id)
    found = session.get(Document, document_id)
    if not isinstance(found, Deal | CustomerNeed | VisitTask):
        raise NotFound(what="deal", key=document_id)
    kind = document_type(found.type)
    if kind.statuses(found.status) in kind.void:
        raise NoBasis(document=found.number_text)
    match found:
        case CustomerNeed():
            lines, words = _needed(session, found), _not_carried(session, found)
        case VisitTask():
            lines, words = _offered(session, found), ()
        case _:
            lines, words = (), (found.name,)
    return OrderBasis(
        found.partner_id or 0,
        found.company_id or 0,
        found.warehouse_id or 0,
        lines,
        "; ".join(part for part in (*words, found.comment) if part),
    )


def _needed(session: Session, need: CustomerNeed) -> tuple[BasisLine, ...]:
    line = CustomerNeedLine
    rows = session.execute(
        select(line.item_id, line.variant_id, line.quantity, line.wanted_minor)
        .where(line.document_id == need.id, line.item_id.is_not(None))
        .order_by(line.line_no)
    )
    return tuple(BasisLine(*tuple[Any, ...](row)) for row in rows)


def _not_carried(session: Session, need: CustomerNeed) -> tuple[str, ...]:
    line = CustomerNeedLine
    words = session.scalars(
        select(line.item_text)
        .where(line.document_id == need.id, line.item_id.is_(None))
        .order_by(line.line_no)
    )
    return tuple(words)


def _offered(session: Session, visit: VisitTask) -> tuple[BasisLine, ...]:
    line = VisitTaskLine
    done = visit.status == VisitStatus.DONE
    rows = session.execute(
        select(line.item_id, line.variant_id, line.quantity, line.price_minor, line.agreed)
        .where(line.document_id == visit.id)
        .order_by(line.line_no)
    )
    found = []
    for item, variant, quantity, price, agreed in rows:
        asked = quantity if agreed is None and not done else agreed or 0
        if asked:
            found.append(BasisLine(item, variant, asked, price))
    return tuple(found)
