"""Importing a bank statement: kept as it came, and a payment made of every line that can be one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

import core.shipments.types  # noqa: F401 - orders and invoices are known as what money is for
from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import acting
from core.audit.operations import record
from core.exchange.bank_file import BankFile
from core.kernel.clock import Clock
from core.settlements.bank import (
    Judged,
    PaymentMade,
    StatementFacts,
    judge,
    load_statement,
    make_payments,
    statement_lines,
)
from core.settlements.kinds import LineFate
from core.settlements.proposals import ProposedLine


@dataclass(frozen=True, slots=True)
class BankLine:
    """A document of the bank and what became of it, or would become."""

    row: int
    """The line of the file where it begins."""
    number: str
    date: dt.date
    booked_on: dt.date
    amount_minor: int
    payer: str
    payer_inn: str
    purpose: str
    fate: LineFate
    counterparty: str
    """Who paid, as klad knows him; "": nobody was found."""
    payment: str
    """Number of the payment; "": none, or a dry run."""
    pays: tuple[ProposedLine, ...]
    """What the payment is for."""
    left_minor: int
    """For nothing that is known: an advance."""


@dataclass(frozen=True, slots=True)
class BankReport:
    """What an import of a statement did, or would do."""

    file: str
    how: str
    """Version and encoding."""
    lines: tuple[BankLine, ...]
    statements: tuple[str, ...]
    """Numbers of the statements kept; empty when nothing was new."""
    unbalanced: tuple[tuple[str, int, int], ...]
    """(account, received as the bank says, as its documents come to) where they differ."""
    written: bool
    """False: a dry run, or nothing new: everything is as it was."""

    def of(self, *fates: LineFate) -> tuple[BankLine, ...]:
        """Return the lines with one of *fates*."""
        return tuple(line for line in self.lines if line.fate in fates)

    @property
    def waiting(self) -> int:
        """Lines whose payer nobody knows."""
        return sum(line.fate.waits for line in self.lines)


def statement_facts(file: BankFile) -> StatementFacts:
    """Return the head of a statement."""
    return StatementFacts(file.name, file.account, file.since, file.until)


def import_bank(
    session: Session, actor: Actor, file: BankFile, *, clock: Clock, dry_run: bool = False
) -> BankReport:
    """Keep a statement and make its payments, in the caller's transaction.

    A line that was imported before is left alone, so the same file twice changes nothing the
    second time. Lines whose payer is not known wait in the statement for a person.

    Args:
        dry_run: do everything, tell it, and undo it.

    Raises:
        Forbidden: the actor may not import, or may not enter payments.
        ForeignStatement: no account of the file is one of ours.
        PeriodClosed: the bank moved money in a closed period.
    """
    actor.require(Permission.IMPORT_RUN, what="bank", key=file.name)
    acting(session, actor, clock)
    judged = judge(session, file.documents)
    if all(one.fate is LineFate.PAID_ALREADY for one in judged):
        return _report(file, [_told(one) for one in judged], (), written=False)
    attempt = session.begin_nested()
    loaded = load_statement(session, actor, statement_facts(file), judged, clock=clock)
    lines: list[BankLine] = []
    rows = {one.document.key: one.document.row for one in judged}
    for statement in loaded:
        made: dict[int, PaymentMade] = {}
        if statement.payments:
            payments = make_payments(session, actor, statement.id, clock=clock)
            made = {payment.line_no: payment for payment in payments}
        for line in statement_lines(session, statement.id):
            payment = made.get(line.line_no)
            lines.append(
                BankLine(
                    row=rows[line.bank_key],
                    number=line.number,
                    date=line.date,
                    booked_on=line.booked_on,
                    amount_minor=line.amount_minor,
                    payer=line.payer,
                    payer_inn=line.payer_inn,
                    purpose=line.purpose,
                    fate=line.fate,
                    counterparty=line.legal_entity,
                    payment="" if dry_run else line.payment,
                    pays=payment.proposal.lines if payment is not None else (),
                    left_minor=payment.payment.left_minor if payment is not None else 0,
                )
            )
    numbers = tuple(statement.number for statement in loaded)
    if dry_run:
        attempt.rollback()
    else:
        record(
            session,
            actor,
            "import.done",
            "bank",
            0,
            source=file.name,
            statements=list(numbers),
            payments=sum(line.fate is LineFate.PAYMENT for line in lines),
        )
        attempt.commit()
    lines.sort(key=lambda line: line.row)
    return _report(file, lines, () if dry_run else numbers, written=not dry_run)


def _report(
    file: BankFile, lines: list[BankLine], statements: tuple[str, ...], *, written: bool
) -> BankReport:
    return BankReport(
        file=file.name,
        how=f"1CClientBankExchange {file.version} {file.encoding}",
        lines=tuple(lines),
        statements=statements,
        unbalanced=tuple(file.unbalanced()),
        written=written,
    )


def _told(judged: Judged) -> BankLine:
    document = judged.document
    return BankLine(
        row=document.row,
        number=document.number,
        date=document.date,
        booked_on=document.booked_on,
        amount_minor=document.amount_minor,
        payer=document.payer,
        payer_inn=document.payer_inn,
        purpose=document.purpose,
        fate=judged.fate,
        counterparty="",
        payment="",
        pays=(),
        left_minor=0,
    )
