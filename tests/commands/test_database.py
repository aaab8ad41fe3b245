"""`klad db`: a backup is whole or absent, a restore happens entirely or not at all."""

from __future__ import annotations

import json
import shutil
import stat
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import make_url, select, text

from core.catalog.models import Item, Unit
from core.db import backup as copies
from core.db.embedded import stop as stop_server
from core.db.engine import Database, connect
from core.db.postgres_programs import ProgramMissing, find_program
from core.db.revisions import head_revision
from core.db.unit_of_work import transaction
from tui.commands.database import db


@pytest.fixture
def empty(fresh_database: Database) -> Iterator[list[str]]:
    """URLs of two empty databases."""
    base = fresh_database.url
    administration = base.set(drivername="postgresql").render_as_string(hide_password=False)
    names = [f"klad_{uuid.uuid4().hex[:12]}" for _ in range(2)]
    with psycopg.connect(administration, autocommit=True) as connection:
        for name in names:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    yield [base.set(database=name).render_as_string(hide_password=False) for name in names]
    with psycopg.connect(administration, autocommit=True) as connection:
        for name in names:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def filled(empty: list[str]) -> str:
    """URL of a database with klad's schema and something of ours in it."""
    assert klad(empty[0], "upgrade").exit_code == 0
    run(empty[0], "CREATE TABLE kept (n int PRIMARY KEY, word text)")
    run(empty[0], "INSERT INTO kept SELECT n, 'слово ' || n FROM generate_series(1, 20000) n")
    return empty[0]


def klad(url: str | None, *arguments: str, **env: str) -> Result:
    """Run `klad db …` on the database at *url*."""
    return CliRunner().invoke(db, list(arguments), env={"KLAD_DATABASE_URL": url, **env})


def run(url: str, statement: str) -> Any:
    """Run one statement and commit; return its rows, if it has any."""
    database = connect(url)
    try:
        with database.engine.begin() as connection:
            done = connection.execute(text(statement))
            return [tuple(row) for row in done] if done.returns_rows else None
    finally:
        database.close()


