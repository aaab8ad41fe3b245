"""A second pair of eyes: counting what was picked, scan by scan, before it may leave.

Every count is a row of its own; the sum is what the checker found. Locks: the expense order's row,
then customer orders by id when a shortage reduces it, then ledgers.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.models import AppUser
from core.access.roles import Permission
from core.audit.operations import record
from core.documents.operations import advance
from core.fulfilment.errors import (
    CheckBegun,
    CheckedByOther,
    NothingPicked,
    NothingToTakeBack,
    ShortageUndecided,
)
from core.fulfilment.filling import fill_lots_of, opened_outbound, require_status
from core.fulfilment.finishing import require_picked
from core.fulfilment.models import OutboundCheckScan, OutboundOrder
from core.fulfilment.pick_outcomes import TaskPlanned
from core.fulfilment.planning import plan_tasks
from core.fulfilment.rules import (
    GoodsRow,
    Thing,
    ThingDifference,
    after_check,
    differences,
    leaving,
    reasons_from,
)
from core.fulfilment.site import site_of
from core.fulfilment.statuses import OutboundStatus
from core.fulfilment.tables import (
    Tables,
    difference_facts,
    item_names,
    load_tables,
    require_lots,
    save_tables,
)
from core.kernel.clock import Clock
from core.kernel.errors import BadValue
from core.sales.states import lock_orders, refresh_states

SCAN = OutboundCheckScan


class Shortage(StrEnum):
    """What to do about goods the checker did not find."""

    PICK_MISSING = "pick_missing"
    """The order goes back to picking for the rest."""
    REDUCE = "reduce"
    """The order becomes what was counted."""


@dataclass(frozen=True, slots=True)
class Found:
    """Goods the checker holds in his hand."""

    item_id: int
    quantity: int
    """Thousandths; below 0 takes back what was counted."""
    variant_id: int = 0
    lot_id: int = 0
    """0: the item has no lots, or the checker does not look at them."""

    @property
    def thing(self) -> Thing:
        """Item and variant."""
        return (self.item_id, self.variant_id)


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One thing of the order, expected and counted, thousandths."""

    item_id: int
    variant_id: int
    item: str
    expected: int
    """0: it is not in the order at all."""
    counted: int

    @property
    def left(self) -> int:
        """What is still to be found; 0 when everything is."""
        return max(self.expected - self.counted, 0)

    @property
    def surplus(self) -> int:
        """What stands there beyond the order."""
        return max(self.counted - self.expected, 0)


@dataclass(frozen=True, slots=True)
class Check:
    """A check as it stands."""

    id: int
    number: str
    lines: tuple[CheckLine, ...]

    @property
    def complete(self) -> bool:
        """Everything was found; there may be a surplus."""
        return not any(line.left for line in self.lines)


@dataclass(frozen=True, slots=True)
class Counted:
    """What one scan did."""

    line: CheckLine
    again: bool
    """True: this very scan had been counted before, nothing was added."""
    complete: bool


@dataclass(frozen=True, slots=True)
class CheckFinished:
    """How a check ended."""

    id: int
    number: str
    status: OutboundStatus
    short: tuple[ThingDifference, ...]
    surplus: tuple[ThingDifference, ...]
    """Stays in the zone: lines «не отгружать»."""
    tasks: tuple[TaskPlanned, ...] = ()
    """Pick tasks for what was missing."""


def start_check(session: Session, actor: Actor, outbound_id: int, *, clock: Clock) -> Check:
    """Begin to check, or go on with one's own check.

    Raises:
        CheckedByOther: another checker counts.
        IllegalTransition: it does not wait for a check.
    """
    order = opened_outbound(session, actor, outbound_id, Permission.OUTBOUND_CHECK, clock)
    if order.status == OutboundStatus.CHECKING:
        _require_own(session, actor, order)
        return check_card(session, order)
    status = require_status(order, OutboundStatus.TO_CHECK)
    order.checked_from = status
    order.checker_id = actor.user_id
    order.check_round += 1
    advance(session, actor, order, OutboundStatus.CHECKING, clock=clock)
    return check_card(session, order)


def check_scan(
    session: Session,
    actor: Actor,
    outbound_id: int,
    found: Found,
    *,
    clock: Clock,
    scan_id: uuid.UUID | None = None,
) -> Counted:
    """Count goods that were found, of the order or strangers to it.

    Args:
        scan_id: the scan that asked; the same one again counts nothing.

    Raises:
        BadValue: a quantity of nothing.
        NothingToTakeBack: less was counted than is taken back.
        CheckedByOther, IllegalTransition: nobody, or somebody else, checks the order.
    """
    order = opened_outbound(session, actor, outbound_id, Permission.OUTBOUND_CHECK, clock)
    require_status(order, OutboundStatus.CHECKING)
    _require_own(session, actor, order)
    if not found.quantity:
        raise BadValue(what="quantity", value="0", expected="≠ 0")
    added = session.execute(
        insert(SCAN)
        .values(
            document_id=order.id,
            round_no=order.check_round,
            scan_id=scan_id,
            user_id=actor.user_id,
            at=clock.now(),
            item_id=found.item_id,
            variant_id=found.variant_id,
            lot_id=found.lot_id,
            quantity=found.quantity,
        )
        .on_conflict_do_nothing(index_elements=["scan_id"])
        .returning(SCAN.id)
    ).one_or_none()
    card = check_card(session, order)
    line = next(
        (one for one in card.lines if (one.item_id, one.variant_id) == found.thing),
        CheckLine(*found.thing, "", 0, 0),
    )
    if found.quantity < 0 and _least(session, order) < 0:
        raise NothingToTakeBack(document=order.number_text, item=line.item)
    return Counted(line, again=added is None, complete=card.complete)


