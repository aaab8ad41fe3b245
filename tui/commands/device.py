"""`klad device`: find scanners, try one live, imitate one."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from devices.errors import BadDeviceSetting
from devices.settings import DEFAULT_URL, ScannerSettings, Suffix
from tui.commands.context import print_json, settings, telling
from tui.locale import _, ngettext

if TYPE_CHECKING:  # ports are opened by two of the commands only
    from devices.emulators.scanner import Gun, Muzzle

DRAIN_SECONDS = 5.0


@click.group(epilog="Example: klad device list")
def device() -> None:
    """Find, try and imitate scanners."""


@device.command("list", epilog="Example: klad device list --json")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
def list_(as_json: bool) -> None:
    """Show the serial ports of this machine and the scanners of the settings."""
    from devices.inventory import configured, serial_ports  # noqa: PLC0415 - loads pyserial

    with telling(as_json=as_json):
        scanners = _configured_scanners()
        ports = serial_ports()
        found = configured(scanners, ports)
    if as_json:
        print_json(
            {
                "ports": [
                    {
                        "path": port.path,
                        "description": port.description,
                        "maker": port.maker,
                        "usb": port.usb,
                        "serial_number": port.serial_number,
                    }
                    for port in ports
                ],
                "scanners": [
                    {
                        "name": each.settings.name,
                        "url": each.settings.url,
                        "suffix": each.settings.suffix.value,
                        "present": each.present,
                    }
                    for each in found
                ],
            }
        )
        return
    print(_("Serial ports"))
    for port in ports:
        print(f"  {port.path}  {port.usb or '—'}  {port.maker} {port.description}".rstrip())
    if not ports:
        print("  " + _("none"))
    print(_("Scanners of the settings"))
    said = {True: _("the port is there"), False: _("the port is not there"), None: _("by network")}
    for each in found:
        print(f"  {each.settings.name}  {each.settings.url}  {said[each.present]}")
    if not found:
        print("  " + _("none"))


@device.group(epilog="Example: klad device test scanner /dev/ttyACM0")
def test() -> None:
    """Try a device live."""


@test.command(
    "scanner",
    epilog=f"Examples: klad device test scanner /dev/ttyACM0 --seconds 60;  "
    f"klad device test scanner {DEFAULT_URL} --json",
)
@click.argument("url", required=False)
@click.option("--seconds", type=click.FloatRange(0.1), help="Stop after so long; else on Ctrl+C.")
@click.option("--scans", type=click.IntRange(1), help="Stop after so many scans.")
@click.option("--suffix", type=click.Choice([each.value for each in Suffix]))
@click.option("--prefix", help="What the gun sends before each code.")
@click.option("--baud", type=int, help="Speed of a serial line.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line and reading.")
def test_scanner(
    url: str | None,
    seconds: float | None,
    scans: int | None,
    suffix: str | None,
    prefix: str | None,
    baud: int | None,
    as_json: bool,
) -> None:
    """Show every scan as klad understands it.

    URL is a port (/dev/ttyACM0, COM3), tcp://HOST:PORT to listen there, tcp-connect://HOST:PORT to
    call a gun that listens, or any URL of pyserial. Without it, the first scanner of the settings,
    or tcp://127.0.0.1:4001.
    """
    with telling(as_json=as_json):
        start = None if prefix is None else _bytes("prefix", prefix).decode("latin-1")
        told = {"url": url, "suffix": suffix, "prefix": start, "baud": baud}
        scanner = _scanner({key: value for key, value in told.items() if value is not None})
        ok = _watch(scanner, seconds=seconds, scans=scans, as_json=as_json)
    raise SystemExit(0 if ok else 1)


def _scanner(told: dict[str, object]) -> ScannerSettings:
    """Return the scanner of the settings that has the URL *told*, or the first, as *told*."""
    scanners = _configured_scanners()
    url = told.get("url")
    for each in scanners:
        if url in {None, each.url, each.name}:
            told.pop("url", None)
            if "suffix" in told:
                told["suffix"] = Suffix(str(told["suffix"]))
            return replace(each, **told)  # type: ignore[arg-type]  # each value was read by click
    return ScannerSettings.from_mapping(told)


def _configured_scanners() -> list[ScannerSettings]:
    return [ScannerSettings.from_mapping(each) for each in settings().scanners]


def _watch(
    scanner: ScannerSettings, *, seconds: float | None, scans: int | None, as_json: bool
) -> bool:
    """Print what comes from *scanner*; return whether its port was ever open."""
    from core.kernel.clock import SystemClock  # noqa: PLC0415 - after the options are read
    from core.kernel.ids import uuid7  # noqa: PLC0415
    from devices.supervisor import (  # noqa: PLC0415 - loads pyserial
        PortBack,
        Reading,
        ScannerSupervisor,
        ScanRead,
    )
    from devices.transport import opener  # noqa: PLC0415
    from tui.commands.device_report import as_object, as_text  # noqa: PLC0415

    opened, enough = threading.Event(), threading.Event()
    seen = 0

    def take(reading: Reading) -> None:
        nonlocal seen
        if isinstance(reading, PortBack):
            opened.set()
        if as_json:
            print(as_object(reading), flush=True)
        else:
            print(as_text(reading), flush=True)
        seen += isinstance(reading, ScanRead)
        if scans is not None and seen >= scans:
            enough.set()

    supervisor = ScannerSupervisor(
        opener(scanner), scanner, take, id_factory=uuid7, now=SystemClock().now
    )
    supervisor.start()
    try:
        enough.wait(seconds)
    except KeyboardInterrupt:
        pass
    finally:
        supervisor.stop()
    return opened.is_set() and (scans is None or enough.is_set())


@device.group(epilog="Example: klad device emulate scanner 4600439931256")
def emulate() -> None:
    """Imitate a device."""


@emulate.command(
    "scanner",
    epilog="Examples: "
    "klad device emulate scanner 4600439931256;  "
    "klad device emulate scanner --aim '(01)04600439931256(17)270300(10)LOT7';  "
    "klad device emulate scanner --pty --link /tmp/gun",
)
@click.argument("codes", nargs=-1)
@click.option(
    "--to",
    "url",
    default=DEFAULT_URL,
    show_default=True,
    metavar="URL",
    help="Where klad listens (tcp://HOST:PORT), or a serial port whose other end klad reads.",
)
@click.option("--pty", is_flag=True, help="Open a pseudo-terminal and print its path instead.")
@click.option("--link", type=click.Path(path_type=Path), help="With --pty: a name for that path.")
@click.option("--file", type=click.File("r", encoding="utf-8"), help="Codes, one a line.")
@click.option("--interactive", is_flag=True, help="Ask for codes, also after those given.")
@click.option("--suffix", default="cr", show_default=True, help="cr lf crlf tab cr+tab … or none.")
@click.option("--prefix", default="", help="Sent before each code; \\x02 is STX.")
@click.option("--aim", is_flag=True, help="Send the AIM identifier that fits the code.")
@click.option("--gs", default="\\x1d", help="Sent for the separator inside GS1 data.")
@click.option("--chunk", type=click.IntRange(0), default=0, help="Bytes in one write; 0: all.")
@click.option("--pause-ms", type=click.IntRange(0), default=0, help="Between such writes.")
@click.option("--between-ms", type=click.IntRange(0), default=0, help="After each code.")
@click.option("--noise", default="", help="Garbage before each code, such as \\xff\\x00.")
@click.option("--cut", type=click.IntRange(0), default=0, help="Send only so many bytes of each.")
@click.option(
    "--wait",
    type=click.FloatRange(0),
    default=10.0,
    show_default=True,
    help="Seconds to wait for klad to listen.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what was sent as one JSON object.")
def emulate_scanner(**options: Any) -> None:  # noqa: ANN401 - checked by click, typed below
    """Shoot CODES at klad as a scanner gun would.

    Start klad with --scanner tcp://127.0.0.1:4001 (the demo does) and shoot from a second terminal:
    both sides meet at that address unless told otherwise. Without CODES and --file, codes are read
    from the terminal or a pipe, one a line.

    A code is sent as it is; (01)04600439931256(10)LOT7 is sent as GS1 data, <GS> as its separator.
    """
    shooting = Shooting(**options)
    if shooting.pty and (shooting.codes or shooting.file):
        raise click.UsageError(
            _("A pseudo-terminal has no reader yet: type the codes after klad has opened it.")
        )
    with telling(as_json=shooting.as_json):
        gun = shooting.gun()
        muzzle = shooting.muzzle()
        try:
            shots = _shoot(muzzle, gun, shooting)
        finally:
            muzzle.close()
    if shooting.as_json:
        print_json({"url": muzzle.address, "shots": shots})
        return
    said = ngettext("{count} code sent to {url}.", "{count} codes sent to {url}.", shots)
    print(said.format(count=shots, url=muzzle.address))


@dataclass(frozen=True, kw_only=True)
class Shooting:
    """The options of `emulate scanner`."""

    codes: tuple[str, ...]
    url: str
    pty: bool
    link: Path | None
    file: TextIO | None
    interactive: bool
    suffix: str
    prefix: str
    aim: bool
    gs: str
    chunk: int
    pause_ms: int
    between_ms: int
    noise: str
    cut: int
    wait: float
    as_json: bool

    def gun(self) -> Gun:
        """Return the gun set as told.

        Raises:
            BadDeviceSetting: no such suffix, or an escape that is none.
        """
        from devices.emulators.scanner import SUFFIXES, Gun  # noqa: PLC0415 - this command only

        if self.suffix not in SUFFIXES:
            raise _bad_option("suffix", self.suffix, ", ".join(SUFFIXES))
        return Gun(
            suffix=SUFFIXES[self.suffix],
            prefix=_bytes("prefix", self.prefix),
            aim=self.aim,
            separator=_bytes("gs", self.gs),
            chunk=self.chunk,
            pause=self.pause_ms / 1000,
            noise=_bytes("noise", self.noise),
            cut=self.cut,
        )

    def muzzle(self) -> Muzzle:
        """Open the way to klad; print the path of a pseudo-terminal, for klad's --scanner.

        Raises:
            NotConnected: nobody listens, or there is no such port.
        """
        from devices.emulators.scanner import PtyMuzzle, aim_at  # noqa: PLC0415 - this command only

        if not self.pty:
            return aim_at(self.url, patience=self.wait)
        muzzle = PtyMuzzle(self.link)
        print(muzzle.address, file=sys.stderr if self.as_json else sys.stdout, flush=True)
        return muzzle

    def all_codes(self) -> Iterator[str]:
        """Yield the codes given, then those of the file, then those typed."""
        yield from self.codes
        if self.file is not None:
            yield from _lines(self.file)
        if self.interactive or not (self.codes or self.file):
            yield from _typed()


def _shoot(muzzle: Muzzle, gun: Gun, shooting: Shooting) -> int:
    from devices.emulators.scanner import PtyMuzzle, shoot  # noqa: PLC0415 - this command only

    shots = 0
    try:
        for code in shooting.all_codes():
            shots += shoot(muzzle, gun, [code], between=shooting.between_ms / 1000)
    except KeyboardInterrupt:  # Ctrl+C is how a person ends it
        pass
    if isinstance(muzzle, PtyMuzzle):
        muzzle.drain(DRAIN_SECONDS)  # closing it would take back what klad has not read yet
    return shots


def _lines(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        code = line.rstrip("\r\n")
        if code:
            yield code


def _typed() -> Iterator[str]:
    """Yield what is typed, with a prompt when a person types it."""
    if not sys.stdin.isatty():
        yield from _lines(sys.stdin)
        return
    while True:
        print(_("code> "), end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        if not line:
            return
        yield from _lines([line])


def _bytes(key: str, told: str) -> bytes:
    """Return *told* as bytes, its escapes (a backslash with x02, t and so on) resolved."""
    try:
        plain = told.encode("ascii", "backslashreplace").decode("unicode_escape")
        return plain.encode("latin-1") if plain.isascii() or "\\x" in told else told.encode()
    except ValueError as error:
        raise _bad_option(key, told, "\\x02, \\t") from error


def _bad_option(key: str, value: str, allowed: str) -> BadDeviceSetting:
    return BadDeviceSetting(device="gun", key=key, value=value, allowed=allowed)
