"""The tree of discounts and the conditions of a file for `klad price try`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.discounts.conditions import Condition, Hours
from core.discounts.kinds import (
    Accumulates,
    Assignment,
    Compare,
    Comparison,
    ConditionKind,
    Criterion,
    DiscountKind,
    JoinRule,
    PaymentForm,
    Period,
    Place,
    RoundingMode,
    ScopeKind,
    Standing,
    Within,
)
from core.discounts.making import REPEATABLE, BenefitFacts, CheckFacts, make_benefit, make_check
from core.discounts.rulebook import Activity, Discount, Group, Node, RuleBook
from core.discounts.scopes import ANYTHING, Scope, composed
from core.discounts.written import Codes, Table
from core.kernel.errors import BadValue

DEEPEST = 50
"""Levels of groups in one another."""

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(slots=True)
class Names:
    """The codes of everything in the file."""

    price_types: Codes = field(default_factory=lambda: Codes("price_type"))
    price_groups: Codes = field(default_factory=lambda: Codes("price_group"))
    segments: Codes = field(default_factory=lambda: Codes("segment"))
    item_groups: Codes = field(default_factory=lambda: Codes("item_group"))
    items: Codes = field(default_factory=lambda: Codes("item"))
    card_kinds: Codes = field(default_factory=lambda: Codes("card_kind"))
    conditions: Codes = field(default_factory=lambda: Codes("condition"))
    discounts: Codes = field(default_factory=lambda: Codes("discounts"))
    warehouses: Codes = field(default_factory=lambda: Codes("warehouse"))
    agreements: Codes = field(default_factory=lambda: Codes("agreement"))
    schedules: Codes = field(default_factory=lambda: Codes("schedule"))
    clients: Codes = field(default_factory=lambda: Codes("client"))
    client_segments: Codes = field(default_factory=lambda: Codes("client_segment"))
    programmes: Codes = field(default_factory=lambda: Codes("programme"))


def read_rules(root: Table, names: Names) -> RuleBook:
    """Return the discounts of a file.

    Raises:
        TryFileWrong: a value makes no sense, or a code stands for nothing.
    """
    conditions = {}
    for table in root.tables("condition"):
        number = names.conditions.add(table)
        conditions[number] = _condition(table, number, names)
    tree = root.table("discounts")
    tree.only("rule", "compare", "children")
    return RuleBook(_group(tree, names, conditions, 0))


def _group(table: Table, names: Names, conditions: Mapping[int, Condition], depth: int) -> Group:
    if depth > DEEPEST:
        raise table.wrong("", depth, f"≤ {DEEPEST}")
    number = 0
    if depth:
        table.only("code", "name", "rule", "compare", "children")
        number = names.discounts.add(table)
    children: list[Node] = [
        _group(child, names, conditions, depth + 1)
        if child.has("rule")
        else _discount(child, names, conditions)
        for child in table.tables("children")
    ]
    return Group(
        id=number,
        name=names.discounts.names.get(number, ""),
        rule=table.choice("rule", JoinRule, JoinRule.MAX),
        compare=table.choice("compare", Compare, Compare.LINE),
        children=tuple(children),
    )


_VALUES = {
    DiscountKind.PERCENT: "percent",
    DiscountKind.BONUS_PERCENT: "percent",
    DiscountKind.SUM_DOCUMENT: "money",
    DiscountKind.SUM_LINE: "money",
    DiscountKind.BONUS_SUM: "money",
    DiscountKind.ROUNDING: "money",
    DiscountKind.QUANTITY: "quantity",
    DiscountKind.GIFT: "quantity",
}
"""Kind → how its value is written."""


def _discount(table: Table, names: Names, conditions: Mapping[int, Condition]) -> Discount:
    table.only(
        "code",
        "name",
        "kind",
        "value",
        "every",
        "mode",
        "price_type",
        "card_kind",
        "programme",
        "text",
        "plugin",
        "parameters",
        "by_group",
        "multiple",
        "chosen",
        "standing",
        "acts",
        "starts",
        "ends",
        "scope",
        "when",
    )
    number = names.discounts.add(table)
    kind = table.choice("kind", DiscountKind)
    facts = _benefit_facts(table, kind, names, names.discounts.names[number])
    multiple = table.flag("multiple", default=False)
    if multiple and kind not in REPEATABLE:
        raise table.wrong("multiple", "true", "false")
    try:
        benefit = make_benefit(facts)
    except BadValue as error:
        raise _named(table, error) from error
    chosen = table.flag("chosen", default=False)
    when = names.conditions.all(table, "when")
    acts = tuple(_activity(one, names) for one in table.tables("acts"))
    standing = Standing.RESTRICTED if acts else Standing.IN_FORCE
    return Discount(
        id=number,
        code=table.text("code"),
        name=names.discounts.names[number],
        kind=kind,
        benefit=benefit,
        scope=_scope(table, names),
        conditions=tuple(conditions[one] for one in sorted(when)),
        multiple=multiple,
        assignment=Assignment.CHOSEN if chosen else Assignment.AUTOMATIC,
        standing=table.choice("standing", Standing, standing),
        activities=acts,
        starts=table.day("starts"),
        ends=table.day("ends"),
    )


def _named(table: Table, error: BadValue) -> Exception:
    """Return what is wrong as told by the key of the file."""
    keys = {
        "price_type_id": "price_type",
        "card_kind_id": "card_kind",
        "programme_id": "programme",
        "schedule_id": "schedule",
        "client_segment_id": "client_segment",
    }
    what = str(error.facts["what"])
    key = keys.get(what, what)
    return table.wrong(key, table.values.get(key), str(error.facts["expected"]))


def _benefit_facts(table: Table, kind: DiscountKind, names: Names, name: str) -> BenefitFacts:
    written = _VALUES.get(kind)
    value, by_group = 0, {}
    if written is not None:
        value = getattr(table, written)("value")
        own = table.table("by_group")
        for code in own.values:
            group = names.price_groups.find(Table(own.file, own.place, {"code": code}), "code")
            by_group[group] = getattr(own, written)(code)
    price_type = names.price_types.find(table, "price_type")
    card_kind = names.card_kinds.find(table, "card_kind")
    title = names.price_types.names.get(price_type) or names.card_kinds.names.get(card_kind, "")
    return BenefitFacts(
        kind=kind,
        value=value,
        every=table.quantity("every", 0),
        mode=table.choice("mode", RoundingMode, RoundingMode.DOWN),
        price_type_id=price_type,
        card_kind_id=card_kind,
        programme_id=names.programmes.free(table.text("programme", "")),
        text=table.text("text", ""),
        plugin=table.text("plugin", ""),
        parameters=dict(table.table("parameters").values),
        by_group=by_group,
        name=name,
        title=title,
    )


def _activity(table: Table, names: Names) -> Activity:
    table.only("warehouse", "agreement", "card_kind", "since", "running")
    places = {
        Place.WAREHOUSE: names.warehouses.free(table.text("warehouse", "")),
        Place.AGREEMENT: names.agreements.free(table.text("agreement", "")),
        Place.CARD_KIND: names.card_kinds.find(table, "card_kind"),
    }
    named = [(place, ref) for place, ref in places.items() if ref]
    if len(named) != 1:
        raise table.wrong("", ", ".join(table.values), "warehouse / agreement / card_kind")
    since = table.day("since")
    if since is None:
        raise table.wrong("since", None, "2026-11-20")
    place, ref = named[0]
    return Activity(place, ref, since, table.flag("running", default=True))


def _scope(table: Table, names: Names) -> Scope:
    """Return the items that `scope` says: one of segments, not_segments, items, filter."""
    if not table.has("scope"):
        return ANYTHING
    scope = table.table("scope")
    scope.only("segments", "not_segments", "items", "filter")
    if len(scope.values) != 1:
        words = "segments / not_segments / items / filter"
        raise scope.wrong("", ", ".join(scope.values), words)
    if scope.has("segments"):
        return Scope(ScopeKind.SEGMENT, names.segments.all(scope, "segments"))
    if scope.has("not_segments"):
        return Scope(ScopeKind.NOT_SEGMENT, names.segments.all(scope, "not_segments"))
    if scope.has("items"):
        return Scope(ScopeKind.LIST, names.items.all(scope, "items"))
    written = _numbered(scope.table("filter"), names)
    try:
        return composed(written)
    except BadValue as error:
        place = str(error.facts["what"]).removeprefix("filter").lstrip(".")
        found, expected = error.facts["value"], str(error.facts["expected"])
        raise scope.table("filter").wrong(place, found, expected) from error


def _numbered(table: Table, names: Names) -> dict[str, Any]:
    """Return a composed filter with numbers instead of the codes of the file."""
    codes = {
        "item": names.items,
        "segment": names.segments,
        "price_group": names.price_groups,
        "item_group": names.item_groups,
    }
    found: dict[str, Any] = {}
    for word, value in table.values.items():
        if word in codes:
            found[word] = sorted(codes[word].all(table, word))
        elif word in {"all", "any"}:
            found[word] = [_numbered(one, names) for one in table.tables(word)]
        elif word == "not":
            found[word] = _numbered(table.table(word), names)
        elif word in {"price", "sum", "quantity"} and isinstance(value, list) and len(value) == 2:  # noqa: PLR2004 - a sign and a number
            read = Table(table.file, f"{table.place}.{word}", {"value": value[1]})
            number = read.quantity("value") if word == "quantity" else read.money("value")
            found[word] = [value[0], number]
        else:
            found[word] = value
    return found


def _condition(table: Table, number: int, names: Names) -> Condition:
    table.only(
        "code",
        "name",
        "kind",
        "criterion",
        "within",
        "comparison",
        "wanted",
        "scope",
        "by",
        "period",
        "days",
        "segment",
        "hours",
        "payment_form",
        "schedule",
        "card_kind",
        "user_group",
        "client_segment",
        "before",
        "after",
        "plugin",
        "parameters",
    )
    kind = table.choice("kind", ConditionKind)
    form = table.choice("payment_form", PaymentForm).value if table.has("payment_form") else ""
    criterion = table.choice("criterion", Criterion, Criterion.QUANTITY)
    card_kind = names.card_kinds.find(table, "card_kind")
    client_segment = table.text("client_segment", "")
    schedule = table.text("schedule", "")
    facts = CheckFacts(
        kind=kind,
        criterion=criterion,
        within=table.choice("within", Within, Within.DOCUMENT),
        comparison=table.choice("comparison", Comparison, Comparison.GE),
        wanted=_wanted(table, kind, criterion),
        scope=_scope(table, names),
        accumulates=table.choice("by", Accumulates, Accumulates.PARTNER),
        period=table.choice("period", Period, Period.ALL),
        days=table.whole("days", 0),
        segment_id=names.segments.find(table, "segment"),
        hours=tuple(_hours(one) for one in table.tables("hours")),
        payment_form=form,
        schedule_id=names.schedules.free(schedule),
        card_kind_id=card_kind,
        user_group=table.text("user_group", ""),
        client_segment_id=names.client_segments.free(client_segment),
        before=table.whole("before", 0),
        after=table.whole("after", 0),
        plugin=table.text("plugin", ""),
        parameters=dict(table.table("parameters").values),
        name=names.conditions.names[number],
        title=names.card_kinds.names.get(card_kind) or client_segment or schedule,
    )
    try:
        return Condition(number, names.conditions.names[number], make_check(facts))
    except BadValue as error:
        raise _named(table, error) from error


def _wanted(table: Table, kind: ConditionKind, criterion: Criterion) -> int:
    if kind is ConditionKind.ACCUMULATED:
        return table.money("wanted")
    if kind is not ConditionKind.VOLUME:
        return 0
    match criterion:
        case Criterion.SUM:
            return table.money("wanted")
        case Criterion.ITEMS:
            return table.whole("wanted")
        case _:
            return table.quantity("wanted")


def _hours(table: Table) -> Hours:
    table.only("days", "from", "to")
    days = table.texts("days") or DAYS
    for day in days:
        if day not in DAYS:
            raise table.wrong("days", day, ", ".join(DAYS))
    weekdays = frozenset(DAYS.index(day) for day in days)
    return Hours(weekdays, table.minutes("from", 0), table.minutes("to", 24 * 60))