def take_back(session: Session, actor: Actor, outbound_id: int, *, clock: Clock) -> Counted:
    """Take back the last scan of this check that still counts.

    Raises:
        NothingToTakeBack: nothing is counted.
        CheckedByOther, IllegalTransition: as `check_scan`.
    """
    order = opened_outbound(session, actor, outbound_id, Permission.OUTBOUND_CHECK, clock)
    require_status(order, OutboundStatus.CHECKING)
    last = _last_standing(session, order)
    if last is None:
        raise NothingToTakeBack(document=order.number_text, item="")
    return check_scan(
        session,
        actor,
        outbound_id,
        Found(last.item_id, -last.quantity, last.variant_id, last.lot_id),
        clock=clock,
    )


def finish_check(
    session: Session,
    actor: Actor,
    outbound_id: int,
    *,
    clock: Clock,
    shortage: Shortage | None = None,
    target: OutboundStatus = OutboundStatus.TO_SHIP,
) -> CheckFinished:
    """End a check: what was found leaves, a surplus stays, a shortage is decided.

    Args:
        shortage: what to do when less was found; None: there must be none.
        target: `checked` or `to_ship`, asked of the checker; unimportant when going back to pick.

    Raises:
        ShortageUndecided: less was found and nothing decided; the check goes on.
        NothingPicked: reducing would leave nothing.
        LotsMissing: goods kept by lots have none.
        LotsShort: going back to pick by paper, no lots are left for what is missing.
        PickedDiffers: on an address warehouse, less was picked than leaves.
        CheckedByOther, IllegalTransition, Forbidden (reducing needs its own right).
    """
    order = opened_outbound(session, actor, outbound_id, Permission.OUTBOUND_CHECK, clock)
    require_status(order, OutboundStatus.CHECKING)
    _require_own(session, actor, order)
    if target not in {OutboundStatus.CHECKED, OutboundStatus.TO_SHIP}:
        raise BadValue(what="status", value=target.value, expected="checked / to_ship")
    before = load_tables(session, outbound_id)
    counted = _counted(session, order)
    found = differences(leaving(before.goods), _by_thing(counted))
    short = tuple(row for row in found if row.found < row.expected)
    surplus = tuple(row for row in found if row.found > row.expected)
    if short and shortage is None:
        raise ShortageUndecided(**difference_facts(session, order, short, "expected", "counted"))
    goods = after_check(before.goods, counted, pick_missing=shortage is Shortage.PICK_MISSING)
    after = _save(session, actor, order, before, goods, shortage if short else None, clock)
    order.checked_from = None
    order.checker_id = 0
    if short and shortage is Shortage.PICK_MISSING:
        return _back_to_pick(session, actor, order, short, surplus, clock)
    require_lots(order, after)
    if target is OutboundStatus.TO_SHIP:
        require_picked(session, order, after)
    advance(session, actor, order, target, clock=clock, permission=Permission.OUTBOUND_CHECK)
    return CheckFinished(order.id, order.number_text, target, short, surplus)


def cancel_check(
    session: Session, actor: Actor, outbound_id: int, *, clock: Clock, discard: bool = False
) -> OutboundOrder:
    """Leave a check: the order returns to the status it came from.

    Args:
        discard: also when something was counted; the next check starts from nothing anyway.

    Raises:
        CheckBegun: something was counted and *discard* is False.
        CheckedByOther, IllegalTransition.
    """
    order = opened_outbound(session, actor, outbound_id, Permission.OUTBOUND_CHECK, clock)
    require_status(order, OutboundStatus.CHECKING)
    _require_own(session, actor, order)
    counted = sum(1 for quantity in _counted(session, order).values() if quantity)
    if counted and not discard:
        raise CheckBegun(document=order.number_text, count=counted)
    former = order.checked_from or OutboundStatus.TO_CHECK
    order.checked_from = None
    order.checker_id = 0
    if not counted:
        order.check_round -= 1
    advance(session, actor, order, former, clock=clock, permission=Permission.OUTBOUND_CHECK)
    record(session, actor, "check.cancelled", "outbound_order", order.id, counted=counted)
    return order


