"""The lists of supplier orders, receipts and of what is expected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from core.access.actor import Actor
from core.access.roles import Permission
from core.access.rows import within
from core.catalog.models import Item, Unit
from core.documents.listing import Column, Kind, Listing, document_listing, register_listing
from core.kernel.i18n import N_
from core.partners.models import Partner
from core.stock.ledgers import EXPECTED
from core.stock.models import Warehouse
from core.supply.models import SupplierOrder, SupplierOrderLine
from core.supply.types import GOODS_RECEIPT, SUPPLIER_ORDER

_kept = EXPECTED.balance.c

SUPPLIER_ORDERS = register_listing(
    document_listing(
        SUPPLIER_ORDER,
        name="supplier_orders",
        title=N_("Supplier orders"),
        extra=(
            Column("expected_on", N_("Expected on"), SupplierOrder.expected_on, Kind.DATE, 10),
            Column(
                "total",
                N_("Total"),
                SupplierOrder.total_minor,
                Kind.MONEY,
                14,
                summed=True,
                read=Permission.PRICE_READ,
            ),
        ),
        without=("posted",),
    )
)

GOODS_RECEIPTS = register_listing(
    document_listing(
        GOODS_RECEIPT,
        name="goods_receipts",
        title=N_("Goods receipts"),
        without=("posted", "status"),
    )
)


def _expected() -> Select[Any]:
    return (
        select(SupplierOrderLine.id)
        .join(EXPECTED.balance, _kept.source_line_id == SupplierOrderLine.id)
        .join(SupplierOrder, SupplierOrder.id == SupplierOrderLine.document_id)
        .join(Partner, Partner.id == SupplierOrder.partner_id)
        .join(Warehouse, Warehouse.id == _kept.warehouse_id)
        .join(Item, Item.id == SupplierOrderLine.item_id)
        .join(Unit, Unit.id == Item.unit_id)
        .where(_kept.expected > 0)
    )


def _own(actor: Actor) -> Sequence[ColumnElement[bool]]:
    return (
        within(_kept.warehouse_id, actor.warehouses),
        within(SupplierOrder.company_id, actor.companies),
    )


EXPECTED_LIST = register_listing(
    Listing(
        name="expected_receipts",
        title=N_("Expected receipts"),
        columns=(
            Column("expected_on", N_("Expected on"), SupplierOrderLine.expected_on, Kind.DATE, 10),
            Column("article", N_("Article"), Item.article, Kind.TEXT, 12, searchable=True),
            Column("item", N_("Item"), Item.name, Kind.TEXT, 36, searchable=True),
            Column("unit", N_("Unit"), Unit.symbol, Kind.TEXT, 5),
            Column("expected", N_("Expected"), _kept.expected, Kind.QUANTITY, 10, summed=True),
            Column("claimed", N_("Promised"), _kept.claimed, Kind.QUANTITY, 10, summed=True),
            Column(
                "unclaimed",
                N_("Can be promised"),
                _kept.expected - _kept.claimed,
                Kind.QUANTITY,
                10,
                summed=True,
            ),
            Column("supplier", N_("Supplier"), Partner.name, Kind.TEXT, 20, searchable=True),
            Column("warehouse", N_("Warehouse"), Warehouse.name, Kind.TEXT, 16, searchable=True),
            Column(
                "number", N_("Number"), SupplierOrder.number_text, Kind.TEXT, 12, searchable=True
            ),
        ),
        source=_expected,
        key=SupplierOrderLine.id,
        default_sort=("expected_on", False),
        read=Permission.SUPPLY_READ,
        restrict=_own,
    )
)
"""What comes when, and how much of it is promised already."""
