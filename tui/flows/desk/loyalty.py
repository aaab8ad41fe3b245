"""Loyalty cards with their points, and entries of points."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import moment
from core.discounts.books import LOYALTY_CARD
from core.discounts.cards import points_of, set_card_status
from core.discounts.ledgers import ACCUMULATED
from core.discounts.listings import CARD_STATUSES
from core.discounts.loyalty_models import CardStatus, PointsKind
from core.discounts.points import (
    POINTS_KINDS,
    accrue_points,
    expire_points,
    redeem_points,
    reverse_points,
)
from core.discounts.rules import Lot
from core.documents.listing import Filter
from core.documents.reference import create_row, edit_row, row_card
from core.kernel.clock import Clock, company_zone
from core.kernel.i18n import N_
from core.schema import whole_metadata
from tui.flows.desk.books import DEFAULTS
from tui.flows.desk.documents import DocumentForm
from tui.flows.desk.naming import shown_lines, shown_values
from tui.flows.desk.shapes import (
    OPENS,
    Card,
    Command,
    Done,
    Field,
    FieldKind,
    Form,
    Given,
    Lines,
    Run,
)
from tui.formatting import money

EDIT = Permission.LOYALTY_EDIT
_BY_VERB = ("status", "issued_on")
"""Fields that commands set."""

_STATES = {
    "ready": N_("can be spent"),
    "pending": N_("not yet"),
    "expired": N_("is over"),
}

SALE = "sale"
"""How points moved by an invoice are called."""

_MOVED: dict[str, str] = {kind.value: title for kind, title in POINTS_KINDS.items()} | {
    SALE: N_("Sale")
}

_FORMS = {"sales_invoice": "sales_invoices"}
"""Type of a document that moves points → its form, where they are not called alike."""

LOTS = Lines(
    "lots",
    N_("Points"),
    (
        Field("points", N_("Points"), FieldKind.MONEY, width=12),
        Field("state", N_("State"), FieldKind.CHOICE, choices=_STATES, width=16),
        Field("starts", N_("From"), FieldKind.DATE, width=10),
        Field("expires", N_("To"), FieldKind.DATE, width=10),
    ),
)

ENTRIES = Lines(
    "entries",
    N_("Entries"),
    (
        Field("date", N_("Date"), FieldKind.DATE, width=10),
        Field("number", N_("Number"), width=10),
        Field("kind", N_("Kind"), FieldKind.CHOICE, choices=_MOVED, width=14),
        Field("points", N_("Points"), FieldKind.MONEY, width=12),
        Field("comment", N_("Comment"), width=30),
    ),
)


def _status(target: CardStatus, message: str) -> Run:
    def run(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
        del given
        set_card_status(session, actor, card.id or 0, card.version, target, clock=clock)
        return Done(message, {"card": card.heading})

    return run


def _accrue(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    points = given.values.get("points") or 0
    comment = str(given.values.get("comment") or "")
    done = accrue_points(session, actor, card.id or 0, points, clock=clock, comment=comment)
    return Done(
        N_("{points:money} points put on the card, {number}."),
        {"points": points, "number": done.number},
    )


def _redeem(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    points = given.values.get("points") or 0
    comment = str(given.values.get("comment") or "")
    done = redeem_points(session, actor, card.id or 0, points, clock=clock, comment=comment)
    return Done(
        N_("{points:money} points taken off the card, {number}."),
        {"points": points, "number": done.number},
    )


def _expire(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    del card, given
    done = expire_points(session, actor, clock=clock)
    if done is None:
        return Done(N_("Nothing has expired on any card."))
    return Done(
        N_("{points:money} points expired on {cards} cards, {number}."),
        {"points": -done.points, "cards": done.cards, "number": done.number},
    )


_ASKS = (
    Field("points", N_("Points"), FieldKind.MONEY, required=True, width=12),
    Field("comment", N_("Comment"), width=40),
)


def _is(*statuses: CardStatus) -> Any:  # noqa: ANN401 - a test of a card
    return lambda card: card.id is not None and card.status in statuses


S = CardStatus

COMMANDS = (
    Command(
        "give",
        N_("Give the card out"),
        EDIT,
        _status(S.ACTIVE, N_("Card {card} acts.")),
        _is(S.INACTIVE),
    ),
    Command("accrue", N_("Put points on the card"), EDIT, _accrue, _is(S.ACTIVE), asks=_ASKS),
    Command("redeem", N_("Take points off the card"), EDIT, _redeem, _is(S.ACTIVE), asks=_ASKS),
    Command(
        "aside",
        N_("Put the card aside"),
        EDIT,
        _status(S.INACTIVE, N_("Card {card} does not act for the time being.")),
        _is(S.ACTIVE),
    ),
    Command(
        "annul",
        N_("Annul the card"),
        EDIT,
        _status(S.ANNULLED, N_("Card {card} is annulled.")),
        _is(S.ACTIVE, S.INACTIVE),
        N_("Annul card {heading} for good? It will never act again."),
    ),
    Command("expire", N_("Write off what has expired, on all cards"), EDIT, _expire),
)


class CardForm(Form):
    """Карта лояльности."""

    name = "loyalty_cards"
    subject = LOYALTY_CARD.name
    one = N_("Loyalty card")
    edit = EDIT
    makes = True
    fields = LOYALTY_CARD.fields
    tables = (LOTS, ENTRIES)
    commands = COMMANDS

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return a card with its points and what put them there."""
        found = row_card(session, actor, LOYALTY_CARD.name, key)
        values = dict(found.values)
        on = _today(session)
        balance = points_of(session, actor, key, on)
        facts = [(N_("Can be spent"), money(balance.available))]
        if balance.pending:
            facts.append((N_("Not yet"), money(balance.pending)))
        status: CardStatus = values["status"]
        return Card(
            id=key,
            version=found.version,
            heading=values["barcode"] or values["magnetic_code"],
            status=status.value,
            status_title=CARD_STATUSES[status],
            values=values,
            shown=shown_values(session, self.fields, values),
            lines={
                LOTS.name: tuple(_lot(lot, on) for lot in balance.lots),
                ENTRIES.name: _entries(session, key),
            },
            facts=tuple(facts),
            editable=actor.may(self.edit),
        )

    def new(self, session: Session, actor: Actor, clock: Clock) -> Card | None:
        """Return an empty card, not given out."""
        del session, clock
        if not actor.may(self.edit):
            return None
        values: dict[str, Any] = {
            field.name: next(iter(field.choices)) if field.choices else DEFAULTS.get(field.kind)
            for field in self.fields
        }
        return Card(None, 0, "", values=values, lines={LOTS.name: (), ENTRIES.name: ()})

    def save(self, session: Session, actor: Actor, card: Card, clock: Clock) -> int:
        """Write the card; commands set its status."""
        values = {
            field.name: card.values.get(field.name)
            for field in self.fields
            if field.name not in _BY_VERB
        }
        for name in ("owner", "phone"):
            values[name] = values[name] or ""
        name = LOYALTY_CARD.name
        if card.id is None:
            return create_row(
                session, actor, name, clock=clock, status=CardStatus.INACTIVE, **values
            ).id
        return edit_row(session, actor, name, card.id, card.version, clock=clock, **values).id

    def fixed(self, card: Card) -> frozenset[str]:
        """Return the fields that commands set, and everything of a card that cannot be changed."""
        return super().fixed(card) | frozenset(_BY_VERB)

    def narrow(self, card: Card, table: str, line: int, name: str) -> tuple[Filter, ...]:
        """Show the legal entities of the partner."""
        del table, line
        partner = card.shown.get("partner_id", "")
        if name == "legal_entity_id" and partner:
            return (Filter("partner", "eq", partner),)
        return ()

    def copied(self, card: Card, fresh: Card) -> Card:
        """Return a card of the same kind: everything else is another person's."""
        return fresh.with_values(kind_id=card.values["kind_id"]).with_shown(
            kind_id=card.shown.get("kind_id", "")
        )


