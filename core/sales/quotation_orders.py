"""Orders on the basis of a quotation: what is left of it, and what it settled already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import and_, insert, or_, select, union
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.catalog.models import Item
from core.deals.models import CustomerNeed
from core.deals.needs import satisfy_need
from core.deals.statuses import NeedStatus
from core.documents.models import Document, DocumentBasis
from core.documents.operations import base_on, locked
from core.documents.rows import readable_rows
from core.documents.rowsets import rows_of
from core.kernel.clock import Clock
from core.kernel.errors import NotFound
from core.partners.queries import partner_card
from core.sales.conforming import departures_of, telling
from core.sales.effects import OrderSaved
from core.sales.errors import (
    AllOrNothing,
    NothingLeft,
    QuotationNotInForce,
    QuotationOrdered,
)
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.sales.order_lines import OrderLine
from core.sales.orders import NewOrder, create_order
from core.sales.quotation_lines import offered, ordered_of
from core.sales.quotation_models import Quotation, QuotationLine, QuotationOrderLine
from core.sales.quotation_rules import left_out, left_to_order
from core.sales.quotation_statuses import QuotationStatus
from core.sales.quotation_steps import require_valid
from core.sales.quotations import opened_quotation
from core.sales.types import CUSTOMER_ORDER
from core.terms.conformity_rules import Deviation


@dataclass(frozen=True, slots=True)
class _Offer:
    """A chosen line and what is left of it."""

    id: int
    line_no: int
    item: str
    left: int
    """Thousandths."""
    quantity: int
    line: OrderLine


def order_from_quotation(
    session: Session,
    actor: Actor,
    quotation_id: int,
    wanted: Mapping[int, int] | None = None,
    *,
    clock: Clock,
) -> OrderSaved:
    """Make an order of a quotation in force; it takes what is chosen and not ordered yet.

    Prices and discounts are those that were offered, whatever the price list and the tree of
    discounts say by now (`core.sales.holding`).
    The quotation is locked, so what two people order of it at once never exceeds what is left.

    Args:
        wanted: number of a line → how much of it, thousandths; None: all that is left.

    Raises:
        QuotationNotInForce, QuotationExpired: it offers nothing, or no more.
        NothingLeft: everything has been ordered.
        QuotationOrdered: more of a line is wanted than is left.
        AllOrNothing: its prices hold only for the whole.
        NotFound: it has no such chosen line, or rights hide it.
        Forbidden: no right to read quotations or to edit orders.
    """
    actor.require(Permission.ORDER_EDIT, what=CUSTOMER_ORDER.name)
    quotation = opened_quotation(session, actor, quotation_id, clock, Permission.QUOTATION_READ)
    if quotation.status != QuotationStatus.IN_FORCE:
        raise QuotationNotInForce(document=quotation.number_text)
    require_valid(quotation, clock.business_date())
    offers = _offers(session, quotation_id)
    taken = _taken(quotation, offers, wanted)
    # Prices and discounts were given by whoever might give them; the customer holds them.
    giving = actor.lent(Permission.LINE_PRICE, Permission.LINE_DISCOUNT)
    saved = create_order(session, giving, _new(session, quotation, taken), clock=clock)
    base_on(session, locked(session, CustomerOrder, saved.id), [quotation_id])
    links = [
        {"order_id": saved.id, "line_no": number, "quotation_line_id": offer.id}
        for number, (offer, _) in enumerate(taken, start=1)
    ]
    table: Any = QuotationOrderLine.__table__
    names = ["order_id", "line_no", "quotation_line_id"]
    given = rows_of(table, names, links)
    session.execute(insert(table).from_select(names, select(*given.c), include_defaults=False))
    _satisfy(session, actor, quotation, saved.id, clock)
    return saved


def _satisfy(
    session: Session, actor: Actor, quotation: Quotation, order_id: int, clock: Clock
) -> None:
    """Close the customer needs that the quotation, or a version before it, was made of."""
    first = quotation.first_id or quotation.id
    versions = select(Quotation.document_id).where(
        or_(Quotation.document_id == first, Quotation.first_id == first)
    )
    based = DocumentBasis.basis_id
    bases: Any = union(
        select(Document.basis_id).where(Document.id.in_(versions), Document.basis_id.is_not(None)),
        select(based).where(DocumentBasis.document_id.in_(versions)),
    )
    needs = session.scalars(
        select(CustomerNeed.id)
        .where(
            CustomerNeed.id.in_(bases),
            CustomerNeed.status == NeedStatus.RECORDED.value,
            *readable_rows(actor),
        )
        .order_by(CustomerNeed.id)
    ).all()
    for need in needs:
        satisfy_need(session, actor.lent(Permission.DEAL_EDIT), need, order_id, clock=clock)


def beyond_quotations(
    session: Session, actor: Actor, order: CustomerOrder, found: Sequence[Deviation]
) -> tuple[Deviation, ...]:
    """Return those departures of an order that no quotation it was made of has settled.

    An order can be made only of a quotation in force, and that departs from the terms only because
    somebody allowed it; the order that takes it over asks nobody again, even when a newer version
    has taken the place of the quotation since. Departures are the same when everything but the
    number of the line is. A price that was offered holds as long as the offer is valid and for no
    more than was offered, whatever the price list says by then.
    """
    if not found:
        return ()
    line, link = QuotationLine, QuotationOrderLine
    made_of = (
        select(line.document_id)
        .join(link, link.quotation_line_id == line.id)
        .where(link.order_id == order.id)
    )
    bases = session.scalars(select(Quotation).where(Quotation.document_id.in_(made_of))).all()
    settled = {
        telling(one)
        for quotation in bases
        for one in departures_of(session, actor, offered(session, quotation))
    }
    held = _still_offered(session, order)
    return tuple(
        one
        for one in found
        if telling(one) not in settled
        and not (one.code == "price-below" and one.facts["line"] in held)
    )


def _still_offered(session: Session, order: CustomerOrder) -> frozenset[int]:
    """Return the numbers of lines that cost what a quotation valid on the order's day offered."""
    line, link, of = QuotationLine, QuotationOrderLine, CustomerOrderLine
    rows = session.execute(
        select(of.line_no, of.quantity, line.id, line.quantity.label("offered"))
        .join(link, and_(link.order_id == of.document_id, link.line_no == of.line_no))
        .join(line, line.id == link.quotation_line_id)
        .join(Quotation, Quotation.document_id == line.document_id)
        .where(
            of.document_id == order.id,
            of.cancelled.is_(False),
            of.item_id == line.item_id,
            of.variant_id == line.variant_id,
            of.price_minor >= line.price_minor,
            Quotation.valid_until >= order.date,
        )
    ).all()
    taken: Counter[int] = Counter()
    for row in rows:
        taken[row.id] += row.quantity
    return frozenset(row.line_no for row in rows if taken[row.id] <= row.offered)


