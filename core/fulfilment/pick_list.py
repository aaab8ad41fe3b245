"""What a pick list prints: the route of the pick tasks, or table B where there are none."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, func, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.models import AppUser
from core.catalog.models import Barcode, Item, ItemVariant, Lot, Packaging, Unit
from core.fulfilment.models import OutboundGoodsLine
from core.fulfilment.queries import OutboundCard, outbound_card
from core.fulfilment.statuses import LineAction, OutboundStatus
from core.fulfilment.task_models import PickTask, PickTaskLine
from core.fulfilment.task_statuses import LineState, PickTaskStatus
from core.kernel.quantity import ONE
from core.stock.ledgers import IN_CELLS
from core.stock.models import Cell, CellKind


@dataclass(frozen=True, slots=True)
class AlsoThere:
    """Where the same goods lie too."""

    cell: str
    quantity: int


@dataclass(frozen=True, slots=True)
class PickListLine:
    """One thing to take, from one cell where there are cells; thousandths."""

    walk_order: int
    section: str
    cell: str
    """Empty: the warehouse has no cells."""
    cell_barcode: str
    item_code: str
    article: str
    item: str
    unit: str
    variant: str
    barcode: str
    """One of the item's; empty: it has none."""
    lot: str
    expires: dt.date | None
    quantity: int
    packaging: str
    pack_quantity: int
    """1000 without packaging."""
    left: int | None
    """What remains in the cell afterwards; None: unknown."""
    container: str
    task: str
    """Number of the pick task; empty: by paper."""
    task_id: int
    """0: by paper."""
    also_there: tuple[AlsoThere, ...] = ()


@dataclass(frozen=True, slots=True)
class PickListCard:
    """Everything a pick list prints."""

    id: int
    number: str
    date: dt.date
    status: OutboundStatus
    warehouse: str
    room: str
    shipping_cell: str
    recipients: tuple[str, ...]
    dispositions: tuple[str, ...]
    priority: int
    trip: str
    """Number and vehicle; "": it rides on none."""
    ship_date: dt.date | None
    pickers: tuple[str, ...]
    packages: int
    weight_grams: int
    volume_cm3: int
    comment: str
    lines: tuple[PickListLine, ...]


def pick_list_card(session: Session, actor: Actor, outbound_id: int) -> PickListCard:
    """Return what a pick list prints: the route of its pick tasks, or table B without them.

    Raises:
        Forbidden: the actor may not read expense orders.
        NotFound: there is none, or his rights hide it.
    """
    card = outbound_card(session, actor, outbound_id)
    lines = _task_lines(session, card) or _paper_lines(session, card)
    weight, volume = _size(session, outbound_id)
    pickers = session.scalars(
        select(AppUser.name)
        .join(PickTask, PickTask.executor_id == AppUser.id)
        .where(PickTask.outbound_id == outbound_id)
        .distinct()
        .order_by(AppUser.name)
    ).all()
    return PickListCard(
        id=card.id,
        number=card.number,
        date=card.date,
        status=card.status,
        warehouse=card.warehouse,
        room=card.room,
        shipping_cell=card.shipping_cell,
        recipients=tuple(dict.fromkeys(line.partner for line in card.why if line.partner))
        or ((card.recipient,) if card.recipient else ()),
        dispositions=card.dispositions,
        priority=card.priority,
        trip=card.trip,
        ship_date=card.ship_date,
        pickers=tuple(pickers),
        packages=card.packages,
        weight_grams=weight,
        volume_cm3=volume,
        comment=card.comment,
        lines=tuple(lines),
    )


