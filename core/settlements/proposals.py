"""Which documents does a payment pay? First what its purpose names, then debts, then what is due.

A proposal writes nothing: a person looks at it and changes it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sqlalchemy import Select, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.documents.models import Document
from core.settlements.bills import bills_named
from core.settlements.kinds import DEBT
from core.settlements.ledgers import PAYMENT_PLAN, SETTLEMENTS
from core.settlements.moneyless import paid_without_money
from core.settlements.objects import ObjectFacts, object_facts, object_kinds, role_of
from core.settlements.order_payments import paid_of_orders
from core.settlements.payments import PaidLine
from core.settlements.purpose import Mention, Named, digits_of, mentions, same_number
from core.settlements.rates import ROUBLE
from core.settlements.rules import Due, ObjectRole, offset
from core.settlements.standing import (
    big,
    debts_by_due,
    ids,
    open_objects,
    standing,
    standings,
    unpaid_of,
)

_held = SETTLEMENTS.balance.c
_planned = PAYMENT_PLAN.balance.c


class Why(StrEnum):
    """How a proposed line was found."""

    NAMED = "named"
    """The purpose of the payment names it."""
    DEBT = "debt"
    """It is the oldest debt."""
    PLAN = "plan"
    """Nothing is owed, but this is to be paid next."""


@dataclass(frozen=True, slots=True)
class ProposedLine:
    """So much for one document."""

    object_id: int
    type: str
    number: str
    date: date
    amount_minor: int
    why: Why

    @property
    def paid(self) -> PaidLine:
        """Return it as a line of a payment."""
        return PaidLine(self.object_id, self.amount_minor)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a payment may pay."""

    lines: tuple[ProposedLine, ...]
    left_minor: int
    """For nothing that is known: an advance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The payment that something is proposed for."""

    company_id: int
    partner_id: int
    amount_minor: int
    currency: str = ROUBLE
    purpose: str = ""
    on: date
    """Documents later than this are not proposed."""


@dataclass(slots=True)
class _Share:
    """What is given out so far."""

    left: int
    lines: dict[int, tuple[int, Why]] = field(default_factory=dict)

    def give(self, object_id: int, most: int, why: Why) -> None:
        """Give an object so much at most, in all."""
        given, first = self.lines.get(object_id, (0, why))
        part = min(self.left, max(most - given, 0))
        if part > 0:
            self.lines[object_id] = (given + part, first)
            self.left -= part


def propose(session: Session, actor: Actor, asked: Asked) -> Proposal:
    """Return which documents the payment may pay; the number of statements is constant.

    1. Documents the purpose names by number, as far as they are not paid.
    2. Debts of the partner in the company and currency, the oldest due first.
    3. Stages of orders that are not paid, the oldest due first.

    Raises:
        Forbidden: the actor may not read payments.
    """
    actor.require(Permission.PAYMENT_READ, what="incoming_payment")
    share = _Share(asked.amount_minor)
    _by_number(session, asked, share)
    debts = _debts(session, asked)
    owed: dict[int, int] = defaultdict(int)
    for object_id, unpaid in debts:
        owed[object_id] += unpaid
        share.give(object_id, owed[object_id], Why.DEBT)
    if share.left > 0:
        for object_id, unpaid in _stages(session, asked):
            share.give(object_id, unpaid, Why.PLAN)
    facts = object_facts(session, share.lines)
    lines = tuple(
        ProposedLine(key, facts[key].type, facts[key].number, facts[key].date, amount, why)
        for key, (amount, why) in share.lines.items()
        if key in facts
    )
    return Proposal(lines, asked.amount_minor - sum(line.amount_minor for line in lines))


