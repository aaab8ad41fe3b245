"""Many rows as one parameter, so that a statement is the same for one row or thousands.

A VALUES list has a parameter per value and PostgreSQL takes 65 535 of them; JSON and arrays have no
such bound, and their statement text never changes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BindParameter,
    Column,
    Enum,
    String,
    Table,
    Text,
    bindparam,
    cast,
    column,
    func,
    literal,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSON, JSONB
from sqlalchemy.sql.selectable import TableValuedAlias

from core.audit.plain import plain

Values = Mapping[str, Any]


def rows_of(table: Table, names: Sequence[str], rows: Sequence[Values]) -> TableValuedAlias:
    """Return *rows* as a derived table "given" of *names*; all of them are one JSON parameter."""
    given = json.dumps(
        [{name: plain(row.get(name)) for name in names} for row in rows], ensure_ascii=False
    )
    columns = [column(name, table.c[name].type) for name in names]
    rowset = func.json_to_recordset(cast(literal(given, Text()), JSON))
    return rowset.table_valued(*columns, name="given").render_derived(with_types=True)


def array_of(target: Column[Any], values: list[Any]) -> BindParameter[Any]:
    """Return *values* as one array parameter of the type of *target*."""
    # An array of VARCHAR(32) would cut; enums travel as the text of their value.
    kind = target.type
    if isinstance(kind, Enum):
        values = [
            None if value is None else str(getattr(value, "value", value)) for value in values
        ]
        return bindparam(None, values, type_=ARRAY(String()), unique=True)
    if isinstance(kind, JSONB):
        return bindparam(None, values, type_=ARRAY(JSONB(none_as_null=True)), unique=True)
    return bindparam(None, values, type_=ARRAY(kind), unique=True)
