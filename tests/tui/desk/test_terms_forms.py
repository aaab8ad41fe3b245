"""Forms of terms, without a screen: agreements, contracts, schedules, segments, settings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, select

from core.access.actor import SYSTEM, Actor
from core.access.roles import Role
from core.access.users import create_user
from core.catalog.models import PriceGroup
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.documents.errors import EmptyRule
from core.documents.listing import Filter, ListQuery
from core.documents.models import Document
from core.documents.preferences import get
from core.documents.segments import Rule, SegmentKind, members_of, read_rule, save_segment
from core.kernel.clock import FixedClock
from core.kernel.errors import BadValue, Conflict, NotFound, Refused
from core.partners.models import Partner, PartnerSegment
from core.terms.errors import StagesWrongSum
from core.terms.queries import agreement_terms
from core.terms.settings import AGREEMENT_USE
from core.terms.statuses import AgreementKind, AgreementUse, DeliveryMethod, StageKind
from tests.tui.desk.scene import PASSWORD, Scene, build
from tests.tui.desk.terms import actor, asked, staff, standard
from tui.flows.desk.desk import Desk
from tui.flows.desk.registry import form
from tui.flows.desk.shapes import OPENS, Card, Done, Form, Given, Picked
from tui.formatting import fill
from tui.locale import use_language


class Person:
    """Somebody at a desk."""

    def __init__(self, scene: Scene, who: Actor = SYSTEM) -> None:
        self.scene = scene
        self.desk = Desk(scene.database, who, scene.clock)

    def form(self, name: str) -> Form:
        """Return a form."""
        found = form(name)
        assert found is not None
        return found

    def new(self, name: str, /, **values: Any) -> Card:
        """Return a new card with some fields typed, each followed by what it leads to."""
        of = self.form(name)
        card = self.desk.new(of)
        assert card is not None
        for field, value in values.items():
            card = self.desk.changed(of, card.with_values(**{field: value}), "", 0, field)
        return card

    def add(self, name: str, card: Card, table: str, picked: int = 0, **values: Any) -> Card:
        """Return the card with one more line, typed over."""
        of = self.form(name)
        line = {**self.desk.line(of, card, table, Picked(picked, "") if picked else None), **values}
        lines = [*card.lines[table], line]
        return self.desk.changed(of, card.with_lines(table, lines), table, len(lines) - 1, "")

    def save(self, name: str, card: Card) -> Card:
        """Save; return the card as stored."""
        return self.desk.save(self.form(name), card)

    def offered(self, name: str, card: Card) -> set[str]:
        """Return the commands offered now."""
        return {one.id for one in self.desk.commands(self.form(name), card)}

    def do(self, name: str, card: Card, command: str, **given: Any) -> tuple[Card, Done]:
        """Give a command; return the card after it."""
        of = self.form(name)
        found = next(one for one in self.desk.commands(of, card) if one.id == command)
        told = Given({**found.initial(card, Given(today=self.desk.today())), **given})
        done = self.desk.run(found, card, told)
        assert "{" not in fill(done.message, done.facts)
        return self.desk.open(of, card.id or 0), done


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """One language."""
    use_language("en")
    yield
    use_language("en")


@pytest.fixture
def person(fresh_database: Database, clock: FixedClock) -> Person:
    """Somebody with every right."""
    scene = build(fresh_database, clock)
    staff(scene)
    with transaction(fresh_database.sessions) as session:
        group = PriceGroup(code="ЧАЙ", name="Чай")
        session.add(group)
        session.flush()
        scene.ids["group"] = group.id
    return Person(scene)


AGREEMENTS = "agreements"


def test_an_agreement_is_typed_saved_put_in_force_and_refined(person: Person) -> None:
    card = person.new(AGREEMENTS, name="Опт", max_discount=500, delivery_days=3)
    card = person.add(AGREEMENTS, card, "stages", kind=StageKind.PREPAYMENT, percent=3_000)
    card = person.add(AGREEMENTS, card, "stages")
    assert card.lines["stages"][1]["percent"] == 7_000, "a new stage is what is left"
    card = person.add(AGREEMENTS, card, "limits", person.scene.ids["group"], max_discount=200)
    card = person.add(AGREEMENTS, card, "methods")
    card = person.save(AGREEMENTS, card)
    assert (card.heading, card.status_title) == ("СГ-000001", "Not agreed")
    assert card.lines["limits"][0]["price_group_id__shown"] == "Чай"
    assert [line["method"] for line in card.lines["methods"]] == [DeliveryMethod.PICKUP]
    assert person.offered(AGREEMENTS, card) == {"enforce", "refine", "close"}
    card, _ = person.do(AGREEMENTS, card, "enforce")
    assert card.status_title == "In force"
    _, done = person.do(AGREEMENTS, card, "refine", partner_id=person.scene.ids["partner"])
    assert done.open is not None
    own = person.desk.open(person.form(AGREEMENTS), done.open[1])
    assert own.shown["base_id"] == "СГ-000001 Опт"
    assert own.lines["differences"] == ()
    own = person.desk.changed(
        person.form(AGREEMENTS), own.with_values(delivery_days=1), "", 0, "delivery_days"
    )
    assert [line["what"] for line in own.lines["differences"]] == [
        "Days to deliver: 1; in the standard 3."
    ]
    saved = person.save(AGREEMENTS, own)
    assert dict(saved.facts)["Differences"] == "1"
    with transaction(person.scene.database.sessions) as session:
        terms = agreement_terms(session, saved.id or 0)
    assert (terms.kind, terms.delivery_days) == (AgreementKind.INDIVIDUAL, 1)
    assert [stage.percent for stage in terms.stages] == [3_000, 7_000]


def test_a_new_individual_agreement_takes_over_the_standard_it_refines(person: Person) -> None:
    base = standard(person.scene, "Опт", max_discount=700, currency="EUR", tare_days=5)
    card = person.new(
        AGREEMENTS, kind=AgreementKind.INDIVIDUAL, partner_id=person.scene.ids["partner"]
    )
    assert dict(card.facts)["Differences"] == "3", "without a standard everything is new"
    card = person.desk.changed(
        person.form(AGREEMENTS), card.with_values(base_id=base), "", 0, "base_id"
    )
    taken = [card.values[name] for name in ("currency", "max_discount", "tare_days", "name")]
    assert taken == ["EUR", 700, 5, "Опт"]
    assert dict(card.facts)["Differences"] == "0"


def test_a_manager_sends_his_agreement_to_approval_and_takes_it_back(person: Person) -> None:
    base = standard(person.scene)
    seller = Person(person.scene, actor(person.scene, "seller"))
    of = seller.form(AGREEMENTS)
    stored = seller.desk.open(of, base)
    assert not stored.editable
    assert seller.offered(AGREEMENTS, stored) == {"refine"}
    _, done = seller.do(AGREEMENTS, stored, "refine", partner_id=person.scene.ids["partner"])
    assert done.open is not None
    card = seller.desk.open(of, done.open[1])
    assert seller.offered(AGREEMENTS, card) == {"enforce", "close"}
    card = seller.save(AGREEMENTS, card.with_values(max_discount=900))
    assert seller.offered(AGREEMENTS, card) == {"enforce", "ask", "close"}
    with pytest.raises(Refused):
        seller.do(AGREEMENTS, card, "enforce")
    ask = next(one for one in seller.desk.commands(of, card) if one.id == "ask")
    told = ask.initial(card, Given(today=seller.desk.today()))
    assert told == {"due": dt.date(2026, 11, 22)}, "two days, as the settings say"
    card, done = seller.do(AGREEMENTS, card, "ask", text="Прошу")
    assert (
        fill(done.message, done.facts)
        == "Sent to approval. Commercial terms: Approver, Boss, Pricer."
    )
    assert seller.offered(AGREEMENTS, card) == {"enforce", "withdraw_asking", "close"}
    assert dict(card.facts)["Approval"] == "being approved: Commercial, until 2026-11-22"
    (line,) = card.lines["approval"]
    assert (line["state"], line[OPENS][0]) == ("open", "approval_tasks")
    card, _ = seller.do(AGREEMENTS, card, "withdraw_asking")
    assert dict(card.facts)["Approval"] == "not asked for"
    copied = seller.desk.copy(of, card.id or 0)
    assert copied is not None
    assert (copied.id, copied.lines["approval"]) == (None, ())


def test_stages_of_a_schedule_are_changed_in_the_schedule(person: Person) -> None:
    card = person.new("payment_schedules", code="ПО", name="Предоплата")
    with pytest.raises(StagesWrongSum):
        person.save("payment_schedules", card)
    card = person.add("payment_schedules", card, "stages", kind=StageKind.PREPAYMENT)
    assert dict(card.facts) == {"Together": "100\xa0%", "Of 100 000": "100\xa0000.00"}
    schedule = person.save("payment_schedules", card)
    agreement = person.new(AGREEMENTS, name="Опт", schedule_id=schedule.id)
    of = person.form(AGREEMENTS)
    assert [line["kind"] for line in agreement.lines["stages"]] == [StageKind.PREPAYMENT]
    assert not of.lines_open(agreement, "stages")
    assert of.lines_open(agreement, "limits")
    changes, _names = person.desk.history(person.form("payment_schedules"), schedule.id or 0)
    told = [person.form("payment_schedules").told(one.field, one.new) for one in changes]
    assert "Prepayment, before shipping: 100\xa0%" in told


def test_a_contract_is_typed_put_in_force_and_its_sides_are_fixed(person: Person) -> None:
    of = person.form("contracts")
    card = person.new("contracts", partner_id=person.scene.ids["partner"])
    assert card.shown["legal_entity_id"] == "ООО «Ромашка»"
    card = card.with_values(own_number="17", rate_variant="fixed", currency="USD", rate="много")
    with pytest.raises(BadValue):
        person.save("contracts", card)
    card = person.desk.changed(
        of,
        card.with_values(rate="98,7650", credit_limit_minor=5_000_00),
        "",
        0,
        "credit_limit_minor",
    )
    assert card.values["limited"], "a limit that is typed is meant"
    card = person.save("contracts", card)
    assert (card.heading, card.values["rate"]) == ("КЛ-000001", "98.765")
    assert "currency" not in of.fixed(card)
    card, _ = person.do("contracts", card, "enforce")
    assert {"partner_id", "currency", "company_id"} <= of.fixed(card)
    unlimited = person.save("contracts", card.with_values(limited=False))
    assert not unlimited.values["limited"]
    card, _ = person.do("contracts", unlimited, "close")
    assert (card.editable, person.offered("contracts", card)) == (False, {"reopen"})
    card, _ = person.do("contracts", card, "reopen")
    assert card.status_title == "In force"


def test_a_partner_s_card_shows_what_is_agreed_with_him(person: Person) -> None:
    scene = person.scene
    base = standard(scene, "Всем")
    own = asked(scene, base)
    with transaction(scene.database.sessions) as session:
        segment = save_segment(
            session,
            SYSTEM,
            "partner_segment",
            None,
            0,
            code="VIP",
            title="Избранные",
            kind=SegmentKind.FIXED,
            members=[scene.ids["partner"]],
        )
    contract = person.save("contracts", person.new("contracts", partner_id=scene.ids["partner"]))
    of = person.form("partners")
    card = person.desk.open(of, scene.ids["partner"])
    assert [line[OPENS] for line in card.lines["agreements"]] == [
        (AGREEMENTS, own),
        (AGREEMENTS, base),
    ]
    assert [line[OPENS] for line in card.lines["contracts"]] == [("contracts", contract.id)]
    assert [line[OPENS] for line in card.lines["segments"]] == [("partner_segments", segment.id)]
    with transaction(scene.database.sessions) as session:
        create_user(
            session, SYSTEM, login="k2", name="K2", password=PASSWORD, roles=[Role.STOREKEEPER]
        )
    keeper = Person(scene, actor(scene, "k2"))
    seen = keeper.desk.open(of, scene.ids["partner"])
    assert (seen.lines["agreements"], seen.lines["contracts"]) == ((), ())
    saved = person.save("partners", card.with_values(phone="123"))
    assert saved.values["phone"] == "123"


SEGMENTS = "partner_segments"


def test_who_satisfies_a_rule_is_shown_before_it_is_saved(person: Person) -> None:
    card = person.new(SEGMENTS, code="Р", name="Ромашки", kind=SegmentKind.RULE)
    assert dict(card.facts)["Members"] == "—", "a rule that says nothing finds nobody"
    card = person.desk.changed(
        person.form(SEGMENTS), card.with_values(search="ромашка"), "", 0, "search"
    )
    assert dict(card.facts)["Members"] == "1"
    assert [line["member_id__shown"] for line in card.lines["members"]] == ["Ромашка"]
    card = person.add(SEGMENTS, card, "conditions", column="client", condition="no")
    assert dict(card.facts)["Members"] == "0"
    with transaction(person.scene.database.sessions) as session:
        assert session.scalar(select(func.count()).select_from(PartnerSegment)) == 0
    saved = person.save(SEGMENTS, card)
    assert saved.lines["conditions"][0]["condition"] == "no"
    with transaction(person.scene.database.sessions) as session:
        session.get_one(Partner, person.scene.ids["partner"]).client = False
    saved, done = person.do(SEGMENTS, saved, "refresh")
    assert fill(done.message, done.facts) == "Ромашки: came 1, went 0, members 1."
    _, done = person.do(SEGMENTS, saved, "refresh_all")
    assert fill(done.message, done.facts) == ("Segments refreshed: 1; members came 0, went 0.")


def test_conditions_are_typed_as_filters_are_and_faults_name_their_line(person: Person) -> None:
    card = person.new("item_segments", code="Т", name="Товары", kind=SegmentKind.RULE)
    card = person.add("item_segments", card, "conditions", column="weight", condition="0..500")
    card = person.add("item_segments", card, "conditions", column="vat", condition="general")
    assert dict(card.facts)["Members"] == "5"
    saved = person.save("item_segments", card)
    assert [line["condition"] for line in saved.lines["conditions"]] == ["0..500", "General rate"]
    bad = person.add("item_segments", saved, "conditions", column="weight", condition="лёгкий")
    with pytest.raises(BadValue) as refused:
        person.save("item_segments", bad)
    assert refused.value.facts["line"] == 3
    assert person.desk.open(person.form("item_segments"), saved.id or 0).lines == saved.lines


def test_a_rule_that_nobody_touched_is_written_as_it_was(person: Person) -> None:
    rule = Rule("", (Filter("name", "in", ["Ромашка", "Василёк"]), Filter("name", "ne", "Роза")))
    with transaction(person.scene.database.sessions) as session:
        made = save_segment(
            session,
            SYSTEM,
            "partner_segment",
            None,
            0,
            code="IN",
            title="Двое",
            kind=SegmentKind.RULE,
            rule=rule,
        )
    card = person.desk.open(person.form(SEGMENTS), made.id)
    assert dict(card.facts)["Members"] == "2"
    saved = person.save(SEGMENTS, card.with_values(name="Те же двое"))
    with transaction(person.scene.database.sessions) as session:
        row = session.get_one(PartnerSegment, saved.id)
        assert (row.name, read_rule(row.rule)) == ("Те же двое", rule)
    assert person.form(SEGMENTS).told("rule", row.rule) is not None


def test_members_are_listed_by_hand_and_a_rule_can_be_taken_away(person: Person) -> None:
    of = person.form(SEGMENTS)
    card = person.new(SEGMENTS, code="С", name="Список")
    card = person.add(SEGMENTS, card, "members", person.scene.ids["other"])
    card = person.save(SEGMENTS, card)
    assert of.lines_open(card, "members")
    assert not of.lines_open(card, "conditions")
    card = person.save(SEGMENTS, card.with_values(kind=SegmentKind.RULE, search="ромашка"))
    with transaction(person.scene.database.sessions) as session:
        assert members_of(session, "partner_segment", card.id or 0) == {person.scene.ids["partner"]}
    card = person.save(SEGMENTS, card.with_values(kind=SegmentKind.FIXED))
    assert [line["member_id__shown"] for line in card.lines["members"]] == ["Ромашка"]
    with pytest.raises(EmptyRule):
        person.save(SEGMENTS, card.with_values(kind=SegmentKind.RULE, search=""))


def test_settings_are_one_card_with_its_history(person: Person) -> None:
    of = person.form("preferences")
    assert of.single
    card = person.desk.open(of, 0)
    assert card.values["agreement_use"] is AgreementUse.BOTH
    saved = person.save("preferences", card.with_values(agreement_use="standard"))
    (line,) = saved.lines["changes"]
    assert (line["what"], line["old"], line["new"]) == (
        "Agreements",
        "standard and individual",
        "only standard",
    )
    with transaction(person.scene.database.sessions) as session:
        assert get(session, AGREEMENT_USE) is AgreementUse.STANDARD
    with pytest.raises(Conflict):
        person.save("preferences", card.with_values(approval_days=5))
    seller = Person(person.scene, actor(person.scene, "seller"))
    assert "preferences" not in {
        name for section in seller.desk.sections() for name in section.lists
    }


def test_an_approver_sees_every_field_and_changes_none(person: Person) -> None:
    base = standard(person.scene)
    key = asked(person.scene, base)
    approver = Person(person.scene, actor(person.scene, "pricer"))
    of = approver.form(AGREEMENTS)
    card = approver.desk.open(of, key)
    assert not card.editable
    assert of.fixed(card) == {field.name for field in of.fields}
    assert approver.offered(AGREEMENTS, card) == set()
    with pytest.raises(Refused):
        approver.save(AGREEMENTS, card.with_values(max_discount=0))
    with transaction(person.scene.database.sessions) as session:
        assert agreement_terms(session, key).limits[0].max_discount == 1_500


def test_a_task_of_a_hidden_document_is_not_opened(person: Person) -> None:
    base = standard(person.scene, warehouse_id=person.scene.ids["house"])
    asked(person.scene, base)
    with transaction(person.scene.database.sessions) as session:
        create_user(
            session,
            SYSTEM,
            login="far",
            name="Far",
            password=PASSWORD,
            roles=[Role.APPROVER],
            warehouses=[],
        )
        documents = session.scalar(select(func.count()).select_from(Document))
    far = Person(person.scene, actor(person.scene, "far"))
    near = Person(person.scene, actor(person.scene, "approver"))
    (row,) = near.desk.page("approval_tasks", ListQuery()).rows
    assert far.desk.page("approval_tasks", ListQuery()).rows == []
    with pytest.raises(NotFound):
        far.desk.open(far.form("approval_tasks"), row.key)
    with transaction(person.scene.database.sessions) as session:
        assert session.scalar(select(func.count()).select_from(Document)) == documents
