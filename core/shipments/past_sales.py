"""Posted sales invoices as past sales, for discounts to be tried on."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    and_,
    any_,
    case,
    func,
    literal,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.catalog.models import ItemSegmentMember
from core.discounts.cart import Accumulation
from core.discounts.kinds import Accumulates, Assignment
from core.discounts.models import DiscountNode, DiscountPart
from core.discounts.past_sales import Place, register_past_sales
from core.discounts.sold import PastSale, SalesAsked, SoldLine
from core.documents.rows import document_rows
from core.kernel.clock import company_zone
from core.partners.models import Partner
from core.sales.models import CustomerOrder
from core.shipments.models import SalesInvoice, SalesInvoiceLine
from core.shipments.types import SALES_INVOICE

_invoice, _line = SalesInvoice, SalesInvoiceLine

_CHARGED: ColumnElement[int] = case(
    (_invoice.includes_vat, _line.amount_minor), else_=_line.amount_minor - _line.vat_minor
)
"""As the price is: with VAT, or without."""

_ORDERED_BY = (
    select(CustomerOrder.price_type_id)
    .join(_line, _line.disposition_document_id == CustomerOrder.document_id)
    .where(_line.document_id == _invoice.document_id)
    .order_by(_line.line_no)
    .limit(1)
    .correlate(SalesInvoice)
    .scalar_subquery()
)
"""The price type of the order that the first line is billed by."""


class InvoicesSold:
    """Реализации товаров и услуг."""

    name = SALES_INVOICE.name
    read = Permission.INVOICE_READ

    def count(self, session: Session, actor: Actor, asked: SalesAsked) -> int:
        """Return how many there are that *actor* may see; one statement."""
        statement = select(func.count()).select_from(_invoice).where(*_wanted(actor, asked))
        return session.scalars(statement).one()

    def page(
        self, session: Session, actor: Actor, asked: SalesAsked, after: Place | None, limit: int
    ) -> list[PastSale]:
        """Return the next ones by date and id; three statements."""
        conditions = _wanted(actor, asked)
        if after is not None:
            place = tuple_(_invoice.date, _invoice.id)
            conditions.append(place > tuple_(literal(after[0]), literal(after[1])))
        return _sales(session, conditions, limit)

    def one(self, session: Session, actor: Actor, document_id: int) -> PastSale | None:
        """Return one; None: there is none, or rights hide it."""
        found = _sales(session, [_invoice.id == document_id, *document_rows(actor)], 1)
        return found[0] if found else None

    def bought(
        self, session: Session, of: Accumulation, owners: Collection[int], asked: SalesAsked
    ) -> Iterable[tuple[int, dt.date, int]]:
        """Yield (client, day, minor units); invoices know of no loyalty cards."""
        if of.by is not Accumulates.PARTNER:
            return
        statement = (
            select(func.coalesce(_invoice.partner_id, 0), _invoice.date, func.sum(_CHARGED))
            .join(_line, _line.document_id == _invoice.document_id)
            .where(
                _invoice.posted,
                _invoice.currency == asked.currency,
                _invoice.partner_id == func.any(_ids(owners)),
                _invoice.date <= asked.until,
            )
            .group_by(_invoice.partner_id, _invoice.date)
        )
        if of.segment_id:
            statement = statement.join(
                ItemSegmentMember,
                and_(
                    ItemSegmentMember.item_id == _line.item_id,
                    ItemSegmentMember.segment_id == of.segment_id,
                ),
            )
        for partner, day, amount in session.execute(statement):
            yield partner, day, int(amount)


def _wanted(actor: Actor, asked: SalesAsked) -> list[ColumnElement[bool]]:
    conditions: list[Any] = [
        _invoice.type == SALES_INVOICE.name,
        _invoice.posted,
        _invoice.date.between(asked.since, asked.until),
        _invoice.currency == asked.currency,
        *document_rows(actor, SALES_INVOICE),
    ]
    if asked.warehouse_id:
        conditions.append(_invoice.warehouse_id == asked.warehouse_id)
    if asked.partner_id:
        conditions.append(_invoice.partner_id == asked.partner_id)
    return conditions


def _sales(session: Session, conditions: list[Any], limit: int) -> list[PastSale]:
    rows = session.execute(
        select(
            _invoice.id,
            _invoice.number_text,
            _invoice.date,
            _invoice.created_at,
            func.coalesce(_invoice.warehouse_id, 0),
            func.coalesce(_invoice.partner_id, 0),
            func.coalesce(Partner.name, ""),
            _invoice.author_id,
            func.coalesce(_ORDERED_BY, 0),
        )
        .outerjoin(Partner, Partner.id == _invoice.partner_id)
        .where(*conditions)
        .order_by(_invoice.date, _invoice.id)
        .limit(limit)
    ).all()
    ids = [row[0] for row in rows]
    lines, chosen = _lines(session, ids), _chosen(session, ids)
    zone = company_zone("Europe/Moscow")
    found = []
    for key, number, day, created, warehouse, partner, name, author, price_type in rows:
        moment = created.astimezone(zone)
        if moment.date() != day:
            moment = dt.datetime.combine(day, dt.time(12), zone)  # entered later: its hour is lost
        found.append(
            PastSale(
                source=SALES_INVOICE.name,
                document_id=key,
                number=number,
                date=day,
                moment=moment,
                lines=tuple(lines[key]),
                warehouse_id=warehouse,
                partner_id=partner,
                partner=name,
                price_type_id=price_type,
                author_id=author,
                chosen=frozenset(chosen[key]),
            )
        )
    return found


def _lines(session: Session, ids: Collection[int]) -> dict[int, list[SoldLine]]:
    rows = session.execute(
        select(
            _line.document_id,
            _line.line_no,
            _line.item_id,
            _line.quantity,
            _line.price_minor,
            _CHARGED,
            _line.variant_id,
        )
        .join(_invoice, _invoice.document_id == _line.document_id)
        .where(_line.document_id == func.any(_ids(ids)))
        .order_by(_line.document_id, _line.line_no)
    )
    found: dict[int, list[SoldLine]] = defaultdict(list)
    for document, *facts in rows:
        found[document].append(SoldLine(*facts))
    return found


def _chosen(session: Session, ids: Collection[int]) -> dict[int, set[int]]:
    """Return the discounts that a person picked, in the invoice or in an order it bills."""
    rows = session.execute(
        select(_line.document_id, DiscountPart.discount_id)
        .join(
            DiscountPart,
            DiscountPart.document_id
            == any_(array([_line.document_id, _line.disposition_document_id])),
        )
        .join(DiscountNode, DiscountNode.id == DiscountPart.discount_id)
        .where(
            _line.document_id == func.any(_ids(ids)),
            DiscountNode.assignment == Assignment.CHOSEN,
        )
        .distinct()
    )
    found: dict[int, set[int]] = defaultdict(set)
    for document, discount in rows:
        found[document].add(discount)
    return found


def _ids(values: Collection[int]) -> Any:  # noqa: ANN401 - an array parameter
    return literal(sorted(values), ARRAY(BigInteger))


INVOICES_SOLD = register_past_sales(InvoicesSold())
