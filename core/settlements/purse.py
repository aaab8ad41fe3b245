"""Taking what was paid from one object and giving it to another, where it really stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.settlements.kinds import AdjustedSide
from core.settlements.ledgers import SETTLEMENTS
from core.settlements.objects import ObjectFacts
from core.settlements.rules import net
from core.settlements.standing import big, where_paid

_entry = SETTLEMENTS.entry.c


class Purse:
    """What stands on some objects before a document moves it, locked; kept up to date by moving."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self._rows = rows

    @classmethod
    def open(cls, session: Session, object_ids: Collection[int], document_id: int) -> Purse:
        """Read the balances of objects as they are without what *document_id* has posted."""
        rows = where_paid(session, object_ids) if object_ids else []
        if rows:
            names = SETTLEMENTS.dimension_names
            own = session.execute(
                select(
                    *(_entry[name] for name in names),
                    big(func.sum(_entry.charged)).label("charged"),
                    big(func.sum(_entry.paid)).label("paid"),
                )
                .where(_entry.document_id == document_id)
                .group_by(*(_entry[name] for name in names))
            ).all()
            mine = {tuple(row[: len(names)]): (row.charged, row.paid) for row in own}
            for row in rows:
                charged, paid = mine.get(tuple(row[name] for name in names), (0, 0))
                row["charged"] -= charged
                row["paid"] -= paid
        return cls(rows)

    def net(self, object_id: int, currency: str) -> tuple[int, int]:
        """Return (debt, advance) of an object."""
        rows = list(self._of(object_id, currency))
        found = net(sum(row["charged"] for row in rows), sum(row["paid"] for row in rows))
        return found.debt, found.advance

    def paid(self, object_id: int, currency: str) -> int:
        """Return what is paid of an object."""
        return sum(row["paid"] for row in self._of(object_id, currency))

    def take(
        self,
        object_id: int,
        currency: str,
        amount: int,
        line_no: int,
        measure: AdjustedSide = AdjustedSide.PAID,
    ) -> list[dict[str, Any]]:
        """Return entries that take so much of a measure away, or as much as there is."""
        found: list[dict[str, Any]] = []
        for row in self._of(object_id, currency):
            part = min(row[measure], amount)
            if part > 0:
                row[measure] -= part
                amount -= part
                key = {name: row[name] for name in SETTLEMENTS.dimension_names}
                found.append(key | {"line": line_no, measure.value: -part})
        return found

    def put(self, to: ObjectFacts, amount: int, line_no: int) -> dict[str, Any]:
        """Return the entry that pays so much to an object, where its debt stands."""
        key: dict[str, Any] = {
            "company_id": to.company_id,
            "legal_entity_id": to.legal_entity_id,
            "contract_id": to.contract_id,
            "object_id": to.id,
            "currency": to.currency,
        }
        for row in self._of(to.id, to.currency):
            if row["charged"] > row["paid"]:
                key = {name: row[name] for name in SETTLEMENTS.dimension_names}
                row["paid"] += amount
                break
        return key | {"line": line_no, "paid": amount}

    def _of(self, object_id: int, currency: str) -> Iterable[dict[str, Any]]:
        for row in self._rows:
            if row["object_id"] == object_id and row["currency"] == currency:
                yield row