def refundable(session: Session, actor: Actor, asked: Asked) -> list[tuple[int, int]]:
    """Return (document, what may go back in money) of the partner, the oldest document first.

    Three statements.

    Raises:
        Forbidden: the actor may not read payments.
    """
    ahead = advances_of(session, actor, asked)
    keys = [key for key, _ in ahead]
    unmoneyed = paid_without_money(session, keys, asked.currency)
    stands = standings(session, unmoneyed)
    found = []
    for key, advance in ahead:
        money = advance
        if key in unmoneyed:
            money = min(advance, stands[key, asked.currency].paid - unmoneyed[key])
        if money > 0:
            found.append((key, money))
    return found


def advances_of(session: Session, actor: Actor, asked: Asked) -> list[tuple[int, int]]:
    """Return (document, paid ahead) of the partner, the oldest document first; one statement.

    Raises:
        Forbidden: the actor may not read payments.
    """
    actor.require(Permission.PAYMENT_READ, what="customer_refund")
    stands = standing(_held.object_id.in_(_of_partner(asked)), _held.currency == asked.currency)
    of = stands.subquery("stands")
    rows = session.execute(
        select(of.c.object_id, of.c.paid - of.c.charged)
        .join(Document, Document.id == of.c.object_id)
        .where(of.c.paid > of.c.charged)
        .order_by(Document.date, Document.id)
    )
    return [(row[0], row[1]) for row in rows]


def proposed_offset(session: Session, actor: Actor, asked: Asked) -> list[tuple[int, int, int]]:
    """Return (advance, debt, amount): what may be offset of a partner, first in first out.

    Raises:
        Forbidden: the actor may not read payments.
    """
    advances = advances_of(session, actor, asked)
    debts: dict[int, int] = defaultdict(int)
    for object_id, unpaid in _debts(session, asked):
        debts[object_id] += unpaid
    owed = list(debts.items())
    pairs = offset(
        [Due(unpaid, None) for _, unpaid in owed], [Due(ahead, None) for _, ahead in advances]
    )
    return [(advances[one.advance][0], owed[one.debt][0], one.minor) for one in pairs]


def _of_partner(asked: Asked) -> Select[int]:
    """Return the open objects of the partner with the company."""
    return (
        select(_held.object_id)
        .join(Document, Document.id == _held.object_id)
        .where(
            Document.partner_id == asked.partner_id,
            _held.company_id == asked.company_id,
            _held.object_id.in_(open_objects()),
        )
    )


def _by_number(session: Session, asked: Asked, share: _Share) -> None:
    named = mentions(asked.purpose)
    if not named:
        return
    candidates = _candidates(session, asked, named)
    found = [_meant(mention, candidates, asked) for mention in named]
    bills = bills_named(session, asked.company_id, asked.partner_id, named)
    objects = {one.id for one in found if one} | {bill.object_id for bill in bills if bill}
    facts = object_facts(session, objects)
    room = _room(session, facts, asked)
    for document, bill in zip(found, bills, strict=True):
        if bill is not None and bill.currency == asked.currency:
            for key, most in room.get(bill.object_id, ()):
                share.give(key, min(most, bill.amount_minor), Why.NAMED)
        elif document is not None:
            for key, most in room.get(document.id, ()):
                share.give(key, most, Why.NAMED)


_MEANT: Mapping[Named, tuple[ObjectRole, ...]] = {
    Named.BILL: (ObjectRole.ORDER, ObjectRole.INVOICE),
    Named.ORDER: (ObjectRole.ORDER,),
    Named.INVOICE: (ObjectRole.INVOICE,),
    Named.CONTRACT: (ObjectRole.CONTRACT,),
}
"""What a payer may mean: many call an order a bill."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    id: int
    role: ObjectRole
    number: str
    date: date


def _candidates(session: Session, asked: Asked, named: Sequence[Mention]) -> list[_Candidate]:
    """Return the partner's documents whose number may be one of those named; one statement."""
    digits = [number for mention in named if (number := digits_of(mention.number)) is not None]
    types = [kind.type_name for kind in object_kinds() if kind.role is not ObjectRole.ITSELF]
    if not digits or not types:
        return []
    rows = session.execute(
        select(Document.id, Document.type, Document.number_text, Document.date)
        .where(
            Document.partner_id == asked.partner_id,
            Document.company_id == asked.company_id,
            Document.type == func.any(literal(types, ARRAY(TEXT))),
            Document.number == ids(digits),
        )
        .order_by(Document.date.desc(), Document.id.desc())
    )
    return [_Candidate(key, role_of(type_), number, on) for key, type_, number, on in rows]


