"""Importing a bank statement: kept as it came, and a payment made of every line that can be one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import acting
from core.audit.operations import record
from core.exchange.bank_file import BankFile
from core.kernel.clock import Clock
from core.settlements.bank import (
    PaymentMade,
    StatementFacts,
    StatementLine,
    StatementLoaded,
    load_statement,
    make_payments,
    statement_lines,
    statement_numbers,
)
from core.settlements.bank_judging import Judged, judge
from core.settlements.errors import LinesWait
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
    second time. Lines whose payer is not known wait in the statement for a person, or until the
    file comes again after the counterparty was entered.

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
    attempt = session.begin_nested()
    loaded: list[StatementLoaded] = []
    if any(one.fate is not LineFate.TAKEN for one in judged):
        loaded = load_statement(session, actor, statement_facts(file), judged, clock=clock)
    involved = [one.waits_in for one in judged if one.waits_in] + [one.id for one in loaded]
    made: dict[str, PaymentMade] = {}
    kept: dict[str, StatementLine] = {}
    for statement in sorted(set(involved)):
        made |= _paid(session, actor, statement, clock)
        lines = statement_lines(session, statement)
        kept |= {line.bank_key: line for line in lines if line.fate is not LineFate.TAKEN}
    touched = {one.id for one in loaded} | {kept[key].statement_id for key in made}
    numbers = statement_numbers(session, touched)
    told = [
        _told(one, None, None)
        if one.fate is LineFate.TAKEN and not one.waits_in
        else _told(one, kept[one.document.key], made.get(one.document.key))
        for one in judged
    ]
    if dry_run or not touched:
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
            payments=len(made),
        )
        attempt.commit()
    written = bool(touched) and not dry_run
    if dry_run:
        told = [replace(line, payment="") for line in told]
    return _report(file, told, numbers if written else (), written=written)


def _paid(
    session: Session, actor: Actor, statement_id: int, clock: Clock
) -> dict[str, PaymentMade]:
    """Make what payments can be made of a statement; return document → its payment."""
    keys = {line.line_no: line.bank_key for line in statement_lines(session, statement_id)}
    try:
        made = make_payments(session, actor, statement_id, clock=clock)
    except LinesWait:
        return {}
    return {keys[payment.line_no]: payment for payment in made}


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


def _told(judged: Judged, line: StatementLine | None, made: PaymentMade | None) -> BankLine:
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
        fate=line.fate if line is not None else judged.fate,
        counterparty=line.legal_entity if line is not None else "",
        payment=made.payment.number if made is not None else "",
        pays=made.proposal.lines if made is not None else (),
        left_minor=made.payment.left_minor if made is not None else 0,
    )
