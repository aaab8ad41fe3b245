"""Where bytes come from: serial ports (and everything pyserial can open) and TCP.

A source is read by one thread. It says which origin each piece came from, because on a listening
port several terminals speak at once and their codes must not be mixed.
"""

from __future__ import annotations

import contextlib
import errno
import select
import selectors
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import serial

from devices.errors import LinkReason, NotConnected
from devices.settings import TCP_SCHEMES, ScannerSettings, split_address

MAX_CALLERS = 64
"""Terminals on one listening port; more is somebody's mistake or malice."""

READ_SIZE = 4096
CONNECT_SECONDS = 3.0
IDLE_SECONDS = 1.0
"""Longest wait in one read where nothing can wake the reader up."""

_REASONS: Mapping[int, LinkReason] = {
    errno.ENOENT: LinkReason.ABSENT,
    errno.ENODEV: LinkReason.ABSENT,
    errno.ENXIO: LinkReason.ABSENT,
    errno.ENOTTY: LinkReason.ABSENT,
    errno.EACCES: LinkReason.DENIED,
    errno.EPERM: LinkReason.DENIED,
    errno.EBUSY: LinkReason.BUSY,
    errno.EWOULDBLOCK: LinkReason.BUSY,
    errno.EADDRINUSE: LinkReason.BUSY,
    errno.ECONNREFUSED: LinkReason.REFUSED,
    errno.EHOSTUNREACH: LinkReason.UNREACHABLE,
    errno.ENETUNREACH: LinkReason.UNREACHABLE,
    errno.ETIMEDOUT: LinkReason.UNREACHABLE,
    errno.EADDRNOTAVAIL: LinkReason.UNREACHABLE,
    errno.EIO: LinkReason.UNPLUGGED,
    errno.ECONNRESET: LinkReason.UNPLUGGED,
    errno.EPIPE: LinkReason.UNPLUGGED,
}


@dataclass(frozen=True, slots=True)
class Chunk:
    """One piece of bytes."""

    origin: str
    """The port's address, or the caller's."""

    data: bytes
    closed: bool = False
    """True when this origin ends here, in an orderly way unless `broken`."""

    broken: bool = False


class ByteSource(Protocol):
    """An open link to one scanner or to several of one kind."""

    address: str
    """What was really opened: with the port number the system chose where 0 was asked for."""

    def read(self, seconds: float | None) -> list[Chunk]:
        """Return what came within *seconds* (None: wait until something comes or `wake`).

        May return an empty list earlier.

        Raises:
            NotConnected: the link is gone.
        """
        ...

    def wake(self) -> None:
        """Make a waiting `read` return; the only method another thread may call."""
        ...

    def close(self) -> None:
        """Let go of the port."""
        ...


def not_connected(error: OSError, url: str, default: LinkReason) -> NotConnected:
    """Return *error* of the system as a reason a person can act on."""
    if isinstance(error, socket.gaierror | TimeoutError):
        reason = LinkReason.UNREACHABLE
    else:
        reason = _REASONS.get(error.errno or 0, default)
    return NotConnected.because(reason, url=url, detail=str(error))


class SerialSource:
    """A port opened by pyserial. Needs no modem lines: a pty has none."""

    def __init__(self, url: str, *, baud: int = 9600) -> None:
        self.address = url
        try:
            # Two programs on one port would share out the characters of a scan between them.
            alone = True if "://" not in url else None
            self._port = serial.serial_for_url(
                url, baudrate=baud, timeout=IDLE_SECONDS, exclusive=alone
            )
        except ValueError as error:
            raise NotConnected.because(
                LinkReason.UNSUPPORTED, url=url, detail=str(error)
            ) from error
        except OSError as error:  # SerialException is one
            raise not_connected(error, url, LinkReason.ABSENT) from error

    def read(self, seconds: float | None) -> list[Chunk]:
        try:
            # Setting it reconfigures the port, so only when it changes.
            wait = IDLE_SECONDS if seconds is None else seconds
            if self._port.timeout != wait:
                self._port.timeout = wait
            data = self._port.read(1)
            if data:
                data += self._port.read(min(self._port.in_waiting, READ_SIZE))
        except OSError as error:
            raise not_connected(error, self.address, LinkReason.UNPLUGGED) from error
        return [Chunk(self.address, bytes(data))] if data else []

    def wake(self) -> None:
        with contextlib.suppress(OSError, AttributeError):  # not every URL's port can be woken
            self._port.cancel_read()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._port.close()


