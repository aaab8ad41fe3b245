"""How bricks that no van takes at once, gloves, masks and a refusal went through one day.

One story, told chapter by chapter: from the pool over two runs, the hands of the dispatcher, cells
that hold less than the books say, and the road, to what came back and who is owed what.
"""

from __future__ import annotations

import pytest

from core.access.errors import Forbidden
from core.db.engine import Database
from core.delivery.planning import moves
from core.delivery.statuses import Outcome
from core.kernel.clock import FixedClock
from routing.verdict import Kind
from tests.scenarios.delivery_words import DAY, ITERATIONS, NEXT_DAY, Depot, founded
from tui.flows.desk.dispatch.session import PlanningSession

YARD, SHOP, CAFE, SCHOOL = "YARD, gate 1", "SHOP, gate 1", "CAFE, gate 1", "SCHOOL, gate 1"


def test_an_order_too_big_for_one_run_and_what_became_of_its_day(
    fresh_database: Database, clock: FixedClock
) -> None:
    """The story, chapter by chapter."""
    depot = founded(fresh_database, clock)
    orders = what_was_ordered(depot)
    sitting = depot.sits_down("dina")
    how_the_engines_planned_it(sitting, orders)
    ours, hired = how_dina_changed_the_plan_by_hand(depot, sitting, orders)
    how_it_was_loaded_last_stop_first(depot, ours, hired)
    how_less_left_than_was_planned(depot, ours, hired)
    how_egor_fared(depot, ours)
    how_the_trips_were_closed(depot, ours, hired)
    how_the_rest_rides_again(depot, orders)


def what_was_ordered(depot: Depot) -> dict[str, int]:
    """1.7 tonnes of bricks for vans of one tonne; gloves and masks paid to the driver."""
    yard = depot.place("YARD", "ROSE", 55_800_000, 37_700_000)
    shop = depot.place("SHOP", "LILY", 55_760_000, 37_560_000)
    cafe = depot.place("CAFE", "LILY", 55_730_000, 37_590_000)
    school = depot.place("SCHOOL", "ROSE", 55_710_000, 37_600_000)
    orders = {
        YARD: depot.takes_order("olga", "BRICK 1700", partner="ROSE", to=yard),
        SHOP: depot.takes_order("olga", "GLOVES 10, MASK 5", partner="LILY", to=shop),
        CAFE: depot.takes_order("olga", "GLOVES 6", partner="LILY", to=cafe),
        SCHOOL: depot.takes_order("olga", "MASK 12", partner="ROSE", to=school),
    }
    depot.collects("olga", orders[SHOP], "1025.00")
    return orders


