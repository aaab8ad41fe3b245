"""Bringing CommerceML into the books: all of it or nothing, in the caller's transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import acting
from core.audit.operations import record
from core.catalog.models import Barcode, Item, ItemGroup, ItemVariant, LotPolicy, Unit
from core.catalog.rules import gtin14
from core.exchange.commerceml import Exchange, GoodsRecord, OfferRecord, UnitRecord, place_of
from core.exchange.faults import BadRow, Fault
from core.exchange.goods import make_units, units_counted_in
from core.exchange.importing import Count, ImportReport
from core.exchange.lookups import texts, units_named
from core.exchange.okei import BY_WORD, unit_word
from core.exchange.places import warehouses_named
from core.exchange.pricelists import write_prices
from core.exchange.tables import Row
from core.exchange.upserting import Upserted, upsert
from core.kernel.clock import Clock
from core.pricing.models import PriceType
from core.pricing.operations import NewPrice
from core.stock.models import CellMode, Warehouse
from core.stock.opening import StockLine, enter_stock

_USUAL_UNIT = "шт"


@dataclass(frozen=True, slots=True)
class CommerceMlOptions:
    """How to go about it."""

    dry_run: bool = False
    skip_bad: bool = False
    stock: bool = False
    """Enter quantities as opening stock; False leaves stock alone."""
    warehouse: str = ""
    """Code or name of the warehouse for quantities that name none."""


@dataclass(slots=True)
class _Work:
    session: Session
    actor: Actor
    clock: Clock
    options: CommerceMlOptions
    source: str
    exchange: Exchange
    counts: dict[str, Upserted] = field(default_factory=dict)

    def refuse(
        self, of: GoodsRecord | OfferRecord, tag: str, fault: Fault, expected: str, came: str
    ) -> None:
        place = place_of(of.file, tag)
        self.exchange.bad.append(BadRow(of.line, place, fault, expected, came))


@dataclass(frozen=True, slots=True)
class _Known:
    """An item that an offer may be about."""

    id: int
    lot_policy: LotPolicy
    service: bool


def import_commerceml(
    session: Session,
    actor: Actor,
    exchange: Exchange,
    *,
    clock: Clock,
    source: str,
    options: CommerceMlOptions,
) -> ImportReport:
    """Bring groups, items, variants, barcodes, prices and, if asked, stock into the books.

    Items are told by their identifier in the other system; one made here before, with the same
    code and no identifier, is taken for the same. Items that the file leaves out stay as they are.

    Args:
        source: names of the files.

    Raises:
        Forbidden: the actor may not import, set prices or enter stock.
        NotEnough: stock that the file takes away is gone already.
    """
    actor.require(Permission.IMPORT_RUN, what="commerceml", key=source)
    acting(session, actor, clock)
    work = _Work(session, actor, clock, options, source, exchange)
    attempt = session.begin_nested()
    _duplicates(work)
    _write_goods(work)
    items = _items_of_offers(work)
    variants = _write_offers(work, items)
    _write_prices(work, items, variants)
    if options.stock:
        _write_stock(work, items, variants)
    session.flush()  # a constraint must refuse here, where a dry run can still tell
    written = not options.dry_run and (not exchange.bad or options.skip_bad)
    if written:
        record(session, actor, "import.done", "commerceml", 0, source=source)
        attempt.commit()
    else:
        attempt.rollback()
    return _report(work, written=written)


def _duplicates(work: _Work) -> None:
    """Keep the first of records that share an identifier."""
    goods: dict[str, GoodsRecord] = {}
    for good in work.exchange.goods:
        first = goods.setdefault(good.external_id, good)
        if first is not good:
            work.refuse(good, "Ид", Fault.DUPLICATE, str(first.line), good.external_id)
    work.exchange.goods = list(goods.values())
    offers: dict[str, OfferRecord] = {}
    for offer in work.exchange.offers:
        own = offer.variant or offer.item
        first_offer = offers.setdefault(own, offer)
        if first_offer is not offer:
            work.refuse(offer, "Ид", Fault.DUPLICATE, str(first_offer.line), own)
    work.exchange.offers = list(offers.values())


def _write_goods(work: _Work) -> None:
    groups = _write_groups(work)
    units = _write_units(work)
    _keep_units(work, units)
    codes = _codes(work)
    rows = [_row(good, codes[good.external_id], units, groups) for good in work.exchange.goods]
    born = {"unit_id": units.get(_USUAL_UNIT)} if units else None
    items = upsert(work.session, Item, ["external_id"], rows, born)
    work.counts["item"] = items
    work.counts["barcode"] = upsert(
        work.session,
        Barcode,
        ["code", "item_id", "variant_id", "packaging_id", "lot_id"],
        [
            _barcode(good.barcode, items.ids[(good.external_id,)])
            for good in work.exchange.goods
            if good.barcode
        ],
    )


def _row(
    good: GoodsRecord, code: str, units: Mapping[str, int], groups: Mapping[str, int]
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "external_id": good.external_id,
        "code": code,
        "name": good.name,
        "retired": good.retired,
    }
    if good.article:
        row["article"] = good.article
    if good.full_name:
        row["full_name"] = good.full_name
    if good.weight_grams:
        row["weight_grams"] = good.weight_grams
    if good.vat_known:
        row["vat"] = good.vat
    if good.service:
        row["service"] = True
    if good.group in groups:
        row["group_id"] = groups[good.group]
    if good.unit.symbol or good.unit.code:
        row["unit_id"] = units[_word(good.unit)]
    return row


def _write_groups(work: _Work) -> dict[str, int]:
    """Write groups, then hang each under its parent; return identifier → id."""
    records = {group.external_id: group for group in work.exchange.groups}
    if not records:
        return _known_groups(work)
    made = upsert(
        work.session,
        ItemGroup,
        ["code"],
        [{"code": key, "name": group.name} for key, group in records.items()],
    )
    hung = upsert(
        work.session,
        ItemGroup,
        ["code"],
        [
            {"code": key, "parent_id": made.ids[(group.parent,)]}
            for key, group in records.items()
            if group.parent
        ],
    )
    moved = hung.changed if not made.added else 0
    made.changed += moved
    made.unchanged -= moved
    work.counts["item_group"] = made
    return _known_groups(work) | {key: made.ids[(key,)] for key in records}


def _known_groups(work: _Work) -> dict[str, int]:
    wanted = texts(good.group for good in work.exchange.goods if good.group)
    rows = work.session.execute(
        select(ItemGroup.code, ItemGroup.id).where(ItemGroup.code == wanted)
    )
    return {row.code: row.id for row in rows}


def _write_units(work: _Work) -> dict[str, int]:
    """Return word → id for every unit of the file; one that nobody knows is made as it came."""
    known = units_named(work.session)
    wanted = {_word(good.unit): good.unit for good in work.exchange.goods}
    wanted.setdefault(_USUAL_UNIT, UnitRecord("796", _USUAL_UNIT, "Штука"))
    wanted.pop("", None)
    missing = {word: unit for word, unit in wanted.items() if word not in known}
    known |= make_units(work.session, (word for word in missing if word in BY_WORD))
    own = [
        {
            "code": unit.code or unit.symbol,
            "symbol": unit.symbol or unit.code,
            "name": unit.name or unit.symbol or unit.code,
        }
        for word, unit in missing.items()
        if word not in BY_WORD
    ]
    upsert(work.session, Unit, ["code"], own)
    return known | units_named(work.session)


def _keep_units(work: _Work, units: Mapping[str, int]) -> None:
    """Leave out items whose stock is counted in another unit than the file's."""
    keys = (good.external_id for good in work.exchange.goods)
    counted = units_counted_in(work.session, Item.external_id, keys)
    kept = []
    for good in work.exchange.goods:
        stored = counted.get(good.external_id)
        word = _word(good.unit)
        if stored is not None and word and units[word] != stored[0]:
            work.refuse(good, "БазоваяЕдиница", Fault.UNIT_IN_USE, stored[1], good.unit.symbol)
        else:
            kept.append(good)
    work.exchange.goods = kept


