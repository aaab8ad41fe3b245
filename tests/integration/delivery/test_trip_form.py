"""What the form of a trip tells of it below its fields."""

from __future__ import annotations

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from core.delivery.fleet.models import VehicleType
from core.delivery.models import DeliveryRequest, Trip, TripLine
from core.delivery.statuses import Outcome
from core.delivery.trips.closing import close_trip
from core.delivery.trips.listings import CARRIER_ACCRUALS
from core.delivery.trips.outcomes import StopTold, deliver_rest, record_stop
from core.documents.listing import ListQuery, page
from core.kernel.clock import Clock
from core.kernel.money import Money
from tests.integration.delivery.road import pave
from tests.integration.sales.trade import BOSS, build
from tui.flows.desk.trips import TripForm
from tui.locale import use_language


@pytest.mark.parametrize(
    ("kilograms", "litres", "told"),
    [
        (1000, 100, {"Weight, kg": "400 / 1000"}),
        (300, 100, {"Weight, kg": "! 400 / 300"}),
        (1000, 15, {"Weight, kg": "400 / 1000", "Volume, m³": "! 0.016 / 0.015"}),
        (0, 0, {"Weight, kg": "400"}),
    ],
)
def test_an_overload_is_marked_before_the_trip_is_given_to_loading(
    session: Session, clock: Clock, kilograms: int, litres: int, told: dict[str, str]
) -> None:
    """Weight always, volume only where it is too much; what nobody knows is never too much."""
    use_language("en")
    road = pave(session, build(session, clock, "GLOVES 20 @10"))
    session.execute(update(VehicleType).values(payload_kg=kilograms, volume_dm3=litres))
    road.order(session, "GLOVES 4")
    trip = road.trip(session, "ROSE: 1 GLOVES 4")
    session.execute(update(TripLine).values(weight_grams=400_000, volume_cm3=15_500))
    session.expire_all()
    facts = dict(TripForm().open(session, BOSS, trip).facts)
    assert {name: facts[name] for name in facts if name in {"Weight, kg", "Volume, m³"}} == told


def test_what_clients_pay_for_delivery_stands_once_beside_what_the_carrier_is_owed(
    session: Session, clock: Clock
) -> None:
    """An order on two trips counts on the first of them."""
    use_language("en")
    road = pave(session, build(session, clock, "GLOVES 20 @10"))
    for charge in (500_00, 300_00):
        order = road.order(session, "GLOVES 4")
        asked = update(DeliveryRequest).where(DeliveryRequest.document_id == order)
        session.execute(asked.values(charge_minor=charge))
    trips = [
        road.departed(session, "ROSE: 1 GLOVES 3"),
        road.departed(session, "ROSE: 1 GLOVES 1; LILY: 2 GLOVES 2"),
    ]
    paid = [dict(TripForm().open(session, BOSS, trip).facts) for trip in trips]
    said = "Clients pay for delivery"
    assert [facts[said] for facts in paid] == [Money(500_00), Money(300_00)]
    session.execute(update(Trip).values(carrier_id=road.trade.partners["FERN"]))
    session.expire_all()
    for trip in trips:
        deliver_rest(session, BOSS, trip, clock=clock)
        close_trip(session, BOSS, trip, clock=clock)
    found = page(session, BOSS, CARRIER_ACCRUALS, ListQuery())
    at = [column.id for column in found.columns].index("charged")
    assert {row.key: row.values[at] for row in found.rows} == dict(
        zip(trips, (500_00, 300_00), strict=True)
    )


def test_that_the_other_stops_were_served_is_offered_while_there_are_others(
    session: Session, clock: Clock
) -> None:
    road = pave(session, build(session, clock, "GLOVES 20 @10"))
    road.order(session, "GLOVES 4")
    trip = road.departed(session, "ROSE: 1 GLOVES 3; LILY: 1 GLOVES 1")
    form = TripForm()

    def offered() -> set[str]:
        card = form.open(session, BOSS, trip)
        return {one.id for one in form.commands if one.when(card)} & {"tell_stop", "tell_rest"}

    rose, lily = form.open(session, BOSS, trip).lines["stops"]
    for stop, wanted in (rose, {"tell_stop", "tell_rest"}), (lily, {"tell_stop"}):
        told = StopTold(stop_id=stop["id"], outcome=Outcome.DELIVERED)
        record_stop(session, BOSS, trip, told, clock=clock)
        assert offered() == wanted
