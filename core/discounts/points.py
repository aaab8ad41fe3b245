"""Bonus points: accrued, spent, expired, taken back; each a document that posts to the ledger.

A sale that is a document of its own, an order, an invoice or a receipt, posts the rows of
`accrual_rows` and `redemption_rows` itself, and needs no entry.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import acting
from core.discounts.cards import CardRow, card_row, lots_of, programme_of
from core.discounts.errors import AlreadyReversed, NotEnoughPoints, PointsSpent, ShareExceeded
from core.discounts.ledgers import ACCUMULATED
from core.discounts.loyalty_models import (
    LoyaltyCard,
    PointsEntry,
    PointsEntryLine,
    PointsKind,
    PointsStatus,
)
from core.discounts.points_settled import PaidObject, paid_back, settled
from core.discounts.rules import Lot, Programme, balance_of, spend
from core.documents.lines import save_lines
from core.documents.models import Document
from core.documents.operations import create, locked, post
from core.documents.types import DocumentType, register
from core.kernel.clock import Clock
from core.kernel.errors import BadValue
from core.kernel.i18n import N_
from core.kernel.states import Transitions
from core.ledger import Ledger, Rows

POINTS_KINDS = {
    PointsKind.ACCRUAL: N_("Accrual"),
    PointsKind.REDEMPTION: N_("Redemption"),
    PointsKind.EXPIRY: N_("Expiry"),
    PointsKind.REVERSAL: N_("Reversal"),
}


@dataclass(frozen=True, slots=True)
class PointsEntered:
    """What an entry of points did."""

    id: int
    number: str
    points: int
    """Hundredths, onto cards; negative: off them."""
    cards: int
    """How many cards it touched."""


def accrual_rows(
    card_id: int, programme: Programme, points: int, on: dt.date, *, line: int = 0
) -> list[dict[str, Any]]:
    """Return the rows of `ACCUMULATED` that a sale on *on* posts for the points it brings."""
    starts, expires = programme.lot(on)
    return [_ledger_row(card_id, programme.id, Lot(starts, expires, points), line)]


def redemption_rows(
    session: Session, card: CardRow, programme: Programme, points: int, on: dt.date
) -> list[dict[str, Any]]:
    """Return the rows of `ACCUMULATED` that a sale posts for the points it is paid with.

    The card is locked until the transaction ends, so that nobody spends the same points.

    Raises:
        NotEnoughPoints: with what there is.
    """
    taken = _taken(session, card, points, on)
    return [
        _ledger_row(card.id, programme.id, Lot(lot.starts, lot.expires, -lot.points), 0)
        for lot in taken
    ]


def accrue_points(
    session: Session,
    actor: Actor,
    card_id: int,
    points: int,
    *,
    clock: Clock,
    comment: str = "",
    on: dt.date | None = None,
) -> PointsEntered:
    """Put points on a card by hand; they can be spent when the programme says so.

    Args:
        points: hundredths of a point, above 0.
        on: day of accrual; None is the clock's.

    Raises:
        BadValue: not above 0.
        CardNotActive, CardWithoutPoints: the card takes none.
        Forbidden, NotFound, PeriodClosed.
    """
    card, programme = _card(session, actor, card_id, points)
    day = on or clock.business_date()
    starts, expires = programme.lot(day)
    line = _line(1, card.id, programme.id, Lot(starts, expires, points))
    return _enter(session, actor, PointsKind.ACCRUAL, [line], day, _Why(comment), clock)


def redeem_points(
    session: Session,
    actor: Actor,
    card_id: int,
    points: int,
    *,
    clock: Clock,
    total_minor: int | None = None,
    comment: str = "",
) -> PointsEntered:
    """Take points off a card, soonest to expire first.

    Args:
        points: hundredths of a point, above 0.
        total_minor: the sale they pay a part of; None: they pay for nothing that klad knows of.

    Raises:
        NotEnoughPoints: fewer can be spent today.
        ShareExceeded: they would pay more of the sale than the programme allows.
        BadValue, CardNotActive, CardWithoutPoints, Forbidden, NotFound, PeriodClosed.
    """
    card, programme = _card(session, actor, card_id, points)
    if total_minor is not None and programme.worth(points) > programme.most(total_minor):
        raise ShareExceeded(
            programme=programme.name,
            share=programme.max_share,
            asked=programme.worth(points),
            allowed=programme.most(total_minor),
        )
    day = clock.business_date()
    taken = _taken(session, card, points, day)
    lines = [
        _line(number, card.id, programme.id, Lot(lot.starts, lot.expires, -lot.points))
        for number, lot in enumerate(taken, start=1)
    ]
    return _enter(session, actor, PointsKind.REDEMPTION, lines, day, _Why(comment), clock)


def pay_with_points(
    session: Session,
    actor: Actor,
    card: CardRow,
    programme: Programme,
    points: int,
    of: PaidObject,
    *,
    clock: Clock,
) -> PointsEntered:
    """Take points off a card for an order, soonest to expire first; they count as paid of it.

    The caller has looked at how much points may pay.

    Raises:
        NotEnoughPoints: fewer can be spent today.
        SettledByInvoices, Forbidden, PeriodClosed.
    """
    actor.require(Permission.LOYALTY_EDIT, what=POINTS_ENTRY.name)
    day = clock.business_date()
    lines = [
        _line(number, card.id, programme.id, Lot(lot.starts, lot.expires, -lot.points))
        for number, lot in enumerate(_taken(session, card, points, day), start=1)
    ]
    return _enter(session, actor, PointsKind.REDEMPTION, lines, day, _Why(of=of), clock)


def expire_points(session: Session, actor: Actor, *, clock: Clock) -> PointsEntered | None:
    """Take off every card what could be spent until yesterday at the latest; one document.

    The number of statements does not depend on the number of cards. None: nothing has expired.

    Raises:
        Forbidden: the actor may not edit cards.
    """
    actor.require(Permission.LOYALTY_EDIT, what=POINTS_ENTRY.name)
    acting(session, actor, clock)
    day = clock.business_date()
    kept = ACCUMULATED.balance.c
    rows = session.execute(
        select(kept.card_id, kept.programme_id, kept.starts, kept.expires, kept.points)
        .where(kept.points > 0, kept.expires != "", kept.expires < day.isoformat())
        .order_by(kept.card_id, kept.programme_id, kept.starts, kept.expires)
        .with_for_update()
    ).all()
    if not rows:
        return None
    lines = [
        _line(number, card, programme, Lot(starts, expires, -points))
        for number, (card, programme, starts, expires, points) in enumerate(rows, start=1)
    ]
    return _enter(session, actor, PointsKind.EXPIRY, lines, day, _Why(), clock)


def reverse_points(
    session: Session, actor: Actor, entry_id: int, *, clock: Clock, comment: str = ""
) -> PointsEntered:
    """Take an entry back by another one; both stay on record.

    Raises:
        AlreadyReversed: it was taken back before.
        PointsSpent: what it brought in has been spent since.
        NotFound, Forbidden, PeriodClosed.
    """
    actor.require(Permission.LOYALTY_EDIT, what=POINTS_ENTRY.name, key=entry_id)
    acting(session, actor, clock)
    entry = locked(session, PointsEntry, entry_id)
    earlier = session.scalar(
        select(PointsEntry.number_text).where(
            PointsEntry.basis_id == entry_id, PointsEntry.kind == PointsKind.REVERSAL
        )
    )
    if earlier is not None:
        raise AlreadyReversed(document=entry.number_text, by=earlier)
    lines = [
        _line(row.line_no, row.card_id, row.programme_id, Lot(row.starts, row.expires, -row.points))
        for row in session.scalars(
            select(PointsEntryLine)
            .where(PointsEntryLine.document_id == entry_id)
            .order_by(PointsEntryLine.line_no)
        )
    ]
    _require_unspent(session, entry, lines)
    day = clock.business_date()
    why = _Why(comment, entry_id, paid_back(session, entry))
    return _enter(session, actor, PointsKind.REVERSAL, lines, day, why, clock)


def _require_unspent(
    session: Session, entry: PointsEntry, lines: Sequence[Mapping[str, Any]]
) -> None:
    """Refuse to take off cards what is not on them any more; the cards are locked.

    Raises:
        PointsSpent: with the first card that has too few points of a lot.
    """
    cards = sorted({line["card_id"] for line in lines})
    locking = (
        select(LoyaltyCard.id, func.coalesce(LoyaltyCard.barcode, LoyaltyCard.magnetic_code))
        .where(LoyaltyCard.id.in_(cards))
        .order_by(LoyaltyCard.id)
        .with_for_update()
    )
    codes = {row[0]: row[1] for row in session.execute(locking)}
    kept = ACCUMULATED.balance.c
    there = {
        tuple(row[:-1]): row[-1]
        for row in session.execute(
            select(kept.card_id, kept.programme_id, kept.starts, kept.expires, kept.points).where(
                kept.card_id.in_(cards)
            )
        )
    }
    for line in lines:
        lot = tuple(line[name] for name in ("card_id", "programme_id", "starts", "expires"))
        available = there.get(lot, 0)
        if -line["points"] > available:
            raise PointsSpent(
                document=entry.number_text,
                card=codes[line["card_id"]],
                asked=-line["points"],
                available=available,
            )


def points_entries(session: Session, entry: Document) -> Mapping[Ledger, Rows]:
    """Return what an entry posts: its lines, and what they pay of an order."""
    statement = select(PointsEntryLine.__table__).where(PointsEntryLine.document_id == entry.id)
    paid = settled(session, entry) if isinstance(entry, PointsEntry) else {}
    return {
        **paid,
        ACCUMULATED: [
            _ledger_row(
                row["card_id"],
                row["programme_id"],
                Lot(row["starts"], row["expires"], row["points"]),
                row["line_no"],
            )
            for row in session.execute(statement).mappings()
        ],
    }


def _card(session: Session, actor: Actor, card_id: int, points: int) -> tuple[CardRow, Programme]:
    """Return an active card and its programme, for an actor who may change its points."""
    actor.require(Permission.LOYALTY_EDIT, what=POINTS_ENTRY.name)
    if points <= 0:
        raise BadValue(what="points", value=points, expected="> 0")
    card = card_row(session, actor, card_id)
    card.facts()
    return card, programme_of(session, card)


def _taken(session: Session, card: CardRow, points: int, on: dt.date) -> tuple[Lot, ...]:
    """Return the lots that *points* come from; the card is locked.

    Raises:
        NotEnoughPoints: with what there is.
    """
    session.execute(select(LoyaltyCard.id).where(LoyaltyCard.id == card.id).with_for_update())
    lots = lots_of(session, card.id)
    taken = spend(lots, points, on)
    if taken is None:
        balance = balance_of(lots, on)
        raise NotEnoughPoints(
            card=card.code, asked=points, available=balance.available, pending=balance.pending
        )
    return taken


def _line(number: int, card_id: int, programme_id: int, lot: Lot) -> dict[str, Any]:
    return {
        "line_no": number,
        "card_id": card_id,
        "programme_id": programme_id,
        "starts": lot.starts,
        "expires": lot.expires,
        "points": lot.points,
    }


def _ledger_row(card_id: int, programme_id: int, lot: Lot, line: int) -> dict[str, Any]:
    return {
        "line": line,
        "card_id": card_id,
        "programme_id": programme_id,
        "starts": lot.starts,
        "expires": lot.expires,
        "points": lot.points,
    }


@dataclass(frozen=True, slots=True)
class _Why:
    """What an entry is made for."""

    comment: str = ""
    basis_id: int | None = None
    of: PaidObject | None = None
    """The order that the points pay a part of."""


def _enter(
    session: Session,
    actor: Actor,
    kind: PointsKind,
    lines: Sequence[dict[str, Any]],
    on: dt.date,
    why: _Why,
    clock: Clock,
) -> PointsEntered:
    pays: dict[str, Any] = {}
    if why.of is not None:
        names = ("object_id", "company_id", "partner_id", "amount_minor")
        pays = {name: getattr(why.of, name) or None for name in names}
    entry = create(
        session,
        actor,
        POINTS_ENTRY.name,
        clock=clock,
        date=on,
        basis_id=why.basis_id,
        kind=kind,
        comment=why.comment,
        **pays,
    )
    save_lines(session, actor, entry, PointsEntryLine, lines, clock=clock, first_time=True)
    post(session, actor, entry, clock=clock)
    return PointsEntered(
        entry.id,
        entry.number_text,
        sum(line["points"] for line in lines),
        len({line["card_id"] for line in lines}),
    )


POINTS_ENTRY = register(
    DocumentType(
        name="points_entry",
        model=PointsEntry,
        statuses=PointsStatus,
        initial=PointsStatus.ENTERED,
        transitions=Transitions("points_entry", {PointsStatus.ENTERED: ()}),
        title=N_("Entry of points"),
        status_titles={PointsStatus.ENTERED: N_("Entered")},
        prefix="БЛ",
        read=Permission.LOYALTY_READ,
        edit=Permission.LOYALTY_EDIT,
        post=Permission.LOYALTY_EDIT,
        numbered_by_company=False,
        line_models=(PointsEntryLine,),
        entries=points_entries,
        field_titles={
            "kind": N_("Kind"),
            "points": N_("Points"),
            "card_id": N_("Card"),
            "object_id": N_("Pays for"),
            "amount_minor": N_("Amount"),
        },
    )
)
