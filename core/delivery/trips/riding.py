"""What is written of a trip's stops and lines, as verbs read it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.catalog.models import Item
from core.delivery.models import TripLine, TripStop
from core.supply.models import SupplierOrder


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


def outgoing(session: Session, lines: Sequence[TripLine]) -> list[TripLine]:
    """Return the lines of goods that leave our warehouse: neither errands nor what is fetched.

    One vehicle may do both in one run; what it fetches is no matter of our stock.
    """
    goods = [line for line in lines if line.disposition_line_id]
    documents = {line.disposition_document_id for line in goods}
    of_suppliers = SupplierOrder.document_id.in_(documents)
    fetched = set(session.scalars(select(SupplierOrder.document_id).where(of_suppliers)))
    return [line for line in goods if line.disposition_document_id not in fetched]


def item_name(session: Session, item_id: int | None) -> str:
    """Return the name of an item; "" when there is none."""
    return session.scalar(select(Item.name).where(Item.id == item_id)) or ""
