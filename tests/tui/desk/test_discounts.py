"""Discounts at the desk: the tree built and rearranged by keys, conditions, a cart to try."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.access.actor import SYSTEM
from core.db.unit_of_work import transaction
from core.discounts.drafts import DiscountDraft, GroupDraft
from core.discounts.editing import save_discount, save_group
from core.discounts.kinds import ConditionKind, DiscountKind, JoinRule, Standing
from core.discounts.loading import load_rules
from core.discounts.models import DiscountCondition, DiscountNode, DiscountWhen, ManualLimit
from core.discounts.rulebook import Group
from tests.tui.desk.hands import Hands
from tests.tui.desk.scene import Scene
from tui.app import WorkstationApp
from tui.locale import use_language


@pytest.fixture
def tree(scene: Scene) -> None:
    """Store a group with two discounts, and one beside it, once per module."""
    with transaction(scene.database.sessions) as session:
        if session.scalar(select(DiscountNode.id).where(DiscountNode.code == "G")) is not None:
            return
        draft = GroupDraft(code="G", name="Оптовые", rule=JoinRule.SUM)
        group = save_group(session, SYSTEM, draft, clock=scene.clock).id
        for code, name, value, into in (
            ("A", "Первая", 1000, group),
            ("B", "Вторая", 500, group),
            ("C", "Третья", 300, None),
        ):
            discount = DiscountDraft(
                code=code,
                name=name,
                kind=DiscountKind.PERCENT,
                value=value,
                standing=Standing.IN_FORCE,
            )
            save_discount(session, SYSTEM, discount, clock=scene.clock, parent_id=into)


def stored(scene: Scene) -> list[object]:
    """Return the tree as nested names."""

    def names(group: Group) -> list[object]:
        return [
            [child.name, names(child)] if isinstance(child, Group) else child.name
            for child in group.children
        ]

    with transaction(scene.database.sessions) as session:
        return names(load_rules(session).root)


def node(scene: Scene, name: str) -> DiscountNode:
    """Return a stored node."""
    with transaction(scene.database.sessions) as session:
        return session.scalars(select(DiscountNode).where(DiscountNode.name == name)).one()


@pytest.mark.usefixtures("tree")
async def test_the_tree_shows_groups_values_and_where_they_act(app: WorkstationApp) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        screen = await hands.open("discounts and", "Оптовые")
        del screen
        screen = await hands.sees("▸ All discounts", "Greatest", "Addition", "10 %", "everybody")
        assert "    · Первая" in screen
        await hands.type("втор")
        await hands.sees("Looking for: втор")
        await hands.press("escape", "down")
        await hands.sees("Ctrl+↑↓ moves")


@pytest.mark.usefixtures("tree")
async def test_nodes_are_moved_and_nested_by_keys(scene: Scene, app: WorkstationApp) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("discounts and", "Третья")
        await hands.type("втор")
        await hands.press("ctrl+up")
        await hands.until(lambda _: stored(scene)[0] == ["Оптовые", ["Вторая", "Первая"]])
        await hands.press("ctrl+left")
        await hands.until(lambda _: stored(scene) == [["Оптовые", ["Первая"]], "Вторая", "Третья"])
        await hands.press("ctrl+right")
        await hands.until(lambda _: stored(scene)[0] == ["Оптовые", ["Первая", "Вторая"]])
        await hands.press("f10")
        await hands.sees("Nest into the group above", "Move down")
        await hands.press("escape")
        await hands.press("ctrl+down")
    assert stored(scene) == [["Оптовые", ["Первая", "Вторая"]], "Третья"]


@pytest.mark.usefixtures("tree")
async def test_a_discount_is_made_where_the_cursor_stands_and_switched_on(
    scene: Scene, app: WorkstationApp
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("discounts and", "Третья")
        await hands.type("оптов")
        await hands.press("insert", "2")
        await hands.sees("Percentage · new")
        await hands.press("enter")
        await hands.type("12.5")
        await hands.press("enter")
        await hands.type("Новая")
        await hands.press("enter", "ctrl+s")
        await hands.sees("Saved.", "Gives: 12.5 %")
        made = node(scene, "Новая")
        assert (made.value, made.standing) == (1250, Standing.RESTRICTED)
        assert made.parent_id == node(scene, "Оптовые").id
        await hands.press("f10", "1")
        await hands.sees("Put “Новая” into force for everybody, from now on?")
        await hands.press("y")
        await hands.sees("Новая is in force for everybody.")
        await hands.press("f10", "1")
        await hands.sees("Новая acts only where it is switched on.")
        await hands.press("f10", "2")
        await hands.type("главный")
        await hands.press("enter", "ctrl+s")
        await hands.sees("Новая is switched on from", "Главный")
        await hands.press("escape")
        await hands.sees("· Новая", "1 place")
        await hands.press("delete")
        await hands.sees("Take “Новая” out of use")
        await hands.press("y")
        await hands.sees("Новая is out of use.")
    assert node(scene, "Новая").retired


async def test_a_value_that_makes_no_sense_is_told_at_its_field_and_nothing_is_written(
    scene: Scene, app: WorkstationApp
) -> None:
    before = stored(scene)
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("discounts and", "All discounts")
        await hands.press("insert", "2", "enter")
        await hands.type("150")
        await hands.press("enter")
        await hands.type("Слишком")
        await hands.press("enter", "ctrl+s")
        await hands.sees("Cannot read", "10000")
    assert stored(scene) == before


@pytest.mark.usefixtures("tree")
async def test_the_rule_of_a_group_is_changed_in_its_card(
    scene: Scene, app: WorkstationApp
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("discounts and", "Оптовые")
        await hands.press("enter")
        await hands.sees("Group of discounts · All discounts")
        await hands.press("enter", "enter", "space", "space", "enter", "ctrl+s")
        await hands.sees("Saved.", "Gives: Addition")
        await hands.press("escape")
        await hands.sees("▸ All discounts", "Addition")
        await hands.press("enter", "enter", "enter", "left", "left", "enter", "ctrl+s")
        await hands.sees("Gives: Greatest")
    with transaction(scene.database.sessions) as session:
        assert load_rules(session).root.rule is JoinRule.MAX


async def test_a_condition_of_hours_is_made_and_attached(scene: Scene, app: WorkstationApp) -> None:
    with transaction(scene.database.sessions) as session:
        draft = DiscountDraft(code="H", name="Утро", kind=DiscountKind.PERCENT, value=700)
        save_discount(session, SYSTEM, draft, clock=scene.clock)
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("conditions", "Nothing found")
        await hands.press("insert", "6")
        await hands.sees("Time of the sale · new")
        await hands.press("enter")
        await hands.type("Утренние часы")
        await hands.press("enter")
        await hands.sees("09:00", "18:00")
        await hands.press("end")
        await hands.type("1130")
        await hands.press("enter", "ctrl+s")
        await hands.sees("Saved.", "Mon Tue Wed Thu Fri 09:00-11:30")
        await hands.press("escape", "escape", "escape")
        await hands.open("discounts and", "Утро")
        await hands.type("утро")
        await hands.press("enter", "insert")
        await hands.sees("Pick: Conditions of discounts")
        await hands.press("enter", "ctrl+s")
        await hands.sees("Saved.", "Утренние часы", "09:00-11")
    with transaction(scene.database.sessions) as session:
        (condition,) = session.scalars(select(DiscountCondition)).all()
        assert condition.kind is ConditionKind.TIME
        assert session.scalars(select(DiscountWhen.condition_id)).all() == [condition.id]


@pytest.mark.usefixtures("tree")
async def test_a_composed_filter_is_typed_with_codes(scene: Scene, app: WorkstationApp) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("discounts and", "Третья")
        await hands.type("треть")
        await hands.press("enter")
        await hands.sees("Percentage · Третья")
        await hands.press("tab", *["enter"] * 7)
        await hands.press("space", "space", "space", "space", "enter")
        await hands.type("item 00001 and not price > 500")
        await hands.press("ctrl+s")
        await hands.sees("Saved.")
        assert node(scene, "Третья").scope_filter == {
            "all": [{"item": [scene.ids["item1"]]}, {"not": {"price": [">", 500_00]}}]
        }
        await hands.sees("item 00001 and not price > 500")
        await hands.press("escape")
        await hands.sees("by a filter")


@pytest.mark.usefixtures("tree")
async def test_who_may_only_look_sees_the_tree_and_changes_nothing(
    scene: Scene, app: WorkstationApp
) -> None:
    before = stored(scene)
    async with Hands(app) as hands:
        await hands.sign_in("manager")
        await hands.open("discounts and", "Оптовые")
        await hands.sees("Letters find by name.")
        await hands.press("insert")
        await hands.sees("“New” does nothing here.")
        await hands.press("down", "down", "ctrl+down")
        await hands.sees("Your rights do not allow it.")
    assert stored(scene) == before


async def test_a_storekeeper_is_offered_no_discounts(app: WorkstationApp) -> None:
    async with Hands(app) as hands:
        await hands.sign_in("keeper")
        await hands.type("discounts")
        await hands.sees("Nothing found.")


@pytest.mark.usefixtures("tree")
async def test_a_cart_is_tried_and_its_lines_explained_without_storing_anything(
    app: WorkstationApp,
) -> None:
    async with Hands(app) as hands:
        await hands.sign_in("manager")
        await hands.open("try disc", "Price type")
        await hands.sees("Оптовая", "To pay: 0.00")
        await hands.type("Оптовая")  # replaces what stands there
        await hands.press(*["enter"] * 9)
        await hands.sees("Pick an item")
        await hands.type("чай")
        await hands.press("enter")
        await hands.type("4")
        await hands.press("enter", "escape")
        await hands.sees("2 000.00", "Line 1, Чай", "Первая: given")
        await hands.press("end", "left", "left")
        await hands.type("10")
        await hands.press("enter")
        await hands.sees("By hand on the line: 10 %", "-200.00")
        await hands.press("f6", "f11", "f11", "ctrl+end")
        await hands.sees("Третья")
        await hands.press("escape")
        await hands.sees("klad · desk")


@pytest.mark.usefixtures("tree")
async def test_the_screens_of_discounts_speak_russian(app: WorkstationApp) -> None:
    use_language("ru")
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("скидки и нац", "Все скидки")
        screen = await hands.sees("Максимум", "Сложение", "для всех")
        assert all(len(line) <= 80 for line in screen.splitlines())
        await hands.press("escape", "escape")
        await hands.open("проверка", "Вид цены")
        await hands.sees("К оплате: 0,00")


async def test_a_limit_is_set_for_a_role_and_removed(scene: Scene, app: WorkstationApp) -> None:
    async with Hands(app) as hands:
        await hands.sign_in()
        await hands.open("limits of", "Nothing found")
        await hands.press("insert", "enter", "space", "space", "space", "enter", "enter", "enter")
        await hands.type("15")
        await hands.press("enter")
        await hands.type("5")
        await hands.press("enter", "ctrl+s")
        await hands.sees("Saved.", "Limit of discounts by hand · Sales manager")
        with transaction(scene.database.sessions) as session:
            limit = session.scalars(select(ManualLimit)).one()
            assert (limit.role, limit.max_discount) == ("sales_manager", 1500)
            assert limit.max_markup == 500
        await hands.press("escape")
        await hands.sees("15.00")
        await hands.press("f10", "1", "y")
        await hands.sees("The limit is no more.")
    with transaction(scene.database.sessions) as session:
        assert session.scalars(select(ManualLimit.id)).all() == []
