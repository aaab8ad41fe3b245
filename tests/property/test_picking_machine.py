"""Two storekeepers do whatever they like: stock is conserved, undo after do changes nothing."""

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
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.fulfilment import picking
from core.fulfilment.pick_locks import EVENT, LINE, TASK
from core.fulfilment.task_errors import (
    AlreadyHandled,
    CellShort,
    LinesLeft,
    NothingToRedo,
    NothingToUndo,
    OverPick,
    StockPlannedElsewhere,
    TakenByOther,
)
from core.fulfilment.task_models import CountRequest
from core.fulfilment.task_queries import next_line, picked_goods, task_view
from core.fulfilment.task_statuses import CountState, PickTaskStatus, ShortReason
from core.kernel.clock import FixedClock
from core.kernel.errors import DomainError
from core.ledger import append, verify
from core.stock.ledgers import FREE_STOCK, IN_CELLS, ON_HAND
from tests.integration.picking.house import build, scan, storekeeper

CELLS = "A-01 A-02 A-03/2 B-01"
STOCK = (
    "A-01 GLOVES 12, A-02 GLOVES 9, A-03 GLOVES 5, B-01 GLOVES 30,"
    "A-01 MILK 6 @SOON, A-02 MILK 20 @LATE, B-01 MILK 8 @SOON"
)
ORDERS = ("GLOVES 14, MILK 7", "GLOVES 8, MILK 10")

WEIGHTS = {
    "pick": 8,
    "undo": 6,
    "redo": 5,
    "short": 4,
    "postpone": 2,
    "zero_check": 2,
    "container": 2,
    "steal": 1,
    "meddle": 1,
    "finish_early": 1,
}
kinds = st.sampled_from([kind for kind, weight in WEIGHTS.items() for _ in range(weight)])


