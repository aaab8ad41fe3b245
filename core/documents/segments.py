"""Segments: rows of a reference book taken together, listed by hand or found by a rule.

A rule is what a person types into a list: search words and filters. Membership is materialised:
whoever asks who belongs to a segment reads its table of members, never the rule. Rules are applied
when a segment is saved and by night.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Table, delete, func, insert, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from core.access.actor import SYSTEM, Actor
from core.access.roles import Permission
from core.audit.acting import acting, moment
from core.audit.operations import record
from core.audit.plain import plain
from core.db.base import Base
from core.documents.errors import EmptyRule, SegmentByRule
from core.documents.history import Noted, note
from core.documents.listing import Filter, ListQuery, listing, matching
from core.documents.reference import book, check_row_version, create_row, edit_row, locked_row
from core.kernel.clock import Clock
from core.kernel.errors import BadValue, NotFound

NAMED = 20
"""Members called by name in the history of a change; of more only the number is told."""


class SegmentKind(StrEnum):
    """How a segment gets its members."""

    FIXED = "fixed"
    """A person lists them."""
    RULE = "rule"
    """Whoever satisfies the rule; membership is refreshed when it is saved and by night."""


@dataclass(frozen=True)
class SegmentBook:
    """Segments of one reference book."""

    name: str
    """The book of segments and their table: "partner_segment"."""
    model: type[Base]
    """Has id, kind, rule, refreshed_at, retired, version."""
    members: type[Base]
    """Has `segment_id` and the column `member`, unique together."""
    member: str
    """"partner_id"."""
    of: str
    """The book whose rows are members: "partner"."""

    @property
    def listing(self) -> str:
        """The list whose search and filters rules are made of."""
        return book(self.of).listing

    @property
    def table(self) -> Table:
        """The table of members."""
        table = self.members.__table__
        if not isinstance(table, Table):
            raise TypeError(self.members)
        return table


@dataclass(frozen=True, slots=True)
class Rule:
    """Who belongs to a segment: search words and filters of the list of its book, all of them."""

    search: str = ""
    filters: tuple[Filter, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether it says anything."""
        return bool(self.search.strip() or self.filters)


@dataclass(frozen=True, slots=True)
class SegmentRefreshed:
    """What applying a rule did."""

    id: int
    added: int
    removed: int
    members: int
    """As many as there are now."""


@dataclass(frozen=True, slots=True)
class SegmentSaved:
    """A segment as a verb left it."""

    id: int
    version: int
    members: int


_BOOKS: dict[str, SegmentBook] = {}


def register_segments(of: SegmentBook) -> SegmentBook:
    """Make the segments of a book known; registering the same name anew replaces them."""
    _BOOKS[of.name] = of
    return of


def segment_books() -> tuple[SegmentBook, ...]:
    """Return every kind of segment, by name."""
    return tuple(_BOOKS[name] for name in sorted(_BOOKS))


def segment_book(name: str) -> SegmentBook:
    """Return the segments called *name*.

    Raises:
        NotFound: nothing is registered under it.
    """
    found = _BOOKS.get(name)
    if found is None:
        raise NotFound(what="segment book", key=name)
    return found


def write_rule(rule: Rule) -> dict[str, Any]:
    """Return *rule* as it is stored."""
    return {
        "search": rule.search.strip(),
        "filters": [
            {"column": one.column, "op": one.op, "value": plain(one.value)} for one in rule.filters
        ],
    }


def read_rule(stored: Mapping[str, Any]) -> Rule:
    """Return what is stored as a rule; an empty mapping is the empty rule.

    Raises:
        BadValue: it is no rule.
    """
    try:
        search = stored.get("search", "")
        filters = tuple(
            Filter(str(one["column"]), str(one["op"]), one["value"])
            for one in stored.get("filters", ())
        )
    except (AttributeError, KeyError, TypeError) as error:
        raise BadValue(what="rule", value=str(stored), expected="search, filters") from error
    return Rule(str(search), filters)


def rule_query(of: SegmentBook, rule: Rule) -> ListQuery:
    """Return what a rule asks of the list; rows out of use belong only where it asks for them."""
    marked = any(column.id == "retired" for column in listing(of.listing).columns)
    named = any(one.column == "retired" for one in rule.filters)
    in_use = (Filter("retired", "eq", False),) if marked and not named else ()
    return ListQuery(search=rule.search, filters=(*rule.filters, *in_use))


