"""Building and checking the Russian catalogue: a tool, not needed at run time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from tui.locale import CATALOGUE, FOLDER

ROOT = FOLDER.parent.parent
SOURCES = ("core", "devices", "printing", "tui")
KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "counted": (1, 2),
    "pgettext": ((1, "c"), 2),
}
_CYRILLIC = re.compile("[А-Яа-яЁё]")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}|%\((\w+)\)")
"""With its kind: `{asked:quantity}` without it would show thousandths."""

Key = tuple[str, str]
"""(context, msgid); the singular for plural messages."""


def fragments() -> list[Path]:
    """Return the fragments, one per area."""
    return sorted((FOLDER / "ru").glob("*.po"))


def compile_catalogue() -> Path:
    """Merge the fragments into the catalogue that gettext reads; return its path."""
    merged: Catalog | None = None
    for path in fragments():
        with path.open("rb") as file:
            part = read_po(file, locale="ru")
        if merged is None:
            merged = part
            continue
        for message in part:
            if message.id:
                merged[message.id] = message
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    temporary = CATALOGUE.with_suffix(".tmp")
    with temporary.open("wb") as file:
        write_mo(file, merged if merged is not None else Catalog(locale="ru"))
    temporary.replace(CATALOGUE)
    return CATALOGUE


def faults() -> list[str]:
    """Return what is wrong: missing, empty, fuzzy, left over, contradicting, wrong placeholders."""
    used = {(context, _first(found)): (where, found) for where, context, found in _extracted()}
    said: dict[Key, tuple[Path, Message]] = {}
    found: list[str] = []
    for path in fragments():
        with path.open("rb") as file:
            part = read_po(file, locale="ru")
        for message in part:
            if message.id:
                found += _message_faults(path, message, said, used)
    for key, (where, _message) in sorted(used.items(), key=str):
        if key not in said:
            found.append(f"{where}: no Russian for {key[1]!r}")
        if _CYRILLIC.search(key[1]):
            found.append(f"{where}: msgids are English, this is not: {key[1]!r}")
    return found


def _message_faults(
    path: Path,
    message: Message,
    said: dict[Key, tuple[Path, Message]],
    used: dict[Key, tuple[str, tuple[str, ...]]],
) -> Iterator[str]:
    key = (message.context or "", _first(message.id))
    text = (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))
    if key not in used:
        yield f"{path.name}: nobody says {key[1]!r} any more"
    if message.fuzzy:
        yield f"{path.name}: fuzzy: {key[1]!r}"
    if not all(text):
        yield f"{path.name}: empty: {key[1]!r}"
    if isinstance(message.id, tuple) and len(text) != 3:  # noqa: PLR2004 - Russian has three forms
        yield f"{path.name}: three plural forms are needed: {key[1]!r}"
    wanted = _placeholders(message.id if isinstance(message.id, str) else message.id[-1])
    for form in text:
        if form and _placeholders(form) - wanted:
            yield f"{path.name}: unknown placeholders in {form!r}"
        if form and not isinstance(message.id, tuple) and wanted - _placeholders(form):
            yield f"{path.name}: placeholders missing in {form!r}"
    earlier = said.get(key)
    if earlier is not None and earlier[1].string != message.string:
        yield f"{path.name}: {key[1]!r} is said otherwise in {earlier[0].name}"
    said[key] = (path, message)


def _extracted() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for source in SOURCES:
        for filename, line, message, _comments, context in extract_from_dir(
            ROOT / source,
            method_map=[("**.py", "python")],
            keywords=KEYWORDS,
            strip_comment_tags=True,
        ):
            forms = message if isinstance(message, tuple) else (message,)
            if forms[0]:
                yield f"{source}/{filename}:{line}", context or "", forms


def _first(message: str | tuple[str, ...] | list[str]) -> str:
    return message if isinstance(message, str) else message[0]


def _placeholders(text: str) -> set[str]:
    return {first or second for first, second in _PLACEHOLDER.findall(text)}
