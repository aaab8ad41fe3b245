"""What an invoice charges the customer: to which object, due when, and whether credit allows it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from core.ledger import Ledger, Rows
from core.settlements.charging import charging, settlement_rows
from core.settlements.contracts import NO_CONTRACT
from core.settlements.credit import require_credit
from core.settlements.rules import Due
from core.settlements.stages import stages_of
from core.shipments.models import SalesInvoice
from core.shipments.posting import InvoiceLineFacts


def charged(
    session: Session,
    invoice: SalesInvoice,
    lines: Sequence[InvoiceLineFacts],
    contract_id: int = NO_CONTRACT.id,
) -> Mapping[Ledger, Rows]:
    """Return what the invoice posts to the settlements: its orders' parts, due by its stages.

    Args:
        contract_id: 0: without a contract every order is settled by itself.
    """
    amounts: dict[int, int] = defaultdict(int)
    for line in lines:
        amounts[line.disposition_document_id] += line.amount_minor
    of = charging(
        session,
        document_id=invoice.id,
        company_id=invoice.company_id,
        legal_entity_id=invoice.legal_entity_id,
        contract_id=contract_id,
        currency=invoice.currency,
    )
    stages = [Due(one.amount_minor, one.due_on) for one in stages_of(session, invoice.id).values()]
    return {**settlement_rows(of, amounts, stages, invoice.date)}


def require_shippable(
    session: Session, invoice: SalesInvoice, contract_id: int = NO_CONTRACT.id
) -> None:
    """Do nothing when the contract allows what the posted invoice has charged.

    Raises:
        CreditStop: the debt passes its limit.
    """
    require_credit(session, contract_id, 0, invoice.date)
