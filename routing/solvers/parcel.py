"""Orders on their way to the process of an engine: pickled, matrices beside, as they lie in memory.

A matrix of a big day is hundreds of megabytes. Rows go into the pipe without being copied, and
while the pipe is full nothing else in this process waits.
"""

from __future__ import annotations

import io
import pickle
from array import array
from collections.abc import Iterator
from struct import Struct
from typing import Any, BinaryIO, cast

NUMBER = Struct(">Q")


class _Packer(pickle.Pickler):
    """Leaves rows of machine integers out of the pickle."""

    def reducer_override(self, thing: Any) -> Any:  # noqa: ANN401 - the interface is pickle's
        if type(thing) is array:
            return _row, (thing.typecode, pickle.PickleBuffer(thing))
        return NotImplemented


def _row(typecode: str, data: bytes) -> array[Any]:
    found: array[Any] = array(typecode)
    found.frombytes(data)
    return found


def send(pipe: BinaryIO, thing: object) -> None:
    """Write a thing.

    Raises:
        OSError: nobody reads.
    """
    rows: list[memoryview] = []
    told = io.BytesIO()
    # True would keep a row in the pickle.
    _Packer(told, protocol=5, buffer_callback=lambda row: rows.append(row.raw())).dump(thing)
    for part in (told.getbuffer(), b"".join(NUMBER.pack(len(row)) for row in rows)):
        pipe.write(NUMBER.pack(len(part)))
        pipe.write(part)
    pipe.writelines(rows)
    pipe.flush()


def receive(pipe: BinaryIO) -> object:
    """Read a thing that this very program has sent."""
    told = _part(pipe)
    sizes = [size for (size,) in NUMBER.iter_unpack(_part(pipe))]
    return pickle.loads(told, buffers=_rows(pipe, sizes))  # noqa: S301 - from our own parent


def _part(pipe: BinaryIO) -> bytes:
    (size,) = NUMBER.unpack(pipe.read(NUMBER.size))
    return pipe.read(cast("int", size))


def _rows(pipe: BinaryIO, sizes: list[int]) -> Iterator[bytes]:
    return (pipe.read(size) for size in sizes)


__all__ = ["receive", "send"]
