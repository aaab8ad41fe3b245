"""What trips have to say.

Refused
├── VehicleMissing, NothingToLoad, CarriesTooMuch      forming
├── AddressesChanged, OrderedElsewhere, LoadingBegun   to load, and back
├── NotLoadedYet, OutcomesTold                         leaving, and back
├── TripMovedOn: TripGivenToLoading                    its plan is not to be changed any more
├── OutcomesMissing, OutcomeUnclear, ReasonNotGiven    what became of stops; ToldMeanwhile
├── ReturnToClosed, ReturnedGone, CashOfNobody         closing, and back
└── WrongDirection, CarrierBilled, ErrandRides
"""

from __future__ import annotations

from core.kernel.errors import Conflict, IllegalTransition, Refused


class VehicleMissing(Refused):
    """A trip needs a vehicle, or at least its type. Facts: none."""

    code = "trip-without-vehicle"


class WrongDirection(Refused):
    """The step is for trips that leave our warehouse. Facts: document."""

    code = "trip-wrong-direction"


class NothingToLoad(Refused):
    """There is nothing on the trip. Facts: document."""

    code = "trip-empty"


class CarriesTooMuch(Refused):
    """More of a line would ride than its document lets go.

    Facts: document, item, asked (on all open trips), available, count; thousandths.
    """

    code = "trip-carries-too-much"


class AddressesChanged(Refused):
    """A stop is elsewhere, or takes goods at another time, than the trip was planned for.

    Facts: document, what ("address"), count (of such stops), stop (number of the first), address
    (its name), changed (names of its fields).
    """

    code = "trip-addresses-changed"


class OrderedElsewhere(Refused):
    """The goods are in expense orders that are not for this trip.

    Facts: document (the trip), item, orders (numbers of expense orders), count.
    """

    code = "trip-goods-ordered"


class LoadingBegun(Refused):
    """Goods are picked for the trip, so it cannot be taken back.

    Facts: document, orders (numbers of expense orders), count.
    """

    code = "trip-loading-begun"


class TripMovedOn(IllegalTransition):
    """What is done to trips being formed was asked of one that has left, or is closed.

    Facts: document, machine ("trip"), current, target (statuses).
    """

    code = "trip-moved-on"


class TripGivenToLoading(TripMovedOn):
    """The same of one that is given to loading. Facts: document, machine, current, target."""

    code = "trip-given-to-loading"


class NotLoadedYet(Refused):
    """Expense orders of the trip are not shipped. Facts: document, orders (numbers), count."""

    code = "trip-not-loaded"


class OutcomesTold(Refused):
    """Outcomes of stops are recorded; the vehicle did leave. Facts: document, count."""

    code = "trip-outcomes-told"


class ToldMeanwhile(Conflict):
    """Somebody else told of the same goods. Facts: document, stop (its number)."""

    code = "trip-told-meanwhile"


class OutcomesMissing(Refused):
    """Nobody said what became of some stops.

    Facts: document, count, stop (number of the first), address.
    """

    code = "trip-outcomes-missing"


class OutcomeUnclear(Refused):
    """Delivered in part: how much of which line must be said. Facts: document, stop."""

    code = "trip-outcome-unclear"


class ReasonNotGiven(Refused):
    """What was not handed over needs a reason. Facts: document, stop."""

    code = "trip-reason-not-given"


class ReturnToClosed(Refused):
    """Goods come back for an order that is closed. Facts: document (the order), item, trip."""

    code = "trip-return-to-closed"


class ReturnedGone(Refused):
    """What came back has left the warehouse again. Facts: document (the return), item."""

    code = "trip-returned-gone"


class CashOfNobody(Refused):
    """Cash was collected at a stop that has no document it could be for. Facts: document, stop."""

    code = "trip-cash-of-nobody"


class CarrierBilled(Refused):
    """The carrier's bill for the trip is entered. Facts: document, bill."""

    code = "trip-carrier-billed"


class NothingAccrued(Refused):
    """Nothing is owed to a carrier for the trip: it is not closed, or our own. Facts: document."""

    code = "trip-nothing-accrued"


class ErrandRides(Refused):
    """An errand that stands on a trip is not changed. Facts: document, trip."""

    code = "errand-rides"
