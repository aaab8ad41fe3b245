"""What is wrong with a file of a problem or of a plan."""

from __future__ import annotations

from routing.errors import RoutingError


class BadRoutingFile(RoutingError):
    """A line of a file is not what it should be. Facts: file, line, found, wanted.

    `wanted` is a `Wanted`.
    """

    code = "routing-file"


class BadDayFile(RoutingError):
    """A place in a day of klad is not what it should be. Facts: file, place, found, wanted.

    `place` is a path like `problem.stops[3].windows`, `wanted` is a `Wanted`.
    """

    code = "routing-day-file"


class UnreadableRoutingFile(RoutingError):
    """A file cannot be opened or is no text. Facts: file, detail."""

    code = "routing-file-unreadable"
