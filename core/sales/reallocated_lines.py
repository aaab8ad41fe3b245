"""Rewriting the lines of orders that give goods away or take them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.kernel.clock import Clock
from core.kernel.errors import NotFound
from core.sales.effects import settle
from core.sales.errors import NotHeld, NotNeeded, NotSupplied
from core.sales.keeping import keep_asked
from core.sales.models import CustomerOrder, CustomerOrderLine
from core.sales.moves import Holder, Move
from core.sales.order_rows import Row, next_number, order_rows, save_rows, split_row
from core.sales.posting import posted_lines, takes_effect
from core.sales.statuses import WAITING_ACTIONS, HolderKind, SupplyAction

Part = tuple[int, Row]
"""(quantity, changes)."""

Parts = dict[int, dict[int, list[Part]]]
"""Order → line number → parts."""


class LineWork:
    """Rewriting the lines of orders that give and take."""

    def __init__(
        self,
        session: Session,
        actor: Actor,
        warehouse_id: int,
        orders: dict[int, CustomerOrder],
        clock: Clock,
    ) -> None:
        self._session = session
        self._actor = actor
        self._warehouse_id = warehouse_id
        self._orders = orders
        self._clock = clock

    def release(self, moves: Sequence[Move]) -> None:
        """Let lines that give do something else about what they gave."""
        parts: Parts = defaultdict(lambda: defaultdict(list))
        for move in moves:
            if move.taken_from.kind is not HolderKind.LINE:
                continue
            holder = move.taken_from
            line = self._line(holder, move)
            given = parts[holder.order_id][holder.line_no]
            self._require_held(holder, line, move, sum(quantity for quantity, _ in given))
            instead: Row = {
                "action": move.instead,
                "source_line_id": move.instead_source_line_id,
            }
            given.append((move.quantity, instead))
        self._rewrite(parts)

    def give(self, moves: Sequence[Move]) -> None:
        """Let lines that wait hold what they were given."""
        parts: Parts = defaultdict(lambda: defaultdict(list))
        for move in moves:
            if move.given_to.kind is not HolderKind.LINE:
                continue
            holder = move.given_to
            action = SupplyAction.RESERVE
            if move.source_line_id:
                action = SupplyAction.RESERVE_TO_DATE
            order = self._orders[holder.order_id]
            if not takes_effect(order, action):
                raise NotSupplied(document=order.number_text)
            line = self._line(holder, move)
            taken = parts[holder.order_id][holder.line_no]
            waits = line["action"] in WAITING_ACTIONS | {SupplyAction.NONE}
            asked = move.quantity + sum(quantity for quantity, _ in taken)
            if not waits or asked > line["quantity"]:
                raise NotNeeded(
                    document=order.number_text,
                    line=holder.line_no,
                    item=move.item_id,
                    asked=asked,
                    needed=line["quantity"] if waits else 0,
                )
            taken.append((move.quantity, {"action": action, "source_line_id": move.source_line_id}))
        self._rewrite(parts)

    def _require_held(self, holder: Holder, line: Row, move: Move, given: int) -> None:
        order = self._orders[holder.order_id]
        holds = (
            line["action"] in {SupplyAction.RESERVE, SupplyAction.RESERVE_TO_DATE}
            and line["source_line_id"] == move.source_line_id
            and takes_effect(order, line["action"])
        )
        available = line["quantity"] - given if holds else 0
        if move.quantity > available:
            raise NotHeld(
                ledger="reserves",
                measure="quantity",
                asked=move.quantity,
                available=available,
                where={"order_id": order.id, "item_id": move.item_id},
                shortages=(),
                document=order.number_text,
                item=move.item_id,
                line=holder.line_no,
            )

    def _rewrite(self, parts: Parts) -> None:
        """Split lines into the parts given and the rest, and post their orders anew."""
        for order_id, by_line in sorted(parts.items()):
            order = self._orders[order_id]
            before = posted_lines(self._session, order_id)
            rows = order_rows(self._session, order_id)
            next_no = next_number(rows)
            found: list[Row] = []
            for row in rows:
                wanted = by_line.get(row["line_no"])
                if wanted is None:
                    found.append(row)
                    continue
                rest = row["quantity"] - sum(quantity for quantity, _ in wanted)
                whole = [(rest, Row()), *wanted] if rest else wanted
                found += split_row(row, whole, next_no, includes_vat=order.includes_vat)
                next_no += len(whole) - 1
            version = order.version
            save_rows(self._session, self._actor, order, found, self._clock)
            settle(self._session, self._actor, order, before, clock=self._clock)
            keep_asked(self._session, order, version)

    def _line(self, holder: Holder, move: Move) -> Row:
        """Return a line of an order as it is now, if it is of the item and the warehouse."""
        line = CustomerOrderLine
        row = (
            self._session.execute(
                select(line.quantity, line.action, line.source_line_id).where(
                    line.document_id == holder.order_id,
                    line.line_no == holder.line_no,
                    line.item_id == move.item_id,
                    line.variant_id == move.variant_id,
                    line.warehouse_id == self._warehouse_id,
                    line.cancelled.is_(False),
                )
            )
            .mappings()
            .one_or_none()
        )
        if row is None:
            raise NotFound(what="line", key=holder.line_no)
        return dict(row)
