"""What the dispatcher's desk says in words: the day, what the cursor is on, loads, prices. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from core.delivery.planning.costing import cost_of_plan
from core.delivery.planning.day_shape import Part
from core.delivery.planning.settings import WAYS_FROM
from routing.verdict import Kind
from tui.desk.dispatch.diff_rows import breach_words, km_change, late_change
from tui.desk.dispatch.names import (
    MEASURES,
    DayNames,
    amount_words,
    finder_words,
    load_bar,
    short_number,
    time_bar,
)
from tui.desk.dispatch.rows import (
    ROUGH,
    Row,
    cost_text,
    cubic_metres,
    kilograms,
    problem_words,
    runs_of,
    span,
    trip_name,
)
from tui.desk.dispatch.sitting import Shown
from tui.flows.desk.dispatch.engines import Solving
from tui.flows.desk.dispatch.previews import Preview
from tui.flows.desk.dispatch.views import PoolRow, TripRow
from tui.formatting import moment, money
from tui.locale import _
from tui.widgets.loadbar import Bar
from tui.widgets.timeline_rows import clock


def names_of(shown: Shown) -> DayNames:
    """Return what people call the things of a day."""
    return DayNames(
        stops={part.id: part.partner or part.number for part in shown.day.parts},
        vehicles={one.id: f"{one.name} {one.plate}".rstrip() for one in shown.day.vehicles},
        depots={"depot": shown.day.warehouse},
        orders={part.id: _order(part) for part in shown.day.parts},
    )


def _order(part: Part) -> str:
    cut = f"/{part.id.partition('/')[2]}" if "/" in part.id else ""
    return f"{short_number(part.number)}{cut} {part.partner or part.demand.task}".rstrip()


def head_of_plan(shown: Shown | None, solving: Solving) -> str:
    """Return the best plan engines have found by now, beside the plan as it is."""
    best = solving.best
    if best is None or shown is None:
        return _("Nothing better than the plan as it is yet.")
    verdict = best.verdict
    said = [
        _("cost {cost}").format(cost=cost_text(cost_of_plan(solving.began.day, verdict))),
        _("before: {cost}").format(cost=cost_text(shown.view.cost)),
        _("trips: {count}").format(count=sum(len(route.trips) for route in verdict.routes)),
        _("left out: {count}").format(count=len(verdict.unserved)),
        _("{engine}, after {seconds} s").format(
            engine=finder_words(best.engine), seconds=int(best.seconds)
        ),
    ]
    return " · ".join(said)


def named(text: str, shown: Shown) -> str:
    """Return a text with names of people instead of ids of parts and vehicles."""
    names = names_of(shown)

    def name(found: re.Match[str]) -> str:
        key = found[0]
        part = shown.day.part_by_id.get(key)
        return f"{part.number} {part.partner}".rstrip() if part is not None else names.vehicle(key)

    return re.sub(r"\b(?:O\d+(?:/\d+)?|[VT]\d+)\b", name, text)


def head_of(shown: Shown, width: int) -> str:
    """Return the day in figures, as many of them as fit the width."""
    view = shown.view
    trips = [row for row in view.trips if row.trip >= 0]
    said = [
        _("cost {cost}").format(cost=cost_text(view.cost)),
        _("{km} km").format(km=-(-view.metres // 1000)),
        _("trips: {count}").format(count=len(trips)),
        _("waiting: {count}").format(count=len(view.pool)),
    ]
    if view.late:
        said.append(_("late {late}").format(late=span(view.late)))
    if view.breaches:
        said.append(_("! rules broken: {count}").format(count=len(view.breaches)))
    if view.unsaved:
        said.append(_("not saved: {count}").format(count=view.unsaved))
    if view.renewed:
        said.append(_("addresses changed: {count}").format(count=view.renewed))
    ways = _((WAYS_FROM.choices or {}).get(view.provider, view.provider))
    if shown.travelled.as_of is not None:
        ways = _("{ways}, of {moment}").format(ways=ways, moment=moment(shown.travelled.as_of))
    said.append(_("ways: {ways}").format(ways=ways))
    text = f" {' · '.join(said)}"
    while len(text) > width and len(said) > 4:  # noqa: PLR2004 - the figures of the day stay
        said.pop()
        text = f" {' · '.join(said)}"
    return text


def about_pool(row: PoolRow | None) -> str:
    """Return what there is to know of a part that waits: what is wrong, where it goes."""
    if row is None:
        return _(" Nothing waits.")
    said = [row.task, _("to be fetched") if row.inbound else "", row.address]
    if row.ready_at:
        said.append(_("ready {time}").format(time=clock(row.ready_at)))
    if row.collect_minor:
        said.append(_("collect {sum}").format(sum=money(row.collect_minor)))
    if row.overdue:
        said.append(_("should have gone earlier"))
    said.append(row.note)
    wrong = problem_words(row)
    about = f" {row.number} · " + " · ".join(filter(None, said))
    return f" ! {wrong}\n{about}" if wrong else about


def about_trip(row: Row | None, shown: Shown) -> str:
    """Return what there is to know of a trip or a stop; rules it breaks first."""
    if row is None:
        return ""
    stop = row.stop
    broken = [
        one for one in row.trip.breaches if stop is None or not one.stop or one.stop in stop.parts
    ]
    wrong = " ".join(breach_words(shown.problem, one, names_of(shown)) for one in broken[:2])
    if stop is None:
        said = [trip_name(row.trip, runs_of(shown.view.trips)), row.trip.driver, row.trip.carrier]
        said += [row.trip.number]
        if row.trip.renewed:
            said.append(_("its addresses have changed: ^S plans it by them"))
        if row.trip.cost.rough:
            said.append(_("≈: the carrier has no tariff, the sum is by the type of vehicle"))
    else:
        said = [", ".join(stop.numbers), stop.task]
        said += [_("to be fetched") if stop.inbound else "", stop.address]
        said += [_("leaves {time}").format(time=clock(stop.leaves)), stop.contact, stop.phone]
        if stop.collect_minor:
            said.append(_("collect {sum}").format(sum=money(stop.collect_minor)))
        if stop.moved:
            said.append(_("the document asks for another place or time by now"))
        said.append(stop.note)
    about = f" {' · '.join(filter(None, said))}"
    return f" ! {wrong}\n{about}" if wrong else about


def bars_of(trip: TripRow) -> tuple[Bar, ...]:
    """Return how full a vehicle is."""
    return tuple(_bars(trip))


def short_bars(trip: TripRow) -> str:
    """Return how full a vehicle is in one line."""
    said = [f"{bar.title} {bar.percent}%" if bar.percent else bar.title for bar in _bars(trip)]
    return f" {trip.name}: {' · '.join(said)}"


def _bars(trip: TripRow) -> Iterator[Bar]:
    for name, load in (("kg", trip.kg), ("dm3", trip.dm3), ("pallets", trip.pallets)):
        yield load_bar(name, load.value, load.capacity or None)
    if trip.time.capacity:
        yield time_bar(trip.time.value, trip.time.capacity)


def overload_words(trip: TripRow) -> str:
    """Say by how much of what a trip is overloaded; "" where it is not."""
    loads = {"kg": trip.kg, "dm3": trip.dm3, "pallets": trip.pallets}
    over = [
        _("{measure} by {amount}").format(
            measure=_(MEASURES[name].title).lower(),
            amount=amount_words(name, load.value - load.capacity),
        )
        for name, load in loads.items()
        if load.over
    ]
    return _("! Overloaded: {excess}").format(excess=", ".join(over)) if over else ""


def marked_of(marked: Collection[str], shown: Shown, priced: Preview | None) -> str:
    """Return what is marked, and what its move to the trip under the cursor would do."""
    parts = [shown.day.part_by_id[part] for part in marked if part in shown.day.part_by_id]
    said = [
        _("Marked: {count}").format(count=len(parts)),
        f"{kilograms(sum(part.weight_grams for part in parts)) or 0} {_('kg')}",
        f"{cubic_metres(sum(part.volume_cm3 for part in parts)) or 0} {_('m³')}",
        _("places: {count}").format(count=sum(part.places for part in parts)),
        money(sum(part.amount_minor for part in parts)),
    ]
    text = f" {' · '.join(said)}"
    return text if priced is None else f" > {priced_words(priced, shown)} ·{text}"


def priced_words(priced: Preview, shown: Shown) -> str:
    """Return what a move would do: cost, kilometres, lateness, the worst rule it breaks.

    An overload is worse than any lateness; how many more there are stands behind it.
    """
    cost = priced.cost
    sign = "+" if cost.minor > 0 else "−" if cost.minor < 0 else ""
    said = [
        f"{ROUGH if cost.rough else ''}{sign}{money(abs(cost.minor))}",
        f"{km_change(priced.metres)} {_('km')}",
    ]
    if priced.late:
        said.append(_("late {late}").format(late=late_change(priced.late)))
    if priced.broken:
        worst = min(priced.broken, key=lambda one: (one.kind is not Kind.LOAD, -one.amount))
        more = f" (+{len(priced.broken) - 1})" if len(priced.broken) > 1 else ""
        said.append(f"! {breach_words(shown.problem, worst, names_of(shown))}{more}")
    return ", ".join(said)
