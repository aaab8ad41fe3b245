"""The shift lead: expense orders from disposition to shipped, and whatever got stuck between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select

from core.fulfilment import outbound, picking
from core.fulfilment.models import OutboundOrder
from core.fulfilment.planning import plan_tasks
from core.fulfilment.statuses import OutboundStatus
from core.fulfilment.task_models import PickTask
from core.fulfilment.task_statuses import PickTaskStatus
from tui.flows.simulation.house import Site
from tui.flows.simulation.person import Person

_OPEN = (
    OutboundStatus.PREPARED,
    OutboundStatus.TO_PICK,
    OutboundStatus.CHECKED,
    OutboundStatus.TO_SHIP,
)
"""Statuses in which an expense order waits for the lead, or may."""


@dataclass
class Lead(Person):
    """Keeps goods moving."""

    def act(self) -> bool:
        """Do something for some warehouse; False: everything is with others or gone."""
        sites = [site for site in self.sites if site.ordered]
        self.dice.shuffle(sites)
        works: list[Callable[[Site], bool]] = [self._make, self._move_on]
        self.dice.shuffle(works)
        return any(work(site) for site in sites for work in works)

    def _make(self, site: Site) -> bool:
        """Make an expense order of one to three dispositions."""
        waiting = self.ask(lambda session: outbound.open_dispositions(session, self.actor, site.id))
        if not waiting:
            return False
        chosen = self.dice.sample(waiting, min(len(waiting), self.dice.randint(1, 3)))
        ids = [row[0] for row in chosen]
        release = self.chance(70)
        made = self.do(
            "expense orders made",
            lambda session: outbound.create_outbound(
                session,
                self.actor,
                site.id,
                order_ids=ids,
                release_now=release,
                clock=self.clock,
            ),
        )
        if made is None and release:
            # Not one piece of it can be planned, or its dispositions were taken meanwhile.
            self.do(
                "expense orders made",
                lambda session: outbound.create_outbound(
                    session, self.actor, site.id, order_ids=ids, clock=self.clock
                ),
            )
        return True

    def _move_on(self, site: Site) -> bool:
        """Take the next step of an expense order that waits for somebody in the office."""
        waiting = self.ask(
            lambda session: session.execute(
                select(OutboundOrder.id, OutboundOrder.status)
                .where(
                    OutboundOrder.warehouse_id == site.id,
                    OutboundOrder.status.in_(_OPEN),
                    OutboundOrder.posted,  # withdrawn ones are empty for good
                )
                .order_by(OutboundOrder.id)
            ).all()
        )
        rows = [(row[0], OutboundStatus(row[1])) for row in waiting]
        self.dice.shuffle(rows)
        return any(self._step(site, order_id, status) for order_id, status in rows)

    def _step(self, site: Site, order_id: int, status: OutboundStatus) -> bool:
        match status:
            case OutboundStatus.PREPARED:
                return self._prepared(order_id)
            case OutboundStatus.TO_PICK:
                return self._to_pick(site, order_id)
            case OutboundStatus.CHECKED:
                self.do(
                    "orders marked ready",
                    lambda session: outbound.ready_to_ship(
                        session, self.actor, order_id, clock=self.clock
                    ),
                )
                return True
            case _:
                return self._ship(order_id)

    def _prepared(self, order_id: int) -> bool:
        if not self.chance(5) and (
            self.do(
                "orders released",
                lambda session: outbound.release(session, self.actor, order_id, clock=self.clock),
            )
            is not None
        ):
            return True
        self.do(
            "expense orders withdrawn",
            lambda session: outbound.withdraw_outbound(
                session, self.actor, order_id, clock=self.clock
            ),
        )
        return True

    def _to_pick(self, site: Site, order_id: int) -> bool:
        """See to an order nobody picks: on paper, short, or lying about."""
        tasks = self.ask(
            lambda session: session.execute(
                select(PickTask.id, PickTask.status, PickTask.executor_id).where(
                    PickTask.outbound_id == order_id,
                    PickTask.status.in_(
                        [PickTaskStatus.PREPARED.value, PickTaskStatus.IN_WORK.value]
                    ),
                )
            ).all()
        )
        if tasks:
            return self.chance(3) and self._disturb(order_id, self.dice.choice(tasks)[0])
        if not site.by_cells and self.chance(80):
            done = self.do(
                "paper picks finished",
                lambda session: outbound.picks_finished(
                    session, self.actor, order_id, clock=self.clock
                ),
            )
            if done is not None:
                return True
        return self._short(order_id)

    def _disturb(self, order_id: int, task_id: int) -> bool:
        """Recall the order, or give the task to whoever comes first."""
        if self.chance(50):
            self.do(
                "orders recalled",
                lambda session: outbound.recall(session, self.actor, order_id, clock=self.clock),
            )
        else:
            self.do(
                "tasks given back",
                lambda session: picking.reassign_task(
                    session, self.actor, task_id, None, clock=self.clock
                ),
            )
        return True

    def _short(self, order_id: int) -> bool:
        """Plan what is missing, reduce the order to what there is, or take it apart."""
        if self.chance(30):
            planned = self.do(
                "rests planned",
                lambda session: plan_tasks(session, self.actor, order_id, clock=self.clock),
            )
            if planned:
                return True
        works: list[Callable[[], object]] = [
            lambda: self.do(
                "orders reduced",
                lambda session: outbound.reduce_to_picked(
                    session, self.actor, order_id, clock=self.clock
                ),
            ),
            lambda: self.do(
                "orders recalled",
                lambda session: outbound.recall(session, self.actor, order_id, clock=self.clock),
            ),
        ]
        if self.chance(30):
            works.reverse()
        return any(work() is not None for work in works)

    def _ship(self, order_id: int) -> bool:
        done = self.do(
            "orders shipped",
            lambda session: outbound.ship(session, self.actor, order_id, clock=self.clock),
        )
        if done is None:
            self.do(
                "orders reduced",
                lambda session: outbound.reduce_to_picked(
                    session, self.actor, order_id, clock=self.clock
                ),
            )
        elif self.chance(4):
            self.do(
                "shipments taken back",
                lambda session: outbound.unship(session, self.actor, order_id, clock=self.clock),
            )
        return True
