"""Bills (счета на оплату): issue, change, annul, find by number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import acting
from core.documents.models import Document
from core.documents.operations import advance, check_version, create, edit, locked
from core.documents.rows import document_rows
from core.kernel.clock import Clock
from core.kernel.errors import NotFound
from core.partners.calculation import CalculationOrder
from core.partners.models import Company, LegalEntity, Partner
from core.settlements.contracts import contracts
from core.settlements.errors import AnnulledDocument, BillNotOnOrder, NothingToBill
from core.settlements.kinds import BillStatus
from core.settlements.models import Bill
from core.settlements.objects import ObjectFacts, object_fact, role_of
from core.settlements.order_payments import paid_of_orders
from core.settlements.purpose import Mention, Named, digits_of, same_number
from core.settlements.rules import ObjectRole
from core.settlements.stages import StageRow, stages_of
from core.settlements.standing import NOTHING, ids, standings, unpaid_of
from core.settlements.types import BILL


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBill:
    """What a bill asks for."""

    object_id: int
    """The order, invoice or contract."""
    amount_minor: int | None = None
    """None: what is not paid of the stage, or of the whole."""
    stage_no: int = 0
    """The stage of its payment; 0: the whole."""
    due_on: dt.date | None = None
    purpose: str = ""
    """What the customer is to write; "": the usual words."""
    comment: str = ""
    date: dt.date | None = None
    """None: the business date of the clock."""


@dataclass(frozen=True, slots=True)
class BillSaved:
    """A bill as a verb left it."""

    id: int
    number: str
    version: int
    status: BillStatus
    amount_minor: int


@dataclass(frozen=True, slots=True)
class BillCard:
    """A bill as a form and a paper show it."""

    id: int
    number: str
    date: dt.date
    version: int
    status: BillStatus
    company_id: int
    company: str
    partner_id: int
    partner: str
    legal_entity_id: int | None
    legal_entity: str
    object_id: int
    object_type: str
    object_number: str
    object_date: dt.date
    stage_no: int
    currency: str
    amount_minor: int
    due_on: dt.date | None
    purpose: str
    comment: str


def issue_bill(session: Session, actor: Actor, new: NewBill, *, clock: Clock) -> BillSaved:
    """Issue a bill on the basis of an order, an invoice or a contract.

    Raises:
        NotFound: there is no such document, or it cannot be paid.
        BillNotOnOrder: the contract settles by invoices; make the bill of the invoice.
        NothingToBill: everything is paid already.
        Forbidden: no right to issue bills, or to the company.
    """
    actor.require(Permission.ORDER_EDIT, what=BILL.name, key=new.object_id)
    acting(session, actor, clock)
    of = object_fact(session, new.object_id)
    terms = contracts(session, [of.contract_id])[of.contract_id]
    if role_of(of.type) is ObjectRole.ORDER and terms.calculation is CalculationOrder.BY_INVOICE:
        raise BillNotOnOrder(object=of.number)
    on = new.date or clock.business_date()
    asked = asked_by_bill(session, of.id, new.stage_no, on)
    amount = asked.amount_minor if new.amount_minor is None else new.amount_minor
    if amount <= 0:
        raise NothingToBill(object=of.number)
    due = new.due_on or asked.due_on
    bill = cast(
        Bill,
        create(
            session,
            actor,
            BILL.name,
            clock=clock,
            company_id=of.company_id,
            date=on,
            basis_id=of.id,
            partner_id=of.partner_id,
            object_id=of.id,
            stage_no=new.stage_no,
            legal_entity_id=of.legal_entity_id or None,
            currency=of.currency,
            amount_minor=amount,
            due_on=due,
            purpose=new.purpose,
            comment=new.comment,
        ),
    )
    if not bill.purpose:
        bill.purpose = usual_purpose(bill.number_text, bill.date, of)
        session.flush()  # the words name the number, which is known only now
    return _saved(bill)


@dataclass(frozen=True, slots=True)
class AskedByBill:
    """What a bill asks for unless somebody says otherwise."""

    amount_minor: int
    """0: everything is paid."""
    due_on: dt.date | None


def asked_by_bill(session: Session, object_id: int, stage_no: int, on: dt.date) -> AskedByBill:
    """Return what is not paid of a document, or of a stage of its payment, and until when.

    Raises:
        NotFound: there is no such document, or it cannot be paid.
    """
    of = object_fact(session, object_id)
    stages = stages_of(session, object_id)
    amount = max(_unpaid(session, of, stage_no, stages, on), 0)
    return AskedByBill(amount, stages[stage_no].due_on if stage_no in stages else None)


def save_bill(
    session: Session,
    actor: Actor,
    bill_id: int,
    version: int,
    changes: Mapping[str, object],
    *,
    clock: Clock,
) -> BillSaved:
    """Change the sum, the day, the purpose or the comment of a bill loaded at *version*.

    Raises:
        Conflict: somebody changed it since.
        AnnulledDocument: restore it first.
        NothingToBill: the sum is nothing.
        Forbidden, NotFound.
    """
    bill = _opened(session, actor, bill_id, clock)
    check_version(session, bill, version)
    if bill.status == BillStatus.ANNULLED:
        raise AnnulledDocument(document=bill.number_text)
    amount = changes.get("amount_minor", bill.amount_minor)
    if not isinstance(amount, int) or amount <= 0:
        raise NothingToBill(object=bill.number_text)
    edit(session, actor, bill_id, version, clock=clock, **changes)  # type: ignore[arg-type]
    return _saved(bill)


def annul_bill(
    session: Session, actor: Actor, bill_id: int, *, clock: Clock, annulled: bool = True
) -> BillSaved:
    """Take a bill back: payments do not find it any more; or issue it again.

    Raises:
        IllegalTransition: it is in that status already.
        Forbidden, NotFound.
    """
    bill = _opened(session, actor, bill_id, clock)
    target = BillStatus.ANNULLED if annulled else BillStatus.ISSUED
    advance(session, actor, bill, target, clock=clock)
    return _saved(bill)


def bill_card(session: Session, actor: Actor, bill_id: int) -> BillCard:
    """Return a bill; one statement.

    Raises:
        Forbidden: the actor may not read bills.
        NotFound: there is none, or his rights hide it.
    """
    actor.require(BILL.read, what=BILL.name, key=bill_id)
    of = aliased(Document)
    row = session.execute(
        select(
            Bill.id,
            Bill.number_text,
            Bill.date,
            Bill.version,
            Bill.status,
            Company.id,
            Company.name,
            func.coalesce(Partner.id, 0),
            func.coalesce(Partner.name, ""),
            Bill.legal_entity_id,
            func.coalesce(LegalEntity.name, ""),
            Bill.object_id,
            of.type,
            of.number_text,
            of.date,
            Bill.stage_no,
            Bill.currency,
            Bill.amount_minor,
            Bill.due_on,
            Bill.purpose,
            Bill.comment,
        )
        .join(Company, Company.id == Bill.company_id)
        .join(of, of.id == Bill.object_id)
        .outerjoin(Partner, Partner.id == Bill.partner_id)
        .outerjoin(LegalEntity, LegalEntity.id == Bill.legal_entity_id)
        .where(Bill.id == bill_id, *document_rows(actor))
    ).one_or_none()
    if row is None:
        raise NotFound(what=BILL.name, key=bill_id)
    values: list[Any] = list(row)
    values[4] = BillStatus(values[4])
    return BillCard(*values)


@dataclass(frozen=True, slots=True)
class NamedBill:
    """An issued bill that a payer names."""

    object_id: int
    number: str
    date: dt.date
    currency: str
    amount_minor: int


def bills_named(
    session: Session, company_id: int, partner_id: int, named: Sequence[Mention]
) -> list[NamedBill | None]:
    """Return, for each mention, the issued bill of the partner it means; None: none."""
    wanted = [mention for mention in named if mention.what is Named.BILL]
    digits = [number for one in wanted if (number := digits_of(one.number)) is not None]
    if not digits:
        return [None] * len(named)
    rows = session.execute(
        select(Bill.object_id, Bill.number_text, Bill.date, Bill.currency, Bill.amount_minor)
        .where(
            Bill.partner_id == partner_id,
            Bill.company_id == company_id,
            Bill.number == ids(digits),
            Bill.status == BillStatus.ISSUED,
        )
        .order_by(Bill.date.desc(), Bill.id.desc())
    )
    bills = [NamedBill(*tuple[Any, ...](row)) for row in rows]
    found: list[NamedBill | None] = []
    for mention in named:
        fitting = [
            bill
            for bill in bills
            if mention.what is Named.BILL and same_number(mention.number, bill.number)
        ]
        exact = [bill for bill in fitting if bill.date == mention.on]
        found.append(next(iter(exact or fitting), None))
    return found


def usual_purpose(number: str, on: dt.date, of: ObjectFacts) -> str:
    """Return what a customer writes into his payment order: Russian, as banks want it."""
    what = {
        ObjectRole.ORDER: "заказ",
        ObjectRole.INVOICE: "накладная",
        ObjectRole.CONTRACT: "договор",
        ObjectRole.ITSELF: "документ",
    }[role_of(of.type)]
    return (
        f"Оплата по счету № {number} от {on:%d.%m.%Y} ({what} № {of.number} от {of.date:%d.%m.%Y})"
    )


def _unpaid(
    session: Session,
    of: ObjectFacts,
    stage_no: int,
    stages: Mapping[int, StageRow],
    on: dt.date,
) -> int:
    """Return what is not paid of a stage, or of the whole document."""
    match role_of(of.type):
        case ObjectRole.ORDER:
            paid = paid_of_orders(session, [of.id], on)[of.id].paid_minor
        case ObjectRole.INVOICE:
            paid = of.total_minor - sum(row.unpaid for row in unpaid_of(session, [of.id]))
        case _:
            stands = standings(session, [of.id]).get((of.id, of.currency), NOTHING)
            return stages[stage_no].amount_minor if stage_no in stages else stands.net.debt
    if stage_no not in stages:
        return of.total_minor - paid
    before = sum(stage.amount_minor for no, stage in stages.items() if no < stage_no)
    stage = stages[stage_no].amount_minor
    return max(min(before + stage - paid, stage), 0)


def _opened(session: Session, actor: Actor, bill_id: int, clock: Clock) -> Bill:
    actor.require(Permission.ORDER_EDIT, what=BILL.name, key=bill_id)
    acting(session, actor, clock)
    bill = locked(session, Bill, bill_id)
    actor.require_company(bill.company_id)
    return bill


def _saved(bill: Bill) -> BillSaved:
    return BillSaved(
        bill.id, bill.number_text, bill.version, BillStatus(bill.status), bill.amount_minor
    )
