"""The SQL of a ledger's trigger: entries in, balances kept, shortages refused with figures.

The rule lives in the database, so that a hand-written INSERT cannot oversell either. One function
per ledger, written out rather than generic: PostgreSQL then keeps its plans.
"""

from __future__ import annotations

from core.ledger.shape import Shape

SHORT = "KL001"
"""SQLSTATE: a balance would go below its floor; DETAIL is a JSON array of shortages."""
CLOSED = "KL002"
"""SQLSTATE: the date lies in a closed period; DETAIL is a JSON object."""


def apply_trigger(ledger: Shape) -> str:
    """Return the statement that ties the function to the entry table."""
    return (
        f"CREATE OR REPLACE TRIGGER {ledger.name}_apply AFTER INSERT ON {ledger.entry.name}"
        f" REFERENCING NEW TABLE AS fresh"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {ledger.name}_apply()"
    )


def apply_function(ledger: Shape) -> str:
    """Return the function: lock the touched balances in key order, refuse, or add."""
    name, balance = ledger.name, ledger.balance.name
    keys = ", ".join(ledger.dimension_names)
    key_of_b = ", ".join(f"b.{column}" for column in ledger.dimension_names)
    key_of_d = ", ".join(f"d.{column}" for column in ledger.dimension_names)
    same_key = " AND ".join(f"b.{column} = d.{column}" for column in ledger.dimension_names)
    sums = ", ".join(f"sum({measure})::bigint AS {measure}" for measure in ledger.measure_names)
    added = ", ".join(f"{measure} = b.{measure} + d.{measure}" for measure in ledger.measure_names)
    flags = "".join(f", {flag.name}" for flag in ledger.flags)
    flag_values = "".join(f", coalesce({flag.default_sql}, true)" for flag in ledger.flags)
    delta = f"(SELECT {keys}, {sums} FROM fresh GROUP BY {keys}) d"
    return f"""
CREATE OR REPLACE FUNCTION {name}_apply() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  shortages jsonb;
  closed date;
  earliest date;
BEGIN
  SELECT min(date) INTO earliest FROM fresh;
  IF earliest IS NULL THEN RETURN NULL; END IF;
  SELECT closed_through INTO closed FROM closed_period WHERE closed_through >= earliest;
  IF FOUND THEN
    RAISE EXCEPTION 'period closed through %', closed USING ERRCODE = '{CLOSED}',
      DETAIL = jsonb_build_object('date', earliest, 'closed_through', closed)::text;
  END IF;
  INSERT INTO {balance} ({keys}{flags})
    SELECT {key_of_d}{flag_values} FROM (SELECT DISTINCT {keys} FROM fresh) d
    WHERE NOT EXISTS (SELECT 1 FROM {balance} b WHERE {same_key})
    ORDER BY {key_of_d} ON CONFLICT DO NOTHING;
  PERFORM 1 FROM {balance} b JOIN (SELECT DISTINCT {keys} FROM fresh) d ON {same_key}
    ORDER BY {key_of_b} FOR UPDATE OF b;
  SELECT jsonb_agg(missing) INTO shortages FROM (
{_shortages(ledger, delta, same_key)}
  ) missing;
  IF shortages IS NOT NULL THEN
    RAISE EXCEPTION 'not enough in ledger {name}' USING ERRCODE = '{SHORT}',
      TABLE = '{balance}', DETAIL = shortages::text;
  END IF;
  UPDATE {balance} b SET {added} FROM {delta} WHERE {same_key};
  RETURN NULL;
END $$
""".strip()


def _shortages(ledger: Shape, delta: str, same_key: str) -> str:
    """Return a UNION of what would fall below a floor or a check, with figures."""
    where = ", ".join(f"'{column}', d.{column}" for column in ledger.dimension_names)
    parts = []
    for measure in ledger.measures:
        if measure.floor is None:
            continue
        parts.append(
            f"    SELECT '{measure.name}' AS measure, -d.{measure.name} AS asked,"
            f" b.{measure.name} - {measure.floor} AS available,"
            f' jsonb_build_object({where}) AS "where"'
            f" FROM {delta} JOIN {ledger.balance.name} b ON {same_key}"
            f" WHERE d.{measure.name} < 0 AND b.{measure.name} + d.{measure.name} < {measure.floor}"
        )
    for check in ledger.checks:
        before, change = check.expression("b"), check.expression("d")
        switched = f"b.{check.when} AND " if check.when else ""
        parts.append(
            f"    SELECT '{check.name}', -({change}), {before}, jsonb_build_object({where})"
            f" FROM {delta} JOIN {ledger.balance.name} b ON {same_key}"
            f" WHERE {switched}({change}) < 0 AND ({before}) + ({change}) < 0"
        )
    if not parts:
        return "    SELECT NULL AS measure WHERE false"
    return "\n    UNION ALL\n".join(parts)
