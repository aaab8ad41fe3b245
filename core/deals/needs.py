"""Recording what customers asked for and did not get, and what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.catalog.models import Item
from core.deals.errors import NeedClosed, NothingAsked, NotSatisfying, ReasonMissing
from core.deals.models import CustomerNeed, CustomerNeedLine, NeedReason
from core.deals.rights import require_responsible
from core.deals.rules import lost_sum
from core.deals.statuses import NeedStatus
from core.deals.steps import require_no_steps
from core.deals.types import CUSTOMER_NEED, DEAL, VISIT_TASK
from core.documents.lines import save_lines
from core.documents.models import Document
from core.documents.operations import advance, base_on, check_version, create, edit, opened
from core.documents.queries import require_visible
from core.kernel.clock import Clock
from core.kernel.errors import BadValue, NotFound
from core.kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedLine:
    """One thing that was asked for: an item of ours, or words for what we do not carry."""

    reason_id: int
    quantity: int
    """Thousandths, above 0."""
    item_id: int | None = None
    item_text: str = ""
    variant_id: int = 0
    wanted_minor: int | None = None
    """What he would have paid for one, kopecks; None: he did not say."""
    offered_minor: int | None = None
    """What we asked for one; None: nothing was offered."""
    would_sell: str = ""
    line_no: int | None = None
    """None: a new line, numbered after the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNeed:
    """What a new record of a need says."""

    lines: tuple[NeedLine, ...]
    manager_id: int
    partner_id: int | None = None
    """None: he is no partner of ours yet; `partner_text` says who."""
    partner_text: str = ""
    company_id: int | None = None
    warehouse_id: int | None = None
    comment: str = ""
    date: dt.date | None = None
    """None: the business date of the clock."""
    basis_id: int | None = None
    """The order, quotation or visit in which it came up."""


@dataclass(frozen=True, slots=True)
class NeedSaved:
    """A need as a verb left it."""

    id: int
    number: str
    version: int
    status: NeedStatus
    lost_minor: int
    """Kopecks."""


def record_need(session: Session, actor: Actor, new: NewNeed, *, clock: Clock) -> NeedSaved:
    """Record what a customer asked for and did not get.

    Raises:
        Forbidden: no right to record needs, to the company or warehouse, or in another's name.
        NothingAsked: no line, or a line that says neither item nor words.
        ReasonMissing: a line without a reason of the book.
        BadValue: a quantity not above 0, a price below 0.
        NotFound: no such manager, item or basis.
    """
    actor.require(Permission.DEAL_EDIT, what=CUSTOMER_NEED.name)
    require_responsible(session, actor, new.manager_id)
    if new.basis_id is not None:
        require_visible(session, actor, new.basis_id)
    rows = _rows(session, "", new.lines)
    need = cast(
        CustomerNeed,
        create(
            session,
            actor,
            CUSTOMER_NEED.name,
            clock=clock,
            company_id=new.company_id,
            date=new.date,
            warehouse_id=new.warehouse_id,
            partner_id=new.partner_id,
            basis_id=new.basis_id,
            manager_id=new.manager_id,
            partner_text=new.partner_text.strip(),
            comment=new.comment,
            lost_minor=_lost(rows),
        ),
    )
    save_lines(session, actor, need, CustomerNeedLine, rows, clock=clock, first_time=True)
    return _saved(need)


def save_need(
    session: Session,
    actor: Actor,
    need_id: int,
    version: int,
    *,
    clock: Clock,
    lines: Sequence[NeedLine] | None = None,
    **changes: Any,  # noqa: ANN401 - fields of the header
) -> NeedSaved:
    """Change a recorded need that was loaded at *version*.

    Args:
        lines: the whole of the lines, told apart by number; None leaves them as they are.

    Raises:
        Conflict: somebody changed it since.
        NeedClosed: it is satisfied or dropped.
        NoSuchField: a change names what only steps set.
        NothingAsked, ReasonMissing, BadValue, Forbidden, NotFound: as `record_need`.
    """
    need = _opened(session, actor, need_id, clock)
    check_version(session, need, version)
    if need.status != NeedStatus.RECORDED:
        raise NeedClosed(document=need.number_text)
    require_no_steps(CUSTOMER_NEED.name, changes)
    if "manager_id" in changes and changes["manager_id"] != need.manager_id:
        require_responsible(session, actor, changes["manager_id"])
    rows = None if lines is None else _rows(session, need.number_text, lines)
    if rows is not None:
        changes["lost_minor"] = _lost(rows)
    edit(session, actor, need_id, version, clock=clock, **changes)
    if rows is not None:
        save_lines(session, actor, need, CustomerNeedLine, rows, clock=clock)
    return _saved(need)