def check_rule(session: Session, actor: Actor, of: SegmentBook, rule: Rule) -> None:
    """Do nothing when *rule* makes sense.

    Raises:
        EmptyRule: it says nothing, so everybody would belong.
        BadQuery: a column, operation or value that the list does not know.
    """
    if not rule:
        raise EmptyRule(segment=of.name)
    matching(session, actor, of.listing, rule_query(of, rule))


def save_segment(  # noqa: PLR0913 - a segment's fields, named
    session: Session,
    actor: Actor,
    name: str,
    segment_id: int | None,
    version: int,
    *,
    code: str,
    title: str,
    kind: SegmentKind,
    rule: Rule | None = None,
    members: Collection[int] | None = None,
    clock: Clock | None = None,
) -> SegmentSaved:
    """Write a segment and bring its members up to date; None as *segment_id* makes a new one.

    Args:
        name: the book of segments.
        title: what the segment is called.
        rule: of a segment by rule; ignored for a fixed one, whose rule is cleared.
        members: of a fixed segment, all of them; None leaves them as they are, so that a segment
            whose rule is taken away keeps those it had.

    Raises:
        Forbidden: no right to change segments.
        Conflict: somebody changed it since *version*.
        EmptyRule, BadQuery: the rule makes no sense.
        BadValue: code or name is empty.
    """
    of = segment_book(name)
    kept = write_rule(rule or Rule()) if kind is SegmentKind.RULE else {}
    if kind is SegmentKind.RULE:
        check_rule(session, actor, of, rule or Rule())
    values: dict[str, object] = {"code": code, "name": title, "kind": kind, "rule": kept}
    if segment_id is None:
        saved = create_row(session, actor, name, clock=clock, **values)
    else:
        saved = edit_row(session, actor, name, segment_id, version, clock=clock, **values)
    if kind is SegmentKind.RULE:
        done = refresh_segment(session, actor, name, saved.id, clock=clock)
        return SegmentSaved(saved.id, saved.version, done.members)
    if members is None:
        return SegmentSaved(saved.id, saved.version, _count(session, of, saved.id))
    return set_members(session, actor, name, saved.id, saved.version, members, clock=clock)


def set_members(
    session: Session,
    actor: Actor,
    name: str,
    segment_id: int,
    version: int,
    members: Collection[int],
    *,
    clock: Clock | None = None,
) -> SegmentSaved:
    """Make *members* the whole of a fixed segment; the statements do not depend on how many.

    Raises:
        SegmentByRule: its members follow from its rule.
        Conflict, Forbidden, NotFound: as `edit_row`.
        StillUsed: on flush outside `transaction`, as IntegrityError: there is no such row.
    """
    of, row = _opened(session, actor, name, segment_id, clock)
    check_row_version(session, book(name), row, version)
    if row.kind is not SegmentKind.FIXED:
        raise SegmentByRule(segment=row.name)
    table, member = of.table, of.table.c[of.member]
    held = set(session.scalars(select(member).where(table.c.segment_id == segment_id)))
    added, removed = sorted(set(members) - held), sorted(held - set(members))
    if removed:
        gone = literal(removed, ARRAY(BigInteger))
        session.execute(
            delete(table).where(table.c.segment_id == segment_id, member == func.any(gone))
        )
    if added:
        come = select(
            literal(segment_id, BigInteger), func.unnest(literal(added, ARRAY(BigInteger)))
        )
        session.execute(insert(table).from_select(["segment_id", of.member], come))
    if added or removed:
        row.refreshed_at = moment(session)
        flag_modified(row, "refreshed_at")
        session.flush()  # the version must be the new one for whoever reads it next
        _remember(session, of, row, added, removed)
        _trace(session, actor, of, segment_id, len(added), len(removed))
    return SegmentSaved(segment_id, row.version, len(set(members)))


