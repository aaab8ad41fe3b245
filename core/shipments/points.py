"""Points of invoices: the part of its orders' points that an invoice brings to the card."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.discounts.earning import card_codes, store_points
from core.discounts.errors import PointsSpent
from core.discounts.ledgers import ACCUMULATED
from core.discounts.loyalty_models import BonusPart
from core.kernel.errors import NotEnough
from core.sales.models import CustomerOrderLine
from core.sales.rules import part_of
from core.settlements.standing import ids
from core.shipments.models import SalesInvoice


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
