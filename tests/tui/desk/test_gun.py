"""A gun at the desk types like a keyboard: codes find goods and papers, never become numbers."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from textual import events

from core.access.actor import SYSTEM
from core.access.passwords import new_badge
from core.access.roles import Role
from core.access.users import create_user, set_badge
from core.catalog.models import Barcode
from core.catalog.rules import ean13
from core.db.unit_of_work import transaction
from core.documents.codes import document_code
from core.sales.models import CustomerOrder, CustomerOrderLine
from tests.tui.desk.hands import Hands
from tests.tui.desk.scene import PASSWORD, Scene
from tests.tui.desk.test_orders import begin_order
from tests.tui.desk.test_screens import confirmed
from tui.app import WorkstationApp
from tui.desk.gun import Gun

TEA, BREAD, BOX, TWICE = (ean13(f"46000000000{n}") for n in range(4))
NAMED = {"\r": "enter", "\n": "ctrl+j", "\t": "tab"}


@pytest.fixture(scope="module", autouse=True)
def labelled(scene: Scene) -> Scene:
    """The company with barcodes: on tea, on bread, on a box of milk, one on two things."""
    with transaction(scene.database.sessions) as session:
        for code, item, pack in (
            (TEA, "item5", 0),
            (BREAD, "item2", 0),
            (BOX, "item1", scene.ids["box"]),
            (TWICE, "item3", 0),
            (TWICE, "item4", 0),
            ("OWN-CODE", "item4", 0),
        ):
            session.add(
                Barcode(
                    code=code,
                    gtin=code.zfill(14) if code.isdecimal() else None,
                    item_id=scene.ids[item],
                    packaging_id=pack,
                )
            )
    return scene


async def shoot(hands: Hands, code: str, end: str = "\r") -> None:
    """Send a code as a gun does: all of it at once."""
    for letter in code + end:
        hands.app.post_message(events.Key(NAMED.get(letter, letter), letter))
    await hands.settle()


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\t"])
@pytest.mark.parametrize("code", [TEA, f"]E0{TEA}", f"ъУ0{TEA}"])
async def test_a_scanned_code_picks_the_item_however_it_ends(
    app: WorkstationApp, code: str, end: str
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await begin_order(hands)
        await shoot(hands, code, end)
        await hands.sees("1 Чай", "Total: 500.00")


async def test_goods_are_scanned_one_after_another(app: WorkstationApp, scene: Scene) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await begin_order(hands)
        await shoot(hands, TEA)
        await hands.sees("1 Чай")
        for code, seen in ((TEA, "1 000.00"), (BREAD, "2 Хлеб"), (BOX, "3 Молоко"), (BOX, "3 600")):
            await shoot(hands, code)
            await hands.sees(seen)
        await shoot(hands, ean13("469999999999"))
        await hands.sees("Not found: barcode", "3 600.00")
        await shoot(hands, TWICE)
        await hands.sees("Pick an item", "Масло", "Сыр")
        await hands.press("escape", "ctrl+s")
        await hands.sees("Saved.")
    with transaction(scene.database.sessions) as session:
        order = session.scalars(select(CustomerOrder.id).order_by(CustomerOrder.id.desc())).first()
        lines = session.execute(
            select(CustomerOrderLine.item_id, CustomerOrderLine.quantity)
            .where(CustomerOrderLine.document_id == order)
            .order_by(CustomerOrderLine.line_no)
        ).all()
    items = [scene.ids[name] for name in ("item5", "item2", "item1")]
    assert [tuple(line) for line in lines] == list(zip(items, (2_000, 1_000, 24_000), strict=True))


async def test_a_pack_picked_by_its_code_counts_what_it_holds(app: WorkstationApp) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await begin_order(hands)
        await shoot(hands, BOX)
        await hands.sees("1 Молоко", "Total: 1 200.00")


async def test_the_barcode_of_a_paper_finds_its_document(scene: Scene, app: WorkstationApp) -> None:
    confirmed(scene)
    key = confirmed(scene)
    with transaction(scene.database.sessions) as session:
        number = session.get_one(CustomerOrder, key).number_text
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("customer", "rows")
        await shoot(hands, document_code(key))
        await hands.sees(f"Customer order · {number}")


async def test_a_badge_opens_the_door_however_it_ends(scene: Scene, app: WorkstationApp) -> None:
    badge = new_badge()
    with transaction(scene.database.sessions) as session:
        user = create_user(
            session, SYSTEM, login="badged", name="Badged", password=PASSWORD, roles=[Role.ADMIN]
        )
        set_badge(session, SYSTEM, user.id, badge)
    async with Hands(app) as hands:
        await shoot(hands, badge, "\t")
        await hands.sees("Badged")


def read(gun: Gun, text: str, *, gap: float, end: str, after: float = 0.0) -> list[str]:
    """Return the keys a text becomes, typed with *gap* seconds between two."""
    found, now = [], 100.0
    for letter in text:
        now += gap
        found.append(_key(gun, letter, now))
    for letter in end:
        now += after or gap
        found.append(_key(gun, letter, now))
    return found


def _key(gun: Gun, letter: str, now: float) -> str:
    event = events.Key(NAMED.get(letter, letter), letter)
    event.time = now
    told = gun.read(event)
    return told.key if told is not None else ""


def test_a_tab_is_the_end_of_a_code_only_after_a_burst() -> None:
    gun = Gun()
    assert read(gun, TEA, gap=0.004, end="\t")[-1] == "enter"
    assert read(gun, TEA, gap=0.2, end="\t")[-1] == "tab"
    assert read(gun, "12345", gap=0.004, end="\t")[-1] == "tab"
    assert read(gun, "ромашка", gap=0.004, end="\t")[-1] == "tab"
    assert read(gun, "customer", gap=0.004, end="\t")[-1] == "tab"


def test_crlf_is_one_end_and_lf_alone_is_one_too() -> None:
    assert read(Gun(), TEA, gap=0.004, end="\r\n")[-2:] == ["enter", ""]
    assert read(Gun(), TEA, gap=0.004, end="\n")[-1] == "enter"
    assert read(Gun(), "", gap=0.5, end="\r\n", after=0.5) == ["enter", "enter"]
