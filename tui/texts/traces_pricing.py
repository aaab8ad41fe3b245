"""Why a price is what it is: the steps of `core.pricing.explaining`."""

from __future__ import annotations

from core.kernel.i18n import N_
from core.pricing.words import AGGREGATIONS, ROUNDING_MODES, SOURCE_KINDS
from tui.texts.traces import Mark, TraceText

_KINDS = {kind.value: title for kind, title in SOURCE_KINDS.items()}
_MODES = {mode.value: title for mode, title in ROUNDING_MODES.items()}
_AGGREGATIONS = {one.value: title for one, title in AGGREGATIONS.items()}
_SOURCE = {"kind": _KINDS, "aggregation": _AGGREGATIONS}

TRACES: dict[str, TraceText] = {
    "price": TraceText(N_("{price_type}: {item}, since {since}")),
    "price-none": TraceText(N_("{price_type}: {item} has no price on {date}"), Mark.BAD),
    "price-auxiliary": TraceText(N_("{price_type} (auxiliary): {item}")),
    "price-individual": TraceText(N_("The own type of {partner} goes before {common}"), Mark.GOOD),
    "price-of-item": TraceText(N_("The variant has no price of its own: that of the item holds")),
    "price-document": TraceText(N_("Set by the document {document}")),
    "price-direct": TraceText(N_("Registered directly: at the desk or by an import")),
    "price-differs": TraceText(
        N_(
            "Computed it would be {computed:money}: it was typed over, kept by the threshold, or "
            "what it rests on changed since"
        ),
        Mark.BAD,
    ),
    "price-formula": TraceText(N_("Formula: {formula} = {exact:quantity}")),
    "price-formula-refined": TraceText(
        N_("Formula of the price group: {formula} = {exact:quantity}")
    ),
    "price-markup": TraceText(N_("Markup {markup:percent} on it: {exact:quantity}")),
    "price-markup-refined": TraceText(
        N_("Markup of the price group, {markup:percent} on it: {exact:quantity}")
    ),
    "price-source": TraceText(
        N_("{kind}, {aggregation} of {count}, markup {markup:percent}: {exact:quantity}"),
        words=_SOURCE,
    ),
    "price-source-refined": TraceText(
        N_(
            "{kind}, {aggregation} of {count}, markup of the price group {markup:percent}: "
            "{exact:quantity}"
        ),
        words=_SOURCE,
    ),
    "price-source-row": TraceText(N_("{kind} of {date}, {currency}: {partner}"), words=_SOURCE),
    "price-query": TraceText(N_("The query says {exact:quantity}")),
    "price-rounding": TraceText(
        N_("Rounded: {mode}, to {precision:money}, from {since:money} on"), words={"mode": _MODES}
    ),
    "price-rounding-shift": TraceText(
        N_(
            "Rounded: {mode}, to {precision:money}, from {since:money} on: "
            "{to_precision:money} less {shift:money}"
        ),
        words={"mode": _MODES},
    ),
    "price-empty": TraceText(
        N_("{price_type} cannot be computed: {missing} has no price"),
        Mark.BAD,
        words={"missing": _KINDS},
    ),
    "price-impossible": TraceText(N_("It cannot be computed"), Mark.BAD),
}
