"""klad on a PostgreSQL server of the system, 15 or newer, named by KLAD_DATABASE_URL."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.setup.machine import ROOT, people, plain_environment, python_for

OLDEST = 15
BUILTIN_LOCALES = 17
PATIENCE = 120.0


def _programs() -> Path | None:
    """Return the folder of the newest server of the system, None without one."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    named = shutil.which("postgres")
    places = [path.parent for path in found] + ([Path(named).resolve().parent] if named else [])
    new_enough = [(_major(place), place) for place in places if _major(place) >= OLDEST]
    return max(new_enough)[1] if new_enough else None


def _major(programs: Path) -> int:
    told = subprocess.run(
        [programs / "postgres", "--version"], capture_output=True, text=True, check=False
    ).stdout
    found = re.search(r"(\d+)", told)
    return int(found[1]) if found else 0


PROGRAMS = _programs()
pytestmark = pytest.mark.skipif(
    PROGRAMS is None, reason="no PostgreSQL of the system: apt-get install postgresql"
)


@dataclass(frozen=True)
class Cluster:
    """A running server."""

    folder: Path
    major: int

    def url(self, name: str) -> str:
        """Return the address of a database."""
        return f"postgresql://owner@/{name}?host={self.folder}"

    def create(self, name: str, *words: str) -> str:
        """Make a database; return its address."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 {' '.join(words)}")
        return self.url(name)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A server of the system's PostgreSQL, reached by a socket only."""
    assert PROGRAMS is not None
    # Root must not run it; the socket's path must be short.
    owner = people()[-1]
    folder = Path(tempfile.mkdtemp(prefix="klad-pg-"))
    folder.chmod(0o755)
    owner.owns(folder)
    env = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
    data = folder / "data"
    made = owner.run(
        [PROGRAMS / "initdb", "-D", data, "-U", "owner", "-A", "trust", "-E", "UTF8", "--no-sync"],
        Path("/"),
        env,
    )
    assert made.returncode == 0, made.stdout
    server = owner.start(
        [
            *(PROGRAMS / "postgres", "-D", data, "-c", "listen_addresses="),
            *("-c", f"unix_socket_directories={folder}", "-c", "fsync=off"),
        ],
        env,
        folder / "log",
    )
    running = Cluster(folder, _major(PROGRAMS))
    try:
        _wait_until_it_answers(running, server)
        yield running
    finally:
        server.send_signal(signal.SIGINT)  # sessions that are left do not hold it up
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def test_a_company_lives_on_a_server_of_the_system(cluster: Cluster, tmp_path: Path) -> None:
    """Migrate, seed the demo company, verify, back up, on the oldest server one may have."""
    me = people()[0]
    python, env = python_for(me)
    url = cluster.create("klad", *_utf8(cluster))
    environment = plain_environment(tmp_path / "home", **env, KLAD_DATABASE_URL=url)

    def klad(*words: str) -> dict[str, object]:
        done = me.run([python, "-m", "tui", *words, "--json"], ROOT, environment)
        assert done.returncode == 0, done.stdout
        told = json.loads(done.stdout)
        assert isinstance(told, dict)
        return told

    klad("db", "seed", "--demo")
    assert klad("verify") == {"clean": True, "differences": []}
    status = klad("db", "status")
    assert status["embedded"] is False
    assert str(status["server"]).startswith(f"{cluster.major}.")
    assert klad("doctor")["ok"] is True
    copy = tmp_path / "klad.dump"
    klad("db", "backup", str(copy))
    klad("db", "restore", str(copy), "--force")
    assert klad("verify") == {"clean": True, "differences": []}


def test_letters_of_the_whole_alphabet_have_two_cases(cluster: Cluster) -> None:
    """The doctor names a database that knows English letters only: nobody would find «Мёд»."""
    me = people()[0]
    python, env = python_for(me)
    url = cluster.create("bare", "LOCALE 'C'")
    environment = plain_environment(cluster.folder / "home", **env, KLAD_DATABASE_URL=url)
    upgraded = me.run([python, "-m", "tui", "db", "upgrade"], ROOT, environment)
    assert upgraded.returncode == 0, upgraded.stdout
    done = me.run([python, "-m", "tui", "doctor", "--json"], ROOT, environment)
    found = {one["what"]: one for one in json.loads(done.stdout)["findings"]}
    assert found["Letters"]["state"] == "warn"
    assert "LOCALE" in found["Letters"]["todo"]


def _utf8(cluster: Cluster) -> list[str]:
    """Return a locale every system has: the server's own from 17 on, else ICU's."""
    own = ["LOCALE_PROVIDER builtin", "BUILTIN_LOCALE 'C.UTF-8'"]
    icu = ["LOCALE_PROVIDER icu", "ICU_LOCALE 'und'"]
    return [*(own if cluster.major >= BUILTIN_LOCALES else icu), "LOCALE 'C'"]


def _wait_until_it_answers(cluster: Cluster, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        assert server.poll() is None, (cluster.folder / "log").read_text()
        try:
            psycopg.connect(cluster.url("postgres")).close()
        except psycopg.OperationalError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        else:
            return