def _today(session: Session) -> dt.date:
    """Return the business date by the clock the session works with."""
    return moment(session).astimezone(company_zone("Europe/Moscow")).date()


def _lot(lot: Lot, on: dt.date) -> dict[str, Any]:
    state = "expired" if lot.expired(on) else "ready" if lot.spendable(on) else "pending"
    return {
        "points": lot.points,
        "state": state,
        "starts": dt.date.fromisoformat(lot.starts),
        "expires": dt.date.fromisoformat(lot.expires) if lot.expires else None,
    }


def _entries(session: Session, card_id: int) -> tuple[dict[str, Any], ...]:
    """Return what moved the points of a card, newest first: entries, and invoices with it."""
    document, entry = (whole_metadata().tables[name].c for name in ("document", "points_entry"))
    moved = ACCUMULATED.entry.c
    rows = session.execute(
        select(
            document.id,
            document.type,
            document.date,
            document.number_text,
            entry.kind,
            func.sum(moved.points),
            document.comment,
        )
        .join(moved.document_id.table, moved.document_id == document.id)
        .outerjoin(entry.document_id.table, entry.document_id == document.id)
        .where(moved.card_id == card_id)
        .group_by(document.id, entry.kind)
        .having(func.sum(moved.points) != 0)
        .order_by(document.id.desc())
        .limit(200)
    )
    return tuple(
        {
            "date": date,
            "number": number,
            "kind": kind or SALE,
            "points": int(points),
            "comment": comment,
            OPENS: (_FORMS.get(kind_of, kind_of), key),
        }
        for key, kind_of, date, number, kind, points, comment in rows
    )


