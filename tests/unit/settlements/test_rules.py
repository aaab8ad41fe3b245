"""Debts, advances, objects, overdue, gates: exact figures, without a database."""

from __future__ import annotations

from datetime import date

import pytest

from core.partners.calculation import CalculationOrder
from core.settlements.kinds import StageKind
from core.settlements.rules import (
    Aging,
    Credit,
    Due,
    Gates,
    Net,
    ObjectRole,
    OrderPayment,
    Overdue,
    Stage,
    Target,
    advance_object,
    aging,
    allocated,
    charged_under,
    debt_object,
    gates,
    net,
    offset,
    order_payment,
    over_limit,
    overdue,
    paid_under,
    reduced,
    spread,
)

C = CalculationOrder
CONTRACT, ORDER, INVOICE, PAYMENT = 1, 2, 3, 4


def day(number: int) -> date:
    return date(2026, 11, number)


@pytest.mark.parametrize(
    ("charged", "paid", "expected"),
    [(1000, 300, Net(700, 0)), (300, 1000, Net(0, 700)), (500, 500, Net(0, 0))],
)
def test_debt_and_advance_are_two_sides_of_one_difference(
    charged: int, paid: int, expected: Net
) -> None:
    assert net(charged, paid) == expected


@pytest.mark.parametrize(
    ("calculation", "debt", "advance"),
    [
        (C.BY_CONTRACT, CONTRACT, CONTRACT),
        (C.BY_ORDER, ORDER, ORDER),
        (C.BY_INVOICE, INVOICE, PAYMENT),
        (C.ADVANCE_BY_CONTRACT, INVOICE, CONTRACT),
        (C.ADVANCE_BY_ORDER, INVOICE, ORDER),
    ],
)
def test_the_calculation_order_says_what_debts_and_advances_are_of(
    calculation: C, debt: int, advance: int
) -> None:
    """The five rows of domain §3.2."""
    assert (
        debt_object(calculation, contract_id=CONTRACT, order_id=ORDER, document_id=INVOICE) == debt
    )
    assert (
        advance_object(calculation, contract_id=CONTRACT, order_id=ORDER, document_id=PAYMENT)
        == advance
    )


def test_without_an_order_the_invoice_itself_is_owed_and_the_payment_itself_is_ahead() -> None:
    assert debt_object(C.BY_ORDER, contract_id=0, order_id=0, document_id=INVOICE) == INVOICE
    assert advance_object(C.BY_ORDER, contract_id=0, order_id=0, document_id=PAYMENT) == PAYMENT


@pytest.mark.parametrize(
    ("role", "by_contract", "by_order", "by_invoice", "over_contract", "over_order"),
    [
        (
            ObjectRole.CONTRACT,
            Target.CONTRACT,
            Target.RECORDER,
            Target.RECORDER,
            Target.CONTRACT,
            Target.RECORDER,
        ),
        (
            ObjectRole.ORDER,
            Target.CONTRACT,
            Target.PICKED,
            Target.NAME_INVOICE,
            Target.CONTRACT,
            Target.PICKED,
        ),
        (
            ObjectRole.INVOICE,
            Target.CONTRACT,
            Target.ORDERS,
            Target.PICKED,
            Target.PICKED,
            Target.PICKED,
        ),
        (ObjectRole.ITSELF, *[Target.PICKED] * 5),
    ],
)
def test_what_a_person_pays_goes_where_the_contract_keeps_it(
    role: ObjectRole,
    by_contract: Target,
    by_order: Target,
    by_invoice: Target,
    over_contract: Target,
    over_order: Target,
) -> None:
    assert [paid_under(role, calculation) for calculation in C] == [
        by_contract,
        by_order,
        by_invoice,
        over_contract,
        over_order,
    ]


def test_a_debt_is_added_where_the_contract_keeps_debts() -> None:
    assert [charged_under(ObjectRole.ORDER, calculation) for calculation in C] == [
        Target.CONTRACT,
        Target.PICKED,
        Target.NAME_INVOICE,
        Target.NAME_INVOICE,
        Target.NAME_INVOICE,
    ]
    assert charged_under(ObjectRole.CONTRACT, C.BY_ORDER) is Target.NAME_ORDER
    assert charged_under(ObjectRole.INVOICE, C.ADVANCE_BY_ORDER) is Target.PICKED


