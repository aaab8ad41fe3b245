"""Recalculating dependent price types, chunk by chunk; the same again changes nothing.

A chunk is some hundreds of items. It reads what their prices are computed from, computes all types
in the order of the graph, and writes what passes the thresholds by COPY, all in the caller's
transaction; the cursor it returns is where the next chunk goes on. Whoever keeps the cursor in the
same transaction, as a job does, can be killed anywhere and go on. The prices of one run bear one
price document, made when the first of them changes; taking it back undoes the run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import acting
from core.audit.plain import plain
from core.catalog.models import Item
from core.documents.operations import advance, create, post
from core.kernel.clock import Clock
from core.kernel.errors import NotFound
from core.pricing.calculation import Calculator, Known, Step, recompute
from core.pricing.document_type import PRICE_DOCUMENT
from core.pricing.errors import PriceFault
from core.pricing.gathering import Gathered, Items, Thing, gather
from core.pricing.kinds import DocumentOrigin, PriceDocumentStatus
from core.pricing.registering import copy_prices
from core.pricing.rulebook import RuleBook, load_rules

CHUNK = 2_000
"""Items in a chunk: about a second's work, so that progress moves and a stop is quick."""


@dataclass(frozen=True, slots=True)
class Recalculation:
    """What is to be recalculated."""

    on: date
    """Prices are computed from what holds on this day and hold from it on."""
    types: tuple[int, ...] = ()
    """Price types; empty: all that are computed and in force."""
    only_scheduled: bool = False
    """Only the types that are marked for the schedule."""

    def as_json(self) -> dict[str, Any]:
        """Return it as a job keeps it."""
        return {"on": self.on.isoformat(), "types": list(self.types), "auto": self.only_scheduled}

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> Recalculation:
        """Read what `as_json` wrote."""
        return cls(date.fromisoformat(kept["on"]), tuple(kept["types"]), bool(kept["auto"]))


@dataclass(frozen=True, slots=True)
class FaultCount:
    """A reason for which prices could not be computed."""

    code: str
    facts: Mapping[str, Any]
    """Of the first price it happened to."""
    count: int


@dataclass(frozen=True, slots=True)
class RecalculationProgress:
    """How far a recalculation has come."""

    done: int
    """Items."""
    total: int
    changed: int
    """Prices registered."""
    empty: int
    """Prices that had nothing to be computed from."""
    faults: tuple[FaultCount, ...] = ()
    document_id: int | None = None
    """What the prices were set by; None: nothing changed yet."""
    cursor: Mapping[str, Any] | None = None
    """Where the next chunk goes on, JSON-ready; None: there is none, the work is done."""

    @property
    def finished(self) -> bool:
        """Whether there is nothing left to do."""
        return self.cursor is None


@dataclass(slots=True)
class _Cursor:
    """What is remembered between two chunks."""

    after: int = 0
    """Id of the last item done."""
    done: int = 0
    total: int = 0
    changed: int = 0
    empty: int = 0
    document: int | None = None
    faults: dict[str, list[Any]] = field(default_factory=dict)
    """Code → [count, facts of the first]."""

    def note(self, faults: Sequence[PriceFault]) -> None:
        """Count faults by their code."""
        for fault in faults:
            known = self.faults.setdefault(fault.code, [0, fault.facts])
            known[0] += 1

    def name_items(self, session: Session) -> None:
        """Call the items in faults by their names: one statement when there are new ones."""
        fresh = [facts for _count, facts in self.faults.values() if _is_id(facts.get("item"))]
        if not fresh:
            return
        ids = [facts["item"] for facts in fresh]
        rows = session.execute(select(Item.id, Item.name).where(Item.id.in_(ids)))
        names = {row.id: row.name for row in rows}
        for facts in fresh:
            facts["item"] = names.get(facts["item"], facts["item"])


def recalculate_chunk(
    session: Session,
    actor: Actor,
    asked: Recalculation,
    cursor: Mapping[str, Any] | None = None,
    *,
    clock: Clock,
    size: int = CHUNK,
) -> RecalculationProgress:
    """Recalculate the next *size* items and return how far that leads.

    The number of statements does not depend on the size.

    Args:
        cursor: None begins; else that of the progress before.

    Raises:
        Forbidden: the actor may not put prices into force.
        NotFound: one of the types asked for does not exist.
        PriceCycle: types are computed from each other.
        PriceQueryWrong, PriceQueryColumns: the query of a type does not do.
    """
    actor.require(Permission.PRICE_EDIT, what=PRICE_DOCUMENT.name)
    actor.require(Permission.PRICE_APPROVE, what=PRICE_DOCUMENT.name)
    acting(session, actor, clock)
    book = load_rules(session)
    computed = _computed(book, asked)
    at = _Cursor(**cursor) if cursor is not None else _Cursor(total=_count(session))
    ids = list(
        session.scalars(
            select(Item.id)
            .where(Item.id > at.after, Item.retired.is_(False))
            .order_by(Item.id)
            .limit(size)
        )
    )
    if ids and computed:
        items = Items(ids, dense=ids[-1] - ids[0] < 2 * len(ids))
        gathered = gather(session, book, computed, items, asked.on)
        calculator = book.calculator(session, asked.on)
        rows = list(_changes(calculator, book, computed, gathered, ids, at))
        if rows:
            at.document = _document(session, actor, asked, at.document, clock)
            copy_prices(session, rows, since=asked.on, document_id=at.document)
            at.changed += len(rows)
        at.name_items(session)
    at.done += len(ids)
    last = len(ids) < size or not computed
    if ids:
        at.after = ids[-1]
    return RecalculationProgress(
        done=at.total if last else min(at.done, at.total),
        total=at.total,
        changed=at.changed,
        empty=at.empty,
        faults=tuple(
            FaultCount(code, facts, count) for code, (count, facts) in sorted(at.faults.items())
        ),
        document_id=at.document,
        cursor=None if last else cast(Mapping[str, Any], plain(asdict(at))),
    )