def _reverse(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    comment = str(given.values.get("comment") or "")
    done = reverse_points(session, actor, card.id or 0, clock=clock, comment=comment)
    return Done(
        N_("{number} is taken back by {by}."),
        {"number": card.heading, "by": done.number},
        ("points_entry", done.id),
    )


class PointsForm(DocumentForm):
    """Начисление и списание бонусных баллов."""

    name = "points_entry"
    subject = "points_entry"
    edit = EDIT
    fields = (
        Field("kind", N_("Kind"), FieldKind.CHOICE, choices=POINTS_KINDS, width=16),
        Field("date", N_("Date"), FieldKind.DATE, width=10),
        Field("object_id", N_("Pays for"), FieldKind.ROW, of="customer_orders", width=12),
        Field("amount_minor", N_("Amount"), FieldKind.MONEY, width=12),
        Field("comment", N_("Comment"), width=40),
    )
    tables = (
        Lines(
            "lines",
            N_("Lines"),
            (
                Field("card_id", N_("Card"), FieldKind.ROW, of="loyalty_card", width=20),
                Field("points", N_("Points"), FieldKind.MONEY, width=12),
                Field("starts", N_("From"), width=10),
                Field("expires", N_("To"), width=10),
                Field(
                    "programme_id",
                    N_("Bonus programme"),
                    FieldKind.ROW,
                    of="bonus_programme",
                    width=24,
                ),
            ),
        ),
    )
    commands = (
        Command(
            "reverse",
            N_("Take the entry back"),
            EDIT,
            _reverse,
            lambda card: card.values.get("kind") != PointsKind.REVERSAL,
            N_("Take {heading} back by another entry?"),
            asks=(Field("comment", N_("Comment"), width=40),),
        ),
    )

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return an entry with its lines."""
        entry = self.stored(session, actor, key)
        lines = [
            {**line, OPENS: ("loyalty_cards", line["card_id"])}
            for line in self.stored_lines(session, key)
        ]
        values = {field.name: getattr(entry, field.name) for field in self.fields}
        return Card(
            id=key,
            version=entry.version,
            heading=entry.number_text,
            status=entry.status,
            status_title=self.status_title(entry.status),
            values=values,
            shown=shown_values(session, self.fields, values),
            lines={"lines": shown_lines(session, self.tables[0].fields, lines)},
            editable=False,
        )
