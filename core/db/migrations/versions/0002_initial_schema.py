"""initial schema."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema up."""
    op.create_table(
        "accumulated_balance",
        sa.Column(
            "card_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "programme_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "starts", sa.Text(), server_default=sa.text("''"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "expires", sa.Text(), server_default=sa.text("''"), autoincrement=False, nullable=False
        ),
        sa.Column("points", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("points >= 0", name=op.f("ck_accumulated_balance_points_floor")),
        sa.PrimaryKeyConstraint(
            "card_id", "programme_id", "starts", "expires", name=op.f("pk_accumulated_balance")
        ),
    )
    op.create_table(
        "app_setting",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_setting")),
        sa.UniqueConstraint("name", name=op.f("uq_app_setting_name")),
    )
    op.create_table(
        "app_user",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("badge_hash", sa.Text(), nullable=True),
        sa.Column("roles", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("warehouses", postgresql.ARRAY(sa.BigInteger()), nullable=True),
        sa.Column("companies", postgresql.ARRAY(sa.BigInteger()), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("retired", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_user")),
        sa.UniqueConstraint("badge_hash", name="uq_app_user_badge_hash"),
        sa.UniqueConstraint("login", name="uq_app_user_login"),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_index("ix_audit_entry_at", "audit_entry", ["at"], unique=False)
    op.create_index(
        "ix_audit_entry_subject", "audit_entry", ["subject", "subject_id", "id"], unique=False
    )
    op.create_index("ix_audit_entry_user_id", "audit_entry", ["user_id", "id"], unique=False)
    op.create_table(
        "bonus_programme",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("rate_minor", sa.BigInteger(), nullable=False),
        sa.Column("delay_days", sa.BigInteger(), nullable=False),
        sa.Column("life_days", sa.BigInteger(), nullable=False),
        sa.Column("max_share", sa.BigInteger(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "delay_days >= 0 AND life_days >= 0", name=op.f("ck_bonus_programme_days")
        ),
        sa.CheckConstraint("max_share BETWEEN 0 AND 10000", name=op.f("ck_bonus_programme_share")),
        sa.CheckConstraint("rate_minor > 0", name=op.f("ck_bonus_programme_rate")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bonus_programme")),
        sa.UniqueConstraint("code", name=op.f("uq_bonus_programme_code")),
    )
    op.create_table(
        "cancel_reason",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("retired", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cancel_reason")),
        sa.UniqueConstraint("code", name=op.f("uq_cancel_reason_code")),
    )
    op.create_table(
        "closed_period",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("closed_through", sa.Date(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_closed_period_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_period")),
    )
    op.create_table(
        "company",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("director", sa.Text(), nullable=False),
        sa.Column("accountant", sa.Text(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("inn", sa.Text(), nullable=False),
        sa.Column("kpp", sa.Text(), nullable=False),
        sa.Column("ogrn", sa.Text(), nullable=False),
        sa.Column("okpo", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("bank_account", sa.Text(), nullable=False),
        sa.Column("bank_name", sa.Text(), nullable=False),
        sa.Column("bik", sa.Text(), nullable=False),
        sa.Column("corr_account", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company")),
        sa.UniqueConstraint("code", name=op.f("uq_company_code")),
        sa.UniqueConstraint("prefix", name=op.f("uq_company_prefix")),
    )
    op.create_table(
        "currency",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("code ~ '^[A-Z]{3}$'", name=op.f("ck_currency_code")),
        sa.CheckConstraint("number ~ '^([0-9]{3})?$'", name=op.f("ck_currency_number")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_currency")),
        sa.UniqueConstraint("code", name=op.f("uq_currency_code")),
    )
    op.create_table(
        "deal_source",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("retired", sa.Boolean(), server_default="false", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal_source")),
        sa.UniqueConstraint("code", name=op.f("uq_deal_source_code")),
    )
    op.create_table(
        "deal_stage",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("marker", sa.Text(), server_default="", nullable=False),
        sa.Column("probability", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "open",
                "won",
                "lost",
                name="stagekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="open",
            nullable=False,
        ),
        sa.Column("retired", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "kind = 'open' OR probability = CASE kind WHEN 'won' THEN 10000 ELSE 0 END",
            name=op.f("ck_deal_stage_certain_at_the_end"),
        ),
        sa.CheckConstraint("char_length(marker) <= 2", name=op.f("ck_deal_stage_marker_is_short")),
        sa.CheckConstraint(
            "probability BETWEEN 0 AND 10000", name=op.f("ck_deal_stage_probability")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal_stage")),
        sa.UniqueConstraint("code", name=op.f("uq_deal_stage_code")),
    )
    op.create_table(
        "delivery_zone",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "polygon",
                "list",
                name="zonekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("outline", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("words", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("pace", sa.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_delivery_zone_parent")),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["delivery_zone.id"], name=op.f("fk_delivery_zone_parent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_zone")),
        sa.UniqueConstraint("code", name=op.f("uq_delivery_zone_code")),
    )
    op.create_table(
        "demand_balance",
        sa.Column(
            "order_line_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "warehouse_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "item_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "variant_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "kind", sa.Text(), server_default=sa.text("''"), autoincrement=False, nullable=False
        ),
        sa.Column("quantity", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_demand_balance_quantity_floor")),
        sa.PrimaryKeyConstraint(
            "order_line_id",
            "warehouse_id",
            "item_id",
            "variant_id",
            "kind",
            name=op.f("pk_demand_balance"),
        ),
    )
    op.create_index(
        "ix_demand_balance_item", "demand_balance", ["item_id", "warehouse_id"], unique=False
    )
    op.create_table(
        "discount_version",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_discount_version_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discount_version")),
    )
    op.create_table(
        "dispositions_balance",
        sa.Column(
            "disposition_line_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "item_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "variant_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "company_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("disposed", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("ordered", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("shipped", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("invoiced", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint(
            "+ disposed - invoiced >= 0", name=op.f("ck_dispositions_balance_invoiced_within")
        ),
        sa.CheckConstraint(
            "+ disposed - ordered >= 0", name=op.f("ck_dispositions_balance_ordered_within")
        ),
        sa.CheckConstraint(
            "+ ordered - shipped >= 0", name=op.f("ck_dispositions_balance_shipped_within")
        ),
        sa.CheckConstraint("disposed >= 0", name=op.f("ck_dispositions_balance_disposed_floor")),
        sa.CheckConstraint("invoiced >= 0", name=op.f("ck_dispositions_balance_invoiced_floor")),
        sa.CheckConstraint("ordered >= 0", name=op.f("ck_dispositions_balance_ordered_floor")),
        sa.CheckConstraint("shipped >= 0", name=op.f("ck_dispositions_balance_shipped_floor")),
        sa.PrimaryKeyConstraint(
            "disposition_line_id",
            "item_id",
            "variant_id",
            "company_id",
            name=op.f("pk_dispositions_balance"),
        ),
    )
    op.create_table(
        "document_search_gram",
        sa.Column("gram", sa.Text(collation="C"), nullable=False),
        sa.Column("word", sa.Text(collation="C"), nullable=False),
    )
    op.create_index(
        "ix_document_search_gram_gram", "document_search_gram", ["gram", "word"], unique=False
    )
    op.create_table(
        "document_search_text",
        sa.Column("row_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False, comment="its words, a space around each"),
        sa.Column("start", sa.Text(collation="C"), nullable=False, comment="of the text"),
        sa.Column("codes", sa.Text(), nullable=False, comment="its own codes, a space around each"),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_document_search_text")),
    )
    op.create_index(
        "ix_document_search_text_start", "document_search_text", ["start"], unique=False
    )
    op.create_table(
        "document_search_word",
        sa.Column("word", sa.Text(collation="C"), nullable=False),
        sa.Column("row_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("word", "row_id", name=op.f("pk_document_search_word")),
    )
    op.create_table(
        "expected_balance",
        sa.Column(
            "source_line_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "warehouse_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "item_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "variant_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("expected", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("claimed", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("+ expected - claimed >= 0", name=op.f("ck_expected_balance_unclaimed")),
        sa.CheckConstraint("claimed >= 0", name=op.f("ck_expected_balance_claimed_floor")),
        sa.CheckConstraint("expected >= 0", name=op.f("ck_expected_balance_expected_floor")),
        sa.PrimaryKeyConstraint(
            "source_line_id",
            "warehouse_id",
            "item_id",
            "variant_id",
            name=op.f("pk_expected_balance"),
        ),
    )
    op.create_index(
        "ix_expected_balance_item", "expected_balance", ["item_id", "warehouse_id"], unique=False
    )
    op.create_table(
        "field_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=True),
        sa.Column("part", sa.Text(), server_default="", nullable=False),
        sa.Column("line_no", sa.BigInteger(), nullable=True),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("old", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("new", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_change")),
    )
    op.create_index(
        "ix_field_change_subject", "field_change", ["subject", "subject_id", "id"], unique=False
    )
    op.create_table(
        "free_stock_balance",
        sa.Column(
            "warehouse_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "item_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "variant_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("on_hand", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("reserved", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("earmarked", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("to_ship", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("controlled", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.CheckConstraint(
            "NOT controlled OR + on_hand - reserved - earmarked - to_ship >= 0",
            name=op.f("ck_free_stock_balance_free"),
        ),
        sa.CheckConstraint("earmarked >= 0", name=op.f("ck_free_stock_balance_earmarked_floor")),
        sa.CheckConstraint("on_hand >= 0", name=op.f("ck_free_stock_balance_on_hand_floor")),
        sa.CheckConstraint("reserved >= 0", name=op.f("ck_free_stock_balance_reserved_floor")),
        sa.CheckConstraint("to_ship >= 0", name=op.f("ck_free_stock_balance_to_ship_floor")),
        sa.PrimaryKeyConstraint(
            "warehouse_id", "item_id", "variant_id", name=op.f("pk_free_stock_balance")
        ),
    )
    op.create_table(
        "handheld_state",
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("terminal", sa.Text(), server_default="", nullable=False),
        sa.Column("warehouse_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("state", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_handheld_state")),
    )
    op.create_table(
        "in_cells_balance",
        sa.Column(
            "cell_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "item_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "variant_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "packaging_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "lot_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "earmark_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("quantity", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_in_cells_balance_quantity_floor")),
        sa.PrimaryKeyConstraint(
            "cell_id",
            "item_id",
            "variant_id",
            "packaging_id",
            "lot_id",
            "earmark_id",
            name=op.f("pk_in_cells_balance"),
        ),
    )
    op.create_index("ix_in_cells_balance_item_id", "in_cells_balance", ["item_id"], unique=False)
    op.create_table(
        "item_group",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["item_group.id"], name=op.f("fk_item_group_parent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_group")),
        sa.UniqueConstraint("code", name=op.f("uq_item_group_code")),
    )
    op.create_index(op.f("ix_item_group_parent_id"), "item_group", ["parent_id"], unique=False)
    op.create_table(
        "item_search_gram",
        sa.Column("gram", sa.Text(collation="C"), nullable=False),
        sa.Column("word", sa.Text(collation="C"), nullable=False),
    )
    op.create_index("ix_item_search_gram_gram", "item_search_gram", ["gram", "word"], unique=False)
    op.create_table(
        "item_search_text",
        sa.Column("row_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False, comment="its words, a space around each"),
        sa.Column("start", sa.Text(collation="C"), nullable=False, comment="of the text"),
        sa.Column("codes", sa.Text(), nullable=False, comment="its own codes, a space around each"),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_item_search_text")),
    )
    op.create_index("ix_item_search_text_start", "item_search_text", ["start"], unique=False)
    op.create_table(
        "item_search_word",
        sa.Column("word", sa.Text(collation="C"), nullable=False),
        sa.Column("row_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("word", "row_id", name=op.f("pk_item_search_word")),
    )
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
        sa.Column("refreshed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_segment")),
        sa.UniqueConstraint("code", name=op.f("uq_item_segment_code")),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "facts", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column(
            "args", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "running",
                "done",
                "failed",
                "cancelled",
                name="jobstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("done", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("total", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column(
            "cursor", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("steps", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "error_facts",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="{}",
            nullable=False,
        ),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heartbeat", sa.DateTime(timezone=True), nullable=True),
        sa.Column("worker", sa.Text(), server_default="", nullable=False),
        sa.Column("stopping", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("done >= 0 AND total >= 0", name=op.f("ck_job_progress")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_index("ix_job_asked_by", "job", ["asked_by", "id"], unique=False)
    op.create_index("ix_job_state", "job", ["state", "due_at", "id"], unique=False)
    op.create_index(
        "uq_job_open_key",
        "job",
        ["kind", "key"],
        unique=True,
        postgresql_where=sa.text("key <> '' AND state IN ('queued', 'running')"),
    )
    op.create_table(
        "job_worker",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_worker")),
    )
    op.create_index("uq_job_worker_name", "job_worker", ["name"], unique=True)
    op.create_table(
        "lost_reason",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("retired", sa.Boolean(), server_default="false", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lost_reason")),
        sa.UniqueConstraint("code", name=op.f("uq_lost_reason_code")),
    )
    op.create_table(
        "manual_limit",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("agreement_id", sa.BigInteger(), nullable=False),
        sa.Column("price_group_id", sa.BigInteger(), nullable=False),
        sa.Column("max_discount", sa.BigInteger(), nullable=False),
        sa.Column("max_markup", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(user_id <> 0)::int + (role <> '')::int + (agreement_id <> 0)::int = 1",
            name=op.f("ck_manual_limit_of_one"),
        ),
        sa.CheckConstraint(
            "max_discount BETWEEN 0 AND 10000", name=op.f("ck_manual_limit_discount")
        ),
        sa.CheckConstraint("max_markup >= 0", name=op.f("ck_manual_limit_markup")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manual_limit")),
        sa.UniqueConstraint(
            "user_id",
            "role",
            "agreement_id",
            "price_group_id",
            name=op.f("uq_manual_limit_user_id_role_agreement_id_price_group_id"),
        ),
    )
    op.create_table(
        "need_reason",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("retired", sa.Boolean(), server_default="false", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_reason")),
        sa.UniqueConstraint("code", name=op.f("uq_need_reason_code")),
    )
    op.create_table(
        "number_counter",
        sa.Column("company_id", sa.BigInteger(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "series", "year", name=op.f("pk_number_counter")),
    )
    op.create_table(
        "on_hand_balance",
        sa.Column(
            "warehouse_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "room_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "item_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "variant_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "lot_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "quality", sa.Text(), server_default=sa.text("''"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "earmark_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("quantity", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_on_hand_balance_quantity_floor")),
        sa.PrimaryKeyConstraint(
            "warehouse_id",
            "room_id",
            "item_id",
            "variant_id",
            "lot_id",
            "quality",
            "earmark_id",
            name=op.f("pk_on_hand_balance"),
        ),
    )
    op.create_index("ix_on_hand_balance_item_id", "on_hand_balance", ["item_id"], unique=False)
    op.create_table(
        "partner",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("client", sa.Boolean(), nullable=False),
        sa.Column("supplier", sa.Boolean(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("delivery_address", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
        sa.UniqueConstraint("code", name=op.f("uq_partner_code")),
    )
    op.create_index("ix_partner_name", "partner", ["name", "id"], unique=False)
    op.create_table(
        "partner_search_gram",
        sa.Column("gram", sa.Text(collation="C"), nullable=False),
        sa.Column("word", sa.Text(collation="C"), nullable=False),
    )
    op.create_index(
        "ix_partner_search_gram_gram", "partner_search_gram", ["gram", "word"], unique=False
    )
    op.create_table(
        "partner_search_text",
        sa.Column("row_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False, comment="its words, a space around each"),
        sa.Column("start", sa.Text(collation="C"), nullable=False, comment="of the text"),
        sa.Column("codes", sa.Text(), nullable=False, comment="its own codes, a space around each"),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_partner_search_text")),
    )
    op.create_index("ix_partner_search_text_start", "partner_search_text", ["start"], unique=False)
    op.create_table(
        "partner_search_word",
        sa.Column("word", sa.Text(collation="C"), nullable=False),
        sa.Column("row_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("word", "row_id", name=op.f("pk_partner_search_word")),
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
        sa.Column("refreshed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_segment")),
        sa.UniqueConstraint("code", name=op.f("uq_partner_segment_code")),
    )
    op.create_table(
        "payment_plan_balance",
        sa.Column(
            "object_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "currency", sa.Text(), server_default=sa.text("''"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "plan_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "order_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "stage_no",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "kind", sa.Text(), server_default=sa.text("''"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "due_on", sa.Text(), server_default=sa.text("''"), autoincrement=False, nullable=False
        ),
        sa.Column("due", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("due >= 0", name=op.f("ck_payment_plan_balance_due_floor")),
        sa.PrimaryKeyConstraint(
            "object_id",
            "currency",
            "plan_id",
            "order_id",
            "stage_no",
            "kind",
            "due_on",
            name=op.f("pk_payment_plan_balance"),
        ),
    )
    op.create_index(
        "ix_payment_plan_balance_order_id", "payment_plan_balance", ["order_id"], unique=False
    )
    op.create_index(
        "ix_payment_plan_balance_plan_id", "payment_plan_balance", ["plan_id"], unique=False
    )
    op.create_table(
        "payment_schedule",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_schedule")),
        sa.UniqueConstraint("code", name=op.f("uq_payment_schedule_code")),
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
        "print_job",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("job_key", sa.Text(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("printer", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("copies", sa.BigInteger(), nullable=False),
        sa.Column("duplicate", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "waiting",
                "sending",
                "printed",
                "failed",
                name="printstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_job")),
        sa.UniqueConstraint("job_key", name="uq_print_job_job_key"),
    )
    op.create_index("ix_print_job_document_id", "print_job", ["document_id"], unique=False)
    op.create_index("ix_print_job_status", "print_job", ["status", "next_at"], unique=False)
    op.create_table(
        "reserves_balance",
        sa.Column(
            "order_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "order_line_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "warehouse_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "item_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "variant_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "kind", sa.Text(), server_default=sa.text("''"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "source_line_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("quantity", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_reserves_balance_quantity_floor")),
        sa.PrimaryKeyConstraint(
            "order_id",
            "order_line_id",
            "warehouse_id",
            "item_id",
            "variant_id",
            "kind",
            "source_line_id",
            name=op.f("pk_reserves_balance"),
        ),
    )
    op.create_index(
        "ix_reserves_balance_item", "reserves_balance", ["item_id", "warehouse_id"], unique=False
    )
    op.create_table(
        "scan_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("task_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("symbology", sa.Text(), server_default="", nullable=False),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "outcome", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan_event")),
    )
    op.create_index(
        op.f("ix_scan_event_session_id_seq"), "scan_event", ["session_id", "seq"], unique=False
    )
    op.create_index(
        "ix_scan_event_task",
        "scan_event",
        ["task_id", "seq"],
        unique=False,
        postgresql_where=sa.text("task_id <> 0"),
    )
    op.create_table(
        "settlements_balance",
        sa.Column(
            "company_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "legal_entity_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "contract_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "object_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "currency", sa.Text(), server_default=sa.text("''"), autoincrement=False, nullable=False
        ),
        sa.Column("charged", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("paid", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("charged >= 0", name=op.f("ck_settlements_balance_charged_floor")),
        sa.CheckConstraint("paid >= 0", name=op.f("ck_settlements_balance_paid_floor")),
        sa.PrimaryKeyConstraint(
            "company_id",
            "legal_entity_id",
            "contract_id",
            "object_id",
            "currency",
            name=op.f("pk_settlements_balance"),
        ),
    )
    op.create_index(
        "ix_settlements_balance_contract_id", "settlements_balance", ["contract_id"], unique=False
    )
    op.create_index(
        "ix_settlements_balance_object_id", "settlements_balance", ["object_id"], unique=False
    )
    op.create_index(
        "ix_settlements_balance_open",
        "settlements_balance",
        ["object_id"],
        unique=False,
        postgresql_where=sa.text("charged != paid"),
    )
    op.create_table(
        "sign_in_guard",
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("failed", sa.BigInteger(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_sign_in_guard")),
    )
    op.create_table(
        "undelivered_reason",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_undelivered_reason")),
        sa.UniqueConstraint("code", name=op.f("uq_undelivered_reason_code")),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("symbol", sa.Text(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("code", name=op.f("uq_unit_code")),
    )
    op.create_table(
        "vehicle_type",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("payload_kg", sa.BigInteger(), nullable=False),
        sa.Column("volume_dm3", sa.BigInteger(), nullable=False),
        sa.Column("pallets_tenths", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("skills", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("loading", sa.Text(), nullable=False),
        sa.Column("fixed_minor", sa.BigInteger(), nullable=False),
        sa.Column("per_km_minor", sa.BigInteger(), nullable=False),
        sa.Column("per_hour_minor", sa.BigInteger(), nullable=False),
        sa.Column("per_overtime_hour_minor", sa.BigInteger(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "fixed_minor >= 0 AND per_km_minor >= 0 AND per_hour_minor >= 0 AND per_overtime_hour_minor >= 0",
            name=op.f("ck_vehicle_type_costs"),
        ),
        sa.CheckConstraint(
            "payload_kg >= 0 AND volume_dm3 >= 0 AND pallets_tenths >= 0",
            name=op.f("ck_vehicle_type_capacity"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vehicle_type")),
        sa.UniqueConstraint("code", name=op.f("uq_vehicle_type_code")),
    )
    op.create_table(
        "warehouse",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("responsible", sa.Text(), nullable=False),
        sa.Column("ordered_shipping", sa.Boolean(), nullable=False),
        sa.Column("ordered_receipt", sa.Boolean(), nullable=False),
        sa.Column(
            "cells",
            sa.Enum(
                "none",
                "reference",
                "storage",
                name="cellmode",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("use_outbound_statuses", sa.Boolean(), nullable=False),
        sa.Column("control_free_stock", sa.Boolean(), nullable=False),
        sa.Column("working_days", sa.Text(), server_default="1111111", nullable=False),
        sa.Column("control_supply", sa.Boolean(), nullable=False),
        sa.Column("check_picks", sa.Boolean(), nullable=False),
        sa.Column("shipping_cell_id", sa.BigInteger(), nullable=False),
        sa.Column("receiving_cell_id", sa.BigInteger(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "cells <> 'storage' OR ordered_shipping", name=op.f("ck_warehouse_cells_need_orders")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warehouse")),
        sa.UniqueConstraint("code", name=op.f("uq_warehouse_code")),
    )
    op.create_table(
        "way",
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("from_lat", sa.BigInteger(), nullable=False),
        sa.Column("from_lon", sa.BigInteger(), nullable=False),
        sa.Column("to_lat", sa.BigInteger(), nullable=False),
        sa.Column("to_lon", sa.BigInteger(), nullable=False),
        sa.Column("metres", sa.BigInteger(), nullable=False),
        sa.Column("seconds", sa.BigInteger(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "provider", "from_lat", "from_lon", "to_lat", "to_lon", name=op.f("pk_way")
        ),
    )
    op.create_table(
        "address",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("partner_id", sa.BigInteger(), nullable=True),
        sa.Column("warehouse_id", sa.BigInteger(), nullable=True),
        sa.Column("lat_e6", sa.BigInteger(), nullable=True),
        sa.Column("lon_e6", sa.BigInteger(), nullable=True),
        sa.Column(
            "source",
            sa.Enum(
                "none",
                "typed",
                "imported",
                "geocoded",
                "corrected",
                "not_found",
                name="placesource",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("zone_id", sa.BigInteger(), nullable=True),
        sa.Column("zone_chosen", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("max_size", sa.BigInteger(), nullable=False),
        sa.Column("skills", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("service", sa.BigInteger(), nullable=False),
        sa.Column("window_from", sa.BigInteger(), nullable=False),
        sa.Column("window_to", sa.BigInteger(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(lat_e6 IS NULL) = (lon_e6 IS NULL)", name=op.f("ck_address_both_coordinates")
        ),
        sa.CheckConstraint(
            "lat_e6 BETWEEN -90000000 AND 90000000", name=op.f("ck_address_latitude")
        ),
        sa.CheckConstraint(
            "lon_e6 BETWEEN -180000000 AND 180000000", name=op.f("ck_address_longitude")
        ),
        sa.CheckConstraint("window_from <= window_to", name=op.f("ck_address_window")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_address_partner_id")),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouse.id"], name=op.f("fk_address_warehouse_id")
        ),
        sa.ForeignKeyConstraint(["zone_id"], ["delivery_zone.id"], name=op.f("fk_address_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address")),
        sa.UniqueConstraint("code", name=op.f("uq_address_code")),
        sa.UniqueConstraint(
            "partner_id",
            "folded",
            name=op.f("uq_address_partner_id_folded"),
            postgresql_nulls_not_distinct=True,
        ),
        sa.UniqueConstraint("warehouse_id", name=op.f("uq_address_warehouse_id")),
    )
    op.create_index(op.f("ix_address_zone_id"), "address", ["zone_id"], unique=False)
    op.create_table(
        "card_kind",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column(
            "carrier",
            sa.Enum(
                "barcode",
                "magnetic",
                "both",
                name="cardcarrier",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("programme_id", sa.BigInteger(), nullable=True),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["bonus_programme.id"], name=op.f("fk_card_kind_programme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_kind")),
        sa.UniqueConstraint("code", name=op.f("uq_card_kind_code")),
    )
    op.create_table(
        "carrier_tariff",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("carrier_id", sa.BigInteger(), nullable=False),
        sa.Column("vehicle_type_id", sa.BigInteger(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("per_trip_minor", sa.BigInteger(), nullable=False),
        sa.Column("per_km_minor", sa.BigInteger(), nullable=False),
        sa.Column("per_stop_minor", sa.BigInteger(), nullable=False),
        sa.Column("per_hour_minor", sa.BigInteger(), nullable=False),
        sa.Column("per_tonne_minor", sa.BigInteger(), nullable=False),
        sa.Column("at_least_minor", sa.BigInteger(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "per_trip_minor >= 0 AND per_km_minor >= 0 AND per_stop_minor >= 0 AND per_hour_minor >= 0 AND per_tonne_minor >= 0 AND at_least_minor >= 0",
            name=op.f("ck_carrier_tariff_rates"),
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["partner.id"], name=op.f("fk_carrier_tariff_carrier_id")
        ),
        sa.ForeignKeyConstraint(
            ["vehicle_type_id"], ["vehicle_type.id"], name=op.f("fk_carrier_tariff_vehicle_type_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carrier_tariff")),
        sa.UniqueConstraint(
            "carrier_id",
            "vehicle_type_id",
            "since",
            name=op.f("uq_carrier_tariff_carrier_id_vehicle_type_id_since"),
            postgresql_nulls_not_distinct=True,
        ),
        sa.UniqueConstraint("code", name=op.f("uq_carrier_tariff_code")),
    )
    op.create_table(
        "cell",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("warehouse_id", sa.BigInteger(), nullable=False),
        sa.Column("room_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("barcode", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "receiving",
                "storage",
                "shipping",
                name="cellkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("walk_order", sa.BigInteger(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("area_priority", sa.BigInteger(), nullable=False),
        sa.Column("check_digits", sa.Text(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("check_digits ~ '^[0-9]{0,4}$'", name=op.f("ck_cell_check_digits")),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouse.id"], name=op.f("fk_cell_warehouse_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cell")),
        sa.UniqueConstraint("warehouse_id", "code", name=op.f("uq_cell_warehouse_id_code")),
    )
    op.create_index(
        op.f("ix_cell_warehouse_id_walk_order"),
        "cell",
        ["warehouse_id", "walk_order"],
        unique=False,
    )
    op.create_index(
        "uq_cell_barcode",
        "cell",
        ["barcode"],
        unique=True,
        postgresql_where=sa.text("barcode <> ''"),
    )
    op.create_table(
        "company_tax",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("company_id", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column(
            "system",
            sa.Enum(
                "general",
                "simplified_5",
                "simplified_7",
                "exempt",
                name="taxsystem",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_company_tax_company_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_tax")),
        sa.UniqueConstraint("company_id", "since", name=op.f("uq_company_tax_company_id_since")),
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("partner_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_contact_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index(op.f("ix_contact_partner_id"), "contact", ["partner_id"], unique=False)
    op.create_table(
        "currency_rate",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("rate", sa.Numeric(), nullable=False),
        sa.CheckConstraint("currency <> 'RUB'", name=op.f("ck_currency_rate_not_roubles")),
        sa.CheckConstraint("rate > 0", name=op.f("ck_currency_rate_rate_positive")),
        sa.ForeignKeyConstraint(
            ["currency"], ["currency.code"], name=op.f("fk_currency_rate_currency")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_currency_rate")),
        sa.UniqueConstraint("currency", "since", name=op.f("uq_currency_rate_currency_since")),
    )
    op.create_table(
        "document",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("company_id", sa.BigInteger(), nullable=True),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("number_text", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("basis_id", sa.BigInteger(), nullable=True),
        sa.Column("posted", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("comment", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("warehouse_id", sa.BigInteger(), nullable=True),
        sa.Column("partner_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["basis_id"], ["document.id"], name=op.f("fk_document_basis_id")),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_document_company_id")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_document_partner_id")
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouse.id"], name=op.f("fk_document_warehouse_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint(
            "type",
            "company_id",
            "series",
            "year",
            "number",
            name="uq_document_number",
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index("ix_document_author_id", "document", ["author_id", "type", "id"], unique=False)
    op.create_index("ix_document_basis_id", "document", ["basis_id"], unique=False)
    op.create_index("ix_document_company_id", "document", ["company_id"], unique=False)
    op.create_index(
        "ix_document_partner_id", "document", ["partner_id", "type", "id"], unique=False
    )
    op.create_index("ix_document_type_date", "document", ["type", "date", "id"], unique=False)
    op.create_index("ix_document_type_number", "document", ["type", "number", "id"], unique=False)
    op.create_index("ix_document_type_status", "document", ["type", "status", "id"], unique=False)
    op.create_index("ix_document_warehouse_id", "document", ["warehouse_id"], unique=False)
    op.create_index(
        "ix_document_work", "document", ["warehouse_id", "type", "status"], unique=False
    )
    op.create_table(
        "driver",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("inn", sa.Text(), nullable=False),
        sa.Column("carrier_id", sa.BigInteger(), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["carrier_id"], ["partner.id"], name=op.f("fk_driver_carrier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_driver")),
        sa.UniqueConstraint("code", name=op.f("uq_driver_code")),
    )
    op.create_table(
        "item",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("article", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("group_id", sa.BigInteger(), nullable=True),
        sa.Column("price_group_id", sa.BigInteger(), nullable=True),
        sa.Column("weight_grams", sa.BigInteger(), nullable=False),
        sa.Column("volume_cm3", sa.BigInteger(), nullable=False),
        sa.Column(
            "vat",
            sa.Enum(
                "standard",
                "reduced",
                "zero",
                "none",
                name="vatkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "lot_policy",
            sa.Enum(
                "none",
                "lot",
                "expiry",
                name="lotpolicy",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("service", sa.Boolean(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("weight_grams >= 0 AND volume_cm3 >= 0", name=op.f("ck_item_size")),
        sa.ForeignKeyConstraint(["group_id"], ["item_group.id"], name=op.f("fk_item_group_id")),
        sa.ForeignKeyConstraint(
            ["price_group_id"], ["price_group.id"], name=op.f("fk_item_price_group_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_item_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
        sa.UniqueConstraint("code", name=op.f("uq_item_code")),
        sa.UniqueConstraint("external_id", name=op.f("uq_item_external_id")),
    )
    op.create_index("ix_item_article", "item", ["article", "id"], unique=False)
    op.create_index(op.f("ix_item_group_id"), "item", ["group_id"], unique=False)
    op.create_index("ix_item_name", "item", ["name", "id"], unique=False)
    op.create_index(op.f("ix_item_price_group_id"), "item", ["price_group_id"], unique=False)
    op.create_table(
        "legal_entity",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("partner_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("inn", sa.Text(), nullable=False),
        sa.Column("kpp", sa.Text(), nullable=False),
        sa.Column("ogrn", sa.Text(), nullable=False),
        sa.Column("okpo", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("bank_account", sa.Text(), nullable=False),
        sa.Column("bank_name", sa.Text(), nullable=False),
        sa.Column("bik", sa.Text(), nullable=False),
        sa.Column("corr_account", sa.Text(), nullable=False),
        sa.CheckConstraint("inn ~ '^([0-9]{10}|[0-9]{12})?$'", name=op.f("ck_legal_entity_inn")),
        sa.CheckConstraint(
            "kpp ~ '^([0-9]{4}[0-9A-Z]{2}[0-9]{3})?$'", name=op.f("ck_legal_entity_kpp")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_legal_entity_partner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_entity")),
        sa.UniqueConstraint("code", name=op.f("uq_legal_entity_code")),
    )
    op.create_index(op.f("ix_legal_entity_inn"), "legal_entity", ["inn"], unique=False)
    op.create_index(
        op.f("ix_legal_entity_partner_id"), "legal_entity", ["partner_id"], unique=False
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
        "payment_schedule_stage",
        sa.Column("schedule_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "advance",
                "prepayment",
                "credit",
                name="stagekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("percent", sa.BigInteger(), nullable=False),
        sa.Column("shift_days", sa.BigInteger(), nullable=False),
        sa.Column(
            "payment_form",
            sa.Enum(
                "any",
                "cash",
                "cashless",
                "card",
                "offset",
                name="paymentform",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.CheckConstraint(
            "percent > 0 AND percent <= 10000", name=op.f("ck_payment_schedule_stage_percent")
        ),
        sa.CheckConstraint("shift_days >= 0", name=op.f("ck_payment_schedule_stage_shift")),
        sa.ForeignKeyConstraint(
            ["schedule_id"],
            ["payment_schedule.id"],
            name=op.f("fk_payment_schedule_stage_schedule_id"),
        ),
        sa.PrimaryKeyConstraint("schedule_id", "line_no", name=op.f("pk_payment_schedule_stage")),
    )
    op.create_table(
        "price_type",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("identifier", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "in_force",
                "not_in_force",
                name="pricetypestatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="in_force",
            nullable=False,
        ),
        sa.Column("wholesale", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("retail", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("auxiliary", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("partner_id", sa.BigInteger(), nullable=True),
        sa.Column("refines_id", sa.BigInteger(), nullable=True),
        sa.Column("item_segment_id", sa.BigInteger(), nullable=True),
        sa.Column("forbid_outside", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("currency", sa.Text(), server_default="RUB", nullable=False),
        sa.Column("includes_vat", sa.Boolean(), server_default="true", nullable=False),
        sa.Column(
            "method",
            sa.Enum(
                "manual",
                "markup",
                "receipt",
                "opening",
                "cost",
                "cost_full",
                "supplier",
                "competitor",
                "formula",
                "query",
                "external",
                name="calculationmethod",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="manual",
            nullable=False,
        ),
        sa.Column("base_type_id", sa.BigInteger(), nullable=True),
        sa.Column("markup", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column(
            "aggregation",
            sa.Enum(
                "last",
                "min",
                "max",
                "average",
                name="aggregation",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="last",
            nullable=False,
        ),
        sa.Column("formula", sa.Text(), server_default="", nullable=False),
        sa.Column("query", sa.Text(), server_default="", nullable=False),
        sa.Column("threshold", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("max_discount", sa.BigInteger(), nullable=True),
        sa.Column("max_markup", sa.BigInteger(), nullable=True),
        sa.Column("set_by_supply", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("auto_update", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("retired", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("base_type_id <> id", name=op.f("ck_price_type_not_its_own_base")),
        sa.CheckConstraint("markup > -10000", name=op.f("ck_price_type_markup")),
        sa.CheckConstraint(
            "max_discount BETWEEN 0 AND 10000", name=op.f("ck_price_type_max_discount")
        ),
        sa.CheckConstraint("max_markup >= 0", name=op.f("ck_price_type_max_markup")),
        sa.CheckConstraint("threshold >= 0", name=op.f("ck_price_type_threshold")),
        sa.ForeignKeyConstraint(
            ["base_type_id"], ["price_type.id"], name=op.f("fk_price_type_base_type_id")
        ),
        sa.ForeignKeyConstraint(
            ["item_segment_id"], ["item_segment.id"], name=op.f("fk_price_type_item_segment_id")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_price_type_partner_id")
        ),
        sa.ForeignKeyConstraint(
            ["refines_id"], ["price_type.id"], name=op.f("fk_price_type_refines_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_type")),
        sa.UniqueConstraint("code", name=op.f("uq_price_type_code")),
    )
    op.create_index(op.f("ix_price_type_partner_id"), "price_type", ["partner_id"], unique=False)
    op.create_index(
        "uq_price_type_identifier",
        "price_type",
        [sa.literal_column("lower(identifier)")],
        unique=True,
        postgresql_where=sa.text("identifier != ''"),
    )
    op.create_table(
        "room",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("warehouse_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouse.id"], name=op.f("fk_room_warehouse_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
        sa.UniqueConstraint("warehouse_id", "code", name=op.f("uq_room_warehouse_id_code")),
    )
    op.create_table(
        "trip_print_rule",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column(
            "form",
            sa.Enum(
                "route_sheet",
                "loading_list",
                "waybill",
                "ttn_1t",
                "torg12",
                "delivery_labels",
                name="tripform",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("copies", sa.BigInteger(), nullable=False),
        sa.Column("company_id", sa.BigInteger(), nullable=True),
        sa.Column("partner_id", sa.BigInteger(), nullable=True),
        sa.Column("carrier_id", sa.BigInteger(), nullable=True),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("copies BETWEEN 0 AND 20", name=op.f("ck_trip_print_rule_copies")),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["partner.id"], name=op.f("fk_trip_print_rule_carrier_id")
        ),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_trip_print_rule_company_id")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_trip_print_rule_partner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trip_print_rule")),
        sa.UniqueConstraint("code", name=op.f("uq_trip_print_rule_code")),
        sa.UniqueConstraint(
            "form",
            "company_id",
            "partner_id",
            "carrier_id",
            name=op.f("uq_trip_print_rule_form_company_id_partner_id_carrier_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_table(
        "usual_value",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_usual_value_user_id")),
        sa.PrimaryKeyConstraint("user_id", "type", "field", name=op.f("pk_usual_value")),
    )
    op.create_table(
        "accumulated_entry",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False, comment="business date of the movement"),
        sa.Column(
            "at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column(
            "card_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "programme_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "starts", sa.Text(), server_default=sa.text("''"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "expires", sa.Text(), server_default=sa.text("''"), autoincrement=False, nullable=False
        ),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_accumulated_entry_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accumulated_entry")),
    )
    op.create_index("ix_accumulated_entry_at", "accumulated_entry", ["at"], unique=False)
    op.create_index("ix_accumulated_entry_date", "accumulated_entry", ["date"], unique=False)
    op.create_index(
        "ix_accumulated_entry_document_id", "accumulated_entry", ["document_id"], unique=False
    )
    op.create_index(
        "ix_accumulated_entry_key",
        "accumulated_entry",
        ["card_id", "programme_id", "starts", "date"],
        unique=False,
    )
    op.create_table(
        "approval_round",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "approved",
                "refused",
                "withdrawn",
                "replaced",
                "edited",
                name="roundstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("asked_by_name", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'pending') = (closed_at IS NULL)", name=op.f("ck_approval_round_closed")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_approval_round_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_round")),
    )
    op.create_index(
        op.f("ix_approval_round_asked_by_id"), "approval_round", ["asked_by", "id"], unique=False
    )
    op.create_index(
        op.f("ix_approval_round_document_id_id"),
        "approval_round",
        ["document_id", "id"],
        unique=False,
    )
    op.create_index(
        "uq_approval_round_pending",
        "approval_round",
        ["document_id"],
        unique=True,
        postgresql_where="state = 'pending'",
    )
    op.create_table(
        "bank_statement",
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), server_default="", nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("currency", sa.Text(), server_default="RUB", nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_bank_statement_document_id")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_bank_statement")),
    )
    op.create_table(
        "barcode",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("gtin", sa.Text(), nullable=True),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), nullable=False),
        sa.Column("packaging_id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("code <> ''", name=op.f("ck_barcode_code")),
        sa.CheckConstraint("gtin ~ '^[0-9]{14}$'", name=op.f("ck_barcode_gtin")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_barcode_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_barcode")),
        sa.UniqueConstraint(
            "code",
            "item_id",
            "variant_id",
            "packaging_id",
            "lot_id",
            name=op.f("uq_barcode_code_item_id_variant_id_packaging_id_lot_id"),
        ),
    )
    op.create_index(
        "ix_barcode_begun",
        "barcode",
        ["code"],
        unique=False,
        postgresql_ops={"code": "text_pattern_ops"},
    )
    op.create_index(op.f("ix_barcode_gtin"), "barcode", ["gtin"], unique=False)
    op.create_index(op.f("ix_barcode_item_id"), "barcode", ["item_id"], unique=False)
    op.create_table(
        "bill",
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("object_id", sa.BigInteger(), nullable=False),
        sa.Column("stage_no", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("legal_entity_id", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), server_default="RUB", nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("purpose", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_bill_amount_positive")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_bill_document_id")),
        sa.ForeignKeyConstraint(
            ["legal_entity_id"], ["legal_entity.id"], name=op.f("fk_bill_legal_entity_id")
        ),
        sa.ForeignKeyConstraint(["object_id"], ["document.id"], name=op.f("fk_bill_object_id")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_bill")),
    )
    op.create_index(op.f("ix_bill_object_id"), "bill", ["object_id"], unique=False)
    op.create_table(
        "bonus_part",
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.BigInteger(), nullable=False),
        sa.Column("programme_id", sa.BigInteger(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("points > 0", name=op.f("ck_bonus_part_points")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_bonus_part_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["bonus_programme.id"], name=op.f("fk_bonus_part_programme_id")
        ),
        sa.PrimaryKeyConstraint(
            "document_id", "line_no", "programme_id", name=op.f("pk_bonus_part")
        ),
    )
    op.create_index(
        op.f("ix_bonus_part_programme_id"), "bonus_part", ["programme_id"], unique=False
    )
    op.create_table(
        "contract",
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("own_number", sa.Text(), nullable=False),
        sa.Column("own_date", sa.Date(), nullable=True),
        sa.Column("legal_entity_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "calculation_order",
            sa.Enum(
                "by_contract",
                "by_order",
                "by_invoice",
                "advance_by_contract",
                "advance_by_order",
                name="calculationorder",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column(
            "rate_variant",
            sa.Enum(
                "floating",
                "on_shipment",
                "fixed",
                name="ratevariant",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("rate", sa.Numeric(), nullable=True),
        sa.Column("credit_limit_minor", sa.BigInteger(), nullable=True),
        sa.Column("forbid_overdue", sa.Boolean(), nullable=False),
        sa.Column("sum_minor", sa.BigInteger(), nullable=True),
        sa.Column("schedule_id", sa.BigInteger(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(rate_variant = 'fixed') = (rate IS NOT NULL)", name=op.f("ck_contract_rate")
        ),
        sa.CheckConstraint("credit_limit_minor >= 0", name=op.f("ck_contract_credit_limit")),
        sa.CheckConstraint("rate > 0", name=op.f("ck_contract_rate_positive")),
        sa.CheckConstraint("sum_minor >= 0", name=op.f("ck_contract_sum")),
        sa.CheckConstraint("valid_from <= valid_until", name=op.f("ck_contract_validity")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_contract_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["legal_entity_id"], ["legal_entity.id"], name=op.f("fk_contract_legal_entity_id")
        ),
        sa.ForeignKeyConstraint(
            ["schedule_id"], ["payment_schedule.id"], name=op.f("fk_contract_schedule_id")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_contract")),
    )
    op.create_index(
        op.f("ix_contract_legal_entity_id"), "contract", ["legal_entity_id"], unique=False
    )
    op.create_table(
        "customer_need",
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("manager_id", sa.BigInteger(), nullable=False),
        sa.Column("partner_text", sa.Text(), server_default="", nullable=False),
        sa.Column("lost_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("satisfied_by_id", sa.BigInteger(), nullable=True),
        sa.Column("drop_text", sa.Text(), server_default="", nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_customer_need_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["manager_id"], ["app_user.id"], name=op.f("fk_customer_need_manager_id")
        ),
        sa.ForeignKeyConstraint(
            ["satisfied_by_id"], ["document.id"], name=op.f("fk_customer_need_satisfied_by_id")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_customer_need")),
    )
    op.create_index(
        op.f("ix_customer_need_manager_id"), "customer_need", ["manager_id"], unique=False
    )
    op.create_index(
        op.f("ix_customer_need_satisfied_by_id"), "customer_need", ["satisfied_by_id"], unique=False
    )
    op.create_table(
        "customer_refund",
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "cashless",
                "cash",
                "card",
                name="paymentkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), server_default="RUB", nullable=False),
        sa.Column("purpose", sa.Text(), server_default="", nullable=False),
        sa.Column("their_number", sa.Text(), server_default="", nullable=False),
        sa.Column("their_date", sa.Date(), nullable=True),
        sa.Column("legal_entity_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "amount_minor >= 0", name=op.f("ck_customer_refund_amount_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_customer_refund_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["legal_entity_id"],
            ["legal_entity.id"],
            name=op.f("fk_customer_refund_legal_entity_id"),
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_customer_refund")),
    )
    op.create_table(
        "deal",
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("responsible_id", sa.BigInteger(), nullable=False),
        sa.Column("stage_id", sa.BigInteger(), nullable=False),
        sa.Column("stage_since", sa.Date(), nullable=False),
        sa.Column("expected_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("close_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("source_id", sa.BigInteger(), nullable=True),
        sa.Column("competitor", sa.Text(), server_default="", nullable=False),
        sa.Column("lost_reason_id", sa.BigInteger(), nullable=True),
        sa.Column("lost_text", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("expected_minor >= 0", name=op.f("ck_deal_expected_not_negative")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_deal_document_id")),
        sa.ForeignKeyConstraint(
            ["lost_reason_id"], ["lost_reason.id"], name=op.f("fk_deal_lost_reason_id")
        ),
        sa.ForeignKeyConstraint(
            ["responsible_id"], ["app_user.id"], name=op.f("fk_deal_responsible_id")
        ),
        sa.ForeignKeyConstraint(["source_id"], ["deal_source.id"], name=op.f("fk_deal_source_id")),
        sa.ForeignKeyConstraint(["stage_id"], ["deal_stage.id"], name=op.f("fk_deal_stage_id")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_deal")),
    )
    op.create_index(op.f("ix_deal_responsible_id"), "deal", ["responsible_id"], unique=False)
    op.create_index(op.f("ix_deal_stage_id"), "deal", ["stage_id"], unique=False)
    op.create_table(
        "debt_adjustment",
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("legal_entity_id", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), server_default="RUB", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_debt_adjustment_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["legal_entity_id"],
            ["legal_entity.id"],
            name=op.f("fk_debt_adjustment_legal_entity_id"),
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_debt_adjustment")),
    )
    op.create_table(
        "debt_offset",
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), server_default="RUB", nullable=False),
        sa.Column("total_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_debt_offset_document_id")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_debt_offset")),
    )
    op.create_table(
        "demand_entry",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False, comment="business date of the movement"),
        sa.Column(
            "at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column(
            "order_line_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "warehouse_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "item_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "variant_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "kind", sa.Text(), server_default=sa.text("''"), autoincrement=False, nullable=False
        ),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_demand_entry_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_entry")),
    )
    op.create_index("ix_demand_entry_at", "demand_entry", ["at"], unique=False)
    op.create_index("ix_demand_entry_date", "demand_entry", ["date"], unique=False)
    op.create_index("ix_demand_entry_document_id", "demand_entry", ["document_id"], unique=False)
    op.create_index(
        "ix_demand_entry_key",
        "demand_entry",
        ["order_line_id", "warehouse_id", "item_id", "date"],
        unique=False,
    )
    op.create_table(
        "discount",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("is_group", sa.Boolean(), nullable=False),
        sa.Column(
            "rule",
            sa.Enum(
                "min",
                "max",
                "sum",
                "multiply",
                "displace",
                name="joinrule",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "compare",
            sa.Enum(
                "line",
                "document",
                name="compare",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "percent",
                "sum_document",
                "sum_line",
                "quantity",
                "gift",
                "special_price",
                "message",
                "issue_card",
                "rounding",
                "bonus_percent",
                "bonus_sum",
                "plugin",
                name="discountkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("every", sa.BigInteger(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "down",
                "nearest",
                "up",
                name="roundingmode",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("price_type_id", sa.BigInteger(), nullable=True),
        sa.Column("card_kind_id", sa.BigInteger(), nullable=True),
        sa.Column("programme_id", sa.BigInteger(), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("plugin", sa.Text(), nullable=False),
        sa.Column("parameters", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("multiple", sa.Boolean(), nullable=False),
        sa.Column(
            "assignment",
            sa.Enum(
                "automatic",
                "chosen",
                name="assignment",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "standing",
            sa.Enum(
                "in_force",
                "restricted",
                name="standing",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("starts", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column(
            "scope",
            sa.Enum(
                "any",
                "segment",
                "not_segment",
                "list",
                "filter",
                name="scopekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("scope_filter", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("is_group = (kind IS NULL)", name=op.f("ck_discount_discount_has_kind")),
        sa.CheckConstraint(
            "is_group = (rule IS NOT NULL)", name=op.f("ck_discount_group_has_rule")
        ),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_discount_not_in_itself")),
        sa.CheckConstraint(
            "parent_id IS NOT NULL OR is_group", name=op.f("ck_discount_root_is_group")
        ),
        sa.CheckConstraint("starts <= ends", name=op.f("ck_discount_dates")),
        sa.ForeignKeyConstraint(
            ["card_kind_id"], ["card_kind.id"], name=op.f("fk_discount_card_kind_id")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["discount.id"], name=op.f("fk_discount_parent_id")),
        sa.ForeignKeyConstraint(
            ["price_type_id"], ["price_type.id"], name=op.f("fk_discount_price_type_id")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["bonus_programme.id"], name=op.f("fk_discount_programme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discount")),
        sa.UniqueConstraint("code", name=op.f("uq_discount_code")),
    )
    op.create_index(
        op.f("ix_discount_parent_id_position"), "discount", ["parent_id", "position"], unique=False
    )
    op.create_index(
        "uq_discount_root",
        "discount",
        [sa.literal_column("(parent_id IS NULL)")],
        unique=True,
        postgresql_where=sa.text("parent_id IS NULL"),
    )
    op.create_table(
        "discount_condition",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "volume",
                "accumulated",
                "time",
                "payment_form",
                "schedule",
                "no_card",
                "has_card",
                "user_group",
                "client_segment",
                "birthday",
                "plugin",
                name="conditionkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "criterion",
            sa.Enum(
                "quantity",
                "sum",
                "items",
                "equal",
                name="criterion",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "within",
            sa.Enum(
                "document",
                "line",
                name="within",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "comparison",
            sa.Enum(
                "ge",
                "gt",
                "le",
                "lt",
                "eq",
                name="comparison",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("wanted", sa.BigInteger(), nullable=False),
        sa.Column(
            "scope",
            sa.Enum(
                "any",
                "segment",
                "not_segment",
                "list",
                "filter",
                name="scopekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("scope_filter", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "accumulates",
            sa.Enum(
                "partner",
                "card",
                name="accumulates",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "period",
            sa.Enum(
                "all",
                "month",
                "last_month",
                "quarter",
                "year",
                "days",
                name="period",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("days", sa.BigInteger(), nullable=False),
        sa.Column("segment_id", sa.BigInteger(), nullable=True),
        sa.Column("payment_form", sa.Text(), nullable=False),
        sa.Column("schedule_id", sa.BigInteger(), nullable=False),
        sa.Column("card_kind_id", sa.BigInteger(), nullable=True),
        sa.Column("user_group", sa.Text(), nullable=False),
        sa.Column("client_segment_id", sa.BigInteger(), nullable=True),
        sa.Column("before", sa.BigInteger(), nullable=False),
        sa.Column("after", sa.BigInteger(), nullable=False),
        sa.Column("plugin", sa.Text(), nullable=False),
        sa.Column("parameters", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["card_kind_id"], ["card_kind.id"], name=op.f("fk_discount_condition_card_kind_id")
        ),
        sa.ForeignKeyConstraint(
            ["client_segment_id"],
            ["partner_segment.id"],
            name=op.f("fk_discount_condition_client_segment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["item_segment.id"], name=op.f("fk_discount_condition_segment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discount_condition")),
        sa.UniqueConstraint("code", name=op.f("uq_discount_condition_code")),
    )
    op.create_table(
        "dispositions_entry",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False, comment="business date of the movement"),
        sa.Column(
            "at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column(
            "disposition_line_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "item_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "variant_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "company_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("disposed", sa.BigInteger(), nullable=False),
        sa.Column("ordered", sa.BigInteger(), nullable=False),
        sa.Column("shipped", sa.BigInteger(), nullable=False),
        sa.Column("invoiced", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_dispositions_entry_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispositions_entry")),
    )
    op.create_index("ix_dispositions_entry_at", "dispositions_entry", ["at"], unique=False)
    op.create_index("ix_dispositions_entry_date", "dispositions_entry", ["date"], unique=False)
    op.create_index(
        "ix_dispositions_entry_document_id", "dispositions_entry", ["document_id"], unique=False
    )
    op.create_index(
        "ix_dispositions_entry_key",
        "dispositions_entry",
        ["disposition_line_id", "item_id", "variant_id", "date"],
        unique=False,
    )
    op.create_table(
        "document_basis",
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("basis_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["basis_id"], ["document.id"], name=op.f("fk_document_basis_basis_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_basis_document_id")
        ),
        sa.PrimaryKeyConstraint("document_id", "basis_id", name=op.f("pk_document_basis")),
    )
    op.create_index("ix_document_basis_basis_id", "document_basis", ["basis_id"], unique=False)
    op.create_table(
        "errand",
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column(
            "direction",
            sa.Enum(
                "out",
                "in",
                name="tripdirection",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("weight_grams", sa.BigInteger(), nullable=False),
        sa.Column("volume_cm3", sa.BigInteger(), nullable=False),
        sa.Column("places", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_errand_document_id")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_errand")),
    )
    op.create_table(
        "expected_entry",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False, comment="business date of the movement"),
        sa.Column(
            "at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column(
            "source_line_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "warehouse_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "item_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "variant_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("expected", sa.BigInteger(), nullable=False),
        sa.Column("claimed", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_expected_entry_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expected_entry")),
    )
    op.create_index("ix_expected_entry_at", "expected_entry", ["at"], unique=False)
    op.create_index("ix_expected_entry_date", "expected_entry", ["date"], unique=False)
    op.create_index(
        "ix_expected_entry_document_id", "expected_entry", ["document_id"], unique=False
    )
    op.create_index(
        "ix_expected_entry_key",
        "expected_entry",
        ["source_line_id", "warehouse_id", "item_id", "date"],
        unique=False,
    )
    op.create_table(
        "free_stock_entry",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False, comment="business date of the movement"),
        sa.Column(
            "at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column(
            "warehouse_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "item_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "variant_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("on_hand", sa.BigInteger(), nullable=False),
        sa.Column("reserved", sa.BigInteger(), nullable=False),
        sa.Column("earmarked", sa.BigInteger(), nullable=False),
        sa.Column("to_ship", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_free_stock_entry_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_free_stock_entry")),
    )
    op.create_index("ix_free_stock_entry_at", "free_stock_entry", ["at"], unique=False)
    op.create_index("ix_free_stock_entry_date", "free_stock_entry", ["date"], unique=False)
    op.create_index(
        "ix_free_stock_entry_document_id", "free_stock_entry", ["document_id"], unique=False
    )
    op.create_index(
        "ix_free_stock_entry_key",
        "free_stock_entry",
        ["warehouse_id", "item_id", "variant_id", "date"],
        unique=False,
    )
    op.create_table(
        "goods_receipt",
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), server_default="RUB", nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_goods_receipt_document_id")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_goods_receipt")),
    )
    op.create_table(
        "in_cells_entry",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False, comment="business date of the movement"),
        sa.Column(
            "at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column(
            "cell_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "item_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "variant_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "packaging_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "lot_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "earmark_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_in_cells_entry_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_in_cells_entry")),
    )
    op.create_index("ix_in_cells_entry_at", "in_cells_entry", ["at"], unique=False)
    op.create_index("ix_in_cells_entry_date", "in_cells_entry", ["date"], unique=False)
    op.create_index(
        "ix_in_cells_entry_document_id", "in_cells_entry", ["document_id"], unique=False
    )
    op.create_index(
        "ix_in_cells_entry_key",
        "in_cells_entry",
        ["cell_id", "item_id", "variant_id", "date"],
        unique=False,
    )
    op.create_table(
        "incoming_payment",
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("bank_key", sa.Text(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "cashless",
                "cash",
                "card",
                name="paymentkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), server_default="RUB", nullable=False),
        sa.Column("purpose", sa.Text(), server_default="", nullable=False),
        sa.Column("their_number", sa.Text(), server_default="", nullable=False),
        sa.Column("their_date", sa.Date(), nullable=True),
        sa.Column("legal_entity_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "amount_minor >= 0", name=op.f("ck_incoming_payment_amount_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_incoming_payment_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["legal_entity_id"],
            ["legal_entity.id"],
            name=op.f("fk_incoming_payment_legal_entity_id"),
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_incoming_payment")),
        sa.UniqueConstraint("bank_key", name=op.f("uq_incoming_payment_bank_key")),
    )
    op.create_table(
        "item_price",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("price_type_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=True),
        sa.Column("place", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint("price_minor >= 0", name=op.f("ck_item_price_price_not_negative")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_item_price_document_id")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_price_item_id")),
        sa.ForeignKeyConstraint(
            ["price_type_id"], ["price_type.id"], name=op.f("fk_item_price_price_type_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_price")),
        sa.UniqueConstraint(
            "price_type_id",
            "item_id",
            "variant_id",
            "since",
            "place",
            name=op.f("uq_item_price_price_type_id_item_id_variant_id_since_place"),
        ),
    )
    op.create_index(
        "ix_item_price_document_id",
        "item_price",
        ["document_id"],
        unique=False,
        postgresql_where=sa.text("document_id IS NOT NULL"),
    )
    op.create_index(op.f("ix_item_price_item_id"), "item_price", ["item_id"], unique=False)
    op.create_index(
        "uq_item_price_direct",
        "item_price",
        ["price_type_id", "item_id", "variant_id", "since"],
        unique=True,
        postgresql_where=sa.text("document_id IS NULL"),
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
    op.create_table(
        "item_variant",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_variant_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_variant")),
        sa.UniqueConstraint("external_id", name=op.f("uq_item_variant_external_id")),
        sa.UniqueConstraint("item_id", "name", name=op.f("uq_item_variant_item_id_name")),
    )
    op.create_table(
        "lot",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("expires", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_lot_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot")),
        sa.UniqueConstraint("item_id", "code", name=op.f("uq_lot_item_id_code")),
    )
    op.create_index(op.f("ix_lot_item_id_expires"), "lot", ["item_id", "expires"], unique=False)
    op.create_table(
        "loyalty_card",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind_id", sa.BigInteger(), nullable=False),
        sa.Column("barcode", sa.Text(), nullable=True),
        sa.Column("magnetic_code", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "inactive",
                "active",
                "annulled",
                name="cardstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("partner_id", sa.BigInteger(), nullable=True),
        sa.Column("legal_entity_id", sa.BigInteger(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("birthday", sa.Date(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "barcode IS NOT NULL OR magnetic_code IS NOT NULL", name=op.f("ck_loyalty_card_code")
        ),
        sa.ForeignKeyConstraint(
            ["kind_id"], ["card_kind.id"], name=op.f("fk_loyalty_card_kind_id")
        ),
        sa.ForeignKeyConstraint(
            ["legal_entity_id"], ["legal_entity.id"], name=op.f("fk_loyalty_card_legal_entity_id")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_loyalty_card_partner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loyalty_card")),
        sa.UniqueConstraint("barcode", name=op.f("uq_loyalty_card_barcode")),
        sa.UniqueConstraint("magnetic_code", name=op.f("uq_loyalty_card_magnetic_code")),
    )
    op.create_index(op.f("ix_loyalty_card_kind_id"), "loyalty_card", ["kind_id"], unique=False)
    op.create_index(op.f("ix_loyalty_card_owner"), "loyalty_card", ["owner"], unique=False)
    op.create_index(
        op.f("ix_loyalty_card_partner_id"), "loyalty_card", ["partner_id"], unique=False
    )
    op.create_table(
        "on_hand_entry",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False, comment="business date of the movement"),
        sa.Column(
            "at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column(
            "warehouse_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "room_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "item_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "variant_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "lot_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "quality", sa.Text(), server_default=sa.text("''"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "earmark_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_on_hand_entry_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_on_hand_entry")),
    )
    op.create_index("ix_on_hand_entry_at", "on_hand_entry", ["at"], unique=False)
    op.create_index("ix_on_hand_entry_date", "on_hand_entry", ["date"], unique=False)
    op.create_index("ix_on_hand_entry_document_id", "on_hand_entry", ["document_id"], unique=False)
    op.create_index(
        "ix_on_hand_entry_key",
        "on_hand_entry",
        ["warehouse_id", "room_id", "item_id", "date"],
        unique=False,
    )
    op.create_table(
        "outbound_order",
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("room_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("shipping_cell_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("ship_date", sa.Date(), nullable=True),
        sa.Column("recipient", sa.Text(), server_default="", nullable=False),
        sa.Column("trip_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("priority", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("packages", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column(
            "checked_from",
            sa.Enum(
                "prepared",
                "to_pick",
                "to_check",
                "checking",
                "checked",
                "to_ship",
                "shipped",
                name="outboundstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("checker_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("check_round", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_outbound_order_document_id")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_outbound_order")),
    )
    op.create_index(op.f("ix_outbound_order_trip_id"), "outbound_order", ["trip_id"], unique=False)
    op.create_table(
        "packaging",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("weight_grams", sa.BigInteger(), nullable=False),
        sa.Column("volume_cm3", sa.BigInteger(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_packaging_quantity")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_packaging_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packaging")),
        sa.UniqueConstraint("item_id", "name", name=op.f("uq_packaging_item_id_name")),
    )
    op.create_table(
        "payment_plan_entry",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False, comment="business date of the movement"),
        sa.Column(
            "at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column(
            "object_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "currency", sa.Text(), server_default=sa.text("''"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "plan_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "order_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "stage_no",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "kind", sa.Text(), server_default=sa.text("''"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "due_on", sa.Text(), server_default=sa.text("''"), autoincrement=False, nullable=False
        ),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_payment_plan_entry_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_plan_entry")),
    )
    op.create_index("ix_payment_plan_entry_at", "payment_plan_entry", ["at"], unique=False)
    op.create_index("ix_payment_plan_entry_date", "payment_plan_entry", ["date"], unique=False)
    op.create_index(
        "ix_payment_plan_entry_document_id", "payment_plan_entry", ["document_id"], unique=False
    )
    op.create_index(
        "ix_payment_plan_entry_key",
        "payment_plan_entry",
        ["object_id", "currency", "plan_id", "date"],
        unique=False,
    )
    op.create_table(
        "payment_stage",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "advance",
                "prepayment",
                "credit",
                name="stagekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("percent", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_payment_stage_amount_not_negative")),
        sa.CheckConstraint("percent BETWEEN 0 AND 10000", name=op.f("ck_payment_stage_percent")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_payment_stage_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_stage")),
        sa.UniqueConstraint(
            "document_id", "line_no", name=op.f("uq_payment_stage_document_id_line_no")
        ),
    )
    op.create_table(
        "points_entry",
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "accrual",
                "redemption",
                "expiry",
                "reversal",
                name="pointskind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("object_id", sa.BigInteger(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_points_entry_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["object_id"], ["document.id"], name=op.f("fk_points_entry_object_id")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_points_entry")),
    )
    op.create_index(op.f("ix_points_entry_object_id"), "points_entry", ["object_id"], unique=False)
    op.create_table(
        "price_document",
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "origin",
            sa.Enum(
                "manual",
                "supply",
                "recalculation",
                name="documentorigin",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="manual",
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_price_document_document_id")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_price_document")),
    )
    op.create_table(
        "price_rounding",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("price_type_id", sa.BigInteger(), nullable=False),
        sa.Column("price_group_id", sa.BigInteger(), nullable=True),
        sa.Column("since_minor", sa.BigInteger(), nullable=False),
        sa.Column("precision_minor", sa.BigInteger(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "arithmetic",
                "up",
                "down",
                name="roundingmode",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("shift_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("precision_minor > 0", name=op.f("ck_price_rounding_precision")),
        sa.CheckConstraint("since_minor >= 0", name=op.f("ck_price_rounding_since")),
        sa.ForeignKeyConstraint(
            ["price_group_id"], ["price_group.id"], name=op.f("fk_price_rounding_price_group_id")
        ),
        sa.ForeignKeyConstraint(
            ["price_type_id"], ["price_type.id"], name=op.f("fk_price_rounding_price_type_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_rounding")),
        sa.UniqueConstraint(
            "price_type_id",
            "price_group_id",
            "since_minor",
            name=op.f("uq_price_rounding_price_type_id_price_group_id_since_minor"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_table(
        "price_type_group",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("price_type_id", sa.BigInteger(), nullable=False),
        sa.Column("price_group_id", sa.BigInteger(), nullable=False),
        sa.Column("markup", sa.BigInteger(), nullable=True),
        sa.Column("formula", sa.Text(), server_default="", nullable=False),
        sa.Column("threshold", sa.BigInteger(), nullable=True),
        sa.Column("max_discount", sa.BigInteger(), nullable=True),
        sa.Column("max_markup", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("markup > -10000", name=op.f("ck_price_type_group_markup")),
        sa.CheckConstraint(
            "max_discount BETWEEN 0 AND 10000", name=op.f("ck_price_type_group_max_discount")
        ),
        sa.CheckConstraint("max_markup >= 0", name=op.f("ck_price_type_group_max_markup")),
        sa.CheckConstraint("threshold >= 0", name=op.f("ck_price_type_group_threshold")),
        sa.ForeignKeyConstraint(
            ["price_group_id"], ["price_group.id"], name=op.f("fk_price_type_group_price_group_id")
        ),
        sa.ForeignKeyConstraint(
            ["price_type_id"], ["price_type.id"], name=op.f("fk_price_type_group_price_type_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_type_group")),
        sa.UniqueConstraint(
            "price_type_id",
            "price_group_id",
            name=op.f("uq_price_type_group_price_type_id_price_group_id"),
        ),
    )
    op.create_table(
        "reallocation",
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "operation",
            sa.Enum(
                "reserve",
                "reserve_adjust",
                "release",
                "release_many",
                "arbitrary",
                name="reallocationkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_reallocation_document_id")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_reallocation")),
    )
    op.create_table(
        "reserves_entry",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False, comment="business date of the movement"),
        sa.Column(
            "at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column(
            "order_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "order_line_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "warehouse_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "item_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "variant_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "kind", sa.Text(), server_default=sa.text("''"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "source_line_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_reserves_entry_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reserves_entry")),
    )
    op.create_index("ix_reserves_entry_at", "reserves_entry", ["at"], unique=False)
    op.create_index("ix_reserves_entry_date", "reserves_entry", ["date"], unique=False)
    op.create_index(
        "ix_reserves_entry_document_id", "reserves_entry", ["document_id"], unique=False
    )
    op.create_index(
        "ix_reserves_entry_key",
        "reserves_entry",
        ["order_id", "order_line_id", "warehouse_id", "date"],
        unique=False,
    )
    op.create_table(
        "settlement_line",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.BigInteger(), nullable=False),
        sa.Column("object_id", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_settlement_line_amount_positive")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_settlement_line_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["object_id"], ["document.id"], name=op.f("fk_settlement_line_object_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement_line")),
        sa.UniqueConstraint(
            "document_id", "line_no", name=op.f("uq_settlement_line_document_id_line_no")
        ),
    )
    op.create_index(
        op.f("ix_settlement_line_object_id"), "settlement_line", ["object_id"], unique=False
    )
    op.create_table(
        "settlements_entry",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False, comment="business date of the movement"),
        sa.Column(
            "at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column(
            "company_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "legal_entity_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "contract_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "object_id",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "currency", sa.Text(), server_default=sa.text("''"), autoincrement=False, nullable=False
        ),
        sa.Column("charged", sa.BigInteger(), nullable=False),
        sa.Column("paid", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_settlements_entry_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlements_entry")),
    )
    op.create_index("ix_settlements_entry_at", "settlements_entry", ["at"], unique=False)
    op.create_index("ix_settlements_entry_date", "settlements_entry", ["date"], unique=False)
    op.create_index(
        "ix_settlements_entry_document_id", "settlements_entry", ["document_id"], unique=False
    )
    op.create_index(
        "ix_settlements_entry_key",
        "settlements_entry",
        ["company_id", "legal_entity_id", "contract_id", "date"],
        unique=False,
    )
    op.create_index(
        "ix_settlements_entry_object_id", "settlements_entry", ["object_id", "date"], unique=False
    )
    op.create_table(
        "source_price",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "receipt",
                "opening",
                "cost",
                "cost_full",
                "supplier",
                "competitor",
                name="sourcekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("partner_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("extra_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("quantity", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("currency", sa.Text(), server_default="RUB", nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=True),
        sa.Column("derived", sa.Boolean(), server_default="false", nullable=False),
        sa.CheckConstraint(
            "price_minor >= 0 AND extra_minor >= 0", name=op.f("ck_source_price_price_not_negative")
        ),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_source_price_quantity_not_negative")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_source_price_document_id")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_source_price_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_price")),
        sa.UniqueConstraint(
            "kind",
            "item_id",
            "variant_id",
            "partner_id",
            "date",
            "document_id",
            "derived",
            name="uq_source_price_once",
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(
        op.f("ix_source_price_document_id"), "source_price", ["document_id"], unique=False
    )
    op.create_index(op.f("ix_source_price_item_id"), "source_price", ["item_id"], unique=False)
    op.create_table(
        "stock_entry",
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_stock_entry_document_id")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_stock_entry")),
    )
    op.create_index(
        "uq_stock_entry_source",
        "stock_entry",
        ["source"],
        unique=True,
        postgresql_where=sa.text("source != ''"),
    )
    op.create_table(
        "supplier_order",
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.Text(), server_default="RUB", nullable=False),
        sa.Column("total_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_supplier_order_document_id")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_supplier_order")),
    )
    op.create_table(
        "usual_address",
        sa.Column("partner_id", sa.BigInteger(), nullable=False),
        sa.Column("address_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["address_id"], ["address.id"], name=op.f("fk_usual_address_address_id")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_usual_address_partner_id")
        ),
        sa.PrimaryKeyConstraint("partner_id", name=op.f("pk_usual_address")),
    )
    op.create_table(
        "vehicle",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("plate", sa.Text(), nullable=False),
        sa.Column("type_id", sa.BigInteger(), nullable=False),
        sa.Column("driver_id", sa.BigInteger(), nullable=True),
        sa.Column("carrier_id", sa.BigInteger(), nullable=True),
        sa.Column("warehouse_id", sa.BigInteger(), nullable=True),
        sa.Column("trailer", sa.Text(), nullable=False),
        sa.Column(
            "ownership",
            sa.Enum(
                "own",
                "spouses",
                "rent",
                "lease",
                "free_use",
                name="ownership",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("ownership_basis", sa.Text(), nullable=False),
        sa.Column("shift_from", sa.BigInteger(), nullable=False),
        sa.Column("shift_to", sa.BigInteger(), nullable=False),
        sa.Column("max_duration", sa.BigInteger(), nullable=False),
        sa.Column("max_overtime", sa.BigInteger(), nullable=False),
        sa.Column("max_trips", sa.BigInteger(), nullable=False),
        sa.Column("breaks", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "max_duration > 0 AND max_overtime >= 0", name=op.f("ck_vehicle_durations")
        ),
        sa.CheckConstraint("max_trips > 0", name=op.f("ck_vehicle_max_trips_positive")),
        sa.CheckConstraint(
            "shift_from >= 0 AND shift_from < shift_to", name=op.f("ck_vehicle_shift")
        ),
        sa.ForeignKeyConstraint(["carrier_id"], ["partner.id"], name=op.f("fk_vehicle_carrier_id")),
        sa.ForeignKeyConstraint(["driver_id"], ["driver.id"], name=op.f("fk_vehicle_driver_id")),
        sa.ForeignKeyConstraint(["type_id"], ["vehicle_type.id"], name=op.f("fk_vehicle_type_id")),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouse.id"], name=op.f("fk_vehicle_warehouse_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vehicle")),
        sa.UniqueConstraint("code", name=op.f("uq_vehicle_code")),
    )
    op.create_table(
        "visit_task",
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("representative_id", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("time_from", sa.Text(), server_default="", nullable=False),
        sa.Column("time_until", sa.Text(), server_default="", nullable=False),
        sa.Column("purpose", sa.Text(), server_default="", nullable=False),
        sa.Column("result", sa.Text(), server_default="", nullable=False),
        sa.Column("next_visit_on", sa.Date(), nullable=True),
        sa.Column("cancel_text", sa.Text(), server_default="", nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "time_from = '' OR time_until = '' OR time_from <= time_until",
            name=op.f("ck_visit_task_window"),
        ),
        sa.CheckConstraint(
            "time_from ~ '^(([01][0-9]|2[0-3]):[0-5][0-9])?$'", name=op.f("ck_visit_task_time_from")
        ),
        sa.CheckConstraint(
            "time_until ~ '^(([01][0-9]|2[0-3]):[0-5][0-9])?$'",
            name=op.f("ck_visit_task_time_until"),
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_visit_task_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["representative_id"], ["app_user.id"], name=op.f("fk_visit_task_representative_id")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_visit_task")),
    )
    op.create_index(
        op.f("ix_visit_task_representative_id_planned_on"),
        "visit_task",
        ["representative_id", "planned_on"],
        unique=False,
    )
    op.create_table(
        "agreement",
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "standard",
                "individual",
                name="agreementkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("segment_id", sa.BigInteger(), nullable=True),
        sa.Column("base_id", sa.BigInteger(), nullable=True),
        sa.Column("price_type_id", sa.BigInteger(), nullable=True),
        sa.Column("discounts_allowed", sa.Boolean(), nullable=False),
        sa.Column("max_discount", sa.BigInteger(), nullable=True),
        sa.Column("max_markup", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column(
            "payment_form",
            sa.Enum(
                "any",
                "cash",
                "cashless",
                "card",
                "offset",
                name="paymentform",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("schedule_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "calculation_order",
            sa.Enum(
                "by_contract",
                "by_order",
                "by_invoice",
                "advance_by_contract",
                "advance_by_order",
                name="calculationorder",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "taxation",
            sa.Enum(
                "by_company",
                "taxed",
                "not_taxed",
                "export",
                name="taxation",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("contract_id", sa.BigInteger(), nullable=True),
        sa.Column("requires_contract", sa.Boolean(), nullable=False),
        sa.Column("delivery_days", sa.BigInteger(), nullable=True),
        sa.Column("delivery_methods", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("item_segment_id", sa.BigInteger(), nullable=True),
        sa.Column("tare_return", sa.Boolean(), nullable=False),
        sa.Column("tare_days", sa.BigInteger(), nullable=False),
        sa.Column("external", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "kind = 'individual' OR base_id IS NULL", name=op.f("ck_agreement_base")
        ),
        sa.CheckConstraint("delivery_days >= 0", name=op.f("ck_agreement_delivery_days")),
        sa.CheckConstraint(
            "max_discount BETWEEN 0 AND 10000", name=op.f("ck_agreement_max_discount")
        ),
        sa.CheckConstraint("max_markup >= 0", name=op.f("ck_agreement_max_markup")),
        sa.CheckConstraint("valid_from <= valid_until", name=op.f("ck_agreement_validity")),
        sa.ForeignKeyConstraint(
            ["base_id"], ["agreement.document_id"], name=op.f("fk_agreement_base_id")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.document_id"], name=op.f("fk_agreement_contract_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_agreement_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["item_segment_id"], ["item_segment.id"], name=op.f("fk_agreement_item_segment_id")
        ),
        sa.ForeignKeyConstraint(
            ["price_type_id"], ["price_type.id"], name=op.f("fk_agreement_price_type_id")
        ),
        sa.ForeignKeyConstraint(
            ["schedule_id"], ["payment_schedule.id"], name=op.f("fk_agreement_schedule_id")
        ),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["partner_segment.id"], name=op.f("fk_agreement_segment_id")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_agreement")),
    )
    op.create_index(op.f("ix_agreement_base_id"), "agreement", ["base_id"], unique=False)
    op.create_index(op.f("ix_agreement_segment_id"), "agreement", ["segment_id"], unique=False)
    op.create_index(
        "ix_agreement_standard",
        "agreement",
        ["document_id"],
        unique=False,
        postgresql_where="kind = 'standard'",
    )
    op.create_table(
        "approval_task",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "commercial",
                "financial",
                "logistic",
                "results",
                name="taskkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("addressee_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "approved",
                "remarks",
                "refused",
                "read",
                "dropped",
                name="taskstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_by_name", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(kind = 'results') = (addressee_id IS NOT NULL)",
            name=op.f("ck_approval_task_addressee"),
        ),
        sa.CheckConstraint(
            "(state IN ('open', 'dropped')) = (decided_at IS NULL)",
            name=op.f("ck_approval_task_decided"),
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["approval_round.id"], name=op.f("fk_approval_task_round_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_task")),
    )
    op.create_index(
        "ix_approval_task_open",
        "approval_task",
        ["kind", "round_id"],
        unique=False,
        postgresql_where="state = 'open'",
    )
    op.create_index("uq_approval_task_kind", "approval_task", ["round_id", "kind"], unique=True)
    op.create_table(
        "bank_statement_line",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.BigInteger(), nullable=False),
        sa.Column("row", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("payer", sa.Text(), server_default="", nullable=False),
        sa.Column("payer_inn", sa.Text(), server_default="", nullable=False),
        sa.Column("payer_kpp", sa.Text(), server_default="", nullable=False),
        sa.Column("payer_account", sa.Text(), server_default="", nullable=False),
        sa.Column("payee", sa.Text(), server_default="", nullable=False),
        sa.Column("payee_account", sa.Text(), server_default="", nullable=False),
        sa.Column("purpose", sa.Text(), server_default="", nullable=False),
        sa.Column("bank_key", sa.Text(), nullable=False),
        sa.Column(
            "fate",
            sa.Enum(
                "payment",
                "unknown_payer",
                "several_payers",
                "taken",
                "outgoing",
                "own_transfer",
                "other_account",
                "skipped",
                name="linefate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("legal_entity_id", sa.BigInteger(), nullable=True),
        sa.Column("payment_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["bank_statement.document_id"],
            name=op.f("fk_bank_statement_line_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["legal_entity_id"],
            ["legal_entity.id"],
            name=op.f("fk_bank_statement_line_legal_entity_id"),
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"],
            ["incoming_payment.document_id"],
            name=op.f("fk_bank_statement_line_payment_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_statement_line")),
        sa.UniqueConstraint(
            "document_id", "line_no", name=op.f("uq_bank_statement_line_document_id_line_no")
        ),
    )
    op.create_index(
        op.f("ix_bank_statement_line_bank_key"), "bank_statement_line", ["bank_key"], unique=False
    )
    op.create_index(
        op.f("ix_bank_statement_line_payment_id"),
        "bank_statement_line",
        ["payment_id"],
        unique=False,
    )
    op.create_table(
        "condition_hours",
        sa.Column("condition_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.BigInteger(), nullable=False),
        sa.Column("weekdays", sa.BigInteger(), nullable=False),
        sa.Column("begin_minute", sa.BigInteger(), nullable=False),
        sa.Column("end_minute", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "begin_minute BETWEEN 0 AND 1439", name=op.f("ck_condition_hours_begin")
        ),
        sa.CheckConstraint("end_minute BETWEEN 0 AND 1440", name=op.f("ck_condition_hours_end")),
        sa.CheckConstraint("weekdays BETWEEN 1 AND 127", name=op.f("ck_condition_hours_weekdays")),
        sa.ForeignKeyConstraint(
            ["condition_id"],
            ["discount_condition.id"],
            name=op.f("fk_condition_hours_condition_id"),
        ),
        sa.PrimaryKeyConstraint("condition_id", "line_no", name=op.f("pk_condition_hours")),
    )
    op.create_table(
        "condition_item",
        sa.Column("condition_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["condition_id"], ["discount_condition.id"], name=op.f("fk_condition_item_condition_id")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_condition_item_item_id")),
        sa.PrimaryKeyConstraint("condition_id", "item_id", name=op.f("pk_condition_item")),
    )
    op.create_table(
        "condition_segment",
        sa.Column("condition_id", sa.BigInteger(), nullable=False),
        sa.Column("segment_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["condition_id"],
            ["discount_condition.id"],
            name=op.f("fk_condition_segment_condition_id"),
        ),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["item_segment.id"], name=op.f("fk_condition_segment_segment_id")
        ),
        sa.PrimaryKeyConstraint("condition_id", "segment_id", name=op.f("pk_condition_segment")),
    )
    op.create_table(
        "customer_need_line",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=True),
        sa.Column("variant_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("item_text", sa.Text(), server_default="", nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("wanted_minor", sa.BigInteger(), nullable=True),
        sa.Column("offered_minor", sa.BigInteger(), nullable=True),
        sa.Column("lost_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("reason_id", sa.BigInteger(), nullable=False),
        sa.Column("would_sell", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "item_id IS NOT NULL OR item_text <> ''", name=op.f("ck_customer_need_line_says_what")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_customer_need_line_quantity_positive")),
        sa.CheckConstraint(
            "wanted_minor >= 0 AND offered_minor >= 0",
            name=op.f("ck_customer_need_line_price_not_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["customer_need.document_id"],
            name=op.f("fk_customer_need_line_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_customer_need_line_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["reason_id"], ["need_reason.id"], name=op.f("fk_customer_need_line_reason_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_need_line")),
        sa.UniqueConstraint(
            "document_id", "line_no", name=op.f("uq_customer_need_line_document_id_line_no")
        ),
    )
    op.create_index(
        op.f("ix_customer_need_line_item_id"), "customer_need_line", ["item_id"], unique=False
    )
    op.create_index(
        op.f("ix_customer_need_line_reason_id"), "customer_need_line", ["reason_id"], unique=False
    )
    op.create_table(
        "debt_adjustment_line",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.BigInteger(), nullable=False),
        sa.Column("object_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column(
            "side",
            sa.Enum(
                "charged",
                "paid",
                name="adjustedside",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "amount_minor <> 0", name=op.f("ck_debt_adjustment_line_amount_not_zero")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["debt_adjustment.document_id"],
            name=op.f("fk_debt_adjustment_line_document_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debt_adjustment_line")),
        sa.UniqueConstraint(
            "document_id", "line_no", name=op.f("uq_debt_adjustment_line_document_id_line_no")
        ),
    )
    op.create_table(
        "debt_offset_line",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.BigInteger(), nullable=False),
        sa.Column("advance_id", sa.BigInteger(), nullable=False),
        sa.Column("debt_id", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("advance_id <> debt_id", name=op.f("ck_debt_offset_line_two_objects")),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_debt_offset_line_amount_positive")),
        sa.ForeignKeyConstraint(
            ["advance_id"], ["document.id"], name=op.f("fk_debt_offset_line_advance_id")
        ),
        sa.ForeignKeyConstraint(
            ["debt_id"], ["document.id"], name=op.f("fk_debt_offset_line_debt_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["debt_offset.document_id"],
            name=op.f("fk_debt_offset_line_document_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debt_offset_line")),
        sa.UniqueConstraint(
            "document_id", "line_no", name=op.f("uq_debt_offset_line_document_id_line_no")
        ),
    )
    op.create_table(
        "delivery_request",
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "method",
            sa.Enum(
                "pickup",
                "own_to_client",
                "own_to_carrier",
                "carrier",
                "carrier_point",
                "courier",
                "service_decides",
                "supplier_brings",
                "fetch",
                "errand",
                name="deliverymethod",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("address_id", sa.BigInteger(), nullable=True),
        sa.Column("carrier_id", sa.BigInteger(), nullable=True),
        sa.Column("via_address_id", sa.BigInteger(), nullable=True),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("window_from", sa.BigInteger(), nullable=False),
        sa.Column("window_to", sa.BigInteger(), nullable=False),
        sa.Column("ready_at", sa.BigInteger(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("priority", sa.BigInteger(), nullable=False),
        sa.Column("vehicle_id", sa.BigInteger(), nullable=True),
        sa.Column("charge_minor", sa.BigInteger(), nullable=False),
        sa.Column("collect_minor", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "charge_minor >= 0 AND collect_minor >= 0", name=op.f("ck_delivery_request_sums")
        ),
        sa.CheckConstraint("window_from <= window_to", name=op.f("ck_delivery_request_window")),
        sa.ForeignKeyConstraint(
            ["address_id"], ["address.id"], name=op.f("fk_delivery_request_address_id")
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["partner.id"], name=op.f("fk_delivery_request_carrier_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_delivery_request_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["vehicle_id"], ["vehicle.id"], name=op.f("fk_delivery_request_vehicle_id")
        ),
        sa.ForeignKeyConstraint(
            ["via_address_id"], ["address.id"], name=op.f("fk_delivery_request_via_address_id")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_delivery_request")),
    )
    op.create_index(
        op.f("ix_delivery_request_address_id"), "delivery_request", ["address_id"], unique=False
    )
    op.create_index(
        op.f("ix_delivery_request_day_document_id"),
        "delivery_request",
        ["day", "document_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_delivery_request_planned_on"), "delivery_request", ["planned_on"], unique=False
    )
    op.create_table(
        "discount_activity",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("discount_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "place",
            sa.Enum(
                "warehouse",
                "agreement",
                "card_kind",
                name="place",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("ref_id", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("running", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["discount_id"], ["discount.id"], name=op.f("fk_discount_activity_discount_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discount_activity")),
        sa.UniqueConstraint(
            "discount_id",
            "place",
            "ref_id",
            "since",
            name=op.f("uq_discount_activity_discount_id_place_ref_id_since"),
        ),
    )
    op.create_table(
        "discount_item",
        sa.Column("discount_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["discount_id"], ["discount.id"], name=op.f("fk_discount_item_discount_id")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_discount_item_item_id")),
        sa.PrimaryKeyConstraint("discount_id", "item_id", name=op.f("pk_discount_item")),
    )
    op.create_table(
        "discount_part",
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.BigInteger(), nullable=False),
        sa.Column("discount_id", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_minor <> 0", name=op.f("ck_discount_part_amount")),
        sa.ForeignKeyConstraint(
            ["discount_id"], ["discount.id"], name=op.f("fk_discount_part_discount_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_discount_part_document_id")
        ),
        sa.PrimaryKeyConstraint(
            "document_id", "line_no", "discount_id", name=op.f("pk_discount_part")
        ),
    )
    op.create_index(
        op.f("ix_discount_part_discount_id"), "discount_part", ["discount_id"], unique=False
    )
    op.create_table(
        "discount_segment",
        sa.Column("discount_id", sa.BigInteger(), nullable=False),
        sa.Column("segment_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["discount_id"], ["discount.id"], name=op.f("fk_discount_segment_discount_id")
        ),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["item_segment.id"], name=op.f("fk_discount_segment_segment_id")
        ),
        sa.PrimaryKeyConstraint("discount_id", "segment_id", name=op.f("pk_discount_segment")),
    )
    op.create_table(
        "discount_value",
        sa.Column("discount_id", sa.BigInteger(), nullable=False),
        sa.Column("price_group_id", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["discount_id"], ["discount.id"], name=op.f("fk_discount_value_discount_id")
        ),
        sa.ForeignKeyConstraint(
            ["price_group_id"], ["price_group.id"], name=op.f("fk_discount_value_price_group_id")
        ),
        sa.PrimaryKeyConstraint("discount_id", "price_group_id", name=op.f("pk_discount_value")),
    )
    op.create_table(
        "discount_when",
        sa.Column("discount_id", sa.BigInteger(), nullable=False),
        sa.Column("condition_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["condition_id"], ["discount_condition.id"], name=op.f("fk_discount_when_condition_id")
        ),
        sa.ForeignKeyConstraint(
            ["discount_id"], ["discount.id"], name=op.f("fk_discount_when_discount_id")
        ),
        sa.PrimaryKeyConstraint("discount_id", "condition_id", name=op.f("pk_discount_when")),
    )
    op.create_index(
        op.f("ix_discount_when_condition_id"), "discount_when", ["condition_id"], unique=False
    )
    op.create_table(
        "goods_receipt_line",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.BigInteger(), nullable=False),
        sa.Column("source_line_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("for_order_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("packaging_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("lot_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("cell_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("counted", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("price_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_goods_receipt_line_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["goods_receipt.document_id"],
            name=op.f("fk_goods_receipt_line_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_goods_receipt_line_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goods_receipt_line")),
        sa.UniqueConstraint(
            "document_id", "line_no", name=op.f("uq_goods_receipt_line_document_id_line_no")
        ),
    )
    op.create_table(
        "outbound_check_scan",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("round_no", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("scan_id", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("lot_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity <> 0", name=op.f("ck_outbound_check_scan_quantity_not_zero")),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["outbound_order.document_id"],
            name=op.f("fk_outbound_check_scan_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_outbound_check_scan_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbound_check_scan")),
        sa.UniqueConstraint("scan_id", name=op.f("uq_outbound_check_scan_scan_id")),
    )
    op.create_index(
        op.f("ix_outbound_check_scan_document_id_item_id"),
        "outbound_check_scan",
        ["document_id", "item_id"],
        unique=False,
    )
    op.create_table(
        "outbound_disposition_line",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.BigInteger(), nullable=False),
        sa.Column("disposition_document_id", sa.BigInteger(), nullable=False),
        sa.Column("disposition_line_id", sa.BigInteger(), nullable=False),
        sa.Column("company_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "quantity > 0", name=op.f("ck_outbound_disposition_line_quantity_positive")
        ),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_outbound_disposition_line_company_id")
        ),
        sa.ForeignKeyConstraint(
            ["disposition_document_id"],
            ["document.id"],
            name=op.f("fk_outbound_disposition_line_disposition_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["outbound_order.document_id"],
            name=op.f("fk_outbound_disposition_line_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_outbound_disposition_line_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbound_disposition_line")),
        sa.UniqueConstraint(
            "document_id", "line_no", name=op.f("uq_outbound_disposition_line_document_id_line_no")
        ),
    )
    op.create_index(
        op.f("ix_outbound_disposition_line_disposition_document_id"),
        "outbound_disposition_line",
        ["disposition_document_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_outbound_disposition_line_disposition_line_id"),
        "outbound_disposition_line",
        ["disposition_line_id"],
        unique=False,
    )
    op.create_table(
        "outbound_goods_line",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("packaging_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("lot_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column(
            "action",
            sa.Enum(
                "pick",
                "ship",
                "keep",
                name="lineaction",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="pick",
            nullable=False,
        ),
        sa.Column("package_no", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "package_no >= 0", name=op.f("ck_outbound_goods_line_package_no_not_negative")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_outbound_goods_line_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["outbound_order.document_id"],
            name=op.f("fk_outbound_goods_line_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_outbound_goods_line_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbound_goods_line")),
        sa.UniqueConstraint(
            "document_id", "line_no", name=op.f("uq_outbound_goods_line_document_id_line_no")
        ),
    )
    op.create_table(
        "pick_task",
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("outbound_id", sa.BigInteger(), nullable=False),
        sa.Column("executor_id", sa.BigInteger(), nullable=True),
        sa.Column("planned_executor_id", sa.BigInteger(), nullable=True),
        sa.Column("section", sa.Text(), server_default="", nullable=False),
        sa.Column("destination_cell_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("container", sa.Text(), server_default="", nullable=False),
        sa.Column("weight_grams", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("turns", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_pick_task_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["outbound_id"], ["outbound_order.document_id"], name=op.f("fk_pick_task_outbound_id")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_pick_task")),
    )
    op.create_index(op.f("ix_pick_task_executor_id"), "pick_task", ["executor_id"], unique=False)
    op.create_index(op.f("ix_pick_task_outbound_id"), "pick_task", ["outbound_id"], unique=False)
    op.create_table(
        "points_entry_line",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.BigInteger(), nullable=False),
        sa.Column("card_id", sa.BigInteger(), nullable=False),
        sa.Column("programme_id", sa.BigInteger(), nullable=False),
        sa.Column("starts", sa.Text(), nullable=False),
        sa.Column("expires", sa.Text(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("points <> 0", name=op.f("ck_points_entry_line_points")),
        sa.ForeignKeyConstraint(
            ["card_id"], ["loyalty_card.id"], name=op.f("fk_points_entry_line_card_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["points_entry.document_id"],
            name=op.f("fk_points_entry_line_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["bonus_programme.id"], name=op.f("fk_points_entry_line_programme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_points_entry_line")),
        sa.UniqueConstraint(
            "document_id", "line_no", name=op.f("uq_points_entry_line_document_id_line_no")
        ),
    )
    op.create_index(
        op.f("ix_points_entry_line_card_id"), "points_entry_line", ["card_id"], unique=False
    )
    op.create_table(
        "price_document_line",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("price_type_id", sa.BigInteger(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "price_minor >= 0", name=op.f("ck_price_document_line_price_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["price_document.document_id"],
            name=op.f("fk_price_document_line_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_price_document_line_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["price_type_id"], ["price_type.id"], name=op.f("fk_price_document_line_price_type_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_document_line")),
        sa.UniqueConstraint(
            "document_id",
            "item_id",
            "variant_id",
            "price_type_id",
            name="uq_price_document_line_cell",
        ),
        sa.UniqueConstraint(
            "document_id", "line_no", name=op.f("uq_price_document_line_document_id_line_no")
        ),
    )
    op.create_index(
        op.f("ix_price_document_line_item_id"), "price_document_line", ["item_id"], unique=False
    )
    op.create_table(
        "price_document_type",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.BigInteger(), nullable=False),
        sa.Column("price_type_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["price_document.document_id"],
            name=op.f("fk_price_document_type_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["price_type_id"], ["price_type.id"], name=op.f("fk_price_document_type_price_type_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_document_type")),
        sa.UniqueConstraint(
            "document_id", "line_no", name=op.f("uq_price_document_type_document_id_line_no")
        ),
        sa.UniqueConstraint(
            "document_id",
            "price_type_id",
            name=op.f("uq_price_document_type_document_id_price_type_id"),
        ),
    )
    op.create_table(
        "reallocation_line",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column(
            "from_kind",
            sa.Enum(
                "free",
                "line",
                "earmark",
                name="from_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("from_order_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("from_line_no", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column(
            "to_kind",
            sa.Enum(
                "free",
                "line",
                "earmark",
                name="to_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("to_order_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("to_line_no", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("source_line_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column(
            "instead",
            sa.Enum(
                "none",
                "demand",
                "demand_earmarked",
                "reserve_to_date",
                "reserve",
                "ship",
                "ship_earmarked",
                name="supplyaction",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="demand",
            nullable=False,
        ),
        sa.Column("instead_source_line_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_reallocation_line_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["reallocation.document_id"],
            name=op.f("fk_reallocation_line_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_reallocation_line_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reallocation_line")),
        sa.UniqueConstraint(
            "document_id", "line_no", name=op.f("uq_reallocation_line_document_id_line_no")
        ),
    )
    op.create_index(
        op.f("ix_reallocation_line_from_order_id"),
        "reallocation_line",
        ["from_order_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_reallocation_line_to_order_id"), "reallocation_line", ["to_order_id"], unique=False
    )
    op.create_table(
        "stock_entry_line",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), nullable=False),
        sa.Column("packaging_id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("room_id", sa.BigInteger(), nullable=False),
        sa.Column("cell_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("price_minor >= 0", name=op.f("ck_stock_entry_line_price_not_negative")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_stock_entry_line_quantity")),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["stock_entry.document_id"],
            name=op.f("fk_stock_entry_line_document_id"),
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_stock_entry_line_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_entry_line")),
        sa.UniqueConstraint(
            "document_id", "line_no", name=op.f("uq_stock_entry_line_document_id_line_no")
        ),
    )
    op.create_table(
        "supplier_order_line",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("packaging_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=False),
        sa.Column("for_order_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "price_minor >= 0", name=op.f("ck_supplier_order_line_price_not_negative")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_supplier_order_line_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["supplier_order.document_id"],
            name=op.f("fk_supplier_order_line_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_supplier_order_line_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_order_line")),
        sa.UniqueConstraint(
            "document_id", "line_no", name=op.f("uq_supplier_order_line_document_id_line_no")
        ),
    )
    op.create_index(
        op.f("ix_supplier_order_line_item_id_expected_on"),
        "supplier_order_line",
        ["item_id", "expected_on"],
        unique=False,
    )
    op.create_table(
        "trip",
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "direction",
            sa.Enum(
                "out",
                "in",
                name="tripdirection",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("vehicle_id", sa.BigInteger(), nullable=True),
        sa.Column("vehicle_type_id", sa.BigInteger(), nullable=True),
        sa.Column("run", sa.BigInteger(), nullable=False),
        sa.Column("driver_id", sa.BigInteger(), nullable=True),
        sa.Column("forwarder", sa.Text(), nullable=False),
        sa.Column("carrier_id", sa.BigInteger(), nullable=True),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("metres", sa.BigInteger(), nullable=False),
        sa.Column("cost_minor", sa.BigInteger(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("metres_driven", sa.BigInteger(), nullable=False),
        sa.Column("locked", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("accrued_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint("run > 0", name=op.f("ck_trip_run_positive")),
        sa.CheckConstraint(
            "vehicle_id IS NOT NULL OR vehicle_type_id IS NOT NULL",
            name=op.f("ck_trip_vehicle_or_type"),
        ),
        sa.ForeignKeyConstraint(["carrier_id"], ["partner.id"], name=op.f("fk_trip_carrier_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_trip_document_id")),
        sa.ForeignKeyConstraint(["driver_id"], ["driver.id"], name=op.f("fk_trip_driver_id")),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicle.id"], name=op.f("fk_trip_vehicle_id")),
        sa.ForeignKeyConstraint(
            ["vehicle_type_id"], ["vehicle_type.id"], name=op.f("fk_trip_vehicle_type_id")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_trip")),
    )
    op.create_index(op.f("ix_trip_driver_id"), "trip", ["driver_id"], unique=False)
    op.create_index(op.f("ix_trip_planned_on"), "trip", ["planned_on"], unique=False)
    op.create_index(op.f("ix_trip_vehicle_id"), "trip", ["vehicle_id"], unique=False)
    op.create_table(
        "visit_task_line",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=True),
        sa.Column("agreed", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("agreed >= 0", name=op.f("ck_visit_task_line_agreed_not_negative")),
        sa.CheckConstraint("price_minor >= 0", name=op.f("ck_visit_task_line_price_not_negative")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_visit_task_line_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["visit_task.document_id"], name=op.f("fk_visit_task_line_document_id")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_visit_task_line_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_task_line")),
        sa.UniqueConstraint(
            "document_id", "line_no", name=op.f("uq_visit_task_line_document_id_line_no")
        ),
    )
    op.create_table(
        "agreement_limit",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.BigInteger(), nullable=False),
        sa.Column("price_group_id", sa.BigInteger(), nullable=False),
        sa.Column("max_discount", sa.BigInteger(), nullable=True),
        sa.Column("max_markup", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "max_discount BETWEEN 0 AND 10000", name=op.f("ck_agreement_limit_max_discount")
        ),
        sa.CheckConstraint("max_markup >= 0", name=op.f("ck_agreement_limit_max_markup")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["agreement.document_id"], name=op.f("fk_agreement_limit_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["price_group_id"], ["price_group.id"], name=op.f("fk_agreement_limit_price_group_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_limit")),
        sa.UniqueConstraint(
            "document_id", "line_no", name=op.f("uq_agreement_limit_document_id_line_no")
        ),
        sa.UniqueConstraint(
            "document_id",
            "price_group_id",
            name=op.f("uq_agreement_limit_document_id_price_group_id"),
        ),
    )
    op.create_table(
        "agreement_stage",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "advance",
                "prepayment",
                "credit",
                name="stagekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("percent", sa.BigInteger(), nullable=False),
        sa.Column("shift_days", sa.BigInteger(), nullable=False),
        sa.Column(
            "payment_form",
            sa.Enum(
                "any",
                "cash",
                "cashless",
                "card",
                "offset",
                name="paymentform",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.CheckConstraint(
            "percent > 0 AND percent <= 10000", name=op.f("ck_agreement_stage_percent")
        ),
        sa.CheckConstraint("shift_days >= 0", name=op.f("ck_agreement_stage_shift")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["agreement.document_id"], name=op.f("fk_agreement_stage_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_stage")),
        sa.UniqueConstraint(
            "document_id", "line_no", name=op.f("uq_agreement_stage_document_id_line_no")
        ),
    )
    op.create_table(
        "carrier_accrual",
        sa.Column("trip_id", sa.BigInteger(), nullable=False),
        sa.Column("carrier_id", sa.BigInteger(), nullable=False),
        sa.Column("tariff_id", sa.BigInteger(), nullable=True),
        sa.Column("accrued_on", sa.Date(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("billed_minor", sa.BigInteger(), nullable=False),
        sa.Column("bill", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "amount_minor >= 0", name=op.f("ck_carrier_accrual_amount_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["partner.id"], name=op.f("fk_carrier_accrual_carrier_id")
        ),
        sa.ForeignKeyConstraint(
            ["tariff_id"], ["carrier_tariff.id"], name=op.f("fk_carrier_accrual_tariff_id")
        ),
        sa.ForeignKeyConstraint(
            ["trip_id"], ["trip.document_id"], name=op.f("fk_carrier_accrual_trip_id")
        ),
        sa.PrimaryKeyConstraint("trip_id", name=op.f("pk_carrier_accrual")),
    )
    op.create_index(
        op.f("ix_carrier_accrual_carrier_id_accrued_on"),
        "carrier_accrual",
        ["carrier_id", "accrued_on"],
        unique=False,
    )
    op.create_table(
        "cell_block",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("cell_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "pick",
                "put",
                "full",
                name="blockkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("task_id", sa.BigInteger(), nullable=True),
        sa.Column("set_by", sa.BigInteger(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_by", sa.BigInteger(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cell_id"], ["cell.id"], name=op.f("fk_cell_block_cell_id")),
        sa.ForeignKeyConstraint(
            ["task_id"], ["pick_task.document_id"], name=op.f("fk_cell_block_task_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cell_block")),
    )
    op.create_index(
        "uq_cell_block_standing",
        "cell_block",
        ["cell_id", "kind"],
        unique=True,
        postgresql_where=sa.text("lifted_at IS NULL"),
    )
    op.create_table(
        "count_request",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("warehouse_id", sa.BigInteger(), nullable=False),
        sa.Column("cell_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("lot_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("task_id", sa.BigInteger(), nullable=False),
        sa.Column("line_id", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "short",
                "not_empty",
                name="countreason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "short_reason",
            sa.Enum(
                "not_found",
                "damaged",
                "expired",
                "other_place",
                "out_of_stock",
                name="shortreason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("missing", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "withdrawn",
                "closed",
                name="countstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="open",
            nullable=False,
        ),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["task_id"], ["pick_task.document_id"], name=op.f("fk_count_request_task_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_request")),
    )
    op.create_index(op.f("ix_count_request_event_id"), "count_request", ["event_id"], unique=False)
    op.create_index(
        "ix_count_request_open",
        "count_request",
        ["cell_id", "item_id"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "customer_order",
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("ship_date", sa.Date(), nullable=True),
        sa.Column("one_date", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("delivery_address", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "strategy",
            sa.Enum(
                "bill",
                "from_stock",
                "stock_and_to_order",
                name="orderstrategy",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="stock_and_to_order",
            nullable=False,
        ),
        sa.Column(
            "priority",
            sa.Enum(
                "low",
                "medium",
                "high",
                name="priority",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="medium",
            nullable=False,
        ),
        sa.Column("reserve_early", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("stages_typed", sa.Boolean(), server_default="false", nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "awaiting_approval",
                "awaiting_advance",
                "ready_to_supply",
                "awaiting_prepayment",
                "awaiting_supply",
                "ready_to_ship",
                "shipping",
                "awaiting_payment",
                "ready_to_close",
                "closed",
                name="orderstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="awaiting_approval",
            nullable=False,
        ),
        sa.Column("legal_entity_id", sa.BigInteger(), nullable=True),
        sa.Column("agreement_id", sa.BigInteger(), nullable=True),
        sa.Column("contract_id", sa.BigInteger(), nullable=True),
        sa.Column("price_type_id", sa.BigInteger(), nullable=False),
        sa.Column("includes_vat", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("currency", sa.Text(), server_default="RUB", nullable=False),
        sa.Column(
            "payment_form",
            sa.Enum(
                "any",
                "cash",
                "cashless",
                "card",
                "offset",
                name="paymentform",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="any",
            nullable=False,
        ),
        sa.Column("card_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "chosen_discounts",
            postgresql.ARRAY(sa.BigInteger()),
            server_default="{}",
            nullable=False,
        ),
        sa.Column("total_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("vat_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.document_id"], name=op.f("fk_customer_order_agreement_id")
        ),
        sa.ForeignKeyConstraint(
            ["card_id"], ["loyalty_card.id"], name=op.f("fk_customer_order_card_id")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.document_id"], name=op.f("fk_customer_order_contract_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_customer_order_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["legal_entity_id"], ["legal_entity.id"], name=op.f("fk_customer_order_legal_entity_id")
        ),
        sa.ForeignKeyConstraint(
            ["price_type_id"], ["price_type.id"], name=op.f("fk_customer_order_price_type_id")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_customer_order")),
    )
    op.create_index(
        "ix_customer_order_document_state", "customer_order", ["document_id", "state"], unique=False
    )
    op.create_index(
        "ix_customer_order_ship_date", "customer_order", ["ship_date", "document_id"], unique=False
    )
    op.create_index(
        "ix_customer_order_state", "customer_order", ["state", "document_id"], unique=False
    )
    op.create_index(
        "ix_customer_order_total_minor",
        "customer_order",
        ["total_minor", "document_id"],
        unique=False,
    )
    op.create_table(
        "pick_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("line_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "pick",
                "short",
                "postpone",
                "container",
                "zero_check",
                "undo",
                "redo",
                "cancel",
                "finish",
                name="eventkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "standing",
            sa.Enum(
                "done",
                "undone",
                "dropped",
                "record",
                name="standing",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="done",
            nullable=False,
        ),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scan_id", sa.Uuid(), nullable=True),
        sa.Column("quantity", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("lot_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("container", sa.Text(), server_default="", nullable=False),
        sa.Column("of_event", sa.BigInteger(), nullable=True),
        sa.Column(
            "before", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column(
            "after", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column(
            "outcome", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_pick_event_quantity_not_negative")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["pick_task.document_id"], name=op.f("fk_pick_event_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pick_event")),
        sa.UniqueConstraint("scan_id", name=op.f("uq_pick_event_scan_id")),
    )
    op.create_index(op.f("ix_pick_event_line_id"), "pick_event", ["line_id"], unique=False)
    op.create_index(
        "ix_pick_event_standing", "pick_event", ["document_id", "standing", "id"], unique=False
    )
    op.create_table(
        "pick_task_line",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.BigInteger(), nullable=False),
        sa.Column("cell_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("packaging_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("lot_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("planned", sa.BigInteger(), nullable=False),
        sa.Column("picked", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "postponed",
                "done",
                "short",
                "withdrawn",
                name="linestate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="open",
            nullable=False,
        ),
        sa.Column(
            "reason",
            sa.Enum(
                "not_found",
                "damaged",
                "expired",
                "other_place",
                "out_of_stock",
                name="shortreason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("container", sa.Text(), server_default="", nullable=False),
        sa.Column("turn", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("walk_order", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("split_from", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(state = 'short') = (reason IS NOT NULL)",
            name=op.f("ck_pick_task_line_short_has_reason"),
        ),
        sa.CheckConstraint(
            "state <> 'done' OR picked = planned", name=op.f("ck_pick_task_line_done_is_all")
        ),
        sa.CheckConstraint(
            "picked BETWEEN 0 AND planned", name=op.f("ck_pick_task_line_picked_within_plan")
        ),
        sa.CheckConstraint("planned > 0", name=op.f("ck_pick_task_line_planned_positive")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["pick_task.document_id"], name=op.f("fk_pick_task_line_document_id")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_pick_task_line_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pick_task_line")),
        sa.UniqueConstraint(
            "document_id", "line_no", name=op.f("uq_pick_task_line_document_id_line_no")
        ),
    )
    op.create_index(
        "ix_pick_task_line_route",
        "pick_task_line",
        ["document_id", "turn", "walk_order", "line_no"],
        unique=False,
    )
    op.create_index(
        "ix_pick_task_line_unfinished",
        "pick_task_line",
        ["item_id", "cell_id"],
        unique=False,
        postgresql_where=sa.text("state IN ('open', 'postponed')"),
    )
    op.create_table(
        "quotation",
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("whole_only", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("contact", sa.Text(), server_default="", nullable=False),
        sa.Column("payment_text", sa.Text(), server_default="", nullable=False),
        sa.Column("delivery_text", sa.Text(), server_default="", nullable=False),
        sa.Column("other_text", sa.Text(), server_default="", nullable=False),
        sa.Column("version_no", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("former_id", sa.BigInteger(), nullable=True),
        sa.Column("first_id", sa.BigInteger(), nullable=True),
        sa.Column("cancel_reason_id", sa.BigInteger(), nullable=True),
        sa.Column("cancel_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("legal_entity_id", sa.BigInteger(), nullable=True),
        sa.Column("agreement_id", sa.BigInteger(), nullable=True),
        sa.Column("contract_id", sa.BigInteger(), nullable=True),
        sa.Column("price_type_id", sa.BigInteger(), nullable=False),
        sa.Column("includes_vat", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("currency", sa.Text(), server_default="RUB", nullable=False),
        sa.Column(
            "payment_form",
            sa.Enum(
                "any",
                "cash",
                "cashless",
                "card",
                "offset",
                name="paymentform",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="any",
            nullable=False,
        ),
        sa.Column("card_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "chosen_discounts",
            postgresql.ARRAY(sa.BigInteger()),
            server_default="{}",
            nullable=False,
        ),
        sa.Column("total_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("vat_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint("version_no > 0", name=op.f("ck_quotation_version_positive")),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.document_id"], name=op.f("fk_quotation_agreement_id")
        ),
        sa.ForeignKeyConstraint(
            ["cancel_reason_id"], ["cancel_reason.id"], name=op.f("fk_quotation_cancel_reason_id")
        ),
        sa.ForeignKeyConstraint(
            ["card_id"], ["loyalty_card.id"], name=op.f("fk_quotation_card_id")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.document_id"], name=op.f("fk_quotation_contract_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_quotation_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["first_id"], ["quotation.document_id"], name=op.f("fk_quotation_first_id")
        ),
        sa.ForeignKeyConstraint(
            ["former_id"], ["quotation.document_id"], name=op.f("fk_quotation_former_id")
        ),
        sa.ForeignKeyConstraint(
            ["legal_entity_id"], ["legal_entity.id"], name=op.f("fk_quotation_legal_entity_id")
        ),
        sa.ForeignKeyConstraint(
            ["price_type_id"], ["price_type.id"], name=op.f("fk_quotation_price_type_id")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_quotation")),
        sa.UniqueConstraint("former_id", name=op.f("uq_quotation_former_id")),
    )
    op.create_index(op.f("ix_quotation_first_id"), "quotation", ["first_id"], unique=False)
    op.create_table(
        "sales_invoice",
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("legal_entity_id", sa.BigInteger(), nullable=True),
        sa.Column("agreement_id", sa.BigInteger(), nullable=True),
        sa.Column("contract_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "payment_form",
            sa.Enum(
                "any",
                "cash",
                "cashless",
                "card",
                "offset",
                name="paymentform",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="any",
            nullable=False,
        ),
        sa.Column("card_id", sa.BigInteger(), nullable=True),
        sa.Column("includes_vat", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("currency", sa.Text(), server_default="RUB", nullable=False),
        sa.Column("delivery_address", sa.Text(), server_default="", nullable=False),
        sa.Column("total_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("vat_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("moves_stock", sa.Boolean(), server_default="false", nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.document_id"], name=op.f("fk_sales_invoice_agreement_id")
        ),
        sa.ForeignKeyConstraint(
            ["card_id"], ["loyalty_card.id"], name=op.f("fk_sales_invoice_card_id")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.document_id"], name=op.f("fk_sales_invoice_contract_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_sales_invoice_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["legal_entity_id"], ["legal_entity.id"], name=op.f("fk_sales_invoice_legal_entity_id")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_sales_invoice")),
    )
    op.create_table(
        "trip_return",
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("trip_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_trip_return_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["trip_id"], ["trip.document_id"], name=op.f("fk_trip_return_trip_id")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_trip_return")),
        sa.UniqueConstraint("trip_id", name=op.f("uq_trip_return_trip_id")),
    )
    op.create_table(
        "trip_stop",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("stop_no", sa.BigInteger(), nullable=False),
        sa.Column("address_id", sa.BigInteger(), nullable=False),
        sa.Column("window_from", sa.BigInteger(), nullable=False),
        sa.Column("window_to", sa.BigInteger(), nullable=False),
        sa.Column("arrives_at", sa.BigInteger(), nullable=False),
        sa.Column("leaves_at", sa.BigInteger(), nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("departed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "pending",
                "delivered",
                "partly",
                "refused",
                "absent",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("received_by", sa.Text(), nullable=False),
        sa.Column("collected_minor", sa.BigInteger(), nullable=False),
        sa.Column("told_by", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["address_id"], ["address.id"], name=op.f("fk_trip_stop_address_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["trip.document_id"], name=op.f("fk_trip_stop_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["reason_id"], ["undelivered_reason.id"], name=op.f("fk_trip_stop_reason_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trip_stop")),
        sa.UniqueConstraint(
            "document_id",
            "stop_no",
            deferrable=True,
            initially="DEFERRED",
            name=op.f("uq_trip_stop_document_id_stop_no"),
        ),
    )
    op.create_index(op.f("ix_trip_stop_address_id"), "trip_stop", ["address_id"], unique=False)
    op.create_table(
        "customer_order_line",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("warehouse_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "action",
            sa.Enum(
                "none",
                "demand",
                "demand_earmarked",
                "reserve_to_date",
                "reserve",
                "ship",
                "ship_earmarked",
                name="supplyaction",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="none",
            nullable=False,
        ),
        sa.Column("source_line_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("ship_date", sa.Date(), nullable=True),
        sa.Column("cancelled", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("cancel_reason_id", sa.BigInteger(), nullable=True),
        sa.Column("cancel_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("line_no", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("packaging_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("price_typed", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("manual_percent", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("vat_rate", sa.BigInteger(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("vat_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "amount_minor >= vat_minor AND vat_minor >= 0",
            name=op.f("ck_customer_order_line_vat_within_amount"),
        ),
        sa.CheckConstraint(
            "manual_percent BETWEEN -100000 AND 10000",
            name=op.f("ck_customer_order_line_manual_percent"),
        ),
        sa.CheckConstraint(
            "price_minor >= 0", name=op.f("ck_customer_order_line_price_not_negative")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_customer_order_line_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["cancel_reason_id"],
            ["cancel_reason.id"],
            name=op.f("fk_customer_order_line_cancel_reason_id"),
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["customer_order.document_id"],
            name=op.f("fk_customer_order_line_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_customer_order_line_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouse.id"], name=op.f("fk_customer_order_line_warehouse_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_order_line")),
        sa.UniqueConstraint(
            "document_id", "line_no", name=op.f("uq_customer_order_line_document_id_line_no")
        ),
    )
    op.create_index(
        op.f("ix_customer_order_line_item_id"), "customer_order_line", ["item_id"], unique=False
    )
    op.create_index(
        op.f("ix_customer_order_line_warehouse_id"),
        "customer_order_line",
        ["warehouse_id"],
        unique=False,
    )
    op.create_table(
        "quotation_line",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("chosen", sa.Boolean(), server_default="true", nullable=False),
        sa.Column(
            "delivery",
            sa.Enum(
                "any",
                "days",
                "date",
                name="deliveryterm",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="any",
            nullable=False,
        ),
        sa.Column("delivery_days", sa.BigInteger(), nullable=True),
        sa.Column("delivery_on", sa.Date(), nullable=True),
        sa.Column("public_comment", sa.Text(), server_default="", nullable=False),
        sa.Column("internal_comment", sa.Text(), server_default="", nullable=False),
        sa.Column("request_no", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("line_no", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("packaging_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("price_typed", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("manual_percent", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("vat_rate", sa.BigInteger(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("vat_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(delivery = 'days') = (delivery_days IS NOT NULL) AND (delivery = 'date') = (delivery_on IS NOT NULL)",
            name=op.f("ck_quotation_line_delivery_told"),
        ),
        sa.CheckConstraint(
            "amount_minor >= vat_minor AND vat_minor >= 0",
            name=op.f("ck_quotation_line_vat_within_amount"),
        ),
        sa.CheckConstraint(
            "delivery_days >= 0", name=op.f("ck_quotation_line_delivery_days_not_negative")
        ),
        sa.CheckConstraint(
            "manual_percent BETWEEN -100000 AND 10000",
            name=op.f("ck_quotation_line_manual_percent"),
        ),
        sa.CheckConstraint("price_minor >= 0", name=op.f("ck_quotation_line_price_not_negative")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_quotation_line_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["quotation.document_id"], name=op.f("fk_quotation_line_document_id")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_quotation_line_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotation_line")),
        sa.UniqueConstraint(
            "document_id", "line_no", name=op.f("uq_quotation_line_document_id_line_no")
        ),
    )
    op.create_index(op.f("ix_quotation_line_item_id"), "quotation_line", ["item_id"], unique=False)
    op.create_table(
        "quotation_request",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.BigInteger(), nullable=False),
        sa.Column("item_text", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("max_price_minor", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "max_price_minor >= 0", name=op.f("ck_quotation_request_price_not_negative")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_quotation_request_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["quotation.document_id"],
            name=op.f("fk_quotation_request_document_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotation_request")),
        sa.UniqueConstraint(
            "document_id", "line_no", name=op.f("uq_quotation_request_document_id_line_no")
        ),
    )
    op.create_table(
        "sales_invoice_line",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.BigInteger(), nullable=False),
        sa.Column("disposition_document_id", sa.BigInteger(), nullable=False),
        sa.Column("disposition_line_id", sa.BigInteger(), nullable=False),
        sa.Column("outbound_document_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("packaging_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("lot_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("vat_rate", sa.BigInteger(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("vat_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "amount_minor >= vat_minor AND vat_minor >= 0",
            name=op.f("ck_sales_invoice_line_vat_within_amount"),
        ),
        sa.CheckConstraint(
            "price_minor >= 0", name=op.f("ck_sales_invoice_line_price_not_negative")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_sales_invoice_line_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["disposition_document_id"],
            ["document.id"],
            name=op.f("fk_sales_invoice_line_disposition_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["sales_invoice.document_id"],
            name=op.f("fk_sales_invoice_line_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_sales_invoice_line_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales_invoice_line")),
        sa.UniqueConstraint(
            "document_id", "line_no", name=op.f("uq_sales_invoice_line_document_id_line_no")
        ),
    )
    op.create_index(
        op.f("ix_sales_invoice_line_disposition_document_id"),
        "sales_invoice_line",
        ["disposition_document_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_sales_invoice_line_disposition_line_id"),
        "sales_invoice_line",
        ["disposition_line_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_sales_invoice_line_outbound_document_id"),
        "sales_invoice_line",
        ["outbound_document_id"],
        unique=False,
    )
    op.create_table(
        "trip_line",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.BigInteger(), nullable=False),
        sa.Column("stop_id", sa.BigInteger(), nullable=False),
        sa.Column("disposition_document_id", sa.BigInteger(), nullable=False),
        sa.Column("disposition_line_id", sa.BigInteger(), nullable=False),
        sa.Column("part_no", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=True),
        sa.Column("variant_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("planned", sa.BigInteger(), nullable=False),
        sa.Column("weight_grams", sa.BigInteger(), nullable=False),
        sa.Column("volume_cm3", sa.BigInteger(), nullable=False),
        sa.Column("places", sa.BigInteger(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "pending",
                "delivered",
                "partly",
                "refused",
                "absent",
                name="line_outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("delivered", sa.BigInteger(), nullable=False),
        sa.Column("reason_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "delivered >= 0 AND delivered <= quantity",
            name=op.f("ck_trip_line_delivered_in_quantity"),
        ),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_trip_line_quantity_not_negative")),
        sa.ForeignKeyConstraint(
            ["disposition_document_id"],
            ["document.id"],
            name=op.f("fk_trip_line_disposition_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["trip.document_id"], name=op.f("fk_trip_line_document_id")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_trip_line_item_id")),
        sa.ForeignKeyConstraint(
            ["reason_id"], ["undelivered_reason.id"], name=op.f("fk_trip_line_reason_id")
        ),
        sa.ForeignKeyConstraint(["stop_id"], ["trip_stop.id"], name=op.f("fk_trip_line_stop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trip_line")),
        sa.UniqueConstraint(
            "document_id",
            "line_no",
            deferrable=True,
            initially="DEFERRED",
            name=op.f("uq_trip_line_document_id_line_no"),
        ),
    )
    op.create_index(
        op.f("ix_trip_line_disposition_document_id"),
        "trip_line",
        ["disposition_document_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_trip_line_disposition_line_id"), "trip_line", ["disposition_line_id"], unique=False
    )
    op.create_index(op.f("ix_trip_line_stop_id"), "trip_line", ["stop_id"], unique=False)
    op.create_table(
        "quotation_order_line",
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.BigInteger(), nullable=False),
        sa.Column("quotation_line_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["customer_order.document_id"],
            name=op.f("fk_quotation_order_line_order_id"),
        ),
        sa.ForeignKeyConstraint(
            ["quotation_line_id"],
            ["quotation_line.id"],
            name=op.f("fk_quotation_order_line_quotation_line_id"),
        ),
        sa.PrimaryKeyConstraint("order_id", "line_no", name=op.f("pk_quotation_order_line")),
    )
    op.create_index(
        op.f("ix_quotation_order_line_quotation_line_id"),
        "quotation_order_line",
        ["quotation_line_id"],
        unique=False,
    )
    op.create_table(
        "trip_return_line",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.BigInteger(), nullable=False),
        sa.Column("trip_line_id", sa.BigInteger(), nullable=False),
        sa.Column("company_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), nullable=False),
        sa.Column("packaging_id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("room_id", sa.BigInteger(), nullable=False),
        sa.Column("cell_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_trip_return_line_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["company_id"], ["company.id"], name=op.f("fk_trip_return_line_company_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["trip_return.document_id"],
            name=op.f("fk_trip_return_line_document_id"),
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_trip_return_line_item_id")),
        sa.ForeignKeyConstraint(
            ["trip_line_id"], ["trip_line.id"], name=op.f("fk_trip_return_line_trip_line_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trip_return_line")),
        sa.UniqueConstraint(
            "document_id", "line_no", name=op.f("uq_trip_return_line_document_id_line_no")
        ),
    )
    op.create_index(
        op.f("ix_trip_return_line_trip_line_id"), "trip_return_line", ["trip_line_id"], unique=False
    )
    statements = Path(__file__).with_name("0002_initial_schema.sql").read_text(encoding="utf-8")
    for statement in statements.split("\n;;\n"):
        op.get_bind().exec_driver_sql(statement.replace("%", "%%"))


def downgrade() -> None:
    """Go back by restoring a backup: data that came since would be lost otherwise."""
    raise NotImplementedError
