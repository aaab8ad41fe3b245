"""What clients pay for what a trip delivers, to be held against what the carrier is owed for it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, cast, func, select
from sqlalchemy.orm import aliased

from core.delivery.models import DeliveryRequest, TripLine


def clients_pay(trip_id: Any) -> ColumnElement[int]:  # noqa: ANN401 - a column, or a number
    """Return kopecks with VAT that clients pay for the delivery of what rides on a trip.

    A document that rides on several trips is paid for once: it counts on the first of them, so that
    sums over trips are what clients pay in all.

    Args:
        trip_id: a column of the statement this becomes a part of, or an id.
    """
    line, former = aliased(TripLine), aliased(TripLine)
    asked = aliased(DeliveryRequest)
    of = (
        select(line.disposition_document_id)
        .where(line.document_id == trip_id)
        .correlate_except(line)
    )
    earlier = (
        select(former.id)
        .where(former.disposition_document_id == asked.document_id, former.document_id < trip_id)
        .correlate_except(former)
        .exists()
    )
    total = func.coalesce(cast(func.sum(asked.charge_minor), BigInteger), 0)
    found = select(total).where(asked.document_id.in_(of), ~earlier)
    return found.correlate_except(asked).scalar_subquery()


__all__ = ["clients_pay"]
