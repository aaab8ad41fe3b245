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
from datetime import date
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.orm import Session

from core.db.numbering import next_number
from core.fulfilment.outbound import create_outbound, picks_finished, release, ship
from core.kernel.money import Money
from core.partners.calculation import CalculationOrder
from core.settlements.payments import (
    NewPayment,
    PaidLine,
    PaymentSaved,
    enter_payment,
    post_payment,
)
from core.settlements.standing import standings
from core.shipments.invoicing import invoice_from_shipped
from tests.integration.sales.trade import BOSS, Trade

CONTRACT_TABLE = """
CREATE TABLE contract (
  document_id bigint PRIMARY KEY REFERENCES document (id),
  legal_entity_id bigint, calculation_order text NOT NULL,
  currency text NOT NULL DEFAULT 'RUB', credit_limit_minor bigint
)
"""


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
    partner: str = "ROSE",
) -> int:
    """Put a contract between the company КЛ and a partner into the database; return its id."""
    number = next_number(session, trade.companies["КЛ"], "Д", 2026)
    values = {
        "company": trade.companies["КЛ"],
        "partner": trade.partners[partner],
        "on": date(2026, 1, 1),
        "number": number,
        "text": f"Д-{number}",
        "calculation": calculation.value,
        "limit": None if limit is None else kopecks(limit),
    }
    key = session.scalar(
        text(
            "INSERT INTO document (type, company_id, series, year, number, number_text, date,"
            " author_id, status, version, posted, created_at, changed_at, partner_id) VALUES"
            " ('contract', :company, 'Д', 2026, :number, :text, :on, 0, 'active', 1, false,"
            " now(), now(), :partner) RETURNING id"
        ),
        values,
    )
    session.execute(
        text(
            "INSERT INTO contract (document_id, calculation_order, currency, credit_limit_minor)"
            " VALUES (:key, :calculation, 'RUB', :limit)"
        ),
        values | {"key": key},
    )
    return int(key or 0)
