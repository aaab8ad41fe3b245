"""initial schema."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema up."""
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
    op.create_index(op.f("ix_partner_name"), "partner", ["name"], unique=False)
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
        "price_type",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), server_default="RUB", nullable=False),
        sa.Column("includes_vat", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("retired", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_type")),
        sa.UniqueConstraint("code", name=op.f("uq_price_type_code")),
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
        "sign_in_guard",
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("failed", sa.BigInteger(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_sign_in_guard")),
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
    op.create_index("ix_document_basis_id", "document", ["basis_id"], unique=False)
    op.create_index("ix_document_company_id", "document", ["company_id"], unique=False)
    op.create_index("ix_document_partner_id", "document", ["partner_id"], unique=False)
    op.create_index("ix_document_type_date", "document", ["type", "date", "id"], unique=False)
    op.create_index("ix_document_warehouse_id", "document", ["warehouse_id"], unique=False)
    op.create_index(
        "ix_document_work", "document", ["warehouse_id", "type", "status"], unique=False
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
    op.create_index(op.f("ix_item_article"), "item", ["article"], unique=False)
    op.create_index(op.f("ix_item_group_id"), "item", ["group_id"], unique=False)
    op.create_index(op.f("ix_item_name"), "item", ["name"], unique=False)
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
        "usual_value",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_usual_value_user_id")),
        sa.PrimaryKeyConstraint("user_id", "type", "field", name=op.f("pk_usual_value")),
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
    op.create_index(op.f("ix_barcode_gtin"), "barcode", ["gtin"], unique=False)
    op.create_index(op.f("ix_barcode_item_id"), "barcode", ["item_id"], unique=False)
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
        "customer_order",
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("legal_entity_id", sa.BigInteger(), nullable=True),
        sa.Column("price_type_id", sa.BigInteger(), nullable=False),
        sa.Column("includes_vat", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("currency", sa.Text(), server_default="RUB", nullable=False),
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
        sa.Column("total_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("vat_minor", sa.BigInteger(), server_default="0", nullable=False),
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
    op.create_index(op.f("ix_customer_order_state"), "customer_order", ["state"], unique=False)
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
        "item_price",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("price_type_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("price_minor >= 0", name=op.f("ck_item_price_price_not_negative")),
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
            name=op.f("uq_item_price_price_type_id_item_id_variant_id_since"),
        ),
    )
    op.create_index(op.f("ix_item_price_item_id"), "item_price", ["item_id"], unique=False)
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
        "sales_invoice",
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("legal_entity_id", sa.BigInteger(), nullable=True),
        sa.Column("includes_vat", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("currency", sa.Text(), server_default="RUB", nullable=False),
        sa.Column("delivery_address", sa.Text(), server_default="", nullable=False),
        sa.Column("total_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("vat_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("moves_stock", sa.Boolean(), server_default="false", nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_sales_invoice_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["legal_entity_id"], ["legal_entity.id"], name=op.f("fk_sales_invoice_legal_entity_id")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_sales_invoice")),
    )
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
        "customer_order_line",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("warehouse_id", sa.BigInteger(), nullable=False),
        sa.Column("packaging_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("vat_rate", sa.BigInteger(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("vat_minor", sa.BigInteger(), nullable=False),
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
        sa.CheckConstraint(
            "amount_minor >= vat_minor AND vat_minor >= 0",
            name=op.f("ck_customer_order_line_vat_within_amount"),
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
    statements = Path(__file__).with_name("0001_initial_schema.sql").read_text(encoding="utf-8")
    for statement in statements.split("\n;;\n"):
        op.get_bind().exec_driver_sql(statement.replace("%", "%%"))


def downgrade() -> None:
    """Go back by restoring a backup: data that came since would be lost otherwise."""
    raise NotImplementedError
