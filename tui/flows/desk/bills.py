"""The form of bills, and the command of other forms that issues one."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from core.settlements.bills import (
    NewBill,
    annul_bill,
    asked_by_bill,
    bill_card,
    issue_bill,
    save_bill,
)
from core.settlements.kinds import BillStatus
from core.settlements.listings import OBJECT_TITLES
from core.settlements.objects import object_fact
from tui.flows.desk.documents import DocumentForm
from tui.flows.desk.shapes import Card, Command, Done, Field, FieldKind, Given
from tui.locale import _


def issue(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Issue a bill of the document on screen for what is not paid."""
    del given
    made = issue_bill(session, actor, NewBill(object_id=card.id or 0), clock=clock)
    return Done(N_("Bill {number} is issued."), {"number": made.number}, ("bills", made.id))


ISSUE_BILL = Command(
    "issue_bill",
    N_("Issue a bill"),
    Permission.ORDER_EDIT,
    issue,
    lambda card: card.id is not None,
)
"""For forms of what can be paid."""


def _annul(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    del given
    saved = annul_bill(session, actor, card.id or 0, clock=clock)
    return Done(N_("Annulled: {number}."), {"number": saved.number})


def _again(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    del given
    saved = annul_bill(session, actor, card.id or 0, clock=clock, annulled=False)
    return Done(N_("Bill {number} is issued."), {"number": saved.number})


class BillForm(DocumentForm):
    """Счёт на оплату."""

    name = "bills"
    subject = "bill"
    edit = Permission.ORDER_EDIT
    makes = True
    fields = (
        Field(
            "object_id",
            N_("Basis"),
            FieldKind.ROW,
            required=True,
            fixed=True,
            of="settlement_objects",
            width=20,
        ),
        Field("stage_no", N_("Stage"), FieldKind.NUMBER, fixed=True, width=4),
        Field("amount_minor", N_("Amount"), FieldKind.MONEY, width=14),
        Field("due_on", N_("Pay until"), FieldKind.DATE, width=10),
        Field("date", N_("Date"), FieldKind.DATE, fixed=True, width=10),
        Field("comment", N_("Comment"), width=24),
        Field("purpose", N_("Purpose"), width=60),
    )
    commands = (
        Command(
            "annul",
            N_("Annul"),
            Permission.ORDER_EDIT,
            _annul,
            lambda card: card.status == BillStatus.ISSUED,
            N_("Annul bill {heading}? Payments do not find it any more."),
        ),
        Command(
            "again",
            N_("Issue again"),
            Permission.ORDER_EDIT,
            _again,
            lambda card: card.status == BillStatus.ANNULLED,
        ),
    )

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return the bill."""
        found = bill_card(session, actor, key)
        return Card(
            id=key,
            version=found.version,
            heading=found.number,
            status=found.status,
            status_title=self.status_title(found.status),
            values={
                "object_id": found.object_id,
                "stage_no": found.stage_no,
                "amount_minor": found.amount_minor,
                "due_on": found.due_on,
                "date": found.date,
                "comment": found.comment,
                "purpose": found.purpose,
            },
            shown={"object_id": f"{_kind(found.object_type)} {found.object_number}"},
            facts=(
                (N_("Partner"), found.partner),
                (N_("Counterparty"), found.legal_entity or "—"),
                (N_("Company"), found.company),
            ),
            editable=found.status == BillStatus.ISSUED and actor.may(self.edit),
        )

    def new(self, session: Session, actor: Actor, clock: Clock) -> Card | None:
        """Return an empty bill of today."""
        del session
        if not actor.may(self.edit):
            return None
        values: dict[str, Any] = dict.fromkeys(field.name for field in self.fields)
        values |= {
            "date": clock.business_date(),
            "stage_no": 0,
            "amount_minor": 0,
            "comment": "",
            "purpose": "",
        }
        return Card(None, 0, "", values=values)

    def save(self, session: Session, actor: Actor, card: Card, clock: Clock) -> int:
        """Issue the bill, or change it."""
        values = card.values
        changes: dict[str, Any] = {
            "amount_minor": values["amount_minor"] or 0,
            "due_on": values["due_on"],
            "purpose": values["purpose"] or "",
            "comment": values["comment"] or "",
        }
        if card.id is not None:
            return save_bill(session, actor, card.id, card.version, changes, clock=clock).id
        new = NewBill(
            object_id=values["object_id"] or 0,
            stage_no=values["stage_no"] or 0,
            date=values["date"],
            **changes,
        )
        return issue_bill(session, actor, new, clock=clock).id

    def changed(
        self, session: Session, actor: Actor, card: Card, table: str, line: int, name: str
    ) -> Card:
        """Ask for what is not paid of the basis, or of a stage of it."""
        del actor, table, line
        key = card.values.get("object_id")
        if card.id is not None or not key or name not in {"object_id", "stage_no"}:
            return card
        asked = asked_by_bill(session, key, card.values.get("stage_no") or 0, card.values["date"])
        fact = object_fact(session, key)
        card = card.with_values(amount_minor=asked.amount_minor, due_on=asked.due_on)
        return card.with_shown(object_id=f"{_kind(fact.type)} {fact.number}")


def _kind(type_name: str) -> str:
    return _(OBJECT_TITLES.get(type_name, type_name))
