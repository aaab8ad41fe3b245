"""What payments, refunds, offsets and adjustments post, from what is stored of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.ledger import Ledger, Rows
from core.settlements.errors import OffsetExceeds, RefundExceeds, RefundOfPoints
from core.settlements.kinds import DEBT, AdjustedSide
from core.settlements.ledgers import PAYMENT_PLAN, SETTLEMENTS
from core.settlements.models import (
    CustomerRefund,
    DebtAdjustment,
    DebtAdjustmentLine,
    DebtOffset,
    DebtOffsetLine,
    IncomingPayment,
    SettlementLine,
)
from core.settlements.moneyless import paid_without_money
from core.settlements.objects import object_facts
from core.settlements.purse import Purse
from core.settlements.resolving import (
    Header,
    NamedLine,
    Resolved,
    charged_lines,
    objects_of,
    paid_lines,
)
from core.settlements.standing import big


def header_of(document: IncomingPayment | CustomerRefund | DebtAdjustment) -> Header:
    """Return what lines are compared with."""
    return Header(
        document_id=document.id or 0,
        company_id=document.company_id or 0,
        partner_id=document.partner_id or 0,
        legal_entity_id=document.legal_entity_id or 0,
        currency=document.currency,
    )


def named_lines(session: Session, document_id: int) -> list[NamedLine]:
    """Return the stored lines of a payment or a refund, by number."""
    line = SettlementLine
    rows = session.execute(
        select(line.line_no, line.object_id, line.amount_minor)
        .where(line.document_id == document_id)
        .order_by(line.line_no)
    )
    return [NamedLine(*row) for row in rows]


def payment_entries(session: Session, payment: IncomingPayment) -> Mapping[Ledger, Rows]:
    """Return what a payment posts: paid on each object, the rest on the payment itself."""
    header = header_of(payment)
    lines = paid_lines(session, header, named_lines(session, payment.id))
    rows = [line.key(header) | {"paid": line.amount_minor} for line in lines]
    rest = payment.amount_minor - sum(line.amount_minor for line in lines)
    if rest > 0:
        rows.append(
            {
                "line": 0,
                "company_id": header.company_id,
                "legal_entity_id": header.legal_entity_id,
                "object_id": payment.id,
                "currency": payment.currency,
                "paid": rest,
            }
        )
    return {SETTLEMENTS: rows}


def refund_entries(session: Session, refund: CustomerRefund) -> Mapping[Ledger, Rows]:
    """Return what a refund posts: less paid, taken from where the advance stands.

    Raises:
        RefundExceeds: the customer has not paid so much ahead.
        RefundOfPoints: he has, but not so much of it in money.
    """
    header = header_of(refund)
    lines = paid_lines(session, header, named_lines(session, refund.id))
    objects = {line.object_id for line in lines}
    purse = Purse.open(session, objects, refund.id)
    unmoneyed = paid_without_money(session, objects, header.currency)
    rows: list[dict[str, Any]] = []
    for line in lines:
        advance = purse.net(line.object_id, header.currency)[1]
        moneyless = unmoneyed.get(line.object_id, 0)
        money = purse.paid(line.object_id, header.currency) - moneyless
        asked = {"object": line.picked.number, "line": line.line_no, "asked": line.amount_minor}
        if line.amount_minor > advance:
            raise RefundExceeds(**asked, available=advance)
        if line.amount_minor > money:
            raise RefundOfPoints(**asked, available=max(money, 0), moneyless=moneyless)
        rows += purse.take(line.object_id, header.currency, line.amount_minor, line.line_no)
    return {SETTLEMENTS: rows}


@dataclass(frozen=True, slots=True)
class OffsetRow:
    """A stored line of an offset."""

    line_no: int
    advance_id: int
    debt_id: int
    amount_minor: int


def offset_rows(session: Session, document_id: int) -> list[OffsetRow]:
    """Return the stored lines of an offset, by number."""
    line = DebtOffsetLine
    rows = session.execute(
        select(line.line_no, line.advance_id, line.debt_id, line.amount_minor)
        .where(line.document_id == document_id)
        .order_by(line.line_no)
    )
    return [OffsetRow(*row) for row in rows]


def offset_entries(session: Session, document: DebtOffset) -> Mapping[Ledger, Rows]:
    """Return what an offset posts: paid moves from the advance to the debt.

    Raises:
        OffsetExceeds: there is not so much advance, or not so much debt.
    """
    lines = offset_rows(session, document.id)
    touched = {line.advance_id for line in lines} | {line.debt_id for line in lines}
    purse = Purse.open(session, touched, document.id)
    facts = object_facts(session, touched)
    rows: list[dict[str, Any]] = []
    for line in lines:
        for side, key, place in (("advance", line.advance_id, 1), ("debt", line.debt_id, 0)):
            available = purse.net(key, document.currency)[place]
            if line.amount_minor > available:
                raise OffsetExceeds(
                    object=facts[key].number if key in facts else key,
                    line=line.line_no,
                    side=side,
                    asked=line.amount_minor,
                    available=available,
                )
        rows += purse.take(line.advance_id, document.currency, line.amount_minor, line.line_no)
        rows.append(purse.put(facts[line.debt_id], line.amount_minor, line.line_no))
    return {SETTLEMENTS: rows}


def adjustment_entries(session: Session, document: DebtAdjustment) -> Mapping[Ledger, Rows]:
    """Return what an adjustment posts: charged or paid, more or less, and when a debt is due."""
    header = header_of(document)
    paid, charged = (_adjustment_lines(session, document, side) for side in _SIDES)
    due_days = {line.line_no: due_on for line, due_on in charged}
    settled: list[dict[str, Any]] = []
    planned: list[dict[str, Any]] = []
    credited = paid_lines(session, header, [line for line, _ in paid], once=False)
    settled += _moved(session, document.id, header, credited, AdjustedSide.PAID)
    debited = charged_lines(session, header, [line for line, _ in charged], once=False)
    settled += _moved(session, document.id, header, debited, AdjustedSide.CHARGED)
    planned += [
        {
            "line": one.line_no,
            "object_id": one.object_id,
            "currency": header.currency,
            "plan_id": document.id,
            "stage_no": one.line_no,
            "kind": DEBT,
            "due_on": due_days[one.line_no].isoformat(),
            "due": one.amount_minor,
        }
        for one in debited
        if one.amount_minor > 0
    ]
    less: dict[int, int] = defaultdict(int)
    for one in debited:
        less[one.object_id] += max(-one.amount_minor, 0)
    for object_id, amount in less.items():
        planned += _written_off(session, document, object_id, amount)
    return {SETTLEMENTS: settled, PAYMENT_PLAN: planned}


_SIDES = (AdjustedSide.PAID, AdjustedSide.CHARGED)


def _adjustment_lines(
    session: Session, document: DebtAdjustment, side: AdjustedSide
) -> list[tuple[NamedLine, date]]:
    """Return the stored lines of one side with the day a debt they add is due, by number."""
    line = DebtAdjustmentLine
    rows = session.execute(
        select(line.line_no, line.object_id, line.amount_minor, line.due_on)
        .where(line.document_id == document.id, line.side == side)
        .order_by(line.line_no)
    )
    return [
        (NamedLine(number, object_id or document.id, amount), due_on or document.date)
        for number, object_id, amount, due_on in rows
    ]


def _moved(
    session: Session,
    document_id: int,
    header: Header,
    lines: Sequence[Resolved],
    measure: AdjustedSide,
) -> list[dict[str, Any]]:
    """Return entries of one measure: more goes where the object is, less where it stands."""
    purse = Purse.open(session, {line.object_id for line in lines}, document_id)
    rows: list[dict[str, Any]] = []
    for line in lines:
        amount = line.amount_minor
        taken: list[dict[str, Any]] = []
        if amount < 0:
            taken = purse.take(line.object_id, header.currency, -amount, line.line_no, measure)
        if taken and sum(row[measure] for row in taken) == amount:
            rows += taken
        else:
            # What is not there cannot be taken: the ledger refuses it, with figures.
            rows.append(line.key(header) | {measure.value: amount})
    return rows


def _written_off(
    session: Session, document: DebtAdjustment, object_id: int, amount: int
) -> list[dict[str, Any]]:
    """Return entries that take what is not owed any more off the plan, the oldest due first."""
    kept, entry = PAYMENT_PLAN.balance.c, PAYMENT_PLAN.entry.c
    names = PAYMENT_PLAN.dimension_names
    own = (
        select(*(entry[name] for name in names), big(func.sum(entry.due)).label("due"))
        .where(entry.document_id == document.id, entry.object_id == object_id)
        .group_by(*(entry[name] for name in names))
    )
    mine = {tuple(row[:-1]): row.due for row in session.execute(own)}
    rows = session.execute(
        select(*(kept[name] for name in names), kept.due)
        .where(
            kept.object_id == object_id,
            kept.currency == document.currency,
            kept.kind == DEBT,
            kept.plan_id != document.id,
        )
        .order_by(func.nullif(kept.due_on, "").nulls_last(), kept.plan_id, kept.stage_no)
    )
    found: list[dict[str, Any]] = []
    for row in rows:
        key = tuple(row[:-1])
        part = min(row.due - mine.get(key, 0), amount)
        if part > 0:
            found.append(dict(zip(names, key, strict=True)) | {"due": -part})
            amount -= part
    return found


def touched(session: Session, document_id: int) -> set[int]:
    """Return the objects that a document has moved so far."""
    found: set[int] = set()
    for of in (SETTLEMENTS, PAYMENT_PLAN):
        entry = of.entry.c
        found |= set(
            session.scalars(select(entry.object_id).where(entry.document_id == document_id))
        )
    return found


def named_objects(session: Session, document: DebtOffset | DebtAdjustment) -> set[int]:
    """Return the objects that the lines of an offset or an adjustment are about."""
    if isinstance(document, DebtOffset):
        lines = offset_rows(session, document.id)
        return {line.advance_id for line in lines} | {line.debt_id for line in lines}
    header = header_of(document)
    paid, charged = (
        [line for line, _ in _adjustment_lines(session, document, side)] for side in _SIDES
    )
    return objects_of(
        [
            *paid_lines(session, header, paid, once=False),
            *charged_lines(session, header, charged, once=False),
        ]
    )
