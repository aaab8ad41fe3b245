"""The ledger of bonus points: what lies on each card, lot by lot."""

from __future__ import annotations

from core.kernel.i18n import N_
from core.ledger import Dimension, Ledger

ACCUMULATED = Ledger(
    "accumulated",
    N_("Bonus points"),
    (
        "card_id",
        "programme_id",
        Dimension("starts", text=True),
        Dimension("expires", text=True),
    ),
    ("points",),
)
"""Hundredths of a point. A lot is told apart by the first and the last day its points can be spent,
as ISO text; an empty last day is never."""
