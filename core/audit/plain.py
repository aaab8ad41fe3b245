"""Values of the domain as JSON: what the trail and the history of fields store."""

from __future__ import annotations

import enum
import uuid
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from core.kernel.money import Money


def plain(value: object) -> object:
    """Return *value* JSON-ready: dates in ISO 8601, enums by value, the rest by its text.

    None, booleans, integers and strings stay what they are; Decimal becomes its exact text,
    money its amount.
    """
    match value:
        case enum.Enum():
            return plain(value.value)
        case None | bool() | int() | str():
            return value
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            return format(value, "f")
        case Money():
            return format(Decimal(value.minor) / 100, ".2f")
        case uuid.UUID():
            return str(value)
        case Mapping():
            return {str(key): plain(inner) for key, inner in value.items()}
        case set() | frozenset():
            return sorted((plain(inner) for inner in value), key=str)
        case list() | tuple():
            return [plain(inner) for inner in value]
        case _:
            return str(value)
