"""Discounts that a quotation gave hold in the orders made of it, as long as it is valid."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from core import ledger
from core.discounts.drafts import DiscountDraft
from core.discounts.editing import save_discount
from core.discounts.kinds import DiscountKind, Standing
from core.discounts.models import DiscountNode
from core.discounts.parts import stored_parts
from core.kernel.clock import FixedClock
from core.sales.models import CustomerOrder
from core.sales.order_lines import stored_lines
from core.sales.order_sources import order_from
from core.sales.orders import OrderChanges, save_order
from core.sales.quotation_orders import order_from_quotation
from core.sales.xray import order_xray
from core.terms.statuses import PaymentForm
from tests.integration.sales.offers import Offers, build
from tests.integration.sales.trade import BOSS

VALID = date(2026, 11, 25)


@dataclass
class Deal:
    """A quotation of 10 gloves at 100 with 5 % by hand and 10 % by the tree: 855."""

    session: Session
    offers: Offers
    discount: int
    quotation: int

    def totals(self, order: int) -> tuple[int, int]:
        """Return (charged, discounts) of an order in kopecks."""
        self.session.expire_all()
        found = self.session.get_one(CustomerOrder, order)
        return found.total_minor, found.discount_minor

    def change(self, order: int, *, quantity: int | None = None, **header: object) -> None:
        """Save an order with another quantity of its first line, or another header."""
        version = self.session.get_one(CustomerOrder, order).version
        lines = stored_lines(self.session, order)
        if quantity is not None:
            lines = (replace(lines[0], quantity=quantity * 1000), *lines[1:])
        changes = OrderChanges(header=header, lines=lines)
        save_order(self.session, BOSS, order, version, changes, clock=self.offers.clock)


@pytest.fixture
def deal(session: Session, clock: FixedClock) -> Deal:
    """The tree gives 1 % by now instead of the 10 % of the day of the quotation."""
    offers = build(session, clock)

    def tree(percent: int, key: int | None = None) -> int:
        version = session.get_one(DiscountNode, key).version if key is not None else 0
        draft = DiscountDraft(
            code="D",
            name="For everybody",
            kind=DiscountKind.PERCENT,
            value=percent * 100,
            standing=Standing.IN_FORCE,
        )
        return save_discount(session, BOSS, draft, clock=clock, node_id=key, version=version).id

    discount = tree(10)
    quotation = offers.quote(session, "GLOVES 10 -5", valid_until=VALID)
    tree(1, discount)
    return Deal(session, offers, discount, quotation)


def test_an_order_costs_what_was_offered_whatever_the_tree_gives_now(
    session: Session, deal: Deal
) -> None:
    order = order_from(session, BOSS, deal.quotation, clock=deal.offers.clock).id
    assert deal.totals(order) == (855_00, 145_00)
    assert stored_parts(session, order) == [(1, deal.discount, 95_00)]
    deal.change(order)
    assert deal.totals(order) == (855_00, 145_00)
    trace = order_xray(session, BOSS, order, 1, clock=deal.offers.clock)
    assert trace.amount == 855_00
    assert "sale-as-stored" in {step.code for _, step in trace.walk()}
    assert ledger.verify(session) == []


def test_a_part_costs_its_share_and_more_than_was_offered_follows_the_tree(
    session: Session, deal: Deal
) -> None:
    """3 of 10: 256.50. 11: 5 % and then 1 % off 1 100, 1 034.55."""
    order = order_from_quotation(
        session, BOSS, deal.quotation, {1: 3_000}, clock=deal.offers.clock
    ).id
    assert deal.totals(order) == (256_50, 43_50)
    assert stored_parts(session, order) == [(1, deal.discount, 28_50)]
    deal.change(order, quantity=11)
    assert deal.totals(order) == (1_034_55, 65_45)
    assert stored_parts(session, order) == [(1, deal.discount, 10_45)]
    deal.change(order, quantity=10)
    assert deal.totals(order) == (855_00, 145_00)


@pytest.mark.parametrize(
    "header", [{"date": date(2026, 11, 26)}, {"payment_form": PaymentForm.CASH}]
)
def test_on_other_terms_or_after_the_last_day_the_tree_is_followed(
    session: Session, deal: Deal, header: dict[str, object]
) -> None:
    order = order_from(session, BOSS, deal.quotation, clock=deal.offers.clock).id
    deal.change(order, **header)
    assert deal.totals(order) == (940_50, 59_50)
