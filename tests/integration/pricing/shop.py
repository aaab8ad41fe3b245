"""Goods, price types and prices for tests, in the words of the trade."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM, Actor
from core.catalog.models import Item, ItemSegment, ItemSegmentMember, ItemVariant, PriceGroup
from core.documents.reference import create_row, edit_row, row_card
from core.kernel.clock import Clock
from core.kernel.money import Money
from core.partners.models import Partner
from core.pricing.document_models import PriceDocument
from core.pricing.kinds import CalculationMethod
from core.pricing.models import ItemPrice
from core.pricing.operations import NewPrice, create_price_type, register_prices
from core.pricing.price_documents import (
    NewPriceDocument,
    PriceCell,
    PriceDocumentSaved,
    create_price_document,
)
from core.pricing.queries import prices
from core.pricing.recalculating import Recalculation, RecalculationProgress, recalculate
from core.settlements.rate_models import Currency, CurrencyRate
from tests.integration.stock.trade import piece

TODAY = date(2026, 11, 20)
BEFORE = date(2026, 11, 1)


@dataclass
class Shop:
    """Ids by the words tests use."""

    session: Session
    clock: Clock
    items: dict[str, int] = field(default_factory=dict)
    types: dict[str, int] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)

    def group(self, code: str, *items: str) -> int:
        """Make a price group of items."""
        made = PriceGroup(code=code, name=code)
        self.session.add(made)
        self.session.flush()
        self.groups[code] = made.id
        for item in items:
            self.session.get_one(Item, self.items[item]).price_group_id = made.id
        self.session.flush()
        return made.id

    def segment(self, code: str, *items: str) -> int:
        """Make a segment of items."""
        made = ItemSegment(code=code, name=code)
        self.session.add(made)
        self.session.flush()
        self.session.add_all(
            ItemSegmentMember(segment_id=made.id, item_id=self.items[item]) for item in items
        )
        self.session.flush()
        return made.id

    def variant(self, item: str, name: str) -> int:
        """Make a variant of an item."""
        made = ItemVariant(item_id=self.items[item], name=name)
        self.session.add(made)
        self.session.flush()
        return made.id

    def partner(self, name: str) -> int:
        """Make a partner."""
        made = Partner(code=name, name=name)
        self.session.add(made)
        self.session.flush()
        return made.id

    def type(self, code: str, formula: str = "", *, actor: Actor = SYSTEM, **values: Any) -> int:
        """Make a price type, by hand or of a formula."""
        if formula:
            values |= {"method": CalculationMethod.FORMULA, "formula": formula}
        made = create_price_type(
            self.session, actor, code=code, name=values.pop("name", code), **values
        )
        self.types[code] = made
        return made

    def change(self, code: str, **values: Any) -> None:
        """Change fields of a price type."""
        key = self.types[code]
        version = row_card(self.session, SYSTEM, "price_type", key).version
        edit_row(self.session, SYSTEM, "price_type", key, version, **values)

    def refine(self, code: str, group: str, **values: Any) -> None:
        """Refine a price type for a price group."""
        create_row(
            self.session,
            SYSTEM,
            "price_type_group",
            price_type_id=self.types[code],
            price_group_id=self.groups[group],
            **{"formula": "", **values},
        )

    def rounding(self, code: str, *ranges: tuple[Any, ...], group: str = "") -> None:
        """Give a price type ranges: (from, precision, mode, shift)."""
        for since, precision, mode, shift in ranges:
            create_row(
                self.session,
                SYSTEM,
                "price_rounding",
                price_type_id=self.types[code],
                price_group_id=self.groups[group] if group else None,
                since_minor=since,
                precision_minor=precision,
                mode=mode,
                shift_minor=shift,
            )

    def set(self, code: str, listed: str, since: date = BEFORE) -> None:
        """Register prices directly: "MILK 80, BREAD 40.50"."""
        rows = [NewPrice(self.items[item], minor) for item, minor in _listed(listed)]
        register_prices(self.session, SYSTEM, self.types[code], since, rows)

    def priced(self, code: str, on: date = TODAY) -> dict[str, str]:
        """Return item → price that holds, as "80.00"."""
        found = prices(self.session, self.types[code], self.items.values(), on)
        names = {key: name for name, key in self.items.items()}
        return {
            names[item]: f"{price // 100}.{price % 100:02d}"
            for (item, variant), price in sorted(found.items())
            if variant == 0
        }

    def document(
        self, *columns: str, on: date = TODAY, comment: str = "", **listed: str
    ) -> PriceDocumentSaved:
        """Make a price document: `document("OPT", "RET", OPT="MILK 80")`."""
        cells = tuple(
            PriceCell(self.items[item], self.types[code], minor)
            for code, text_ in listed.items()
            for item, minor in _listed(text_)
        )
        new = NewPriceDocument(
            types=tuple(self.types[code] for code in columns),
            cells=cells,
            date=on,
            comment=comment,
        )
        return create_price_document(self.session, SYSTEM, new, clock=self.clock)

    def recalculate(self, on: date = TODAY, *types: str, size: int = 2) -> RecalculationProgress:
        """Recalculate in small chunks."""
        asked = Recalculation(on, tuple(self.types[code] for code in types))
        return recalculate(self.session, SYSTEM, asked, clock=self.clock, size=size)

    def registered(self) -> list[tuple[Any, ...]]:
        """Return the whole register, to assert that nothing changed."""
        columns = (
            ItemPrice.price_type_id,
            ItemPrice.item_id,
            ItemPrice.variant_id,
            ItemPrice.since,
            ItemPrice.price_minor,
            ItemPrice.document_id,
        )
        return [tuple(row) for row in self.session.execute(select(*columns).order_by(*columns))]

    def documents(self) -> int:
        """Return how many price documents there are."""
        return self.session.scalars(select(func.count()).select_from(PriceDocument)).one()

    def rate(self, currency: str, rate: str, since: date = BEFORE) -> None:
        """Tell the rate of a currency; "" puts it into the book without one."""
        if self.session.scalar(select(Currency.id).where(Currency.code == currency)) is None:
            self.session.add(Currency(code=currency, name=currency))
            self.session.flush()
        if rate:
            self.session.add(CurrencyRate(currency=currency, since=since, rate=Decimal(rate)))
            self.session.flush()


def shop(session: Session, clock: Clock, goods: str = "MILK BREAD CHEESE") -> Shop:
    """Make items, each called by its code."""
    made = Shop(session, clock)
    unit = piece(session)
    for code in goods.split():
        item = Item(code=code, name=code.capitalize(), unit_id=unit.id)
        session.add(item)
        session.flush()
        made.items[code] = item.id
    return made


def _listed(text_: str) -> list[tuple[str, int]]:
    words = [part.split() for part in text_.split(",") if part.strip()]
    return [(item, Money.parse(price).minor) for item, price in words]
