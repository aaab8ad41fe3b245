"""What the lines of an order say about their supply: from where, of which receipt, when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.documents.listing import Filter
from core.kernel.i18n import N_
from core.sales.availability import supply_of
from core.sales.statuses import OrderStatus, SupplyAction
from core.sales.supply_queries import line_supply, order_turn
from core.sales.supply_rules import Source, Supply
from tui.flows.desk.shapes import SHOWN, Card, Field, FieldKind, Values
from tui.formatting import day, quantity
from tui.locale import _

FIELDS = (
    Field("source_line_id", N_("Receipt"), FieldKind.ROW, of="expected_receipts", width=12),
    Field("leaves_on", N_("Leaves on"), FieldKind.DATE, width=10),
    Field("warehouse_id", N_("Warehouse"), FieldKind.ROW, of="warehouse", width=14),
)
"""Columns of an order's line; `leaves_on` is computed."""

COMPUTED = frozenset({"leaves_on"})


def with_supply(session: Session, actor: Actor, card: Card) -> Card:
    """Return the card of a stored order with what its lines are supplied from.

    The warehouse of a line stays empty where it is the order's own.
    """
    stored = line_supply(session, card.id or 0)
    lines = []
    for line in card.lines["lines"]:
        of = stored[line["line_no"]]
        own = of.warehouse_id == card.warehouse_id
        lines.append(
            {
                **line,
                "warehouse_id": 0 if own else of.warehouse_id,
                "warehouse_id" + SHOWN: "" if own else of.warehouse,
                "source_line_id": of.source_line_id,
                "source_line_id" + SHOWN: of.source,
                "leaves_on": of.ship_date,
                "cancel_reason_id": of.cancel_reason_id,
            }
        )
    turn = order_turn(session, card.id or 0)
    card = card.with_values(
        priority=turn.priority, one_date=turn.one_date, reserve_early=turn.reserve_early
    )
    return with_availability(session, actor, card.with_lines("lines", lines))


def with_availability(session: Session, actor: Actor, card: Card) -> Card:
    """Return the card with what is free and what comes of each line's item, where it leaves."""
    lines = card.lines["lines"]
    supply = _supply(session, actor, card, lines)
    if supply is None:
        return card
    found = []
    for line in lines:
        place = _place(card, line)
        coming = [one for one in supply.sources if one.place == place and one.unclaimed > 0]
        found.append(
            {
                **line,
                "free": supply.free.get(place, 0),
                "coming": sum(one.unclaimed for one in coming),
                "comes_on": coming[0].expected_on if coming else None,
            }
        )
    return card.with_lines("lines", found)


def supply_changed(session: Session, actor: Actor, card: Card, line: int, name: str) -> Card:
    """Follow another action, another receipt, another warehouse of a line.

    A receipt that is picked makes the line claim it; an action that claims picks the first receipt
    that covers the line.
    """
    lines = [dict(one) for one in card.lines["lines"]]
    row = lines[line]
    if name == "source_line_id":
        if row.get("source_line_id"):
            row["action"] = SupplyAction.RESERVE_TO_DATE
        elif row.get("action") == SupplyAction.RESERVE_TO_DATE:
            row["action"] = SupplyAction.DEMAND
    elif name in {"action", "warehouse_id", "item_id"}:
        row |= {"source_line_id": 0, "source_line_id" + SHOWN: ""}
        if row.get("action") == SupplyAction.RESERVE_TO_DATE:
            row |= _claimed(session, actor, card, row)
    if name == "warehouse_id" and row.get("warehouse_id") == card.values.get("warehouse_id"):
        row |= {"warehouse_id": 0, "warehouse_id" + SHOWN: ""}
    return with_availability(session, actor, card.with_lines("lines", lines))


def _claimed(session: Session, actor: Actor, card: Card, line: Values) -> Values:
    """Return the receipt that a line claims: the first that covers it, else the first there is."""
    supply = _supply(session, actor, card, [line])
    place = _place(card, line)
    sources = supply.sources if supply is not None else ()
    free = [one for one in sources if one.place == place and one.unclaimed > 0]
    asked = line.get("quantity") or 0
    chosen: Source | None = next((one for one in free if one.unclaimed >= asked), None)
    if chosen is None:
        chosen = free[0] if free else None
    if chosen is None:
        return {"action": SupplyAction.DEMAND}
    return {"source_line_id": chosen.source_line_id, "source_line_id" + SHOWN: chosen.document}


def receipts_of(card: Card, line: int) -> tuple[Filter, ...]:
    """Return conditions on expected receipts: of the item of a line, with something unclaimed."""
    row = card.lines["lines"][line]
    house = row.get("warehouse_id" + SHOWN) or card.shown.get("warehouse_id", "")
    return (
        Filter("item", "eq", row.get("item_id" + SHOWN)),
        Filter("warehouse", "eq", house),
        Filter("unclaimed", "gt", 0),
    )


def about_supply(card: Card, line: Values) -> str:
    """Return what can be promised of a line's item: now, later, and when the line leaves."""
    if "coming" not in line:
        return ""
    wanted: date | None = card.values.get("ship_date")
    said = _("Free now {free} {unit}").format(
        free=quantity(line.get("free") or 0), unit=line.get("unit") or ""
    )
    parts = [said]
    if line.get("comes_on") is not None:
        parts.append(
            _("{quantity} more from {day}").format(
                quantity=quantity(line["coming"]), day=day(line["comes_on"])
            )
        )
    else:
        parts.append(_("nothing expected"))
    leaves = line.get("leaves_on")
    short = (line.get("quantity") or 0) - (line.get("free") or 0)
    if short > 0 and _only_wishes(card, line):
        parts.append(_("short of {quantity}").format(quantity=quantity(short)))
    elif leaves is not None:
        late = wanted is not None and leaves > wanted
        told = _("leaves {day} (late)") if late else _("leaves {day}")
        parts.append(told.format(day=day(leaves)))
    return " · ".join(parts)


_FROM_STOCK = frozenset({SupplyAction.RESERVE, SupplyAction.SHIP})


def _only_wishes(card: Card, line: Values) -> bool:
    """Tell whether a line would take goods from free stock, but holds none so far."""
    action = line.get("action")
    if card.status != OrderStatus.AGREEING or action not in _FROM_STOCK:
        return False
    return not (action == SupplyAction.RESERVE and card.values.get("reserve_early"))


def _supply(session: Session, actor: Actor, card: Card, lines: Sequence[Values]) -> Supply | None:
    """Return what there is for the lines; None when rights hide it."""
    houses = {_place(card, line)[0] for line in lines} - {0}
    seen = actor.warehouses is None or houses <= actor.warehouses
    if not houses or not seen or not actor.may(Permission.STOCK_READ):
        return None
    return supply_of(session, actor, houses, {line["item_id"] for line in lines})


def _place(card: Card, line: Values) -> tuple[int, int, int]:
    house = line.get("warehouse_id") or card.values.get("warehouse_id") or 0
    return house, line["item_id"], line.get("variant_id") or 0


def moved_elsewhere(session: Session, actor: Actor, card: Card) -> Card:
    """Return the card after its header went to another warehouse: claims stay behind."""
    lines = []
    for line in card.lines["lines"]:
        if not line.get("warehouse_id") and line.get("source_line_id"):
            demand = SupplyAction.DEMAND
            gone = {"source_line_id": 0, "source_line_id" + SHOWN: "", "action": demand}
            lines.append({**line, **gone})
        else:
            lines.append(dict(line))
    return with_availability(session, actor, card.with_lines("lines", lines))
