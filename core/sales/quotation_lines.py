"""Turning what is offered into lines with prices, and what was asked for into requested lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import BigInteger, and_, func, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.kernel.clock import Clock
from core.kernel.errors import BadValue
from core.kernel.i18n import N_
from core.sales.conforming import Offered
from core.sales.errors import DeliveryUntold, RequestUnsaid, UnknownRequest
from core.sales.models import CustomerOrderLine
from core.sales.quotation_models import (
    Quotation,
    QuotationLine,
    QuotationOrderLine,
    QuotationRequest,
)
from core.sales.quotation_rules import desired_date, left_to_order
from core.sales.quotation_statuses import DeliveryTerm
from core.sales.sale_lines import asked_columns, offered_of, sale_row
from core.sales.sale_pricing import PricedSale, SaleTerms, numbers_of, price_sale
from core.terms.payment_rules import LONGEST_SHIFT


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedLine:
    """One line as it is to be offered."""

    item_id: int
    quantity: int
    """Thousandths of the base unit, above 0, whatever the packaging."""
    variant_id: int = 0
    packaging_id: int = 0
    price_minor: int | None = None
    """Typed, minor units per base unit; None: from the price list of the quotation's date."""
    manual_percent: int = 0
    """Discount given by hand, hundredths of a percent; negative is a markup."""
    chosen: bool = True
    """False: an alternative; in no sum."""
    delivery: DeliveryTerm = DeliveryTerm.ANY
    delivery_days: int | None = None
    """From the order; read only where the term is told in days."""
    delivery_on: dt.date | None = None
    """Read only where the term is a date."""
    public_comment: str = ""
    internal_comment: str = ""
    request_no: int = 0
    """Number of the requested line it answers; 0: none."""
    line_no: int | None = None
    """None: a new line, numbered after the others."""

    @property
    def cancelled(self) -> bool:
        """Whether pricing leaves it out of the sums."""
        return not self.chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestedLine:
    """One thing the customer asked for."""

    item_text: str
    quantity: int
    """Thousandths, above 0."""
    max_price_minor: int | None = None
    line_no: int | None = None
    """None: numbered after the others."""


def price_quoted(
    session: Session, actor: Actor, of: SaleTerms, lines: Sequence[QuotedLine], *, clock: Clock
) -> PricedSale:
    """Return what the lines cost.

    Sums and discounts of what is chosen are those of the chosen lines alone. What is not costs what
    it would if it were taken too, so that a customer sees the price he would pay.

    Raises:
        UnknownItem, NoPrice, BadValue: as `price_sale`.
    """
    priced = price_sale(session, actor, of, lines, clock=clock)
    if all(line.chosen for line in lines):
        return priced
    taken = [
        replace(line, chosen=True, line_no=number)
        for line, number in zip(lines, numbers_of(lines), strict=True)
    ]
    every = price_sale(session, actor, of, taken, clock=clock)
    return replace(
        priced,
        lines=tuple(
            own if line.chosen else if_taken
            for line, own, if_taken in zip(lines, priced.lines, every.lines, strict=True)
        ),
    )


def quoted_rows(lines: Sequence[QuotedLine], priced: PricedSale) -> list[dict[str, Any]]:
    """Return rows of quotation lines with what they cost."""
    return [
        {
            **sale_row(line, cost),
            "chosen": line.chosen,
            "delivery": line.delivery,
            "delivery_days": line.delivery_days if line.delivery is DeliveryTerm.DAYS else None,
            "delivery_on": line.delivery_on if line.delivery is DeliveryTerm.DATE else None,
            "public_comment": line.public_comment.strip(),
            "internal_comment": line.internal_comment.strip(),
            "request_no": line.request_no,
        }
        for line, cost in zip(lines, priced.lines, strict=True)
    ]


def requested_rows(requests: Sequence[RequestedLine]) -> list[dict[str, Any]]:
    """Return rows of what was asked for.

    Raises:
        RequestUnsaid: a line without words, or for nothing.
    """
    rows = []
    last = max((one.line_no or 0 for one in requests), default=0)
    for one in requests:
        last += one.line_no is None
        number = one.line_no or last
        if not one.item_text.strip() or one.quantity <= 0 or (one.max_price_minor or 0) < 0:
            raise RequestUnsaid(line=number)
        rows.append(
            {
                "line_no": number,
                "item_text": one.item_text.strip(),
                "quantity": one.quantity,
                "max_price_minor": one.max_price_minor,
            }
        )
    return rows


