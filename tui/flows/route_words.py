"""Plans of routes in words: figures, routes, and every rule that is broken."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from routing.files import FileKind, Instance, shown_cost
from routing.parts import HOUR
from routing.verdict import Breach, Kind, RouteVerdict, Verdict
from tui.formatting import NBSP, decimal_sign, fill, money
from tui.locale import _, ngettext
from tui.texts.routing import BREACHES

TIMES = frozenset(
    {Kind.LATE, Kind.DEPOT_CLOSED, Kind.SHIFT, Kind.DURATION, Kind.TRIP_DURATION, Kind.BREAK}
)
"""Breaches whose amount is time."""

ALIKE = 10
"""Breaches of one rule that are told one by one."""

MINUTE = 60


def cost_text(instance: Instance, cost: int) -> str:
    """Write a cost: money for a day of klad, the unit of its set for an instance."""
    shown = shown_cost(instance.problem, cost)
    if instance.kind is FileKind.DAY:
        return money(round(shown))
    return number_text(shown, 2)


def number_text(value: Fraction, decimals: int) -> str:
    """Write a number with no more decimals than it has, and at most so many."""
    rounded = round(value * 10**decimals)
    whole, rest = divmod(abs(rounded), 10**decimals)
    sign = "-" if rounded < 0 else ""
    fraction = f"{decimal_sign()}{rest:0{decimals}d}".rstrip("0") if rest else ""
    return f"{sign}{whole:,}".replace(",", NBSP) + fraction


def gap_of(cost: int, best: int | None) -> Fraction | None:
    """Return how much dearer than the best known a cost is, in percent; None: nobody knows."""
    return Fraction(cost - best, best) * 100 if best else None


def breach_text(instance: Instance, breach: Breach) -> str:
    """Say which rule is broken, by what, and what to do now."""
    text = BREACHES[breach.kind]
    facts = {
        "vehicle": breach.vehicle,
        "trip": "—" if breach.trip is None else breach.trip + 1,
        "stop": breach.stop,
        "amount": amount_of(instance, breach.kind, breach.amount),
        "dimension": breach.dimension,
        "other": breach.other,
    }
    return f"{fill(_(text.said), facts)} {_(text.mend)}"


def amount_of(instance: Instance, kind: Kind, amount: int) -> str:
    """Write a figure of a rule: hours, kilometres or units of the instance."""
    if instance.kind is FileKind.DAY and kind in TIMES:
        return time_text(amount)
    if instance.kind is FileKind.DAY and kind is Kind.DISTANCE:
        return _("{kilometres} km").format(kilometres=number_text(Fraction(amount, 1000), 1))
    return number_text(Fraction(amount), 0)


def time_text(seconds: int) -> str:
    """Write a duration as "1:05"; what is left of a minute counts as one."""
    minutes = -(-seconds // MINUTE)
    return f"{minutes // (HOUR // MINUTE)}:{minutes % (HOUR // MINUTE):02d}"


def verdict_text(instance: Instance, verdict: Verdict, width: int) -> Iterator[str]:
    """Yield the figures of a plan and the rules it breaks, the first `ALIKE` times of each."""
    yield from figures_text(instance, verdict)
    if verdict.feasible:
        yield _("The plan keeps every rule.")
        return
    count = len(verdict.breaches)
    said = ngettext("The plan breaks {count} rule:", "The plan breaks {count} rules:", count)
    yield said.format(count=count)
    told = Counter[Kind]()
    for breach in verdict.breaches:
        told[breach.kind] += 1
        if told[breach.kind] <= ALIKE:
            yield from textwrap.wrap(
                breach_text(instance, breach), width, initial_indent="! ", subsequent_indent="  "
            )
    more = sum(found - ALIKE for found in told.values() if found > ALIKE)
    if more:
        yield _("Others like these: {count}. --json tells each.").format(count=more)


def figures_text(instance: Instance, verdict: Verdict) -> Iterator[str]:
    """Yield what a plan costs, and how that stands to the best known."""
    cost = cost_text(instance, verdict.cost)
    best = instance.problem.best_known
    gap = gap_of(verdict.cost, best)
    if gap is None or best is None:
        yield _("Cost: {cost}").format(cost=cost)
    else:
        yield _("Cost: {cost}, {gap} % over the best known {best}").format(
            cost=cost, gap=number_text(gap, 2), best=cost_text(instance, best)
        )
    trips = sum(len(route.trips) for route in verdict.routes)
    used = sum(1 for route in verdict.routes if route.trips)
    yield _("Vehicles used: {vehicles}. Trips: {trips}. Stops left out: {unserved}.").format(
        vehicles=used, trips=trips, unserved=len(verdict.unserved)
    )


def routes_text(verdict: Verdict, width: int) -> Iterator[str]:
    """Yield every trip with its stops in order, then what is left out."""
    for route in verdict.routes:
        for trip in route.trips:
            title = _("{vehicle}, trip {trip}:").format(vehicle=route.vehicle, trip=trip.index + 1)
            stops = " ".join(stop.stop for stop in trip.stops)
            yield from textwrap.wrap(f"{title} {stops}", width, subsequent_indent="    ")
    if verdict.unserved:
        title = _("Left out:")
        yield from textwrap.wrap(
            f"{title} {' '.join(verdict.unserved)}", width, subsequent_indent="    "
        )


def verdict_plain(instance: Instance, verdict: Verdict) -> dict[str, object]:
    """Return a verdict as values that JSON can hold."""
    gap = gap_of(verdict.cost, instance.problem.best_known)
    return {
        "cost": number_plain(shown_cost(instance.problem, verdict.cost)),
        "feasible": verdict.feasible,
        "gap": None if gap is None else round(float(gap), 4),
        "unserved": list(verdict.unserved),
        "routes": [_route(instance, route) for route in verdict.routes if route.trips],
        "breaches": [_breach(instance, breach) for breach in verdict.breaches],
    }


def number_plain(value: Fraction) -> int | float:
    """Return a number as JSON shows it: whole where it is."""
    return int(value) if value.denominator == 1 else float(value)


def _route(instance: Instance, route: RouteVerdict) -> dict[str, object]:
    return {
        "vehicle": route.vehicle,
        "cost": number_plain(shown_cost(instance.problem, route.cost)),
        "distance": route.distance,
        "duration": route.duration,
        "trips": [
            {
                "depot": instance.problem.depots[trip.depot].id,
                "departure": trip.departure,
                "end": trip.end,
                "stops": [stop.stop for stop in trip.stops],
            }
            for trip in route.trips
        ],
    }


def _breach(instance: Instance, breach: Breach) -> dict[str, object]:
    return {
        "rule": str(breach.kind),
        "vehicle": breach.vehicle,
        "trip": None if breach.trip is None else breach.trip + 1,
        "stop": breach.stop,
        "amount": breach.amount,
        "dimension": breach.dimension,
        "other": breach.other,
        "text": breach_text(instance, breach),
    }
