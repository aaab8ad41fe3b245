"""Filling an empty database with the demo company."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM
from core.access.models import AppUser
from core.audit.acting import acting
from core.audit.operations import record
from core.catalog.models import Item
from core.documents.models import Document
from core.exchange.demo.agreed import add_agreed
from core.exchange.demo.agreed_orders import add_agreed_orders
from core.exchange.demo.deals import add_deals
from core.exchange.demo.deliveries import USUAL, add_deliveries
from core.exchange.demo.discounts import add_discounts
from core.exchange.demo.firms import add_firms
from core.exchange.demo.fleet import add_fleet
from core.exchange.demo.heavy import add_heavy
from core.exchange.demo.money import add_money
from core.exchange.demo.orders import add_orders
from core.exchange.demo.places import add_places
from core.exchange.demo.quotations import add_quotations
from core.exchange.demo.shelves import add_shelves
from core.exchange.demo.staff import add_staff
from core.exchange.demo.town import add_town, place_known
from core.exchange.errors import DatabaseNotEmpty
from core.kernel.clock import Clock
from core.kernel.i18n import N_

STAGES = (
    N_("Companies and partners"),
    N_("Warehouses and cells"),
    N_("Users"),
    N_("Goods, prices and stock"),
    N_("Orders"),
    N_("Discounts and cards"),
    N_("Deliveries of tomorrow"),
)

Progress = Callable[[str, int, int], None]
"""Called with (stage as a msgid, stages done, stages in all)."""


@dataclass(frozen=True, slots=True)
class DemoSeeded:
    """What the demo company has."""

    items: int
    barcodes: int
    partners: int
    cells: int
    orders: int
    outbound_orders: int
    pick_tasks: int
    invoices: int
    deals: int
    quotations: int
    discounts: int
    vehicles: int
    deliveries: int
    """Orders to deliver tomorrow."""


def seed_demo(session: Session, clock: Clock, progress: Progress | None = None) -> DemoSeeded:
    """Fill an empty database, in the caller's transaction.

    Raises:
        DatabaseNotEmpty: there are items, users or documents already; nothing is touched.
    """
    tell = progress or (lambda _stage, _done, _total: None)
    total = len(STAGES)
    _require_empty(session)
    acting(session, SYSTEM, clock)
    tell(STAGES[0], 0, total)
    firms = add_firms(session)
    tell(STAGES[1], 1, total)
    places = add_places(session)
    tell(STAGES[2], 2, total)
    staff = add_staff(session, places, clock)
    tell(STAGES[3], 3, total)
    shelves = add_shelves(session, places, [key for key, _entity, _name in firms.partners], clock)
    tell(STAGES[4], 4, total)
    made = add_orders(session, clock, staff, firms, shelves, places)
    add_agreed(session, clock, staff, firms, places, shelves.price_type)
    dealt = add_deals(session, clock, staff, firms, shelves)
    add_money(session, clock, staff, firms)
    quoted = add_quotations(session, clock, staff, firms, shelves, places)
    acting(session, SYSTEM, clock)
    tell(STAGES[5], 5, total)
    discounts = add_discounts(session, clock, firms, places)
    agreed = add_agreed_orders(session, clock, staff, firms, shelves, places)
    tell(STAGES[6], 6, total)
    acting(session, SYSTEM, clock)
    add_town(session, places)
    fleet = add_fleet(session, clock)
    place_known(session, fleet.carriers["ПК001"])
    heavy = add_heavy(session, places, shelves.price_type, clock)
    delivered = add_deliveries(session, clock, USUAL)
    acting(session, SYSTEM, clock)
    record(session, SYSTEM, "demo.seeded", "database", 0, items=shelves.items)
    seeded = DemoSeeded(
        items=shelves.items + heavy,
        barcodes=shelves.barcodes + heavy,
        partners=len(firms.partners),
        cells=len(places.cells),
        orders=made.orders + agreed.orders + delivered,
        outbound_orders=made.outbound + agreed.outbound,
        pick_tasks=made.tasks + agreed.tasks,
        invoices=made.invoices + agreed.invoices,
        deals=dealt.deals,
        quotations=quoted,
        discounts=discounts,
        vehicles=fleet.vehicles,
        deliveries=delivered,
    )
    tell(STAGES[-1], total, total)
    return seeded


def _require_empty(session: Session) -> None:
    items, users, documents = (
        session.scalar(select(func.count()).select_from(model)) or 0
        for model in (Item, AppUser, Document)
    )
    if items or users or documents:
        raise DatabaseNotEmpty(items=items, users=users, documents=documents)
