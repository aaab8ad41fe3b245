"""Every command of the document forms, without a screen: what it does and what it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from core.access.actor import SYSTEM, Actor
from core.access.models import AppUser
from core.access.users import actor_of
from core.catalog.models import Barcode
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.kernel.clock import FixedClock
from core.kernel.errors import Conflict, Refused
from core.stock.models import Warehouse
from tests.tui.desk.scene import Scene, build
from tui.desk.tracks import history_table
from tui.flows.desk.desk import Desk
from tui.flows.desk.registry import form
from tui.flows.desk.shapes import Card, Done, Form, Given, Picked
from tui.formatting import fill
from tui.locale import use_language


class Person:
    """Somebody at a desk who gives commands by their names."""

    def __init__(self, scene: Scene, actor: Actor = SYSTEM) -> None:
        self.scene = scene
        self.desk = Desk(scene.database, actor, scene.clock)

    def order(self, *lines: tuple[str, int]) -> Card:
        """Save an order of (item, pieces)."""
        of = self.form("customer_orders")
        card = self.desk.new(of)
        assert card is not None
        card = card.with_values(partner_id=self.scene.ids["partner"])
        for item, pieces in lines:
            line = self.desk.line(of, card, "lines", Picked(self.scene.ids[item], item))
            line["quantity"] = pieces * 1000
            card = card.with_lines("lines", [*card.lines["lines"], line])
        return self.desk.save(of, card)

    def form(self, name: str) -> Form:
        """Return a form."""
        found = form(name)
        assert found is not None
        return found

    def offered(self, name: str, card: Card) -> set[str]:
        """Return the ids of the commands offered now."""
        return {one.id for one in self.desk.commands(self.form(name), card)}

    def do(
        self, name: str, card: Card, command: str, *, line: int | None = None, **given: Any
    ) -> tuple[Card, Done]:
        """Give a command; return the card after it."""
        of = self.form(name)
        found = next(one for one in self.desk.commands(of, card) if one.id == command)
        asked = self.desk.asks(found, card)
        initial = dict(found.initial(card, Given()))
        assert set(given) <= {field.name for field in asked}, command
        table = of.tables[0].name
        done = self.desk.run(found, card, Given({**initial, **given}, table, line))
        assert "{" not in fill(done.message, done.facts)
        return self.desk.open(of, card.id or 0), done

    def outbound(self, *lines: tuple[str, int]) -> Card:
        """Make an expense order of a new confirmed order."""
        card = self.order(*lines)
        card, _ = self.do("customer_orders", card, "confirm")
        _, done = self.do("customer_orders", card, "order_out")
        assert done.open is not None
        return self.desk.open(self.form("outbound_orders"), done.open[1])


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """One language."""
    use_language("en")
    yield
    use_language("en")


@pytest.fixture
def person(fresh_database: Database, clock: FixedClock) -> Person:
    """At a warehouse where picks are on paper and checked."""
    scene = build(fresh_database, clock)
    with transaction(fresh_database.sessions) as session:
        session.get_one(Warehouse, scene.ids["house"]).check_picks = True
        session.add(Barcode(code="4601234567893", item_id=scene.ids["item5"]))
        box = Barcode(code="04601234567894", item_id=scene.ids["item1"])
        box.packaging_id = scene.ids["box"]
        session.add(box)
    return Person(scene)


@pytest.fixture
def walker(fresh_database: Database, clock: FixedClock) -> Person:
    """At a warehouse with cells."""
    return Person(build(fresh_database, clock, cells=True))


OUT = "outbound_orders"


def test_an_order_is_acted_on_cut_and_closed(person: Person) -> None:
    card = person.order(("item5", 3), ("item2", 4), ("item3", 5))
    assert person.offered("customer_orders", card) == {
        *(
            "confirm",
            "act",
            "fill",
            "turn",
            "cancel",
            "need",
            "hold",
            "issue_bill",
            "xray",
            "chess",
            "discounts",
        ),
    }
    card, _ = person.do("customer_orders", card, "act", action="reserve", all=True)
    assert [line["action"] for line in card.lines["lines"]] == ["reserve"] * 3
    card, _ = person.do("customer_orders", card, "act", line=0, action="ship", all=False)
    assert [line["action"] for line in card.lines["lines"]] == ["ship", "reserve", "reserve"]
    card, _ = person.do("customer_orders", card, "cancel", line=2, reason="Передумал")
    assert card.lines["lines"][2]["cancelled"]
    card, _ = person.do("customer_orders", card, "confirm")
    assert card.status_title == "To fulfil"
    card, _ = person.do("customer_orders", card, "withdraw")
    card, _ = person.do("customer_orders", card, "confirm")
    card, _ = person.do("customer_orders", card, "close", cancel=True, reason="Не нужно")
    assert (card.status, card.editable) == ("closed", False)
    card, _ = person.do("customer_orders", card, "reopen")
    assert card.status == "to_fulfil"


def test_an_expense_order_is_checked_reduced_shipped_and_billed(person: Person) -> None:
    card = person.outbound(("item5", 3), ("item1", 24))
    assert card.status == "prepared"
    card, _ = person.do(OUT, card, "split")
    assert sorted(line["packaging_id"] for line in card.lines["goods"]) == [
        0,
        person.scene.ids["box"],
    ]
    card, _ = person.do(OUT, card, "fill_b")
    card, _ = person.do(OUT, card, "lots")
    card, _ = person.do(OUT, card, "release")
    card, _ = person.do(OUT, card, "recall")
    card, _ = person.do(OUT, card, "release")
    card, _ = person.do(OUT, card, "picked")
    assert card.status == "to_check"
    card, _ = person.do(OUT, card, "start_check")
    card, _ = person.do(OUT, card, "cancel_check", discard=False)
    card, _ = person.do(OUT, card, "start_check")
    card, done = person.do(OUT, card, "count", barcode="4601234567893", quantity=None)
    assert fill(done.message, done.facts) == "Чай: 1 of 3."
    card, _ = person.do(OUT, card, "count", barcode="4601234567893", quantity=2_000)
    card, _ = person.do(OUT, card, "count", barcode="04601234567894", quantity=None)
    card, _ = person.do(OUT, card, "count", barcode="04601234567894", quantity=None)
    card, done = person.do(OUT, card, "take_back")
    assert "12" in fill(done.message, done.facts)
    shown = {line["item_id__shown"]: line["left"] for line in card.lines["check"]}
    assert shown == {"Чай": 0, "Молоко 3,2%": 12_000}
    with pytest.raises(Refused):
        person.do(OUT, card, "finish_check", shortage="", target="to_ship")
    card, _ = person.do(OUT, card, "finish_check", shortage="reduce", target="checked")
    assert card.status == "checked"
    card, _ = person.do(OUT, card, "ready")
    card, _ = person.do(OUT, card, "ship")
    card, _ = person.do(OUT, card, "unship")
    card, _ = person.do(OUT, card, "ship")
    card, done = person.do(OUT, card, "bill")
    assert done.open is not None
    invoice = person.desk.open(person.form("sales_invoices"), done.open[1])
    assert [line["quantity"] for line in invoice.lines["lines"]] == [3_000, 12_000]
    invoice, _ = person.do("sales_invoices", invoice, "unpost")
    invoice, _ = person.do("sales_invoices", invoice, "post")
    assert invoice.status == "shipped"
    assert person.desk.movements(invoice.id or 0)


def test_the_next_order_begins_where_the_last_one_was_made(person: Person) -> None:
    """The warehouse, the company and the prices a person used last stand in his next order."""
    scene = person.scene
    with transaction(scene.database.sessions) as session:
        # By name it comes first.
        session.add(Warehouse(code="А", name="Автоматический"))
        key = session.scalars(select(AppUser.id).where(AppUser.login == "boss")).one()
        boss = Person(scene, actor_of(session, key))
    other = Person(scene, replace(boss.desk.actor, user_id=0))
    of = boss.form("customer_orders")
    card = boss.desk.new(of)
    assert card is not None
    assert card.shown["warehouse_id"] == "Автоматический"

    card = card.with_values(partner_id=scene.ids["partner"], warehouse_id=scene.ids["house"])
    line = boss.desk.line(of, card, "lines", Picked(scene.ids["item5"], "item5"))
    boss.desk.save(of, card.with_lines("lines", [line]))

    fresh = boss.desk.new(of)
    assert fresh is not None
    assert (fresh.values["warehouse_id"], fresh.shown["warehouse_id"]) == (
        scene.ids["house"],
        "Главный",
    )
    newcomer = other.desk.new(of)
    assert newcomer is not None
    assert newcomer.shown["warehouse_id"] == "Главный"  # where orders are made


def test_tables_a_and_b_are_typed_and_kept_equal(person: Person) -> None:
    card = person.outbound(("item5", 9))
    of = person.form(OUT)
    less = card.with_lines("goods", [{**card.lines["goods"][0], "quantity": 4_000}])
    with pytest.raises(Refused):
        person.desk.save(of, less)
    assert person.desk.open(of, card.id or 0).lines == card.lines
    card, _ = person.do(OUT, less, "fill_a")
    assert [line["quantity"] for line in card.lines["why"]] == [4_000]
    saved = person.desk.save(of, card.with_values(priority=7, comment="Срочно"))
    assert (saved.values["priority"], saved.values["comment"]) == (7, "Срочно")
    with pytest.raises(Conflict):
        person.desk.save(of, card.with_values(priority=8))
    card, _ = person.do(OUT, saved, "withdraw")
    assert card.lines["goods"] == ()


def test_one_expense_order_serves_several_dispositions(person: Person) -> None:
    keys = []
    for item in ("item2", "item3"):
        order, _ = person.do("customer_orders", person.order((item, 1)), "confirm")
        keys.append(order.id)
    of = person.form("dispositions")
    card = person.desk.open(of, keys[0] or 0)
    assert [line["item_id__shown"] for line in card.lines["open"]] == ["Хлеб ржаной"]
    assemble = next(c for c in person.desk.rows_commands(of) if c.id == "assemble_now")
    done = person.desk.run_rows(assemble, keys)
    assert done.open is not None
    outbound = person.desk.open(person.form(OUT), done.open[1])
    assert outbound.status == "to_pick"
    assert len(outbound.lines["why"]) == 2


def test_a_task_is_given_taken_back_and_done(walker: Person) -> None:
    card = walker.outbound(("item5", 6))
    card, _ = walker.do(OUT, card, "release")
    opens = card.lines["tasks"][0]["__opens"]
    of = walker.form(opens[0])
    task = walker.desk.open(of, opens[1])
    assert task.values["destination"] == "ОТГР"
    command = next(one for one in of.commands if one.id == "reassign")
    choices = walker.desk.asks(command, task)[0].choices or {}
    keeper = next(key for key, name in choices.items() if name == "Keeper")
    task, _ = walker.do("pick_tasks", task, "reassign", executor=keeper)
    assert task.values["executor"] == "Keeper"
    history = history_table(of, *walker.desk.history(of, task.id or 0))[1]
    assert [cell.text for cell in history[0][2:]] == ["Executor", "—", "Keeper"]
    task, _ = walker.do("pick_tasks", task, "reassign", executor="")
    task, _ = walker.do("pick_tasks", task, "take_all")
    assert task.status == "done"
    assert task.facts == (("Done", "1 / 1"),)
    card = walker.desk.open(walker.form(OUT), card.id or 0)
    assert card.status == "to_ship"
    card, _ = walker.do(OUT, card, "ship")
    assert card.status == "shipped"


def test_a_form_never_offers_what_a_role_may_not_do(person: Person) -> None:
    card = person.outbound(("item5", 1))
    with transaction(person.scene.database.sessions) as session:
        key = session.scalars(select(AppUser.id).where(AppUser.login == "keeper")).one()
        keeper = actor_of(session, key)
    other = Person(person.scene, keeper)
    seen = other.desk.open(other.form(OUT), card.id or 0)
    assert not seen.editable
    assert other.offered(OUT, seen) == set()
    assert other.desk.sections()[0].title == "Warehouse"
