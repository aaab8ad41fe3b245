"""Payments, refunds, offsets, adjustments and bills as document types."""

from __future__ import annotations

from core.access.roles import Permission
from core.documents.types import DocumentType, register
from core.kernel.i18n import N_
from core.settlements.bank_models import BankStatement, BankStatementLine
from core.settlements.entries import (
    adjustment_entries,
    offset_entries,
    payment_entries,
    refund_entries,
)
from core.settlements.kinds import (
    BILL_TRANSITIONS,
    ENTRY_TRANSITIONS,
    STATEMENT_TRANSITIONS,
    BillStatus,
    EntryStatus,
    StatementStatus,
)
from core.settlements.models import (
    Bill,
    CustomerRefund,
    DebtAdjustment,
    DebtAdjustmentLine,
    DebtOffset,
    DebtOffsetLine,
    IncomingPayment,
    SettlementLine,
)

_FIELDS = {
    "legal_entity_id": N_("Counterparty"),
    "kind": N_("Kind of payment"),
    "amount_minor": N_("Amount"),
    "currency": N_("Currency"),
    "purpose": N_("Purpose"),
    "their_number": N_("Their number"),
    "their_date": N_("Their date"),
    "object_id": N_("What is paid"),
    "total_minor": N_("Total"),
    "advance_id": N_("Advance of"),
    "debt_id": N_("Debt of"),
    "reason": N_("Reason"),
    "side": N_("What changes"),
    "due_on": N_("Pay until"),
    "stage_no": N_("Stage"),
}

_STATUSES = {
    EntryStatus.ENTERED: N_("Entered"),
    EntryStatus.POSTED: N_("Posted"),
    EntryStatus.ANNULLED: N_("Annulled"),
}


INCOMING_PAYMENT = register(
    DocumentType(
        name="incoming_payment",
        model=IncomingPayment,
        statuses=EntryStatus,
        initial=EntryStatus.ENTERED,
        transitions=ENTRY_TRANSITIONS,
        title=N_("Incoming payment"),
        status_titles=_STATUSES,
        prefix="ПД",
        read=Permission.PAYMENT_READ,
        edit=Permission.PAYMENT_EDIT,
        post=Permission.PAYMENT_EDIT,
        line_models=(SettlementLine,),
        entries=payment_entries,
        field_titles=_FIELDS,
    )
)
"""Поступление денежных средств."""

CUSTOMER_REFUND = register(
    DocumentType(
        name="customer_refund",
        model=CustomerRefund,
        statuses=EntryStatus,
        initial=EntryStatus.ENTERED,
        transitions=ENTRY_TRANSITIONS,
        title=N_("Refund to a customer"),
        status_titles=_STATUSES,
        prefix="ВД",
        read=Permission.PAYMENT_READ,
        edit=Permission.PAYMENT_EDIT,
        post=Permission.PAYMENT_EDIT,
        line_models=(SettlementLine,),
        entries=refund_entries,
        field_titles=_FIELDS,
    )
)
"""Возврат денежных средств клиенту."""

DEBT_OFFSET = register(
    DocumentType(
        name="debt_offset",
        model=DebtOffset,
        statuses=EntryStatus,
        initial=EntryStatus.ENTERED,
        transitions=ENTRY_TRANSITIONS,
        title=N_("Offset of an advance"),
        status_titles=_STATUSES,
        prefix="ЗА",
        read=Permission.PAYMENT_READ,
        edit=Permission.PAYMENT_EDIT,
        post=Permission.PAYMENT_EDIT,
        line_models=(DebtOffsetLine,),
        entries=offset_entries,
        field_titles=_FIELDS,
    )
)
"""Зачёт аванса."""

DEBT_ADJUSTMENT = register(
    DocumentType(
        name="debt_adjustment",
        model=DebtAdjustment,
        statuses=EntryStatus,
        initial=EntryStatus.ENTERED,
        transitions=ENTRY_TRANSITIONS,
        title=N_("Debt adjustment"),
        status_titles=_STATUSES,
        prefix="КД",
        read=Permission.PAYMENT_READ,
        edit=Permission.PAYMENT_EDIT,
        post=Permission.PAYMENT_EDIT,
        line_models=(DebtAdjustmentLine,),
        entries=adjustment_entries,
        field_titles=_FIELDS,
    )
)
"""Корректировка задолженности."""

BILL = register(
    DocumentType(
        name="bill",
        model=Bill,
        statuses=BillStatus,
        initial=BillStatus.ISSUED,
        transitions=BILL_TRANSITIONS,
        title=N_("Bill"),
        status_titles={
            BillStatus.ISSUED: N_("Issued"),
            BillStatus.ANNULLED: N_("Annulled"),
        },
        prefix="СЧ",
        read=Permission.ORDER_READ,
        edit=Permission.ORDER_EDIT,
        post=Permission.ORDER_EDIT,
        field_titles=_FIELDS,
    )
)
"""Счёт на оплату."""

BANK_STATEMENT = register(
    DocumentType(
        name="bank_statement",
        model=BankStatement,
        statuses=StatementStatus,
        initial=StatementStatus.LOADED,
        transitions=STATEMENT_TRANSITIONS,
        title=N_("Bank statement"),
        status_titles={
            StatementStatus.LOADED: N_("Loaded"),
            StatementStatus.DONE: N_("Distributed"),
        },
        prefix="ВБ",
        read=Permission.PAYMENT_READ,
        edit=Permission.PAYMENT_EDIT,
        post=Permission.PAYMENT_EDIT,
        line_models=(BankStatementLine,),
        field_titles={
            "file": N_("File"),
            "account": N_("Bank account"),
            "since": N_("From"),
            "until": N_("Until"),
            "currency": N_("Currency"),
            "fate": N_("What it becomes"),
            "legal_entity_id": N_("Counterparty"),
            "payment_id": N_("Payment"),
        },
    )
)
"""Банковская выписка."""
