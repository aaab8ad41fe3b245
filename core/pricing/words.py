"""What stored words of prices are called: value → msgid."""

from __future__ import annotations

from core.kernel.i18n import N_
from core.pricing.kinds import (
    Aggregation,
    CalculationMethod,
    DocumentOrigin,
    PriceDocumentStatus,
    PriceTypeStatus,
    SourceKind,
)
from core.pricing.rounding import RoundingMode

TYPE_STATUSES = {
    PriceTypeStatus.NOT_IN_FORCE: N_("Not in force"),
    PriceTypeStatus.IN_FORCE: N_("In force"),
}

METHODS = {
    CalculationMethod.MANUAL: N_("By hand"),
    CalculationMethod.MARKUP: N_("Markup on another type"),
    CalculationMethod.FORMULA: N_("Formula"),
    CalculationMethod.RECEIPT: N_("Markup on receipt price"),
    CalculationMethod.OPENING: N_("Markup on opening price"),
    CalculationMethod.COST: N_("Cost"),
    CalculationMethod.COST_FULL: N_("Cost with expenses"),
    CalculationMethod.SUPPLIER: N_("Prices of suppliers"),
    CalculationMethod.COMPETITOR: N_("Prices of competitors"),
    CalculationMethod.QUERY: N_("Query"),
    CalculationMethod.EXTERNAL: N_("Loaded from outside"),
}

AGGREGATIONS = {
    Aggregation.LAST: N_("The latest"),
    Aggregation.MIN: N_("The lowest"),
    Aggregation.MAX: N_("The highest"),
    Aggregation.AVERAGE: N_("The mean"),
}

SOURCE_KINDS = {
    SourceKind.SUPPLIER: N_("Supplier's price"),
    SourceKind.COMPETITOR: N_("Competitor's price"),
    SourceKind.RECEIPT: N_("Receipt price"),
    SourceKind.OPENING: N_("Opening price"),
    SourceKind.COST: N_("Cost"),
    SourceKind.COST_FULL: N_("Cost with expenses"),
}

ROUNDING_MODES = {
    RoundingMode.ARITHMETIC: N_("To the nearest"),
    RoundingMode.UP: N_("Always up"),
    RoundingMode.DOWN: N_("Always down"),
}

DOCUMENT_STATUSES = {
    PriceDocumentStatus.NOT_AGREED: N_("Not yet approved"),
    PriceDocumentStatus.AGREED: N_("Agreed"),
}

ORIGINS = {
    DocumentOrigin.MANUAL: N_("By hand"),
    DocumentOrigin.SUPPLY: N_("By supply"),
    DocumentOrigin.RECALCULATION: N_("Recalculation"),
}
