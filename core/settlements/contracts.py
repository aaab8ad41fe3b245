"""What settlements read of contracts, which are defined above this package."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import BigInteger, Boolean, Text, column, func, literal, select, table
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from core.documents.models import Document
from core.kernel.errors import NotFound
from core.partners.calculation import CalculationOrder
from core.settlements.rates import ROUBLE

CONTRACT = table(
    "contract",
    column("document_id", BigInteger),
    column("legal_entity_id", BigInteger),
    column("own_number", Text),
    column("calculation_order", Text),
    column("currency", Text),
    column("credit_limit_minor", BigInteger),
    column("forbid_overdue", Boolean),
)
"""Company, partner and number stand in the document header."""


@dataclass(frozen=True, slots=True)
class ContractFacts:
    """What a contract says about settlements."""

    id: int
    """0: without a contract."""
    number: str
    calculation: CalculationOrder
    currency: str
    limit_minor: int | None
    """The most that may be owed; None: no limit."""
    forbid_overdue: bool = False
    """Nothing is shipped while something is overdue."""

    @property
    def stops(self) -> bool:
        """Whether debts under it may forbid shipping at all."""
        return self.forbid_overdue or self.limit_minor is not None


NO_CONTRACT = ContractFacts(0, "", CalculationOrder.BY_ORDER, ROUBLE, None)
"""Without a contract every order is settled by itself."""


def contracts(session: Session, contract_ids: Iterable[int]) -> Mapping[int, ContractFacts]:
    """Return the facts of contracts by id, 0 among them; at most one statement.

    Raises:
        NotFound: one of them is not there.
    """
    wanted = sorted({found for found in contract_ids if found})
    facts = {0: NO_CONTRACT}
    if wanted:
        rows = session.execute(
            select(
                CONTRACT.c.document_id,
                func.coalesce(func.nullif(CONTRACT.c.own_number, ""), Document.number_text),
                CONTRACT.c.calculation_order,
                CONTRACT.c.currency,
                CONTRACT.c.credit_limit_minor,
                CONTRACT.c.forbid_overdue,
            )
            .join(Document, Document.id == CONTRACT.c.document_id)
            .where(CONTRACT.c.document_id == func.any(literal(wanted, ARRAY(BigInteger))))
        )
        for key, number, calculation, *rest in rows:
            facts[key] = ContractFacts(key, number, CalculationOrder(calculation), *rest)
    for key in wanted:
        if key not in facts:
            raise NotFound(what="contract", key=key)
    return facts
