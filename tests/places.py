"""Where the servers of tests keep their data."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")
_ROOM = 4 << 30
"""Bytes that have to be free there: many times what a run needs."""


def server_folder(prefix: str) -> Path:
    """Make a folder for the data of a server; whoever calls removes it.

    It is kept in memory where there is room: a copy of a database, made for every module, is a
    thousand small files. Not under `tmp_path`: the path of a socket has to be short, and the server
    may run as another user.
    """
    roomy = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free >= _ROOM
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=_MEMORY if roomy else "/tmp"))
    folder.chmod(0o755)
    return folder
