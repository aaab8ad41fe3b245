"""Usual values."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema up."""
    op.create_table(
        "usual_value",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_usual_value_user_id")),
        sa.PrimaryKeyConstraint("user_id", "type", "field", name=op.f("pk_usual_value")),
    )


def downgrade() -> None:
    """Go back by restoring a backup: data that came since would be lost otherwise."""
    raise NotImplementedError
