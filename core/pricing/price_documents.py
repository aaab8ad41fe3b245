"""Making, changing, agreeing and taking back price documents (Установка цен).

Lock order: the document's row, then its lines, then the register of prices.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import acting
from core.documents.lines import save_lines
from core.documents.models import Document
from core.documents.operations import (
    advance,
    check_version,
    create,
    edit,
    locked,
    post,
    unpost,
)
from core.kernel.clock import Clock
from core.kernel.errors import BadValue, NotFound, PeriodClosed
from core.kernel.money import Money
from core.ledger.periods import closed_through
from core.pricing.document_models import PriceDocument, PriceDocumentLine, PriceDocumentType
from core.pricing.document_prices import Cells, computed_cells, present_cells
from core.pricing.document_type import PRICE_DOCUMENT
from core.pricing.errors import (
    MixedVat,
    NoSupplyTypes,
    NothingSupplied,
    NothingToRegister,
    PriceDocumentAgreed,
    TooManyItems,
    TypeNotInForce,
)
from core.pricing.gathering import Thing
from core.pricing.kinds import DocumentOrigin, PriceDocumentStatus, PriceTypeStatus, SourceKind
from core.pricing.models import PriceType, SourcePrice
from core.pricing.registering import require_document_inside

MOST_ITEMS = 2_000
"""Items of one document; more are priced by a recalculation or an import."""


@dataclass(frozen=True, slots=True)
class PriceCell:
    """The price of one item in one type."""

    item_id: int
    price_type_id: int
    price_minor: int | None
    """Minor units per base unit; None: no price is set."""
    variant_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPriceDocument:
    """What a new price document says."""

    types: tuple[int, ...]
    """Price types, in the order of the columns."""
    cells: tuple[PriceCell, ...]
    date: date | None = None
    """The day its prices hold from; None: the clock's business date."""
    comment: str = ""
    basis_id: int | None = None
    origin: DocumentOrigin = DocumentOrigin.MANUAL


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceDocumentChanges:
    """What an edit changes; None keeps what is stored."""

    types: tuple[int, ...] | None = None
    cells: tuple[PriceCell, ...] | None = None
    date: date | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class PriceDocumentSaved:
    """A price document as a verb left it."""

    id: int
    number: str
    version: int
    status: PriceDocumentStatus


def create_price_document(
    session: Session, actor: Actor, new: NewPriceDocument, *, clock: Clock
) -> PriceDocumentSaved:
    """Make a price document that is not agreed yet: it changes nothing.

    Raises:
        Forbidden: no right to edit prices.
        NotFound: a price type does not exist.
        MixedVat: its types do not agree on VAT.
        BadValue: a price below 0, or of a type that is no column of the document.
        TooManyItems: more than one document takes.
    """
    actor.require(Permission.PRICE_EDIT, what=PRICE_DOCUMENT.name)
    types = _checked_types(session, new.types)
    _check_cells(types, new.cells)
    document = create(
        session,
        actor,
        PRICE_DOCUMENT.name,
        clock=clock,
        date=new.date,
        basis_id=new.basis_id,
        comment=new.comment,
        origin=new.origin,
    )
    _save_lines(session, actor, cast(PriceDocument, document), types, new.cells, clock, first=True)
    return _saved(document)


def save_price_document(
    session: Session,
    actor: Actor,
    document_id: int,
    version: int,
    changes: PriceDocumentChanges,
    *,
    clock: Clock,
) -> PriceDocumentSaved:
    """Change a price document loaded at *version* that is not agreed.

    Raises:
        Conflict: somebody changed it since.
        PriceDocumentAgreed: take it back first.
        Forbidden, NotFound, MixedVat, BadValue, TooManyItems: as `create_price_document`.
    """
    document = _opened(session, actor, document_id, Permission.PRICE_EDIT, clock)
    check_version(session, document, version)
    if document.status == PriceDocumentStatus.AGREED:
        raise PriceDocumentAgreed(document=document.number_text)
    header: dict[str, Any] = {}
    if changes.date is not None:
        header["date"] = changes.date
    if changes.comment is not None:
        header["comment"] = changes.comment
    edit(session, actor, document_id, version, clock=clock, **header)
    if changes.types is not None or changes.cells is not None:
        wanted = changes.types if changes.types is not None else _types_of(session, document_id)
        types = _checked_types(session, wanted)
        cells = changes.cells if changes.cells is not None else _cells_of(session, document_id)
        kept = tuple(cell for cell in cells if cell.price_type_id in types)
        _check_cells(types, cells if changes.cells is not None else kept)
        _save_lines(session, actor, document, types, kept, clock)
    return _saved(document)