def _task_lines(session: Session, card: OutboundCard) -> list[PickListLine]:
    """Return the stops of the order's pick tasks in walk order; empty without tasks."""
    line, held = PickTaskLine, IN_CELLS.balance.c
    in_cell = (
        select(func.sum(held.quantity))
        .where(
            held.cell_id == line.cell_id,
            held.item_id == line.item_id,
            held.variant_id == line.variant_id,
        )
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            line.walk_order,
            func.coalesce(Cell.section, ""),
            func.coalesce(Cell.code, ""),
            func.coalesce(Cell.barcode, ""),
            Item.code,
            Item.article,
            Item.name,
            Unit.symbol,
            func.coalesce(ItemVariant.name, ""),
            _barcode_of(line.item_id),
            func.coalesce(Lot.code, ""),
            Lot.expires,
            line.planned,
            func.coalesce(Packaging.name, ""),
            func.coalesce(Packaging.quantity, int(ONE)),
            in_cell - (line.planned - line.picked),
            line.container,
            PickTask.number_text,
            PickTask.id,
            line.item_id,
            line.variant_id,
            line.cell_id,
        )
        .join(PickTask, PickTask.id == line.document_id)
        .join(Item, Item.id == line.item_id)
        .join(Unit, Unit.id == Item.unit_id)
        .outerjoin(Cell, and_(line.cell_id != 0, Cell.id == line.cell_id))
        .outerjoin(ItemVariant, and_(line.variant_id != 0, ItemVariant.id == line.variant_id))
        .outerjoin(Lot, and_(line.lot_id != 0, Lot.id == line.lot_id))
        .outerjoin(Packaging, and_(line.packaging_id != 0, Packaging.id == line.packaging_id))
        .where(
            PickTask.outbound_id == card.id,
            PickTask.status != PickTaskStatus.WITHDRAWN.value,
            line.state != LineState.WITHDRAWN,
        )
        .order_by(PickTask.id, line.turn, line.walk_order, line.line_no)
    ).all()
    others = _also_there(session, card.warehouse_id, sorted({row.item_id for row in rows}))
    found = []
    for row in rows:
        *values, item, variant, cell = row
        elsewhere = [there[1:] for there in others.get((item, variant), ()) if there[0] != cell]
        values.append(tuple(AlsoThere(*there) for there in elsewhere[:2]))
        found.append(PickListLine(*values))
    return found


def _paper_lines(session: Session, card: OutboundCard) -> list[PickListLine]:
    ids = sorted({line.item_id for line in card.goods})
    found = session.execute(select(Item.id, _barcode_of(Item.id)).where(Item.id.in_(ids)))
    codes = {row[0]: row[1] for row in found}
    return [
        PickListLine(
            walk_order=line.line_no,
            section="",
            cell="",
            cell_barcode="",
            item_code=line.item_code,
            article=line.article,
            item=line.item,
            unit=line.unit,
            variant=line.variant,
            barcode=codes.get(line.item_id, ""),
            lot=line.lot,
            expires=line.expires,
            quantity=line.quantity,
            packaging=line.packaging,
            pack_quantity=line.pack_quantity,
            left=None,
            container="",
            task="",
            task_id=0,
        )
        for line in card.goods
        if line.action is not LineAction.KEEP
    ]


def _barcode_of(item_id: SQLColumnExpression[int]) -> ColumnElement[str]:
    """Return the first barcode of one base unit of an item, or ""."""
    first = (
        select(Barcode.code)
        .where(Barcode.item_id == item_id, Barcode.packaging_id == 0)
        .order_by(Barcode.id)
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(first, "")


def _also_there(
    session: Session, warehouse_id: int, item_ids: list[int]
) -> dict[tuple[int, int], list[tuple[int, str, int]]]:
    """Return (item, variant) → (cell id, code, quantity) of storage cells, fullest first."""
    held = IN_CELLS.balance.c
    rows = session.execute(
        select(held.item_id, held.variant_id, Cell.id, Cell.code, func.sum(held.quantity))
        .join(Cell, Cell.id == held.cell_id)
        .where(
            Cell.warehouse_id == warehouse_id,
            Cell.kind == CellKind.STORAGE,
            held.item_id.in_(item_ids),
            held.quantity > 0,
        )
        .group_by(held.item_id, held.variant_id, Cell.id, Cell.code)
        .order_by(func.sum(held.quantity).desc(), Cell.code)
    )
    found: dict[tuple[int, int], list[tuple[int, str, int]]] = {}
    for item, variant, cell, code, quantity in rows:
        found.setdefault((item, variant), []).append((cell, code, int(quantity)))
    return found


def _size(session: Session, outbound_id: int) -> tuple[int, int]:
    """Return grams and cubic centimetres of what leaves, rounded up per line."""
    line = OutboundGoodsLine
    row = session.execute(
        select(
            func.coalesce(func.sum((line.quantity * Item.weight_grams + 999) // 1000), 0),
            func.coalesce(func.sum((line.quantity * Item.volume_cm3 + 999) // 1000), 0),
        )
        .join(Item, Item.id == line.item_id)
        .where(line.document_id == outbound_id, line.action != LineAction.KEEP)
    ).one()
    return int(row[0]), int(row[1])
