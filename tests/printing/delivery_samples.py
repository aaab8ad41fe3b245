"""A trip to print: written out by hand, with long names, missing places and errands."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from printing.documents.delivery_data import (
    CargoLine,
    CarriedBy,
    Haul,
    LoadedGroup,
    LoadedLine,
    LoadedStop,
    LoadingList,
    PlaceLabel,
    RouteDocument,
    RouteSheet,
    RouteStop,
)
from tests.printing.samples import BUYER, SELLER

DAY = dt.date(2026, 11, 21)
LONG_NAME = 'Общество с ограниченной ответственностью "Торгово-производственное объединение «Ёлка»"'
LONG_ADDRESS = (
    "190000, г. Санкт-Петербург, внутригородская территория муниципальный округ Адмиралтейский,"
    " наб. реки Мойки, д. 1, лит. А, пом. 2-Н, вход со двора через проходную № 2, второй этаж"
)
TRUCK = CarriedBy(
    vehicle="ГАЗель NEXT",
    plate="А123ВС 77",
    vehicle_type="Газель 4,2 м",
    payload_kg=1500,
    volume_dm3=16_000,
    driver="Петров Пётр Петрович",
    driver_phone="+7 900 000-00-01",
    licence="99 00 123456",
    driver_inn="500100732259",
    forwarder="Сидоров С. С.",
)


def route_stop(no: int) -> RouteStop:
    """Return a stop; every third is wordy, every fifth has no place on the map."""
    wordy = no % 3 == 0
    documents = (RouteDocument(f"Реализация КЛ-{no:06d}", 1_000_000 + no),)
    return RouteStop(
        no=no,
        code=f"~S:{1000 + no}",
        address=LONG_ADDRESS if wordy else f"г. Москва, ул. Складская, д. {no}",
        clients=LONG_NAME if wordy else f"ООО «Ромашка {no}»",
        geo="" if no % 5 == 0 else f"geo:55.755{no:03d},37.617300",
        window=(9 * 3600, 12 * 3600) if no % 4 else (0, 86_400),
        planned=8 * 3600 + no * 600,
        contact="Анна Константиновна",
        phone="+7 (495) 000-00-00 доб. 123",
        documents=documents * (2 if wordy else 1),
        tasks=("Забрать подписанный договор",) if wordy else (),
        places=no,
        weight_grams=12_500 * no,
        volume_cm3=123_456 * no,
        amount_minor=1_000_000 + no,
        collect_minor=50_000 if no % 2 else 0,
        note="Позвонить за час" if wordy else "",
    )


def route_sheet(count: int) -> RouteSheet:
    """Return a route sheet of *count* stops."""
    return RouteSheet(
        number="ТР-000012",
        date=DAY,
        run=2,
        barcode="~D:4711",
        warehouse="Центральный склад",
        carried_by=TRUCK,
        stops=tuple(route_stop(no) for no in range(1, count + 1)),
        starts_at=8 * 3600,
        ends_at=17 * 3600 + 1800,
        metres=73_400,
    )


def loaded_stop(no: int) -> LoadedStop:
    """Return a stop with an expense order of four lines; every second has goods without one."""
    lines = tuple(
        LoadedLine(
            article=f"ШУ-{no:02d}{line}",
            name=f"Шуруп универсальный жёлтый цинк {line}×20",
            quantity="1 250 шт",
            packs="104×12+2",
            package=str(line % 2 or ""),
            lot="2026-11" if line == 3 else "",
            cells="A-01-02, B-03-01",
            weight_grams=12_500,
        )
        for line in range(1, 5)
    )
    orders = [LoadedGroup(f"Расходный ордер РО-{no:06d}", lines, f"~D:{100 + no}", "S-01", 3)]
    if no % 2 == 0:
        without = (LoadedLine(f"ПЕ-{no:02d}", "Перчатки", "3 пар"),)
        orders.append(LoadedGroup(f"Заказ клиента КЛ-{no:06d}", without))
    return LoadedStop(
        no, f"ул. Складская, д. {no}", f"ООО «Ромашка {no}»", 3, 50_000, 120_000, tuple(orders)
    )


def loading_list(count: int) -> LoadingList:
    """Return a loading list of *count* stops, the last one first."""
    return LoadingList(
        number="ТР-000012",
        date=DAY,
        run=1,
        barcode="~D:4711",
        warehouse="Центральный склад",
        carried_by=TRUCK,
        stops=tuple(loaded_stop(no) for no in range(count, 0, -1)),
        starts_at=8 * 3600,
    )


def haul(count: int) -> Haul:
    """Return a haul of *count* lines, each 2 kg, one place, 1 000,00."""
    return Haul(
        number="ТР-000012/3",
        date=DAY,
        shipper=SELLER,
        consignee=BUYER,
        carried_by=TRUCK,
        lines=tuple(
            CargoLine(
                f"Шуруп универсальный жёлтый цинк {no}×20",
                f"00-{no:08d}",
                f"ШУ-{no:05d}",
                "шт",
                5000,
                1,
                2000,
                100_000,
            )
            for no in range(1, count + 1)
        ),
        loading_address="109428, г. Москва, ул. Складская, д. 12, стр. 3",
        unloading_address="г. Санкт-Петербург, наб. реки Мойки, д. 1",
        stop_code="~S:45",
        order="КЛ-000012",
        order_date="20.11.2026",
        documents="Реализация № КЛ-000007 от 21.11.2026",
        loading_at="21.11.2026 08:00",
        unloading_at="21.11.2026 09:00–12:00",
        contact="Анна, +7 495 000-00-00",
        storekeeper="Иванов И. И.",
        director="Соколов С. С.",
        accountant="Сидорова С. С.",
        places=count,
        weight_grams=2000 * count,
        volume_cm3=120_000,
    )


def wordy_haul() -> Haul:
    """Return a haul whose parties have much to say."""
    told = replace(BUYER, name=LONG_NAME * 2, address=LONG_ADDRESS * 2)
    return replace(
        haul(60), consignee=told, unloading_address=LONG_ADDRESS * 2, documents="КЛ-000001, " * 60
    )


def label(place: int = 1) -> PlaceLabel:
    """Return the label of one of three places."""
    return PlaceLabel(
        place=place,
        places=3,
        code=f"~P:12.345.{place}",
        order="Заказ клиента КЛ-000012",
        recipient=LONG_NAME,
        address=LONG_ADDRESS,
        trip="ТР-000012",
        stop_no=7,
        date=DAY,
        sender=SELLER.name,
        contact="Анна, +7 495 000-00-00",
        order_grams=12_500,
    )
