"""Why travel between places cannot be told."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """What happened; shells have words for each."""

    UNREACHED = "unreached"
    """Nobody answers at the address of the server."""
    SLOW = "slow"
    """No whole answer in time."""
    REFUSED = "refused"
    """The server says that it cannot answer: `detail` is its word."""
    GARBAGE = "garbage"
    """The answer is not one of OSRM."""
    NO_POINT = "no-point"
    """`detail` is the key of a place without coordinates."""
    NO_PAIR = "no-pair"
    """`detail` names a pair that the own table lacks."""
    FILE = "file"
    """`detail` says what is wrong with the file of an own table, or of a map."""
    NOT_INSTALLED = "not-installed"
    """`detail` names the package."""
    OLD_PYTHON = "old-python"
    """The package needs a later Python; `detail` names which."""
