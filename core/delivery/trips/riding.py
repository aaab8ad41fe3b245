"""What is written of a trip's stops and lines, as verbs read it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.catalog.models import Item
from core.delivery.models import TripLine, TripStop


def stops_of(session: Session, trip_id: int) -> Sequence[TripStop]:
    """Return the stops of a trip, which the caller has locked, in the order of visits."""
    session.flush()
    return session.scalars(
        select(TripStop)
        .where(TripStop.document_id == trip_id)
        .order_by(TripStop.stop_no)
        .execution_options(populate_existing=True)
    ).all()


def lines_of(session: Session, trip_id: int) -> Sequence[TripLine]:
    """Return the lines of a trip, which the caller has locked, by number."""
    session.flush()
    return session.scalars(
        select(TripLine)
        .where(TripLine.document_id == trip_id)
        .order_by(TripLine.line_no)
        .execution_options(populate_existing=True)
    ).all()


def item_name(session: Session, item_id: int | None) -> str:
    """Return the name of an item; "" when there is none."""
    return session.scalar(select(Item.name).where(Item.id == item_id)) or ""
