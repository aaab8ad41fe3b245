"""Orders on what the demo company has agreed: every state, gate and departure, supply to come.

Made last, under the names of the staff, so that the documents a beginner is told of keep their
numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM, Actor
from core.approvals.deciding import decide
from core.approvals.models import ApprovalRound, ApprovalTask
from core.approvals.statuses import Verdict
from core.catalog.models import LotPolicy
from core.discounts.loyalty_models import CardStatus, LoyaltyCard
from core.exchange.demo.firms import Firms
from core.exchange.demo.places import Places
from core.exchange.demo.shelves import Shelves
from core.exchange.demo.staff import Staff
from core.fulfilment.creating import create_outbound
from core.fulfilment.finishing import ready_to_ship
from core.fulfilment.models import OutboundOrder
from core.fulfilment.shipping import ship
from core.fulfilment.statuses import OutboundStatus
from core.fulfilment.task_finish import take_all_as_planned
from core.kernel.clock import Clock
from core.sales.closing import close_order
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.sales.moves import Holder, Move
from core.sales.order_approval import ask_order, confirm_order
from core.sales.order_lines import OrderLine
from core.sales.orders import NewOrder, create_order
from core.sales.points_paying import pay_by_points
from core.sales.reallocating import reallocate
from core.sales.statuses import HolderKind, ReallocationKind, SupplyAction
from core.sales.supply_rules import FillOptions
from core.sales.supplying import apply_supply, propose_supply
from core.settlements.payments import NewPayment, PaidLine, enter_payment, post_payment
from core.shipments.invoicing import invoice_from_order, invoice_from_shipped
from core.supply.ordering import (
    NewSupplierOrder,
    SupplierLine,
    confirm_supplier_order,
    create_supplier_order,
)
from core.terms.models import Contract
from core.terms.queries import agreements_for
from core.terms.statuses import ContractStatus, PaymentForm

_PIECE = 1000
_CHAIN, _CHAIN_TOO, _THIRD_CHAIN = 0, 1, 4
"""Partners with advance 30 %, prepayment 20 %, credit 50 %."""
_OF_CHAINS = "Торговые сети"
"""The agreement that goes before others, for those who may have it."""
_INDIVIDUAL = 6
_PERSON = 35
"""An entrepreneur: every fourth partner is one, and points pay only for such."""
_SUPPLIER, _SUPPLIER_TOO = 14, 29
A = SupplyAction


@dataclass(frozen=True, slots=True)
class AgreedMade:
    """How many documents were made."""

    orders: int
    outbound: int
    tasks: int
    invoices: int


@dataclass(slots=True)
class _Desk:
    session: Session
    clock: Clock
    staff: Staff
    firms: Firms
    places: Places
    shelves: Shelves
    items: list[int]
    """Goods that nobody else of the demo asks for; each is handed out once."""
    orders: int = 0
    outbound: int = 0
    tasks: int = 0
    invoices: int = 0

    @property
    def manager(self) -> Actor:
        """Whose orders they are."""
        return self.staff.manager

    def lines(self, *said: tuple[int, SupplyAction], percent: int = 0) -> list[OrderLine]:
        """Return lines of fresh items: (pieces, action)."""
        return [
            OrderLine(
                item_id=self.items.pop(),
                quantity=pieces * _PIECE,
                action=action,
                manual_percent=percent,
            )
            for pieces, action in said
        ]

    def order(
        self,
        partner: int,
        lines: Sequence[OrderLine],
        *,
        days: int = 5,
        confirmed: bool = True,
        **header: Any,  # noqa: ANN401 - fields of the header
    ) -> int:
        """Make an order on the agreement of a partner, to leave in so many days; return its id."""
        partner_id, entity_id, address = self.firms.partners[partner]
        on = self.clock.business_date()
        agreed = sorted(
            agreements_for(self.session, self.manager, partner_id, on),
            key=lambda one: one.name != _OF_CHAINS,
        )
        given: dict[str, Any] = {
            "warehouse_id": self.places.central,
            "agreement_id": agreed[0].id if agreed else None,
            "contract_id": self._contract(partner_id),
            "payment_form": PaymentForm.CASHLESS,
        }
        new = NewOrder(
            company_id=self.firms.companies["КЛ"],
            partner_id=partner_id,
            legal_entity_id=entity_id,
            price_type_id=self.shelves.price_type,
            lines=tuple(lines),
            ship_date=on + timedelta(days=days),
            delivery_address=address,
            **(given | header),
        )
        made = create_order(self.session, self.manager, new, clock=self.clock)
        if confirmed:
            confirm_order(self.session, self.manager, made.id, clock=self.clock)
        self.orders += 1
        return made.id

    def _contract(self, partner_id: int) -> int | None:
        """Return the contract in force with the company КЛ."""
        return self.session.scalars(
            select(Contract.id)
            .where(
                Contract.partner_id == partner_id,
                Contract.company_id == self.firms.companies["КЛ"],
                Contract.status == ContractStatus.IN_FORCE,
            )
            .limit(1)
        ).first()

    def pay(self, order: int, percent: int) -> None:
        """Register a payment of so much of an order."""
        stored = self.session.get_one(CustomerOrder, order)
        amount = -(-stored.total_minor * percent // 100)
        entered = enter_payment(
            self.session,
            self.staff.accountant,
            NewPayment(
                company_id=stored.company_id or 0,
                partner_id=stored.partner_id or 0,
                legal_entity_id=stored.legal_entity_id,
                amount_minor=amount,
                purpose=f"Оплата по заказу {stored.number_text}",
                their_number=str(700 + self.orders),
                their_date=self.clock.business_date(),
                lines=(PaidLine(order, amount),),
            ),
            clock=self.clock,
        )
        post_payment(self.session, self.staff.accountant, entered.id, clock=self.clock)

    def fill(self, order: int, options: FillOptions) -> None:
        """Fill the supply of an order as proposed."""
        proposed = propose_supply(self.session, self.manager, order, options)
        apply_supply(self.session, self.manager, proposed, clock=self.clock)

    def send(self, order: int) -> None:
        """Pick, ship and bill an order of the central warehouse."""
        lead = self.staff.lead
        (made,) = create_outbound(
            self.session,
            lead,
            self.places.central,
            order_ids=[order],
            release_now=True,
            clock=self.clock,
        )
        for task in made.tasks:
            take_all_as_planned(self.session, self.staff.storekeeper, task.id, clock=self.clock)
        if self.session.get_one(OutboundOrder, made.id).status == OutboundStatus.CHECKED:
            ready_to_ship(self.session, lead, made.id, clock=self.clock)
        ship(self.session, lead, made.id, clock=self.clock)
        billed = invoice_from_shipped(self.session, self.manager, made.id, clock=self.clock)
        self.outbound += 1
        self.tasks += len(made.tasks)
        self.invoices += len(billed)


def add_agreed_orders(
    session: Session, clock: Clock, staff: Staff, firms: Firms, shelves: Shelves, places: Places
) -> AgreedMade:
    """Make orders on agreements, their payments and approvals, supply to come, reallocations."""
    spare = [
        item.id
        for item in shelves.stocked[len(shelves.stocked) // 2 :]
        if item.good.lots is LotPolicy.NONE
        and item.good.unit == "шт"
        and item.loose[0] >= 12 * _PIECE  # more than any order below asks for
    ]
    desk = _Desk(session, clock, staff, firms, places, shelves, _unasked(session, spare))
    _gates(desk)
    _departures(desk)
    _to_come(desk)
    _gone(desk)
    _card(desk)
    return AgreedMade(desk.orders, desk.outbound, desk.tasks, desk.invoices)


def _unasked(session: Session, items: Sequence[int]) -> list[int]:
    asked = set(
        session.scalars(
            select(CustomerOrderLine.item_id).where(CustomerOrderLine.item_id.in_(items))
        )
    )
    return [item for item in items if item not in asked]


def _gates(desk: _Desk) -> None:
    """Make orders of chains, advance 30, prepayment 20, credit 50, as far as they are paid."""
    idle = ((6, A.NONE), (4, A.NONE), (8, A.NONE))
    desk.order(_CHAIN, desk.lines(*idle), comment="Аванс не оплачен")
    begun = desk.order(
        _CHAIN_TOO, desk.lines(*idle), comment="Аванс оплачен: заполните обеспечение"
    )
    desk.pay(begun, 30)
    held = desk.order(_THIRD_CHAIN, desk.lines(*idle), comment="Ждёт предоплаты, товар в резерве")
    desk.pay(held, 30)
    desk.fill(held, FillOptions())
    free = desk.order(_CHAIN, desk.lines(*idle), comment="Аванс и предоплата внесены")
    desk.pay(free, 50)
    desk.fill(free, FillOptions(ship=False))


def _departures(desk: _Desk) -> None:
    """Make orders that depart from terms: allowed, asked about, refused, and not asked yet."""
    desk.order(
        _INDIVIDUAL,
        desk.lines((3, A.RESERVE), (2, A.RESERVE), percent=300),
        comment="Ручная скидка 3 %, в пределах соглашения",
    )
    today = desk.clock.business_date()
    for partner, percent, refused in ((16, 900, False), (17, 1_000, True)):
        lines = desk.lines((5, A.RESERVE), (4, A.RESERVE), percent=percent)
        asked = desk.order(partner, lines, confirmed=False)
        ask_order(
            desk.session,
            desk.manager,
            asked,
            due=today + timedelta(days=1),
            text="Клиент просит скидку за объём",
            clock=desk.clock,
        )
        if refused:
            _refuse(desk, asked)
    desk.order(
        18,
        desk.lines((2, A.RESERVE), (2, A.RESERVE)),
        days=1,
        confirmed=False,
        payment_form=PaymentForm.CASH,
        comment="Отступления ещё не согласованы",
    )


def _refuse(desk: _Desk, order: int) -> None:
    tasks = desk.session.scalars(
        select(ApprovalTask.id)
        .join(ApprovalRound, ApprovalRound.id == ApprovalTask.round_id)
        .where(ApprovalRound.document_id == order)
        .order_by(ApprovalTask.id)
    ).all()
    decide(
        desk.session,
        desk.staff.head,
        tasks[0],
        Verdict.REFUSE,
        "Скидка больше маржи; предложите 5 %",
        clock=desk.clock,
    )


def _to_come(desk: _Desk) -> None:
    """Expect goods, have orders claim them, and move what is held from one to another."""
    scarce = desk.items[-4:]
    today = desk.clock.business_date()
    for supplier, days, items in ((_SUPPLIER, 4, scarce), (_SUPPLIER_TOO, 11, scarce[:2])):
        made = create_supplier_order(
            desk.session,
            SYSTEM,
            NewSupplierOrder(
                company_id=desk.firms.companies["КЛ"],
                partner_id=desk.firms.partners[supplier][0],
                warehouse_id=desk.places.central,
                expected_on=today + timedelta(days=days),
                lines=tuple(SupplierLine(item_id=key, quantity=60 * _PIECE) for key in items),
            ),
            clock=desk.clock,
        )
        confirm_supplier_order(desk.session, SYSTEM, made.id, clock=desk.clock)
    # More than lies on the shelves: the rest is claimed of what comes.
    much = [OrderLine(item_id=key, quantity=300 * _PIECE, action=A.NONE) for key in scarce[:2]]
    waiting = desk.order(20, much, days=14, comment="Остальное к дате поступления")
    desk.fill(waiting, FillOptions(ship=False))
    giver = desk.order(
        21,
        [OrderLine(item_id=scarce[2], quantity=8 * _PIECE, action=A.RESERVE)],
        days=9,
        comment="Уступил часть резерва",
    )
    taker = desk.order(
        22,
        [OrderLine(item_id=scarce[2], quantity=3 * _PIECE, action=A.DEMAND)],
        days=2,
        comment="Срочно: получил чужой резерв",
    )
    move = Move(
        item_id=scarce[2],
        quantity=3 * _PIECE,
        taken_from=Holder(HolderKind.LINE, giver, 1),
        given_to=Holder(HolderKind.LINE, taker, 1),
    )
    kind = ReallocationKind.RESERVE_ADJUST
    reallocate(
        desk.session,
        desk.manager,
        desk.places.central,
        kind,
        [move],
        clock=desk.clock,
        comment="Срочный заказ",
    )
    release = Move(
        item_id=scarce[2],
        quantity=2 * _PIECE,
        taken_from=Holder(HolderKind.LINE, giver, 1),
        given_to=Holder(HolderKind.FREE),
    )
    kind = ReallocationKind.RELEASE
    reallocate(desk.session, desk.manager, desk.places.central, kind, [release], clock=desk.clock)
    del desk.items[-4:]


def _gone(desk: _Desk) -> None:
    """Make an order that left on credit and is not paid yet, and one that is done with."""
    credit = desk.order(24, desk.lines((2, A.SHIP), (3, A.SHIP)), comment="Отсрочка 14 дней")
    desk.send(credit)
    house = desk.places.small
    for partner, comment in ((25, "Отгружен и оплачен: можно закрыть"), (26, "Закрыт")):
        small = [
            OrderLine(item_id=desk.shelves.small[partner + at], quantity=_PIECE) for at in (-14, -9)
        ]
        done = desk.order(partner, small, warehouse_id=house, agreement_id=None, comment=comment)
        billed = invoice_from_order(desk.session, desk.manager, done, clock=desk.clock)
        desk.invoices += len(billed)
        desk.pay(done, 100)
    close_order(desk.session, desk.manager, done, clock=desk.clock)


def _card(desk: _Desk) -> None:
    """Make an order of a person with a card: points pay a part, the invoice brings new ones."""
    card = desk.session.scalars(
        select(LoyaltyCard.id)
        .where(LoyaltyCard.status == CardStatus.ACTIVE)
        .order_by(LoyaltyCard.id)
        .offset(1)
        .limit(1)
    ).one()
    small = [OrderLine(item_id=desk.shelves.small[at], quantity=2 * _PIECE) for at in (31, 36, 43)]
    order = desk.order(
        _PERSON,
        small,
        warehouse_id=desk.places.small,
        agreement_id=None,
        payment_form=PaymentForm.CARD,
        card_id=card,
        comment="Бонусная карта, часть баллами",
    )
    pay_by_points(desk.session, desk.manager, order, None, clock=desk.clock)
    desk.invoices += len(invoice_from_order(desk.session, desk.manager, order, clock=desk.clock))
