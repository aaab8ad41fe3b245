"""Loyalty cards: given out, taken back, found by their code, and what they tell a cart."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.discounts.books import LOYALTY_CARD
from core.discounts.cart import CardFacts
from core.discounts.errors import CardNotActive, CardWithoutPoints, UnknownCard
from core.discounts.ledgers import ACCUMULATED
from core.discounts.loyalty_models import (
    BonusProgramme,
    CardKind,
    CardStatus,
    LoyaltyCard,
)
from core.discounts.rules import Lot, PointsBalance, Programme, balance_of
from core.documents.reference import RowSaved, create_row, edit_row
from core.kernel.clock import Clock
from core.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class CardRow:
    """A card as whoever sells sees it."""

    id: int
    kind_id: int
    kind: str
    code: str
    """The barcode, or the magnetic code where there is none."""
    status: CardStatus
    owner: str
    birthday: dt.date | None
    partner_id: int | None
    programme_id: int | None

    def facts(self) -> CardFacts:
        """Return what a cart has to know of an active card.

        Raises:
            CardNotActive: it does not act.
        """
        if self.status is not CardStatus.ACTIVE:
            raise CardNotActive(card=self.code, status=self.status.value)
        return CardFacts(self.id, self.kind_id, self.birthday)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCard:
    """A card to be put on record."""

    kind_id: int
    barcode: str = ""
    magnetic_code: str = ""
    owner: str = ""
    birthday: dt.date | None = None
    phone: str = ""
    partner_id: int | None = None
    legal_entity_id: int | None = None


def add_card(
    session: Session, actor: Actor, new: NewCard, *, clock: Clock, activate: bool = False
) -> RowSaved:
    """Put a card on record, and give it out at once if told so.

    Raises:
        Forbidden: the actor may not edit cards.
        CardNeedsCode, CardNeedsOwner: its kind asks for what is missing.
        AlreadyExists: on flush outside `transaction`, as IntegrityError: the code is taken.
    """
    return create_row(
        session,
        actor,
        LOYALTY_CARD.name,
        clock=clock,
        kind_id=new.kind_id,
        barcode=new.barcode,
        magnetic_code=new.magnetic_code,
        owner=new.owner,
        birthday=new.birthday,
        phone=new.phone,
        partner_id=new.partner_id,
        legal_entity_id=new.legal_entity_id,
        status=CardStatus.ACTIVE if activate else CardStatus.INACTIVE,
        issued_on=clock.business_date() if activate else None,
    )


def set_card_status(
    session: Session, actor: Actor, card_id: int, version: int, target: CardStatus, *, clock: Clock
) -> RowSaved:
    """Give a card out, put it aside, or annul it for good; its points stay on it.

    Raises:
        IllegalTransition: its status does not lead there.
        CardNeedsOwner: a card of a named kind is given to nobody.
        Conflict: somebody changed it since.
        Forbidden, NotFound.
    """
    actor.require(Permission.LOYALTY_EDIT, what=LOYALTY_CARD.name, key=card_id)
    card = session.get(LoyaltyCard, card_id)
    if card is None:
        raise NotFound(what=LOYALTY_CARD.name, key=card_id)
    issued = card.issued_on
    if target is CardStatus.ACTIVE and issued is None:
        issued = clock.business_date()
    return edit_row(
        session,
        actor,
        LOYALTY_CARD.name,
        card_id,
        version,
        clock=clock,
        status=target,
        issued_on=issued,
    )


_CARD = (
    select(
        LoyaltyCard.id,
        LoyaltyCard.kind_id,
        CardKind.name,
        func.coalesce(LoyaltyCard.barcode, LoyaltyCard.magnetic_code),
        LoyaltyCard.status,
        LoyaltyCard.owner,
        LoyaltyCard.birthday,
        LoyaltyCard.partner_id,
        CardKind.programme_id,
    )
    .join(CardKind, CardKind.id == LoyaltyCard.kind_id)
    .order_by(LoyaltyCard.id)
)


def card_by_code(session: Session, actor: Actor, code: str) -> CardRow:
    """Return the card with a barcode or a magnetic code, as it was read; one statement.

    Raises:
        UnknownCard: no card has it.
        Forbidden: the actor may not see cards.
    """
    actor.require(Permission.LOYALTY_READ, what=LOYALTY_CARD.name)
    read = code.strip()
    stripe = read.strip("%;? ")
    found = session.execute(
        _CARD.where(or_(LoyaltyCard.barcode == read, LoyaltyCard.magnetic_code == stripe))
    ).first()
    if found is None or not read:
        raise UnknownCard(code=read)
    return CardRow(*found)


def card_row(session: Session, actor: Actor, card_id: int) -> CardRow:
    """Return one card.

    Raises:
        NotFound: there is none.
        Forbidden: the actor may not see cards.
    """
    actor.require(Permission.LOYALTY_READ, what=LOYALTY_CARD.name, key=card_id)
    found = session.execute(_CARD.where(LoyaltyCard.id == card_id)).one_or_none()
    if found is None:
        raise NotFound(what=LOYALTY_CARD.name, key=card_id)
    return CardRow(*found)


def programme_of(session: Session, card: CardRow) -> Programme:
    """Return the bonus programme of a card.

    Raises:
        CardWithoutPoints: cards of its kind hold none.
    """
    if card.programme_id is None:
        raise CardWithoutPoints(card=card.code, kind=card.kind)
    row = session.get_one(BonusProgramme, card.programme_id)
    return Programme(row.id, row.name, row.rate_minor, row.delay_days, row.life_days, row.max_share)


def lots_of(session: Session, card_id: int) -> list[Lot]:
    """Return the points of a card, lot by lot; one statement."""
    kept = ACCUMULATED.balance.c
    rows = session.execute(
        select(kept.starts, kept.expires, kept.points).where(
            kept.card_id == card_id, kept.points > 0
        )
    )
    return [Lot(*row) for row in rows]


def points_of(session: Session, actor: Actor, card_id: int, on: dt.date) -> PointsBalance:
    """Return the points of a card on a day: what can be spent, what cannot yet, what is over.

    Raises:
        Forbidden: the actor may not see cards.
    """
    actor.require(Permission.LOYALTY_READ, what=LOYALTY_CARD.name, key=card_id)
    return balance_of(lots_of(session, card_id), on)
