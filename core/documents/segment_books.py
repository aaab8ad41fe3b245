"""What the segments of any book have: a book of their own, a list, the right to change them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, func, select

from core.access.roles import Permission
from core.db.base import Base
from core.documents.columns import Column, Kind, Listing
from core.documents.listing import register_listing
from core.documents.reference import Book, Field, FieldKind, register_book
from core.documents.segments import SegmentBook, SegmentKind, register_segments
from core.kernel.i18n import N_

SEGMENT_KINDS: Mapping[SegmentKind, str] = {
    SegmentKind.FIXED: N_("Listed by hand"),
    SegmentKind.RULE: N_("By a rule"),
}
"""Kind → msgid."""


def declare_segments(
    of: Book, model: type[Base], members: type[Base], member: str, title: str
) -> SegmentBook:
    """Make the segments of a book known: their list, their book, whose rows they take together.

    Args:
        of: the book whose rows are members.
        model: of segments.
        members: of their members, with the column *member*.
        title: marked with N_.
    """
    segment: Any = model
    table: Any = members
    held = (
        select(table.segment_id, func.count().label("count"))
        .group_by(table.segment_id)
        .subquery("held")
    )

    def rows() -> Select[Any]:
        return select(segment.id).outerjoin(held, held.c.segment_id == segment.id)

    listed = register_listing(
        Listing(
            name=f"{segment.__tablename__}s",
            title=title,
            columns=(
                Column("code", N_("Code"), segment.code, Kind.TEXT, 8, searchable=True),
                Column("name", N_("Name"), segment.name, Kind.TEXT, 30, searchable=True),
                Column("kind", N_("Kind"), segment.kind, Kind.WORD, 16, titles=SEGMENT_KINDS),
                Column("members", N_("Members"), func.coalesce(held.c.count, 0), Kind.NUMBER, 8),
                Column("refreshed_at", N_("Refreshed"), segment.refreshed_at, Kind.INSTANT, 16),
                Column("retired", N_("Retired"), segment.retired, Kind.BOOL, 3),
            ),
            source=rows,
            key=segment.id,
            default_sort=("name", False),
            read=Permission.REFERENCE_READ,
        )
    )
    book = register_book(
        Book(
            name=segment.__tablename__,
            model=model,
            title=title,
            fields=(
                Field("code", N_("Code"), required=True, width=8),
                Field("name", N_("Name"), required=True, width=30),
                Field("kind", N_("Kind"), FieldKind.CHOICE, choices=SEGMENT_KINDS, width=16),
                Field("rule", N_("Rule"), width=40),
            ),
            edit=Permission.SEGMENT_EDIT,
            listing=listed.name,
        )
    )
    return register_segments(SegmentBook(book.name, model, members, member, of.name))
