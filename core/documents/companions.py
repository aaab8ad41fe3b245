"""What goes with documents of other contexts from their making on, such as how goods travel.

`core.documents.followers` hears of posting. A companion hears of every save, also of a document
that is only being agreed: the verbs that write a document tell it when header and lines stand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.kernel.clock import Clock

Saved = Callable[[Session, Actor, Any, Clock], None]
"""Gets the document, locked and flushed, in the transaction that made or changed it."""


@dataclass(frozen=True, slots=True)
class Companion:
    """What goes with one document type."""

    name: str
    """Accompanying a type anew under the same name replaces it."""
    saved: Saved
    """Makes what goes with the document agree with it; may save the document once more."""
    subject: str = ""
    """What history calls it, under the id of the document; whoever may read that reads this."""


_COMPANIONS: dict[str, dict[str, Companion]] = {}


def accompany(type_name: str, companion: Companion) -> None:
    """Have *companion* told of documents of a type."""
    _COMPANIONS.setdefault(type_name, {})[companion.name] = companion


def goes_with_documents(subject: str) -> bool:
    """Tell whether history keeps *subject* under the ids of documents."""
    known = (companion for of in _COMPANIONS.values() for companion in of.values())
    return any(companion.subject == subject for companion in known)


def tell_companions(session: Session, actor: Actor, document: Any, clock: Clock) -> None:  # noqa: ANN401 - of any type
    """Tell whatever goes with *document* that it was saved."""
    known = _COMPANIONS.get(document.type, {})
    for name in sorted(known):
        known[name].saved(session, actor, document, clock)
