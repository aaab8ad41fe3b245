"""Tasks of sales representatives: planned, begun, done with a result, cancelled with a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.catalog.models import Item
from core.deals.errors import ReasonMissing, VisitEnded
from core.deals.models import VisitTask, VisitTaskLine
from core.deals.rights import require_responsible
from core.deals.rules import check_window, read_time
from core.deals.statuses import UNDONE, VisitStatus
from core.deals.steps import require_no_steps
from core.deals.types import VISIT_TASK
from core.documents.lines import save_lines
from core.documents.operations import advance, check_version, create, edit, opened
from core.documents.queries import require_visible
from core.kernel.clock import Clock
from core.kernel.errors import BadValue, NotFound
from core.kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitLine:
    """One thing to offer."""

    item_id: int
    quantity: int
    """Thousandths of the base unit, above 0."""
    variant_id: int = 0
    price_minor: int | None = None
    """A hint, kopecks for one; None: by the price list."""
    agreed: int | None = None
    """What he will take, thousandths; None: not asked yet."""
    line_no: int | None = None
    """None: a new line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVisit:
    """What a new task says."""

    representative_id: int
    partner_id: int
    planned_on: dt.date
    address: str = ""
    time_from: str = ""
    """As people write it: "9", "9:30"; "" is any time."""
    time_until: str = ""
    purpose: str = ""
    company_id: int | None = None
    warehouse_id: int | None = None
    """Where an order made of it would leave from."""
    lines: tuple[VisitLine, ...] = ()
    comment: str = ""
    date: dt.date | None = None
    """None: the business date of the clock."""
    basis_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitResult:
    """What came of a visit."""

    text: str
    agreed: Mapping[int, int] = field(default_factory=dict)
    """Number of a line → what he will take, thousandths; lines not named keep what they say."""
    next_visit_on: dt.date | None = None
    plan_next: bool = False
    """Plan a visit of the same kind on that day."""


@dataclass(frozen=True, slots=True)
class VisitSaved:
    """A visit as a verb left it."""

    id: int
    number: str
    version: int
    status: VisitStatus
    next_id: int = 0
    """The visit planned next; 0: none."""


def plan_visit(session: Session, actor: Actor, new: NewVisit, *, clock: Clock) -> VisitSaved:
    """Give a representative a task.

    Raises:
        Forbidden: no right to plan visits, to company or warehouse, or for somebody else.
        NotFound: no such representative, item or basis.
        BadValue: no time of day, a window that ends before it begins, a quantity not above 0.
    """
    actor.require(Permission.DEAL_EDIT, what=VISIT_TASK.name)
    require_responsible(session, actor, new.representative_id)
    if new.basis_id is not None:
        require_visible(session, actor, new.basis_id)
    window = _window(new.time_from, new.time_until)
    rows = _rows(session, new.lines)
    visit = cast(
        VisitTask,
        create(
            session,
            actor,
            VISIT_TASK.name,
            clock=clock,
            company_id=new.company_id,
            date=new.date,
            warehouse_id=new.warehouse_id,
            partner_id=new.partner_id,
            basis_id=new.basis_id,
            representative_id=new.representative_id,
            address=new.address.strip(),
            planned_on=new.planned_on,
            purpose=new.purpose.strip(),
            comment=new.comment,
            time_from=window["time_from"],
            time_until=window["time_until"],
        ),
    )
    save_lines(session, actor, visit, VisitTaskLine, rows, clock=clock, first_time=True)
    return _saved(visit)


