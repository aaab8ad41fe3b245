"""The forms of offsets of advances and of debt adjustments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.documents.listing import Filter
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from core.partners.queries import companies, legal_entities
from core.settlements.kinds import AdjustedSide, EntryStatus
from core.settlements.objects import object_fact
from core.settlements.offsets import (
    AdjustmentLine,
    EntryChanges,
    EntrySaved,
    NewEntry,
    OffsetLine,
    annul_entry,
    enter_adjustment,
    enter_offset,
    post_entry,
    save_entry,
    unpost_entry,
)
from core.settlements.proposals import Asked, proposed_offset
from core.settlements.queries import Head, adjustment_card, offset_card
from core.settlements.rates import ROUBLE
from core.settlements.standing import Standing, standings
from tui.flows.desk.documents import DocumentForm
from tui.flows.desk.shapes import (
    SHOWN,
    Card,
    Command,
    Done,
    Field,
    FieldKind,
    Given,
    Lines,
    Values,
)
from tui.formatting import money

_PARTNER = Field("partner_id", N_("Partner"), FieldKind.ROW, required=True, of="partner", width=32)
_COMPANY = Field(
    "company_id", N_("Company"), FieldKind.ROW, required=True, fixed=True, of="company", width=24
)
_DATE = Field("date", N_("Date"), FieldKind.DATE, required=True, width=10)
_CURRENCY = Field("currency", N_("Currency"), required=True, width=4)
_COMMENT = Field("comment", N_("Comment"), width=60)
_AMOUNT = Field("amount_minor", N_("Amount"), FieldKind.MONEY, required=True, width=14)

OFFSET_LINES = Lines(
    "lines",
    N_("Offsets"),
    (
        Field(
            "advance_id",
            N_("Advance of"),
            FieldKind.ROW,
            required=True,
            of="settlement_objects",
            width=14,
        ),
        Field("advance", N_("Advance"), FieldKind.MONEY, width=14),
        Field(
            "debt_id",
            N_("Debt of"),
            FieldKind.ROW,
            required=True,
            of="settlement_objects",
            width=14,
        ),
        Field("debt", N_("Debt"), FieldKind.MONEY, width=14),
        _AMOUNT,
    ),
    editable=True,
    picks="advance_id",
    readonly=frozenset({"advance", "debt"}),
)

SIDES = {
    AdjustedSide.CHARGED: N_("Charged"),
    AdjustedSide.PAID: N_("Paid"),
}

ADJUSTMENT_LINES = Lines(
    "lines",
    N_("Changes"),
    (
        Field("side", N_("What changes"), FieldKind.CHOICE, choices=SIDES, width=12),
        Field("object_id", N_("Document"), FieldKind.ROW, of="settlement_objects", width=14),
        _AMOUNT,
        Field("due_on", N_("Pay until"), FieldKind.DATE, width=10),
        Field("debt", N_("Debt"), FieldKind.MONEY, width=14),
        Field("advance", N_("Advance"), FieldKind.MONEY, width=14),
    ),
    editable=True,
    entry="amount_minor",
    readonly=frozenset({"debt", "advance"}),
)


def _in(*statuses: EntryStatus) -> Any:  # noqa: ANN401 - a test of a card
    return lambda card: card.id is not None and card.status in statuses


def _told(verb: Callable[..., EntrySaved], message: str, **named: Any) -> Any:  # noqa: ANN401
    """Return what runs a verb of an offset or an adjustment."""

    def run(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
        del given
        saved = verb(session, actor, card.id or 0, clock=clock, **named)
        return Done(message, {"number": saved.number})

    return run


_COMMANDS = (
    Command(
        "post",
        N_("Post"),
        Permission.PAYMENT_EDIT,
        _told(post_entry, N_("Posted: {number}.")),
        _in(EntryStatus.ENTERED),
    ),
    Command(
        "unpost",
        N_("Take back"),
        Permission.PAYMENT_EDIT,
        _told(unpost_entry, N_("Taken back: {number}.")),
        _in(EntryStatus.POSTED),
        N_("Take {heading} back? Debts and advances are again what they were before it."),
    ),
    Command(
        "annul",
        N_("Annul"),
        Permission.PAYMENT_EDIT,
        _told(annul_entry, N_("Annulled: {number}.")),
        _in(EntryStatus.ENTERED),
    ),
    Command(
        "restore",
        N_("Restore"),
        Permission.PAYMENT_EDIT,
        _told(annul_entry, N_("May be changed again: {number}."), annulled=False),
        _in(EntryStatus.ANNULLED),
    ),
)


def _propose(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Put in what may be offset, first in first out."""
    del given
    values = card.values
    asked = Asked(
        company_id=values["company_id"] or 0,
        partner_id=values["partner_id"] or 0,
        amount_minor=0,
        currency=values["currency"] or ROUBLE,
        on=values["date"],
    )
    found = proposed_offset(session, actor, asked)
    if not found:
        return Done(N_("There is nothing to offset."))
    changes = EntryChanges(lines=tuple(OffsetLine(*one) for one in found))
    save_entry(session, actor, card.id or 0, card.version, changes, clock=clock)
    return Done(N_("Lines put in: {count}."), {"count": len(found)})


