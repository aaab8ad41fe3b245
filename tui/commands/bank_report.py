"""Telling what became of a bank statement: for a person and for a program."""

from __future__ import annotations

from typing import Any

from core.exchange.bank_import import BankLine, BankReport
from core.settlements.kinds import LineFate
from core.settlements.listings import LINE_FATES
from core.settlements.proposals import ProposedLine
from tui.formatting import day, money, plain
from tui.locale import _, ngettext

_QUIET = (LineFate.OUTGOING, LineFate.OWN_TRANSFER, LineFate.OTHER_ACCOUNT)
"""Told as a count: nobody has to do anything about them."""


def lines(report: BankReport, *, dry_run: bool) -> list[str]:
    """Return the report for a person."""
    read = ngettext(
        "Read: {count} document ({how}).", "Read: {count} documents ({how}).", len(report.lines)
    )
    told = [read.format(count=len(report.lines), how=report.how)]
    unbalanced = _("Account {account}: {said} came in as the bank says, {came} by its documents.")
    told += [
        unbalanced.format(account=plain(account), said=money(said), came=money(came))
        for account, said, came in report.unbalanced
    ]
    for line in report.lines:
        if line.fate not in _QUIET:
            told += _line(line)
    told += _counts(report)
    told.append(_verdict(report, dry_run=dry_run))
    return told


def as_json(report: BankReport) -> dict[str, Any]:
    """Return the report for a program."""
    return {
        "file": report.file,
        "how": report.how,
        "written": report.written,
        "statements": list(report.statements),
        "waiting": report.waiting,
        "unbalanced": [
            {"account": account, "received_minor": said, "documents_minor": came}
            for account, said, came in report.unbalanced
        ],
        "lines": [_line_as_json(line) for line in report.lines],
    }


def _line_as_json(line: BankLine) -> dict[str, Any]:
    return {
        "line": line.row,
        "number": line.number,
        "date": line.date,
        "booked_on": line.booked_on,
        "amount_minor": line.amount_minor,
        "payer": line.payer,
        "payer_inn": line.payer_inn,
        "purpose": line.purpose,
        "fate": line.fate.value,
        "counterparty": line.counterparty,
        "payment": line.payment,
        "pays": [
            {"number": one.number, "amount_minor": one.amount_minor, "why": one.why.value}
            for one in line.pays
        ],
        "left_minor": line.left_minor,
    }


def _line(line: BankLine) -> list[str]:
    told = _("Line {row}: № {number} of {date}, {amount}, {payer}: {fate}.").format(
        row=line.row,
        number=plain(line.number),
        date=day(line.date),
        amount=money(line.amount_minor),
        payer=plain(line.counterparty or line.payer),
        fate=_(LINE_FATES[line.fate]).lower(),
    )
    if line.fate.waits:
        return [f"{told} {_waits(line)}"]
    if line.fate is not LineFate.PAYMENT:
        return [told]
    paid = [_paid(one) for one in line.pays]
    if line.left_minor:
        paid.append(_("{amount} stay an advance").format(amount=money(line.left_minor)))
    return [told, "  " + "; ".join(paid)]


def _waits(line: BankLine) -> str:
    if line.fate is LineFate.SEVERAL_PAYERS:
        return _("Name the counterparty in the statement.")
    return _("Enter a counterparty with INN {inn}, or name one in the statement.").format(
        inn=plain(line.payer_inn) or "—"
    )


def _paid(one: ProposedLine) -> str:
    return _("{amount} for {number} of {date}").format(
        amount=money(one.amount_minor), number=plain(one.number), date=day(one.date)
    )


def _counts(report: BankReport) -> list[str]:
    made = len(report.of(LineFate.PAYMENT))
    told = [ngettext("{count} payment.", "{count} payments.", made).format(count=made)]
    quiet = len(report.of(*_QUIET))
    if quiet:
        told.append(
            ngettext(
                "{count} document is no payment of a customer.",
                "{count} documents are no payments of customers.",
                quiet,
            ).format(count=quiet)
        )
    if report.waiting:
        told.append(
            ngettext(
                "{count} document waits for its payer.",
                "{count} documents wait for their payers.",
                report.waiting,
            ).format(count=report.waiting)
        )
    return told


def _verdict(report: BankReport, *, dry_run: bool) -> str:
    if dry_run:
        return _("A dry run: nothing was written.")
    if not report.written:
        return _("Everything in it was imported before.")
    return _("Imported: bank statement {numbers}.").format(numbers=", ".join(report.statements))
