"""An imitated scanner gun: it writes what a real one would, with a real one's faults.

Nothing here is shared with the codec that reads it: the tables below are the gun's own, so that a
mistake in one side shows against the other.
"""

from __future__ import annotations

import contextlib
import os
import re
import select
import socket
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from devices.errors import BadDeviceSetting, LinkReason, NotConnected

SUFFIXES = {
    "cr": b"\r",
    "lf": b"\n",
    "crlf": b"\r\n",
    "tab": b"\t",
    "cr+tab": b"\r\t",
    "tab+cr": b"\t\r",
    "etx": b"\x03",
    "none": b"",
}
CONNECT_PAUSE = 0.2

_BRACKETS = re.compile(r"\((\d{2,4})\)([^(]+)")
# GS1 General Specifications, figure 7.8.5-2: after these the gun sends no separator.
_FIXED = frozenset(f"{each:02}" for each in (*range(5), *range(11, 21), *range(31, 37), 41))
_EAN8, _UPC_A, _EAN13, _ITF14 = 8, 12, 13, 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Gun:
    """How the imitated gun is set, and how badly it and its cable behave."""

    suffix: bytes = b"\r"
    prefix: bytes = b""
    aim: bool = False
    """Send the AIM identifier that fits the code."""

    separator: bytes = b"\x1d"
    """What the gun sends for FNC1 inside GS1 data."""

    chunk: int = 0
    """Bytes in one write; zero sends a code whole."""

    pause: float = 0.0
    """Seconds between writes."""

    noise: bytes = b""
    """Garbage before each code."""

    cut: int = 0
    """Send only so many bytes of each code, without its end; zero sends all."""

    def encode(self, code: str) -> bytes:
        """Return the bytes for *code*.

        `(01)04600439931256(10)LOT7(21)55` is GS1 data in its printed form, `<GS>` is a separator,
        a code beginning with `]` carries its own AIM identifier, the rest is sent as it is.
        """
        identifier, data = _printed(code)
        if not self.aim:
            identifier = ""
        body = data.encode().replace(b"<GS>", b"\x1d").replace(b"\x1d", self.separator)
        shot = self.prefix + identifier.encode() + body
        if self.cut:
            return self.noise + shot[: self.cut]
        return self.noise + shot + self.suffix

    def pieces(self, code: str) -> Iterator[bytes]:
        """Yield the writes that make up one shot."""
        shot = self.encode(code)
        size = self.chunk or len(shot) or 1
        for start in range(0, len(shot), size):
            yield shot[start : start + size]


def _printed(code: str) -> tuple[str, str]:
    """Return the AIM identifier that fits *code* and the data of the symbol."""
    parts = _BRACKETS.findall(code)
    if parts and "".join(f"({ai}){value}" for ai, value in parts) == code:
        data = ""
        for position, (ai, value) in enumerate(parts, start=1):
            ends = ai[:2] in _FIXED or position == len(parts)
            data += ai + value + ("" if ends else "\x1d")
        return "]C1", data
    if not (code.isascii() and code.isdigit()):
        return "" if code.startswith("]") else "]C0", code
    if len(code) == _UPC_A:
        return "]E0", "0" + code
    lengths = {_EAN13: "]E0", _EAN8: "]E4", _ITF14: "]I1"}
    return lengths.get(len(code), "]C0"), code


class Muzzle(Protocol):
    """Where the bytes go."""

    address: str

    def write(self, data: bytes) -> None:
        """Send *data*; raises NotConnected when nobody is there any more."""
        ...

    def close(self) -> None:
        """Let go."""
        ...


class PtyMuzzle:
    """A pseudo-terminal: klad opens `address` as if it were a serial port."""

    def __init__(self, link: Path | None = None) -> None:
        if sys.platform == "win32":
            raise NotConnected.because(LinkReason.UNSUPPORTED, url="pty", detail=sys.platform)
        import tty  # noqa: PLC0415 - Windows has none

        # Our own copy of the slave stays open, so that klad may close and reopen its end.
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self._link = link
        self.address = os.ttyname(self._slave)
        if link is not None:
            with contextlib.suppress(FileNotFoundError):
                link.unlink()
            link.symlink_to(self.address)
            self.address = str(link)

    def write(self, data: bytes) -> None:
        while data:
            data = data[os.write(self._master, data) :]

    def drain(self, seconds: float) -> bool:
        """Wait until klad has read everything; return False when it has not in *seconds*."""
        import fcntl  # noqa: PLC0415 - Windows has none
        import termios  # noqa: PLC0415

        waited = 0.0
        while any(fcntl.ioctl(self._slave, termios.FIONREAD, bytes(4))):
            if waited >= seconds:
                return False
            threading.Event().wait(0.02)
            waited += 0.02
        return True

    def close(self) -> None:
        """Close both ends: for klad the cable is pulled."""
        os.close(self._slave)
        os.close(self._master)
        if self._link is not None:
            self._link.unlink(missing_ok=True)