def save_visit(
    session: Session,
    actor: Actor,
    visit_id: int,
    version: int,
    *,
    clock: Clock,
    lines: Sequence[VisitLine] | None = None,
    **changes: Any,  # noqa: ANN401 - fields of the header
) -> VisitSaved:
    """Change a visit that is planned or in work, loaded at *version*.

    Raises:
        Conflict: somebody changed it since.
        VisitEnded: it is done or cancelled.
        NoSuchField: a change names what only steps set.
        Forbidden, NotFound, BadValue: as `plan_visit`.
    """
    visit = _opened(session, actor, visit_id, clock)
    check_version(session, visit, version)
    if visit.status not in UNDONE:
        raise VisitEnded(document=visit.number_text)
    require_no_steps(VISIT_TASK.name, changes)
    if changes.get("representative_id", visit.representative_id) != visit.representative_id:
        require_responsible(session, actor, changes["representative_id"])
    changes |= _window(
        changes.get("time_from", visit.time_from), changes.get("time_until", visit.time_until)
    )
    rows = None if lines is None else _rows(session, lines)
    edit(session, actor, visit_id, version, clock=clock, **changes)
    if rows is not None:
        save_lines(session, actor, visit, VisitTaskLine, rows, clock=clock)
    return _saved(visit)


def start_visit(session: Session, actor: Actor, visit_id: int, *, clock: Clock) -> VisitSaved:
    """Begin: he is on his way.

    Raises:
        IllegalTransition: it is not planned.
        NotFound, Forbidden.
    """
    visit = _opened(session, actor, visit_id, clock)
    advance(session, actor, visit, VisitStatus.IN_WORK, clock=clock)
    edit(session, actor, visit_id, visit.version, clock=clock, started_at=clock.now())
    return _saved(visit)


def finish_visit(
    session: Session, actor: Actor, visit_id: int, result: VisitResult, *, clock: Clock
) -> VisitSaved:
    """End a visit with its result; the next one is planned with it, if asked for.

    Raises:
        ReasonMissing: no result in words.
        BadValue: a next visit not after today, one to plan without a day, an agreed quantity
            below 0.
        NotFound: no such line, or rights hide the visit.
        IllegalTransition: it is not in work.
        Forbidden.
    """
    visit = _opened(session, actor, visit_id, clock)
    if not result.text.strip():
        raise ReasonMissing(document=visit.number_text)
    _require_next(result, clock.business_date())
    rows = _agreed(session, visit, result.agreed)
    advance(session, actor, visit, VisitStatus.DONE, clock=clock)
    edit(
        session,
        actor,
        visit_id,
        visit.version,
        clock=clock,
        result=result.text.strip(),
        next_visit_on=result.next_visit_on,
        ended_at=clock.now(),
    )
    if rows:
        save_lines(session, actor, visit, VisitTaskLine, rows, clock=clock)
    planned = (
        _plan_next(session, actor, visit, result.next_visit_on, clock) if (result.plan_next) else 0
    )
    return _saved(visit, planned)


def cancel_visit(
    session: Session, actor: Actor, visit_id: int, text: str, *, clock: Clock
) -> VisitSaved:
    """Go nowhere, for a reason.

    Raises:
        ReasonMissing: no reason in words.
        IllegalTransition: it is done or cancelled already.
        NotFound, Forbidden.
    """
    visit = _opened(session, actor, visit_id, clock)
    if not text.strip():
        raise ReasonMissing(document=visit.number_text)
    advance(session, actor, visit, VisitStatus.CANCELLED, clock=clock)
    now = clock.now()
    edit(
        session, actor, visit_id, visit.version, clock=clock, cancel_text=text.strip(), ended_at=now
    )
    return _saved(visit)


def replan_visit(
    session: Session, actor: Actor, visit_id: int, planned_on: dt.date, *, clock: Clock
) -> VisitSaved:
    """Plan a visit anew that was begun too early or cancelled in haste.

    Raises:
        IllegalTransition: it is planned, or done.
        NotFound, Forbidden.
    """
    visit = _opened(session, actor, visit_id, clock)
    advance(session, actor, visit, VisitStatus.PLANNED, clock=clock)
    edit(
        session,
        actor,
        visit_id,
        visit.version,
        clock=clock,
        planned_on=planned_on,
        cancel_text="",
        started_at=None,
        ended_at=None,
    )
    return _saved(visit)


