"""Errors of supplier orders and receipts."""

from __future__ import annotations

from core.kernel.i18n import N_
from tui.texts.form import ErrorText, Severity

TEXTS: dict[str, ErrorText] = {
    "claimed-by-orders": ErrorText(
        N_("Customer orders have been promised these goods"),
        N_(
            "Supplier order {document}: taking away {asked:quantity} leaves less than is promised;"
            " {available:quantity} can be taken."
        ),
        N_("Move the promises to another receipt or to stock first; nothing was changed."),
        Severity.STOP,
        N_("Promised already"),
    ),
    "nothing-received": ErrorText(
        N_("Nothing to receive"),
        N_("Supplier order {document}: no line was given, or a quantity is not above zero."),
        N_("Give the quantity that came."),
        short=N_("Nothing came"),
    ),
    "not-to-receive": ErrorText(
        N_("The supplier order is not to be received"),
        N_("Supplier order {document} is not waiting for goods."),
        N_("Confirm it, or open it again, first."),
        short=N_("Not to receive"),
    ),
    "supplier-order-empty": ErrorText(
        N_("The supplier order is empty"),
        N_("Supplier order {document} has no lines."),
        N_("Add lines before you confirm it."),
        short=N_("Order is empty"),
    ),
}
