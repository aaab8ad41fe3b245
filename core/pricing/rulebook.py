"""All price types as rules: read in three statements, ordered, and never in a circle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.pricing.calculation import Calculator, PriceRule, Refinement
from core.pricing.currencies import RatesOn
from core.pricing.errors import PriceCycle
from core.pricing.graph import Circle, computing_order, depending_on
from core.pricing.kinds import PriceTypeStatus
from core.pricing.models import PriceRounding, PriceType, PriceTypeGroup
from core.pricing.needs import needs_of
from core.pricing.rounding import TO_KOPECKS, Rounding, RoundingRange


@dataclass(frozen=True)
class RuleBook:
    """Price types as they are now."""

    rules: Mapping[int, PriceRule]
    """By id, retired ones too: formulas may still name them."""
    needs: Mapping[int, frozenset[int]] = field(init=False)
    """Computed type → types it is computed from, in any of its price groups."""

    def __post_init__(self) -> None:
        object.__setattr__(
            self,
            "needs",
            {rule.id: needs_of(rule, self.identifiers) for rule in self.rules.values()},
        )

    @cached_property
    def identifiers(self) -> Mapping[str, int]:
        """Identifier, in lower case, → price type."""
        return {rule.identifier.casefold(): rule.id for rule in self.rules.values()}

    @property
    def operands(self) -> tuple[str, ...]:
        """Identifiers as they are written."""
        return tuple(rule.identifier for rule in self.rules.values())

    @cached_property
    def order(self) -> tuple[int, ...]:
        """All types, each after those it needs.

        Raises:
            PriceCycle: with the names round the circle.
        """
        try:
            return computing_order(self.needs)
        except Circle as circle:
            path = tuple(self.rules[one].name for one in circle.path)
            raise PriceCycle(path=path) from circle

    def require_no_circle(self) -> None:
        """Do nothing when every type can be computed.

        Raises:
            PriceCycle: some are computed from each other.
        """
        len(self.order)

    def computed(self, among: Iterable[int] | None = None) -> tuple[int, ...]:
        """Return the types in force that a recalculation computes, in the order of computing.

        Args:
            among: only these, with the auxiliary ones that they need; None: all.
        """
        wanted = set(self.rules if among is None else among)
        if among is not None:
            wanted |= {one for one in self._all_needed(wanted) if self.rules[one].auxiliary}
        return tuple(
            one
            for one in self.order
            if one in wanted and self.rules[one].method.computed and self.rules[one].in_force
        )

    def dependants(self, changed: Iterable[int]) -> frozenset[int]:
        """Return the types that are computed from *changed*, at any distance."""
        return depending_on(self.needs, changed)

    def inputs(self, computed: Iterable[int]) -> frozenset[int]:
        """Return the types whose prices are read to compute *computed*."""
        return frozenset().union(*(self.needs[one] for one in computed))

    def calculator(self, session: Session, on: date) -> Calculator:
        """Return the rules ready to run, with the rates of that day, read when they are needed."""
        return Calculator(self.rules, RatesOn(session, on))

    def _all_needed(self, wanted: Iterable[int]) -> set[int]:
        found: set[int] = set()
        waiting = list(wanted)
        while waiting:
            fresh = self.needs[waiting.pop()] - found
            found |= fresh
            waiting += fresh
        return found


def load_rules(session: Session) -> RuleBook:
    """Return all price types as rules: three statements."""
    rows: Any = session.execute(select(*_COLUMNS)).mappings()
    groups = _refinements(session)
    ranges = _ranges(session)
    return RuleBook({row["id"]: _rule(row, groups[row["id"]], ranges[row["id"]]) for row in rows})


_COLUMNS = (
    PriceType.id,
    PriceType.code,
    PriceType.name,
    PriceType.identifier,
    PriceType.status,
    PriceType.method,
    PriceType.currency,
    PriceType.base_type_id,
    PriceType.markup,
    PriceType.aggregation,
    PriceType.formula,
    PriceType.query,
    PriceType.threshold,
    PriceType.auxiliary,
    PriceType.item_segment_id,
    PriceType.forbid_outside,
    PriceType.auto_update,
    PriceType.retired,
)

_Ranges = Mapping[int, Rounding]
"""Price group id, 0 for the type as a whole → rounding."""


def _refinements(session: Session) -> Mapping[int, Mapping[int, Refinement]]:
    found: dict[int, dict[int, Refinement]] = defaultdict(dict)
    rows = session.execute(
        select(
            PriceTypeGroup.price_type_id,
            PriceTypeGroup.price_group_id,
            PriceTypeGroup.markup,
            PriceTypeGroup.formula,
            PriceTypeGroup.threshold,
        )
    )
    for price_type, group, markup, formula, threshold in rows:
        found[price_type][group] = Refinement(markup, formula, threshold)
    return found


def _ranges(session: Session) -> Mapping[int, _Ranges]:
    found: dict[int, dict[int, list[RoundingRange]]] = defaultdict(lambda: defaultdict(list))
    rows = session.execute(
        select(
            PriceRounding.price_type_id,
            PriceRounding.price_group_id,
            PriceRounding.since_minor,
            PriceRounding.precision_minor,
            PriceRounding.mode,
            PriceRounding.shift_minor,
        )
    )
    for price_type, group, since, precision, mode, shift in rows:
        found[price_type][group or 0].append(RoundingRange(since, precision, mode, shift))
    return defaultdict(
        dict,
        {
            price_type: {group: Rounding(tuple(ranges)) for group, ranges in groups.items()}
            for price_type, groups in found.items()
        },
    )


def rule_of(row: PriceType) -> PriceRule:
    """Return one type as a rule, as it is about to be stored, without groups and ranges.

    A type that has no id yet is 0.
    """
    values = {column.key: getattr(row, column.key) for column in _COLUMNS}
    return _rule({**values, "id": row.id or 0}, {}, {})


def _rule(row: Mapping[str, Any], groups: Mapping[int, Refinement], ranges: _Ranges) -> PriceRule:
    refined = {
        group: replace(groups.get(group, Refinement()), rounding=ranges.get(group))
        for group in (groups.keys() | ranges.keys()) - {0}
    }
    return PriceRule(
        id=row["id"],
        name=row["name"],
        identifier=row["identifier"] or row["code"],
        method=row["method"],
        currency=row["currency"],
        base_id=row["base_type_id"],
        markup=row["markup"],
        aggregation=row["aggregation"],
        formula=row["formula"],
        query=row["query"],
        threshold=row["threshold"],
        rounding=ranges.get(0, TO_KOPECKS),
        groups=refined,
        in_force=row["status"] is PriceTypeStatus.IN_FORCE and not row["retired"],
        auxiliary=row["auxiliary"],
        segment_id=row["item_segment_id"],
        forbid_outside=row["forbid_outside"],
        auto_update=row["auto_update"],
    )
