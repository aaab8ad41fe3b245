"""Offsets of advances and debt adjustments: enter and post in one step, change, take back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import acting
from core.db.base import Base
from core.documents.lines import save_lines
from core.documents.models import Document
from core.documents.operations import advance, check_version, create, edit, locked, post, unpost
from core.kernel.clock import Clock
from core.kernel.errors import BadValue
from core.kernel.money import Money
from core.settlements.entries import named_objects, touched
from core.settlements.errors import AnnulledDocument, NothingInPayment, SameObject
from core.settlements.kinds import AdjustedSide, EntryStatus
from core.settlements.locking import lock_dependents
from core.settlements.models import (
    DebtAdjustment,
    DebtAdjustmentLine,
    DebtOffset,
    DebtOffsetLine,
)
from core.settlements.rates import ROUBLE, require_currency
from core.settlements.types import DEBT_ADJUSTMENT, DEBT_OFFSET


@dataclass(frozen=True, slots=True)
class OffsetLine:
    """So much of an advance covers a debt; both are objects of the ledger."""

    advance_id: int
    debt_id: int
    amount_minor: int
    """Above 0."""


@dataclass(frozen=True, slots=True)
class AdjustmentLine:
    """So much more, or less, charged or paid."""

    object_id: int
    """0: the adjustment itself, such as a debt from before klad."""
    side: AdjustedSide
    amount_minor: int
    """Not 0."""
    due_on: date | None = None
    """When a debt that is added is due; None: at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """The header of an offset or an adjustment."""

    company_id: int
    partner_id: int
    currency: str = ROUBLE
    comment: str = ""
    date: date | None = None
    """None: the business date of the clock."""
    legal_entity_id: int | None = None
    """Adjustments only."""
    reason: str = ""
    """Adjustments only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryChanges:
    """What an edit changes; a header field that is not named keeps its value."""

    header: Mapping[str, object] = field(default_factory=dict)
    lines: tuple[OffsetLine, ...] | tuple[AdjustmentLine, ...] | None = None
    """The whole of the lines; None: they stay as they are."""


@dataclass(frozen=True, slots=True)
class EntrySaved:
    """An offset or an adjustment as a verb left it."""

    id: int
    number: str
    version: int
    status: EntryStatus


def enter_offset(
    session: Session, actor: Actor, new: NewEntry, lines: Sequence[OffsetLine], *, clock: Clock
) -> EntrySaved:
    """Enter an offset; it does not count before it is posted.

    Raises:
        Forbidden: no right to enter payments, or to the company.
        BadValue, SameObject: a line of nothing, or from a document to itself.
        UnknownCurrency: the book has none of this code.
    """
    actor.require(Permission.PAYMENT_EDIT, what=DEBT_OFFSET.name)
    require_currency(session, new.currency)
    document = create(
        session,
        actor,
        DEBT_OFFSET.name,
        clock=clock,
        company_id=new.company_id,
        partner_id=new.partner_id,
        date=new.date,
        currency=new.currency,
        comment=new.comment,
        total_minor=sum(line.amount_minor for line in lines),
    )
    _save(session, actor, document, DebtOffsetLine, lines, clock)
    return _saved(document)


def enter_adjustment(
    session: Session,
    actor: Actor,
    new: NewEntry,
    lines: Sequence[AdjustmentLine],
    *,
    clock: Clock,
) -> EntrySaved:
    """Enter an adjustment; it does not count before it is posted.

    Raises:
        Forbidden: no right to enter payments, or to the company.
        BadValue: a line of nothing.
        UnknownCurrency: the book has none of this code.
    """
    actor.require(Permission.PAYMENT_EDIT, what=DEBT_ADJUSTMENT.name)
    require_currency(session, new.currency)
    document = create(
        session,
        actor,
        DEBT_ADJUSTMENT.name,
        clock=clock,
        company_id=new.company_id,
        partner_id=new.partner_id,
        date=new.date,
        legal_entity_id=new.legal_entity_id,
        currency=new.currency,
        comment=new.comment,
        reason=new.reason,
    )
    _save(session, actor, document, DebtAdjustmentLine, lines, clock)
    return _saved(document)


def save_entry(
    session: Session,
    actor: Actor,
    document_id: int,
    version: int,
    changes: EntryChanges,
    *,
    clock: Clock,
) -> EntrySaved:
    """Change an offset or an adjustment loaded at *version*; a posted one counts anew at once.

    Raises:
        Conflict: somebody changed it since.
        AnnulledDocument: restore it first.
        Forbidden, NotFound, and whatever posting refuses.
    """
    document = _opened(session, actor, document_id, clock)
    check_version(session, document, version)
    if document.status == EntryStatus.ANNULLED:
        raise AnnulledDocument(document=document.number_text)
    values: dict[str, Any] = dict(changes.header)
    model = DebtOffsetLine if isinstance(document, DebtOffset) else DebtAdjustmentLine
    if changes.lines is not None and isinstance(document, DebtOffset):
        values["total_minor"] = sum(line.amount_minor for line in changes.lines)
    edit(session, actor, document_id, version, clock=clock, **values)
    require_currency(session, document.currency)
    if changes.lines is not None:
        _save(session, actor, document, model, changes.lines, clock)
    if document.posted:
        _count(session, actor, document, clock)
    return _saved(document)


def post_entry(session: Session, actor: Actor, document_id: int, *, clock: Clock) -> EntrySaved:
    """Let an offset or an adjustment count.

    Raises:
        IllegalTransition: it counts already, or is annulled.
        NothingInPayment: it has no lines.
        OffsetExceeds: there is not so much advance, or not so much debt.
        NotEnough: an adjustment takes away what is not there.
        SettledByInvoices, SettledByOrders, NotPayable, ForeignObject, OtherCurrency: a line makes
            no sense.
        PeriodClosed, Forbidden, NotFound.
    """
    document = _opened(session, actor, document_id, clock)
    advance(session, actor, document, EntryStatus.POSTED, clock=clock)
    _count(session, actor, document, clock)
    return _saved(document)


def unpost_entry(session: Session, actor: Actor, document_id: int, *, clock: Clock) -> EntrySaved:
    """Take an offset or an adjustment back.

    Raises:
        IllegalTransition: it does not count.
        NotEnough: what it brought has been used meanwhile.
        PeriodClosed, Forbidden, NotFound.
    """
    document = _opened(session, actor, document_id, clock)
    advance(session, actor, document, EntryStatus.ENTERED, clock=clock)
    lock_dependents(session, touched(session, document.id))
    unpost(session, actor, document, clock=clock)
    return _saved(document)


def annul_entry(
    session: Session, actor: Actor, document_id: int, *, clock: Clock, annulled: bool = True
) -> EntrySaved:
    """Mark an offset or an adjustment as entered by mistake, or take that back.

    Raises:
        IllegalTransition: it counts; take it back first.
        Forbidden, NotFound.
    """
    document = _opened(session, actor, document_id, clock)
    if document.status == EntryStatus.POSTED:
        DEBT_OFFSET.transitions.check(EntryStatus.POSTED, EntryStatus.ANNULLED)
    target = EntryStatus.ANNULLED if annulled else EntryStatus.ENTERED
    advance(session, actor, document, target, clock=clock)
    return _saved(document)


def _opened(
    session: Session, actor: Actor, document_id: int, clock: Clock
) -> DebtOffset | DebtAdjustment:
    actor.require(Permission.PAYMENT_EDIT, what=DEBT_OFFSET.name, key=document_id)
    acting(session, actor, clock)
    document: DebtOffset | DebtAdjustment
    if session.get(DebtAdjustment, document_id) is not None:
        document = locked(session, DebtAdjustment, document_id)
    else:
        document = locked(session, DebtOffset, document_id)
    actor.require_company(document.company_id)
    return document


def _save(
    session: Session,
    actor: Actor,
    document: Document,
    model: type[Base],
    lines: Sequence[OffsetLine | AdjustmentLine],
    clock: Clock,
) -> None:
    for number, line in enumerate(lines, start=1):
        moved = isinstance(line, OffsetLine)
        if line.amount_minor == 0 or (moved and line.amount_minor < 0):
            raise BadValue(what="amount_minor", value=Money(line.amount_minor), expected="> 0")
        if isinstance(line, OffsetLine) and line.advance_id == line.debt_id:
            raise SameObject(line=number)
    rows = [{"line_no": number, **asdict(line)} for number, line in enumerate(lines, start=1)]
    save_lines(session, actor, document, model, rows, clock=clock)


def _count(
    session: Session, actor: Actor, document: DebtOffset | DebtAdjustment, clock: Clock
) -> None:
    objects = touched(session, document.id) | named_objects(session, document)
    if not objects:
        raise NothingInPayment(document=document.number_text)
    lock_dependents(session, objects)
    post(session, actor, document, clock=clock)


def _saved(document: Document) -> EntrySaved:
    return EntrySaved(
        document.id, document.number_text, document.version, EntryStatus(document.status)
    )
