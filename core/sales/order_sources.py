"""Orders and quotations on the basis of what came before: deals, needs, visits, quotations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.deals.basis import OrderBasis, basis_for_order
from core.deals.needs import satisfy_need
from core.deals.types import CUSTOMER_NEED
from core.documents.models import Document
from core.documents.operations import base_on, locked
from core.documents.usual import usual
from core.kernel.clock import Clock
from core.kernel.errors import NotFound
from core.partners.queries import companies, legal_entities, partner_card
from core.pricing.queries import price_types, usual_price_type
from core.sales.effects import OrderSaved
from core.sales.errors import NobodyToSell
from core.sales.models import CustomerOrder
from core.sales.order_lines import OrderLine
from core.sales.orders import NewOrder, create_order
from core.sales.quotation_lines import QuotedLine
from core.sales.quotation_orders import order_from_quotation
from core.sales.quotation_type import QUOTATION
from core.sales.quotations import NewQuotation, QuotationSaved, create_quotation
from core.sales.types import CUSTOMER_ORDER
from core.stock.queries import warehouses
from core.terms.queries import AgreementRow, agreements_for
from core.terms.statuses import PaymentForm


@dataclass(frozen=True, slots=True)
class _Terms:
    """What a basis says, and what is usual where it says nothing."""

    basis: OrderBasis
    company_id: int
    warehouse_id: int
    price_type_id: int
    legal_entity_id: int | None
    agreement_id: int | None
    payment_form: PaymentForm
    priced: bool
    """Whether the actor may give the prices that were talked about; else the price list holds."""


def order_from(session: Session, actor: Actor, document_id: int, *, clock: Clock) -> OrderSaved:
    """Make an order on the basis of a quotation, a deal, a customer need or a visit.

    Of a quotation it takes all that is left; see `quotation_orders` for less. Where the basis does
    not say for which company, from which warehouse and at which prices, the only agreement in force
    with the partner says it, else what the actor used last. Prices that were talked about are taken
    over from whoever may type prices; else the price list holds. An order of a need satisfies it.

    Raises:
        NobodyToSell: a need of somebody who is no partner yet.
        NoBasis: it came to nothing.
        IllegalTransition: the need is satisfied already.
        NoPrice: an item has no price on the list.
        Forbidden: no right to edit orders, or to read the basis.
        NotFound: rights hide it, or no order can be made of such a document.
        What `order_from_quotation` refuses.
    """
    actor.require(Permission.ORDER_EDIT, what=CUSTOMER_ORDER.name)
    kind = session.scalar(select(Document.type).where(Document.id == document_id))
    if kind == QUOTATION.name:
        return order_from_quotation(session, actor, document_id, clock=clock)
    found = _terms(session, actor, document_id, CUSTOMER_ORDER.name, clock.business_date())
    made = create_order(
        session,
        actor,
        NewOrder(
            company_id=found.company_id,
            partner_id=found.basis.partner_id,
            warehouse_id=found.warehouse_id,
            price_type_id=found.price_type_id,
            legal_entity_id=found.legal_entity_id,
            agreement_id=found.agreement_id,
            payment_form=found.payment_form,
            delivery_address=partner_card(session, found.basis.partner_id).row.delivery_address,
            comment=found.basis.comment,
            lines=tuple(
                OrderLine(
                    item_id=line.item_id,
                    variant_id=line.variant_id,
                    quantity=line.quantity,
                    price_minor=line.price_minor if found.priced else None,
                )
                for line in found.basis.lines
            ),
        ),
        clock=clock,
    )
    if kind == CUSTOMER_NEED.name:
        satisfy_need(session, actor, document_id, made.id, clock=clock)
    base_on(session, locked(session, CustomerOrder, made.id), [document_id])
    return made


def quotation_from(
    session: Session, actor: Actor, document_id: int, *, clock: Clock
) -> QuotationSaved:
    """Make a draft of a quotation on the basis of a deal, a customer need or a visit.

    What an offer is worth only the customer can tell: a need stays one until it is ordered.

    Raises:
        NobodyToSell, NoBasis, NoPrice, Forbidden, NotFound: as `order_from`.
    """
    actor.require(Permission.QUOTATION_EDIT, what=QUOTATION.name)
    found = _terms(session, actor, document_id, QUOTATION.name, clock.business_date())
    new = NewQuotation(
        company_id=found.company_id,
        partner_id=found.basis.partner_id,
        warehouse_id=found.warehouse_id,
        price_type_id=found.price_type_id,
        legal_entity_id=found.legal_entity_id,
        agreement_id=found.agreement_id,
        payment_form=found.payment_form,
        comment=found.basis.comment,
        basis_id=document_id,
        lines=tuple(
            QuotedLine(
                item_id=line.item_id,
                variant_id=line.variant_id,
                quantity=line.quantity,
                price_minor=line.price_minor if found.priced else None,
            )
            for line in found.basis.lines
        ),
    )
    return create_quotation(session, actor, new, clock=clock)


def _terms(session: Session, actor: Actor, document_id: int, kind: str, on: dt.date) -> _Terms:
    basis = basis_for_order(session, actor, document_id)
    if not basis.partner_id:
        number = session.scalar(select(Document.number_text).where(Document.id == document_id))
        raise NobodyToSell(document=number)
    agreed = _only_agreement(session, actor, basis, on)
    entities = legal_entities(session, basis.partner_id)
    chosen = _where(session, actor, kind, basis, agreed)
    return _Terms(
        basis,
        chosen("company_id"),
        chosen("warehouse_id"),
        chosen("price_type_id"),
        entities[0].id if entities else None,
        agreed.id if agreed is not None else None,
        agreed.payment_form if agreed is not None else PaymentForm.ANY,
        actor.may(Permission.LINE_PRICE),
    )


def _only_agreement(
    session: Session, actor: Actor, basis: OrderBasis, on: dt.date
) -> AgreementRow | None:
    """Return the agreement in force with the partner where there is exactly one (domain §3.1)."""
    if not actor.may(Permission.AGREEMENT_READ):
        return None
    found = agreements_for(
        session, actor, basis.partner_id, on, company_id=basis.company_id or None
    )
    return found[0] if len(found) == 1 and not found[0].requires_contract else None


def _where(
    session: Session, actor: Actor, kind: str, basis: OrderBasis, agreed: AgreementRow | None
) -> Callable[[str], int]:
    """Return a choice of a field: as the basis says, as agreed, as usual.

    The choice raises NotFound where the actor may use no row at all.
    """
    first = usual_price_type(session, actor)
    priced = [row.id for row in price_types(session, actor)]
    if first is not None:
        priced.sort(key=lambda key: key != first.id)
    among = {
        "company_id": [row.id for row in companies(session, actor)],
        "warehouse_id": [row.id for row in warehouses(session, actor)],
        "price_type_id": priced,
    }
    guess = usual(session, actor, kind, among)
    said = {"company_id": basis.company_id, "warehouse_id": basis.warehouse_id}

    def chosen(name: str) -> int:
        value = said.get(name) or getattr(agreed, name, 0) or guess.get(name, 0)
        if not value:
            raise NotFound(what=name.removesuffix("_id"), key=0)
        return int(value)

    return chosen
