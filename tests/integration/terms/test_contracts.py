"""Contracts: between whom, in what, until when; what is fixed once they are in force."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access.errors import Forbidden
from core.access.roles import Role
from core.documents.listing import ListQuery, count, page, totals
from core.kernel.errors import BadValue, Conflict, IllegalTransition, NotFound
from core.kernel.money import Money
from core.partners.calculation import CalculationOrder
from core.terms.contract_queries import contract_card, contract_terms, contracts_for
from core.terms.contracts import (
    ContractSaved,
    close_contract,
    create_contract,
    enforce_contract,
    save_contract,
)
from core.terms.errors import ContractClosed, ContractFixed, ForeignLegalEntity, RateMissing
from core.terms.models import Contract
from core.terms.statuses import ContractStatus, RateVariant
from tests.integration.terms.house import BOSS, House, person

ON = date(2026, 11, 20)


def made(
    session: Session, house: House, partner: str = "ROSE", company: str = "КЛ", **header: Any
) -> ContractSaved:
    """Make a contract of an accountant."""
    return create_contract(
        session,
        house.people["books"],
        company_id=house.companies[company],
        partner_id=house.partners[partner],
        legal_entity_id=house.entities[partner],
        clock=house.clock,
        **header,
    )


def contracts(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Contract)) or 0


def test_a_contract_says_everything_that_was_given(session: Session, house: House) -> None:
    saved = made(
        session,
        house,
        own_number="17/К",
        own_date=date(2026, 1, 10),
        calculation_order=CalculationOrder.BY_CONTRACT,
        currency="eur",
        rate_variant=RateVariant.FIXED,
        rate=Decimal("98.7654"),
        credit_limit_minor=500_000_00,
        forbid_overdue=True,
        sum_minor=10_000_000_00,
        schedule_id=house.schedules["half"],
        valid_until=date(2026, 12, 31),
    )
    assert (saved.number, saved.status) == ("КЛ-000001", ContractStatus.NOT_AGREED)
    terms = contract_terms(session, saved.id)
    assert (terms.number, terms.currency, terms.rate) == ("17/К", "EUR", Decimal("98.7654"))
    assert (terms.credit_limit, terms.forbid_overdue, terms.sum_minor) == (
        500_000_00,
        True,
        10_000_000_00,
    )
    assert terms.calculation_order is CalculationOrder.BY_CONTRACT
    assert [stage.percent for stage in terms.stages] == [5_000, 5_000]
    assert contract_card(session, BOSS, saved.id).legal_entity == "ООО ROSE"


@pytest.mark.parametrize(
    ("header", "error"),
    [
        ({"rate_variant": RateVariant.FIXED}, RateMissing),
        ({"rate_variant": RateVariant.FIXED, "rate": Decimal(0)}, RateMissing),
        ({"currency": "€"}, BadValue),
        ({"credit_limit_minor": -1}, BadValue),
        ({"valid_from": date(2026, 2, 2), "valid_until": date(2026, 2, 1)}, BadValue),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(
    session: Session, house: House, header: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        made(session, house, **header)
    assert contracts(session) == 0


def test_a_limit_below_nought_is_told_as_money(session: Session, house: House) -> None:
    with pytest.raises(BadValue) as refused:
        made(session, house, credit_limit_minor=-5_00)
    assert refused.value.facts["value"] == Money(-5_00)
    assert contracts(session) == 0


def test_the_counterparty_must_be_one_of_the_partner_s(session: Session, house: House) -> None:
    with pytest.raises(ForeignLegalEntity):
        create_contract(
            session,
            BOSS,
            company_id=house.companies["КЛ"],
            partner_id=house.partners["ROSE"],
            legal_entity_id=house.entities["LILY"],
            clock=house.clock,
        )
    assert contracts(session) == 0


def test_what_settlements_rest_upon_is_fixed_once_it_is_in_force(
    session: Session, house: House
) -> None:
    books = house.people["books"]
    saved = made(session, house)
    draft = save_contract(
        session, books, saved.id, saved.version, {"currency": "USD"}, clock=house.clock
    )
    assert contract_terms(session, saved.id).currency == "USD"
    live = enforce_contract(session, books, saved.id, clock=house.clock)
    assert live.version > draft.version
    for change in (
        {"currency": "RUB"},
        {"calculation_order": CalculationOrder.BY_INVOICE},
        {"partner_id": house.partners["LILY"], "legal_entity_id": house.entities["LILY"]},
    ):
        with pytest.raises(ContractFixed):
            save_contract(session, books, saved.id, live.version, change, clock=house.clock)
    terms = contract_terms(session, saved.id)
    assert (terms.currency, terms.calculation_order) == ("USD", CalculationOrder.BY_ORDER)
    limit = save_contract(
        session, books, saved.id, live.version, {"credit_limit_minor": 100}, clock=house.clock
    )
    assert limit.status is ContractStatus.IN_FORCE
    assert contract_terms(session, saved.id).credit_limit == 100


def test_a_contract_goes_into_force_is_closed_and_opened_again(
    session: Session, house: House
) -> None:
    books = house.people["books"]
    saved = made(session, house)
    assert contracts_for(session, books, house.partners["ROSE"], ON) == ()
    enforce_contract(session, books, saved.id, clock=house.clock)
    with pytest.raises(IllegalTransition):
        enforce_contract(session, books, saved.id, clock=house.clock)
    closed = close_contract(session, books, saved.id, clock=house.clock)
    with pytest.raises(ContractClosed):
        save_contract(session, books, saved.id, closed.version, {"comment": "x"}, clock=house.clock)
    assert contracts_for(session, books, house.partners["ROSE"], ON) == ()
    enforce_contract(session, books, saved.id, clock=house.clock)
    assert [one.id for one in contracts_for(session, books, house.partners["ROSE"], ON)] == [
        saved.id
    ]


def test_contracts_are_offered_by_company_counterparty_and_validity(
    session: Session, house: House
) -> None:
    books, rose = house.people["books"], house.partners["ROSE"]
    first = made(session, house)
    other = made(session, house, company="УП")
    old = made(session, house, valid_until=date(2026, 11, 19))
    for one in (first, other, old):
        enforce_contract(session, books, one.id, clock=house.clock)
    found = contracts_for(session, books, rose, ON, company_id=house.companies["КЛ"])
    assert [one.id for one in found] == [first.id]
    found = contracts_for(session, books, rose, ON, legal_entity_id=house.entities["ROSE"])
    assert [one.id for one in found] == [other.id, first.id]
    assert contracts_for(session, books, rose, ON, legal_entity_id=house.entities["LILY"]) == ()


def test_a_manager_reads_contracts_and_changes_none(session: Session, house: House) -> None:
    saved = made(session, house)
    manager = house.people["manager"]
    assert contract_card(session, manager, saved.id).number == saved.number
    for refused in (
        lambda: save_contract(
            session, manager, saved.id, saved.version, {"comment": "x"}, clock=house.clock
        ),
        lambda: enforce_contract(session, manager, saved.id, clock=house.clock),
    ):
        with pytest.raises(Forbidden):
            refused()
    assert contract_card(session, manager, saved.id).version == saved.version
    with pytest.raises(Forbidden):
        contract_card(session, house.people["keeper"], saved.id)


def test_the_loser_of_two_edits_is_told(session: Session, house: House) -> None:
    saved = made(session, house)
    books = house.people["books"]
    save_contract(session, books, saved.id, saved.version, {"name": "А"}, clock=house.clock)
    with pytest.raises(Conflict):
        save_contract(session, BOSS, saved.id, saved.version, {"name": "Б"}, clock=house.clock)
    assert contract_card(session, BOSS, saved.id).name == "А"


def test_the_list_shows_the_companies_one_may_see_and_debts_to_whom_they_concern(
    session: Session, house: House
) -> None:
    made(session, house, credit_limit_minor=100)
    hidden = made(session, house, company="УП", credit_limit_minor=200)
    limited = person(session, "limited", Role.SALES_MANAGER, companies=[house.companies["КЛ"]])
    query = ListQuery()
    found = page(session, limited, "contracts", query)
    assert len(found.rows) == count(session, limited, "contracts", query) == 1
    assert count(session, BOSS, "contracts", query) == 2
    assert totals(session, limited, "contracts", query) == {}
    assert "credit_limit" in {column.id for column in found.columns}
    approver = page(session, house.people["mover"], "contracts", query)
    assert "credit_limit" not in {column.id for column in approver.columns}
    with pytest.raises(NotFound):
        contract_card(session, limited, hidden.id)
