"""What a debt or an advance may be of. Contexts above say which documents of theirs can be paid.

Nothing is stored twice: an object is a document, and its facts are read from where they stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    SQLColumnExpression,
    Subquery,
    Text,
    cast,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from core.documents.models import Document
from core.kernel.errors import NotFound
from core.partners.models import LegalEntity
from core.settlements.contracts import CONTRACT
from core.settlements.models import DebtAdjustment, IncomingPayment
from core.settlements.rules import ObjectRole

Facts = Select[Any]
"""Columns in this order: document id, legal entity id or NULL, contract id, currency, total."""


@dataclass(frozen=True, slots=True)
class ObjectKind:
    """A document type that money can be for."""

    type_name: str
    role: ObjectRole
    facts: Callable[[], Facts]


_KINDS: dict[str, ObjectKind] = {}


def register_object_kind(kind: ObjectKind) -> ObjectKind:
    """Make documents of a type payable; registering the same type anew replaces it."""
    _KINDS[kind.type_name] = kind
    return kind


def facts_of(
    document_id: Any,  # noqa: ANN401 - columns or literals of any mapped class
    legal_entity_id: Any,  # noqa: ANN401
    contract_id: Any,  # noqa: ANN401
    currency: Any,  # noqa: ANN401
    total_minor: Any,  # noqa: ANN401
) -> Facts:
    """Return the SELECT of `ObjectKind.facts` over columns of one table."""
    statement: Any = select(
        cast(document_id, BigInteger).label("id"),
        cast(legal_entity_id, BigInteger).label("legal_entity_id"),
        cast(contract_id, BigInteger).label("contract_id"),
        cast(currency, Text).label("currency"),
        cast(total_minor, BigInteger).label("total_minor"),
    )
    facts: Facts = statement
    return facts


def _contract_facts() -> Facts:
    of = CONTRACT.c
    return facts_of(of.document_id, of.legal_entity_id, of.document_id, of.currency, literal(0))


CONTRACTS = register_object_kind(ObjectKind("contract", ObjectRole.CONTRACT, _contract_facts))

_payment = IncomingPayment.__table__.c
register_object_kind(
    ObjectKind(
        IncomingPayment.__tablename__,
        ObjectRole.ITSELF,
        lambda: facts_of(
            _payment.document_id,
            _payment.legal_entity_id,
            literal(0),
            _payment.currency,
            _payment.amount_minor,
        ),
    )
)

_adjustment = DebtAdjustment.__table__.c
register_object_kind(
    ObjectKind(
        DebtAdjustment.__tablename__,
        ObjectRole.ITSELF,
        lambda: facts_of(
            _adjustment.document_id,
            _adjustment.legal_entity_id,
            literal(0),
            _adjustment.currency,
            literal(0),
        ),
    )
)


def object_kinds() -> tuple[ObjectKind, ...]:
    """Return every kind by its type."""
    return tuple(_KINDS[name] for name in sorted(_KINDS))


def role_of(type_name: str) -> ObjectRole:
    """Return what documents of a type are to their contract."""
    return next(kind.role for kind in object_kinds() if kind.type_name == type_name)


def all_facts() -> Subquery:
    """Return the facts of all objects of every kind as one derived table."""
    return union_all(*(kind.facts() for kind in object_kinds())).subquery("object_facts")


@dataclass(frozen=True, slots=True)
class ObjectFacts:
    """A document that money can be for."""

    id: int
    type: str
    number: str
    date: date
    posted: bool
    company_id: int
    """0: none."""
    partner_id: int
    """0: none."""
    legal_entity_id: int
    """Of the document, or the partner's only one; 0: none."""
    contract_id: int
    """0: without a contract."""
    currency: str
    total_minor: int
    """0: the document has no total of its own, as a contract."""


def only_entity(partner_id: SQLColumnExpression[Any]) -> ColumnElement[int | None]:
    """Return the counterparty of a partner who has only one, as an expression; NULL otherwise."""
    return (
        select(func.min(LegalEntity.id))
        .where(LegalEntity.partner_id == partner_id, LegalEntity.retired.is_(False))
        .having(func.count() == 1)
        .scalar_subquery()
    )


def object_facts(session: Session, object_ids: Iterable[int]) -> Mapping[int, ObjectFacts]:
    """Return the facts of objects by id; those that cannot be paid are absent. One statement."""
    wanted = sorted({found for found in object_ids if found})
    if not wanted:
        return {}
    of = all_facts()
    rows = session.execute(
        select(
            Document.id,
            Document.type,
            Document.number_text,
            Document.date,
            Document.posted,
            func.coalesce(Document.company_id, 0),
            func.coalesce(Document.partner_id, 0),
            func.coalesce(of.c.legal_entity_id, only_entity(Document.partner_id), 0),
            func.coalesce(of.c.contract_id, 0),
            of.c.currency,
            of.c.total_minor,
        )
        .join(of, of.c.id == Document.id)
        .where(Document.id == func.any(literal(wanted, ARRAY(BigInteger))))
    )
    return {row[0]: ObjectFacts(*tuple[Any, ...](row)) for row in rows}


def object_fact(session: Session, object_id: int) -> ObjectFacts:
    """Return the facts of one object.

    Raises:
        NotFound: there is no such document, or it cannot be paid.
    """
    found = object_facts(session, [object_id]).get(object_id)
    if found is None:
        raise NotFound(what="settlement object", key=object_id)
    return found
