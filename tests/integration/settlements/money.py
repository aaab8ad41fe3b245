"""Settlements in a few words: orders shipped and billed, contracts, payments.

    trade = build(session, clock, "GLOVES 100 @10")
    order = trade.order(session, "GLOVES 30")
    invoice = shipped(session, trade, order)
    payment = paid(session, trade, "120", order=order)

Sums are roubles as text; `owed(session, object)` tells (debt, advance) in roubles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from core.documents.operations import create
from core.fulfilment.outbound import create_outbound, picks_finished, release, ship
from core.kernel.money import Money
from core.partners.calculation import CalculationOrder
from core.partners.models import LegalEntity
from core.sales.models import CustomerOrder
from core.sales.orders import OrderChanges, save_order
from core.sales.staging import TypedStage
from core.settlements.payments import (
    NewPayment,
    PaidLine,
    PaymentSaved,
    enter_payment,
    post_payment,
)
from core.settlements.standing import standings
from core.shipments.invoicing import invoice_from_shipped
from core.terms.statuses import StageKind
from tests.integration.sales.trade import BOSS, Trade


def kopecks(roubles: str) -> int:
    """Read "120" or "120.50" as kopecks."""
    return Money.parse(roubles).minor


@contextmanager
def counted(session: Session, into: Counter[str], step: str) -> Iterator[None]:
    """Count the statements inside the block under *step*."""
    connection = session.connection()

    def count(*_: object) -> None:
        into[step] += 1

    event.listen(connection, "before_cursor_execute", count)
    try:
        yield
    finally:
        event.remove(connection, "before_cursor_execute", count)


def shipped(session: Session, trade: Trade, *orders: int) -> int:
    """Ship orders of the plain warehouse and bill them; return the invoice."""
    (made,) = create_outbound(
        session, BOSS, trade.warehouses["plain"], clock=trade.clock, order_ids=orders
    )
    release(session, BOSS, made.id, clock=trade.clock)
    picks_finished(session, BOSS, made.id, clock=trade.clock)
    ship(session, BOSS, made.id, clock=trade.clock)
    (invoice,) = invoice_from_shipped(session, BOSS, made.id, clock=trade.clock)
    return invoice


def new_payment(
    trade: Trade,
    roubles: str,
    lines: Mapping[int, str] | None = None,
    *,
    partner: str = "ROSE",
    company: str = "КЛ",
    **more: Any,
) -> NewPayment:
    """Return a payment of a partner with lines: document → roubles."""
    return NewPayment(
        company_id=trade.companies[company],
        partner_id=trade.partners[partner],
        amount_minor=kopecks(roubles),
        lines=tuple(PaidLine(key, kopecks(sum_)) for key, sum_ in (lines or {}).items()),
        **more,
    )


def paid(
    session: Session,
    trade: Trade,
    roubles: str,
    lines: Mapping[int, str] | None = None,
    **more: Any,
) -> PaymentSaved:
    """Enter and post a payment."""
    entered = enter_payment(
        session, BOSS, new_payment(trade, roubles, lines, **more), clock=trade.clock
    )
    return post_payment(session, BOSS, entered.id, clock=trade.clock)


def owed(session: Session, object_id: int, currency: str = "RUB") -> tuple[str, str]:
    """Return (debt, advance) of an object in roubles; ("0", "0") where nothing was posted."""
    found = standings(session, [object_id]).get((object_id, currency))
    if found is None:
        return "0", "0"
    return _roubles(found.net.debt), _roubles(found.net.advance)


def _roubles(minor: int) -> str:
    whole, rest = divmod(minor, 100)
    return f"{whole}.{rest:02d}" if rest else str(whole)


def contract(
    session: Session,
    trade: Trade,
    calculation: CalculationOrder,
    *,
    limit: str | None = None,
    forbid_overdue: bool = False,
    partner: str = "ROSE",
) -> int:
    """Put a contract between the company КЛ and a partner into the database; return its id."""
    entity = session.scalar(
        select(LegalEntity.id).where(LegalEntity.partner_id == trade.partners[partner])
    )
    if entity is None:
        own = LegalEntity(code=partner, name=partner, partner_id=trade.partners[partner])
        session.add(own)
        session.flush()
        entity = own.id
    made = create(
        session,
        BOSS,
        "contract",
        clock=trade.clock,
        company_id=trade.companies["КЛ"],
        partner_id=trade.partners[partner],
        date=date(2026, 1, 1),
        legal_entity_id=entity,
        calculation_order=calculation,
        credit_limit_minor=None if limit is None else kopecks(limit),
        forbid_overdue=forbid_overdue,
        own_number="Д-1",
    )
    trade.contract_id = made.id
    return made.id


def staged(
    session: Session, trade: Trade, order_id: int, *stages: tuple[StageKind, str, date]
) -> None:
    """Type the payment stages of an order: (kind, roubles, day)."""
    order = session.get_one(CustomerOrder, order_id)
    typed = tuple(
        TypedStage(kind, kopecks(sum_) * 10_000 // order.total_minor, on)
        for kind, sum_, on in stages
    )
    left = 10_000 - sum(one.percent for one in typed[:-1])
    typed = (*typed[:-1], replace(typed[-1], percent=left))
    save_order(
        session, BOSS, order_id, order.version, OrderChanges(stages=typed), clock=trade.clock
    )
