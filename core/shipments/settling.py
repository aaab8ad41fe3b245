"""What an invoice charges the customer: to which object, due when, and whether credit allows it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.kernel.clock import Clock
from core.ledger import Ledger, Rows
from core.sales.models import CustomerOrder
from core.sales.staging import agreed_schedule, typed_schedule
from core.settlements.charging import charging, settlement_rows
from core.settlements.contracts import NO_CONTRACT
from core.settlements.credit import require_credit
from core.settlements.kinds import StageKind
from core.settlements.rules import Due
from core.settlements.stages import NewStage, save_stages, stages_of
from core.shipments.models import SalesInvoice
from core.shipments.posting import InvoiceLineFacts
from core.terms.payment_rules import stages_for
from core.terms.rules import NO_SCHEDULE
from core.terms.statuses import StageKind as AgreedStage


def charged(
    session: Session,
    invoice: SalesInvoice,
    lines: Sequence[InvoiceLineFacts],
) -> Mapping[Ledger, Rows]:
    """Return what the invoice posts to the settlements: its orders' parts, due by its stages.

    Without a contract every order is settled by itself.
    """
    amounts: dict[int, int] = defaultdict(int)
    for line in lines:
        amounts[line.disposition_document_id] += line.amount_minor
    of = charging(
        session,
        document_id=invoice.id,
        company_id=invoice.company_id,
        legal_entity_id=invoice.legal_entity_id,
        contract_id=invoice.contract_id or NO_CONTRACT.id,
        currency=invoice.currency,
    )
    stages = [Due(one.amount_minor, one.due_on) for one in stages_of(session, invoice.id).values()]
    return {**settlement_rows(of, amounts, stages, invoice.date)}


def stage_invoice(
    session: Session, actor: Actor, invoice: SalesInvoice, order_id: int, *, clock: Clock
) -> None:
    """Give a new invoice the stages that its order was agreed on; none where nothing was.

    What should have been paid before shipping is due at once.

    Args:
        order_id: the first of its orders: all have the same agreement and contract.
    """
    order = session.get_one(CustomerOrder, order_id)
    if order.stages_typed:
        schedule = typed_schedule(session, order)
    else:
        schedule = agreed_schedule(session, order.agreement_id, order.contract_id)
    if schedule == NO_SCHEDULE:
        return
    save_stages(
        session,
        actor,
        invoice,
        [
            NewStage(
                StageKind(one.kind.value),
                one.percent,
                one.amount_minor,
                one.due_date if one.kind is AgreedStage.CREDIT else invoice.date,
            )
            for one in stages_for(schedule, invoice.total_minor, invoice.date, invoice.date)
        ],
        clock=clock,
    )


def require_shippable(session: Session, invoice: SalesInvoice) -> None:
    """Do nothing when the contract allows what the posted invoice has charged.

    Raises:
        CreditStop: the debt passes its limit.
    """
    require_credit(session, invoice.contract_id or NO_CONTRACT.id, 0, invoice.date)
