"""What unpaid stages forbid: an advance supply, a prepayment shipping (domain §3.7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import BigInteger, func, select
from sqlalchemy.orm import Session

from core.sales.errors import AdvanceUnpaid, PrepaymentUnpaid
from core.sales.models import CustomerOrder
from core.sales.posting import OrderLineFacts
from core.sales.statuses import SHIPPING_ACTIONS, OrderStatus, OrderStrategy, SupplyAction
from core.settlements.kinds import StageKind
from core.settlements.models import PaymentStage
from core.settlements.order_payments import paid_of_orders
from core.settlements.standing import ids


@dataclass(frozen=True, slots=True)
class StageSums:
    """What is due of an order by gate, and what is paid, minor units."""

    advance: int = 0
    prepayment: int = 0
    credit: int = 0
    paid: int = 0

    @property
    def before_shipping(self) -> int:
        """Due before anything is shipped."""
        return self.advance + self.prepayment


NOTHING_DUE = StageSums()


@dataclass(frozen=True, slots=True)
class Gates:
    """What payments let an order do."""

    sums: StageSums = NOTHING_DUE

    @property
    def may_supply(self) -> bool:
        """Whether the advance is paid."""
        return self.sums.paid >= self.sums.advance

    @property
    def may_ship(self) -> bool:
        """Whether the advance and the prepayment are paid."""
        return self.sums.paid >= self.sums.before_shipping


ALL_OPEN = Gates()


def gates_of(session: Session, order: CustomerOrder) -> Gates:
    """Return what payments let an order do, wherever it stands; a bill is never supplied anyway."""
    if order.strategy is OrderStrategy.BILL:
        return ALL_OPEN
    return Gates(stage_sums(session, [order.id]).get(order.id, NOTHING_DUE))


def stage_sums(session: Session, order_ids: Iterable[int] | None = None) -> Mapping[int, StageSums]:
    """Return order → sums of its stages and what is paid; a constant number of statements.

    Orders without stages are absent.

    Args:
        order_ids: None: of all orders.
    """
    stage = PaymentStage
    statement = (
        select(stage.document_id, stage.kind, func.sum(stage.amount_minor).cast(BigInteger))
        .join(CustomerOrder, CustomerOrder.document_id == stage.document_id)
        .group_by(stage.document_id, stage.kind)
    )
    if order_ids is not None:
        statement = statement.where(stage.document_id == ids(set(order_ids)))
    due: dict[int, dict[str, int]] = {}
    for order_id, kind, amount in session.execute(statement):
        due.setdefault(order_id, {})[StageKind(kind).value] = amount
    paid = paid_of_orders(session, due, date.min) if due else {}
    return {
        order_id: StageSums(
            sums.get(StageKind.ADVANCE.value, 0),
            sums.get(StageKind.PREPAYMENT.value, 0),
            sums.get(StageKind.CREDIT.value, 0),
            paid[order_id].paid_minor if order_id in paid else 0,
        )
        for order_id, sums in due.items()
    }


def require_paid(
    session: Session,
    order: CustomerOrder,
    before: Sequence[OrderLineFacts],
    after: Sequence[OrderLineFacts],
) -> None:
    """Refuse lines that now begin to be supplied, or to be shipped, while that is not paid for.

    What had begun already goes on: paying never closes a gate, and taking a payment back does not
    stop an edit of something else.

    Raises:
        AdvanceUnpaid, PrepaymentUnpaid: with what is due and what is paid.
    """
    if order.status == OrderStatus.AGREEING or order.strategy is OrderStrategy.BILL:
        return
    was = {line.id: line.action for line in before if not line.cancelled}
    begun = [line for line in after if not line.cancelled and was.get(line.id) != line.action]
    supplied = [
        line
        for line in begun
        if line.action is not SupplyAction.NONE
        and was.get(line.id, SupplyAction.NONE) is SupplyAction.NONE
    ]
    shipped = [
        line
        for line in begun
        if line.action in SHIPPING_ACTIONS and was.get(line.id) not in SHIPPING_ACTIONS
    ]
    if not supplied and not shipped:
        return
    gates = gates_of(session, order)
    sums = gates.sums
    if supplied and not gates.may_supply:
        raise AdvanceUnpaid(
            document=order.number_text,
            due=sums.advance,
            paid=sums.paid,
            left=sums.advance - sums.paid,
            line=supplied[0].line_no,
        )
    if shipped and not gates.may_ship:
        raise PrepaymentUnpaid(
            document=order.number_text,
            due=sums.before_shipping,
            paid=sums.paid,
            left=sums.before_shipping - sums.paid,
            line=shipped[0].line_no,
        )
