"""Rows that screens and papers show of pick tasks: frozen, with everything a prompt needs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from core.catalog.models import LotPolicy
from core.fulfilment.task_statuses import LineState, PickTaskStatus, ShortReason


@dataclass(frozen=True, slots=True)
class MenuCounts:
    """Live counts of the handheld's menu."""

    picking: int
    """Tasks to pick, whoever they are given to."""
    picking_mine: int
    """Of these, mine and those given to nobody."""
    checking: int
    """Expense orders to check, or being checked."""


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A pick task in a list."""

    id: int
    number: str
    status: PickTaskStatus
    executor_id: int | None
    executor: str
    """Name; empty: given to nobody."""
    section: str
    lines: int
    closed: int
    """Lines done or short."""
    weight_grams: int
    outbound_id: int
    outbound_number: str
    recipient: str
    priority: int
    ship_date: dt.date | None
    trip: str = ""
    """Number and vehicle of the trip it is loaded for; "": none."""


@dataclass(frozen=True, slots=True)
class ItemCode:
    """A barcode that stands for the item of a line."""

    code: str
    packaging_id: int
    pack_quantity: int
    """Thousandths of the base unit one scan stands for."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A packaging a quantity can be said in."""

    packaging_id: int
    name: str
    quantity: int
    """Thousandths of the base unit."""


@dataclass(frozen=True, slots=True)
class LineView:
    """One stop with everything the prompts need."""

    id: int
    line_no: int
    position: int
    """Of this line on the route, from 1."""
    cell_id: int
    """0: the warehouse has no cells, the first question is the item."""
    cell_code: str
    cell_barcode: str
    check_digits: str
    walk_order: int
    section: str
    item_id: int
    item_code: str
    article: str
    item_name: str
    variant_id: int
    variant: str
    unit: str
    lot_policy: LotPolicy
    lot_id: int
    lot_code: str
    expires: dt.date | None
    packaging_id: int
    planned: int
    picked: int
    state: LineState
    reason: ShortReason | None
    destination_code: str
    """Shipping cell; empty without cells."""
    destination_barcode: str
    container: str
    """The container being filled; empty: loose."""
    recipient: str
    outbound_number: str
    barcodes: tuple[ItemCode, ...]
    packagings: tuple[Pack, ...]
    """Largest first."""

    @property
    def left(self) -> int:
        """Thousandths still to pick."""
        return self.planned - self.picked


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task with its whole route."""

    id: int
    number: str
    status: PickTaskStatus
    warehouse_id: int
    outbound_id: int
    outbound_number: str
    recipient: str
    executor_id: int | None
    section: str
    destination_id: int
    destination_code: str
    container: str
    weight_grams: int
    index: int
    """Number of the first unfinished line on the route, from 1; `total` when there is none."""
    total: int
    lines: tuple[LineView, ...]
    trip: str = ""
    """Number and vehicle of the trip it is loaded for; "": none."""


@dataclass(frozen=True, slots=True)
class PickedGoods:
    """What stands picked for an expense order."""

    item_id: int
    variant_id: int
    lot_id: int
    packaging_id: int
    container: str
    cell_id: int
    """Where it was taken from."""
    quantity: int
