"""Settings: one file, then the environment; every value knows its origin; typos are errors."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tui.commands.config import config
from tui.settings import (
    BadSetting,
    DatabaseSettings,
    HandheldSettings,
    SettingsUnreadable,
    UnknownSetting,
    load_settings,
    masked,
    settings_file,
    unknown_variables,
)

WHOLE = """
language = "ru"
timezone = "Asia/Yekaterinburg"
workplace = "handheld"
data_dir = "/srv/klad"

[database]
url = "postgresql://klad:secret@db.example.com/klad"

[handheld]
warehouse = "MAIN"
beep = false
mono = true

[security]
attempts = 3
lock_minutes = 30
idle_minutes = 10

[[scanner]]
url = "/dev/ttyACM0"
suffix = "cr"

[[scanner]]
url = "tcp://0.0.0.0:4001"

[[printer]]
name = "office"
"""


def written(folder: Path, text: str) -> dict[str, str]:
    """Return an environment whose settings file holds *text*."""
    file = folder / "klad.toml"
    file.write_text(text, encoding="utf-8")
    return {"KLAD_CONFIG": str(file)}


def test_without_file_and_environment_there_are_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr("tui.settings.SYSTEM_FILE", tmp_path / "absent.toml")
    found = load_settings({})
    assert (found.file, found.language, found.database) == (None, "auto", DatabaseSettings(None))
    assert found.handheld == HandheldSettings(warehouse="", beep=True, mono=False)
    assert {origin for _key, _value, origin in found.rows()} == {"default"}


def test_every_key_of_the_file_is_read(tmp_path: Path) -> None:
    env = written(tmp_path, WHOLE)
    found = load_settings(env)
    assert (found.language, found.timezone, found.workplace) == (
        "ru",
        "Asia/Yekaterinburg",
        "handheld",
    )
    assert found.data_dir == Path("/srv/klad")
    assert found.database.url == "postgresql://klad:secret@db.example.com/klad"
    assert found.handheld == HandheldSettings(warehouse="MAIN", beep=False, mono=True)
    assert (found.security.attempts, found.security.lock_minutes) == (3, 30)
    assert found.security.idle_minutes == 10
    assert found.scanners == (
        {"url": "/dev/ttyACM0", "suffix": "cr"},
        {"url": "tcp://0.0.0.0:4001"},
    )
    assert found.printers == ({"name": "office"},)
    assert {origin for _key, _value, origin in found.rows()} == {env["KLAD_CONFIG"]}


def test_the_environment_wins_and_is_named_as_the_origin(tmp_path: Path) -> None:
    env = written(tmp_path, WHOLE) | {
        "KLAD_LANGUAGE": "en",
        "KLAD_BEEP": "yes",
        "KLAD_ATTEMPTS": "7",
        "KLAD_SCANNER": "/dev/ttyUSB3",
        "KLAD_DATABASE_URL": "",
    }
    found = load_settings(env)
    assert (found.language, found.handheld.beep, found.security.attempts) == ("en", True, 7)
    assert found.scanners == ({"url": "/dev/ttyUSB3"},)
    assert found.database.url == "postgresql://klad:secret@db.example.com/klad"
    assert found.origins["language"] == "KLAD_LANGUAGE"
    assert found.origins["scanner"] == "KLAD_SCANNER"
    assert found.origins["database.url"] == env["KLAD_CONFIG"]


def test_no_color_means_monochrome_unless_told_otherwise(tmp_path: Path) -> None:
    env = written(tmp_path, "") | {"NO_COLOR": "1"}
    assert load_settings(env).handheld.mono is True
    assert load_settings(env).origins["handheld.mono"] == "NO_COLOR"
    assert load_settings(env | {"KLAD_MONO": "no"}).handheld.mono is False


@pytest.mark.parametrize(
    ("text", "key", "nearest"),
    [
        ("langauge = 'ru'", "langauge", "language"),
        ("[handheld]\nwarehuose = 'A'", "handheld.warehuose", "handheld.warehouse"),
        ("[scaner]\nurl = 'x'", "scaner", "scanner"),
    ],
)
def test_an_unknown_key_names_file_key_and_what_is_allowed(
    tmp_path: Path, text: str, key: str, nearest: str
) -> None:
    env = written(tmp_path, text)
    with pytest.raises(UnknownSetting) as refusal:
        load_settings(env)
    facts = refusal.value.facts
    assert (facts["file"], facts["key"], facts["nearest"]) == (env["KLAD_CONFIG"], key, nearest)
    assert nearest in str(facts["allowed"])


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("language = 'de'", "language"),
        ("timezone = 'Europe/Moskva'", "timezone"),
        ("handheld = 'MAIN'", "handheld"),
        ("[handheld]\nbeep = 1", "handheld.beep"),
        ("[security]\nattempts = 0", "security.attempts"),
        ("[security]\nattempts = true", "security.attempts"),
        ("[database]\nurl = 'mysql://h/db'", "database.url"),
        ("scanner = ['/dev/ttyACM0']", "scanner"),
        ("[scanner]\nurl = 'x'", "scanner"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(BadSetting) as refusal:
        load_settings(written(tmp_path, text))
    assert refusal.value.facts["key"] == key
    assert refusal.value.facts["expected"]


@pytest.mark.parametrize(
    ("variable", "value"),
    [("KLAD_BEEP", "maybe"), ("KLAD_ATTEMPTS", "three"), ("KLAD_LANGUAGE", "RU")],
)
def test_a_bad_variable_is_named(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(BadSetting) as refusal:
        load_settings(written(tmp_path, "") | {variable: value})
    assert (refusal.value.facts["file"], refusal.value.facts["value"]) == (variable, value)


@pytest.mark.parametrize(
    "content", [b"language = ", b"\xff\xfe", b"language = 'ru'\nlanguage = 'en'"]
)
def test_a_file_that_is_not_toml_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "klad.toml"
    file.write_bytes(content)
    with pytest.raises(SettingsUnreadable) as refusal:
        load_settings({"KLAD_CONFIG": str(file)})
    assert refusal.value.facts["file"] == str(file)
    assert refusal.value.facts["reason"]


def test_a_named_file_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsUnreadable):
        load_settings({"KLAD_CONFIG": str(tmp_path / "absent.toml")})


def test_a_file_written_by_a_windows_editor_is_read(tmp_path: Path) -> None:
    file = tmp_path / "klad.toml"
    file.write_bytes(b"\xef\xbb\xbflanguage = 'ru'\r\n")
    assert load_settings({"KLAD_CONFIG": str(file)}).language == "ru"


def test_the_users_own_file_comes_before_the_systems(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("tui.settings.SYSTEM_FILE", tmp_path / "system.toml")
    assert settings_file({}) is None
    (tmp_path / "system.toml").write_text("")
    assert settings_file({}) == tmp_path / "system.toml"
    own = tmp_path / "home" / "klad" / "klad.toml"
    own.parent.mkdir(parents=True)
    own.write_text("")
    assert settings_file({}) == own


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("postgresql://anna:p@ss/word@h/klad", "postgresql://anna:***@h/klad"),
        (
            "postgresql://anna@h/klad?password=x&port=1",
            "postgresql://anna@h/klad?password=***&port=1",
        ),
        (
            "postgresql://klad@/klad?host=/tmp/k&port=5432",
            "postgresql://klad@/klad?host=/tmp/k&port=5432",
        ),
        (
            ({"password": "x", "url": "ipp://u:p@h"},),
            ({"password": "***", "url": "ipp://u:***@h"},),
        ),
    ],
)
def test_passwords_are_never_shown(told: object, shown: object) -> None:
    assert masked(told) == shown


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ("/var/spool/klad", "file"),
        ("C:\\\\pages", "file"),
        ("ipp://print.example.com:631/printers/a4", "ipp"),
        ("zebra.example.com:9100", "raw"),
        ("10.0.0.7:9100", "raw"),
    ],
)
def test_one_printer_may_be_told_by_the_environment(told: str, kind: str) -> None:
    found = load_settings({"KLAD_PRINTER": told})
    assert found.printers == ({"name": "printer", "kind": kind, "target": told},)
    assert found.origins["printer"] == "KLAD_PRINTER"


def test_a_variable_nobody_reads_is_noticed() -> None:
    assert unknown_variables({"KLAD_DATABSE_URL": "", "KLAD_BEEP": "1", "HOME": "/"}) == [
        ("KLAD_DATABSE_URL", "KLAD_DATABASE_URL")
    ]


def test_config_shows_values_and_origins_without_passwords(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KLAD_CONFIG", written(tmp_path, WHOLE)["KLAD_CONFIG"])
    monkeypatch.setenv("KLAD_LANGUAGE", "en")
    done = CliRunner().invoke(config, ["--json"])
    assert done.exit_code == 0
    told = json.loads(done.stdout)["settings"]
    assert told["database.url"] == {
        "value": "postgresql://klad:***@db.example.com/klad",
        "from": str(tmp_path / "klad.toml"),
    }
    assert told["language"] == {"value": "en", "from": "KLAD_LANGUAGE"}
    shown = CliRunner().invoke(config, []).stdout
    assert "secret" not in shown
    assert "handheld.warehouse      MAIN" in shown


def test_config_refuses_a_misspelt_key_with_a_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KLAD_CONFIG", written(tmp_path, "langauge = 'ru'")["KLAD_CONFIG"])
    done = CliRunner().invoke(config, [])
    assert done.exit_code == 1
    assert "langauge" in done.stderr
    assert "Traceback" not in done.output


def test_reading_settings_loads_neither_ports_nor_fonts_nor_screens() -> None:
    code = (
        "import sys; from tui.settings import load_settings; load_settings({});"
        "print(sorted({'serial','reportlab','textual','sqlalchemy','psycopg'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
