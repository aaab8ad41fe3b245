"""Reading and saving tables A and B of an expense order, and telling where they disagree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import BigInteger, bindparam, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from core import ledger
from core.access.actor import Actor
from core.access.roles import Permission
from core.catalog.models import Item, LotPolicy
from core.documents.lines import save_lines
from core.fulfilment.errors import LotsMissing, OverDisposition, TablesDiffer
from core.fulfilment.models import OutboundDispositionLine, OutboundGoodsLine, OutboundOrder
from core.fulfilment.rules import GoodsRow, ThingDifference, WhyRow, check_tables
from core.fulfilment.statuses import LineAction
from core.kernel.clock import Clock
from core.stock.ledgers import DISPOSITIONS

A = OutboundDispositionLine
B = OutboundGoodsLine


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What the tables need to know of an item."""

    name: str
    lot_policy: LotPolicy


@dataclass(frozen=True, slots=True)
class Tables:
    """Both tables of one expense order."""

    why: tuple[WhyRow, ...]
    goods: tuple[GoodsRow, ...]
    items: dict[int, ItemFacts]

    @property
    def order_ids(self) -> list[int]:
        """The documents it ships by, in order of id."""
        return sorted({row.disposition_document_id for row in self.why})


@dataclass(frozen=True, slots=True)
class OverLine:
    """A disposition of which too much was asked, by numbers (domain §1.10)."""

    disposition_line_id: int
    item: str
    asked: int
    disposed: int
    ordered: int
    """In all expense orders, this one included, before the change."""
    shipped: int
    invoiced: int


_WHY = (
    select(
        A.disposition_document_id,
        A.disposition_line_id,
        A.company_id,
        A.item_id,
        A.variant_id,
        A.quantity,
    )
    .where(A.document_id == bindparam("order"))
    .order_by(A.line_no)
)
_GOODS = (
    select(
        B.item_id,
        B.variant_id,
        B.packaging_id,
        B.lot_id,
        B.quantity,
        B.action,
        B.package_no,
        Item.name,
        Item.lot_policy,
    )
    .join(Item, Item.id == B.item_id)
    .where(B.document_id == bindparam("order"))
    .order_by(B.line_no)
)
"""Asked by every verb of an expense order, so they are built once."""


def load_tables(session: Session, outbound_id: int) -> Tables:
    """Return both tables in the order of their lines; two statements."""
    why = session.execute(_WHY, {"order": outbound_id}).all()
    goods = session.execute(_GOODS, {"order": outbound_id}).all()
    return Tables(
        tuple(WhyRow(*row) for row in why),
        tuple(GoodsRow(*row[:7]) for row in goods),
        {row.item_id: ItemFacts(row.name, row.lot_policy) for row in goods},
    )


def save_tables(
    session: Session,
    actor: Actor,
    order: OutboundOrder,
    before: Tables,
    *,
    clock: Clock,
    permission: Permission,
    why: Sequence[WhyRow] | None = None,
    goods: Sequence[GoodsRow] | None = None,
) -> Tables:
    """Replace one or both tables; the ledger of dispositions follows table A.

    The caller has locked the expense order and, when *why* is given, the orders behind it.

    Raises:
        TablesDiffer: Σ B would not be Σ A.
        OverDisposition: a disposition does not let so much go.
    """
    after = Tables(
        before.why if why is None else tuple(why),
        before.goods if goods is None else tuple(goods),
        before.items,
    )
    require_equal(session, order, after)
    if why is not None:
        _order_difference(session, order, before, after, clock)
        rows = [asdict(row) | {"line_no": at} for at, row in enumerate(after.why, 1)]
        save_lines(session, actor, order, A, rows, clock=clock, permission=permission)
    if goods is not None:
        rows = [asdict(row) | {"line_no": at} for at, row in enumerate(after.goods, 1)]
        save_lines(session, actor, order, B, rows, clock=clock, permission=permission)
    return after


def require_equal(session: Session, order: OutboundOrder, tables: Tables) -> None:
    """Refuse tables that disagree.

    Raises:
        TablesDiffer: with every item that differs.
    """
    found = check_tables(tables.why, tables.goods)
    if found:
        raise TablesDiffer(**difference_facts(session, order, found, "expected", "found"))


def require_lots(order: OutboundOrder, tables: Tables) -> None:
    """Refuse goods kept by lots whose lot nobody knows.

    Raises:
        LotsMissing: with the names of the items.
    """
    missing = [
        tables.items[row.item_id].name
        for row in tables.goods
        if row.action is not LineAction.KEEP
        and not row.lot_id
        and tables.items[row.item_id].lot_policy is not LotPolicy.NONE
    ]
    if missing:
        names = tuple(dict.fromkeys(missing))
        raise LotsMissing(document=order.number_text, item=names[0], count=len(names), items=names)


