"""A fresh machine: a copy of klad in an awkward path, an ordinary user, next to no environment."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
AWKWARD = "Склад №1 (новый) & 'старый'"
"""A folder name with a space, Cyrillic and what a shell would take for its own."""

PATIENCE = 540
"""Seconds a command may take on a slow, busy machine."""


@dataclass(frozen=True)
class Person:
    """Who sits at the machine."""

    name: str
    uid: int | None = None
    """None: whoever runs the tests."""

    def run(
        self, argv: Sequence[str | Path], cwd: Path, env: Mapping[str, str]
    ) -> subprocess.CompletedProcess[str]:
        """Run a command with nothing but *env* in its environment."""
        return subprocess.run(
            argv,
            cwd=cwd,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
            user=self.uid,
            group=self.gid,
            extra_groups=None if self.uid is None else [],
        )

    def start(
        self, argv: Sequence[str | Path], env: Mapping[str, str], log: Path
    ) -> subprocess.Popen[bytes]:
        """Start a server that writes to *log*."""
        with log.open("wb") as words:
            return subprocess.Popen(
                argv,
                cwd="/",
                env=dict(env),
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=words,
                user=self.uid,
                group=self.gid,
                extra_groups=None if self.uid is None else [],
            )

    @property
    def gid(self) -> int | None:
        """The group; None for us, as above."""
        return None if self.uid is None else pwd.getpwuid(self.uid).pw_gid

    def owns(self, folder: Path) -> None:
        """Give *folder* and all in it to this person."""
        if self.uid is not None and self.gid is not None:
            for place in (folder, *folder.rglob("*")):
                os.chown(place, self.uid, self.gid, follow_symlinks=False)


def people() -> list[Person]:
    """Return who can be tried here: us, and for root an ordinary user as well.

    The server of PostgreSQL wants its user known by name, so `nobody` it is.
    """
    found = [Person("me")]
    if os.geteuid() == 0:
        found.append(Person("ordinary", pwd.getpwnam("nobody").pw_uid))
    return found


@contextmanager
def folder() -> Iterator[Path]:
    """Make a folder with an awkward name that everybody can reach; remove it afterwards."""
    outer = Path(tempfile.mkdtemp(prefix="klad-setup-"))
    outer.chmod(0o755)
    try:
        inner = outer / AWKWARD
        inner.mkdir()
        yield inner
    finally:
        shutil.rmtree(outer, ignore_errors=True)


def copy_project(target: Path) -> Path:
    """Copy what a clone of the repository would have to *target*; return it."""
    names = _tracked() or _present()
    for name in names:
        source = ROOT / name
        if source.is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target / name)
    return target


def plain_environment(home: Path, **more: str) -> dict[str, str]:
    """Return the least a process has: no locale, an empty home, the system's paths."""
    home.mkdir(exist_ok=True)
    path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    return {"PATH": path, "HOME": str(home), "KLAD_DATA_DIR": str(home / "данные"), **more}


def python_for(person: Person) -> tuple[Path, dict[str, str]]:
    """Return an interpreter with klad's packages that *person* may start, and its environment.

    The one that runs the tests may live in the home of somebody else; then it is the system's of
    the same version, told where the packages are. Skips the test when there is none.
    """
    packages = sysconfig.get_path("purelib")
    system = Path(f"/usr/bin/python3.{sys.version_info.minor}")
    for python, env in ((Path(sys.executable), {}), (system, {"PYTHONPATH": packages})):
        if _starts(person, [python, "-c", "import sqlalchemy, psycopg, textual"], env):
            return python, dict(env)
    pytest.skip(f"{sys.executable} is out of reach of an ordinary user, and {system} will not do")


def base_python_for(person: Person) -> Path:
    """Return an interpreter without packages that *person* may make an environment with.

    Skips the test when there is none.
    """
    own = Path(sys.base_prefix, "bin", f"python3.{sys.version_info.minor}")
    system = [Path(f"/usr/bin/python3.{minor}") for minor in range(14, 10, -1)]
    for python in (own, *system):
        if _starts(person, [python, "-c", "import venv, ensurepip"], {}):
            return python
    pytest.skip("no Python with venv and ensurepip within reach of an ordinary user")


def _starts(person: Person, argv: Sequence[str | Path], env: Mapping[str, str]) -> bool:
    try:
        return person.run(argv, Path("/"), env).returncode == 0
    except OSError:
        return False


def _tracked() -> list[str]:
    """Return the files git has or would take; none where this is no clone."""
    told = subprocess.run(
        ["git", "-c", "core.quotePath=off", "ls-files", "-z", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return [name for name in told.stdout.split("\0") if name] if told.returncode == 0 else []


def _present() -> list[str]:
    skipped = {".git", ".venv", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"}
    return [
        str(path.relative_to(ROOT))
        for path in ROOT.rglob("*")
        if path.is_file() and not skipped & set(path.relative_to(ROOT).parts)
    ]
