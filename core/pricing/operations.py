"""Setting prices: price types and the prices that hold since a date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, BIGINT, Insert, insert
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import acting
from core.audit.operations import record
from core.kernel.errors import BadValue, NotFound
from core.pricing.models import ItemPrice, PriceType


@dataclass(frozen=True, slots=True)
class NewPrice:
    """The price of one item to be registered."""

    item_id: int
    price_minor: int
    """Minor units per base unit, VAT as the price type says."""
    variant_id: int = 0


@dataclass(frozen=True, slots=True)
class PricesRegistered:
    """What `register_prices` did."""

    price_type_id: int
    since: date
    count: int


def create_price_type(
    session: Session,
    actor: Actor,
    *,
    code: str,
    name: str,
    currency: str = "RUB",
    includes_vat: bool = True,
) -> int:
    """Make a price type; return its id.

    Raises:
        Forbidden: the actor may not edit prices.
        AlreadyExists: the code is taken (at flush).
    """
    actor.require(Permission.PRICE_EDIT, what="price_type", key=code)
    acting(session, actor)
    row = PriceType(
        code=code, name=name, currency=currency, includes_vat=includes_vat, retired=False
    )
    session.add(row)
    session.flush()  # the caller needs the id
    record(session, actor, "price_type.created", "price_type", row.id, code=code)
    return row.id


def register_prices(
    session: Session, actor: Actor, price_type_id: int, since: date, rows: Sequence[NewPrice]
) -> PricesRegistered:
    """Set prices that hold from *since* on; a price already set for that day is replaced.

    Raises:
        Forbidden: the actor may not edit prices.
        NotFound: no such price type.
        BadValue: a price below zero.
    """
    actor.require(Permission.PRICE_EDIT, what="price_type", key=price_type_id)
    acting(session, actor)
    if session.scalar(select(PriceType.id).where(PriceType.id == price_type_id)) is None:
        raise NotFound(what="price_type", key=price_type_id)
    latest = {(row.item_id, row.variant_id): row for row in rows}
    for row in latest.values():
        if row.price_minor < 0:
            raise BadValue(what="price", value=row.price_minor, expected=">= 0")
    if latest:
        session.execute(_upsert(price_type_id, since, list(latest.values())))
    record(
        session,
        actor,
        "prices.registered",
        "price_type",
        price_type_id,
        since=since,
        count=len(latest),
    )
    return PricesRegistered(price_type_id, since, len(latest))


def _upsert(price_type_id: int, since: date, rows: list[NewPrice]) -> Insert:
    def column(values: list[int]) -> BindParameter[Any]:
        return literal(values, ARRAY(BIGINT))

    given = (
        func.unnest(
            column([row.item_id for row in rows]),
            column([row.variant_id for row in rows]),
            column([row.price_minor for row in rows]),
        )
        .table_valued("item_id", "variant_id", "price_minor", name="given")
        .render_derived()
    )
    asked = select(
        literal(price_type_id, BIGINT),
        literal(since),
        given.c.item_id,
        given.c.variant_id,
        given.c.price_minor,
    )
    statement = insert(ItemPrice).from_select(
        ["price_type_id", "since", "item_id", "variant_id", "price_minor"], asked
    )
    return statement.on_conflict_do_update(
        index_elements=["price_type_id", "item_id", "variant_id", "since"],
        set_={"price_minor": statement.excluded.price_minor},
    )
