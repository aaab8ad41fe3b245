"""Alembic's entry: the connection is given by `core.db.revisions`, never opened here."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy import MetaData

from core.db.base import NAMING
from core.db.types import UtcDateTime


def plainly(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our column types as what PostgreSQL stores: a migration imports nothing of ours."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def migrate() -> None:
    """Run the migrations in the transaction of the given connection."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=context.config.attributes.get("metadata")
        or MetaData(naming_convention=NAMING),
        compare_type=True,
        render_item=plainly,
    )
    context.run_migrations()


migrate()