def _word(unit: UnitRecord) -> str:
    """Return what a unit is looked up by: its OKEI code, else its symbol."""
    return unit.code or unit_word(unit.symbol)


def _codes(work: _Work) -> dict[str, str]:
    """Return identifier → code; adopts items of the same code that have no identifier yet.

    Without a code in the file it is the article, if nobody else has it as code, else the
    identifier itself.
    """
    goods = work.exchange.goods
    wished = {good.external_id: good.code or good.article or good.external_id for good in goods}
    rows = work.session.execute(
        select(Item.id, Item.code, Item.external_id).where(
            (Item.code == texts(wished.values())) | (Item.external_id == texts(wished))
        )
    ).all()
    by_external = {row.external_id: row.code for row in rows if row.external_id}
    by_code = {row.code: row for row in rows}
    taken = set(by_code)
    codes: dict[str, str] = {}
    adopted = []
    for good in goods:
        code = wished[good.external_id]
        if good.external_id in by_external:
            codes[good.external_id] = by_external[good.external_id]
            continue
        holder = by_code.get(code)
        if holder is not None and holder.external_id is None and code not in codes.values():
            adopted.append({"code": code, "external_id": good.external_id})
        elif code in taken:
            code = good.external_id
        taken.add(code)
        codes[good.external_id] = code
    upsert(work.session, Item, ["code"], adopted)
    return codes


