"""What an importer of one target is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.exchange.lookups import Desk
from core.exchange.parsing import Record
from core.exchange.upserting import Upserted
from core.kernel.clock import Clock


@dataclass(frozen=True, slots=True)
class Work:
    """One file's records on their way into the books."""

    session: Session
    actor: Actor
    clock: Clock
    desk: Desk
    """Records that do not fit are put aside here."""
    records: Sequence[Record]
    source: str
    """Name of the file without folders: the same again replaces, where rows have no key."""


Write = Callable[[], Mapping[str, Upserted]]
"""Writes what was found good; returns book → what became of its rows."""

Importer = Callable[[Work], Write]
"""Checks the records against the books, without writing, and returns what will write them."""
