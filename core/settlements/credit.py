"""The credit stop of a contract: who owes too much or too long is not shipped to, whoever asks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.documents.models import Document
from core.settlements.contracts import contracts
from core.settlements.errors import CreditStop, OverdueStop
from core.settlements.ledgers import SETTLEMENTS
from core.settlements.rules import Net, net, over_limit
from core.settlements.standing import big, debts_by_due, standing

_held = SETTLEMENTS.balance.c


def require_credit(
    session: Session,
    contract_id: int,
    extra_minor: int,
    on: date,
    *,
    by_object: Mapping[int, int] | None = None,
) -> None:
    """Do nothing when the contract allows the debt; no right lifts this (domain §3.2).

    Only actual debt counts: what has been charged and not paid. The contract is locked, so that two
    shipments at once cannot pass the limit together: call it after locking orders, before the
    ledgers or after them.

    Args:
        contract_id: 0: without a contract, so without a stop.
        extra_minor: what is about to be charged beyond any advance; 0 after it was posted.
        on: the business date overdue is told for.
        by_object: object → what is about to be charged to it: its own advance covers it first.

    Raises:
        CreditStop: the debt would pass the limit.
        OverdueStop: something is overdue, and the contract ships nothing then.
        NotFound: no such contract.
    """
    found = contracts(session, [contract_id])[contract_id]
    if not found.stops:
        return
    session.execute(
        select(Document.id).where(Document.id == contract_id).with_for_update(key_share=True)
    )
    session.flush()  # what the caller posted counts
    stands = standing(
        _held.object_id.in_(select(_held.object_id).where(_held.contract_id == contract_id)),
        _held.currency == found.currency,
    )
    rows = session.execute(stands).all()
    sums = {row.object_id: (row.charged, row.paid) for row in rows}
    debt = sum(net(*pair).debt for pair in sums.values())
    for object_id, amount in (by_object or {}).items():
        charged, paid = sums.get(object_id, (0, 0))
        sums[object_id] = (charged + amount, paid)
    debts: dict[int, Net] = {key: net(*pair) for key, pair in sums.items()}
    over = over_limit(found.limit_minor, debts, extra_minor)
    if not (over or (found.forbid_overdue and debt)):
        return
    extra = sum(one.debt for one in debts.values()) - debt + extra_minor
    overdue, since = _overdue(session, contract_id, found.currency, on)
    if over:
        raise CreditStop(
            contract=found.number,
            limit=found.limit_minor,
            debt=debt,
            extra=extra,
            over=over,
            overdue=overdue,
        )
    if found.forbid_overdue and overdue:
        raise OverdueStop(
            contract=found.number, overdue=overdue, since=since, debt=debt, extra=extra
        )


def _overdue(
    session: Session, contract_id: int, currency: str, on: date
) -> tuple[int, date | None]:
    """Return what was due before *on* and is not paid, and the earliest day of it."""
    stands = standing(
        _held.object_id.in_(select(_held.object_id).where(_held.contract_id == contract_id)),
        _held.currency == currency,
    ).subquery("stands")
    of = debts_by_due(stands).subquery("dues")
    row = session.execute(
        select(big(func.sum(of.c.unpaid)), func.min(of.c.due_on)).where(
            of.c.due_on < on, of.c.unpaid > 0
        )
    ).one()
    return row[0], row[1]
