"""Whether the terms that an order or quotation names can be its terms at all.

Departing from what is agreed is another matter: see `core.sales.conforming`.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from core.sales.errors import TermsOfAnother
from core.sales.sale_pricing import SaleTerms
from core.terms.contract_queries import contract_terms


def require_terms(
    session: Session, of: SaleTerms, partner_id: int, contract_id: int | None
) -> None:
    """Refuse an agreement or a contract with somebody else.

    Raises:
        TermsOfAnother: it is not this partner's.
        NotFound: no such contract.
    """
    agreed = of.agreed
    if agreed is not None and agreed.partner_id not in {0, partner_id}:
        raise TermsOfAnother(what="agreement", name=agreed.name)
    if contract_id:
        contract = contract_terms(session, contract_id)
        if contract.partner_id != partner_id:
            raise TermsOfAnother(what="contract", name=contract.number)
