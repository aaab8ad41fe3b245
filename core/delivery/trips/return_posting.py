"""What a return from a trip posts: goods are in the warehouse, dispositions are open again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.delivery.models import TripLine, TripReturn, TripReturnLine
from core.ledger import Ledger, Rows
from core.stock.ledgers import DISPOSITIONS, FREE_STOCK, IN_CELLS, ON_HAND


def return_entries(session: Session, document: TripReturn) -> Mapping[Ledger, Rows]:
    """Return the entries: the mirror of what shipping the same goods posted.

    What is free does not change: the goods are there again, and promised to the same lines again.
    """
    session.flush()  # lines are read back from the database
    line = TripReturnLine
    rows = session.execute(
        select(
            TripLine.disposition_line_id,
            line.company_id,
            line.item_id,
            line.variant_id,
            line.packaging_id,
            line.lot_id,
            line.room_id,
            line.cell_id,
            line.quantity,
        )
        .join(TripLine, TripLine.id == line.trip_line_id)
        .where(line.document_id == document.id)
        .order_by(line.line_no)
    ).mappings()
    sums: dict[Ledger, dict[tuple[tuple[str, Any], ...], int]] = {
        found: defaultdict(int) for found in (DISPOSITIONS, ON_HAND, FREE_STOCK, IN_CELLS)
    }
    for row in rows:
        thing = {"item_id": row["item_id"], "variant_id": row["variant_id"]}
        house = {"warehouse_id": document.warehouse_id}
        of = {"disposition_line_id": row["disposition_line_id"], "company_id": row["company_id"]}
        lot = {"lot_id": row["lot_id"]}
        places: list[tuple[Ledger, dict[str, Any]]] = [
            (DISPOSITIONS, thing | of),
            (ON_HAND, house | thing | lot | {"room_id": row["room_id"]}),
            (FREE_STOCK, house | thing),
        ]
        if row["cell_id"]:
            packed = {"packaging_id": row["packaging_id"], "cell_id": row["cell_id"]}
            places.append((IN_CELLS, thing | lot | packed))
        for kept, where in places:
            sums[kept][tuple(sorted(where.items()))] += row["quantity"]
    measures: dict[Ledger, tuple[tuple[str, int], ...]] = {
        DISPOSITIONS: (("ordered", -1), ("shipped", -1)),
        ON_HAND: (("quantity", 1),),
        FREE_STOCK: (("on_hand", 1), ("to_ship", 1)),
        IN_CELLS: (("quantity", 1),),
    }
    return {
        kept: [
            dict(where) | {name: sign * quantity for name, sign in measures[kept]}
            for where, quantity in found.items()
        ]
        for kept, found in sums.items()
    }
