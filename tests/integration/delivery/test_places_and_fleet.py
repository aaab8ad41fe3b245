"""Zones, addresses, vehicles and tariffs: what people type, what follows, what is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.access.actor import SYSTEM, Actor
from core.access.errors import Forbidden
from core.access.roles import Permission
from core.delivery.fleet.books import CARRIER_TARIFF, DRIVER, VEHICLE, VEHICLE_TYPE
from core.delivery.fleet.models import CarrierTariff, Vehicle
from core.delivery.places.addresses import find_address, make_address
from core.delivery.places.errors import BadOutline
from core.delivery.places.models import Address, DeliveryZone
from core.delivery.places.zones import rezone
from core.delivery.statuses import PlaceSource, ZoneKind
from core.documents.changes import changes_of
from core.documents.listing import ListQuery, page
from core.documents.reference import RowSaved, create_row, edit_row, retire_row, row_card
from core.kernel.clock import FixedClock
from core.kernel.errors import BadValue, Conflict
from core.partners.models import Partner
from tests.conftest import NOON

BOSS = replace(SYSTEM, login="boss", name="Boss")
READER = replace(BOSS, permissions=frozenset({Permission.REFERENCE_READ}))
CLOCK = FixedClock(NOON)

CENTRE = "55.7,37.5; 55.8,37.5; 55.8,37.7; 55.7,37.7"


def _make(session: Session, book: str, actor: Actor = BOSS, **values: object) -> RowSaved:
    return create_row(session, actor, book, clock=CLOCK, **values)


def _zone(session: Session, code: str, **values: object) -> RowSaved:
    return _make(session, "delivery_zone", code=code, name=code, **values)


def _address(session: Session, name: str, **values: object) -> RowSaved:
    return _make(session, "address", name=name, window_to=86_400, **values)


def _stored(session: Session, address: RowSaved | int) -> Any:
    key = address if isinstance(address, int) else address.id
    columns = (Address.zone_id, Address.lat_e6, Address.lon_e6, Address.source, Address.version)
    return session.execute(select(*columns).where(Address.id == key)).one()


def test_a_vehicle_is_made_of_its_type_and_told_in_the_list(session: Session) -> None:
    kind = _make(
        session,
        VEHICLE_TYPE.name,
        code="Г",
        name="Газель",
        payload_kg=1500,
        volume_dm3=12_500,
        pallets_tenths=45,
        skills=["cold", "tail_lift"],
        per_km_minor=25_00,
    )
    driver = _make(session, DRIVER.name, code="В1", name="Иванов", user_id=None)
    made = _make(
        session,
        VEHICLE.name,
        code="01",
        name="ГАЗ 3302",
        plate=" А123ВС77 ",
        type_id=kind.id,
        driver_id=driver.id,
        shift_from=8 * 3600,
        shift_to=20 * 3600,
        max_duration=9 * 3600,
        max_trips=2,
        rests="12:00-14:00 0:30",
    )
    stored = session.get_one(Vehicle, made.id)
    assert stored.breaks == [{"from": 43_200, "to": 50_400, "duration": 1_800}]
    assert row_card(session, READER, VEHICLE.name, made.id).values["rests"] == "12:00-14:00 0:30"
    (row,) = page(session, READER, "vehicles", ListQuery(search="А123ВС77")).rows
    assert row.values[:5] == ("01", "ГАЗ 3302", "А123ВС77", "Газель", "Иванов")


@pytest.mark.parametrize(
    "wrong", [{"shift_to": 8 * 3600}, {"max_trips": 0}, {"max_duration": 0}], ids=str
)
def test_a_vehicle_that_never_works_is_refused(session: Session, wrong: dict[str, int]) -> None:
    kind = _make(session, VEHICLE_TYPE.name, code="Г", name="Газель")
    values = {"shift_from": 8 * 3600, "shift_to": 20 * 3600, "max_trips": 1, "max_duration": 3600}
    with pytest.raises(BadValue):
        _make(session, VEHICLE.name, code="01", name="ГАЗ", type_id=kind.id, **{**values, **wrong})
    assert session.scalars(select(Vehicle.id)).all() == []


def test_nobody_without_the_right_changes_the_fleet(session: Session) -> None:
    with pytest.raises(Forbidden):
        _make(session, VEHICLE_TYPE.name, READER, code="Г", name="Газель")


def test_a_rate_below_nothing_is_refused(session: Session) -> None:
    carrier = Partner(code="П", name="Перевозчик")
    session.add(carrier)
    session.flush()
    with pytest.raises(BadValue) as refused:
        _make(
            session,
            CARRIER_TARIFF.name,
            code="Т",
            name="Тариф",
            carrier_id=carrier.id,
            since=CLOCK.business_date(),
            per_km_minor=-1,
        )
    assert refused.value.facts["what"] == "per_km_minor"
    assert session.scalars(select(CarrierTariff.id)).all() == []


def test_an_address_gets_code_and_zone_and_is_found_again_by_its_text(session: Session) -> None:
    zone = _zone(session, "ЦАО", kind=ZoneKind.POLYGON, corners=CENTRE)
    made = _address(session, "г. Москва, Тверская ул., д. 1", place="55.7558, 37.6176")
    stored = _stored(session, made)
    assert (stored.zone_id, stored.lat_e6, stored.lon_e6) == (zone.id, 55_755_800, 37_617_600)
    assert stored.source is PlaceSource.TYPED
    assert find_address(session, None, "Город Москва, тверская улица дом 1") == made.id
    code = row_card(session, READER, "address", made.id).values["code"]
    assert code == f"АД-{made.id:06}"


def test_a_partners_own_address_goes_before_one_of_nobodys(session: Session) -> None:
    partner = Partner(code="Р", name="Ромашка")
    session.add(partner)
    session.flush()
    shared = make_address(session, None, "Тула, Советская, 1")
    assert find_address(session, partner.id, "Тула, Советская, 1") == shared
    own = make_address(session, partner.id, "Тула, Советская, 1")
    assert find_address(session, partner.id, "тула советская 1") == own
    assert find_address(session, partner.id + 1, "тула советская 1") == shared
    retire_row(session, BOSS, "address", own, clock=CLOCK)
    assert find_address(session, partner.id, "тула советская 1") == shared


def test_the_same_address_is_kept_once_for_a_partner(session: Session) -> None:
    _address(session, "Тула, Советская, 1")
    with pytest.raises(IntegrityError), session.begin_nested():
        _address(session, "ТУЛА, ул Советская 1".replace("ул ", ""))


@pytest.mark.parametrize("wrong", [{"window_from": 50_000, "window_to": 40_000}, {"place": "да"}])
def test_an_address_that_makes_no_sense_is_refused(
    session: Session, wrong: dict[str, object]
) -> None:
    with pytest.raises(BadValue):
        _make(session, "address", name="Тула", **{"window_to": 86_400, **wrong})
    assert session.scalars(select(Address.id)).all() == []


def test_addresses_follow_a_zone_that_is_made_changed_and_retired(session: Session) -> None:
    inside = _address(session, "Тверская, 1", place="55.75, 37.6")
    worded = _address(session, "141400 Химки, Ленина, 2")
    outside = _address(session, "Тула", place="54.2, 37.6")
    whole = _zone(session, "МСК", kind=ZoneKind.POLYGON, corners="55,37; 56,37; 56,38; 55,38")
    assert [_stored(session, one).zone_id for one in (inside, worded, outside)] == [
        *(whole.id, None, None),
    ]
    centre = _zone(session, "ЦАО", kind=ZoneKind.POLYGON, corners=CENTRE, parent_id=whole.id)
    words = _zone(session, "ХИМ", kind=ZoneKind.LIST, words=["1414"])
    assert [_stored(session, one).zone_id for one in (inside, worded, outside)] == [
        *(centre.id, words.id, None),
    ]
    smaller = "55.7,37.5; 55.74,37.5; 55.74,37.7; 55.7,37.7"
    edit_row(session, BOSS, "delivery_zone", centre.id, 1, clock=CLOCK, corners=smaller)
    assert _stored(session, inside).zone_id == whole.id
    retire_row(session, BOSS, "delivery_zone", whole.id, clock=CLOCK)
    assert _stored(session, inside).zone_id is None
    assert rezone(session) == 0


def test_a_zone_that_a_person_chose_stays_until_he_takes_it_back(session: Session) -> None:
    made = _address(session, "Тверская, 1", place="55.75, 37.6")
    other = _zone(session, "ДРУГАЯ")
    chosen = edit_row(session, BOSS, "address", made.id, 1, clock=CLOCK, zone_id=other.id)
    centre = _zone(session, "ЦАО", kind=ZoneKind.POLYGON, corners=CENTRE)
    assert _stored(session, made).zone_id == other.id
    edit_row(session, BOSS, "address", made.id, chosen.version, clock=CLOCK, zone_id=None)
    assert _stored(session, made).zone_id == centre.id


def test_a_moved_address_changes_its_zone_and_says_who_moved_it(session: Session) -> None:
    centre = _zone(session, "ЦАО", kind=ZoneKind.POLYGON, corners=CENTRE)
    made = _address(session, "Тверская, 1")
    edit_row(session, BOSS, "address", made.id, 1, clock=CLOCK, place="55.75; 37.6")
    stored = _stored(session, made)
    assert (stored.zone_id, stored.source) == (centre.id, PlaceSource.TYPED)
    (change,) = [one for one in changes_of(session, "address", made.id) if one.field == "lat_e6"]
    assert (change.who, change.old, change.new) == ("Boss", None, 55_750_000)


def test_an_edit_of_an_address_that_a_zone_has_moved_is_a_conflict(session: Session) -> None:
    made = _address(session, "Тверская, 1", place="55.75, 37.6")
    _zone(session, "ЦАО", kind=ZoneKind.POLYGON, corners=CENTRE)
    with pytest.raises(Conflict):
        edit_row(session, BOSS, "address", made.id, 1, clock=CLOCK, note="ворота 3")
    assert row_card(session, BOSS, "address", made.id).values["note"] == ""


def test_a_zone_inside_itself_or_without_an_inside_is_refused(session: Session) -> None:
    above = _zone(session, "А")
    below = _zone(session, "Б", parent_id=above.id)
    with pytest.raises(BadValue):
        edit_row(session, BOSS, "delivery_zone", above.id, 1, clock=CLOCK, parent_id=below.id)
    with pytest.raises(BadOutline):
        edit_row(session, BOSS, "delivery_zone", below.id, 1, clock=CLOCK, corners="1,1; 2,2")
    session.expire_all()
    assert session.scalars(select(DeliveryZone.outline)).all() == [[], []]


def test_the_pace_of_a_zone_is_kept_for_24_hours(session: Session) -> None:
    made = _zone(session, "А", paces="7-10 150")
    assert session.get_one(DeliveryZone, made.id).pace == [100] * 7 + [150] * 3 + [100] * 14
    assert row_card(session, BOSS, "delivery_zone", made.id).values["paces"] == "7-10 150"


def test_no_time_until_is_no_limit_and_a_vehicle_has_a_usual_day(session: Session) -> None:
    """What nobody typed keeps nobody out and works as vehicles do."""
    made = _make(session, "address", name="Rose 7", window_from=9 * 3600, window_to=0)
    stored = session.get_one(Address, made.id)
    assert (stored.window_from, stored.window_to) == (9 * 3600, 86_400)
    kind = _make(session, VEHICLE_TYPE.name, code="V", name="Van")
    plain = _make(session, VEHICLE.name, code="1", name="Van", type_id=kind.id)
    van = session.get_one(Vehicle, plain.id)
    assert (van.shift_from, van.shift_to, van.max_duration, van.max_trips) == (
        *(8 * 3600, 20 * 3600, 9 * 3600),
        3,
    )
