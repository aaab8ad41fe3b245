"""A fresh clone in an awkward path works: for root, for an ordinary user, without a locale."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.setup.machine import (
    Person,
    base_python_for,
    copy_project,
    folder,
    people,
    plain_environment,
    python_for,
)

EVERYBODY = pytest.mark.parametrize("person", people(), ids=lambda person: person.name)


@contextmanager
def machine(person: Person, **env: str) -> Iterator[tuple[Path, dict[str, str]]]:
    """Yield a copy of the project and an environment; stop the database klad starts."""
    with folder() as place:
        project = copy_project(place / "klad")
        environment = plain_environment(place / "дом", **env)
        person.owns(place)
        yield project, environment


@EVERYBODY
def test_commands_work_with_a_database_of_ones_own(person: Person) -> None:
    python, env = python_for(person)
    with machine(person, **env) as (project, environment):

        def klad(*words: str, code: int = 0) -> str:
            done = person.run([python, "-m", "tui", *words], project, environment)
            assert done.returncode == code, done.stdout
            return done.stdout

        try:
            assert "klad" in klad("--help")
            assert json.loads(klad("doctor", "--json"))["ok"]
            klad("db", "status", code=1)
            assert json.loads(klad("db", "upgrade", "--json"))["after"]
            status = json.loads(klad("db", "status", "--json"))
            assert status["running"]
            assert status["server"].startswith("18.")
            assert json.loads(klad("verify", "--json")) == {"clean": True, "differences": []}
            found = {one["what"]: one["state"] for one in _findings(klad("doctor", "--json"))}
            assert found["Schema"] == "ok"
            assert found["Settings"] == "ok"
            backup = project.parent / "копия.dump"
            klad("db", "backup", str(backup))
            klad("db", "restore", str(backup), "--force")
        finally:
            klad("db", "stop")
        assert klad("db", "stop") == "It was not running.\n"


@pytest.mark.long
@pytest.mark.timeout(1200)
@EVERYBODY
def test_make_sets_everything_up(person: Person) -> None:
    """The whole of it, packages and all: needs a package index."""
    python = base_python_for(person)
    with machine(person) as (project, environment):
        done = person.run(["make", "setup", f"PYTHON={python}"], project, environment)
        assert done.returncode == 0, done.stdout
        again = person.run(["make", "setup", f"PYTHON={python}"], project, environment)
        assert (again.returncode, again.stdout) == (0, "make: Nothing to be done for 'setup'.\n")
        elsewhere = project.parent

        def klad(*words: str) -> str:
            ran = person.run([project / ".venv/bin/klad", *words], elsewhere, environment)
            assert ran.returncode == 0, ran.stdout
            return ran.stdout

        try:
            klad("db", "seed", "--demo")
            assert json.loads(klad("verify", "--json"))["clean"]
            assert json.loads(klad("doctor", "--json"))["ok"]
        finally:
            klad("db", "stop")


def _findings(told: str) -> list[dict[str, str]]:
    return list(json.loads(told)["findings"])
