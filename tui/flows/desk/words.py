"""What columns that stand in no form are called, in history and movements."""

from __future__ import annotations

from collections.abc import Mapping

from core.kernel.i18n import N_

WORDS: Mapping[str, str] = {
    "status": N_("Status"),
    "posted": N_("Posted"),
    "comment": N_("Comment"),
    "date": N_("Date"),
    "number_text": N_("Number"),
    "author_id": N_("Author"),
    "basis_id": N_("Basis"),
    "company_id": N_("Company"),
    "partner_id": N_("Partner"),
    "warehouse_id": N_("Warehouse"),
    "retired": N_("Retired"),
    "quantity": N_("Quantity"),
    "on_hand": N_("On hand"),
    "reserved": N_("Reserved"),
    "earmarked": N_("Earmarked"),
    "to_ship": N_("To ship"),
    "disposed": N_("Disposed"),
    "ordered": N_("Ordered"),
    "shipped": N_("Shipped"),
    "invoiced": N_("Invoiced"),
    "cancelled": N_("Cancelled"),
    "cancel_reason": N_("Reason"),
    "executor_id": N_("Executor"),
    "total_minor": N_("Total"),
    "vat_minor": N_("VAT"),
    "includes_vat": N_("Prices with VAT"),
    "currency": N_("Currency"),
    "recipient": N_("Recipient"),
    "priority": N_("Priority"),
    "ship_date": N_("Ship date"),
    "shipping_cell_id": N_("Shipping cell"),
    "room_id": N_("Room"),
    "year": N_("Year"),
    "series": N_("Series"),
    "charged": N_("Charged"),
    "paid": N_("Paid"),
    "due": N_("Due"),
    "percent": N_("Percent"),
    "stage_no": N_("Stage"),
}

DIMENSION_WORDS: Mapping[tuple[str, str], str] = {
    ("kind", "debt"): N_("owed"),
    ("kind", "advance"): N_("advance"),
    ("kind", "prepayment"): N_("prepayment"),
    ("kind", "credit"): N_("credit"),
    ("kind", "now"): N_("from stock"),
}
"""(dimension, stored word) → msgid, for movements."""


def field_word(name: str) -> str:
    """Return the msgid of a column; its own name when it has none."""
    return WORDS.get(name, name)
