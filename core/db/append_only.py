"""Tables whose rows may be added and read, never changed: a trigger says so to everybody."""

from __future__ import annotations

from core.db.base import declare_sql

declare_sql(
    "refuse_change",
    """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME USING ERRCODE = 'KL003',
    TABLE = TG_TABLE_NAME;
END $$
""".strip(),
)


def append_only(table: str) -> None:
    """Make the database refuse UPDATE, DELETE and TRUNCATE of *table*, whoever asks."""
    declare_sql(
        f"{table}_append_only",
        f"CREATE OR REPLACE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE"
        f" ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    )
