"""Making and changing customer orders. What follows from a change is in `core.sales.effects`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import acting
from core.discounts.earning import store_points
from core.discounts.parts import store_parts
from core.documents.lines import save_lines
from core.documents.operations import check_version, create, edit
from core.kernel.clock import Clock
from core.sales.effects import (
    OrderSaved,
    opened_order,
    require_open,
    settle,
)
from core.sales.errors import OrderStarted
from core.sales.holding import quoted_of_order
from core.sales.keeping import before_change, keep_asked, keep_or_drop, require_kept
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.sales.order_lines import OrderLine, line_rows, stored_lines
from core.sales.posting import OrderLineFacts, posted_lines
from core.sales.sale_lines import by_hand, deal_of, new_deal, require_line_rights
from core.sales.sale_pricing import price_sale, sale_sums, sale_terms
from core.sales.sale_terms import require_terms
from core.sales.staging import TypedStage, restage
from core.sales.statuses import OrderState, OrderStrategy, Priority, SupplyAction
from core.sales.types import CUSTOMER_ORDER
from core.terms.statuses import PaymentForm

PRICING = frozenset(
    {
        "company_id",
        "partner_id",
        "price_type_id",
        "warehouse_id",
        "date",
        "agreement_id",
        "payment_form",
        "card_id",
        "chosen_discounts",
    }
)
"""Header fields that lines follow."""

STAGING = PRICING | {"contract_id", "ship_date"}
"""Header fields that the payment stages follow."""

FIXED_ONCE_STARTED = frozenset({"company_id", "warehouse_id", "partner_id", "contract_id"})
"""Header fields that expense orders and invoices have copied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrder:
    """What a new order says."""

    company_id: int
    partner_id: int
    warehouse_id: int
    price_type_id: int
    lines: tuple[OrderLine, ...]
    legal_entity_id: int | None = None
    agreement_id: int | None = None
    contract_id: int | None = None
    payment_form: PaymentForm = PaymentForm.ANY
    card_id: int | None = None
    chosen_discounts: tuple[int, ...] = ()
    """Discounts picked from the list."""
    stages: tuple[TypedStage, ...] = ()
    """Typed payment stages; empty: those of the agreement, else of the contract."""
    ship_date: date | None = None
    one_date: bool = False
    delivery_address: str = ""
    strategy: OrderStrategy = OrderStrategy.STOCK_AND_TO_ORDER
    priority: Priority = Priority.MEDIUM
    reserve_early: bool = False
    """Hold what lines reserve while the order is still being agreed."""
    comment: str = ""
    date: date | None = None
    """None: the business date of the clock."""
    quoted: Mapping[int, int] = field(default_factory=dict)
    """Number of a line → the line of a quotation it is made of, whose discounts hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderChanges:
    """What an edit changes; a header field that is not named keeps its value."""

    header: Mapping[str, object] = field(default_factory=dict)
    lines: tuple[OrderLine, ...] | None = None
    """The whole of the lines, told apart by number; None: lines stay as they are."""
    stages: tuple[TypedStage, ...] | None = None
    """Typed payment stages; empty: follow the agreement again; None: as they are."""


def create_order(session: Session, actor: Actor, new: NewOrder, *, clock: Clock) -> OrderSaved:
    """Make an order that is still being agreed: it moves nothing, unless it reserves early.

    Raises:
        NotEnoughForLines: it reserves early, and free stock does not cover it.
        Forbidden: no right to edit orders, or to this company or warehouse.
        NoPrice, UnknownItem, BadValue: a line makes no sense.
    """
    actor.require(Permission.ORDER_EDIT, what=CUSTOMER_ORDER.name)
    acting(session, actor, clock)
    on = new.date or clock.business_date()
    _require_warehouses(actor, new.lines)
    require_line_rights(actor, CUSTOMER_ORDER.name, new.lines, {})
    agreed = sale_terms(session, new_deal(new, on))
    require_terms(session, agreed, new.partner_id, new.contract_id)
    priced = price_sale(session, actor, agreed, new.lines, clock=clock, quoted=new.quoted)
    order = create(
        session,
        actor,
        CUSTOMER_ORDER.name,
        clock=clock,
        company_id=new.company_id,
        date=on,
        warehouse_id=new.warehouse_id,
        partner_id=new.partner_id,
        legal_entity_id=new.legal_entity_id,
        agreement_id=new.agreement_id,
        contract_id=new.contract_id,
        price_type_id=new.price_type_id,
        payment_form=new.payment_form,
        card_id=new.card_id,
        chosen_discounts=sorted(new.chosen_discounts),
        stages_typed=bool(new.stages),
        ship_date=new.ship_date,
        one_date=new.one_date,
        delivery_address=new.delivery_address,
        strategy=new.strategy,
        priority=new.priority,
        reserve_early=new.reserve_early,
        comment=new.comment,
        state=OrderState.AWAITING_APPROVAL,
        **sale_sums(agreed, priced),
    )
    rows = line_rows(new.lines, priced, leaving=new.warehouse_id)
    save_lines(session, actor, order, CustomerOrderLine, rows, clock=clock, first_time=True)
    store_parts(session, order.id, priced.part_rows())
    store_points(session, order.id, priced.points(new.card_id))
    made = cast(CustomerOrder, order)
    restage(session, actor, made, new.stages or None, clock=clock)
    return settle(session, actor, made, (), clock=clock)


def save_order(
    session: Session,
    actor: Actor,
    order_id: int,
    version: int,
    changes: OrderChanges,
    *,
    clock: Clock,
) -> OrderSaved:
    """Change an order loaded at *version*; one to be fulfilled posts anew at once.

    Prices of lines without a price of their own are taken from the order's price list again.

    Raises:
        Conflict: somebody changed it since.
        OrderClosed: reopen it first.
        OrderStarted: a header field is fixed by what already exists.
        OverDisposed: a line lets go less than is under way.
        OrderDeparts: it is confirmed, and would depart from its terms where it did not.
        NotEnoughForLines: free stock does not cover the change.
        Forbidden, NotFound, NoPrice, UnknownItem, BadValue.
    """
    order = opened_order(session, actor, order_id, Permission.ORDER_EDIT, clock)
    check_version(session, order, version)
    require_open(order)
    kept = before_change(session, actor, order)
    before = posted_lines(session, order_id)
    _require_free_header(order, changes.header, before)
    values: dict[str, Any] = dict(changes.header)
    rows = priced = None
    if changes.lines is not None or values.keys() & PRICING:
        agreed = sale_terms(session, deal_of(order, values))
        require_terms(
            session,
            agreed,
            values.get("partner_id", order.partner_id) or 0,
            values.get("contract_id", order.contract_id),
        )
        lines = changes.lines
        if lines is None:
            lines = stored_lines(session, order_id, leaving=order.warehouse_id or 0)
        _require_warehouses(actor, lines)
        before_hand = by_hand(stored_lines(session, order_id))
        require_line_rights(actor, CUSTOMER_ORDER.name, lines, before_hand)
        _require_free_lines(order, lines, before)
        quoted = quoted_of_order(session, order_id)
        priced = price_sale(session, actor, agreed, lines, clock=clock, quoted=quoted)
        rows = line_rows(lines, priced, leaving=agreed.deal.warehouse_id)
        values |= sale_sums(agreed, priced)
    if changes.stages is not None:
        values["stages_typed"] = bool(changes.stages)
    said = {name: (getattr(order, name, None), value) for name, value in changes.header.items()}
    edit(session, actor, order_id, version, clock=clock, **values)
    if rows is not None and priced is not None:
        save_lines(session, actor, order, CustomerOrderLine, rows, clock=clock)
        store_parts(session, order_id, priced.part_rows())
        store_points(session, order_id, priced.points(order.card_id))
    if rows is not None or changes.stages is not None or values.keys() & STAGING:
        restage(session, actor, order, changes.stages or None, clock=clock)
    require_kept(session, actor, order, kept)
    saved = settle(session, actor, order, before, clock=clock)
    keep_or_drop(session, actor, order, kept, said)
    return saved


def set_actions(
    session: Session,
    actor: Actor,
    order_id: int,
    version: int,
    actions: Mapping[int, SupplyAction],
    *,
    clock: Clock,
) -> OrderSaved:
    """Set the supply action of lines, by their number; the order posts anew if it is confirmed.

    Raises:
        Conflict, OrderClosed, OverDisposed, NotEnoughForLines, Forbidden: as `save_order`.
    """
    order = opened_order(session, actor, order_id, Permission.ORDER_EDIT, clock)
    check_version(session, order, version)
    require_open(order)
    before = posted_lines(session, order_id)
    rows = [
        {"line_no": line.line_no, "action": actions.get(line.line_no, line.action)}
        for line in before
    ]
    save_lines(session, actor, order, CustomerOrderLine, rows, clock=clock)
    saved = settle(session, actor, order, before, clock=clock)
    keep_asked(session, order, version)
    return saved


def _require_free_header(
    order: CustomerOrder, header: Mapping[str, object], lines: Sequence[OrderLineFacts]
) -> None:
    if not any(line.ordered or line.invoiced for line in lines):
        return
    for name in sorted(header.keys() & FIXED_ONCE_STARTED):
        if header[name] != getattr(order, name):
            raise OrderStarted(document=order.number_text, field=name, what=CUSTOMER_ORDER.name)


def _require_free_lines(
    order: CustomerOrder, lines: Iterable[OrderLine], before: Sequence[OrderLineFacts]
) -> None:
    """Refuse another warehouse for a line of which something is on its way out of the old one."""
    moving = {line.line_no: line.warehouse_id for line in before if line.ordered or line.invoiced}
    for line in lines:
        was = moving.get(line.line_no or 0)
        if was is not None and line.warehouse_id not in {0, was}:
            raise OrderStarted(document=order.number_text, field="warehouse_id")


def _require_warehouses(actor: Actor, lines: Iterable[OrderLine]) -> None:
    for house in {line.warehouse_id for line in lines}:
        actor.require_warehouse(house)
