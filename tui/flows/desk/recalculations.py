"""Running a recalculation from the desk: a transaction per chunk, told after each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.db.unit_of_work import transaction
from core.pricing.queries import price_type
from core.pricing.recalculating import (
    FaultCount,
    Recalculation,
    RecalculationProgress,
    recalculate_chunk,
)
from tui.flows.desk.desk import Desk


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asked to be recalculated."""

    asked: Recalculation
    name: str
    """Of the one type; "" for all."""


def ask(desk: Desk, price_type_id: int) -> Asked:
    """Return what is to be done as of today.

    Args:
        price_type_id: 0 for all dependent types.

    Raises:
        NotFound: no such type.
    """
    if not price_type_id:
        return Asked(Recalculation(desk.today()), "")
    with transaction(desk.database.sessions) as session:
        name = price_type(session, price_type_id).name
    return Asked(Recalculation(desk.today(), (price_type_id,)), name)


def run(
    desk: Desk,
    asked: Recalculation,
    told: Callable[[RecalculationProgress], None],
    going_on: Callable[[], bool],
) -> RecalculationProgress:
    """Recalculate chunk by chunk; what is done stays done when it is stopped.

    Args:
        told: hears of every chunk, on this thread.
        going_on: asked before every chunk but the first.

    Raises:
        Forbidden, PriceCycle, PriceQueryWrong, PriceQueryColumns: as `recalculate_chunk`.
    """
    cursor: Any = None
    while True:
        with transaction(desk.database.sessions) as session:
            progress = recalculate_chunk(session, desk.actor, asked, cursor, clock=desk.clock)
        told(progress)
        cursor = progress.cursor
        if cursor is None or not going_on():
            return progress


def fault_facts(fault: FaultCount) -> dict[str, Any]:
    """Return the facts of a fault; a date that was kept as text is a date again."""
    facts = dict(fault.facts)
    if "date" in facts:
        facts["date"] = dt.date.fromisoformat(str(facts["date"]))
    return facts
