"""Where the demo's goods go: Moscow in zones, and places all over it, the same every time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.delivery.models import DeliveryRequest
from core.delivery.places.models import Address, DeliveryZone
from core.delivery.places.rules import folded, read_pace
from core.delivery.places.zones import rezone
from core.delivery.statuses import PlaceSource, ZoneKind
from core.exchange.demo.fleet import COLD, LIFT
from core.exchange.demo.places import Places
from core.kernel.daytime import DAY, HOUR
from core.sales.models import CustomerOrder
from core.terms.statuses import DeliveryMethod

DEPOT = (55_662_000, 37_745_000)
"""The central warehouse, millionths of a degree."""

_CENTRE = (55_751_000, 37_618_000)
_SPREAD = 85_000
"""Of places around the centre, millionths of a degree of latitude."""

_NEAR, _FAR = 32_000, 420_000
"""The middle of the town and the edge of the map, from the centre."""

_EAST = 1_776
"""Degrees of longitude as long as a degree of latitude, in thousandths, at this latitude."""

_RUSH = read_pace("7-10 150, 17-20 140")
_STREETS = (
    "ул. Лесная", "Садовый пр-д", "ул. Новая", "Заречная ул.", "Вокзальная пл.", "ул. Мира",
    "Кленовый б-р", "ул. Строителей", "Южный пр-д", "ул. Победы", "Школьная ул.", "Парковая ул.",
    "ул. Гагарина", "Луговая ул.", "Рыночный пер.", "ул. Маяковского", "Озёрная ул.",
)  # fmt: skip
_WINDOWS = ((2, 20), (4, 40), (12, 40))
"""Hours, percent."""

_TOWN = "Москва,"
_NEARBY = (_TOWN, "Московская обл.")
_DMITROV = 560_000
"""How far north of the centre it lies."""

NO_PLACE, NO_VEHICLE, TOO_FAR, MANY_TONNES = 5, 9, 14, 17
"""Numbers of places, in every `ROUND` of them, that make trouble in planning."""

ROUND = 75


@dataclass(frozen=True, slots=True)
class DropPlace:
    """Where an order goes."""

    name: str
    address_id: int


def add_town(session: Session, places: Places) -> None:
    """Add zones, and where the central warehouse stands."""
    session.add(
        Address(
            code="СКЛАД-ЦС",
            name="Москва, ул. Складская, д. 12, стр. 3",
            folded=folded("Москва, ул. Складская, д. 12, стр. 3"),
            warehouse_id=places.central,
            lat_e6=DEPOT[0],
            lon_e6=DEPOT[1],
            source=PlaceSource.TYPED,
        )
    )
    session.add_all(_zones())
    session.flush()
    rezone(session)


def add_drop_places(session: Session, partners: list[int], first: int) -> list[DropPlace]:
    """Add a place for each of *partners*, numbered from *first*; the same for the same number."""
    rows = [_place(partner, first + number) for number, partner in enumerate(partners)]
    session.add_all(rows)
    session.flush()
    rezone(session, [row.id for row in rows])
    return [DropPlace(row.name, row.id) for row in rows]


def place_known(session: Session, carrier_id: int) -> None:
    """Put what orders of the demo name on the map; goods for other towns go by a carrier.

    Orders under an agreement keep what it says.
    """
    rows = session.scalars(
        select(Address).where(Address.source == PlaceSource.NONE, Address.partner_id.is_not(None))
    ).all()
    for row in rows:
        if not row.name.startswith(_NEARBY):
            continue
        dice = random.Random(f"known {row.name}")  # noqa: S311 - the same town every time
        row.lat_e6 = _CENTRE[0] + _around(dice)
        row.lon_e6 = _CENTRE[1] + _around(dice) * _EAST // 1000
        row.source = PlaceSource.GEOCODED
        if not row.name.startswith(_TOWN):
            row.lat_e6 += _DMITROV
    session.flush()
    rezone(session)
    far = [row.id for row in rows if not row.name.startswith(_NEARBY)]
    free = select(CustomerOrder.document_id).where(CustomerOrder.agreement_id.is_(None))
    session.execute(
        update(DeliveryRequest)
        .where(
            DeliveryRequest.address_id.in_(far),
            DeliveryRequest.method == DeliveryMethod.OWN_TO_CLIENT,
            DeliveryRequest.document_id.in_(free),
        )
        .values(
            method=DeliveryMethod.CARRIER,
            carrier_id=carrier_id,
            version=DeliveryRequest.version + 1,
        )
        .execution_options(synchronize_session=False)
    )
    session.expire_all()


def _zones() -> Iterator[DeliveryZone]:
    north, east = _CENTRE
    for code, name, outline, price in (
        ("Ц", "Центр", _square(_NEAR), 1_200),
        ("С", "Север", _sector(1, 0), 800),
        ("В", "Восток", _sector(0, 1), 800),
        ("Ю", "Юг", _sector(-1, 0), 700),
        ("З", "Запад", _sector(0, -1), 900),
    ):
        yield DeliveryZone(
            code=code,
            name=name,
            kind=ZoneKind.POLYGON,
            outline=[[[north + dy, east + dx * _EAST // 1000] for dy, dx in outline]],
            pace=_RUSH,
            price_minor=price * 100,
        )
    yield DeliveryZone(
        code="МО",
        name="Подмосковье",
        kind=ZoneKind.LIST,
        words=["московская обл", "дмитров", "подольск", "клин"],
        price_minor=2_500_00,
    )


def _square(half: int) -> list[tuple[int, int]]:
    return [(half, -half), (half, half), (-half, half), (-half, -half)]


def _sector(north: int, east: int) -> list[tuple[int, int]]:
    """Return a quarter of the town without its middle."""
    left, right = (north + east, east - north), (north - east, east + north)
    return [
        (left[0] * _NEAR, left[1] * _NEAR),
        (left[0] * _FAR, left[1] * _FAR),
        (right[0] * _FAR, right[1] * _FAR),
        (right[0] * _NEAR, right[1] * _NEAR),
    ]


def _place(partner: int, number: int) -> Address:
    """Return the place with a number; some are nowhere, too narrow, or too far."""
    dice = random.Random(f"place {number}")  # noqa: S311 - the same town every time
    kind = number % ROUND
    name = (
        f"Москва, {_STREETS[number * 5 % len(_STREETS)]}, д. {number // 17 * 2 + number % 17 + 1}"
    )
    lat = _CENTRE[0] + _around(dice)
    lon = _CENTRE[1] + _around(dice) * _EAST // 1000
    begin, end = _window(dice)
    skills = [one for one, percent in ((COLD, 15), (LIFT, 13)) if dice.randrange(100) < percent]
    least = max(2 if skills else 1, 3 if len(skills) > 1 else 0)
    size = dice.randint(least, 3) if dice.randrange(100) < 60 else 0  # noqa: PLR2004 - percent
    if kind == NO_VEHICLE:  # a cold van as small as that nobody has
        skills, size = [COLD], 1
    elif kind == TOO_FAR:  # and wants it at eight
        name = f"Тверь, {_STREETS[number % len(_STREETS)]}, д. {number + 1}"
        lat, lon, begin, end = 56_859_000, 35_912_000, 8 * HOUR, 9 * HOUR
    elif kind == MANY_TONNES:
        skills, size, begin, end = [], 0, 8 * HOUR, 20 * HOUR
    unknown = kind == NO_PLACE
    return Address(
        code=f"Т{number + 1:05d}",
        name=name,
        folded=folded(name),
        partner_id=partner,
        lat_e6=None if unknown else lat,
        lon_e6=None if unknown else lon,
        source=PlaceSource.NONE if unknown else PlaceSource.IMPORTED,
        contact="приёмка",
        phone=f"+7 (900) 001-{number // 100 % 100:02d}-{number % 100:02d}",
        max_size=size,
        skills=skills,
        window_from=begin,
        window_to=end if end < 20 * HOUR or begin else DAY,
    )


def _around(dice: random.Random) -> int:
    """Return how far a place is from the centre: mostly near."""
    return sum(dice.randint(-_SPREAD, _SPREAD) for _ in range(4)) * 9 // 10


def _window(dice: random.Random) -> tuple[int, int]:
    (hours,) = dice.choices([one for one, _ in _WINDOWS], [percent for _, percent in _WINDOWS])
    begin = dice.randint(8, 20 - hours)
    return begin * HOUR, (begin + hours) * HOUR
