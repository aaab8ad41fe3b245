"""The wind tunnel: a draft discount run over a quarter of sales.

Ninety days of invoices with one to nine lines of a thousand items, sold to two hundred clients, and
a tree of twenty discounts of every usual kind: percentages for segments and price groups, a special
price, volumes, sums bought before, a sum on the document, rounding. The draft stands beside the
percentages that it competes with. The run is the desk's: chunk by chunk, each in a transaction.
"""

from __future__ import annotations

import time
from datetime import date
from itertools import pairwise

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from benchmarks import trade
from benchmarks.report import Progress, Report
from core.access.actor import SYSTEM
from core.catalog.models import ItemSegment, PriceGroup
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.discounts.condition_editing import save_condition
from core.discounts.drafts import ConditionDraft, DiscountDraft, GroupDraft, ScopeDraft
from core.discounts.editing import save_discount, save_group
from core.discounts.kinds import (
    Accumulates,
    ConditionKind,
    Criterion,
    DiscountKind,
    JoinRule,
    Period,
    ScopeKind,
    Standing,
)
from core.discounts.sold import SalesAsked
from core.discounts.trials import try_node
from core.discounts.wind_tunnel import WindTunnel
from core.kernel.clock import FixedClock, SystemClock
from core.partners.models import Partner
from core.pricing.operations import NewPrice, create_price_type, register_prices
from core.shipments.past_sales import INVOICES_SOLD

RECEIPTS = 30_000
ITEMS = 1_000
CLIENTS = 200
FIRST, LAST = date(2026, 8, 1), date(2026, 10, 29)


def measure(
    database: Database, report: Report, tell: Progress, *, receipts: int = RECEIPTS
) -> None:
    """Add `tunnel_s`, what was run over, and the longest a person waits to see it move."""
    clock = SystemClock()
    tell(f"{receipts} sales to be tried on")
    with transaction(database.sessions) as session:
        made = trade.found(session, ITEMS, check_picks=False, clock=clock)
        sell(session, made, receipts)
        draft = tree(session, made, clock)
    with transaction(database.sessions) as session:
        session.connection().exec_driver_sql("ANALYZE")
    begun = time.perf_counter()
    with transaction(database.sessions) as session:
        trial = try_node(session, SYSTEM, draft)
    run = WindTunnel(trial, SalesAsked(since=FIRST, until=LAST))
    marks = [begun]
    while True:
        with transaction(database.sessions) as session:
            progress = run.chunk(session, SYSTEM)
        marks.append(time.perf_counter())
        tell(f"sale {progress.done} of {progress.total}")
        if progress.finished:
            break
    found = progress.report
    report.figures |= {
        "tunnel_s": round(marks[-1] - begun, 2),
        "tunnel_chunk_s": round(max(later - former for former, later in pairwise(marks)), 3),
        "tunnel_sales": found.sales,
        "tunnel_lines": found.lines,
        "tunnel_touched": found.touched_sales,
        "tunnel_discounts": len(list(trial.after.leaves())),
    }


def sell(session: Session, made: trade.Trade, receipts: int) -> None:
    """Write posted invoices by as few statements as there are tables."""
    session.execute(text("SET LOCAL statement_timeout = 0"))
    facts = {
        "company": made.company_id,
        "house": made.warehouse_id,
        "type": made.price_type_id,
        "first_item": made.item_ids[0],
        "items": len(made.item_ids),
        "receipts": receipts,
        "clients": CLIENTS,
        "since": FIRST,
        "days": (LAST - FIRST).days + 1,
    }
    session.execute(
        insert(Partner), [{"code": f"C{n}", "name": f"Client {n}"} for n in range(1, CLIENTS + 1)]
    )
    for statement in _SALES.split(";"):
        session.execute(text(statement), facts)


