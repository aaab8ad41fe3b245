"""The verbs every document has. None of them commits; each checks rights before anything else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Select, bindparam, column, inspect, select, table
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from core import ledger
from core.access.actor import Actor
from core.access.errors import Forbidden
from core.access.roles import Permission
from core.audit.acting import acting, moment
from core.audit.operations import record, record_each
from core.db.numbering import next_numbers
from core.documents.changes import changes_since
from core.documents.errors import CompanyNumbered, HasDependants, NoSuchField, NotPosted
from core.documents.followers import followers
from core.documents.models import Document, DocumentBasis
from core.documents.queries import require_type_rows, standing_on
from core.documents.types import DocumentType, document_number, document_type
from core.kernel.clock import Clock
from core.kernel.errors import Conflict, NotFound

D = TypeVar("D", bound=Document)

FIXED = frozenset(
    {
        "id",
        "document_id",
        "type",
        "series",
        "year",
        "number",
        "number_text",
        "author_id",
        "status",
        "version",
        "posted",
        "created_at",
        "changed_at",
    }
)
"""Header fields that only verbs set; `edit` refuses them."""

_COMPANY = table("company", column("id"), column("prefix"))
"""Companies are defined above this package; their prefix is all that numbering needs."""


def create(  # noqa: PLR0913 - the header's fields, named
    session: Session,
    actor: Actor,
    type_name: str,
    *,
    clock: Clock,
    company_id: int | None = None,
    date: dt.date | None = None,
    basis_id: int | None = None,
    warehouse_id: int | None = None,
    partner_id: int | None = None,
    permission: Permission | None = None,
    **values: object,
) -> Document:
    """Make a document in its initial status with the next free number; flushed.

    The number is given back if the transaction fails. It is held until the transaction ends, so
    take it as late as the work allows.

    Args:
        date: None means the clock's business date.
        values: fields of the type's own table and `comment`.
        permission: what the calling verb has required; None requires the type's `edit`.

    Raises:
        Forbidden: no right to the type, the company or the warehouse.
        NoSuchField: *values* names no field of the type.
    """
    header = {"basis_id": basis_id, "partner_id": partner_id, **values}
    (made,) = create_many(
        session,
        actor,
        type_name,
        [header],
        clock=clock,
        company_id=company_id,
        date=date,
        warehouse_id=warehouse_id,
        permission=permission,
    )
    return made


def create_many(  # noqa: PLR0913 - what all the headers share, named
    session: Session,
    actor: Actor,
    type_name: str,
    headers: Sequence[Mapping[str, object]],
    *,
    clock: Clock,
    company_id: int | None = None,
    date: dt.date | None = None,
    warehouse_id: int | None = None,
    permission: Permission | None = None,
) -> list[Document]:
    """Make documents of one type, company and warehouse, numbered in the order given; flushed.

    However many they are, they take the same number of statements.

    Args:
        headers: the other fields of each; all of them name the same ones.

    Raises:
        Forbidden, NoSuchField: as of `create`; nothing is made.
    """
    kind = document_type(type_name)
    _enter(session, actor, permission or kind.edit, kind, clock)
    actor.require_company(company_id)
    actor.require_warehouse(warehouse_id)
    for header in headers:
        _check_fields(kind, header)
    if not headers:
        return []
    on = date or clock.business_date()
    prefix = kind.prefix
    if kind.numbered_by_company and company_id is not None:
        prefix = _company_prefix(session, company_id) or kind.prefix
    owner = company_id or 0 if kind.numbered_by_company else 0
    numbers = next_numbers(session, owner, kind.prefix, on.year, len(headers))
    now = clock.now()
    documents = [
        kind.model(
            type=kind.name,
            company_id=company_id,
            series=kind.prefix,
            year=on.year,
            number=number,
            number_text=document_number(prefix, number),
            date=on,
            author_id=actor.user_id,
            status=kind.initial.value,
            warehouse_id=warehouse_id,
            created_at=now,
            changed_at=now,
            **header,
        )
        for number, header in zip(numbers, headers, strict=True)
    ]
    session.add_all(documents)
    session.flush()  # the caller needs the ids: lines and entries point to them
    told = {document.id: {"number": document.number_text} for document in documents}
    record_each(session, actor, "document.created", kind.name, told)
    return documents


def edit(
    session: Session,
    actor: Actor,
    document_id: int,
    version: int,
    *,
    clock: Clock | None = None,
    permission: Permission | None = None,
    **changes: object,
) -> Document:
    """Change header fields of a document that was loaded at *version*; locks it, flushed.

    Args:
        permission: what the calling verb has required; None requires the type's `edit`.

    Raises:
        Conflict: somebody changed it since: with who and which fields; nothing is changed.
        Forbidden, NotFound: rights hide the document or the new company or warehouse.
        NoSuchField: a change names no field, or one that only verbs set.
        CompanyNumbered: another company would leave a gap in this one's numbers.
    """
    document = opened(session, actor, document_id, permission=permission, clock=clock)
    kind = document_type(document.type)
    check_version(session, document, version)
    _check_fields(kind, changes)
    if "company_id" in changes:
        actor.require_company(_id(changes["company_id"]))
    if "warehouse_id" in changes:
        actor.require_warehouse(_id(changes["warehouse_id"]))
    altered = {name: new for name, new in changes.items() if getattr(document, name) != new}
    if "company_id" in altered and kind.numbered_by_company:
        raise CompanyNumbered(document=document.number_text)
    for name, new in altered.items():
        setattr(document, name, new)
    if altered:
        touch(session, document)
    return document


def advance(
    session: Session,
    actor: Actor,
    document: Document,
    target: StrEnum,
    *,
    clock: Clock,
    permission: Permission | None = None,
) -> Document:
    """Move a document, locked by the caller, to the status *target*; flushed, in the trail.

    Args:
        permission: what the calling verb has required; None requires `steps[target]` of the type,
            or its `edit`.

    Raises:
        IllegalTransition: the status table does not lead there.
        Forbidden: no right to the step or the row.
    """
    kind = document_type(document.type)
    needed = permission or kind.steps.get(kind.statuses(target), kind.edit)
    _enter(session, actor, needed, kind, clock)
    _require_rows(actor, document)
    former = document.status
    document.status = kind.transitions.check(kind.statuses(former), kind.statuses(target)).value
    touch(session, document)
    record(
        session,
        actor,
        "document.advanced",
        kind.name,
        document.id,
        number=document.number_text,
        old=former,
        new=document.status,
    )
    return document


def post(
    session: Session,
    actor: Actor,
    document: Document,
    *,
    clock: Clock,
    permission: Permission | None = None,
) -> Document:
    """Write what the document says into the ledgers and the registers that follow its type.

    Again replaces what it wrote before.

    Args:
        permission: what the calling verb has required; None requires the type's `post`.

    Raises:
        NotEnough: a balance would go below its floor.
        PeriodClosed: the document's date is closed.
        Forbidden: no right to post the type or to the row.
    """
    kind = document_type(document.type)
    _enter(session, actor, permission or kind.post, kind, clock)
    _require_rows(actor, document)
    first_time = not document.posted
    document.posted = True
    touch(session, document)
    if kind.entries is not None:
        entries = kind.entries(session, document)
        ledger.post(session, document.id, document.date, entries, first_time=first_time)
    for follower in followers(kind.name):
        follower.posted(session, document)
    record(session, actor, "document.posted", kind.name, document.id, number=document.number_text)
    return document


def unpost(
    session: Session,
    actor: Actor,
    document: Document,
    *,
    clock: Clock,
    permission: Permission | None = None,
) -> Document:
    """Take back everything the document wrote into ledgers and registers.

    Raises:
        NotPosted: there is nothing to take back.
        HasDependants: documents made on its basis are posted; with the whole chain.
        NotEnough: what it brought in has left meanwhile.
        PeriodClosed: its date is closed.
        Forbidden: no right to post the type or to the row.
    """
    kind = document_type(document.type)
    _enter(session, actor, permission or kind.post, kind, clock)
    _require_rows(actor, document)
    if not document.posted:
        raise NotPosted(document=document.number_text)
    chain = [found for found in standing_on(session, document.id) if found.posted]
    if chain:
        raise HasDependants(
            document=document.number_text,
            count=len(chain),
            dependants=", ".join(found.number for found in chain),
            chain=tuple((found.type, found.id, found.number, found.depth) for found in chain),
        )
    document.posted = False
    touch(session, document)
    ledger.reverse(session, document.id)
    for follower in followers(kind.name):
        follower.unposted(session, document)
    record(session, actor, "document.unposted", kind.name, document.id, number=document.number_text)
    return document


def locked(session: Session, model: type[D], document_id: int) -> D:
    """Return a document as it is now, locked until the transaction ends.

    Raises:
        NotFound: no such document of this type.
    """
    session.flush()  # what this session changed must not be read back over
    found: D | None = session.scalars(_lock_of(model), {"document": document_id}).one_or_none()
    if found is None:
        raise NotFound(what=model.__tablename__, key=document_id)
    return found


@cache
def _lock_of(model: type[D]) -> Select[D]:
    """Return the statement of `locked`: every verb asks it, so it is built once per type."""
    return (
        select(model)
        .where(model.id == bindparam("document"))
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def opened(
    session: Session,
    actor: Actor,
    document_id: int,
    *,
    clock: Clock | None = None,
    permission: Permission | None = None,
) -> Document:
    """Return a document of any type, locked, for an actor who may edit it.

    Raises:
        NotFound: there is none, or his rights hide it.
        Forbidden: his roles do not let him edit the type.
    """
    name = session.scalar(select(Document.type).where(Document.id == document_id))
    if name is None:
        raise NotFound(what="document", key=document_id)
    kind = document_type(name)
    _enter(session, actor, permission or kind.edit, kind, clock)
    document = locked(session, kind.model, document_id)
    try:
        _require_rows(actor, document)
    except Forbidden as hidden:
        # Who may not see a document is not told that it exists.
        raise NotFound(what="document", key=document_id) from hidden
    require_type_rows(session, actor, kind, document_id)
    return document


def check_version(session: Session, document: Document, version: int) -> None:
    """Do nothing when *document* is still at *version*.

    Raises:
        Conflict: it is not: with who changed which fields since.
    """
    if document.version == version:
        return
    changes = changes_since(session, document.type, document.id, version)
    raise Conflict(
        what=document.type,
        key=document.number_text,
        who=", ".join(dict.fromkeys(change.who for change in changes)),
        changed=", ".join(dict.fromkeys(change.where for change in changes)),
        changes=tuple(
            (change.who, change.line, change.field, change.old, change.new) for change in changes
        ),
    )


def touch(session: Session, document: Document) -> None:
    """Note the moment of change and raise the version, even if no header field changed; flushed."""
    touch_all(session, [document])


def touch_all(session: Session, documents: Iterable[Document]) -> None:
    """Do as `touch` for many documents, in one flush."""
    now = moment(session)
    for document in documents:
        document.changed_at = now
        flag_modified(document, "changed_at")
    session.flush()  # versions must be the new ones for whoever reads them next


def base_on(session: Session, document: Document, basis_ids: Iterable[int]) -> None:
    """Add further documents on the basis of which *document* was made; repeating is harmless."""
    rows = [{"document_id": document.id, "basis_id": basis} for basis in sorted(set(basis_ids))]
    if rows:
        session.execute(upsert(DocumentBasis).values(rows).on_conflict_do_nothing())


def _enter(
    session: Session,
    actor: Actor,
    permission: Permission,
    kind: DocumentType[Any],
    clock: Clock | None,
) -> None:
    actor.require(permission, what=kind.name)
    acting(session, actor, clock)


def _require_rows(actor: Actor, document: Document) -> None:
    actor.require_company(document.company_id)
    actor.require_warehouse(document.warehouse_id)


def _check_fields(kind: DocumentType[Any], values: Mapping[str, object]) -> None:
    known = {attribute.key for attribute in inspect(kind.model).column_attrs} - FIXED
    for name in values:
        if name not in known:
            raise NoSuchField(what=kind.name, field=name)


def _company_prefix(session: Session, company_id: int) -> str:
    prefix = session.scalar(select(_COMPANY.c.prefix).where(_COMPANY.c.id == company_id))
    return str(prefix or "")


def _id(value: object) -> int | None:
    return value if isinstance(value, int) else None
