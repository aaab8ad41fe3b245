"""How goods may travel, and which ways need somebody else, or a place in between (domain §2.1)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from core.kernel.i18n import N_
from core.terms.statuses import DELIVERY_METHODS, OUTBOUND_METHODS, DeliveryMethod

INBOUND_METHODS = (DeliveryMethod.SUPPLIER_BRINGS, DeliveryMethod.FETCH)

METHODS: Mapping[DeliveryMethod, str] = MappingProxyType(
    {
        **DELIVERY_METHODS,
        DeliveryMethod.SUPPLIER_BRINGS: N_("The supplier brings"),
        DeliveryMethod.FETCH: N_("Our transport fetches"),
        DeliveryMethod.ERRAND: N_("Errand of the forwarder"),
    }
)
"""Every way of delivery → msgid."""

METHODS_OF: Mapping[str, tuple[DeliveryMethod, ...]] = MappingProxyType(
    {
        "customer_order": OUTBOUND_METHODS,
        "supplier_order": INBOUND_METHODS,
        "errand": (DeliveryMethod.ERRAND,),
    }
)
"""Document type → how its goods may travel; other types: any way."""

BY_CARRIER = frozenset(
    {DeliveryMethod.CARRIER, DeliveryMethod.CARRIER_POINT, DeliveryMethod.OWN_TO_CARRIER}
)
"""Ways on which a carrier brings goods to the client: from our warehouse, or from his terminal."""

BETWEEN = frozenset({DeliveryMethod.OWN_TO_CARRIER, DeliveryMethod.CARRIER_POINT})
"""Ways with a place in between: the carrier's terminal, the point where the client takes them."""


__all__ = ["BETWEEN", "BY_CARRIER", "INBOUND_METHODS", "METHODS", "METHODS_OF"]
