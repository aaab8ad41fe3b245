"""Errors of customer orders, expense orders and sales invoices."""

from __future__ import annotations

from core.kernel.i18n import N_
from tui.texts.form import ErrorText, Severity, counted

_SALES: dict[str, ErrorText] = {
    "not-enough-for-lines": ErrorText(
        N_("Not enough goods for the order"),
        N_(
            "Line {line}, {item}: asked for {asked:quantity}, free {available:quantity}."
            " Short lines: {count}."
        ),
        N_("Reduce or cancel the short lines, or free the goods elsewhere; nothing was promised."),
        short=counted("Short: {count} line", "Short: {count} lines"),
    ),
    "over-disposed": ErrorText(
        N_("More is under way than the order lets go"),
        N_(
            "Line {line}, {item}: the order would let go {disposed:quantity}; in expense orders"
            " {ordered:quantity}, shipped {shipped:quantity}, invoiced {invoiced:quantity}."
        ),
        N_("Raise the quantity, or reduce or withdraw the expense order first."),
        Severity.STOP,
        N_("Already under way"),
    ),
    "no-price": ErrorText(
        N_("An item has no price"),
        N_("{item} has no price of this type on {date}. Lines without a price: {count}."),
        N_("Type a price into the line, or register prices first."),
        short=N_("No price: {item}"),
    ),
    "unknown-item": ErrorText(
        N_("There is no such item"),
        N_("Nobody knows item {item}. Lines like that: {count}."),
        N_("Pick the item from the list."),
        short=N_("No such item"),
    ),
    "order-empty": ErrorText(
        N_("The order is empty"),
        N_("Order {document} has no line that is not cancelled."),
        N_("Add lines before you confirm it."),
        short=N_("Order is empty"),
    ),
    "order-not-processed": ErrorText(
        N_("The order cannot be closed yet"),
        N_("Order {document}: lines neither invoiced nor cancelled: {count}; the first is {line}."),
        N_("Ship and invoice the rest, or close it cancelling what is left."),
        short=N_("Lines left: {count}"),
    ),
    "order-under-way": ErrorText(
        N_("Goods of the order are under way"),
        N_("Order {document}: lines in expense orders or shipped: {count}; the first is {line}."),
        N_("Take them off expense orders and trips, or ship and invoice them; then close it."),
        short=N_("Under way: {count}"),
    ),
    "order-started": ErrorText(
        N_("This can no longer be changed"),
        N_("Order {document}: {field} is fixed, for expense orders or invoices exist."),
        N_("Withdraw them first, or make a new order."),
        short=N_("Fixed already"),
    ),
    "order-closed": ErrorText(
        N_("The order is closed"),
        N_("Order {document} is not edited any more."),
        N_("Reopen it if it must change."),
        short=N_("Order is closed"),
    ),
}

