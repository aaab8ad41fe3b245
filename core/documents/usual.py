"""What a new document begins with: what its author used last, else what everybody uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.documents.models import Document, UsualValue
from core.documents.rows import document_rows
from core.documents.types import document_type

_RECENT = 100
"""Documents that tell what everybody uses."""


def remember(session: Session, actor: Actor, kind: str, values: Mapping[str, int]) -> None:
    """Keep what *actor* put into fields of a new document of type *kind*; the system keeps none."""
    rows = [
        {"user_id": actor.user_id, "type": kind, "field": field, "value": value}
        for field, value in sorted(values.items())
        if value
    ]
    if not rows or not actor.user_id:
        return
    given = insert(UsualValue).values(rows)
    session.execute(
        given.on_conflict_do_update(
            index_elements=[UsualValue.user_id, UsualValue.type, UsualValue.field],
            set_={"value": given.excluded.value},
        )
    )


def kept(session: Session, actor: Actor, kind: str, fields: Sequence[str]) -> dict[str, int]:
    """Return field → what *actor* put into it last; a field he never filled in is absent."""
    found = select(UsualValue.field, UsualValue.value).where(
        UsualValue.user_id == actor.user_id,
        UsualValue.type == kind,
        UsualValue.field.in_(fields),
    )
    return {row.field: row.value for row in session.execute(found)}


def usual(
    session: Session, actor: Actor, kind: str, among: Mapping[str, Sequence[int]]
) -> dict[str, int]:
    """Return what *actor* most likely wants in the fields of a new document of type *kind*.

    What he used last; else what stands in the last document he made; else what stands most often in
    the recent ones he may see; else the first there is.

    Args:
        among: field → ids of the rows he may choose; a field with none is absent from the answer.
    """
    chosen: dict[str, int] = {}
    for guess in _guesses(session, actor, kind, list(among)):
        for field, value in guess.items():
            if field not in chosen and value in among[field]:
                chosen[field] = value
        if len(chosen) == len(among):
            break
    first = {field: rows[0] for field, rows in among.items() if rows}
    return {**first, **chosen}


def _guesses(
    session: Session, actor: Actor, kind: str, fields: Sequence[str]
) -> Iterator[Mapping[str, int]]:
    """Yield field → value, the best guess first; each is read only when it is needed."""
    yield kept(session, actor, kind, fields)
    model = document_type(kind).model
    own = (
        select(*(getattr(model, field) for field in fields))
        .where(Document.author_id == actor.user_id)
        .order_by(Document.id.desc())
        .limit(1)
    )
    last = session.execute(own).one_or_none()
    yield dict(zip(fields, last, strict=True)) if last is not None else {}
    for field in fields:
        recent = (
            select(getattr(model, field).label("value"))
            .where(*document_rows(actor))
            .order_by(Document.id.desc())
            .limit(_RECENT)
            .subquery()
        )
        most = select(recent.c.value).group_by(recent.c.value).order_by(func.count().desc())
        value = session.scalars(most.limit(1)).one_or_none()
        yield {field: value} if value is not None else {}