def _meant(mention: Mention, candidates: Sequence[_Candidate], asked: Asked) -> _Candidate | None:
    """Return the document a mention means: of the day it tells, else the newest; None: none."""
    for role in _MEANT[mention.what]:
        fitting = [
            one
            for one in candidates
            if one.role is role
            and same_number(mention.number, one.number)
            and (one.date <= asked.on or one.date == mention.on)
        ]
        exact = [one for one in fitting if one.date == mention.on]
        if exact or fitting:
            return (exact or fitting)[0]
    return None


def _room(
    session: Session, facts: Mapping[int, ObjectFacts], asked: Asked
) -> Mapping[int, list[tuple[int, int]]]:
    """Return document → (object to name in a line, what it still takes) for those named."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    roles = {key: role_of(one.type) for key, one in facts.items()}
    orders = [key for key, role in roles.items() if role is ObjectRole.ORDER]
    for key, payment in paid_of_orders(session, orders, asked.on).items():
        most = facts[key].total_minor - payment.paid_minor
        found[key] = [(key, max(most, payment.overdue_minor))]
    invoices = [key for key, role in roles.items() if role is ObjectRole.INVOICE]
    for row in unpaid_of(session, invoices):
        found[row.plan_id].append((row.object_id, row.unpaid))
    for key, role in roles.items():
        if role is ObjectRole.CONTRACT:
            found[key] = [(key, asked.amount_minor)]
    return {key: rows for key, rows in found.items() if facts[key].currency == asked.currency}


def _debts(session: Session, asked: Asked) -> list[tuple[int, int]]:
    """Return (object, unpaid) of every due of the partner, the oldest first."""
    stands = standing(_held.object_id.in_(_of_partner(asked)), _held.currency == asked.currency)
    of = debts_by_due(stands.subquery("stands")).subquery("dues")
    rows = session.execute(
        select(of.c.object_id, of.c.unpaid)
        .where(of.c.unpaid > 0)
        .order_by(of.c.due_on.nulls_last(), of.c.plan_id, of.c.object_id)
    )
    return [(row.object_id, row.unpaid) for row in rows]


def _stages(session: Session, asked: Asked) -> list[tuple[int, int]]:
    """Return (order, what is not paid of it) of the partner, the oldest due first."""
    plans = (
        select(
            _planned.plan_id,
            func.min(func.nullif(_planned.due_on, "")).label("first"),
            big(func.sum(_planned.due)).label("due"),
        )
        .join(Document, Document.id == _planned.plan_id)
        .where(
            Document.partner_id == asked.partner_id,
            Document.company_id == asked.company_id,
            _planned.currency == asked.currency,
            _planned.kind != DEBT,
            _planned.due > 0,
        )
        .group_by(_planned.plan_id)
        .subquery("plans")
    )
    paid = (
        select(func.sum(_held.paid))
        .where(_held.object_id == plans.c.plan_id, _held.currency == asked.currency)
        .scalar_subquery()
    )
    rows = session.execute(
        select(plans.c.plan_id, plans.c.due)
        .where(plans.c.due > func.coalesce(paid, 0))
        .order_by(plans.c.first.nulls_last(), plans.c.plan_id)
    ).all()
    told = paid_of_orders(session, [row.plan_id for row in rows], asked.on)
    return [
        (row.plan_id, row.due - told[row.plan_id].paid_minor)
        for row in rows
        if row.plan_id in told and row.due > told[row.plan_id].paid_minor
    ]