class _EntryForm(DocumentForm):
    """What both forms do alike."""

    edit = Permission.PAYMENT_EDIT
    makes = True

    def new(self, session: Session, actor: Actor, clock: Clock) -> Card | None:
        """Return an empty card of today."""
        if not actor.may(self.edit):
            return None
        values: dict[str, Any] = dict.fromkeys(field.name for field in self.fields)
        values |= {"date": clock.business_date(), "currency": ROUBLE, "comment": ""}
        shown: dict[str, str] = {}
        owners = companies(session, actor)
        if owners:
            values["company_id"] = owners[0].id
            shown["company_id"] = owners[0].requisites.name
        return Card(None, 0, "", values=values, shown=shown, lines={"lines": ()})

    def narrow(self, card: Card, table: str, line: int, name: str) -> tuple[Filter, ...]:
        """Show documents of the partner and the company; for an offset those that have some."""
        del line
        partner = card.shown.get("partner_id", "")
        if name == "legal_entity_id":
            return (Filter("partner", "eq", partner),)
        if not table:
            return ()
        some = {"advance_id": "advance", "debt_id": "debt"}.get(name)
        return (
            Filter("partner", "eq", partner),
            Filter("company", "eq", card.shown.get("company_id", "")),
            *((Filter(some, "gt", 0),) if some else ()),
        )

    def _opened(
        self,
        actor: Actor,
        head: Head,
        values: dict[str, Any],
        shown: dict[str, str],
        lines: Sequence[Values],
    ) -> Card:
        amounts = sum(line["amount_minor"] for line in lines)
        return Card(
            id=head.id,
            version=head.version,
            heading=head.number,
            status=head.status,
            status_title=self.status_title(head.status),
            values={
                "partner_id": head.partner_id,
                "company_id": head.company_id,
                "date": head.date,
                "currency": head.currency,
                "comment": head.comment,
                **values,
            },
            shown={"partner_id": head.partner, "company_id": head.company, **shown},
            lines={"lines": tuple(lines)},
            facts=((N_("Total"), money(amounts)),),
            editable=head.status != EntryStatus.ANNULLED and actor.may(self.edit),
        )

    def _header(self, card: Card) -> dict[str, Any]:
        values = card.values
        return {
            "partner_id": values["partner_id"] or 0,
            "date": values["date"],
            "currency": (values["currency"] or ROUBLE).upper(),
            "comment": values["comment"] or "",
        }


