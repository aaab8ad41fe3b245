"""Reading deals, needs and visits as frozen cards, for forms and printing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.models import AppUser
from core.access.roles import Permission
from core.catalog.models import Item, Unit
from core.deals.linked_sums import LinkedSum, linked_sums
from core.deals.models import (
    CustomerNeed,
    CustomerNeedLine,
    Deal,
    DealStage,
    LostReason,
    NeedReason,
    VisitTask,
    VisitTaskLine,
)
from core.deals.rules import weighted
from core.deals.stage_times import stages_passed
from core.deals.statuses import DealStatus, NeedStatus, StageKind, VisitStatus
from core.deals.types import CUSTOMER_NEED, DEAL, VISIT_TASK
from core.documents.models import Document
from core.documents.queries import require_visible
from core.documents.rows import readable_rows
from core.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stay of a deal in a stage."""

    stage_id: int
    marker: str
    stage: str
    since: dt.datetime
    until: dt.datetime | None
    """None: it stands there now."""
    who: str
    days: int
    """Whole days of the stay, up to now if it lasts."""


@dataclass(frozen=True, slots=True)
class DealCard:
    """A deal as a form shows it; money in kopecks."""

    id: int
    number: str
    version: int
    status: DealStatus
    date: dt.date
    name: str
    partner_id: int
    company_id: int | None
    responsible_id: int
    stage_id: int
    stage: str
    stage_kind: StageKind
    stage_since: dt.date
    probability: int
    """Hundredths of a percent, of the stage."""
    expected_minor: int
    close_on: dt.date | None
    closed_on: dt.date | None
    source_id: int | None
    competitor: str
    lost_reason: str
    lost_text: str
    comment: str
    passed: tuple[StageRow, ...]
    sums: tuple[LinkedSum, ...]

    @property
    def weighted_minor(self) -> int:
        """Sum × probability, kopecks."""
        return weighted(self.expected_minor, self.probability)


@dataclass(frozen=True, slots=True)
class NeedLineRow:
    """A line of a need; quantities in thousandths, money in kopecks."""

    id: int
    line_no: int
    item_id: int | None
    item: str
    """Its name; "" for what we do not carry."""
    unit: str
    variant_id: int
    item_text: str
    quantity: int
    wanted_minor: int | None
    offered_minor: int | None
    lost_minor: int
    reason_id: int
    reason: str
    would_sell: str


@dataclass(frozen=True, slots=True)
class NeedCard:
    """A need as a form shows it."""

    id: int
    number: str
    version: int
    status: NeedStatus
    date: dt.date
    partner_id: int | None
    partner_text: str
    manager_id: int
    company_id: int | None
    warehouse_id: int | None
    lost_minor: int
    satisfied_by: str
    """Number of the document; "" unless it is satisfied, or where rights hide it."""
    drop_text: str
    comment: str
    lines: tuple[NeedLineRow, ...]


@dataclass(frozen=True, slots=True)
class VisitLineRow:
    """A line of a visit; quantities in thousandths, money in kopecks."""

    id: int
    line_no: int
    item_id: int
    item: str
    unit: str
    variant_id: int
    quantity: int
    price_minor: int | None
    agreed: int | None


