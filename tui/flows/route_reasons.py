"""Why stops are left out, as lines for people and as plain values: for commands and screens."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from routing.explain import DEAR, RELEASE, Explanation
from routing.files import FileKind, Instance, shown_cost
from routing.parts import HOUR
from routing.relaxing import Relaxation, Step
from routing.verdict import Kind
from tui.flows.route_words import amount_of, cost_text, number_plain
from tui.locale import _
from tui.texts.route_reasons import LEFT_OUT, RULES, STEPS

MOMENTS = frozenset({Kind.LATE, Kind.SHIFT, Kind.DEPOT_CLOSED})
"""Steps whose figures are moments of the day."""

MINUTE = 60


def reason_lines(instance: Instance, told: Explanation) -> list[str]:
    """Say why a stop is left out and what would serve it, a sentence a line.

    Args:
        instance: the problem, and whether its figures are hours, metres and money (a day of klad).
        told: the explanation.
    """
    lines = [_because(instance, told)]
    if told.rules:
        counted = ", ".join(f"{_(RULES[kind])} {count}" for kind, count in told.rules.items())
        lines.append(_("Vehicles by what keeps the stop from them: {rules}.").format(rules=counted))
    found = told.relaxation
    if found is None:
        lines.append(_("Nothing that was tried would serve it."))
    elif found.steps:
        lines.append(_("What would serve it:"))
        lines += [f"— {step_text(instance, step)}" for step in found.steps]
        lines += [*_placed(instance, found), _proof(found)]
    else:
        lines += _placed(instance, found)
    return lines


def step_text(instance: Instance, step: Step) -> str:
    """Say what would have to be allowed."""
    text = _(STEPS[RELEASE if step.release else step.kind])
    return text.format(
        vehicle=step.vehicle,
        stop=step.stop,
        other=step.other,
        depot=step.depot,
        skill=step.skill,
        dimension=step.dimension,
        before=_figure(instance, step, step.before),
        after=_figure(instance, step, step.after),
    )


def moment_text(instance: Instance, moment: int, *, sooner: bool = False) -> str:
    """Write a moment as "14:20", or as the number it is where no day of klad is planned.

    A broken minute counts as whole; *sooner*: as none, where it must not be later.
    """
    if instance.kind is not FileKind.DAY:
        return amount_of(instance, Kind.LOAD, moment)
    minutes = moment // MINUTE if sooner else -(-moment // MINUTE)
    return f"{minutes // (HOUR // MINUTE)}:{minutes % (HOUR // MINUTE):02d}"


def _figure(instance: Instance, step: Step, figure: int) -> str:
    if step.kind in MOMENTS:
        return moment_text(instance, figure, sooner=step.release and figure == step.after)
    return amount_of(instance, step.kind, figure)


def _because(instance: Instance, told: Explanation) -> str:
    text = LEFT_OUT[told.code]
    stop = instance.problem.stop_by_id[told.stop]
    cost = told.relaxation.total if told.code == DEAR and told.relaxation is not None else 0
    return _(text.never if told.static else text.full or text.never).format(
        stop=told.stop,
        needs=", ".join(sorted(stop.skills)),
        release=moment_text(instance, stop.release),
        cost=cost_text(instance, cost),
    )


def _placed(instance: Instance, found: Relaxation) -> list[str]:
    """Say where the stop goes, and what driving and what is left out come to, each by itself."""
    facts = {
        "vehicle": found.route.vehicle,
        "trip": found.trip + 1,
        "cost": cost_text(instance, abs(found.cost)),
    }
    if found.cost >= 0:
        text = _("Then: vehicle {vehicle}, trip {trip}; driving costs {cost} more.")
    else:
        text = _("Then: vehicle {vehicle}, trip {trip}; driving costs {cost} less.")
    return [text.format(**facts), *_left_out(instance, found)]


def _left_out(instance: Instance, found: Relaxation) -> list[str]:
    """Say by how much prices of what is left out change; nothing where they do not."""
    if not found.unserved_cost:
        return []
    if found.unserved_cost < 0:
        text = _("Stops left out are reckoned {price} less (not in the cost of driving).")
    else:
        text = _("Stops left out are reckoned {price} more (not in the cost of driving).")
    return [text.format(price=cost_text(instance, abs(found.unserved_cost)))]


def _proof(found: Relaxation) -> str:
    if found.resolved is None:
        return _("The checker agrees to that plan.")
    if found.resolved:
        return _("Planned anew with that: it is served, and nothing else is left out.")
    return _("The checker agrees to that plan; planning anew did not find one in time.")


def reasons_text(
    instance: Instance, told: Sequence[Explanation], left: int, width: int
) -> Iterator[str]:
    """Yield reasons of several stops, wrapped, and how many more there are.

    Args:
        instance: the problem.
        told: the explanations.
        left: how many stops are left out in all.
        width: columns.
    """
    for one in told:
        first, *rest = reason_lines(instance, one)
        yield from textwrap.wrap(first, width, initial_indent="? ", subsequent_indent="  ")
        for line in rest:
            deeper = "    " if line.startswith("—") else "  "
            yield from textwrap.wrap(line, width, initial_indent="  ", subsequent_indent=deeper)
    if told and left > len(told):
        yield _("Stops left out and not explained: {count}.").format(count=left - len(told))


def unserved_plain(
    instance: Instance, unserved: Iterable[str], told: Iterable[Explanation]
) -> list[dict[str, object]]:
    """Return the stops that are left out as values that JSON can hold, those explained first."""
    known = {one.stop: one for one in told}
    found = [_plain(instance, one) for one in known.values()]
    return found + [{"stop": stop, "code": None} for stop in unserved if stop not in known]


def _plain(instance: Instance, told: Explanation) -> dict[str, object]:
    found = told.relaxation
    return {
        "stop": told.stop,
        "code": told.code,
        "never": told.static,
        "rules": {str(kind): count for kind, count in told.rules.items()},
        "relaxation": None if found is None else _relaxation(instance, found),
        "text": reason_lines(instance, told),
    }


def _relaxation(instance: Instance, found: Relaxation) -> dict[str, object]:
    return {
        "steps": [
            {
                "rule": RELEASE if step.release else str(step.kind),
                "vehicle": step.vehicle,
                "stop": step.stop,
                "other": step.other,
                "depot": step.depot,
                "dimension": step.dimension,
                "skill": step.skill,
                "before": step.before,
                "after": step.after,
            }
            for step in found.steps
        ],
        "vehicle": found.route.vehicle,
        "trip": found.trip + 1,
        "cost": number_plain(shown_cost(instance.problem, found.cost)),
        "unserved_cost": number_plain(shown_cost(instance.problem, found.unserved_cost)),
        "verified": found.resolved,
    }
