"""Registers that follow documents: what is written besides ledgers when a document is posted.

A ledger of goods or money is a matter of the document type itself (`DocumentType.entries`). A
register of facts, such as prices, may belong to another context than the document; that context
then follows the type, and `post` and `unpost` tell it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

Told = Callable[[Session, Any], None]
"""Gets the document, locked and flushed, in the transaction that posts it."""


@dataclass(frozen=True, slots=True)
class Follower:
    """A register that follows one document type."""

    name: str
    """Of the register; following a type anew under the same name replaces it."""
    posted: Told
    """Makes what the document says the whole of what it has in the register: also on posting anew.

    May refuse; then the document is not posted.
    """
    unposted: Told
    """Takes what the document has in the register out again."""


_FOLLOWERS: dict[str, dict[str, Follower]] = {}


def follow(type_name: str, follower: Follower) -> None:
    """Have *follower* told of documents of a type."""
    _FOLLOWERS.setdefault(type_name, {})[follower.name] = follower


def followers(type_name: str) -> tuple[Follower, ...]:
    """Return the registers that follow a type, by name."""
    known = _FOLLOWERS.get(type_name, {})
    return tuple(known[name] for name in sorted(known))
