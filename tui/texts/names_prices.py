"""Names of prices, discounts and loyalty as people say them: see `tui.texts.names`."""

from __future__ import annotations

from collections.abc import Mapping

from core.kernel.i18n import N_

THINGS: Mapping[str, str] = {
    "base_type_id": N_("base price type"),
    "bonus_programme": N_("bonus programme"),
    "by_group": N_("values by price groups"),
    "card_kind": N_("kind of loyalty cards"),
    "discount": N_("discount"),
    "discount_condition": N_("condition of discounts"),
    "ends": N_("last day"),
    "until": N_("last day"),
    "every": N_("of how many"),
    "extra_minor": N_("extra costs"),
    "loyalty_card": N_("loyalty card"),
    "manual discount": N_("manual discount"),
    "manual_percent": N_("discount by hand"),
    "manual_limit": N_("limit of manual discounts"),
    "max_share": N_("largest share of payment"),
    "multiple": N_("how many times"),
    "parameters": N_("parameters"),
    "points": N_("points"),
    "points_entry": N_("entry of points"),
    "precision": N_("precision"),
    "precision_minor": N_("precision"),
    "price_document": N_("price document"),
    "price_group": N_("price group"),
    "price_minor": N_("price"),
    "price_rounding": N_("rounding of prices"),
    "price_type_group": N_("formula of a price group"),
    "price_type_id": N_("price type"),
    "query": N_("query"),
    "ranges": N_("ranges of rounding"),
    "rate_minor": N_("what a point pays"),
    "ref_id": N_("row referred to"),
    "rule": N_("rule"),
    "scope_filter": N_("filter of items"),
    "since": N_("first day"),
    "since_minor": N_("lower bound of the range"),
    "source_price": N_("source price"),
    "standing": N_("activity"),
}

COLUMNS: Mapping[str, str] = {
    "origin": N_("Origin"),
}

ACTIONS: Mapping[str, str] = {
    "moved": N_("moved to another place"),
    "source_prices": N_("source prices"),
}
