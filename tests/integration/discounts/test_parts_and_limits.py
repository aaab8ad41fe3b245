"""The decoded list stored with a document, and the limits of discounts by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM, Actor
from core.access.errors import Forbidden
from core.discounts.drafts import DiscountDraft
from core.discounts.editing import save_discount
from core.discounts.kinds import DiscountKind, Standing
from core.discounts.limits import load_limits
from core.discounts.manual import Limit, LimitSource
from core.discounts.models import DiscountPart, ManualLimit
from core.discounts.parts import PartRow, parts_of, store_parts
from core.documents.reference import create_row
from core.kernel.clock import FixedClock
from core.stock.opening import enter_stock
from tests.integration.discounts.conftest import Shop
from tests.integration.discounts.test_tree import counted


@pytest.fixture
def document(session: Session, shop: Shop, clock: FixedClock) -> int:
    """Return the id of a document: of which type does not matter."""
    return enter_stock(session, SYSTEM, shop.warehouse, [], clock=clock).id


def discount(session: Session, clock: FixedClock, name: str) -> int:
    """Store a discount."""
    draft = DiscountDraft(
        code=name, name=name, kind=DiscountKind.PERCENT, value=100, standing=Standing.IN_FORCE
    )
    return save_discount(session, SYSTEM, draft, clock=clock).id


def test_the_list_of_a_document_is_replaced_as_a_whole(
    session: Session, document: int, clock: FixedClock
) -> None:
    first, second = discount(session, clock, "A"), discount(session, clock, "B")
    assert store_parts(session, document, [(1, first, 10), (1, second, 5), (2, first, 0)]) == 2
    assert parts_of(session, SYSTEM, document) == (
        PartRow(1, first, "A", 10),
        PartRow(1, second, "B", 5),
    )
    assert store_parts(session, document, [(2, second, -7), (2, second, 3)]) == 1
    assert parts_of(session, SYSTEM, document) == (PartRow(2, second, "B", -4),)
    assert store_parts(session, document, []) == 0
    assert session.scalar(select(func.count()).select_from(DiscountPart)) == 0


def test_a_list_is_stored_in_two_statements_however_long_it_is(
    session: Session, shared_engine: Engine, document: int, clock: FixedClock
) -> None:
    one = discount(session, clock, "A")
    for lines in (1, 1000):
        with counted(shared_engine) as sent:
            store_parts(session, document, [(line, one, 5) for line in range(lines)])
        assert len(sent) == 2


def test_who_may_not_see_discounts_is_told_no_list(
    session: Session, document: int, clock: FixedClock
) -> None:
    del clock
    blind: Actor = replace(SYSTEM, permissions=frozenset())
    with pytest.raises(Forbidden):
        parts_of(session, blind, document)


def limit(session: Session, clock: FixedClock, most: int, **of: object) -> None:
    """Store a limit."""
    create_row(
        session, SYSTEM, "manual_limit", clock=clock, max_discount=most, max_markup=500, **of
    )


def test_a_user_s_own_limits_stand_instead_of_those_of_his_roles(
    session: Session, shop: Shop, clock: FixedClock
) -> None:
    limit(session, clock, 1000, user_id=5)
    limit(session, clock, 300, user_id=5, price_group_id=shop.fresh)
    limit(session, clock, 5000, role="sales_head")
    found = load_limits(session, user_id=5, roles=["sales_head"])
    assert found.of(LimitSource.USER, 0) == Limit(1000, 500)
    assert found.of(LimitSource.USER, shop.fresh) == Limit(300, 500)
    assert found.of(LimitSource.AGREEMENT, 0) is None


def test_of_several_roles_the_widest_limit_counts(session: Session, clock: FixedClock) -> None:
    limit(session, clock, 1000, role="sales_manager")
    limit(session, clock, 2500, role="sales_head")
    found = load_limits(session, user_id=7, roles=["sales_manager", "sales_head"])
    assert found.of(LimitSource.USER, 9) == Limit(2500, 500)
    assert load_limits(session, user_id=7).of(LimitSource.USER, 9) is None


def test_agreement_and_price_type_have_limits_too(session: Session, clock: FixedClock) -> None:
    limit(session, clock, 700, agreement_id=3)
    found = load_limits(session, user_id=1, agreement_id=3, price_limits={0: (900, None)})
    assert found.of(LimitSource.AGREEMENT, 0) == Limit(700, 500)
    assert found.of(LimitSource.PRICE_TYPE, 4) == Limit(900, None)
    assert load_limits(session, user_id=1, agreement_id=4).by_source == {}


def test_limits_are_stored_for_one_of_user_role_or_agreement(
    session: Session, clock: FixedClock
) -> None:
    for of in ({}, {"user_id": 1, "role": "cashier"}, {"role": "cashier", "agreement_id": 2}):
        with pytest.raises(IntegrityError), session.begin_nested():
            limit(session, clock, 100, **of)
    assert session.scalar(select(func.count()).select_from(ManualLimit)) == 0
