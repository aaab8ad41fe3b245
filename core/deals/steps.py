"""Fields that only the steps of a document set: an edit may not name them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.documents.errors import NoSuchField

STEP_FIELDS: Mapping[str, frozenset[str]] = {
    "deal": frozenset({"stage_id", "stage_since", "closed_on", "lost_reason_id", "lost_text"}),
    "customer_need": frozenset({"satisfied_by_id", "drop_text", "closed_on", "lost_minor"}),
    "visit_task": frozenset(
        {"result", "next_visit_on", "cancel_text", "started_at", "ended_at"},
    ),
}
"""Document type → its fields."""


def require_no_steps(what: str, fields: Iterable[str]) -> None:
    """Do nothing when an edit of a document of type *what* names no such field.

    Raises:
        NoSuchField: with the first it names.
    """
    for name in sorted(STEP_FIELDS[what] & set(fields)):
        raise NoSuchField(what=what, field=name)
