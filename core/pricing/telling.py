"""The steps of computing a price, told: whoever computes one says them the same way. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from core.kernel.money import divide_half_up
from core.kernel.trace import Trace
from core.pricing.calculation import ItemFacts, Step
from core.pricing.formula.evaluation import Exact
from core.pricing.kinds import CalculationMethod


def tell_step(
    step: Step,
    exact: Exact,
    facts: ItemFacts,
    operands: tuple[Trace, ...],
    partners: Mapping[int, str],
) -> Trace:
    """Return how the unrounded price came about.

    Args:
        operands: how the prices came about that it is computed from.
        partners: names of suppliers and competitors.
    """
    rule = step.rule
    amount = divide_half_up(*exact)
    told: dict[str, Any] = {
        "price_type": rule.name,
        "exact": thousandths(exact),
        "refined": facts.group_id in rule.groups,
    }
    if rule.method is CalculationMethod.FORMULA:
        return Trace("price-formula", {**told, "formula": step.formula}, amount, operands)
    if rule.method is CalculationMethod.MARKUP:
        return Trace("price-markup", {**told, "markup": step.markup}, amount, operands)
    if rule.source is None:
        return Trace("price-query", told, amount)
    sources = facts.sources.get(rule.source, ())
    told |= {
        "kind": rule.source,
        "aggregation": rule.aggregation,
        "markup": step.markup,
        "count": len(sources),
    }
    rows = tuple(
        Trace(
            "price-source-row",
            {
                "kind": rule.source,
                "partner": partners.get(one.partner_id, ""),
                "date": one.on,
                "currency": one.currency,
            },
            one.price_minor,
        )
        for one in sources
    )
    return Trace("price-source", told, amount, rows)


def tell_rounding(step: Step, exact: Exact) -> Trace:
    """Return by which range a price was rounded; its amount is the price."""
    rounded = step.rounding.rounded(*exact)
    facts = {
        "exact": thousandths(exact),
        "since": rounded.by.since_minor,
        "precision": rounded.by.precision_minor,
        "mode": rounded.by.mode,
        "shift": rounded.by.shift_minor,
        "to_precision": rounded.to_precision_minor,
    }
    code = "price-rounding" if rounded.by.shift_minor == 0 else "price-rounding-shift"
    return Trace(code, facts, rounded.price_minor)


def tell_empty(step: Step, missing: object, item: str, operands: tuple[Trace, ...]) -> Trace:
    """Return that there is nothing to compute a price from.

    Args:
        missing: name of the price type, or the kind of source, that has no price.
    """
    facts = {"price_type": step.rule.name, "missing": missing, "item": item}
    return Trace("price-empty", facts, None, operands)


def thousandths(exact: Exact) -> int:
    """Return an exact amount of minor units in thousandths of the currency unit, half up."""
    amount = Fraction(*exact) * 10
    return divide_half_up(amount.numerator, amount.denominator)
