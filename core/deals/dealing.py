"""Making deals, changing them, moving them along their stages to the end."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.deals.errors import DealClosed, NoStage, ReasonMissing, WrongStage
from core.deals.models import Deal, DealStage, LostReason
from core.deals.rights import require_responsible
from core.deals.stage_times import stages_passed
from core.deals.statuses import DealStatus, StageKind
from core.deals.steps import require_no_steps
from core.deals.types import DEAL
from core.documents.operations import advance, check_version, create, edit, opened
from core.kernel.clock import Clock
from core.kernel.errors import BadValue, NotFound
from core.kernel.money import require_no_less


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDeal:
    """What a new deal says."""

    name: str
    partner_id: int
    responsible_id: int
    company_id: int | None = None
    stage_id: int | None = None
    """None: the first stage of work."""
    expected_minor: int = 0
    """Kopecks, VAT included; 0 is not known."""
    close_on: dt.date | None = None
    source_id: int | None = None
    competitor: str = ""
    comment: str = ""
    date: dt.date | None = None
    """None: the business date of the clock."""
    basis_id: int | None = None


@dataclass(frozen=True, slots=True)
class DealSaved:
    """A deal as a verb left it."""

    id: int
    number: str
    version: int
    status: DealStatus
    stage_id: int
    stage: str
    """Its name."""


def create_deal(session: Session, actor: Actor, new: NewDeal, *, clock: Clock) -> DealSaved:
    """Make a deal that is in work.

    Raises:
        Forbidden: no right to edit deals, to the company, or to make somebody else responsible.
        NotFound: no such responsible or stage.
        NoStage: there is no stage of work to begin with.
        WrongStage: the stage ends deals.
        BadValue: no name, or a sum below 0.
    """
    actor.require(Permission.DEAL_EDIT, what=DEAL.name)
    require_responsible(session, actor, new.responsible_id)
    _require_sense(new.name, new.expected_minor)
    if new.stage_id is None:
        stage = first_stage(session, StageKind.OPEN)
    else:
        stage = _stage(session, new.stage_id)
    if stage.kind is not StageKind.OPEN or stage.retired:
        raise WrongStage(document=new.name, stage=stage.name)
    on = new.date or clock.business_date()
    deal = create(
        session,
        actor,
        DEAL.name,
        clock=clock,
        company_id=new.company_id,
        date=on,
        partner_id=new.partner_id,
        basis_id=new.basis_id,
        name=new.name.strip(),
        responsible_id=new.responsible_id,
        stage_id=stage.id,
        stage_since=on,
        expected_minor=new.expected_minor,
        close_on=new.close_on,
        source_id=new.source_id,
        competitor=new.competitor,
        comment=new.comment,
    )
    return _saved(session, cast(Deal, deal))


def save_deal(
    session: Session,
    actor: Actor,
    deal_id: int,
    version: int,
    *,
    clock: Clock,
    **changes: Any,  # noqa: ANN401 - fields of the header
) -> DealSaved:
    """Change fields of a deal in work that was loaded at *version*; stages have their own verbs.

    Raises:
        Conflict: somebody changed it since.
        DealClosed: it is won or lost; open it again first.
        Forbidden, NotFound: rights hide it, or the new responsible or company.
        NoSuchField: a stage, a reason of loss, or no field at all.
        BadValue: no name, or a sum below 0.
    """
    deal = _opened(session, actor, deal_id, clock)
    check_version(session, deal, version)
    _require_open(deal)
    if "responsible_id" in changes and changes["responsible_id"] != deal.responsible_id:
        require_responsible(session, actor, changes["responsible_id"])
    _require_sense(
        changes.get("name", deal.name), changes.get("expected_minor", deal.expected_minor)
    )
    require_no_steps(DEAL.name, changes)
    edit(session, actor, deal_id, version, clock=clock, **changes)
    return _saved(session, deal)


def move_deal(
    session: Session, actor: Actor, deal_id: int, stage_id: int, *, clock: Clock
) -> DealSaved:
    """Put a deal in work into another stage of work, forward or back; the history keeps when.

    Raises:
        DealClosed: it is won or lost.
        WrongStage: the stage ends deals (win or lose it instead), is the one it stands in, or is
            out of use.
        NotFound, Forbidden.
    """
    deal = _opened(session, actor, deal_id, clock)
    _require_open(deal)
    stage = _stage(session, stage_id)
    if stage.kind is not StageKind.OPEN or stage.id == deal.stage_id or stage.retired:
        raise WrongStage(document=deal.number_text, stage=stage.name)
    _put(session, actor, deal, stage, clock)
    return _saved(session, deal)


def win_deal(session: Session, actor: Actor, deal_id: int, *, clock: Clock) -> DealSaved:
    """End a deal well: it stands in the stage of won deals.

    Raises:
        IllegalTransition: it is not in work.
        NoStage: the book has no stage of won deals.
        NotFound, Forbidden.
    """
    deal = _opened(session, actor, deal_id, clock)
    stage = first_stage(session, StageKind.WON)
    advance(session, actor, deal, DealStatus.WON, clock=clock)
    _put(session, actor, deal, stage, clock, closed_on=clock.business_date())
    return _saved(session, deal)


def lose_deal(
    session: Session,
    actor: Actor,
    deal_id: int,
    reason_id: int | None,
    *,
    clock: Clock,
    text: str = "",
    competitor: str = "",
) -> DealSaved:
    """End a deal badly, with a reason of the book.

    Args:
        text: more about the reason, in words.
        competitor: who got it instead; "" keeps what the deal says.

    Raises:
        ReasonMissing: no reason, or one that is not in the book.
        IllegalTransition: it is not in work.
        NoStage: the book has no stage of lost deals.
        NotFound, Forbidden.
    """
    deal = _opened(session, actor, deal_id, clock)
    if not reason_id or session.get(LostReason, reason_id) is None:
        raise ReasonMissing(document=deal.number_text)
    stage = first_stage(session, StageKind.LOST)
    advance(session, actor, deal, DealStatus.LOST, clock=clock)
    _put(
        session,
        actor,
        deal,
        stage,
        clock,
        closed_on=clock.business_date(),
        lost_reason_id=reason_id,
        lost_text=text.strip(),
        competitor=competitor.strip() or deal.competitor,
    )
    return _saved(session, deal)


def reopen_deal(session: Session, actor: Actor, deal_id: int, *, clock: Clock) -> DealSaved:
    """Work on a won or lost deal again, in the stage it was closed from.

    Where that stage is out of use or ends deals by now, it begins with the first stage of work.

    Raises:
        IllegalTransition: it is in work.
        NoStage: there is no stage of work.
        NotFound, Forbidden.
    """
    deal = _opened(session, actor, deal_id, clock)
    stage = _left_from(session, deal) or first_stage(session, StageKind.OPEN)
    advance(session, actor, deal, DealStatus.OPEN, clock=clock)
    _put(session, actor, deal, stage, clock, closed_on=None, lost_reason_id=None, lost_text="")
    return _saved(session, deal)


def first_stage(session: Session, kind: StageKind) -> DealStage:
    """Return the first stage in use of *kind*.

    Raises:
        NoStage: the book has none.
    """
    found = session.scalars(
        select(DealStage)
        .where(DealStage.kind == kind, DealStage.retired.is_(False))
        .order_by(DealStage.position, DealStage.id)
        .limit(1)
    ).one_or_none()
    if found is None:
        raise NoStage(kind=kind.value)
    return found


def _opened(session: Session, actor: Actor, deal_id: int, clock: Clock) -> Deal:
    actor.require(Permission.DEAL_EDIT, what=DEAL.name, key=deal_id)
    found = opened(session, actor, deal_id, clock=clock)
    if not isinstance(found, Deal):
        raise NotFound(what=DEAL.name, key=deal_id)
    return found


def _require_open(deal: Deal) -> None:
    if deal.status != DealStatus.OPEN:
        raise DealClosed(document=deal.number_text)


def _require_sense(name: str, expected_minor: int) -> None:
    if not (name or "").strip():
        raise BadValue(what="name", value="", expected="…")
    require_no_less("expected_minor", expected_minor)


def _stage(session: Session, stage_id: int) -> DealStage:
    found = session.get(DealStage, stage_id)
    if found is None:
        raise NotFound(what="deal_stage", key=stage_id)
    return found


def _put(
    session: Session,
    actor: Actor,
    deal: Deal,
    stage: DealStage,
    clock: Clock,
    **changes: Any,  # noqa: ANN401 - fields of the header
) -> None:
    """Write the stage, and since when; a stage it stands in already keeps its day."""
    if stage.id != deal.stage_id:
        changes |= {"stage_id": stage.id, "stage_since": clock.business_date()}
    edit(session, actor, deal.id, deal.version, clock=clock, **changes)


def _left_from(session: Session, deal: Deal) -> DealStage | None:
    """Return the last stage of work the deal passed, if deals may still stand in it."""
    passed = [step.stage_id for step in stages_passed(session, deal)]
    stages = {
        stage.id: stage
        for stage in session.scalars(select(DealStage).where(DealStage.id.in_(passed)))
    }
    for stage_id in reversed(passed):
        stage = stages.get(stage_id)
        if stage is not None and stage.kind is StageKind.OPEN:
            return None if stage.retired else stage
    return None


def _saved(session: Session, deal: Deal) -> DealSaved:
    stage = _stage(session, deal.stage_id)
    return DealSaved(
        deal.id, deal.number_text, deal.version, DealStatus(deal.status), stage.id, stage.name
    )
