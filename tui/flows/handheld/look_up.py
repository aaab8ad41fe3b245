"""What is this? Facts about an item, a cell, a code, as labelled lines ready to show."""

from __future__ import annotations

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.catalog.queries import BarcodeHit, items_by_id
from core.catalog.search import search_items
from core.stock.queries import CellRow, cell_contents, item_stock
from tui.formatting import day, quantity
from tui.locale import _

Facts = tuple[tuple[str, str], ...]

_MOST = 12
"""Lines worth showing: what stands in more cells is looked up at a desk."""


def cell_facts(session: Session, actor: Actor, cell: CellRow) -> Facts:
    """Return what is in a cell."""
    found = [(_("LOC"), cell.code)]
    contents = cell_contents(session, actor, cell.id)
    if not contents:
        found.append(("", _("The cell is empty")))
    for row in contents[:_MOST]:
        lot = f" {row.lot_code}" if row.lot_code else ""
        found.append((f"{quantity(row.quantity)} {row.unit}", f"{row.item_name}{lot}"))
    return tuple(found)


def item_facts(session: Session, actor: Actor, hits: list[BarcodeHit]) -> Facts:
    """Return what a code may mean and where that lies; empty when it means nothing."""
    found: list[tuple[str, str]] = []
    for hit in hits[:3]:
        found.append(("", f"{hit.item_name} {hit.variant}".strip()))
        found.append((_("ART"), hit.article or hit.item_code))
        if hit.packaging:
            packed = f"{hit.packaging} {quantity(hit.pack_quantity)} {hit.unit}"
            found.append((_("PACK"), packed))
        stock = item_stock(session, actor, hit.item_id)
        for place in stock.cells[:_MOST]:
            until = f" {day(place.expires)}" if place.expires else ""
            lot = f" {place.lot_code}{until}" if place.lot_code else ""
            found.append((place.cell_code, f"{quantity(place.quantity)} {hit.unit}{lot}"))
        if not stock.cells:
            found.extend(
                (place.warehouse, f"{quantity(place.quantity)} {hit.unit}")
                for place in stock.warehouses[:_MOST]
            )
        if not stock.quantity:
            found.append(("", _("None in stock")))
    return tuple(found)


def by_words(session: Session, actor: Actor, text: str) -> list[BarcodeHit]:
    """Return items whose code, article or name *text* tells, when no barcode does."""
    hits = search_items(session, actor, text, limit=3)
    rows = items_by_id(session, [hit.item_id for hit in hits])
    return [
        BarcodeHit(
            hit.item_id,
            hit.code,
            hit.article,
            hit.name,
            hit.unit,
            hit.variant_id,
            hit.variant,
            hit.packaging_id,
            hit.packaging,
            hit.pack_quantity,
            rows[hit.item_id].lot_policy,
            0,
        )
        for hit in hits
    ]
