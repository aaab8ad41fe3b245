"""Statuses of deals, customer needs and visits, and the kinds of stages."""

from __future__ import annotations

from enum import StrEnum

from core.kernel.states import Transitions


class DealStatus(StrEnum):
    """Set by a person; follows the kind of the stage."""

    OPEN = "open"
    """В работе."""
    LOST = "lost"
    """Проиграна: with a reason of the book."""
    WON = "won"
    """Выиграна."""


class StageKind(StrEnum):
    """What a stage means for the deal that stands in it."""

    OPEN = "open"
    """Work goes on."""
    WON = "won"
    """The end: it is won, with certainty."""
    LOST = "lost"
    """The end: nothing comes of it."""


class NeedStatus(StrEnum):
    """What became of what a customer asked for and did not get."""

    RECORDED = "recorded"
    """Зарегистрирована."""
    DROPPED = "dropped"
    """Снята: the customer does not need it any more, or it was recorded by mistake."""
    SATISFIED = "satisfied"
    """Удовлетворена: an order or a quotation gave it to him after all."""


class VisitStatus(StrEnum):
    """How far a task of a sales representative has come."""

    PLANNED = "planned"
    """Запланировано."""
    IN_WORK = "in_work"
    """В работе: he is on his way, or there."""
    CANCELLED = "cancelled"
    """Отменено: with a reason."""
    DONE = "done"
    """Выполнено: with a result."""


UNDONE = frozenset({VisitStatus.PLANNED, VisitStatus.IN_WORK})
"""Statuses in which somebody is expected at the customer's."""

DEAL_TRANSITIONS: Transitions[DealStatus] = Transitions(
    "deal",
    {
        DealStatus.OPEN: (DealStatus.WON, DealStatus.LOST),
        DealStatus.WON: (DealStatus.OPEN,),
        DealStatus.LOST: (DealStatus.OPEN,),
    },
)
"""Won and lost deals are opened again when the customer thinks better of it."""

NEED_TRANSITIONS: Transitions[NeedStatus] = Transitions(
    "customer_need",
    {
        NeedStatus.RECORDED: (NeedStatus.SATISFIED, NeedStatus.DROPPED),
        NeedStatus.SATISFIED: (NeedStatus.RECORDED,),
        NeedStatus.DROPPED: (NeedStatus.RECORDED,),
    },
)

VISIT_TRANSITIONS: Transitions[VisitStatus] = Transitions(
    "visit_task",
    {
        VisitStatus.PLANNED: (VisitStatus.IN_WORK, VisitStatus.CANCELLED),
        VisitStatus.IN_WORK: (VisitStatus.DONE, VisitStatus.CANCELLED, VisitStatus.PLANNED),
        VisitStatus.DONE: (),
        VisitStatus.CANCELLED: (VisitStatus.PLANNED,),
    },
)
"""A visit begun too early, or cancelled in haste, is planned again; one that is done stays done."""