def check_card(session: Session, order: OutboundOrder) -> Check:
    """Return what is expected and what was counted in the round under way."""
    tables = load_tables(session, order.id)
    expected = leaving(tables.goods)
    counted = _by_thing(_counted(session, order))
    names = {item: facts.name for item, facts in tables.items.items()}
    strangers = {item for item, _ in counted} - names.keys()
    if strangers:
        names |= item_names(session, strangers)
    things: list[Thing] = [*expected, *(thing for thing in counted if thing not in expected)]
    return Check(
        order.id,
        order.number_text,
        tuple(
            CheckLine(
                *thing, names.get(thing[0], ""), expected.get(thing, 0), counted.get(thing, 0)
            )
            for thing in things
            if expected.get(thing, 0) or counted.get(thing, 0)
        ),
    )


def _save(
    session: Session,
    actor: Actor,
    order: OutboundOrder,
    before: Tables,
    goods: Sequence[GoodsRow],
    shortage: Shortage | None,
    clock: Clock,
) -> Tables:
    """Write table B as counted; a reduced order takes table A along."""
    if shortage is not Shortage.REDUCE:
        return save_tables(
            session,
            actor,
            order,
            before,
            clock=clock,
            permission=Permission.OUTBOUND_CHECK,
            goods=goods,
        )
    actor.require(Permission.OUTBOUND_REDUCE, what="outbound_order", key=order.id)
    wanted = leaving(goods)
    if not wanted:
        raise NothingPicked(document=order.number_text)
    lock_orders(session, before.order_ids)
    why, _ = reasons_from(before.why, wanted, {})
    after = save_tables(
        session,
        actor,
        order,
        before,
        clock=clock,
        permission=Permission.OUTBOUND_REDUCE,
        why=why,
        goods=goods,
    )
    refresh_states(session, before.order_ids)
    return after


def _back_to_pick(
    session: Session,
    actor: Actor,
    order: OutboundOrder,
    short: tuple[ThingDifference, ...],
    surplus: tuple[ThingDifference, ...],
    clock: Clock,
) -> CheckFinished:
    advance(
        session,
        actor,
        order,
        OutboundStatus.TO_PICK,
        clock=clock,
        permission=Permission.OUTBOUND_CHECK,
    )
    tasks: Sequence[TaskPlanned] = ()
    if site_of(session, order.warehouse_id).by_cells:
        tasks = plan_tasks(session, _planner(actor), order.id, clock=clock)
    else:
        # Picking by paper chooses no lots by itself: they are told again, as when it was released.
        fill_lots_of(
            session,
            actor,
            order,
            load_tables(session, order.id),
            clock=clock,
            permission=Permission.OUTBOUND_CHECK,
        )
    return CheckFinished(
        order.id, order.number_text, OutboundStatus.TO_PICK, short, surplus, tuple(tasks)
    )


def _planner(actor: Actor) -> Actor:
    """Return the checker with the right to plan: his decision to pick the rest includes it."""
    return replace(actor, permissions=actor.permissions | {Permission.OUTBOUND_RELEASE})


def _require_own(session: Session, actor: Actor, order: OutboundOrder) -> None:
    if order.checker_id not in {0, actor.user_id}:
        who = session.scalar(select(AppUser.name).where(AppUser.id == order.checker_id))
        raise CheckedByOther(document=order.number_text, who=who or "")


def _counted(session: Session, order: OutboundOrder) -> dict[tuple[int, int, int], int]:
    """Return (item, variant, lot) → counted in the round under way."""
    rows = session.execute(
        select(SCAN.item_id, SCAN.variant_id, SCAN.lot_id, func.sum(SCAN.quantity))
        .where(SCAN.document_id == order.id, SCAN.round_no == order.check_round)
        .group_by(SCAN.item_id, SCAN.variant_id, SCAN.lot_id)
        .order_by(func.min(SCAN.id))
    )
    return {(item, variant, lot): int(quantity) for item, variant, lot, quantity in rows}


def _least(session: Session, order: OutboundOrder) -> int:
    return min(_counted(session, order).values(), default=0)


def _by_thing(counted: Mapping[tuple[int, int, int], int]) -> dict[Thing, int]:
    found: dict[Thing, int] = defaultdict(int)
    for (item, variant, _), quantity in counted.items():
        found[(item, variant)] += quantity
    return {thing: quantity for thing, quantity in found.items() if quantity}


def _last_standing(session: Session, order: OutboundOrder) -> OutboundCheckScan | None:
    """Return the latest scan that no later scan took back."""
    rows = session.scalars(
        select(SCAN)
        .where(SCAN.document_id == order.id, SCAN.round_no == order.check_round)
        .order_by(SCAN.id)
    ).all()
    standing: list[OutboundCheckScan] = []
    for row in rows:
        opposite = next(
            (
                at
                for at in reversed(range(len(standing)))
                if row.quantity < 0
                and standing[at].quantity == -row.quantity
                and (standing[at].item_id, standing[at].variant_id, standing[at].lot_id)
                == (row.item_id, row.variant_id, row.lot_id)
            ),
            None,
        )
        if opposite is None:
            standing.append(row)
        else:
            standing.pop(opposite)
    return standing[-1] if standing and standing[-1].quantity > 0 else None
