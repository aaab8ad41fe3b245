"""What a document type says to be approved, and the settings of approvals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.access.actor import Actor
from core.access.roles import Permission
from core.approvals.statuses import OwnApprovals
from core.documents.preferences import Preference, declare
from core.documents.reference import FieldKind
from core.documents.types import document_type
from core.kernel.clock import Clock
from core.kernel.errors import NotFound
from core.kernel.i18n import N_

Answered = Callable[[Session, Actor, int, Clock], None]
"""Gets the actor whose answer was the last one, and the document, which is locked."""

OWN_APPROVALS = declare(
    Preference(
        "own_approvals",
        N_("Approving one's own"),
        OwnApprovals.ALONE,
        FieldKind.CHOICE,
        choices={
            OwnApprovals.NEVER: N_("never"),
            OwnApprovals.ALONE: N_("if alone with the right"),
            OwnApprovals.ALWAYS: N_("always"),
        },
    )
)

APPROVAL_DAYS = declare(
    Preference("approval_days", N_("Days to approve"), 2, FieldKind.NUMBER, most=365)
)
"""Days until a task is due, unless whoever asks says otherwise."""


@dataclass(frozen=True)
class Approvable:
    """A document type that can be approved."""

    type_name: str
    approved: Answered
    """Everybody asked was for it: moves the document on. The actor holds `APPROVAL_READ` and the
    right of the last kind, perhaps no other: verbs inside are given that as `permission`."""
    refused: Answered | None = None
    """Somebody was against it; None: the document stays as it is."""
    ask: Permission | None = None
    """What asking takes; None: the right to edit the type."""

    @property
    def permission(self) -> Permission:
        """What asking takes."""
        return self.ask or document_type(self.type_name).edit


_APPROVABLE: dict[str, Approvable] = {}


def register_approvable(found: Approvable) -> Approvable:
    """Let documents of a type be approved; registering the same type anew replaces it."""
    _APPROVABLE[found.type_name] = found
    return found


def approvable(type_name: str) -> Approvable:
    """Return what a type says about being approved.

    Raises:
        NotFound: documents of it are not approved.
    """
    found = _APPROVABLE.get(type_name)
    if found is None:
        raise NotFound(what="approvable type", key=type_name)
    return found
