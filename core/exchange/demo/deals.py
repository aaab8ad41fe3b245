"""Deals in every stage, needs and visits, made by the real verbs over the last weeks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM, Actor
from core.deals.books import add_usual_books
from core.deals.dealing import NewDeal, create_deal, lose_deal, move_deal, win_deal
from core.deals.models import DealSource, DealStage, LostReason, NeedReason
from core.deals.needs import NeedLine, NewNeed, drop_need, record_need, satisfy_need
from core.deals.visits import (
    NewVisit,
    VisitLine,
    VisitResult,
    cancel_visit,
    finish_visit,
    plan_visit,
    start_visit,
)
from core.documents.operations import base_on
from core.exchange.demo.firms import Firms
from core.exchange.demo.shelves import Shelves
from core.exchange.demo.staff import Staff
from core.kernel.clock import Clock, FixedClock
from core.sales.models import CustomerOrder

_PIECE = 1000


@dataclass(frozen=True, slots=True)
class DealsMade:
    """How many documents of each kind the demo has."""

    deals: int
    needs: int
    visits: int


@dataclass(frozen=True, slots=True)
class _Story:
    """A deal in a few words."""

    name: str
    partner: int
    roubles: int
    stages: tuple[str, ...]
    """Codes of the stages it passed after the first, a week each."""
    ends: str = ""
    """"won", "lost", or "" while it is in work."""
    weeks_left: int = 3
    """Until it is expected to close; below 0 it should have by now."""
    representative: bool = False


_STORIES = (
    _Story("Оснащение нового склада", 16, 480_000, ("2", "3", "4"), weeks_left=1),
    _Story("Перчатки на сезон", 2, 96_000, ("2", "3")),
    _Story("Крепёж для стройплощадки", 29, 310_000, ("2",), weeks_left=6),
    _Story("Посуда для столовой", 28, 74_500, ()),
    _Story("Садовый инвентарь к весне", 6, 225_000, (), weeks_left=12, representative=True),
    _Story("Хозтовары на год", 31, 640_000, ("2", "3"), weeks_left=-1, representative=True),
    _Story("Инструмент для проката", 40, 158_000, ("2", "3", "4"), "won"),
    _Story("Электрика для офиса", 24, 87_000, ("2",), "lost"),
)


@dataclass(frozen=True, slots=True)
class _Room:
    """What making them takes."""

    session: Session
    clock: Clock
    staff: Staff
    firms: Firms
    shelves: Shelves

    def ago(self, days: int) -> FixedClock:
        """Return the clock as it stood so many days ago."""
        return FixedClock(self.clock.now() - dt.timedelta(days=days))

    def ids(self, model: Any) -> dict[str, int]:  # noqa: ANN401 - a mapped book
        """Return code → id of a book."""
        return {row.code: row.id for row in self.session.scalars(select(model))}


def add_deals(
    session: Session, clock: Clock, staff: Staff, firms: Firms, shelves: Shelves
) -> DealsMade:
    """Fill the books of deals, and make what a sales department has on its hands."""
    add_usual_books(session, SYSTEM, clock=clock)
    room = _Room(session, clock, staff, firms, shelves)
    deals = [_deal(room, story) for story in _STORIES]
    needs = _needs(room)
    visits = _visits(room)
    order = session.scalars(
        select(CustomerOrder).where(CustomerOrder.partner_id == firms.partners[16][0]).limit(1)
    ).one()
    base_on(session, order, [deals[0]])
    return DealsMade(len(deals), needs, visits)


def _deal(room: _Room, story: _Story) -> int:
    session, staff = room.session, room.staff
    who = staff.representative if story.representative else staff.manager
    stages, sources = room.ids(DealStage), room.ids(DealSource)
    weeks = len(story.stages) + 1
    made = create_deal(
        session,
        who,
        NewDeal(
            name=story.name,
            partner_id=room.firms.partners[story.partner][0],
            responsible_id=who.user_id,
            expected_minor=story.roubles * 100,
            close_on=room.clock.business_date() + dt.timedelta(weeks=story.weeks_left),
            source_id=sources[str(1 + story.partner % len(sources))],
            company_id=room.firms.companies["КЛ"],
        ),
        clock=room.ago(weeks * 7),
    )
    for passed, code in enumerate(story.stages, start=1):
        move_deal(session, who, made.id, stages[code], clock=room.ago((weeks - passed) * 7))
    if story.ends == "won":
        win_deal(session, who, made.id, clock=room.ago(2))
    if story.ends == "lost":
        reason = room.ids(LostReason)["1"]
        lose_deal(
            session,
            who,
            made.id,
            reason,
            clock=room.ago(3),
            text="на 8 % дороже",
            competitor="ТД «Соседи»",
        )
    return made.id


def _needs(room: _Room) -> int:
    session, manager = room.session, room.staff.manager
    reasons, items = room.ids(NeedReason), [item.id for item in room.shelves.stocked]

    def record(
        who: Actor, days: int, line: NeedLine, partner: int | None = None, text: str = ""
    ) -> int:
        partner_id = None if partner is None else room.firms.partners[partner][0]
        new = NewNeed(
            lines=(line,), manager_id=who.user_id, partner_id=partner_id, partner_text=text
        )
        return record_need(session, who, new, clock=room.ago(days)).id

    def carried(item: int, pieces: int, reason: str, roubles: int) -> NeedLine:
        return NeedLine(
            item_id=items[item],
            quantity=pieces * _PIECE,
            wanted_minor=roubles * 100,
            reason_id=reasons[reason],
        )

    other = NeedLine(
        item_text="Тачка строительная двухколёсная",
        quantity=4 * _PIECE,
        wanted_minor=3_900_00,
        reason_id=reasons["4"],
        would_sell="Завести в ассортимент",
    )
    record(manager, 12, carried(3, 40, "1", 120), 0)
    record(manager, 9, carried(3, 15, "1", 118), 8)
    record(room.staff.representative, 6, carried(60, 20, "2", 75), 5)
    record(manager, 4, other, text="Прораб с участка № 7")
    met = record(manager, 8, carried(11, 6, "1", 240), 16)
    order = session.scalars(
        select(CustomerOrder.id)
        .where(CustomerOrder.partner_id == room.firms.partners[16][0])
        .limit(1)
    ).one()
    satisfy_need(session, manager, met, order, clock=room.clock)
    dropped = record(manager, 5, carried(25, 3, "6", 900), 9)
    drop_need(session, manager, dropped, "Клиент передумал", clock=room.ago(1))
    return 6


def _visits(room: _Room) -> int:
    session, who = room.session, room.staff.representative
    items, today = [item.id for item in room.shelves.stocked], room.clock.business_date()

    def plan(partner: int, days: int, window: tuple[str, str], purpose: str) -> int:
        partner_id, _, address = room.firms.partners[partner]
        new = NewVisit(
            representative_id=who.user_id,
            partner_id=partner_id,
            planned_on=today + dt.timedelta(days=days),
            address=address,
            time_from=window[0],
            time_until=window[1],
            purpose=purpose,
            lines=tuple(
                VisitLine(item_id=items[partner * 7 + at], quantity=(at + 2) * 5 * _PIECE)
                for at in range(3)
            ),
        )
        return plan_visit(session, room.staff.manager, new, clock=room.ago(max(3, 1 - days))).id

    plan(6, 0, ("9:30", "11:00"), "Заказ к весне, показать каталог")
    begun = plan(31, 0, ("12:00", "13:00"), "Продлить годовой договор")
    start_visit(session, who, begun, clock=room.clock)
    plan(5, -1, ("15:00", ""), "Сверить остатки на полках")
    plan(12, 2, ("", "12:00"), "Знакомство с новым закупщиком")
    done = plan(20, -3, ("10:00", "11:00"), "Новинки сезона")
    start_visit(session, who, done, clock=room.ago(3))
    result = VisitResult(
        text="Берут перчатки, остальное после инвентаризации",
        agreed={1: 10 * _PIECE, 2: 0, 3: 5 * _PIECE},
        next_visit_on=today + dt.timedelta(days=11),
        plan_next=True,
    )
    finish_visit(session, who, done, result, clock=room.ago(3))
    cancelled = plan(21, -2, ("", ""), "Забрать подписанные документы")
    cancel_visit(session, who, cancelled, "Прислали курьером", clock=room.ago(2))
    return 7
