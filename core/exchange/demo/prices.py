"""The price types of the demo company: typed, marked up, computed, individual, from competitors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM
from core.catalog.models import Item, PriceGroup
from core.documents.reference import create_row
from core.exchange.upserting import add_rows
from core.kernel.clock import Clock
from core.pricing.kinds import Aggregation, CalculationMethod, SourceKind
from core.pricing.operations import NewPrice, create_price_type, register_prices
from core.pricing.price_documents import NewPriceDocument, PriceCell, create_price_document
from core.pricing.recalculating import Recalculation, recalculate
from core.pricing.rounding import RoundingMode
from core.pricing.sources import NewSourcePrice, register_source_prices

WORTH_PERCENT = 72
"""What goods were worth on opening the books, of the wholesale price."""

_GROUPS: Mapping[str, tuple[str, ...]] = {
    "Инструмент и крепёж": (
        "Измерительный инструмент",
        "Крепёж",
        "Лакокраска",
        "Малярный инструмент",
        "Оснастка",
        "Ручной инструмент",
        "Электрика",
    ),
    "Продукты": ("Бакалея", "Консервы", "Напитки", "Чай и кофе"),
    "Товары для дома": ("Бытовая химия", "Канцтовары", "Посуда", "Сад", "Хозтовары"),
}
"""Price group → item groups."""

_SHOP = (
    (0, 50, RoundingMode.UP, 0),
    (100_00, 5_00, RoundingMode.ARITHMETIC, 10),
    (1_000_00, 10_00, RoundingMode.ARITHMETIC, 1_00),
    (10_000_00, 10_00, RoundingMode.ARITHMETIC, 8_00),
)
"""From a price on: precision, mode, shift (domain §4.2)."""

_COMPARED = 5
"""Competitors' prices are known of every fifth item."""


def add_price_groups(session: Session, groups: Sequence[str], ids: Sequence[int]) -> dict[str, int]:
    """Add price groups and put items into them; return name → id.

    Args:
        groups: of the items, in the order of *ids*.
    """
    rows = [{"code": f"Ц{n}", "name": name} for n, name in enumerate(_GROUPS, start=1)]
    added = add_rows(session, PriceGroup, ["name"], rows)
    of_group = {group: name for name, several in _GROUPS.items() for group in several}
    for name in _GROUPS:
        chosen = [
            key for key, group in zip(ids, groups, strict=True) if of_group.get(group) == name
        ]
        session.execute(
            update(Item).where(Item.id.in_(chosen)).values(price_group_id=added[(name,)])
        )
    return {name: added[(name,)] for name in _GROUPS}


def add_wholesale(session: Session, ids: Sequence[int], kopecks: Sequence[int], today: date) -> int:
    """Add wholesale prices, as typed; return the id of their type."""
    wholesale = create_price_type(
        session, SYSTEM, code="ОПТ", name="Оптовая", max_discount=10_00, max_markup=20_00
    )
    rows = [NewPrice(key, price // 10 * 10) for key, price in zip(ids, kopecks, strict=True)]
    register_prices(session, SYSTEM, wholesale, today.replace(day=1), rows)
    return wholesale


def add_dependent_types(
    session: Session,
    wholesale: int,
    groups: Mapping[str, int],
    ids: Sequence[int],
    kopecks: Sequence[int],
    partners: Sequence[int],
    clock: Clock,
) -> None:
    """Add the types that are computed, an individual one, and a document still being agreed."""
    today = clock.business_date()
    buying = _type(
        session, "ЗАК", "Закупочная", method=CalculationMethod.OPENING, set_by_supply=True
    )
    retail = _type(
        session,
        "РОЗН",
        "Розничная",
        method=CalculationMethod.MARKUP,
        base_type_id=wholesale,
        markup=28_00,
        threshold=1_00,
        max_discount=7_00,
        max_markup=10_00,
        set_by_supply=True,
    )
    _refine(session, retail, groups)
    _compare(session, ids, kopecks, partners, today)
    _type(
        session,
        "РЫНОК",
        "Средняя рынка",
        method=CalculationMethod.COMPETITOR,
        aggregation=Aggregation.AVERAGE,
        auxiliary=True,
        wholesale=False,
        retail=False,
    )
    dealer = _type(
        session,
        "ДИЛ",
        "Дилерская",
        method=CalculationMethod.FORMULA,
        formula=(
            "Макс(?([Оптовая] >= 1000; [Оптовая] * 0,93; [Оптовая] * 0,95); [Закупочная] * 1,1)"
        ),
        retail=False,
    )
    _type(
        session,
        "БОЙ",
        "Не дороже рынка",
        method=CalculationMethod.FORMULA,
        formula="Мин([СредняяРынка]; [Оптовая])",
        wholesale=False,
    )
    _individual(session, wholesale, ids, kopecks, partners[0], today)
    recalculate(session, SYSTEM, Recalculation(today), clock=clock)
    _draft(session, (wholesale, retail, dealer, buying), ids, kopecks, clock)


def _type(session: Session, code: str, name: str, **values: Any) -> int:  # noqa: ANN401 - fields
    return create_price_type(session, SYSTEM, code=code, name=name, **values)


def _refine(session: Session, retail: int, groups: Mapping[str, int]) -> None:
    """Mark food up less, and discount it less; round as shops do."""
    create_row(
        session,
        SYSTEM,
        "price_type_group",
        price_type_id=retail,
        price_group_id=groups["Продукты"],
        markup=18_00,
        formula="",
        max_discount=3_00,
    )
    for since, precision, mode, shift in _SHOP:
        create_row(
            session,
            SYSTEM,
            "price_rounding",
            price_type_id=retail,
            since_minor=since,
            precision_minor=precision,
            mode=mode,
            shift_minor=shift,
        )


def _compare(
    session: Session,
    ids: Sequence[int],
    kopecks: Sequence[int],
    partners: Sequence[int],
    today: date,
) -> None:
    """Register what two competitors ask for every fifth item."""
    for partner, percent in ((partners[-1], 104), (partners[-2], 97)):
        rows = [
            NewSourcePrice(item_id=key, price_minor=price * percent // 100, partner_id=partner)
            for key, price in list(zip(ids, kopecks, strict=True))[::_COMPARED]
        ]
        register_source_prices(session, SYSTEM, SourceKind.COMPETITOR, today.replace(day=1), rows)


def _individual(
    session: Session,
    wholesale: int,
    ids: Sequence[int],
    kopecks: Sequence[int],
    partner: int,
    today: date,
) -> None:
    own = _type(
        session, "ИНД1", "Индивидуальная", partner_id=partner, refines_id=wholesale, retail=False
    )
    rows = [
        NewPrice(key, price * 90 // 1000 * 10)
        for key, price in list(zip(ids, kopecks, strict=True))[3:40:4]
    ]
    register_prices(session, SYSTEM, own, today.replace(day=1), rows)


def _draft(
    session: Session,
    types: tuple[int, ...],
    ids: Sequence[int],
    kopecks: Sequence[int],
    clock: Clock,
) -> None:
    """Add a document that raises some wholesale prices, to be recalculated and agreed."""
    cells = tuple(
        PriceCell(key, types[0], price * 105 // 1000 * 10)
        for key, price in list(zip(ids, kopecks, strict=True))[:12]
    )
    new = NewPriceDocument(types=types, cells=cells, comment="Повышение с понедельника")
    create_price_document(session, SYSTEM, new, clock=clock)
