"""What stands with a customer: one document's debt with its days, and the statement of a period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import business_date
from core.documents.types import document_type
from core.kernel.clock import Clock
from core.kernel.errors import NotFound
from core.kernel.i18n import N_
from core.partners.queries import partner_card
from core.settlements.debts import (
    By,
    DebtRow,
    Statement,
    currencies_of,
    debts,
    dues_of,
    object_moves,
    statement,
)
from core.settlements.listings import OBJECT_TITLES
from core.settlements.objects import object_fact, object_facts
from core.settlements.payments import NewPayment, PaidLine, enter_payment
from core.settlements.rates import ROUBLE
from core.settlements.standing import NOTHING, standings
from tui.flows.desk.bills import issue
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
    Values,
)
from tui.formatting import money
from tui.locale import _

_NUMBER = Field("number", N_("Document"), width=12)
_KIND = Field("kind", N_("Kind"), width=28)
_DATE = Field("date", N_("Date"), FieldKind.DATE, width=10)
_CHARGED = Field("charged", N_("Charged"), FieldKind.MONEY, width=14)
_PAID = Field("paid", N_("Paid"), FieldKind.MONEY, width=14)

FORMS_OF = {
    "customer_order": "customer_orders",
    "sales_invoice": "sales_invoices",
    "incoming_payment": "incoming_payments",
    "customer_refund": "customer_refunds",
    "debt_offset": "debt_offsets",
    "debt_adjustment": "debt_adjustments",
    "contract": "contracts",
}
"""Document type → its list, for Enter on a line."""


def _called(type_name: str, number: str) -> dict[str, str]:
    """Return number and kind of a document: the number first, a narrow screen cuts the rest."""
    return {"number": number, "kind": _(document_type(type_name).title)}


def _opens(type_name: str, key: int) -> dict[str, Any]:
    form = FORMS_OF.get(type_name)
    return {} if form is None else {OPENS: (form, key)}


def _open_document(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    del actor, clock, given
    fact = object_fact(session, card.id or 0)
    opened = (FORMS_OF.get(fact.type, ""), fact.id)
    return Done(N_("Document {number}."), {"number": fact.number}, opened)


def _pay(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Enter a payment of the whole debt, to be looked at and posted."""
    del given
    fact = object_fact(session, card.id or 0)
    owed = standings(session, [fact.id]).get((fact.id, fact.currency), NOTHING).net.debt
    made = enter_payment(
        session,
        actor,
        NewPayment(
            company_id=fact.company_id,
            partner_id=fact.partner_id or None,
            legal_entity_id=fact.legal_entity_id or None,
            amount_minor=owed,
            currency=fact.currency,
            lines=(PaidLine(fact.id, owed),) if owed else (),
        ),
        clock=clock,
    )
    facts = {"number": made.number}
    return Done(
        N_("Entered: {number}. Post it when the money is there."),
        facts,
        (
            "incoming_payments",
            made.id,
        ),
    )


class DebtForm(Form):
    """One document: when what is due of it, and what has moved on it."""

    name = "debts"
    subject = "document"
    one = N_("Settlements of a document")
    looks = True
    fields = (
        Field("document", N_("Document"), width=40),
        Field("partner", N_("Partner"), width=32),
        Field("date", N_("Date"), FieldKind.DATE, width=10),
        Field("currency", N_("Currency"), width=4),
    )
    tables = (
        Lines(
            "dues",
            N_("When it is due"),
            (
                Field("due_on", N_("Pay until"), FieldKind.DATE, width=10),
                Field("due", N_("To pay"), FieldKind.MONEY, width=14),
                _PAID,
                Field("left", N_("Left"), FieldKind.MONEY, width=14),
                Field("days", N_("Days overdue"), FieldKind.NUMBER, width=6),
                _NUMBER,
                _KIND,
            ),
        ),
        Lines("moves", N_("Movements"), (_DATE, _NUMBER, _CHARGED, _PAID, _KIND)),
    )
    commands = (
        Command("open", N_("Open the document"), Permission.DEBT_READ, _open_document),
        Command("pay", N_("Enter a payment"), Permission.PAYMENT_EDIT, _pay),
        Command("bill", N_("Issue a bill"), Permission.ORDER_EDIT, issue),
    )

    def open(self, session: Session, actor: Actor, key: int | str) -> Card:
        """Return how a document stands; *key* is its id, or "id:currency" as the list has it."""
        actor.require(Permission.DEBT_READ, what="debts", key=key)
        number, _colon, currency = str(key).partition(":")
        fact = object_fact(session, int(number))
        actor.require_company(fact.company_id)
        currency = currency or fact.currency
        on = business_date(session)
        stand = standings(session, [fact.id]).get((fact.id, currency), NOTHING)
        dues = dues_of(session, fact.id, currency)
        late = sum(one.unpaid for one in dues if one.due_on is not None and one.due_on < on)
        return Card(
            id=fact.id,
            version=0,
            heading=fact.number,
            values={
                "document": f"{fact.number} · {_(OBJECT_TITLES.get(fact.type, fact.type))}",
                "partner": partner_card(session, fact.partner_id).row.name
                if fact.partner_id
                else "",
                "date": fact.date,
                "currency": currency,
            },
            lines={
                "dues": tuple(
                    {
                        "due_on": one.due_on,
                        "due": one.due,
                        "paid": one.due - one.unpaid,
                        "left": one.unpaid,
                        "days": (on - one.due_on).days
                        if one.unpaid and one.due_on is not None and one.due_on < on
                        else None,
                        **_called(one.type, one.number),
                        **_opens(one.type, one.document_id),
                    }
                    for one in dues
                ),
                "moves": tuple(
                    {
                        "date": one.date,
                        **_called(one.type, one.number),
                        "charged": one.charged,
                        "paid": one.paid,
                        **_opens(one.type, one.document_id),
                    }
                    for one in object_moves(session, fact.id, currency)
                ),
            },
            facts=(
                (N_("Debt"), money(stand.net.debt)),
                (N_("Overdue"), money(late)),
                (N_("Advance"), money(stand.net.advance)),
            ),
            editable=False,
        )

    def changed(
        self, session: Session, actor: Actor, card: Card, table: str, line: int, name: str
    ) -> Card:
        """Look again."""
        del table, line, name
        return self.open(session, actor, f"{card.id}:{card.values['currency']}")


