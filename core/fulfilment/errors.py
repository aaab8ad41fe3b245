"""What expense orders have to say.

Refused
├── NothingToShip, NothingPicked, NotForWarehouse
├── TablesDiffer, OverDisposition        tables A and B, and what dispositions allow
├── PickedDiffers, PicksLeft, LotsMissing, LotsShort
├── ShortageUndecided, CheckedByOther, CheckBegun, NothingToTakeBack
├── LeftOnTrip                           a trip has carried it away
└── NotByStatus                          the step needs a status the warehouse does not use
"""

from __future__ import annotations

from core.kernel.errors import Conflict, NotEnough, Refused


class NothingToShip(Refused):
    """No line given lets anything more go. Facts: warehouse, count (dispositions asked for)."""

    code = "nothing-to-ship"


class NotForWarehouse(Refused):
    """A disposition is of another warehouse, or not to be fulfilled.

    Facts: document, status, machine (whose status it is).
    """

    code = "disposition-elsewhere"


class NotOrdered(Refused):
    """The warehouse ships without expense orders: make an invoice. Facts: warehouse."""

    code = "warehouse-without-orders"


class TablesDiffer(Refused):
    """Σ table B ≠ Σ table A (domain §1.2).

    Facts: document, item, expected (A), found (B), count, differences (tuple of
    `ThingDifference`).
    """

    code = "tables-differ"


class OverDisposition(Refused):
    """More would be in expense orders than the disposition lets go: a hard stop, by numbers.

    Facts: document, item, asked, disposed (D), ordered (O), shipped (S), invoiced (N), count,
    lines (tuple of `OverLine`); thousandths.
    """

    code = "over-disposition"


class PickedDiffers(Refused):
    """What was picked is not what is ordered: pick on, or reduce the order to what was picked.

    Facts: document, item, ordered, picked, count, differences (tuple of `ThingDifference`).
    """

    code = "picked-differs"


class NothingPicked(Refused):
    """Nothing would be left of the order; withdraw it instead. Facts: document."""

    code = "nothing-picked"


class PicksLeft(Refused):
    """Pick tasks are still open. Facts: document, task, count."""

    code = "picks-left"


class LotsMissing(Refused):
    """Lots must be known from here on. Facts: document, item, count, items (tuple of names)."""

    code = "lots-missing"


class LotsShort(Refused):
    """Lots that have not expired do not cover the order.

    Facts: document, item, asked, available, count, differences.
    """

    code = "lots-short"


class ShortageUndecided(Refused):
    """The check found less: pick what is missing, or reduce the order.

    Facts: document, item, expected, counted, count, differences.
    """

    code = "shortage-undecided"


class CheckedByOther(Conflict):
    """Another checker counts. Facts: document, who."""

    code = "checked-by-other"


class CheckBegun(Refused):
    """Something was counted: cancelling would lose it. Facts: document, count."""

    code = "check-begun"


class NothingToTakeBack(Refused):
    """Nothing counted in this check, or less than would be taken back. Facts: document, item."""

    code = "nothing-to-take-back"


class InvoicedAlready(Refused):
    """The shipment is billed: unpost the invoices first. Facts: document, invoices, count."""

    code = "invoiced-already"


class NotByStatus(Refused):
    """The warehouse ships expense orders in one step. Facts: warehouse, document."""

    code = "one-step-warehouse"


class NotThereToShip(NotEnough):
    """The books do not have in the warehouse what should leave.

    Facts: those of NotEnough (asked, available …), and document, item.
    """

    code = "not-there-to-ship"


class LeftOnTrip(Refused):
    """The goods are on the road: take the trip back first. Facts: document, trip."""

    code = "left-on-trip"
