"""What an order posts, and what a refusal of the ledgers means for its lines.

A line to reserve holds free stock, or part of an expected receipt, in the ledger of reserves; a
line to ship is a disposition and holds free stock until it has left; a line to be supplied is a
demand. Services never touch stock: they count as shipped at once and wait for the invoice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from core.catalog.models import Item
from core.kernel.errors import NotEnough
from core.ledger import Ledger, Rows
from core.sales.errors import NotEnoughForLines, OverDisposed
from core.sales.ledgers import DEMAND, RESERVES
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.sales.statuses import (
    SHIPPABLE,
    SHIPPING_ACTIONS,
    SUPPLIED,
    OrderStrategy,
    ReserveKind,
    SupplyAction,
)
from core.stock.ledgers import DISPOSITIONS, EXPECTED, FREE_STOCK


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
    warehouse_id: int
    source_line_id: int
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
        CustomerOrderLine.warehouse_id,
        CustomerOrderLine.source_line_id,
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
    return [
        OrderLineFacts(*tuple[Any, ...](row))
        for row in session.execute(_LINES, {"order": order_id})
    ]


def entries(order: CustomerOrder, lines: Sequence[OrderLineFacts]) -> Mapping[Ledger, Rows]:
    """Return what the order posts: as far as its status lets lines take effect."""
    posted = Promises(order.id, order.company_id or 0)
    for line in lines:
        if not line.cancelled and takes_effect(order, line.action):
            posted.add(line)
    return posted.rows()


def takes_effect(order: CustomerOrder, action: SupplyAction) -> bool:
    """Tell whether a line's action moves anything while the order stands where it stands."""
    if action is SupplyAction.NONE or order.strategy is OrderStrategy.BILL:
        return False
    if action in SHIPPING_ACTIONS:
        return order.status in SHIPPABLE
    return order.status in SUPPLIED or (
        order.reserve_early and action in {SupplyAction.RESERVE, SupplyAction.RESERVE_TO_DATE}
    )


class Promises:
    """The rows an order posts, collected line by line."""

    def __init__(self, order_id: int, company_id: int) -> None:
        self._order = {"order_id": order_id}
        self._company = {"company_id": company_id}
        self._rows: dict[Ledger, list[dict[str, Any]]] = {
            ledger: [] for ledger in (RESERVES, DEMAND, EXPECTED, FREE_STOCK, DISPOSITIONS)
        }

    def rows(self) -> Mapping[Ledger, Rows]:
        """Return what was collected."""
        return self._rows

    def add(self, line: OrderLineFacts) -> None:
        """Add what one line does."""
        if line.action in SHIPPING_ACTIONS:
            self._dispose(line)
        if line.service:
            return
        match line.action:
            case SupplyAction.SHIP:
                self._post(FREE_STOCK, line, to_ship=line.quantity)
            case SupplyAction.SHIP_EARMARKED:
                self._post(FREE_STOCK, line, to_ship=line.quantity, earmarked=-line.quantity)
                self._hold(line, ReserveKind.EARMARK, -line.quantity, order_line_id=0)
            case SupplyAction.RESERVE:
                self._post(FREE_STOCK, line, reserved=line.quantity)
                self._hold(line, ReserveKind.NOW, line.quantity)
            case SupplyAction.RESERVE_TO_DATE:
                source = line.source_line_id
                self._post(EXPECTED, line, claimed=line.quantity, source_line_id=source)
                self._hold(line, ReserveKind.TO_DATE, line.quantity, source_line_id=source)
            case SupplyAction.DEMAND | SupplyAction.DEMAND_EARMARKED:
                kind = line.action.value
                self._post(DEMAND, line, quantity=line.quantity, order_line_id=line.id, kind=kind)

    def _dispose(self, line: OrderLineFacts) -> None:
        gone = line.quantity if line.service else 0
        self._rows[DISPOSITIONS].append(
            {
                "line": line.line_no,
                "disposition_line_id": line.id,
                "item_id": line.item_id,
                "variant_id": line.variant_id,
                "disposed": line.quantity,
                "ordered": gone,
                "shipped": gone,
                **self._company,
            }
        )

    def _hold(self, line: OrderLineFacts, kind: ReserveKind, quantity: int, **more: int) -> None:
        held: dict[str, int | str] = {"order_line_id": line.id, "kind": kind.value}
        held |= self._order | more
        self._post(RESERVES, line, quantity=quantity, **held)

    def _post(self, ledger: Ledger, line: OrderLineFacts, **values: int | str) -> None:
        self._rows[ledger].append(
            {
                "line": line.line_no,
                "warehouse_id": line.warehouse_id,
                "item_id": line.item_id,
                "variant_id": line.variant_id,
                **values,
            }
        )


def explained(error: NotEnough, lines: Sequence[OrderLineFacts]) -> NotEnough:
    """Return *error* as lines of the order: every short one, with asked and available."""
    if error.facts.get("ledger") == DISPOSITIONS.name:
        return _over_disposed(error, lines)
    earmarked = [line for line in lines if line.action is SupplyAction.SHIP_EARMARKED]
    if error.facts.get("measure") == "earmarked":
        return _short(error, earmarked)
    if error.facts.get("ledger") == FREE_STOCK.name:
        return _short(error, [line for line in lines if line.action in CLAIMING])
    if error.facts.get("ledger") == EXPECTED.name:
        promised = [line for line in lines if line.action is SupplyAction.RESERVE_TO_DATE]
        return _short(error, promised)
    if error.facts.get("ledger") == RESERVES.name:
        return _short(error, earmarked)
    return error


CLAIMING = frozenset({SupplyAction.SHIP, SupplyAction.RESERVE})
"""Actions that claim free stock."""


def _short(error: NotEnough, claiming: Sequence[OrderLineFacts]) -> NotEnough:
    """Return the shortage told by lines: those above take first, the rest is short."""
    short: list[ShortLine] = []
    for shortage in _shortages(error):
        of_thing = [
            line for line in claiming if not line.cancelled and _stands_in(line, shortage.where)
        ]
        # An edited order asks for the difference only: what it already holds counts as available.
        held = sum(line.quantity for line in of_thing) - shortage.asked
        rest = max(shortage.available, 0) + held
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


def _stands_in(line: OrderLineFacts, where: Mapping[str, Any]) -> bool:
    """Tell whether a line asks for the balance that fell short."""
    source = int(where.get("source_line_id", 0))
    return (
        line.item_id == int(where["item_id"])
        and line.variant_id == int(where["variant_id"])
        and line.warehouse_id == int(where["warehouse_id"])
        and source in {0, line.source_line_id}
    )


def _over_disposed(error: NotEnough, lines: Sequence[OrderLineFacts]) -> NotEnough:
    by_id = {line.id: line for line in lines}
    over = []
    for shortage in _shortages(error):
        line = by_id.get(int(shortage.where["disposition_line_id"]))
        if line is not None:
            gives = line.action in SHIPPING_ACTIONS and not line.cancelled
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
