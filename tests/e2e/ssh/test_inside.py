"""Inside klad over SSH: no key leads out, data are inert, every terminal is served or told."""

from __future__ import annotations

import re
import shlex
import signal
from pathlib import Path

import psutil
import pytest
from sqlalchemy import update

from core.access.models import AppUser
from core.catalog.models import Item, Unit
from core.db.unit_of_work import transaction
from core.fulfilment.models import OutboundOrder
from tests.e2e.handheld.floor import PASSWORD, Floor
from tests.e2e.ssh.conftest import person
from tests.e2e.ssh.server import KLAD, Server, gone
from tests.e2e.terminal import PtyTerminal

KEYS = {
    "Ctrl+C": "\x03",
    "Ctrl+P, Textual's palette": "\x10",
    "Ctrl+Q": "\x11",
    "Ctrl+S and Ctrl+Q": "\x13\x11",
    "Ctrl+V": "\x16",
    "Ctrl+Y": "\x19",
    "Ctrl+Z": "\x1a",
    "Ctrl+\\": "\x1c",
    "Ctrl+]": "\x1d",
    "Ctrl+^": "\x1e",
    "Ctrl+_": "\x1f",
    "the escape of an SSH client": "\r~.\r~^Z\r~C",
    "Esc": "\x1b",
    "a paste": "\x1b[200~!sh\r:q\x1b[201~",
    "the mouse": "\x1b[<0;1;1M\x1b[M !!",
    "answers of a terminal": "\x1b[?62;c\x1b[1;1R\x1b[?2026;2$y\x1b[I",
    "Kitty's keys": "\x1b[99;5u\x1b[122;5u\x1b[27;5;99~",
    "an escape without an end": "\x1b[1;1;1;1;1;1;1;1;1;1;1",
    "not UTF-8": "\udcff\udcfe\udc80\r",
}


@pytest.mark.parametrize("place", ["Badge", "1 Picking", "Choose or scan", "SCAN LOCATION"])
def test_no_key_leads_out(server: Server, floor: Floor, place: str) -> None:
    """Try them at the sign-in, in the menu, in a list and in a task: klad stays and answers."""
    floor.task("GLOVES 3")
    badge = person(floor, f"keys-{place[:2].strip()}")
    with server.open() as terminal:
        terminal.wait_for("Badge")
        for way, reached in _WAY:
            if place in terminal.text:
                break
            terminal.feed(way.format(badge=badge))
            terminal.wait_for(reached)
        klad = server.klad()
        for name, keys in KEYS.items():
            terminal.feed(keys.encode(errors="surrogateescape"))
            terminal.settle(0.05)
            assert klad.is_running(), name
            assert klad.status() != psutil.STATUS_STOPPED, name
            assert klad.children() == [], name
            assert not terminal.has_ended(), name
        terminal.resize(31, 16)
        terminal.wait_for(rf"(?m)^{'-' * 31}$")
        assert server.klad() == klad
    assert gone([klad])


_WAY = (
    ("{badge}\r", "1 Picking"),
    ("1", "Choose or scan"),
    ("1", "SCAN LOCATION"),
)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP, signal.SIGTTIN])
def test_signals_of_a_terminal_neither_end_nor_stop_it(
    server: Server, number: signal.Signals
) -> None:
    with server.open() as terminal:
        terminal.wait_for("Badge")
        klad = server.klad()
        klad.send_signal(number)
        terminal.feed("ivan\r")
        terminal.wait_for("(?i)password")
        assert klad.status() != psutil.STATUS_STOPPED
    assert gone([klad])


EVIL = (
    "\x1b]0;OWNED\x07\x1b[31mRED\x1b[2J\x1b[999;999H\x1b[c\x9b6n\x90q\x9c\x1b#8\x0e\r\n\t\x08\x7f"
    "[bold red]B[/] [@click=app.quit]go[/] \u202eflip\u2066\u200b {0} %s \\x1b 名\U0001f600"
)
"""Title, colour, erase, jump, questions to the terminal, C1, markup, direction, wide letters."""

SEQUENCE = re.compile(rb"\x1b(\[\??[0-9;]*[A-Za-z]|[()][A-Z0-9])")
HARMLESS = frozenset(b"mHJKCGdhl")