class SettlementsForm(Form):
    """Settlements with a partner over a period, from balance to balance."""

    name = "debts_by_partner"
    subject = "partner"
    one = N_("Settlements")
    edit = Permission.DEBT_READ
    looks = True
    fields = (
        Field("since", N_("From"), FieldKind.DATE, required=True, width=10),
        Field("until", N_("Until"), FieldKind.DATE, required=True, width=10),
        Field("currency", N_("Currency"), required=True, width=4),
    )
    tables = (
        Lines(
            "rows",
            N_("Statement"),
            (
                _DATE,
                _NUMBER,
                _CHARGED,
                _PAID,
                Field("balance", N_("They owe us"), FieldKind.MONEY, width=14),
                _KIND,
            ),
        ),
        Lines(
            "objects",
            N_("Debts and advances"),
            (
                _NUMBER,
                Field("debt", N_("Debt"), FieldKind.MONEY, width=13),
                Field("overdue", N_("Overdue"), FieldKind.MONEY, width=13),
                Field("days", N_("Days"), FieldKind.NUMBER, width=5),
                Field("advance", N_("Advance"), FieldKind.MONEY, width=13),
                _KIND,
            ),
        ),
    )

    def open(self, session: Session, actor: Actor, key: int | str) -> Card:
        """Return this year's settlements; *key* is a partner, or begins with one in a list."""
        parts = str(key).split(":")
        partner_id = int(parts[0])
        today = business_date(session)
        currencies = currencies_of(session, actor, partner_id)
        currency = parts[-1] if len(parts) > 1 else next(iter(currencies), ROUBLE)
        values = {"since": today.replace(month=1, day=1), "until": today, "currency": currency}
        return self._shown(session, actor, partner_id, values, today)

    def changed(
        self, session: Session, actor: Actor, card: Card, table: str, line: int, name: str
    ) -> Card:
        """Show another period or currency."""
        del table, line, name
        return self._shown(session, actor, card.id or 0, card.values, business_date(session))

    def _shown(
        self, session: Session, actor: Actor, partner_id: int, values: Values, today: dt.date
    ) -> Card:
        since, until = values["since"] or today, values["until"] or today
        currency = str(values["currency"] or ROUBLE).upper()
        found = statement(session, actor, partner_id, since, until, currency=currency)
        objects = [
            row
            for row in debts(session, actor, today, by=By.OBJECT, partner_id=partner_id)
            if row.currency == currency
        ]
        return Card(
            id=partner_id,
            version=0,
            heading=found.partner,
            values={**values, "currency": currency},
            lines={"rows": _rows(found), "objects": _objects(session, objects)},
            facts=_facts(found, objects),
            editable=True,
        )

    def save(self, session: Session, actor: Actor, card: Card, clock: Clock) -> int:
        """Nothing is saved: the fields say what to look at."""
        del session, actor, clock
        if card.id is None:
            raise NotFound(what="partner", key=0)
        return card.id


class ContractDebtsForm(SettlementsForm):
    """The same, from the list of debts by contract."""

    name = "debts_by_contract"


def _rows(found: Statement) -> tuple[dict[str, Any], ...]:
    return tuple(
        {
            "date": row.date,
            **_called(row.type, row.number),
            "charged": row.charged or None,
            "paid": row.paid or None,
            "balance": row.balance,
            **_opens(row.type, row.document_id),
        }
        for row in found.rows
    )


def _objects(session: Session, rows: Sequence[DebtRow]) -> tuple[dict[str, Any], ...]:
    facts = object_facts(session, [row.object_id for row in rows])
    return tuple(
        {
            **(
                _called(facts[row.object_id].type, facts[row.object_id].number)
                if row.object_id in facts
                else {"number": f"№ {row.object_id}", "kind": ""}
            ),
            "debt": row.debt or None,
            "overdue": row.overdue or None,
            "days": row.days or None,
            "advance": row.advance or None,
            OPENS: ("debts", row.object_id),
        }
        for row in rows
    )


def _facts(found: Statement, objects: Sequence[DebtRow]) -> tuple[tuple[str, str], ...]:
    return (
        (N_("On the first day"), money(found.opening)),
        (N_("On the last day"), money(found.closing)),
        (N_("Overdue today"), money(sum(row.overdue for row in objects))),
        (N_("Advance today"), money(sum(row.advance for row in objects))),
    )


def _settlements(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    del session, actor, clock, given
    opened = ("debts_by_partner", card.id or 0)
    return Done(N_("Settlements with {partner}."), {"partner": card.heading}, opened)


SETTLEMENTS = Command(
    "settlements",
    N_("Settlements"),
    Permission.DEBT_READ,
    _settlements,
    lambda card: card.id is not None,
)
"""For the card of a partner."""
