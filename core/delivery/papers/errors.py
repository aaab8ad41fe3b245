"""What the papers of a trip have to say."""

from __future__ import annotations

from core.kernel.errors import Refused


class PrintedOncePerTrip(Refused):
    """A sheet of the whole trip has no client and no company to be printed for. Facts: copies."""

    code = "printed-once-per-trip"
