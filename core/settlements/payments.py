"""Incoming payments and refunds to customers: enter, change, post, take back, annul.

Lock order of every verb: the document, the orders it is about, the ledgers in key order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import acting
from core.documents.lines import save_lines
from core.documents.operations import advance, check_version, create, edit, locked, post, unpost
from core.kernel.clock import Clock
from core.kernel.money import require_no_less
from core.settlements.entries import header_of, named_lines, touched
from core.settlements.errors import AnnulledDocument, LinesExceedPayment, NothingInPayment
from core.settlements.kinds import EntryStatus, PaymentKind
from core.settlements.locking import lock_dependents
from core.settlements.models import CustomerRefund, IncomingPayment, SettlementLine
from core.settlements.rates import ROUBLE, require_currency
from core.settlements.resolving import NamedLine, objects_of, paid_lines
from core.settlements.types import CUSTOMER_REFUND, INCOMING_PAYMENT

Money = IncomingPayment | CustomerRefund


@dataclass(frozen=True, slots=True)
class PaidLine:
    """So much for one document."""

    object_id: int
    amount_minor: int
    """Above 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPayment:
    """What a payment, or a refund, says."""

    company_id: int
    partner_id: int | None
    amount_minor: int
    legal_entity_id: int | None = None
    kind: PaymentKind = PaymentKind.CASHLESS
    currency: str = ROUBLE
    purpose: str = ""
    their_number: str = ""
    their_date: date | None = None
    comment: str = ""
    date: date | None = None
    """None: the business date of the clock."""
    lines: tuple[PaidLine, ...] = ()
    bank_key: str | None = None
    """Set by the import of bank statements only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentChanges:
    """What an edit changes; a header field that is not named keeps its value."""

    header: Mapping[str, object] = field(default_factory=dict)
    lines: tuple[PaidLine, ...] | None = None
    """The whole of the lines; None: they stay as they are."""


@dataclass(frozen=True, slots=True)
class PaymentSaved:
    """A payment or a refund as a verb left it."""

    id: int
    number: str
    version: int
    status: EntryStatus
    amount_minor: int
    left_minor: int
    """Not assigned to any document: an advance of the payment itself."""


def enter_payment(session: Session, actor: Actor, new: NewPayment, *, clock: Clock) -> PaymentSaved:
    """Enter money that came in; it does not count before it is posted.

    Raises:
        Forbidden: no right to enter payments, or to the company.
        LinesExceedPayment: the lines come to more than the payment.
        NotPayable, ForeignObject, OtherCurrency, ObjectNamedTwice, BadValue: a line makes no sense.
    """
    return _enter(session, actor, INCOMING_PAYMENT.name, new, clock)


def enter_refund(session: Session, actor: Actor, new: NewPayment, *, clock: Clock) -> PaymentSaved:
    """Enter money that goes back to a customer; it does not count before it is posted.

    Raises:
        As `enter_payment`.
    """
    return _enter(session, actor, CUSTOMER_REFUND.name, new, clock)


def save_payment(
    session: Session,
    actor: Actor,
    payment_id: int,
    version: int,
    changes: PaymentChanges,
    *,
    clock: Clock,
) -> PaymentSaved:
    """Change a payment or a refund loaded at *version*; a posted one counts anew at once.

    Raises:
        Conflict: somebody changed it since.
        AnnulledDocument: restore it first.
        Forbidden, NotFound, and whatever entering and posting refuse.
    """
    document = _opened(session, actor, payment_id, clock)
    check_version(session, document, version)
    if document.status == EntryStatus.ANNULLED:
        raise AnnulledDocument(document=document.number_text)
    edit(session, actor, payment_id, version, clock=clock, **changes.header)  # type: ignore[arg-type]
    if changes.lines is not None:
        save_lines(session, actor, document, SettlementLine, _rows(changes.lines), clock=clock)
    _check(session, document)
    if document.posted:
        _count(session, actor, document, clock)
    return _saved(session, document)


def post_payment(session: Session, actor: Actor, payment_id: int, *, clock: Clock) -> PaymentSaved:
    """Let a payment or a refund count.

    Raises:
        IllegalTransition: it counts already, or is annulled.
        NothingInPayment: its amount is nothing, or a refund names no documents for all of it.
        RefundExceeds, RefundOfPoints: the customer has not paid so much ahead, or not in money.
        SettledByInvoices, SettledByOrders: the contract wants another document named.
        PeriodClosed, Forbidden, NotFound.
    """
    document = _opened(session, actor, payment_id, clock)
    advance(session, actor, document, EntryStatus.POSTED, clock=clock)
    _check(session, document)
    _count(session, actor, document, clock)
    return _saved(session, document)


def unpost_payment(
    session: Session, actor: Actor, payment_id: int, *, clock: Clock
) -> PaymentSaved:
    """Take a payment or a refund back: it does not count any more.

    Raises:
        IllegalTransition: it does not count.
        NotEnough: what it brought has been offset or refunded meanwhile.
        PeriodClosed, Forbidden, NotFound.
    """
    document = _opened(session, actor, payment_id, clock)
    advance(session, actor, document, EntryStatus.ENTERED, clock=clock)
    lock_dependents(session, touched(session, document.id))
    unpost(session, actor, document, clock=clock)
    return _saved(session, document)


def annul_payment(
    session: Session, actor: Actor, payment_id: int, *, clock: Clock, annulled: bool = True
) -> PaymentSaved:
    """Mark a payment or a refund as entered by mistake, or take that back.

    Raises:
        IllegalTransition: it counts; take it back first.
        Forbidden, NotFound.
    """
    document = _opened(session, actor, payment_id, clock)
    target = EntryStatus.ANNULLED if annulled else EntryStatus.ENTERED
    if not annulled and document.status == EntryStatus.POSTED:
        INCOMING_PAYMENT.transitions.check(EntryStatus.POSTED, EntryStatus.ANNULLED)
    advance(session, actor, document, target, clock=clock)
    return _saved(session, document)


def _enter(
    session: Session, actor: Actor, type_name: str, new: NewPayment, clock: Clock
) -> PaymentSaved:
    actor.require(Permission.PAYMENT_EDIT, what=type_name)
    values: dict[str, Any] = {} if type_name == CUSTOMER_REFUND.name else {"bank_key": new.bank_key}
    require_no_less("amount_minor", new.amount_minor)
    document = cast(
        Money,
        create(
            session,
            actor,
            type_name,
            clock=clock,
            company_id=new.company_id,
            date=new.date,
            partner_id=new.partner_id,
            legal_entity_id=new.legal_entity_id,
            kind=new.kind,
            amount_minor=new.amount_minor,
            currency=new.currency,
            purpose=new.purpose,
            their_number=new.their_number,
            their_date=new.their_date,
            comment=new.comment,
            **values,
        ),
    )
    rows = _rows(new.lines)
    save_lines(session, actor, document, SettlementLine, rows, clock=clock, first_time=True)
    _check(session, document)
    return _saved(session, document)


def _opened(session: Session, actor: Actor, payment_id: int, clock: Clock) -> Money:
    """Return the payment or refund, locked.

    Raises:
        Forbidden, NotFound.
    """
    actor.require(Permission.PAYMENT_EDIT, what=INCOMING_PAYMENT.name, key=payment_id)
    acting(session, actor, clock)
    document: Money
    if session.get(CustomerRefund, payment_id) is not None:
        document = locked(session, CustomerRefund, payment_id)
    else:
        document = locked(session, IncomingPayment, payment_id)
    actor.require_company(document.company_id)
    return document


def _rows(lines: Sequence[PaidLine]) -> list[dict[str, Any]]:
    for line in lines:
        require_no_less("amount_minor", line.amount_minor, 1)
    return [
        {"line_no": number, "object_id": line.object_id, "amount_minor": line.amount_minor}
        for number, line in enumerate(lines, start=1)
    ]


def _check(session: Session, document: Money) -> None:
    """Refuse what cannot be right even before it is posted."""
    require_currency(session, document.currency)
    session.flush()  # lines are read back from the database
    lines = named_lines(session, document.id)
    paid_lines(session, header_of(document), lines)
    told = sum(line.amount_minor for line in lines)
    if told > document.amount_minor:
        raise LinesExceedPayment(
            document=document.number_text,
            amount=document.amount_minor,
            lines=told,
            over=told - document.amount_minor,
        )


def _count(session: Session, actor: Actor, document: Money, clock: Clock) -> None:
    lines: list[NamedLine] = named_lines(session, document.id)
    whole = sum(line.amount_minor for line in lines)
    refund = isinstance(document, CustomerRefund)
    if document.amount_minor <= 0 or (refund and whole != document.amount_minor):
        raise NothingInPayment(document=document.number_text)
    resolved = paid_lines(session, header_of(document), lines)
    objects = objects_of(resolved) | {document.id} | touched(session, document.id)
    lock_dependents(session, objects)
    post(session, actor, document, clock=clock)


def _saved(session: Session, document: Money) -> PaymentSaved:
    lines = named_lines(session, document.id)
    return PaymentSaved(
        id=document.id,
        number=document.number_text,
        version=document.version,
        status=EntryStatus(document.status),
        amount_minor=document.amount_minor,
        left_minor=document.amount_minor - sum(line.amount_minor for line in lines),
    )
