"""Reading what prices are computed from, for many items at once.

The number of statements depends on the types, never on the items: prices that hold, prices of
auxiliary types in agreed documents, source prices, members of segments, and one query per type that
has one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, SQLColumnExpression, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on
from sqlalchemy.orm import Session

from core.catalog.models import Item, ItemSegmentMember
from core.documents.models import Document
from core.pricing.calculation import ItemFacts, PriceRule, SourceAmount
from core.pricing.document_models import PriceDocumentLine
from core.pricing.formula.evaluation import Exact
from core.pricing.kinds import CalculationMethod, SourceKind
from core.pricing.models import ItemPrice, SourcePrice
from core.pricing.price_query import queried
from core.pricing.rulebook import RuleBook

Thing = tuple[int, int]
"""(item id, variant id)"""


@dataclass(frozen=True, slots=True)
class Items:
    """Which items are asked for: a list of ids, which lie between the first and the last."""

    ids: Sequence[int]
    """Rising."""
    dense: bool = False
    """Nearly all ids between the first and the last: then a range is read, and more is ignored."""

    def among(self, column: SQLColumnExpression[Any]) -> ColumnElement[bool]:
        """Return the condition that *column* is one of them."""
        if self.dense:
            return column.between(self.ids[0], self.ids[-1])
        return column == func.any(literal(list(self.ids), ARRAY(BigInteger)))


@dataclass(slots=True)
class Gathered:
    """What prices of some items are computed from."""

    groups: Mapping[int, int]
    """Item → price group, 0 for none; the items that there are."""
    held: Mapping[Thing, dict[int, int]] = field(default_factory=dict)
    """Prices that hold, by price type; of auxiliary types, what agreed documents say."""
    sources: Mapping[Thing, Mapping[SourceKind, Sequence[SourceAmount]]] = field(
        default_factory=dict
    )
    queries: Mapping[int, Mapping[Thing, Exact]] = field(default_factory=dict)
    """Price type → what its query found."""
    members: Mapping[int, frozenset[int]] = field(default_factory=dict)
    """Segment → items in it, of those asked for."""

    def facts(self, item: int, variant: int = 0) -> ItemFacts:
        """Return what is known of one item, or of a variant of it where that has its own."""
        own = self.sources.get((item, 0), {})
        if variant:
            own = {**own, **self.sources.get((item, variant), {})}
        found = {}
        for price_type, by_thing in self.queries.items():
            amount = by_thing.get((item, variant), by_thing.get((item, 0)))
            if amount is not None:
                found[price_type] = amount
        return ItemFacts(item, self.groups.get(item, 0), own, found)

    def priced(self, rule: PriceRule, item: int) -> bool:
        """Tell whether a type prices an item at all."""
        if not rule.forbid_outside or rule.segment_id is None:
            return True
        return item in self.members.get(rule.segment_id, frozenset())


def gather(
    session: Session, book: RuleBook, computed: Sequence[int], items: Items, on: date
) -> Gathered:
    """Read what *computed* types need for *items*.

    Raises:
        PriceQueryWrong, PriceQueryColumns: the query of a type does not do.
    """
    rules = [book.rules[one] for one in computed]
    groups = _groups(session, items)
    if not groups:
        return Gathered(groups)
    needed = book.inputs(computed) | set(computed)
    registered = {one for one in needed if not book.rules[one].auxiliary}
    held = held_prices(session, registered, items, on)
    for thing, found in auxiliary_prices(session, needed - registered, items, on).items():
        held[thing].update(found)
    kinds = {rule.source for rule in rules if rule.source is not None}
    strict = {rule.segment_id for rule in rules if rule.forbid_outside and rule.segment_id}
    return Gathered(
        groups=groups,
        held=held,
        sources=latest_sources(session, kinds, items, on),
        queries={
            rule.id: queried(session, rule, items.ids[0], items.ids[-1], on)
            for rule in rules
            if rule.method is CalculationMethod.QUERY
        },
        members=segment_members(session, strict, items),
    )


def operand_prices(
    session: Session, book: RuleBook, item_id: int, on: date
) -> tuple[dict[int, int], int]:
    """Return the prices of one item that formulas may name, and its price group (0: none).

    Auxiliary types that are computed are computed; those that cannot be are absent.
    """
    items = Items((item_id,))
    group = _groups(session, items).get(item_id, 0)
    auxiliary = {rule.id for rule in book.rules.values() if rule.auxiliary}
    found = held_prices(session, book.rules.keys() - auxiliary, items, on)[item_id, 0]
    found |= auxiliary_prices(session, auxiliary, items, on).get((item_id, 0), {})
    computed = tuple(one for one in book.computed() if one in auxiliary)
    if computed:
        facts = gather(session, book, computed, items, on).facts(item_id)
        calculator = book.calculator(session, on)
        for one in computed:
            price = calculator.outcome(one, found, facts).price_minor
            if price is not None:
                found[one] = price
    return found, group


def _groups(session: Session, items: Items) -> dict[int, int]:
    if not items.ids:
        return {}
    rows = session.execute(select(Item.id, Item.price_group_id).where(items.among(Item.id)))
    return {item: group or 0 for item, group in rows}


def held_prices(
    session: Session, price_types: Iterable[int], items: Items, on: date
) -> defaultdict[Thing, dict[int, int]]:
    """Return the registered prices that hold on a day; one statement."""
    found: defaultdict[Thing, dict[int, int]] = defaultdict(dict)
    wanted = sorted(price_types)
    if not wanted:
        return found
    price = ItemPrice
    rows = session.execute(
        select(price.price_type_id, price.item_id, price.variant_id, price.price_minor)
        .ext(distinct_on(price.price_type_id, price.item_id, price.variant_id))
        .where(
            price.price_type_id == func.any(literal(wanted, ARRAY(BigInteger))),
            items.among(price.item_id),
            price.since <= on,
        )
        .order_by(
            price.price_type_id,
            price.item_id,
            price.variant_id,
            price.since.desc(),
            price.place.desc(),
        )
    )
    for price_type, item, variant, minor in rows:
        found[item, variant][price_type] = minor
    return found


def auxiliary_prices(
    session: Session, price_types: Iterable[int], items: Items, on: date
) -> Mapping[Thing, dict[int, int]]:
    """Return what agreed documents say of auxiliary types, the latest of each; one statement."""
    found: dict[Thing, dict[int, int]] = defaultdict(dict)
    wanted = sorted(price_types)
    if not wanted:
        return found
    line = PriceDocumentLine
    rows = session.execute(
        select(line.price_type_id, line.item_id, line.variant_id, line.price_minor)
        .ext(distinct_on(line.price_type_id, line.item_id, line.variant_id))
        .join(Document, Document.id == line.document_id)
        .where(
            line.price_type_id.in_(wanted),
            line.price_minor.is_not(None),
            items.among(line.item_id),
            Document.posted,
            Document.date <= on,
        )
        .order_by(
            line.price_type_id,
            line.item_id,
            line.variant_id,
            Document.date.desc(),
            Document.id.desc(),
        )
    )
    for price_type, item, variant, minor in rows:
        if minor is not None:
            found[item, variant][price_type] = minor
    return found


def latest_sources(
    session: Session, kinds: Iterable[SourceKind], items: Items, on: date
) -> Mapping[Thing, Mapping[SourceKind, Sequence[SourceAmount]]]:
    """Return the latest source price of each partner, oldest first; one statement."""
    found: dict[Thing, dict[SourceKind, list[SourceAmount]]] = defaultdict(dict)
    wanted = sorted(kinds)
    if not wanted:
        return found
    source = SourcePrice
    latest = (
        select(source)
        .ext(distinct_on(source.kind, source.item_id, source.variant_id, source.partner_id))
        .where(source.kind.in_(wanted), items.among(source.item_id), source.date <= on)
        .order_by(
            source.kind,
            source.item_id,
            source.variant_id,
            source.partner_id,
            source.date.desc(),
            source.derived,
            source.id.desc(),
        )
        .subquery()
    )
    rows = session.execute(
        select(
            latest.c.item_id,
            latest.c.variant_id,
            latest.c.kind,
            latest.c.price_minor,
            latest.c.currency,
            latest.c.date,
            latest.c.partner_id,
        ).order_by(latest.c.date, latest.c.id)
    )
    for item, variant, kind, *amount in rows:
        found[item, variant].setdefault(kind, []).append(SourceAmount(*amount))
    return found


def segment_members(
    session: Session, segments: Iterable[int], items: Items
) -> Mapping[int, frozenset[int]]:
    """Return which of *items* are in which segment; one statement."""
    wanted = sorted(segments)
    if not wanted:
        return {}
    member = ItemSegmentMember
    rows = session.execute(
        select(member.segment_id, member.item_id).where(
            member.segment_id.in_(wanted), items.among(member.item_id)
        )
    )
    found: dict[int, set[int]] = {segment: set() for segment in wanted}
    for segment, item in rows:
        found[segment].add(item)
    return {segment: frozenset(ids) for segment, ids in found.items()}