_OUTBOUND: dict[str, ErrorText] = {
    "nothing-to-ship": ErrorText(
        N_("Nothing to ship"),
        N_("Warehouse {warehouse}: dispositions asked for: {count}; all are in expense orders."),
        N_("Open their expense orders, or confirm an order with lines to ship."),
        short=N_("Nothing to ship"),
    ),
    "disposition-elsewhere": ErrorText(
        N_("This order is not for the warehouse"),
        N_("Order {document} is of another warehouse, or not to be fulfilled (status {status})."),
        N_("Confirm the order, or choose its own warehouse."),
        short=N_("Not for here"),
    ),
    "warehouse-without-orders": ErrorText(
        N_("The warehouse ships without expense orders"),
        N_("{warehouse} does not use the ordered scheme."),
        N_("Make a sales invoice of the customer order: the goods leave with it."),
        short=N_("Make an invoice"),
    ),
    "tables-differ": ErrorText(
        N_("Goods and dispositions do not agree"),
        N_(
            "{document}, {item}: dispositions {expected:quantity}, goods {found:quantity}."
            " Items that differ: {count}."
        ),
        N_("Correct the goods, or fill one table from the other."),
        short=N_("Tables differ: {count}"),
    ),
    "over-disposition": ErrorText(
        N_("More than the disposition allows"),
        N_(
            "{item}: asked for {asked:quantity}, disposed {disposed:quantity}, in expense orders"
            " {ordered:quantity}, shipped {shipped:quantity}, invoiced {invoiced:quantity}."
        ),
        N_("Raise the customer order, split the shipment, or reduce the expense order."),
        Severity.STOP,
        N_("Over disposition"),
    ),
    "picked-differs": ErrorText(
        N_("Picked is not what is ordered"),
        N_(
            "{document}, {item}: ordered {ordered:quantity}, picked {picked:quantity}."
            " Items that differ: {count}."
        ),
        N_("Go on picking, or reduce the order to what was picked."),
        short=N_("Picked differs: {count}"),
    ),
    "nothing-picked": ErrorText(
        N_("Nothing would be left of the order"),
        N_("Not one piece of {document} was picked."),
        N_("Recall it from picking and withdraw it."),
        short=N_("Nothing was picked"),
    ),
    "picks-left": ErrorText(
        N_("Picking is not over"),
        N_("{document}: open pick tasks: {count}; the first is {task}."),
        N_("Finish or recall the tasks first."),
        Severity.WARN,
        N_("Open tasks: {count}"),
    ),
    "lots-missing": ErrorText(
        N_("A lot is missing"),
        N_("{document}: nobody chose the lot of {item}. Items like that: {count}."),
        N_("Choose lots, or fill them by expiry."),
        short=N_("Lots missing: {count}"),
    ),
    "lots-short": ErrorText(
        N_("Lots do not cover the order"),
        N_(
            "{document}, {item}: asked for {asked:quantity}, in lots that have not expired"
            " {available:quantity}. Items like that: {count}."
        ),
        N_("Reduce the order, or receive goods that have not expired."),
        short=N_("Lots short: {count}"),
    ),
    "shortage-undecided": ErrorText(
        N_("Something is missing"),
        N_(
            "{document}, {item}: expected {expected:quantity}, counted {counted:quantity}."
            " Items short: {count}."
        ),
        N_("Decide: pick what is missing, or reduce the order."),
        Severity.WARN,
        N_("Items short: {count}"),
    ),
    "checked-by-other": ErrorText(
        N_("Somebody else is checking"),
        N_("{who} counts order {document}."),
        N_("Take another order, or ask him to cancel his check."),
        Severity.WARN,
        N_("Checked by {who}"),
    ),
    "check-begun": ErrorText(
        N_("Something was counted already"),
        N_("{document}: items counted: {count}. Cancelling loses the count."),
        N_("Finish the check, or cancel it and count again later."),
        Severity.WARN,
        N_("Count will be lost"),
    ),
    "nothing-to-take-back": ErrorText(
        N_("Nothing to take back"),
        N_("{document}: so much was not counted in this check. {item}"),
        N_("Look at the count and go on."),
        short=N_("Nothing to undo"),
    ),
    "invoiced-already": ErrorText(
        N_("The shipment is invoiced"),
        N_("{document}: posted invoices: {invoices}."),
        N_("Take the invoices back first."),
        short=N_("Invoiced already"),
    ),
    "one-step-warehouse": ErrorText(
        N_("The warehouse ships in one step"),
        N_("{warehouse} does not use statuses: {document} is not given to picking."),
        N_("Ship it at once, or switch the statuses of the warehouse on."),
        short=N_("Ship it at once"),
    ),
    "not-there-to-ship": ErrorText(
        N_("The books do not have these goods"),
        N_("{document}, {item}: {asked:quantity} should leave, {available:quantity} is there."),
        N_("Count the place, correct the stock, or reduce the order; nothing was shipped."),
        Severity.STOP,
        N_("Only {available:quantity} there"),
    ),
}

_SHIPMENTS: dict[str, ErrorText] = {
    "nothing-to-invoice": ErrorText(
        N_("Nothing to invoice"),
        N_("Everything that {document} shipped is invoiced already."),
        N_("Open the invoices made on its basis."),
        short=N_("Nothing to invoice"),
    ),
    "not-shipped-yet": ErrorText(
        N_("The goods have not left yet"),
        N_("Expense order {document} is not shipped (status {status})."),
        N_("Ship it first, then make the invoice."),
        short=N_("Not shipped yet"),
    ),
    "shipped-by-orders": ErrorText(
        N_("The warehouse ships by expense orders"),
        N_("{warehouse} uses the ordered scheme; {document} is invoiced after it was shipped."),
        N_("Make the invoice of the shipped expense order."),
        short=N_("Invoice what shipped"),
    ),
    "invoice-exceeds": ErrorText(
        N_("The invoice exceeds the disposition"),
        N_(
            "{document}, line {line}, {item}: {asked:quantity} more asked for,"
            " {available:quantity} allowed."
        ),
        N_("Raise the customer order, or reduce the invoice."),
        Severity.STOP,
        N_("Over disposition"),
    ),
}

TEXTS = _SALES | _OUTBOUND | _SHIPMENTS
