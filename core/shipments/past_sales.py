"""Posted sales invoices as past sales, for discounts to be tried on."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Table,
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
from core.discounts.cart import Accumulation, CardFacts, Manual
from core.discounts.kinds import Accumulates, Assignment
from core.discounts.loyalty_models import LoyaltyCard
from core.discounts.models import DiscountNode, DiscountPart
from core.discounts.past_sales import Place, register_past_sales
from core.discounts.sold import PastSale, SalesAsked, SoldLine
from core.documents.rows import document_rows
from core.kernel.clock import company_zone
from core.partners.models import Partner
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.shipments.models import SalesInvoice, SalesInvoiceLine
from core.shipments.types import SALES_INVOICE
from core.terms.models import Agreement
from core.terms.statuses import PaymentForm

_invoice, _line = SalesInvoice, SalesInvoiceLine

_AGREEMENT = cast(Table, Agreement.__table__)
_agreement = _AGREEMENT.c

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
        """Yield (client or card, day, minor units)."""
        owner = _invoice.partner_id if of.by is Accumulates.PARTNER else _invoice.card_id
        statement = (
            select(owner, _invoice.date, func.sum(_CHARGED))
            .join(_line, _line.document_id == _invoice.document_id)
            .where(
                _invoice.posted,
                _invoice.currency == asked.currency,
                owner == func.any(_ids(owners)),
                _invoice.date <= asked.until,
            )
            .group_by(owner, _invoice.date)
        )
        if of.segment_id:
            statement = statement.join(
                ItemSegmentMember,
                and_(
                    ItemSegmentMember.item_id == _line.item_id,
                    ItemSegmentMember.segment_id == of.segment_id,
                ),
            )
        for key, day, amount in session.execute(statement):
            yield int(key or 0), day, int(amount)


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
            _invoice.author_id,
            func.coalesce(_invoice.warehouse_id, 0).label("warehouse_id"),
            func.coalesce(_invoice.partner_id, 0).label("partner_id"),
            func.coalesce(Partner.name, "").label("partner"),
            func.coalesce(_invoice.agreement_id, 0).label("agreement_id"),
            func.coalesce(_agreement.schedule_id, 0).label("schedule_id"),
            func.coalesce(_ORDERED_BY, 0).label("price_type_id"),
            _invoice.payment_form,
            _invoice.card_id,
            LoyaltyCard.kind_id,
            LoyaltyCard.birthday,
        )
        .outerjoin(Partner, Partner.id == _invoice.partner_id)
        .outerjoin(_AGREEMENT, _agreement.document_id == _invoice.agreement_id)
        .outerjoin(LoyaltyCard, LoyaltyCard.id == _invoice.card_id)
        .where(*conditions)
        .order_by(_invoice.date, _invoice.id)
        .limit(limit)
    ).all()
    ids = [row.id for row in rows]
    (lines, manual), chosen = _lines(session, ids), _chosen(session, ids)
    zone = company_zone("Europe/Moscow")
    return [
        PastSale(
            source=SALES_INVOICE.name,
            document_id=row.id,
            number=row.number_text,
            date=row.date,
            moment=_moment(row.created_at.astimezone(zone), row.date),
            lines=tuple(lines[row.id]),
            warehouse_id=row.warehouse_id,
            partner_id=row.partner_id,
            partner=row.partner,
            agreement_id=row.agreement_id,
            price_type_id=row.price_type_id,
            payment_form="" if row.payment_form is PaymentForm.ANY else row.payment_form.value,
            schedule_id=row.schedule_id,
            author_id=row.author_id,
            card=_card(row.card_id, row.kind_id, row.birthday),
            chosen=frozenset(chosen[row.id]),
            manual=tuple(manual[row.id]),
        )
        for row in rows
    ]


def _card(card_id: int | None, kind_id: int, birthday: dt.date | None) -> CardFacts | None:
    """Return the card that was shown, whatever became of it since."""
    return None if card_id is None else CardFacts(card_id, kind_id, birthday)


def _moment(entered: dt.datetime, day: dt.date) -> dt.datetime:
    """Return when it was sold: the hour is known of what was entered on its day."""
    if entered.date() == day:
        return entered
    return dt.datetime.combine(day, dt.time(12), entered.tzinfo)


def _lines(
    session: Session, ids: Collection[int]
) -> tuple[dict[int, list[SoldLine]], dict[int, list[Manual]]]:
    """Return lines, and what the lines of their orders had off by hand, by invoice."""
    rows = session.execute(
        select(
            _line.document_id,
            func.coalesce(CustomerOrderLine.manual_percent, 0),
            _line.line_no,
            _line.item_id,
            _line.quantity,
            _line.price_minor,
            _CHARGED,
            _line.variant_id,
        )
        .join(_invoice, _invoice.document_id == _line.document_id)
        .outerjoin(CustomerOrderLine, CustomerOrderLine.id == _line.disposition_line_id)
        .where(_line.document_id == func.any(_ids(ids)))
        .order_by(_line.document_id, _line.line_no)
    )
    found: dict[int, list[SoldLine]] = defaultdict(list)
    manual: dict[int, list[Manual]] = defaultdict(list)
    for document, percent, *facts in rows:
        sold = SoldLine(*facts)
        found[document].append(sold)
        if percent:
            manual[document].append(Manual(sold.line_no, percent))
    return found, manual


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
