"""Making price types, and setting prices directly, without a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.audit.acting import acting
from core.audit.operations import record
from core.documents.reference import create_row
from core.kernel.errors import BadValue, NotFound
from core.kernel.money import Money
from core.pricing.books import PRICE_TYPE
from core.pricing.models import PriceType
from core.pricing.registering import Registered, register_directly


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
    **values: object,
) -> int:
    """Make a price type; return its id.

    Args:
        values: further fields of the book of price types, such as `method`.

    Raises:
        Forbidden: the actor may not edit prices.
        AlreadyExists: the code is taken (at flush).
        Refused: the fields contradict each other (see `core.pricing.checks`).
    """
    fields: dict[str, Any] = {
        "code": code,
        "name": name,
        "currency": currency,
        "includes_vat": includes_vat,
        **values,
    }
    return create_row(session, actor, PRICE_TYPE.name, **fields).id


def register_prices(
    session: Session, actor: Actor, price_type_id: int, since: date, rows: Sequence[NewPrice]
) -> PricesRegistered:
    """Set prices that hold from *since* on; a price already set so for that day is replaced.

    They hold against documents of that day that were made before.

    Raises:
        Forbidden: the actor may not edit prices.
        NotFound: no such price type.
        BadValue: a price below zero.
        AuxiliaryType, OutsideSegment: the type must not have such prices.
    """
    actor.require(Permission.PRICE_EDIT, what="price_type", key=price_type_id)
    acting(session, actor)
    if session.scalar(select(PriceType.id).where(PriceType.id == price_type_id)) is None:
        raise NotFound(what="price_type", key=price_type_id)
    latest = {(row.item_id, row.variant_id): row for row in rows}
    for row in latest.values():
        if row.price_minor < 0:
            raise BadValue(what="price", value=Money(row.price_minor), expected=">= 0")
    register_directly(
        session,
        since,
        [
            Registered(price_type_id, row.item_id, row.price_minor, row.variant_id)
            for row in latest.values()
        ],
    )
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
