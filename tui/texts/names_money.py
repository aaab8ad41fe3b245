"""Names of money as people say them: see `tui.texts.names`."""

from __future__ import annotations

from collections.abc import Mapping

from core.kernel.i18n import N_

THINGS: Mapping[str, str] = {
    "amount_minor": N_("sum"),
    "bank_statement": N_("bank statement"),
    "bill": N_("bill"),
    "currency_rate": N_("rate of a currency"),
    "customer_refund": N_("refund to a customer"),
    "debt_adjustment": N_("debt adjustment"),
    "debt_offset": N_("offset of an advance"),
    "identifier": N_("identifier"),
    "incoming_payment": N_("incoming payment"),
    "rate": N_("rate"),
    "settlement object": N_("object of settlement"),
    "statement line": N_("line of a statement"),
}

COLUMNS: Mapping[str, str] = {
    "bank_key": N_("Key of the bank"),
    "booked_on": N_("Booked on"),
    "charged": N_("Charged"),
    "due": N_("To pay"),
    "paid": N_("Paid"),
    "payee": N_("Payee"),
    "payee_account": N_("Account of the payee"),
    "payer_account": N_("Account of the payer"),
    "payer_kpp": N_("KPP of the payer"),
    "payment_id": N_("Payment document"),
    "percent": N_("Percent"),
    "row": N_("Row of the file"),
    "since": N_("Since"),
    "stage_no": N_("Stage"),
    "until": N_("Until"),
}

ACTIONS: Mapping[str, str] = {
    "rates": N_("currency rates"),
}

DIMENSION_WORDS: Mapping[tuple[str, str], str] = {
    ("kind", "debt"): N_("owed"),
    ("kind", "advance"): N_("advance"),
    ("kind", "prepayment"): N_("prepayment"),
    ("kind", "credit"): N_("credit"),
    ("kind", "now"): N_("from stock"),
}
"""(dimension, stored word) → msgid, for movements."""
