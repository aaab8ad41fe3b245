"""The mapped base class and the naming convention that gives every constraint a meaning."""

from __future__ import annotations

import enum
import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Boolean, Date, MetaData, Numeric, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase

from core.db.types import UtcDateTime, stored_enum

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

STATEMENTS: dict[str, str] = {}
"""Functions and triggers that belong to the schema: name → idempotent SQL, in order of creation."""


class Base(DeclarativeBase):
    """Every mapped class. Keys named `id` are BIGINT identities; relations are `lazy="raise"`."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        bool: Boolean(),
        int: BigInteger(),
        str: Text(),
        datetime: UtcDateTime(),
        date: Date(),
        Decimal: Numeric(),
        uuid.UUID: Uuid(),
        enum.StrEnum: stored_enum(),
        dict[str, Any]: JSONB(),
        list[Any]: JSONB(),
    }


def declare_sql(name: str, statement: str) -> None:
    """Add a function or trigger to the schema.

    Args:
        name: unique, e.g. "document_history_append_only".
        statement: `CREATE OR REPLACE …`, run after all tables exist; a copy goes into the
            migration that introduces it, and a test compares both schemas.
    """
    STATEMENTS[name] = statement
