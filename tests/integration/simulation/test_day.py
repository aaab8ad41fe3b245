"""A random day of many people leaves every balance, state and promise as it should be."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from core.access.actor import SYSTEM
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.kernel.clock import SystemClock
from core.ledger import Difference
from tui.commands.simulate import WORK, simulate
from tui.flows.simulation.conservation import differences, goods
from tui.flows.simulation.day import MOVEMENTS, Day
from tui.flows.simulation.day import simulate as live
from tui.flows.simulation.house import hire, look_around

CLOCK = SystemClock()


@pytest.fixture(scope="module")
def demo(demo_of_today: Database) -> Database:
    return demo_of_today


def told(day: Day | None) -> tuple[Difference, ...]:
    assert day is not None
    return day.differences


def test_a_random_day_of_five_users_is_clean(demo: Database) -> None:
    """Wrong codes, lost terminals, changed minds and contention leave nothing askew."""
    day = live(demo, users=5, orders=8, seed=11, clock=CLOCK, limit=timedelta(seconds=30))
    assert day is not None
    assert day.differences == ()
    assert day.done["orders made"] == 8
    assert day.done["orders shipped"] > 0
    assert day.done["scans"] > 0


def test_one_person_does_everything(fresh_demo_of_today: Database) -> None:
    """Below three people everybody sells, leads and picks."""
    day = live(
        fresh_demo_of_today,
        users=1,
        orders=2,
        seed=3,
        clock=CLOCK,
        limit=timedelta(seconds=8),
    )
    assert told(day) == ()


def test_an_empty_database_has_nothing_to_sell(fresh_database: Database) -> None:
    """No day begins where there are no goods."""
    assert live(fresh_database, users=5, orders=1, seed=1, clock=CLOCK) is None


def test_the_same_people_come_again_with_the_same_rights(demo: Database) -> None:
    """Every second storekeeper and manager sees only his own rows."""
    with transaction(demo.sessions) as session:
        house = look_around(session)
        assert house is not None
        first = hire(session, 8, house, CLOCK)
        again = hire(session, 8, house, CLOCK)
    assert [actor.user_id for actor in first] == [actor.user_id for actor in again]
    bound = [actor.warehouses for actor in first if actor.warehouses is not None]
    assert bound == [frozenset({house.sites[0].id})] * len(bound)
    assert len(bound) > 0


def test_goods_that_vanish_are_named(demo: Database) -> None:
    """A balance nobody accounts for is a difference, with the goods it is of."""
    with transaction(demo.sessions) as session:
        before = goods(session)
        key = min(before)
        wrong = {**before, key: before[key] + 1000}
        found = list(differences(session, wrong, frozenset()))
    assert [(one.what, one.where) for one in found] == [
        ("goods kept", {"warehouse": key[0], "item": key[1]})
    ]


def test_everything_counted_has_a_name() -> None:
    """What a day counts is told to the person who started it."""
    assert set(WORK) > MOVEMENTS


def test_the_command_works_in_a_demo_of_its_own(
    demo: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database of the settings is left as it was."""
    monkeypatch.setenv("KLAD_DATABASE_URL", demo.url.render_as_string(hide_password=False))
    with transaction(demo.sessions) as session:
        documents = session.scalar(text("SELECT count(*) FROM document"))
    done = CliRunner().invoke(
        simulate, ["--users", "3", "--orders", "1", "--seed", "5", "--minutes", "0.1", "--json"]
    )
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["clean"] is True
    assert told["orders"] == 1
    with transaction(demo.sessions) as session:
        assert session.scalar(text("SELECT count(*) FROM document")) == documents


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1, 6))
def test_long_days_are_clean(fresh_demo_of_today: Database, seed: int) -> None:
    """Ten people, two hundred orders."""
    day = live(fresh_demo_of_today, users=10, orders=200, seed=seed, clock=CLOCK)
    assert told(day) == ()


def test_people_are_not_the_system(demo: Database) -> None:
    """Nobody at work has more rights than his roles give him."""
    with transaction(demo.sessions) as session:
        house = look_around(session)
        assert house is not None
        staff = hire(session, 5, house, CLOCK)
    assert all(actor.permissions < SYSTEM.permissions for actor in staff)
