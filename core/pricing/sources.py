"""Registering the prices that others are computed from: by hand, by import, by documents.

Documents that bring goods in feed the register through `feed_source_prices` when they are posted
and take their rows back through `forget_source_prices`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, func, literal, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import acting
from core.audit.operations import record
from core.documents.followers import Follower, follow
from core.documents.models import Document
from core.documents.rowsets import rows_of
from core.kernel.money import divide_half_up, require_no_less
from core.kernel.quantity import require_quantity
from core.pricing.costs import AVERAGED, refresh_costs
from core.pricing.kinds import SourceKind
from core.pricing.models import SourcePrice
from core.stock.models import StockEntryLine


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSourcePrice:
    """What one base unit of an item costs somewhere."""

    item_id: int
    price_minor: int
    """Minor units of the currency, without extra expenses."""
    variant_id: int = 0
    partner_id: int = 0
    """The supplier or competitor; 0: nobody in particular."""
    quantity: int = 0
    """Thousandths that came in at this price; 0 where nothing came in."""
    extra_minor: int = 0
    """Extra expenses per base unit."""
    currency: str = "RUB"


@dataclass(frozen=True, slots=True)
class SourcePricesRegistered:
    """What `register_source_prices` did."""

    kind: SourceKind
    on: date
    count: int


def register_source_prices(
    session: Session, actor: Actor, kind: SourceKind, on: date, rows: Sequence[NewSourcePrice]
) -> SourcePricesRegistered:
    """Register source prices known from a day on; one of the same partner and day is replaced.

    A cost registered so is the cost from that day on; later receipts are averaged with it.

    Raises:
        Forbidden: the actor may not edit prices.
        BadValue: a price, an extra expense or a quantity below zero.
        NoRate: a receipt in a currency without a rate on that day, which no cost can be made of.
    """
    actor.require(Permission.PRICE_EDIT, what="source_price")
    acting(session, actor)
    _write(session, kind, on, rows, document_id=None)
    if kind in AVERAGED:
        refresh_costs(session, {row.item_id for row in rows})
    record(
        session,
        actor,
        "source_prices.registered",
        "source_price",
        0,
        kind=kind,
        on=on,
        count=len(rows),
    )
    return SourcePricesRegistered(kind, on, len(rows))


def feed_source_prices(
    session: Session, document_id: int, kind: SourceKind, on: date, rows: Sequence[NewSourcePrice]
) -> None:
    """Make *rows* the whole of what a document brings into the register, and average the costs.

    Lines of one item are put together: their mean price, weighed by quantity. For the verbs that
    post documents; rights are theirs to check.

    Raises:
        BadValue, NoRate: as `register_source_prices`.
    """
    former = _forgotten(session, document_id)
    _write(session, kind, on, _together(rows), document_id=document_id)
    refresh_costs(session, former | {row.item_id for row in rows})


def forget_source_prices(session: Session, document_id: int) -> None:
    """Take what a document brought into the register out again, and average the costs anew."""
    refresh_costs(session, _forgotten(session, document_id))


def _forgotten(session: Session, document_id: int) -> set[int]:
    gone = delete(SourcePrice).where(SourcePrice.document_id == document_id)
    return set(session.scalars(gone.returning(SourcePrice.item_id)))


def _together(rows: Iterable[NewSourcePrice]) -> list[NewSourcePrice]:
    """Return one row per item, variant, partner and currency."""
    found: dict[tuple[int, int, int, str], list[NewSourcePrice]] = {}
    for row in rows:
        key = (row.item_id, row.variant_id, row.partner_id, row.currency)
        found.setdefault(key, []).append(row)
    return [
        NewSourcePrice(
            item_id=item,
            variant_id=variant,
            partner_id=partner,
            currency=currency,
            quantity=sum(row.quantity for row in several),
            price_minor=_mean([(row.price_minor, row.quantity) for row in several]),
            extra_minor=_mean([(row.extra_minor, row.quantity) for row in several]),
        )
        for (item, variant, partner, currency), several in found.items()
    ]


def _mean(amounts: Sequence[tuple[int, int]]) -> int:
    """Return the mean of (amount, weight), half up; the last amount where nothing weighs."""
    weight = sum(quantity for _amount, quantity in amounts)
    if not weight:
        return amounts[-1][0]
    return divide_half_up(sum(amount * quantity for amount, quantity in amounts), weight)


def _write(
    session: Session,
    kind: SourceKind,
    on: date,
    rows: Sequence[NewSourcePrice],
    *,
    document_id: int | None,
) -> None:
    latest: dict[tuple[int, int, int], dict[str, Any]] = {}
    for row in rows:
        require_no_less("price_minor", row.price_minor)
        require_no_less("extra_minor", row.extra_minor)
        require_quantity("quantity", row.quantity, 0)
        latest[row.item_id, row.variant_id, row.partner_id] = asdict(row)
    if not latest:
        return
    names = list(next(iter(latest.values())))
    given = rows_of(SourcePrice.__table__, names, list(latest.values())).c  # type: ignore[arg-type]
    statement = upsert(SourcePrice).from_select(
        ["kind", "date", "document_id", *names],
        select(
            literal(kind, SourcePrice.kind.type),
            literal(on),
            literal(document_id, SourcePrice.document_id.type),
            *given,
        ),
    )
    replaced: Mapping[str, Any] = {
        name: statement.excluded[name]
        for name in ("price_minor", "extra_minor", "quantity", "currency")
    }
    session.execute(
        statement.on_conflict_do_update(constraint="uq_source_price_once", set_=replaced)
    )


def _opening_posted(session: Session, entry: Document) -> None:
    """Bring the prices of a stock entry into the register."""
    line = StockEntryLine
    rows = session.execute(
        select(line.item_id, line.variant_id, line.price_minor, func.sum(line.quantity))
        .where(line.document_id == entry.id, line.price_minor.is_not(None))
        .group_by(line.item_id, line.variant_id, line.price_minor)
    )
    prices = [
        NewSourcePrice(
            item_id=item, variant_id=variant, price_minor=price or 0, quantity=int(quantity)
        )
        for item, variant, price, quantity in rows
    ]
    feed_source_prices(session, entry.id, SourceKind.OPENING, entry.date, prices)


def _opening_unposted(session: Session, entry: Document) -> None:
    forget_source_prices(session, entry.id)


follow("stock_entry", Follower("opening prices", _opening_posted, _opening_unposted))
