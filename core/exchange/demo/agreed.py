"""What the demo company has agreed: segments, schedules, agreements of every kind, contracts."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.orm import Session

from core.access.actor import SYSTEM
from core.catalog.models import PriceGroup
from core.documents.listing import Filter
from core.documents.segments import Rule, SegmentKind, save_segment
from core.exchange.demo.firms import Firms
from core.exchange.demo.places import Places
from core.exchange.demo.staff import Staff
from core.exchange.upserting import add_rows
from core.kernel.clock import Clock
from core.partners.calculation import CalculationOrder
from core.terms.agreement_checks import GroupLimit
from core.terms.agreement_steps import ask_agreement, enforce_agreement
from core.terms.agreements import (
    AgreementInput,
    create_agreement,
    individual_from,
    save_agreement,
)
from core.terms.contracts import create_contract, enforce_contract
from core.terms.rules import WHOLE, ScheduleStage
from core.terms.schedules import save_schedule
from core.terms.statuses import AgreementKind, DeliveryMethod, PaymentForm, StageKind

_SCHEDULES = (
    ("ПО100", "Предоплата 100 %", (ScheduleStage(StageKind.PREPAYMENT, WHOLE),)),
    ("ОТС14", "Отсрочка 14 дней", (ScheduleStage(StageKind.CREDIT, WHOLE, 14),)),
    (
        "302050",
        "Аванс 30 %, предоплата 20 %, кредит 50 % на 14 дней",
        (
            ScheduleStage(StageKind.ADVANCE, 3_000),
            ScheduleStage(StageKind.PREPAYMENT, 2_000),
            ScheduleStage(StageKind.CREDIT, 5_000, 14),
        ),
    ),
)
_CHAINS = 5
"""The first partners are the chains, with terms of their own."""
_CONTRACTS = 12
_LIMIT = 500_000_00
"""Minor units of debt that every third contract allows."""


def add_agreed(
    session: Session, clock: Clock, staff: Staff, firms: Firms, places: Places, price_type: int
) -> None:
    """Add schedules, segments, agreements of every kind and status, and contracts."""
    schedules = {
        code: save_schedule(session, SYSTEM, None, 0, (code, name), stages, clock=clock).id
        for code, name, stages in _SCHEDULES
    }
    chains = _segments(session, firms, clock)
    groups = add_rows(
        session,
        PriceGroup,
        ["code"],
        [{"code": "ИНСТР", "name": "Инструмент"}, {"code": "ПРОД", "name": "Продукты"}],
    )
    usual = {
        "price_type_id": price_type,
        "company_id": firms.companies["КЛ"],
        "warehouse_id": places.central,
        "payment_form": PaymentForm.CASHLESS,
        "max_discount": 500,
        "delivery_days": 2,
    }
    limits = (GroupLimit(groups[("ПРОД",)], 200), GroupLimit(groups[("ИНСТР",)], 1_000))
    everybody = AgreementInput(
        header={
            **usual,
            "name": "Оптовые клиенты",
            "schedule_id": schedules["ОТС14"],
            "external": True,
            "delivery_methods": [DeliveryMethod.PICKUP, DeliveryMethod.OWN_TO_CLIENT],
        },
        limits=limits,
    )
    base = create_agreement(session, SYSTEM, AgreementKind.STANDARD, everybody, clock=clock)
    enforce_agreement(session, SYSTEM, base.id, clock=clock)
    of_chains = AgreementInput(
        header={
            **usual,
            "name": "Торговые сети",
            "segment_id": chains,
            "schedule_id": schedules["302050"],
            "requires_contract": True,
            "valid_until": date(clock.business_date().year, 12, 31),
        }
    )
    second = create_agreement(session, SYSTEM, AgreementKind.STANDARD, of_chains, clock=clock)
    enforce_agreement(session, SYSTEM, second.id, clock=clock)
    _individual(session, clock, staff, firms, base.id)
    _contracts(session, clock, firms, schedules)


def _segments(session: Session, firms: Firms, clock: Clock) -> int:
    """Add segments of both kinds; return the one of the chains."""
    chains = save_segment(
        session,
        SYSTEM,
        "partner_segment",
        None,
        0,
        code="СЕТИ",
        title="Торговые сети",
        kind=SegmentKind.FIXED,
        members=[key for key, _, _ in firms.partners[:_CHAINS]],
        clock=clock,
    )
    for book, code, title, rule in (
        ("partner_segment", "МСК", "Клиенты в Москве", Rule("Москва")),
        (
            "item_segment",
            "УСЛУГИ",
            "Услуги",
            Rule(filters=(Filter("group", "contains", "Услуги"),)),
        ),
    ):
        save_segment(
            session,
            SYSTEM,
            book,
            None,
            0,
            code=code,
            title=title,
            kind=SegmentKind.RULE,
            rule=rule,
            clock=clock,
        )
    return chains.id


def _individual(session: Session, clock: Clock, staff: Staff, firms: Firms, base: int) -> None:
    """Add an individual agreement in force and one that waits for approval."""
    made = individual_from(session, SYSTEM, base, firms.partners[6][0], clock=clock)
    better = AgreementInput(header={"name": "Постоянный клиент", "max_discount": 800})
    save_agreement(session, SYSTEM, made.id, made.version, better, clock=clock)
    enforce_agreement(session, SYSTEM, made.id, clock=clock)
    asked = individual_from(session, staff.manager, base, firms.partners[7][0], clock=clock)
    wanted = AgreementInput(
        header={"name": "Особые условия", "max_discount": 1_500, "delivery_days": 1}
    )
    save_agreement(session, staff.manager, asked.id, asked.version, wanted, clock=clock)
    ask_agreement(
        session,
        staff.manager,
        asked.id,
        due=clock.business_date() + timedelta(days=2),
        text="Клиент готов подписать на этой неделе",
        clock=clock,
    )


def _contracts(session: Session, clock: Clock, firms: Firms, schedules: dict[str, int]) -> None:
    """Add contracts with the first partners, some of them with a limit of debt."""
    today = clock.business_date()
    for number, (partner, entity, _address) in enumerate(firms.partners[:_CONTRACTS], start=1):
        limited = number % 3 == 0
        made = create_contract(
            session,
            SYSTEM,
            company_id=firms.companies["КЛ" if number % 4 else "СА"],
            partner_id=partner,
            legal_entity_id=entity,
            clock=clock,
            own_number=f"{number}/{today.year}",
            own_date=date(today.year, 1, 10 + number),
            name="Договор поставки",
            calculation_order=CalculationOrder.BY_CONTRACT
            if limited
            else CalculationOrder.BY_ORDER,
            credit_limit_minor=_LIMIT if limited else None,
            forbid_overdue=limited,
            schedule_id=schedules["ОТС14"] if limited else None,
            valid_until=date(today.year, 12, 31),
        )
        if number != _CONTRACTS:
            enforce_contract(session, SYSTEM, made.id, clock=clock)
