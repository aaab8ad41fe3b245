"""`klad verify` names what a careless hand has done to orders and invoices."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from core import ledger
from core.fulfilment.outbound import create_outbound, picks_finished, release, ship
from core.kernel.clock import Clock
from core.schema import whole_metadata
from core.shipments.invoicing import invoice_from_shipped
from tests.integration.sales.trade import BOSS, build


def test_every_stored_figure_is_recomputed(session: Session, clock: Clock) -> None:
    """States, totals, promises, tables, postings: one planted lie each, each one found."""
    whole_metadata()
    trade = build(session, clock, "GLOVES 10 @1")
    order = trade.order(session, "GLOVES 4")
    (made,) = create_outbound(
        session, BOSS, trade.warehouses["plain"], clock=clock, order_ids=[order]
    )
    release(session, BOSS, made.id, clock=clock)
    picks_finished(session, BOSS, made.id, clock=clock)
    ship(session, BOSS, made.id, clock=clock)
    invoice_from_shipped(session, BOSS, made.id, clock=clock)
    assert ledger.verify(session) == []
    for lie in (
        "UPDATE customer_order SET state = 'closed', total_minor = 1",
        "UPDATE customer_order_line SET quantity = 5000",
        "UPDATE outbound_goods_line SET quantity = 3000",
        "UPDATE outbound_disposition_line SET quantity = 2000",
        "UPDATE sales_invoice SET vat_minor = 7",
        "UPDATE sales_invoice_line SET quantity = 1000",
    ):
        session.execute(text(lie))
    assert sorted(found.what for found in ledger.verify(session)) == [
        "expense order posting",
        "expense order tables",
        "invoice posting",
        "invoice total",
        "order promise",
        "order state",
        "order total",
        "payment stages",
    ]
