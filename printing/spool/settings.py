"""A printer as a workstation's settings name it; a wrong setting is refused when it is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from printing.errors import BadPrinter

RAW_PORT = 9100
IPP_PORT = 631
_KEYS = ("kind", "target", "media", "copies", "forms")
_MOST_COPIES = 99
_PORTS = range(1, 65_536)
_MEDIA = re.compile(r"[A-Za-z0-9_.\-]{1,60}")
_QUEUE = re.compile(r"[^\s/#?'\"\\-][^\s/#?'\"\\]{0,126}")


class PrinterKind(StrEnum):
    """How bytes reach a printer."""

    FILE = "file"
    """Each job becomes a file in the directory *target*."""
    IPP = "ipp"
    """Print-Job over IPP to a CUPS queue or a printer: *target* is ipp://host:631/printers/a4."""
    LP = "lp"
    """The `lp` command of CUPS: *target* is a queue's name, empty for the default one."""
    RAW = "raw"
    """Bytes as they are to a TCP port: *target* is host:9100."""


@dataclass(frozen=True, slots=True)
class Printer:
    """One printer, checked."""

    name: str
    kind: PrinterKind
    target: str
    media: str = "A4"
    """As CUPS calls it: A4, A5, Custom.58x40mm; empty: the printer's own default. Files and
    raw ports ignore it."""
    copies: int = 1
    forms: tuple[str, ...] = ()
    """Names of forms that come out here where nobody chose a printer, such as labels; nothing else
    does then. Empty: whatever no other printer is for."""

    @classmethod
    def parse(cls, name: str, settings: Mapping[str, object]) -> Printer:
        """Read one `[printers.NAME]` table.

        Raises:
            BadPrinter: an unknown key, a missing one, or a value of the wrong sort.
        """
        for key in settings:
            if key not in _KEYS:
                raise BadPrinter(printer=name, key=key, value="", expected=", ".join(_KEYS))
        kind = _kind(name, settings.get("kind"))
        target = _target(name, kind, settings.get("target", ""))
        media = settings.get("media", "A4")
        if not isinstance(media, str) or (media and _MEDIA.fullmatch(media) is None):
            raise BadPrinter(printer=name, key="media", value=str(media), expected="A4")
        copies = settings.get("copies", 1)
        counted = isinstance(copies, int) and not isinstance(copies, bool)
        if not counted or not 1 <= int(str(copies)) <= _MOST_COPIES:
            expected = f"1…{_MOST_COPIES}"
            raise BadPrinter(printer=name, key="copies", value=str(copies), expected=expected)
        forms = _forms(name, settings.get("forms", ()))
        return cls(name, kind, target, media, int(str(copies)), forms)

    def host_and_port(self) -> tuple[str, int]:
        """Return where a raw printer listens."""
        host, port = _host_and_port(self.name, self.target)
        return host, port


def parse_printers(settings: Mapping[str, object]) -> dict[str, Printer]:
    """Read the `[printers]` table of the settings: name → its own table.

    Raises:
        BadPrinter: as `Printer.parse`.
    """
    printers: dict[str, Printer] = {}
    for name, table in settings.items():
        if not isinstance(table, Mapping):
            expected = ", ".join(_KEYS)
            raise BadPrinter(printer=name, key="", value=str(table), expected=expected)
        printers[name] = Printer.parse(name, table)
    return printers


def _forms(name: str, value: object) -> tuple[str, ...]:
    listed = value if isinstance(value, list | tuple) else None
    if listed is None or not all(isinstance(one, str) and one for one in listed):
        raise BadPrinter(
            printer=name, key="forms", value=str(value), expected='["delivery_labels"]'
        )
    return tuple(listed)


def _kind(name: str, value: object) -> PrinterKind:
    if isinstance(value, str) and value in list(PrinterKind):
        return PrinterKind(value)
    expected = ", ".join(PrinterKind)
    raise BadPrinter(
        printer=name, key="kind", value="" if value is None else str(value), expected=expected
    )


def _target(name: str, kind: PrinterKind, value: object) -> str:
    if not isinstance(value, str):
        raise BadPrinter(printer=name, key="target", value=str(value), expected='"…"')
    if kind is PrinterKind.FILE and (not value or "\0" in value):
        raise BadPrinter(printer=name, key="target", value=value, expected="/var/spool/klad")
    if kind is PrinterKind.RAW:
        _host_and_port(name, value)
    if kind is PrinterKind.LP and value and _QUEUE.fullmatch(value) is None:
        raise BadPrinter(printer=name, key="target", value=value, expected="office-1")
    if kind is PrinterKind.IPP:
        _check_ipp(name, value)
    return value


def _check_ipp(name: str, value: str) -> None:
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    fine = parts.scheme in {"ipp", "ipps", "http", "https"} and parts.hostname and port != 0
    # What goes into the request line must not be able to end it.
    if not fine or not value.isascii() or not value.isprintable() or " " in value:
        expected = "ipp://host:631/printers/queue"
        raise BadPrinter(printer=name, key="target", value=value, expected=expected)


def _host_and_port(name: str, value: str) -> tuple[str, int]:
    expected = f"host:{RAW_PORT}"
    try:
        parts = urlsplit(f"//{value}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    plain = value and "/" not in value and "@" not in value and value.isprintable()
    if not host or not plain or " " in value or (port is not None and port not in _PORTS):
        raise BadPrinter(printer=name, key="target", value=value, expected=expected)
    return host, port or RAW_PORT
