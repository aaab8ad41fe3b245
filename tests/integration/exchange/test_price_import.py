"""Importing prices by type, source prices, and what stock was worth."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM
from core.catalog.models import ItemSegment, ItemSegmentMember
from core.exchange.faults import Fault
from core.exchange.importing import Count, ImportOptions, ImportReport, import_table
from core.exchange.tables import read_table
from core.kernel.clock import FixedClock
from core.partners.models import Partner
from core.pricing.kinds import CalculationMethod, SourceKind
from core.pricing.models import ItemPrice, SourcePrice
from core.pricing.operations import create_price_type
from tests.integration.stock.trade import goods, warehouse


def run(
    session: Session, clock: FixedClock, target: str, text: str, **options: bool
) -> ImportReport:
    return import_table(
        session,
        SYSTEM,
        target,
        read_table(text.encode(), "файл.csv"),
        clock=clock,
        source="файл.csv",
        options=ImportOptions(**options),  # type: ignore[arg-type]
    )


def faults(report: ImportReport) -> list[tuple[int, str, Fault, str]]:
    return [(bad.row, bad.column, bad.fault, bad.expected) for bad in report.bad]


def test_source_prices_come_with_partner_day_currency_and_expenses(
    session: Session, clock: FixedClock
) -> None:
    items = goods(session, "MILK NAIL")
    rose = Partner(code="П1", name="Ромашка", supplier=True)
    session.add(rose)
    session.flush()
    text = (
        "Вид;Код;Цена;Поставщик;Дата;Валюта;Доп. расходы;Количество\n"
        "поставщик;MILK;80,50;Ромашка;01.11.2026;;;\n"
        "supplier;NAIL;1,20;п1;;CNY;;\n"
        "поступление;MILK;70;;;;5;10\n"
    )
    report = run(session, clock, "source_prices", text)
    assert report.counts == {"source_price": Count(3, 0, 0)}
    source = SourcePrice
    rows = session.execute(
        select(
            source.kind,
            source.item_id,
            source.partner_id,
            source.price_minor,
            source.currency,
            source.extra_minor,
            source.quantity,
        )
        .where(source.derived.is_(False))
        .order_by(source.kind, source.price_minor)
    ).all()
    assert [tuple(row) for row in rows] == [
        (SourceKind.RECEIPT, items["MILK"].id, 0, 70_00, "RUB", 5_00, 10_000),
        (SourceKind.SUPPLIER, items["NAIL"].id, rose.id, 1_20, "CNY", 0, 0),
        (SourceKind.SUPPLIER, items["MILK"].id, rose.id, 80_50, "RUB", 0, 0),
    ]
    costs = session.execute(
        select(source.kind, source.price_minor).where(source.derived).order_by(source.kind)
    ).all()
    assert [tuple(row) for row in costs] == [
        (SourceKind.COST, 70_00),
        (SourceKind.COST_FULL, 75_00),
    ]


def test_bad_source_prices_are_all_named_and_nothing_is_written(
    session: Session, clock: FixedClock
) -> None:
    goods(session, "MILK")
    text = (
        "Вид;Код;Цена;Партнёр;Валюта\n"
        "завод;MILK;1;;\n"
        "поставщик;MILK;1;Никто;\n"
        "поставщик;MILK;1;;рубль\n"
        "поставщик;BREAD;1;;\n"
    )
    report = run(session, clock, "source_prices", text)
    assert [(row, column, fault) for row, column, fault, _ in faults(report)] == [
        (2, "Вид", Fault.CHOICE),
        (3, "Партнёр", Fault.UNKNOWN),
        (4, "Валюта", Fault.CHOICE),
        (5, "Код", Fault.UNKNOWN),
    ]
    assert not report.written
    assert session.scalars(select(SourcePrice)).all() == []


def test_prices_a_type_must_not_have_are_named_row_by_row(
    session: Session, clock: FixedClock
) -> None:
    items = goods(session, "MILK NAIL")
    dairy = ItemSegment(code="М", name="Молочное")
    session.add(dairy)
    session.flush()
    session.add(ItemSegmentMember(segment_id=dairy.id, item_id=items["MILK"].id))
    session.flush()
    create_price_type(session, SYSTEM, code="AUX", name="Вспом", auxiliary=True)
    create_price_type(
        session,
        SYSTEM,
        code="MRKT",
        name="Площадка",
        method=CalculationMethod.EXTERNAL,
        item_segment_id=dairy.id,
        forbid_outside=True,
    )
    text = "Вид цены;Код;Цена\nAUX;MILK;1\nMRKT;NAIL;2\nMRKT;MILK;3\n"
    report = run(session, clock, "prices", text)
    assert faults(report) == [
        (2, "Вид цены", Fault.MISFIT, "auxiliary-type"),
        (3, "Код", Fault.MISFIT, "outside-segment"),
    ]
    assert session.scalars(select(ItemPrice)).all() == []
    report = run(session, clock, "prices", text, skip_bad=True)
    assert report.counts == {"item_price": Count(1, 0, 0)}
    assert session.scalars(select(ItemPrice.price_minor)).all() == [3_00]


def test_stock_may_tell_what_it_was_worth(session: Session, clock: FixedClock) -> None:
    items = goods(session, "MILK NAIL")
    warehouse(session)
    text = "Склад;Код;Количество;Цена\nMAIN;MILK;10;50,25\nMAIN;NAIL;5;\n"
    assert run(session, clock, "stock", text).counts["stock_entry"] == Count(2, 0, 0)
    found = session.execute(
        select(SourcePrice.item_id, SourcePrice.price_minor).where(
            SourcePrice.kind == SourceKind.OPENING
        )
    ).all()
    assert [tuple(row) for row in found] == [(items["MILK"].id, 50_25)]
    corrected = text.replace("50,25", "51")
    assert run(session, clock, "stock", corrected).counts["stock_entry"] == Count(2, 0, 0)
    assert session.scalars(
        select(SourcePrice.price_minor).where(SourcePrice.kind == SourceKind.COST)
    ).all() == [51_00]
