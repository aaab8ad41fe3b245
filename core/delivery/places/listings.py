"""How the reference books of places are listed: zones and addresses."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from core.access.roles import Permission
from core.delivery.places.models import Address, DeliveryZone
from core.delivery.statuses import PlaceSource, ZoneKind
from core.documents.listing import Column, Kind, Listing, register_listing
from core.kernel.i18n import N_
from core.partners.models import Partner

ZONE_KINDS = {
    ZoneKind.LIST: N_("by words of the address"),
    ZoneKind.POLYGON: N_("by an outline on the map"),
}

PLACE_SOURCES = {
    PlaceSource.NONE: N_("unknown"),
    PlaceSource.TYPED: N_("typed"),
    PlaceSource.IMPORTED: N_("imported"),
    PlaceSource.GEOCODED: N_("found by the geocoder"),
    PlaceSource.CORRECTED: N_("corrected by a person"),
    PlaceSource.NOT_FOUND: N_("not known to the geocoder"),
}

_above = aliased(DeliveryZone)

DELIVERY_ZONES = register_listing(
    Listing(
        name="delivery_zones",
        title=N_("Delivery zones"),
        columns=(
            Column("code", N_("Code"), DeliveryZone.code, Kind.TEXT, 8, searchable=True),
            Column("name", N_("Name"), DeliveryZone.name, Kind.TEXT, 24, searchable=True),
            Column(
                "parent",
                N_("Part of"),
                func.coalesce(_above.name, ""),
                Kind.TEXT,
                20,
                searchable=True,
            ),
            Column("kind", N_("Kind"), DeliveryZone.kind, Kind.WORD, 24, titles=ZONE_KINDS),
            Column("price", N_("Price"), DeliveryZone.price_minor, Kind.MONEY, 10),
            Column(
                "words",
                N_("Words"),
                func.array_to_string(DeliveryZone.words, ", "),
                Kind.TEXT,
                30,
                searchable=True,
            ),
            Column("retired", N_("Retired"), DeliveryZone.retired, Kind.BOOL, 3),
        ),
        source=lambda: select(DeliveryZone.id).outerjoin(
            _above, _above.id == DeliveryZone.parent_id
        ),
        key=DeliveryZone.id,
        default_sort=("name", False),
        read=Permission.REFERENCE_READ,
    )
)

ADDRESSES = register_listing(
    Listing(
        name="addresses",
        title=N_("Addresses"),
        columns=(
            Column("name", N_("Address"), Address.name, Kind.TEXT, 40, searchable=True),
            Column(
                "partner",
                N_("Partner"),
                func.coalesce(Partner.name, ""),
                Kind.TEXT,
                24,
                searchable=True,
            ),
            Column("zone", N_("Zone"), func.coalesce(DeliveryZone.name, ""), Kind.TEXT, 16),
            Column(
                "source", N_("Coordinates"), Address.source, Kind.WORD, 22, titles=PLACE_SOURCES
            ),
            Column("window_from", N_("Time from"), Address.window_from, Kind.TIME, 5),
            Column("window_to", N_("Time until"), Address.window_to, Kind.TIME, 5),
            Column("contact", N_("Contact"), Address.contact, Kind.TEXT, 20, searchable=True),
            Column("phone", N_("Phone"), Address.phone, Kind.TEXT, 18, searchable=True),
            Column("code", N_("Code"), Address.code, Kind.TEXT, 10, searchable=True),
            Column("retired", N_("Retired"), Address.retired, Kind.BOOL, 3),
        ),
        source=lambda: (
            select(Address.id)
            .outerjoin(Partner, Partner.id == Address.partner_id)
            .outerjoin(DeliveryZone, DeliveryZone.id == Address.zone_id)
        ),
        key=Address.id,
        default_sort=("name", False),
        read=Permission.REFERENCE_READ,
    )
)
