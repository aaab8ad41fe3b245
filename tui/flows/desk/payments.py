"""The forms of incoming payments and refunds: who paid how much, and what for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.documents.listing import Filter
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from core.partners.queries import companies, legal_entities
from core.settlements.kinds import EntryStatus, PaymentKind
from core.settlements.listings import OBJECT_TITLES, PAYMENT_KINDS
from core.settlements.objects import object_fact
from core.settlements.payments import (
    NewPayment,
    PaidLine,
    PaymentChanges,
    annul_payment,
    enter_payment,
    enter_refund,
    post_payment,
    save_payment,
    unpost_payment,
)
from core.settlements.proposals import Asked, propose, refundable
from core.settlements.queries import PaymentCard, payment_card
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
    RowsCommand,
    Values,
)
from tui.formatting import money
from tui.locale import _

LINES = Lines(
    "lines",
    N_("What it pays"),
    (
        Field(
            "object_id",
            N_("Document"),
            FieldKind.ROW,
            required=True,
            of="settlement_objects",
            width=14,
        ),
        Field("type", N_("Kind"), width=20),
        Field("amount_minor", N_("Amount"), FieldKind.MONEY, required=True, width=14),
        Field("debt", N_("Debt"), FieldKind.MONEY, width=14),
        Field("advance", N_("Advance"), FieldKind.MONEY, width=14),
        Field("date", N_("Date"), FieldKind.DATE, width=10),
    ),
    editable=True,
    picks="object_id",
    entry="amount_minor",
    readonly=frozenset({"type", "debt", "advance", "date"}),
)

FIELDS = (
    Field("partner_id", N_("Partner"), FieldKind.ROW, required=True, of="partner", width=32),
    Field("legal_entity_id", N_("Counterparty"), FieldKind.ROW, of="legal_entity", width=32),
    Field(
        "company_id",
        N_("Company"),
        FieldKind.ROW,
        required=True,
        fixed=True,
        of="company",
        width=24,
    ),
    Field("date", N_("Date"), FieldKind.DATE, required=True, width=10),
    Field("amount_minor", N_("Amount"), FieldKind.MONEY, required=True, width=14),
    Field("currency", N_("Currency"), required=True, width=4),
    Field("kind", N_("Kind"), FieldKind.CHOICE, choices=PAYMENT_KINDS, width=12),
    Field("their_number", N_("Their number"), width=10),
    Field("their_date", N_("Their date"), FieldKind.DATE, width=10),
    Field("comment", N_("Comment"), width=24),
    Field("purpose", N_("Purpose"), width=60),
)


def _in(*statuses: EntryStatus) -> Any:  # noqa: ANN401 - a test of a card
    return lambda card: card.id is not None and card.status in statuses


def _post(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    del given
    saved = post_payment(session, actor, card.id or 0, clock=clock)
    return Done(N_("Posted: {number}."), {"number": saved.number})


def _unpost(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    del given
    saved = unpost_payment(session, actor, card.id or 0, clock=clock)
    return Done(N_("Taken back: {number}."), {"number": saved.number})


def _annul(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    del given
    saved = annul_payment(session, actor, card.id or 0, clock=clock)
    return Done(N_("Annulled: {number}."), {"number": saved.number})


def _restore(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    del given
    saved = annul_payment(session, actor, card.id or 0, clock=clock, annulled=False)
    return Done(N_("May be changed again: {number}."), {"number": saved.number})


def _asked(card: Card) -> Asked:
    values = card.values
    return Asked(
        company_id=values["company_id"] or 0,
        partner_id=values["partner_id"] or 0,
        amount_minor=values["amount_minor"] or 0,
        currency=values["currency"] or ROUBLE,
        purpose=values["purpose"] or "",
        on=values["date"],
    )


def _propose(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Put in the lines that the payment may pay."""
    del given
    found = propose(session, actor, _asked(card))
    changes = PaymentChanges(lines=tuple(line.paid for line in found.lines))
    save_payment(session, actor, card.id or 0, card.version, changes, clock=clock)
    return _filled(len(found.lines), found.left_minor)