def agree_price_document(
    session: Session, actor: Actor, document_id: int, *, clock: Clock
) -> PriceDocumentSaved:
    """Put the prices of a document into force from its date on.

    Prices of auxiliary types stay in the document; other types are computed from them.

    Raises:
        IllegalTransition: it is agreed already.
        NothingToRegister: it sets no price.
        TypeNotInForce, OutsideSegment: a type must not have such prices.
        PeriodClosed: its date is closed.
        Forbidden: no right to put prices into force.
    """
    document = _opened(session, actor, document_id, Permission.PRICE_APPROVE, clock)
    _require_open_period(session, document)
    advance(session, actor, document, PriceDocumentStatus.AGREED, clock=clock)
    _require_prices(session, document)
    require_document_inside(session, document_id)
    post(session, actor, document, clock=clock)
    return _saved(document)


def withdraw_price_document(
    session: Session, actor: Actor, document_id: int, *, clock: Clock
) -> PriceDocumentSaved:
    """Take the prices of a document out of force: what held before holds again.

    Raises:
        IllegalTransition: it is not agreed.
        PeriodClosed: its date is closed.
        Forbidden: no right to put prices into force.
    """
    document = _opened(session, actor, document_id, Permission.PRICE_APPROVE, clock)
    _require_open_period(session, document)
    advance(session, actor, document, PriceDocumentStatus.NOT_AGREED, clock=clock)
    unpost(session, actor, document, clock=clock)
    return _saved(document)


def recompute_price_document(
    session: Session, actor: Actor, document_id: int, version: int, *, clock: Clock
) -> PriceDocumentSaved:
    """Compute all dependent types of a document anew.

    Raises:
        As `save_price_document` and `computed_cells`.
    """
    actor.require(Permission.PRICE_EDIT, what=PRICE_DOCUMENT.name, key=document_id)
    document = _opened(session, actor, document_id, Permission.PRICE_EDIT, clock)
    types = _types_of(session, document_id)
    cells: dict[Thing, dict[int, int | None]] = {}
    for cell in _cells_of(session, document_id):
        of_item = cells.setdefault((cell.item_id, cell.variant_id), {})
        of_item[cell.price_type_id] = cell.price_minor
    computed = computed_cells(session, types, cells, document.date)
    changes = PriceDocumentChanges(cells=cells_of(computed.cells))
    return save_price_document(session, actor, document_id, version, changes, clock=clock)


def create_supply_prices(
    session: Session, actor: Actor, basis_id: int, *, clock: Clock, on: date | None = None
) -> PriceDocumentSaved:
    """Make a price document on the basis of one that brought goods in.

    Its columns are the types in force that are set by supply, its items those that came in with a
    price; computed types are filled in, others begin with the price that holds.

    Args:
        on: the day its prices hold from; None: the clock's business date.

    Raises:
        NoSupplyTypes: no type is set by supply.
        NothingSupplied: the document brought nothing in that has a price.
        Forbidden, TooManyItems: as `create_price_document`.
    """
    actor.require(Permission.PRICE_EDIT, what=PRICE_DOCUMENT.name)
    day = on or clock.business_date()
    types = tuple(
        session.scalars(
            select(PriceType.id)
            .where(
                PriceType.set_by_supply,
                PriceType.retired.is_(False),
                PriceType.status == PriceTypeStatus.IN_FORCE,
            )
            .order_by(PriceType.id)
        )
    )
    if not types:
        raise NoSupplyTypes
    arrivals = (SourceKind.RECEIPT, SourceKind.OPENING)
    things = session.execute(
        select(SourcePrice.item_id, SourcePrice.variant_id)
        .distinct()
        .where(SourcePrice.document_id == basis_id, SourcePrice.kind.in_(arrivals))
    ).all()
    if not things:
        raise NothingSupplied(document=_number(session, basis_id))
    present = present_cells(session, types, [(item, variant) for item, variant in things], day)
    computed = computed_cells(session, types, present, day)
    new = NewPriceDocument(
        types=types,
        cells=cells_of(computed.cells),
        date=day,
        basis_id=basis_id,
        origin=DocumentOrigin.SUPPLY,
    )
    return create_price_document(session, actor, new, clock=clock)


def cells_of(matrix: Cells) -> tuple[PriceCell, ...]:
    """Return the cells of a matrix, item by item."""
    return tuple(
        PriceCell(item, price_type, price, variant)
        for (item, variant), found in matrix.items()
        for price_type, price in found.items()
    )


