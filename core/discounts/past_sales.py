"""Where past sales come from: every context that sells registers its documents here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Protocol

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.discounts.cart import Accumulation
from core.discounts.sold import PastSale, SalesAsked
from core.kernel.errors import NotFound

Place = tuple[dt.date, int]
"""Date and id of a document: the order in which sales are read."""


class PastSales(Protocol):
    """Documents of one type by which goods were sold."""

    @property
    def name(self) -> str:
        """The type of the documents."""
        ...

    @property
    def read(self) -> Permission:
        """What one needs to see them."""
        ...

    def count(self, session: Session, actor: Actor, asked: SalesAsked) -> int:
        """Return how many there are that *actor* may see; one statement."""
        ...

    def page(
        self, session: Session, actor: Actor, asked: SalesAsked, after: Place | None, limit: int
    ) -> list[PastSale]:
        """Return the next ones by date and id, in a constant number of statements."""
        ...

    def one(self, session: Session, actor: Actor, document_id: int) -> PastSale | None:
        """Return one; None: there is none, or rights hide it."""
        ...

    def bought(
        self, session: Session, of: Accumulation, owners: Collection[int], asked: SalesAsked
    ) -> Iterable[tuple[int, dt.date, int]]:
        """Yield (client or card, day, minor units) of everything they bought until the last day.

        Purchases decide about discounts whether or not their reader may see the documents.
        """
        ...


_SOURCES: dict[str, PastSales] = {}


def register_past_sales(source: PastSales) -> PastSales:
    """Add documents of a type to the past that discounts can be tried on."""
    _SOURCES[source.name] = source
    return source


def past_sales() -> tuple[PastSales, ...]:
    """Return all sources, by name."""
    return tuple(_SOURCES[name] for name in sorted(_SOURCES))


def past_sales_of(name: str) -> PastSales:
    """Return the source of a type of documents.

    Raises:
        NotFound: nobody registered it.
    """
    if name not in _SOURCES:
        raise NotFound(what="document", key=name)
    return _SOURCES[name]
