"""Every departure that the rules can name has a sentence, with places that are among its facts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from core.approvals.statuses import ApprovalKind
from core.discounts.manual import LimitSource, OverLimit
from core.partners.calculation import CalculationOrder
from core.sales.conforming import over_limit
from core.terms.conformity_rules import (
    Deviation,
    Offer,
    OfferLine,
    departures,
    deviations,
    differences,
)
from core.terms.rules import AgreementTerms, ContractTerms, Limit, ScheduleStage
from core.terms.statuses import (
    ContractStatus,
    DeliveryMethod,
    PaymentForm,
    StageKind,
    Taxation,
)
from tui.error_text import reasons
from tui.flows.desk.reasons import BOOKS, CONTRACTS, TITLES

ON = date(2026, 11, 20)
AGREED = AgreementTerms(
    price_type_id=1,
    discounts_allowed=True,
    limits={0: Limit(500, 500), 7: Limit(100, 100)},
    payment_form=PaymentForm.CASH,
    stages=(ScheduleStage(StageKind.ADVANCE, 10_000),),
    taxation=Taxation.TAXED,
    company_id=1,
    contract_id=1,
    requires_contract=True,
    warehouse_id=1,
    delivery_days=5,
    delivery_methods=frozenset({DeliveryMethod.PICKUP}),
    item_segment_id=1,
    tare_return=True,
    tare_days=5,
    valid_until=ON,
    segment_id=1,
)


def everything() -> Iterator[Deviation]:
    """Yield a departure of every code there is."""
    line = OfferLine(
        line_no=1,
        item="Чай",
        price_minor=1,
        agreed_minor=2,
        price_type_id=3,
        manual_discount=900,
        in_segment=False,
    )
    contract = ContractTerms(
        id=2,
        number="1",
        status=ContractStatus.CLOSED,
        company_id=3,
        partner_id=1,
        legal_entity_id=1,
        calculation_order=CalculationOrder.BY_ORDER,
        currency="RUB",
    )
    offer = Offer(
        on=ON + timedelta(days=1),
        price_type_id=2,
        currency="USD",
        payment_form=PaymentForm.CARD,
        stages=(ScheduleStage(StageKind.CREDIT, 10_000),),
        taxation=Taxation.EXPORT,
        company_id=2,
        contract_id=2,
        contract=contract,
        warehouse_id=2,
        desired_date=ON,
        delivery_method=DeliveryMethod.COURIER,
        tare_return=False,
        in_segment=False,
        lines=(line, replace(line, line_no=2, manual_discount=-900)),
    )
    yield from deviations(AGREED, offer)
    yield from deviations(AGREED, replace(offer, contract_id=0))
    yield from departures(None, AGREED)
    yield from differences(AGREED, AgreementTerms(currency="EUR", discounts_allowed=False))
    by_contract = CalculationOrder.BY_CONTRACT
    own = replace(AGREED, calculation_order=by_contract, limits={7: Limit(1, 1)})
    yield from differences(AgreementTerms(), own)
    for source in LimitSource:
        for markup in (False, True):
            yield over_limit(OverLimit(1, source, markup, 900, 500, 9, 5), "Чай")


FOUND = {one.code: one for one in everything()}


@pytest.mark.parametrize("code", sorted(FOUND))
def test_a_departure_has_a_sentence_and_every_place_of_it_is_a_fact(code: str) -> None:
    text = reasons()[code]
    places = set(re.findall(r"\{(\w+)", text))
    assert places <= set(FOUND[code].facts)


def test_every_sentence_is_of_a_departure_that_the_rules_can_name() -> None:
    """But for what approvers said."""
    said = {code for code in reasons() if not code.startswith("said-")}
    assert said == set(FOUND)


def test_what_is_shown_by_name_is_a_fact() -> None:
    for code, (_book, names) in BOOKS.items():
        assert set(names) <= set(FOUND[code].facts), code
    assert set(FOUND) >= CONTRACTS
    assert {code for code in TITLES if not code.startswith("said-")} <= set(FOUND)


def test_every_kind_of_approval_is_among_them() -> None:
    kinds: set[Any] = {one.kind for one in everything()}
    assert kinds == set(ApprovalKind)
