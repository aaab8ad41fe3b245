"""What planning of a day of delivery has to say."""

from __future__ import annotations

from core.kernel.errors import Conflict, Refused


class PlanStale(Conflict):
    """Trips or documents changed since the day was read: read it again and decide anew.

    Facts: what ("trip", "document" or "vehicle"), key (their numbers), who (names, "" where nobody
    is known), changed (the numbers again, for lists), ids (of the documents).
    """

    code = "plan-stale"


class DayMoved(Refused):
    """A move is about trips or orders that others have changed since it was thought of."""

    code = "day-moved"


class TripFixed(Refused):
    """The plan changes a trip that is locked, to be loaded, or gone. Facts: trip, status."""

    code = "trip-fixed"


class NotToTake(Refused):
    """The plan holds what cannot be stored on a trip. Facts: part, document, reason.

    `reason` is "twice" (on two trips), "unknown" (no such part), "no-address", "vehicle" (no such
    vehicle, `part` is its id), "pinned" (rides on another vehicle only), "unknown-trip".
    """

    code = "plan-not-to-take"


class NotSplit(Refused):
    """A part cannot be cut so. Facts: part, document, locked (bool)."""

    code = "part-not-split"


class NotOnePart(Refused):
    """Two parts cannot become one. Facts: part, other (ids)."""

    code = "parts-not-joined"


class NoDepot(Refused):
    """The warehouse has no address with coordinates: no trip can begin. Facts: warehouse."""

    code = "no-depot"


class NoFleet(Refused):
    """No vehicle works that day. Facts: day, warehouse."""

    code = "no-fleet"


class NoTravel(Refused):
    """Ways between places cannot be told. Facts: provider, reason, detail."""

    code = "no-travel"
