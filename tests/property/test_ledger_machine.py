"""A ledger against a model: whatever is posted, appended, reversed, the sums agree."""

from __future__ import annotations

import os
from collections import Counter
from datetime import date, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from core import ledger
from core.kernel.errors import NotEnough
from core.stock.ledgers import ON_HAND
from tests.ledgers import goods, recorder

FIRST = date(2026, 11, 1)

Line = tuple[int, int, int]
"""(line, item, quantity)."""

lines = st.lists(
    st.tuples(st.integers(1, 3), st.integers(1, 4), st.integers(-4000, 6000)), max_size=5
)
days = st.integers(0, 9).map(lambda n: FIRST + timedelta(days=n))


def machine(engine: Engine) -> type[RuleBasedStateMachine]:
    """Return a machine that works in a transaction of its own and undoes it at the end."""

    class Ledgers(RuleBasedStateMachine):
        documents = Bundle("documents")

        def __init__(self) -> None:
            super().__init__()
            self.connection = engine.connect()
            self.outer = self.connection.begin()
            self.session = Session(
                self.connection, join_transaction_mode="create_savepoint", autoflush=False
            )
            self.said: dict[int, Counter[tuple[date, int]]] = {}

        def teardown(self) -> None:
            self.session.close()
            self.outer.rollback()
            self.connection.close()

        def total(self) -> Counter[int]:
            sums: Counter[int] = Counter()
            for entries in self.said.values():
                for (_day, item), quantity in entries.items():
                    sums[item] += quantity
            return sums

        def would(self, document: int, entries: Counter[tuple[date, int]]) -> bool:
            """Tell whether the model stays at or above zero."""
            sums = self.total()
            for (_day, item), quantity in self.said[document].items():
                sums[item] -= quantity
            for (_day, item), quantity in entries.items():
                sums[item] += quantity
            touched = {item for _day, item in (*entries, *self.said[document])}
            return all(sums[item] >= 0 for item in touched)

        @rule(target=documents)
        def begin(self) -> int:
            document = recorder(self.session)
            self.said[document] = Counter()
            return document

        @rule(document=documents, on=days, rows=lines)
        def post(self, document: int, on: date, rows: list[Line]) -> None:
            wanted: Counter[tuple[date, int]] = Counter()
            for _line, item, quantity in rows:
                wanted[on, item] += quantity
            entries = {ON_HAND: [goods(item, q, line=line) for line, item, q in rows]}
            self._attempt(
                document, wanted, lambda: ledger.post(self.session, document, on, entries)
            )

        @rule(document=documents, on=days, rows=lines)
        def append(self, document: int, on: date, rows: list[Line]) -> None:
            wanted = Counter(self.said[document])
            for _line, item, quantity in rows:
                wanted[on, item] += quantity
            entries = {ON_HAND: [goods(item, q, line=line) for line, item, q in rows]}
            self._attempt(
                document, wanted, lambda: ledger.append(self.session, document, on, entries)
            )

        @rule(document=documents)
        def reverse(self, document: int) -> None:
            self._attempt(document, Counter(), lambda: ledger.reverse(self.session, document))

        def _attempt(self, document: int, wanted: Counter[tuple[date, int]], work: object) -> None:
            allowed = self.would(document, wanted)
            try:
                with self.session.begin_nested():
                    work()  # type: ignore[operator]
            except NotEnough:
                assert not allowed
            else:
                assert allowed
                self.said[document] = wanted

        @invariant()
        def balances_are_the_sums(self) -> None:
            found = {
                row.item_id: row.quantity
                for row in ledger.balance(self.session, ON_HAND)
                if row.quantity
            }
            assert found == {item: q for item, q in self.total().items() if q}

        @rule(on=days)
        def past_balances_are_the_sums_up_to_then(self, on: date) -> None:
            expected: Counter[int] = Counter()
            for entries in self.said.values():
                for (day, item), quantity in entries.items():
                    if day <= on:
                        expected[item] += quantity
            found = {
                row.item_id: row.quantity for row in ledger.balance(self.session, ON_HAND, at=on)
            }
            assert found == {item: q for item, q in expected.items() if q}

        @rule()
        def verification_is_clean(self) -> None:
            assert [d for d in ledger.verify(self.session) if "on_hand" in d.what] == []

    return Ledgers


def test_a_ledger_agrees_with_its_model(shared_engine: Engine) -> None:
    examples = int(os.environ.get("KLAD_TEST_EXAMPLES", "25"))
    run_state_machine_as_test(
        machine(shared_engine),
        settings=settings(
            max_examples=examples,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
