"""Requests to count a cell: short picks and zero checks ask, somebody counts and says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, update
from sqlalchemy.orm import Session, aliased

from core.access.actor import Actor
from core.access.models import AppUser
from core.access.roles import Permission
from core.access.rows import within
from core.audit.acting import acting
from core.audit.operations import record
from core.catalog.models import Item, Lot, Unit
from core.documents.listing import Column, Kind, Listing, register_listing
from core.documents.models import Document
from core.fulfilment.task_models import CountRequest
from core.fulfilment.task_statuses import CountReason, CountState, ShortReason
from core.kernel.clock import Clock
from core.kernel.errors import NotFound
from core.kernel.i18n import N_
from core.stock.models import Cell, Warehouse

SUBJECT = "count_request"

COUNT_REASONS = {
    CountReason.SHORT: N_("Less than on the books"),
    CountReason.NOT_EMPTY: N_("Not empty"),
}
SHORT_REASONS = {
    ShortReason.NOT_FOUND: N_("Not in the cell"),
    ShortReason.DAMAGED: N_("Damaged"),
    ShortReason.EXPIRED: N_("Out of date"),
    ShortReason.OTHER_PLACE: N_("In another place"),
    ShortReason.OUT_OF_STOCK: N_("Out of stock"),
}
COUNT_STATES = {
    CountState.OPEN: N_("To count"),
    CountState.CLOSED: N_("Done"),
    CountState.WITHDRAWN: N_("Withdrawn"),
}
"""Value → msgid."""

_Asked, _Closed = aliased(AppUser), aliased(AppUser)


@dataclass(frozen=True, slots=True)
class CountWanted:
    """A request to count a cell."""

    id: int
    warehouse_id: int
    warehouse: str
    cell_id: int
    """0: the warehouse has no cells."""
    cell_code: str
    item_id: int
    item_name: str
    unit: str
    lot_code: str
    reason: CountReason
    short_reason: ShortReason | None
    missing: int
    """Thousandths that were not found; 0 for a cell that is not empty."""
    task: str
    """Number of the pick task it came from."""
    asked_by: str
    asked_at: datetime
    state: CountState
    closed_by: str
    """Empty: nobody has closed it."""
    closed_at: datetime | None


def _requests() -> Select[Any]:
    return (
        select(CountRequest.id)
        .join(Warehouse, Warehouse.id == CountRequest.warehouse_id)
        .join(Item, Item.id == CountRequest.item_id)
        .join(Unit, Unit.id == Item.unit_id)
        .join(Document, Document.id == CountRequest.task_id)
        .outerjoin(Cell, and_(CountRequest.cell_id != 0, Cell.id == CountRequest.cell_id))
        .outerjoin(Lot, and_(CountRequest.lot_id != 0, Lot.id == CountRequest.lot_id))
        .outerjoin(_Asked, _Asked.id == CountRequest.asked_by)
        .outerjoin(_Closed, _Closed.id == CountRequest.closed_by)
    )


def _own(actor: Actor) -> Sequence[ColumnElement[bool]]:
    return (within(CountRequest.warehouse_id, actor.warehouses),)


COUNT_REQUESTS = register_listing(
    Listing(
        name="count_requests",
        title=N_("Requests to count"),
        columns=(
            Column("cell", N_("Cell"), Cell.code, Kind.TEXT, 10, searchable=True),
            Column("item", N_("Item"), Item.name, Kind.TEXT, 40, searchable=True),
            Column("missing", N_("Missing"), CountRequest.missing, Kind.QUANTITY, 8),
            Column("unit", N_("Unit"), Unit.symbol, Kind.TEXT, 5),
            Column(
                "reason", N_("Reason"), CountRequest.reason, Kind.STATUS, 20, titles=COUNT_REASONS
            ),
            Column("asked_at", N_("Asked"), CountRequest.asked_at, Kind.INSTANT, 16),
            Column("state", N_("State"), CountRequest.state, Kind.STATUS, 12, titles=COUNT_STATES),
            Column("asked_by", N_("Asked by"), _Asked.name, Kind.TEXT, 16, searchable=True),
            Column("lot", N_("Lot"), Lot.code, Kind.TEXT, 12, searchable=True),
            Column("task", N_("Pick task"), Document.number_text, Kind.TEXT, 12, searchable=True),
            Column("warehouse", N_("Warehouse"), Warehouse.name, Kind.TEXT, 16, searchable=True),
            Column("closed_by", N_("Done by"), _Closed.name, Kind.TEXT, 16, searchable=True),
            Column("closed_at", N_("Done at"), CountRequest.closed_at, Kind.INSTANT, 16),
        ),
        source=_requests,
        key=CountRequest.id,
        default_sort=("asked_at", True),
        read=Permission.STOCK_READ,
        restrict=_own,
    )
)


def counts_wanted(
    session: Session, actor: Actor, warehouse_id: int, limit: int = 200
) -> list[CountWanted]:
    """Return the open requests to count, oldest first.

    Raises:
        Forbidden: the actor may not look at stock.
    """
    statement = (
        _read(actor)
        .where(CountRequest.state == CountState.OPEN, CountRequest.warehouse_id == warehouse_id)
        .order_by(CountRequest.id)
        .limit(limit)
    )
    return [CountWanted(*tuple[Any, ...](row)) for row in session.execute(statement)]


def count_wanted(session: Session, actor: Actor, request_id: int) -> CountWanted:
    """Return one request, open or not.

    Raises:
        Forbidden: the actor may not look at stock.
        NotFound: there is none, or rights hide it.
    """
    row = session.execute(_read(actor).where(CountRequest.id == request_id)).one_or_none()
    if row is None:
        raise NotFound(what=SUBJECT, key=request_id)
    return CountWanted(*tuple[Any, ...](row))


def close_count_request(session: Session, actor: Actor, request_id: int, *, clock: Clock) -> None:
    """Close a request: the cell was counted, or needs no counting. Its goods count as sure again.

    Raises:
        Forbidden: no right to enter stock.
        NotFound: no such open request, or rights hide it.
    """
    actor.require(Permission.STOCK_ENTER)
    acting(session, actor, clock)
    closed = session.execute(
        update(CountRequest)
        .where(
            CountRequest.id == request_id,
            CountRequest.state == CountState.OPEN,
            *_own(actor),
        )
        .values(state=CountState.CLOSED, closed_by=actor.user_id, closed_at=clock.now())
        .returning(CountRequest.cell_id)
    ).one_or_none()
    if closed is None:
        raise NotFound(what=SUBJECT, key=request_id)
    record(session, actor, "count-request.closed", SUBJECT, request_id, cell=closed[0])


def _read(actor: Actor) -> Select[*tuple[Any, ...]]:
    actor.require(Permission.STOCK_READ, what=SUBJECT)
    return (
        _requests()
        .with_only_columns(
            CountRequest.id,
            CountRequest.warehouse_id,
            Warehouse.name,
            CountRequest.cell_id,
            func.coalesce(Cell.code, ""),
            CountRequest.item_id,
            Item.name,
            Unit.symbol,
            func.coalesce(Lot.code, ""),
            CountRequest.reason,
            CountRequest.short_reason,
            CountRequest.missing,
            Document.number_text,
            func.coalesce(_Asked.name, ""),
            CountRequest.asked_at,
            CountRequest.state,
            func.coalesce(_Closed.name, ""),
            CountRequest.closed_at,
            maintain_column_froms=True,
        )
        .where(*_own(actor))
    )
