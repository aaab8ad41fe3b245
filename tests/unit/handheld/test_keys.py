"""The assembler of the key stream: scans, typing and keys out of raw bytes."""

from __future__ import annotations

import itertools
import uuid
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.settings import ScannerSettings, Suffix
from tui.scan.keys import ESCAPE_PAUSE, STALL_PAUSE, TYPING_PAUSE, KeyStream
from tui.scan.strokes import Pressed, Scan, Stroke, Typed

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def stream(**settings: object) -> KeyStream:
    return KeyStream(
        ScannerSettings(name="keys", **settings),  # type: ignore[arg-type]
        lambda: NOW,
        new_id=lambda: uuid.UUID(int=1),
    )


def short(strokes: list[Stroke]) -> list[str]:
    """Write strokes as "scan:…", "typed:…", "key:…"."""
    names = []
    for stroke in strokes:
        match stroke:
            case Scan(fault=None):
                names.append(f"scan:{stroke.text}")
            case Scan():
                names.append(f"{stroke.fault}:{stroke.text}")
            case Typed():
                names.append(f"typed:{stroke.text}")
            case Pressed():
                names.append(f"key:{stroke.key}")
    return names


def typed(keys: KeyStream, text: str, gap: float = 0.2, at: float = 0.0) -> list[Stroke]:
    """Type by hand: a character every *gap* seconds, then silence."""
    done: list[Stroke] = []
    for character in text:
        done += keys.feed(character.encode(), at)
        at += gap
    return done + keys.tick(at + 1)


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\t", "\r\t", "\t\r"])
def test_every_usual_suffix_ends_a_scan_and_nothing_more(end: str) -> None:
    """CR, LF, CRLF, TAB and both pairs give one scan and no key."""
    assert short(stream().feed(f"4601234567893{end}".encode(), 0.0)) == ["scan:4601234567893"]


def test_three_codes_in_one_packet_are_three_scans() -> None:
    """A Wi-Fi stall delivers three codes at once: none is merged."""
    came = stream().feed(b"CELLA-01\rCODE-GLOVES\r4601234567893\r", 0.0)

    assert short(came) == ["scan:CELLA-01", "scan:CODE-GLOVES", "scan:4601234567893"]
    assert len(set(came)) == 3


def test_the_separator_of_gs1_is_data() -> None:
    """GS inside a code is kept, so that the lot does not swallow what follows it."""
    came = stream().feed(b"]C10104601234567893\x1d10LOT7\x1d21ABC\r", 0.0)

    assert short(came) == ["scan:]C10104601234567893\x1d10LOT7\x1d21ABC"]


def test_a_code_without_suffix_ends_by_silence() -> None:
    """A gun that sends no suffix is understood after a pause."""
    keys = stream()

    assert keys.feed(b"4601234567893", 0.0) == []
    assert keys.due == STALL_PAUSE
    assert short(keys.tick(STALL_PAUSE)) == ["scan:4601234567893"]


def test_a_stall_inside_a_code_does_not_cut_it() -> None:
    """Half the code, 200 ms of silence, the other half: one scan."""
    keys = stream()

    assert keys.feed(b"460123", 0.0) == []
    assert short(keys.feed(b"4567893\r", 0.2)) == ["scan:4601234567893"]


def test_a_promised_suffix_that_does_not_come_makes_half_a_scan() -> None:
    """With CR promised, a silent end is told as incomplete, never taken for a whole code."""
    keys = stream(suffix=Suffix.CR)
    keys.feed(b"4601234567", 0.0)

    assert short(keys.tick(1.0)) == ["incomplete:4601234567"]


def test_typing_by_hand_is_typing() -> None:
    """Digits 200 ms apart and Enter are no scan, however many they are."""
    keys = stream()

    assert short(typed(keys, "1234567") + keys.feed(b"\r", 9.0)) == [
        *(f"typed:{digit}" for digit in "1234567"),
        "key:enter",
    ]


def test_an_aim_identifier_makes_a_scan_of_the_shortest_code() -> None:
    """With ]C0 even three characters are a scan, without any timing."""
    keys = stream()
    at = 0.0
    done: list[Stroke] = []
    for character in "]C0A1":
        done += keys.feed(character.encode(), at)
        at += 0.03
    assert short(done + keys.feed(b"\r", at)) == ["scan:]C0A1"]


def test_an_aim_identifier_through_a_russian_layout_is_seen() -> None:
    """`]C0A1` typed by a gun in the Russian layout is `ъС0Ф1`: still a scan."""
    assert short(stream().feed("ъС0Ф1\r".encode(), 0.0)) == ["scan:ъС0Ф1"]


def test_a_prefix_makes_a_scan_and_is_taken_off() -> None:
    """STX before a code says "scan" and is not part of it."""
    assert short(stream(prefix="\x02").feed(b"\x02A-1\r", 0.0)) == ["scan:A-1"]


def test_an_escape_glued_to_a_scan_is_a_key_and_a_scan() -> None:
    """ESC pressed just before the trigger does not eat the first character."""
    assert short(stream().feed(b"\x1b4601234567893\r", 0.0)) == ["key:escape", "scan:4601234567893"]


def test_a_lone_escape_is_decided_by_silence() -> None:
    """ESC alone waits a moment: it may begin a sequence."""
    keys = stream()

    assert keys.feed(b"\x1b", 0.0) == []
    assert short(keys.tick(ESCAPE_PAUSE)) == ["key:escape"]