class PickingMachine(RuleBasedStateMachine):
    """The model: per task a stack of pictures before each action, and one of pictures undone."""

    engine: Engine

    @initialize()
    def open_the_house(self) -> None:
        self.clock = FixedClock(datetime(2026, 11, 20, 9, 0, tzinfo=UTC))
        self.connection = self.engine.connect()
        self.outer = self.connection.begin()
        self.session = Session(
            self.connection,
            join_transaction_mode="create_savepoint",
            autoflush=False,
            expire_on_commit=False,
        )
        session = self.session
        self.house = build(
            session,
            self.clock,
            CELLS,
            STOCK,
            items="MILK:expiry",
            lots="SOON MILK 2026-12-01, LATE MILK 2027-03-01",
        )
        self.actors = [storekeeper(session, "ivan"), storekeeper(session, "olga")]
        self.tasks: list[int] = []
        self.owners: dict[int, Actor] = {}
        for actor, text in zip(self.actors, ORDERS, strict=True):
            for planned in self.house.plan(session, self.house.order(session, text)):
                picking.take_task(session, actor, planned.id, clock=self.clock)
                self.tasks.append(planned.id)
                self.owners[planned.id] = actor
        self.done: dict[int, list[Any]] = {task: [] for task in self.tasks}
        self.undone: dict[int, list[Any]] = {task: [] for task in self.tasks}
        self.last_scan: dict[int, tuple[Callable[[], object], int]] = {}
        self.total = self.everything()

    def teardown(self) -> None:
        if not hasattr(self, "session"):
            return
        try:
            self.finish_all()
        finally:
            self.session.close()
            self.outer.rollback()
            self.connection.close()

    # --- pictures ----------------------------------------------------------------------------

    def everything(self) -> dict[int, int]:
        """Return item → thousandths over all cells."""
        balance = IN_CELLS.balance
        rows = self.session.execute(
            select(balance.c.item_id, func.sum(balance.c.quantity)).group_by(balance.c.item_id)
        )
        return {item: int(quantity) for item, quantity in rows}

    def picture(self, task: int) -> dict[str, Any]:
        """Return all that an action on *task* may change."""
        entry = IN_CELLS.entry
        key = (entry.c.cell_id, entry.c.item_id, entry.c.packaging_id, entry.c.lot_id)
        total = func.sum(entry.c.quantity)
        moved = self.session.execute(
            select(*key, total)
            .where(entry.c.document_id == task)
            .group_by(*key)
            .having(total != 0)
            .order_by(*key)
        )
        lines = self.session.execute(
            select(LINE)
            .where(LINE.c.document_id == task, LINE.c.state != "withdrawn")
            .order_by(LINE.c.id)
        )
        header = self.session.execute(
            select(TASK.c.container, TASK.c.turns).where(TASK.c.document_id == task)
        )
        requests = self.session.scalars(
            select(CountRequest.id)
            .where(CountRequest.task_id == task, CountRequest.state == CountState.OPEN)
            .order_by(CountRequest.id)
        )
        return {
            "moved": [tuple(row) for row in moved],
            "lines": [tuple(row) for row in lines],
            "header": tuple(header.one()),
            "requests": list(requests),
        }

    def act(self, task: int, work: Callable[[], object], *, count: bool = True) -> object:
        """Do *work*; refused, nothing changed; done, it is on top of the stack."""
        before = self.picture(task)
        try:
            with self.session.begin_nested():
                outcome = work()
        except DomainError as error:
            assert self.picture(task) == before
            return error
        if count:
            self.done[task].append(before)
            self.undone[task].clear()
        return outcome

    def line(self, task: int) -> Any:
        return next_line(self.session, self.owners[task], task)

    def task_at(self, number: int) -> int:
        return self.tasks[number % len(self.tasks)]

    @rule(kind=kinds, number=st.integers(0, 3), quantity=st.integers(1, 6), flag=st.booleans())
    def do(self, kind: str, number: int, quantity: int, flag: bool) -> None:
        """Do one thing, likelier ones more often."""
        getattr(self, kind)(number, quantity, flag)

    # --- what storekeepers do ----------------------------------------------------------------

    def pick(self, number: int, quantity: int, flag: bool) -> None:
        """A pick takes what is asked, is refused above what is left, counts once per scan."""
        task = self.task_at(number)
        line = self.line(task)
        if line is None:
            return
        scanned = scan()

        def work() -> object:
            return picking.pick(
                self.session,
                self.owners[task],
                task,
                line.id,
                quantity * 1000,
                lot_id=line.lot_id,
                container=f"C{quantity}" if flag else None,
                scan_id=scanned,
                clock=self.clock,
            )

        result = self.act(task, work)
        if quantity * 1000 > line.left:
            assert isinstance(result, OverPick)
            return
        if isinstance(result, CellShort):
            return
        assert isinstance(result, picking.Picked)
        assert result.picked == line.picked + quantity * 1000
        assert result.complete == (result.picked == line.planned)
        if flag:
            assert isinstance(self.act(task, work, count=False), AlreadyHandled)

    def short(self, number: int, quantity: int, flag: bool) -> None:
        """A shortage closes the line; what is planned anew and what is missing is the rest."""
        task = self.task_at(number)
        line = self.line(task)
        found = quantity - 1
        reason = list(ShortReason)[quantity % len(ShortReason)]
        if line is None or found * 1000 >= line.left:
            return
        result = self.act(
            task,
            lambda: picking.short(
                self.session,
                self.owners[task],
                task,
                line.id,
                found * 1000,
                reason,
                replan=flag,
                lot_id=line.lot_id if found else 0,
                scan_id=scan(),
                clock=self.clock,
            ),
        )
        if isinstance(result, CellShort):
            return
        assert isinstance(result, picking.Shorted)
        anew = sum(new.quantity for new in result.replanned)
        assert anew + result.missing == line.left - found * 1000
        assert flag or not anew
        assert all(new.cell_id != line.cell_id for new in result.replanned)

    def postpone(self, number: int, _quantity: int, _flag: bool) -> None:
        """A skipped line comes again, after all others."""
        task = self.task_at(number)
        line = self.line(task)
        if line is None:
            return
        self.act(
            task,
            lambda: picking.postpone(
                self.session, self.owners[task], task, line.id, scan_id=scan(), clock=self.clock
            ),
        )
        route = task_view(self.session, self.owners[task], task).lines
        assert route[-1].id == line.id

    def zero_check(self, number: int, _quantity: int, flag: bool) -> None:
        """Any answer lets the task go on."""
        task = self.task_at(number)
        line = task_view(self.session, self.owners[task], task).lines[0]
        result = self.act(
            task,
            lambda: picking.zero_check(
                self.session,
                self.owners[task],
                task,
                line.id,
                empty=flag,
                scan_id=scan(),
                clock=self.clock,
            ),
        )
        assert isinstance(result, picking.ZeroChecked)

    def container(self, number: int, quantity: int, _flag: bool) -> None:
        """The next container, unless it is the same."""
        task = self.task_at(number)
        code = f"B{quantity % 3}"
        self.act(
            task,
            lambda: picking.full_container(
                self.session, self.owners[task], task, code, scan_id=scan(), clock=self.clock
            ),
        )

    def undo(self, number: int, _quantity: int, _flag: bool) -> None:
        """Undo gives the picture before the latest action."""
        task = self.task_at(number)
        after = self.picture(task)
        result = self.act(
            task,
            lambda: picking.undo(
                self.session, self.owners[task], task, scan_id=scan(), clock=self.clock
            ),
            count=False,
        )
        if not self.done[task]:
            assert isinstance(result, NothingToUndo)
            return
        assert isinstance(result, picking.Undone)
        assert self.picture(task) == self.done[task].pop()
        self.undone[task].append(after)

    def redo(self, number: int, _quantity: int, _flag: bool) -> None:
        """Redo gives the picture before the undo; goods gone meanwhile are told."""
        task = self.task_at(number)
        before = self.picture(task)
        result = self.act(
            task,
            lambda: picking.redo(
                self.session, self.owners[task], task, scan_id=scan(), clock=self.clock
            ),
            count=False,
        )
        if not self.undone[task]:
            assert isinstance(result, NothingToRedo)
            return
        if isinstance(result, CellShort | StockPlannedElsewhere):
            return
        assert isinstance(result, picking.Undone)
        assert self.picture(task) == self.undone[task].pop()
        self.done[task].append(before)

    def meddle(self, number: int, _quantity: int, _flag: bool) -> None:
        """The other storekeeper can do nothing on this task."""
        task = self.task_at(number)
        line = self.line(task)
        other = next(actor for actor in self.actors if actor is not self.owners[task])
        if line is None:
            return
        result = self.act(
            task,
            lambda: picking.pick(
                self.session, other, task, line.id, 1000, scan_id=scan(), clock=self.clock
            ),
        )
        assert isinstance(result, TakenByOther)

    def finish_early(self, number: int, _quantity: int, _flag: bool) -> None:
        """With lines left the task does not end."""
        task = self.task_at(number)
        if self.line(task) is None:
            return
        result = self.act(
            task,
            lambda: picking.finish_task(self.session, self.owners[task], task, clock=self.clock),
        )
        assert isinstance(result, LinesLeft)

    def steal(self, number: int, quantity: int, _flag: bool) -> None:
        """The books are corrected downwards under everybody's feet."""
        cell = ("A-01", "A-02", "A-03", "B-01")[number]
        item = self.house.items["GLOVES"]
        if self.house.in_cell(self.session, cell, "GLOVES") < quantity * 1000:
            return
        gone = -quantity * 1000
        stock = {"item_id": item, "warehouse_id": self.house.warehouse_id}
        rows = {
            IN_CELLS: [{"cell_id": self.house.cells[cell], "item_id": item, "quantity": gone}],
            ON_HAND: [stock | {"quantity": gone}],
            FREE_STOCK: [stock | {"on_hand": gone}],
        }
        append(self.session, self.house.entry_id, self.clock.business_date(), rows)
        self.total[item] -= quantity * 1000

    # --- what always holds -------------------------------------------------------------------

    @invariant()
    def stock_is_conserved(self) -> None:
        if hasattr(self, "total"):
            assert self.everything() == self.total

    @invariant()
    def the_shipping_cell_holds_what_was_picked(self) -> None:
        if hasattr(self, "total"):
            picked = self.session.scalar(select(func.coalesce(func.sum(LINE.c.picked), 0)))
            assert self.house.in_cell(self.session, "SHIP") == picked

    def finish_all(self) -> None:
        """The day ends: everything is posted, and every figure follows from the facts."""
        session = self.session
        outbound: dict[int, list[int]] = {}
        for task in self.tasks:
            view = task_view(session, self.owners[task], task)
            outbound.setdefault(view.outbound_id, []).append(task)
            finished = picking.finish_task(
                session,
                self.owners[task],
                task,
                rest=ShortReason.NOT_FOUND,
                clock=self.clock,
            )
            short = any(line.state == "short" for line in self.view(task))
            assert finished.status is (
                PickTaskStatus.DONE_WITH_ERRORS if short else PickTaskStatus.DONE
            )
        for order, tasks in outbound.items():
            told = sum(row.quantity for row in picked_goods(session, order))
            picked = session.scalar(
                select(func.coalesce(func.sum(LINE.c.picked), 0)).where(
                    LINE.c.document_id.in_(tasks)
                )
            )
            assert told == picked
        over = select(func.count()).where(LINE.c.picked > LINE.c.planned)
        assert session.scalar(over) == 0
        events = select(func.count()).where(EVENT.c.document_id.not_in(self.tasks))
        assert session.scalar(events) == 0
        assert verify(session) == []

    def view(self, task: int) -> Any:
        return task_view(self.session, self.owners[task], task).lines


def _drive(engine: Engine, examples: int, *, derandomize: bool) -> None:
    class Machine(PickingMachine):
        pass

    Machine.engine = engine
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=25,
            deadline=None,
            derandomize=derandomize,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_any_sequence_of_actions_of_two_storekeepers(shared_engine: Engine) -> None:
    """Stock is conserved, undo after do changes nothing, the books agree."""
    _drive(shared_engine, 6, derandomize=True)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_any_sequence_for_a_long_time(shared_engine: Engine) -> None:
    """The same, a new search every time."""
    _drive(shared_engine, 150, derandomize=False)