def _offers(session: Session, quotation_id: int) -> list[_Offer]:
    line = QuotationLine
    rows = session.execute(
        select(
            line.id,
            line.line_no,
            Item.name,
            line.quantity,
            line.item_id,
            line.variant_id,
            line.packaging_id,
            line.price_minor,
            line.manual_percent,
        )
        .join(Item, Item.id == line.item_id)
        .where(line.document_id == quotation_id, line.chosen)
        .order_by(line.line_no)
    ).all()
    ordered = ordered_of(session, [quotation_id])
    return [
        _Offer(
            row.id,
            row.line_no,
            row.name,
            left_to_order(row.quantity, ordered.get(row.id, 0)),
            row.quantity,
            OrderLine(
                item_id=row.item_id,
                quantity=row.quantity,
                variant_id=row.variant_id,
                packaging_id=row.packaging_id,
                price_minor=row.price_minor,
                manual_percent=row.manual_percent,
            ),
        )
        for row in rows
    ]


def _taken(
    quotation: Quotation, offers: Sequence[_Offer], wanted: Mapping[int, int] | None
) -> list[tuple[_Offer, int]]:
    """Return the lines to order with how much of each.

    Raises:
        NothingLeft, QuotationOrdered, AllOrNothing, NotFound.
    """
    number = quotation.number_text
    if not any(offer.left for offer in offers):
        raise NothingLeft(document=number)
    by_no = {offer.line_no: offer for offer in offers}
    if wanted is None:
        wanted = {offer.line_no: offer.left for offer in offers}
    for line_no, quantity in sorted(wanted.items()):
        offer = by_no.get(line_no)
        if offer is None:
            raise NotFound(what="quotation_line", key=line_no)
        if quantity > offer.left:
            raise QuotationOrdered(
                document=number, line=line_no, item=offer.item, asked=quantity, left=offer.left
            )
    taken = [(offer, wanted.get(offer.line_no, 0)) for offer in offers]
    taken = [(offer, quantity) for offer, quantity in taken if quantity > 0]
    missing = left_out({offer.line_no: offer.quantity for offer in offers}, wanted)
    if quotation.whole_only and missing:
        raise AllOrNothing(document=number, count=len(missing), line=missing[0])
    if not taken:
        raise NothingLeft(document=number)
    return taken


def _new(session: Session, quotation: Quotation, taken: Sequence[tuple[_Offer, int]]) -> NewOrder:
    partner = quotation.partner_id or 0
    words = (
        quotation.payment_text,
        quotation.delivery_text,
        quotation.other_text,
        quotation.comment,
    )
    return NewOrder(
        company_id=quotation.company_id or 0,
        partner_id=partner,
        warehouse_id=quotation.warehouse_id or 0,
        price_type_id=quotation.price_type_id,
        legal_entity_id=quotation.legal_entity_id,
        agreement_id=quotation.agreement_id,
        contract_id=quotation.contract_id,
        payment_form=quotation.payment_form,
        card_id=quotation.card_id,
        chosen_discounts=tuple(quotation.chosen_discounts),
        delivery_address=partner_card(session, partner).row.delivery_address,
        comment="; ".join(word for word in words if word),
        lines=tuple(replace(offer.line, quantity=quantity) for offer, quantity in taken),
        quoted={number: offer.id for number, (offer, _) in enumerate(taken, start=1)},
    )
