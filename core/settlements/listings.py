"""The lists of money: payments, refunds, offsets, adjustments, bills, statements, currencies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased

from core.access.actor import Actor
from core.access.roles import Permission
from core.access.rows import within
from core.documents.document_listing import COMPANY, PARTNER
from core.documents.listing import (
    Column,
    Kind,
    Listing,
    document_listing,
    register_listing,
)
from core.documents.models import Document
from core.documents.rows import document_rows
from core.kernel.i18n import N_
from core.settlements.bank_models import BankStatement
from core.settlements.kinds import LineFate, PaymentKind
from core.settlements.ledgers import SETTLEMENTS
from core.settlements.models import Bill, CustomerRefund, DebtOffset, IncomingPayment
from core.settlements.objects import all_facts
from core.settlements.rate_models import Currency, CurrencyRate
from core.settlements.standing import big
from core.settlements.types import (
    BANK_STATEMENT,
    BILL,
    CUSTOMER_REFUND,
    DEBT_ADJUSTMENT,
    DEBT_OFFSET,
    INCOMING_PAYMENT,
)

PAYMENT_KINDS = {
    PaymentKind.CASHLESS: N_("Cashless"),
    PaymentKind.CASH: N_("Cash"),
    PaymentKind.CARD: N_("Payment card"),
}
"""Kind → msgid."""

LINE_FATES = {
    LineFate.PAYMENT: N_("Payment"),
    LineFate.UNKNOWN_PAYER: N_("Payer unknown"),
    LineFate.SEVERAL_PAYERS: N_("Several payers fit"),
    LineFate.TAKEN: N_("Taken before"),
    LineFate.OUTGOING: N_("Our payment"),
    LineFate.OWN_TRANSFER: N_("Between our accounts"),
    LineFate.OTHER_ACCOUNT: N_("Not our account"),
    LineFate.SKIPPED: N_("No payment"),
}
"""What a line of a bank statement becomes → msgid."""

OBJECT_TITLES = {
    "contract": N_("Contract"),
    "customer_order": N_("Customer order"),
    "sales_invoice": N_("Sales invoice"),
    "incoming_payment": N_("Incoming payment"),
    "debt_adjustment": N_("Debt adjustment"),
}
"""Type of a document that money can be for → msgid."""


def _money(name: str, title: str, of: Any) -> Column:  # noqa: ANN401 - an amount of any table
    return Column(name, title, of, Kind.MONEY, 14, summed=True)


def _payments(model: type[IncomingPayment | CustomerRefund]) -> tuple[Column, ...]:
    titles = {str(kind.value): title for kind, title in PAYMENT_KINDS.items()}
    return (
        _money("amount", N_("Amount"), model.amount_minor),
        Column("currency", N_("Currency"), model.currency, Kind.TEXT, 4),
        Column("kind", N_("Kind"), model.kind, Kind.STATUS, 12, titles=titles),
        Column(
            "their_number", N_("Their number"), model.their_number, Kind.TEXT, 10, searchable=True
        ),
        Column("purpose", N_("Purpose"), model.purpose, Kind.TEXT, 40, searchable=True),
    )


INCOMING_PAYMENTS = register_listing(
    document_listing(
        INCOMING_PAYMENT,
        name="incoming_payments",
        title=N_("Incoming payments"),
        extra=_payments(IncomingPayment),
        without=("warehouse", "posted"),
    )
)

CUSTOMER_REFUNDS = register_listing(
    document_listing(
        CUSTOMER_REFUND,
        name="customer_refunds",
        title=N_("Refunds to customers"),
        extra=_payments(CustomerRefund),
        without=("warehouse", "posted"),
    )
)

DEBT_OFFSETS = register_listing(
    document_listing(
        DEBT_OFFSET,
        name="debt_offsets",
        title=N_("Offsets of advances"),
        extra=(
            _money("total", N_("Total"), DebtOffset.total_minor),
            Column("currency", N_("Currency"), DebtOffset.currency, Kind.TEXT, 4),
        ),
        without=("warehouse", "posted"),
    )
)

DEBT_ADJUSTMENTS = register_listing(
    document_listing(
        DEBT_ADJUSTMENT,
        name="debt_adjustments",
        title=N_("Debt adjustments"),
        without=("warehouse", "posted"),
    )
)

_billed = aliased(Document)

BILLS = register_listing(
    document_listing(
        BILL,
        name="bills",
        title=N_("Bills"),
        extra=(
            _money("amount", N_("Amount"), Bill.amount_minor),
            Column("currency", N_("Currency"), Bill.currency, Kind.TEXT, 4),
            Column("due_on", N_("Pay until"), Bill.due_on, Kind.DATE, 10),
            Column("basis", N_("Basis"), _billed.number_text, Kind.TEXT, 12, searchable=True),
        ),
        without=("warehouse", "posted"),
        source=lambda rows: rows.join(_billed, _billed.id == Bill.object_id),
    )
)

BANK_STATEMENTS = register_listing(
    document_listing(
        BANK_STATEMENT,
        name="bank_statements",
        title=N_("Bank statements"),
        extra=(
            Column("file", N_("File"), BankStatement.file, Kind.TEXT, 24, searchable=True),
            Column("account", N_("Bank account"), BankStatement.account, Kind.TEXT, 20),
            Column("until", N_("Until"), BankStatement.until, Kind.DATE, 10),
        ),
        without=("warehouse", "posted", "partner"),
    )
)

CURRENCIES = register_listing(
    Listing(
        name="currencies",
        title=N_("Currencies"),
        columns=(
            Column("code", N_("Code"), Currency.code, Kind.TEXT, 4, searchable=True),
            Column("number", N_("Digital code"), Currency.number, Kind.TEXT, 4, searchable=True),
            Column("name", N_("Name"), Currency.name, Kind.TEXT, 30, searchable=True),
            Column("retired", N_("Retired"), Currency.retired, Kind.BOOL, 3),
        ),
        source=lambda: select(Currency.id),
        key=Currency.id,
        default_sort=("code", False),
        read=Permission.PRICE_READ,
    )
)

CURRENCY_RATES = register_listing(
    Listing(
        name="currency_rates",
        title=N_("Currency rates"),
        columns=(
            Column(
                "currency", N_("Currency"), CurrencyRate.currency, Kind.TEXT, 4, searchable=True
            ),
            Column("since", N_("Since"), CurrencyRate.since, Kind.DATE, 10),
            Column("rate", N_("Roubles for one"), CurrencyRate.rate, Kind.DECIMAL, 14),
        ),
        source=lambda: select(CurrencyRate.id),
        key=CurrencyRate.id,
        default_sort=("since", True),
        read=Permission.PRICE_READ,
    )
)

_held = SETTLEMENTS.balance.c


def _summed(measure: ColumnElement[int]) -> ColumnElement[int]:
    return big(
        select(func.sum(measure))
        .where(_held.object_id == Document.id)
        .correlate(Document)
        .scalar_subquery()
    )


def _objects() -> Select[Any]:
    of = all_facts()
    return (
        select(Document.id)
        .join(of, of.c.id == Document.id)
        .outerjoin(COMPANY, COMPANY.c.id == Document.company_id)
        .outerjoin(PARTNER, PARTNER.c.id == Document.partner_id)
    )


def _own(actor: Actor) -> Sequence[ColumnElement[bool]]:
    return (*document_rows(actor), within(Document.company_id, actor.companies))


_charged, _paid = _summed(_held.charged), _summed(_held.paid)

SETTLEMENT_OBJECTS = register_listing(
    Listing(
        name="settlement_objects",
        title=N_("What can be paid"),
        columns=(
            Column("number", N_("Number"), Document.number_text, Kind.TEXT, 12, searchable=True),
            Column("kind", N_("Kind"), Document.type, Kind.STATUS, 18, titles=OBJECT_TITLES),
            Column("date", N_("Date"), Document.date, Kind.DATE, 10),
            Column(
                "debt", N_("Debt"), func.greatest(_charged - _paid, 0), Kind.MONEY, 14, summed=True
            ),
            Column(
                "advance",
                N_("Advance"),
                func.greatest(_paid - _charged, 0),
                Kind.MONEY,
                14,
                summed=True,
            ),
            Column("partner", N_("Partner"), PARTNER.c.name, Kind.TEXT, 24, searchable=True),
            Column("company", N_("Company"), COMPANY.c.name, Kind.TEXT, 16),
        ),
        source=_objects,
        key=Document.id,
        default_sort=("date", True),
        read=Permission.PAYMENT_READ,
        restrict=_own,
    )
)
"""To pick from, narrowed to a partner."""