class TcpMuzzle:
    """A connection to klad's listening port; called anew when klad was restarted."""

    def __init__(self, host: str, port: int, *, patience: float = 0.0) -> None:
        self.address = f"tcp://{host}:{port}"
        self._host, self._port, self._patience = host, port, patience
        self._socket = self._call()

    def write(self, data: bytes) -> None:
        try:
            if self._hung_up():
                self._socket.close()
                self._socket = self._call()
            self._socket.sendall(data)
        except OSError as error:
            raise NotConnected.because(
                LinkReason.UNPLUGGED, url=self.address, detail=str(error)
            ) from error

    def close(self) -> None:
        self._socket.close()

    def _call(self) -> socket.socket:
        waited = 0.0
        while True:
            try:
                return socket.create_connection((self._host, self._port), timeout=5)
            except OSError as error:
                if waited >= self._patience:
                    detail = str(error)
                    raise NotConnected.because(
                        _why(error), url=self.address, detail=detail
                    ) from error
            threading.Event().wait(CONNECT_PAUSE)
            waited += CONNECT_PAUSE

    def _hung_up(self) -> bool:
        """Return True when the other side has closed: a write would be lost without a word."""
        ready, _, _ = select.select([self._socket], [], [], 0)
        if not ready:
            return False
        try:
            return self._socket.recv(1) == b""
        except ConnectionError:
            return True


class SerialMuzzle:
    """A real port, or anything else pyserial opens: the gun is then on the other end of a cable."""

    def __init__(self, url: str, *, baud: int = 9600) -> None:
        import serial  # noqa: PLC0415 - not needed for a pty or TCP

        self.address = url
        try:
            self._port = serial.serial_for_url(url, baudrate=baud, write_timeout=5)
        except (OSError, ValueError) as error:
            raise NotConnected.because(LinkReason.ABSENT, url=url, detail=str(error)) from error

    def write(self, data: bytes) -> None:
        try:
            self._port.write(data)
            self._port.flush()
        except OSError as error:
            raise NotConnected.because(
                LinkReason.UNPLUGGED, url=self.address, detail=str(error)
            ) from error

    def close(self) -> None:
        self._port.close()


def aim_at(url: str, *, patience: float = 0.0) -> Muzzle:
    """Return an open way to *url*: `tcp://HOST:PORT`, a port's path or any URL of pyserial.

    Args:
        patience: seconds to wait for a TCP listener that is not there yet.

    Raises:
        NotConnected: nobody is there.
        BadDeviceSetting: *url* is no address.
    """
    scheme, found, rest = url.partition("://")
    if not found or scheme != "tcp":
        return SerialMuzzle(url)
    host, _, port = rest.rpartition(":")
    if not host or not port.isdigit():
        raise BadDeviceSetting(device="gun", key="to", value=url, allowed="tcp://HOST:PORT")
    return TcpMuzzle(host.strip("[]"), int(port), patience=patience)


def shoot(
    muzzle: Muzzle,
    gun: Gun,
    codes: Iterable[str],
    *,
    between: float = 0.0,
    wait: Callable[[float], object] | None = None,
) -> int:
    """Send *codes* one by one with *between* seconds after each; return how many were sent."""
    pause = wait or threading.Event().wait
    shots = 0
    for code in codes:
        for number, piece in enumerate(gun.pieces(code)):
            if number and gun.pause:
                pause(gun.pause)
            muzzle.write(piece)
        shots += 1
        if between:
            pause(between)
    return shots


def _why(error: OSError) -> LinkReason:
    if isinstance(error, ConnectionRefusedError):
        return LinkReason.REFUSED
    return LinkReason.UNREACHABLE
