"""`klad user` as an administrator at a shell uses it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from core.access.sign_in import SignedIn, sign_in, sign_in_badge
from core.db.engine import Database
from core.db.unit_of_work import transaction
from core.kernel.clock import SystemClock


def run(database: Database, home: Path, *words: str, typed: str = "") -> tuple[int, str, str]:
    """Run `klad user …`; return exit code, output, errors."""
    done = subprocess.run(
        [sys.executable, "-m", "tui", "user", *words],
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        env={
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "KLAD_DATABASE_URL": database.url.render_as_string(hide_password=False),
            "KLAD_DATA_DIR": str(home),
        },
    )
    return done.returncode, done.stdout, done.stderr


def test_users_are_added_changed_and_listed(fresh_database: Database, tmp_path: Path) -> None:
    code, out, _ = run(
        fresh_database,
        tmp_path,
        *("add", "ivan", "--name", "Петров Иван", "--role", "storekeeper"),
        *("--badge", "--password-stdin", "--json"),
        typed="Kladovka-77\n",
    )
    made = json.loads(out)
    assert (code, made["login"]) == (0, "ivan")
    assert run(fresh_database, tmp_path, "roles", "ivan", "shift_lead", "admin")[0] == 0
    assert run(fresh_database, tmp_path, "unlock", "ivan")[0] == 0
    code, _, _ = run(
        fresh_database, tmp_path, "password", "ivan", "--password-stdin", typed="Drugoj-parol-9\n"
    )
    assert code == 0
    listed = json.loads(run(fresh_database, tmp_path, "list", "--json")[1])
    assert [(row["login"], row["name"], row["roles"]) for row in listed] == [
        ("ivan", "Петров Иван", "admin, shift_lead")
    ]
    with transaction(fresh_database.sessions) as session:
        clock = SystemClock()
        assert isinstance(sign_in(session, "ivan", "Drugoj-parol-9", clock=clock), SignedIn)
        assert isinstance(sign_in_badge(session, made["badge"], clock=clock), SignedIn)


def test_a_refusal_tells_what_to_do_and_adds_nobody(
    fresh_database: Database, tmp_path: Path
) -> None:
    for words in (
        ("add", "ivan", "--password-stdin"),
        ("badge", "nobody"),
        ("add", "anna", "--warehouse", "НЕТ", "--no-password"),
    ):
        code, _, errors = run(fresh_database, tmp_path, *words, typed="1\n")
        assert code == 1, words
        assert errors.strip()
        assert "Traceback" not in errors
    assert json.loads(run(fresh_database, tmp_path, "list", "--json")[1]) == []