class _Waker:
    """A pair of sockets by which one thread makes another one's `select` return."""

    def __init__(self) -> None:
        self.end, self._start = socket.socketpair()
        self.end.setblocking(False)

    def wake(self) -> None:
        with contextlib.suppress(OSError):
            self._start.send(b".")

    def drain(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self.end.recv(READ_SIZE)

    def close(self) -> None:
        self.end.close()
        self._start.close()


class CallingSource:
    """A TCP connection that klad makes to a gun, or to a converter of serial lines."""

    def __init__(self, url: str, host: str, port: int) -> None:
        self.address = url
        try:
            self._socket = socket.create_connection((host, port), timeout=CONNECT_SECONDS)
        except OSError as error:
            raise not_connected(error, url, LinkReason.UNREACHABLE) from error
        # A gun switched off sends no farewell; the probes of the system notice.
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self._socket.setblocking(False)
        self._waker = _Waker()

    def read(self, seconds: float | None) -> list[Chunk]:
        ready, _, _ = select.select([self._socket, self._waker.end], [], [], seconds)
        self._waker.drain()
        if self._socket not in ready:
            return []
        try:
            data = self._socket.recv(READ_SIZE)
        except BlockingIOError:
            return []
        except OSError as error:
            raise not_connected(error, self.address, LinkReason.UNPLUGGED) from error
        if not data:
            raise NotConnected.because(LinkReason.UNPLUGGED, url=self.address, detail="closed")
        return [Chunk(self.address, data)]

    def wake(self) -> None:
        self._waker.wake()

    def close(self) -> None:
        self._socket.close()
        self._waker.close()


class ListeningSource:
    """A port where terminals and phones call and send a line per scan."""

    def __init__(self, host: str, port: int) -> None:
        url = f"tcp://{host}:{port}"
        try:
            self._server = socket.create_server((host, port), backlog=16)
        except OSError as error:
            raise not_connected(error, url, LinkReason.FAILED) from error
        self._server.setblocking(False)
        self.address = f"tcp://{host}:{self._server.getsockname()[1]}"
        self._waker = _Waker()
        self._callers = selectors.DefaultSelector()
        self._callers.register(self._server, selectors.EVENT_READ, "")
        self._callers.register(self._waker.end, selectors.EVENT_READ, "")

    def read(self, seconds: float | None) -> list[Chunk]:
        chunks: list[Chunk] = []
        for key, _ in self._callers.select(seconds):
            link = key.fileobj
            if link is self._server:
                self._accept()
            elif link is self._waker.end:
                self._waker.drain()
            elif isinstance(link, socket.socket):
                chunks += self._receive(link, str(key.data))
        return chunks

    def _accept(self) -> None:
        try:
            link, peer = self._server.accept()
        except OSError:  # the caller hung up before we answered
            return
        if len(self._callers.get_map()) >= MAX_CALLERS + 2:
            link.close()
            return
        link.setblocking(False)
        link.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self._callers.register(link, selectors.EVENT_READ, f"tcp://{peer[0]}:{peer[1]}")

    def _receive(self, link: socket.socket, origin: str) -> list[Chunk]:
        broken = False
        try:
            data = link.recv(READ_SIZE)
        except BlockingIOError:
            return []
        except OSError:
            data, broken = b"", True
        if data:
            return [Chunk(origin, data)]
        self._callers.unregister(link)
        link.close()
        return [Chunk(origin, b"", closed=True, broken=broken)]

    def wake(self) -> None:
        self._waker.wake()

    def close(self) -> None:
        for key in list(self._callers.get_map().values()):
            if isinstance(key.fileobj, socket.socket) and key.fileobj is not self._waker.end:
                key.fileobj.close()
        self._callers.close()
        self._waker.close()


def opener(settings: ScannerSettings) -> Callable[[], ByteSource]:
    """Return what opens the scanner of *settings*; it raises NotConnected while it cannot."""
    scheme = settings.url.partition("://")[0]
    address = split_address(settings.url) if scheme in TCP_SCHEMES else None
    if address is None:
        return lambda: SerialSource(settings.url, baud=settings.baud)
    host, port = address
    if scheme == "tcp-connect":
        return lambda: CallingSource(settings.url, host, port)
    return lambda: ListeningSource(host, port)
