"""How objects stand, as SQL other queries build on: charged, paid, what is paid of each due.

The arithmetic mirrors `core.settlements.rules`; a test holds both to the same answers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Select,
    Subquery,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from core.settlements.kinds import DEBT
from core.settlements.ledgers import PAYMENT_PLAN, SETTLEMENTS
from core.settlements.rules import Net, net

_held = SETTLEMENTS.balance.c
_planned = PAYMENT_PLAN.balance.c


def big(value: ColumnElement[Any]) -> ColumnElement[int]:
    """Return a sum as an integer in Python too: PostgreSQL's is NUMERIC; 0 of nothing."""
    return cast(func.coalesce(value, 0), BigInteger)


def ids(found: Collection[int]) -> ColumnElement[Any]:
    """Return "any of the ids" as one array parameter."""
    return func.any(literal(sorted(set(found)), ARRAY(BigInteger)))


def open_objects() -> Select[int]:
    """Return the objects of which charged and paid are not the same; an index has just these."""
    return select(_held.object_id).where(_held.charged != _held.paid)


def standing(*conditions: ColumnElement[bool]) -> Select[Any]:
    """Return per object and currency what was charged and paid, of objects that fit.

    Columns: object_id, currency, company_id, contract_id, charged, paid.
    """
    return (
        select(
            _held.object_id,
            _held.currency,
            func.max(_held.company_id).label("company_id"),
            func.max(_held.contract_id).label("contract_id"),
            big(func.sum(_held.charged)).label("charged"),
            big(func.sum(_held.paid)).label("paid"),
        )
        .where(*conditions)
        .group_by(_held.object_id, _held.currency)
    )


def due_day(of: ColumnElement[str]) -> ColumnElement[Any]:
    """Return the stored day of a plan as a date; NULL when it is not known."""
    return cast(func.nullif(of, ""), Date)


def debts_by_due(stands: Subquery) -> Select[Any]:
    """Return every due of the objects in *stands* with the part of it that is not paid.

    Oldest first, as `rules.allocated`. Columns: object_id, currency, plan_id, order_id, due_on,
    due, unpaid.
    """
    day = due_day(_planned.due_on)
    upto = func.sum(_planned.due).over(
        partition_by=(_planned.object_id, _planned.currency),
        order_by=(day.nulls_last(), _planned.plan_id, _planned.order_id, _planned.stage_no),
        rows=(None, 0),
    )
    unpaid = func.least(_planned.due, func.greatest(upto - stands.c.paid, 0))
    return (
        select(
            _planned.object_id,
            _planned.currency,
            _planned.plan_id,
            _planned.order_id,
            day.label("due_on"),
            _planned.due,
            cast(unpaid, BigInteger).label("unpaid"),
        )
        .join(
            stands,
            (stands.c.object_id == _planned.object_id) & (stands.c.currency == _planned.currency),
        )
        .where(_planned.kind == DEBT, _planned.due > 0)
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """How one object stands, in one currency."""

    charged: int
    paid: int

    @property
    def net(self) -> Net:
        """Debt and advance."""
        return net(self.charged, self.paid)


NOTHING = Standing(0, 0)


def standings(session: Session, object_ids: Collection[int]) -> Mapping[tuple[int, str], Standing]:
    """Return (object, currency) → how it stands; those nothing was ever posted of are absent."""
    if not object_ids:
        return {}
    rows = session.execute(standing(_held.object_id == ids(object_ids)))
    return {(row.object_id, row.currency): Standing(row.charged, row.paid) for row in rows}


@dataclass(frozen=True, slots=True)
class Unpaid:
    """What is not paid of a document that charged, on one of the objects it charged."""

    plan_id: int
    object_id: int
    currency: str
    unpaid: int


def unpaid_of(session: Session, plan_ids: Collection[int]) -> list[Unpaid]:
    """Return what is not paid of invoices and the like, by document and object; one statement."""
    if not plan_ids:
        return []
    charged = select(_planned.object_id).where(
        _planned.plan_id == ids(plan_ids), _planned.kind == DEBT
    )
    stands = standing(_held.object_id.in_(charged)).subquery("stands")
    of = debts_by_due(stands).subquery("dues")
    rows = session.execute(
        select(of.c.plan_id, of.c.object_id, of.c.currency, big(func.sum(of.c.unpaid)))
        .where(of.c.plan_id == ids(plan_ids), of.c.unpaid > 0)
        .group_by(of.c.plan_id, of.c.object_id, of.c.currency)
        .order_by(of.c.plan_id, of.c.object_id)
    )
    return [Unpaid(*tuple[Any, ...](row)) for row in rows]


def where_paid(session: Session, object_ids: Collection[int]) -> list[dict[str, Any]]:
    """Return the balances that hold what was paid of objects, locked, in the ledger's key order.

    To take money away from where it stands: entries of one object may name another counterparty.
    """
    keys = [SETTLEMENTS.balance.c[name] for name in SETTLEMENTS.dimension_names]
    rows = session.execute(
        select(*keys, _held.charged, _held.paid)
        .where(_held.object_id == ids(object_ids))
        .order_by(*keys)
        .with_for_update()
    ).mappings()
    return [dict(row) for row in rows]
