"""The lists of expense orders and of dispositions with their computed state and columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Label,
    Select,
    Subquery,
    case,
    cast,
    func,
    literal,
    select,
)

from core.access.actor import Actor
from core.access.roles import Permission
from core.access.rows import within
from core.documents.listing import (
    Column,
    Kind,
    Listing,
    document_listing,
    register_listing,
)
from core.documents.models import Document
from core.fulfilment.models import OutboundDispositionLine, OutboundOrder
from core.fulfilment.outbound_type import OUTBOUND_ORDER
from core.fulfilment.rules import DispositionState
from core.fulfilment.statuses import OutboundStatus
from core.fulfilment.trip_words import trip_words
from core.kernel.i18n import N_
from core.partners.models import Company, Partner
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.stock.ledgers import DISPOSITIONS
from core.stock.models import Warehouse

DISPOSITION_STATES = {
    DispositionState.AWAITING_PICK: N_("Awaiting picking"),
    DispositionState.PICKING: N_("Being picked"),
    DispositionState.AWAITING_SHIPMENT: N_("Awaiting shipment"),
    DispositionState.AWAITING_INVOICE: N_("Awaiting invoice"),
    DispositionState.DONE: N_("Done"),
}
"""State → msgid."""

OUTBOUND_ORDERS = register_listing(
    document_listing(
        OUTBOUND_ORDER,
        name="outbound_orders",
        title=N_("Expense orders"),
        extra=(
            Column(
                "recipient",
                N_("Recipient"),
                OutboundOrder.recipient,
                Kind.TEXT,
                24,
                searchable=True,
            ),
            Column("ship_date", N_("Ship on"), OutboundOrder.ship_date, Kind.DATE, 10),
            Column("priority", N_("Priority"), OutboundOrder.priority, Kind.NUMBER, 4),
            Column("packages", N_("Packages"), OutboundOrder.packages, Kind.NUMBER, 4),
            Column("trip", N_("Trip"), trip_words(OutboundOrder.trip_id), Kind.TEXT, 20),
        ),
        without=("company", "partner", "posted"),
    )
)


def progress() -> Subquery:
    """Return a subquery: document and warehouse → disposed, ordered, by status, shipped, invoiced.

    One row per document that lets anything go and warehouse it leaves from; `key` is the number of
    its first line, negative, so that it is never taken for a document. Thousandths, all items
    together. It mirrors
    `rules.DispositionFacts`; a test holds both to the same answers.
    """
    kept = DISPOSITIONS.balance.c
    moving = (
        select(
            OutboundDispositionLine.disposition_line_id.label("line_id"),
            *(
                func.coalesce(
                    func.sum(OutboundDispositionLine.quantity).filter(
                        Document.status == status.value
                    ),
                    0,
                ).label(status.value)
                for status in OutboundStatus
            ),
        )
        .join(Document, Document.id == OutboundDispositionLine.document_id)
        .where(OutboundDispositionLine.disposition_line_id == kept.disposition_line_id)
        .group_by(OutboundDispositionLine.disposition_line_id)
        .lateral("moving")
    )
    return (
        select(
            (-func.min(CustomerOrderLine.id)).label("key"),
            CustomerOrderLine.document_id.label("document_id"),
            CustomerOrderLine.warehouse_id.label("warehouse_id"),
            _total(kept.disposed, "disposed"),
            _total(kept.ordered, "ordered"),
            _total(kept.shipped, "shipped"),
            _total(kept.invoiced, "invoiced"),
            *(
                _total(moving.c[status.value], status.value + "_quantity")
                for status in OutboundStatus
            ),
        )
        .join(DISPOSITIONS.balance, kept.disposition_line_id == CustomerOrderLine.id)
        .outerjoin(moving, literal(value=True))
        .where(kept.disposed > 0)
        .group_by(CustomerOrderLine.document_id, CustomerOrderLine.warehouse_id)
        .subquery("progress")
    )


def _total(column: ColumnElement[int], name: str) -> Label[int]:
    return cast(func.coalesce(func.sum(column), 0), BigInteger).label(name)


_PROGRESS = progress()
_P = _PROGRESS.c
_standing = _P[OutboundStatus.TO_SHIP.value + "_quantity"]
TO_ASSEMBLE = _P.disposed - _P.ordered
ASSEMBLING = _P.ordered - _standing - _P.shipped
TO_INVOICE = func.greatest(_P.shipped - _P.invoiced, 0)
STATE = case(
    (
        (TO_ASSEMBLE > 0) | (_P[OutboundStatus.PREPARED.value + "_quantity"] > 0),
        DispositionState.AWAITING_PICK.value,
    ),
    (ASSEMBLING > 0, DispositionState.PICKING.value),
    (_standing > 0, DispositionState.AWAITING_SHIPMENT.value),
    (_P.invoiced < _P.disposed, DispositionState.AWAITING_INVOICE.value),
    else_=DispositionState.DONE.value,
)
"""`rules.disposition_state` as SQL, to sort and filter by."""


def _dispositions() -> Select[Any]:
    return (
        select(_P.key)
        .select_from(CustomerOrder)
        .join(_PROGRESS, _P.document_id == CustomerOrder.id)
        .join(Partner, Partner.id == CustomerOrder.partner_id)
        .join(Company, Company.id == CustomerOrder.company_id)
        .join(Warehouse, Warehouse.id == _P.warehouse_id)
        .where((_P.shipped < _P.disposed) | (_P.invoiced < _P.disposed))
    )


def _own(actor: Actor) -> Sequence[ColumnElement[bool]]:
    return (
        within(_P.warehouse_id, actor.warehouses),
        within(CustomerOrder.company_id, actor.companies),
    )


DISPOSITIONS_LIST = register_listing(
    Listing(
        name="dispositions",
        title=N_("Dispositions to ship"),
        columns=(
            Column(
                "number", N_("Number"), CustomerOrder.number_text, Kind.TEXT, 12, searchable=True
            ),
            Column("date", N_("Date"), CustomerOrder.date, Kind.DATE, 10),
            Column("ship_date", N_("Ship on"), CustomerOrder.ship_date, Kind.DATE, 10),
            Column("partner", N_("Partner"), Partner.name, Kind.TEXT, 24, searchable=True),
            Column("company", N_("Company"), Company.name, Kind.TEXT, 16, searchable=True),
            Column("warehouse", N_("Warehouse"), Warehouse.name, Kind.TEXT, 16, searchable=True),
            Column("state", N_("State"), STATE, Kind.STATUS, 18, titles=DISPOSITION_STATES),
            Column("to_assemble", N_("To assemble"), TO_ASSEMBLE, Kind.QUANTITY, 10, summed=True),
            Column("assembling", N_("Assembling"), ASSEMBLING, Kind.QUANTITY, 10, summed=True),
            Column("assembled", N_("Assembled"), _standing, Kind.QUANTITY, 10, summed=True),
            Column("to_invoice", N_("To invoice"), TO_INVOICE, Kind.QUANTITY, 10, summed=True),
        ),
        source=_dispositions,
        key=_P.key,
        default_sort=("ship_date", False),
        read=Permission.OUTBOUND_READ,
        restrict=_own,
    )
)
"""What waits to be shipped or billed: the rows of the shipping workplace (domain §1.3)."""
