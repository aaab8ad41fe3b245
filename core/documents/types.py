"""What a document type says about itself; the mechanism needs nothing more to serve it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy.orm import Session

from core.access.roles import Permission
from core.db.base import Base
from core.documents.columns import RowRights, unrestricted
from core.documents.models import Document
from core.kernel.errors import NotFound
from core.kernel.i18n import N_
from core.kernel.states import Transitions
from core.ledger import Ledger, Rows

HEADER_TITLES: Mapping[str, str] = {
    "number_text": N_("Number"),
    "date": N_("Date"),
    "status": N_("Status"),
    "posted": N_("Posted"),
    "company_id": N_("Company"),
    "warehouse_id": N_("Warehouse"),
    "partner_id": N_("Partner"),
    "basis_id": N_("Basis"),
    "author_id": N_("Author"),
    "comment": N_("Comment"),
}
"""Header field → msgid, for the history of changes."""

S = TypeVar("S", bound=StrEnum)

Entries = Callable[[Session, Any], Mapping[Ledger, Rows]]
"""Computes what a document posts, from its header and lines."""


@dataclass(frozen=True)
class DocumentType(Generic[S]):
    """One type of document. Lists, numbering, statuses, posting and history follow from this."""

    name: str
    """Also `polymorphic_identity` of the model and the subject in trail and history."""
    model: type[Document]
    statuses: type[S]
    initial: S
    transitions: Transitions[S]
    title: str
    """Marked with N_."""
    status_titles: Mapping[S, str]
    """Marked with N_, one for every status."""
    prefix: str
    """Default series; stands before the number where no company numbers it."""
    read: Permission
    edit: Permission
    post: Permission
    numbered_by_company: bool = True
    """False: one row of numbers whatever the company, for work inside a warehouse."""
    line_models: tuple[type[Base], ...] = ()
    """Each has `document_id` and `line_no`, unique together."""
    entries: Entries | None = None
    """None: the type posts nothing."""
    field_titles: Mapping[str, str] = field(default_factory=dict)
    """Fields of the type's own tables → msgid, marked with N_; for the history of changes."""
    steps: Mapping[S, Permission] = field(default_factory=dict)
    """What a status needs to be entered, where it is not `edit`."""
    rows: RowRights = unrestricted
    """Which documents of the type an actor may see, beside those of his warehouses and companies:
    conditions over the tables of the model."""
    void: frozenset[S] = frozenset()
    """Statuses of documents that count for nothing, such as cancelled ones: sums over what stands
    on a document leave them out."""

    def __post_init__(self) -> None:
        missing = set(self.statuses) - set(self.status_titles)
        if missing:
            raise NotFound(what="status title", key=", ".join(sorted(missing)))

    def status_title(self, status: str) -> str:
        """Return the msgid of a stored status."""
        return self.status_titles[self.statuses(status)]

    def field_title(self, name: str) -> str:
        """Return the msgid of a field of header or lines; the name itself when it has none."""
        return self.field_titles.get(name) or HEADER_TITLES.get(name) or name


_TYPES: dict[str, DocumentType[Any]] = {}


def register(kind: DocumentType[S]) -> DocumentType[S]:
    """Make *kind* known under its name; registering the same name anew replaces it."""
    _TYPES[kind.name] = kind
    return kind


def document_type(name: str) -> DocumentType[Any]:
    """Return the type called *name*.

    Raises:
        NotFound: nothing is registered under it.
    """
    kind = _TYPES.get(name)
    if kind is None:
        raise NotFound(what="document type", key=name)
    return kind


def document_types() -> tuple[DocumentType[Any], ...]:
    """Return every registered type, by name."""
    return tuple(_TYPES[name] for name in sorted(_TYPES))


def document_number(prefix: str, number: int) -> str:
    """Write a number as printed: ("КЛ", 123) is "КЛ-000123"; without prefix "000123"."""
    return f"{prefix}-{number:06d}" if prefix else f"{number:06d}"
