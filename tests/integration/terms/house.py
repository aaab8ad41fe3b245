"""A company with partners, segments, schedules and people of every kind, for tests of terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

import core.catalog.segments
import core.partners.segments
import core.terms.books
import core.terms.listings  # noqa: F401 - registers lists, books and types
from core.access.actor import SYSTEM, Actor
from core.access.roles import Role, permissions_of
from core.access.users import actor_of, create_user
from core.catalog.models import Item, PriceGroup, Unit
from core.documents.segments import Rule, SegmentKind, save_segment
from core.kernel.clock import Clock
from core.partners.models import Company, LegalEntity, Partner
from core.pricing.operations import create_price_type
from core.stock.models import Warehouse
from core.terms.agreement_steps import enforce_agreement
from core.terms.agreements import AgreementInput, AgreementSaved, create_agreement
from core.terms.rules import ScheduleStage
from core.terms.schedules import save_schedule
from core.terms.statuses import AgreementKind, StageKind

BOSS = replace(SYSTEM, login="boss", name="Boss")


@dataclass
class House:
    """Ids by the words of the test."""

    clock: Clock
    companies: dict[str, int] = field(default_factory=dict)
    partners: dict[str, int] = field(default_factory=dict)
    entities: dict[str, int] = field(default_factory=dict)
    warehouses: dict[str, int] = field(default_factory=dict)
    price_types: dict[str, int] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)
    items: dict[str, int] = field(default_factory=dict)
    schedules: dict[str, int] = field(default_factory=dict)
    people: dict[str, Actor] = field(default_factory=dict)

    def standard(
        self, session: Session, name: str = "Опт", *, in_force: bool = True, **header: object
    ) -> AgreementSaved:
        """Make a standard agreement for everybody, in force unless told otherwise."""
        given: dict[str, object] = {"name": name, "price_type_id": self.price_types["opt"]}
        made = create_agreement(
            session,
            BOSS,
            AgreementKind.STANDARD,
            AgreementInput(header=given | header),
            clock=self.clock,
        )
        return enforce_agreement(session, BOSS, made.id, clock=self.clock) if in_force else made

    def segment(self, session: Session, code: str, partners: Sequence[str]) -> int:
        """Make a fixed segment of partners."""
        return save_segment(
            session,
            BOSS,
            "partner_segment",
            None,
            0,
            code=code,
            title=f"Сегмент {code}",
            kind=SegmentKind.FIXED,
            members=[self.partners[one] for one in partners],
            clock=self.clock,
        ).id

    def rule_segment(self, session: Session, code: str, rule: Rule) -> int:
        """Make a segment of partners by a rule."""
        return save_segment(
            session,
            BOSS,
            "partner_segment",
            None,
            0,
            code=code,
            title=f"Сегмент {code}",
            kind=SegmentKind.RULE,
            rule=rule,
            clock=self.clock,
        ).id


def person(
    session: Session,
    login: str,
    *roles: Role,
    warehouses: Sequence[int] | None = None,
    companies: Sequence[int] | None = None,
) -> Actor:
    """Add a user who signs in; return him."""
    row = create_user(
        session,
        SYSTEM,
        login=login,
        name=login.title(),
        password=None,
        roles=roles,
        warehouses=warehouses,
        companies=companies,
    )
    actor = actor_of(session, row.id)
    assert actor.permissions == permissions_of(frozenset(roles))
    return actor


def build(session: Session, clock: Clock) -> House:
    """Build two companies, three partners, two warehouses, two price types, a schedule, people."""
    house = House(clock)
    for prefix in ("КЛ", "УП"):
        company = Company(code=prefix, name=f"ООО {prefix}", prefix=prefix)
        session.add(company)
        session.flush()
        house.companies[prefix] = company.id
    for code in ("ROSE", "LILY", "FERN"):
        partner = Partner(code=code, name=code.capitalize(), phone="495" if code == "ROSE" else "")
        session.add(partner)
        session.flush()
        entity = LegalEntity(code=code, partner_id=partner.id, name=f"ООО {code}")
        session.add(entity)
        session.flush()
        house.partners[code], house.entities[code] = partner.id, entity.id
    for code in ("main", "far"):
        warehouse = Warehouse(code=code, name=f"Склад {code}")
        session.add(warehouse)
        session.flush()
        house.warehouses[code] = warehouse.id
    for code in ("opt", "shop"):
        house.price_types[code] = create_price_type(session, BOSS, code=code, name=code.title())
    unit = Unit(code="796", name="Штука", symbol="шт")
    group = PriceGroup(code="TEA", name="Чай")
    session.add_all([unit, group])
    session.flush()
    house.groups["TEA"] = group.id
    for code in ("TEA", "MILK"):
        item = Item(code=code, name=code.capitalize(), unit_id=unit.id)
        session.add(item)
        session.flush()
        house.items[code] = item.id
    house.schedules["half"] = save_schedule(
        session,
        BOSS,
        None,
        0,
        ("HALF", "Половина вперёд"),
        (
            ScheduleStage(StageKind.PREPAYMENT, 5_000),
            ScheduleStage(StageKind.CREDIT, 5_000, 14),
        ),
        clock=clock,
    ).id
    for login, role in (
        ("manager", Role.SALES_MANAGER),
        ("head", Role.SALES_HEAD),
        ("pricer", Role.PRICE_APPROVER),
        ("banker", Role.FINANCE_APPROVER),
        ("mover", Role.LOGISTICS_APPROVER),
        ("keeper", Role.STOREKEEPER),
        ("books", Role.ACCOUNTANT),
    ):
        house.people[login] = person(session, login, role)
    return house
