"""IPP Print-Job, encoded and decoded (RFC 8010, RFC 8011): bytes in, bytes out, no sockets."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

_VERSION = b"\x02\x00"
_PRINT_JOB = 0x0002
_OPERATION, _JOB, _END = b"\x01", b"\x02", b"\x03"
_CHARSET, _LANGUAGE, _URI, _NAME, _MIME, _KEYWORD, _INTEGER = (
    0x47,
    0x48,
    0x45,
    0x42,
    0x49,
    0x44,
    0x21,
)
_NAME_BYTES = 255
_LAST_SUCCESS = 0x00FF
_SHORTEST = 8
_DELIMITERS = 0x10


@dataclass(frozen=True, slots=True)
class IppAnswer:
    """What the printer said."""

    status: int
    """0x0000–0x00FF: taken."""
    attributes: dict[str, bytes] = field(default_factory=dict)
    """First value of each attribute."""

    @property
    def taken(self) -> bool:
        """Whether the job was accepted."""
        return self.status <= _LAST_SUCCESS

    @property
    def job_id(self) -> int | None:
        """The printer's number of the job; None if it gave none."""
        value = self.attributes.get("job-id")
        return int.from_bytes(value, "big") if value is not None else None

    @property
    def message(self) -> str:
        """What the printer added in words; empty: nothing."""
        return self.attributes.get("status-message", b"").decode("utf-8", "replace")


def print_job(
    printer_uri: str, title: str, document_format: str, *, media: str, copies: int, user: str
) -> bytes:
    """Return the header of a Print-Job request; the document follows it.

    Args:
        title: cut to 255 bytes of UTF-8 between letters.
        media: empty: the printer decides.
    """
    body = _VERSION + struct.pack(">HI", _PRINT_JOB, 1) + _OPERATION
    body += _attribute(_CHARSET, "attributes-charset", b"utf-8")
    body += _attribute(_LANGUAGE, "attributes-natural-language", b"en")
    body += _attribute(_URI, "printer-uri", printer_uri.encode())
    body += _attribute(_NAME, "requesting-user-name", _name(user))
    body += _attribute(_NAME, "job-name", _name(title))
    body += _attribute(_MIME, "document-format", document_format.encode())
    body += _JOB + _attribute(_INTEGER, "copies", struct.pack(">i", copies))
    if media:
        body += _attribute(_KEYWORD, "media", media.encode())
    return body + _END


def decode_answer(data: bytes) -> IppAnswer:
    """Read a response.

    Raises:
        ValueError: not an IPP response.
    """
    if len(data) < _SHORTEST:
        raise ValueError("short IPP response")
    (status,) = struct.unpack_from(">H", data, 2)
    attributes: dict[str, bytes] = {}
    at = _SHORTEST
    while at < len(data) and data[at] != _END[0]:
        if data[at] < _DELIMITERS:
            at += 1
            continue
        name, at = _chunk(data, at + 1)
        value, at = _chunk(data, at)
        if name:
            attributes.setdefault(name.decode("ascii", "replace"), value)
    return IppAnswer(status, attributes)


def _chunk(data: bytes, at: int) -> tuple[bytes, int]:
    if at + 2 > len(data):
        raise ValueError("cut IPP response")
    (length,) = struct.unpack_from(">H", data, at)
    end = at + 2 + length
    if end > len(data):
        raise ValueError("cut IPP response")
    return data[at + 2 : end], end


def _attribute(tag: int, name: str, value: bytes) -> bytes:
    encoded = name.encode("ascii")
    return struct.pack(">BH", tag, len(encoded)) + encoded + struct.pack(">H", len(value)) + value


def _name(text: str) -> bytes:
    printable = "".join(char if char.isprintable() else " " for char in text)
    return printable.encode()[:_NAME_BYTES].decode("utf-8", "ignore").encode()
