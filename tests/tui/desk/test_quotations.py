"""Quotations by keys at the smallest desk: offered, approved, replaced, ordered, printed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import select

from core.access.actor import SYSTEM
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.deals.books import add_usual_books
from core.deals.dealing import NewDeal, create_deal
from core.kernel.clock import FixedClock
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.sales.quotation_lines import QuotedLine, RequestedLine
from core.sales.quotation_models import Quotation, QuotationLine
from core.sales.quotation_steps import enforce_quotation
from core.sales.quotations import NewQuotation, create_quotation
from tests.tui.desk.hands import Hands
from tests.tui.desk.scene import Scene, build
from tests.tui.desk.terms import actor, staff, standard
from tui.app import Station, WorkstationApp


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


def quote(shop: Scene, *lines: QuotedLine, in_force: bool = True, **header: object) -> int:
    """Make a quotation for Ромашка as the seller."""
    given: dict[str, object] = {
        "company_id": shop.ids["company"],
        "partner_id": shop.ids["partner"],
        "warehouse_id": shop.ids["house"],
        "price_type_id": shop.ids["price_type"],
        "lines": lines,
    }
    seller = actor(shop, "seller")
    with transaction(shop.database.sessions) as session:
        new = NewQuotation(**(given | header))  # type: ignore[arg-type]
        made = create_quotation(session, seller, new, clock=shop.clock)
        if in_force:
            enforce_quotation(session, seller, made.id, clock=shop.clock)
    return made.id


def line(shop: Scene, number: int, pieces: int, **more: object) -> QuotedLine:
    """Return an offered line of one of the items."""
    return QuotedLine(item_id=shop.ids[f"item{number}"], quantity=pieces * 1000, **more)  # type: ignore[arg-type]


async def test_an_offer_is_typed_with_live_sums_and_put_in_force(
    shop: Scene, desk: WorkstationApp
) -> None:
    standard(shop, "Опт", max_discount=500)
    async with Hands(desk) as hands:
        await hands.sign_in("seller")
        await hands.open("quotations", "Valid until")
        await hands.press("insert")
        await hands.sees("Quotation · new", "2026-12-04")
        await hands.type("ромашка")
        await hands.press("enter")
        await hands.sees("000001 Опт", "ООО «Ромашка»")
        await hands.press("f6")
        await hands.press("insert")
        await hands.sees("Pick an item")
        await hands.type("чай")
        await hands.press("enter")
        await hands.type("3")
        await hands.press("enter", "escape")
        await hands.sees("Total: 1 500.00")
        await hands.press("right", "right")
        await hands.type("5")
        await hands.press("enter")
        await hands.sees("Total: 1 425.00", "Discount: 75.00")
        await hands.press("ctrl+s")
        await hands.sees("Saved.", "[Draft]")
        await hands.press("f10", "1", "y")
        await hands.sees("[In force]", "is in force")
    with transaction(shop.database.sessions) as session:
        made = session.scalars(select(Quotation)).one()
        assert (made.status, made.total_minor, made.discount_minor, made.valid_until) == (
            "in_force",
            1425_00,
            75_00,
            dt.date(2026, 12, 4),
        )
        stored = session.scalars(select(QuotationLine)).one()
        assert (stored.manual_percent, stored.price_typed) == (500, False)


async def test_what_departs_is_named_and_sent_to_approval(
    shop: Scene, desk: WorkstationApp
) -> None:
    agreement = standard(shop, "Опт", max_discount=500)
    quote(
        shop,
        line(shop, 5, 2, manual_percent=900),
        in_force=False,
        agreement_id=agreement,
    )
    async with Hands(desk) as hands:
        await hands.sign_in("seller")
        await hands.open("quotations", "КЛ-000001")
        await hands.press("enter")
        await hands.sees("[Draft]")
        await hands.press("f10", "1", "y")
        await hands.sees("The quotation departs from its terms")
        await hands.press("f11", "f11")
        await hands.sees("[Departures]", "Commercial")
        await hands.press("f10", "2")
        await hands.sees("Answer until", "2026-11-22")
        await hands.press("enter", "enter")
        await hands.sees("[Not agreed]", "Sent to approval", "Pricer")
    with transaction(shop.database.sessions) as session:
        assert session.scalars(select(Quotation.status)).one() == "not_agreed"


async def test_some_lines_are_ordered_and_the_rest_is_left(
    shop: Scene, desk: WorkstationApp
) -> None:
    quote(shop, line(shop, 1, 10), line(shop, 2, 4), line(shop, 5, 1, chosen=False))
    async with Hands(desk) as hands:
        await hands.sign_in("seller")
        await hands.open("quotations", "КЛ-000001")
        await hands.press("enter")
        await hands.sees("[In force]", "Total: 1 800.00")
        await hands.press("f10", "2")
        await hands.sees("Lines, such as 1, 3-5", "1, 2")
        await hands.type("1")
        await hands.press("enter")
        await hands.type("4")
        await hands.press("enter")
        await hands.sees("Customer order · КЛ-000001", "is made of КЛ-000001")
        await hands.press("escape", "f5")
        await hands.sees("Quotation · КЛ-000001", "Taken into orders")
        await hands.press("f10", "1")
        await hands.sees("Customer order · КЛ-000002")
    with transaction(shop.database.sessions) as session:
        rows = session.execute(
            select(CustomerOrderLine.document_id, CustomerOrderLine.quantity).order_by(
                CustomerOrderLine.document_id, CustomerOrderLine.line_no
            )
        ).all()
        first, second = session.scalars(select(CustomerOrder.id).order_by(CustomerOrder.id))
        assert [tuple(row) for row in rows] == [
            (first, 4_000),
            (second, 6_000),
            (second, 4_000),
        ]


async def test_a_new_version_is_made_for_a_reason_and_shows_what_changed(
    shop: Scene, desk: WorkstationApp
) -> None:
    quote(shop, line(shop, 1, 10), line(shop, 2, 4))
    async with Hands(desk) as hands:
        await hands.sign_in("seller")
        await hands.open("quotations", "КЛ-000001")
        await hands.press("enter")
        await hands.sees("[In force]")
        await hands.press("f10", "4")
        await hands.sees("Make a new version", "In words")
        await hands.press("enter")
        await hands.type("too dear")
        await hands.press("enter")
        await hands.sees("КЛ-000002 takes the place of КЛ-000001", "[Draft]")
        await hands.press("f11", "f11", "f11")
        await hands.sees("[Versions]", "КЛ-000001", "too dear")
    with transaction(shop.database.sessions) as session:
        rows = session.execute(
            select(Quotation.version_no, Quotation.status).order_by(Quotation.version_no)
        )
        assert [tuple(row) for row in rows] == [(1, "cancelled"), (2, "draft")]


async def test_an_expired_offer_cannot_be_ordered_and_says_since_when(
    shop: Scene, desk: WorkstationApp
) -> None:
    quote(shop, line(shop, 1, 1), valid_until=shop.clock.business_date())
    assert isinstance(shop.clock, FixedClock)
    shop.clock.wait(86_400)
    async with Hands(desk) as hands:
        await hands.sign_in("seller")
        await hands.open("quotations", "КЛ-000001")
        await hands.press("enter")
        await hands.sees("Expired on", "2026-11-20")
        await hands.press("f10", "1")
        await hands.sees("The quotation has expired", "held until 2026-11-20")
    with transaction(shop.database.sessions) as session:
        assert session.scalars(select(CustomerOrder.id)).all() == []


async def test_an_answer_to_a_request_says_what_it_lacks(shop: Scene, desk: WorkstationApp) -> None:
    asked = (RequestedLine(item_text="Чай крупнолистовой", quantity=5_000, max_price_minor=450_00),)
    quote(shop, line(shop, 5, 3, request_no=1), in_force=False, requests=asked)
    async with Hands(desk, (160, 45)) as hands:
        await hands.sign_in("seller")
        await hands.open("quotations", "КЛ-000001")
        await hands.press("enter")
        await hands.sees("Lacks of the request")
        await hands.press("f11")
        await hands.sees("3 of 5 offered; line 1: 500.00, at most 450.00")


async def test_a_deal_becomes_a_quotation_and_an_order(shop: Scene, desk: WorkstationApp) -> None:
    seller = actor(shop, "seller")
    with transaction(shop.database.sessions) as session:
        add_usual_books(session, SYSTEM, clock=shop.clock)
        new = NewDeal(name="Fence", partner_id=shop.ids["partner"], responsible_id=seller.user_id)
        create_deal(session, seller, new, clock=shop.clock)
    async with Hands(desk) as hands:
        await hands.sign_in("seller")
        await hands.open("deals", "СД-000001")
        await hands.press("enter")
        await hands.sees("Fence")
        await hands.press("f10", "6")
        await hands.sees("Quotation · КЛ-000001", "is made of СД-000001")
        await hands.press("escape", "f10", "5")
        await hands.sees("Customer order · КЛ-000001", "is made of СД-000001")


async def test_it_is_previewed_before_it_is_printed(shop: Scene, desk: WorkstationApp) -> None:
    quote(
        shop,
        line(shop, 1, 10, manual_percent=1000, public_comment="свежее"),
        line(shop, 5, 1, chosen=False),
        contact="Иванов",
        payment_text="по счёту",
    )
    async with Hands(desk, (120, 60)) as hands:
        await hands.sign_in("seller")
        await hands.open("quotations", "КЛ-000001")
        await hands.press("enter")
        await hands.sees("[In force]")
        await hands.press("f8")
        await hands.sees("Коммерческое предложение № КЛ-000001", "Иванов", "по счёту", "свежее")


async def test_the_x_ray_of_a_line_tells_where_its_price_comes_from(
    shop: Scene, desk: WorkstationApp
) -> None:
    quote(shop, line(shop, 1, 10, manual_percent=500))
    async with Hands(desk) as hands:
        await hands.sign_in("seller")
        await hands.open("quotations", "КЛ-000001")
        await hands.press("enter")
        await hands.sees("[In force]", "Loyalty card")
        await hands.press("f10")
        await hands.sees("Why this price")
        await hands.press("6")
        await hands.sees("КЛ-000001, line 1: offered at")
