"""The painter: what the terminal shows is the picture, and few bytes lead there."""

from __future__ import annotations

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.terminal.painter import Painter, Picture
from tui.terminal.profiles import ANSI_16, PROFILES, VT220, XTERM_256, Ink, profile_for
from tui.terminal.safety import safe

INKS = list(Ink)


def picture(lines: list[tuple[str, Ink]], width: int = 12, ground: Ink = Ink.PLAIN) -> Picture:
    made = Picture(width, 6, ground)
    for row, (text, ink) in enumerate(lines):
        made.write(row, 0, text, ink)
    return made


LINES = st.lists(
    st.tuples(
        st.text(alphabet="abc АБВ-_ ", max_size=12),
        st.sampled_from(INKS),
    ),
    max_size=6,
)


@given(
    st.lists(st.tuples(LINES, st.sampled_from([Ink.PLAIN, Ink.ALARM])), min_size=1, max_size=6),
    st.sampled_from(sorted(PROFILES)),
)
def test_the_terminal_shows_the_last_picture(
    shown: list[tuple[list[tuple[str, Ink]], Ink]], profile: str
) -> None:
    """After any sequence of pictures the screen holds the last one, look and all."""
    chosen = PROFILES[profile]
    painter, screen = Painter(chosen), pyte.Screen(12, 6)
    terminal = pyte.Stream(screen)
    for lines, ground in shown:
        last = picture(lines, ground=ground)
        terminal.feed(painter.paint(last))
    assert screen.display == last.lines()
    fresh = pyte.Screen(12, 6)
    pyte.Stream(fresh).feed(Painter(chosen).paint(last))
    assert [[screen.buffer[y][x] for x in range(12)] for y in range(6)] == [
        [fresh.buffer[y][x] for x in range(12)] for y in range(6)
    ]


def test_the_same_picture_costs_nothing() -> None:
    """Nothing changed, nothing is sent."""
    painter = Painter(ANSI_16)
    painter.paint(picture([("PICK 1/2", Ink.BRIGHT)]))

    assert painter.paint(picture([("PICK 1/2", Ink.BRIGHT)])) == ""


def test_one_changed_character_is_one_jump_and_one_character() -> None:
    """A counter that grows by one sends a few bytes."""
    painter = Painter(ANSI_16)
    painter.paint(picture([("", Ink.PLAIN), ("QTY 3", Ink.PLAIN)]))

    assert painter.paint(picture([("", Ink.PLAIN), ("QTY 4", Ink.PLAIN)])) == "\x1b[2;5H4"


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        ("\x1b[2Jevil", "·[2Jevil"),
        ("a\x9b31mb", "a·31mb"),
        ("bell\x07", "bell·"),
        ("\u202eabc\u2066", "abc"),
        ("中文", "□□"),
        ("zero\u200bwidth", "zerowidth"),
        ("и\u0306", "й"),
        ("[bold]x[/]", "[bold]x[/]"),
        ("a\nb\tc", "a b c"),
    ],
)
def test_data_is_never_a_command(data: str, shown: str) -> None:
    """Control characters, direction marks and wide characters are made harmless."""
    assert safe(data) == shown


@given(st.text(max_size=60))
def test_safe_text_has_one_cell_per_character(data: str) -> None:
    """Whatever the text, pyte's cursor moves by its length, and nothing is obeyed."""
    screen = pyte.Screen(80, 2)
    pyte.Stream(screen).feed("\x1b[H" + safe(data))

    assert (screen.cursor.y, screen.cursor.x) == (0, len(safe(data)))


@pytest.mark.parametrize(
    ("term", "name"),
    [
        ("xterm-256color", "xterm-256"),
        ("xterm", "ansi-16"),
        ("linux", "ansi-16"),
        ("vt220", "vt220"),
        ("", "vt220"),
        ("dumb", "vt220"),
        ("xterm-mono", "mono"),
    ],
)
def test_the_profile_follows_the_kind_of_terminal(term: str, name: str) -> None:
    """What is not known speaks like a VT220."""
    assert profile_for(term).name == name


def test_a_vt220_gets_no_sequence_of_later_terminals() -> None:
    """No alternate screen, no colour, nothing that asks for an answer."""
    vt220 = PROFILES["vt220"]
    sent = vt220.start + vt220.stop + "".join(vt220.sgr(ink) for ink in Ink)

    for later in ("1049", "2004", "2026", "1000h", ">", "$p", "38;5", ";31", ";41"):
        assert later not in sent


def test_a_telephone_number_is_a_link_where_the_terminal_can() -> None:
    """OSC 8 around it and nothing after it; gone with the number, never sent to a VT220."""
    shown = Picture(12, 2)
    shown.write(0, 0, "call 123 now")
    shown.link(0, (5, 8), "tel:123")
    opened, closed = "\x1b]8;;tel:123\x1b\\", "\x1b]8;;\x1b\\"
    painter = Painter(XTERM_256)
    assert painter.paint(shown).endswith(f"call\x1b[C{opened}123\x1b[C{closed}now")
    assert painter.paint(shown) == ""
    plain = Picture(12, 2)
    plain.write(0, 0, "call 123 now")
    assert painter.paint(plain) == "\x1b[1;6H123"
    assert "\x1b]8" not in Painter(VT220).paint(shown)


def test_a_character_beside_a_link_leaves_the_link_alone() -> None:
    """Unchanged cells of a link are jumped over, not written again without it."""
    first, second = Picture(12, 1), Picture(12, 1)
    for made, text in ((first, "a 123 b"), (second, "c 123 d")):
        made.write(0, 0, text)
        made.link(0, (2, 5), "tel:123")
    painter = Painter(XTERM_256)
    painter.paint(first)
    assert painter.paint(second) == "\x1b[Hc\x1b[5Cd"
