"""Errors of settlements: payments, offsets, debts, bills, bank statements, currencies."""

from __future__ import annotations

from core.kernel.i18n import N_
from tui.texts.form import ErrorText, Severity

TEXTS: dict[str, ErrorText] = {
    "no-rate": ErrorText(
        N_("No rate of {currency}"),
        N_("There is no rate of {currency} on {date} or before."),
        N_("Enter it in the list of currency rates, or import rates."),
    ),
    "unknown-currency": ErrorText(
        N_("No such currency: {currency}"),
        N_("The book of currencies has no {currency}."),
        N_("Check the three letters, or add the currency to the book."),
        short=N_("No {currency}"),
    ),
    "credit-stop": ErrorText(
        N_("Credit stop: {contract}"),
        N_(
            "Limit {limit:money}, debt {debt:money}, overdue {overdue:money}; "
            "it would be passed by {over:money}."
        ),
        N_("Nothing was shipped. Get a payment, or have the limit of the contract raised."),
        Severity.STOP,
        N_("Credit stop"),
    ),
    "overdue-stop": ErrorText(
        N_("Overdue debt: {contract}"),
        N_("Overdue {overdue:money} since {since:day}, debt in all {debt:money}."),
        N_(
            "Nothing was shipped. Get what is overdue paid, or have the contract changed: "
            "it forbids shipping while anything is overdue."
        ),
        Severity.STOP,
        N_("Overdue debt"),
    ),
    "lines-exceed-payment": ErrorText(
        N_("The lines come to more than the payment"),
        N_("{document}: {amount:money}, lines {lines:money}, too much by {over:money}."),
        N_("Take off lines, or correct the sum of the payment."),
        short=N_("Lines exceed payment"),
    ),
    "payment-empty": ErrorText(
        N_("There is nothing to post"),
        N_("{document}: the sum is nothing, or its lines do not say what all of it is for."),
        N_("Enter the sum and the lines; a refund says of which documents all of it is."),
        short=N_("Nothing to post"),
    ),
    "settled-by-invoices": ErrorText(
        N_("Contract {contract} settles by invoices"),
        N_("Line {line} names {object}, which is no invoice."),
        N_("Name the invoice. What is paid ahead stays on the payment: take the line off."),
        short=N_("Name an invoice"),
    ),
    "settled-by-orders": ErrorText(
        N_("Settled by orders"),
        N_("Line {line} names {object}; debts and advances are kept by order."),
        N_("Name the orders it was shipped for."),
        short=N_("Name an order"),
    ),
    "not-payable": ErrorText(
        N_("Money cannot be for this document"),
        N_("Line {line}: {object}."),
        N_("Name an order, an invoice or a contract."),
        short=N_("Not payable"),
    ),
    "foreign-object": ErrorText(
        N_("Another partner's or company's document"),
        N_("Line {line}: {object} is of another partner or company than the payment."),
        N_("Name a document of this partner and company."),
        short=N_("Another partner"),
    ),
    "other-currency": ErrorText(
        N_("Another currency"),
        N_("Line {line}: {object} is in {currency}, the payment in {expected}."),
        N_("Name a document in {expected}, or correct the currency of the payment."),
        short=N_("Another currency"),
    ),
    "object-named-twice": ErrorText(
        N_("The document is named twice"),
        N_("Line {line} names {object} again."),
        N_("Put the sums into one line."),
        short=N_("Named twice"),
    ),
    "refund-exceeds": ErrorText(
        N_("The customer has not paid so much ahead"),
        N_("Line {line}, {object}: asked {asked:money}, paid ahead {available:money}."),
        N_("Refund no more than the advance. For returned goods the return comes first."),
        short=N_("More than advance"),
    ),
    "refund-of-points": ErrorText(
        N_("Points do not go back as money"),
        N_(
            "Line {line}, {object}: asked {asked:money}; {moneyless:money} were paid with points, "
            "in money {available:money} can go back."
        ),
        N_("Refund the money; give the points back onto the card: their entry, F10."),
        short=N_("Paid with points"),
    ),
    "offset-exceeds": ErrorText(
        N_("There is not so much to offset"),
        N_("Line {line}, {object}: asked {asked:money}, there is {available:money}."),
        N_("Offset no more than the advance and no more than the debt."),
        short=N_("Nothing to offset"),
    ),
    "offset-same-object": ErrorText(
        N_("An offset from a document to itself"),
        N_("Line {line} names one document on both sides."),
        N_("Name the document that has the advance, and another that has the debt."),
        short=N_("Same document"),
    ),
    "document-annulled": ErrorText(
        N_("{document} is annulled"),
        "",
        N_("Restore it first (F10), then change it."),
        short=N_("Annulled"),
    ),
    "bill-not-on-order": ErrorText(
        N_("The contract settles by invoices"),
        N_("{object} is not paid itself; its invoices are."),
        N_("Make the bill of the invoice."),
        short=N_("Bill the invoice"),
    ),
    "nothing-to-bill": ErrorText(
        N_("There is nothing to ask for"),
        N_("{object}: everything is paid, or the sum is nothing."),
        N_("Enter a sum, if the customer is to pay ahead."),
        short=N_("Nothing to bill"),
    ),
    "statement-taken": ErrorText(
        N_("This statement was taken before"),
        N_("{file}: its documents are known already, all of them: {count}."),
        N_("There is nothing to do."),
        Severity.INFO,
        N_("Taken before"),
    ),
    "statement-foreign": ErrorText(
        N_("No account of ours is in the file"),
        N_("{file}: account {account}."),
        N_("Enter the bank account in the card of the company, then load the file again."),
        short=N_("Not our account"),
    ),
    "statement-line-decided": ErrorText(
        N_("The line is a payment already"),
        N_("Line {line} is payment {payment}."),
        N_("Change that payment instead."),
        short=N_("Is a payment"),
    ),
    "statement-lines-wait": ErrorText(
        N_("Nobody knows the payers"),
        N_("{document}: lines that wait: {count}."),
        N_("Name the counterparty in each line, or mark it as no payment."),
        short=N_("Payers unknown"),
    ),
    "import-not-bank-file": ErrorText(
        N_("This is not a bank statement"),
        N_("{file} begins with “{came}”; {expected} was expected."),
        N_("Ask the bank's program for the format 1C (kl_to_1c.txt)."),
        short=N_("No bank statement"),
    ),
    "import-bank-version": ErrorText(
        N_("A version of the format that klad does not know"),
        N_("{file}, line {line}: version “{came}”. Known: {known}."),
        N_("Ask the bank's program for one of these versions."),
        short=N_("Unknown version"),
    ),
    "import-bank-broken": ErrorText(
        N_("The bank statement is broken"),
        N_("{file}, line {line}: expected “{expected}”, came “{came}”."),
        N_("Nothing was taken. Load it from the bank again, or correct the line."),
        short=N_("Broken statement"),
    ),
}
