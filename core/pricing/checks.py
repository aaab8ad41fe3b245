"""What a price type, its price groups and its ranges must satisfy before they are written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from core.kernel.money import require_no_less
from core.pricing.calculation import PriceRule, Refinement
from core.pricing.errors import (
    BadCurrency,
    BadIdentifier,
    IdentifierTaken,
    IdentifierUsed,
    PriceBaseMissing,
    PriceQueryMissing,
    RefinesMismatch,
    SegmentMissing,
)
from core.pricing.formula.checking import examine
from core.pricing.kinds import CalculationMethod
from core.pricing.models import PriceRounding, PriceType, PriceTypeGroup
from core.pricing.rulebook import RuleBook, load_rules, rule_of
from core.pricing.rules import identifier_of

_CURRENCY = re.compile(r"[A-Z]{3}")


def check_price_type(session: Session, row: PriceType) -> None:
    """Give an identifier to a type that has none, and refuse what makes no sense.

    Raises:
        BadCurrency, BadIdentifier, IdentifierTaken, IdentifierUsed, PriceBaseMissing,
        PriceQueryMissing, RefinesMismatch, SegmentMissing: each names the field.
        FormulaFault: the formula is wrong, with the position.
        PriceCycle: it would be computed from itself, with the names round the circle.
    """
    _fill(row)
    row.currency = row.currency.strip().upper()
    if not _CURRENCY.fullmatch(row.currency):
        raise BadCurrency(what="currency", currency=row.currency)
    stored = load_rules(session)
    _check_identifier(row, stored)
    if row.forbid_outside and row.item_segment_id is None:
        raise SegmentMissing(what="item_segment_id", price_type=row.name)
    _check_refined(session, row)
    known = stored.rules.get(row.id)
    groups = known.groups if known is not None else {}
    _check_rules(stored, replace(rule_of(row), groups=groups))


def check_price_type_group(session: Session, row: PriceTypeGroup) -> None:
    """Refuse a formula that is wrong or leads in a circle.

    Raises:
        FormulaFault, PriceCycle: as `check_price_type`.
    """
    row.formula = (row.formula or "").strip()
    stored = load_rules(session)
    rule = stored.rules.get(row.price_type_id)
    if rule is not None:
        former = rule.groups.get(row.price_group_id, Refinement())
        refined = replace(former, formula=row.formula)
        _check_rules(stored, replace(rule, groups={**rule.groups, row.price_group_id: refined}))


def check_rounding(_session: Session, row: PriceRounding) -> None:
    """Refuse a range that rounds to nothing.

    Raises:
        BadValue: a precision not above 0, or a bound below 0.
    """
    require_no_less("precision_minor", row.precision_minor or 0, 1)
    require_no_less("since_minor", row.since_minor)


def _fill(row: PriceType) -> None:
    """Give what was left open the value it will be stored with: defaults come only at flush."""
    for column in PriceType.__table__.columns:
        default = column.default
        empty = getattr(row, column.key) is None and not column.nullable
        if empty and isinstance(default, ScalarElementColumnDefault) and column.key != "version":
            setattr(row, column.key, default.arg)


def _check_identifier(row: PriceType, stored: RuleBook) -> None:
    row.identifier = (row.identifier or "").strip()
    others = {rule.identifier: rule for rule in stored.rules.values() if rule.id != row.id}
    if not row.identifier:
        row.identifier = identifier_of(row.name, others)
    if re.search(r"[\[\]\r\n]", row.identifier):
        raise BadIdentifier(what="identifier", identifier=row.identifier)
    for identifier, rule in others.items():
        if identifier.casefold() == row.identifier.casefold():
            raise IdentifierTaken(
                what="identifier", identifier=row.identifier, price_type=rule.name
            )
    former = inspect(row).attrs.identifier.history.deleted
    if former and former[0] and former[0].casefold() != row.identifier.casefold():
        _require_unused(row, former[0], stored.rules.values())


def _require_unused(row: PriceType, identifier: str, rules: Iterable[PriceRule]) -> None:
    users = tuple(
        rule.name for rule in rules if rule.id != row.id and _names(rule, identifier.casefold())
    )
    if users:
        raise IdentifierUsed(what="identifier", identifier=identifier, users=users)


def _names(rule: PriceRule, identifier: str) -> bool:
    """Tell whether any formula of a type names an identifier."""
    texts = [rule.formula, *(refined.formula for refined in rule.groups.values())]
    return any(
        name.casefold() == identifier for text in texts if text for name in examine(text, ()).names
    )


def _check_refined(session: Session, row: PriceType) -> None:
    if row.refines_id is None:
        return
    same = select(func.count()).where(
        PriceType.id == row.refines_id,
        PriceType.partner_id.is_(None),
        PriceType.currency == row.currency,
        PriceType.includes_vat == row.includes_vat,
    )
    if row.partner_id is None or not session.scalar(same):
        refined = session.scalar(select(PriceType.name).where(PriceType.id == row.refines_id))
        raise RefinesMismatch(what="refines_id", price_type=row.name, refines=refined)


def _check_rules(stored: RuleBook, rule: PriceRule) -> None:
    """Refuse a rule that cannot be computed, or whose computing would never end."""
    book = RuleBook({**stored.rules, rule.id: rule})
    match rule.method:
        case CalculationMethod.MARKUP if rule.base_id is None:
            raise PriceBaseMissing(what="base_type_id", price_type=rule.name)
        case CalculationMethod.QUERY if not rule.query.strip():
            raise PriceQueryMissing(what="query", price_type=rule.name)
        case CalculationMethod.FORMULA:
            refined = [one.formula for one in rule.groups.values() if one.formula]
            for text in (rule.formula, *refined):
                for fault in examine(text, book.operands).faults[:1]:
                    fault.facts["what"] = "formula"
                    raise fault
    book.require_no_circle()