@pytest.mark.parametrize(
    ("sequence", "key"),
    [
        (b"\x1bOP", "f1"),
        (b"\x1b[11~", "f1"),
        (b"\x1b[[A", "f1"),
        (b"\x1b[15~", "f5"),
        (b"\x1b[24~", "f12"),
        (b"\x1b[A", "up"),
        (b"\x1bOB", "down"),
        (b"\x1b[6~", "pagedown"),
        (b"\x7f", "backspace"),
        (b"\x08", "backspace"),
        (b"\x13", "ctrl+s"),
        (b"\x03", "ctrl+c"),
    ],
)
def test_keys_of_every_emulator(sequence: bytes, key: str) -> None:
    """Function keys come in three forms; all of them are understood."""
    assert short(stream().feed(sequence, 0.0)) == [f"key:{key}"]


def test_sequences_of_no_key_of_ours_are_dropped_whole() -> None:
    """F13 and answers of the terminal leave no rubbish behind."""
    assert stream().feed(b"\x1b[25~\x1b[?62;1c\x1b[8;24;80t", 0.0) == []


def test_an_empty_second_trigger_is_no_enter() -> None:
    """CR right after a scan is the second half of its suffix."""
    assert short(stream().feed(b"4601234567893\r\r", 0.0)) == ["scan:4601234567893"]


def test_the_other_half_of_a_suffix_may_be_held_up() -> None:
    """CR, a stall, LF: still one scan; but Enter by hand soon after a scan is Enter."""
    keys = stream()
    keys.feed(b"4601234567893\r", 0.0)

    assert keys.feed(b"\n", 0.4) == []
    assert short(keys.feed(b"\r", 0.5)) == ["key:enter"]


def test_enter_soon_after_a_scan_is_enter() -> None:
    """The person answers a suggestion a moment after the beep."""
    keys = stream()
    keys.feed(b"4601234567893\r", 0.0)

    assert short(keys.feed(b"\r", 0.03)) == ["key:enter"]


def test_an_endless_code_is_told_once() -> None:
    """A thousand characters without an end are one fault, and the memory stays bounded."""
    came = short(stream().feed(b"7" * 600, 0.0))

    assert [each.partition(":")[0] for each in came] == ["overlong"]


def test_bytes_that_are_no_utf8_are_kept() -> None:
    """A gun that speaks Latin-1 loses no character."""
    assert short(stream().feed(b"ABC\xe9DEF\r", 0.0)) == ["scan:ABCéDEF"]


CODES = st.lists(
    st.text(alphabet="0123456789ABCDEFGHIJ-/ \x1d", min_size=6, max_size=20).filter(
        lambda text: text.strip("\x1d ") == text and len(text) >= 6
    ),
    min_size=1,
    max_size=8,
)


@given(codes=CODES, cuts=st.lists(st.integers(1, 200), max_size=12), end=st.sampled_from("\r\n\t"))
def test_however_the_bytes_are_cut_the_same_scans_come_out(
    codes: list[str], cuts: list[int], end: str
) -> None:
    """Any chunking of the same bytes gives the same scans."""
    data = "".join(code + end for code in codes).encode()
    keys = stream()
    done: list[Stroke] = []
    edges = sorted({0, len(data), *(cut % len(data) for cut in cuts)})
    for number, (start, stop) in enumerate(itertools.pairwise(edges)):
        done += keys.feed(data[start:stop], number * 0.001)
    assert short(done) == [f"scan:{code}" for code in codes]


@given(st.binary(max_size=300), st.floats(0, 0.2))
def test_no_bytes_break_the_assembler(data: bytes, gap: float) -> None:
    """Whatever comes, no exception, no empty scan, no control character in typed text."""
    keys = stream()
    done: list[Stroke] = []
    at = 0.0
    for byte in data:
        done += keys.feed(bytes([byte]), at)
        at += gap
    done += keys.tick(at + 5)
    assert keys.due is None or keys.tick(at + 10) is not None
    for stroke in done:
        if isinstance(stroke, Typed):
            assert stroke.text
            assert all(each >= " " for each in stroke.text)
        if isinstance(stroke, Scan):
            assert stroke.text


def test_two_quick_characters_are_typing() -> None:
    """Two keys pressed together are no gun."""
    keys = stream()
    keys.feed(b"12", 0.0)

    assert short(keys.tick(TYPING_PAUSE)) == ["typed:12"]


@pytest.mark.parametrize("code", ["CS01", "S-1", "ЫЫ1", "~D:7"])
def test_a_short_label_in_one_burst_is_a_scan(code: str) -> None:
    """A letter among three characters or more that nobody types so fast."""
    assert short(stream().feed(f"{code}\r".encode(), 0.0)) == [f"scan:{code}"]


@pytest.mark.parametrize("text", ["120", "0,5", "3*12", "3x1", "3х12", "aaaa"])
def test_a_number_delivered_in_one_go_is_typing(text: str) -> None:
    """A slow link hands over what was typed at once; a held key repeats one letter."""
    assert short(stream().feed(f"{text}\r".encode(), 0.0)) == [f"typed:{text}", "key:enter"]


def test_a_short_label_typed_by_hand_is_typing() -> None:
    """Slower than a gun: four characters, then Enter."""
    done = typed(stream(), "CS01")
    assert [stroke for stroke in short(done) if not stroke.startswith("typed:")] == []
