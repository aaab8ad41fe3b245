"""What drives at the demo company: six types from 1.4 to 20 tonnes, ours and two carriers'."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.models import AppUser
from core.delivery.fleet.models import CarrierTariff, Driver, Vehicle, VehicleType
from core.delivery.models import UndeliveredReason
from core.delivery.statuses import Ownership
from core.exchange.upserting import add_rows
from core.kernel.clock import Clock
from core.kernel.daytime import HOUR
from core.partners.models import Partner

COLD, LIFT = "cold", "tail_lift"


@dataclass(frozen=True, slots=True)
class _Kind:
    """Vehicles alike."""

    code: str
    name: str
    capacity: tuple[int, int, int]
    """Kilograms, litres, tenths of pallets."""
    size: int
    skills: tuple[str, ...]
    roubles: tuple[int, int, int]
    """For a day, a kilometre, an hour."""
    brand: str
    loading: str = "сзади"


_KINDS = (
    _Kind("Т1", "Фургон 1,4 т", (1_400, 9_000, 40), 1, (), (2_200, 14, 380), "ГАЗ-3302"),
    _Kind(
        "Т3", "Рефрижератор 3 т", (3_000, 16_000, 60), 2, (COLD,), (3_000, 18, 420), "ГАЗон Next"
    ),
    _Kind(
        *("Т5", "Фургон 5 т, гидроборт", (5_000, 30_000, 120), 2, (LIFT,)),
        *((3_800, 22, 450), "КамАЗ-4308"),
    ),
    _Kind(
        *("Т7", "Рефрижератор 7 т, гидроборт", (7_000, 38_000, 150), 3, (COLD, LIFT)),
        *((4_900, 27, 480), "ISUZU Forward"),
    ),
    _Kind(
        *("Т10", "Фургон 10 т, гидроборт", (10_000, 45_000, 170), 3, (LIFT,)),
        *((5_600, 31, 520), "КамАЗ-65117"),
    ),
    _Kind(
        *("Т20", "Тент 20 т", (20_000, 82_000, 330), 4, (), (8_200, 42, 600), "MAN TGX"),
        *("сзади, сбоку, сверху",),
    ),
)
_FLEET = (
    ("Т1", 12, ""),
    ("Т3", 7, ""),
    ("Т5", 9, ""),
    ("Т7", 7, ""),
    ("Т10", 4, ""),
    ("Т3", 3, "ПК002"),
    ("Т10", 2, "ПК001"),
    ("Т20", 4, "ПК001"),
)
"""Type, how many, whose; "": ours."""

_CARRIERS = (
    ("ПК001", "ТК «Вёрсты-Экспресс»", "+7 (900) 000-71-01"),
    ("ПК002", "ТК «Холодный обоз»", "+7 (900) 000-71-02"),
)
_TARIFFS = (
    ("ТР001", "Вёрсты-Экспресс, любые", "ПК001", "", 3_500, 36, 150, 0, 0, 6_000),
    ("ТР002", "Вёрсты-Экспресс, 20 т", "ПК001", "Т20", 6_000, 52, 150, 0, 120, 12_000),
    ("ТР003", "Холодный обоз", "ПК002", "", 2_800, 20, 120, 450, 0, 4_500),
)
"""Code, name, whose, type; roubles for a trip, km, stop, hour, tonne, at least."""

_REASONS = (
    ("Н01", "Нет на месте"),
    ("Н02", "Отказ: не заказывали"),
    ("Н03", "Отказ: брак или бой"),
    ("Н04", "Нет денег"),
    ("Н05", "Не успели в окно"),
    ("Н06", "Нет подъезда"),
)
_SURNAMES = (
    "Авдеев", "Бабкин", "Вершинин", "Горшков", "Данилов", "Ершов", "Жаров", "Зимин", "Игнатов",
    "Карпов", "Ломов", "Мухин", "Носов", "Овчинников", "Панов", "Рогов", "Сычёв", "Тарасов",
    "Уваров", "Фокин", "Харитонов", "Цветков", "Чернов", "Шубин",
)  # fmt: skip
_NAMES = ("Андрей", "Виктор", "Сергей", "Николай", "Максим", "Юрий", "Роман")
_LETTERS = "АВЕКМНОРСТУХ"
"""Those that plates have."""

DRIVER_LOGIN = "egor"
"""He drives the first five-tonner."""


@dataclass(frozen=True, slots=True)
class Fleet:
    """What the demo's trips are made with."""

    vehicles: int
    carriers: dict[str, int]
    """Code → partner."""


