"""Quotations are taken back by the clock the night after their last day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from core import ledger
from core.documents.periodic import periodics
from core.jobs.kinds import load_kinds
from core.kernel.clock import FixedClock
from core.sales.errors import QuotationNotInForce
from core.sales.expiring import EXPIRE, expire_quotations
from core.sales.order_sources import order_from
from core.sales.quotation_models import Quotation
from core.sales.quotation_orders import order_from_quotation
from core.sales.quotation_queries import quotation_card
from core.sales.quotation_statuses import QuotationStatus
from core.sales.quotation_steps import cancel_quotation, new_version
from tests.integration.sales.offers import Offers, build
from tests.integration.sales.trade import BOSS

LAST = date(2026, 11, 25)
NEXT_DAY = FixedClock(datetime(2026, 11, 26, 9, 0, tzinfo=UTC))


@pytest.fixture
def offers(session: Session, clock: FixedClock) -> Offers:
    """A company that a test may change."""
    return build(session, clock)


def status(session: Session, key: int) -> QuotationStatus:
    session.expire_all()
    return QuotationStatus(session.get_one(Quotation, key).status)


def test_what_holds_no_more_is_cancelled_by_the_system_and_can_be_offered_anew(
    session: Session, offers: Offers
) -> None:
    over = offers.quote(session, "GLOVES 10", valid_until=LAST)
    holds = offers.quote(session, "GLOVES 10", valid_until=date(2026, 11, 26))
    draft = offers.quote(session, "GLOVES 10", valid_until=LAST, in_force=False)
    assert expire_quotations(session, offers.clock) == 0
    assert expire_quotations(session, NEXT_DAY) == 1
    assert expire_quotations(session, NEXT_DAY) == 0
    assert status(session, over) is QuotationStatus.CANCELLED
    assert status(session, holds) is QuotationStatus.IN_FORCE
    assert status(session, draft) is QuotationStatus.DRAFT
    assert quotation_card(session, BOSS, over).expired
    with pytest.raises(QuotationNotInForce):
        order_from(session, BOSS, over, clock=NEXT_DAY)
    fresh = new_version(session, BOSS, over, clock=NEXT_DAY)
    card = quotation_card(session, BOSS, fresh.id)
    assert (card.version_no, card.status) == (2, QuotationStatus.DRAFT)
    with pytest.raises(QuotationNotInForce):
        new_version(session, BOSS, over, clock=NEXT_DAY)
    assert ledger.verify(session) == []


def test_what_was_ordered_whole_stays_in_force_and_what_was_ordered_in_part_does_not(
    session: Session, offers: Offers
) -> None:
    whole = offers.quote(session, "GLOVES 10, MASK 4 alt", valid_until=LAST)
    part = offers.quote(session, "GLOVES 10", valid_until=LAST)
    order_from(session, BOSS, whole, clock=offers.clock)
    order_from_quotation(session, BOSS, part, {1: 4_000}, clock=offers.clock)
    assert expire_quotations(session, NEXT_DAY) == 1
    assert status(session, whole) is QuotationStatus.IN_FORCE
    assert status(session, part) is QuotationStatus.CANCELLED


def test_one_that_a_person_cancelled_is_not_offered_anew(session: Session, offers: Offers) -> None:
    key = offers.quote(session, "GLOVES 10", valid_until=LAST)
    cancel_quotation(session, BOSS, key, clock=offers.clock, reason="bought elsewhere")
    assert not quotation_card(session, BOSS, key).expired
    with pytest.raises(QuotationNotInForce):
        new_version(session, BOSS, key, clock=NEXT_DAY, reason="again")


def test_every_worker_does_it_by_the_clock() -> None:
    load_kinds()
    assert EXPIRE in periodics()
