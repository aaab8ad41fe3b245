"""The lists behind the reservation chess: what is held or awaited where, and what was moved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, select, union_all

from core.access.actor import Actor
from core.access.roles import Permission
from core.access.rows import within
from core.catalog.models import Item, ItemVariant, Unit
from core.catalog.queries import with_barcode
from core.documents.listing import Column, Kind, Listing, document_listing, register_listing
from core.kernel.i18n import N_
from core.sales.ledgers import DEMAND
from core.sales.models import Reallocation, ReallocationLine
from core.sales.statuses import ReallocationKind
from core.sales.types import REALLOCATION
from core.stock.ledgers import EXPECTED, FREE_STOCK
from core.stock.models import Warehouse

_stock, _wanted, _coming = FREE_STOCK.balance.c, DEMAND.balance.c, EXPECTED.balance.c

_ZERO = literal(0)
_PARTS = union_all(
    select(
        _stock.warehouse_id.label("warehouse_id"),
        _stock.item_id.label("item_id"),
        _stock.variant_id.label("variant_id"),
        (_stock.on_hand - _stock.reserved - _stock.earmarked - _stock.to_ship).label("free"),
        (_stock.reserved + _stock.earmarked + _stock.to_ship).label("held"),
        _ZERO.label("awaited"),
        _ZERO.label("expected"),
        _ZERO.label("claimed"),
    ),
    select(
        _wanted.warehouse_id,
        _wanted.item_id,
        _wanted.variant_id,
        _ZERO,
        _ZERO,
        _wanted.quantity,
        _ZERO,
        _ZERO,
    ),
    select(
        _coming.warehouse_id,
        _coming.item_id,
        _coming.variant_id,
        _ZERO,
        _ZERO,
        _ZERO,
        _coming.expected,
        _coming.claimed,
    ),
).subquery("reserved_part")

_PLACE = (_PARTS.c.warehouse_id, _PARTS.c.item_id, _PARTS.c.variant_id)
_SUMMED = ("free", "held", "awaited", "expected", "claimed")
_place = (
    select(*_PLACE, *(func.sum(_PARTS.c[name]).label(name) for name in _SUMMED))
    .group_by(*_PLACE)
    .having(
        func.sum(_PARTS.c.held + _PARTS.c.awaited + _PARTS.c.expected + _PARTS.c.claimed) > 0,
    )
    .subquery("reserved_place")
)


def _places() -> Select[Any]:
    return (
        select(_place.c.item_id)
        .join(Warehouse, Warehouse.id == _place.c.warehouse_id)
        .join(Item, Item.id == _place.c.item_id)
        .join(Unit, Unit.id == Item.unit_id)
        .outerjoin(
            ItemVariant, and_(_place.c.variant_id != 0, ItemVariant.id == _place.c.variant_id)
        )
    )


def _own(actor: Actor) -> Sequence[ColumnElement[bool]]:
    return (within(_place.c.warehouse_id, actor.warehouses),)


RESERVATIONS = register_listing(
    Listing(
        name="reservations",
        title=N_("Reservation chess"),
        columns=(
            Column("article", N_("Article"), Item.article, Kind.TEXT, 12, searchable=True),
            Column("item", N_("Item"), Item.name, Kind.TEXT, 36, searchable=True),
            Column("awaited", N_("Awaited"), _place.c.awaited, Kind.QUANTITY, 8),
            Column("held", N_("Held"), _place.c.held, Kind.QUANTITY, 8),
            Column("free", N_("Free"), _place.c.free, Kind.QUANTITY, 8),
            Column("unit", N_("Unit"), Unit.symbol, Kind.TEXT, 4),
            Column("expected", N_("Expected"), _place.c.expected, Kind.QUANTITY, 8),
            Column("claimed", N_("Promised"), _place.c.claimed, Kind.QUANTITY, 8),
            Column("warehouse", N_("Warehouse"), Warehouse.name, Kind.TEXT, 16, searchable=True),
            Column("variant", N_("Variant"), ItemVariant.name, Kind.TEXT, 12, searchable=True),
        ),
        source=_places,
        key=func.concat(_place.c.warehouse_id, ":", _place.c.item_id, ":", _place.c.variant_id),
        default_sort=("awaited", True),
        read=Permission.ORDER_READ,
        restrict=_own,
        codes=with_barcode,
    )
)
"""Everything that somebody holds, awaits or is promised; the key is that of the list of stock."""

OPERATIONS = {
    ReallocationKind.RESERVE: N_("Reserving"),
    ReallocationKind.RESERVE_ADJUST: N_("Reserving from others too"),
    ReallocationKind.RELEASE: N_("Releasing a reserve"),
    ReallocationKind.RELEASE_MANY: N_("Releasing reserves of many"),
    ReallocationKind.ARBITRARY: N_("From many to many"),
}
"""Operation → msgid."""

_ITEMS = (
    select(func.string_agg(Item.name.distinct(), literal(", ")))
    .join(ReallocationLine, ReallocationLine.item_id == Item.id)
    .where(ReallocationLine.document_id == Reallocation.id)
    .correlate(Reallocation.__table__)
    .scalar_subquery()
)

REALLOCATIONS = register_listing(
    document_listing(
        REALLOCATION,
        name="reallocations",
        title=N_("Reallocations"),
        extra=(
            Column(
                "operation",
                N_("Operation"),
                Reallocation.operation,
                Kind.WORD,
                26,
                titles=OPERATIONS,
            ),
            Column("items", N_("Items"), _ITEMS, Kind.TEXT, 30, sortable=False),
        ),
        without=("partner", "company", "status", "posted"),
    )
)
