"""What keeps a day from beginning."""

from __future__ import annotations

from core.kernel.errors import Refused


class NothingToSell(Refused):
    """No goods with stock and price, no company or no customer. Facts: database."""

    code = "simulation-nothing-to-sell"


class NoGround(Refused):
    """The server lets no database be made for the day. Facts: database, reason."""

    code = "simulation-no-ground"
