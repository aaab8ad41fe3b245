"""What must hold after a day besides `verify`: goods are neither made nor lost, by documents."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from core.fulfilment.task_models import ScanEvent
from core.ledger import Difference

Goods = Mapping[tuple[int, int], int]
"""(warehouse, item) → thousandths."""

_BROUGHT_IN = """
SELECT b.warehouse_id, b.item_id, sum(b.quantity)::bigint AS quantity
FROM on_hand_balance b GROUP BY 1, 2
"""

_LEFT = """
SELECT d.warehouse_id, a.item_id, sum(a.quantity)::bigint AS quantity
FROM outbound_disposition_line a JOIN document d ON d.id = a.document_id
WHERE d.status = 'shipped' GROUP BY 1, 2
UNION ALL
SELECT d.warehouse_id, l.item_id, sum(l.quantity)::bigint
FROM sales_invoice_line l JOIN document d ON d.id = l.document_id
JOIN item i ON i.id = l.item_id AND NOT i.service
WHERE d.posted AND l.outbound_document_id = 0 GROUP BY 1, 2
"""

CHECKS: Mapping[str, str] = {
    "cells hold what is on hand": """
        SELECT jsonb_build_object('warehouse', warehouse_id, 'item', item_id),
               sum(cells)::bigint, sum(hand)::bigint
        FROM (
          SELECT c.warehouse_id, b.item_id, b.quantity AS cells, 0 AS hand
          FROM in_cells_balance b JOIN cell c ON c.id = b.cell_id
          UNION ALL
          SELECT b.warehouse_id, b.item_id, 0, b.quantity
          FROM on_hand_balance b JOIN warehouse w ON w.id = b.warehouse_id
          WHERE w.cells = 'storage'
        ) each_way GROUP BY warehouse_id, item_id HAVING sum(cells) <> sum(hand)
    """,
    "free stock counts what is on hand": """
        SELECT jsonb_build_object('warehouse', f.warehouse_id, 'item', f.item_id),
               f.on_hand, coalesce(h.quantity, 0)::bigint
        FROM free_stock_balance f LEFT JOIN (
          SELECT warehouse_id, item_id, variant_id, sum(quantity) AS quantity
          FROM on_hand_balance WHERE quality = '' GROUP BY 1, 2, 3
        ) h USING (warehouse_id, item_id, variant_id)
        WHERE f.on_hand <> coalesce(h.quantity, 0)
    """,
    "free stock counts what is reserved": """
        SELECT jsonb_build_object('warehouse', f.warehouse_id, 'item', f.item_id),
               f.reserved, coalesce(r.quantity, 0)::bigint
        FROM free_stock_balance f LEFT JOIN (
          SELECT warehouse_id, item_id, variant_id, sum(quantity) AS quantity
          FROM reserves_balance WHERE kind = 'now' GROUP BY 1, 2, 3
        ) r USING (warehouse_id, item_id, variant_id)
        WHERE f.reserved <> coalesce(r.quantity, 0)
    """,
    "receipts are claimed as orders say": """
        SELECT jsonb_build_object('line', e.source_line_id), e.claimed,
               coalesce(r.quantity, 0)::bigint
        FROM expected_balance e LEFT JOIN (
          SELECT source_line_id, sum(quantity) AS quantity
          FROM reserves_balance WHERE kind = 'to_date' GROUP BY 1
        ) r USING (source_line_id)
        WHERE e.claimed <> coalesce(r.quantity, 0)
    """,
    "free stock counts what is to be shipped": """
        SELECT jsonb_build_object('warehouse', f.warehouse_id, 'item', f.item_id),
               f.to_ship, coalesce(s.quantity, 0)::bigint
        FROM free_stock_balance f LEFT JOIN (
          SELECT d.warehouse_id, l.item_id, l.variant_id, sum(b.disposed - b.shipped) AS quantity
          FROM dispositions_balance b
          JOIN customer_order_line l ON l.id = b.disposition_line_id
          JOIN document d ON d.id = l.document_id
          GROUP BY 1, 2, 3
        ) s USING (warehouse_id, item_id, variant_id)
        WHERE f.to_ship <> coalesce(s.quantity, 0)
    """,
    "dispositions are ordered as expense orders say": """
        SELECT jsonb_build_object('line', b.disposition_line_id), b.ordered,
               coalesce(a.quantity, 0)::bigint
        FROM dispositions_balance b
        JOIN customer_order_line l ON l.id = b.disposition_line_id
        JOIN document d ON d.id = l.document_id
        JOIN warehouse w ON w.id = d.warehouse_id AND w.ordered_shipping
        JOIN item i ON i.id = b.item_id AND NOT i.service
        LEFT JOIN (
          SELECT disposition_line_id, sum(quantity) AS quantity
          FROM outbound_disposition_line GROUP BY 1
        ) a USING (disposition_line_id)
        WHERE b.ordered <> coalesce(a.quantity, 0)
    """,
    "dispositions are billed as invoices say": """
        SELECT jsonb_build_object('line', b.disposition_line_id), b.invoiced,
               coalesce(v.quantity, 0)::bigint
        FROM dispositions_balance b LEFT JOIN (
          SELECT l.disposition_line_id, sum(l.quantity) AS quantity
          FROM sales_invoice_line l JOIN document d ON d.id = l.document_id AND d.posted
          GROUP BY 1
        ) v USING (disposition_line_id)
        WHERE b.invoiced <> coalesce(v.quantity, 0)
    """,
    "tables A and B of expense orders agree": """
        SELECT jsonb_build_object('order', document_id, 'item', item_id),
               sum(b)::bigint, sum(a)::bigint
        FROM (
          SELECT document_id, item_id, quantity AS a, 0 AS b FROM outbound_disposition_line
          UNION ALL
          SELECT document_id, item_id, 0, quantity FROM outbound_goods_line
          WHERE action <> 'keep'
        ) each_way GROUP BY document_id, item_id HAVING sum(a) <> sum(b)
    """,
    "lines are picked within the plan": """
        SELECT jsonb_build_object('task', document_id, 'line', line_no), picked, planned
        FROM pick_task_line WHERE picked > planned
    """,
    "numbers of documents have no gaps": """
        SELECT jsonb_build_object('type', type, 'company', company_id, 'year', year),
               count(*), max(number)
        FROM (
          SELECT type, series, year, number,
                 CASE WHEN EXISTS (
                   SELECT FROM number_counter c
                   WHERE c.company_id = 0 AND c.series = d.series AND c.year = d.year
                 ) THEN 0 ELSE company_id END AS company_id
          FROM document d WHERE series <> ''
        ) numbered GROUP BY type, company_id, series, year
        HAVING count(*) <> max(number)
    """,
}
"""Name → SQL of (where, stored, computed); no row: it holds."""


def goods(session: Session) -> Goods:
    """Return what is on hand or has left by documents: no day's work may change it."""
    rows = session.execute(
        text(
            f"SELECT warehouse_id, item_id, sum(quantity)::bigint"  # noqa: S608 - constants
            f" FROM ({_BROUGHT_IN} UNION ALL {_LEFT}) every GROUP BY 1, 2"
        )
    )
    return {(row[0], row[1]): row[2] for row in rows}


def differences(
    session: Session, before: Goods, scans: frozenset[uuid.UUID]
) -> Iterator[Difference]:
    """Yield what does not hold.

    Args:
        before: `goods` of the morning.
        scans: answered scans, each of which must stand in the journal.
    """
    after = goods(session)
    for key in sorted(before.keys() | after.keys()):
        if before.get(key, 0) != after.get(key, 0):
            where = {"warehouse": key[0], "item": key[1]}
            yield Difference("goods kept", where, after.get(key, 0), before.get(key, 0))
    for name, query in CHECKS.items():
        for where, stored, computed in session.execute(text(query)):
            yield Difference(name, where, stored, computed)
    kept = session.scalars(
        select(func.count()).select_from(ScanEvent).where(ScanEvent.id.in_(scans))
    ).one()
    if kept != len(scans):
        yield Difference("scans in the journal", {}, kept, len(scans))
