"""How an order travels, as far as its terms are concerned.

Delivery is known above sales: it tells here how to find out, and orders ask.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from core.terms.statuses import DeliveryMethod

MethodOf = Callable[[Session, int], DeliveryMethod | None]
"""Id of an order → how its goods travel; None: nobody has told."""

_TOLD: list[MethodOf] = []


def tell_method(method_of: MethodOf) -> None:
    """Have orders ask *method_of*; it replaces what was told before."""
    _TOLD[:] = [method_of]


def delivery_method(session: Session, order_id: int) -> DeliveryMethod | None:
    """Return how the goods of an order travel; None: nobody has told, or nothing delivers here."""
    return _TOLD[0](session, order_id) if _TOLD else None
