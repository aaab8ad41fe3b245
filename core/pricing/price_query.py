"""Running the query of a price type: read only, for a few seconds at most, and its columns checked.

The query is what a person with the right to it wrote; it runs as a sub-select, so it can be nothing
but one SELECT, inside a savepoint whose transaction may not write. `:on` in it is the day.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

import psycopg
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.orm import Session

from core.kernel.money import divide_half_up
from core.pricing.calculation import PriceRule
from core.pricing.errors import PriceQueryColumns, PriceQueryWrong
from core.pricing.formula.evaluation import Exact

TIMEOUT_MS = 5_000

WANTED = ("item_id", "price")
OFFERED = "variant_id"

_NUMBERS = (int, Decimal)

_HEAD = "SELECT * FROM (\n"
_SHAPE = "\n) AS asked WHERE CAST(:on AS date) IS NULL"
_ASKED = (
    "\n) AS asked WHERE asked.item_id BETWEEN :first AND :last AND CAST(:on AS date) IS NOT NULL"
)


def queried(
    session: Session, rule: PriceRule, first: int, last: int, on: date
) -> dict[tuple[int, int], Exact]:
    """Return (item id, variant id) → what the query of a type says, minor units of its currency.

    Rows without an item or a price are left out; of several rows of one item the last counts.

    Args:
        first: smallest item id that is asked for.
        last: largest item id that is asked for.

    Raises:
        PriceQueryWrong: it does not run, writes, or takes too long; the session goes on.
        PriceQueryColumns: item_id and price are not both there, or hold something else.
    """
    columns, rows = _rows(session, rule, {"first": first, "last": last, "on": on})
    places = [columns.index(name) for name in WANTED]
    variant = columns.index(OFFERED) if OFFERED in columns else None
    found: dict[tuple[int, int], Exact] = {}
    for row in rows:
        item, price = (row[place] for place in places)
        if item is None or price is None:
            continue
        of = 0 if variant is None else row[variant] or 0
        if not (isinstance(item, int) and isinstance(of, int) and isinstance(price, _NUMBERS)):
            raise PriceQueryColumns(what="query", price_type=rule.name, found=tuple(columns))
        found[item, of] = (Fraction(price) * 100).as_integer_ratio()
    return found


def try_query(session: Session, rule: PriceRule, on: date) -> list[tuple[int, int, int]]:
    """Return the first rows of a query, for whoever writes it: (item id, variant id, minor).

    Raises:
        PriceQueryWrong, PriceQueryColumns: as `queried`.
    """
    found = queried(session, rule, 0, 2**62, on)
    rows = sorted(found.items())[:_SHOWN]
    return [(item, variant, divide_half_up(*amount)) for (item, variant), amount in rows]


_SHOWN = 100


def _rows(
    session: Session, rule: PriceRule, values: dict[str, object]
) -> tuple[list[str], Iterable[tuple[object, ...]]]:
    attempt = session.begin_nested()
    try:
        session.execute(text("SET LOCAL transaction_read_only = on"))
        session.execute(text(f"SET LOCAL statement_timeout = {TIMEOUT_MS}"))
        query = _HEAD + rule.query.strip().rstrip(";")
        shape = session.execute(text(query + _SHAPE), {"on": values["on"]})
        columns = list(shape.keys())
        if not set(WANTED) <= set(columns):
            raise PriceQueryColumns(what="query", price_type=rule.name, found=tuple(columns))
        rows = session.execute(text(query + _ASKED), values)
        return columns, [tuple(row) for row in rows]
    except (DBAPIError, StatementError) as error:
        raise _explained(rule, error) from error
    finally:
        # Rolled back whatever came: with the savepoint goes the read-only mode.
        attempt.rollback()


def _explained(rule: PriceRule, error: StatementError) -> PriceQueryWrong:
    cause = error.orig
    reason, position = str(cause or error).strip().splitlines()[0], None
    if isinstance(cause, psycopg.Error) and cause.diag.message_primary:
        reason = cause.diag.message_primary
        place = int(cause.diag.statement_position or 0) - len(_HEAD)
        position = place if 0 < place <= len(rule.query) else None
    return PriceQueryWrong(what="query", price_type=rule.name, reason=reason, position=position)
