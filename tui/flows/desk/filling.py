"""Filling the supply of an order, as a screen sees it: what is proposed, and taking it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from core.sales.availability import supply_of
from core.sales.effects import OrderSaved
from core.sales.queries import OrderLineRow, order_card
from core.sales.statuses import SupplyAction
from core.sales.supply_queries import LineSupply, line_supply
from core.sales.supply_rules import FillOptions, Proposal
from core.sales.supplying import (
    SupplyProposed,
    apply_supply,
    propose_supply,
    remember_options,
    usual_options,
)
from tui.formatting import fill
from tui.locale import _

OPTIONS: Mapping[str, str] = {
    "ship": N_("ship what is in stock"),
    "to_date": N_("claim what is expected"),
    "separately": N_("buy the rest for this order"),
    "split": N_("split lines"),
}
"""Field of `FillOptions` → msgid, in the order of their digits."""


@dataclass(frozen=True, slots=True)
class FillRow:
    """A line, or a part of it: what it does now and what it would do."""

    line_no: int
    item: str
    unit: str
    quantity: int
    """Thousandths."""
    now: SupplyAction
    then: SupplyAction
    source: str
    """Number of the supplier order it would claim; "" for none."""
    available_on: date | None
    """When what it would claim comes."""
    fixed: bool = False
    """It stays as it is: cancelled, or under way."""

    @property
    def changes(self) -> bool:
        """Whether taking the proposal changes it."""
        return not self.fixed and self.now is not self.then


@dataclass(frozen=True, slots=True)
class FillSeen:
    """A proposal with its words."""

    number: str
    options: FillOptions
    proposed: SupplyProposed
    rows: tuple[FillRow, ...]


def read_filling(
    session: Session, actor: Actor, clock: Clock, *, order_id: int, options: FillOptions | None
) -> FillSeen:
    """Return what filling supply would do; nothing is written.

    Args:
        options: None: as the actor filled supply last.
    """
    del clock
    card = order_card(session, actor, order_id)
    chosen = options or usual_options(session, actor)
    proposed = propose_supply(session, actor, order_id, chosen)
    by_line: dict[int, list[Proposal]] = {}
    for part in proposed.parts:
        by_line.setdefault(part.line_no, []).append(part)
    stored = line_supply(session, order_id)
    houses = {of.warehouse_id for of in stored.values()}
    items = {line.item_id for line in card.lines}
    supply = supply_of(session, replace(actor, warehouses=None), houses, items)
    numbers = {one.source_line_id: one.document for one in supply.sources}
    rows: list[FillRow] = []
    for line in card.lines:
        parts = by_line.get(line.line_no)
        if parts is None:
            rows.append(_fixed(line, stored[line.line_no]))
        else:
            rows += [_row(line, part, numbers) for part in parts]
    return FillSeen(card.number, chosen, proposed, tuple(rows))


def withheld(seen: FillSeen) -> str:
    """Return in words what payments forbid the order to do, and what would help; "" for nothing."""
    gates = seen.proposed.gates
    sums = gates.sums
    if not gates.may_supply:
        said = _(
            "The advance is not paid: {due:money} due, {paid:money} paid. "
            "Nothing begins to be supplied before {left:money} more is registered."
        )
        due = sums.advance
    elif not gates.may_ship:
        said = _(
            "The prepayment is not paid: {due:money} due, {paid:money} paid. "
            "Reserved instead of shipped until {left:money} more is registered."
        )
        due = sums.before_shipping
    else:
        return ""
    return fill(said, {"due": due, "paid": sums.paid, "left": due - sums.paid})


def _fixed(line: OrderLineRow, of: LineSupply) -> FillRow:
    return FillRow(
        line.line_no,
        line.item,
        line.unit,
        line.quantity,
        line.action,
        line.action,
        of.source,
        of.expected_on,
        fixed=True,
    )


def _row(line: OrderLineRow, part: Proposal, numbers: Mapping[int, str]) -> FillRow:
    return FillRow(
        line.line_no,
        line.item,
        line.unit,
        part.quantity,
        line.action,
        part.action,
        numbers.get(part.source_line_id, ""),
        part.available_on,
    )


def take_filling(session: Session, actor: Actor, clock: Clock, *, seen: FillSeen) -> OrderSaved:
    """Write what was proposed, and keep how it was proposed for the next time.

    Raises:
        Conflict: the order was changed since.
        NotEnoughForLines: somebody was faster to the goods.
    """
    remember_options(session, actor, seen.options)
    return apply_supply(session, actor, seen.proposed, clock=clock)
