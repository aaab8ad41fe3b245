"""How an order travels, as far as its terms are concerned.

Delivery is known above sales: it tells here how to find out, and orders ask.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from core.terms.statuses import DeliveryMethod

MethodOf = Callable[[Session, int], DeliveryMethod | None]
"""Id of an order → how its goods travel; None: nobody has told."""

RequireCarriage = Callable[[Session, int], None]
"""Refuses an order, by its id, whose goods cannot travel as it asks."""

_TOLD: list[MethodOf] = []
_REQUIRED: list[RequireCarriage] = []


def tell_method(method_of: MethodOf) -> None:
    """Have orders ask *method_of*; it replaces what was told before."""
    _TOLD[:] = [method_of]


def delivery_method(session: Session, order_id: int) -> DeliveryMethod | None:
    """Return how the goods of an order travel; None: nobody has told, or nothing delivers here."""
    return _TOLD[0](session, order_id) if _TOLD else None


def tell_required(require: RequireCarriage) -> None:
    """Have orders that are confirmed ask *require*; it replaces what was told before."""
    _REQUIRED[:] = [require]


def require_carriage(session: Session, order_id: int) -> None:
    """Do nothing when the goods of an order can travel as it asks, or nothing delivers here.

    Raises:
        Refused: as delivery says.
    """
    for require in _REQUIRED:
        require(session, order_id)
