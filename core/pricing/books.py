"""The reference books of price types, what refines them, and source prices."""

from __future__ import annotations

from core.access.roles import Permission
from core.documents.reference import Book, Field, FieldKind, register_book
from core.kernel.i18n import N_
from core.pricing.checks import check_price_type, check_price_type_group, check_rounding
from core.pricing.listings import PRICE_TYPES
from core.pricing.models import PriceRounding, PriceType, PriceTypeGroup
from core.pricing.words import AGGREGATIONS, METHODS, ROUNDING_MODES, TYPE_STATUSES

_TYPE = Field(
    "price_type_id", N_("Price type"), FieldKind.ROW, required=True, fixed=True, of="price_type"
)

PRICE_TYPE = register_book(
    Book(
        name="price_type",
        model=PriceType,
        title=N_("Price types"),
        fields=(
            Field("code", N_("Code"), required=True, width=8),
            Field("name", N_("Name"), required=True, width=30),
            Field("identifier", N_("In formulas"), width=20),
            Field("status", N_("Status"), FieldKind.CHOICE, choices=TYPE_STATUSES, width=14),
            Field("method", N_("Method"), FieldKind.CHOICE, choices=METHODS, width=22),
            Field("base_type_id", N_("Base type"), FieldKind.ROW, of="price_type", width=20),
            Field("markup", N_("Markup, %"), FieldKind.PERCENT, width=8),
            Field("aggregation", N_("Of several"), FieldKind.CHOICE, choices=AGGREGATIONS),
            Field("formula", N_("Formula"), FieldKind.FORMULA, width=60),
            Field(
                "query",
                N_("Query"),
                FieldKind.QUERY,
                width=60,
                permission=Permission.PRICE_QUERY,
            ),
            Field("currency", N_("Currency"), required=True, width=4),
            Field("includes_vat", N_("With VAT"), FieldKind.FLAG, fixed=True, width=3),
            Field("threshold", N_("Threshold, %"), FieldKind.PERCENT, width=8),
            Field("wholesale", N_("Wholesale"), FieldKind.FLAG, width=3),
            Field("retail", N_("Retail"), FieldKind.FLAG, width=3),
            Field("auxiliary", N_("Auxiliary"), FieldKind.FLAG, width=3),
            Field("partner_id", N_("Only for"), FieldKind.ROW, of="partner", width=30),
            Field("refines_id", N_("Instead of"), FieldKind.ROW, of="price_type", width=20),
            Field("item_segment_id", N_("Segment"), FieldKind.ROW, of="item_segment", width=20),
            Field("forbid_outside", N_("Only in it"), FieldKind.FLAG, width=3),
            Field("max_discount", N_("Discount to, %"), FieldKind.PERCENT, width=8),
            Field("max_markup", N_("Markup to, %"), FieldKind.PERCENT, width=8),
            Field("set_by_supply", N_("By supply"), FieldKind.FLAG, width=3),
            Field("auto_update", N_("By schedule"), FieldKind.FLAG, width=3),
        ),
        read=Permission.PRICE_READ,
        edit=Permission.PRICE_EDIT,
        listing=PRICE_TYPES.name,
        check=check_price_type,
    )
)

PRICE_ROUNDING = register_book(
    Book(
        name="price_rounding",
        model=PriceRounding,
        title=N_("Rounding"),
        fields=(
            _TYPE,
            Field("since_minor", N_("Prices from"), FieldKind.MONEY, width=12),
            Field("precision_minor", N_("Round to"), FieldKind.MONEY, required=True, width=10),
            Field("mode", N_("How"), FieldKind.CHOICE, choices=ROUNDING_MODES, width=14),
            Field("shift_minor", N_("Less"), FieldKind.MONEY, width=8),
            Field("price_group_id", N_("Price group"), FieldKind.ROW, of="price_group", width=20),
        ),
        read=Permission.PRICE_READ,
        edit=Permission.PRICE_EDIT,
        owner="price_type_id",
        check=check_rounding,
    )
)

PRICE_TYPE_GROUP = register_book(
    Book(
        name="price_type_group",
        model=PriceTypeGroup,
        title=N_("Price groups"),
        fields=(
            _TYPE,
            Field(
                "price_group_id",
                N_("Price group"),
                FieldKind.ROW,
                required=True,
                of="price_group",
                width=20,
            ),
            Field("markup", N_("Markup, %"), FieldKind.PERCENT, width=8),
            Field("formula", N_("Formula"), FieldKind.FORMULA, width=24),
            Field("threshold", N_("Threshold, %"), FieldKind.PERCENT, width=8),
            Field("max_discount", N_("Discount to, %"), FieldKind.PERCENT, width=8),
            Field("max_markup", N_("Markup to, %"), FieldKind.PERCENT, width=8),
        ),
        read=Permission.PRICE_READ,
        edit=Permission.PRICE_EDIT,
        owner="price_type_id",
        check=check_price_type_group,
    )
)
