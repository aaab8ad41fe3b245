"""Constraint name → error: the database refuses, the user reads a fact of the trade."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import psycopg
from psycopg import errors as pg
from sqlalchemy.exc import DBAPIError, IntegrityError

from core.kernel.errors import Conflict, DomainError, Refused, Unavailable

Translate = Callable[[Mapping[str, str]], DomainError]

_NAMED: dict[str, Translate] = {}
_DETAIL_KEY = re.compile(r"Key \((?P<columns>[^)]*)\)=\((?P<values>.*)\)")

RETRYABLE = (pg.SerializationFailure, pg.DeadlockDetected, pg.LockNotAvailable)
"""40001, 40P01, 55P03: somebody was in the way; the same work may succeed a moment later."""

_NOT_STORABLE = (
    psycopg.DataError,
    pg.ProgramLimitExceeded,
    pg.StatementTooComplex,
    pg.TooManyColumns,
)
"""Class 22, 54000, 54001, 54011: such as a text too long for an index. Trying again cannot help."""

_GOING_AWAY = frozenset({"57P01", "57P02", "57P03", "57P05", "25P03", "53300"})
"""Shutdown, crash, start-up, idle for too long, and too many connections."""


class AlreadyExists(Refused):
    """A unique value is taken. Facts: table, columns, values, constraint."""

    code = "already-exists"


class StillUsed(Refused):
    """A row is referred to, or refers to nothing. Facts: table, columns, values, constraint."""

    code = "still-used"


class RuleBroken(Refused):
    """A CHECK without a name of its own in the trade refused. Facts: table, constraint."""

    code = "rule-broken"


class Busy(Conflict):
    """Others held the rows, in a deadlock or for longer than one waits. No facts."""

    code = "busy"


class ValueNotStored(Refused):
    """A value is outside what the database can hold. Facts: reason."""

    code = "value-not-stored"


class SchemaOutdated(Refused):
    """A table or column is missing: the database was not upgraded. Facts: reason."""

    code = "schema-outdated"


class SchemaUnknown(Refused):
    """The schema is of a klad whose changes this one does not know. Facts: revision, newest."""

    code = "schema-unknown"


class TookTooLong(Refused):
    """A statement ran longer than it may and was stopped. Facts: reason."""

    code = "took-too-long"


def name_constraint(constraint: str, translate: Translate) -> None:
    """Give a constraint its error; *translate* receives table, columns, values, constraint."""
    _NAMED[constraint] = translate


def named_constraints() -> frozenset[str]:
    """Return the constraints that have an error of their own; a test checks that they exist."""
    return frozenset(_NAMED)


def facts_of(error: psycopg.Error) -> dict[str, str]:
    """Return what PostgreSQL told about a violation: table, constraint, columns, values."""
    match = _DETAIL_KEY.search(error.diag.message_detail or "")
    return {
        "table": error.diag.table_name or "",
        "constraint": error.diag.constraint_name or "",
        "columns": match["columns"] if match else (error.diag.column_name or ""),
        "values": match["values"] if match else "",
    }


def translate_integrity(error: IntegrityError) -> DomainError | None:
    """Return the error that a violated constraint means; None if it was not the database's."""
    cause = error.orig
    if not isinstance(cause, psycopg.Error):
        return None
    facts = facts_of(cause)
    named = _NAMED.get(facts["constraint"])
    if named is not None:
        return named(facts)
    if isinstance(cause, pg.UniqueViolation | pg.ExclusionViolation):
        return AlreadyExists(**facts)
    if isinstance(cause, pg.ForeignKeyViolation):
        return StillUsed(**facts)
    return RuleBroken(**facts)


def is_lost_connection(error: DBAPIError) -> bool:
    """Tell whether the server went away rather than refused."""
    if error.connection_invalidated:
        return True
    if not isinstance(error.orig, psycopg.OperationalError):
        return False
    state = error.orig.sqlstate  # None: the driver says so, because there was no server to
    return state is None or state.startswith("08") or state in _GOING_AWAY


def is_contention(error: DBAPIError) -> bool:
    """Tell whether the same work may succeed if tried again."""
    return isinstance(error.orig, RETRYABLE)


def reason_of(error: DBAPIError) -> str:
    """Return the first line of what the driver or the server said, "" for nothing."""
    return next(iter(str(error.orig or "").strip().splitlines()), "")


def translate_operational(error: DBAPIError) -> DomainError | None:
    """Return what a failure that is no constraint's means; None for a bug of ours.

    Conflict for contention, TookTooLong for a timeout, ValueNotStored for a value that does not
    fit, SchemaOutdated for tables of another version, Unavailable for a server that is away, full,
    or a standby.
    """
    if is_contention(error):
        return Busy()
    if is_lost_connection(error):
        return Unavailable(reason=reason_of(error))
    if isinstance(error.orig, pg.QueryCanceled):
        return TookTooLong(reason=reason_of(error))
    if isinstance(error.orig, pg.UndefinedTable | pg.UndefinedColumn):
        return SchemaOutdated(reason=reason_of(error))
    if isinstance(error.orig, _NOT_STORABLE):
        return ValueNotStored(reason=reason_of(error))
    if isinstance(error.orig, psycopg.OperationalError | pg.ReadOnlySqlTransaction):
        return Unavailable(reason=reason_of(error))
    return None
