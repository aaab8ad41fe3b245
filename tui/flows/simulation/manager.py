"""The sales manager: makes orders, changes them, confirms, bills and closes them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from sqlalchemy import exists, select

from core.fulfilment.models import OutboundDispositionLine, OutboundOrder
from core.fulfilment.statuses import OutboundStatus
from core.sales.closing import close_order
from core.sales.effects import OrderSaved
from core.sales.models import CustomerOrder
from core.sales.order_approval import confirm_order
from core.sales.order_lines import OrderLine, stored_lines
from core.sales.orders import NewOrder, OrderChanges, create_order, save_order, set_actions
from core.sales.statuses import OrderState, OrderStatus, SupplyAction
from core.shipments.invoicing import invoice_from_order, invoice_from_shipped
from core.shipments.models import SalesInvoiceLine
from tui.flows.simulation.house import Site
from tui.flows.simulation.person import Person

PIECE = 1_000
HOT = 30
"""Items of a warehouse that everybody wants: half of all lines are of them."""
LINES = 8
PIECES = 5
CHANGES = 3
"""Most changes of one confirmed order."""
ABSURD = 1_000_000
"""Pieces no warehouse has."""


@dataclass
class Manager(Person):
    """Sells."""

    drafts: list[int] = field(default_factory=list)
    mine: list[int] = field(default_factory=list)
    touched: Counter[int] = field(default_factory=Counter)
    """How often he came back to each order: customers stop changing their minds."""

    def act(self) -> bool:
        """Make an order, or do the next thing with those already made."""
        if self.drafts and self.chance(60):
            return self._confirm(self.dice.choice(self.drafts))
        if self.chance(50) and self.tally.begin_order():
            return self._create()
        works = [self._bill, self._change, self._ship_reserved, self._close]
        self.dice.shuffle(works)
        if any(work() for work in works):
            return True
        if self.tally.begin_order():
            return self._create()
        return bool(self.drafts) and self._confirm(self.drafts[0])

    def _create(self) -> bool:
        site = self.dice.choice(self.sites)
        partner, entity = self.dice.choice(self.house.customers)
        companies = [
            company
            for company in self.house.companies
            if self.actor.companies is None or company in self.actor.companies
        ]
        new = NewOrder(
            company_id=self.dice.choice(companies),
            partner_id=partner,
            legal_entity_id=entity,
            warehouse_id=site.id,
            price_type_id=self.house.price_type_id,
            lines=tuple(self._line(site) for _ in range(self.dice.randint(1, LINES))),
            ship_date=self.clock.business_date(),
        )
        saved = self.do(
            "orders made",
            lambda session: create_order(session, self.actor, new, clock=self.clock),
        )
        if saved is not None:
            self.tally.made(saved.id)
            self.drafts.append(saved.id)
        return True

    def _line(self, site: Site) -> OrderLine:
        item = self.dice.choice(site.goods[:HOT] if self.chance(50) else site.goods)
        pieces = ABSURD if self.chance(1) else self.dice.randint(1, PIECES)
        action = SupplyAction.SHIP
        if self.chance(15):
            action = self.dice.choice([SupplyAction.RESERVE, SupplyAction.NONE])
        return OrderLine(item_id=item, quantity=pieces * PIECE, action=action)

    def _confirm(self, order_id: int) -> bool:
        """Confirm a draft; what the warehouse does not have is asked for in smaller numbers."""
        done = self.do(
            "orders confirmed",
            lambda session: confirm_order(session, self.actor, order_id, clock=self.clock),
        )
        if done is not None:
            self.drafts.remove(order_id)
            self.mine.append(order_id)
            return True
        lines = self.ask(lambda session: stored_lines(session, order_id))
        less = [
            replace(line, quantity=min(line.quantity // 2 // PIECE * PIECE, PIECES * PIECE))
            for line in lines
        ]
        kept = [line for line in less if line.quantity > 0]
        if not kept:
            self.drafts.remove(order_id)
            self.tally.count("orders given up")
            return True
        self._save(order_id, tuple(kept))
        return True

    def _change(self) -> bool:
        """Change a line of an order somebody may be working on; at times a stale copy of it."""
        order_id = self._minded()
        if order_id is None or not self.chance(50):
            return False
        lines = list(self.ask(lambda session: stored_lines(session, order_id)))
        at = self.dice.randrange(len(lines))
        pieces = self.dice.randint(1, PIECES)
        lines[at] = replace(lines[at], quantity=pieces * PIECE, cancelled=self.chance(10))
        self._save(order_id, tuple(lines), stale=self.chance(10))
        return True

    def _minded(self) -> int | None:
        """Return an order somebody changes his mind about; None: there is none."""
        open_to = [order for order in self.mine if self.touched[order] < CHANGES]
        if not open_to:
            return None
        order_id = self.dice.choice(open_to)
        self.touched[order_id] += 1
        return order_id

    def _save(
        self, order_id: int, lines: tuple[OrderLine, ...], *, stale: bool = False
    ) -> OrderSaved | None:
        version = self.ask(
            lambda session: session.scalars(
                select(CustomerOrder.version).where(CustomerOrder.id == order_id)
            ).one()
        )
        return self.do(
            "orders changed",
            lambda session: save_order(
                session,
                self.actor,
                order_id,
                version - stale,
                OrderChanges(lines=lines),
                clock=self.clock,
            ),
        )

    def _ship_reserved(self) -> bool:
        """Let go what was only held."""
        order_id = self._minded()
        if order_id is None:
            return False
        lines = self.ask(lambda session: stored_lines(session, order_id))
        held = [line.line_no for line in lines if line.action is not SupplyAction.SHIP]
        if not held:
            return False
        version = self.ask(
            lambda session: session.scalars(
                select(CustomerOrder.version).where(CustomerOrder.id == order_id)
            ).one()
        )
        actions = {number: SupplyAction.SHIP for number in held if number is not None}
        self.do(
            "reserves let go",
            lambda session: set_actions(
                session, self.actor, order_id, version, actions, clock=self.clock
            ),
        )
        return True

    def _bill(self) -> bool:
        """Bill what has left, and what leaves with its invoice."""
        shipped = self.ask(
            lambda session: session.scalars(
                select(OutboundOrder.id)
                .join(
                    OutboundDispositionLine,
                    OutboundDispositionLine.document_id == OutboundOrder.id,
                )
                .where(
                    OutboundOrder.status == OutboundStatus.SHIPPED.value,
                    OutboundDispositionLine.disposition_document_id.in_(self.mine),
                    ~exists().where(SalesInvoiceLine.outbound_document_id == OutboundOrder.id),
                )
                .distinct()
                .limit(20)
            ).all()
        )
        if shipped:
            outbound_id = self.dice.choice(shipped)
            self.do(
                "shipments billed",
                lambda session: invoice_from_shipped(
                    session, self.actor, outbound_id, clock=self.clock
                ),
            )
            return True
        return self._bill_orders()

    def _bill_orders(self) -> bool:
        plain = [site.id for site in self.sites if not site.ordered]
        waiting = self.ask(
            lambda session: session.scalars(
                select(CustomerOrder.id).where(
                    CustomerOrder.id.in_(self.mine),
                    CustomerOrder.warehouse_id.in_(plain),
                    CustomerOrder.state == OrderState.READY_TO_SHIP,
                )
            ).all()
        )
        if not waiting:
            return False
        order_id = self.dice.choice(waiting)
        done = self.do(
            "orders billed",
            lambda session: invoice_from_order(session, self.actor, order_id, clock=self.clock),
        )
        if done is None:
            self.mine.remove(order_id)
        return True

    def _close(self) -> bool:
        ready = self.ask(
            lambda session: session.scalars(
                select(CustomerOrder.id).where(
                    CustomerOrder.id.in_(self.mine),
                    CustomerOrder.status == OrderStatus.TO_FULFIL.value,
                    CustomerOrder.state == OrderState.READY_TO_CLOSE,
                )
            ).all()
        )
        for order_id in ready:
            done = self.do(
                "orders closed",
                lambda session, order_id=order_id: close_order(  # type: ignore[misc]
                    session, self.actor, order_id, clock=self.clock
                ),
            )
            if done is not None:
                self.mine.remove(order_id)
                return True
        return False
