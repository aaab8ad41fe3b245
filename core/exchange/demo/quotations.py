"""Quotations of every kind: drafts, answers to requests, versions, expired ones, ordered ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.deals.models import Deal
from core.exchange.demo.firms import Firms
from core.exchange.demo.places import Places
from core.exchange.demo.shelves import Shelves
from core.exchange.demo.staff import Staff
from core.kernel.clock import Clock, FixedClock
from core.sales.order_sources import quotation_from
from core.sales.quotation_lines import QuotedLine, RequestedLine
from core.sales.quotation_orders import order_from_quotation
from core.sales.quotation_statuses import DeliveryTerm
from core.sales.quotation_steps import (
    ask_quotation,
    cancel_quotation,
    choose_lines,
    enforce_quotation,
    new_version,
)
from core.sales.quotations import (
    NewQuotation,
    QuotationChanges,
    QuotationSaved,
    create_quotation,
    save_quotation,
)
from core.terms.queries import agreements_for
from core.terms.statuses import PaymentForm

_PIECE = 1000


@dataclass(slots=True)
class _Room:
    """What making them takes, and how many were made."""

    session: Session
    clock: Clock
    staff: Staff
    firms: Firms
    shelves: Shelves
    places: Places
    made: int = 0

    @property
    def manager(self) -> Actor:
        """Whose quotations they are."""
        return self.staff.manager

    def ago(self, days: int) -> FixedClock:
        """Return the clock as it stood so many days ago."""
        return FixedClock(self.clock.now() - dt.timedelta(days=days))

    def item(self, number: int) -> int:
        """Return an item of the shelves."""
        return self.shelves.stocked[number % len(self.shelves.stocked)].id

    def line(self, number: int, pieces: int, **more: Any) -> QuotedLine:  # noqa: ANN401 - fields of a line
        """Return an offered line."""
        return QuotedLine(item_id=self.item(number), quantity=pieces * _PIECE, **more)

    def quote(
        self,
        partner: int,
        lines: Sequence[QuotedLine],
        *,
        days: int = 0,
        **header: Any,  # noqa: ANN401 - fields of the header
    ) -> QuotationSaved:
        """Make a draft, so many days ago."""
        partner_id, entity_id, _ = self.firms.partners[partner]
        clock = self.ago(days)
        agreed = agreements_for(self.session, self.manager, partner_id, clock.business_date())
        given: dict[str, Any] = {
            "company_id": self.firms.companies["КЛ"],
            "agreement_id": agreed[0].id if agreed else None,
            "payment_form": PaymentForm.CASHLESS,
            "payment_text": "Отсрочка 14 дней с отгрузки",
            "delivery_text": "Нашим транспортом, по Москве бесплатно",
        }
        new = NewQuotation(
            partner_id=partner_id,
            legal_entity_id=entity_id,
            warehouse_id=self.places.central,
            price_type_id=self.shelves.price_type,
            lines=tuple(lines),
            **(given | header),
        )
        self.made += 1
        return create_quotation(self.session, self.manager, new, clock=clock)

    def in_force(self, saved: QuotationSaved, days: int = 0) -> int:
        """Put it in force; return its id."""
        enforce_quotation(self.session, self.manager, saved.id, clock=self.ago(days))
        return saved.id


def add_quotations(
    session: Session,
    clock: Clock,
    staff: Staff,
    firms: Firms,
    shelves: Shelves,
    places: Places,
) -> int:
    """Make quotations in every status; return how many."""
    room = _Room(session, clock, staff, firms, shelves, places)
    _answer(room)
    _versions(room)
    _asked(room)
    _ordered(room)
    _gone(room)
    _of_deal(room)
    _taken_whole(room)
    return room.made


def _answer(room: _Room) -> None:
    """Offer several things for one requested line, one of them too little, one too dear."""
    requests = (
        RequestedLine(item_text="Перчатки рабочие, х/б", quantity=50 * _PIECE),
        RequestedLine(item_text="Молоток 500 г", quantity=10 * _PIECE, max_price_minor=150_00),
        RequestedLine(item_text="Ведро оцинкованное 12 л", quantity=6 * _PIECE),
    )
    days: dict[str, Any] = {"delivery": DeliveryTerm.DAYS, "delivery_days": 3}
    lines = (
        room.line(3, 40, request_no=1, public_comment="Аналог, есть на складе", **days),
        room.line(8, 50, request_no=1, chosen=False, public_comment="Плотнее, на замену", **days),
        room.line(0, 10, request_no=2, internal_comment="Спросить закупку о скидке", **days),
    )
    room.quote(8, lines, requests=requests, contact="Смирнов Пётр, отдел снабжения")


def _versions(room: _Room) -> None:
    """Make an offer that was turned down, and a second version that the customer holds."""
    first = room.quote(
        2,
        [room.line(20, 10, manual_percent=300), room.line(21, 5), room.line(22, 2)],
        days=9,
        contact="Ковалёва Анна",
        other_text="Гарантия 12 месяцев",
    )
    key = room.in_force(first, 9)
    second = new_version(
        room.session,
        room.manager,
        key,
        clock=room.ago(4),
        reason="Просят больше и дешевле, без третьей позиции",
    )
    room.made += 1
    changed = QuotationChanges(
        header={"whole_only": True},
        lines=(
            room.line(20, 20, manual_percent=500, line_no=1),
            room.line(21, 5, line_no=2),
        ),
    )
    save_quotation(
        room.session, room.manager, second.id, second.version, changed, clock=room.ago(4)
    )
    enforce_quotation(room.session, room.manager, second.id, clock=room.ago(3))


def _asked(room: _Room) -> None:
    """Make an offer that waits for those who may allow its discount."""
    saved = room.quote(
        9, [room.line(30, 12, manual_percent=1_200), room.line(31, 4)], contact="Директор"
    )
    ask_quotation(
        room.session,
        room.manager,
        saved.id,
        due=room.clock.business_date() + dt.timedelta(days=2),
        text="Иначе уйдут к соседям",
        clock=room.clock,
    )


def _ordered(room: _Room) -> None:
    """Make an offer of the other company: the customer chose two lines, and ordered one of them."""
    lines = [room.line(40 + at, 3 + at) for at in range(3)]
    other = {"company_id": room.firms.companies["СА"], "agreement_id": None}
    key = room.in_force(room.quote(10, lines, days=6, **other), 6)
    choose_lines(room.session, room.manager, key, {1, 2}, clock=room.ago(2))
    order_from_quotation(room.session, room.manager, key, {1: 3 * _PIECE}, clock=room.ago(1))


def _gone(room: _Room) -> None:
    """Make one that has expired, and one that was cancelled."""
    until = room.clock.business_date() - dt.timedelta(days=5)
    room.in_force(room.quote(12, [room.line(50, 6)], days=12, valid_until=until), 12)
    dropped = room.quote(13, [room.line(55, 2)], days=8)
    cancel_quotation(
        room.session, room.manager, dropped.id, clock=room.ago(7), reason="Купили у других"
    )


def _taken_whole(room: _Room) -> None:
    """Make an offer whose prices hold only for everything, and which was ordered whole."""
    lines = [room.line(60, 2), room.line(61, 4)]
    key = room.in_force(room.quote(14, lines, days=5, whole_only=True), 5)
    order_from_quotation(room.session, room.manager, key, clock=room.ago(4))


def _of_deal(room: _Room) -> None:
    """Make a draft on the basis of a deal in work."""
    deal = room.session.scalars(
        select(Deal.id).where(Deal.name == "Перчатки на сезон").limit(1)
    ).one_or_none()
    if deal is not None:
        quotation_from(room.session, room.manager, deal, clock=room.clock)
        room.made += 1
