"""The form of bank statements: choose a file, see what each line becomes, name payers, pay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.exchange.bank_file import read_bank_file
from core.exchange.bank_import import statement_facts
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from core.settlements.bank import (
    StatementLine,
    load_statement,
    make_payments,
    name_payer,
    partners_of,
    statement_lines,
)
from core.settlements.bank_document import BankDocument
from core.settlements.bank_judging import Judged, judge
from core.settlements.kinds import LineFate, StatementStatus
from core.settlements.listings import LINE_FATES
from core.settlements.proposals import Asked, propose
from core.settlements.queries import BankStatementCard, bank_statement_card
from tui.flows.desk.documents import DocumentForm
from tui.flows.desk.files import read_file
from tui.flows.desk.naming import shown_lines
from tui.flows.desk.shapes import (
    OPENS,
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
from tui.formatting import day, money
from tui.locale import _

LINES = Lines(
    "lines",
    N_("Documents of the bank"),
    (
        Field("fate", N_("Becomes"), FieldKind.CHOICE, choices=LINE_FATES, width=18),
        Field("amount_minor", N_("Amount"), FieldKind.MONEY, width=13),
        Field("legal_entity_id", N_("Counterparty"), FieldKind.ROW, of="legal_entity", width=24),
        Field("pays", N_("Pays"), width=16),
        Field("payment", N_("Payment"), width=10),
        Field("payer", N_("Payer"), width=24),
        Field("number", N_("Number"), width=8),
        Field("date", N_("Date"), FieldKind.DATE, width=10),
        Field("payer_inn", N_("INN"), width=12),
        Field("purpose", N_("Purpose"), width=60),
    ),
    editable=True,
    grows=False,
    readonly=frozenset(
        {
            "fate",
            "amount_minor",
            "pays",
            "payment",
            "payer",
            "number",
            "date",
            "payer_inn",
            "purpose",
        }
    ),
)

PROPOSED_AT_MOST = 100
"""Lines for which it is told what they would pay: more take longer than one waits."""


def _pay(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    del given
    made = make_payments(session, actor, card.id or 0, clock=clock)
    left = sum(one.payment.left_minor for one in made)
    facts = {"count": len(made), "left": left}
    if left:
        return Done(N_("Payments made and posted: {count}; {left:money} stay advances."), facts)
    return Done(N_("Payments made and posted: {count}."), facts)


def _skip(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    line = card.lines["lines"][given.line or 0]
    name_payer(session, actor, card.id or 0, {line["line_no"]: None}, clock=clock)
    return Done(N_("Line {line} is no payment of a customer."), {"line": line["line_no"]})


class BankStatementForm(DocumentForm):
    """Банковская выписка."""

    name = "bank_statements"
    subject = "bank_statement"
    edit = Permission.PAYMENT_EDIT
    makes = True
    fields = (
        Field("file", N_("File"), FieldKind.FILE, required=True, fixed=True, width=60),
        Field("company", N_("Company"), fixed=True, width=24),
        Field("account", N_("Bank account"), fixed=True, width=20),
        Field("period", N_("Period"), fixed=True, width=23),
        Field("date", N_("Date"), FieldKind.DATE, fixed=True, width=10),
    )
    tables = (LINES,)
    commands = (
        Command(
            "pay",
            N_("Make and post the payments"),
            Permission.PAYMENT_EDIT,
            _pay,
            lambda card: card.id is not None and card.status == StatementStatus.LOADED,
        ),
        Command(
            "skip",
            N_("This line is no payment of a customer"),
            Permission.PAYMENT_EDIT,
            _skip,
            lambda card: card.id is not None and card.status == StatementStatus.LOADED,
            line_of=LINES.name,
        ),
    )

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return the statement with what each line has become or will become."""
        found = bank_statement_card(session, actor, key)
        lines = statement_lines(session, key)
        pays = _proposed(session, actor, found, lines)
        rows = [_line(line, pays.get(line.line_no, "")) for line in lines]
        return Card(
            id=key,
            version=found.version,
            heading=found.number,
            status=found.status,
            status_title=self.status_title(found.status),
            values={
                "file": found.file,
                "company": found.company,
                "account": found.account,
                "period": _period(found.since, found.until),
                "date": found.date,
            },
            lines={"lines": tuple(rows)},
            facts=_facts([line.fate for line in lines], [line.amount_minor for line in lines]),
            editable=found.status == StatementStatus.LOADED and actor.may(self.edit),
        )

    def new(self, session: Session, actor: Actor, clock: Clock) -> Card | None:
        """Return a statement whose file is to be chosen."""
        del session
        if not actor.may(self.edit):
            return None
        values = {
            "file": "",
            "company": "",
            "account": "",
            "period": "",
            "date": clock.business_date(),
        }
        return Card(None, 0, "", values=values, lines={"lines": ()})

    def fixed(self, card: Card) -> frozenset[str]:
        """Return that only the file of a new statement is chosen."""
        names = frozenset(field.name for field in self.fields)
        return names - {"file"} if card.id is None else names

    def save(self, session: Session, actor: Actor, card: Card, clock: Clock) -> int:
        """Keep the statement, or what was said about the payers of its lines."""
        if card.id is not None:
            self._name(session, actor, card.id, card.lines["lines"], clock)
            return card.id
        data, name = read_file(card.values["file"])
        file = read_bank_file(data, name)
        judged = judge(session, file.documents)
        loaded = load_statement(session, actor, statement_facts(file), judged, clock=clock)
        for statement in loaded:
            self._name(session, actor, statement.id, card.lines["lines"], clock)
        return loaded[0].id

    def changed(
        self, session: Session, actor: Actor, card: Card, table: str, line: int, name: str
    ) -> Card:
        """Read the file that was chosen; a payer that was named makes the line a payment."""
        del actor
        if name == "file" and card.id is None and card.values["file"]:
            return _previewed(session, card)
        if table and name == "legal_entity_id":
            lines = [dict(one) for one in card.lines["lines"]]
            if lines[line].get("legal_entity_id"):
                lines[line]["fate"] = LineFate.PAYMENT
            return card.with_lines("lines", lines)
        return card

    def _name(
        self,
        session: Session,
        actor: Actor,
        statement_id: int,
        lines: Sequence[Values],
        clock: Clock,
    ) -> None:
        """Take over the payers that were named, told apart by the bank's own key."""
        said = {line["bank_key"]: line.get("legal_entity_id") or None for line in lines}
        payers = {
            line.line_no: said[line.bank_key]
            for line in statement_lines(session, statement_id)
            if line.payment_id is None
            and said.get(line.bank_key) is not None
            and said[line.bank_key] != line.legal_entity_id
        }
        if payers:
            name_payer(session, actor, statement_id, payers, clock=clock)