@dataclass(frozen=True, slots=True)
class VisitCard:
    """A visit as a form shows it."""

    id: int
    number: str
    version: int
    status: VisitStatus
    date: dt.date
    representative_id: int
    partner_id: int | None
    company_id: int | None
    warehouse_id: int | None
    address: str
    planned_on: dt.date
    time_from: str
    time_until: str
    purpose: str
    result: str
    next_visit_on: dt.date | None
    cancel_text: str
    comment: str
    started_at: dt.datetime | None
    ended_at: dt.datetime | None
    lines: tuple[VisitLineRow, ...]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody who can be responsible."""

    id: int
    name: str


def deal_card(session: Session, actor: Actor, deal_id: int, now: dt.datetime) -> DealCard:
    """Return a deal with its way through the stages and what stands on it.

    Args:
        now: up to when the stay in its present stage is counted.

    Raises:
        Forbidden: no right to read deals.
        NotFound: there is none, or the actor's rights hide it.
    """
    deal = _stored(session, actor, DEAL.name, Deal, deal_id)
    passed = stages_passed(session, deal)
    asked = {deal.stage_id, *(stay.stage_id for stay in passed)}
    stages = {
        stage.id: stage
        for stage in session.scalars(select(DealStage).where(DealStage.id.in_(asked)))
    }
    stage = stages[deal.stage_id]
    reason = session.get(LostReason, deal.lost_reason_id) if deal.lost_reason_id else None
    return DealCard(
        id=deal.id,
        number=deal.number_text,
        version=deal.version,
        status=DealStatus(deal.status),
        date=deal.date,
        name=deal.name,
        partner_id=deal.partner_id or 0,
        company_id=deal.company_id,
        responsible_id=deal.responsible_id,
        stage_id=stage.id,
        stage=stage.name,
        stage_kind=stage.kind,
        stage_since=deal.stage_since,
        probability=stage.probability,
        expected_minor=deal.expected_minor,
        close_on=deal.close_on,
        closed_on=deal.closed_on,
        source_id=deal.source_id,
        competitor=deal.competitor,
        lost_reason=reason.name if reason else "",
        lost_text=deal.lost_text,
        comment=deal.comment,
        passed=tuple(
            StageRow(
                stay.stage_id,
                stages[stay.stage_id].marker if stay.stage_id in stages else "",
                stages[stay.stage_id].name if stay.stage_id in stages else "",
                stay.since,
                stay.until,
                stay.who,
                stay.days(now),
            )
            for stay in passed
        ),
        sums=linked_sums(session, actor, [deal_id]).get(deal_id, ()),
    )


def need_card(session: Session, actor: Actor, need_id: int) -> NeedCard:
    """Return a need with its lines.

    Raises:
        Forbidden, NotFound: rights hide it.
    """
    need = _stored(session, actor, CUSTOMER_NEED.name, CustomerNeed, need_id)
    line = CustomerNeedLine
    rows = session.execute(
        select(
            line.id,
            line.line_no,
            line.item_id,
            func.coalesce(Item.name, ""),
            func.coalesce(Unit.symbol, ""),
            line.variant_id,
            line.item_text,
            line.quantity,
            line.wanted_minor,
            line.offered_minor,
            line.lost_minor,
            line.reason_id,
            NeedReason.name,
            line.would_sell,
        )
        .join(NeedReason, NeedReason.id == line.reason_id)
        .outerjoin(Item, Item.id == line.item_id)
        .outerjoin(Unit, Unit.id == Item.unit_id)
        .where(line.document_id == need_id)
        .order_by(line.line_no)
    )
    by = need.satisfied_by_id and session.scalar(
        select(Document.number_text).where(
            Document.id == need.satisfied_by_id, *readable_rows(actor)
        )
    )
    return NeedCard(
        id=need.id,
        number=need.number_text,
        version=need.version,
        status=NeedStatus(need.status),
        date=need.date,
        partner_id=need.partner_id,
        partner_text=need.partner_text,
        manager_id=need.manager_id,
        company_id=need.company_id,
        warehouse_id=need.warehouse_id,
        lost_minor=need.lost_minor,
        satisfied_by=str(by or ""),
        drop_text=need.drop_text,
        comment=need.comment,
        lines=tuple(NeedLineRow(*tuple[Any, ...](row)) for row in rows),
    )


def visit_card(session: Session, actor: Actor, visit_id: int) -> VisitCard:
    """Return a visit with what is to be offered.

    Raises:
        Forbidden, NotFound: rights hide it.
    """
    visit = _stored(session, actor, VISIT_TASK.name, VisitTask, visit_id)
    line = VisitTaskLine
    rows = session.execute(
        select(
            line.id,
            line.line_no,
            line.item_id,
            Item.name,
            Unit.symbol,
            line.variant_id,
            line.quantity,
            line.price_minor,
            line.agreed,
        )
        .join(Item, Item.id == line.item_id)
        .join(Unit, Unit.id == Item.unit_id)
        .where(line.document_id == visit_id)
        .order_by(line.line_no)
    )
    return VisitCard(
        id=visit.id,
        number=visit.number_text,
        version=visit.version,
        status=VisitStatus(visit.status),
        date=visit.date,
        representative_id=visit.representative_id,
        partner_id=visit.partner_id,
        company_id=visit.company_id,
        warehouse_id=visit.warehouse_id,
        address=visit.address,
        planned_on=visit.planned_on,
        time_from=visit.time_from,
        time_until=visit.time_until,
        purpose=visit.purpose,
        result=visit.result,
        next_visit_on=visit.next_visit_on,
        cancel_text=visit.cancel_text,
        comment=visit.comment,
        started_at=visit.started_at,
        ended_at=visit.ended_at,
        lines=tuple(VisitLineRow(*tuple[Any, ...](row)) for row in rows),
    )


def person(session: Session, actor: Actor) -> PersonRow | None:
    """Return the actor as somebody who can be responsible; None for the system and the barred."""
    actor.require(Permission.DEAL_READ, what=DEAL.name)
    row = session.execute(
        select(AppUser.id, AppUser.name).where(
            AppUser.id == actor.user_id, AppUser.retired.is_(False)
        )
    ).one_or_none()
    return None if row is None else PersonRow(row.id, row.name)


def need_reasons(session: Session, actor: Actor) -> list[tuple[int, str]]:
    """Return (id, name) of the reasons in use, in the order of their codes."""
    actor.require(Permission.DEAL_READ, what=CUSTOMER_NEED.name)
    rows = session.execute(
        select(NeedReason.id, NeedReason.name)
        .where(NeedReason.retired.is_(False))
        .order_by(NeedReason.code, NeedReason.id)
    )
    return [(key, name) for key, name in rows]


def _stored(session: Session, actor: Actor, what: str, model: type[Any], key: int) -> Any:  # noqa: ANN401 - a mapped header, for this module only
    actor.require(Permission.DEAL_READ, what=what, key=key)
    require_visible(session, actor, key)
    found = session.get(model, key)
    if found is None:
        raise NotFound(what=what, key=key)
    return found
