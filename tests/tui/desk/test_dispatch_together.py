"""Two dispatchers over one day: what one stores comes to the other, and meets his own moves."""

from __future__ import annotations

import pytest

from core.access.actor import SYSTEM
from core.db.engine import Database
from core.delivery.planning import moves
from core.delivery.planning.day_shape import DeliveryDay
from tests.tui.desk.hands import Hands
from tests.tui.desk.test_dispatch import station
from tests.tui.desk.yard import CLOCK, Day, day_of
from tui.flows.desk.dispatch.session import PlanningSession


@pytest.fixture
def yard(fresh_database: Database) -> Day:
    """Two vehicles and four orders."""
    return day_of(fresh_database)


def _other(yard: Day) -> PlanningSession:
    """Return the sitting of another dispatcher."""
    scene = yard.scene
    sitting = PlanningSession(
        scene.database, SYSTEM, CLOCK.business_date(), scene.ids["house"], clock=CLOCK
    )
    sitting.load()
    return sitting


def _vehicle(day: DeliveryDay, name: str) -> str:
    return next(vehicle.id for vehicle in day.vehicles if vehicle.name == name)


async def test_what_another_stores_comes_by_itself(yard: Day, tmp_path: object) -> None:
    async with Hands(station(yard, tmp_path), (120, 36)) as hands:  # type: ignore[arg-type]
        await hands.sign_in("olga")
        await hands.open("dispatcher", "waiting: 4")
        other = _other(yard)
        part, lorry = other.view.pool[0].part, _vehicle(other.day, "Фура")
        other.do(lambda plan: moves.new_trip(plan, [part], lorry))
        other.commit()
        await hands.sees("changed РС-", "waiting: 3")


async def test_a_move_that_another_forestalled_stays_marked(yard: Day, tmp_path: object) -> None:
    async with Hands(station(yard, tmp_path), (120, 36)) as hands:  # type: ignore[arg-type]
        await hands.sign_in("olga")
        await hands.open("dispatcher", "waiting: 4")
        await hands.press("space", "greater_than_sign")
        await hands.sees("waiting: 3", "not saved: 1")
        other = _other(yard)
        part, van = other.view.pool[-1].part, _vehicle(other.day, "Газель")
        other.do(lambda plan: moves.new_trip(plan, [part], van))
        other.commit()
        await hands.sees("your move there is not made", "Marked: 1", "waiting: 3")
        await hands.press("greater_than_sign")
        await hands.sees("waiting: 2")
        await hands.press("ctrl+s")
        await hands.sees("Saved: 1 trip.")
