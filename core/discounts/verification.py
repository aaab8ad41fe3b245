"""What `klad verify` asks of discounts."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.ledger import Difference, verification

_LOST = text(
    "WITH RECURSIVE tree AS ("
    " SELECT id FROM discount WHERE parent_id IS NULL"
    " UNION SELECT child.id FROM discount child JOIN tree ON child.parent_id = tree.id)"
    " SELECT code, name FROM discount WHERE id NOT IN (SELECT id FROM tree) ORDER BY code"
)

_UNDER_LEAF = text(
    "SELECT child.code, child.name FROM discount child"
    " JOIN discount parent ON parent.id = child.parent_id"
    " WHERE NOT parent.is_group ORDER BY child.code"
)


@verification("discount tree")
def tree_differences(session: Session) -> Iterator[Difference]:
    """Name what no walk from the root can reach, and what stands below a discount."""
    for code, name in session.execute(_LOST):
        yield Difference("discount tree", {"code": code, "name": name}, "stored", "out of reach")
    for code, name in session.execute(_UNDER_LEAF):
        yield Difference("discount tree", {"code": code, "name": name}, "below", "a discount")
