"""Cash that drivers bring becomes incoming payments when the trip is closed, once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.delivery.errors import CashOfNobody
from core.delivery.models import DeliveryRequest, Trip
from core.delivery.trips.riding import lines_of, stops_of
from core.delivery.trips.rules import Due, share_cash
from core.documents.models import Document, DocumentBasis
from core.documents.operations import base_on
from core.kernel.clock import Clock
from core.settlements.contracts import contracts
from core.settlements.kinds import EntryStatus, PaymentKind
from core.settlements.models import IncomingPayment
from core.settlements.objects import object_facts, role_of
from core.settlements.payments import (
    NewPayment,
    PaidLine,
    annul_payment,
    enter_payment,
    post_payment,
    unpost_payment,
)
from core.settlements.rules import Target, paid_under
from core.settlements.standing import unpaid_of
from core.shipments.models import SalesInvoice, SalesInvoiceLine

LENT = (Permission.PAYMENT_EDIT, Permission.PAYMENT_READ)


def pay_in(session: Session, actor: Actor, trip: Trip, *, clock: Clock) -> list[int]:
    """Enter and post the cash of a trip, one payment per document; return their ids.

    A payment names the order, or where the contract settles by invoices those of the order; what
    nothing is owed for is an advance.

    Raises:
        CashOfNobody: a stop brought cash and has no document of a company and a partner.
        PeriodClosed.
    """
    shares = _shares(session, trip)
    if not shares:
        return []
    lent = actor.lent(*LENT)
    headers = {
        row.id: row
        for row in session.execute(
            select(
                Document.id, Document.number_text, Document.company_id, Document.partner_id
            ).where(Document.id.in_(shares))
        )
    }
    found = []
    for document_id, (stop_no, amount) in sorted(shares.items()):
        header = headers[document_id]
        if header.company_id is None or header.partner_id is None:
            raise CashOfNobody(document=trip.number_text, stop=stop_no)
        new = NewPayment(
            company_id=header.company_id,
            partner_id=header.partner_id,
            amount_minor=amount,
            kind=PaymentKind.CASH,
            purpose=f"{trip.number_text}, {header.number_text}",
            lines=tuple(_lines(session, document_id, amount)),
        )
        entered = enter_payment(session, lent, new, clock=clock)
        payment = session.get_one(IncomingPayment, entered.id)
        base_on(session, payment, [trip.id])
        post_payment(session, lent, entered.id, clock=clock)
        found.append(entered.id)
    return found


def pay_back(session: Session, actor: Actor, trip: Trip, *, clock: Clock) -> None:
    """Undo the payments of a trip that is opened again: they are annulled.

    Raises:
        NotEnough: what one brought has been offset or refunded meanwhile.
        PeriodClosed.
    """
    lent = actor.lent(*LENT)
    for payment_id in payments_of(session, trip.id):
        unpost_payment(session, lent, payment_id, clock=clock)
        annul_payment(session, lent, payment_id, clock=clock)


def payments_of(session: Session, trip_id: int) -> Sequence[int]:
    """Return the payments that count of what a trip collected, by id."""
    return session.scalars(
        select(IncomingPayment.document_id)
        .join(DocumentBasis, DocumentBasis.document_id == IncomingPayment.document_id)
        .where(
            DocumentBasis.basis_id == trip_id, IncomingPayment.status == EntryStatus.POSTED.value
        )
        .order_by(IncomingPayment.document_id)
    ).all()


def _shares(session: Session, trip: Trip) -> Mapping[int, tuple[int, int]]:
    """Return document → (number of its first stop, kopecks collected for it)."""
    documents: dict[int, dict[int, None]] = defaultdict(dict)
    for line in lines_of(session, trip.id):
        documents[line.stop_id][line.disposition_document_id] = None
    stops = [stop for stop in stops_of(session, trip.id) if stop.collected_minor]
    asked = {key for stop in stops for key in documents[stop.id]}
    dues = {
        row.document_id: row.collect_minor
        for row in session.execute(
            select(DeliveryRequest.document_id, DeliveryRequest.collect_minor).where(
                DeliveryRequest.document_id.in_(asked)
            )
        )
    }
    found: dict[int, tuple[int, int]] = {}
    for stop in stops:
        of = [Due(key, dues.get(key, 0)) for key in documents[stop.id]]
        if not of:
            raise CashOfNobody(document=trip.number_text, stop=stop.stop_no)
        for key, amount in share_cash(stop.collected_minor, of):
            first, before = found.get(key, (stop.stop_no, 0))
            found[key] = (first, before + amount)
    return found


def _lines(session: Session, document_id: int, amount: int) -> list[PaidLine]:
    """Return what a payment for a document names."""
    facts = object_facts(session, [document_id]).get(document_id)
    if facts is None:
        return []
    terms = contracts(session, [facts.contract_id])[facts.contract_id]
    if paid_under(role_of(facts.type), terms.calculation) is not Target.NAME_INVOICE:
        return [PaidLine(document_id, amount)]
    invoices = session.scalars(
        select(SalesInvoiceLine.document_id)
        .join(SalesInvoice, SalesInvoice.document_id == SalesInvoiceLine.document_id)
        .where(SalesInvoiceLine.disposition_document_id == document_id, SalesInvoice.posted)
        .distinct()
    ).all()
    found = []
    rest = amount
    for unpaid in unpaid_of(session, invoices):
        part = min(rest, unpaid.unpaid)
        if part:
            found.append(PaidLine(unpaid.plan_id, part))
            rest -= part
    return found