def content(url: str) -> Any:
    """Return what tells one state of the database from another."""
    tables = run(url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    rows = run(url, "SELECT count(*), sum(n) FROM kept") if ("kept",) in tables else None
    return tables, rows


def test_upgrade_fills_an_empty_database_and_then_has_nothing_to_do(empty: list[str]) -> None:
    first = json.loads(klad(empty[0], "upgrade", "--json").stdout)
    assert (first["before"], first["after"]) == (None, head_revision())
    assert first["applied"][-1] == head_revision()
    again = json.loads(klad(empty[0], "upgrade", "--json").stdout)
    assert again == {"before": head_revision(), "after": head_revision(), "applied": []}


def test_a_backup_restored_elsewhere_is_the_same_database(
    filled: str, empty: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "склад 1.dump"
    made = json.loads(klad(filled, "backup", str(file), "--json").stdout)
    assert made == {
        "file": str(file),
        "bytes": file.stat().st_size,
        "revision": head_revision(),
    }
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file]
    done = klad(empty[1], "restore", str(file), "--json")
    assert json.loads(done.stdout) == {
        "file": str(file),
        "revision": head_revision(),
        "upgrade_needed": False,
    }
    assert content(empty[1]) == content(filled)
    assert run(empty[1], "SELECT word FROM kept WHERE n = 20000") == [("слово 20000",)]


def test_an_existing_file_is_replaced_only_when_asked(filled: str, tmp_path: Path) -> None:
    file = tmp_path / "klad.dump"
    file.write_text("dear to somebody")
    refused = klad(filled, "backup", str(file))
    assert refused.exit_code == 1
    assert file.read_text() == "dear to somebody"
    assert klad(filled, "backup", str(file), "--replace").exit_code == 0
    assert file.read_bytes().startswith(b"PGDMP")


def test_a_backup_that_cannot_be_written_leaves_nothing(filled: str, tmp_path: Path) -> None:
    done = klad(filled, "backup", str(tmp_path / "absent" / "klad.dump"))
    assert done.exit_code == 1
    assert "Traceback" not in done.output
    assert list(tmp_path.iterdir()) == []


def test_a_dump_that_fails_leaves_the_earlier_backup(
    filled: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "klad.dump"
    assert klad(filled, "backup", str(file)).exit_code == 0
    before = file.read_bytes()
    failing = tmp_path / "bin"
    failing.mkdir()
    (failing / "pg_dump").write_text(
        "#!/bin/sh\n[ \"$1\" = --version ] && echo 'pg_dump (PostgreSQL) 99.0' && exit 0\n"
        "echo half a backup; echo 'disk on fire' >&2; exit 1\n"
    )
    (failing / "pg_dump").chmod(0o755)
    monkeypatch.setenv("KLAD_PG_BIN", str(failing))
    done = klad(filled, "backup", str(file), "--replace")
    assert done.exit_code == 1
    assert "disk on fire" in done.stderr
    assert file.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bin", "klad.dump"]


def test_restore_refuses_a_database_with_something_in_it(filled: str, tmp_path: Path) -> None:
    file = str(tmp_path / "klad.dump")
    klad(filled, "backup", file)
    run(filled, "DELETE FROM kept WHERE n > 5")
    before = content(filled)
    refused = klad(filled, "restore", file)
    assert refused.exit_code == 1
    assert content(filled) == before
    assert klad(filled, "restore", file, "--force").exit_code == 0
    assert content(filled)[1] == [(20000, 200010000)]


def test_a_forced_restore_drops_what_the_backup_does_not_have(filled: str, tmp_path: Path) -> None:
    first, second = str(tmp_path / "1.dump"), str(tmp_path / "2.dump")
    klad(filled, "backup", first)
    before = content(filled)
    run(filled, "CREATE SCHEMA other")
    run(filled, "CREATE TABLE other.thing (n int)")
    run(filled, "CREATE TABLE later (n int)")
    assert klad(filled, "restore", first, "--force").exit_code == 0
    assert content(filled) == before
    assert run(filled, "SELECT to_regclass('other.thing')") == [(None,)]
    assert klad(filled, "backup", second).exit_code == 0
    assert klad(filled, "restore", second, "--force").exit_code == 0
    assert content(filled) == before


@pytest.mark.parametrize("kept", [0.001, 0.3, 0.9, 0.999])
def test_a_backup_cut_short_is_refused_and_nothing_changes(
    filled: str, tmp_path: Path, kept: float
) -> None:
    file = tmp_path / "klad.dump"
    klad(filled, "backup", str(file))
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * kept)])
    before = content(filled)
    done = klad(filled, "restore", str(file), "--force", "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["error"] == "backup-unreadable"
    assert content(filled) == before


@pytest.mark.parametrize("damage", ["text", "empty", "folder", "absent"])
def test_what_is_no_backup_is_refused_with_a_message(
    filled: str, tmp_path: Path, damage: str
) -> None:
    file = tmp_path / "klad.dump"
    if damage == "text":
        file.write_text("DROP TABLE kept;")
    elif damage == "empty":
        file.write_bytes(b"")
    elif damage == "folder":
        file.mkdir()
    before = content(filled)
    done = klad(filled, "restore", str(file), "--force")
    assert done.exit_code != 0
    assert "Traceback" not in done.output
    assert content(filled) == before


def test_the_backup_of_another_program_is_refused(
    filled: str, empty: list[str], tmp_path: Path
) -> None:
    run(empty[1], "CREATE TABLE foreign_thing (n int)")
    file = tmp_path / "other.dump"
    conninfo = make_url(empty[1]).set(drivername="postgresql")
    subprocess.run(
        [
            find_program("pg_dump", 15),
            "--format=custom",
            f"--file={file}",
            conninfo.render_as_string(hide_password=False),
        ],
        check=True,
    )
    before = content(filled)
    done = klad(filled, "restore", str(file), "--force", "--json")
    assert json.loads(done.stdout)["error"] == "backup-foreign"
    assert content(filled) == before


def test_the_backup_of_a_newer_klad_is_refused(
    filled: str, empty: list[str], tmp_path: Path
) -> None:
    file = str(tmp_path / "newer.dump")
    run(filled, "UPDATE alembic_version SET version_num = '9999_next_year'")
    klad(filled, "backup", file)
    done = klad(empty[1], "restore", file, "--json")
    told = json.loads(done.stdout)
    assert (told["error"], told["facts"]["revision"]) == ("backup-newer", "9999_next_year")
    assert content(empty[1]) == ([], None)


def test_a_file_that_fails_half_way_through_the_restore_changes_nothing(
    filled: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "klad.dump"
    klad(filled, "backup", str(file))
    before = content(filled)
    whole = copies._script
    read = []

    def breaking(source: Path, major: int, *options: str) -> Iterator[bytes]:
        read.append(source)
        for count, piece in enumerate(whole(source, major, *options)):
            if len(read) == 3 and count == 2:
                raise subprocess.CalledProcessError(1, "", stderr="the disk was pulled out")
            yield piece

    monkeypatch.setattr(copies, "_script", breaking)
    done = klad(filled, "restore", str(file), "--force", "--json")
    assert json.loads(done.stdout)["error"] == "restore-failed"
    assert "the disk was pulled out" in json.loads(done.stdout)["facts"]["reason"]
    assert content(filled) == before


def test_what_the_database_refuses_is_told_and_undone(filled: str, tmp_path: Path) -> None:
    file = str(tmp_path / "klad.dump")
    klad(filled, "backup", file)
    before = content(filled)
    run(filled, "CREATE ROLE klad_poor LOGIN") if not run(
        filled, "SELECT 1 FROM pg_roles WHERE rolname = 'klad_poor'"
    ) else None
    poor = make_url(filled).set(username="klad_poor").render_as_string(hide_password=False)
    done = klad(poor, "restore", file, "--force", "--json")
    assert json.loads(done.stdout)["error"] == "restore-failed"
    assert content(filled) == before


def test_move_copies_everything_to_an_empty_database_and_says_where(
    filled: str, empty: list[str]
) -> None:
    done = klad(filled, "move", empty[1])
    assert done.exit_code == 0, done.output
    assert f"KLAD_DATABASE_URL={empty[1]}" in done.stdout
    assert content(empty[1]) == content(filled)
    refused = klad(filled, "move", empty[1], "--json")
    assert json.loads(refused.stdout)["error"] == "database-not-empty"


def test_move_waits_for_nobody_but_says_who_is_in_the_way(filled: str, empty: list[str]) -> None:
    database = connect(filled)
    with database.engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        refused = klad(filled, "move", empty[1], "--json")
        told = json.loads(refused.stdout)
        assert (told["error"], told["facts"]) == ("database-in-use", {"sessions": 1})
        assert content(empty[1]) == ([], None)
        assert klad(filled, "move", empty[1], "--force").exit_code == 0
    database.close()


def test_words_of_searches_are_made_anew_from_the_rows(empty: list[str]) -> None:
    assert klad(empty[0], "upgrade").exit_code == 0
    database = connect(empty[0])
    with transaction(database.sessions) as session:
        session.add(Unit(code="796", name="Штука", symbol="шт"))
        session.flush()
        session.add(Item(code="1", name="Молоко", unit_id=session.scalars(select(Unit.id)).one()))
    database.close()
    run(empty[0], "DELETE FROM item_search_word")
    told = json.loads(klad(empty[0], "words", "--json").stdout)
    assert {"item", "partner"} <= set(told["tables"])
    assert run(empty[0], "SELECT word FROM item_search_word WHERE word = 'молоко'") == [("молоко",)]


def test_a_server_that_is_away_is_told_without_a_traceback(tmp_path: Path) -> None:
    done = klad("postgresql://klad@127.0.0.1:1/klad", "backup", str(tmp_path / "x.dump"), "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["error"] == "unavailable"
    assert list(tmp_path.iterdir()) == []


def test_status_and_stop_of_klads_own_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KLAD_DATABASE_URL", raising=False)
    folder = Path(tempfile.mkdtemp(prefix="klad-db-", dir="/tmp"))
    folder.chmod(0o755)
    data_dir = str(folder / "data")
    try:
        idle = klad(None, "status", "--json", KLAD_DATA_DIR=data_dir)
        assert (idle.exit_code, json.loads(idle.stdout)["running"]) == (1, False)
        assert not (folder / "data").exists()
        assert klad(None, "upgrade", KLAD_DATA_DIR=data_dir).exit_code == 0
        told = json.loads(klad(None, "status", "--json", KLAD_DATA_DIR=data_dir).stdout)
        assert (told["embedded"], told["running"]) == (True, True)
        assert (told["revision"], told["server"].split(".")[0]) == (head_revision(), "18")
        assert klad(None, "stop", KLAD_DATA_DIR=data_dir).stdout == "Stopped.\n"
        assert json.loads(klad(None, "stop", "--json", KLAD_DATA_DIR=data_dir).stdout) == {
            "stopped": False
        }
    finally:
        stop_server(folder / "data")
        shutil.rmtree(folder)


def test_programs_older_than_the_server_are_not_used() -> None:
    assert find_program("pg_dump", 15).name == "pg_dump"
    with pytest.raises(ProgramMissing) as refusal:
        find_program("pg_dump", 99)
    assert (refusal.value.facts["program"], refusal.value.facts["needed"]) == ("pg_dump", 99)
    assert refusal.value.facts["found"]


def test_a_password_never_stands_on_a_command_line() -> None:
    url = make_url("postgresql+psycopg://anna:s3cret@/klad?host=a:5432&host=b:5433&sslmode=require")
    conninfo = copies._conninfo(url)
    assert "s3cret" not in conninfo
    assert "host=a,b" in conninfo
    assert "port=5432,5433" in conninfo
    assert "sslmode=require" in conninfo
    assert copies._environment(url)["PGPASSWORD"] == "s3cret"
