"""`klad bench dispatch`: a day of 300 orders read, moved in by hand, taken.

Orders, vehicles and addresses are those of `benchmarks.realistic_day` in spirit: weights from a few
kilograms to tonnes, a mixed fleet of 48, windows of two and four hours or the day.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from benchmarks.posting import counted
from benchmarks.realistic_day import CENTRE, CLASSES, FLEETS, SPREAD
from benchmarks.report import Progress, Report, median, timed
from benchmarks.scratch import scratch_database
from benchmarks.trade import PIECE, Trade, found
from core.access.actor import SYSTEM
from core.catalog.models import Item
from core.db.engine import Database
from core.db.unit_of_work import run as in_transaction
from core.db.unit_of_work import transaction
from core.delivery.fleet.models import Vehicle, VehicleType
from core.delivery.models import DeliveryRequest
from core.delivery.places.models import Address
from core.delivery.planning import moves
from core.delivery.planning.day import load_day
from core.delivery.statuses import PlaceSource
from core.kernel.clock import Clock, SystemClock
from core.sales.order_approval import confirm_order
from core.sales.order_lines import OrderLine
from core.sales.orders import NewOrder, create_order
from core.sales.statuses import SupplyAction
from core.terms.statuses import DeliveryMethod
from routing.plan import Plan
from routing.solvers.insertion import construct
from tui.flows.desk.dispatch.session import PlanningSession

ORDERS = 300
LINES = 3
ROUNDS = 40
MILLION = 1_000_000
HOUR = 3600


def run(tell: Progress) -> Report:
    """Measure and return the figures."""
    report = Report("dispatch")
    clock = SystemClock()
    with scratch_database() as database:
        trade, day = _day(database, clock, tell)
        tell("reading the day")
        _reading(database, trade, day, clock, report)
        sitting = PlanningSession(database, SYSTEM, day, trade.warehouse_id, clock=clock)
        report.figures["sitting_ms"] = round(timed(sitting.load), 1)
        plan = construct(sitting.problem)
        sitting.do(lambda _: plan)
        tell("moving")
        _moving(sitting, report)
        tell("taking")
        report.figures["take_plan_ms"] = round(timed(sitting.commit), 1)
        report.figures["trips"] = len(sitting.day.trips)
        _reading(database, trade, day, clock, report, "planned_")
    return report


def _reading(
    database: Database,
    trade: Trade,
    day: date,
    clock: Clock,
    report: Report,
    prefix: str = "",
) -> None:
    def read() -> None:
        with transaction(database.sessions) as session:
            load_day(session, SYSTEM, day, trade.warehouse_id, clock=clock)

    for _ in range(8):
        read()
    report.latencies(f"load_{prefix}day", [timed(read) for _ in range(ROUNDS)])
    with counted(database) as count:
        read()
        report.figures[f"load_{prefix}day_statements"] = count()


def _moving(sitting: PlanningSession, report: Report) -> None:
    """Measure a manual move: its price beforehand, doing it, and what the screen paints."""
    dice = random.Random(1)
    parts = [part for route in sitting.plan.routes for part in route.stops]
    moved, inserted = [], []
    for _ in range(ROUNDS):
        part = dice.choice(parts)
        route = dice.choice(sitting.plan.routes)
        number = dice.randrange(len(route.trips))
        vehicle, at = route.vehicle, dice.randrange(len(route.trips[number].stops) + 1)

        def move() -> None:
            def step(plan: Plan) -> Plan:
                return moves.put(plan, [part], vehicle, number, at)  # noqa: B023 - called at once

            sitting.preview(step)
            sitting.do(step)
            assert sitting.view.trips  # noqa: S101 - painted
            sitting.undo()

        moved.append(timed(move))
        inserted.append(timed(_insert(sitting, part)))
    report.latencies("move", moved)
    report.figures["insertion_ms"] = round(median(inserted), 1)


def _insert(sitting: PlanningSession, part: str) -> Callable[[], object]:
    return lambda: sitting.insertion(part)


def _day(database: Database, clock: Clock, tell: Progress) -> tuple[Trade, date]:
    dice = random.Random(1)
    day = clock.business_date() + timedelta(days=1)
    with transaction(database.sessions) as session:
        trade = found(session, 40, check_picks=False, clock=clock)
        session.execute(update(Item).values(weight_grams=1000, volume_cm3=4000))
        session.add(_address("depot", 0, 0, trade.warehouse_id))
        for number, kind in enumerate(CLASSES):
            kg, dm3, pallets = kind.capacity
            session.add(
                VehicleType(
                    code=f"C{number}",
                    name=f"{kg} kg",
                    payload_kg=kg,
                    volume_dm3=dm3,
                    pallets_tenths=pallets * 10,
                    size=kind.size,
                    skills=sorted(kind.skills),
                    fixed_minor=kind.fixed * 100,
                    per_km_minor=kind.per_km * 100,
                    per_hour_minor=kind.per_hour * 100,
                )
            )
        session.flush()  # vehicles point to their types
        for number in range(FLEETS[ORDERS]):
            kind_no = dice.choices(range(len(CLASSES)), [kind.share for kind in CLASSES])[0]
            session.add(
                Vehicle(code=f"V{number}", name=f"V{number}", type_id=kind_no + 1, shift_from=21600)
            )
    for number in range(ORDERS):
        if number % 50 == 0:
            tell(f"orders, {number} of {ORDERS}")
        made = partial(_order, trade=trade, day=day, clock=clock, number=number, dice=dice)
        in_transaction(database.sessions, made)
    return trade, day


def _order(
    session: Session, *, trade: Trade, day: date, clock: Clock, number: int, dice: random.Random
) -> None:
    weight = min(9_000, max(5, round(dice.lognormvariate(5.4, 1.1))))
    items = dice.sample(trade.item_ids, LINES)
    new = NewOrder(
        company_id=trade.company_id,
        partner_id=trade.partner_id,
        warehouse_id=trade.warehouse_id,
        price_type_id=trade.price_type_id,
        ship_date=day,
        lines=tuple(
            OrderLine(
                item_id=item, quantity=max(1, weight // LINES) * PIECE, action=SupplyAction.SHIP
            )
            for item in items
        ),
    )
    order = create_order(session, SYSTEM, new, clock=clock).id
    confirm_order(session, SYSTEM, order, clock=clock)
    place = _address(
        f"A{number}", dice.uniform(-SPREAD, SPREAD), dice.uniform(-SPREAD, SPREAD) * 1.8, None
    )
    session.add(place)
    session.flush()  # the request points to it
    session.execute(delete(DeliveryRequest).where(DeliveryRequest.document_id == order))
    hours = dice.choices((2, 4, 12), (20, 40, 40))[0]
    start = dice.randrange(8, 21 - hours)
    session.add(
        DeliveryRequest(
            document_id=order,
            method=DeliveryMethod.OWN_TO_CLIENT,
            address_id=place.id,
            window_from=start * HOUR,
            window_to=(start + hours) * HOUR,
        )
    )


def _address(code: str, north: float, east: float, warehouse_id: int | None) -> Address:
    return Address(
        code=code,
        name=code,
        folded=code.lower(),
        warehouse_id=warehouse_id,
        lat_e6=round((CENTRE[0] + north) * MILLION),
        lon_e6=round((CENTRE[1] + east) * MILLION),
        source=PlaceSource.TYPED,
    )
