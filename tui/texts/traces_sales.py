"""Why a line of an order or a quotation costs what it costs: the steps of `core.sales.xray`."""

from __future__ import annotations

from core.kernel.i18n import N_
from tui.texts.traces import Mark, TraceText

TRACES: dict[str, TraceText] = {
    "sale-line": TraceText(N_("{order}, line {line}: charged")),
    "sale-line-offered": TraceText(N_("{order}, line {line}: offered at")),
    "sale-agreement": TraceText(N_("Agreement: {agreement}")),
    "sale-agreement-no-discounts": TraceText(
        N_("Agreement: {agreement}; automatic discounts are not given under it")
    ),
    "sale-no-agreement": TraceText(N_("On no agreement"), Mark.FAINT),
    "sale-price-typed": TraceText(N_("The price was typed")),
    "sale-cancelled": TraceText(N_("The line is cancelled: no discounts are computed"), Mark.FAINT),
    "sale-as-stored": TraceText(
        N_("As it was priced then: prices, discounts or the hour are others now"), Mark.BAD
    ),
    "sale-part": TraceText(N_("Discount {name}"), Mark.GOOD),
    "sale-part-by-hand": TraceText(N_("Discount by hand, {percent:percent}"), Mark.GOOD),
    "sale-vat-inside": TraceText(N_("VAT {rate:percent} inside")),
    "sale-vat-on-top": TraceText(N_("VAT {rate:percent} on top")),
    "sale-vat-none": TraceText(N_("Without VAT"), Mark.FAINT),
}
