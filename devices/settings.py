"""What a workstation's file says about one scanner: a frozen value that refuses nonsense at birth.

Nothing here opens anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

from devices.errors import BadDeviceSetting

DEFAULT_URL = "tcp://127.0.0.1:4001"
"""Where klad listens for scans, and where the emulated gun shoots, unless told otherwise."""

MAX_SUFFIX_SILENCE_MS = 5_000
TCP_SCHEMES = ("tcp", "tcp-listen", "tcp-connect")
SERIAL_SCHEMES = ("loop", "socket", "rfc2217", "spy", "alt", "hwgrep", "cp2110")
"""The schemes of `serial.serial_for_url`; anything without `://` is the path of a port."""


class Suffix(StrEnum):
    """What ends one scan on the line."""

    ANY = "any"
    """CR, LF, CRLF, TAB, CR+TAB, TAB+CR, whichever comes, or silence."""

    CR = "cr"
    LF = "lf"
    CRLF = "crlf"
    TAB = "tab"
    CR_TAB = "cr+tab"
    TAB_CR = "tab+cr"
    ETX = "etx"
    """For guns set to STX..ETX: the prefix is then the character 0x02."""

    SILENCE = "silence"
    """Nothing is sent after a code: a pause ends it."""


SUFFIX_BYTES: Mapping[Suffix, bytes] = {
    Suffix.CR: b"\r",
    Suffix.LF: b"\n",
    Suffix.CRLF: b"\r\n",
    Suffix.TAB: b"\t",
    Suffix.CR_TAB: b"\r\t",
    Suffix.TAB_CR: b"\t\r",
    Suffix.ETX: b"\x03",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannerSettings:
    """How one scanner speaks.

    Raises:
        BadDeviceSetting: a value outside its range; names the key and what is allowed.
    """

    url: str = DEFAULT_URL
    """A port's path (`/dev/ttyACM0`, `COM3`, a pty), any URL of pyserial, `tcp://HOST:PORT` to
    listen there, or `tcp-connect://HOST:PORT` to call a gun that listens itself."""

    name: str = "scanner"
    """How notices call it."""

    baud: int = 9600
    """Bits per second of a serial line; a USB port pays no attention."""

    suffix: Suffix = Suffix.ANY
    prefix: str = ""
    """What the gun sends before each code; empty for nothing."""

    silence_ms: int | None = None
    """The pause that ends a code, in milliseconds. None: 50 on a line, 300 over TCP, where a
    packet may stall on Wi-Fi. Zero: a pause ends nothing."""

    gs_alternatives: tuple[str, ...] = ("Alt029", "<GS>", "^]", "#")
    """What this gun may send instead of the separator 0x1D. Applied to GS1 data only, where none of
    these can be data."""

    recover_layout: bool = True
    """Read codes typed through a Russian keyboard layout by the position of the keys."""

    aim: bool = True
    """Take a leading `]cm` for an AIM identifier."""

    min_length: int = 3
    """A code of fewer characters is a slip, not a scan."""

    def __post_init__(self) -> None:
        self._require(key="url", fine=_is_address(self.url), allowed=_ADDRESSES)
        self._require(key="name", fine=bool(self.name.strip()), allowed="any text")
        self._require(key="baud", fine=self.baud in range(300, 4_000_001), allowed="300..4000000")
        self._require(
            key="silence_ms",
            fine=self.silence_ms is None or 0 <= self.silence_ms <= MAX_SUFFIX_SILENCE_MS,
            allowed=f"0..{MAX_SUFFIX_SILENCE_MS}",
        )
        if self.suffix is Suffix.SILENCE:
            self._require(key="silence_ms", fine=self.silence_ms != 0, allowed="1..5000")
        ends = SUFFIX_BYTES.get(self.suffix, b"\r\n\t")
        prefix = self.prefix.encode()
        self._require(
            key="prefix",
            fine=len(prefix) in range(17) and not set(prefix) & set(ends),
            allowed="up to 16 characters, none of them of the suffix",
        )
        self._require(
            key="gs_alternatives",
            fine=all(self.gs_alternatives),
            allowed="texts that are not empty",
        )
        self._require(key="min_length", fine=self.min_length in range(1, 21), allowed="1..20")

    def _require(self, *, key: str, fine: bool, allowed: str) -> None:
        if not fine:
            value = getattr(self, key)
            raise BadDeviceSetting(device=self.name, key=key, value=value, allowed=allowed)

    @property
    def silence(self) -> float | None:
        """The pause that ends a code, in seconds; None when a pause ends nothing."""
        if self.silence_ms is None:
            over_network = self.url.partition("://")[0] in {*TCP_SCHEMES, "socket", "rfc2217"}
            return 0.3 if over_network else 0.05
        return self.silence_ms / 1000 if self.silence_ms else None

    @classmethod
    def from_mapping(cls, told: Mapping[str, object]) -> ScannerSettings:
        """Read one `[[scanner]]` table of the workstation's file.

        Raises:
            BadDeviceSetting: an unknown key, a value of the wrong type or outside its range.
        """
        name = told.get("name", "scanner")
        allowed = tuple(field.name for field in fields(cls))
        values: dict[str, object] = {}
        for key, value in told.items():
            if key not in allowed:
                raise BadDeviceSetting(
                    device=name, key=key, value=value, allowed=", ".join(allowed)
                )
            values[key] = _read(str(name), key, value)
        return cls(**values)  # type: ignore[arg-type]  # each value was read by its key


_ADDRESSES = "/dev/ttyACM0, COM3, tcp://HOST:PORT, tcp-connect://HOST:PORT, socket://HOST:PORT"
_KINDS: Mapping[str, type] = {
    "url": str,
    "name": str,
    "prefix": str,
    "baud": int,
    "silence_ms": int,
    "min_length": int,
    "recover_layout": bool,
    "aim": bool,
}


_SPECIMENS: Mapping[type, str] = {str: '"…"', int: "0, 1, 2…", bool: "true, false"}
"""How a value of each type is written in the file: the same in every language."""


def _read(device: str, key: str, value: object) -> object:
    """Return *value* as the type of the field *key*."""
    if key == "suffix":
        if value in set(Suffix):
            return Suffix(str(value))
        allowed = ", ".join(Suffix)
        raise BadDeviceSetting(device=device, key=key, value=value, allowed=allowed)
    if key == "gs_alternatives":
        if isinstance(value, list | tuple) and all(isinstance(each, str) for each in value):
            return tuple(value)
        raise BadDeviceSetting(device=device, key=key, value=value, allowed='["{GS}", "^"]')
    kind = _KINDS[key]
    if type(value) is not kind:  # True is not a number of milliseconds
        raise BadDeviceSetting(device=device, key=key, value=value, allowed=_SPECIMENS[kind])
    return value


def split_address(url: str) -> tuple[str, int] | None:
    """Return host and port of `SCHEME://HOST:PORT`, or None when *url* is not of that form."""
    host, colon, port = url.partition("://")[2].rpartition(":")
    if not colon or not host or not port.isascii() or not port.isdigit():
        return None
    number = int(port)
    return (host.strip("[]"), number) if number in range(65_536) else None


def _is_address(url: str) -> bool:
    scheme, found, rest = url.partition("://")
    if not found:
        return bool(url.strip())
    if scheme in TCP_SCHEMES:
        return split_address(url) is not None
    return scheme in SERIAL_SCHEMES and (bool(rest) or scheme == "loop")