def _fill_refund(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Put in what the customer has paid ahead."""
    del given
    left = card.values["amount_minor"] or 0
    lines = []
    for object_id, most in refundable(session, actor, _asked(card)):
        part = min(left, most)
        if part > 0:
            lines.append(PaidLine(object_id, part))
            left -= part
    changes = PaymentChanges(lines=tuple(lines))
    save_payment(session, actor, card.id or 0, card.version, changes, clock=clock)
    return _filled(len(lines), left)


def _filled(count: int, left: int) -> Done:
    if not count:
        return Done(N_("Nothing to pay was found; everything stays an advance."))
    if left:
        return Done(N_("Lines put in: {count}; {left:money} stay."), {"count": count, "left": left})
    return Done(N_("Lines put in: {count}; nothing stays."), {"count": count})


def _post_rows(session: Session, actor: Actor, keys: Sequence[Any], clock: Clock) -> Done:
    for key in sorted(keys):
        post_payment(session, actor, key, clock=clock)
    return Done(N_("Posted: {count}."), {"count": len(keys)})


class PaymentForm(DocumentForm):
    """Поступление денежных средств."""

    name = "incoming_payments"
    subject = "incoming_payment"
    edit = Permission.PAYMENT_EDIT
    makes = True
    fields = FIELDS
    tables = (LINES,)
    refund = False
    commands: tuple[Command, ...] = (
        Command("post", N_("Post"), Permission.PAYMENT_EDIT, _post, _in(EntryStatus.ENTERED)),
        Command(
            "propose",
            N_("Propose what it pays"),
            Permission.PAYMENT_EDIT,
            _propose,
            _in(EntryStatus.ENTERED),
        ),
        Command(
            "unpost",
            N_("Take back"),
            Permission.PAYMENT_EDIT,
            _unpost,
            _in(EntryStatus.POSTED),
            N_("Take {heading} back? What it paid is owed again."),
        ),
        Command("annul", N_("Annul"), Permission.PAYMENT_EDIT, _annul, _in(EntryStatus.ENTERED)),
        Command(
            "restore", N_("Restore"), Permission.PAYMENT_EDIT, _restore, _in(EntryStatus.ANNULLED)
        ),
    )
    rows_commands = (
        RowsCommand(
            "post",
            N_("Post the marked"),
            Permission.PAYMENT_EDIT,
            _post_rows,
            N_("Post the marked documents ({count})?"),
        ),
    )

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return the payment with its lines and what is owed of each document."""
        found = payment_card(session, actor, key, refund=self.refund)
        stands = standings(session, [line.object_id for line in found.lines])
        lines = [
            {
                "line_no": line.line_no,
                "object_id": line.object_id,
                "object_id" + SHOWN: line.object,
                "type": _(OBJECT_TITLES.get(line.type, line.type)),
                "date": line.date,
                "amount_minor": line.amount_minor,
                **_stand(stands, line.object_id, found.head.currency),
            }
            for line in found.lines
        ]
        head = found.head
        return Card(
            id=key,
            version=head.version,
            heading=head.number,
            status=head.status,
            status_title=self.status_title(head.status),
            values=_values(found),
            shown={
                "partner_id": head.partner,
                "legal_entity_id": found.legal_entity,
                "company_id": head.company,
            },
            lines={"lines": tuple(lines)},
            facts=_facts(found.amount_minor, lines, from_bank=found.from_bank),
            editable=head.status != EntryStatus.ANNULLED and actor.may(self.edit),
        )

    def new(self, session: Session, actor: Actor, clock: Clock) -> Card | None:
        """Return an empty payment of today."""
        if not actor.may(self.edit):
            return None
        values: dict[str, Any] = dict.fromkeys(field.name for field in self.fields)
        values |= {
            "date": clock.business_date(),
            "amount_minor": 0,
            "currency": ROUBLE,
            "kind": PaymentKind.CASHLESS,
            "their_number": "",
            "purpose": "",
            "comment": "",
        }
        shown: dict[str, str] = {}
        owners = companies(session, actor)
        if owners:
            values["company_id"] = owners[0].id
            shown["company_id"] = owners[0].requisites.name
        return Card(
            None, 0, "", values=values, shown=shown, lines={"lines": ()}, facts=_facts(0, ())
        )

    def save(self, session: Session, actor: Actor, card: Card, clock: Clock) -> int:
        """Write the payment; a posted one counts anew at once."""
        values = card.values
        lines = tuple(
            PaidLine(line["object_id"], line.get("amount_minor") or 0)
            for line in card.lines["lines"]
        )
        header: dict[str, Any] = {
            "partner_id": values["partner_id"] or None,
            "legal_entity_id": values["legal_entity_id"] or None,
            "kind": PaymentKind(values["kind"] or PaymentKind.CASHLESS),
            "amount_minor": values["amount_minor"] or 0,
            "currency": (values["currency"] or ROUBLE).upper(),
            "purpose": values["purpose"] or "",
            "their_number": values["their_number"] or "",
            "their_date": values["their_date"],
            "date": values["date"],
            "comment": values["comment"] or "",
        }
        if card.id is None:
            enter = enter_refund if self.refund else enter_payment
            new = NewPayment(company_id=values["company_id"] or 0, lines=lines, **header)
            return enter(session, actor, new, clock=clock).id
        changes = PaymentChanges(header=header, lines=lines)
        return save_payment(session, actor, card.id, card.version, changes, clock=clock).id

    def line(
        self, session: Session, actor: Actor, card: Card, table: str, picked: int
    ) -> dict[str, Any]:
        """Return a line for a document: what is owed of it, as far as the payment reaches."""
        del actor, table
        found = object_fact(session, picked)
        stands = standings(session, [picked])
        stand = _stand(stands, picked, found.currency)
        left = max(_left(card.values.get("amount_minor") or 0, card.lines["lines"]), 0)
        owed = stand["advance"] if self.refund else stand["debt"]
        if not owed and not self.refund:
            paid = stands.get((picked, found.currency), Standing(0, 0)).paid
            owed = max(found.total_minor - paid, 0) or left
        return {
            "object_id": picked,
            "object_id" + SHOWN: found.number,
            "type": _(OBJECT_TITLES.get(found.type, found.type)),
            "date": found.date,
            "amount_minor": min(owed, left),
            **stand,
        }

    def changed(
        self, session: Session, actor: Actor, card: Card, table: str, line: int, name: str
    ) -> Card:
        """Follow the partner's counterparty, another document, another sum."""
        if table and name == "object_id":
            lines = list(card.lines["lines"])
            fresh = self.line(session, actor, card, table, lines[line]["object_id"])
            kept = {k: lines[line][k] for k in ("amount_minor", "line_no") if lines[line].get(k)}
            lines[line] = {**fresh, **kept}
            card = card.with_lines("lines", lines)
        elif name == "partner_id" and card.values["partner_id"]:
            entities = legal_entities(session, card.values["partner_id"])
            first = entities[0] if len(entities) == 1 else None
            card = card.with_values(legal_entity_id=first.id if first else None)
            card = card.with_shown(legal_entity_id=first.requisites.name if first else "")
        kept_facts = tuple(fact for fact in card.facts if fact[0] not in {"Lines", "Left"})
        amount = card.values.get("amount_minor") or 0
        return replace(card, facts=(*_facts(amount, card.lines["lines"]), *kept_facts))

    def narrow(self, card: Card, table: str, line: int, name: str) -> tuple[Filter, ...]:
        """Show the partner's counterparties and his documents with this company."""
        del line
        if name == "legal_entity_id":
            return (Filter("partner", "eq", card.shown.get("partner_id", "")),)
        if table and name == "object_id":
            return (
                Filter("partner", "eq", card.shown.get("partner_id", "")),
                Filter("company", "eq", card.shown.get("company_id", "")),
            )
        return ()


class RefundForm(PaymentForm):
    """Возврат денежных средств клиенту."""

    name = "customer_refunds"
    subject = "customer_refund"
    refund = True
    commands = (
        *(one for one in PaymentForm.commands if one.id not in {"propose", "unpost"}),
        Command(
            "fill",
            N_("Fill with what was paid ahead"),
            Permission.PAYMENT_EDIT,
            _fill_refund,
            _in(EntryStatus.ENTERED),
        ),
        Command(
            "unpost",
            N_("Take back"),
            Permission.PAYMENT_EDIT,
            _unpost,
            _in(EntryStatus.POSTED),
            N_("Take {heading} back? The customer has paid ahead again."),
        ),
    )


def _values(found: PaymentCard) -> Values:
    head = found.head
    return {
        "partner_id": head.partner_id,
        "legal_entity_id": found.legal_entity_id,
        "company_id": head.company_id,
        "date": head.date,
        "amount_minor": found.amount_minor,
        "currency": head.currency,
        "kind": found.kind,
        "their_number": found.their_number,
        "their_date": found.their_date,
        "comment": head.comment,
        "purpose": found.purpose,
    }


def _stand(
    stands: Mapping[tuple[int, str], Standing], object_id: int, currency: str
) -> dict[str, int]:
    net = stands.get((object_id, currency), Standing(0, 0)).net
    return {"debt": net.debt, "advance": net.advance}


def _left(amount: int, lines: Sequence[Values]) -> int:
    return amount - sum(line.get("amount_minor") or 0 for line in lines)


def _facts(
    amount: int, lines: Sequence[Values], *, from_bank: bool = False
) -> tuple[tuple[str, str], ...]:
    told = [
        (N_("Lines"), money(amount - _left(amount, lines))),
        (N_("Left"), money(_left(amount, lines))),
    ]
    if from_bank:
        told.append((N_("Came by"), N_("a statement of the bank")))
    return tuple(told)
