"""A stream of bytes becomes the same scans however it is cut."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.scanner.framing import MAX_LENGTH, FrameFault, RawScan, ScanFramer
from devices.settings import SUFFIX_BYTES, ScannerSettings, Suffix

STX_ETX = ScannerSettings(prefix="\x02", suffix=Suffix.ETX)

every_way = st.builds(
    ScannerSettings,
    suffix=st.sampled_from(sorted(Suffix)),
    prefix=st.sampled_from(["", "\x02", "~S"]),
)
# Bytes that matter to a framer, mixed with some that do not, and one run that is too long.
pieces = st.one_of(
    st.sampled_from([b"\r", b"\n", b"\r\n", b"\t", b"\r\t", b"\t\r", b"\x02", b"\x03", b"~S"]),
    st.sampled_from([b"4600439931256", b"0104600439931256\x1d10LOT7", "ФИСВ".encode(), b"\xff"]),
    st.just(b"9" * (MAX_LENGTH + 9)),
    st.binary(max_size=5),
)


def facts(scans: list[RawScan]) -> list[tuple[bytes, FrameFault | None]]:
    return [(scan.raw, scan.fault) for scan in scans]


@settings(derandomize=True, max_examples=300, deadline=None)
@given(how=every_way, parts=st.lists(pieces, max_size=12), data=st.data())
def test_any_chunking_gives_the_same_scans(
    how: ScannerSettings, parts: list[bytes], data: st.DataObject
) -> None:
    stream = b"".join(parts)
    whole = ScanFramer(how)
    expected = whole.feed(stream, 1.0) + whole.end(2.0, orderly=True)

    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=20)))
    framer, found = ScanFramer(how), []
    for number, (start, stop) in enumerate(zip([0, *cuts], [*cuts, len(stream)], strict=True)):
        found += framer.feed(stream[start:stop], 1.0 + number * 0.001)
    found += framer.end(2.0, orderly=True)

    assert facts(found) == facts(expected)


codes = st.lists(
    st.text("0123456789ABCXYZabc-./ \x1dФы", min_size=1, max_size=40), min_size=1, max_size=20
)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(texts=codes, suffix=st.sampled_from(sorted(SUFFIX_BYTES)))
def test_every_code_sent_with_its_suffix_comes_out_once_and_in_order(
    texts: list[str], suffix: Suffix
) -> None:
    for how in (suffix, Suffix.ANY) if suffix is not Suffix.ETX else (suffix,):
        framer = ScanFramer(ScannerSettings(suffix=how))
        stream = b"".join(text.encode() + SUFFIX_BYTES[suffix] for text in texts)
        assert [scan.text for scan in framer.feed(stream, 0.0)] == texts


@settings(derandomize=True, max_examples=100, deadline=None)
@given(texts=codes)
def test_characters_frame_as_their_bytes_do(texts: list[str]) -> None:
    by_text, by_bytes = ScanFramer(ScannerSettings()), ScanFramer(ScannerSettings())
    stream = "".join(text + "\r" for text in texts)
    found = [scan for each in stream for scan in by_text.feed_text(each, 0.0)]
    assert facts(found) == facts(by_bytes.feed(stream.encode(), 0.0))


def test_silence_of_the_setting_ends_a_code_and_a_shorter_one_does_not() -> None:
    framer = ScanFramer(ScannerSettings(suffix=Suffix.SILENCE, silence_ms=50))
    assert framer.feed(b"46004", 1.000) == []
    assert framer.feed(b"39931256", 1.049) == []
    assert framer.due == pytest.approx(1.099)
    assert framer.tick(1.098) == []
    assert [scan.text for scan in framer.tick(1.100)] == ["4600439931256"]
    assert framer.due is None
    assert framer.tick(9.0) == []


def test_bytes_after_a_silence_do_not_join_the_code_before_it() -> None:
    framer = ScanFramer(ScannerSettings(silence_ms=50))
    framer.feed(b"111111", 1.0)
    assert [scan.text for scan in framer.feed(b"222222\r", 1.2)] == ["111111", "222222"]


def test_zero_silence_waits_for_the_suffix_for_ever() -> None:
    framer = ScanFramer(ScannerSettings(silence_ms=0))
    framer.feed(b"typed slowly", 1.0)
    assert framer.due is None
    assert framer.tick(1e9) == []
    assert framer.pending == "typed slowly"


def test_half_a_scan_without_its_promised_suffix_is_a_fault_not_a_code() -> None:
    framer = ScanFramer(ScannerSettings(suffix=Suffix.CR, silence_ms=50))
    framer.feed(b"46004399", 1.0)
    assert framer.tick(1.3) == []
    assert facts(framer.tick(1.6)) == [(b"46004399", FrameFault.INCOMPLETE)]


def test_stx_and_etx_hold_a_code_and_noise_before_it_is_told_apart() -> None:
    framer = ScanFramer(STX_ETX)
    scans = framer.feed(b"\x02111\x03\xff\xff\x02222\x03333\x03", 0.0)
    assert facts(scans) == [
        (b"111", None),
        (b"\xff\xff", FrameFault.INCOMPLETE),
        (b"222", None),
        (b"333", FrameFault.NO_PREFIX),
    ]


def test_an_endless_frame_is_one_fault_and_the_next_code_is_whole() -> None:
    framer = ScanFramer(ScannerSettings())
    scans = framer.feed(b"7" * 5000 + b"\r4600439931256\r", 0.0)
    assert facts(scans) == [
        (b"7" * MAX_LENGTH, FrameFault.OVERLONG),
        (b"4600439931256", None),
    ]


@pytest.mark.parametrize("length", [MAX_LENGTH - 1, MAX_LENGTH])
@pytest.mark.parametrize("suffix", [Suffix.ANY, Suffix.CRLF])
def test_the_longest_code_is_still_a_code(length: int, suffix: Suffix) -> None:
    framer = ScanFramer(ScannerSettings(suffix=suffix))
    assert facts(framer.feed(b"7" * length + b"\r\n", 0.0)) == [(b"7" * length, None)]


def test_separators_inside_a_code_are_kept() -> None:
    framer = ScanFramer(ScannerSettings())
    [scan] = framer.feed(b"10LOT7\x1d211234\x1e\x04\r", 0.0)
    assert scan.text == "10LOT7\x1d211234\x1e\x04"


def test_bytes_that_are_not_utf8_lose_nothing() -> None:
    [scan] = ScanFramer(ScannerSettings()).feed(b"\xff\xfe12\r", 0.0)
    assert (scan.raw, scan.text) == (b"\xff\xfe12", "ÿþ12")


def test_backspace_takes_one_character_back_and_discard_all() -> None:
    framer = ScanFramer(ScannerSettings(silence_ms=0))
    framer.feed_text("12Ф", 0.0)
    framer.erase()
    assert framer.pending == "12"
    framer.discard()
    assert framer.feed_text("\r", 0.0) == []


def test_rapid_tells_a_gun_from_fingers() -> None:
    framer = ScanFramer(ScannerSettings(silence_ms=0))
    for number, digit in enumerate("4600439931256"):
        framer.feed_text(digit, number * 0.002)
    [gun] = framer.feed_text("\r", 0.026)
    for number, digit in enumerate("4600439931256"):
        framer.feed_text(digit, number * 0.15)
    [fingers] = framer.feed_text("\r", 2.0)
    assert (gun.rapid, fingers.rapid) == (True, False)
