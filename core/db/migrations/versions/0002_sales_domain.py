"""sales domain."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema up."""
    op.create_table(
        "item_segment",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "fixed",
                "rule",
                name="segmentkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("rule", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_segment")),
        sa.UniqueConstraint("code", name=op.f("uq_item_segment_code")),
    )
    op.create_table(
        "partner_segment",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "fixed",
                "rule",
                name="segmentkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("rule", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_segment")),
        sa.UniqueConstraint("code", name=op.f("uq_partner_segment_code")),
    )
    op.create_table(
        "price_group",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_group")),
        sa.UniqueConstraint("code", name=op.f("uq_price_group_code")),
    )
    op.create_table(
        "partner_segment_member",
        sa.Column("segment_id", sa.BigInteger(), nullable=False),
        sa.Column("partner_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_partner_segment_member_partner_id")
        ),
        sa.ForeignKeyConstraint(
            ["segment_id"],
            ["partner_segment.id"],
            name=op.f("fk_partner_segment_member_segment_id"),
        ),
        sa.PrimaryKeyConstraint("segment_id", "partner_id", name=op.f("pk_partner_segment_member")),
    )
    op.create_index(
        op.f("ix_partner_segment_member_partner_id"),
        "partner_segment_member",
        ["partner_id"],
        unique=False,
    )
    op.create_table(
        "item_segment_member",
        sa.Column("segment_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_item_segment_member_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["item_segment.id"], name=op.f("fk_item_segment_member_segment_id")
        ),
        sa.PrimaryKeyConstraint("segment_id", "item_id", name=op.f("pk_item_segment_member")),
    )
    op.create_index(
        op.f("ix_item_segment_member_item_id"), "item_segment_member", ["item_id"], unique=False
    )
    op.add_column("item", sa.Column("price_group_id", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_item_price_group_id"), "item", ["price_group_id"], unique=False)
    op.create_foreign_key(
        op.f("fk_item_price_group_id"), "item", "price_group", ["price_group_id"], ["id"]
    )


def downgrade() -> None:
    """Go back by restoring a backup: data that came since would be lost otherwise."""
    raise NotImplementedError
