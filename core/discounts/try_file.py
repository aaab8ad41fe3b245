"""A whole pricing case in one file: price types, groups, items, discounts, a cart; no database.

The format is told in docs/guide/price-try.md. Codes stand for things; whatever is missing, misspelt
or of the wrong kind is refused with its place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.discounts.cart import Accumulation, CardFacts, Cart, CartLine, Manual
from core.discounts.conditions import Accumulated
from core.discounts.kinds import PaymentForm
from core.discounts.rulebook import RuleBook
from core.discounts.try_prices import (
    ItemPrices,
    MadePrice,
    PriceTypes,
    SourceReader,
    read_price_types,
)
from core.discounts.try_rules import Names, read_rules
from core.discounts.written import Table, read_written
from core.kernel.errors import BadValue
from core.kernel.trace import Trace

LONGEST = 10_000
"""Lines of a cart."""


@dataclass(frozen=True, slots=True)
class TryCase:
    """What a file says."""

    cart: Cart
    rules: RuleBook
    prices: Mapping[int, Trace]
    """Line number → how its price came about."""


@dataclass(slots=True)
class _Items:
    """The items of the file."""

    types: PriceTypes
    price_groups: dict[int, int] = field(default_factory=dict)
    segments: dict[int, frozenset[int]] = field(default_factory=dict)
    groups: dict[int, frozenset[int]] = field(default_factory=dict)
    told: dict[int, ItemPrices] = field(default_factory=dict)
    made: dict[int, dict[int, MadePrice]] = field(default_factory=dict)
    """Item → price type → price; of items that are sold."""

    def prices(self, item: int) -> dict[int, MadePrice]:
        """Return the prices of an item, computed once.

        Raises:
            TryPriceWrong: one of them cannot be computed.
        """
        if item not in self.made:
            self.made[item] = self.types.prices_of(self.told[item])
        return self.made[item]


def read_try(file: str, text: str) -> TryCase:
    """Return the case that a file tells.

    Args:
        file: its name: it is told in errors, and .json says how it is written.

    Raises:
        TryFileWrong: the first thing wrong, with its place and what was expected.
        TryPriceWrong: a price cannot be computed, with its place and why.
    """
    root = read_written(file, text)
    root.only(
        "rates",
        "agreement",
        "price_type",
        "price_group",
        "segment",
        "item_group",
        "item",
        "card_kind",
        "condition",
        "discounts",
        "cart",
    )
    names = Names()
    for key, codes in (("price_group", names.price_groups), ("card_kind", names.card_kinds)):
        for table in root.tables(key):
            table.only("code", "name")
            codes.add(table)
    cart = root.table("cart")
    on = cart.day("date") or _missing(cart, "date", "2026-11-20")
    types = read_price_types(root, names.price_types, names.price_groups, on)
    agreements = _agreements(root, names)
    for table in root.tables("segment"):
        table.only("code", "name", "items")
        names.segments.add(table)
    above = _groups(root, names)
    items = _items(root, names, types, above, on)
    rules = read_rules(root, names)
    return _case(cart, names, items, agreements, rules)


def _agreements(root: Table, names: Names) -> dict[int, int]:
    """Return agreement → the price type it sells by; 0: it names none."""
    found = {}
    for table in root.tables("agreement"):
        table.only("code", "name", "price_type")
        number = names.agreements.add(table)
        found[number] = names.price_types.find(table, "price_type")
    return found


def _groups(root: Table, names: Names) -> dict[int, frozenset[int]]:
    """Return group of items → itself and every group above it; a parent stands before its child."""
    above: dict[int, frozenset[int]] = {}
    for table in root.tables("item_group"):
        table.only("code", "name", "parent")
        parent = names.item_groups.find(table, "parent")
        number = names.item_groups.add(table)
        above[number] = above.get(parent, frozenset()) | {number}
    return above


def _items(
    root: Table,
    names: Names,
    types: PriceTypes,
    above: Mapping[int, frozenset[int]],
    on: dt.date,
) -> _Items:
    items, sources = _Items(types=types), SourceReader()
    for table in root.tables("item"):
        table.only("code", "name", "price_group", "group", "segments", "prices", "held", "sources")
        number = names.items.add(table)
        group = items.price_groups[number] = names.price_groups.find(table, "price_group")
        items.segments[number] = names.segments.all(table, "segments")
        items.groups[number] = above.get(names.item_groups.find(table, "group"), frozenset())
        items.told[number] = ItemPrices(
            names.items.names[number],
            _prices(table.table("prices"), names),
            _prices(table.table("held"), names),
            sources.read(table, number, group, on),
            sources.partners.names,
        )
    for table in root.tables("segment"):
        segment = names.segments.find(table, "code")
        for number in names.items.all(table, "items"):
            items.segments[number] |= {segment}
    return items


def _prices(table: Table, names: Names) -> dict[int, int]:
    found = {}
    for code in table.values:
        kind = names.price_types.find(Table(table.file, table.place, {"code": code}), "code")
        found[kind] = _price(table, code)
    return found


def _price(table: Table, key: str) -> int:
    price = table.money(key)
    if price < 0:
        raise table.wrong(key, table.values[key], "≥ 0")
    return price


def _case(
    table: Table, names: Names, items: _Items, agreements: Mapping[int, int], rules: RuleBook
) -> TryCase:
    table.only(
        "price_type",
        "date",
        "time",
        "payment_form",
        "warehouse",
        "agreement",
        "schedule",
        "client",
        "client_segments",
        "user_groups",
        "card",
        "chosen",
        "accumulated",
        "line",
        "manual",
    )
    agreement = names.agreements.free(table.text("agreement", ""))
    price_type = names.price_types.find(table, "price_type") or agreements.get(agreement, 0)
    on = table.day("date") or _missing(table, "date", "2026-11-20")
    minutes = table.minutes("time", 12 * 60)
    now = dt.datetime.combine(on, dt.time(minutes // 60 % 24, minutes % 60), dt.UTC)
    traces: dict[int, Trace] = {}
    lines = _lines(table, names, items, price_type, traces)
    if agreement and price_type and not table.has("price_type"):
        traces = _agreed(traces, names, agreement, price_type)
    form = table.choice("payment_form", PaymentForm).value if table.has("payment_form") else ""
    facts = {
        "warehouse_id": names.warehouses.free(table.text("warehouse", "")),
        "agreement_id": agreement,
        "schedule_id": names.schedules.free(table.text("schedule", "")),
        "partner_id": names.clients.free(table.text("client", "")),
    }
    try:
        cart = Cart(
            lines=lines,
            on=on,
            now=now,
            price_type_id=price_type,
            payment_form=form,
            partner_segments=frozenset(
                names.client_segments.free(code) for code in table.texts("client_segments")
            ),
            user_groups=frozenset(table.texts("user_groups")),
            card=_card(table, names),
            chosen=names.discounts.all(table, "chosen"),
            accumulated=_accumulated(table, names, rules),
            manual=tuple(_manual(one, len(lines)) for one in table.tables("manual")),
            **facts,
        )
    except BadValue as error:
        raise table.wrong(
            str(error.facts["what"]), error.facts["value"], str(error.facts["expected"])
        ) from error
    return TryCase(cart, rules, traces)


def _agreed(
    traces: Mapping[int, Trace], names: Names, agreement: int, price_type: int
) -> dict[int, Trace]:
    """Return explanations of prices that begin with the agreement that named the price type."""
    facts = {
        "agreement": names.agreements.names[agreement],
        "price_type": names.price_types.names[price_type],
    }
    return {
        number: trace
        if trace.code == "price-written"
        else Trace("price-agreement", facts, trace.amount, (trace,))
        for number, trace in traces.items()
    }


def _missing(table: Table, key: str, expected: str) -> dt.date:
    raise table.wrong(key, None, expected)


def _lines(
    table: Table,
    names: Names,
    items: _Items,
    price_type: int,
    traces: dict[int, Trace],
) -> tuple[CartLine, ...]:
    lines = []
    for number, one in enumerate(table.tables("line"), start=1):
        one.only("item", "quantity", "price")
        if number > LONGEST:
            raise one.wrong("", number, f"≤ {LONGEST}")
        item = names.items.find(one, "item") or _no_item(one, names)
        made = items.prices(item)
        if one.has("price"):
            price = _price(one, "price")
            traces[number] = Trace("price-written", {}, price)
        elif not price_type:
            raise table.wrong("price_type", None, "price_type = …")
        else:
            found = made[price_type]
            if found.minor is None:
                code = names.price_types.code_of(price_type)
                raise one.wrong("item", names.items.names[item], f"prices.{code}")
            price, traces[number] = found.minor, found.trace
        prices = {key: by.minor for key, by in made.items() if by.minor is not None}
        lines.append(
            CartLine(
                line_no=number,
                item_id=item,
                quantity=one.quantity("quantity"),
                price_minor=price,
                price_group_id=items.price_groups[item],
                segments=items.segments[item],
                groups=items.groups[item],
                prices=prices,
                title=names.items.names[item],
            )
        )
    if not lines:
        raise table.wrong("line", None, "[[cart.line]]")
    return tuple(lines)


def _no_item(table: Table, names: Names) -> int:
    raise table.wrong("item", None, names.items.listed())


def _card(table: Table, names: Names) -> CardFacts | None:
    if not table.has("card"):
        return None
    card = table.table("card")
    card.only("kind", "birthday")
    return CardFacts(1, names.card_kinds.find(card, "kind"), card.day("birthday"))


def _accumulated(table: Table, names: Names, rules: RuleBook) -> dict[Accumulation, int]:
    """Return what was bought before, written by the code of the condition that asks for it."""
    sums = table.table("accumulated")
    by_condition = {
        condition.id: condition.check.of
        for leaf in rules.leaves()
        for condition in leaf.conditions
        if isinstance(condition.check, Accumulated)
    }
    found = {}
    for code in sums.values:
        condition = names.conditions.find(Table(sums.file, sums.place, {"code": code}), "code")
        of = by_condition.get(condition)
        if of is None:
            raise sums.wrong(code, code, 'kind = "accumulated"')
        found[of] = sums.money(code)
    return found


def _manual(table: Table, lines: int) -> Manual:
    table.only("line", "percent", "amount")
    line = table.whole("line") if table.has("line") else None
    if line is not None and not 1 <= line <= lines:
        raise table.wrong("line", line, f"1 … {lines}")
    if table.has("percent") is table.has("amount"):
        raise table.wrong("", "percent, amount", "percent / amount")
    if table.has("percent"):
        return Manual(line, percent=table.percent("percent"))
    return Manual(line, amount_minor=table.money("amount"))
