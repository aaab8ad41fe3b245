"""Two trips live as they like: goods are conserved, and every step back restores what was.

The model remembers the books before each step forward; the step back must bring them again, unless
another trip has changed them meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from core import ledger
from core.delivery.models import Trip
from core.delivery.statuses import Outcome, TripStatus
from core.delivery.trips.closing import close_trip, reopen_trip
from core.delivery.trips.departing import depart_trip, undepart_trip
from core.delivery.trips.releasing import recall_trip, release_trip
from core.delivery.trips.riding import stops_of
from core.kernel.clock import FixedClock
from core.kernel.errors import Refused
from core.settlements.ledgers import SETTLEMENTS
from core.stock.ledgers import DISPOSITIONS, ON_HAND
from tests.integration.delivery.road import Road, pave
from tests.integration.sales.trade import BOSS, balances, build

STOCK = {
    "plain": "GLOVES 12, MASK 8",
    "cells": "A-01 GLOVES 7, A-02 GLOVES 5, A-02 MASK 8",
    "quick": "GLOVES 12, MASK 8",
    "shop": "GLOVES 12, MASK 8",
}
LOADS = (
    "ROSE: 1 GLOVES 3, MASK 2; LILY: 2 GLOVES 4",
    "LILY: 2 GLOVES 5; ROSE: 1 GLOVES 5",
    "ROSE: 1 MASK 4",
)
TOLD = ("delivered", "refused", "absent", "1 of GLOVES", "pending")
trips = st.integers(0, 1)


_CARRIED = text(
    """
    SELECT o.quantity, sum(CASE d.status WHEN 'closed' THEN t.delivered ELSE t.quantity END)
    FROM trip_line t
    JOIN document d ON d.id = t.document_id AND d.status IN ('to_load', 'departed', 'closed')
    JOIN customer_order_line o ON o.id = t.disposition_line_id
    GROUP BY o.id, o.quantity
    """
)
"""Line of an order: how much it is of, how much rides or has been handed over (domain §10.2-7)."""


class TripsMachine(RuleBasedStateMachine):
    """Two trips compete for the goods of two orders."""

    engine: Engine
    warehouse: str

    @initialize()
    def open_the_gate(self) -> None:
        self.clock = FixedClock(datetime(2026, 11, 20, 9, 0, tzinfo=UTC))
        self.connection = self.engine.connect()
        self.outer = self.connection.begin()
        self.session = Session(
            self.connection,
            join_transaction_mode="create_savepoint",
            autoflush=False,
            expire_on_commit=False,
        )
        trade = build(self.session, self.clock, "GLOVES 0 @10, MASK 0 @1")
        trade.put(self.session, STOCK[self.warehouse], self.warehouse)
        self.road: Road = pave(self.session, trade)
        self.road.order(self.session, "GLOVES 6, MASK 4", warehouse=self.warehouse)
        self.road.order(self.session, "GLOVES 6", partner="LILY", warehouse=self.warehouse)
        self.trips = [self.road.trip(self.session, warehouse=self.warehouse) for _ in range(2)]
        self.before: list[list[Any]] = [[], []]
        self.total = self.everywhere()

    def teardown(self) -> None:
        if not hasattr(self, "session"):
            return
        try:
            assert ledger.verify(self.session) == []
        finally:
            self.session.close()
            self.outer.rollback()
            self.connection.close()

    def everywhere(self) -> dict[int, int]:
        """Return item → thousandths on hand and with customers or on the road."""
        found: dict[int, int] = {}
        for of, measure in ((ON_HAND, "quantity"), (DISPOSITIONS, "shipped")):
            rows = self.session.execute(
                select(of.balance.c.item_id, func.sum(of.balance.c[measure])).group_by(
                    of.balance.c.item_id
                )
            )
            for item, quantity in rows:
                found[item] = found.get(item, 0) + int(quantity)
        return found

    def books(self) -> tuple[Any, ...]:
        """Return every balance: stock, dispositions, what customers paid."""
        kept = SETTLEMENTS.balance.c
        paid = self.session.execute(
            select(kept.object_id, kept.paid).where(kept.paid > 0).order_by(kept.object_id)
        ).all()
        return balances(self.session), [tuple(row) for row in paid]

    def attempt(self, work: Callable[[], object]) -> bool:
        """Do *work*; refused, the books and the trips are as they were."""
        before = self.books(), self.statuses()
        try:
            with self.session.begin_nested():
                work()
        except Refused:
            self.session.expire_all()
            assert (self.books(), self.statuses()) == before
            return False
        return True

    def statuses(self) -> list[str]:
        """Return the status of each trip."""
        return [self.road.status(self.session, trip) for trip in self.trips]

    def forward(self, which: int, work: Callable[[], object]) -> None:
        """Take a step; remember the books before it."""
        before = self.books()
        if self.attempt(work):
            self.before[which].append(before)
            self.before[1 - which] = [None] * len(self.before[1 - which])

    def back(self, which: int, work: Callable[[], object]) -> None:
        """Take a step back; the books are as they were before it was taken."""
        if self.attempt(work) and self.before[which]:
            expected = self.before[which].pop()
            assert expected is None or self.books() == expected

    @rule(which=trips, load=st.sampled_from(LOADS))
    def plan(self, which: int, load: str) -> None:
        self.attempt(lambda: self.road.put(self.session, self.trips[which], load))

    @rule(which=trips)
    def release(self, which: int) -> None:
        trip = self.trips[which]
        self.forward(which, lambda: release_trip(self.session, BOSS, trip, clock=self.clock))

    @rule(which=trips, keep=st.booleans())
    def recall(self, which: int, keep: bool) -> None:
        trip = self.trips[which]
        if keep:
            self.before[which] = [None] * len(self.before[which])

        def work() -> None:
            recall_trip(self.session, BOSS, trip, clock=self.clock, keep_picked=keep)

        self.back(which, work)

    @rule(which=trips, only=st.integers(0, 2))
    def load(self, which: int, only: int) -> None:
        trip = self.trips[which]
        if self.road.status(self.session, trip) == TripStatus.TO_LOAD:
            shipped = self.road.ship(self.session, trip, only=only)
            if shipped:
                self.before = [[None] * len(kept) for kept in self.before]

    @rule(which=trips, without=st.booleans())
    def depart(self, which: int, without: bool) -> None:
        trip = self.trips[which]

        def work() -> None:
            depart_trip(self.session, BOSS, trip, clock=self.clock, without_unshipped=without)

        self.forward(which, work)
        if without and self.before[which]:
            self.before[which][-1] = None

    @rule(which=trips)
    def undepart(self, which: int) -> None:
        trip = self.trips[which]
        self.back(which, lambda: undepart_trip(self.session, BOSS, trip, clock=self.clock))

    @rule(which=trips, stop=st.integers(1, 2), what=st.sampled_from(TOLD), cash=st.integers(0, 2))
    def tell(self, which: int, stop: int, what: str, cash: int) -> None:
        trip = self.trips[which]
        gloves = self.road.aboard(self.session, trip)
        if stop > len(stops_of(self.session, trip)):
            return
        if " of " in what and not any(
            no == stop and item == "GLOVES" and real > 1 for no, item, _, real in gloves
        ):
            return
        self.attempt(
            lambda: self.road.tell(self.session, trip, stop, what, collected_minor=cash * 100)
        )

    @rule(which=trips)
    def close(self, which: int) -> None:
        trip = self.trips[which]
        self.forward(which, lambda: close_trip(self.session, BOSS, trip, clock=self.clock))

    @rule(which=trips, load=st.sampled_from(LOADS))
    def onward(self, which: int, load: str) -> None:
        """Bring a trip on its way, as far as it gets: deep states are rare by chance."""
        status = self.statuses()[which]
        if status == TripStatus.FORMING:
            self.plan(which, load)
            self.release(which)
        self.load(which, 0)
        self.depart(which, without=False)

    @rule(which=trips)
    def deliver_and_close(self, which: int) -> None:
        trip = self.trips[which]
        if self.road.status(self.session, trip) != TripStatus.DEPARTED:
            return
        for stop in stops_of(self.session, trip):
            if stop.outcome is Outcome.PENDING:
                self.road.tell(self.session, trip, stop.stop_no, "refused")
        self.close(which)

    @rule(which=trips)
    def reopen(self, which: int) -> None:
        trip = self.trips[which]
        self.back(which, lambda: reopen_trip(self.session, BOSS, trip, clock=self.clock))

    @invariant()
    def no_trip_carries_what_another_has(self) -> None:
        """Σ over trips of what rides or was handed over ≤ what the order is of."""
        if hasattr(self, "session"):
            rows = self.session.execute(_CARRIED).all()
            assert all(carried <= ordered for ordered, carried in rows), rows

    @invariant()
    def nothing_is_lost(self) -> None:
        if hasattr(self, "session"):
            assert self.everywhere() == self.total
            for trip in self.trips:
                assert self.session.get_one(Trip, trip).version >= 1


@pytest.mark.parametrize("warehouse", sorted(STOCK))
def test_goods_of_trips_are_conserved_and_steps_back_restore(
    shared_engine: Engine, warehouse: str
) -> None:
    """Whatever is done in whatever order, in every kind of warehouse."""
    machine = type("Machine", (TripsMachine,), {"engine": shared_engine, "warehouse": warehouse})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=5 if warehouse in {"plain", "cells"} else 2,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
