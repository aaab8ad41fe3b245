"""Which fields and tables the card of a discount has: every kind its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.discounts.books import DISCOUNT
from core.discounts.kinds import DiscountKind, Place
from core.discounts.making import REFINABLE, REPEATABLE
from core.discounts.plugins import installed
from core.kernel.i18n import N_
from tui.flows.desk.discount_words import PERCENTS, SUMS
from tui.flows.desk.shapes import Field, FieldKind, Lines

PLACES: Mapping[Place, str] = {
    Place.WAREHOUSE: N_("Warehouse"),
    Place.AGREEMENT: N_("Agreement"),
    Place.CARD_KIND: N_("Kind of card"),
}

PLACE_BOOKS: Mapping[Place, str] = {
    Place.WAREHOUSE: "warehouse",
    Place.AGREEMENT: "agreement",
    Place.CARD_KIND: "card_kind",
}

_VALUE_TITLES: Mapping[DiscountKind, str] = {
    DiscountKind.PERCENT: N_("Percent"),
    DiscountKind.SUM_DOCUMENT: N_("Sum"),
    DiscountKind.SUM_LINE: N_("Sum"),
    DiscountKind.QUANTITY: N_("Free"),
    DiscountKind.GIFT: N_("Gifts"),
    DiscountKind.ROUNDING: N_("Precision"),
    DiscountKind.BONUS_PERCENT: N_("Percent"),
    DiscountKind.BONUS_SUM: N_("Points"),
}

_EXTRA: Mapping[DiscountKind, tuple[str, ...]] = {
    DiscountKind.QUANTITY: ("every",),
    DiscountKind.SPECIAL_PRICE: ("price_type_id",),
    DiscountKind.ISSUE_CARD: ("card_kind_id",),
    DiscountKind.ROUNDING: ("mode",),
    DiscountKind.BONUS_PERCENT: ("programme_id",),
    DiscountKind.BONUS_SUM: ("programme_id",),
    DiscountKind.MESSAGE: ("message",),
    DiscountKind.PLUGIN: ("plugin", "parameters"),
}

GROUP_FIELDS = tuple(DISCOUNT.field(name) for name in ("code", "name", "rule", "compare"))


def value_field(kind: DiscountKind) -> Field | None:
    """Return the field of the value; None for kinds without one."""
    title = _VALUE_TITLES.get(kind)
    if title is None:
        return None
    if kind in PERCENTS:
        return Field("value", title, FieldKind.PERCENT, required=True, width=8)
    if kind in SUMS:
        return Field("value", title, FieldKind.MONEY, required=True, width=12)
    return Field("value", title, FieldKind.QUANTITY, required=True, width=10)


def discount_fields(kind: DiscountKind) -> tuple[Field, ...]:
    """Return the fields of the card of a discount."""
    names = [*_EXTRA.get(kind, ()), "assignment", "standing", "starts", "ends"]
    if kind in REPEATABLE:
        names.append("multiple")
    names += ["scope", "scope_filter"]
    value = value_field(kind)
    # A whole row: names of discounts are read by clients and managers alike.
    named = replace(DISCOUNT.field("name"), required=True, width=44)
    fields = [DISCOUNT.field("code"), *([value] if value is not None else []), named]
    return (*fields, *(_field(name) for name in names))


def _field(name: str) -> Field:
    field = DISCOUNT.field(name)
    if name == "plugin":
        titles = {name: plugin.title for name, plugin in installed().kinds.items()}
        return replace(field, kind=FieldKind.CHOICE, choices={"": N_("—"), **titles})
    return field


CONDITIONS = Lines(
    "conditions",
    N_("Conditions"),
    (
        Field(
            "condition_id",
            N_("Condition"),
            FieldKind.ROW,
            required=True,
            of="discount_condition",
            width=40,
        ),
        Field("about", N_("What it asks for"), width=30),
    ),
    editable=True,
    picks="condition_id",
    readonly=frozenset({"about"}),
)

ITEMS = Lines(
    "items",
    N_("Items"),
    (Field("item_id", N_("Item"), FieldKind.ROW, required=True, of="item", width=50),),
    editable=True,
    picks="item_id",
)

SEGMENTS = Lines(
    "segments",
    N_("Segments"),
    (
        Field(
            "segment_id", N_("Segment"), FieldKind.ROW, required=True, of="item_segment", width=50
        ),
    ),
    editable=True,
    picks="segment_id",
)

SWITCHES = Lines(
    "switches",
    N_("Switched on"),
    (
        Field("place", N_("Where"), FieldKind.CHOICE, choices=PLACES, width=14),
        Field("what", N_("Name"), width=30),
        Field("since", N_("Since"), FieldKind.DATE, width=10),
        Field("running", N_("On"), FieldKind.FLAG, width=3),
    ),
)


def by_group_table(kind: DiscountKind) -> Lines:
    """Return the table of values for price groups."""
    value = value_field(kind)
    assert value is not None  # noqa: S101 - every refinable kind has a value
    group = Field(
        "price_group_id",
        N_("Price group"),
        FieldKind.ROW,
        required=True,
        of="price_group",
        width=36,
    )
    value = replace(value, title=N_("Value"), width=12)
    return Lines(
        "by_group",
        N_("Price groups"),
        (group, value),
        editable=True,
        picks="price_group_id",
        entry="value",
    )


def discount_tables(kind: DiscountKind) -> tuple[Lines, ...]:
    """Return the tables of the card of a discount."""
    refined = (by_group_table(kind),) if kind in REFINABLE else ()
    return (CONDITIONS, *refined, ITEMS, SEGMENTS, SWITCHES)
