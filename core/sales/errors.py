"""What orders have to say."""

from __future__ import annotations

from core.kernel.errors import NotEnough, Refused


class NotEnoughForLines(NotEnough):
    """Free stock does not cover the order; nothing was promised.

    Facts: those of NotEnough with asked and available of the first short line, its item and line,
    count (short lines), lines (a tuple of `ShortLine`, every one with asked and available).
    """

    code = "not-enough-for-lines"


class OverDisposed(NotEnough):
    """More is in expense orders or invoices than the order would still let go (hard stop).

    Facts: those of NotEnough, and item, line, count, disposed, ordered, shipped, invoiced of the
    first line (thousandths), lines: a tuple of `OverDisposedLine`.
    """

    code = "over-disposed"


class NoPrice(Refused):
    """An item has no price of this type on that date. Facts: item, price_type, date, count."""

    code = "no-price"


class UnknownItem(Refused):
    """An item does not exist or is retired. Facts: item (id), count."""

    code = "unknown-item"


class NothingToConfirm(Refused):
    """The order has no line that is not cancelled. Facts: document."""

    code = "order-empty"


class OrderNotProcessed(Refused):
    """The order cannot be closed: lines are neither invoiced nor cancelled.

    Facts: document, count, lines (their numbers, a tuple), line (the first).
    """

    code = "order-not-processed"


class OrderUnderWay(OrderNotProcessed):
    """Goods of lines to be cancelled are picked, loaded or shipped.

    Facts: document, count, lines (their numbers, a tuple), line (the first).
    """

    code = "order-under-way"


class OrderStarted(Refused):
    """Header fields that fix where goods go cannot change once expense orders exist.

    Facts: document, field, what (the type of the document).
    """

    code = "order-started"


class OrderClosed(Refused):
    """A closed order is not edited; reopen it first. Facts: document."""

    code = "order-closed"


class NotHeld(NotEnough):
    """A line or an order does not hold as much as is to be taken from it.

    Facts: those of NotEnough with asked and available (thousandths), document, item, line.
    """

    code = "not-held"


class NotNeeded(Refused):
    """A line cannot take so many goods: it waits for fewer, or for none.

    Facts: document, line, item, asked, needed (thousandths).
    """

    code = "not-needed"


class NotSupplied(Refused):
    """An order cannot hold goods yet: it is being agreed. Facts: document."""

    code = "not-supplied"


class NothingToMove(Refused):
    """A reallocation without moves, or from a holder to itself. No facts."""

    code = "nothing-to-move"


class WrongOperation(Refused):
    """A move does not belong to the operation. Facts: operation, line."""

    code = "wrong-operation"


class TermsOfAnother(Refused):
    """An agreement or a contract with another partner. Facts: what, name."""

    code = "terms-of-another"


class AdvanceUnpaid(Refused):
    """The advance is not paid, so nothing is supplied (domain §3.7).

    Facts: document, due, paid, left (minor units), line (the first).
    """

    code = "advance-unpaid"


class PrepaymentUnpaid(Refused):
    """The prepayment is not paid, so nothing is shipped (domain §3.7).

    Facts: document, due, paid, left (minor units; the advance is part of them), line (the first).
    """

    code = "prepayment-unpaid"


class OrderDeviates(Refused):
    """The order departs from what is agreed, and others have to approve it first.

    Facts: document, count (departures).
    """

    code = "order-deviates"


class OrderDeparts(Refused):
    """A change makes a confirmed order depart from what is agreed where it did not.

    Facts: document, count (departures), line (of the first; 0: it is of no line).
    """

    code = "order-departs"


class OrderPartlyShipped(Refused):
    """A setting keeps orders open until everything that is not cancelled is shipped.

    Facts: document.
    """

    code = "order-partly-shipped"


class OrderPartlyPaid(Refused):
    """A setting keeps orders open until they are paid. Facts: document, due, paid (minor units)."""

    code = "order-partly-paid"


class QuotationFixed(Refused):
    """A quotation in force or cancelled is not edited; a new version is made instead.

    Facts: document.
    """

    code = "quotation-fixed"


class QuotationExpired(Refused):
    """Its validity has passed: no order is made of it. Facts: document, valid_until, date."""

    code = "quotation-expired"


class ValidityOver(Refused):
    """It would be valid only until a day before its own. Facts: valid_until, date."""

    code = "quotation-validity"


class QuotationNotInForce(Refused):
    """Only what is in force can be ordered, or chosen from. Facts: document."""

    code = "quotation-not-in-force"


class QuotationEmpty(Refused):
    """No line is offered, or none is chosen. Facts: document."""

    code = "quotation-empty"


class QuotationDeviates(Refused):
    """It departs from what is agreed, and others have to approve it first.

    Facts: document, count (departures).
    """

    code = "quotation-deviates"


class DeliveryUntold(Refused):
    """A term of delivery says neither days nor a date, whichever it is told in. Facts: line."""

    code = "delivery-untold"


class UnknownRequest(Refused):
    """A line answers a requested line that is not there. Facts: line, request."""

    code = "unknown-request"


class RequestUnsaid(Refused):
    """A requested line says nothing in words, or asks for nothing. Facts: line."""

    code = "request-unsaid"


class AllOrNothing(Refused):
    """Its prices hold only if everything that is chosen is bought at once.

    Facts: document, count (lines left out), line (the first).
    """

    code = "all-or-nothing"


class QuotationOrdered(Refused):
    """More is to be ordered of a line than is left of it.

    Facts: document, line, item, asked, left (thousandths).
    """

    code = "quotation-ordered"


class LineOrdered(Refused):
    """A line that stands in an order is to be left out of the choice. Facts: document, line."""

    code = "quotation-line-ordered"


class NothingLeft(Refused):
    """Everything that is chosen has been ordered already. Facts: document."""

    code = "quotation-nothing-left"


class NobodyToSell(Refused):
    """An order or quotation needs a partner, and its basis names none. Facts: document."""

    code = "nobody-to-sell"


class NoCard(Refused):
    """Points pay an order on which a loyalty card was shown. Facts: document."""

    code = "order-without-card"


class PointsForPersons(Refused):
    """Points pay orders of individuals, in roubles. Facts: document."""

    code = "points-for-persons"


class NothingForPoints(Refused):
    """Points may pay nothing more of the order. Facts: document, card, available."""

    code = "nothing-for-points"