def _opened(session: Session, actor: Actor, visit_id: int, clock: Clock) -> VisitTask:
    actor.require(Permission.DEAL_EDIT, what=VISIT_TASK.name, key=visit_id)
    found = opened(session, actor, visit_id, clock=clock)
    if not isinstance(found, VisitTask):
        raise NotFound(what=VISIT_TASK.name, key=visit_id)
    return found


def _window(time_from: str, time_until: str) -> dict[str, str]:
    begins, ends = read_time(time_from), read_time(time_until)
    check_window(begins, ends)
    return {"time_from": begins, "time_until": ends}


def _rows(session: Session, lines: Sequence[VisitLine]) -> list[dict[str, Any]]:
    items = {line.item_id for line in lines}
    known = set(session.scalars(select(Item.id).where(Item.id.in_(items)))) if items else set()
    for unknown in sorted(items - known):
        raise NotFound(what="item", key=unknown)
    next_no = max((line.line_no or 0 for line in lines), default=0)
    rows = []
    for line in lines:
        next_no += line.line_no is None
        number = line.line_no or next_no
        if line.quantity <= 0:
            raise BadValue(what="quantity", value=line.quantity, expected="> 0", line=number)
        if min(line.price_minor or 0, line.agreed or 0) < 0:
            raise BadValue(
                what="price", value=Money(line.price_minor or 0), expected=">= 0", line=number
            )
        rows.append(
            {
                "line_no": number,
                "item_id": line.item_id,
                "variant_id": line.variant_id,
                "quantity": line.quantity,
                "price_minor": line.price_minor,
                "agreed": line.agreed,
            }
        )
    return rows


def _require_next(result: VisitResult, today: dt.date) -> None:
    on = result.next_visit_on
    if on is None and result.plan_next:
        raise BadValue(what="next_visit_on", value="", expected=f"> {today}")
    if on is not None and on <= today:
        raise BadValue(what="next_visit_on", value=on.isoformat(), expected=f"> {today}")


def _agreed(session: Session, visit: VisitTask, agreed: Mapping[int, int]) -> list[dict[str, Any]]:
    """Return every line with what he will take; () when nothing was said about any."""
    if not agreed:
        return []
    line = VisitTaskLine
    stored = select(line.line_no, line.agreed).where(line.document_id == visit.id)
    kept = {row.line_no: row.agreed for row in session.execute(stored)}
    for number, quantity in agreed.items():
        if number not in kept:
            raise NotFound(what="line", key=number)
        if quantity < 0:
            raise BadValue(what="agreed", value=quantity, expected=">= 0", line=number)
    return [
        {"line_no": number, "agreed": agreed.get(number, before)}
        for number, before in sorted(kept.items())
    ]


def _plan_next(
    session: Session, actor: Actor, visit: VisitTask, on: dt.date | None, clock: Clock
) -> int:
    if on is None or visit.partner_id is None:
        return 0
    lines = session.execute(
        select(
            VisitTaskLine.item_id,
            VisitTaskLine.quantity,
            VisitTaskLine.variant_id,
            VisitTaskLine.price_minor,
        )
        .where(VisitTaskLine.document_id == visit.id)
        .order_by(VisitTaskLine.line_no)
    ).mappings()
    new = NewVisit(
        representative_id=visit.representative_id,
        partner_id=visit.partner_id,
        planned_on=on,
        address=visit.address,
        time_from=visit.time_from,
        time_until=visit.time_until,
        purpose=visit.purpose,
        company_id=visit.company_id,
        warehouse_id=visit.warehouse_id,
        lines=tuple(VisitLine(**line) for line in lines),
        basis_id=visit.id,
    )
    return plan_visit(session, actor, new, clock=clock).id


def _saved(visit: VisitTask, next_id: int = 0) -> VisitSaved:
    return VisitSaved(
        visit.id, visit.number_text, visit.version, VisitStatus(visit.status), next_id
    )