def refresh_segment(
    session: Session, actor: Actor, name: str, segment_id: int, *, clock: Clock | None = None
) -> SegmentRefreshed:
    """Apply the rule of a segment to all rows of its book; a fixed one stays as it is.

    Whose rights do not matter: everybody who satisfies the rule belongs. The number of statements
    does not depend on the number of rows, and the segment's version does not change.

    Raises:
        Forbidden: no right to change segments.
        NotFound: no such segment.
        BadQuery: the list has lost a column that the rule names.
    """
    of, row = _opened(session, actor, name, segment_id, clock)
    if row.kind is not SegmentKind.RULE:
        return SegmentRefreshed(segment_id, 0, 0, _count(session, of, segment_id))
    table, member = of.table, of.table.c[of.member]
    found = matching(session, SYSTEM, of.listing, rule_query(of, read_rule(row.rule))).subquery(
        "found"
    )
    meant = select(literal(1)).where(found.c.key == member).correlate(table).exists()
    gone = session.execute(
        delete(table).where(table.c.segment_id == segment_id, ~meant).returning(member)
    ).all()
    come = session.execute(
        upsert(table)
        .from_select(["segment_id", of.member], select(literal(segment_id), found.c.key))
        .on_conflict_do_nothing()
        .returning(member)
    ).all()
    model: Any = of.model
    session.execute(
        update(model.__table__)
        .where(model.__table__.c.id == segment_id)
        .values(refreshed_at=moment(session))
    )
    if gone or come:
        _trace(session, actor, of, segment_id, len(come), len(gone))
    return SegmentRefreshed(segment_id, len(come), len(gone), _count(session, of, segment_id))


def rule_segments(session: Session) -> tuple[tuple[str, int], ...]:
    """Return (book, id) of the segments in use that have a rule: a nightly job takes each."""
    found: list[tuple[str, int]] = []
    for of in segment_books():
        model: Any = of.model
        ids = session.scalars(
            select(model.id)
            .where(model.kind == SegmentKind.RULE, model.retired.is_(False))
            .order_by(model.id)
        )
        found += [(of.name, key) for key in ids]
    return tuple(found)


def refresh_segments(
    session: Session, actor: Actor, *, clock: Clock | None = None
) -> tuple[SegmentRefreshed, ...]:
    """Apply the rules of all segments, in one transaction.

    Raises:
        Forbidden: no right to change segments.
    """
    actor.require(Permission.SEGMENT_EDIT)
    return tuple(
        refresh_segment(session, actor, name, key, clock=clock)
        for name, key in rule_segments(session)
    )


def members_of(session: Session, name: str, segment_id: int) -> frozenset[int]:
    """Return the ids of the members of a segment; one statement."""
    of = segment_book(name)
    member = of.table.c[of.member]
    return frozenset(session.scalars(select(member).where(of.table.c.segment_id == segment_id)))


def segments_of(session: Session, name: str, member_id: int) -> frozenset[int]:
    """Return the ids of the segments in use that a row belongs to; one statement."""
    of = segment_book(name)
    model: Any = of.model
    return frozenset(
        session.scalars(
            select(of.table.c.segment_id)
            .join(model, model.id == of.table.c.segment_id)
            .where(of.table.c[of.member] == member_id, model.retired.is_(False))
        )
    )


def _opened(
    session: Session, actor: Actor, name: str, segment_id: int, clock: Clock | None
) -> tuple[SegmentBook, Any]:
    """Return the segments and one of them, locked: two refreshes take turns."""
    of = segment_book(name)
    actor.require(Permission.SEGMENT_EDIT, what=name, key=segment_id)
    acting(session, actor, clock)
    return of, locked_row(session, actor, book(name), segment_id)


def _count(session: Session, of: SegmentBook, segment_id: int) -> int:
    counted = select(func.count()).where(of.table.c.segment_id == segment_id)
    return session.scalar(counted) or 0


def _remember(
    session: Session,
    of: SegmentBook,
    row: Any,  # noqa: ANN401 - any segment
    added: Sequence[int],
    removed: Sequence[int],
) -> None:
    """Write who came and who went into the history, by name as long as they are few."""
    names = _names(session, of, [*added[:NAMED], *removed[:NAMED]])

    def told(ids: Sequence[int]) -> list[str] | None:
        called = [names.get(key, f"№ {key}") for key in ids[:NAMED]]
        more = [f"+{len(ids) - NAMED}"] if len(ids) > NAMED else []
        return [*called, *more] or None

    change = Noted(of.name, row.id, row.version, "members", told(removed), told(added))
    note(session, [change])


def _names(session: Session, of: SegmentBook, ids: Sequence[int]) -> dict[int, str]:
    model: Any = book(of.of).model
    few = literal(list(ids), ARRAY(BigInteger))
    rows = session.execute(select(model.id, model.name).where(model.id == func.any(few)))
    return {key: str(name) for key, name in rows}


def _trace(
    session: Session, actor: Actor, of: SegmentBook, segment_id: int, added: int, removed: int
) -> None:
    record(session, actor, f"{of.name}.members", of.name, segment_id, added=added, removed=removed)