_SALES = """
INSERT INTO document (type, company_id, series, year, number, number_text, date, author_id, status,
    version, posted, created_at, changed_at, warehouse_id, partner_id)
SELECT 'customer_order', :company, 'T', 2026, 1, 'T-1', :since, 0, 'closed',
    1, true, now(), now(), :house, (SELECT id FROM partner WHERE code = 'C1');

INSERT INTO customer_order (document_id, price_type_id)
SELECT id, :type FROM document WHERE type = 'customer_order' AND series = 'T';

INSERT INTO document (type, company_id, series, year, number, number_text, date, author_id, status,
    version, posted, created_at, changed_at, warehouse_id, partner_id)
SELECT 'sales_invoice', :company, 'T', 2026, n, 'T-' || n,
    CAST(:since AS date) + n * CAST(:days AS int) / (CAST(:receipts AS int) + 1), 0, 'shipped',
    1, true, now(), now(), :house,
    (SELECT min(id) FROM partner WHERE code LIKE 'C%') + n * 7 % :clients
FROM generate_series(1, CAST(:receipts AS int)) n;

INSERT INTO sales_invoice (document_id, total_minor)
SELECT id, 0 FROM document WHERE type = 'sales_invoice' AND series = 'T';

INSERT INTO sales_invoice_line (document_id, line_no, disposition_document_id, disposition_line_id,
    item_id, quantity, price_minor, vat_rate, amount_minor, vat_minor)
SELECT d.id, l, o.id, 0,
    :first_item + (d.number * 13 + l * 101) % :items, (1 + (d.number + l) % 12) * 1000,
    10000 + (d.number * 13 + l * 101) % :items, 2200,
    (1 + (d.number + l) % 12) * (10000 + (d.number * 13 + l * 101) % :items), 0
FROM document d CROSS JOIN LATERAL generate_series(1, 1 + d.number % 9) l
CROSS JOIN (SELECT id FROM document WHERE type = 'customer_order' AND series = 'T') o
WHERE d.type = 'sales_invoice' AND d.series = 'T';

INSERT INTO source_price (kind, item_id, date, price_minor, currency)
SELECT 'cost', id, CAST(:since AS date) - 30, 8000, 'RUB' FROM item
"""
"""One order that everything is billed by; invoices spread over the days; their lines; costs."""


def tree(session: Session, made: trade.Trade, clock: FixedClock | SystemClock) -> int:
    """Store twenty discounts in force and a draft; return the draft."""
    segments = [ItemSegment(code=f"S{n}", name=f"Segment {n}") for n in range(5)]
    groups = [PriceGroup(code=f"G{n}", name=f"Price group {n}") for n in range(4)]
    session.add_all([*segments, *groups])
    session.flush()  # everything below names them
    session.execute(
        text(
            "INSERT INTO item_segment_member (segment_id, item_id)"
            " SELECT s.id, i.id FROM item_segment s JOIN item i ON i.id % 5 = s.id % 5"
        )
    )
    session.execute(
        text("UPDATE item SET price_group_id = (SELECT min(id) FROM price_group) + id % 4")
    )
    club = create_price_type(session, SYSTEM, code="CLUB", name="Club")
    cheap = [NewPrice(item, 9_000) for item in made.item_ids[::7]]
    register_prices(session, SYSTEM, club, date(2026, 1, 1), cheap)
    volume = ConditionDraft(
        code="V",
        name="From 20 pieces",
        kind=ConditionKind.VOLUME,
        criterion=Criterion.QUANTITY,
        wanted=20_000,
    )
    faithful = ConditionDraft(
        code="A",
        name="Bought for 10 000 this quarter",
        kind=ConditionKind.ACCUMULATED,
        accumulates=Accumulates.PARTNER,
        period=Period.QUARTER,
        wanted=10_000_00,
    )
    conditions = tuple(
        save_condition(session, SYSTEM, one, clock=clock).id for one in (volume, faithful)
    )
    whole = _group(session, clock, "W", JoinRule.MULTIPLY)
    best = _group(session, clock, "B", JoinRule.MAX, whole)
    more = _group(session, clock, "M", JoinRule.SUM, whole)
    last = _group(session, clock, "L", JoinRule.MULTIPLY, whole)
    for number in range(18):
        segment = segments[number % 5].id
        draft = DiscountDraft(
            code=f"P{number}",
            name=f"Percentage {number}",
            kind=DiscountKind.PERCENT,
            value=200 + number * 20,
            standing=Standing.IN_FORCE,
            scope=ScopeDraft(kind=ScopeKind.SEGMENT, segments=(segment,)),
            by_group={groups[0].id: 100} if number % 3 == 0 else {},
            conditions=(conditions[number % 2],) if number % 4 == 0 else (),
        )
        into = best if number < 10 else more  # noqa: PLR2004 - more compete than add up
        save_discount(session, SYSTEM, draft, clock=clock, parent_id=into)
    for draft in (
        DiscountDraft(
            code="CLUB",
            name="Club price",
            kind=DiscountKind.SPECIAL_PRICE,
            price_type_id=club,
            standing=Standing.IN_FORCE,
        ),
        DiscountDraft(
            code="ROUND",
            name="Down to a rouble",
            kind=DiscountKind.ROUNDING,
            value=100,
            standing=Standing.IN_FORCE,
        ),
    ):
        save_discount(session, SYSTEM, draft, clock=clock, parent_id=last)
    draft = DiscountDraft(
        code="NEW", name="Draft", kind=DiscountKind.PERCENT, value=400, conditions=conditions[:1]
    )
    return save_discount(session, SYSTEM, draft, clock=clock, parent_id=best).id


def _group(
    session: Session,
    clock: FixedClock | SystemClock,
    code: str,
    rule: JoinRule,
    into: int | None = None,
) -> int:
    draft = GroupDraft(code=code, name=code, rule=rule)
    return save_group(session, SYSTEM, draft, clock=clock, parent_id=into).id


__all__ = ["INVOICES_SOLD", "measure"]