def add_fleet(session: Session, clock: Clock) -> Fleet:
    """Add types, carriers with tariffs, vehicles with drivers, reasons of non-delivery."""
    types = [_type(kind) for kind in _KINDS]
    session.add_all([*types, *(UndeliveredReason(code=code, name=name) for code, name in _REASONS)])
    carriers = {
        code: key
        for (code,), key in add_rows(
            session,
            Partner,
            ["code"],
            [
                {"code": code, "name": name, "client": False, "supplier": True, "phone": phone}
                for code, name, phone in _CARRIERS
            ],
        ).items()
    }
    session.flush()  # vehicles and tariffs point to their types
    by_code = {row.code: row.id for row in types}
    since = clock.business_date().replace(day=1) - timedelta(days=1)
    for code, name, carrier, kind, *rates in _TARIFFS:
        trip, km, stop, hour, tonne, least = (rouble * 100 for rouble in rates)
        session.add(
            CarrierTariff(
                code=code,
                name=name,
                carrier_id=carriers[carrier],
                vehicle_type_id=by_code.get(kind),
                since=since.replace(day=1),
                per_trip_minor=trip,
                per_km_minor=km,
                per_stop_minor=stop,
                per_hour_minor=hour,
                per_tonne_minor=tonne,
                at_least_minor=least,
            )
        )
    return Fleet(_vehicles(session, by_code, carriers), carriers)


def _type(kind: _Kind) -> VehicleType:
    kg, dm3, pallets = kind.capacity
    day, km, hour = (rouble * 100 for rouble in kind.roubles)
    return VehicleType(
        code=kind.code,
        name=kind.name,
        payload_kg=kg,
        volume_dm3=dm3,
        pallets_tenths=pallets,
        size=kind.size,
        skills=list(kind.skills),
        loading=kind.loading,
        fixed_minor=day,
        per_km_minor=km,
        per_hour_minor=hour,
    )


def _vehicles(session: Session, types: dict[str, int], carriers: dict[str, int]) -> int:
    """Add vehicles, each with its driver; return how many."""
    signs_in = session.scalars(select(AppUser.id).where(AppUser.login == DRIVER_LOGIN)).one()
    brands = {kind.code: kind.brand for kind in _KINDS}
    rows = [(kind, whose) for kind, count, whose in _FLEET for _ in range(count)]
    egor = next(at for at, (kind, _) in enumerate(rows) if kind == "Т5")
    drivers = [
        Driver(
            code=f"В{number + 1:03d}",
            name="Савельев Егор" if number == egor else _name(number),
            phone=f"+7 (900) 000-8{number // 10}-{number % 10}{number * 7 % 10}",
            licence=f"77 {number % 40 + 10} {431_000 + number * 97}",
            carrier_id=carriers.get(whose),
            user_id=signs_in if number == egor else 0,
        )
        for number, (_, whose) in enumerate(rows)
    ]
    session.add_all(drivers)
    session.flush()  # vehicles point to who drives them
    for number, (kind, whose) in enumerate(rows):
        session.add(
            Vehicle(
                code=f"А{number + 1:03d}",
                name=brands[kind],
                plate=_plate(number),
                type_id=types[kind],
                driver_id=drivers[number].id,
                carrier_id=carriers.get(whose),
                ownership=Ownership.RENT if whose else Ownership.OWN,
                shift_from=6 * HOUR,
                shift_to=21 * HOUR,
                max_trips=4,
            )
        )
    session.flush()
    return len(rows)


def _name(number: int) -> str:
    surname = _SURNAMES[number % len(_SURNAMES)]
    return f"{surname} {_NAMES[(number + number // len(_SURNAMES)) % len(_NAMES)]}"


def _plate(number: int) -> str:
    letters = [_LETTERS[number * step % len(_LETTERS)] for step in (5, 7, 11)]
    return f"{letters[0]}{number * 37 % 900 + 100}{letters[1]}{letters[2]}77"
