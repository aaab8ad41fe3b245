"""A sales department in a few words: people, stages, reasons, deals, needs, visits.

    house = build(session, clock)
    deal = house.deal(session, "Fence", expected="1200.00")

Sums are roubles, quantities pieces. People: "boss" (head of sales), "olga" (sales manager), "petr"
and "ira" (sales representatives, who see only their own).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM, Actor
from core.access.roles import Role
from core.access.users import actor_of, create_user
from core.deals.books import add_usual_books
from core.deals.dealing import NewDeal, create_deal
from core.deals.models import DealStage, LostReason, NeedReason
from core.deals.needs import NeedLine, NewNeed, record_need
from core.deals.visits import NewVisit, VisitLine, plan_visit
from core.kernel.clock import FixedClock
from core.kernel.money import Money
from tests.integration.sales.trade import Trade
from tests.integration.sales.trade import build as build_trade

TODAY = dt.date(2026, 11, 20)
"""The business date of the clock of tests."""


@dataclass
class House:
    """Ids by the words of the test."""

    clock: FixedClock
    trade: Trade
    people: dict[str, Actor] = field(default_factory=dict)
    stages: dict[str, int] = field(default_factory=dict)
    """By code: "1" to "4" work, "5" won, "6" lost."""
    lost: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    """By name: "Цена", "Нет на складе", …"""

    def user(self, who: str) -> int:
        """Return the id of a user."""
        return self.people[who].user_id

    def deal(
        self,
        session: Session,
        name: str = "Fence",
        *,
        by: str = "boss",
        responsible: str = "olga",
        expected: str = "0",
        **given: Any,
    ) -> int:
        """Make a deal with ROSE; return its id."""
        new = NewDeal(
            name=name,
            partner_id=self.trade.partners[given.pop("partner", "ROSE")],
            responsible_id=self.user(responsible),
            expected_minor=Money.parse(expected).minor,
            **given,
        )
        return create_deal(session, self.people[by], new, clock=self.clock).id

    def line(self, text: str) -> NeedLine:
        """Read "GLOVES 3 Цена 10.00/12.00" or "'винт М8' 5 Цена": what, how many, why, prices."""
        if text.startswith("'"):
            words, _, rest = text[1:].partition("'")
        else:
            words, (code, rest) = "", text.split(maxsplit=1)
        quantity, rest = rest.split(maxsplit=1)
        *reason, prices = rest.split() if "/" in rest else (*rest.split(), "/")
        wanted, _, offered = prices.partition("/")
        return NeedLine(
            item_id=None if words else self.trade.items[code],
            item_text=words,
            quantity=int(quantity) * 1000,
            reason_id=self.reasons[" ".join(reason)],
            wanted_minor=Money.parse(wanted).minor if wanted else None,
            offered_minor=Money.parse(offered).minor if offered else None,
        )

    def need(
        self,
        session: Session,
        *lines: str,
        by: str = "boss",
        manager: str = "olga",
        partner: str = "ROSE",
        **given: Any,
    ) -> int:
        """Record a need of what the texts say; return its id."""
        asked = tuple(self.line(line) for line in lines)
        return self.need_of(session, *asked, by=by, manager=manager, partner=partner, **given)

    def need_of(
        self,
        session: Session,
        *lines: NeedLine,
        by: str = "boss",
        manager: str = "olga",
        partner: str = "ROSE",
        **given: Any,
    ) -> int:
        """Record a need; return its id."""
        new = NewNeed(
            lines=lines,
            manager_id=self.user(manager),
            partner_id=self.trade.partners[partner] if partner else None,
            **given,
        )
        return record_need(session, self.people[by], new, clock=self.clock).id

    def visit(
        self,
        session: Session,
        goods: str = "",
        *,
        by: str = "boss",
        who: str = "petr",
        on: dt.date = TODAY,
        partner: str = "ROSE",
        **given: Any,
    ) -> int:
        """Plan a visit to offer "GLOVES 3, MASK 1"; return its id."""
        lines = tuple(
            VisitLine(item_id=self.trade.items[code], quantity=int(count) * 1000)
            for code, count in (part.split() for part in goods.split(",") if part.strip())
        )
        new = NewVisit(
            representative_id=self.user(who),
            partner_id=self.trade.partners[partner],
            planned_on=on,
            lines=lines,
            **given,
        )
        return plan_visit(session, self.people[by], new, clock=self.clock).id


def build(session: Session, clock: FixedClock, goods: str = "GLOVES 10 @12, MASK 5 @3") -> House:
    """Build a trading company with its sales people and the usual books."""
    house = House(clock, build_trade(session, clock, goods))
    for login, role in (
        ("boss", Role.SALES_HEAD),
        ("olga", Role.SALES_MANAGER),
        ("petr", Role.SALES_REPRESENTATIVE),
        ("ira", Role.SALES_REPRESENTATIVE),
        ("keeper", Role.STOREKEEPER),
    ):
        made = create_user(
            session, SYSTEM, login=login, name=login.title(), password=None, roles=[role]
        )
        house.people[login] = replace(actor_of(session, made.id), warehouses=None, companies=None)
    add_usual_books(session, house.people["boss"], clock=clock)
    house.stages = {row.code: row.id for row in session.scalars(select(DealStage))}
    house.lost = {row.name: row.id for row in session.scalars(select(LostReason))}
    house.reasons = {row.name: row.id for row in session.scalars(select(NeedReason))}
    return house