def recalculate(
    session: Session,
    actor: Actor,
    asked: Recalculation,
    *,
    clock: Clock,
    told: Callable[[RecalculationProgress], None] | None = None,
    size: int = CHUNK,
) -> RecalculationProgress:
    """Recalculate everything in the caller's transaction; *told* hears of every chunk.

    Raises:
        As `recalculate_chunk`.
    """
    progress = recalculate_chunk(session, actor, asked, clock=clock, size=size)
    while True:
        if told is not None:
            told(progress)
        if progress.cursor is None:
            return progress
        progress = recalculate_chunk(session, actor, asked, progress.cursor, clock=clock, size=size)


def _computed(book: RuleBook, asked: Recalculation) -> tuple[int, ...]:
    for one in asked.types:
        if one not in book.rules:
            raise NotFound(what="price_type", key=one)
    among: set[int] | None = set(asked.types) if asked.types else None
    if asked.only_scheduled:
        scheduled = {rule.id for rule in book.rules.values() if rule.auto_update}
        among = scheduled if among is None else among & scheduled
    return book.computed(among)


def _count(session: Session) -> int:
    statement = select(func.count()).select_from(Item).where(Item.retired.is_(False))
    return session.scalars(statement).one()


def _changes(
    calculator: Calculator,
    book: RuleBook,
    computed: tuple[int, ...],
    gathered: Gathered,
    ids: Sequence[int],
    at: _Cursor,
) -> Iterator[tuple[int, int, int, int]]:
    """Yield (price type, item, variant, price) of what changes, item by item."""
    strict = {one for one in computed if book.rules[one].forbid_outside}
    variants: dict[int, set[int]] = {}
    for item, variant in (*gathered.held, *gathered.sources):
        if variant:
            variants.setdefault(item, set()).add(variant)
    nothing: dict[int, int] = {}
    for item in ids:
        order = computed
        if strict:
            order = tuple(
                one
                for one in computed
                if one not in strict or gathered.priced(book.rules[one], item)
            )
        held: Known = gathered.held.get((item, 0), nothing)
        known = dict(held)
        facts = gathered.facts(item)
        done = recompute(calculator, order, known, facts, held)
        at.empty += done.empty
        if done.faults:
            at.note(done.faults)
        for price_type, price in done.changes:
            yield price_type, item, 0, price
        for variant in sorted(variants.get(item, ())):
            own = _own_order(calculator, order, gathered, (item, variant), facts.group_id)
            if not own:
                continue
            held = gathered.held.get((item, variant), nothing)
            of_variant = {**known, **held}
            done = recompute(calculator, own, of_variant, gathered.facts(item, variant), held)
            for price_type, price in done.changes:
                yield price_type, item, variant, price


def _own_order(
    calculator: Calculator,
    order: Sequence[int],
    gathered: Gathered,
    thing: Thing,
    group_id: int,
) -> tuple[int, ...]:
    """Return the types that a variant has prices of its own for: something it needs is its own."""
    own = {one for one in gathered.held.get(thing, ()) if not calculator.rules[one].method.computed}
    kinds = set(gathered.sources.get(thing, ()))
    found = []
    for one in order:
        step: Step = calculator.step(one, group_id)
        asked = thing in gathered.queries.get(one, {})
        if asked or step.rule.source in kinds or own.intersection(step.operands):
            own.add(one)
            found.append(one)
    return tuple(found)


def _document(
    session: Session,
    actor: Actor,
    asked: Recalculation,
    known: int | None,
    clock: Clock,
) -> int:
    """Return the document of the run; made at its first change."""
    if known is not None:
        return known
    document = create(
        session,
        actor,
        PRICE_DOCUMENT.name,
        clock=clock,
        date=asked.on,
        origin=DocumentOrigin.RECALCULATION,
    )
    advance(session, actor, document, PriceDocumentStatus.AGREED, clock=clock)
    post(session, actor, document, clock=clock)
    return document.id


def _is_id(value: object) -> bool:
    return isinstance(value, int)
