"""The demo company: whole, consistent, the same every time, and only in an empty database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from core.access.sign_in import SignedIn, sign_in, sign_in_badge
from core.access.users import actor_of
from core.approvals.models import ApprovalRound, ApprovalTask
from core.catalog.models import Barcode, Item
from core.catalog.queries import resolve_barcode
from core.catalog.rules import is_gtin
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.discounts.loyalty_models import PointsEntry
from core.exchange.demo import PASSWORD, USERS, DemoSeeded, seed_demo
from core.exchange.errors import DatabaseNotEmpty
from core.fulfilment.models import OutboundDispositionLine, OutboundOrder
from core.fulfilment.task_models import PickTaskLine
from core.kernel.clock import FixedClock
from core.ledger import balance, verify
from core.partners.models import Company, LegalEntity
from core.partners.rules import requisite_fault
from core.pricing.document_models import PriceDocument
from core.pricing.kinds import CalculationMethod
from core.pricing.models import PriceType
from core.pricing.queries import prices
from core.sales.models import CustomerOrder, CustomerOrderLine, Reallocation
from core.sales.statuses import OrderState, ReallocationKind, SupplyAction
from core.stock.ledgers import EXPECTED, FREE_STOCK, IN_CELLS, ON_HAND
from core.stock.models import Warehouse


@dataclass(frozen=True)
class Demo:
    """A database with the demo company in it."""

    database: Database
    seeded: DemoSeeded
    told: list[str]


@pytest.fixture(scope="module")
def demo(database: Database) -> Demo:
    clock = FixedClock(datetime(2026, 11, 20, 9, 0, tzinfo=UTC))
    told: list[str] = []
    with transaction(database.sessions) as session:
        seeded = seed_demo(session, clock, lambda stage, _done, _total: told.append(stage))
    return Demo(database, seeded, told)


def test_the_demo_is_whole_and_its_books_agree(demo: Demo) -> None:
    seeded = demo.seeded
    assert (seeded.items, seeded.partners, seeded.cells) == (2029, 60, 900)
    assert seeded.pick_tasks >= 6
    assert seeded.invoices == 5
    assert seeded.discounts == 17
    assert len(demo.told) == 8
    with demo.database.sessions() as session:
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


def test_seeding_again_is_refused_and_changes_nothing(demo: Demo, clock: FixedClock) -> None:
    with (
        pytest.raises(DatabaseNotEmpty) as refused,
        transaction(demo.database.sessions) as session,
    ):
        seed_demo(session, clock)
    assert refused.value.facts["items"] == 2029
    assert refused.value.facts["users"] == len(USERS)
    with demo.database.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Item)) == 2029
        assert actor_of(session, 1).name == USERS[0].name


def test_the_staff_can_sign_in_by_password_and_by_badge(demo: Demo, clock: FixedClock) -> None:
    for user in USERS:
        with transaction(demo.database.sessions) as session:
            by_password = sign_in(session, user.login, PASSWORD, clock=clock)
            by_badge = sign_in_badge(session, user.badge, clock=clock)
        for signed in (by_password, by_badge):
            assert isinstance(signed, SignedIn)
            assert (signed.actor.name, signed.actor.roles) == (user.name, frozenset(user.roles))


def test_the_orders_have_every_shape_a_beginner_should_meet(demo: Demo) -> None:
    with demo.database.sessions() as session:
        sizes = session.execute(
            select(OutboundDispositionLine.document_id, func.count()).group_by(
                OutboundDispositionLine.document_id
            )
        ).all()
        counts = {count for _, count in sizes}
        assert {1, 12} <= counts
        companies = session.scalars(
            select(func.count(OutboundDispositionLine.company_id.distinct())).group_by(
                OutboundDispositionLine.document_id
            )
        ).all()
        assert 2 in companies
        lines = session.execute(
            select(PickTaskLine.packaging_id, PickTaskLine.lot_id, PickTaskLine.item_id)
        ).all()
        assert any(line.packaging_id for line in lines)
        assert any(line.lot_id for line in lines)
        # A line that takes a whole cell, of goods that lie in another cell too.
        held = {(row.cell_id, row.item_id): row.quantity for row in balance(session, IN_CELLS)}
        whole = [
            line
            for line in session.execute(
                select(PickTaskLine.cell_id, PickTaskLine.item_id, PickTaskLine.planned)
            )
            if held.get((line.cell_id, line.item_id)) == line.planned
        ]
        assert any(
            sum(quantity for (_, item), quantity in held.items() if item == line.item_id)
            > line.planned
            for line in whole
        )
        assert set(session.scalars(select(CustomerOrder.state))) == set(OrderState)


def test_the_demo_shows_supply_to_come_approvals_reallocations_and_points(demo: Demo) -> None:
    with demo.database.sessions() as session:
        expected = balance(session, EXPECTED)
        assert sum(row.expected - row.claimed for row in expected) > 0
        assert sum(row.claimed for row in expected) > 0
        claims = session.scalars(
            select(func.count()).where(CustomerOrderLine.action == SupplyAction.RESERVE_TO_DATE)
        ).one()
        assert claims >= 2
        orders = select(ApprovalTask.state, ApprovalTask.kind).join(
            ApprovalRound, ApprovalRound.id == ApprovalTask.round_id
        )
        orders = orders.join(CustomerOrder, CustomerOrder.document_id == ApprovalRound.document_id)
        found = {(row.state, row.kind) for row in session.execute(orders)}
        assert {("open", "commercial"), ("refused", "commercial"), ("open", "results")} <= found
        kinds = session.scalars(select(Reallocation.operation).order_by(Reallocation.id)).all()
        assert kinds == [ReallocationKind.RESERVE_ADJUST, ReallocationKind.RELEASE]
        paid = session.scalars(
            select(PointsEntry.amount_minor).where(PointsEntry.object_id.is_not(None))
        ).all()
        assert len(paid) == 1
        assert paid[0] > 0


def test_the_demo_has_prices_of_many_methods(demo: Demo) -> None:
    today = FixedClock(datetime(2026, 11, 20, 9, 0, tzinfo=UTC)).business_date()
    with demo.database.sessions() as session:
        types = {row.code: row for row in session.scalars(select(PriceType))}
        hammer = session.scalars(select(Item.id).order_by(Item.id)).first() or 0
        held = {
            code: prices(session, kind.id, [hammer], today).get((hammer, 0))
            for code, kind in types.items()
        }
        documents = session.scalars(select(PriceDocument).order_by(PriceDocument.id)).all()
    wholesale = held["ОПТ"] or 0
    assert {kind.method for kind in types.values()} == {
        CalculationMethod.MANUAL,
        CalculationMethod.OPENING,
        CalculationMethod.MARKUP,
        CalculationMethod.COMPETITOR,
        CalculationMethod.FORMULA,
    }
    assert held["РЫНОК"] is None
    assert held["БОЙ"] == wholesale
    assert wholesale < (held["РОЗН"] or 0) < wholesale * 14 // 10
    assert [document.posted for document in documents] == [True, False]
