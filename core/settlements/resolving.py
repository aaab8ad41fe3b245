"""From what a person names in a line to what the ledger keeps it under."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.settlements.contracts import ContractFacts, contracts
from core.settlements.errors import (
    ForeignObject,
    NotPayable,
    ObjectNamedTwice,
    OtherCurrency,
    SettledByInvoices,
    SettledByOrders,
)
from core.settlements.kinds import DEBT
from core.settlements.ledgers import PAYMENT_PLAN
from core.settlements.objects import ObjectFacts, object_facts, role_of
from core.settlements.rules import Target, charged_under, paid_under
from core.settlements.standing import ids

_planned = PAYMENT_PLAN.balance.c


@dataclass(frozen=True, slots=True)
class Header:
    """The document whose lines name what is paid."""

    document_id: int
    """0: not saved yet."""
    company_id: int
    partner_id: int
    legal_entity_id: int
    """0: not told."""
    currency: str


@dataclass(frozen=True, slots=True)
class NamedLine:
    """A line as a person wrote it."""

    line_no: int
    object_id: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Resolved:
    """A line, and the balance of the ledger it goes to."""

    line_no: int
    picked: ObjectFacts
    object_id: int
    contract_id: int
    legal_entity_id: int
    amount_minor: int

    def key(self, header: Header) -> dict[str, Any]:
        """Return the dimensions of its entry in SETTLEMENTS."""
        return {
            "line": self.line_no,
            "company_id": header.company_id,
            "legal_entity_id": self.legal_entity_id,
            "contract_id": self.contract_id,
            "object_id": self.object_id,
            "currency": header.currency,
        }


def paid_lines(
    session: Session, header: Header, lines: Sequence[NamedLine], *, once: bool = True
) -> list[Resolved]:
    """Return where the money of each line goes; at most three statements.

    Args:
        once: refuse two lines that name the same document.

    Raises:
        NotPayable, ForeignObject, OtherCurrency, ObjectNamedTwice: a line makes no sense.
        SettledByInvoices, SettledByOrders: the contract wants another document named.
    """
    facts = _checked(session, header, lines, once=once)
    terms = contracts(session, {one.contract_id for one in facts.values()})
    targets = {
        key: paid_under(role_of(one.type), terms[one.contract_id].calculation)
        for key, one in facts.items()
    }
    return _placed(session, header, lines, facts, terms, targets)


def charged_lines(
    session: Session, header: Header, lines: Sequence[NamedLine], *, once: bool = True
) -> list[Resolved]:
    """Return where a debt that each line adds or takes off stands; at most three statements.

    Raises:
        As `paid_lines`.
    """
    facts = _checked(session, header, lines, once=once)
    terms = contracts(session, {one.contract_id for one in facts.values()})
    targets = {
        key: charged_under(role_of(one.type), terms[one.contract_id].calculation)
        for key, one in facts.items()
    }
    return _placed(session, header, lines, facts, terms, targets)


def _checked(
    session: Session, header: Header, lines: Sequence[NamedLine], *, once: bool
) -> Mapping[int, ObjectFacts]:
    facts = object_facts(session, [line.object_id for line in lines])
    seen: set[int] = set()
    for line in lines:
        found = facts.get(line.object_id)
        if found is None:
            raise NotPayable(object=line.object_id, line=line.line_no)
        told = {"object": found.number, "line": line.line_no}
        if found.partner_id != header.partner_id or found.company_id != header.company_id:
            raise ForeignObject(**told)
        if found.currency != header.currency:
            raise OtherCurrency(**told, currency=found.currency, expected=header.currency)
        if once and line.object_id in seen:
            raise ObjectNamedTwice(**told)
        seen.add(line.object_id)
    return facts


def _placed(
    session: Session,
    header: Header,
    lines: Sequence[NamedLine],
    facts: Mapping[int, ObjectFacts],
    terms: Mapping[int, ContractFacts],
    targets: Mapping[int, Target],
) -> list[Resolved]:
    by_orders = [key for key, target in targets.items() if target is Target.ORDERS]
    orders = charged_objects(session, by_orders)
    found: list[Resolved] = []
    for line in lines:
        picked = facts[line.object_id]
        told = {
            "object": picked.number,
            "line": line.line_no,
            "contract": terms[picked.contract_id].number,
        }
        match targets[line.object_id]:
            case Target.PICKED:
                object_id = picked.id
            case Target.CONTRACT:
                object_id = picked.contract_id or picked.id
            case Target.RECORDER:
                object_id = header.document_id
            case Target.ORDERS if len(orders[picked.id]) == 1:
                (object_id,) = orders[picked.id]
            case Target.NAME_INVOICE:
                raise SettledByInvoices(**told)
            case _:
                raise SettledByOrders(**told, count=len(orders.get(picked.id, ())))
        found.append(
            Resolved(
                line_no=line.line_no,
                picked=picked,
                object_id=object_id,
                contract_id=picked.contract_id,
                legal_entity_id=picked.legal_entity_id or header.legal_entity_id,
                amount_minor=line.amount_minor,
            )
        )
    return found


def charged_objects(session: Session, plan_ids: Collection[int]) -> Mapping[int, set[int]]:
    """Return document → the objects it charged."""
    found: dict[int, set[int]] = defaultdict(set)
    if plan_ids:
        rows = session.execute(
            select(_planned.plan_id, _planned.object_id)
            .where(_planned.plan_id == ids(plan_ids), _planned.kind == DEBT, _planned.due > 0)
            .distinct()
        )
        for plan_id, object_id in rows:
            found[plan_id].add(object_id)
    return found


def objects_of(resolved: Iterable[Resolved]) -> set[int]:
    """Return what the lines touch."""
    return {line.object_id for line in resolved}
