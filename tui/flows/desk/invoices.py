"""The form of sales invoices: what was billed, by which documents."""

from __future__ import annotations

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from core.kernel.money import Money
from core.shipments.invoicing import post_invoice, unpost_invoice
from core.shipments.queries import invoice_card
from core.shipments.statuses import InvoiceStatus
from tui.flows.desk.bills import ISSUE_BILL
from tui.flows.desk.documents import DocumentForm, without_prices
from tui.flows.desk.shapes import SHOWN, Card, Command, Done, Field, FieldKind, Given, Lines


def _post(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    del given
    invoice = post_invoice(session, actor, card.id or 0, clock=clock)
    return Done(N_("{number} is posted."), {"number": invoice.number_text})


def _unpost(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    del given
    invoice = unpost_invoice(session, actor, card.id or 0, clock=clock)
    return Done(N_("{number} is taken back."), {"number": invoice.number_text})


class InvoiceForm(DocumentForm):
    """Реализация товаров и услуг."""

    name = "sales_invoices"
    subject = "sales_invoice"
    edit = Permission.INVOICE_CREATE
    fields = (
        Field("partner", N_("Partner"), width=32),
        Field("company", N_("Company"), width=24),
        Field("buyer", N_("Counterparty"), width=32),
        Field("date", N_("Date"), FieldKind.DATE, width=10),
        Field("warehouse", N_("Warehouse"), width=16),
        Field("basis", N_("Basis"), width=24),
        Field("delivery_address", N_("Delivery address"), width=60),
    )
    tables = (
        Lines(
            "lines",
            N_("Lines"),
            (
                Field("item_id", N_("Item"), FieldKind.ROW, of="item", width=40),
                Field("quantity", N_("Quantity"), FieldKind.QUANTITY, width=8),
                Field("unit", N_("Unit"), width=4),
                Field("price_minor", N_("Price"), FieldKind.MONEY, width=10),
                Field("amount_minor", N_("Amount"), FieldKind.MONEY, width=12),
                Field("vat_rate", N_("VAT"), FieldKind.PERCENT, width=5),
                Field("vat_minor", N_("VAT amount"), FieldKind.MONEY, width=10),
                Field("order", N_("Order"), width=12),
                Field("packaging", N_("Packaging"), width=10),
            ),
        ),
    )
    commands = (
        Command(
            "post",
            N_("Post again"),
            Permission.INVOICE_CREATE,
            _post,
            lambda card: card.status == InvoiceStatus.TO_PREPAY,
        ),
        Command(
            "unpost",
            N_("Take the invoice back"),
            Permission.INVOICE_CREATE,
            _unpost,
            lambda card: card.status == InvoiceStatus.SHIPPED,
            N_("Take invoice {heading} back? What it billed waits to be billed again."),
        ),
        ISSUE_BILL,
    )

    def open(self, session: Session, actor: Actor, key: int) -> Card:
        """Return the invoice with its lines."""
        found = invoice_card(session, actor, key)
        lines = [
            {
                "line_no": line.line_no,
                "item_id": line.item_id,
                "item_id" + SHOWN: line.item,
                "quantity": line.quantity,
                "unit": line.unit,
                "price_minor": line.price_minor,
                "amount_minor": line.amount_minor,
                "vat_rate": line.vat_rate,
                "vat_minor": line.vat_minor,
                "order": line.order,
                "packaging": line.packaging,
            }
            for line in found.lines
        ]
        facts: tuple[tuple[str, str | Money], ...] = ()
        if actor.may(Permission.PRICE_READ):
            facts = ((N_("Total"), Money(found.total_minor)), (N_("VAT"), Money(found.vat_minor)))
        bases = [*found.orders, *found.expense_orders]
        return Card(
            id=key,
            version=found.version,
            heading=found.number,
            status=found.status,
            status_title=self.status_title(found.status),
            values={
                "partner": found.partner,
                "company": found.company.name,
                "buyer": found.buyer.name,
                "date": found.date,
                "warehouse": found.warehouse,
                "basis": ", ".join(basis.number for basis in bases),
                "delivery_address": found.delivery_address,
            },
            lines={"lines": without_prices(actor, lines)},
            facts=facts,
            editable=False,
        )
