"""Errors of moving reserves between orders."""

from __future__ import annotations

from core.kernel.i18n import N_
from tui.texts.form import ErrorText, Severity

TEXTS: dict[str, ErrorText] = {
    "not-held": ErrorText(
        N_("There is not so much to take"),
        N_(
            "Order {document}, line {line}: asked for {asked:quantity}, it holds"
            " {available:quantity} that may be moved."
        ),
        N_("Take less, or from somebody else; nothing was moved."),
        short=N_("Holds less"),
    ),
    "not-needed": ErrorText(
        N_("The line does not wait for so much"),
        N_(
            "Order {document}, line {line}: given {asked:quantity}, it waits for {needed:quantity}."
        ),
        N_("Give less, or to another line; nothing was moved."),
        short=N_("Not needed"),
    ),
    "not-supplied": ErrorText(
        N_("The order cannot hold goods yet"),
        N_("Order {document} is still being agreed."),
        N_("Confirm it, or let it reserve early, first."),
        short=N_("Still agreeing"),
    ),
    "nothing-to-move": ErrorText(
        N_("There is nothing to move"),
        N_("A quantity is not above zero, or giver and taker are the same."),
        N_("Choose who gives, who takes and how much."),
        short=N_("Nothing to move"),
    ),
    "wrong-operation": ErrorText(
        N_("The operation does not know such a move"),
        N_("Move {line} does not belong to this kind of reallocation."),
        N_("Choose another operation, or take the move out."),
        Severity.WRONG,
        N_("Other operation"),
    ),
}
