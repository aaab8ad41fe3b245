"""Nothing that klad itself says is cut, at any size, in either language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from textual.containers import VerticalScroll
from textual.widgets import Static

from core.access.actor import SYSTEM
from core.db.unit_of_work import transaction
from core.documents.listing import ListQuery
from core.fulfilment.outbound import create_outbound
from core.sales.order_approval import confirm_order
from core.sales.order_lines import OrderLine
from core.sales.orders import NewOrder, create_order
from tests.tui.desk.hands import Hands
from tests.tui.desk.scene import Scene
from tui.app import WorkstationApp
from tui.desk.form_screen import FormScreen
from tui.desk.list_body import ListBody
from tui.desk.places import place_screen
from tui.flows.desk.desk import Desk
from tui.flows.desk.registry import MENU, forms
from tui.flows.desk.shapes import Card, Form
from tui.locale import _, use_language
from tui.widgets.bars import KeyBar, TitleBar, key_name
from tui.widgets.entry import EntryField
from tui.widgets.grid import Grid
from tui.widgets.tabs import AFTER, TabLine

SIZES = [(80, 24), (160, 45)]


@pytest.fixture(scope="module")
def traded(scene: Scene) -> Scene:
    """The company with an order and an expense order of it."""
    with transaction(scene.database.sessions) as session:
        made = create_order(
            session,
            SYSTEM,
            NewOrder(
                company_id=scene.ids["company"],
                partner_id=scene.ids["partner"],
                warehouse_id=scene.ids["house"],
                price_type_id=scene.ids["price_type"],
                lines=(OrderLine(item_id=scene.ids["item1"], quantity=5_000),),
            ),
            clock=scene.clock,
        )
        confirm_order(session, SYSTEM, made.id, clock=scene.clock)
        create_outbound(session, SYSTEM, scene.ids["house"], clock=scene.clock, order_ids=[made.id])
    return scene


def read_whole(app: WorkstationApp) -> bool:
    """Tell whether the list on screen has been read and counted; other screens, have opened."""
    lists = app.screen.query(ListBody)
    return not lists or any(found.summary is not None for found in lists)


def in_sight(field: EntryField) -> bool:
    """Tell whether a field is not scrolled away."""
    around = next((one for one in field.ancestors if isinstance(one, VerticalScroll)), None)
    region = field.screen.region if around is None else around.region
    return region.area > 0 and region.contains_region(field.region)


async def scrolled(hands: Hands) -> None:
    """Bring the last fields of a long card into sight."""
    for around in hands.app.screen.query(VerticalScroll):
        around.scroll_end(animate=False)
    await hands.settle()


def cut_words(hands: Hands) -> list[str]:
    """Return what klad says on the screen and does not show whole."""
    app, lines, found = hands.app, hands.lines, []
    screen = app.screen
    width = screen.size.width
    for bar in screen.query(KeyBar):
        labels = bar.labels(bar.size.width)
        found += [f"no keys on {screen}"] if bar.actions and not labels else []
        if labels and labels[0][0].id != "desk.help" and bar.actions[0].id == "desk.help":
            found.append("help is not offered first")
        text = lines[bar.region.y]
        found += [key_name(a) for a, key, label in labels if f"{key} {label}" not in text]
    for field in screen.query(EntryField):
        if not in_sight(field):
            continue
        text = lines[field.region.y][field.region.x : field.region.right]
        found += [] if _(field.label) in text else [f"label {_(field.label)!r} in {text!r}"]
    for grid in screen.query(Grid):
        if grid.display and grid._fitted:
            found += [
                f"column {grid.columns[at].title!r} in {wide}"
                for at, wide in list(grid._fitted.items())[1:]
                if len(grid.columns[at].title) > wide
            ]
    for tabs in screen.query(TabLine):
        line = lines[tabs.region.y][tabs.region.x : tabs.region.right]
        title = next(tab.title() for tab in tabs.tabs if tab.id == tabs.active)
        told = all(tab.title() in line for tab in tabs.tabs) or line.rstrip().endswith(AFTER)
        found += [] if f"[{title}]" in line and told else [f"tabs are drawn as {line!r}"]
    for title in screen.query(TitleBar):
        text = title._left()
        found += [] if len(text) + 1 <= width else [f"title {text!r}"]
    return found


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("part", [0, 1])
async def test_every_list_fits(
    traded: Scene, app: WorkstationApp, size: tuple[int, int], language: str, part: int
) -> None:
    use_language(language)
    async with Hands(app, size) as hands:
        await hands.sign_in()
        desk = app.desk
        assert desk is not None
        await hands.until(lambda text: bool(text.strip()), "the menu")
        bad = cut_words(hands)
        for name in [name for section in MENU for name in section.lists][part::2]:
            await app.push_screen(place_screen(desk, name))
            await hands.until(lambda _: bool(app.screen.query(KeyBar)), name)
            await hands.until(lambda _: read_whole(app), name)
            bad += [f"list {name}: {word}" for word in cut_words(hands)]
            app.pop_screen()
        assert bad == []


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("part", [0, 1])
async def test_every_new_card_fits(
    traded: Scene, app: WorkstationApp, size: tuple[int, int], language: str, part: int
) -> None:
    use_language(language)
    async with Hands(app, size) as hands:
        await hands.sign_in()
        desk = app.desk
        assert desk is not None
        bad: list[str] = []
        for name, form in list(forms().items())[part::2]:
            for card in cards_of(desk, form):
                await app.push_screen(FormScreen(desk, form.for_card(card), card))
                await hands.until(lambda _: bool(app.screen.query(TabLine)))
                what = f"form {name} {card.values.get('kind', '')}"
                bad += [f"{what}: {word}" for word in cut_words(hands)]
                await scrolled(hands)
                bad += [f"{what}, below: {word}" for word in cut_words(hands)]
                for sheet in form.sheets:
                    app.screen.query_one(TabLine).activate(sheet.name)
                    await hands.settle()
                    bad += [f"{what}, {sheet.name}: {word}" for word in cut_words(hands)]
                app.pop_screen()
        assert bad == []


def cards_of(desk: Desk, form: Form) -> Iterator[Card]:
    """Yield an empty card of every kind, or the first there is where none is made at the desk."""
    made = [desk.new(form, kind) for kind in form.kinds or ("",)] if form.makes else []
    for card in made:
        if card is not None:
            yield card
    if not any(made):
        for row in desk.page(form.name, ListQuery(limit=1)).rows:
            yield desk.open(form, row.key)


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_dialogs_fit_the_smallest_desk(
    traded: Scene, app: WorkstationApp, language: str
) -> None:
    use_language(language)
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.press("enter")
        await hands.sees("КЛ-000001")
        for key in ("f1", "f6", "f7", "f10"):
            await hands.press(key)
            await hands.until(lambda _: "╭" in hands.screen, key)
            assert cut_words(hands) == [], key
            for said in app.screen.query(Static):
                assert said.region.bottom <= 24
            await hands.press("escape")
            await hands.until(lambda _: "╭" not in hands.screen, key)


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (160, 45)])
async def test_a_card_keeps_its_input_when_the_terminal_is_resized(
    traded: Scene, app: WorkstationApp, size: tuple[int, int]
) -> None:
    async with Hands(app, (120, 36)) as hands:
        await hands.sign_in()
        await hands.type("partners")
        await hands.press("enter", "insert")
        await hands.type("НОВЫЙ")
        await hands.pilot.resize_terminal(*size)
        await hands.sees("НОВЫЙ", "Code")
