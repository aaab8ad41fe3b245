"""What settlements have to say."""

from __future__ import annotations

from core.kernel.errors import Refused


class NoRate(Refused):
    """A currency has no rate on that day or before. Facts: currency, date."""

    code = "no-rate"


class UnknownCurrency(Refused):
    """No such currency in the book. Facts: currency."""

    code = "unknown-currency"


class CreditStop(Refused):
    """The contract's limit of debt would be passed; binds everybody, full rights too.

    Facts: contract (number), limit, debt, extra, over, overdue: minor units of its currency.
    """

    code = "credit-stop"


class OverdueStop(Refused):
    """Something is overdue under a contract that ships nothing then; binds everybody.

    Facts: contract (number), overdue, debt, extra: minor units of its currency; since (the day the
    oldest of it was due).
    """

    code = "overdue-stop"


class LinesExceedPayment(Refused):
    """The lines of a payment come to more than it. Facts: document, amount, lines, over."""

    code = "lines-exceed-payment"


class NothingInPayment(Refused):
    """A payment of nothing cannot count. Facts: document."""

    code = "payment-empty"


class SettledByInvoices(Refused):
    """The contract settles by invoices, so nothing is paid, or owed, on an order or the contract.

    Facts: object (number), line, contract (number).
    """

    code = "settled-by-invoices"


class SettledByOrders(Refused):
    """The contract settles by orders, so an order is named instead.

    Facts: object (number), line, contract (number), count (orders it was shipped for).
    """

    code = "settled-by-orders"


class NotPayable(Refused):
    """Money cannot be for such a document. Facts: object, line."""

    code = "not-payable"


class ForeignObject(Refused):
    """What is to be paid belongs to another partner or company. Facts: object (number), line."""

    code = "foreign-object"


class OtherCurrency(Refused):
    """What is to be paid is counted in another currency.

    Facts: object (number), line, currency, expected.
    """

    code = "other-currency"


class ObjectNamedTwice(Refused):
    """Two lines name the same document. Facts: object (number), line."""

    code = "object-named-twice"


class RefundExceeds(Refused):
    """A refund is more than the customer has paid ahead. Facts: object, line, asked, available."""

    code = "refund-exceeds"


class RefundOfPoints(Refused):
    """What is paid ahead was not paid in money so far, but with points of a loyalty card.

    Facts: object, line, asked, available (in money), moneyless (with points).
    """

    code = "refund-of-points"


class OffsetExceeds(Refused):
    """An offset is more than the advance, or more than the debt.

    Facts: object (number), line, side ("advance" or "debt"), asked, available.
    """

    code = "offset-exceeds"


class SameObject(Refused):
    """An offset from a document to itself moves nothing. Facts: line."""

    code = "offset-same-object"


class AnnulledDocument(Refused):
    """An annulled document is not changed; restore it first. Facts: document."""

    code = "document-annulled"


class BillNotOnOrder(Refused):
    """The contract settles by invoices, so the bill is made of the invoice. Facts: object."""

    code = "bill-not-on-order"


class NothingToBill(Refused):
    """Everything is paid, or the sum is nothing. Facts: object."""

    code = "nothing-to-bill"


class StatementTaken(Refused):
    """Every document of the file is in an earlier statement. Facts: file, count."""

    code = "statement-taken"


class LineDecided(Refused):
    """The line is a payment already: change that. Facts: line, payment (number)."""

    code = "statement-line-decided"


class LinesWait(Refused):
    """Lines of a statement wait for their payer. Facts: document, count."""

    code = "statement-lines-wait"


class ForeignStatement(Refused):
    """No account of the file is one of our companies'. Facts: file, account."""

    code = "statement-foreign"
