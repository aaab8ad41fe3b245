"""The commands a person types, as real processes that meet over a real port and a real pty."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from tui.__main__ import cli

LONG = 60.0
ENGLISH = {**os.environ, "KLAD_LANGUAGE": "en", "PYTHONUNBUFFERED": "1"}


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the settings of the machine out of the test; return the file to write."""
    file = tmp_path / "klad.toml"
    file.write_text("")
    monkeypatch.setenv("KLAD_CONFIG", str(file))
    monkeypatch.setenv("KLAD_LANGUAGE", "en")
    return file


@contextmanager
def klad(*words: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tui", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**ENGLISH, "KLAD_CONFIG": os.environ["KLAD_CONFIG"]},
    )
    with process:
        yield process
        if process.poll() is None:
            process.kill()


def line_of(process: subprocess.Popen[str]) -> str:
    """Return the next line the process prints."""
    assert process.stdout is not None
    deadline = time.monotonic() + LONG
    while time.monotonic() < deadline:
        if select.select([process.stdout], [], [], 1)[0]:
            return process.stdout.readline()
    raise AssertionError(process.args)


def run(*words: str, typed: str | None = None) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["device", *words], input=typed)
    return done.exit_code, done.output


def test_the_emulated_gun_shoots_at_the_live_tester_over_tcp() -> None:
    with klad("device", "test", "scanner", "tcp://127.0.0.1:0", "--scans", "3", "--json") as tester:
        url = json.loads(line_of(tester))["url"]
        code, said = run(
            "emulate",
            "scanner",
            "--to",
            url,
            "--aim",
            "4600439931256",
            "(01)04600439931256(17)270300(10)LOT7(21)55",
        )
        assert (code, said) == (0, f"2 codes sent to {url}.\n")
        code, said = run("emulate", "scanner", "--to", url, "--json", typed="4600439931257\n\n")
        assert (code, json.loads(said)) == (0, {"url": url, "shots": 1})
        out, _errors = tester.communicate(timeout=LONG)
        assert tester.returncode == 0
    plain, gs1, wrong = [json.loads(line) for line in out.splitlines()]
    assert (plain["gtin"], plain["symbology"]) == ("04600439931256", "ean-upc")
    assert (gs1["lot"], gs1["serial"], gs1["expiry"]) == ("LOT7", "55", "2027-03-31")
    assert gs1["symbology"] == "gs1-128"
    assert wrong["problem"] == {
        "kind": "check-digit",
        "number": "4600439931257",
        "found": "7",
        "expected": "6",
    }


def test_codes_typed_into_an_emulated_pty_reach_the_tester(tmp_path: Path) -> None:
    link = tmp_path / "gun"
    with klad("device", "emulate", "scanner", "--pty", "--link", str(link)) as gun:
        assert line_of(gun) == f"{link}\n"
        with klad("device", "test", "scanner", str(link), "--scans", "1") as tester:
            assert line_of(tester) == f"Open: {link}. Scan something; Ctrl+C ends.\n"
            assert gun.stdin is not None
            gun.stdin.write("~W:SHORT\n")
            gun.stdin.flush()
            out, _errors = tester.communicate(timeout=LONG)
            assert tester.returncode == 0
        gun.communicate(timeout=LONG)
        assert gun.returncode == 0
    assert out == "> ~W:SHORT\n  kind: unknown\n  command: SHORT\n"


def test_a_tester_that_could_not_open_says_why_and_fails(tmp_path: Path) -> None:
    absent = str(tmp_path / "none")
    code, said = run("test", "scanner", absent, "--seconds", "0.5")
    assert code == 1
    assert said == (
        f"! The port is not there. No {absent} on this machine. "
        "Plug the device in, or find its port with: klad device list.\n"
    )


def test_nobody_listening_is_told_with_what_to_start() -> None:
    with klad("device", "test", "scanner", "tcp://127.0.0.1:0", "--scans", "1", "--json") as tester:
        url = json.loads(line_of(tester))["url"]
    code, said = run("emulate", "scanner", "--to", url, "--wait", "0", "4600439931256")
    assert code == 1
    assert f"klad handheld --scanner {url}" in said


@pytest.mark.parametrize(
    ("words", "fact"),
    [
        (["emulate", "scanner", "--suffix", "return", "1"], "suffix = “return”"),
        (["emulate", "scanner", "--noise", "\\xzz", "1"], "noise = “\\xzz”"),
        (["emulate", "scanner", "--to", "tcp://nowhere", "1"], "tcp://HOST:PORT"),
        (["test", "scanner", "tcp://nowhere"], "url = “tcp://nowhere”"),
        (["test", "scanner", "loop://", "--baud", "1"], "300..4000000"),
    ],
)
def test_a_bad_option_is_named_with_what_is_allowed(words: list[str], fact: str) -> None:
    code, said = run(*words)
    assert code == 1
    assert fact in said


def test_codes_for_a_pty_that_nobody_reads_are_a_mistake() -> None:
    code, said = run("emulate", "scanner", "--pty", "4600439931256")
    assert code == 2
    assert "no reader yet" in said


def test_the_list_shows_the_scanners_of_the_settings(own_settings: Path) -> None:
    own_settings.write_text(
        '[[scanner]]\nname = "gate"\nurl = "tcp://127.0.0.1:4001"\n'
        '[[scanner]]\nname = "desk"\nurl = "/dev/none"\nsuffix = "crlf"\n'
    )
    code, said = run("list", "--json")
    assert code == 0
    assert json.loads(said)["scanners"] == [
        {"name": "gate", "url": "tcp://127.0.0.1:4001", "suffix": "any", "present": None},
        {"name": "desk", "url": "/dev/none", "suffix": "crlf", "present": False},
    ]
    code, said = run("list")
    assert code == 0
    assert "  desk  /dev/none  the port is not there\n" in said


def test_a_misspelt_key_of_a_scanner_is_refused_by_name(own_settings: Path) -> None:
    own_settings.write_text('[[scanner]]\nname = "gate"\nsufix = "cr"\n')
    code, said = run("list")
    assert code == 1
    assert "gate: sufix = “cr”" in said
    assert "suffix" in said


@pytest.mark.parametrize(
    "words",
    [[], ["list"], ["test"], ["test", "scanner"], ["emulate"], ["emulate", "scanner"]],
)
def test_every_help_has_an_example(words: list[str]) -> None:
    code, said = run(*words, "--help")
    assert code == 0
    assert "Example" in said