class OffsetForm(_EntryForm):
    """Зачёт аванса."""

    name = "debt_offsets"
    subject = "debt_offset"
    fields = (_PARTNER, _COMPANY, _DATE, _CURRENCY, _COMMENT)
    tables = (OFFSET_LINES,)
    commands = (
        _COMMANDS[0],
        Command(
            "propose",
            N_("Propose what to offset"),
            Permission.PAYMENT_EDIT,
            _propose,
            _in(EntryStatus.ENTERED),
        ),
        *_COMMANDS[1:],
    )

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return the offset with what stands on both sides of each line."""
        found = offset_card(session, actor, key)
        touched = {one.advance_id for one in found.lines} | {one.debt_id for one in found.lines}
        stands = standings(session, touched)
        lines = [
            {
                "line_no": one.line_no,
                "advance_id": one.advance_id,
                "advance_id" + SHOWN: one.advance,
                "advance": _stand(stands, one.advance_id, found.head.currency).advance,
                "debt_id": one.debt_id,
                "debt_id" + SHOWN: one.debt,
                "debt": _stand(stands, one.debt_id, found.head.currency).debt,
                "amount_minor": one.amount_minor,
            }
            for one in found.lines
        ]
        return self._opened(actor, found.head, {}, {}, lines)

    def save(self, session: Session, actor: Actor, card: Card, clock: Clock) -> int:
        """Write the offset; a posted one counts anew at once."""
        lines = tuple(
            OffsetLine(
                line.get("advance_id") or 0,
                line.get("debt_id") or 0,
                line.get("amount_minor") or 0,
            )
            for line in card.lines["lines"]
        )
        header = self._header(card)
        if card.id is None:
            new = NewEntry(company_id=card.values["company_id"] or 0, **header)
            return enter_offset(session, actor, new, lines, clock=clock).id
        changes = EntryChanges(header=header, lines=lines)
        return save_entry(session, actor, card.id, card.version, changes, clock=clock).id

    def line(
        self, session: Session, actor: Actor, card: Card, table: str, picked: int
    ) -> dict[str, Any]:
        """Return a line for the advance of a document."""
        del actor, table
        fact = object_fact(session, picked)
        stands = standings(session, [picked])
        return {
            "advance_id": picked,
            "advance_id" + SHOWN: fact.number,
            "advance": _stand(stands, picked, card.values["currency"] or ROUBLE).advance,
            "debt_id": 0,
            "debt_id" + SHOWN: "",
            "debt": 0,
            "amount_minor": 0,
        }

    def changed(
        self, session: Session, actor: Actor, card: Card, table: str, line: int, name: str
    ) -> Card:
        """Tell what stands on the documents named, and offset as much as both sides have."""
        del actor
        if not table or name not in {"advance_id", "debt_id"}:
            return card
        lines = [dict(one) for one in card.lines["lines"]]
        row = lines[line]
        currency = card.values["currency"] or ROUBLE
        keys = [row.get("advance_id") or 0, row.get("debt_id") or 0]
        stands = standings(session, keys)
        row["advance"] = _stand(stands, keys[0], currency).advance
        row["debt"] = _stand(stands, keys[1], currency).debt
        if not row.get("amount_minor"):
            row["amount_minor"] = min(row["advance"], row["debt"])
        return card.with_lines("lines", lines)


class AdjustmentForm(_EntryForm):
    """Корректировка задолженности."""

    name = "debt_adjustments"
    subject = "debt_adjustment"
    fields = (
        _PARTNER,
        Field("legal_entity_id", N_("Counterparty"), FieldKind.ROW, of="legal_entity", width=32),
        _COMPANY,
        _DATE,
        _CURRENCY,
        Field("reason", N_("Reason"), width=30),
        _COMMENT,
    )
    tables = (ADJUSTMENT_LINES,)
    commands = _COMMANDS

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return the adjustment with how the documents stand."""
        found = adjustment_card(session, actor, key)
        stands = standings(session, [one.object_id or key for one in found.lines])
        lines = []
        for one in found.lines:
            net = _stand(stands, one.object_id or key, found.head.currency)
            lines.append(
                {
                    "line_no": one.line_no,
                    "side": one.side,
                    "object_id": one.object_id,
                    "object_id" + SHOWN: one.object,
                    "amount_minor": one.amount_minor,
                    "due_on": one.due_on,
                    "debt": net.debt,
                    "advance": net.advance,
                }
            )
        values = {"legal_entity_id": found.legal_entity_id, "reason": found.reason}
        shown = {"legal_entity_id": found.legal_entity}
        return self._opened(actor, found.head, values, shown, lines)

    def save(self, session: Session, actor: Actor, card: Card, clock: Clock) -> int:
        """Write the adjustment; a posted one counts anew at once."""
        lines = tuple(
            AdjustmentLine(
                line.get("object_id") or 0,
                AdjustedSide(line.get("side") or AdjustedSide.CHARGED),
                line.get("amount_minor") or 0,
                line.get("due_on"),
            )
            for line in card.lines["lines"]
        )
        header = self._header(card) | {
            "legal_entity_id": card.values["legal_entity_id"] or None,
            "reason": card.values["reason"] or "",
        }
        if card.id is None:
            new = NewEntry(company_id=card.values["company_id"] or 0, **header)
            return enter_adjustment(session, actor, new, lines, clock=clock).id
        changes = EntryChanges(header=header, lines=lines)
        return save_entry(session, actor, card.id, card.version, changes, clock=clock).id

    def line(
        self, session: Session, actor: Actor, card: Card, table: str, picked: int
    ) -> dict[str, Any]:
        """Return a line that adds a debt of the adjustment itself."""
        del session, actor, card, table, picked
        return {
            "side": AdjustedSide.CHARGED,
            "object_id": 0,
            "object_id" + SHOWN: "",
            "amount_minor": 0,
            "due_on": None,
            "debt": 0,
            "advance": 0,
        }

    def changed(
        self, session: Session, actor: Actor, card: Card, table: str, line: int, name: str
    ) -> Card:
        """Follow the partner's counterparty; tell how a document stands."""
        del actor
        if name == "partner_id" and card.values["partner_id"]:
            entities = legal_entities(session, card.values["partner_id"])
            first = entities[0] if len(entities) == 1 else None
            card = card.with_values(legal_entity_id=first.id if first else None)
            return card.with_shown(legal_entity_id=first.requisites.name if first else "")
        if not table or name != "object_id":
            return card
        lines = [dict(one) for one in card.lines["lines"]]
        key = lines[line].get("object_id") or 0
        net = _stand(standings(session, [key]), key, card.values["currency"] or ROUBLE)
        lines[line] |= {"debt": net.debt, "advance": net.advance}
        return card.with_lines("lines", lines)


def _stand(stands: Any, object_id: int, currency: str) -> Any:  # noqa: ANN401 - a Net of standings
    return stands.get((object_id, currency), Standing(0, 0)).net