def test_names_in_the_data_command_nothing(server: Server, floor: Floor) -> None:
    """Put sequences and markup into every name on the screen and look at the raw bytes."""
    floor.task("GLOVES 3")
    badge = person(floor, "evil")
    with transaction(floor.database.sessions) as session:
        session.execute(update(Item).values(name=f"Item{EVIL}", article=f"Art{EVIL}"[:50]))
        session.execute(update(Unit).values(symbol="\x1b[7m"))
        session.execute(update(OutboundOrder).values(recipient=f"Firm{EVIL}"))
        session.execute(update(AppUser).values(name=f"Name{EVIL}"[:80]))
    for size in ((26, 20), (80, 24)):
        with server.open(size=size) as terminal:
            terminal.wait_for("Badge")
            terminal.feed(f"{badge}\r")
            terminal.wait_for("Name·]0;OWNED|SCAN LOCATION")
            if "SCAN LOCATION" not in terminal.text:
                terminal.feed("1")
                terminal.wait_for("Choose or scan")
                terminal.feed("1")
            terminal.wait_for("(?s)Item·.0;OWNED.*SCAN LOCATION")
            terminal.feed("[bold red]x\x9b6n\r")
            terminal.wait_for(r"\[bold")
            terminal.settle()
            raw = bytes(terminal.received)
            klad = server.klad()
        assert gone([klad])
        assert _strange(raw) == []


def _strange(raw: bytes) -> list[bytes]:
    """Return every control character or sequence klad itself would not send."""
    rest = [found[0] for found in SEQUENCE.finditer(raw) if found[0][-1] not in HARMLESS]
    plain = SEQUENCE.sub(b"", raw)
    # A bell is how klad speaks to the ear; line ends come from the shell's own messages.
    rest += re.findall(rb"[\x00-\x06\x08-\x1f\x7f]", plain)
    rest += [character.encode() for character in plain.decode() if "\x80" <= character <= "\x9f"]
    return rest


@pytest.mark.parametrize("kind", ["vt220", "linux", "xterm", "xterm-256color", "VT-GUN/7"])
def test_signs_in_with_a_password_on_any_terminal(server: Server, kind: str) -> None:
    with server.open(TERM=kind) as terminal:
        terminal.wait_for("Badge")
        terminal.feed("ivan\r")
        terminal.wait_for("(?i)password")
        _type(terminal, PASSWORD)
        terminal.wait_for("1 Picking|SCAN|Item|Task")
        terminal.settle()
        raw = bytes(terminal.received)
        klad = server.klad()
    assert gone([klad])
    assert PASSWORD.encode() not in raw
    assert _strange(raw) == []
    # Nothing asks the terminal for an answer, which a strict client would print.
    assert not re.search(rb"\x1b\[[?>]?[0-9;]*[cnu]|\$p", raw)
    if kind in {"vt220", "VT-GUN/7"}:
        assert b"1049" not in raw
        assert not re.search(rb"\x1b\[[0-9;]*(3|4|9|10)[0-9][;m]", raw)


def test_a_terminal_that_cannot_place_a_cursor_is_told_so(server: Server) -> None:
    with server.open(TERM="dumb", size=(80, 24)) as terminal:
        assert terminal.wait_end() == 1
        assert "\x1b" not in bytes(terminal.received).decode()
        assert "TERM=dumb" in terminal.text
        assert "--terminal" in terminal.text


def test_nothing_is_imported_from_the_home_folder(settings: str, tmp_path: Path) -> None:
    """Put modules of klad's names where SSH starts it; run what ForceCommand runs, there."""
    mark = tmp_path / "mark"
    home = tmp_path / "home"
    for name in ("tui", "core", "textual", "sqlalchemy", "json", "sitecustomize", "usercustomize"):
        (home / name).mkdir(parents=True)
        (home / name / "__init__.py").write_text(f"open({str(mark)!r}, 'w').close()\n")
    (home / "klad.toml").write_text("nonsense")
    (tmp_path / "klad.toml").write_text(settings)
    command = f"cd {shlex.quote(str(home))} && exec {shlex.quote(str(KLAD))} handheld"
    env = {"KLAD_CONFIG": str(tmp_path / "klad.toml"), "HOME": str(home), "TERM": "xterm"}
    with PtyTerminal(["/bin/sh", "-c", command], env=env) as terminal:
        terminal.wait_for("Badge")
    assert not mark.exists()


def _type(terminal: PtyTerminal, word: str) -> None:
    """Type a hidden *word* as a person does: a key at a time, which no gun can do."""
    for count, character in enumerate(word, start=1):
        terminal.feed(character)
        terminal.wait_for(rf"(?m)^\*{{{count}}}_")
    terminal.feed("\r")


def test_signing_out_closes_the_connection(server: Server, floor: Floor) -> None:
    """There is nothing behind klad: whoever leaves it is outside."""
    with server.open() as terminal:
        terminal.wait_for("Badge")
        klad = server.klad()
        terminal.feed(f"{person(floor, 'leaver')}\r")
        row = re.search(r"(\d) Sign out", terminal.wait_for("Sign out"))
        assert row
        terminal.feed(row[1])
        terminal.wait_for(r"Sign out\?")
        terminal.feed("1")
        assert terminal.wait_end() == 0
    assert gone([klad])
