"""Streets and rivers out of an extract of OpenStreetMap (`.osm.pbf`), to draw below a map.

The format is told at wiki.openstreetmap.org/wiki/PBF_Format. A file is read twice: first which ways
are drawn, then where their nodes lie, so that memory holds what is drawn and no more. Small roads
are drawn where there is room for them.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from core.kernel.errors import Refused

Point = tuple[int, int]
"""Latitude and longitude, in millionths of a degree."""

ENOUGH = 100_000
"""Points, with which smaller roads are left out."""

LARGEST_HEADER, LARGEST_BLOCK = 64 * 2**10, 32 * 2**20
"""Bytes; more is no extract, as the format says."""

VARINT, EIGHT_BYTES, BYTES, FOUR_BYTES = 0, 1, 2, 5
"""Wire types of protocol buffers."""

LAST = 0x80
"""Bytes of a varint below it end it."""

WIDEST = 64
"""Bits of a varint; more is none."""

HEADER_KIND, HEADER_LENGTH = 1, 3
BLOB_RAW, BLOB_ZLIB = 1, 3
BLOCK_WORDS, BLOCK_GROUP, BLOCK_STEP, BLOCK_SOUTH, BLOCK_WEST = 1, 2, 17, 19, 20
GROUP_NODE, GROUP_NODES, GROUP_WAY = 1, 2, 3
NODE_ID, NODE_LAT, NODE_LON = 1, 8, 9
WAY_KEYS, WAY_VALUES, WAY_NODES = 2, 3, 8
"""Numbers of fields."""

_MAIN = ("motorway", "trunk", "primary", "motorway_link", "trunk_link", "primary_link")
_LESSER = ("secondary", "tertiary", "secondary_link", "tertiary_link")
_SMALL = ("unclassified", "residential", "living_street")

RANKS: Mapping[tuple[str, str], int] = {
    **{("highway", kind): 0 for kind in _MAIN},
    **{("waterway", kind): 0 for kind in ("river", "canal")},
    ("railway", "rail"): 0,
    ("natural", "coastline"): 0,
    **{("highway", kind): 1 for kind in _LESSER},
    **{("highway", kind): 2 for kind in _SMALL},
}
"""Tag of a way → how soon it is drawn: what has rank 0 always is."""


class BadExtract(Refused):
    """The file is no extract of OpenStreetMap. Facts: file, detail."""

    code = "bad-extract"


@dataclass(slots=True)
class _Block:
    """A part of the file: its words, its groups, how it writes coordinates."""

    words: list[bytes] = field(default_factory=list)
    groups: list[bytes] = field(default_factory=list)
    step: int = 100
    """Thousand-millionths of a degree."""
    south: int = 0
    west: int = 0

    def point(self, lat: int, lon: int) -> Point:
        """Return coordinates as they are written here in millionths of a degree."""
        return (
            (self.south + self.step * lat + 500) // 1000,
            (self.west + self.step * lon + 500) // 1000,
        )


def streets_of(path: Path) -> tuple[tuple[Point, ...], ...]:
    """Return the streets, railways and rivers of an extract, the main ones first.

    Raises:
        BadExtract: it is none, or breaks off.
        OSError: it cannot be opened.
    """
    try:
        ways = _ways(path)
        places = _places(path, {node for way in ways for node in way})
    except (ValueError, LookupError, zlib.error) as error:
        raise BadExtract(file=path.name, detail=str(error) or type(error).__name__) from error
    lines = (tuple(places[node] for node in way if node in places) for way in ways)
    return tuple(line for line in lines if len(line) > 1)


def _ways(path: Path) -> list[Sequence[int]]:
    """Return the nodes of every way that is drawn."""
    ranked: dict[int, list[Sequence[int]]] = {rank: [] for rank in sorted(set(RANKS.values()))}
    for block in _blocks(path):
        ranks = _ranks(block.words)
        for group in block.groups:
            for number, way in _fields(group):
                if number == GROUP_WAY and isinstance(way, bytes):
                    rank, nodes = _way(way, ranks)
                    if rank is not None:
                        ranked[rank].append(nodes)
    found: list[Sequence[int]] = []
    points = 0
    for rank, ways in ranked.items():
        points += sum(map(len, ways))
        if rank and points > ENOUGH:
            break
        found += ways
    return found


def _ranks(words: Sequence[bytes]) -> Mapping[tuple[int, int], int]:
    """Return RANKS by the numbers that words have in a block."""
    number = {word.decode("utf-8", "replace"): at for at, word in enumerate(words)}
    return {
        (number[key], number[value]): rank
        for (key, value), rank in RANKS.items()
        if key in number and value in number
    }


def _way(data: bytes, ranks: Mapping[tuple[int, int], int]) -> tuple[int | None, Sequence[int]]:
    keys: list[int] = []
    values: list[int] = []
    nodes: bytes = b""
    for number, value in _fields(data):
        if not isinstance(value, bytes):
            continue
        if number == WAY_KEYS:
            keys = _packed(value)
        elif number == WAY_VALUES:
            values = _packed(value)
        elif number == WAY_NODES:
            nodes = value
    found = (ranks.get(tag) for tag in zip(keys, values, strict=False))
    rank = min((one for one in found if one is not None), default=None)
    return rank, () if rank is None else _summed(nodes)


def _places(path: Path, wanted: set[int]) -> dict[int, Point]:
    """Return where nodes lie."""
    found: dict[int, Point] = {}
    for block in _blocks(path):
        for group in block.groups:
            for number, data in _fields(group):
                if number == GROUP_NODES and isinstance(data, bytes):
                    columns = dict(_fields(data))
                    keys = (NODE_ID, NODE_LAT, NODE_LON)
                    ids, lats, lons = (_summed(_bytes(columns.get(key))) for key in keys)
                    for node, lat, lon in zip(ids, lats, lons, strict=True):
                        if node in wanted:
                            found[node] = block.point(lat, lon)
                elif number == GROUP_NODE and isinstance(data, bytes):
                    told = {key: _signed(value) for key, value in _fields(data)}
                    if told.get(NODE_ID) in wanted:
                        found[told[NODE_ID]] = block.point(told[NODE_LAT], told[NODE_LON])
    return found


# --- blocks ----------------------------------------------------------------------------------


def _blocks(path: Path) -> Iterator[_Block]:
    """Yield the blocks of data of a file.

    Raises:
        ValueError, LookupError, zlib.error: it is no extract.
    """
    with path.open("rb") as file:
        while size := file.read(4):
            header = dict(_fields(_read(file, int.from_bytes(size, "big"), LARGEST_HEADER)))
            length = header[HEADER_LENGTH]
            if not isinstance(length, int):
                raise ValueError("header")  # noqa: TRY004 - what is read, not who reads
            blob = _read(file, length, LARGEST_BLOCK)
            if header[HEADER_KIND] == b"OSMData":
                yield _block(_unpacked(dict(_fields(blob))))


def _read(file: BinaryIO, length: int, most: int) -> bytes:
    if length > most:
        raise ValueError(f"{length} > {most}")
    data = file.read(length)
    if len(data) < length:
        raise ValueError(f"{len(data)} < {length}")
    return data


def _unpacked(blob: Mapping[int, int | bytes]) -> bytes:
    raw = blob.get(BLOB_RAW)
    if isinstance(raw, bytes):
        return raw
    data = zlib.decompressobj().decompress(_bytes(blob[BLOB_ZLIB]), LARGEST_BLOCK + 1)
    if len(data) > LARGEST_BLOCK:
        raise ValueError(f"> {LARGEST_BLOCK}")
    return data


def _block(data: bytes) -> _Block:
    found = _Block()
    for number, value in _fields(data):
        if number == BLOCK_WORDS:
            found.words = [_bytes(word) for _number, word in _fields(_bytes(value))]
        elif number == BLOCK_GROUP:
            found.groups.append(_bytes(value))
        elif number == BLOCK_STEP and isinstance(value, int):
            found.step = value
        elif number == BLOCK_SOUTH and isinstance(value, int):
            found.south = _of_64_bits(value)
        elif number == BLOCK_WEST and isinstance(value, int):
            found.west = _of_64_bits(value)
    return found


# --- protocol buffers ------------------------------------------------------------------------


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Yield number and value of every field of a message; a varint, or bytes.

    Raises:
        ValueError: it is no message.
        IndexError: it breaks off.
    """
    at, end = 0, len(data)
    while at < end:
        key, at = _varint(data, at)
        kind = key & 7
        if kind == VARINT:
            value, at = _varint(data, at)
            yield key >> 3, value
            continue
        if kind == BYTES:
            length, at = _varint(data, at)
        elif kind in {EIGHT_BYTES, FOUR_BYTES}:
            length = 8 if kind == EIGHT_BYTES else 4
        else:
            raise ValueError(f"wire type {kind}")
        if at + length > end:
            raise ValueError(f"{end - at} < {length}")
        yield key >> 3, data[at : at + length]
        at += length


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, WIDEST, 7):
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < LAST:
            return value, at
    raise ValueError(f"> {WIDEST}")


def _packed(data: bytes) -> list[int]:
    """Return varints that follow one another."""
    found: list[int] = []
    value = shift = 0
    for byte in data:
        value |= (byte & 0x7F) << shift
        if byte < LAST:
            found.append(value)
            value = shift = 0
        elif shift < WIDEST:
            shift += 7
        else:
            raise ValueError(f"> {WIDEST}")
    return found


def _summed(data: bytes) -> list[int]:
    """Return numbers of which each is written as the difference to the one before."""
    found: list[int] = []
    total = 0
    for value in _packed(data):
        total += (value >> 1) ^ -(value & 1)
        found.append(total)
    return found


def _signed(value: int | bytes) -> int:
    return (value >> 1) ^ -(value & 1) if isinstance(value, int) else 0


def _of_64_bits(value: int) -> int:
    """Return a number that was written as if it had no sign."""
    return value - 2**64 if value >= 2**63 else value


def _bytes(value: int | bytes | None) -> bytes:
    if not isinstance(value, bytes):
        raise ValueError("bytes ?")  # noqa: TRY004 - what is read, not who reads
    return value


__all__ = ["BadExtract", "streets_of"]
