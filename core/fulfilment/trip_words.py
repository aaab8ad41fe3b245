"""The trip an expense order rides on, as the warehouse sees it: its words, its turn.

Trips and vehicles are defined above this package: what is read of them here is all it needs.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    FromClause,
    SQLColumnExpression,
    Text,
    case,
    column,
    func,
    select,
    table,
)

from core.documents.models import Document

TRIP: FromClause = table(
    "trip",
    column("document_id", BigInteger),
    column("planned_on", Date),
    column("starts_at", BigInteger),
    column("vehicle_id", BigInteger),
)
_VEHICLE = table("vehicle", column("id", BigInteger), column("plate", Text), column("name", Text))


def trip_words(trip_id: SQLColumnExpression[Any]) -> ColumnElement[str]:
    """Return number and vehicle of a trip, such as "РС-000012 А123ВС"; "" without a trip."""
    document = Document.__table__.alias("trip_document")
    words = (
        select(
            func.concat_ws(
                " ",
                document.c.number_text,
                func.coalesce(func.nullif(_VEHICLE.c.plate, ""), _VEHICLE.c.name),
            )
        )
        .select_from(TRIP)
        .join(document, document.c.id == TRIP.c.document_id)
        .outerjoin(_VEHICLE, _VEHICLE.c.id == TRIP.c.vehicle_id)
        .where(TRIP.c.document_id == trip_id)
        .scalar_subquery()
    )
    return func.coalesce(words, "")


def turn(of: Any) -> tuple[ColumnElement[Any], ...]:  # noqa: ANN401 - columns of the table or class
    """Return what sorts expense orders in the order they are to be worked on.

    What a person made urgent first; then by day. Of a day the trips by the time they are loaded,
    each in its loading order, which is the priority of its orders: the last stop first. Then the
    rest.
    """
    rides = of.trip_id != 0

    def of_trip(name: str) -> ColumnElement[Any]:
        return select(TRIP.c[name]).where(TRIP.c.document_id == of.trip_id).scalar_subquery()

    return (
        case((rides, 0), else_=of.priority).desc(),
        func.coalesce(case((rides, of_trip("planned_on"))), of.ship_date),
        case((rides, of_trip("starts_at"))).nulls_last(),
        of.trip_id,
        case((rides, of.priority), else_=0).desc(),
    )
