"""Emulated gun against supervisor over real ptys and sockets, with the faults of both."""

from __future__ import annotations

import itertools
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest

from devices.emulators.scanner import Gun, PtyMuzzle, TcpMuzzle, aim_at, shoot
from devices.errors import LinkReason, NotConnected
from devices.scanner.codes import ProblemKind
from devices.settings import ScannerSettings, Suffix
from devices.supervisor import Backoff, PortBack, PortLost, Reading, ScannerSupervisor, ScanRead
from devices.transport import ByteSource, opener

R = TypeVar("R", ScanRead, PortLost, PortBack)
LONG = 60.0
QUICK = Backoff(first=0.01, cap=0.05)
NOON = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
MARK = "(01)04600439931256(21)5Qbag!2(93)dGVz"


def in_order() -> Callable[[], uuid.UUID]:
    numbers = itertools.count(1)
    return lambda: uuid.UUID(int=next(numbers))


class Bench:
    """One supervisor and everything it said."""

    def __init__(
        self, settings: ScannerSettings, source: Callable[[], ByteSource] | None = None
    ) -> None:
        self.readings: list[Reading] = []
        self._changed = threading.Condition()
        self.supervisor = ScannerSupervisor(
            source or opener(settings),
            settings,
            self._take,
            id_factory=in_order(),
            now=lambda: NOON,
            backoff=QUICK,
        )
        self.supervisor.start()

    def _take(self, reading: Reading) -> None:
        with self._changed:
            self.readings.append(reading)
            self._changed.notify_all()

    def until(self, done: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(done, LONG), self.readings

    def until_open(self, times: int = 1) -> str:
        """Wait until the link has been opened so often; return the last address."""
        self.until(lambda: len(self.of(PortBack)) >= times)
        return self.of(PortBack)[-1].address

    def of(self, kind: type[R]) -> list[R]:
        return [reading for reading in self.readings if isinstance(reading, kind)]

    def texts(self, count: int) -> list[str]:
        """Wait for *count* scans; return the texts of all that came."""
        self.until(lambda: len(self.of(ScanRead)) >= count)
        return [scan.code.text for scan in self.of(ScanRead)]


@pytest.fixture
def bench() -> Iterator[Callable[..., Bench]]:
    made: list[Bench] = []

    def make(settings: ScannerSettings, source: Callable[[], ByteSource] | None = None) -> Bench:
        made.append(Bench(settings, source))
        return made[-1]

    yield make
    for each in made:
        assert each.supervisor.stop(LONG)


@pytest.fixture
def gun_end() -> Iterator[PtyMuzzle]:
    muzzle = PtyMuzzle()
    yield muzzle
    muzzle.close()


Make = Callable[..., Bench]


@pytest.mark.parametrize("suffix", ["cr", "lf", "crlf", "tab", "cr+tab", "tab+cr", "none"])
def test_a_gun_on_a_pty_is_understood_whatever_its_suffix(
    bench: Make, gun_end: PtyMuzzle, suffix: str
) -> None:
    desk = bench(ScannerSettings(url=gun_end.address))
    desk.until_open()
    ends = {"cr": b"\r", "lf": b"\n", "crlf": b"\r\n", "tab": b"\t", "none": b""}
    ends |= {"cr+tab": b"\r\t", "tab+cr": b"\t\r"}
    shoot(gun_end, Gun(suffix=ends[suffix], aim=True), ["4600439931256"])
    desk.texts(1)
    shoot(gun_end, Gun(suffix=ends[suffix], aim=True), [MARK])
    desk.texts(2)
    first, second = desk.of(ScanRead)
    assert (first.code.gtin, first.code.aim) == ("04600439931256", "]E0")
    assert (second.code.serial, second.code.elements["93"]) == ("5Qbag!2", "dGVz")
    assert (first.id.int, second.id.int, first.at) == (1, 2, NOON)
    assert first.source == f"scanner {gun_end.address}"


@pytest.mark.parametrize("chunk", [0, 1, 7])
def test_a_burst_of_300_codes_loses_and_reorders_none(
    bench: Make, gun_end: PtyMuzzle, chunk: int
) -> None:
    desk = bench(ScannerSettings(url=gun_end.address, suffix=Suffix.CR, silence_ms=5000))
    desk.until_open()
    codes = [f"CELL-{number:04}" for number in range(300)]
    shoot(gun_end, Gun(chunk=chunk), codes)
    assert desk.texts(300) == codes


def test_300_codes_in_one_write_over_tcp_lose_and_reorder_none(bench: Make) -> None:
    desk = bench(ScannerSettings(url="tcp://127.0.0.1:0", silence_ms=5000))
    codes = [f"CELL-{number:04}" for number in range(300)]
    muzzle = aim_at(desk.until_open())
    muzzle.write("".join(code + "\r\n" for code in codes).encode())
    assert desk.texts(300) == codes
    muzzle.close()


def test_noise_before_a_code_is_told_and_the_next_code_is_whole(
    bench: Make, gun_end: PtyMuzzle
) -> None:
    desk = bench(ScannerSettings(url=gun_end.address, suffix=Suffix.CR))
    desk.until_open()
    shoot(gun_end, Gun(noise=b"\xff\x00"), ["4600439931256"])
    shoot(gun_end, Gun(), ["4600439931256"])
    desk.texts(2)
    spoilt, good = [scan.code for scan in desk.of(ScanRead)]
    assert spoilt.problem is not None
    assert (spoilt.problem.kind, spoilt.gtin) == (ProblemKind.NOISE, None)
    assert good.gtin == "04600439931256"


def test_half_a_frame_is_a_fault_and_never_joins_the_next(bench: Make, gun_end: PtyMuzzle) -> None:
    desk = bench(ScannerSettings(url=gun_end.address, suffix=Suffix.CR))
    desk.until_open()
    shoot(gun_end, Gun(cut=6), ["4600439931256"])
    desk.texts(1)
    shoot(gun_end, Gun(), ["4600439931256"])
    assert desk.texts(2) == ["460043", "4600439931256"]
    problems = [scan.code.problem for scan in desk.of(ScanRead)]
    assert problems[0] is not None
    assert (problems[0].kind, problems[1]) == (ProblemKind.INCOMPLETE, None)


def test_a_pulled_cable_is_told_once_and_scans_flow_when_it_is_back(
    bench: Make, tmp_path: Path
) -> None:
    link = tmp_path / "gun"
    first = PtyMuzzle(link)
    desk = bench(ScannerSettings(url=str(link), suffix=Suffix.CR))
    desk.until_open()
    shoot(first, Gun(), ["BEFORE"])
    desk.texts(1)
    shoot(first, Gun(cut=3), ["HALFWAY"])
    first.close()
    desk.until(lambda: bool(desk.of(PortLost)))

    second = PtyMuzzle(link)
    desk.until_open(times=2)
    shoot(second, Gun(), ["AFTER"])
    desk.until(lambda: desk.of(ScanRead)[-1].code.text == "AFTER")
    second.close()
    [lost] = desk.of(PortLost)[:1]
    assert lost.reason in {LinkReason.UNPLUGGED, LinkReason.ABSENT}
    whole = [scan.code.text for scan in desk.of(ScanRead) if scan.code.problem is None]
    assert whole == ["BEFORE", "AFTER"]


def test_a_port_that_is_not_there_yet_is_awaited(bench: Make, tmp_path: Path) -> None:
    link = tmp_path / "later"
    desk = bench(ScannerSettings(url=str(link)))
    desk.until(lambda: bool(desk.of(PortLost)))
    assert desk.of(PortLost)[0].reason is LinkReason.ABSENT
    muzzle = PtyMuzzle(link)
    desk.until_open()
    shoot(muzzle, Gun(), ["4600439931256"])
    assert desk.texts(1) == ["4600439931256"]
    muzzle.close()
    assert [type(reading) for reading in desk.readings[:3]] == [PortLost, PortBack, ScanRead]


def test_a_second_reader_of_one_port_is_refused(bench: Make, gun_end: PtyMuzzle) -> None:
    desk = bench(ScannerSettings(url=gun_end.address))
    desk.until_open()
    with pytest.raises(NotConnected) as refused:
        opener(ScannerSettings(url=gun_end.address))()
    assert refused.value.reason is LinkReason.BUSY


def test_terminals_on_one_listening_port_do_not_mix_their_codes(bench: Make) -> None:
    desk = bench(ScannerSettings(url="tcp://127.0.0.1:0", silence_ms=5000))
    address = desk.until_open()
    one, two = aim_at(address), aim_at(address)
    one.write(b"AAA")
    two.write(b"BBB")
    one.write(b"111\n")
    two.write(b"222\n")
    assert sorted(desk.texts(2)) == ["AAA111", "BBB222"]
    assert len({scan.source for scan in desk.of(ScanRead)}) == 2
    one.close()
    two.write(b"STILL\n")
    assert desk.texts(3)[-1] == "STILL"
    two.close()
    assert desk.of(PortLost) == []


def test_a_caller_that_hangs_up_after_a_code_has_sent_it(bench: Make) -> None:
    desk = bench(ScannerSettings(url="tcp://127.0.0.1:0", silence_ms=0))
    muzzle = aim_at(desk.until_open())
    muzzle.write(b"4600439931256")
    muzzle.close()
    assert desk.texts(1) == ["4600439931256"]
    assert desk.of(ScanRead)[0].code.problem is None


def test_klad_may_call_a_gun_that_listens_and_calls_again_after_it_hung_up(bench: Make) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(LONG)
        desk = bench(ScannerSettings(url=f"tcp-connect://127.0.0.1:{server.getsockname()[1]}"))
        for number, code in enumerate(["FIRST", "SECOND"], start=1):
            link, _ = server.accept()
            with link:
                link.sendall(code.encode() + b"\n")
                assert desk.texts(number)[-1] == code
    desk.until(lambda: bool(desk.of(PortLost)))
    assert desk.of(PortLost)[0].reason is LinkReason.UNPLUGGED


def test_a_taken_address_is_busy(bench: Make) -> None:
    taken = bench(ScannerSettings(url="tcp://127.0.0.1:0")).until_open()
    second = bench(ScannerSettings(url=taken))
    second.until(lambda: bool(second.of(PortLost)))
    assert second.of(PortLost)[0].reason is LinkReason.BUSY


def test_nobody_listening_is_refused_with_the_address() -> None:
    closed = socket.create_server(("127.0.0.1", 0))
    port = closed.getsockname()[1]
    closed.close()
    with pytest.raises(NotConnected) as refused:
        TcpMuzzle("127.0.0.1", port)
    assert refused.value.reason is LinkReason.REFUSED
    assert refused.value.facts["url"] == f"tcp://127.0.0.1:{port}"


def test_any_url_of_pyserial_is_a_source(bench: Make) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(LONG)
        desk = bench(ScannerSettings(url=f"socket://127.0.0.1:{server.getsockname()[1]}"))
        link, _ = server.accept()
        with link:
            desk.until_open()  # pyserial throws away what came before it had opened
            link.sendall(b"4600439931256\r")
            assert desk.texts(1) == ["4600439931256"]
    assert bench(ScannerSettings(url="loop://")).until_open() == "loop://"


def test_a_reading_that_its_taker_chokes_on_does_not_end_the_supervisor(
    gun_end: PtyMuzzle, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[str] = []
    opened, last = threading.Event(), threading.Event()
    lost: list[Reading] = []

    def take(reading: Reading) -> None:
        if isinstance(reading, PortBack):
            opened.set()
        if isinstance(reading, PortLost):
            lost.append(reading)
        if isinstance(reading, ScanRead):
            seen.append(reading.code.text)
            if reading.code.text == "BAD":
                raise RuntimeError
            if reading.code.text == "LAST":
                last.set()

    settings = ScannerSettings(url=gun_end.address, suffix=Suffix.CR)
    supervisor = ScannerSupervisor(
        opener(settings),
        settings,
        take,
        id_factory=uuid.uuid4,
        now=lambda: NOON,
        backoff=QUICK,
    )
    supervisor.start()
    assert opened.wait(LONG)
    gun_end.write(b"ONE\rBAD\rTWO\rLAST\r")
    assert last.wait(LONG)
    assert supervisor.stop(LONG)
    assert seen == ["ONE", "BAD", "TWO", "LAST"]
    assert lost == []
    assert "RuntimeError" in caplog.text


def test_stop_does_not_wait_for_a_scan(bench: Make, gun_end: PtyMuzzle) -> None:
    for url in (gun_end.address, "tcp://127.0.0.1:0", "loop://"):
        desk = bench(ScannerSettings(url=url))
        desk.until_open()
        began = time.monotonic()
        assert desk.supervisor.stop(LONG)
        assert time.monotonic() - began < LONG / 2


def test_attempts_come_less_and_less_often_up_to_ten_seconds() -> None:
    backoff = Backoff()
    middle = [backoff.wait(attempt, 0.5) for attempt in range(8)]
    assert middle == [0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 10.0, 10.0]
    assert (backoff.wait(2, 0.0), backoff.wait(2, 1.0)) == (0.8, 1.2)
    assert backoff.wait(10_000, 1.0) == 10.0


def test_a_link_of_the_pty_goes_when_the_gun_goes(tmp_path: Path) -> None:
    link = tmp_path / "gun"
    muzzle = PtyMuzzle(link)
    assert link.readlink().is_relative_to("/dev")
    muzzle.close()
    assert not link.is_symlink()