def test_payments_cover_the_oldest_due_first_and_unknown_days_last() -> None:
    dues = [Due(300, None), Due(500, day(20)), Due(200, day(10))]
    assert allocated(dues, 600) == (0, 400, 200)
    assert allocated(dues, 5000) == (300, 500, 200)
    assert allocated(dues, 0) == (0, 0, 0)


def test_advances_are_offset_first_in_first_out() -> None:
    debts = [Due(400, day(12)), Due(300, day(10))]
    advances = [Due(100, day(2)), Due(350, day(1)), Due(500, day(9))]
    assert offset(debts, advances) == (
        Credit(1, 1, 300),
        Credit(0, 1, 50),
        Credit(0, 0, 100),
        Credit(0, 2, 250),
    )
    assert offset(debts, []) == ()


def test_a_debt_is_overdue_from_the_day_after_it_is_due() -> None:
    dues = [Due(400, day(10)), Due(600, day(15)), Due(100, None)]
    assert overdue(dues, 0, day(10)) == Overdue(0, None, 0)
    assert overdue(dues, 150, day(11)) == Overdue(250, day(10), 1)
    assert overdue(dues, 500, day(20)) == Overdue(500, day(15), 5)
    assert overdue(dues, 1000, day(30)) == Overdue(0, None, 0)


def test_debts_age_by_thirty_days() -> None:
    dues = [
        Due(1, date(2026, 8, 21)),
        Due(2, date(2026, 8, 22)),
        Due(4, date(2026, 9, 21)),
        Due(8, date(2026, 10, 21)),
        Due(16, day(19)),
        Due(32, day(20)),
        Due(64, None),
    ]
    found = aging(dues, 0, day(20))
    assert found == Aging(not_due=96, by_age=(24, 4, 2, 1))
    assert found.overdue == 31
    assert aging(dues, 3, day(20)).by_age == (24, 4, 0, 0)


def test_gates_open_as_payments_come() -> None:
    """Domain §3.7: 30 % before supply, 20 % before shipping, 50 % after."""
    stages = [
        Stage(StageKind.ADVANCE, Due(300, day(1))),
        Stage(StageKind.PREPAYMENT, Due(200, day(5))),
        Stage(StageKind.CREDIT, Due(500, day(20))),
    ]
    assert gates(stages, 0) == Gates(300, 500)
    assert gates(stages, 299) == Gates(1, 201)
    assert gates(stages, 400) == Gates(0, 100)
    assert gates(stages, 500) == Gates(0, 0)
    assert gates([], 0) == Gates(0, 0)


def test_an_invoice_of_several_orders_gives_each_its_part_of_every_stage() -> None:
    stages = [Due(3333, day(1)), Due(6667, day(20))]
    assert spread(1000, stages) == (Due(333, day(1)), Due(667, day(20)))
    assert spread(7, [Due(0, day(1)), Due(0, day(2))]) == (Due(0, day(1)), Due(7, day(2)))


def test_what_falls_due_last_is_taken_off_first() -> None:
    dues = [Due(300, day(10)), Due(200, day(20))]
    assert reduced(dues, 250) == (50, 200)
    assert reduced(dues, 900) == (300, 200)


def test_an_order_tells_what_is_due_now_and_what_is_late() -> None:
    """Only what was shipped can be late; what is expected is due by its stages."""
    stages = [Due(300, day(1)), Due(200, day(15)), Due(500, day(30))]
    debts = [(Due(400, day(12)), 400), (Due(100, day(14)), 50)]
    assert order_payment(stages, debts, 450, day(20)) == OrderPayment(
        paid_minor=450, due_now_minor=50, overdue_minor=50, next_due=day(15)
    )
    assert order_payment([], debts, 450, day(14)) == OrderPayment(450, 50, 0, day(14))
    assert order_payment(stages, [], 1000, day(20)) == OrderPayment(1000, 0, 0, None)


def test_the_limit_counts_debts_and_never_other_advances() -> None:
    debts = {1: Net(700, 0), 2: Net(0, 500)}
    assert over_limit(1000, debts, 300) == 0
    assert over_limit(1000, debts, 301) == 1
    assert over_limit(None, debts, 10**9) == 0
    assert over_limit(0, {1: Net(0, 500)}, 0) == 0
