"""A trading company in a few words: companies, partners, warehouses, stock, prices, orders.

    trade = build(session, clock, "GLOVES 10 @99.90, MASK 5 @12.00")
    order = trade.order(session, "GLOVES 3, MASK 1 reserve")

Quantities are pieces, prices roubles. Warehouses: "plain" (expense orders, statuses, no cells),
"cells" (address storage), "quick" (expense orders in one step), "shop" (no expense orders).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM
from core.catalog.models import Item, Lot, LotPolicy, Packaging, Unit
from core.kernel.clock import Clock
from core.kernel.money import Money
from core.kernel.vat import TaxSystem
from core.ledger import Ledger
from core.partners.models import Company, CompanyTax, LegalEntity, Partner
from core.pricing.operations import NewPrice, create_price_type, register_prices
from core.sales.order_approval import confirm_order
from core.sales.order_lines import OrderLine
from core.sales.orders import NewOrder, create_order
from core.sales.statuses import SupplyAction
from core.stock.ledgers import DISPOSITIONS, FREE_STOCK, IN_CELLS, ON_HAND
from core.stock.models import Cell, CellKind, CellMode, Warehouse
from core.stock.opening import StockLine, enter_stock

BOSS = replace(SYSTEM, login="boss", name="Boss")


@dataclass
class Trade:
    """Ids by the words of the test."""

    clock: Clock
    companies: dict[str, int] = field(default_factory=dict)
    partners: dict[str, int] = field(default_factory=dict)
    warehouses: dict[str, int] = field(default_factory=dict)
    items: dict[str, int] = field(default_factory=dict)
    packs: dict[str, int] = field(default_factory=dict)
    lots: dict[str, int] = field(default_factory=dict)
    cells: dict[str, int] = field(default_factory=dict)
    price_type_id: int = 0
    contract_id: int | None = None
    """Under which new orders are made."""

    def new(
        self,
        text: str,
        *,
        company: str = "КЛ",
        partner: str = "ROSE",
        warehouse: str = "plain",
    ) -> NewOrder:
        """Return the order that "GLOVES 3, MASK 1 reserve @10.50" says."""
        return NewOrder(
            company_id=self.companies[company],
            partner_id=self.partners[partner],
            warehouse_id=self.warehouses[warehouse],
            price_type_id=self.price_type_id,
            contract_id=self.contract_id,
            ship_date=date(2026, 11, 25),
            lines=tuple(self.line(part) for part in text.split(",")),
        )

    def line(self, text: str) -> OrderLine:
        """Return one line of an order."""
        code, quantity, *marks = text.split()
        price = next((mark[1:] for mark in marks if mark[0] == "@"), None)
        action = next((mark for mark in marks if mark in set(SupplyAction)), SupplyAction.SHIP)
        return OrderLine(
            item_id=self.items[code],
            quantity=pieces(quantity),
            price_minor=None if price is None else Money.parse(price).minor,
            action=SupplyAction(action),
        )

    def order(
        self,
        session: Session,
        text: str,
        *,
        confirm: bool = True,
        company: str = "КЛ",
        partner: str = "ROSE",
        warehouse: str = "plain",
    ) -> int:
        """Make an order, confirmed unless told otherwise; return its id."""
        new = self.new(text, company=company, partner=partner, warehouse=warehouse)
        made = create_order(session, BOSS, new, clock=self.clock)
        if confirm:
            confirm_order(session, BOSS, made.id, clock=self.clock)
        return made.id

    def put(self, session: Session, text: str, warehouse: str) -> None:
        """Enter stock: "GLOVES 10, MILK 5 @L1"; on the address warehouse "A-01 GLOVES 10"."""
        lines = []
        for part in text.split(","):
            words = part.split()
            if not words:
                continue
            cell = self.cells[words.pop(0)] if warehouse == "cells" else 0
            code, quantity, *marks = words
            lot = next((self.lots[mark[1:]] for mark in marks if mark[0] == "@"), 0)
            lines.append(
                StockLine(
                    item_id=self.items[code], quantity=pieces(quantity), lot_id=lot, cell_id=cell
                )
            )
        enter_stock(session, BOSS, self.warehouses[warehouse], lines, clock=self.clock)

    def free(self, session: Session, item: str, warehouse: str = "plain") -> tuple[int, ...]:
        """Return (on hand, reserved, to ship) in pieces."""
        kept = FREE_STOCK.balance.c
        row = session.execute(
            select(kept.on_hand, kept.reserved, kept.to_ship).where(
                kept.warehouse_id == self.warehouses[warehouse], kept.item_id == self.items[item]
            )
        ).one_or_none()
        return tuple(value // 1000 for value in row) if row else (0, 0, 0)

    def disposition(self, session: Session, item: str) -> tuple[int, ...]:
        """Return (disposed, ordered, shipped, invoiced) in pieces, all dispositions of an item."""
        kept = DISPOSITIONS.balance.c
        rows = session.execute(
            select(kept.disposed, kept.ordered, kept.shipped, kept.invoiced).where(
                kept.item_id == self.items[item]
            )
        ).all()
        return tuple(sum(column) // 1000 for column in zip(*rows, strict=True)) or (0, 0, 0, 0)


def balances(session: Session) -> dict[str, list[tuple[object, ...]]]:
    """Return every balance of stock and dispositions, to assert that nothing changed."""
    found: dict[str, list[tuple[object, ...]]] = {}
    for of in (ON_HAND, IN_CELLS, FREE_STOCK, DISPOSITIONS):
        found[of.name] = _balances(session, of)
    return found


def _balances(session: Session, of: Ledger) -> list[tuple[object, ...]]:
    columns = [of.balance.c[name] for name in (*of.dimension_names, *of.measure_names)]
    rows = session.execute(select(*columns).order_by(*columns)).all()
    return [tuple(row) for row in rows if any(row[len(of.dimension_names) :])]


def pieces(text: str) -> int:
    """Read "12" or "0.5" as thousandths."""
    whole, _, rest = text.partition(".")
    return int(whole) * 1000 + int(rest.ljust(3, "0") if rest else 0)


def build(
    session: Session,
    clock: Clock,
    goods: str,
    *,
    lots: str = "",
    packs: str = "",
    cells: str = "A-01 A-02",
    check_picks: bool = False,
) -> Trade:
    """Build two companies, three partners, four warehouses and the items of *goods*.

    Args:
        goods: "GLOVES 10 @99.90, MILK 0 @80.00 :expiry, HAUL 0 @500 :service": code, pieces in
            the plain warehouse, price, a lot policy or that it is a service.
        lots: "L1 MILK 2026-12-01".
        packs: "BOX GLOVES 12".
        cells: of the address warehouse; SHIP is always there.
    """
    trade = Trade(clock)
    _people(session, trade)
    _places(session, trade, cells, check_picks=check_picks)
    unit = Unit(code="796", name="Штука", symbol="шт")
    session.add(unit)
    session.flush()
    trade.price_type_id = create_price_type(session, BOSS, code="opt", name="Оптовая")
    stock, prices = [], []
    for part in goods.split(","):
        code, quantity, *marks = part.split()
        policy = next((mark[1:] for mark in marks if mark[0] == ":"), "none")
        service = policy == "service"
        item = Item(
            code=code,
            article=f"A-{code}",
            name=code.capitalize(),
            unit_id=unit.id,
            weight_grams=250,
            service=service,
            lot_policy=LotPolicy("none" if service else policy),
        )
        session.add(item)
        session.flush()
        trade.items[code] = item.id
        price = next((mark[1:] for mark in marks if mark[0] == "@"), None)
        if price is not None:
            prices.append(NewPrice(item.id, Money.parse(price).minor))
        if pieces(quantity):
            stock.append(f"{code} {quantity}")
    register_prices(session, BOSS, trade.price_type_id, date(2026, 1, 1), prices)
    _lots_and_packs(session, trade, lots, packs)
    if stock:
        trade.put(session, ", ".join(stock), "plain")
    return trade


def _people(session: Session, trade: Trade) -> None:
    for prefix, tax in (("КЛ", TaxSystem.GENERAL), ("УП", TaxSystem.EXEMPT)):
        company = Company(code=prefix, name=f"ООО {prefix}", prefix=prefix)
        session.add(company)
        session.flush()
        session.add(CompanyTax(company_id=company.id, since=date(2026, 1, 1), system=tax))
        trade.companies[prefix] = company.id
    for code in ("ROSE", "LILY", "FERN"):
        partner = Partner(code=code, name=code.capitalize(), delivery_address=f"{code} street 1")
        session.add(partner)
        session.flush()
        trade.partners[code] = partner.id
        session.add(
            LegalEntity(code=code, partner_id=partner.id, name=f"ООО {code}", inn="7707083893")
        )
    session.flush()


def _places(session: Session, trade: Trade, cells: str, *, check_picks: bool) -> None:
    switches: dict[str, dict[str, object]] = {
        "plain": {"ordered_shipping": True, "check_picks": check_picks},
        "cells": {
            "ordered_shipping": True,
            "cells": CellMode.STORAGE,
            "check_picks": check_picks,
        },
        "quick": {"ordered_shipping": True, "use_outbound_statuses": False},
        "shop": {},
    }
    for code, values in switches.items():
        warehouse = Warehouse(code=code, name=f"Склад {code}", **values)
        session.add(warehouse)
        session.flush()
        trade.warehouses[code] = warehouse.id
        if code == "cells":
            for number, name in enumerate([*cells.split(), "SHIP"], start=1):
                kind = CellKind.SHIPPING if name == "SHIP" else CellKind.STORAGE
                cell = Cell(
                    warehouse_id=warehouse.id,
                    code=name,
                    barcode=f"CELL{name}",
                    kind=kind,
                    walk_order=number * 10,
                )
                session.add(cell)
                session.flush()
                trade.cells[name] = cell.id
            warehouse.shipping_cell_id = trade.cells["SHIP"]
    session.flush()


def _lots_and_packs(session: Session, trade: Trade, lots: str, packs: str) -> None:
    for part in filter(None, lots.split(",")):
        code, item, day = part.split()
        lot = Lot(item_id=trade.items[item], code=code, expires=date.fromisoformat(day))
        session.add(lot)
        session.flush()
        trade.lots[code] = lot.id
    for part in filter(None, packs.split(",")):
        code, item, quantity = part.split()
        pack = Packaging(item_id=trade.items[item], name=code, quantity=pieces(quantity))
        session.add(pack)
        session.flush()
        trade.packs[code] = pack.id
