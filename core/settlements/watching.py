"""Telling contexts above that what is paid of their documents changed.

Sales keep a state with every order that depends on its payment. They are asked twice: before the
ledgers are written, to lock their rows in their own order (the document, then the ledgers, as every
verb does), and after, to look anew.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.orm import Session

Look = Callable[[Session, Collection[int]], None]
"""Gets ids of objects of settlement: orders, invoices, contracts, payments."""


@dataclass(frozen=True, slots=True)
class Watcher:
    """Who wants to know."""

    name: str
    lock: Look
    """Lock what depends on the objects."""
    changed: Look
    """What is paid of them, or charged, is another sum now."""


_WATCHERS: dict[str, Watcher] = {}


def register_watcher(watcher: Watcher) -> Watcher:
    """Tell *watcher* from now on; registering the same name anew replaces it."""
    _WATCHERS[watcher.name] = watcher
    return watcher


@contextmanager
def watched(session: Session, object_ids: Collection[int]) -> Iterator[None]:
    """Write to the ledgers inside: watchers lock before and look after."""
    objects = sorted({found for found in object_ids if found})
    for watcher in _WATCHERS.values():
        watcher.lock(session, objects)
    yield
    for watcher in _WATCHERS.values():
        watcher.changed(session, objects)
