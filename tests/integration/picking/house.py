"""An address warehouse in a few words: cells, stock, orders to pick, storekeepers.

    house = build(session, clock, "A-01 A-02 B-01", "A-01 GLOVES 10, A-02 GLOVES 5")
    task = house.plan(session, house.order(session, "GLOVES 12"))[0]

Quantities are pieces; the section of a cell is its first letter, its walk order counts by tens.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM, Actor
from core.access.models import AppUser
from core.access.roles import ROLES, Role
from core.catalog.models import Item, Lot, LotPolicy, Packaging, Unit
from core.documents.operations import advance, create
from core.fulfilment import picking
from core.fulfilment.models import OutboundDispositionLine, OutboundGoodsLine
from core.fulfilment.outbound_type import OUTBOUND_ORDER
from core.fulfilment.pick_outcomes import TaskPlanned
from core.fulfilment.planning import plan_tasks
from core.fulfilment.statuses import LineAction, OutboundStatus
from core.fulfilment.task_models import PickTaskLine
from core.kernel.clock import Clock
from core.partners.models import Company
from core.stock.ledgers import IN_CELLS
from core.stock.models import Cell, CellKind, CellMode, Warehouse
from core.stock.opening import StockLine, enter_stock

BOSS = replace(SYSTEM, login="boss", name="Boss")


@dataclass
class House:
    """Ids by the words of the test."""

    clock: Clock
    warehouse_id: int
    company_id: int
    cells: dict[str, int] = field(default_factory=dict)
    items: dict[str, int] = field(default_factory=dict)
    lots: dict[str, int] = field(default_factory=dict)
    packs: dict[str, int] = field(default_factory=dict)
    entry_id: int = 0

    def order(self, session: Session, text: str) -> int:
        """Make an expense order to pick from "GLOVES 12, MASK 3"; return its id."""
        order = create(
            session,
            BOSS,
            OUTBOUND_ORDER.name,
            clock=self.clock,
            warehouse_id=self.warehouse_id,
            recipient="ООО Ромашка",
        )
        goods = []
        for number, part in enumerate(text.split(","), start=1):
            code, quantity, *rest = part.split()
            goods.append(
                {
                    "document_id": order.id,
                    "line_no": number,
                    "item_id": self.items[code],
                    "variant_id": 0,
                    "quantity": thousandths(quantity),
                    "lot_id": self.lots[rest[0]] if rest else 0,
                }
            )
        session.execute(
            insert(OutboundGoodsLine), [{**row, "action": LineAction.PICK} for row in goods]
        )
        session.execute(
            insert(OutboundDispositionLine),
            [
                {
                    **{name: row[name] for name in row if name != "lot_id"},
                    "disposition_document_id": self.entry_id,
                    "disposition_line_id": number,
                    "company_id": self.company_id,
                }
                for number, row in enumerate(goods, start=1)
            ],
        )
        advance(session, BOSS, order, OutboundStatus.TO_PICK, clock=self.clock)
        return order.id

    def plan(
        self, session: Session, outbound_id: int, max_weight_grams: int | None = None
    ) -> list[TaskPlanned]:
        """Plan the tasks of an order."""
        return plan_tasks(
            session, BOSS, outbound_id, clock=self.clock, max_weight_grams=max_weight_grams
        )

    def task(self, session: Session, text: str) -> int:
        """Make an order and its only task; return the task's id."""
        (planned,) = self.plan(session, self.order(session, text))
        return planned.id

    def taken(self, session: Session, actor: Actor, text: str) -> int:
        """Make an order and its only task, taken by *actor*; return the task's id."""
        task = self.task(session, text)
        picking.take_task(session, actor, task, clock=self.clock)
        return task

    def in_cell(self, session: Session, cell: str, item: str | None = None) -> int:
        """Return thousandths in a cell: of one item, or of everything."""
        balance = IN_CELLS.balance
        statement = select(func.coalesce(func.sum(balance.c.quantity), 0)).where(
            balance.c.cell_id == self.cells[cell]
        )
        if item is not None:
            statement = statement.where(balance.c.item_id == self.items[item])
        return int(session.scalars(statement).one())

    def stock(self, session: Session) -> dict[tuple[int, ...], int]:
        """Return every balance per cell that is not zero."""
        balance = IN_CELLS.balance
        rows = session.execute(
            select(
                balance.c.cell_id,
                balance.c.item_id,
                balance.c.packaging_id,
                balance.c.lot_id,
                balance.c.quantity,
            ).where(balance.c.quantity != 0)
        )
        return {tuple(row[:4]): row[4] for row in rows}

    def lines(self, session: Session, task_id: int) -> list[tuple[str, int, int, str]]:
        """Return the route as (cell, planned pieces, picked pieces, state)."""
        names = {cell_id: code for code, cell_id in self.cells.items()}
        rows = session.execute(
            select(
                PickTaskLine.cell_id, PickTaskLine.planned, PickTaskLine.picked, PickTaskLine.state
            )
            .where(PickTaskLine.document_id == task_id)
            .order_by(PickTaskLine.turn, PickTaskLine.walk_order, PickTaskLine.line_no)
        )
        return [
            (names.get(cell, ""), planned // 1000, picked // 1000, state.value)
            for cell, planned, picked, state in rows
        ]

    def line_ids(self, session: Session, task_id: int) -> list[int]:
        """Return the ids of the lines in the order of the route."""
        return list(
            session.scalars(
                select(PickTaskLine.id)
                .where(PickTaskLine.document_id == task_id)
                .order_by(PickTaskLine.turn, PickTaskLine.walk_order, PickTaskLine.line_no)
            )
        )


def thousandths(pieces: str) -> int:
    """Read "12" or "0.5" as thousandths."""
    whole, _, rest = pieces.partition(".")
    return int(whole) * 1000 + int(rest.ljust(3, "0") if rest else 0)


def storekeeper(session: Session, login: str) -> Actor:
    """Make a storekeeper who may work everywhere."""
    row = AppUser(
        login=login,
        name=login.capitalize(),
        roles=["storekeeper"],
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        version=1,
    )
    session.add(row)
    session.flush()
    roles = frozenset({Role.STOREKEEPER})
    return Actor(
        user_id=row.id,
        login=login,
        name=row.name,
        roles=roles,
        permissions=ROLES[Role.STOREKEEPER],
        warehouses=None,
        companies=None,
    )


def scan() -> uuid.UUID:
    """Return the id of a new scan."""
    return uuid.uuid4()


def build(
    session: Session,
    clock: Clock,
    cells: str,
    stock: str,
    *,
    items: str = "",
    lots: str = "",
    packs: str = "",
    check_picks: bool = False,
) -> House:
    """Build a warehouse.

    Args:
        cells: "A-01 A-02/2 R-01:receiving": codes, an area priority after a slash, a kind after a
            colon; empty: a warehouse without cells. SHIP is always there with cells.
        stock: "A-01 GLOVES 10, A-01 MILK 5 @L1, A-02 GLOVES 24 *BOX": cell, item, pieces, lot,
            packaging; without cells "GLOVES 10".
        items: "MILK:expiry GLOVES=500": a lot policy after a colon, grams after an equals sign;
            items met in stock only have neither.
        lots: "L1 MILK 2026-12-01, L2 MILK -".
        packs: "BOX GLOVES 12": packaging, item, pieces.
    """
    house = _warehouse(session, clock, cells, check_picks=check_picks)
    unit = Unit(code="796", name="Штука", symbol="шт")
    session.add(unit)
    session.flush()
    known = {word.split(":")[0].split("=")[0]: word for word in items.split()}
    for part in _parts(stock):
        code = part[1] if cells else part[0]
        known.setdefault(code, code)
    for code, word in known.items():
        head, _, grams = word.partition("=")
        policy = head.partition(":")[2]
        row = Item(
            code=code,
            name=code.capitalize(),
            unit_id=unit.id,
            weight_grams=int(grams or 0),
            lot_policy=LotPolicy(policy or "none"),
        )
        session.add(row)
        session.flush()
        house.items[code] = row.id
    for code, item, day in _parts(lots):
        lot = Lot(
            item_id=house.items[item],
            code=code,
            expires=None if day == "-" else date.fromisoformat(day),
        )
        session.add(lot)
        session.flush()
        house.lots[code] = lot.id
    for code, item, pieces in _parts(packs):
        pack = Packaging(item_id=house.items[item], name=code, quantity=thousandths(pieces))
        session.add(pack)
        session.flush()
        house.packs[code] = pack.id
    house.entry_id = enter_stock(
        session,
        BOSS,
        house.warehouse_id,
        [_stock_line(house, part, cells=bool(cells)) for part in _parts(stock)],
        clock=clock,
    ).id
    return house


def _stock_line(house: House, part: list[str], *, cells: bool) -> StockLine:
    cell = house.cells[part.pop(0)] if cells else 0
    item, pieces, *marks = part
    return StockLine(
        item_id=house.items[item],
        quantity=thousandths(pieces),
        cell_id=cell,
        lot_id=next((house.lots[mark[1:]] for mark in marks if mark[0] == "@"), 0),
        packaging_id=next((house.packs[mark[1:]] for mark in marks if mark[0] == "*"), 0),
    )


def _warehouse(session: Session, clock: Clock, cells: str, *, check_picks: bool) -> House:
    warehouse = Warehouse(
        code="MAIN",
        name="Основной склад",
        ordered_shipping=True,
        cells=CellMode.STORAGE if cells else CellMode.NONE,
        check_picks=check_picks,
    )
    company = Company(code="K", name="Клад", prefix="КЛ")
    session.add_all([warehouse, company])
    session.flush()
    house = House(clock, warehouse.id, company.id)
    words = [*cells.split(), "SHIP:shipping"] if cells else []
    for number, word in enumerate(words, start=1):
        head, _, kind = word.partition(":")
        code, _, priority = head.partition("/")
        cell = Cell(
            warehouse_id=warehouse.id,
            code=code,
            barcode=f"CELL{code}",
            kind=CellKind(kind or "storage"),
            walk_order=number * 10,
            section="" if kind else code[0],
            area_priority=int(priority or 1),
            check_digits=f"{number:02d}",
        )
        session.add(cell)
        session.flush()
        house.cells[code] = cell.id
    if cells:
        warehouse.shipping_cell_id = house.cells["SHIP"]
        session.flush()
    return house


def _parts(text: str) -> list[list[str]]:
    return [part.split() for part in text.split(",") if part.strip()]