def _checked_types(session: Session, types: Sequence[int]) -> tuple[int, ...]:
    """Return the types, each once.

    Raises:
        NotFound, MixedVat.
    """
    wanted = tuple(dict.fromkeys(types))
    rows = {
        row.id: row
        for row in session.execute(
            select(PriceType.id, PriceType.name, PriceType.includes_vat, PriceType.auxiliary).where(
                PriceType.id.in_(wanted)
            )
        )
    }
    for one in wanted:
        if one not in rows:
            raise NotFound(what="price_type", key=one)
    registered = [rows[one] for one in wanted if not rows[one].auxiliary]
    others = tuple(row.name for row in registered if row.includes_vat != registered[0].includes_vat)
    if others:
        raise MixedVat(price_type=registered[0].name, others=others)
    return wanted


def _check_cells(types: Sequence[int], cells: Iterable[PriceCell]) -> None:
    items = set()
    for cell in cells:
        items.add((cell.item_id, cell.variant_id))
        if cell.price_type_id not in types:
            raise BadValue(what="price_type_id", value=cell.price_type_id, expected=tuple(types))
        if cell.price_minor is not None and cell.price_minor < 0:
            raise BadValue(what="price_minor", value=Money(cell.price_minor), expected=">= 0")
    if len(items) > MOST_ITEMS:
        raise TooManyItems(count=len(items), most=MOST_ITEMS)


def _save_lines(
    session: Session,
    actor: Actor,
    document: PriceDocument,
    types: Sequence[int],
    cells: Iterable[PriceCell],
    clock: Clock,
    *,
    first: bool = False,
) -> None:
    """Store columns and cells; a cell that stays keeps its number, so its history is its own."""
    columns = [
        {"line_no": number, "price_type_id": one} for number, one in enumerate(types, start=1)
    ]
    save_lines(session, actor, document, PriceDocumentType, columns, clock=clock, first_time=first)
    numbers = {} if first else _numbers(session, document.id)
    free = max(numbers.values(), default=0)
    rows = []
    wanted = {(cell.item_id, cell.variant_id, cell.price_type_id): cell for cell in cells}
    for key, cell in wanted.items():
        number = numbers.get(key)
        if number is None:
            free += 1
            number = free
        rows.append(
            {
                "line_no": number,
                "item_id": cell.item_id,
                "variant_id": cell.variant_id,
                "price_type_id": cell.price_type_id,
                "price_minor": cell.price_minor,
            }
        )
    save_lines(session, actor, document, PriceDocumentLine, rows, clock=clock, first_time=first)


def _numbers(session: Session, document_id: int) -> dict[tuple[int, int, int], int]:
    line = PriceDocumentLine
    rows = session.execute(
        select(line.item_id, line.variant_id, line.price_type_id, line.line_no).where(
            line.document_id == document_id
        )
    )
    return {(item, variant, price_type): number for item, variant, price_type, number in rows}


def _types_of(session: Session, document_id: int) -> tuple[int, ...]:
    column = PriceDocumentType
    return tuple(
        session.scalars(
            select(column.price_type_id)
            .where(column.document_id == document_id)
            .order_by(column.line_no)
        )
    )


def _cells_of(session: Session, document_id: int) -> tuple[PriceCell, ...]:
    line = PriceDocumentLine
    rows = session.execute(
        select(line.item_id, line.price_type_id, line.price_minor, line.variant_id)
        .where(line.document_id == document_id)
        .order_by(line.line_no)
    )
    return tuple(PriceCell(*row) for row in rows)


def _require_prices(session: Session, document: PriceDocument) -> None:
    line = PriceDocumentLine
    rows = session.execute(
        select(PriceType.name, PriceType.status, PriceType.retired)
        .distinct()
        .join(line, line.price_type_id == PriceType.id)
        .where(line.document_id == document.id, line.price_minor.is_not(None))
        .order_by(PriceType.name)
    ).all()
    if not rows:
        raise NothingToRegister(document=document.number_text)
    for name, status, retired in rows:
        if retired or status is not PriceTypeStatus.IN_FORCE:
            raise TypeNotInForce(price_type=name)


def _require_open_period(session: Session, document: PriceDocument) -> None:
    closed = closed_through(session)
    if closed is not None and document.date <= closed:
        raise PeriodClosed(date=document.date, closed_through=closed)


def _opened(
    session: Session, actor: Actor, document_id: int, permission: Permission, clock: Clock
) -> PriceDocument:
    actor.require(permission, what=PRICE_DOCUMENT.name, key=document_id)
    acting(session, actor, clock)
    return locked(session, PriceDocument, document_id)


def _number(session: Session, document_id: int) -> str:
    found = session.scalar(select(Document.number_text).where(Document.id == document_id))
    return found or str(document_id)


def _saved(document: Document) -> PriceDocumentSaved:
    return PriceDocumentSaved(
        document.id, document.number_text, document.version, PriceDocumentStatus(document.status)
    )
