"""The reservation chess as a screen sees it: the board in words, a move tried, a move made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.catalog.queries import item_card
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from core.sales.board import board
from core.sales.chessboard import Board, Instead, Origin, OriginKind, Rank, origins, ranks
from core.sales.listings import ORDER_STATES
from core.sales.moves import Move, operation_of
from core.sales.reallocating import OrderMoved, Reallocated, preview, reallocate
from core.sales.statuses import Priority, SupplyAction
from core.sales.supply_rules import Source
from core.stock.queries import warehouse
from tui.flows.desk.naming import names_of
from tui.flows.desk.shapes import Field, FieldKind
from tui.formatting import day, quantity, short_day
from tui.locale import _

Place = tuple[int, int, int]
"""(warehouse id, item id, variant id)."""

TITLES: Mapping[OriginKind, str] = {
    OriginKind.SHIPS: N_("Ships"),
    OriginKind.RESERVED: N_("In stock"),
    OriginKind.OWN: N_("Its own"),
    OriginKind.WAITS: N_("Waits"),
}
"""Column → msgid; an expected receipt is called by its day."""

MARKS: Mapping[Priority, str] = {Priority.HIGH: "▲", Priority.MEDIUM: " ", Priority.LOW: "▽"}

PRIORITIES: Mapping[Priority, str] = {
    Priority.HIGH: N_("high priority"),
    Priority.MEDIUM: N_("medium priority"),
    Priority.LOW: N_("low priority"),
}

INSTEADS: Mapping[str, str] = {
    SupplyAction.DEMAND.value: N_("Is demanded anew"),
    SupplyAction.DEMAND_EARMARKED.value: N_("Is bought for this order"),
    SupplyAction.NONE.value: N_("Is not supplied for now"),
}


@dataclass(frozen=True, slots=True)
class Chess:
    """The board with its words."""

    place: Place
    item: str
    """With the variant, where there is one."""
    unit: str
    warehouse: str
    board: Board
    ranks: tuple[Rank, ...]
    origins: tuple[Origin, ...]
    may_move: bool

    def source(self, origin: Origin) -> Source | None:
        """Return the expected receipt of a column; None when it is none, or came whole."""
        key = origin.source_line_id
        found = (one for one in self.board.sources if one.source_line_id == key)
        return next(found, None) if key else None

    def title(self, origin: Origin, *, wide: bool = False) -> str:
        """Return how a column is called: a receipt by its day, *wide* by its number too."""
        if origin.kind is OriginKind.COMES:
            source = self.source(origin)
            if source is None:
                return "—"
            when = short_day(source.expected_on)
            return f"{source.document} {when}" if wide else when
        return _(TITLES[origin.kind])

    def rank(self, order_id: int) -> Rank | None:
        """Return the row of an order, or of nobody; None when it is gone."""
        return next((one for one in self.ranks if one.order_id == order_id), None)


def place_of(key: str) -> Place:
    """Return the place that a row of the lists of stock and of reservations stands for."""
    house, item, variant = (int(part) for part in key.split(":"))
    return house, item, variant


def read_chess(session: Session, actor: Actor, clock: Clock, *, place: Place) -> Chess:
    """Return the board of an item in a warehouse.

    Raises:
        Forbidden, NotFound: rights hide orders, stock or the warehouse.
    """
    del clock
    house, item, variant = place
    found = board(session, actor, house, item, variant)
    row = item_card(session, item).row
    variants = names_of(session, [("item_variant", variant)])
    rows = ranks(found)
    return Chess(
        place,
        " · ".join([row.name, *variants.values()]),
        row.unit,
        warehouse(session, actor, house).name,
        found,
        rows,
        origins(found, rows),
        actor.may(Permission.RESERVE_MOVE),
    )


def try_moves(
    session: Session, actor: Actor, clock: Clock, *, place: Place, moves: Sequence[Move]
) -> tuple[OrderMoved, ...]:
    """Return what moves would do to the orders they touch; nothing is written."""
    return preview(session, actor, place[0], operation_of(moves), moves, clock=clock)


def carry_out(
    session: Session, actor: Actor, clock: Clock, *, place: Place, moves: Sequence[Move]
) -> Reallocated:
    """Make the moves, all or none, by one document."""
    return reallocate(session, actor, place[0], operation_of(moves), moves, clock=clock)


def instead_choices(chess: Chess, origin: Origin) -> dict[str, str]:
    """Return what those who give may do instead: word → text; the likeliest first."""
    sources = {
        f"{SupplyAction.RESERVE_TO_DATE.value}:{one.source_line_id}": _(
            "Claims {document}, {day}: {free} unclaimed"
        ).format(document=one.document, day=day(one.expected_on), free=quantity(one.unclaimed))
        for one in chess.board.sources
        if one.unclaimed > 0 and one.source_line_id != origin.source_line_id
    }
    return sources | dict(INSTEADS)


def usual_instead(chess: Chess, origin: Origin, amount: int) -> str:
    """Return what givers do unless told: claim the first receipt that covers it, or wait."""
    for one in chess.board.sources:
        if one.unclaimed >= amount and one.source_line_id != origin.source_line_id:
            return f"{SupplyAction.RESERVE_TO_DATE.value}:{one.source_line_id}"
    return SupplyAction.DEMAND.value


def read_instead(word: str) -> Instead:
    """Return what a word of `instead_choices` means."""
    action, _colon, source = word.partition(":")
    return Instead(SupplyAction(action), int(source or 0))


def move_fields(chess: Chess, origin: Origin, *, from_line: bool) -> tuple[Field, ...]:
    """Return what is asked about a move: how much, and what the giver does about that part."""
    asked = [Field("quantity", N_("Quantity"), FieldKind.QUANTITY, required=True, width=10)]
    if from_line:
        choices = instead_choices(chess, origin)
        asked.append(
            Field("instead", N_("Then it"), FieldKind.CHOICE, required=True, choices=choices)
        )
    return tuple(asked)


def named(rank: Rank) -> str:
    """Return how a row is called."""
    if not rank.order_id:
        return _("Nobody's")
    return f"{rank.number} {rank.partner}"


def about_rank(chess: Chess, rank: Rank) -> str:
    """Return a line about the row under the cursor."""
    if not rank.order_id:
        return _("What nobody has claimed: free stock, and free parts of expected receipts.")
    parts = [rank.number, rank.partner, _(PRIORITIES[rank.priority])]
    if rank.wanted_on is not None:
        parts.append(_("wanted {day}").format(day=day(rank.wanted_on)))
    if rank.leaves_on is not None:
        parts.append(_("leaves {day}").format(day=day(rank.leaves_on)))
    elif rank.seats:
        parts.append(_("nobody can tell when it leaves"))
    del chess
    return " · ".join(parts)


_SQUARES: Mapping[OriginKind, str] = {
    OriginKind.SHIPS: N_("{quantity} {unit} ship already; nothing may be taken from them."),
    OriginKind.RESERVED: N_("{quantity} {unit} reserved in the warehouse."),
    OriginKind.OWN: N_("{quantity} {unit} in the warehouse were bought for this order."),
    OriginKind.COMES: N_("{quantity} {unit} claimed of {document}, expected {day}."),
    OriginKind.WAITS: N_("{quantity} {unit} are waited for; nothing is promised yet."),
}
_NOBODYS: Mapping[OriginKind, str] = {
    OriginKind.RESERVED: N_("{quantity} {unit} are free in the warehouse."),
    OriginKind.COMES: N_("{quantity} {unit} of {document}, expected {day}, are unclaimed."),
}


def about_square(chess: Chess, rank: Rank, origin: Origin) -> str:
    """Return a line about the square under the cursor; "" for an empty one."""
    held = rank.on(origin)
    if not held:
        return ""
    said = (_SQUARES if rank.order_id else _NOBODYS).get(origin.kind, "")
    source = chess.source(origin)
    return (
        _(said).format(
            quantity=quantity(held),
            unit=chess.unit,
            document=source.document if source is not None else "—",
            day=day(source.expected_on) if source is not None else "—",
        )
        if said
        else ""
    )


@dataclass(frozen=True, slots=True)
class Touched:
    """What a move does to one order, in words."""

    order: str
    leaves: str
    """"28.11.2026 → 01.12.2026"."""
    state: str
    """With an arrow where it is another one than before."""
    later: bool
    """It leaves later than before, or nobody can tell any more."""
    sooner: bool


def touched(chess: Chess, moved: Sequence[OrderMoved]) -> list[Touched]:
    """Return what a move does to the orders, in words."""
    found = []
    for one in moved:
        before, after = one.date_before, one.date_after
        rank = chess.rank(one.order_id)
        days = [day(each) if each is not None else _("unknown") for each in (before, after)]
        changed = "→ " if one.state_after is not one.state_before else ""
        found.append(
            Touched(
                named(rank) if rank is not None else one.number,
                " → ".join(dict.fromkeys(days)),
                changed + _(ORDER_STATES[one.state_after]),
                later=before is not None and (after is None or after > before),
                sooner=after is not None and (before is None or after < before),
            )
        )
    return found
