"""Builders for tests of ledgers: documents that only record, entries in a word or two."""

from __future__ import annotations

from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from core import ledger
from core.schema import whole_metadata

whole_metadata()

_RECORDER = text(
    "INSERT INTO document (type, series, year, number, number_text, date, author_id, status,"
    " version, posted, created_at, changed_at) VALUES ('recorder', 'T', 2026,"
    " nextval(pg_get_serial_sequence('document', 'id')), 'T', :day, 0, 'done', 1, true,"
    " now(), now())"
    " RETURNING id"
)


def recorder(session: Session, day: date = date(2026, 11, 20)) -> int:
    """Insert a bare document and return its id."""
    return int(session.execute(_RECORDER, {"day": day}).scalar_one())


def goods(item: int, quantity: int, *, line: int = 1, warehouse: int = 1) -> dict[str, int]:
    """Return an entry of ON_HAND, or of a ledger with the same dimensions."""
    return {"line": line, "warehouse_id": warehouse, "item_id": item, "quantity": quantity}


def ledger_faults(session: Session) -> list[ledger.Difference]:
    """Return balances that are not the sums of their entries, without what contexts check."""
    return [found for found in ledger.verify(session) if found.what.startswith("ledger ")]