def _items_of_offers(work: _Work) -> dict[str, _Known]:
    wanted = texts(offer.item for offer in work.exchange.offers)
    rows = work.session.execute(
        select(Item.external_id, Item.id, Item.lot_policy, Item.service).where(
            Item.external_id == wanted
        )
    )
    items = {row.external_id: _Known(row.id, row.lot_policy, row.service) for row in rows}
    kept = []
    for offer in work.exchange.offers:
        if offer.item in items:
            kept.append(offer)
        else:
            work.refuse(offer, "Ид", Fault.UNKNOWN, "item", offer.item)
    work.exchange.offers = kept
    return items


def _write_offers(work: _Work, items: Mapping[str, _Known]) -> dict[str, int]:
    """Write variants and barcodes of offers; return "item#variant" → variant id."""
    if not work.exchange.offers:
        return {}
    seen: dict[tuple[int, str], int] = {}
    rows = []
    for offer in work.exchange.offers:
        if offer.variant:
            item = items[offer.item].id
            name = offer.variant_name or offer.variant.partition("#")[2]
            count = seen[item, name] = seen.get((item, name), 0) + 1
            # Two variants of one name are told apart by the end of their identifiers.
            name = name if count == 1 else f"{name} ({offer.variant[-8:]})"
            rows.append({"external_id": offer.variant, "item_id": item, "name": name})
    variants = upsert(work.session, ItemVariant, ["external_id"], rows)
    work.counts["item_variant"] = variants
    found = {key: variant_id for (key,), variant_id in variants.ids.items()}
    codes = upsert(
        work.session,
        Barcode,
        ["code", "item_id", "variant_id", "packaging_id", "lot_id"],
        [
            _barcode(offer.barcode, items[offer.item].id, found.get(offer.variant, 0))
            for offer in work.exchange.offers
            if offer.barcode
        ],
    )
    earlier = work.counts["barcode"]
    codes.added += earlier.added
    codes.changed += earlier.changed
    codes.unchanged += earlier.unchanged
    work.counts["barcode"] = codes
    return found


def _barcode(code: str, item_id: int, variant_id: int = 0) -> dict[str, Any]:
    return {
        "code": code,
        "gtin": gtin14(code),
        "item_id": item_id,
        "variant_id": variant_id,
        "packaging_id": 0,
        "lot_id": 0,
    }


