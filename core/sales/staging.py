"""Payment stages of orders: from the agreement, the contract, or typed (domain §3.7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.kernel.clock import Clock
from core.sales.models import CustomerOrder
from core.settlements.kinds import StageKind as PaidStage
from core.settlements.stages import NewStage, save_stages, stages_of
from core.terms.contract_queries import contract_terms
from core.terms.payment_rules import stages_for
from core.terms.queries import agreement_terms
from core.terms.rules import NO_SCHEDULE, ScheduleStage
from core.terms.schedules import require_stages, stage_mode
from core.terms.statuses import StageKind


@dataclass(frozen=True, slots=True)
class TypedStage:
    """A stage as a person types it."""

    kind: StageKind
    percent: int
    """Of the order, hundredths of a percent."""
    due_on: date | None = None
    """None: the day of the order, for a credit that of shipping."""


def restage(
    session: Session,
    actor: Actor,
    order: CustomerOrder,
    typed: Sequence[TypedStage] | None,
    *,
    clock: Clock,
) -> None:
    """Make the stages of a locked order fit its total, its dates and its terms.

    Args:
        typed: None: those that were typed before stay, others follow the terms again.

    Raises:
        StagesWrongSum and its like: typed stages make no sense.
    """
    session.flush()
    if typed is None and order.stages_typed:
        typed = [
            TypedStage(StageKind(one.kind), one.percent, one.due_on)
            for one in stages_of(session, order.id).values()
        ]
    if typed is None:
        schedule = agreed_schedule(session, order.agreement_id, order.contract_id)
    else:
        schedule = tuple(_scheduled(order, one) for one in typed)
        require_stages(schedule, stage_mode(session))
    planned = stages_for(schedule, order.total_minor, order.date, order.ship_date)
    said = [one.due_on for one in typed] if typed is not None else [None] * len(planned)
    stages = [
        NewStage(PaidStage(one.kind.value), one.percent, one.amount_minor, due or one.due_date)
        for one, due in zip(planned, said, strict=True)
    ]
    save_stages(session, actor, order, stages, clock=clock, permission=Permission.ORDER_EDIT)


def agreed_schedule(
    session: Session, agreement_id: int | None, contract_id: int | None
) -> tuple[ScheduleStage, ...]:
    """Return the stages that terms ask for: the agreement's, else the contract's, else none."""
    if agreement_id:
        found = agreement_terms(session, agreement_id).stages
        if found != NO_SCHEDULE or not contract_id:
            return found
    if contract_id:
        return contract_terms(session, contract_id).stages or NO_SCHEDULE
    return NO_SCHEDULE


def proposed_stages(
    session: Session, agreement_id: int | None, contract_id: int | None
) -> tuple[ScheduleStage, ...]:
    """Return the stages that an offer on these terms promises.

    Nothing where nothing is agreed: all of it is paid when shipped, which needs no saying.
    """
    found = agreed_schedule(session, agreement_id, contract_id)
    return () if found == NO_SCHEDULE else found


def typed_schedule(session: Session, order: CustomerOrder) -> tuple[ScheduleStage, ...]:
    """Return the stages an order has, as shifts from its dates."""
    return tuple(
        _scheduled(order, TypedStage(StageKind(one.kind), one.percent, one.due_on))
        for one in stages_of(session, order.id).values()
    )


def _scheduled(order: CustomerOrder, typed: TypedStage) -> ScheduleStage:
    base = order.date
    if typed.kind is StageKind.CREDIT:
        base = order.ship_date or order.date
    days = (typed.due_on - base).days if typed.due_on is not None else 0
    return ScheduleStage(typed.kind, typed.percent, max(days, 0))
