"""`make setup` says what is missing; run with stand-ins for Python, so that it takes no time."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.setup.machine import ROOT, folder

STAND_IN = """#!/bin/sh
'''exec' "{python}" "$0" "$@"
' '''
# Stands in for Python: notes what it was asked, makes environments of copies of itself.
import os, shutil, sys
here = {folder!r}
asked = sys.argv[1:]
with open(here + "/asked", "a", encoding="utf-8") as notes:
    notes.write(" ".join(asked) + chr(10))
broken = os.environ.get("BROKEN", "")
if asked[:1] == ["-c"]:
    if broken == "old":
        sys.version_info = (3, 10, 13)
    exec(asked[1])
elif asked[:2] == ["-m", "venv"]:
    if broken == "venv":
        sys.exit("The virtual environment was not created: ensurepip is not available.")
    shutil.rmtree(asked[-1], ignore_errors=True)
    os.makedirs(asked[-1] + "/bin")
    shutil.copy(__file__, asked[-1] + "/bin/python")
elif asked[:3] == ["-m", "pip", "install"] and "-r" in asked and broken == "network":
    sys.exit("ERROR: No matching distribution found for alembic")
"""


@dataclass
class Clone:
    """A folder with the Makefile and a stand-in for Python."""

    folder: Path

    @property
    def python(self) -> Path:
        return self.folder.parent / "python"

    def make(self, *arguments: str, broken: str = "") -> subprocess.CompletedProcess[str]:
        """Run make with nothing but a path in the environment."""
        return subprocess.run(
            ["make", *(arguments or ("setup", f"PYTHON={self.python}"))],
            cwd=self.folder,
            env={"PATH": "/usr/local/bin:/usr/bin:/bin", "BROKEN": broken},
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    def asked(self) -> list[str]:
        """Return what Python was asked since the last time."""
        notes = self.folder.parent / "asked"
        lines = notes.read_text(encoding="utf-8").splitlines() if notes.exists() else []
        notes.write_text("")
        return [line for line in lines if not line.startswith("-c")]


MADE_ANEW = [
    "-m venv --clear .venv",
    "-m pip install --quiet --require-hashes -r requirements.lock",
    "-m pip install --quiet --no-deps --no-build-isolation --editable .",
    "-m tui.locale compile",
]


def fill(place: Path) -> None:
    """Put into a folder what `make setup` reads."""
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, place)


@pytest.fixture
def clone() -> Iterator[Clone]:
    """A fresh clone in a path with spaces, Cyrillic and quotes."""
    with folder() as place:
        fill(place)
        python = place.parent / "python"
        python.write_text(STAND_IN.format(python=sys.executable, folder=str(place.parent)))
        python.chmod(0o755)
        yield Clone(place)


def test_a_fresh_clone_is_set_up_once(clone: Clone) -> None:
    done = clone.make()
    assert (done.returncode, done.stderr) == (0, "")
    assert clone.asked() == MADE_ANEW
    assert clone.make().returncode == 0
    assert clone.asked() == []


def test_new_packages_are_installed_into_the_environment_that_is_there(clone: Clone) -> None:
    clone.make()
    clone.asked()
    lock = clone.folder / "requirements.lock"
    lock.write_text(lock.read_text() + "# changed\n")
    later = (clone.folder / ".venv/.klad-ready").stat().st_mtime + 10
    os.utime(lock, (later, later))  # the clock of a file system may tick slower than we work
    assert clone.make().returncode == 0
    assert clone.asked() == ["-m pip --version", *MADE_ANEW[1:]]


def test_an_environment_that_was_moved_is_made_anew(clone: Clone) -> None:
    """Scripts inside an environment name its folder."""
    clone.make()
    clone.asked()
    moved = Clone(clone.folder.rename(clone.folder.parent / "иначе"))
    assert moved.make().returncode == 0
    assert moved.asked() == ["-m pip --version", *MADE_ANEW]
    assert moved.make().returncode == 0
    assert moved.asked() == []


def test_an_environment_whose_python_is_gone_is_made_anew(clone: Clone) -> None:
    clone.make()
    clone.asked()
    (clone.folder / ".venv/bin/python").unlink()
    (clone.folder / ".venv/bin/python").symlink_to("/nowhere/python3.11")
    assert clone.make().returncode == 0
    assert clone.asked() == MADE_ANEW


def test_an_environment_of_another_clone_is_never_emptied(clone: Clone) -> None:
    clone.make()
    clone.asked()
    other = Clone(clone.folder.parent / "linked")
    other.folder.mkdir()
    fill(other.folder)
    (other.folder / ".venv").symlink_to(clone.folder / ".venv")
    done = other.make()
    assert done.returncode != 0
    assert ".venv is a link" in done.stderr
    assert "Remove the link and run this again." in done.stderr
    assert other.asked() == ["-m pip --version"]
    assert (other.folder / ".venv").is_symlink()
    assert clone.make().returncode == 0


def test_an_old_python_is_refused_by_its_version(clone: Clone) -> None:
    done = clone.make(broken="old")
    assert done.returncode != 0
    assert "klad needs Python 3.11 or newer; this is 3.10." in done.stderr
    assert "make setup PYTHON=python3.12" in done.stderr
    assert not (clone.folder / ".venv").exists()


def test_no_python_at_all_is_told(clone: Clone) -> None:
    done = clone.make("setup", "PYTHON=python3.99")
    assert done.returncode != 0
    assert "There is no python3.99. Install Python 3.11 or newer" in done.stderr


def test_a_python_without_ensurepip_is_told_and_leaves_nothing_half_made(clone: Clone) -> None:
    done = clone.make(broken="venv")
    assert done.returncode != 0
    assert "apt-get install python3-venv" in done.stderr
    assert not (clone.folder / ".venv").exists()


def test_without_a_network_it_is_said_how_to_go_on_and_the_next_run_goes_on(clone: Clone) -> None:
    done = clone.make(broken="network")
    assert done.returncode != 0
    assert "No matching distribution found" in done.stderr
    assert "PIP_FIND_LINKS" in done.stderr
    clone.asked()
    assert clone.make().returncode == 0
    assert clone.asked() == ["-m pip --version", *MADE_ANEW[1:]]


def test_help_lists_every_target(clone: Clone) -> None:
    done = clone.make("help")
    for target in ("run", "setup", "test", "test-long", "bench", "clean"):
        assert f"\n{target} " in f"\n{done.stdout}"
