"""What a move would do, told before it is made."""

from __future__ import annotations

from dataclasses import dataclass

from core.delivery.planning import moves
from core.delivery.planning.costing import Cost, cost_of_change
from routing.plan import Plan
from routing.verdict import Breach
from tui.flows.desk.dispatch.engines import State


@dataclass(frozen=True, slots=True)
class Preview:
    """What a move would do, before it is done. Differences are after less before."""

    plan: Plan
    cost: Cost
    """Of runs, without prices of what is left out."""
    metres: int
    late: int
    """Seconds."""
    broken: tuple[Breach, ...]
    """Rules it would break, or break worse."""
    mended: tuple[Breach, ...]


def preview_of(moment: State, plan: Plan) -> Preview:
    """Return what it would do to plan so."""
    change = moves.priced(moment.problem, moment.verdict, moment.plan, plan)
    return Preview(
        plan=plan,
        cost=cost_of_change(moment.day, change),
        metres=change.distance,
        late=moves.late(change.verdict) - moves.late(change.before),
        broken=change.new_breaches,
        mended=change.gone_breaches,
    )


__all__ = ["Preview", "preview_of"]
