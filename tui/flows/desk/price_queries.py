"""Trying the query of a price type before it is saved."""

from __future__ import annotations

from dataclasses import dataclass

from core.access.roles import Permission
from core.db.unit_of_work import transaction
from core.pricing.calculation import PriceRule
from core.pricing.document_queries import matrix_rows
from core.pricing.kinds import CalculationMethod
from core.pricing.price_query import try_query
from tui.flows.desk.desk import Desk
from tui.flows.desk.shapes import Card


@dataclass(frozen=True, slots=True)
class QueryTried:
    """A price that a query gives."""

    item: str
    variant: str
    price_minor: int


def try_price_query(desk: Desk, card: Card, query: str) -> list[QueryTried]:
    """Return the first prices a query gives.

    Raises:
        Forbidden: no right to write queries.
        PriceQueryWrong, PriceQueryColumns: it does not do.
    """
    desk.actor.require(Permission.PRICE_QUERY, what="price_type", key=card.id)
    rule = PriceRule(
        id=card.id or 0,
        name=str(card.values.get("name") or ""),
        identifier="",
        method=CalculationMethod.QUERY,
        query=query,
    )
    with transaction(desk.database.sessions) as session:
        found = try_query(session, rule, desk.today())
        rows = matrix_rows(session, {(item, variant): {} for item, variant, _price in found})
    prices = {(item, variant): price for item, variant, price in found}
    return [QueryTried(row.item, row.variant, prices[row.item_id, row.variant_id]) for row in rows]
