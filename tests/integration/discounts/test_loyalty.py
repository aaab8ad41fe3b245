"""Cards and their points: given out, accrued, delayed, spent, expired, taken back."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM, Actor
from core.access.errors import Forbidden
from core.access.roles import ROLES, Role
from core.db.engine import Database
from core.db.integrity import AlreadyExists
from core.db.unit_of_work import transaction
from core.discounts.cards import (
    NewCard,
    add_card,
    card_by_code,
    card_row,
    points_of,
    programme_of,
    set_card_status,
)
from core.discounts.cart import CardFacts
from core.discounts.errors import (
    AlreadyReversed,
    CardNeedsCode,
    CardNeedsOwner,
    CardNotActive,
    CardWithoutPoints,
    NotEnoughPoints,
    PointsSpent,
    ShareExceeded,
    UnknownCard,
)
from core.discounts.ledgers import ACCUMULATED
from core.discounts.loyalty_models import (
    BonusProgramme,
    CardCarrier,
    CardKind,
    CardStatus,
    LoyaltyCard,
    PointsEntry,
)
from core.discounts.points import (
    accrual_rows,
    accrue_points,
    expire_points,
    redeem_points,
    redemption_rows,
    reverse_points,
)
from core.documents.operations import locked, unpost
from core.kernel.clock import FixedClock
from core.kernel.errors import BadValue, IllegalTransition, NotFound, PeriodClosed
from core.ledger import close_period, verify

READER = Actor(
    user_id=9,
    login="cashier",
    name="Cashier",
    roles=frozenset({Role.CASHIER}),
    permissions=ROLES[Role.CASHIER],
)


def kind(
    session: Session,
    *,
    carrier: str = "barcode",
    named: bool = False,
    points: bool = True,
    delay: int = 0,
    life: int = 0,
    share: int = 10_000,
) -> int:
    """Store a kind of card; return its id."""
    programme = BonusProgramme(
        code=f"B{carrier}",
        name="Клуб",
        rate_minor=100,
        delay_days=delay,
        life_days=life,
        max_share=share,
    )
    session.add(programme)
    session.flush()
    row = CardKind(
        code=f"K{carrier}",
        name="Золото",
        named=named,
        carrier=CardCarrier(carrier),
        programme_id=programme.id if points else None,
    )
    session.add(row)
    session.flush()
    return row.id


def card(session: Session, clock: FixedClock, code: str = "2000000000015", **facts: int) -> int:
    """Store an active anonymous card of a kind of its own; return its id."""
    new = NewCard(kind_id=kind(session, **facts), barcode=code)  # type: ignore[arg-type]
    return add_card(session, SYSTEM, new, clock=clock, activate=True).id


def balance(session: Session, card_id: int, clock: FixedClock) -> tuple[int, int, int]:
    """Return (available, pending, expired) today."""
    found = points_of(session, SYSTEM, card_id, clock.business_date())
    return found.available, found.pending, found.expired


def later(clock: FixedClock, days: int) -> FixedClock:
    """Return a clock so many days ahead."""
    return replace(clock, instant=clock.instant + dt.timedelta(days=days))


def test_a_card_is_found_by_its_barcode_or_its_stripe(session: Session, clock: FixedClock) -> None:
    new = NewCard(
        kind_id=kind(session, carrier="both"),
        barcode=" 2000000000015 ",
        magnetic_code="%B1234?",
        birthday=dt.date(1990, 1, 2),
    )
    made = add_card(session, SYSTEM, new, clock=clock, activate=True)
    by_barcode = card_by_code(session, READER, "2000000000015")
    assert by_barcode == card_by_code(session, READER, ";B1234?")
    assert by_barcode.facts() == CardFacts(made.id, by_barcode.kind_id, dt.date(1990, 1, 2))
    for code in ("9", ""):
        with pytest.raises(UnknownCard):
            card_by_code(session, READER, code)


@pytest.mark.parametrize(
    ("carrier", "facts"),
    [("barcode", {}), ("magnetic", {"barcode": "1"}), ("both", {"barcode": "1"})],
)
def test_a_card_has_the_codes_its_kind_is_read_by(
    session: Session, clock: FixedClock, carrier: str, facts: dict[str, str]
) -> None:
    new = NewCard(kind_id=kind(session, carrier=carrier), **facts)  # type: ignore[arg-type]
    with pytest.raises(CardNeedsCode):
        add_card(session, SYSTEM, new, clock=clock)
    assert session.scalar(select(func.count()).select_from(LoyaltyCard)) == 0


def test_a_named_card_acts_when_it_has_an_owner(session: Session, clock: FixedClock) -> None:
    new = NewCard(kind_id=kind(session, named=True), barcode="1")
    made = add_card(session, SYSTEM, new, clock=clock)
    with pytest.raises(CardNeedsOwner):
        set_card_status(session, SYSTEM, made.id, made.version, CardStatus.ACTIVE, clock=clock)
    session.expire_all()
    assert card_row(session, SYSTEM, made.id).status is CardStatus.INACTIVE
    owned = replace(new, barcode="2", owner="Иванова Анна")
    other = add_card(session, SYSTEM, owned, clock=clock)
    set_card_status(session, SYSTEM, other.id, other.version, CardStatus.ACTIVE, clock=clock)
    row = session.get_one(LoyaltyCard, other.id)
    assert (row.status, row.issued_on) == (CardStatus.ACTIVE, clock.business_date())


def test_an_annulled_card_never_acts_again(session: Session, clock: FixedClock) -> None:
    made = card(session, clock)
    version = session.get_one(LoyaltyCard, made).version
    saved = set_card_status(session, SYSTEM, made, version, CardStatus.ANNULLED, clock=clock)
    with pytest.raises(IllegalTransition):
        set_card_status(session, SYSTEM, made, saved.version, CardStatus.ACTIVE, clock=clock)
    with pytest.raises(CardNotActive) as caught:
        card_by_code(session, READER, "2000000000015").facts()
    assert caught.value.facts == {"card": "2000000000015", "status": "annulled"}


def test_points_are_spent_after_the_delay_and_until_they_expire(
    session: Session, clock: FixedClock
) -> None:
    made = card(session, clock, delay=14, life=30)
    accrue_points(session, SYSTEM, made, 100_00, clock=clock)
    days = {day: balance(session, made, later(clock, day)) for day in (0, 13, 14, 43, 44)}
    assert days == {
        0: (0, 100_00, 0),
        13: (0, 100_00, 0),
        14: (100_00, 0, 0),
        43: (100_00, 0, 0),
        44: (0, 0, 100_00),
    }


def test_spending_takes_what_expires_first(session: Session, clock: FixedClock) -> None:
    made = card(session, clock, life=30)
    accrue_points(session, SYSTEM, made, 100_00, clock=clock)
    accrue_points(session, SYSTEM, made, 50_00, clock=later(clock, 10))
    redeem_points(session, SYSTEM, made, 120_00, clock=later(clock, 12))
    found = points_of(session, SYSTEM, made, later(clock, 12).business_date())
    assert [(lot.starts, lot.points) for lot in found.lots] == [("2026-11-30", 30_00)]
    assert verify(session) == []


def test_too_few_points_are_refused_with_figures_and_stay(
    session: Session, clock: FixedClock
) -> None:
    made = card(session, clock, delay=5)
    accrue_points(session, SYSTEM, made, 100_00, clock=clock)
    with pytest.raises(NotEnoughPoints) as caught:
        redeem_points(session, SYSTEM, made, 1_00, clock=clock)
    assert caught.value.facts == {
        "card": "2000000000015",
        "asked": 1_00,
        "available": 0,
        "pending": 100_00,
    }
    assert balance(session, made, clock) == (0, 100_00, 0)


def test_points_pay_only_their_share_of_a_sale(session: Session, clock: FixedClock) -> None:
    made = card(session, clock, share=3000)
    accrue_points(session, SYSTEM, made, 100_00, clock=clock)
    with pytest.raises(ShareExceeded) as caught:
        redeem_points(session, SYSTEM, made, 31_00, clock=clock, total_minor=100_00)
    assert (caught.value.facts["asked"], caught.value.facts["allowed"]) == (31_00, 30_00)
    assert balance(session, made, clock) == (100_00, 0, 0)
    redeem_points(session, SYSTEM, made, 30_00, clock=clock, total_minor=100_00)
    assert balance(session, made, clock) == (70_00, 0, 0)


def test_what_has_expired_is_written_off_all_cards_at_once(
    session: Session, clock: FixedClock
) -> None:
    first = card(session, clock, life=10)
    kind_id = session.get_one(LoyaltyCard, first).kind_id
    second = add_card(
        session, SYSTEM, NewCard(kind_id=kind_id, barcode="2"), clock=clock, activate=True
    ).id
    for each in (first, second):
        accrue_points(session, SYSTEM, each, 100_00, clock=clock)
    accrue_points(session, SYSTEM, first, 7_00, clock=later(clock, 5))
    assert expire_points(session, SYSTEM, clock=later(clock, 9)) is None
    done = expire_points(session, SYSTEM, clock=later(clock, 10))
    assert done is not None
    assert (done.points, done.cards) == (-200_00, 2)
    assert balance(session, first, later(clock, 10)) == (7_00, 0, 0)
    assert balance(session, second, later(clock, 10)) == (0, 0, 0)
    assert expire_points(session, SYSTEM, clock=later(clock, 10)) is None


def test_an_entry_is_taken_back_once(session: Session, clock: FixedClock) -> None:
    made = card(session, clock)
    accrual = accrue_points(session, SYSTEM, made, 100_00, clock=clock)
    spent = redeem_points(session, SYSTEM, made, 40_00, clock=clock)
    back = reverse_points(session, SYSTEM, spent.id, clock=clock)
    assert (back.points, balance(session, made, clock)) == (40_00, (100_00, 0, 0))
    with pytest.raises(AlreadyReversed) as caught:
        reverse_points(session, SYSTEM, spent.id, clock=clock)
    assert caught.value.facts == {"document": spent.number, "by": back.number}
    reverse_points(session, SYSTEM, accrual.id, clock=clock)
    assert balance(session, made, clock) == (0, 0, 0)


def test_an_accrual_that_was_spent_is_not_taken_back(session: Session, clock: FixedClock) -> None:
    made = card(session, clock)
    accrual = accrue_points(session, SYSTEM, made, 100_00, clock=clock)
    redeem_points(session, SYSTEM, made, 40_00, clock=clock)
    with pytest.raises(PointsSpent) as caught:
        reverse_points(session, SYSTEM, accrual.id, clock=clock)
    assert caught.value.facts == {
        "document": accrual.number,
        "card": "2000000000015",
        "asked": 100_00,
        "available": 60_00,
    }
    assert balance(session, made, clock) == (60_00, 0, 0)
    assert session.scalar(select(func.count()).select_from(PointsEntry)) == 2


def test_an_entry_can_be_unposted_like_any_document(session: Session, clock: FixedClock) -> None:
    made = card(session, clock)
    accrual = accrue_points(session, SYSTEM, made, 100_00, clock=clock)
    unpost(session, SYSTEM, locked(session, PointsEntry, accrual.id), clock=clock)
    assert balance(session, made, clock) == (0, 0, 0)


def test_a_sale_posts_the_rows_itself(session: Session, clock: FixedClock) -> None:
    made = card(session, clock, delay=3, life=5)
    row = card_row(session, SYSTEM, made)
    programme = programme_of(session, row)
    on = clock.business_date()
    assert accrual_rows(made, programme, 5_00, on, line=2) == [
        {
            "line": 2,
            "card_id": made,
            "programme_id": programme.id,
            "starts": "2026-11-23",
            "expires": "2026-11-27",
            "points": 5_00,
        }
    ]
    accrue_points(session, SYSTEM, made, 5_00, clock=clock)
    day = on + dt.timedelta(days=4)
    (taken,) = redemption_rows(session, row, programme, 2_00, day)
    assert (taken["starts"], taken["points"]) == ("2026-11-23", -2_00)


def test_a_card_that_does_not_act_or_holds_no_points_takes_none(
    session: Session, clock: FixedClock
) -> None:
    plain = card(session, clock, points=False)
    with pytest.raises(CardWithoutPoints):
        accrue_points(session, SYSTEM, plain, 1_00, clock=clock)
    idle = add_card(
        session,
        SYSTEM,
        NewCard(kind_id=session.get_one(LoyaltyCard, plain).kind_id, barcode="2"),
        clock=clock,
    ).id
    with pytest.raises(CardNotActive):
        accrue_points(session, SYSTEM, idle, 1_00, clock=clock)
    for points in (0, -5):
        with pytest.raises(BadValue):
            accrue_points(session, SYSTEM, plain, points, clock=clock)
    with pytest.raises(NotFound):
        accrue_points(session, SYSTEM, 10**9, 1_00, clock=clock)
    assert session.scalar(select(func.count()).select_from(PointsEntry)) == 0


def test_a_closed_period_takes_no_points(session: Session, clock: FixedClock) -> None:
    made = card(session, clock)
    close_period(session, SYSTEM, clock.business_date(), clock=clock)
    with pytest.raises(PeriodClosed):
        accrue_points(session, SYSTEM, made, 1_00, clock=clock)


def test_who_may_only_look_changes_nothing(session: Session, clock: FixedClock) -> None:
    made = card(session, clock)
    entry = accrue_points(session, SYSTEM, made, 1_00, clock=clock)
    refused: list[Callable[[], object]] = [
        lambda: add_card(session, READER, NewCard(kind_id=1, barcode="7"), clock=clock),
        lambda: set_card_status(session, READER, made, 1, CardStatus.ANNULLED, clock=clock),
        lambda: accrue_points(session, READER, made, 1_00, clock=clock),
        lambda: redeem_points(session, READER, made, 1_00, clock=clock),
        lambda: expire_points(session, READER, clock=clock),
        lambda: reverse_points(session, READER, entry.id, clock=clock),
    ]
    for attempt in refused:
        with pytest.raises(Forbidden):
            attempt()
    nobody = replace(READER, permissions=frozenset())
    with pytest.raises(Forbidden):
        points_of(session, nobody, made, clock.business_date())
    with pytest.raises(Forbidden):
        card_by_code(session, nobody, "2000000000015")
    assert balance(session, made, clock) == (1_00, 0, 0)


def test_a_code_stands_on_one_card_only(fresh_database: Database, clock: FixedClock) -> None:
    with transaction(fresh_database.sessions) as session:
        card(session, clock, "7")
        kind_id = session.scalars(select(CardKind.id)).one()
    with pytest.raises(AlreadyExists), transaction(fresh_database.sessions) as session:
        add_card(session, SYSTEM, NewCard(kind_id=kind_id, barcode="7"), clock=clock)


def test_the_same_points_are_spent_once_by_many_tills(
    fresh_database: Database, clock: FixedClock
) -> None:
    """Eight tills want 100 points of a card that has 250: two get them."""
    with transaction(fresh_database.sessions) as session:
        made = card(session, clock)
        accrue_points(session, SYSTEM, made, 250_00, clock=clock)
    outcomes: list[str] = []

    def till() -> None:
        try:
            with transaction(fresh_database.sessions) as session:
                redeem_points(session, SYSTEM, made, 100_00, clock=clock)
            outcomes.append("paid")
        except NotEnoughPoints as refused:
            outcomes.append(f"{refused.facts['available']}")

    threads = [threading.Thread(target=till) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["5000"] * 6 + ["paid"] * 2
    with transaction(fresh_database.sessions) as session:
        kept = session.execute(select(ACCUMULATED.balance.c.points)).scalars().all()
        assert list(kept) == [50_00]
        assert verify(session) == []
