"""Locking what depends on objects of settlement before the ledgers of settlements are written.

Sales keep a state with every order that follows its payment, and their verbs lock the order before
the ledgers. Whoever moves money locks it in the same order: the document, the orders, the ledgers.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from sqlalchemy.orm import Session

Lock = Callable[[Session, Collection[int]], object]
"""Gets ids of objects of settlement: orders, invoices, contracts, payments; locks its own."""

_LOCKS: dict[str, Lock] = {}


def register_lock(name: str, lock: Lock) -> None:
    """Have *lock* called from now on; registering the same name anew replaces it."""
    _LOCKS[name] = lock


def lock_dependents(session: Session, object_ids: Collection[int]) -> None:
    """Lock what depends on the objects; called before ledgers are written."""
    objects = sorted({found for found in object_ids if found})
    for name in sorted(_LOCKS):
        _LOCKS[name](session, objects)
