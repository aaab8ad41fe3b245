"""What the catalogue refuses."""

from __future__ import annotations

from core.kernel.errors import Refused


class ItemRetired(Refused):
    """The barcode belongs to goods that are out of use. Facts: barcode, item, article."""

    code = "item-retired"


class LotNeedsExpiry(Refused):
    """The lot policy of the item asks for an expiry date. Facts: item, lot."""

    code = "lot-needs-expiry"


class LotsNotKept(Refused):
    """The item is not told apart by lot. Facts: item, lot."""

    code = "lots-not-kept"
