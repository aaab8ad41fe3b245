"""Column types: aware instants, enums by value."""

from __future__ import annotations

import enum
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Enum
from sqlalchemy.types import TypeDecorator

from core.kernel.errors import BadValue


class UtcDateTime(TypeDecorator[datetime]):
    """`timestamptz` that refuses naive values and always returns UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        if value is not None and value.tzinfo is None:
            raise BadValue(what="instant", value=value.isoformat(), expected="with time zone")
        return value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        return None if value is None else value.astimezone(UTC)


def values_of(members: type[enum.Enum]) -> list[str]:
    """Return what is stored for each member: its value, so renaming a constant is no migration."""
    return [str(member.value) for member in members]


def stored_enum(members: type[enum.StrEnum] | Any = enum.StrEnum, name: str | None = None) -> Enum:
    """Return VARCHAR + named CHECK for a StrEnum, saved by value.

    Args:
        name: of the CHECK, where one table has two columns of the same enum; None: the enum's.
    """
    named = {} if name is None else {"name": name}
    return Enum(
        members,
        native_enum=False,
        create_constraint=True,
        values_callable=values_of,
        length=32,
        **named,
    )
