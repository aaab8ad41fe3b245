"""The only place that commits.

Raise rolls back, return commits. A verb takes a `Session` and never commits; two verbs in one
transaction are fine, a transaction inside a verb is not. No device, printer, socket or waiting
inside.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoFreeConnection
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from core.db.integrity import (
    is_contention,
    is_lost_connection,
    reason_of,
    translate_integrity,
    translate_operational,
)
from core.kernel.clock import Clock, SystemClock
from core.kernel.errors import Conflict, DomainError, Unavailable

T = TypeVar("T")

_FIRST_PAUSE = 0.02
"""Seconds before the second attempt; doubled for each further one, with jitter."""


class OutcomeUnknown(Unavailable):
    """The connection broke while COMMIT was under way: it may have been recorded. Facts: reason."""

    code = "outcome-unknown"


class Outdated(Conflict):
    """A row was changed or removed after this session had read it. No facts."""

    code = "outdated"


@contextmanager
def transaction(sessions: sessionmaker[Session]) -> Iterator[Session]:
    """One use case, one transaction.

    Raises:
        Conflict: another workstation changed a row we loaded, or held it too long.
        DomainError: a named constraint was violated, a value does not fit, a statement took too
            long (see `core.db.integrity`).
        OutcomeUnknown: the connection broke during COMMIT; whether it was recorded is not known.
        Unavailable: the database is away; nothing was recorded.
    """
    committing = False
    try:
        with sessions.begin() as session:
            yield session
            session.flush()  # so that what fails from here on is COMMIT itself
            committing = True
    except StaleDataError as error:
        raise Outdated from error
    except IntegrityError as error:
        named = translate_integrity(error)
        if named is None:
            raise
        raise named from error
    except DBAPIError as error:
        if committing and is_lost_connection(error):
            raise OutcomeUnknown(reason=reason_of(error)) from error
        named = translate_operational(error)
        if named is None:
            raise
        raise named from error
    except NoFreeConnection as error:
        raise Unavailable(reason=str(error)) from error


def run(
    sessions: sessionmaker[Session],
    work: Callable[[Session], T],
    *,
    attempts: int = 4,
    clock: Clock | None = None,
) -> T:
    """Run *work* in a transaction of its own, again when somebody was merely in the way.

    Retried, with jitter: serialization failure, deadlock, lock timeout, lost connection, even one
    that broke during COMMIT. So *work* must be safe to run again after it was recorded, which a
    verb with a command or scan id is: its journal row is unique. Other work uses `transaction`.

    Args:
        attempts: total tries, at least 1.

    Raises:
        Conflict, Unavailable: still so after the last attempt.
        OutcomeUnknown: an attempt broke during COMMIT and no later one reached the database.
        DomainError: the rules or a constraint refused; never retried.
    """
    clock = clock or SystemClock()
    doubt: OutcomeUnknown | None = None
    for attempt in range(1, attempts + 1):
        try:
            with transaction(sessions) as session:
                return work(session)
        except DomainError as error:
            if isinstance(error, OutcomeUnknown):
                doubt = error
            if attempt == attempts or not _worth_another_try(error):
                if doubt is not None and isinstance(error, Unavailable):
                    raise doubt from error
                raise
        clock.wait(_FIRST_PAUSE * 2 ** (attempt - 1) * (0.5 + random.random()))  # noqa: S311
    raise AssertionError  # pragma: no cover - the loop returns or raises


def _worth_another_try(error: DomainError) -> bool:
    cause = error.__cause__
    return isinstance(cause, DBAPIError) and (is_contention(cause) or is_lost_connection(cause))
