"""Quotations in a few words, on the trading company of `trade`.

    offers = build(session, clock)
    quotation = offers.quote(session, "GLOVES 10 -5, MASK 5 @11 alt")

"-5" is a discount by hand in percent, "+5" a markup, "@" a typed price, "alt" an alternative, "d3"
three days from the order, "r1" that it answers requested line 1. Requests read "gloves 5 @100".
People: "boss" (head of sales), "olga" (sales manager), "zoe" (approver), "keeper" (storekeeper).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM, Actor
from core.access.roles import Permission, Role
from core.access.users import actor_of, create_user
from core.kernel.clock import FixedClock
from core.kernel.money import Money
from core.partners.models import LegalEntity
from core.sales.quotation_lines import QuotedLine, RequestedLine
from core.sales.quotation_models import Quotation, QuotationLine
from core.sales.quotation_statuses import DeliveryTerm
from core.sales.quotation_steps import enforce_quotation
from core.sales.quotations import NewQuotation, create_quotation
from core.terms.agreement_steps import enforce_agreement
from core.terms.agreements import AgreementInput, create_agreement
from core.terms.statuses import AgreementKind
from tests.integration.sales.trade import BOSS, Trade, pieces
from tests.integration.sales.trade import build as build_trade

TODAY = date(2026, 11, 20)
"""The business date of the clock of tests."""


@dataclass
class Offers:
    """A trade with people and an agreement."""

    clock: FixedClock
    trade: Trade
    people: dict[str, Actor] = field(default_factory=dict)
    agreement: int = 0
    """For everybody: prices "opt", discounts by hand up to 5 %, delivery in 2 days."""

    def line(self, text: str) -> QuotedLine:
        """Return one offered line."""
        code, quantity, *marks = text.split()
        found: dict[str, object] = {}
        for mark in marks:
            sign, rest = mark[0], mark[1:]
            if mark == "alt":
                found["chosen"] = False
            elif sign in "-+":
                found["manual_percent"] = int(rest) * (100 if sign == "-" else -100)
            elif sign == "@":
                found["price_minor"] = Money.parse(rest).minor
            elif sign == "d":
                found |= {"delivery": DeliveryTerm.DAYS, "delivery_days": int(rest)}
            elif sign == "r":
                found["request_no"] = int(rest)
        return QuotedLine(item_id=self.trade.items[code], quantity=pieces(quantity), **found)  # type: ignore[arg-type]

    def lines(self, text: str) -> tuple[QuotedLine, ...]:
        """Return offered lines, "" for none."""
        return tuple(self.line(part) for part in text.split(",") if part.strip())

    def requests(self, text: str) -> tuple[RequestedLine, ...]:
        """Return requested lines: "gloves 5 @100, mask 3"."""
        found = []
        for part in filter(None, text.split(",")):
            word, quantity, *most = part.split()
            price = Money.parse(most[0][1:]).minor if most else None
            found.append(
                RequestedLine(item_text=word, quantity=pieces(quantity), max_price_minor=price)
            )
        return tuple(found)

    def new(self, text: str, *, requests: str = "", **header: object) -> NewQuotation:
        """Return the quotation that the words say, for ROSE under the agreement."""
        given: dict[str, object] = {
            "company_id": self.trade.companies["КЛ"],
            "partner_id": self.trade.partners["ROSE"],
            "warehouse_id": self.trade.warehouses["plain"],
            "price_type_id": self.trade.price_type_id,
            "agreement_id": self.agreement,
            "lines": self.lines(text),
            "requests": self.requests(requests),
        }
        return NewQuotation(**(given | header))  # type: ignore[arg-type]

    def quote(
        self,
        session: Session,
        text: str,
        *,
        by: str = "olga",
        in_force: bool = True,
        requests: str = "",
        **header: object,
    ) -> int:
        """Make a quotation, in force unless told otherwise; return its id.

        Typed prices are let through, whoever makes it.
        """
        new = self.new(text, requests=requests, **header)
        author = self.people[by]
        if "@" in text:
            author = author.lent(Permission.LINE_PRICE)
        made = create_quotation(session, author, new, clock=self.clock)
        if in_force:
            enforce_quotation(session, self.people[by], made.id, clock=self.clock)
        return made.id

    def entity(self, session: Session, partner: str = "ROSE") -> int:
        """Return the counterparty of a partner."""
        key = self.trade.partners[partner]
        return session.scalars(select(LegalEntity.id).where(LegalEntity.partner_id == key)).one()


def build(session: Session, clock: FixedClock) -> Offers:
    """Build the trade, people and an agreement for everybody, in force."""
    trade = build_trade(
        session, clock, "GLOVES 100 @100, MASK 50 @10, TENT 5 @1000.50", lots="", packs=""
    )
    offers = Offers(clock, trade)
    for login, role in (
        ("boss", Role.SALES_HEAD),
        ("olga", Role.SALES_MANAGER),
        ("zoe", Role.APPROVER),
        ("keeper", Role.STOREKEEPER),
    ):
        row = create_user(
            session, SYSTEM, login=login, name=login.title(), password=None, roles=[role]
        )
        offers.people[login] = actor_of(session, row.id)
    made = create_agreement(
        session,
        BOSS,
        AgreementKind.STANDARD,
        AgreementInput(
            header={
                "name": "Опт",
                "price_type_id": trade.price_type_id,
                "max_discount": 500,
                "delivery_days": 2,
            }
        ),
        clock=clock,
    )
    enforce_agreement(session, BOSS, made.id, clock=clock)
    offers.agreement = made.id
    return offers


def stored(session: Session, quotation_id: int) -> tuple[object, ...]:
    """Return everything a quotation says, to assert that nothing changed."""
    of = session.execute(
        select(
            Quotation.status,
            Quotation.version,
            Quotation.valid_until,
            Quotation.total_minor,
            Quotation.vat_minor,
            Quotation.cancel_reason,
        ).where(Quotation.id == quotation_id)
    ).one()
    line = QuotationLine
    lines = session.execute(
        select(line.line_no, line.item_id, line.quantity, line.amount_minor, line.chosen)
        .where(line.document_id == quotation_id)
        .order_by(line.line_no)
    ).all()
    return (*of, *map(tuple, lines))
