"""What was sold: documents of the past as discounts look at them, whatever kind they are of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from core.discounts.cart import CardFacts, Manual


@dataclass(frozen=True, slots=True)
class SoldLine:
    """One item that was sold."""

    line_no: int
    item_id: int
    quantity: int
    """Thousandths of the base unit."""
    price_minor: int
    """Minor units per base unit, before any discount."""
    charged_minor: int
    """What was charged, with VAT where the price holds it, without where it does not."""
    variant_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PastSale:
    """A document by which something was sold; 0 and "" are "none" or "not known"."""

    source: str
    """The type of the document."""
    document_id: int
    number: str
    date: dt.date
    moment: dt.datetime
    """In the zone of the company."""
    lines: tuple[SoldLine, ...]
    warehouse_id: int = 0
    partner_id: int = 0
    partner: str = ""
    agreement_id: int = 0
    price_type_id: int = 0
    payment_form: str = ""
    """A value of `PaymentForm`."""
    schedule_id: int = 0
    author_id: int = 0
    """Who sold: his roles are the groups of users that conditions ask for."""
    card: CardFacts | None = None
    chosen: frozenset[int] = frozenset()
    """Discounts that were picked from the list."""
    manual: tuple[Manual, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesAsked:
    """Which sales are looked at."""

    since: dt.date
    until: dt.date
    """The last day, included."""
    currency: str = "RUB"
    """Sums of several currencies would mean nothing."""
    warehouse_id: int = 0
    """0: all."""
    partner_id: int = 0
    """0: all."""
