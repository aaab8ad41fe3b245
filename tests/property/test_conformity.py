"""Deviations over generated terms and offers: what departs is named, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from core.approvals.statuses import ApprovalKind
from core.partners.calculation import CalculationOrder
from core.terms.conformity_rules import (
    Deviation,
    Offer,
    OfferLine,
    deviations,
    differences,
    reasons_of,
)
from core.terms.rules import AgreementTerms, Limit
from core.terms.statuses import AgreementStatus, DeliveryMethod, PaymentForm, Taxation
from tests.property.test_payment_stages import schedules

ON = date(2026, 11, 20)
ids = st.integers(0, 3)
percents = st.none() | st.integers(0, 5_000)
limits = st.builds(Limit, percents, percents)
terms_strategy = st.builds(
    AgreementTerms,
    status=st.just(AgreementStatus.IN_FORCE),
    segment_id=ids,
    price_type_id=ids,
    discounts_allowed=st.booleans(),
    limits=st.dictionaries(ids, limits, max_size=3),
    currency=st.sampled_from(["RUB", "USD"]),
    payment_form=st.sampled_from(PaymentForm),
    stages=schedules(),
    taxation=st.sampled_from(Taxation),
    calculation_order=st.sampled_from(CalculationOrder),
    company_id=ids,
    contract_id=ids,
    requires_contract=st.booleans(),
    warehouse_id=ids,
    delivery_days=st.none() | st.integers(0, 30),
    delivery_methods=st.frozensets(st.sampled_from(DeliveryMethod)),
    item_segment_id=ids,
    tare_return=st.booleans(),
    tare_days=st.integers(0, 30),
    valid_from=st.none() | st.just(ON),
    valid_until=st.none() | st.just(ON),
)


def conforming(terms: AgreementTerms) -> Offer:
    """Return an offer that says exactly what is agreed."""
    limit = terms.limit(2)
    allowed = limit.max_discount if terms.discounts_allowed else 0
    return Offer(
        on=ON,
        price_type_id=terms.price_type_id,
        currency=terms.currency,
        payment_form=terms.payment_form,
        stages=terms.stages,
        taxation=terms.taxation,
        company_id=terms.company_id,
        contract_id=terms.contract_id or (1 if terms.requires_contract else 0),
        warehouse_id=terms.warehouse_id,
        desired_date=ON + timedelta(days=terms.delivery_days or 0),
        delivery_method=next(iter(terms.delivery_methods), None),
        tare_return=terms.tare_return,
        lines=(
            OfferLine(
                line_no=1,
                item="Чай",
                price_minor=100,
                agreed_minor=100,
                price_type_id=terms.price_type_id,
                price_group_id=2,
                manual_discount=allowed if allowed is not None else 9_999,
            ),
        ),
    )


@given(terms_strategy)
def test_an_offer_that_says_what_is_agreed_deviates_nowhere(terms: AgreementTerms) -> None:
    assert deviations(terms, conforming(terms)) == ()


def broken(terms: AgreementTerms) -> list[tuple[str, Offer]]:
    """Return every single way to depart from *terms*, with the code that has to name it."""
    offer = conforming(terms)
    (line,) = offer.lines

    def of_line(**changes: Any) -> Offer:
        return replace(offer, lines=(replace(line, **changes),))

    found: list[tuple[str, Offer]] = [
        ("price-below", of_line(price_minor=99)),
        ("currency", replace(offer, currency="EUR")),
        (
            "taxation",
            replace(offer, taxation=next(one for one in Taxation if one is not terms.taxation)),
        ),
    ]
    if terms.price_type_id:
        found.append(("other-price-type", replace(offer, price_type_id=9, lines=())))
        found.append(("line-price-type", of_line(price_type_id=9)))
    if terms.segment_id:
        found.append(("outside-segment", replace(offer, in_segment=False)))
    if terms.item_segment_id:
        found.append(("item-outside", of_line(in_segment=False)))
    limit = terms.limit(2)
    allowed = limit.max_discount if terms.discounts_allowed else 0
    if allowed is not None:
        found.append(("discount-over", of_line(manual_discount=allowed + 1)))
    if limit.max_markup is not None:
        found.append(("markup-over", of_line(manual_discount=-limit.max_markup - 1)))
    if terms.payment_forms:
        other = next(form for form in PaymentForm if form is not terms.payment_form)
        found.append(("payment-form", replace(offer, payment_form=other)))
    found += [
        (name, replace(offer, **{f"{name}_id": 9}))
        for name in ("company", "warehouse")
        if getattr(terms, f"{name}_id")
    ]
    if terms.contract_id:
        found.append(("contract", replace(offer, contract_id=9)))
    if terms.requires_contract:
        found.append(("contract-missing", replace(offer, contract_id=0)))
    if terms.delivery_days:
        early = ON + timedelta(days=terms.delivery_days - 1)
        found.append(("date-too-early", replace(offer, desired_date=early)))
    others = set(DeliveryMethod) - terms.delivery_methods
    if terms.delivery_methods and others:
        found.append(("delivery-method", replace(offer, delivery_method=min(others))))
    if terms.tare_return:
        found.append(("tare-not-returned", replace(offer, tare_return=False)))
    if terms.valid_until is not None:
        late = replace(offer, on=ON + timedelta(days=1), desired_date=None)
        found.append(("outside-validity", late))
    return found


@given(terms_strategy)
def test_every_single_departure_is_named_and_nothing_else(terms: AgreementTerms) -> None:
    for code, offer in broken(terms):
        assert [one.code for one in deviations(terms, offer)] == [code]


@given(terms_strategy)
def test_reasons_hold_every_deviation_under_its_kind(terms: AgreementTerms) -> None:
    found = [one for _, offer in broken(terms) for one in deviations(terms, offer)]
    reasons = reasons_of(found)
    assert set(reasons) <= set(ApprovalKind)
    assert sum(len(given) for given in reasons.values()) == len(found)
    for one in found:
        assert any(reason.code == one.code for reason in reasons[one.kind])


@given(terms_strategy)
def test_an_agreement_differs_nowhere_from_itself(terms: AgreementTerms) -> None:
    assert differences(terms, replace(terms, valid_until=None, external=True, name="Иное")) == ()


@given(terms_strategy, terms_strategy)
def test_differences_name_every_field_that_differs_once(
    base: AgreementTerms, own: AgreementTerms
) -> None:
    found = differences(base, own)
    assert len({(one.code, one.facts.get("price_group")) for one in found}) == len(found)
    named = {one.code for one in found}
    for name, code in (
        ("currency", "differs-currency"),
        ("warehouse_id", "differs-warehouse"),
        ("price_type_id", "differs-price-type"),
        ("requires_contract", "differs-requires-contract"),
        ("delivery_methods", "differs-delivery-methods"),
        ("calculation_order", "differs-calculation-order"),
    ):
        assert (code in named) is (getattr(base, name) != getattr(own, name))
    assert ({"differs-stages", "stages-weaker"} & named != set()) is (base.stages != own.stages)


def test_a_deviation_carries_the_figures() -> None:
    terms = AgreementTerms(
        status=AgreementStatus.IN_FORCE, price_type_id=1, limits={0: Limit(500), 2: Limit(1_000)}
    )
    offer = Offer(
        on=ON,
        price_type_id=1,
        lines=(
            OfferLine(line_no=3, item="Чай", price_minor=90_00, agreed_minor=100_00),
            OfferLine(
                line_no=4, item="Сыр", price_minor=5, price_group_id=2, manual_discount=1_250
            ),
        ),
    )
    assert deviations(terms, offer) == (
        Deviation(
            ApprovalKind.COMMERCIAL,
            "price-below",
            {"line": 3, "item": "Чай", "given": 90_00, "agreed": 100_00},
        ),
        Deviation(
            ApprovalKind.COMMERCIAL,
            "discount-over",
            {"line": 4, "item": "Сыр", "given": 1_250, "agreed": 1_000},
        ),
    )


def test_an_agreement_that_is_not_in_force_is_a_departure_of_its_own() -> None:
    for status in set(AgreementStatus) - {AgreementStatus.IN_FORCE}:
        terms = AgreementTerms(status=status)
        assert [one.code for one in deviations(terms, conforming(terms))] == [
            "agreement-not-in-force"
        ]