def _write_prices(work: _Work, items: Mapping[str, _Known], variants: Mapping[str, int]) -> None:
    types = _write_price_types(work)
    today = work.clock.business_date()
    rows: dict[tuple[int, date], list[NewPrice]] = defaultdict(list)
    for offer in work.exchange.offers:
        for key, kopecks in offer.prices:
            if key not in types:
                work.refuse(offer, "ИдТипаЦены", Fault.UNKNOWN, "price_type", key)
                continue
            price = NewPrice(items[offer.item].id, kopecks, variants.get(offer.variant, 0))
            rows[types[key], today].append(price)
    if rows:
        work.actor.require(Permission.PRICE_EDIT, what="price_type")
        work.counts["item_price"] = write_prices(work.session, work.actor, rows)


def _write_price_types(work: _Work) -> dict[str, int]:
    """Return identifier → id; a price type of ours with the same name is the same."""
    stored = work.session.execute(select(PriceType.id, PriceType.code, PriceType.name)).all()
    by_name = {row.name.lower(): row for row in stored}
    rows, found = [], {row.code: row.id for row in stored}
    for price_type in work.exchange.price_types:
        same = by_name.get(price_type.name.lower())
        if price_type.external_id in found:
            continue
        if same is not None:
            found[price_type.external_id] = same.id
            continue
        rows.append(
            {
                "code": price_type.external_id,
                "name": price_type.name or price_type.external_id,
                "currency": price_type.currency,
                "includes_vat": price_type.includes_vat,
            }
        )
    made = upsert(work.session, PriceType, ["code"], rows)
    if rows:
        work.counts["price_type"] = made
    return found | {key: price_type for (key,), price_type in made.ids.items()}


def _write_stock(work: _Work, items: Mapping[str, _Known], variants: Mapping[str, int]) -> None:
    houses = warehouses_named(work.session)
    lines: dict[int, list[StockLine]] = defaultdict(list)
    for offer in work.exchange.offers:
        item = items[offer.item]
        for house, quantity in _places(work, offer, houses):
            if not quantity or item.service:
                continue
            fault = _misfit(item, house)
            if fault:
                work.refuse(offer, "Количество", Fault.MISFIT, fault, house.name)
                continue
            lines[house.id].append(
                StockLine(item.id, quantity, variant_id=variants.get(offer.variant, 0))
            )
    done = Upserted()
    for house_id, of_house in sorted(lines.items()):
        entered = enter_stock(
            work.session,
            work.actor,
            house_id,
            of_house,
            clock=work.clock,
            source=f"{house_id}: {work.source}",
            comment=work.source,
        )
        if entered.changed:
            done.added += entered.lines
        else:
            done.unchanged += entered.lines
    work.counts["stock_entry"] = done


def _misfit(item: _Known, house: Warehouse) -> str:
    """Return why goods of a file without lots and cells cannot be entered; "" when they can."""
    if house.cells is CellMode.STORAGE:
        return "cell-needed"
    return "lot-needed" if item.lot_policy is not LotPolicy.NONE else ""


def _places(
    work: _Work, offer: OfferRecord, houses: Mapping[str, Warehouse]
) -> list[tuple[Warehouse, int]]:
    """Return where an offer's goods lie; a total without warehouses goes to the one given."""
    told: Sequence[tuple[str, int]] = offer.quantities
    if not told and offer.total is not None and work.options.warehouse:
        told = [("", offer.total)]
    found = []
    for key, quantity in told:
        name = work.exchange.warehouses.get(key, key) or work.options.warehouse
        house = houses.get(name.lower()) or houses.get(work.options.warehouse.lower())
        if house is None:
            work.refuse(offer, "Склад", Fault.UNKNOWN, "warehouse", name)
        else:
            found.append((house, quantity))
    return found


def _report(work: _Work, *, written: bool) -> ImportReport:
    exchange = work.exchange
    bad = tuple(sorted(exchange.bad))
    rows = {fault.row: Row(fault.row, (fault.column, fault.came)) for fault in bad}
    return ImportReport(
        target="commerceml",
        how="CommerceML 2",
        read=len(exchange.goods) + len(exchange.offers) + len(rows),
        columns={},
        ignored=(),
        counts={
            book: Count(done.added, done.changed, done.unchanged)
            for book, done in work.counts.items()
        },
        bad=bad,
        written=written,
        quarantine=tuple(rows[line] for line in sorted(rows)),
        headings=("column", "value"),
    )
