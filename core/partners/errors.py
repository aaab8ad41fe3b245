"""What the partners' part refuses."""

from __future__ import annotations

from core.kernel.errors import Refused


class BadRequisite(Refused):
    """A number of a legal entity does not add up. Facts: requisite, value, expected."""

    code = "bad-requisite"
