"""Why a price is what it is: the registered price, what it was computed from, step by step.

Each computed price is retold as of the day it began to hold, down to prices that somebody set and
to source prices. What is retold is compared with what is registered; where they differ, because a
person overrode it, a threshold kept it or something changed afterwards, the tree says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.catalog.models import Item, ItemVariant
from core.documents.models import Document
from core.kernel.errors import NotFound
from core.kernel.trace import Trace
from core.partners.models import Partner
from core.pricing.calculation import Calculator, Empty, ItemFacts, Step
from core.pricing.errors import PriceFault
from core.pricing.formula.evaluation import Exact
from core.pricing.gathering import Gathered, Items, gather
from core.pricing.models import ItemPrice
from core.pricing.queries import individual_types
from core.pricing.rulebook import RuleBook, load_rules
from core.pricing.telling import tell_empty, tell_rounding, tell_step


def explain_price(
    session: Session,
    actor: Actor,
    price_type_id: int,
    item_id: int,
    variant_id: int,
    on: date,
    *,
    partner_id: int = 0,
) -> Trace:
    """Return how a price came about; the root's amount is the price `prices_for` gives.

    Args:
        variant_id: 0: the item as such.
        partner_id: 0: nobody in particular.

    Raises:
        Forbidden: no right to see prices.
        NotFound: no such price type or item.
    """
    actor.require(Permission.PRICE_READ, what="price_type", key=price_type_id)
    book = load_rules(session)
    if price_type_id not in book.rules:
        raise NotFound(what="price_type", key=price_type_id)
    teller = _Teller(session, book, _goods(session, item_id, variant_id))
    own = individual_types(session, price_type_id, partner_id) if partner_id else ()
    chosen = next((one for one in own if teller.has_price(one, on)), price_type_id)
    found = teller.registered(chosen, on)
    notes: tuple[Trace, ...] = ()
    if chosen != price_type_id:
        partner = session.scalar(select(Partner.name).where(Partner.id == partner_id))
        facts = {"partner": partner, "common": book.rules[price_type_id].name}
        notes = (Trace("price-individual", facts),)
    return Trace(found.code, found.facts, found.amount, (*notes, *found.children))


@dataclass(frozen=True, slots=True)
class _Goods:
    """What is priced."""

    item_id: int
    item: str
    variant_id: int
    variant: str

    @property
    def called(self) -> str:
        """The item with its variant."""
        return f"{self.item} {self.variant}".rstrip()


@dataclass(frozen=True, slots=True)
class _Held:
    """A registered price."""

    price_minor: int
    since: date
    variant_id: int
    document: str


class _Teller:
    """Tells prices of one item."""

    def __init__(self, session: Session, book: RuleBook, goods: _Goods) -> None:
        self._session = session
        self._book = book
        self._goods = goods

    def has_price(self, price_type_id: int, on: date) -> bool:
        """Tell whether a type prices the item or any variant of it."""
        return (
            self._session.scalar(
                select(ItemPrice.id)
                .where(
                    ItemPrice.price_type_id == price_type_id,
                    ItemPrice.item_id == self._goods.item_id,
                    ItemPrice.since <= on,
                )
                .limit(1)
            )
            is not None
        )

    def registered(self, price_type_id: int, on: date) -> Trace:
        """Return the price that holds on a day, and how it came about."""
        rule = self._book.rules[price_type_id]
        facts: dict[str, Any] = {
            "price_type": rule.name,
            "item": self._goods.called,
            "currency": rule.currency,
        }
        if rule.auxiliary:
            return self._auxiliary(price_type_id, on, facts)
        held = self._held(price_type_id, on)
        if held is None:
            missing = self._computed(price_type_id, on) if rule.method.computed else ()
            return Trace("price-none", {**facts, "date": on}, None, missing)
        facts |= {"since": held.since}
        children: tuple[Trace, ...] = ()
        if self._goods.variant_id and not held.variant_id:
            children = (Trace("price-of-item", {"item": self._goods.item}),)
        if held.document:
            children += (Trace("price-document", {"document": held.document}),)
        elif not rule.method.computed:
            children += (Trace("price-direct"),)
        if rule.method.computed:
            steps = self._computed(price_type_id, held.since)
            children += steps
            amount = steps[-1].amount if steps else None
            if amount != held.price_minor:
                children += (Trace("price-differs", {"computed": amount, **facts}),)
        return Trace("price", facts, held.price_minor, children)

    def _auxiliary(self, price_type_id: int, on: date, facts: dict[str, Any]) -> Trace:
        """Return the price of a type that is kept in documents only."""
        rule = self._book.rules[price_type_id]
        if rule.method.computed:
            steps = self._computed(price_type_id, on)
            return Trace("price-auxiliary", facts, steps[-1].amount if steps else None, steps)
        gathered = gather(self._session, self._book, (price_type_id,), self._items(), on)
        price = _known(gathered, self._goods).get(price_type_id)
        return Trace("price-auxiliary", facts, price)

    def _computed(self, price_type_id: int, on: date) -> tuple[Trace, ...]:
        """Return the steps of computing a price as of a day; the last has its amount."""
        gathered = gather(self._session, self._book, (price_type_id,), self._items(), on)
        calculator: Calculator = self._book.calculator(self._session, on)
        goods = self._goods
        facts = gathered.facts(goods.item_id, goods.variant_id)
        known: dict[int, int | None] = dict(_known(gathered, goods))
        step = calculator.step(price_type_id, facts.group_id)
        operands = tuple(self.registered(one, on) for one in step.operands)
        known.update(
            {
                one: trace.amount
                for one, trace in zip(step.operands, operands, strict=True)
                if self._book.rules[one].auxiliary
            }
        )
        try:
            exact = step.exact(known, facts)
        except Empty as empty:
            return (self._empty(step, empty, operands),)
        except PriceFault as fault:
            told = {**fault.facts, "code": fault.code, "item": goods.called}
            return (Trace("price-impossible", told, None, operands),)
        return (self._how(step, exact, facts, operands), tell_rounding(step, exact))

    def _how(
        self, step: Step, exact: Exact, facts: ItemFacts, operands: tuple[Trace, ...]
    ) -> Trace:
        source = step.rule.source
        sources = facts.sources.get(source, ()) if source is not None else ()
        names = self._partners([one.partner_id for one in sources]) if sources else {}
        return tell_step(step, exact, facts, operands, names)

    def _empty(self, step: Step, empty: Empty, operands: tuple[Trace, ...]) -> Trace:
        missing: object = empty.missing
        if isinstance(missing, int):
            missing = self._book.rules[missing].name
        return tell_empty(step, missing, self._goods.called, operands)

    def _held(self, price_type_id: int, on: date) -> _Held | None:
        goods = self._goods
        row = self._session.execute(
            select(
                ItemPrice.price_minor,
                ItemPrice.since,
                ItemPrice.variant_id,
                func.coalesce(Document.number_text, ""),
            )
            .outerjoin(Document, Document.id == ItemPrice.document_id)
            .where(
                ItemPrice.price_type_id == price_type_id,
                ItemPrice.item_id == goods.item_id,
                ItemPrice.variant_id.in_({goods.variant_id, 0}),
                ItemPrice.since <= on,
            )
            .order_by(ItemPrice.variant_id.desc(), ItemPrice.since.desc(), ItemPrice.place.desc())
            .limit(1)
        ).one_or_none()
        return None if row is None else _Held(*row)

    def _items(self) -> Items:
        return Items((self._goods.item_id,))

    def _partners(self, ids: list[int]) -> dict[int, str]:
        rows: Any = self._session.execute(
            select(Partner.id, Partner.name).where(Partner.id.in_(sorted(set(ids))))
        )
        return {row.id: row.name for row in rows}


def _goods(session: Session, item_id: int, variant_id: int) -> _Goods:
    item = session.scalar(select(Item.name).where(Item.id == item_id))
    if item is None:
        raise NotFound(what="item", key=item_id)
    variant = session.scalar(select(ItemVariant.name).where(ItemVariant.id == variant_id))
    return _Goods(item_id, item, variant_id, variant or "")


def _known(gathered: Gathered, goods: _Goods) -> dict[int, int]:
    held = dict(gathered.held.get((goods.item_id, 0), {}))
    if goods.variant_id:
        held |= gathered.held.get((goods.item_id, goods.variant_id), {})
    return held
