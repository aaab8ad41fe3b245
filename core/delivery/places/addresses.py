"""The address book: places with coordinates, found again by their text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, inspect, select, text
from sqlalchemy.orm import Session

from core.access.roles import Permission
from core.delivery.places.listings import ADDRESSES
from core.delivery.places.models import Address, DeliveryZone
from core.delivery.places.rules import folded
from core.delivery.places.zones import zone_map
from core.delivery.statuses import PlaceSource
from core.documents.reference import Book, Field, FieldKind, register_book
from core.kernel.daytime import DAY, time_text
from core.kernel.errors import BadValue, NotFound
from core.kernel.i18n import N_

_NEXT = text("SELECT nextval(pg_get_serial_sequence('address', 'id'))")
PREFIX = "АД-"
"""Of codes that klad gives."""


@dataclass(frozen=True, slots=True)
class AddressCard:
    """An address as a document takes it over."""

    name: str
    zone: str
    """"": it lies in none."""
    window_from: int
    """Seconds from midnight."""
    window_to: int
    contact: str
    phone: str


def address_card(session: Session, address_id: int) -> AddressCard:
    """Return an address with the name of its zone; one statement.

    Raises:
        NotFound: there is none.
    """
    found = session.execute(
        select(
            Address.name,
            func.coalesce(DeliveryZone.name, ""),
            Address.window_from,
            Address.window_to,
            Address.contact,
            Address.phone,
        )
        .outerjoin(DeliveryZone, DeliveryZone.id == Address.zone_id)
        .where(Address.id == address_id)
    ).one_or_none()
    if found is None:
        raise NotFound(what="address", key=address_id)
    return AddressCard(*tuple[Any, ...](found))


def find_address(session: Session, partner_id: int | None, name: str) -> int | None:
    """Return the address that a text means: the partner's own first, then one of nobody's.

    None where the book has none in use. One statement.
    """
    found = select(Address.id).where(
        Address.folded == folded(name),
        Address.partner_id.is_(None) | (Address.partner_id == (partner_id or 0)),
        Address.retired.is_(False),
    )
    return session.scalar(found.order_by(Address.partner_id.nulls_last()).limit(1))


def make_address(session: Session, partner_id: int | None, name: str) -> int:
    """Put an address that nobody has told coordinates of into the book; flushed."""
    row = Address(name=name, partner_id=partner_id)
    prepare(session, row)
    session.add(row)
    session.flush()  # documents refer to it
    return row.id


def prepare(session: Session, row: Address) -> None:
    """Make what an address says of itself follow its text and its place: code, words, zone.

    Raises:
        BadValue: no text, or a time until which comes before the time from which.
    """
    row.name = (row.name or "").strip()
    row.folded = folded(row.name)
    if not row.folded:
        raise BadValue(what="address", value=row.name, expected="Москва, Тверская ул., д. 1")
    row.window_to = row.window_to or DAY  # no time was typed: no limit
    begin, end = row.window_from or 0, row.window_to
    if begin > end:
        raise BadValue(what="time_until", value=time_text(end), expected=f"≥ {time_text(begin)}")
    if not (row.code or "").strip():
        if not inspect(row).persistent:
            row.id = session.scalars(_NEXT).one()
        row.code = f"{PREFIX}{row.id:06}"
    if row.source is PlaceSource.NOT_FOUND and inspect(row).attrs.name.history.has_changes():
        row.source = PlaceSource.NONE  # written in another way, it may be found
    chosen = inspect(row).attrs.zone_id.history
    if chosen.added and (inspect(row).persistent or row.zone_id is not None):
        row.zone_chosen = row.zone_id is not None
    if not row.zone_chosen:
        point = None if row.lat_e6 is None or row.lon_e6 is None else (row.lat_e6, row.lon_e6)
        row.zone_id = zone_map(session).zone_of(point, row.folded)


ADDRESS = register_book(
    Book(
        name="address",
        model=Address,
        title=N_("Addresses"),
        fields=(
            Field("name", N_("Address"), required=True, width=60),
            Field("partner_id", N_("Partner"), FieldKind.ROW, of="partner", width=30),
            Field("place", N_("Coordinates"), width=24),
            Field("zone_id", N_("Zone"), FieldKind.ROW, of="delivery_zone", width=20),
            Field(
                "warehouse_id", N_("Our warehouse here"), FieldKind.ROW, of="warehouse", width=20
            ),
            Field("window_from", N_("Time from"), FieldKind.TIME, width=5),
            Field("window_to", N_("Time until"), FieldKind.TIME, initial=DAY, width=5),
            Field("contact", N_("Contact"), width=24),
            Field("phone", N_("Phone"), width=18),
            Field("service", N_("Time of a stop"), FieldKind.TIME, width=5),
            Field("max_size", N_("Size class up to"), FieldKind.NUMBER, width=4),
            Field("skills", N_("Equipment"), FieldKind.WORDS, width=24),
            Field("code", N_("Code"), width=10),
            Field("note", N_("For the driver"), width=60),
        ),
        edit=Permission.FLEET_EDIT,
        listing=ADDRESSES.name,
        check=prepare,
    )
)
