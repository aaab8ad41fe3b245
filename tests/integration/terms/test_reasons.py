"""What approvers read: names instead of ids, titles instead of stored words, days as days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy.orm import Session

import tui.flows.desk.registry
from core.approvals.statuses import ApprovalKind, Reason
from core.audit.plain import plain
from core.documents.queries import based_on
from core.terms.agreements import individual_from
from core.terms.conformity import needs_approval
from core.terms.conformity_rules import Offer, OfferLine
from core.terms.contracts import create_contract
from core.terms.queries import agreement_terms
from core.terms.rules import ScheduleStage
from core.terms.statuses import DeliveryMethod, PaymentForm, StageKind
from tests.integration.terms.house import BOSS, House
from tui.flows.desk.reasons import reason_texts
from tui.locale import use_language

tui.flows.desk.registry.forms()


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """One language."""
    use_language("en")
    yield
    use_language("en")


def offer_of(house: House, contract: int) -> Offer:
    """Return an order that departs in every way from what `standard` below agrees."""
    return Offer(
        on=date(2026, 11, 20),
        price_type_id=house.price_types["shop"],
        payment_form=PaymentForm.CARD,
        stages=(ScheduleStage(StageKind.CREDIT, 10_000, 30),),
        company_id=house.companies["УП"],
        contract_id=contract,
        warehouse_id=house.warehouses["far"],
        desired_date=date(2026, 11, 21),
        delivery_method=DeliveryMethod.COURIER,
        lines=(OfferLine(line_no=2, item="Чай [red]", price_minor=90_50, agreed_minor=100_00),),
    )


def test_everything_is_said_by_name(session: Session, house: House) -> None:
    made = house.standard(
        session,
        payment_form=PaymentForm.CASHLESS,
        schedule_id=house.schedules["half"],
        company_id=house.companies["КЛ"],
        warehouse_id=house.warehouses["main"],
        delivery_days=3,
        delivery_methods=["pickup", "carrier"],
    )
    contract = create_contract(
        session,
        BOSS,
        company_id=house.companies["КЛ"],
        partner_id=house.partners["ROSE"],
        legal_entity_id=house.entities["ROSE"],
        clock=house.clock,
        own_number="17/К",
    )
    terms = agreement_terms(session, made.id)
    found = needs_approval(house.people["manager"], terms, offer_of(house, contract.id))
    assert set(found) == set(ApprovalKind)
    stored = [
        Reason(reason.code, plain(reason.facts))  # type: ignore[arg-type]
        for reasons in found.values()
        for reason in reasons
    ]
    said = reason_texts(session, [*stored, Reason("contract", {"agreed": 0, "given": contract.id})])
    assert said == [
        "Price type “Shop”; agreed is “Opt”.",
        "Line 2, Чай [red]: price 90.50; agreed is 100.00.",
        "Form of payment: by card; agreed is cashless.",
        "Paid later: “Prepayment, before shipping”, days 0: 0\xa0% instead of 50\xa0%.",
        "Company “ООО УП”; agreed is “ООО КЛ”.",
        "Warehouse “Склад far”; agreed is “Склад main”.",
        "Wanted on 2026-11-21; by the agreed term not before 2026-11-23.",
        "Delivery: Our courier; agreed is Customer collects, Carrier from our warehouse.",
        "Contract 17/К; agreed is —.",
    ]
    use_language("ru")
    assert reason_texts(session, stored[6:7]) == [
        "Желаемая дата 21.11.2026; по согласованному сроку не раньше 23.11.2026."
    ]


def test_whoever_may_deviate_asks_nobody(session: Session, house: House) -> None:
    made = house.standard(session)
    terms = agreement_terms(session, made.id)
    assert needs_approval(house.people["head"], terms, offer_of(house, 0)) == {}
    assert needs_approval(house.people["manager"], terms, offer_of(house, 0)) != {}


def test_a_reason_nobody_knows_any_more_still_says_its_figures(session: Session) -> None:
    (said,) = reason_texts(session, [Reason("from-the-future", {"given": 5})])
    assert said == "from-the-future (given: 5)"


def test_an_individual_agreement_stands_on_its_standard(session: Session, house: House) -> None:
    base = house.standard(session)
    made = individual_from(session, BOSS, base.id, house.partners["ROSE"], clock=house.clock)
    assert [one.id for one in based_on(session, made.id)] == [base.id]
