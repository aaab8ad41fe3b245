"""What the rounding tester works with: the ranges of a type, and sample prices through them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.access.roles import Permission
from core.db.unit_of_work import transaction
from core.documents.reference import create_row, edit_row, retire_row, row_card
from core.kernel.i18n import N_
from core.pricing.books import PRICE_ROUNDING, PRICE_TYPE
from core.pricing.rounding import RoundingMode
from core.pricing.words import ROUNDING_MODES
from tui.flows.desk.books import owned_ids
from tui.flows.desk.desk import Desk
from tui.flows.desk.formulas import ranges_of
from tui.flows.desk.naming import names_of
from tui.flows.desk.shapes import Field, FieldKind, Lines, Values

RANGES = Lines(
    "ranges",
    N_("Ranges"),
    (
        Field("since_minor", N_("Prices from"), FieldKind.MONEY, width=13),
        Field("precision_minor", N_("Round to"), FieldKind.MONEY, required=True, width=10),
        Field("mode", N_("How"), FieldKind.CHOICE, choices=ROUNDING_MODES, width=16),
        Field("shift_minor", N_("Less"), FieldKind.MONEY, width=9),
    ),
    editable=True,
)

SAMPLES = Lines(
    "samples",
    N_("Samples"),
    (
        Field("sample_minor", N_("Price"), FieldKind.MONEY, width=13),
        Field("result_minor", N_("Rounded"), FieldKind.MONEY, width=13),
        Field("since_minor", N_("Range from"), FieldKind.MONEY, width=13),
        Field("to_minor", N_("To precision"), FieldKind.MONEY, width=13),
        Field("shift_minor", N_("Less"), FieldKind.MONEY, width=9),
    ),
    editable=True,
    readonly=frozenset({"result_minor", "since_minor", "to_minor", "shift_minor"}),
)

TYPICAL = (86_40, 249_99, 1_234_56, 9_999_99, 10_500_11)
"""Sample prices to begin with, minor units."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose ranges are tried: a price group's, or those of all that have none of their own."""

    group_id: int | None
    title: str
    """Name of the group; "" for all."""


@dataclass(frozen=True, slots=True)
class RoundingCard:
    """A price type with all its ranges."""

    price_type_id: int
    name: str
    scopes: tuple[Scope, ...]
    lines: Mapping[int | None, tuple[Values, ...]]
    """Price group → its ranges, with `__id` of what is stored."""
    editable: bool


def open_rounding(desk: Desk, price_type_id: int) -> RoundingCard:
    """Return a price type with its ranges, by group; groups it refines are there, empty or not.

    Raises:
        NotFound, Forbidden: rights hide it.
    """
    lines: dict[int | None, list[Values]] = {None: []}
    with transaction(desk.database.sessions) as session:
        name = row_card(session, desk.actor, PRICE_TYPE.name, price_type_id).values["name"]
        for key in owned_ids(session, PRICE_ROUNDING, price_type_id):
            values = row_card(session, desk.actor, PRICE_ROUNDING.name, key).values
            group = values["price_group_id"] or None
            lines.setdefault(group, []).append({**values, "__id": key})
        groups = [group for group in lines if group is not None]
        names = names_of(session, [("price_group", group) for group in groups])
    scopes = [Scope(None, "")]
    scopes += sorted(
        (Scope(group, names.get(("price_group", group), "")) for group in groups),
        key=lambda scope: scope.title,
    )
    return RoundingCard(
        price_type_id=price_type_id,
        name=str(name),
        scopes=tuple(scopes),
        lines={group: tuple(sorted(rows, key=_since)) for group, rows in lines.items()},
        editable=desk.actor.may(Permission.PRICE_EDIT),
    )


def new_range(lines: Sequence[Values]) -> dict[str, Any]:
    """Return a range that begins where a person will say."""
    since = max((_since(line) for line in lines), default=-1)
    return {
        "since_minor": 0 if since < 0 else since * 10 or 100_00,
        "precision_minor": 1_00,
        "mode": RoundingMode.ARITHMETIC,
        "shift_minor": 0,
    }


def tried(ranges: Sequence[Values], samples: Sequence[int]) -> tuple[Values, ...]:
    """Return what becomes of sample prices.

    Raises:
        BadValue: a precision not above 0, or two ranges that begin alike.
    """
    rounding = ranges_of([{**line, "price_group_id": None} for line in ranges])
    found = []
    for price in samples:
        rounded = rounding.rounded(price)
        found.append(
            {
                "sample_minor": price,
                "result_minor": rounded.price_minor,
                "since_minor": rounded.by.since_minor,
                "to_minor": rounded.to_precision_minor,
                "shift_minor": rounded.by.shift_minor,
            }
        )
    return tuple(found)


def save_rounding(
    desk: Desk, card: RoundingCard, group_id: int | None, lines: Sequence[Values]
) -> None:
    """Make *lines* the ranges of a type for a group; others stay.

    Raises:
        BadValue: a range makes no sense, or two begin alike.
        Forbidden: no right to edit prices.
    """
    ranges_of([{**line, "price_group_id": None} for line in lines])
    stored = {_since(line): line["__id"] for line in card.lines.get(group_id, ())}
    wanted = {_since(line): {name: line.get(name) for name in _FIELDS} for line in lines}
    book = PRICE_ROUNDING.name
    with transaction(desk.database.sessions) as session:
        for since, key in stored.items():
            if since not in wanted:
                retire_row(session, desk.actor, book, key, clock=desk.clock)
        for since, values in sorted(wanted.items()):
            if since in stored:
                key = stored[since]
                edit_row(session, desk.actor, book, key, 0, clock=desk.clock, **values)
            else:
                owner = {"price_type_id": card.price_type_id, "price_group_id": group_id}
                create_row(session, desk.actor, book, clock=desk.clock, **owner, **values)


_FIELDS = ("since_minor", "precision_minor", "mode", "shift_minor")


def _since(line: Values) -> int:
    return int(line.get("since_minor") or 0)
