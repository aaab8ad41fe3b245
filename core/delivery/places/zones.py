"""Delivery zones: the reference book, outlines from files, and which zone an address lies in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import ARRAY, BigInteger, bindparam, column, func, select, update
from sqlalchemy.orm import Session

from core.access.roles import Permission
from core.delivery.places.listings import DELIVERY_ZONES, ZONE_KINDS
from core.delivery.places.models import Address, DeliveryZone
from core.delivery.places.rules import Zone, ZoneMap
from core.documents.reference import Book, Field, FieldKind, register_book
from core.kernel.errors import BadValue
from core.kernel.i18n import N_
from core.kernel.money import require_no_less


def zone_map(session: Session) -> ZoneMap:
    """Return all zones in use; one statement."""
    rows = session.execute(
        select(
            DeliveryZone.id,
            DeliveryZone.parent_id,
            DeliveryZone.kind,
            DeliveryZone.outline,
            DeliveryZone.words,
        ).where(DeliveryZone.retired.is_(False))
    )
    return ZoneMap(
        Zone(row.id, row.parent_id, row.kind, _rings(row.outline), tuple(row.words)) for row in rows
    )


def _rings(
    outline: Sequence[Sequence[Sequence[int]]],
) -> tuple[tuple[tuple[int, int], ...], ...]:
    return tuple(tuple((int(corner[0]), int(corner[1])) for corner in ring) for ring in outline)


def rezone(session: Session, address_ids: Sequence[int] | None = None) -> int:
    """Put addresses into the zones they lie in; return how many changed. Three statements at most.

    A zone that a person chose stays.

    Args:
        address_ids: None: all of them.
    """
    session.flush()  # zones and addresses as this session left them
    zones = zone_map(session)
    statement = select(
        Address.id, Address.zone_id, Address.lat_e6, Address.lon_e6, Address.folded
    ).where(Address.zone_chosen.is_(False))
    if address_ids is not None:
        statement = statement.where(Address.id.in_(address_ids))
    moved: dict[int, int | None] = {}
    for row in session.execute(statement.order_by(Address.id)):
        point = None if row.lat_e6 is None else (row.lat_e6, row.lon_e6)
        zone_id = zones.zone_of(point, row.folded)
        if zone_id != row.zone_id:
            moved[row.id] = zone_id
    if moved:
        _store(session, moved)
    return len(moved)


def _store(session: Session, moved: Mapping[int, int | None]) -> None:
    given = (
        func.unnest(
            bindparam(None, list(moved), type_=ARRAY(BigInteger), unique=True),
            bindparam(None, list(moved.values()), type_=ARRAY(BigInteger), unique=True),
        )
        .table_valued(column("id", BigInteger), column("zone_id", BigInteger), name="given")
        .render_derived()
    )
    session.execute(
        update(Address)
        .where(Address.id == given.c.id)
        .values(zone_id=given.c.zone_id, version=Address.version + 1)
        .execution_options(synchronize_session=False)
    )
    for row in session.identity_map.values():
        if isinstance(row, Address) and row.id in moved:
            session.expire(row)


def _check_zone(session: Session, row: DeliveryZone) -> None:
    """Refuse a zone that lies in itself and a price below nothing.

    Raises:
        BadValue: which.
    """
    above, seen = row.parent_id, {row.id}
    while above is not None:
        if above in seen:
            raise BadValue(what="delivery_zone", value=row.name, expected="≠")
        seen.add(above)
        above = session.scalar(select(DeliveryZone.parent_id).where(DeliveryZone.id == above))
    require_no_less("price", row.price_minor or 0)


def _written(session: Session, _row: DeliveryZone) -> None:
    rezone(session)


DELIVERY_ZONE = register_book(
    Book(
        name="delivery_zone",
        model=DeliveryZone,
        title=N_("Delivery zones"),
        fields=(
            Field("code", N_("Code"), required=True, width=8),
            Field("name", N_("Name"), required=True, width=30),
            Field("parent_id", N_("Part of"), FieldKind.ROW, of="delivery_zone", width=24),
            Field("kind", N_("Kind"), FieldKind.CHOICE, choices=ZONE_KINDS, width=24),
            Field("price_minor", N_("Price"), FieldKind.MONEY, width=10),
            Field("paces", N_("Pace by hour, %"), width=30),
            Field("words", N_("Words"), FieldKind.WORDS, width=60),
            Field("corners", N_("Outline"), width=60),
        ),
        edit=Permission.FLEET_EDIT,
        listing=DELIVERY_ZONES.name,
        check=_check_zone,
        written=_written,
    )
)
