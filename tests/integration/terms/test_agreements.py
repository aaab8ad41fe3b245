"""Agreements: made, refined, approved, edited, closed; and which hold for whom."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access.errors import Forbidden
from core.access.roles import Role
from core.approvals.asking import ask_approval
from core.approvals.deciding import decide
from core.approvals.queries import approval_state, inbox
from core.approvals.statuses import ApprovalKind, ApprovalStatus, Reason, TaskKind, Verdict
from core.documents.listing import ListQuery, count, page
from core.documents.models import Document
from core.documents.preferences import put
from core.documents.queries import history
from core.kernel.clock import FixedClock
from core.kernel.errors import BadValue, Conflict, IllegalTransition, NotFound
from core.terms.agreement_checks import GroupLimit
from core.terms.agreement_steps import (
    ask_agreement,
    close_agreement,
    enforce_agreement,
    reopen_agreement,
    withdraw_agreement,
)
from core.terms.agreements import (
    AgreementInput,
    AgreementSaved,
    create_agreement,
    individual_from,
    save_agreement,
)
from core.terms.contracts import create_contract, enforce_contract
from core.terms.errors import (
    AgreementClosed,
    AgreementIncomplete,
    AgreementKindNotUsed,
    ApprovalNeeded,
    NotAStandard,
    SchedulesNotUsed,
    StagesWrongMode,
    StagesWrongSum,
)
from core.terms.models import Agreement
from core.terms.queries import agreement_card, agreement_terms, agreements_for, terms_of
from core.terms.rules import NO_SCHEDULE, WHOLE, Limit, ScheduleStage
from core.terms.settings import AGREEMENT_USE, STAGE_MODE
from core.terms.statuses import (
    AgreementKind,
    AgreementStatus,
    AgreementUse,
    DeliveryMethod,
    StageKind,
    StageMode,
)
from tests.integration.documents.trial import counted
from tests.integration.terms.house import BOSS, House, person

ON = date(2026, 11, 20)
HALVES = (ScheduleStage(StageKind.ADVANCE, 5_000), ScheduleStage(StageKind.CREDIT, 5_000, 30))


def documents(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Document)) or 0


def individual(
    session: Session, house: House, who: str = "manager", **header: object
) -> AgreementSaved:
    """Make an individual agreement of ROSE that refines a standard one."""
    base = house.standard(session)
    actor = house.people[who]
    made = individual_from(session, actor, base.id, house.partners["ROSE"], clock=house.clock)
    if not header:
        return made
    return save_agreement(
        session, actor, made.id, made.version, AgreementInput(header=header), clock=house.clock
    )


def test_a_standard_agreement_says_everything_that_was_given(
    session: Session, house: House
) -> None:
    made = create_agreement(
        session,
        house.people["head"],
        AgreementKind.STANDARD,
        AgreementInput(
            header={
                "name": "Розница",
                "price_type_id": house.price_types["shop"],
                "discounts_allowed": False,
                "max_discount": 500,
                "max_markup": 1_000,
                "currency": "usd",
                "company_id": house.companies["УП"],
                "warehouse_id": house.warehouses["far"],
                "delivery_days": 3,
                "delivery_methods": ["carrier", "pickup"],
                "requires_contract": True,
                "external": True,
                "tare_return": True,
                "tare_days": 10,
                "valid_until": date(2026, 12, 31),
                "partner_id": house.partners["ROSE"],
            },
            stages=HALVES,
            limits=(GroupLimit(house.groups["TEA"], 200),),
        ),
        clock=house.clock,
    )
    assert (made.number, made.status) == ("СГ-000001", AgreementStatus.NOT_AGREED)
    terms = agreement_terms(session, made.id)
    assert terms.partner_id == 0, "a standard one is of no single partner"
    assert terms.currency == "USD"
    assert terms.stages == HALVES
    assert terms.limits == {0: Limit(500, 1_000), house.groups["TEA"]: Limit(200, None)}
    assert terms.limit(house.groups["TEA"]).max_discount == 200
    assert terms.limit(77).max_discount == 500
    assert terms.delivery_methods == {DeliveryMethod.PICKUP, DeliveryMethod.CARRIER}
    assert (terms.tare_return, terms.tare_days, terms.delivery_days) == (True, 10, 3)
    assert terms.holds_on(date(2026, 12, 31))
    assert not terms.holds_on(date(2027, 1, 1))


def test_stages_come_from_the_schedule_as_it_is_now_or_are_one_credit(
    session: Session, house: House
) -> None:
    by_schedule = house.standard(session, schedule_id=house.schedules["half"])
    assert [one.percent for one in agreement_terms(session, by_schedule.id).stages] == [5_000] * 2
    saved = save_agreement(
        session,
        BOSS,
        by_schedule.id,
        by_schedule.version,
        AgreementInput(header={"schedule_id": None}, stages=()),
        clock=house.clock,
    )
    assert agreement_terms(session, saved.id).stages == NO_SCHEDULE


@pytest.mark.parametrize(
    ("header", "stages", "error"),
    [
        ({"name": " "}, None, AgreementIncomplete),
        ({"name": "А", "currency": "рубли"}, None, BadValue),
        ({"name": "А", "max_discount": 10_001}, None, BadValue),
        ({"name": "А", "delivery_methods": ["by camel"]}, None, BadValue),
        (
            {"name": "А", "valid_from": date(2026, 2, 1), "valid_until": date(2026, 1, 1)},
            None,
            BadValue,
        ),
        ({"name": "А", "delivery_days": 3_651}, None, BadValue),
        ({"name": "А", "tare_days": 10**14}, None, BadValue),
        ({"name": "А"}, (ScheduleStage(StageKind.CREDIT, WHOLE - 1),), StagesWrongSum),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(
    session: Session,
    house: House,
    header: dict[str, object],
    stages: tuple[ScheduleStage, ...] | None,
    error: type[Exception],
) -> None:
    before = documents(session)
    with pytest.raises(error):
        create_agreement(
            session,
            BOSS,
            AgreementKind.STANDARD,
            AgreementInput(header=header, stages=stages),
            clock=house.clock,
        )
    assert documents(session) == before


def test_a_manager_makes_individual_ones_only(session: Session, house: House) -> None:
    manager = house.people["manager"]
    before = documents(session)
    with pytest.raises(Forbidden):
        create_agreement(
            session,
            manager,
            AgreementKind.STANDARD,
            AgreementInput(header={"name": "Всем"}),
            clock=house.clock,
        )
    with pytest.raises(AgreementIncomplete):
        create_agreement(
            session,
            manager,
            AgreementKind.INDIVIDUAL,
            AgreementInput(header={"name": "Кому?"}),
            clock=house.clock,
        )
    assert documents(session) == before
    made = individual(session, house)
    assert agreement_terms(session, made.id).partner_id == house.partners["ROSE"]
    with pytest.raises(Forbidden):
        close_agreement(session, manager, made.id - 1, clock=house.clock)


def test_an_individual_one_copies_the_standard_and_departs_nowhere(
    session: Session, house: House
) -> None:
    base = house.standard(
        session,
        schedule_id=house.schedules["half"],
        delivery_methods=["pickup"],
        max_discount=300,
    )
    manager = house.people["manager"]
    made = individual_from(session, manager, base.id, house.partners["LILY"], clock=house.clock)
    own, standard = agreement_terms(session, made.id), agreement_terms(session, base.id)
    assert (own.stages, own.limits, own.delivery_methods, own.schedule_id) == (
        standard.stages,
        standard.limits,
        standard.delivery_methods,
        standard.schedule_id,
    )
    done = enforce_agreement(session, manager, made.id, clock=house.clock)
    assert done.status is AgreementStatus.IN_FORCE
    with pytest.raises(NotAStandard):
        individual_from(session, manager, made.id, house.partners["FERN"], clock=house.clock)


def test_departures_need_approval_and_the_last_yes_puts_it_in_force(
    session: Session, house: House
) -> None:
    manager = house.people["manager"]
    made = individual(
        session,
        house,
        price_type_id=house.price_types["shop"],
        warehouse_id=house.warehouses["far"],
    )
    with pytest.raises(ApprovalNeeded) as refused:
        enforce_agreement(session, manager, made.id, clock=house.clock)
    assert refused.value.facts["count"] == 2
    asked = ask_agreement(
        session, manager, made.id, due=date(2026, 11, 22), text="Срочно", clock=house.clock
    )
    assert asked.tasks == {
        ApprovalKind.COMMERCIAL: ("Pricer",),
        ApprovalKind.LOGISTIC: ("Mover",),
    }
    pricer, mover = house.people["pricer"], house.people["mover"]
    (price_task,) = inbox(session, pricer)
    assert (price_task.kind, price_task.number, price_task.text) == (
        TaskKind.COMMERCIAL,
        made.number,
        "Срочно",
    )
    assert price_task.reasons == (
        Reason(
            "differs-price-type",
            {"agreed": house.price_types["opt"], "given": house.price_types["shop"]},
        ),
    )
    first = decide(session, pricer, price_task.id, Verdict.APPROVE, clock=house.clock)
    assert (first.left, first.state) == (1, "pending")
    assert agreement_card(session, BOSS, made.id).status is AgreementStatus.NOT_AGREED
    (move_task,) = inbox(session, mover)
    decide(session, mover, move_task.id, Verdict.APPROVE, clock=house.clock)
    assert agreement_card(session, BOSS, made.id).status is AgreementStatus.IN_FORCE
    state = approval_state(session, made.id)
    assert (state.status, state.by) == (ApprovalStatus.APPROVED, ("Pricer", "Mover"))
    assert agreements_for(session, BOSS, house.partners["ROSE"], ON)[0].id == made.id


def test_a_refusal_leaves_it_as_it_is_and_tells_the_author(session: Session, house: House) -> None:
    manager = house.people["manager"]
    made = individual(session, house, delivery_days=1)
    ask_agreement(session, manager, made.id, due=None, text="", clock=house.clock)
    (task,) = inbox(session, house.people["mover"])
    decide(session, house.people["mover"], task.id, Verdict.REFUSE, "Не успеем", clock=house.clock)
    card = agreement_card(session, manager, made.id)
    assert (card.status, card.version) == (AgreementStatus.NOT_AGREED, made.version)
    (results,) = inbox(session, manager)
    assert results.kind is TaskKind.RESULTS
    assert results.reasons[0].facts["remark"] == "Не успеем"
    assert approval_state(session, made.id).reason == "Не успеем"


def test_whoever_may_deviate_puts_it_in_force_by_right(session: Session, house: House) -> None:
    made = individual(session, house, "head", currency="EUR")
    done = enforce_agreement(session, house.people["head"], made.id, clock=house.clock)
    assert done.status is AgreementStatus.IN_FORCE


def test_an_individual_one_without_standard_needs_every_kind_of_approval(
    session: Session, house: House
) -> None:
    manager = house.people["manager"]
    made = create_agreement(
        session,
        manager,
        AgreementKind.INDIVIDUAL,
        AgreementInput(header={"name": "Особое", "partner_id": house.partners["FERN"]}),
        clock=house.clock,
    )
    asked = ask_agreement(session, manager, made.id, due=None, text="", clock=house.clock)
    assert set(asked.tasks) == set(ApprovalKind)


def test_an_edit_in_force_keeps_it_so_only_by_the_right_to_deviate(
    session: Session, house: House
) -> None:
    made = house.standard(session)
    by_right = save_agreement(
        session,
        house.people["head"],
        made.id,
        made.version,
        AgreementInput(header={"delivery_days": 2}),
        clock=house.clock,
    )
    assert by_right.status is AgreementStatus.IN_FORCE
    remark = save_agreement(
        session,
        house.people["books"],
        made.id,
        by_right.version,
        AgreementInput(header={"comment": "Проверено"}),
        clock=house.clock,
    )
    assert remark.status is AgreementStatus.IN_FORCE, "a comment is no term"
    without = save_agreement(
        session,
        house.people["books"],
        made.id,
        remark.version,
        AgreementInput(header={"delivery_days": 5}),
        clock=house.clock,
    )
    assert without.status is AgreementStatus.NOT_AGREED
    told = {
        (change.field, change.old, change.new)
        for change in history(session, BOSS, "agreement", made.id)
    }
    assert ("status", "in_force", "not_agreed") in told
    assert ("delivery_days", 2, 5) in told


def test_an_edit_gives_up_what_is_being_asked(session: Session, house: House) -> None:
    manager = house.people["manager"]
    made = individual(session, house, delivery_days=1)
    ask_agreement(session, manager, made.id, due=None, text="", clock=house.clock)
    assert len(inbox(session, house.people["mover"])) == 1
    saved = save_agreement(
        session,
        manager,
        made.id,
        made.version,
        AgreementInput(header={"comment": "Уточнил"}),
        clock=house.clock,
    )
    assert len(inbox(session, house.people["mover"])) == 1, "a comment changes no term"
    save_agreement(
        session,
        manager,
        made.id,
        saved.version,
        AgreementInput(header={"delivery_days": 2}),
        clock=house.clock,
    )
    assert inbox(session, house.people["mover"]) == ()
    assert approval_state(session, made.id).status is ApprovalStatus.OUTDATED


def test_what_was_asked_is_taken_back(session: Session, house: House) -> None:
    manager = house.people["manager"]
    made = individual(session, house, delivery_days=1)
    ask_agreement(session, manager, made.id, due=None, text="", clock=house.clock)
    withdraw_agreement(session, manager, made.id, clock=house.clock)
    assert inbox(session, house.people["mover"]) == ()
    assert approval_state(session, made.id).status is ApprovalStatus.NONE


def test_closing_and_agreeing_anew(session: Session, house: House) -> None:
    made = house.standard(session)
    head = house.people["head"]
    closed = close_agreement(session, head, made.id, clock=house.clock)
    assert agreements_for(session, head, house.partners["ROSE"], ON) == ()
    with pytest.raises(AgreementClosed):
        save_agreement(
            session,
            head,
            made.id,
            closed.version,
            AgreementInput(header={"delivery_days": 9}),
            clock=house.clock,
        )
    assert agreement_terms(session, made.id).delivery_days is None
    with pytest.raises(IllegalTransition):
        enforce_agreement(session, head, made.id, clock=house.clock)
    reopened = reopen_agreement(session, head, made.id, clock=house.clock)
    assert reopened.status is AgreementStatus.NOT_AGREED
    with pytest.raises(IllegalTransition):
        reopen_agreement(session, head, made.id, clock=house.clock)


def test_the_second_of_two_editors_is_told_who_was_faster(session: Session, house: House) -> None:
    made = house.standard(session)
    given = AgreementInput(header={"delivery_days": 1})
    save_agreement(session, house.people["head"], made.id, made.version, given, clock=house.clock)
    with pytest.raises(Conflict) as lost:
        save_agreement(
            session,
            house.people["books"],
            made.id,
            made.version,
            AgreementInput(header={"delivery_days": 9}),
            clock=house.clock,
        )
    assert (lost.value.facts["who"], lost.value.facts["changed"]) == ("Head", "delivery_days")
    assert agreement_terms(session, made.id).delivery_days == 1


def test_agreements_hold_for_segments_validity_and_company(session: Session, house: House) -> None:
    head, rose, lily = house.people["head"], house.partners["ROSE"], house.partners["LILY"]
    segment = house.segment(session, "VIP", ["ROSE"])
    of_all = house.standard(session, "Всем")
    of_segment = house.standard(session, "Избранным", segment_id=segment)
    of_other = house.standard(session, "Другой", company_id=house.companies["УП"])
    house.standard(session, "Будущее", valid_from=date(2027, 1, 1))
    house.standard(session, "Прошлое", valid_until=date(2026, 11, 19))
    house.standard(session, "Черновик", in_force=False)

    def found(partner: int, **more: int) -> list[int]:
        return [row.id for row in agreements_for(session, head, partner, ON, **more)]

    assert found(rose) == [of_all.id, of_other.id, of_segment.id]
    assert found(lily) == [of_all.id, of_other.id]
    assert found(lily, company_id=house.companies["КЛ"]) == [of_all.id]
    own = create_agreement(
        session,
        head,
        AgreementKind.INDIVIDUAL,
        AgreementInput(header={"name": "Своё", "partner_id": lily}),
        clock=house.clock,
    )
    enforce_agreement(session, head, own.id, clock=house.clock)
    assert found(lily)[0] == own.id, "one's own agreement comes first"


def test_kinds_that_the_settings_do_not_use_are_neither_made_nor_offered(
    session: Session, house: House
) -> None:
    made = house.standard(session)
    put(session, BOSS, AGREEMENT_USE, AgreementUse.INDIVIDUAL)
    assert agreements_for(session, BOSS, house.partners["ROSE"], ON) == ()
    before = documents(session)
    with pytest.raises(AgreementKindNotUsed):
        house.standard(session, "Ещё")
    assert documents(session) == before
    put(session, BOSS, AGREEMENT_USE, AgreementUse.NONE)
    with pytest.raises(AgreementKindNotUsed):
        individual_from(session, BOSS, made.id, house.partners["ROSE"], clock=house.clock)
    put(session, BOSS, AGREEMENT_USE, AgreementUse.BOTH)
    assert len(agreements_for(session, BOSS, house.partners["ROSE"], ON)) == 1


def test_the_mode_of_stages_is_obeyed(session: Session, house: House) -> None:
    put(session, BOSS, STAGE_MODE, StageMode.TWO)
    given = AgreementInput(header={"name": "Два"}, stages=HALVES)
    with pytest.raises(StagesWrongMode):
        create_agreement(session, BOSS, AgreementKind.STANDARD, given, clock=house.clock)
    put(session, BOSS, STAGE_MODE, StageMode.ARBITRARY)
    create_agreement(session, BOSS, AgreementKind.STANDARD, given, clock=house.clock)
    with pytest.raises(SchedulesNotUsed):
        house.standard(session, schedule_id=house.schedules["half"])


def test_a_contract_of_another_partner_is_not_found(session: Session, house: House) -> None:
    contract = create_contract(
        session,
        BOSS,
        company_id=house.companies["КЛ"],
        partner_id=house.partners["LILY"],
        legal_entity_id=house.entities["LILY"],
        clock=house.clock,
    )
    enforce_contract(session, BOSS, contract.id, clock=house.clock)
    with pytest.raises(NotFound):
        individual(session, house, contract_id=contract.id)


def test_rows_counts_and_terms_follow_row_rights(session: Session, house: House) -> None:
    house.standard(session, "Всем")
    house.standard(session, "Дальний", warehouse_id=house.warehouses["far"])
    hidden = house.standard(session, "УП", company_id=house.companies["УП"])
    limited = person(
        session,
        "limited",
        Role.SALES_HEAD,
        warehouses=[house.warehouses["main"]],
        companies=[house.companies["КЛ"]],
    )
    query = ListQuery()
    rows = page(session, limited, "agreements", query).rows
    assert len(rows) == count(session, limited, "agreements", query) == 1
    assert count(session, BOSS, "agreements", query) == 3
    visible = {row.id for row in agreements_for(session, limited, house.partners["ROSE"], ON)}
    assert visible == {row.key for row in rows}
    with pytest.raises(NotFound):
        agreement_card(session, limited, hidden.id)
    with pytest.raises(NotFound):
        close_agreement(session, limited, hidden.id, clock=house.clock)
    assert session.get_one(Agreement, hidden.id).status == AgreementStatus.IN_FORCE
    with pytest.raises(Forbidden):
        page(session, house.people["keeper"], "agreements", query)


def test_many_agreements_are_read_in_a_constant_number_of_statements(
    session: Session, house: House, clock: FixedClock
) -> None:
    base = house.standard(session, "0", schedule_id=house.schedules["half"], requires_contract=True)
    sizes = []
    for more in (1, 20):
        for number in range(more):
            create_agreement(
                session,
                BOSS,
                AgreementKind.STANDARD,
                AgreementInput(
                    header={"name": f"{more}-{number}"},
                    stages=HALVES,
                    limits=(GroupLimit(house.groups["TEA"], 100),),
                ),
                clock=clock,
            )
        session.expire_all()
        with counted(session.connection()) as sent:
            ids = session.scalars(select(Agreement.id)).all()
            assert len(terms_of(session, ids)) == len(ids)
        sizes.append(len(sent))
    assert base.id
    assert sizes[0] == sizes[1]


def test_asking_about_what_does_not_depart_is_refused(session: Session, house: House) -> None:
    made = individual(session, house)
    with pytest.raises(Exception, match="nothing-to-approve"):
        ask_agreement(
            session, house.people["manager"], made.id, due=None, text="", clock=house.clock
        )
    with pytest.raises(Forbidden):
        ask_approval(
            session,
            house.people["keeper"],
            made.id,
            {ApprovalKind.COMMERCIAL: (Reason("no-standard"),)},
            due=None,
            text="",
            clock=house.clock,
        )
    assert approval_state(session, made.id).status is ApprovalStatus.NONE
