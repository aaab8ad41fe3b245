"""The credit stop of a contract holds back goods from whoever sends them, the head of sales too."""

from __future__ import annotations

import pytest

from core.partners.calculation import CalculationOrder
from core.sales.statuses import OrderState
from core.settlements.errors import CreditStop
from tests.scenarios.vocabulary import Firm, roubles


@pytest.mark.parametrize("who", ["olga", "boris", "boss"])
def test_beyond_the_limit_nobody_ships(firm: Firm, who: str) -> None:
    """ROSE may owe 1 000: for 900 goods are shipped; 200 more wait until she has paid."""
    firm.sells_at("boris", "Опт", "GLOVES 90, MASK 10")
    contract = firm.signs(
        "nina", "ROSE", calculation_order=CalculationOrder.BY_ORDER, credit_limit_minor=1_000_00
    )
    first = firm.takes_order("olga", "GLOVES 10", contract_id=contract)
    outbound = firm.prepares("ivan", first)
    firm.ships("ivan", outbound)
    firm.invoices("nina", outbound)
    firm.stands(first, OrderState.AWAITING_PAYMENT)

    with firm.refused(CreditStop) as refusal:
        second = firm.takes_order(who, "MASK 20", contract_id=contract)
        outbound = firm.prepares("boss" if who == "boss" else "ivan", second)
        firm.ships("boss" if who == "boss" else "ivan", outbound)
        firm.invoices(who, outbound)
    facts = refusal.value.facts
    assert [roubles(int(facts[name])) for name in ("limit", "debt", "over")] == [
        "1000.00",
        "900.00",
        "100.00",
    ]
    assert firm.trade.free(firm.session, "MASK") == (40, 0, 0)

    firm.pays("nina", "ROSE", "900", first)
    second = firm.takes_order(who, "MASK 20", contract_id=contract)
    outbound = firm.prepares("ivan", second)
    firm.ships("ivan", outbound)
    firm.invoices(who, outbound)
    firm.stands(second, OrderState.AWAITING_PAYMENT)
    assert firm.trade.free(firm.session, "MASK") == (20, 0, 0)