def difference_facts(
    session: Session,
    order: OutboundOrder,
    found: Sequence[ThingDifference],
    expected: str,
    got: str,
) -> dict[str, object]:
    """Return the facts of an error about sums that differ; the first one by the name of its item.

    Args:
        expected, got: what the error calls the two sums.
    """
    first = found[0]
    return {
        "document": order.number_text,
        "item": item_names(session, [first.item_id]).get(first.item_id, str(first.item_id)),
        expected: first.expected,
        got: first.found,
        "count": len(found),
        "differences": tuple(found),
    }


def over_lines(session: Session, document: str, asked: Mapping[int, int]) -> OverDisposition:
    """Return the error about disposition lines that do not let so much go, by numbers.

    Args:
        document: what asks.
        asked: disposition line → thousandths asked for now; in no expense order yet.
    """
    kept = DISPOSITIONS.balance.c
    wanted = literal(sorted(asked), ARRAY(BigInteger))
    rows = session.execute(
        select(
            kept.disposition_line_id,
            Item.name,
            kept.disposed,
            kept.ordered,
            kept.shipped,
            kept.invoiced,
        )
        .join(Item, Item.id == kept.item_id)
        .where(kept.disposition_line_id == func.any(wanted))
        .order_by(kept.disposition_line_id)
    )
    lines = [
        OverLine(row[0], row[1], asked[row[0]] + row.ordered, *(int(sum_) for sum_ in row[2:]))
        for row in rows
    ]
    told = {line.disposition_line_id for line in lines}
    lines += [OverLine(key, "", asked[key], 0, 0, 0, 0) for key in sorted(asked.keys() - told)]
    first = lines[0]
    return OverDisposition(
        document=document,
        item=first.item,
        asked=first.asked,
        disposed=first.disposed,
        ordered=first.ordered,
        shipped=first.shipped,
        invoiced=first.invoiced,
        count=len(lines),
        lines=tuple(lines),
    )


def item_names(session: Session, item_ids: Iterable[int]) -> dict[int, str]:
    """Return item id → name."""
    wanted = literal(sorted(set(item_ids)), ARRAY(BigInteger))
    rows = session.execute(select(Item.id, Item.name).where(Item.id == func.any(wanted)))
    return {row.id: row.name for row in rows}


def _order_difference(
    session: Session, order: OutboundOrder, before: Tables, after: Tables, clock: Clock
) -> None:
    """Post what table A orders more or less than before."""
    change: dict[WhyRow, int] = {}
    for sign, rows in ((1, after.why), (-1, before.why)):
        for row in rows:
            key = WhyRow(
                row.disposition_document_id,
                row.disposition_line_id,
                row.company_id,
                row.item_id,
                row.variant_id,
                0,
            )
            change[key] = change.get(key, 0) + sign * row.quantity
    change = {row: quantity for row, quantity in change.items() if quantity}
    if any(quantity > 0 for quantity in change.values()):
        _require_room(session, order, change)
    entries = [
        {
            "disposition_line_id": row.disposition_line_id,
            "item_id": row.item_id,
            "variant_id": row.variant_id,
            "company_id": row.company_id,
            "ordered": quantity,
        }
        for row, quantity in change.items()
    ]
    ledger.append(session, order.id, clock.business_date(), {DISPOSITIONS: entries})


def _require_room(session: Session, order: OutboundOrder, change: dict[WhyRow, int]) -> None:
    kept = DISPOSITIONS.balance.c
    wanted = literal(sorted(row.disposition_line_id for row in change), ARRAY(BigInteger))
    balances = {
        row.disposition_line_id: row
        for row in session.execute(
            select(DISPOSITIONS.balance).where(kept.disposition_line_id == func.any(wanted))
        )
    }
    over = []
    for row, quantity in change.items():
        found = balances.get(row.disposition_line_id)
        counts = (0, 0, 0, 0)
        if found is not None:
            counts = (found.disposed, found.ordered, found.shipped, found.invoiced)
        disposed, ordered, *_ = counts
        if ordered + quantity > disposed:
            over.append((row, ordered + quantity, counts))
    if not over:
        return
    names = item_names(session, [row.item_id for row, _, _ in over])
    lines = tuple(
        OverLine(row.disposition_line_id, names.get(row.item_id, ""), asked, *counts)
        for row, asked, counts in over
    )
    first = lines[0]
    raise OverDisposition(
        document=order.number_text,
        item=first.item,
        asked=first.asked,
        disposed=first.disposed,
        ordered=first.ordered,
        shipped=first.shipped,
        invoiced=first.invoiced,
        count=len(lines),
        lines=lines,
    )
