"""Row rights as SQL: what a user may not see never leaves the database."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, literal, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import BigInteger


def within(column: SQLColumnExpression[Any], allowed: Iterable[int] | None) -> ColumnElement[bool]:
    """Return the condition that *column* is one of *allowed*.

    NULL is within no set: a row that belongs to nothing is hidden from whoever is restricted.

    Args:
        allowed: None for no restriction; empty hides every row.
    """
    if allowed is None:
        return true()
    # One array parameter, so the statement text, and its plan, are the same for every user.
    return column == literal(sorted(allowed), ARRAY(BigInteger)).any_()


def within_or_none(
    column: SQLColumnExpression[Any], allowed: Iterable[int] | None
) -> ColumnElement[bool]:
    """Return the condition that *column* is NULL or one of *allowed*.

    For documents of which some have no warehouse or company at all.
    """
    if allowed is None:
        return true()
    return column.is_(None) | within(column, allowed)
