"""Which price types a type is computed from. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from core.pricing.calculation import PriceRule
from core.pricing.formula.checking import examine
from core.pricing.kinds import CalculationMethod


def needs_of(rule: PriceRule, identifiers: Mapping[str, int]) -> frozenset[int]:
    """Return the types a rule needs, in any of its price groups; unknown names need nothing.

    Args:
        identifiers: what formulas call types, in lower case → their ids.
    """
    if rule.method is CalculationMethod.MARKUP:
        return frozenset({rule.base_id} if rule.base_id is not None else ())
    if rule.method is not CalculationMethod.FORMULA:
        return frozenset()
    texts = {rule.formula, *(refined.formula for refined in rule.groups.values())}
    found = set()
    for text in texts - {""}:
        names = {name.casefold() for name in examine(text, identifiers).names}
        found |= {identifiers[name] for name in names if name in identifiers}
    return frozenset(found)
