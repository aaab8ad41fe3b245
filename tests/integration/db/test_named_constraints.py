"""Errors that are named after a constraint are named after one that the database has."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from core.db.integrity import named_constraints
from core.schema import whole_metadata


def test_every_constraint_with_an_error_of_its_own_is_there(session: Session) -> None:
    whole_metadata()
    kept = session.scalars(
        text(
            "SELECT conname FROM pg_constraint UNION"
            " SELECT relname FROM pg_class WHERE relkind = 'i'"
        )
    )
    assert named_constraints()
    assert named_constraints() <= set(kept)
