"""Who else carries the goods of an order, and the place they go over on their way."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.delivery.asking.methods import BY_CARRIER, METHODS
from core.delivery.models import DeliveryRequest
from core.delivery.places.addresses import find_address, make_address
from core.delivery.places.errors import CarrierMissing, PointMissing
from core.delivery.places.models import Address
from core.documents.models import Document
from core.terms.statuses import DeliveryMethod


def require_carriage(session: Session, document_id: int) -> None:
    """Do nothing when everybody who carries the goods of a document, and where to, is named.

    Raises:
        CarrierMissing, PointMissing.
    """
    found = session.execute(
        select(
            DeliveryRequest.method,
            DeliveryRequest.carrier_id,
            DeliveryRequest.via_address_id,
            Document.number_text,
        )
        .join(Document, Document.id == DeliveryRequest.document_id)
        .where(DeliveryRequest.document_id == document_id)
    ).one_or_none()
    if found is not None:
        check_carriage(found.number_text, found.method, found.carrier_id, found.via_address_id)


def check_carriage(
    number: str, method: DeliveryMethod, carrier_id: int | None, via_address_id: int | None
) -> None:
    """Do nothing when goods can travel so.

    Without a terminal of the carrier they can: he may tell it later, and planning asks for it.

    Raises:
        CarrierMissing: a carrier brings them, and nobody says which.
        PointMissing: he brings them to a point where they are taken, and nobody says which.
    """
    if method in BY_CARRIER and carrier_id is None:
        raise CarrierMissing(document=number, kind=METHODS[method])
    if method is DeliveryMethod.CARRIER_POINT and via_address_id is None:
        raise PointMissing(document=number, kind=METHODS[method])


def usual_terminal(session: Session, carrier_id: int) -> int | None:
    """Return where goods for a carrier usually go: where they went last, else his only address.

    None: nobody has told. Two statements at most.
    """
    last = session.scalar(
        select(DeliveryRequest.via_address_id)
        .join(Address, Address.id == DeliveryRequest.via_address_id)
        .where(
            DeliveryRequest.carrier_id == carrier_id,
            DeliveryRequest.method == DeliveryMethod.OWN_TO_CARRIER,
            Address.retired.is_(False),
        )
        .order_by(DeliveryRequest.document_id.desc())
        .limit(1)
    )
    if last is not None:
        return last
    known = select(func.min(Address.id), func.count()).where(
        Address.partner_id == carrier_id, Address.retired.is_(False)
    )
    only = session.execute(known).one()
    return only[0] if only[1] == 1 else None


def place_between(session: Session, carrier_id: int | None, text: str) -> int:
    """Return the address of a terminal or point that was typed; the book learns a new one."""
    found = find_address(session, carrier_id, text)
    return found if found is not None else make_address(session, carrier_id, text)


__all__ = ["check_carriage", "place_between", "require_carriage", "usual_terminal"]
