"""Two people changed one document: putting my input on top of what the other one wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tui.flows.desk.shapes import SHOWN, Card, Values

Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Merged:
    """A card with both changes."""

    card: Card
    both: tuple[str, ...]
    """Where both changed the same, as "field" or "table 3 field": mine was kept."""


def merged(base: Card, mine: Card, theirs: Card) -> Merged:
    """Return *theirs* with everything on top that *mine* changed against *base*.

    Lines are told apart by what identifies them: number, or id. A line that the other one removed
    stays removed unless I changed it.
    """
    both: list[str] = []
    values = _fields(base.values, mine.values, theirs.values, "", both)
    shown = dict(theirs.shown)
    for name, value in values.items():
        if value != theirs.values.get(name):
            shown[name] = mine.shown.get(name, "")
    lines = {
        table: _lines(base, mine, theirs, table, both)
        for table in dict.fromkeys([*theirs.lines, *mine.lines])
    }
    return Merged(replace(theirs, values=values, shown=shown, lines=lines), tuple(both))


def _fields(base: Values, mine: Values, theirs: Values, where: str, both: list[str]) -> Line:
    result: Line = dict(theirs)
    for name, value in mine.items():
        if value == base.get(name) or name.endswith(SHOWN):
            continue
        if theirs.get(name) != base.get(name) and theirs.get(name) != value:
            both.append(f"{where}{name}")
        result[name] = value
        if name + SHOWN in mine:
            result[name + SHOWN] = mine[name + SHOWN]
    return result


def _lines(base: Card, mine: Card, theirs: Card, table: str, both: list[str]) -> tuple[Values, ...]:
    old = {_key(line): line for line in base.lines.get(table, ())}
    ours = {_key(line): line for line in mine.lines.get(table, ()) if _key(line) is not None}
    result: list[Values] = []
    met = set()
    for line in theirs.lines.get(table, ()):
        key = _key(line)
        met.add(key)
        if key in ours:
            where = f"{table} {key} "
            result.append(_fields(old.get(key, {}), ours[key], line, where, both))
        elif key not in old:
            result.append(line)
    for key, line in ours.items():
        if key not in met and line != old.get(key):
            both.append(f"{table} {key}")
            result.append({name: value for name, value in line.items() if name not in _KEYS})
    result += [line for line in mine.lines.get(table, ()) if _key(line) is None]
    return tuple(result)


_KEYS = ("line_no", "__id", "__version")


def _key(line: Mapping[str, Any]) -> Any:  # noqa: ANN401 - number or id
    return line.get("__id", line.get("line_no"))