def satisfy_need(
    session: Session, actor: Actor, need_id: int, by_id: int, *, clock: Clock
) -> NeedSaved:
    """Say that an order or a quotation gave the customer what he needed.

    The document is linked: it stands on the need, unless the need came up in it.

    Raises:
        NotSatisfying: it is of another partner, or itself a deal, a need or a visit.
        IllegalTransition: the need is satisfied or dropped already.
        NotFound, Forbidden: rights hide one of them.
    """
    need = _opened(session, actor, need_id, clock)
    require_visible(session, actor, by_id)
    by = session.get_one(Document, by_id)
    same = need.partner_id is None or by.partner_id == need.partner_id
    if by.type in _OURS or by.partner_id is None or not same:
        raise NotSatisfying(document=need.number_text, by=by.number_text)
    advance(session, actor, need, NeedStatus.SATISFIED, clock=clock)
    edit(
        session,
        actor,
        need_id,
        need.version,
        clock=clock,
        satisfied_by_id=by_id,
        closed_on=clock.business_date(),
    )
    if need.basis_id != by_id:
        base_on(session, by, [need_id])
    return _saved(need)


def drop_need(
    session: Session, actor: Actor, need_id: int, text: str, *, clock: Clock
) -> NeedSaved:
    """Count a need no more: the customer does not want it, or it was a mistake.

    Raises:
        ReasonMissing: no reason in words.
        IllegalTransition: it is satisfied or dropped already.
        NotFound, Forbidden.
    """
    need = _opened(session, actor, need_id, clock)
    if not text.strip():
        raise ReasonMissing(document=need.number_text)
    advance(session, actor, need, NeedStatus.DROPPED, clock=clock)
    today = clock.business_date()
    edit(
        session, actor, need_id, need.version, clock=clock, drop_text=text.strip(), closed_on=today
    )
    return _saved(need)


def reopen_need(session: Session, actor: Actor, need_id: int, *, clock: Clock) -> NeedSaved:
    """Take back that a need is satisfied or dropped; what it was linked to stays linked.

    Raises:
        IllegalTransition: it is open.
        NotFound, Forbidden.
    """
    need = _opened(session, actor, need_id, clock)
    advance(session, actor, need, NeedStatus.RECORDED, clock=clock)
    edit(
        session,
        actor,
        need_id,
        need.version,
        clock=clock,
        satisfied_by_id=None,
        drop_text="",
        closed_on=None,
    )
    return _saved(need)


_OURS = frozenset({DEAL.name, CUSTOMER_NEED.name, VISIT_TASK.name})
"""Types that give a customer nothing yet."""


def _opened(session: Session, actor: Actor, need_id: int, clock: Clock) -> CustomerNeed:
    actor.require(Permission.DEAL_EDIT, what=CUSTOMER_NEED.name, key=need_id)
    found = opened(session, actor, need_id, clock=clock)
    if not isinstance(found, CustomerNeed):
        raise NotFound(what=CUSTOMER_NEED.name, key=need_id)
    return found


def _rows(session: Session, number: str, lines: Sequence[NeedLine]) -> list[dict[str, Any]]:
    """Return the lines as stored; two statements, however many there are."""
    if not lines:
        raise NothingAsked(line=0)
    _require_known(session, number, lines)
    next_no = max((line.line_no or 0 for line in lines), default=0)
    rows = []
    for at, line in enumerate(lines, start=1):
        next_no += line.line_no is None
        number_of = line.line_no or next_no
        if not line.item_id and not line.item_text.strip():
            raise NothingAsked(line=at)
        if line.quantity <= 0:
            raise BadValue(what="quantity", value=line.quantity, expected="> 0", line=number_of)
        if min(line.wanted_minor or 0, line.offered_minor or 0) < 0:
            raise BadValue(
                what="price", value=Money(line.wanted_minor or 0), expected=">= 0", line=number_of
            )
        rows.append(
            {
                "line_no": number_of,
                "item_id": line.item_id or None,
                "variant_id": line.variant_id,
                "item_text": line.item_text.strip(),
                "quantity": line.quantity,
                "wanted_minor": line.wanted_minor,
                "offered_minor": line.offered_minor,
                "lost_minor": lost_sum(line.quantity, line.wanted_minor, line.offered_minor),
                "reason_id": line.reason_id,
                "would_sell": line.would_sell.strip(),
            }
        )
    return rows


def _require_known(session: Session, number: str, lines: Sequence[NeedLine]) -> None:
    reasons = {line.reason_id for line in lines}
    known = set(session.scalars(select(NeedReason.id).where(NeedReason.id.in_(reasons))))
    if reasons - known:
        raise ReasonMissing(document=number)
    items = {line.item_id for line in lines if line.item_id}
    carried = set(session.scalars(select(Item.id).where(Item.id.in_(items)))) if items else set()
    for unknown in sorted(items - carried):
        raise NotFound(what="item", key=unknown)


def _lost(rows: Sequence[dict[str, Any]]) -> int:
    return sum(int(row["lost_minor"]) for row in rows)


def _saved(need: CustomerNeed) -> NeedSaved:
    return NeedSaved(
        need.id, need.number_text, need.version, NeedStatus(need.status), need.lost_minor
    )
