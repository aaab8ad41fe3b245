"""The wind tunnel at the desk: what is asked, the run chunk by chunk, one sale by both trees."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.db.unit_of_work import transaction
from core.discounts.explaining import explain
from core.discounts.kinds import DiscountKind, JoinRule, Standing
from core.discounts.listings import JOIN_RULES
from core.discounts.sold import SalesAsked
from core.discounts.trials import Against, try_node
from core.discounts.tunnel import Trial
from core.discounts.wind_tunnel import TunnelProgress, WindTunnel
from core.kernel.clock import Clock
from core.kernel.i18n import N_
from tui.flows.desk.desk import Desk
from tui.flows.desk.discount_fields import value_field
from tui.flows.desk.discounts import GROUP, DiscountForm
from tui.flows.desk.registry import form_of_type
from tui.flows.desk.shapes import Card, Command, Done, Field, FieldKind, Given
from tui.flows.traces import trace_text, without_ignored
from tui.locale import _

DAYS = 90
"""Of the past are offered to be run over."""

AGAINST = {
    Against.AS_IT_ACTS: N_("with discounts as they act now"),
    Against.WITHOUT: N_("with discounts without it"),
}


@dataclass(frozen=True, slots=True)
class Question:
    """What a person is asked before a run."""

    form: DiscountForm
    card: Card
    command: Command


def question(desk: Desk, node_id: int) -> Question:
    """Return what is to be told about a run of a discount or a group.

    Raises:
        Forbidden: the actor may not see discounts.
        NotFound: there is no such discount.
    """
    form = DiscountForm()
    card = desk.open(form, node_id)
    command = Command(
        "wind_tunnel",
        N_("Run in the wind tunnel"),
        Permission.DISCOUNT_READ,
        _nothing,
        asks=_fields(card),
        initial=lambda card, given: _initial(card, given.today or desk.today()),
    )
    return Question(form, card, command)


def _nothing(session: Session, actor: Actor, card: Card, clock: Clock, given: Given) -> Done:
    """Do nothing: the screen runs the trial by itself."""
    del session, actor, clock, given
    return Done(N_("Wind tunnel: {name}"), {"name": card.heading})


def _fields(card: Card) -> tuple[Field, ...]:
    return (
        Field("since", N_("Sales from"), FieldKind.DATE, required=True, width=10),
        Field("until", N_("Sales until"), FieldKind.DATE, required=True, width=10),
        Field(
            "against",
            N_("Compare"),
            FieldKind.CHOICE,
            required=True,
            choices=AGAINST,
            width=36,
        ),
        *_tried(card),
        Field("warehouse_id", N_("Only warehouse"), FieldKind.ROW, of="warehouse", width=24),
        Field("partner_id", N_("Only client"), FieldKind.ROW, of="partner", width=24),
    )


def _tried(card: Card) -> tuple[Field, ...]:
    """Return the field of what may be tried otherwise than it is stored."""
    kind = card.values["kind"]
    if kind == GROUP:
        choices = {rule: title for rule, title in JOIN_RULES.items()}  # noqa: C416 - words of members
        return (
            Field(
                "rule",
                N_("Joined by, to try"),
                FieldKind.CHOICE,
                required=True,
                choices=choices,
                width=16,
            ),
        )
    value = value_field(DiscountKind(kind))
    return () if value is None else (replace(value, title=N_("Value to try")),)


def _initial(card: Card, today: dt.date) -> dict[str, Any]:
    acting = card.values.get("standing") == Standing.IN_FORCE and not card.retired
    return {
        "since": today - dt.timedelta(days=DAYS),
        "until": today,
        "against": Against.WITHOUT if acting else Against.AS_IT_ACTS,
        "value": card.values.get("value"),
        "rule": card.values.get("rule"),
    }


def prepare(desk: Desk, card: Card, values: dict[str, Any]) -> WindTunnel:
    """Return a run, ready to begin; the draft it is about lived in a savepoint only.

    Raises:
        Forbidden: the actor may not see discounts.
        BadValue: the days make no sense.
    """
    value, rule = values.get("value"), values.get("rule")

    def flow(session: Session, actor: Actor, clock: Clock) -> Trial:
        del clock
        return try_node(
            session,
            actor,
            card.id or 0,
            against=Against(values["against"]),
            value=None if value == card.values.get("value") else value,
            rule=None if rule is None or rule == card.values.get("rule") else JoinRule(rule),
        )

    asked = SalesAsked(
        since=values["since"],
        until=values["until"],
        warehouse_id=values.get("warehouse_id") or 0,
        partner_id=values.get("partner_id") or 0,
    )
    return WindTunnel(desk.ask(flow), asked)


def run(
    desk: Desk,
    tunnel: WindTunnel,
    told: Callable[[TunnelProgress], None],
    going_on: Callable[[], bool],
) -> TunnelProgress:
    """Run chunk by chunk, a transaction each; what was found stays when it is stopped.

    Args:
        told: hears of every chunk, on this thread.
        going_on: asked before every chunk but the first.

    Raises:
        Forbidden: as `WindTunnel.chunk`.
    """
    while True:
        with transaction(desk.database.sessions) as session:
            progress = tunnel.chunk(session, desk.actor)
        told(progress)
        if progress.finished or not going_on():
            return progress


def x_ray(
    desk: Desk, tunnel: WindTunnel, source: str, document_id: int, line_no: int, width: int
) -> list[str]:
    """Return why the lines of a sale cost what they cost, before and after.

    Args:
        line_no: 0: all lines that cost otherwise.

    Raises:
        Forbidden, NotFound: as `WindTunnel.again`.
    """
    with transaction(desk.database.sessions) as session:
        _sale, (before, after) = tunnel.again(session, desk.actor, source, document_id)
    found: list[str] = []
    for index, line in enumerate(before.columns.cart.lines):
        same = before.charged[index] == after.charged[index]
        if line.line_no != line_no if line_no else same:
            continue
        for title, evaluation in ((_("Before"), before), (_("After"), after)):
            trace, _hidden = without_ignored(explain(evaluation, line.line_no))
            found += [f"── {title} ──", *trace_text(trace, width)]
        found.append("")
    return found or [_("No line of this document costs otherwise.")]


def form_of(source: str) -> str:
    """Return the list whose form shows documents of a source; "" when there is none."""
    return form_of_type(source)
