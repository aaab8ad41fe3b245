"""A difference of plans as rows of text, like that of two files: headers, minus and plus lines."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from routing.diff import Delta, Hunk, HunkKind, PlanDiff, Retimed, Spot
from routing.files.instance import FileKind, Instance
from routing.hunks import WHOLE, Slot
from routing.problem import Problem
from routing.verdict import Breach, Kind
from tui.desk.dispatch.names import DayNames, dimension_words
from tui.desk.dispatch.rows import skill_words
from tui.flows.route_words import amount_of, number_text, time_text
from tui.formatting import fill, money
from tui.locale import _
from tui.texts.routing import BREACHES
from tui.widgets.grid import GridCell, GridColumn
from tui.widgets.telling import ELLIPSIS
from tui.widgets.timeline_rows import clock

MINUS, PLUS, OTHER, HEAD = "−", "+", "~", "@@"
TAKEN, PARTLY, LEFT = "[x]", "[~]", "[ ]"


@dataclass(frozen=True, slots=True)
class Row:
    """One line on the screen."""

    sign: str
    what: str
    where: str = ""
    ids: tuple[str, ...] = ()
    """Hunks that are accepted or not with it; () for what only follows."""
    hunk: Hunk | None = None
    """What it is about; None for headers."""
    first: bool = True
    """Whether the mark and the figures of the hunk stand in this line."""
    placed: bool = False
    """Whether `where` is a place on a trip: plate and number at its end are what tells it apart."""


WHERE = "where"
"""Id of the column of places."""

WIDE = 110
"""Columns of screen from which places are told at length."""

PLACE, PLACE_AT_LENGTH = 22, 40
"""Widths that places have for certain, on a narrow screen and on a wide one."""


def columns(width: int, shown: Sequence[Sequence[GridCell]]) -> tuple[GridColumn, ...]:
    """Return the columns for a screen of *width*, in the reader's language.

    Figures are never cut: their columns are as wide as what is shown. Places are as wide as what
    changes leaves them, and have a width of their own whatever it would have.
    """
    titles = ("", _("What changes"), _("Where"), _("Δ cost"), _("Δ km"), _("Δ late"))
    wide = [max(len(title), _widest(shown, at)) for at, title in enumerate(titles)]
    mark, what, where, cost, km, late = wide
    left = width - (len(wide) - 1) - (mark + what + cost + km + late)
    where = min(where, max(left, PLACE if width < WIDE else PLACE_AT_LENGTH))
    return (
        GridColumn("mark", titles[0], 3, flexible=False),
        GridColumn("what", titles[1], 34),
        GridColumn(WHERE, titles[2], where, flexible=False),
        GridColumn("cost", titles[3], cost, right=True),
        GridColumn("km", titles[4], km, right=True),
        GridColumn("late", titles[5], late, right=True),
    )


def _widest(shown: Sequence[Sequence[GridCell]], at: int) -> int:
    return max((len(row[at].text) for row in shown if at < len(row)), default=0)


def rows(problem: Problem, found: PlanDiff, names: DayNames) -> tuple[Row, ...]:
    """Return the hunks as lines, trip by trip."""
    of_now = {(slot.vehicle, slot.now_index): at for at, slot in enumerate(found.slots)}
    of_was = {(slot.vehicle, slot.was_index): at for at, slot in enumerate(found.slots)}

    def section(hunk: Hunk) -> int:
        if hunk.now is not None:
            return of_now[hunk.now.vehicle, hunk.now.trip]
        assert hunk.was is not None  # noqa: S101 - a hunk is somewhere, before or after
        return of_was[hunk.was.vehicle, hunk.was.trip]

    lines: list[Row] = []
    for at, group in groupby(found.hunks, key=section):
        hunks = list(group)
        slot = found.slots[at]
        index = slot.now_index if slot.now_index is not None else slot.was_index
        title = _trip(names, Spot(slot.vehicle, index or 0))
        whole = next((hunk for hunk in hunks if hunk.kind in WHOLE), None)
        ids = tuple(hunk.id for hunk in hunks) if whole is None else tuple(sorted(whole.needs))
        lines.append(Row(HEAD, title, _about_trip(whole, names), ids, whole))
        for hunk in hunks:
            if hunk is not whole:
                lines += _lines(problem, slot, hunk, names)
    return tuple(lines)


def departures(changes: Sequence[Retimed], names: DayNames) -> tuple[Row, ...]:
    """Return what follows from the accepted hunks: trips that leave at another time."""
    if not changes:
        return ()
    return (
        Row(HEAD, _("What follows"), _("departures")),
        *(
            Row(
                OTHER,
                _trip(names, Spot(one.vehicle, one.trip)),
                _("leaves {now}, not {was}").format(now=clock(one.now), was=clock(one.was)),
            )
            for one in changes
        ),
    )


def _about_trip(whole: Hunk | None, names: DayNames) -> str:
    if whole is None:
        return ""
    if whole.kind is HunkKind.ADDED:
        return _("a new trip")
    if whole.kind is HunkKind.REMOVED:
        return _("the trip is no more")
    return _("all of {trip}").format(trip=_trip(names, whole.was))


def _lines(problem: Problem, slot: Slot, hunk: Hunk, names: DayNames) -> Iterator[Row]:
    ids = (hunk.id,)
    stops = ", ".join(names.order(stop) for stop in hunk.stops)
    if hunk.kind is HunkKind.ORDER:
        yield Row(OTHER, stops, _("another order"), ids, hunk)
        return
    if hunk.kind is HunkKind.DEPOT:
        was, now = (names.depot(problem.depots[at].id) for at in slot.depots)
        where = _("{now}, not {was}").format(now=now, was=was)
        yield Row(OTHER, _("loaded at another depot"), where, ids, hunk)
        return
    if hunk.was is not None:
        yield Row(MINUS, stops, _spot(names, hunk.was), ids, hunk, placed=True)
    if hunk.now is not None:
        where = _("no. {number}").format(number=hunk.now.position + 1)
        if hunk.was is None:
            where = _("no. {number}, was left out").format(number=hunk.now.position + 1)
        yield Row(PLUS, stops, where, ids, hunk, first=hunk.was is None)
    elif hunk.was is not None:
        yield Row(PLUS, _("off all trips"), "", ids, hunk, first=False)


def _trip(names: DayNames, spot: Spot | None) -> str:
    if spot is None:
        return ""
    return f"{names.vehicle(spot.vehicle)}·{spot.trip + 1}"


def _spot(names: DayNames, spot: Spot) -> str:
    return _("{trip}, no. {number}").format(trip=_trip(names, spot), number=spot.position + 1)


def cells(
    problem: Problem, row: Row, accepted: Collection[str], room: int | None = None
) -> tuple[GridCell, ...]:
    """Return a line as cells; what is not accepted is faint.

    Args:
        room: columns there are for a place; None: as many as it takes.
    """
    mark, tone = "", _TONES.get(row.sign, "plain")
    if row.ids and row.first:
        taken = sum(key in accepted for key in row.ids)
        mark = TAKEN if taken == len(row.ids) else PARTLY if taken else LEFT
    if row.ids and not any(key in accepted for key in row.ids):
        tone = "faint"
    sign = f"{row.sign} " if row.sign == HEAD else f"  {row.sign} "
    told = row.hunk is not None and row.first
    figures = delta_cells(problem, row.hunk.delta) if row.hunk is not None and told else ()
    breaks = "!" if row.hunk is not None and told and row.hunk.delta.breaches else " "
    return (
        GridCell(mark, "bad" if breaks == "!" else "plain"),
        GridCell(f"{breaks if row.sign != HEAD else ''}{sign}{row.what}", tone),
        GridCell(_fitted(row, room), "faint"),
        *figures,
    )


def _fitted(row: Row, room: int | None) -> str:
    """Return where a stop is; of what is too long the front goes, the name of the vehicle."""
    if room is None or not row.placed or len(row.where) <= room:
        return row.where
    return f"{ELLIPSIS}{row.where[len(row.where) - room + 1 :].lstrip()}"


_TONES = {MINUS: "bad", PLUS: "good", OTHER: "work"}


def delta_cells(problem: Problem, delta: Delta) -> tuple[GridCell, GridCell, GridCell]:
    """Return what something changes: cost, kilometres, lateness; less is good."""
    return (
        GridCell(cost_change(problem, delta.cost), _tone(delta.cost)),
        GridCell(km_change(delta.distance), _tone(delta.distance)),
        GridCell(late_change(delta.late), _tone(delta.late)),
    )


def _tone(value: int) -> str:
    return "bad" if value > 0 else "good" if value < 0 else "faint"


def cost_change(problem: Problem, cost: int) -> str:
    """Write a difference of costs as money, with its sign."""
    minor = round(Fraction(cost, problem.cost_unit))
    return _signed(minor, money(abs(minor)))


def km_change(metres: int) -> str:
    """Write a difference of ways in kilometres, with its sign."""
    return _signed(metres, number_text(Fraction(abs(metres), 1000), 1))


def late_change(seconds: int) -> str:
    """Write a difference of lateness as hours and minutes, with its sign."""
    return _signed(seconds, time_text(abs(seconds)))


def left_out_words(problem: Problem, delta: Delta) -> str:
    """Say what leaving orders out is reckoned to cost by something; "" where it leaves as many."""
    if not delta.unserved_cost:
        return ""
    said = _("orders left out {count}, reckoned {price} (not in the cost)")
    price = cost_change(problem, delta.unserved_cost)
    return said.format(count=_signed(delta.unserved, str(abs(delta.unserved))), price=price)


def _signed(value: int, text: str) -> str:
    if not value or not any(letter in "123456789" for letter in text):
        return "0"
    return f"{PLUS if value > 0 else MINUS}{text}"


def breach_words(problem: Problem, breach: Breach, names: DayNames) -> str:
    """Say which rule is broken, by names."""
    other = breach.other
    if breach.kind is Kind.PIN:
        other = names.vehicle(other)
    elif breach.kind in {Kind.DEPOT_CLOSED, Kind.SOURCE}:
        other = names.depot(other)
    elif breach.kind is Kind.SKILL:
        other = skill_words(other)
    else:
        other = names.stop(other)
    facts = {
        "vehicle": names.vehicle(breach.vehicle),
        "trip": "—" if breach.trip is None else breach.trip + 1,
        "stop": names.stop(breach.stop),
        "amount": amount_of(Instance(problem, FileKind.DAY), breach.kind, breach.amount),
        "dimension": dimension_words(breach.dimension),
        "other": other,
    }
    return fill(_(BREACHES[breach.kind].said), facts)


def needs_words(found: PlanDiff, hunk: Hunk, names: DayNames) -> str:
    """Say what is accepted with a hunk; "" for nothing else."""
    stops = [stop for key in sorted(hunk.needs) for stop in found.by_id[key].stops]
    if not stops:
        return ""
    named = ", ".join(names.order(stop) for stop in stops)
    named = named.removesuffix(".")  # such as of initials
    if hunk.kind in WHOLE:
        return _("Its stops: {stops}.").format(stops=named)
    return _("Goes together with: {stops}.").format(stops=named)
