"""The terminal itself: sizes, kinds, keys that must do nothing, and the end of the connection."""

from __future__ import annotations

import os
import signal
import subprocess
import time

import pytest

from tests.e2e.handheld.floor import KLAD, Floor
from tests.e2e.handheld.test_pick import scan
from tests.e2e.handheld.test_streams import finish, open_task
from tests.e2e.terminal import PATIENCE


def test_a_resize_in_the_middle_lays_the_same_prompt_out_anew(warehouse: Floor) -> None:
    """From a gun to a forklift, a desk, a wall and the smallest display, and on with the work."""
    warehouse.task("GLOVES 1")
    with warehouse.open("--user", "ivan") as handheld:
        open_task(handheld)
        scan(handheld, "CELLA-01", "SCAN ITEM")
        for size in [(40, 8), (80, 24), (132, 43), (20, 16), (20, 4)]:
            handheld.resize(*size)
            handheld.wait_for("SCAN ITEM")
            handheld.wait_for("PICK 1/1")
            handheld.wait_for("Gloves")
        scan(handheld, "CODE-GLOVES", "QUANTITY")
        handheld.resize(26, 20)
        scan(handheld, "CELLSHIP", "Take there")
        finish(handheld)


@pytest.mark.parametrize(
    ("term", "forbidden"),
    [
        ("vt220", [b"1049", b"\x1b[38;5", b"\x1b[0;3"]),
        ("xterm", [b"\x1b[38;5"]),
        ("xterm-256color", []),
    ],
)
def test_the_terminal_is_asked_nothing(warehouse: Floor, term: str, forbidden: list[bytes]) -> None:
    """No mouse, no keyboard protocol, no query, no bracketed paste: a strict client stays clean."""
    with warehouse.open(TERM=term) as handheld:
        handheld.wait_for("Badge or login")
        handheld.wait_for("ok")
        handheld.settle()
        for sequence in [
            b"?1000h",
            b"?1003h",
            b"?1004h",
            b"u",
            b"$p",
            b"?2004h",
            b"\x1b[c",
            b"\x1b]",
        ]:
            assert sequence not in bytes(handheld.received), sequence
        for sequence in forbidden:
            assert sequence not in bytes(handheld.received), sequence
        assert len(handheld.received) < 1024


def test_no_color_asks_for_reverse_video_and_the_work_goes_on(warehouse: Floor) -> None:
    """NO_COLOR in the environment: no colour is sent, a wrong cell still turns the screen over."""
    warehouse.task("GLOVES 1")
    with warehouse.open("--user", "ivan", TERM="xterm-256color", NO_COLOR="1") as handheld:
        open_task(handheld)
        scan(handheld, "CELLA-04", "Wrong")
        handheld.settle()
        assert b"\x1b[0;7m" in bytes(handheld.received)
        assert b"38;5" not in bytes(handheld.received)
        scan(handheld, "CELLA-01", "SCAN ITEM")


def test_nothing_leads_out_of_klad(warehouse: Floor) -> None:
    """Ctrl-C, Ctrl-Z, Ctrl-Q, Ctrl-backslash and the palette of the framework change nothing."""
    with warehouse.open(TEXTUAL_DEBUG="1", TEXTUAL_PRESS="ctrl+q") as handheld:
        before = handheld.wait_for("Badge or login")
        handheld.settle()
        for key in (b"\x03", b"\x1a", b"\x11", b"\x1c", b"\x10", b"\x1b[24;2~", b"\x00"):
            handheld.feed(key)
        handheld.settle()
        assert not handheld.has_ended()
        assert "Badge or login" in handheld.text
        assert before.splitlines()[0][:4] == "KLAD"
        with open(f"/proc/{handheld.pid}/stat", encoding="ascii") as stat:  # noqa: PTH123
            assert stat.read().rsplit(") ", 1)[1][0] != "T"


@pytest.mark.parametrize("how", [signal.SIGHUP, signal.SIGTERM])
def test_a_hang_up_ends_the_process_and_loses_nothing(
    warehouse: Floor, how: signal.Signals
) -> None:
    """Scans already taken are worked off, then the process is gone and the terminal restored."""
    task = warehouse.task("GLOVES 1")
    with warehouse.open("--user", "ivan") as handheld:
        open_task(handheld)
        handheld.feed("CELLA-01\rCODE-GLOVES\rCELLSHIP\r")
        time.sleep(0.05)
        handheld.kill(how)
        assert handheld.wait_end() == 0
        assert bytes(handheld.received).endswith(b"\x1b[?1049l")
    assert warehouse.picked(task) == [(1, 1)]
    with warehouse.open("--user", "ivan") as handheld:
        finish(handheld)


def test_a_dropped_connection_ends_the_process(warehouse: Floor) -> None:
    """Our end of the line is closed without a word: the process notices and ends."""
    with warehouse.open() as handheld:
        handheld.wait_for("Badge or login")
        handheld.hang_up()
        assert handheld.wait_end() == 0


def test_without_a_terminal_it_says_what_is_missing(warehouse: Floor) -> None:
    """Started from a pipe it does not hang; it explains."""
    done = subprocess.run(
        [*KLAD, "handheld"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env={**os.environ, **warehouse.environment()},
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 1
    assert "terminal" in done.stderr


def test_a_second_terminal_of_the_same_person_takes_over(warehouse: Floor) -> None:
    """Two guns, one storekeeper: the first is told and changes nothing any more."""
    task = warehouse.task("GLOVES 1")
    with warehouse.open("--user", "ivan") as first:
        open_task(first)
        with warehouse.open("--user", "ivan") as second:
            second.wait_for("SCAN LOCATION")
            scan(second, "CELLA-01", "SCAN ITEM")
            first.feed("CELLA-01\r")
            first.wait_for("Enter: leave")
            first.feed("\r")
            assert first.wait_end() == 0
            scan(second, "CODE-GLOVES", "QUANTITY")
            scan(second, "CELLSHIP", "Take there")
            finish(second)
    assert warehouse.picked(task) == [(1, 1)]


def test_russian_is_complete_on_the_screen(warehouse: Floor) -> None:
    """The same gun in Russian, switched while it runs."""
    with warehouse.open("--user", "ivan", KLAD_LANGUAGE="ru", size=(20, 16)) as handheld:
        handheld.wait_for("1 Отбор")
        handheld.feed("6")
        handheld.wait_for("1 Picking")
        handheld.feed("6")
        handheld.wait_for("Выберите")
