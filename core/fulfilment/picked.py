"""What pick tasks brought to the shipping zone, as table B should tell it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.fulfilment.rules import StockRow, Thing
from core.fulfilment.task_models import PickTask
from core.fulfilment.task_statuses import PickTaskStatus
from core.fulfilment.task_views import PickedGoods


def open_task(session: Session, outbound_id: int) -> tuple[str, int] | None:
    """Return the number of a task of the order that is not finished, and how many there are."""
    numbers = session.scalars(
        select(PickTask.number_text)
        .where(
            PickTask.outbound_id == outbound_id,
            PickTask.status.in_([PickTaskStatus.PREPARED.value, PickTaskStatus.IN_WORK.value]),
        )
        .order_by(PickTask.id)
    ).all()
    return (numbers[0], len(numbers)) if numbers else None


def has_tasks(session: Session, outbound_id: int) -> bool:
    """Tell whether pick tasks were ever made for the order and not withdrawn."""
    made = select(PickTask.id).where(
        PickTask.outbound_id == outbound_id,
        PickTask.status != PickTaskStatus.WITHDRAWN.value,
    )
    return session.scalar(made.limit(1)) is not None


def sums(picked: Iterable[PickedGoods]) -> dict[Thing, int]:
    """Return thing → picked."""
    found: dict[Thing, int] = defaultdict(int)
    for row in picked:
        found[(row.item_id, row.variant_id)] += row.quantity
    return dict(found)


def as_stock(picked: Iterable[PickedGoods]) -> list[StockRow]:
    """Return picked goods as something table B draws from: packaging, lot, container as picked.

    Containers become package numbers in the order of their codes.
    """
    rows = list(picked)
    codes = sorted({row.container for row in rows} - {""})
    numbers = {code: at for at, code in enumerate(codes, 1)}
    merged: dict[tuple[int, int, int, int, int], int] = defaultdict(int)
    for row in rows:
        number = numbers.get(row.container, 0)
        merged[(row.item_id, row.variant_id, row.packaging_id, row.lot_id, number)] += row.quantity
    return [
        StockRow(item, variant, packaging, lot, quantity, package_no=number)
        for (item, variant, packaging, lot, number), quantity in sorted(merged.items())
    ]
