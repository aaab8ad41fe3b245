"""Whether the contracts of orders let goods leave: what is about to be billed counts already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import BigInteger, ColumnElement, cast, func, select
from sqlalchemy.orm import Session

from core.sales.models import CustomerOrder, CustomerOrderLine
from core.settlements.contracts import contracts
from core.settlements.credit import require_credit
from core.settlements.rules import debt_object
from core.settlements.standing import ids
from core.stock.ledgers import DISPOSITIONS

_gone = DISPOSITIONS.balance.c


def require_credit_to_ship(session: Session, order_ids: Collection[int], on: date) -> None:
    """Do nothing when contracts allow what of the orders has left and is not billed yet.

    Called after the ledgers were written, so what leaves just now counts. Where no contract of the
    orders stops anything, one statement more than none.

    Raises:
        CreditStop, OverdueStop: nothing may leave; no right lifts this (domain §3.2).
    """
    order, line = CustomerOrder, CustomerOrderLine
    pairs = [
        (key, contract)
        for key, contract in session.execute(
            select(order.document_id, order.contract_id).where(order.document_id == ids(order_ids))
        )
        if contract
    ]
    found = contracts(session, {contract for _, contract in pairs})
    stopped = {key: contract for key, contract in pairs if found[contract].stops}
    if not stopped:
        return
    share: ColumnElement[int] = line.amount_minor * (_gone.shipped - _gone.invoiced)
    rows = session.execute(
        select(line.document_id, cast(func.sum(share / line.quantity), BigInteger))
        .join(
            DISPOSITIONS.balance,
            (_gone.disposition_line_id == line.id)
            & (_gone.item_id == line.item_id)
            & (_gone.variant_id == line.variant_id),
        )
        .where(line.document_id == ids(stopped), _gone.shipped > _gone.invoiced)
        .group_by(line.document_id)
    )
    unbilled = {key: int(amount) for key, amount in rows}
    extra: dict[int, dict[int, int]] = defaultdict(dict)
    for key, contract in sorted(stopped.items()):
        target = debt_object(
            found[contract].calculation, contract_id=contract, order_id=key, document_id=-key
        )
        of = extra[contract]
        of[target] = of.get(target, 0) + unbilled.get(key, 0)
    for contract, by_object in sorted(extra.items()):
        require_credit(session, contract, 0, on, by_object=by_object)
