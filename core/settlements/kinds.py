"""Kinds, statuses and their transitions: words that screens may know too."""

from __future__ import annotations

from enum import StrEnum

from core.kernel.states import Transitions


class PaymentKind(StrEnum):
    """How money comes or goes."""

    CASHLESS = "cashless"
    """Безналичные: through the bank account."""
    CASH = "cash"
    """Наличные: a cash order."""
    CARD = "card"
    """Платёжная карта: through an acquirer."""


class StageKind(StrEnum):
    """A stage of payment and what it gates (domain §3.7)."""

    ADVANCE = "advance"
    """Аванс (до обеспечения): blocks supply actions."""
    PREPAYMENT = "prepayment"
    """Предоплата (до отгрузки): blocks shipping."""
    CREDIT = "credit"
    """Кредит (после отгрузки): drives overdue."""


DEBT = "debt"
"""In the payment plan: not a stage of an order, but what is owed because it has left."""


class EntryStatus(StrEnum):
    """Statuses of payments, refunds, offsets and adjustments."""

    ENTERED = "entered"
    """Введён: written down, moves nothing."""
    POSTED = "posted"
    """Проведён: counts."""
    ANNULLED = "annulled"
    """Аннулирован: a mistake that keeps its number."""


ENTRY_TRANSITIONS: Transitions[EntryStatus] = Transitions(
    "settlement",
    {
        EntryStatus.ENTERED: (EntryStatus.POSTED, EntryStatus.ANNULLED),
        EntryStatus.POSTED: (EntryStatus.ENTERED,),
        EntryStatus.ANNULLED: (EntryStatus.ENTERED,),
    },
)


class BillStatus(StrEnum):
    """Statuses of a bill."""

    ISSUED = "issued"
    """Выставлен: the customer pays by it."""
    ANNULLED = "annulled"
    """Аннулирован: payments do not find it any more."""


BILL_TRANSITIONS: Transitions[BillStatus] = Transitions(
    "bill",
    {
        BillStatus.ISSUED: (BillStatus.ANNULLED,),
        BillStatus.ANNULLED: (BillStatus.ISSUED,),
    },
)


class StatementStatus(StrEnum):
    """Statuses of a bank statement."""

    LOADED = "loaded"
    """Загружена: some of its lines may still wait."""
    DONE = "done"
    """Разнесена: every line is a payment or needs to be none."""


STATEMENT_TRANSITIONS: Transitions[StatementStatus] = Transitions(
    "bank_statement",
    {
        StatementStatus.LOADED: (StatementStatus.DONE,),
        StatementStatus.DONE: (StatementStatus.LOADED,),
    },
)


class LineFate(StrEnum):
    """What a line of a bank statement becomes."""

    PAYMENT = "payment"
    """The payer is known: an incoming payment."""
    UNKNOWN_PAYER = "unknown_payer"
    """Nobody with this INN or account: waits until a person names the counterparty."""
    SEVERAL_PAYERS = "several_payers"
    """Several counterparties fit: waits until a person names one."""
    TAKEN = "taken"
    """This very document is in an earlier statement, or a payment already."""
    OUTGOING = "outgoing"
    """Our own money going out: nothing is made of it."""
    OWN_TRANSFER = "own_transfer"
    """Between our own accounts: nothing is made of it."""
    OTHER_ACCOUNT = "other_account"
    """Neither account is one of ours: nothing is made of it."""
    SKIPPED = "skipped"
    """A person said that it is none: a loan, a refund of a supplier."""

    @property
    def waits(self) -> bool:
        """Whether a person has to say something before it can become a payment."""
        return self in {LineFate.UNKNOWN_PAYER, LineFate.SEVERAL_PAYERS}


class AdjustedSide(StrEnum):
    """What a debt adjustment changes."""

    CHARGED = "charged"
    """Начислено: more of it is more debt; less writes a debt off."""
    PAID = "paid"
    """Оплачено: more of it is more advance or less debt."""
