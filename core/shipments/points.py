"""Points of invoices: the part of its orders' points that an invoice brings to the card.

An order that points pay a part of brings so much less, in proportion. They may pay it before or
after it is billed: its invoices follow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import BigInteger, cast, func, select
from sqlalchemy.orm import Session

from core.discounts.earning import card_codes, earned, paid_with_points, store_points
from core.discounts.errors import PointsSpent
from core.discounts.ledgers import ACCUMULATED
from core.discounts.loyalty_models import BonusPart, PointsEntry
from core.documents.followers import Follower, follow
from core.kernel.errors import NotEnough
from core.kernel.money import divide_half_up
from core.ledger import Ledger, Rows, append
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.sales.rules import part_of
from core.settlements.standing import ids
from core.shipments.models import SalesInvoice, SalesInvoiceLine


def carry_points(
    session: Session,
    invoice: SalesInvoice,
    rows: Sequence[Mapping[str, Any]],
    billed: Mapping[int, tuple[int, int]],
) -> None:
    """Give a new invoice its lines' parts of what the lines of its orders earn.

    Parts sum to the whole exactly, however the order is billed.

    Args:
        rows: lines of the invoice, in the order in which they take from their order lines.
        billed: order line → (thousandths billed before, thousandths in all).
    """
    if not invoice.card_id:
        return
    line, part = CustomerOrderLine, BonusPart
    stored: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for key, programme, points in session.execute(
        select(line.id, part.programme_id, part.points)
        .join(part, (part.document_id == line.document_id) & (part.line_no == line.line_no))
        .where(line.id == ids(billed))
        .order_by(line.id, part.programme_id)
    ):
        stored[key].append((programme, points))
    done = {key: before for key, (before, _whole) in billed.items()}
    found: list[tuple[int, int, int]] = []
    for row in rows:
        key, quantity = row["disposition_line_id"], row["quantity"]
        for programme, points in stored[key]:
            share = part_of(points, done[key], quantity, billed[key][1])
            found.append((row["line_no"], programme, share))
        done[key] += quantity
    store_points(session, invoice.id, found)


def brought(session: Session, invoice: SalesInvoice) -> dict[Ledger, Rows]:
    """Return what an invoice posts for the points it brings to its card."""
    if not invoice.card_id:
        return {}
    return earned(session, invoice.card_id, _due(session, invoice.id), invoice.date)


def _due(session: Session, invoice_id: int) -> dict[int, int]:
    """Return programme → hundredths of a point; three statements at most."""
    line, part = SalesInvoiceLine, BonusPart
    rows = session.execute(
        select(
            line.disposition_document_id,
            part.programme_id,
            cast(func.sum(part.points), BigInteger),
        )
        .join(part, (part.document_id == line.document_id) & (part.line_no == line.line_no))
        .where(line.document_id == invoice_id)
        .group_by(line.disposition_document_id, part.programme_id)
    ).all()
    orders = {row[0] for row in rows}
    by_points = paid_with_points(session, orders) if orders else {}
    totals: dict[int, int] = {}
    if by_points:
        order = CustomerOrder
        found = session.execute(
            select(order.document_id, order.total_minor).where(order.document_id.in_(by_points))
        )
        totals = {row[0]: row[1] for row in found}
    due: dict[int, int] = defaultdict(int)
    for key, programme, points in rows:
        whole = totals.get(key, 0)
        in_money = max(whole - by_points.get(key, 0), 0)
        due[programme] += divide_half_up(points * in_money, whole) if whole else points
    return due


def _follow_payment(session: Session, entry: PointsEntry) -> None:
    """Have the invoices of an order bring what its part paid in money brings, no more, no less.

    The order is locked, and so nobody bills it meanwhile.

    Raises:
        PointsSpent: what they brought too much has been spent.
    """
    if entry.object_id is None:
        return
    line, invoice = SalesInvoiceLine, SalesInvoice
    of_order = select(line.document_id).where(line.disposition_document_id == entry.object_id)
    carded = (invoice.document_id.in_(of_order), invoice.posted, invoice.card_id.is_not(None))
    for bill in session.scalars(select(invoice).where(*carded).order_by(invoice.document_id)):
        differing = _differing(session, bill)
        if differing:
            with told_as_points(session, bill):
                append(session, bill.id, entry.date, {ACCUMULATED: differing})


def _differing(session: Session, invoice: SalesInvoice) -> list[dict[str, Any]]:
    """Return the rows that lead from what an invoice has posted to the ledger to what it brings."""
    posted, names = ACCUMULATED.entry.c, ACCUMULATED.dimension_names
    keys = [posted[name] for name in names]
    rows = session.execute(
        select(*keys, cast(func.sum(posted.points), BigInteger))
        .where(posted.document_id == invoice.id)
        .group_by(*keys)
    )
    wanted: dict[tuple[Any, ...], int] = {tuple(row[:-1]): -row[-1] for row in rows}
    for due in brought(session, invoice).get(ACCUMULATED, ()):
        key = tuple(due[name] for name in names)
        wanted[key] = wanted.get(key, 0) + due["points"]
    return [
        dict(zip(names, key, strict=True)) | {"points": points}
        for key, points in wanted.items()
        if points
    ]


follow("points_entry", Follower("points of invoices", _follow_payment, _follow_payment))


@contextmanager
def told_as_points(session: Session, invoice: SalesInvoice) -> Iterator[None]:
    """Take an invoice back inside: points that are not on the card any more are told as such.

    Raises:
        PointsSpent: they were spent, or have expired and were written off.
    """
    card_id = invoice.card_id
    code = card_codes(session, [card_id])[card_id] if card_id else ""
    try:
        yield
    except NotEnough as error:
        if error.facts.get("ledger") != ACCUMULATED.name:
            raise
        asked, available = error.facts["asked"], error.facts["available"]
        raise PointsSpent(
            document=invoice.number_text, card=code, asked=asked, available=available
        ) from error
