"""Terms by keys at the smallest desk: typed, refined, read whole where nothing can be changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from core.approvals.queries import approval_state
from core.approvals.statuses import ApprovalStatus
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.kernel.clock import FixedClock
from core.partners.models import PartnerSegment
from core.terms.models import Agreement
from core.terms.queries import agreement_terms
from core.terms.statuses import AgreementKind, AgreementStatus
from tests.tui.desk.hands import Hands
from tests.tui.desk.scene import Scene, build
from tests.tui.desk.terms import asked, staff, standard
from tui.app import Station, WorkstationApp
from tui.locale import use_language


@pytest.fixture
def shop(fresh_database: Database, clock: FixedClock) -> Scene:
    """The company with approvers."""
    scene = build(fresh_database, clock)
    staff(scene)
    return scene


@pytest.fixture
def desk(shop: Scene, tmp_path: Path) -> WorkstationApp:
    """A workstation of the company."""
    return WorkstationApp(
        Station(shop.database, shop.clock, tmp_path, workplace="desk", language_told=True)
    )


async def test_an_individual_agreement_is_refined_by_keys_and_sent_to_approval(
    shop: Scene, desk: WorkstationApp
) -> None:
    standard(shop, "Опт", delivery_days=5)
    async with Hands(desk) as hands:
        await hands.sign_in("seller")
        await hands.open("agreem", "СГ-000001")
        await hands.press("f10", "1")
        await hands.sees("Make an individual one of it", "Partner")
        await hands.type("ромашка")
        await hands.press("enter")
        await hands.sees("СГ-000002 says what СГ-000001 says", "Individual terms")
        await hands.press("shift+tab", *["up"] * 10)
        await hands.type("1")
        await hands.press("f10")
        await hands.sees("Save what was typed first?")
        await hands.press("y", "2")
        await hands.sees("Send to approval", "2026-11-22")
        await hands.press("enter")
        await hands.type("Please")
        await hands.press("enter")
        await hands.sees("Sent to approval. Logistic terms: Approver, Boss.")
        await hands.press("f11", "f11", "f11")
        await hands.sees("[Differences]", "Days to deliver: 1; in the standard 5.")
    with transaction(shop.database.sessions) as session:
        row = session.scalars(
            select(Agreement).where(Agreement.name == "Опт").order_by(Agreement.id)
        ).all()[-1]
        assert (row.kind, row.status) == (AgreementKind.INDIVIDUAL, AgreementStatus.NOT_AGREED)
        assert approval_state(session, row.id).status is ApprovalStatus.PENDING


async def test_a_standard_agreement_is_typed_with_its_stages_at_80_by_24(
    shop: Scene, desk: WorkstationApp
) -> None:
    async with Hands(desk) as hands:
        await hands.sign_in()
        await hands.open("agreem", "Search")
        await hands.press("insert")
        await hands.sees("Agreement with customers · new")
        await hands.type("opt")
        await hands.press("enter", *["enter"] * 26)
        await hands.sees("Credit, after shipping", "100")
        await hands.type("100")
        await hands.press("enter", "right", "f2")
        await hands.type("14")
        await hands.press("enter", "ctrl+s")
        await hands.sees("Saved.", "СГ-000001", "[Not agreed]")
        await hands.press("f10", "1", "y")
        await hands.sees("СГ-000001 is in force.", "[In force]")
    with transaction(shop.database.sessions) as session:
        key = session.scalars(select(Agreement.id)).one()
        (stage,) = agreement_terms(session, key).stages
    assert (stage.percent, stage.shift_days) == (10_000, 14)


async def test_a_card_that_only_can_be_read_is_gone_through_by_keys(
    shop: Scene, desk: WorkstationApp
) -> None:
    base = standard(shop, "Опт")
    asked(shop, base, max_discount=100, comment="Последнее слово")
    async with Hands(desk) as hands:
        await hands.sign_in("pricer")
        await hands.open("agreem", "СГ-000002")
        await hands.press("enter")
        screen = await hands.sees("Agreement with customers · СГ-000002", "Name")
        assert "Последнее слово" not in screen
        await hands.press("shift+tab")
        await hands.sees("Comment", "Последнее слово")


async def test_a_rule_is_typed_and_its_members_are_seen_before_saving(
    shop: Scene, desk: WorkstationApp
) -> None:
    async with Hands(desk) as hands:
        await hands.sign_in()
        await hands.open("partner seg", "Search")
        await hands.press("insert")
        await hands.type("R")
        await hands.press("enter")
        await hands.type("Rose")
        await hands.press("enter", "right", "enter")
        await hands.type("васил")
        await hands.press("enter")
        await hands.sees("Members: 1", "not saved")
        await hands.press("f11")
        await hands.sees("[Members]", "Василёк")
        with transaction(shop.database.sessions) as session:
            assert session.scalars(select(PartnerSegment)).all() == []
        await hands.press("ctrl+s")
        await hands.sees("Saved.", "Members: 1")
    with transaction(shop.database.sessions) as session:
        assert session.scalars(select(PartnerSegment.name)).all() == ["Rose"]


async def test_the_settings_open_from_the_menu_at_once_and_follow_the_language(
    shop: Scene, desk: WorkstationApp
) -> None:
    async with Hands(desk) as hands:
        await hands.sign_in()
        await hands.open("settings of", "Settings of the company")
        await hands.press("space", "ctrl+s")
        await hands.sees("Saved.", "‹only standard›", "only standa…")
        await hands.press("ctrl+n")
        await hands.sees("Настройки компании", "‹только типовые›", "только типо…")
    use_language("en")
