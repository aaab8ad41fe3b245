"""Orders of several shapes, made and moved on by the real verbs under the names of the staff."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.catalog.models import LotPolicy
from core.exchange.demo.firms import Firms
from core.exchange.demo.places import Places
from core.exchange.demo.shelves import Shelves, Stocked
from core.exchange.demo.staff import Staff
from core.fulfilment.creating import create_outbound
from core.fulfilment.finishing import ready_to_ship
from core.fulfilment.models import OutboundOrder
from core.fulfilment.shipping import ship
from core.fulfilment.statuses import OutboundStatus
from core.fulfilment.task_finish import take_all_as_planned
from core.kernel.clock import Clock
from core.sales.order_approval import confirm_order
from core.sales.order_lines import OrderLine
from core.sales.orders import NewOrder, create_order
from core.sales.statuses import SupplyAction
from core.shipments.invoicing import invoice_from_shipped

_PIECE = 1000


@dataclass(frozen=True, slots=True)
class OrdersMade:
    """How many documents of each kind the demo has."""

    orders: int
    outbound: int
    tasks: int
    invoices: int


@dataclass(slots=True)
class _Desk:
    """What making an order takes, and how many were made."""

    session: Session
    clock: Clock
    staff: Staff
    firms: Firms
    places: Places
    shelves: Shelves
    orders: int = 0
    outbound: int = 0
    tasks: int = 0
    invoices: int = 0

    def order(
        self,
        partner: int,
        lines: Sequence[OrderLine],
        *,
        company: str = "КЛ",
        warehouse: int = 0,
        confirmed: bool = True,
        comment: str = "",
    ) -> int:
        """Make an order of the partner with that number; return its id."""
        partner_id, entity_id, address = self.firms.partners[partner]
        manager = self.staff.manager
        made = create_order(
            self.session,
            manager,
            NewOrder(
                company_id=self.firms.companies[company],
                partner_id=partner_id,
                legal_entity_id=entity_id,
                warehouse_id=warehouse or self.places.central,
                price_type_id=self.shelves.price_type,
                lines=tuple(lines),
                ship_date=self.clock.business_date() + timedelta(days=self.orders % 3),
                delivery_address=address,
                comment=comment,
            ),
            clock=self.clock,
        )
        if confirmed:
            confirm_order(self.session, manager, made.id, clock=self.clock)
        self.orders += 1
        return made.id

    def expense(self, *orders: int, warehouse: int = 0, released: bool = True) -> list[int]:
        """Make one expense order of several orders, and give it to picking; return task ids."""
        (made,) = create_outbound(
            self.session,
            self.staff.lead,
            warehouse or self.places.central,
            order_ids=orders,
            release_now=released,
            clock=self.clock,
        )
        self.outbound += 1
        self.tasks += len(made.tasks)
        self.last_outbound = made.id
        return [task.id for task in made.tasks]

    last_outbound: int = 0


def add_orders(
    session: Session,
    clock: Clock,
    staff: Staff,
    firms: Firms,
    shelves: Shelves,
    places: Places,
) -> OrdersMade:
    """Make the orders a day begins with: some to pick now, some to look at, one gone already."""
    desk = _Desk(session, clock, staff, firms, places, shelves)
    plain = _Picker(
        shelves.stocked,
        lambda item: item.good.lots is LotPolicy.NONE and item.good.unit == "шт",
    )
    lots = _Picker(shelves.stocked, lambda item: item.good.lots is LotPolicy.EXPIRY)
    boxed = _Picker(shelves.stocked, lambda item: item.boxed >= 2 * item.good.box * _PIECE)
    _to_pick(desk, plain, lots, boxed)
    _waiting(desk, plain, lots)
    _other_warehouses(desk)
    _gone(desk, plain)
    return OrdersMade(desk.orders, desk.outbound, desk.tasks, desk.invoices)


class _Picker:
    """Hands out items of one sort, spread over the whole assortment, none twice."""

    def __init__(self, items: Sequence[Stocked], fits: Callable[[Stocked], bool]) -> None:
        found = [item for item in items if fits(item)]
        step = 37
        while len(found) % step == 0:
            step += 2
        self._items = [found[number * step % len(found)] for number in range(len(found))]

    def take(self, count: int, least: int = 1) -> list[Stocked]:
        """Return the next items that have at least so many pieces in their first cell."""
        chosen = [item for item in self._items if item.loose[0] >= least * _PIECE][:count]
        self._items = [item for item in self._items if item not in chosen]
        return chosen


def _line(item: Stocked, pieces: int, *, action: SupplyAction = SupplyAction.SHIP) -> OrderLine:
    return OrderLine(item_id=item.id, quantity=pieces * _PIECE, action=action)


def _to_pick(desk: _Desk, plain: _Picker, lots: _Picker, boxed: _Picker) -> None:
    """Make the orders whose pick tasks wait for the handheld."""
    (one,) = plain.take(1, 3)
    desk.expense(desk.order(0, [_line(one, 3)], comment="Одна строка"))
    many = [_line(item, 1 + number % 4) for number, item in enumerate(plain.take(12, 4))]
    desk.expense(desk.order(1, many, comment="Двенадцать строк"))
    fresh = [_line(item, 2 + number) for number, item in enumerate(lots.take(4, 6))]
    desk.expense(desk.order(2, fresh, comment="Серии и сроки годности"))
    packs = [
        OrderLine(
            item_id=item.id,
            quantity=2 * item.good.box * _PIECE,
            packaging_id=item.box_id,
        )
        for item in boxed.take(2)
    ]
    packs += [_line(item, 2) for item in plain.take(2, 2)]
    desk.expense(desk.order(4, packs, comment="Короба и штуки"))
    both = [
        desk.order(5, [_line(item, 2) for item in plain.take(3, 2)]),
        desk.order(5, [_line(item, 3) for item in plain.take(2, 3)], company="СА"),
    ]
    desk.expense(*both)
    # Nearly all of one cell: when the shelf holds less than the books say, the rest is elsewhere.
    tight = [item for item in plain.take(40, 4) if len(item.loose) > 1][:3]
    lines = [_line(item, item.loose[0] // _PIECE) for item in tight]
    desk.expense(desk.order(6, lines, comment="Берёт ячейку целиком: проверьте недостачу"))


def _waiting(desk: _Desk, plain: _Picker, lots: _Picker) -> None:
    """Make orders that wait: for an expense order, for release, for agreement, for goods."""
    for partner in (8, 9, 10, 12):
        items = plain.take(2 + partner % 3, 2) + lots.take(1, 2)
        desk.order(partner, [_line(item, 2) for item in items], company="КЛ")
    desk.order(13, [_line(item, 1) for item in plain.take(3)], company="СА")
    prepared = desk.order(14, [_line(item, 2) for item in plain.take(4, 2)])
    desk.expense(prepared, released=False)
    desk.order(16, [_line(item, 5) for item in plain.take(3)], confirmed=False)
    reserved = [
        _line(item, 2, action=SupplyAction.RESERVE if number else SupplyAction.SHIP)
        for number, item in enumerate(plain.take(4, 2))
    ]
    desk.order(17, reserved, comment="Остальное в резерве")


def _other_warehouses(desk: _Desk) -> None:
    """Make orders for the warehouse without cells and for the one without expense orders."""
    northern, small = desk.shelves.northern, desk.shelves.small

    def lines(ids: Sequence[int], first: int) -> list[OrderLine]:
        return [
            OrderLine(item_id=key, quantity=(2 + number) * _PIECE)
            for number, key in enumerate(ids[first : first + 60 : 15])
        ]

    house = desk.places.northern
    ready = desk.order(18, lines(northern, 3), company="СА", warehouse=house)
    desk.expense(ready, warehouse=house)
    desk.order(20, lines(northern, 70), company="СА", warehouse=house)
    desk.order(21, lines(small, 5), warehouse=desk.places.small)


def _gone(desk: _Desk, plain: _Picker) -> None:
    """Make an order that was picked, shipped and billed this morning."""
    order = desk.order(22, [_line(item, 2) for item in plain.take(5, 2)], comment="Отгружен")
    tasks = desk.expense(order)
    for task in tasks:
        take_all_as_planned(desk.session, desk.staff.storekeeper, task, clock=desk.clock)
    outbound = desk.last_outbound
    _to_shipping(desk.session, desk.staff.lead, outbound, desk.clock)
    ship(desk.session, desk.staff.lead, outbound, clock=desk.clock)
    desk.invoices += len(
        invoice_from_shipped(desk.session, desk.staff.manager, outbound, clock=desk.clock)
    )


def _to_shipping(session: Session, lead: Actor, outbound_id: int, clock: Clock) -> None:
    if session.get_one(OutboundOrder, outbound_id).status == OutboundStatus.CHECKED:
        ready_to_ship(session, lead, outbound_id, clock=clock)
