"""Frozen dataclasses of integers and texts as JSON values, and back, checked place by place.

A field is a key of the same name; a field at its default is left out. Windows are `[from, to]`
with null for a window that never closes; sets are sorted lists.
"""

from __future__ import annotations

import json
import types
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from functools import cache
from typing import Any, NoReturn, Union, get_args, get_origin, get_type_hints

from routing.files.errors import BadDayFile
from routing.files.wanted import Wanted
from routing.problem import FOREVER, Row, Window, matrix_of

MOST = 2**62
"""No whole number beyond it: matrices are of 64-bit integers."""

LONGEST_FOUND = 40

WHOLE = "{ }"
"""The place of all of a document."""


def encode(value: object) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return a value as JSON holds it."""
    if value is None or isinstance(value, int | str):
        return value
    if isinstance(value, Window):
        return [value.start, None if value.end == FOREVER else value.end]
    if is_dataclass(value):
        return {
            one.name: encode(getattr(value, one.name))
            for one in fields(value)
            if one.init and getattr(value, one.name) != _default(one)
        }
    if isinstance(value, frozenset):
        return sorted((encode(one) for one in value), key=str)
    if isinstance(value, Sequence):
        return [encode(one) for one in value]
    raise TypeError(type(value))


def _default(one: Field[Any]) -> object:
    if one.default is not MISSING:
        return one.default
    return MISSING


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a document something stands."""

    file: str
    path: str

    def within(self, key: str | int) -> Place:
        """Return the place of a part."""
        if isinstance(key, int):
            return Place(self.file, f"{self.path}[{key}]")
        return Place(self.file, f"{self.path}.{key}" if self.path else key)

    def refuse(self, found: object, wanted: Wanted) -> NoReturn:
        """Say what is wrong here.

        Raises:
            BadDayFile: always.
        """
        raise BadDayFile(
            file=self.file,
            place=self.path or WHOLE,
            found=_shown(found)[:LONGEST_FOUND],
            wanted=wanted,
        )


def _shown(found: object) -> str:
    if isinstance(found, Mapping):
        return "{…}"
    if isinstance(found, list):
        return "[…]"
    if found is None or isinstance(found, bool):
        return json.dumps(found)
    return str(found)


def decode(kind: Any, value: object, place: Place) -> Any:  # noqa: ANN401 - any declared type
    """Return a JSON value as a *kind*.

    Raises:
        BadDayFile: it is none.
    """
    origin, parts = get_origin(kind), get_args(kind)
    if origin in {Union, types.UnionType}:
        inner = next(part for part in parts if part is not type(None))
        return None if value is None else decode(inner, value, place)
    if kind in {int, str, bool}:
        return _simple(kind, value, place)
    if kind is Window:
        return _window(value, place)
    if is_dataclass(kind):
        return _object(kind, value, place)
    listed = _list(value, place)
    if kind == Sequence[Row]:
        return _rows(listed, place)
    found = (decode(parts[0], one, place.within(index)) for index, one in enumerate(listed))
    if origin is frozenset:
        return frozenset(found)
    return tuple(found)


def _simple(kind: Any, value: object, place: Place) -> Any:  # noqa: ANN401 - as above
    if type(value) is not kind:
        place.refuse(
            value, {int: Wanted.WHOLE, str: Wanted.TEXT, bool: Wanted.YES_NO}.get(kind, Wanted.TEXT)
        )
    if kind is int and abs(value) > MOST:  # type: ignore[arg-type]  # an int, see above
        place.refuse(value, Wanted.WHOLE)
    return value


def _list(value: object, place: Place) -> list[Any]:
    if not isinstance(value, list):
        place.refuse(value, Wanted.LIST)
    return value


def _window(value: object, place: Place) -> Window:
    listed = _list(value, place)
    if len(listed) != 2:  # noqa: PLR2004 - from and to
        place.refuse(len(listed), Wanted.COLUMNS)
    start, end = listed
    return Window(
        _simple(int, start, place.within(0)),
        FOREVER if end is None else _simple(int, end, place.within(1)),
    )


def _rows(listed: list[Any], place: Place) -> tuple[Sequence[int], ...]:
    """Return a matrix; whole rows are looked at at once, as there may be millions of numbers."""
    for index, row in enumerate(listed):
        where = place.within(index)
        for column, number in enumerate(_list(row, where)):
            if type(number) is not int or abs(number) > MOST:
                where.within(column).refuse(number, Wanted.WHOLE)
    return matrix_of(listed)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _object(kind: Any, value: object, place: Place) -> Any:  # noqa: ANN401 - as above
    if not isinstance(value, dict):
        place.refuse(value, Wanted.OBJECT)
    hints = _hints(kind)
    known = {one.name: one for one in fields(kind) if one.init}
    for key in value:
        if key not in known:
            place.within(str(key)).refuse(key, Wanted.KEY)
    for name, one in known.items():
        if name not in value and one.default is MISSING:
            place.within(name).refuse("—", Wanted.VALUE)
    return kind(**{k: decode(hints[k], given, place.within(k)) for k, given in value.items()})
