"""The tabs of a quotation: what is offered, asked for, paid when, and how versions differ."""

from __future__ import annotations

from collections.abc import Mapping

from core.kernel.i18n import N_
from core.sales.quotation_statuses import DeliveryTerm
from core.sales.quotation_type import QUOTATION
from core.terms.statuses import STAGE_KINDS
from tui.flows.desk.quotation_cards import CHANGES
from tui.flows.desk.sale_cards import BY_HAND, DISCOUNT, DISCOUNT_COMPUTED
from tui.flows.desk.shapes import Field, FieldKind, Lines

DELIVERY_TERMS: Mapping[DeliveryTerm, str] = {
    DeliveryTerm.ANY: N_("not important"),
    DeliveryTerm.DAYS: N_("days from the order"),
    DeliveryTerm.DATE: N_("by the date"),
}

LINES = Lines(
    "lines",
    N_("Offered"),
    (
        Field("item_id", N_("Item"), FieldKind.ROW, required=True, of="item", width=30),
        Field("quantity", N_("Quantity"), FieldKind.QUANTITY, required=True, width=8),
        Field("price_minor", N_("Price"), FieldKind.PRICE, width=9),
        BY_HAND,
        Field("amount_minor", N_("Amount"), FieldKind.MONEY, width=11),
        Field("chosen", N_("Chosen"), FieldKind.FLAG, width=6),
        Field("left", N_("Left to order"), FieldKind.QUANTITY, width=8),
        Field("unit", N_("Unit"), width=4),
        DISCOUNT,
        Field("delivery", N_("Delivery term"), FieldKind.CHOICE, choices=DELIVERY_TERMS, width=14),
        Field("delivery_days", N_("Days"), FieldKind.NUMBER, width=4),
        Field("delivery_on", N_("Delivered by"), FieldKind.DATE, width=10),
        Field("public_comment", N_("For the customer"), width=24),
        Field("internal_comment", N_("For ourselves"), width=24),
        Field("request_no", N_("Answers request line"), FieldKind.NUMBER, width=7),
        Field("requested", N_("Requested"), width=20),
        Field("free", N_("Free"), FieldKind.QUANTITY, width=7),
        Field("packaging_id", N_("Packaging"), FieldKind.ROW, of="packaging", width=12),
        Field("vat_rate", N_("VAT"), FieldKind.PERCENT, width=5),
        Field("vat_minor", N_("VAT amount"), FieldKind.MONEY, width=10),
    ),
    editable=True,
    picks="item_id",
    entry="quantity",
    readonly=frozenset(
        {
            "unit",
            "amount_minor",
            "requested",
            "left",
            "free",
            "vat_rate",
            "vat_minor",
        }
    )
    | DISCOUNT_COMPUTED,
)

REQUESTS = Lines(
    "requests",
    N_("Request"),
    (
        Field("item_text", N_("Requested"), required=True, width=26),
        Field("quantity", N_("Quantity"), FieldKind.QUANTITY, required=True, width=8),
        Field("max_price_minor", N_("Price at most"), FieldKind.PRICE, width=10),
        Field("offered", N_("Offers"), FieldKind.QUANTITY, width=8),
        Field("lacks", N_("Lacks"), width=40),
    ),
    editable=True,
    entry="item_text",
    readonly=frozenset({"offered", "lacks"}),
)

PAYMENT = Lines(
    "stages",
    N_("Payment"),
    (
        Field("kind", N_("Stage"), FieldKind.CHOICE, choices=STAGE_KINDS, width=27),
        Field("percent", N_("Percent"), FieldKind.PERCENT, width=8),
        Field("shift_days", N_("Days"), FieldKind.NUMBER, width=5),
        Field("stage_minor", N_("Amount"), FieldKind.MONEY, width=13),
    ),
)
"""What the agreement or the contract asks for."""

VERSIONS = Lines(
    "versions",
    N_("Versions"),
    (
        Field("version_no", N_("Version"), FieldKind.NUMBER, width=7),
        Field("number", N_("Number"), width=11),
        Field(
            "status",
            N_("Status"),
            FieldKind.CHOICE,
            choices=dict(QUOTATION.status_titles),
            width=13,
        ),
        Field("total_minor", N_("Total"), FieldKind.MONEY, width=12),
        Field("cancel_reason", N_("Reason"), width=22),
        Field("date", N_("Date"), FieldKind.DATE, width=10),
    ),
)

DIFFERENCES = Lines(
    "changes",
    N_("Changes"),
    (
        Field("item", N_("Item"), width=22),
        Field("was", N_("Was offered"), width=26),
        Field("became", N_("Is offered"), width=26),
        Field("kind", N_("Kind"), FieldKind.CHOICE, choices=CHANGES, width=10),
    ),
)
