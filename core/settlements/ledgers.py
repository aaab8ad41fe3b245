"""The two ledgers of settlements. They keep facts; debts, advances and overdue follow from them.

Debt and advance of an object are one difference seen from two sides: what was charged less what
was paid. Kept as facts they need no offsetting entries: whatever is posted, taken back, or posted
late, both are right at any moment, also in the past, and never negative (`rules.net`). In the same
way what is paid of a plan follows from its due dates and from all that was paid
(`rules.allocated`).
"""

from __future__ import annotations

from sqlalchemy import Index

from core.kernel.i18n import N_
from core.ledger.declaration import Dimension, Ledger, Measure

SETTLEMENTS = Ledger(
    "settlements",
    N_("Settlements"),
    dimensions=(
        "company_id",
        "legal_entity_id",
        "contract_id",
        "object_id",
        Dimension("currency", text=True),
    ),
    measures=(Measure("charged", money=True), Measure("paid", money=True)),
)
"""Minor units of `currency`. `object_id` is a document: the contract, an order, an invoice, or the
payment itself while nobody has said what it pays. Entries of one object may differ in the other
dimensions, so whoever nets charged with paid adds up by object and currency."""

PAYMENT_PLAN = Ledger(
    "payment_plan",
    N_("Payment plan"),
    dimensions=(
        "object_id",
        Dimension("currency", text=True),
        "plan_id",
        "order_id",
        "stage_no",
        Dimension("kind", text=True),
        Dimension("due_on", text=True),
    ),
    measures=(Measure("due", money=True),),
)
"""Minor units of `currency`. `plan_id` is the order or the invoice whose stage it is, `order_id`
the order it is for (0: none), `kind` a `StageKind` or `DEBT`, `due_on` a date in ISO 8601 ("": not
known yet). Stages of an order say what is expected; rows of kind `DEBT` say when what was charged
is due."""

_held = SETTLEMENTS.balance.c
_planned = PAYMENT_PLAN.balance.c

Index("ix_settlements_balance_object_id", _held.object_id)
Index("ix_settlements_balance_contract_id", _held.contract_id)
Index(
    "ix_settlements_balance_open",
    _held.object_id,
    postgresql_where=_held.charged != _held.paid,
)
Index("ix_settlements_entry_object_id", SETTLEMENTS.entry.c.object_id, SETTLEMENTS.entry.c.date)
Index("ix_payment_plan_balance_plan_id", _planned.plan_id)
Index("ix_payment_plan_balance_order_id", _planned.order_id)