def require_sense(lines: Sequence[QuotedLine], requested: Sequence[dict[str, Any]]) -> None:
    """Refuse lines that do not say when they come, or answer what nobody asked.

    Raises:
        DeliveryUntold: a term in days without days, or by a date without one.
        BadValue: so many days nobody waits.
        UnknownRequest: there is no such requested line.
    """
    known = {0, *(row["line_no"] for row in requested)}
    for line, number in zip(lines, numbers_of(lines), strict=True):
        days = line.delivery_days
        if line.delivery is DeliveryTerm.DAYS and (days is None or days < 0):
            raise DeliveryUntold(line=number)
        if days is not None and days > LONGEST_SHIFT:
            expected = f"0 … {LONGEST_SHIFT}"
            raise BadValue(what=N_("Days from the order"), value=days, expected=expected)
        if line.delivery is DeliveryTerm.DATE and line.delivery_on is None:
            raise DeliveryUntold(line=number)
        if line.request_no not in known:
            raise UnknownRequest(line=number, request=line.request_no)


def stored_quoted(session: Session, quotation_id: int) -> tuple[QuotedLine, ...]:
    """Return the lines of a quotation as if offered anew: typed prices stay, others are found."""
    line = QuotationLine
    names = (
        "chosen",
        "delivery",
        "delivery_days",
        "delivery_on",
        "public_comment",
        "internal_comment",
        "request_no",
    )
    rows = session.execute(
        select(*asked_columns(line), *(getattr(line, name) for name in names))
        .where(line.document_id == quotation_id)
        .order_by(line.line_no)
    )
    return tuple(QuotedLine(**row) for row in rows.mappings())


def stored_requests(session: Session, quotation_id: int) -> tuple[RequestedLine, ...]:
    """Return what was asked for, by number."""
    row = QuotationRequest
    rows = session.execute(
        select(row.line_no, row.item_text, row.quantity, row.max_price_minor)
        .where(row.document_id == quotation_id)
        .order_by(row.line_no)
    )
    return tuple(RequestedLine(**found) for found in rows.mappings())


def offered(session: Session, quotation: Quotation) -> Offered:
    """Return a quotation as far as terms are concerned: with alternatives, which may be chosen.

    Two statements.
    """
    line = QuotationLine
    terms = session.execute(
        select(line.delivery, line.delivery_days, line.delivery_on).where(
            line.document_id == quotation.id
        )
    )
    promised = desired_date([(row[0], row[1], row[2]) for row in terms], quotation.date)
    return offered_of(session, quotation, line, desired_date=promised)


def ordered_of(session: Session, quotation_ids: Iterable[int]) -> dict[int, int]:
    """Return id of a quotation's line → how much of it stands in orders, thousandths.

    Cancelled lines of orders do not count, nor one that has become another item. One statement.
    """
    link, line, of = QuotationOrderLine, QuotationLine, CustomerOrderLine
    rows = session.execute(
        select(link.quotation_line_id, func.sum(of.quantity).cast(BigInteger))
        .join(line, line.id == link.quotation_line_id)
        .join(
            of,
            and_(
                of.document_id == link.order_id,
                of.line_no == link.line_no,
                of.item_id == line.item_id,
                of.variant_id == line.variant_id,
                of.cancelled.is_(False),
            ),
        )
        .where(line.document_id.in_(sorted(set(quotation_ids))))
        .group_by(link.quotation_line_id)
    )
    return {row[0]: row[1] for row in rows}


def ordered_by_number(session: Session, quotation_id: int) -> dict[int, int]:
    """Return number of a line → how much of it stands in orders; lines nobody ordered are absent.

    Two statements.
    """
    ordered = ordered_of(session, [quotation_id])
    line = QuotationLine
    rows = session.execute(select(line.line_no, line.id).where(line.id.in_(ordered)))
    return {row[0]: ordered[row[1]] for row in rows}


def not_ordered(
    lines: Sequence[QuotedLine], requests: Sequence[RequestedLine], ordered: Mapping[int, int]
) -> tuple[tuple[QuotedLine, ...], tuple[RequestedLine, ...]]:
    """Return what is still to be offered, and asked for: what stands in orders is settled.

    Args:
        lines: stored ones.
        requests: what they answer; less of each by what was ordered for it.
        ordered: as `ordered_by_number` returns.
    """
    had = dict.fromkeys((line.request_no for line in lines), 0)
    for line in lines:
        had[line.request_no] += min(line.quantity, ordered.get(line.line_no or 0, 0))
    asked = tuple(
        replace(one, quantity=one.quantity - had.get(one.line_no or 0, 0))
        for one in requests
        if one.quantity > had.get(one.line_no or 0, 0)
    )
    open_ones = {one.line_no for one in asked}
    left = (
        replace(line, quantity=left_to_order(line.quantity, ordered.get(line.line_no or 0, 0)))
        for line in lines
    )
    return (
        tuple(
            line if line.request_no in open_ones else replace(line, request_no=0)
            for line in left
            if line.quantity
        ),
        asked,
    )
