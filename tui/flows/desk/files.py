"""Folders of this machine as a person looks through them for a file."""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import dataclass
from pathlib import Path

from core.exchange.errors import FileUnreadable

LARGEST = 64 * 1024 * 1024
"""Bytes of a file that are read: a year of a busy account is a tenth of it."""


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file or a folder in a folder."""

    name: str
    is_folder: bool
    size: int
    """Bytes; 0 for a folder."""
    changed_at: dt.datetime | None
    """None: it cannot be told."""


def beginning(typed: str) -> Path:
    """Return the folder to begin with: of what is typed, or the home folder."""
    path = Path(typed).expanduser() if typed.strip() else Path.home()
    for folder in (path, path.parent):
        if folder.is_dir():
            return folder.resolve()
    return Path(tempfile.gettempdir()) if not Path.home().is_dir() else Path.home()


def look_into(folder: Path) -> list[FileRow]:
    """Return what is in a folder: folders first, then files, the newest first; hidden left out.

    Raises:
        FileUnreadable: the account may not look into it.
    """
    try:
        rows = [_row(path) for path in folder.iterdir() if not path.name.startswith(".")]
    except OSError as error:
        raise FileUnreadable(file=str(folder), detail=error.strerror or str(error)) from error
    folders = sorted((row for row in rows if row.is_folder), key=lambda row: row.name.casefold())
    first = dt.datetime.min.replace(tzinfo=dt.UTC)
    files = sorted(
        (row for row in rows if not row.is_folder),
        key=lambda row: (row.changed_at or first, row.name),
        reverse=True,
    )
    return [*folders, *files]


def read_file(typed: str) -> tuple[bytes, str]:
    """Return the bytes of a file and its name without folders.

    Raises:
        FileUnreadable: there is none, it is too large, or the account may not read it.
    """
    path = Path(typed).expanduser()
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise FileUnreadable(file=typed, detail=error.strerror or str(error)) from error
    if len(data) > LARGEST:
        raise FileUnreadable(file=typed, detail=f"> {LARGEST // 1024 // 1024} MB")
    return data, path.name


def _row(path: Path) -> FileRow:
    try:
        found = path.stat()
        changed = dt.datetime.fromtimestamp(found.st_mtime, tz=dt.UTC)
        return FileRow(path.name, path.is_dir(), 0 if path.is_dir() else found.st_size, changed)
    except OSError:
        # A link that leads nowhere is shown all the same; reading it says what is wrong.
        return FileRow(path.name, is_folder=False, size=0, changed_at=None)
