"""The demo company: whole, consistent, the same every time, and only in an empty database."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from core.access.actor import SYSTEM
from core.access.users import actor_of
from core.catalog.models import Barcode, Item
from core.catalog.queries import resolve_barcode
from core.catalog.rules import is_gtin
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.exchange.demo import PASSWORD, USERS, seed_demo
from core.exchange.errors import DatabaseNotEmpty
from core.fulfilment.models import OutboundOrder
from core.kernel.clock import FixedClock
from core.ledger import balance, verify
from core.partners.models import Company, LegalEntity
from core.partners.rules import requisite_fault
from core.stock.ledgers import FREE_STOCK, IN_CELLS, ON_HAND
from core.stock.models import Warehouse


def test_the_demo_is_whole_and_its_books_agree(fresh_database: Database, clock: FixedClock) -> None:
    told: list[str] = []
    with transaction(fresh_database.sessions) as session:
        seeded = seed_demo(session, clock, lambda stage, _done, _total: told.append(stage))
    assert (seeded.items, seeded.partners, seeded.cells) == (2009, 60, 900)
    assert seeded.pick_tasks >= 6
    assert seeded.invoices == 1
    assert len(told) == 6
    with fresh_database.sessions() as session:
        assert verify(session) == []
        codes = session.scalars(select(Barcode.code)).all()
        assert all(is_gtin(code) for code in codes)
        shared = session.scalars(
            select(Barcode.code).group_by(Barcode.code).having(func.count() > 1)
        ).all()
        assert len(shared) == 4
        assert len(resolve_barcode(session, shared[0])) == 2
        for owner in (*session.scalars(select(Company)), *session.scalars(select(LegalEntity))):
            assert (
                requisite_fault(
                    inn=owner.inn,
                    kpp=owner.kpp,
                    ogrn=owner.ogrn,
                    bank_account=owner.bank_account,
                    bik=owner.bik,
                )
                is None
            )
        central = session.scalars(select(Warehouse.id).where(Warehouse.code == "ЦС")).one()
        lying = sum(row.quantity for row in balance(session, ON_HAND, warehouse_id=central))
        assert lying == sum(row.quantity for row in balance(session, IN_CELLS))
        assert lying == sum(
            row.on_hand for row in balance(session, FREE_STOCK, warehouse_id=central)
        )
        statuses = set(session.scalars(select(OutboundOrder.status)))
        assert {"prepared", "to_pick", "shipped"} <= statuses


def test_seeding_again_is_refused_and_changes_nothing(
    fresh_database: Database, clock: FixedClock
) -> None:
    with transaction(fresh_database.sessions) as session:
        seed_demo(session, clock)
    with (
        pytest.raises(DatabaseNotEmpty) as refused,
        transaction(fresh_database.sessions) as session,
    ):
        seed_demo(session, clock)
    assert refused.value.facts["items"] == 2009
    assert refused.value.facts["users"] == len(USERS)
    with fresh_database.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Item)) == 2009
        assert actor_of(session, 1).name == USERS[0].name
        assert len(PASSWORD) >= 8
        assert SYSTEM.user_id == 0