def how_the_engines_planned_it(sitting: PlanningSession, orders: dict[str, int]) -> None:
    """The bricks are two loads; engines find runs for both of them and for the rest."""
    loads = [part for part in sitting.day.parts if part.document_id == orders[YARD]]
    assert sorted(row.part for row in sitting.view.pool) == sorted(
        [*(part.id for part in loads), *(f"O{orders[one]}" for one in (SHOP, CAFE, SCHOOL))]
    )
    weights = [part.weight_grams // 1000 for part in loads]
    assert (len(weights), sum(weights), max(weights) <= 1000) == (2, 1700, True)

    solving = sitting.solve(60, iterations=ITERATIONS)
    assert solving.ended(60)
    sitting.take_over(sitting.moment, sitting.proposed(solving))
    assert sitting.verdict.feasible
    assert sitting.view.pool == ()
    runs = [set(trip.stops) for route in sitting.plan.routes for trip in route.trips]
    assert [sum(part.id in run for run in runs) for part in loads] == [1, 1]
    assert not any({part.id for part in loads} <= run for run in runs)


def how_dina_changed_the_plan_by_hand(
    depot: Depot, sitting: PlanningSession, orders: dict[str, int]
) -> tuple[int, int]:
    """A move is told before it is made, and undone; then the heavier load goes to the hired van."""
    van, hired = (f"V{depot.vehicles[name]}" for name in ("VAN", "HIRED"))
    loads = [part for part in sitting.day.parts if part.document_id == orders[YARD]]
    light, heavy = (part.id for part in sorted(loads, key=lambda part: part.weight_grams))
    small = [f"O{orders[one]}" for one in (SHOP, CAFE, SCHOOL)]
    planned = sitting.view
    told = sitting.preview(lambda plan: moves.new_trip(plan, [small[0]], hired))
    moved = sitting.do(lambda plan: moves.new_trip(plan, [small[0]], hired))
    assert moved.cost.minor - planned.cost.minor == told.cost.minor > 0
    assert sitting.undo().trips == planned.trips

    sitting.do(lambda plan: moves.to_pool(plan, [light, heavy, *small]))
    sitting.do(lambda plan: moves.new_trip(plan, [light, *small], hired))
    sitting.do(lambda plan: moves.new_trip(plan, [heavy], van))
    told = sitting.preview(lambda plan: moves.put(plan, small, van, 0))
    assert [(one.kind, one.amount) for one in told.broken] == [(Kind.LOAD, 33)]  # kilograms
    sitting.do(lambda plan: moves.exchanged(plan, van, hired))
    assert sitting.verdict.feasible
    sitting.commit()
    assert not sitting.changed
    ours = next(trip.id for trip in sitting.day.trips if trip.vehicle == van)
    others = next(trip.id for trip in sitting.day.trips if trip.vehicle == hired)
    assert (depot.places_of(ours), depot.places_of(others)) == ([YARD, SHOP, CAFE, SCHOOL], [YARD])
    return ours, others


def how_it_was_loaded_last_stop_first(depot: Depot, ours: int, hired: int) -> None:
    """The storekeeper is offered the last stop of a trip first; ten bricks are not there."""
    depot.releases("dina", ours)
    depot.releases("dina", hired)
    offered = depot.tasks("anna")
    turns = [depot.stop_of(task.outbound_id) for task in offered]
    assert [stop for trip, stop in turns if trip == ours] == [4, 3, 2, 1]
    assert [stop for trip, stop in turns if trip == hired] == [1]
    for task, (trip, _) in zip(offered, turns, strict=True):
        if trip == ours:
            depot.picks("anna", task.id)
        else:
            depot.picks_short("anna", task.id, found=depot.aboard(hired)["BRICK"][0] - 10)
            depot.reduces("ivan", task.outbound_id)
        depot.ships("anna", task.outbound_id)


def how_less_left_than_was_planned(depot: Depot, ours: int, hired: int) -> None:
    """What is on board is what was shipped, whatever was planned."""
    assert depot.leaves("dina", ours).left_behind == 0
    assert depot.leaves("dina", hired).left_behind == 1
    planned, real = depot.aboard(hired)["BRICK"]
    assert planned - real == 10
    assert sum(depot.aboard(trip)["BRICK"][1] for trip in (ours, hired)) == 1690
    assert depot.stands("BRICK") == (310, 1690)
    depot.is_in_order()


def how_egor_fared(depot: Depot, ours: int) -> None:
    """The yard takes its bricks, the shop not all gloves, the cafe none; the school is closed."""
    depot.comes("egor", ours, YARD)
    depot.tells("egor", ours, YARD, Outcome.DELIVERED, signed="Rosanov")
    depot.tells(
        "egor",
        ours,
        SHOP,
        Outcome.PARTLY,
        reason="two are torn",
        delivered="GLOVES 8",
        cash="825.00",
        signed="Lilina",
    )
    depot.tells("egor", ours, CAFE, Outcome.REFUSED, reason="ordered elsewhere")
    depot.tells("egor", ours, SCHOOL, Outcome.ABSENT, reason="closed gate")


def how_the_trips_were_closed(depot: Depot, ours: int, hired: int) -> None:
    """What was not handed over is in its cell again, once; cash is paid in; the carrier is owed."""
    with pytest.raises(Forbidden):
        depot.tells("egor", hired, YARD, Outcome.DELIVERED)
    depot.tells("dina", hired, YARD, Outcome.DELIVERED, signed="Rosanov")
    closed = depot.closes("dina", ours)
    (payment,) = closed.payment_ids
    assert depot.payment(payment)[1] == 825_00
    assert (closed.return_id > 0, closed.accrued_minor) == (True, 0)
    of_carrier = depot.closes("dina", hired)
    assert (of_carrier.return_id, of_carrier.payment_ids) == (0, ())
    assert of_carrier.accrued_minor == 5_300_00
    assert depot.stands("GLOVES") == (32, 8)
    assert depot.stands("MASK") == (35, 5)
    assert depot.stands("BRICK") == (310, 1690)
    depot.is_in_order()


def how_the_rest_rides_again(depot: Depot, orders: dict[str, int]) -> None:
    """Next day the pool holds what is still owed to each customer, and it can be planned."""
    sitting = depot.sits_down("dina", NEXT_DAY)
    waits = {
        part.document_id: sum(line.quantity for line in part.lines) // 1000
        for part in sitting.day.parts
    }
    assert waits == {orders[YARD]: 10, orders[SHOP]: 2, orders[CAFE]: 6, orders[SCHOOL]: 12}
    solving = sitting.solve(60, iterations=ITERATIONS)
    assert solving.ended(60)
    sitting.take_over(sitting.moment, sitting.proposed(solving))
    sitting.commit()
    assert sitting.view.pool == ()
    assert depot.sits_down("dina", DAY).view.pool == ()
    depot.is_in_order()
