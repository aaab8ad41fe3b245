"""Reference books: rows made, changed and retired, with rights, history and lost updates."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

import core.catalog.books
import core.partners.books
import core.stock.books  # noqa: F401 - registers the books
from core.access.actor import SYSTEM, Actor
from core.access.errors import Forbidden
from core.access.roles import ROLES, Role
from core.audit.models import AuditEntry
from core.catalog.errors import LotNeedsExpiry, LotsNotKept
from core.catalog.models import Barcode, Item, ItemGroup, LotPolicy, Unit
from core.db.engine import Database
from core.db.integrity import AlreadyExists
from core.db.unit_of_work import transaction
from core.documents.errors import NoSuchField
from core.documents.listing import ListQuery, count, listings, page
from core.documents.queries import history
from core.documents.reference import (
    book,
    books,
    create_row,
    edit_row,
    retire_row,
    row_card,
)
from core.kernel.clock import FixedClock
from core.kernel.errors import BadValue, Conflict, NotFound
from core.partners.errors import BadRequisite
from core.partners.models import LegalEntity
from core.stock.errors import CellsSwitchRefused
from core.stock.models import CellMode
from core.stock.opening import StockLine, enter_stock
from tests.integration.stock.trade import goods, piece, warehouse

STOREKEEPER = Actor(
    7, "ivan", "Иван", frozenset({Role.STOREKEEPER}), ROLES[Role.STOREKEEPER], None, None
)


def test_an_item_is_made_changed_and_retired_with_a_trail(
    session: Session, clock: FixedClock
) -> None:
    unit = piece(session)
    made = create_row(
        session, SYSTEM, "item", clock=clock, code="001", name="Молоток", unit_id=unit.id
    )
    assert made.version == 1
    edited = edit_row(session, SYSTEM, "item", made.id, 1, clock=clock, name="Молоток 500 г")
    assert edited.version == 2
    retire_row(session, SYSTEM, "item", made.id, clock=clock)
    card = row_card(session, SYSTEM, "item", made.id)
    assert (card.retired, card.values["name"], card.version) == (True, "Молоток 500 г", 3)
    changes = history(session, SYSTEM, "item", made.id)
    told = {(change.field, change.old, change.new) for change in changes}
    assert told == {
        ("", None, "001"),
        ("name", "Молоток", "Молоток 500 г"),
        ("retired", False, True),
    }
    actions = session.scalars(
        select(AuditEntry.action).where(AuditEntry.subject == "item").order_by(AuditEntry.id)
    ).all()
    assert actions == ["item.created", "item.changed", "item.retired"]


def test_the_second_of_two_editors_is_told_who_was_faster(
    session: Session, clock: FixedClock
) -> None:
    item = goods(session, "MILK")["MILK"]
    edit_row(session, STOREKEEPER_WITH_EDIT, "item", item.id, 1, clock=clock, article="NEW")
    with pytest.raises(Conflict) as refused:
        edit_row(session, SYSTEM, "item", item.id, 1, clock=clock, article="OTHER")
    assert (refused.value.facts["key"], refused.value.facts["who"]) == ("MILK", "Иван")
    assert session.scalar(select(Item.article).where(Item.id == item.id)) == "NEW"


STOREKEEPER_WITH_EDIT = dataclasses.replace(
    STOREKEEPER, permissions=ROLES[Role.ADMIN], roles=frozenset({Role.ADMIN})
)


def test_without_the_right_nothing_is_made(session: Session, clock: FixedClock) -> None:
    with pytest.raises(Forbidden):
        create_row(session, STOREKEEPER, "unit", clock=clock, code="1", name="a", symbol="a")
    assert session.scalar(select(func.count()).select_from(Unit)) == 0


def test_empty_required_fields_unknown_fields_and_fixed_ones_are_refused(
    session: Session, clock: FixedClock
) -> None:
    items = goods(session, "MILK KEFIR")
    with pytest.raises(BadValue):
        create_row(session, SYSTEM, "unit", clock=clock, code=" ", name="a", symbol="a")
    with pytest.raises(NoSuchField):
        edit_row(session, SYSTEM, "item", items["MILK"].id, 1, colour="red")
    box = create_row(
        session,
        SYSTEM,
        "packaging",
        clock=clock,
        item_id=items["MILK"].id,
        name="Короб",
        quantity=12_000,
    )
    with pytest.raises(NoSuchField):
        edit_row(session, SYSTEM, "packaging", box.id, 0, item_id=items["KEFIR"].id)
    with pytest.raises(BadValue):
        edit_row(session, SYSTEM, "packaging", box.id, 0, quantity=0)


def test_a_taken_code_is_named(database: Database, clock: FixedClock) -> None:
    values = {"code": "796", "name": "Штука", "symbol": "шт"}
    with transaction(database.sessions) as session:
        create_row(session, SYSTEM, "unit", clock=clock, **values)
    with pytest.raises(AlreadyExists) as refused, transaction(database.sessions) as session:
        create_row(session, SYSTEM, "unit", clock=clock, **values)
    assert refused.value.facts["values"] == "796"
    with database.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Unit)) == 1


def test_a_barcode_gets_its_gtin_and_is_removed_for_good(
    session: Session, clock: FixedClock
) -> None:
    items = goods(session, "MILK KEFIR")
    made = create_row(
        session, SYSTEM, "barcode", item_id=items["MILK"].id, code=" 036000291452 ", clock=clock
    )
    assert session.get_one(Barcode, made.id).gtin == "00036000291452"
    box = create_row(
        session,
        SYSTEM,
        "packaging",
        clock=clock,
        item_id=items["KEFIR"].id,
        name="Короб",
        quantity=12_000,
    )
    with pytest.raises(NotFound):
        create_row(
            session, SYSTEM, "barcode", item_id=items["MILK"].id, code="X", packaging_id=box.id
        )
    retire_row(session, SYSTEM, "barcode", made.id, clock=clock)
    assert session.scalar(select(func.count()).select_from(Barcode)) == 0


def test_lots_follow_the_policy_of_their_item(session: Session, clock: FixedClock) -> None:
    items = goods(session, "MILK:expiry NAIL")
    with pytest.raises(LotNeedsExpiry):
        create_row(session, SYSTEM, "lot", item_id=items["MILK"].id, code="L1", clock=clock)
    with pytest.raises(LotsNotKept):
        create_row(session, SYSTEM, "lot", item_id=items["NAIL"].id, code="L1", clock=clock)
    made = create_row(
        session,
        SYSTEM,
        "lot",
        item_id=items["MILK"].id,
        code="L1",
        expires=date(2026, 12, 1),
        clock=clock,
    )
    assert made.id > 0
    assert items["MILK"].lot_policy is LotPolicy.EXPIRY


def test_a_group_cannot_lie_in_itself(session: Session, clock: FixedClock) -> None:
    top = create_row(session, SYSTEM, "item_group", code="1", name="Товары", clock=clock)
    low = create_row(
        session, SYSTEM, "item_group", code="2", name="Молоко", parent_id=top.id, clock=clock
    )
    with pytest.raises(BadValue):
        edit_row(session, SYSTEM, "item_group", top.id, 0, parent_id=low.id, clock=clock)
    session.expire_all()
    assert session.get_one(ItemGroup, top.id).parent_id is None


@pytest.mark.parametrize(
    ("requisite", "value", "name"),
    [
        ("inn", "7743013903", "ИНН"),
        ("kpp", "77430130", "КПП"),
        ("ogrn", "1027700132196", "ОГРН"),
        ("bik", "04452522", "БИК"),
        ("bank_account", "4070281090000000001", "р/с"),
    ],
)
def test_numbers_that_do_not_add_up_are_refused(
    session: Session, clock: FixedClock, requisite: str, value: str, name: str
) -> None:
    partner = create_row(session, SYSTEM, "partner", code="P1", name="Ромашка", clock=clock)
    with pytest.raises(BadRequisite) as refused:
        create_row(
            session,
            SYSTEM,
            "legal_entity",
            clock=clock,
            partner_id=partner.id,
            code="L1",
            name="ООО «Ромашка»",
            **{requisite: value},
        )
    assert refused.value.facts["requisite"] == name
    assert session.scalar(select(func.count()).select_from(LegalEntity)) == 0


def test_a_warehouse_with_goods_cannot_start_keeping_them_in_cells(
    session: Session, clock: FixedClock
) -> None:
    milk = goods(session, "MILK")["MILK"]
    house = warehouse(session)
    enter_stock(session, SYSTEM, house.id, [StockLine(milk.id, 1_000)], clock=clock)
    with pytest.raises(CellsSwitchRefused):
        edit_row(
            session,
            SYSTEM,
            "warehouse",
            house.id,
            house.version,
            clock=clock,
            ordered_shipping=True,
            cells=CellMode.STORAGE,
        )


def test_another_ones_warehouse_is_not_seen(session: Session) -> None:
    mine, other = warehouse(session, "MINE"), warehouse(session, "OTHER")
    actor = dataclasses.replace(STOREKEEPER_WITH_EDIT, warehouses=frozenset({mine.id}))
    assert row_card(session, actor, "warehouse", mine.id).values["code"] == "MINE"
    with pytest.raises(NotFound):
        row_card(session, actor, "warehouse", other.id)
    with pytest.raises(NotFound):
        edit_row(session, actor, "warehouse", other.id, other.version, name="x")
    with pytest.raises(Forbidden):
        create_row(session, actor, "cell", warehouse_id=other.id, code="A")
    shown = page(session, actor, "warehouses", ListQuery())
    assert [row.values[0] for row in shown.rows] == ["MINE"]
    assert count(session, actor, "warehouses", ListQuery()) == 1


def test_every_list_and_every_card_of_every_book_can_be_read(
    session: Session, clock: FixedClock
) -> None:
    milk = goods(session, "MILK")["MILK"]
    house = warehouse(session, cells="A-01")
    cells = page(session, SYSTEM, "cells", ListQuery(search="A-01"))
    assert [row.values[1] for row in cells.rows] == ["A-01"]
    enter_stock(
        session,
        SYSTEM,
        house.id,
        [StockLine(milk.id, 1_500, cell_id=cells.rows[0].key)],
        clock=clock,
    )
    stock = page(session, SYSTEM, "stock", ListQuery()).rows
    assert [row.values[-4:] for row in stock] == [(1_500, 0, 0, 1_500)]
    for listed in listings():
        for column in filter(lambda shown: shown.sortable, listed.columns):
            found = page(
                session, SYSTEM, listed, ListQuery(search="A", sort=(column.id, True), limit=1)
            )
            assert len(found.rows) <= 1
    for declared in books():
        if declared.listing:
            for row in page(session, SYSTEM, declared.listing, ListQuery(limit=3)).rows:
                card = row_card(session, SYSTEM, declared.name, row.key)
                assert set(card.values) == {field.name for field in declared.fields}
        for field in declared.fields:
            picked = {of for one in listings() for of in (one.document_type, one.name)}
            assert not field.of or field.of in picked or book(field.of).listing


def test_a_broken_row_is_refused_by_the_database_too(session: Session) -> None:
    partner_code = {"code": "P", "name": "P"}
    create_row(session, SYSTEM, "partner", **partner_code)
    with pytest.raises(IntegrityError), session.begin_nested():
        create_row(session, SYSTEM, "partner", **partner_code)
