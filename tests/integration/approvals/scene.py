"""People with rights to approve, and documents to be approved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

import core.approvals.listings  # noqa: F401 - registers the lists
from core.access.actor import SYSTEM, Actor
from core.access.models import AppUser
from core.access.roles import Permission, Role
from core.access.users import actor_of, create_user
from core.approvals.asking import ApprovalAsked, ask_approval
from core.approvals.queries import inbox
from core.approvals.statuses import ApprovalKind, Reason
from core.documents.models import Document
from core.documents.operations import create
from core.kernel.clock import Clock
from core.partners.models import Company
from core.stock.models import Warehouse
from tests.integration.documents.trial import TRIAL

REASONS = {
    ApprovalKind.COMMERCIAL: (Reason("price-below", {"line": 1, "given": 90, "agreed": 100}),),
    ApprovalKind.LOGISTIC: (Reason("warehouse", {"agreed": 1, "given": 2}),),
}


@dataclass
class Scene:
    """Ids and people by the words of the test."""

    session: Session
    clock: Clock
    people: dict[str, Actor] = field(default_factory=dict)
    warehouses: dict[str, int] = field(default_factory=dict)
    companies: dict[str, int] = field(default_factory=dict)

    def document(self, warehouse: str = "main", company: str = "КЛ") -> Document:
        """Make a document of the author."""
        return create(
            self.session,
            SYSTEM,
            TRIAL.name,
            clock=self.clock,
            warehouse_id=self.warehouses[warehouse],
            company_id=self.companies[company],
        )

    def ask(
        self,
        document: Document,
        *kinds: ApprovalKind,
        who: str = "author",
        **named: object,
    ) -> ApprovalAsked:
        """Ask about a document: commercial and logistic unless told otherwise."""
        reasons = {kind: REASONS.get(kind, (Reason("no-standard"),)) for kind in kinds}
        given: dict[str, object] = {"due": None, "text": "", **named}
        return ask_approval(
            self.session,
            self.people[who],
            document.id,
            reasons or REASONS,
            clock=self.clock,
            **given,  # type: ignore[arg-type]
        )

    def task(self, who: str) -> int:
        """Return the only task in somebody's inbox."""
        (found,) = inbox(self.session, self.people[who])
        return found.id


def person(
    session: Session,
    login: str,
    roles: Sequence[Role],
    *,
    warehouses: Sequence[int] | None = None,
    companies: Sequence[int] | None = None,
    also: Sequence[Permission] = (),
) -> Actor:
    """Add a user; *also* are rights beside those of his roles, for tests only."""
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
    found = actor_of(session, row.id)
    return Actor(
        found.user_id,
        found.login,
        found.name,
        found.roles,
        found.permissions | frozenset(also),
        found.warehouses,
        found.companies,
    )


def build(session: Session, clock: Clock) -> Scene:
    """Build two warehouses, two companies, an author and approvers of two kinds."""
    scene = Scene(session, clock)
    for code in ("main", "far"):
        house = Warehouse(code=code, name=f"Склад {code}")
        session.add(house)
        session.flush()
        scene.warehouses[code] = house.id
    for prefix in ("КЛ", "УП"):
        company = Company(code=prefix, prefix=prefix, name=f"ООО {prefix}")
        session.add(company)
        session.flush()
        scene.companies[prefix] = company.id
    reads = (Permission.STOCK_READ,)
    edits = (Permission.STOCK_READ, Permission.STOCK_ENTER)
    scene.people = {
        "author": person(session, "author", [Role.SALES_MANAGER], also=edits),
        "pricer": person(session, "pricer", [Role.PRICE_APPROVER], also=reads),
        "second": person(session, "second", [Role.PRICE_APPROVER], also=reads),
        "mover": person(session, "mover", [Role.LOGISTICS_APPROVER], also=reads),
        "stranger": person(session, "stranger", [Role.STOREKEEPER]),
        "near": person(
            session,
            "near",
            [Role.PRICE_APPROVER],
            warehouses=[scene.warehouses["far"]],
            also=reads,
        ),
    }
    return scene


def retire(session: Session, *people: Actor) -> None:
    """Bar people from signing in: they approve nothing any more."""
    for one in people:
        session.get_one(AppUser, one.user_id).retired = True
    session.flush()
