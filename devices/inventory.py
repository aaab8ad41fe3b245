"""What hardware this workstation sees and what its settings name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from devices.settings import ScannerSettings


@dataclass(frozen=True, slots=True)
class SerialPort:
    """One serial port of this machine."""

    path: str
    description: str
    maker: str
    usb: str
    """Vendor and product as `1234:abcd`; empty for a port that is not USB."""

    serial_number: str


@dataclass(frozen=True, slots=True)
class ConfiguredScanner:
    """One scanner of the settings."""

    settings: ScannerSettings
    present: bool | None
    """Whether its port is there now; None where only opening it would tell."""


def serial_ports() -> list[SerialPort]:
    """Return the serial ports of this machine, by path."""
    from serial.tools import list_ports  # noqa: PLC0415 - walks the system's device tree

    found = [
        SerialPort(
            path=port.device,
            description=_said(port.description),
            maker=_said(port.manufacturer),
            usb=f"{port.vid:04x}:{port.pid:04x}" if port.vid is not None else "",
            serial_number=_said(port.serial_number),
        )
        for port in list_ports.comports()
    ]
    return sorted(found, key=lambda port: port.path)


def configured(
    scanners: Iterable[ScannerSettings], ports: Iterable[SerialPort]
) -> list[ConfiguredScanner]:
    """Return *scanners* with whether their port is among *ports*."""
    paths = {port.path for port in ports}
    return [
        ConfiguredScanner(each, None if "://" in each.url else each.url in paths)
        for each in scanners
    ]


def _said(value: str | None) -> str:
    return "" if value in (None, "n/a") else str(value)
