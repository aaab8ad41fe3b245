"""What a quotation took off its lines holds in the orders made of it, as long as it is valid.

Prices and discounts by hand are copied into the order (domain §3.3); discounts of the tree would be
found anew, by the tree and the quantities of that day. The customer was offered an amount, so the
line of an order costs what it was offered at: as long as the order is of a day on which the
quotation holds, is made on the same terms, and takes no more of the line than was offered. A line
that was changed otherwise follows the tree again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.discounts.models import DiscountPart
from core.sales.quotation_models import Quotation, QuotationLine, QuotationOrderLine
from core.sales.rules import part_of


@dataclass(frozen=True, slots=True)
class HeldDiscount:
    """What was offered off one line of an order."""

    discount_minor: int
    """Everything off, by hand too; negative is a markup."""
    parts: tuple[tuple[int, int], ...]
    """(discount of the tree, minor units)."""


class _Line(Protocol):
    @property
    def item_id(self) -> int: ...
    @property
    def variant_id(self) -> int: ...
    @property
    def quantity(self) -> int: ...
    @property
    def price_minor(self) -> int | None: ...
    @property
    def manual_percent(self) -> int: ...
    @property
    def cancelled(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class QuotedDiscount:
    """A line of a quotation that a line of an order was made of."""

    item_id: int
    variant_id: int
    price_minor: int
    manual_percent: int
    quantity: int
    """Thousandths, above 0."""
    discount_minor: int
    parts: tuple[tuple[int, int], ...] = ()

    def of(self, line: _Line, done: int = 0) -> HeldDiscount | None:
        """Return what holds for a line of an order; None: it is another deal by now.

        Args:
            done: thousandths that lines before this one take of the same offer.
        """
        same = (line.item_id, line.variant_id, line.price_minor, line.manual_percent)
        mine = (self.item_id, self.variant_id, self.price_minor, self.manual_percent)
        left = self.quantity - done
        if line.cancelled or same != mine or not 0 < line.quantity <= left:
            return None

        def share(amount: int) -> int:
            return part_of(amount, done, line.quantity, self.quantity)

        by_hand = self.discount_minor - sum(amount for _, amount in self.parts)
        whole = share(self.discount_minor)
        parts = [(key, share(amount)) for key, amount in self.parts]
        if parts:
            # A kopeck lost in rounding is the last one's, so that parts sum to the whole.
            rest = whole - share(by_hand) - sum(amount for _, amount in parts[:-1])
            parts[-1] = (parts[-1][0], rest)
        return HeldDiscount(whole, tuple(parts))


def held_lines(
    offered: Mapping[int, QuotedDiscount],
    quoted: Mapping[int, int],
    lines: Iterable[tuple[int, _Line]],
) -> dict[int, HeldDiscount]:
    """Return number of a line → what holds for it; lines that are another deal by now are absent.

    Lines made of one offer take of it in turn: together no more than was offered, and their shares
    sum to what was offered, however a line was cut.

    Args:
        offered: as `held_discounts` returns.
        quoted: number of a line → the line of a quotation it was made of.
        lines: with their numbers.
    """
    done: Counter[int] = Counter()
    found = {}
    for number, line in lines:
        if number in offered:
            given = offered[number].of(line, done[quoted[number]])
            if given is not None:
                done[quoted[number]] += line.quantity
                found[number] = given
    return found


NOTHING_HELD: Mapping[int, QuotedDiscount] = {}


def quoted_of_order(session: Session, order_id: int) -> dict[int, int]:
    """Return number of an order's line → the line of a quotation it was made of; one statement."""
    link = QuotationOrderLine
    rows = session.execute(
        select(link.line_no, link.quotation_line_id).where(link.order_id == order_id)
    )
    return {row[0]: row[1] for row in rows}


def held_discounts(
    session: Session,
    quoted: Mapping[int, int],
    deal: Any,  # noqa: ANN401 - a Deal
) -> Mapping[int, QuotedDiscount]:
    """Return number of a line → what its quotation took off; two statements, none for no lines.

    Args:
        quoted: number of a line → the line of a quotation it was made of.
        deal: what the order says that prices depend on.
    """
    if not quoted:
        return NOTHING_HELD
    line, header = QuotationLine, Quotation
    rows = session.execute(
        select(line, header)
        .join(header, header.document_id == line.document_id)
        .where(line.id.in_(sorted(set(quoted.values()))), header.valid_until >= deal.on)
    ).all()
    holding = {row[0].id: row[0] for row in rows if _same_terms(row[1], deal)}
    parts: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    part = DiscountPart
    for document, number, discount, amount in session.execute(
        select(part.document_id, part.line_no, part.discount_id, part.amount_minor)
        .where(part.document_id.in_({one.document_id for one in holding.values()}))
        .order_by(part.discount_id)
    ):
        parts[document, number].append((discount, amount))
    return {
        number: QuotedDiscount(
            one.item_id,
            one.variant_id,
            one.price_minor,
            one.manual_percent,
            one.quantity,
            one.discount_minor,
            tuple(parts[one.document_id, one.line_no]),
        )
        for number, key in quoted.items()
        if (one := holding.get(key)) is not None
    }


def _same_terms(quotation: Quotation, deal: Any) -> bool:  # noqa: ANN401 - a Deal
    return (
        quotation.partner_id,
        quotation.price_type_id,
        quotation.agreement_id or 0,
        quotation.card_id or 0,
        quotation.payment_form,
        frozenset(quotation.chosen_discounts),
    ) == (
        deal.partner_id,
        deal.price_type_id,
        deal.agreement_id,
        deal.card_id,
        deal.payment_form,
        deal.chosen,
    )
