"""What an order posts, and what a refusal of the ledgers means for its lines.

A line to reserve holds free stock in the ledger of reserves; a line to ship is a disposition and
holds free stock until it has left. Services never touch stock: they count as shipped at once and
wait for the invoice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from core.catalog.models import Item
from core.kernel.errors import NotEnough
from core.ledger import Ledger, Rows
from core.sales.errors import NotEnoughForLines, OverDisposed
from core.sales.ledgers import RESERVES
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.sales.statuses import ReserveKind, SupplyAction
from core.stock.ledgers import DISPOSITIONS, FREE_STOCK


@dataclass(frozen=True, slots=True)
class OrderLineFacts:
    """A line as posting and explaining need it."""

    id: int
    line_no: int
    item_id: int
    variant_id: int
    item: str
    """Name, for messages."""
    service: bool
    quantity: int
    action: SupplyAction
    cancelled: bool
    ordered: int
    """In expense orders of any status."""
    shipped: int
    invoiced: int


@dataclass(frozen=True, slots=True)
class ShortLine:
    """A line that free stock does not cover."""

    line: int
    item: str
    asked: int
    available: int
    """What is left for this line after the lines above it."""


@dataclass(frozen=True, slots=True)
class OverDisposedLine:
    """A line of which more is under way than it lets go, by numbers (domain §9-6)."""

    line: int
    item: str
    disposed: int
    ordered: int
    shipped: int
    invoiced: int


_gone = DISPOSITIONS.balance.c
_LINES = (
    select(
        CustomerOrderLine.id,
        CustomerOrderLine.line_no,
        CustomerOrderLine.item_id,
        CustomerOrderLine.variant_id,
        Item.name,
        Item.service,
        CustomerOrderLine.quantity,
        CustomerOrderLine.action,
        CustomerOrderLine.cancelled,
        func.coalesce(_gone.ordered, 0),
        func.coalesce(_gone.shipped, 0),
        func.coalesce(_gone.invoiced, 0),
    )
    .join(Item, Item.id == CustomerOrderLine.item_id)
    .outerjoin(
        DISPOSITIONS.balance,
        (_gone.disposition_line_id == CustomerOrderLine.id)
        & (_gone.item_id == CustomerOrderLine.item_id)
        & (_gone.variant_id == CustomerOrderLine.variant_id),
    )
    .where(CustomerOrderLine.document_id == bindparam("order"))
    .order_by(CustomerOrderLine.line_no)
)
"""Asked several times by every verb, so it is built once."""


def posted_lines(session: Session, order_id: int) -> list[OrderLineFacts]:
    """Return the lines of an order with what became of them, by number."""
    return [OrderLineFacts(*row) for row in session.execute(_LINES, {"order": order_id})]


def entries(order: CustomerOrder, lines: Sequence[OrderLineFacts]) -> Mapping[Ledger, Rows]:
    """Return what the order posts once it is to be fulfilled."""
    reserves: list[dict[str, Any]] = []
    free: list[dict[str, Any]] = []
    dispositions: list[dict[str, Any]] = []
    for line in lines:
        if line.cancelled or line.action is SupplyAction.NONE:
            continue
        thing = {"line": line.line_no, "item_id": line.item_id, "variant_id": line.variant_id}
        stock = thing | {"warehouse_id": order.warehouse_id}
        if line.action is SupplyAction.SHIP:
            given = thing | {"disposition_line_id": line.id, "company_id": order.company_id}
            gone = line.quantity if line.service else 0
            given |= {"disposed": line.quantity, "ordered": gone, "shipped": gone}
            dispositions.append(given)
            if not line.service:
                free.append(stock | {"to_ship": line.quantity})
        elif not line.service:
            free.append(stock | {"reserved": line.quantity})
            held = {"order_line_id": line.id, "kind": ReserveKind.NOW.value}
            reserves.append(stock | held | {"quantity": line.quantity})
    return {RESERVES: reserves, FREE_STOCK: free, DISPOSITIONS: dispositions}


def explained(error: NotEnough, lines: Sequence[OrderLineFacts]) -> NotEnough:
    """Return *error* as lines of the order: every short one, with asked and available."""
    if error.facts.get("ledger") == DISPOSITIONS.name:
        return _over_disposed(error, lines)
    if error.facts.get("ledger") == FREE_STOCK.name:
        return _short(error, lines)
    return error


def _short(error: NotEnough, lines: Sequence[OrderLineFacts]) -> NotEnough:
    left: dict[tuple[int, int], int] = {}
    asked: dict[tuple[int, int], int] = defaultdict(int)
    for shortage in _shortages(error):
        where = shortage.where
        thing = (int(where["item_id"]), int(where["variant_id"]))
        left[thing] = max(shortage.available, 0)
        asked[thing] = shortage.asked
    short = []
    claiming = [
        line for line in lines if not line.cancelled and line.action is not SupplyAction.NONE
    ]
    for thing, available in left.items():
        of_thing = [line for line in claiming if (line.item_id, line.variant_id) == thing]
        # An edited order asks for the difference only: what it already holds counts as available.
        rest = available + sum(line.quantity for line in of_thing) - asked[thing]
        for line in of_thing:
            if line.quantity > rest:
                short.append(ShortLine(line.line_no, line.item, line.quantity, max(rest, 0)))
            rest -= min(line.quantity, max(rest, 0))
    if not short:
        return error
    short.sort(key=lambda found: found.line)
    return NotEnoughForLines(
        **error.facts | {"asked": short[0].asked, "available": short[0].available},
        item=short[0].item,
        line=short[0].line,
        count=len(short),
        lines=tuple(short),
    )


def _over_disposed(error: NotEnough, lines: Sequence[OrderLineFacts]) -> NotEnough:
    by_id = {line.id: line for line in lines}
    over = []
    for shortage in _shortages(error):
        line = by_id.get(int(shortage.where["disposition_line_id"]))
        if line is not None:
            gives = line.action is SupplyAction.SHIP and not line.cancelled
            disposed = line.quantity if gives else 0
            counts = (disposed, line.ordered, line.shipped, line.invoiced)
            over.append(OverDisposedLine(line.line_no, line.item, *counts))
    if not over:
        return error
    first = over[0]
    return OverDisposed(
        **error.facts,
        item=first.item,
        line=first.line,
        count=len(over),
        disposed=first.disposed,
        ordered=first.ordered,
        shipped=first.shipped,
        invoiced=first.invoiced,
        lines=tuple(over),
    )


def _shortages(error: NotEnough) -> tuple[Any, ...]:
    found = error.facts.get("shortages")
    return found if isinstance(found, tuple) else ()