def _previewed(session: Session, card: Card) -> Card:
    data, name = read_file(card.values["file"])
    file = read_bank_file(data, name)
    judged = judge(session, file.documents)
    rows = [_judged(number, one) for number, one in enumerate(judged, start=1)]
    card = card.with_values(account=file.account, period=_period(file.since, file.until))
    card = card.with_lines("lines", shown_lines(session, LINES.fields, rows))
    facts = _facts([one.fate for one in judged], [one.document.amount_minor for one in judged])
    differ = tuple(
        (N_("The bank says"), f"{money(said)} ≠ {money(came)}")
        for _account, said, came in file.unbalanced()
    )
    return replace(card, facts=(*facts, *differ))


def _judged(number: int, judged: Judged) -> dict[str, Any]:
    document: BankDocument = judged.document
    return {
        "line_no": number,
        "fate": judged.fate,
        "amount_minor": document.amount_minor,
        "legal_entity_id": judged.legal_entity_id,
        "pays": "",
        "payment": "",
        "payer": document.payer,
        "number": document.number,
        "date": document.date,
        "payer_inn": document.payer_inn,
        "purpose": document.purpose,
        "bank_key": document.key,
    }


def _line(line: StatementLine, pays: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "line_no": line.line_no,
        "fate": line.fate,
        "amount_minor": line.amount_minor,
        "legal_entity_id": line.legal_entity_id,
        "legal_entity_id" + SHOWN: line.legal_entity,
        "pays": pays,
        "payment": "",
        "payer": line.payer,
        "number": line.number,
        "date": line.date,
        "payer_inn": line.payer_inn,
        "purpose": line.purpose,
        "bank_key": line.bank_key,
    }
    if line.payment_id is not None:
        advance = [_("advance")] if line.left_minor else []
        row |= {
            OPENS: ("incoming_payments", line.payment_id),
            "pays": ", ".join([*filter(None, [line.paid]), *advance]),
            "payment": line.payment,
        }
    return row


def _proposed(
    session: Session, actor: Actor, head: BankStatementCard, lines: Sequence[StatementLine]
) -> Mapping[int, str]:
    """Return what the lines that are to be payments would pay, each by itself."""
    waiting = [one for one in lines if one.fate is LineFate.PAYMENT and one.payment_id is None]
    if not waiting or len(waiting) > PROPOSED_AT_MOST:
        return {}
    partners = partners_of(session, [one.legal_entity_id or 0 for one in waiting])
    found: dict[int, str] = {}
    for one in waiting:
        asked = Asked(
            company_id=head.company_id,
            partner_id=partners.get(one.legal_entity_id or 0, 0),
            amount_minor=one.amount_minor,
            currency=head.currency,
            purpose=one.purpose,
            on=one.booked_on,
        )
        proposal = propose(session, actor, asked)
        told = [line.number for line in proposal.lines]
        if proposal.left_minor:
            told.append(_("advance"))
        found[one.line_no] = ", ".join(told)
    return found


def _period(since: dt.date | None, until: dt.date | None) -> str:
    days = [day(one) for one in (since, until) if one is not None]
    return " – ".join(dict.fromkeys(days))


def _facts(fates: Sequence[LineFate], amounts: Sequence[int]) -> tuple[tuple[str, str], ...]:
    pairs = list(zip(fates, amounts, strict=True))
    payments = [amount for fate, amount in pairs if fate is LineFate.PAYMENT]
    told = [(N_("Payments"), f"{len(payments)} · {money(sum(payments))}")]
    waiting = sum(fate.waits for fate in fates)
    if waiting:
        told.append((N_("Payer unknown"), str(waiting)))
    taken = list(fates).count(LineFate.TAKEN)
    if taken:
        told.append((N_("Taken before"), str(taken)))
    return tuple(told)
